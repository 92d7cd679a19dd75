"""
What a stated number says, and every true value that may fairly be stated so.

How precisely a number was meant can't be seen from it, so it is read by fixed rules, the same for
everybody, for digits and words, and on both sides of nought:

- A number stands for what rounds to it at its last digit: "25%" is 24.5% up to 25.5%.
- The closing noughts of a count or an amount are rounding, but never before its second digit:
  "41,000" is 40,500 up to 41,500, "2 million" 1.95 up to 2.05 million, "70" is 70. Those of a
  percentage are not, nor those after a decimal point.
- "About" and the like stand for what rounds to the number at its last digit that is no nought, or
  at a tenth of it if that is finer; "nearly" for the half of that which falls short; "just over"
  and "just under" for a tenth of the number, on that side. "Exactly" stands for nothing else.
- "More than", "at least" and the like are bounds, and nothing else. Of "one in N" they speak of the
  share: more than one in four is one in fewer than four. "Dozens" are two of them at least.
- A fraction in words ("a quarter", "three in four") is meant to within one percentage point, or a
  twentieth of itself if that is less; "four in five" to the nearest fifth, "9 in 10" to the nearest
  tenth; "double", or "2 times", to within a fortieth.
- "281 of 41,000" is the share that the two numbers make.
- "More" and "fell" alone are claims about a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.numbers.grammar import any_of, compiled
from workings.numbers.intervals import Interval, point, rounding_interval
from workings.numbers.spelt import (
    ENDINGS,
    MONEY_SIGNS,
    MULTIPLES,
    NOUGHTS,
    PARTS,
    QUALIFIERS,
    SIGNS,
    THOUSANDS,
    read_amount,
    read_words,
)
from workings.numbers.units import CURRENCIES, WRITTEN

DIRECTIONS = {
    **dict.fromkeys((
        "more", "higher", "greater", "larger", "bigger", "up", "above", "extra", "additional",
        "further", "rise", "rises", "rose", "risen", "rising", "increase", "increases", "increased",
        "increasing", "growth", "grow", "grows", "grew", "grown", "growing", "jump", "jumped",
        "climb", "climbed", "gain", "gained", "surge", "surged", "soared", "hike",
    ), 1),
    **dict.fromkeys((
        "fewer", "less", "lower", "smaller", "down", "below", "fall", "falls", "fell", "fallen",
        "falling", "drop", "drops", "dropped", "decrease", "decreases", "decreased", "decreasing",
        "decline", "declined", "declining", "cut", "cuts", "reduction", "reduced", "shrank",
        "shrunk", "slump", "slumped", "plunge", "plunged", "loss", "lost",
    ), -1),
}  # fmt: skip
FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
#: How far a number is taken to have been rounded beyond its digits: to a fifth of it at most.
COARSEST = Fraction(1, 5)
#: How far "just over" and "just under" reach, as a share of the number.
JUST = Fraction(1, 10)
LONGEST = 120

_NO_NOUN = r"(?:than|or|in|to|and|out|by|since|during|until|per|every|each|an?)\b"
_WORDS = r"[\w\x20.,’'-]+?"
#: When it was, and for what each ("a day", "per 100,000 people").
_TAIL = (
    rf"(?P<rate> (?:per(?! cent)|an?|each|every|for every|for each)\b {_WORDS}| each| apiece)?"
    r"(?: (?:by|since|during|until|last|this|so far|in (?=<year>|<month>|the\b|total\b|all\b))"
    rf"(?:\x20?{_WORDS})?)?"
)
_AMOUNT = r"(?:(?!\.|0[0-9,])<sum>|<cardinal>)"
_SCALE = rf"(?:[- ]<scale>){{1,2}}+|(?<=[0-9]) ?{any_of(SIGNS | MONEY_SIGNS)}\b"
_WAY = rf"(?: (?P<way>{any_of(DIRECTIONS)})\b)?"
_ONE = (
    r"(?:an? |the )?"
    rf"(?P<sign>[-+−]|minus |plus )?(?:(?P<money><money>)[- ]?)?(?P<number>{_AMOUNT})"
    r"(?: ?(?P<coins><coins>|p)\b)?"
    rf"(?:(?P<percent> ?%|[- ]per[- ]cent\b|[- ]?percent\b)|(?P<points><points>|[- ]points?\b))?{_WAY}"
    rf"(?P<noun> of {_WORDS}|(?: (?!{_NO_NOUN})[a-z][\w’'-]*)*?){_TAIL}"
)
_PART = rf"(?:(?:an?|<digit>)[- ]{any_of(PARTS)}s?|half)"
_OF = rf"(?: of {_WORDS})?"
_BEST = (
    r"(?:highest|lowest|largest|smallest|biggest|greatest|most|fewest|least|worst|best|longest"
    r"|shortest|fastest|slowest|busiest|deadliest|warmest|hottest|coldest|wettest|driest)"
)
_NTH = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_FRACTION = rf"(?P<fraction>{_PART}(?! of an? <scale>)|[1-9][0-9]?/[1-9][0-9]{{0,2}}){_WAY}{_OF}"
#: How a number is written, without the words around it that say how it is meant, in the order in
#: which they are tried. A pattern's names say what it reads; ``one`` and ``other`` are numbers.
_FORMS = (
    r"from (?P<low>.+?) to (?P<high>.+)(?P<pair>)",
    r"(?:between (?P<least>.+?) and|(?P<low>.+?) to) (?P<high>.+)",
    r"(?P<low>.*[\w%])<dash>(?P<high>(?:<money> ?)?[0-9].*)",
    r"(?:one|1)(?: [a-z]+)?[- ](?:in|out of)[- ](?:every )?(?!<year>\b)(?P<one_in>.+)",
    r"(?!.* of an? <scale>)(?P<part>.+?) (?:(?:out )?of (?:the )?|in (?:every )?(?!<year>\b))(?P<whole>.+)",
    rf"(?P<times>{_PART}) (?:as \w+|the (?:number|amount|level|size|rate|total)\b).*",
    _FRACTION,
    rf"(?:the |an? )?(?P<most>majority|most|minority){_OF}",
    rf"(?:(?:an? )?(?P<multiple><multiplied>|<times>)|(?:an? )?(?P<times>{_AMOUNT})"
    rf"(?: times| fold|x){_WAY})(?: (?:as|the|that|what|than|in size|in number) ?.*)?",
    rf"(?:once |one )?every (?:(?P<every>{_AMOUNT}) )?(?P<span><span>)",
    rf"(?P<plural>(?:tens|dozens|scores|<scales>)(?: of <scales>){{0,2}})(?P<noun>{_OF})",
    rf"(?:(?:the|an?|its|their|at|for|in|new|all-time|[0-9]+[- ]year) )*?(?:(?:(?P<nth>{_NTH}"
    rf"|[0-9]+(?:st|nd|rd|th))[- ])?{_BEST}|record|record[- ](?:high|low)|(?<=year\x20)(?:high|low)"
    rf"|(?P<first>first time))(?P<rank>)(?: {_WORDS})?",
    _ONE,
)
_SAID = rf"(?:(?P<{{}}>{any_of(QUALIFIERS)})(?: |(?<=[.~])))?+"
_BEFORE = (
    _SAID.format("qualifier")
    + r"(?:(?:an? |the )?(?:(?:has|have|had|was|were|is|are) )?(?:(?:went|gone|going) )?"
    rf"(?P<leading>{any_of(DIRECTIONS)})(?: by| of)? )?+"
    + _SAID.format("second")
    + r"(?P<record>(?:a |the )?(?:new )?record(?: number| total| high)?(?: of)? (?!high|low))?"
)
_ENDING = rf"(?P<ending>{any_of(ENDINGS)})\Z"
_PENCE = ("p", "pence")
_UNCHANGED = ("unchanged", "no change", "flat", "the same", "no more and no fewer")
_AVERAGE = (
    r"(?:(?:an? |the )?(?:average|mean|median|typical)(?: of| is| was)? |averag(?:ing|ed|es) "
    r"|on average,? )(?P<inner>.+)|(?P<first>.+?),? on average"
)


@dataclass(frozen=True)
class Stated:
    """
    A stated number and every true value that it may fairly stand for.

    The form is one of: ``number``; ``rate`` ("52 a day"); ``change``, in per cent ("rose 13%");
    ``times``; ``one in`` (the value is the N); ``share``, in per cent; ``difference``; ``pair``
    ("from 12% to 15%") and ``range``, whose two numbers are the parts; ``bound`` ("dozens");
    ``rank`` ("third largest"; nought for "the first time"); ``average``; ``sign`` ("more", 1 or -1).
    """

    text: str  # as it was stated
    form: str
    value: Fraction  # below nought for a fall; the first of two numbers
    # ``per cent``, ``percentage points``, ``US dollars``, ``pounds per person``, ``a day``, ``people``
    unit: str = ""
    operator: str = "="  # a bound, ``~``, ``nearly``, ``just over``, ``just under`` or ``exactly``
    step: Fraction = Fraction(1)  # what it is read as rounded to
    place: Fraction = Fraction(
        1
    )  # of its last printed digit, if it has one: 100,000 for "6.3 million"
    noun: str = ""  # the words after it: "18 pages"
    currency: str = ""  # a key of `CURRENCIES`: ``$`` is whichever dollar the figures are in
    in_digits: bool = True  # whether more of its digits might have been rounded off or cut
    parts: tuple[Stated, ...] = ()  # the two numbers of a pair or a range
    is_record: bool = False  # "a record 20,000": said to be the highest, too
    between: Interval | None = None  # allowed: "between 60 and 70", "281 of 41,000"

    @property
    def is_change(self) -> bool:
        """Whether it is said to be a rise or a fall."""
        return self.form in ("change", "difference", "sign") or self.value < 0

    @property
    def measured_in(self) -> str:
        """What a number worked out has to be in: one of the units that are forms, or ``number``."""
        if self.form in ("one in", "times", "sign"):
            return self.form
        if self.form == "change" and not self.unit:  # "unchanged", in whatever unit
            return "sign"
        return self.unit if self.unit in ("per cent", "percentage points") else "number"

    @property
    def allows(self) -> Interval:
        """Every true value that may fairly be stated so."""
        if self.between is not None:
            return self.between
        if self.form == "sign":
            return _mirrored(Interval(Fraction(0), None, low_closed=False), self.value < 0)
        if self.operator in (">", ">="):
            return Interval(self.value, None, low_closed=self.operator == ">=")
        if self.operator in ("<", "<="):
            return Interval(None, self.value, high_closed=self.operator == "<=")
        size, is_one_in = abs(self.value), self.form == "one in"
        if self.operator == "nearly":
            ends = size - self.step / 2, size
        elif self.operator == "just over":
            ends = size, size * (1 + JUST)
        elif self.operator == "just under":
            ends = size * (1 - JUST), size
        elif self.operator == "exactly" and (self.step.denominator == 1 or not self.in_digits):
            return point(self.value)
        else:
            return rounding_interval(self.value, self.step)
        if is_one_in and self.operator == "nearly":
            ends = size, size + self.step / 2
        elif is_one_in:  # a little more than one in five is one in a little fewer
            ends = size * size / ends[1], size * size / ends[0]
        low, high = ends
        is_open_below = low == size
        allowed = Interval(low, high, low_closed=not is_open_below, high_closed=is_open_below)
        return _mirrored(allowed, self.value < 0)

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return next(n for n in range(12) if (self.step * 10**n).denominator == 1 or n == 11)

    def coarser(self) -> Iterator[tuple[Fraction, Interval]]:
        """
        Yield what it would stand for, had it been rounded further than its digits show.

        Each unit is ten times the last one, still divides the number, and is no more than a fifth
        of it; with it comes what rounds to the number at this unit.
        """
        unit = self.step * 10
        while self._may_be_rounded and not self.value % unit and unit <= self._coarsest:
            yield unit, rounding_interval(self.value, unit)
            unit *= 10

    def cut_off(self) -> Iterator[tuple[Fraction, Interval]]:
        """
        Yield what it would stand for, had later digits been cut off and not rounded.

        No nought is such a digit's place: 1,094 is not 1,000 with its later digits cut off.
        """
        unit = _last_place(self.value, self.step) if self.unit != "per cent" else self.step
        while self._may_be_rounded and not self.value % unit and unit <= self._coarsest:
            size = abs(self.value)
            yield unit, _mirrored(Interval(size, size + unit, high_closed=False), self.value < 0)
            unit *= 10

    @property
    def _may_be_rounded(self) -> bool:
        return bool(self.operator == "=" and self.in_digits and self.value and not self.between)

    @property
    def _coarsest(self) -> Fraction:
        return abs(self.value) * COARSEST

    def as_share(self) -> Stated:
        """
        Return "one in N" as the percentage that it is.

        Examples
        --------
        >>> print(read_stated("one in 4").as_share().allows)
        (500/21, 500/19]
        """
        shares = _divided(point(1), self.allows)
        return replace(
            self, form="share", unit="per cent", value=100 / self.value, between=shares,
            place=Fraction(0), operator=FLIPPED.get(self.operator, self.operator),
        )  # fmt: skip


def read_stated(text: str) -> Stated | None:
    """
    Read a number as printed or said, with the words that belong to it and nothing else.

    None where there is no number in it, as in "virtually zero" or "several".

    Examples
    --------
    >>> print(read_stated("25%").allows, read_stated("more than 21,000").allows)
    [49/2, 51/2) (21000, ∞)
    >>> print(read_stated("around 350").allows, read_stated("nearly 42,000").allows)
    [345, 355) [41500, 42000)
    >>> read_stated("9% fewer").value, read_stated("two thirds").form, read_stated("several")
    (Fraction(-9, 1), 'share', None)
    >>> print(read_stated("£3.2bn").unit, read_stated("£3.2bn").allows)
    pounds [3150000000, 3250000000)
    """
    plain = " ".join(text.split())
    return _read(plain) if len(plain) <= LONGEST else None


def _read(plain: str) -> Stated | None:
    """Put a number together with the words that say how it is meant."""
    words = plain.lower()
    if words in DIRECTIONS:
        return Stated(plain, "sign", Fraction(DIRECTIONS[words]), in_digits=False)
    if words in _UNCHANGED:
        return Stated(plain, "change", Fraction(0))
    if words in ("none", "nobody", "no one", *NOUGHTS):
        return Stated(plain, "number", Fraction(0))
    if average := compiled(_AVERAGE).fullmatch(plain):
        inner = _read(average["inner"] or average["first"])
        is_number = inner and inner.form in ("number", "rate")
        return replace(inner, text=plain, form="average") if inner and is_number else None
    before, after = compiled(_BEFORE).match(plain), compiled(_ENDING).search(plain)
    assert before is not None  # all of it may be missing
    body = plain[before.end() : after.start() if after else None]
    body = re.sub(r"(?<=\w)-?fold\b", " fold", body, flags=re.IGNORECASE)
    operators = [QUALIFIERS[said.lower()] for said in before.group("qualifier", "second") if said]
    operators += [ENDINGS[after["ending"].lower()]] if after else []
    meant = [operator for operator in operators if operator != "="]
    if len(meant) > 1:  # "more than 900 or more" says two things
        return None
    found = next(filter(None, (_read_as(plain, body, form) for form in _FORMS)), None)
    if found is None or (meant and (found.parts or found.form == "rank" or found.operator != "=")):
        return None
    operator = meant[0] if meant else found.operator
    if not found.value and operator in ("~", "nearly", "just over", "just under"):
        return None
    if before["leading"]:
        way = DIRECTIONS[before["leading"].lower()]
        if found.form == "times":
            found = _times(plain, found.value**way, found.decimals if found.in_digits else 0)
        elif found.form in ("number", "share"):
            found = _changed(found, way)
        elif found.form not in ("pair", "difference") or found.value < 0:
            return None
        elif found.form == "difference":
            found = replace(found, value=found.value * way)
    if found.value < 0 or found.form == "one in":
        operator = FLIPPED.get(operator, operator)
    found = replace(found, operator=operator, is_record=before["record"] is not None)
    return replace(found, step=_loose(found)) if operator in ("~", "nearly") else found


def _read_as(text: str, body: str, form: str) -> Stated | None:
    """Read a number in one form; None if it isn't written so."""
    match = compiled(form).fullmatch(body)
    said = (
        {name: words for name, words in match.groupdict().items() if words is not None}
        if match
        else {}
    )
    match said:
        case {"high": last}:
            return _two_numbers(text, said.get("low") or said["least"], last, "pair" in said)
        case {"one_in": last}:
            whole = _count(last)
            step = min(Fraction(1), whole.value / 10) if whole else Fraction(1)
            return whole and replace(whole, text=text, form="one in", step=step)
        case {"part": first, "whole": last}:
            part, whole = _count(first), _count(last)
            return _share_of(text, part, whole) if part and whole else None
        case {"fraction": words}:
            over, _, under = words.partition("/")
            share = 100 * (Fraction(int(over), int(under)) if under else read_words(words))
            step = min(Fraction(2), share / 10)
            found = Stated(
                text, "share", share, "per cent", "=", step, Fraction(0), in_digits=False
            )
            return _changed(found, DIRECTIONS[said["way"].lower()]) if "way" in said else found
        case {"most": word}:
            operator = "<" if word.lower() == "minority" else ">"
            return Stated(text, "share", Fraction(50), "per cent", operator, in_digits=False)
        case {"multiple": word}:
            return _times(text, next(v for m, v in MULTIPLES.items() if word.lower().startswith(m)))
        case {"times": amount}:
            value = read_amount(amount.lower())
            is_fall = DIRECTIONS.get(said.get("way", "more").lower()) == -1
            return (
                _times(text, 1 / value if is_fall else value, _decimals(amount)) if value else None
            )
        case {"span": span}:
            value = read_amount(said["every"].lower()) if "every" in said else Fraction(1)
            unit = f"{span.lower().removesuffix('s')}s each"
            return Stated(text, "rate", value, unit, step=_nought_step(value), noun=unit)
        case {"plural": words}:
            least = Fraction(2)
            for word in re.findall("[a-z]+", words.lower()):
                size = {"tens": 10, "dozens": 12, "scores": 20, "of": 1, "hundreds": 100}.get(word)
                least *= size or THOUSANDS[word.removesuffix("s")]
            noun = said["noun"].removeprefix(" of ")
            return Stated(text, "bound", least, "", ">=", noun=noun, in_digits=False)
        case {"rank": _}:
            nth = said.get("nth", "1").lower()
            place = (
                int(nth.rstrip("sthnrd")) if nth[0].isdigit() else _NTH.split("|").index(nth) + 2
            )
            return Stated(text, "rank", Fraction(0 if "first" in said else place), in_digits=False)
        case {"number": _}:
            return _number(text, said)
    return None


