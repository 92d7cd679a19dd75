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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from workings.numbers.grammar import QUALIFIERS, any_of, compiled
from workings.numbers.intervals import Interval, point, rounding_interval
from workings.numbers.numerals import AFTER
from workings.numbers.spelt import MULTIPLES, PARTS, SCALES, read_amount, read_words

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

_DIGITS = r"(?!\.|0[0-9,])<digits>"
_AMOUNT = f"(?:{_DIGITS}|<cardinal>)"
_PERCENT = "(?P<percent> ?%| per cent| percent(?!age))?"
_DIRECTION = rf"(?: (?P<direction>{any_of(DIRECTIONS)})\b)?"
_NOUN = r"(?P<noun>(?: (?!in\b|to\b|and\b|out\b)[a-z][a-z-]*?)*?)"
#: In the order in which they are tried: how a number is written, without the words around it that
#: say how it is meant. A pattern's names say what it reads.
_FORMS = (
    rf"(?:between )?(?P<low>{_DIGITS})(?: and | to |<dash>)(?P<high>{_DIGITS}){_PERCENT}{_NOUN}",
    rf"(?:one|1)[- ]in[- ](?:every )?(?P<one_in>{_AMOUNT}){_NOUN}",
    rf"(?P<part>{_AMOUNT}) (?:(?:out )?of (?:the )?|in (?:every )?)(?P<whole>{_AMOUNT}){_NOUN}",
    rf"(?P<fraction>(?:an?|<cardinal>)[- ]{any_of(PARTS)}s?|half){_DIRECTION}(?: of [a-z\x20]+?)?",
    rf"(?:(?P<multiple><multiplied>|<times>)|(?P<times>{_AMOUNT})(?: times| fold|x))"
    r"(?: (?:as|the|more|that|what) ?[a-z\x20]*?)?",
    f"(?P<minus>[-\N{MINUS SIGN}])?£?(?P<number>{_AMOUNT})(?P<scale> ?(?:<scale>|<sign>))?"
    rf"{_PERCENT}(?P<points> percentage points?)?{_DIRECTION}{_NOUN}",
)
_BEFORE = (
    rf"(?:(?P<qualifier>{any_of(OPERATORS)}) ?)?+"
    rf"(?:(?:an? )?(?P<leading>{any_of(DIRECTIONS)})(?: by| of)? )?+"
)
_AFTER = rf"(?: ?(?P<ending>{any_of(ENDINGS)}))?"


@dataclass(frozen=True)
class Stated:
    """A stated number and every true value it may fairly stand for."""

    text: str  # as it was stated
    # number, per cent, percentage points, one in (the value is the N), times, or sign ("more")
    form: str
    value: Fraction  # in its form; below nought for a fall
    operator: str = "="  # ``=``, a bound, ``~`` for "about", or ``nearly``
    step: Fraction = Fraction(1)  # what it is read as rounded to
    in_digits: bool = True  # more of which might have been rounded off or cut
    noun: str = ""  # the words after it: "18 pages"
    is_change: bool = False  # whether it is said to be a rise or a fall
    whole: Fraction | None = None  # the second number of "281 of 41,000"
    between: Interval | None = None  # allowed: "between 60 and 70"

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

        Each unit is ten times the last one, still divides the number, and is no more than a fifth
        of it; with it comes what rounds to the number at this unit.
        """
        if self.operator != "=" or not self.in_digits or not self.value:
            return
        last = abs(self.value) if self.whole is None else self.whole
        unit = self.step * 10
        while last % unit == 0 and unit <= last * COARSEST:
            if self.whole is None:
                yield unit, rounding_interval(self.value, unit)
            else:
                yield unit, _divided(self.value * self.whole, rounding_interval(self.whole, unit))
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
        shares = _divided(Fraction(100), self.allows)
        return replace(self, form="per cent", value=100 / self.value, between=shares)


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
    (Fraction(-9, 1), 'per cent', None)
    """
    plain = " ".join(text.split())
    words = re.sub(r"(?<=\w)-?fold\b", " fold", plain.lower())
    if words in ("more", "fewer"):
        operator = ">" if words == "more" else "<"
        return Stated(words, "sign", Fraction(0), operator, in_digits=False, is_change=True)
    forms = (compiled(f"{_BEFORE}(?:{form}){_AFTER}") for form in _FORMS if len(words) <= LONGEST)
    match = next(filter(None, (form.fullmatch(words) for form in forms)), None)
    found = _read_form(plain, match.groupdict()) if match else None
    if match is None or found is None:
        return None
    before, after = OPERATORS.get(match["qualifier"], "="), ENDINGS.get(match["ending"], "=")
    operator = before if after == "=" else after
    if "=" not in (before, after):  # "more than 900 or more" says two things
        return None
    if (found.between and operator != "=") or (not found.value and operator in ("~", "nearly")):
        return None
    if match["leading"]:
        if found.is_change or found.form not in ("number", "per cent"):
            return None
        found = replace(found, value=found.value * DIRECTIONS[match["leading"]], is_change=True)
    if found.value < 0 or found.form == "one in":
        operator = FLIPPED[operator]
    found = replace(found, operator=operator)
    return replace(found, step=_loose(found)) if operator in ("~", "nearly") else found


