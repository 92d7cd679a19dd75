"""
Exact intervals: every true value that a stated number allows.

Bounds are exact rationals or, with ``None``, infinite; each finite end is closed (the value
itself is allowed) or open (only values short of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Interval:
    """
    A connected set of rationals.

    Attributes
    ----------
    low, high : Fraction or None
        The ends; ``None`` is minus infinity for ``low`` and plus infinity for ``high``.
    low_closed, high_closed : bool
        Whether the end itself belongs to the set. An infinite end is always open.

    Raises
    ------
    ValueError
        If the ends leave no value between them.

    Examples
    --------
    >>> print(Interval(Fraction(40_500), Fraction(41_500), high_closed=False))
    [40500, 41500)
    >>> print(Interval(Fraction(21_000), None, low_closed=False))
    (21000, ∞)
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "low_closed", self.low_closed and self.low is not None)
        object.__setattr__(self, "high_closed", self.high_closed and self.high is not None)
        if self.low is None or self.high is None:
            return
        if self.low > self.high or (
            self.low == self.high and not (self.low_closed and self.high_closed)
        ):
            raise ValueError(f"no value lies in {self}: the low end must not exceed the high end")

    def __str__(self) -> str:
        return (
            f"{'[' if self.low_closed else '('}{'-∞' if self.low is None else self.low}, "
            f"{'∞' if self.high is None else self.high}{']' if self.high_closed else ')'}"
        )

    def __contains__(self, value: Fraction | int) -> bool:
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

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
        low_holds = other.low is None or (
            self.low is not None
            and (
                self.low > other.low
                or (self.low == other.low and (other.low_closed or not self.low_closed))
            )
        )
        high_holds = other.high is None or (
            self.high is not None
            and (
                self.high < other.high
                or (self.high == other.high and (other.high_closed or not self.high_closed))
            )
        )
        return low_holds and high_holds

    def meets(self, other: Interval) -> bool:
        """
        Tell whether some value lies in both.

        Examples
        --------
        >>> Interval(Fraction(0), Fraction(1), high_closed=False).meets(point(1))
        False
        """
        return not (self._is_below(other) or other._is_below(self))

    def _is_below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        touch = self.high_closed and other.low_closed
        return self.high < other.low or (self.high == other.low and not touch)


def point(value: Fraction | int) -> Interval:
    """Return the interval that holds one value."""
    exact = Fraction(value)
    return Interval(exact, exact)


def round_half_up(value: Fraction, unit: Fraction) -> Fraction:
    """
    Round to the nearest multiple of `unit`, halves away from zero, as people are taught to.

    Examples
    --------
    >>> round_half_up(Fraction(69), Fraction(10)), round_half_up(Fraction(-5, 2), Fraction(1))
    (Fraction(70, 1), Fraction(-3, 1))
    """
    steps = abs(value) / unit + Fraction(1, 2)
    rounded = (steps.numerator // steps.denominator) * unit
    return rounded if value >= 0 else -rounded


def rounding_interval(value: Fraction, unit: Fraction) -> Interval:
    """
    Return every true value that would be printed as `value` when rounded to multiples of `unit`.

    It mirrors at zero, as half-up rounding of magnitudes does: 24.5 prints as 25, and -24.5 as -25.

    Examples
    --------
    >>> print(rounding_interval(Fraction(41_000), Fraction(1_000)))
    [40500, 41500)
    >>> print(rounding_interval(Fraction(-25), Fraction(1)))
    (-51/2, -49/2]
    """
    half = unit / 2
    return Interval(value - half, value + half, low_closed=value > 0, high_closed=value < 0)