def _count(text: str) -> Stated | None:
    """Read one of the two numbers of a share: above nought, in digits or words."""
    found = _read_as(text, text, _ONE)
    is_count = found and found.form == "number" and found.value > 0
    return found if is_count and found and not found.unit.startswith("per") else None


def _number(text: str, said: dict[str, str]) -> Stated | None:
    """Read one number, with its sign, currency, per cent, direction, and what it is for."""
    amount, noun, rate = said["number"].lower(), said["noun"].strip(), said.get("rate", "").strip()
    unit = "per cent" if "percent" in said else "percentage points" if "points" in said else ""
    if (unit and noun and noun.split()[0] != "of") or (noun.startswith("of ") and not unit):
        return None  # "13% of those", but "13 people"
    code = _currency(said)
    value = read_amount(amount)
    if said.get("coins", "").lower() in _PENCE:
        value /= 100
    decimals = _decimals(amount)
    place = _scale(amount) / 10 ** (decimals or int(value % 1 != 0))
    while value % place:  # "half a million", "two thousand and five"
        place /= 10
    # Noughts after the point were meant.
    step = place if unit or decimals or value % 1 else _nought_step(value)
    if code:
        unit = "US dollars" if code == "$" else CURRENCIES[code].name
    found = Stated(text, "number", value, unit, "=", step, place, noun, code)
    sign = -1 if said.get("sign", "").strip() in ("-", "−", "minus") else 1
    if way := said.get("way"):
        found = _changed(found, DIRECTIONS[way.lower()])
    elif "percent" in said and "sign" in said:
        found = replace(found, form="change")
    elif "points" in said or said.get("sign", "").strip() in ("+", "plus"):
        found = replace(found, form="difference")
    elif noun and unit == "per cent":
        found = replace(found, form="share")
    if rate:
        unit = " ".join(filter(None, (unit, rate)))
        noun = "" if code else f"{noun} {rate}".strip()
        found = replace(found, form="rate", unit=unit, noun=noun)
    elif not unit and noun.split()[:1] in (["people"], ["persons"]):
        found = replace(found, unit="people")
    return replace(found, value=sign * found.value)