def _read_form(text: str, said: Mapping[str, Any]) -> Stated | None:
    """Read what a pattern has found by name, without the words that say how it is meant."""
    noun, direction = (said.get("noun") or "").strip(), said.get("direction")
    sign = DIRECTIONS[direction] if direction else 1
    match said:
        case {"low": first, "high": last}:
            low, high = read_amount(first), read_amount(last)
            if low >= high:
                return None
            form, ends = "per cent" if said["percent"] else "number", Interval(low, high)
            return Stated(text, form, (low + high) / 2, in_digits=False, noun=noun, between=ends)
        case {"one_in": amount}:
            whole = read_amount(amount)
            step = min(Fraction(1), whole / 10)
            return Stated(text, "one in", whole, step=step) if whole else None
        case {"part": first, "whole": last}:
            part, whole = read_amount(first), read_amount(last)
            if not part or not whole:
                return None
            share = 100 * part / whole
            if part >= whole or (whole > 20 and whole not in (100, 1000)):
                return Stated(text, "per cent", share, whole=whole, between=point(share))
            step = 100 / whole if whole in (10, 100, 1000) else min(Fraction(2), share / 10)
            return Stated(text, "per cent", share, step=step, in_digits=False)
        case {"fraction": words}:
            share = 100 * read_words(words)
            found = Stated(text, "per cent", sign * share, step=min(Fraction(2), share / 10))
            return replace(found, in_digits=False, is_change=bool(direction))
        case {"multiple": str(word)}:
            value = next(value for stem, value in MULTIPLES.items() if word.startswith(stem))
            return Stated(text, "times", value, step=value / 20, in_digits=False)
        case {"times": amount}:
            value, in_digits = read_amount(amount), amount[0].isdigit()
            step = _last_place(amount) if in_digits else value / 20
            return Stated(text, "times", value, step=step, in_digits=in_digits)
    amount, is_share = said["number"], bool(said["percent"] or said["points"])
    if noun and (noun.split()[0] == "of") is not is_share:
        return None  # "13% of those", but "13 people"
    value, in_digits = read_amount(amount), amount[0].isdigit()
    is_large_in_words = not in_digits and re.search("thousand|illion", amount)
    scale = SCALES[said["scale"].strip()] if said["scale"] else 1
    return Stated(
        text,
        "per cent" if said["percent"] else "percentage points" if is_share else "number",
        value * scale * (-sign if said["minus"] else sign),
        step=scale * (value / 10 if is_large_in_words else _last_place(amount)),
        in_digits=in_digits,
        noun="" if is_share else noun,
        is_change=bool(direction or said["minus"]),
    )


def _last_place(amount: str) -> Fraction:
    """Return the place value of the last digit printed; 1 for a number in words."""
    return Fraction(1, 10 ** len(amount.partition(".")[2]))


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
    """Divide a number above nought by what is not below it."""
    low = Fraction(0) if by.high is None else of / by.high
    high = of / by.low if by.low and by.low > 0 else None
    return Interval(low, high, by.high_closed, by.low_closed)
