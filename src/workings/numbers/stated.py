"""
What a stated number allows: "25%", "about 350", "one in 146", "a quarter", "281 of 41,000".

How precisely a number was meant can't be seen from it, so it is read by fixed rules, the same for
everybody and on both sides of nought:

- Digits stand for what rounds to them at the last digit printed: "25%" is 24.5% up to 25.5%.
  Noughts at the end prove no rounding: "41,000" is read to the unit, as "41,472" would be.
- "About", "around" and the like stand for what rounds to the number at its last digit that is no
  nought, or at a tenth of it if that is finer; "nearly" and "almost" for the half of that which
  falls short.
- "More than", "at least" and the like are bounds, and nothing else. Of "one in N" they speak of the
  share: more than one in four is one in fewer than four.
- A fraction in words ("a quarter", "three in four") is meant to within one percentage point, or a
  twentieth of itself if that is less; "double" and the like to within a fortieth.
- "281 of 41,000" is the share that the two numbers make, and "9 in 10" what rounds to it.
- "More" and "fewer" alone are claims about a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.numbers.grammar import QUALIFIERS, expanded
from workings.numbers.intervals import Interval, point, rounding_interval
from workings.numbers.numerals import AFTER, read_number
from workings.numbers.spelt import (
    CARDINAL,
    MULTIPLES,
    MULTIPLIED,
    PARTS,
    SCALES,
    TIMES,
    read_words,
)

OPERATORS = {
    **QUALIFIERS,
    **dict.fromkeys(("just over", "well over", "upwards of"), ">"),
    **dict.fromkeys(("just under", "well under"), "<"),
    **dict.fromkeys(("circa", "~"), "~"),
    **dict.fromkeys(("only", "exactly", "precisely", "just"), "="),
}
ENDINGS = {**AFTER, "at most": "<=", "at least": ">=", "+": ">=", "-odd": "~"}
DIRECTIONS = {
    **dict.fromkeys(("more", "higher", "greater", "up", "above", "rise", "increase", "growth"), 1),
    **dict.fromkeys(("fewer", "less", "lower", "down", "below", "fall", "drop", "decrease"), -1),
}
FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "nearly": "nearly", "~": "~", "=": "="}
#: How far a number is taken to have been rounded beyond its digits: to a fifth of it at most.
COARSEST = Fraction(1, 5)
LONGEST = 120

_CARDINAL = expanded(CARDINAL)
_DIGITS = r"[0-9][0-9,]{0,19}(?:\.[0-9]{1,9})?"
_AMOUNT = rf"(?:{_DIGITS}|{_CARDINAL})"
_TAIL = r"(?P<noun>(?: (?!in\b|to\b|and\b|out\b)[a-z][a-z-]*)*)"
_QUALIFIER = re.compile(
    rf"({'|'.join(sorted(map(re.escape, OPERATORS), key=len, reverse=True))}) ?"
)
_LEADING = re.compile(rf"(?:an? )?({'|'.join(DIRECTIONS)})(?: by| of)? (?=.*[0-9a-z])")
_ENDING = re.compile(rf" ?({'|'.join(map(re.escape, ENDINGS))})")
_RANGE = re.compile(
    rf"(?:between )?(?P<low>{_DIGITS})(?: and | to | ?[-–] ?)(?P<high>{_DIGITS})"
    rf"(?P<sign>%| per cent| percent)?{_TAIL}"
)
_ONE_IN = re.compile(rf"(?:one|1)[ -]in[ -](?:every )?(?P<whole>{_AMOUNT}){_TAIL}")
_PAIR = re.compile(
    rf"(?P<part>{_AMOUNT}) (?:(?:out )?of (?:the )?|in (?:every )?)(?P<whole>{_AMOUNT}){_TAIL}"
)
_FRACTION = re.compile(
    rf"(?:(?:an?|{_CARDINAL})[ -](?:{'|'.join(PARTS)})s?|half)"
    rf"(?: (?P<direction>{'|'.join(DIRECTIONS)}))?(?: of [a-z ]+)?"
)
_MULTIPLE = re.compile(
    rf"(?:(?P<word>{MULTIPLIED}|{TIMES})|(?P<number>{_AMOUNT})(?: times|x))"
    r"(?: (?:as|the|more|that|what) ?[a-z ]*)?"
)
_NUMBER = re.compile(
    rf"(?P<sign>[-\N{{MINUS SIGN}}])?£?(?P<number>{_AMOUNT})"
    rf"(?P<scale> ?(?:{'|'.join(SCALES)})\b)?"
    r"(?P<percent> ?%| per cent| percent(?!age))?(?P<points> percentage points?)?"
    rf"(?: (?P<direction>{'|'.join(DIRECTIONS)})\b)?{_TAIL}"
)


@dataclass(frozen=True)
class Stated:
    """
    A stated number and every true value it may fairly stand for.

    Attributes
    ----------
    text : str
        As it was stated.
    form : str
        ``number``, ``per cent``, ``percentage points``, ``one in`` (the value is the N), ``times``,
        or ``sign`` ("more", "fewer").
    value : Fraction
        The number, in its form; below nought for a fall.
    operator : str
        ``=``, a bound (``>``, ``>=``, ``<``, ``<=``), ``~`` for "about", or ``nearly``.
    step : Fraction
        What it is read as rounded to.
    in_digits : bool
        Whether it was written in digits, so that more of them might have been rounded off or cut.
    noun : str
        The words after it: "18 pages".
    is_change : bool
        Whether it is said to be a rise or a fall.
    whole : Fraction or None
        The second number of "281 of 41,000".
    between : Interval or None
        What it allows, where that is no matter of rounding: "between 60 and 70".
    """

    text: str
    form: str
    value: Fraction
    operator: str = "="
    step: Fraction = Fraction(1)
    in_digits: bool = True
    noun: str = ""
    is_change: bool = False
    whole: Fraction | None = None
    between: Interval | None = None

    @property
    def allows(self) -> Interval:
        """Every true value that may fairly be stated so."""
        if self.between is not None:
            return self.between
        if self.operator in (">", ">="):
            return Interval(self.value, None, low_closed=self.operator == ">=")
        if self.operator in ("<", "<="):
            return Interval(None, self.value, high_closed=self.operator == "<=")
        if self.operator != "nearly":
            return rounding_interval(self.value, self.step)
        if self.value < 0 or self.form == "one in":
            return Interval(self.value, self.value + self.step / 2, low_closed=False)
        return Interval(self.value - self.step / 2, self.value, high_closed=False)

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return next(n for n in range(12) if (self.step * 10**n).denominator == 1 or n == 11)

    def coarser(self) -> Iterator[tuple[Fraction, Interval]]:
        """
        Yield what it would stand for, had it been rounded further than its digits show.

        Yields
        ------
        tuple of Fraction and Interval
            A unit, ten times the last one, that still divides the number and is no more than a
            fifth of it, and what rounds to the number at this unit.
        """
        if self.operator != "=" or not self.in_digits or not self.value:
            return
        last = abs(self.value) if self.whole is None else self.whole
        unit = self.step * 10
        while last % unit == 0 and unit <= last * COARSEST:
            if self.whole is None:
                yield unit, rounding_interval(self.value, unit)
            else:
                part = self.value * self.whole
                yield unit, _divided(part, rounding_interval(self.whole, unit))
            unit *= 10

    def cut_off(self) -> Iterator[tuple[Fraction, Interval]]:
        """Yield what it would stand for, had the later digits been cut off and not rounded."""
        if self.operator != "=" or not self.in_digits or self.between is not None:
            return
        for unit in (self.step, *(unit for unit, _ in self.coarser())):
            if unit > abs(self.value) * COARSEST:
                return
            if self.value > 0:
                yield unit, Interval(self.value, self.value + unit, high_closed=False)
            else:
                yield unit, Interval(self.value - unit, self.value, low_closed=False)

    def as_share(self) -> Stated:
        """
        Return "one in N" as the percentage that it is.

        Examples
        --------
        >>> print(read_stated("one in 4").as_share().allows)
        (500/21, 500/19]
        """
        low, high = self.allows.low, self.allows.high
        low_end = Fraction(0) if high is None else 100 / high
        high_end = None if not low or low <= 0 else 100 / low
        closed = self.allows.high_closed, self.allows.low_closed
        shares = Interval(low_end, high_end, *closed)
        return replace(self, form="per cent", value=100 / self.value, between=shares)


def read_stated(text: str) -> Stated | None:
    """
    Read a stated number; None where there is no number in it, as in "virtually zero" or "several".

    Parameters
    ----------
    text : str
        The number as printed or said, with the words that belong to it, and nothing else.

    Examples
    --------
    >>> print(read_stated("25%").allows, read_stated("more than 21,000").allows)
    [49/2, 51/2) (21000, ∞)
    >>> print(read_stated("around 350").allows, read_stated("nearly 42,000").allows)
    [345, 355) [41500, 42000)
    >>> read_stated("9% fewer").value, read_stated("two thirds").form, read_stated("several")
    (Fraction(-9, 1), 'per cent', None)
    """
    words = " ".join(text.lower().split())
    if not words or len(words) > LONGEST:
        return None
    if words in ("more", "fewer"):
        operator = ">" if words == "more" else "<"
        return Stated(words, "sign", Fraction(0), operator, in_digits=False, is_change=True)
    qualifier, ending = _QUALIFIER.match(words), _ending(words)
    core = words[qualifier.end() if qualifier else 0 : ending.start() if ending else None]
    leading = _LEADING.match(core)
    found = _read_core(core[leading.end() :] if leading else core)
    operator = OPERATORS[qualifier[1]] if qualifier else "="
    if ending:
        if operator != "=":
            return None  # "more than 900 or more" says two things
        operator = ENDINGS[ending[1]]
    if found is None or (not found.value and operator in ("~", "nearly")):
        return None
    if leading and (found.is_change or found.form not in ("number", "per cent")):
        return None
    if found.between is not None and operator != "=":
        return None
    if leading:
        found = replace(found, value=found.value * DIRECTIONS[leading[1]], is_change=True)
    if found.value < 0 or found.form == "one in":
        operator = FLIPPED[operator]
    found = replace(found, text=" ".join(text.split()), operator=operator)
    return replace(found, step=_loose(found)) if operator in ("~", "nearly") else found


def _ending(words: str) -> re.Match[str] | None:
    """Find what the last words make of a number: "or more", "at most", "+"."""
    return next((m for m in _ENDING.finditer(words) if m.end() == len(words) and m.start()), None)


def _read_core(core: str) -> Stated | None:
    """Read a number without the words before and after it that say how it is meant."""
    if match := _RANGE.fullmatch(core):
        return _read_range(match)
    if match := _ONE_IN.fullmatch(core):
        whole = _value(match["whole"])
        if not whole:
            return None
        return Stated(core, "one in", whole, step=min(Fraction(1), whole / 10))
    if match := _PAIR.fullmatch(core):
        return _read_pair(core, match)
    if match := _FRACTION.fullmatch(core):
        sign = DIRECTIONS.get(match["direction"] or "", 1)
        share = 100 * read_words(re.split(rf" (?:{'|'.join(DIRECTIONS)}|of )", core)[0])
        step = min(Fraction(2), share / 10)
        is_change = bool(match["direction"])
        return Stated(core, "per cent", sign * share, "=", step, False, is_change=is_change)
    if match := _MULTIPLE.fullmatch(re.sub(r"[ -]?fold\b", " times", core)):
        return _read_multiple(core, match)
    if match := _NUMBER.fullmatch(core):
        return _read_number(core, match)
    return None


def _read_range(match: re.Match[str]) -> Stated | None:
    low, high = _value(match["low"]), _value(match["high"])
    if low is None or high is None or low >= high:
        return None
    form = "per cent" if match["sign"] else "number"
    middle, noun = (low + high) / 2, match["noun"].strip()
    return Stated(match[0], form, middle, noun=noun, in_digits=False, between=Interval(low, high))


def _read_pair(core: str, match: re.Match[str]) -> Stated | None:
    part, whole = _value(match["part"]), _value(match["whole"])
    if not part or not whole:
        return None
    share = 100 * part / whole
    if whole in (10, 100, 1000) and part < whole:
        return Stated(core, "per cent", share, step=100 / whole, in_digits=False)
    if whole <= 20 and part < whole:
        step = min(Fraction(2), share / 10)
        return Stated(core, "per cent", share, step=step, in_digits=False)
    return Stated(core, "per cent", share, whole=whole, between=point(share))


def _read_multiple(core: str, match: re.Match[str]) -> Stated | None:
    if word := match["word"]:
        value = next(value for stem, value in MULTIPLES.items() if word.startswith(stem))
        return Stated(core, "times", value, step=value / 20, in_digits=False)
    value_ = _value(match["number"])
    if value_ is None:
        return None
    in_digits = match["number"][0].isdigit()
    step = _last_place(match["number"]) if in_digits else value_ / 20
    return Stated(core, "times", value_, step=step, in_digits=in_digits)


def _read_number(core: str, match: re.Match[str]) -> Stated | None:
    value = _value(match["number"])
    is_share = match["percent"] or match["points"]
    noun = match["noun"].strip()
    if value is None or (noun and (noun.split()[0] == "of") is not bool(is_share)):
        return None  # "13% of those", but "13 people"
    scale = SCALES[match["scale"].strip()] if match["scale"] else 1
    sign = DIRECTIONS.get(match["direction"] or "", 1) * (-1 if match["sign"] else 1)
    form = "per cent" if match["percent"] else "percentage points" if is_share else "number"
    return Stated(
        core,
        form,
        sign * scale * value,
        step=_step(match["number"], value) * scale,
        in_digits=match["number"][0].isdigit(),
        noun="" if is_share else noun,
        is_change=bool(match["direction"] or match["sign"]),
    )


def _value(amount: str) -> Fraction | None:
    """Read a bare number, in digits or in words."""
    try:
        if amount[0].isdigit():
            return Fraction(read_number(amount).value)
        return read_words(amount)
    except (ValueError, KeyError):
        return None


def _step(amount: str, value: Fraction) -> Fraction:
    """Return what a number is read as rounded to: thousands in words, to within a twentieth."""
    is_large_in_words = not amount[0].isdigit() and re.search("thousand|illion", amount)
    return value / 10 if is_large_in_words else _last_place(amount)


def _last_place(amount: str) -> Fraction:
    """Return the place value of the last digit printed; 1 for a number in words."""
    return Fraction(1, 10 ** len(amount.partition(".")[2])) if amount[0].isdigit() else Fraction(1)


def _loose(stated: Stated) -> Fraction:
    """Return what "about" reads a number as rounded to."""
    tenth = abs(stated.value) / 10
    if not stated.in_digits:
        return max(stated.step, tenth)
    step = stated.step
    while stated.value and stated.value % (step * 10) == 0:
        step *= 10
    return max(stated.step, min(step, tenth))


def _divided(of: Fraction, by: Interval) -> Interval:
    """Divide a number above nought by what rounds to another, all of it above nought."""
    assert by.low and by.high
    return Interval(of / by.high, of / by.low, by.high_closed, by.low_closed)