def _two_numbers(text: str, first: str, last: str, is_pair: bool) -> Stated | None:
    """Read a pair or a range; what is said once, at the end, is meant of both numbers."""
    low, high = (_read_as(one, one, _FRACTION) or _read_as(one, one, _ONE) for one in (first, last))
    if low is None or high is None or low.noun:
        return None
    scale = _scale(last)
    if _scale(first) == 1 and abs(low.value) * scale <= abs(high.value):
        low = replace(low, value=low.value * scale, step=low.step * scale)
    if not low.unit:
        step = high.step if high.unit.startswith("per") else low.step
        low = replace(low, unit=high.unit, currency=high.currency, step=step)
    if not high.unit:
        high = replace(high, unit=low.unit, currency=low.currency)
    if low.unit != high.unit or (low.value >= high.value and not is_pair):
        return None
    found = replace(high, text=text, form="pair", value=low.value, parts=(low, high))
    if is_pair:
        return found
    between = Interval(low.value, high.value)
    return replace(found, form="range", in_digits=False, between=between)


def _share_of(text: str, part: Stated, whole: Stated) -> Stated:
    """Read "9 in 10", which rounds to that, or "281 of 41,000", the share of two numbers."""
    share = 100 * part.value / whole.value
    found = Stated(text, "share", share, "per cent", place=Fraction(0), in_digits=False)
    if part.value >= whole.value or (whole.value > 20 and whole.value not in (100, 1000)):
        of, to = (one.allows if one.step > 1 else point(one.value) for one in (part, whole))
        return replace(found, between=_divided(of, to))
    if whole.value < 5:
        return replace(found, step=min(Fraction(2), share / 10))
    return replace(found, step=100 / whole.value, place=100 / whole.value)


