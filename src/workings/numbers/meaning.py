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

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from workings.numbers.forms import last_place
from workings.numbers.intervals import Interval, point, rounding_interval

FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
#: How far a number is taken to have been rounded beyond its digits: to a fifth of it at most.
COARSEST = Fraction(1, 5)
#: How far "just over" and "just under" reach, as a share of the number.
JUST = Fraction(1, 10)


@dataclass(frozen=True)
class Stated:
    """
    A stated number and every true value that it may fairly stand for.

    The form is one of: ``number``; ``rate`` ("52 a day"); ``change``, in per cent ("rose 13%");
    ``times``; ``one in`` (the value is the N); ``share``, in per cent; ``difference``; ``pair``
    ("from 12% to 15%") and ``range``, whose two numbers are the parts; ``bound`` ("dozens");
    ``rank`` ("third largest"; nought for "the first time"); ``average``; ``sign`` ("more": 1 or
    -1).
    """

    text: str  # as it was stated
    form: str
    value: Fraction  # below nought for a fall; the first of two numbers
    unit: str = ""  # "per cent", "percentage points", "US dollars", "pounds a week", "people"
    operator: str = "="  # or a bound, "~", "nearly", "just over", "just under", "exactly"
    step: Fraction = Fraction(1)  # what it is read as rounded to
    # Of its last printed digit, if it has one: 100,000 for "6.3 million".
    place: Fraction = Fraction(1)
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

    @cached_property
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
        for unit in self._units(self.step * 10):
            yield unit, rounding_interval(self.value, unit)

    def cut_off(self) -> Iterator[tuple[Fraction, Interval]]:
        """
        Yield what it would stand for, had later digits been cut off and not rounded.

        No nought is such a digit's place: 1,094 is not 1,000 with its later digits cut off.
        """
        first, size = last_place(self.value, self.step), abs(self.value)
        for unit in self._units(first if self.unit != "per cent" else self.step):
            yield unit, _mirrored(Interval(size, size + unit, high_closed=False), self.value < 0)

    def _units(self, unit: Fraction) -> Iterator[Fraction]:
        """Yield units, from one on, to which its digits may have been rounded or cut."""
        may_be = self.operator == "=" and self.in_digits and self.value and not self.between
        while may_be and not self.value % unit and unit <= abs(self.value) * COARSEST:
            yield unit
            unit *= 10

    def as_share(self) -> Stated:
        """
        Return "one in N" as the percentage that it is.

        Examples
        --------
        >>> from workings.numbers.stated import read_stated
        >>> print(read_stated("one in 4").as_share().allows)
        (500/21, 500/19]
        """
        shares = share_of(point(1), self.allows)
        return replace(
            self, form="share", unit="per cent", value=100 / self.value, between=shares,
            place=Fraction(0), in_digits=False, operator=FLIPPED.get(self.operator, self.operator),
        )  # fmt: skip


def _mirrored(interval: Interval, is_mirrored: bool) -> Interval:
    return -interval if is_mirrored else interval


def share_of(of: Interval, by: Interval) -> Interval:
    """Return what share, in per cent, the one is of the other; both are above nought."""
    assert of.low is not None and of.high is not None
    low = Fraction(0) if by.high is None else 100 * of.low / by.high
    high = 100 * of.high / by.low if by.low and by.low > 0 else None
    return Interval(low, high, of.low_closed and by.high_closed, of.high_closed and by.low_closed)
