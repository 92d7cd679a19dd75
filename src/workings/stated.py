"""
What a stated number allows: "25%", "about 350", "one in 146", "a quarter", "281 of 41,000".

How precisely a number was meant can't be seen from it, so it is read by fixed rules, the same for
everybody:

- Digits stand for what rounds to them at the last digit printed: "25%" is 24.5% up to 25.5%.
  Noughts at the end prove no rounding: "41,000" is read to the unit, as "41,472" would be.
- "About", "around" and the like stand for what rounds to the number at its last digit that is no
  nought; "nearly" and "almost" for the lower half of that.
- "More than", "at least" and the like are bounds, and nothing else.
- A fraction in words ("a quarter") is meant to within one percentage point; "double" and the like
  to within a twentieth of the base.
- "281 of 41,000" is the share that the two numbers make.
- "More" and "fewer" alone are claims about a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.intervals import Interval, point, rounding_interval
from workings.numerals import BEFORE, StatedNumber, read_number

SMALL = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
        range(1, 13),
        strict=True,
    )
)
PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
TIMES = {"double": 2, "twice": 2, "treble": 3, "triple": 3, "quadruple": 4}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "m": 10**6, "bn": 10**9}
DIRECTIONS = {
    **dict.fromkeys(("more", "higher", "up", "above"), 1),
    **dict.fromkeys(("fewer", "less", "lower", "down", "below"), -1),
}
FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "nearly": "nearly", "~": "~", "=": "="}
LONGEST = 120

_BEFORE = re.compile(rf"({'|'.join(BEFORE)}) ")
_ONE_IN = re.compile(r"(?:one|1) in ([0-9,.]+|[a-z]+)")
_OF = re.compile(r"([0-9,.]+) (?:(?:out )?of (?:the )?|in )([0-9,.]+)(?: ([a-z ]+))?")
_FRACTION = re.compile(rf"(an?|one|two|three|four) ({'|'.join(PARTS)})s?|half")
_TIMES = re.compile(rf"({'|'.join(TIMES)})|([0-9.]+|{'|'.join(SMALL)})(?: times|-?fold)")
_NUMBER = re.compile(
    rf"""
    (?P<number>[-\N{{MINUS SIGN}}]?£?[0-9][0-9,]*(?:\.[0-9]+)?|{"|".join(SMALL)})
    (?P<scale>\ ?(?:thousand|million|billion|bn|m)\b)?
    (?P<sign>%|\ per\ cent|\ percent(?!age))?
    (?P<points>\ percentage\ points?)?
    (?:\ (?P<direction>{"|".join(DIRECTIONS)})\b)?
    (?P<noun>(?:\ [a-z][a-z-]*)*)
    """,
    re.VERBOSE,
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
        The number, in its form.
    operator : str
        ``=``, a bound (``>``, ``>=``, ``<``, ``<=``), ``~`` for "about", or ``nearly``.
    step : Fraction
        What it is read as rounded to.
    in_digits : bool
        Whether it was written in digits, so that more of them might have been rounded off or cut.
    noun : str
        The words after it: "18 pages".
    whole : Fraction or None
        The second number of "281 of 41,000".
    """

    text: str
    form: str
    value: Fraction
    operator: str = "="
    step: Fraction = Fraction(1)
    in_digits: bool = True
    noun: str = ""
    whole: Fraction | None = None

    @property
    def allows(self) -> Interval:
        """Every true value that may fairly be stated so."""
        if self.whole is not None:
            return point(self.value)
        if self.operator in (">", ">="):
            return Interval(self.value, None, low_closed=self.operator == ">=")
        if self.operator in ("<", "<="):
            return Interval(None, self.value, high_closed=self.operator == "<=")
        if self.operator == "nearly":
            return Interval(self.value - self.step / 2, self.value, high_closed=False)
        return rounding_interval(self.value, self.step)

    def coarser(self) -> Iterator[tuple[Fraction, Interval]]:
        """
        Yield what it would stand for, had it been rounded further than its digits show.

        Yields
        ------
        tuple of Fraction and Interval
            A unit, ten times the last one, that still divides the number, and what rounds to it.
        """
        if self.operator != "=" or not self.in_digits or not self.value:
            return
        last = self.value if self.whole is None else self.whole
        unit = self.step * 10
        while last % unit == 0:
            if self.whole is None:
                yield unit, rounding_interval(self.value, unit)
            else:
                part = self.value * self.whole
                yield unit, _divided(part, rounding_interval(self.whole, unit))
            unit *= 10

    def cut_off(self) -> Iterator[tuple[Fraction, Interval]]:
        """Yield what it would stand for, had the later digits been cut off and not rounded."""
        if self.operator != "=" or not self.in_digits or not self.value or self.whole is not None:
            return
        for unit in (self.step, *(unit for unit, _ in self.coarser())):
            if self.value > 0:
                yield unit, Interval(self.value, self.value + unit, high_closed=False)
            else:
                yield unit, Interval(self.value - unit, self.value, low_closed=False)


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
    if len(words) > LONGEST:
        return None
    before = _BEFORE.match(words)
    core = words[before.end() :] if before else words
    operator = _operator(before[1]) if before else "="
    found = _read_core(core)
    if found is None:
        return None
    if operator == "=":
        operator = found.operator
    elif found.operator != "=":
        return None  # "more than 900 or more" says two things
    if found.value < 0:
        operator = FLIPPED[operator]
    found = replace(found, text=" ".join(text.split()), operator=operator)
    return replace(found, step=_last_place(found)) if operator in ("~", "nearly") else found