def _times(text: str, value: Fraction, decimals: int = 0) -> Stated:
    """Read a multiple: by its decimals, or to within a fortieth."""
    step = Fraction(1, 10**decimals) if decimals else min(value / 20, Fraction(1))
    place = step if decimals else Fraction(0)
    return Stated(text, "times", value, "", "=", step, place, in_digits=bool(decimals))


def _changed(found: Stated, way: int) -> Stated:
    """Return a number as a rise or a fall: a change in per cent, else a difference."""
    form = "change" if found.unit == "per cent" else "difference"
    return replace(found, form=form, value=found.value * way)


def _currency(said: dict[str, str]) -> str:
    """Return the currency that stands before or after a number, if any."""
    sign, word = said.get("money", ""), said.get("coins", "").lower()
    return "GBP" if word in _PENCE else WRITTEN.get(sign.lower() or word, "")


def _scale(amount: str) -> Fraction:
    """Return what the words or signs after a number multiply it by."""
    scale = compiled(_SCALE).search(amount)
    return read_amount(f"1{scale[0].lower()}") if scale else Fraction(1)


def _decimals(amount: str) -> int:
    """Return how many decimals were printed."""
    return len(re.sub("[^0-9].*", "", amount.partition(".")[2]))


def _nought_step(value: Fraction) -> Fraction:
    """
    Return what a count or an amount is rounded to, by its closing noughts.

    Never beyond its second digit.

    Examples
    --------
    >>> [int(_nought_step(Fraction(n))) for n in (41_472, 41_000, 350, 70, 1_000, 2_000_000)]
    [1, 1000, 10, 1, 100, 100000]
    """
    step = Fraction(1)
    while value and value % (step * 10) == 0 and abs(value) >= step * 100:
        step *= 10
    return step


def _last_place(value: Fraction, step: Fraction) -> Fraction:
    """Return the place of a number's last digit that is no nought."""
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _loose(stated: Stated) -> Fraction:
    """Return what "about" reads a number as rounded to."""
    tenth = abs(stated.value) / 10
    if not stated.in_digits:
        return max(stated.step, tenth)
    return max(stated.step, min(_last_place(stated.value, stated.step), tenth))


def _mirrored(interval: Interval, is_mirrored: bool) -> Interval:
    return -interval if is_mirrored else interval


def _divided(of: Interval, by: Interval) -> Interval:
    """Return what share, in per cent, the one is of the other; both are above nought."""
    assert of.low is not None and of.high is not None
    low = Fraction(0) if by.high is None else 100 * of.low / by.high
    high = 100 * of.high / by.low if by.low and by.low > 0 else None
    return Interval(low, high, of.low_closed and by.high_closed, of.high_closed and by.low_closed)
