"""
Exact intervals: every true value that a stated number allows.

Bounds are exact rationals or, with ``None``, infinite; each finite end is closed (the value
itself is allowed) or open (only values short of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf


@dataclass(frozen=True)
class Interval:
    """
    A connected set of rationals; a `ValueError` if the ends leave no value between them.

    An end of None is infinite, and always open; a closed end belongs to the set itself.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "low_closed", self.low_closed and self.low is not None)
        object.__setattr__(self, "high_closed", self.high_closed and self.high is not None)
        if self._first > self._last:
            raise ValueError(f"no value lies in {self}: the low end must not exceed the high end")

    def __str__(self) -> str:
        return (
            f"{'[' if self.low_closed else '('}{'-∞' if self.low is None else self.low}, "
            f"{'∞' if self.high is None else self.high}{']' if self.high_closed else ')'}"
        )

    # Ends in an order: an open low end comes just after its value, an open high end just before.
    @cached_property
    def _first(self) -> tuple[Fraction | float, int]:
        return -inf if self.low is None else self.low, 0 if self.low_closed else 1

    @cached_property
    def _last(self) -> tuple[Fraction | float, int]:
        return inf if self.high is None else self.high, 0 if self.high_closed else -1

    def __contains__(self, value: Fraction | int) -> bool:
        return self._first <= (value, 0) <= self._last

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        closed = self.low_closed and other.low_closed, self.high_closed and other.high_closed
        return Interval(low, high, *closed)

    def __neg__(self) -> Interval:
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.high_closed, self.low_closed)

    def __and__(self, other: Interval) -> Interval:
        """Return what lies in both; a `ValueError` if nothing does."""
        first = max(self, other, key=lambda interval: interval._first)
        last = min(self, other, key=lambda interval: interval._last)
        return Interval(first.low, last.high, first.low_closed, last.high_closed)

    def __mul__(self, factor: Fraction | int) -> Interval:
        """Scale it by a number above nought."""
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Interval(low, high, self.low_closed, self.high_closed)

    def whole(self) -> Interval:
        """Return the whole numbers in it, first to last; a `ValueError` if there is none."""
        first = None if self.low is None else ceil(self.low) + (ceil(self.low) not in self)
        last = None if self.high is None else floor(self.high) - (floor(self.high) not in self)
        if first is not None and last is not None and first > last:
            raise ValueError(f"no whole number lies in {self}")
        low, high = (None if end is None else Fraction(end) for end in (first, last))
        return Interval(low, high)

    @property
    def is_point(self) -> bool:
        """Whether just one value is allowed."""
        return self.low is not None and self.low == self.high

    @property
    def is_finite(self) -> bool:
        """Whether both ends are finite."""
        return self.low is not None and self.high is not None

    def is_within(self, other: Interval) -> bool:
        """Tell whether every value of this interval lies in `other`."""
        return other._first <= self._first and self._last <= other._last

    def meets(self, other: Interval) -> bool:
        """Tell whether some value lies in both."""
        return self._first <= other._last and other._first <= self._last


def point(value: Fraction | int) -> Interval:
    """Return the interval that holds one value."""
    exact = Fraction(value)
    return Interval(exact, exact)


def round_half_up(value: Fraction, unit: Fraction) -> Fraction:
    """Round to the nearest multiple of `unit`, halves away from zero, as people are taught to."""
    steps = abs(value) / unit + Fraction(1, 2)
    rounded = (steps.numerator // steps.denominator) * unit
    return rounded if value >= 0 else -rounded


def rounding_interval(value: Fraction, unit: Fraction) -> Interval:
    """
    Return every true value that would be printed as `value` when rounded to multiples of `unit`.

    It mirrors at zero, as half-up rounding of magnitudes does: 24.5 prints as 25, and -24.5 as -25.
    """
    half = unit / 2
    return Interval(value - half, value + half, low_closed=value > 0, high_closed=value < 0)