def _read_core(core: str) -> Stated | None:
    """Read a number without the words before it."""
    if core in DIRECTIONS:
        operator = ">" if DIRECTIONS[core] > 0 else "<"
        return Stated(core, "sign", Fraction(0), operator, in_digits=False)
    if match := _ONE_IN.fullmatch(core):
        number = _plain(match[1])
        if number is None or not number.value:
            return None
        return Stated(core, "one in", Fraction(number.value), step=_step(number))
    if match := _OF.fullmatch(core):
        return _read_pair(core, match)
    if match := _FRACTION.fullmatch(core):
        share = _fraction(match[0])
        return Stated(core, "per cent", share * 100, step=Fraction(2), in_digits=False)
    if match := _TIMES.fullmatch(core):
        times = TIMES.get(match[1] or "") or _plain(match[2])
        if times is None:
            return None
        value = Fraction(times) if isinstance(times, int) else Fraction(times.value)
        return Stated(core, "times", value, step=Fraction(1, 10), in_digits=False)
    if match := _NUMBER.fullmatch(core):
        return _read_digits(core, match)
    return None


def _read_pair(core: str, match: re.Match[str]) -> Stated | None:
    part, whole = _plain(match[1]), _plain(match[2])
    if part is None or whole is None or not whole.value:
        return None
    share = 100 * Fraction(part.value) / Fraction(whole.value)
    return Stated(core, "per cent", share, whole=Fraction(whole.value))


def _read_digits(core: str, match: re.Match[str]) -> Stated | None:
    after = re.fullmatch(r" or (more|fewer|less)", match["noun"] or "")
    number = _plain(match["number"])
    if number is None:
        return None
    scale = SCALES[match["scale"].strip()] if match["scale"] else 1
    sign = DIRECTIONS[match["direction"]] if match["direction"] else 1
    form = "per cent" if match["sign"] else "percentage points" if match["points"] else "number"
    return Stated(
        core,
        form,
        sign * scale * Fraction(number.value),
        "=" if after is None else ">=" if after[1] == "more" else "<=",
        _step(number) * scale,
        match["number"] not in SMALL,
        "" if after else (match["noun"] or "").strip(),
    )


def _plain(digits: str) -> StatedNumber | None:
    """Read a bare number, in digits or a small one in words."""
    try:
        return read_number(str(SMALL.get(digits, digits)))
    except ValueError:
        return None


def _step(number: StatedNumber) -> Fraction:
    return Fraction(number.last_place)


def _operator(words: str) -> str:
    return "nearly" if words in ("nearly", "almost") else BEFORE[words]


def _fraction(words: str) -> Fraction:
    """
    Return the value of a fraction in words.

    Examples
    --------
    >>> _fraction("a quarter"), _fraction("two thirds"), _fraction("half")
    (Fraction(1, 4), Fraction(2, 3), Fraction(1, 2))
    """
    *count, part = words.split()
    parts = PARTS.get(part) or PARTS[part.removesuffix("s")]
    return Fraction(SMALL.get(count[0], 1) if count else 1, parts)


def _last_place(stated: Stated) -> Fraction:
    """Return the place value of the last digit that is no nought."""
    step = stated.step
    while stated.in_digits and stated.value and stated.value % (step * 10) == 0:
        step *= 10
    return step


def _divided(of: Fraction, by: Interval) -> Interval:
    """Divide a number above nought by what rounds to another, all of it above nought."""
    assert by.low and by.high
    return Interval(of / by.high, of / by.low, by.high_closed, by.low_closed)
