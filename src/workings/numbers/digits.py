"""
How many digits a number may be printed with: those that every value in its interval agrees on.

Numbers are rounded here, once, as they are printed. Where even the shortest form would claim too
much, a number becomes a bound, "about", or a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor
from typing import Protocol

from babel.numbers import format_decimal

from workings.numbers.intervals import Interval, round_half_up, rounding_interval

LOCALE = "en_GB"
DECIMALS = {"per cent": 1, "percentage points": 1, "times": 2}
OTHER_DECIMALS = 1


class Number(Protocol):
    """
    What a figure and a quantity have in common: all that printing needs to know.

    The value is as stated, or as computed; the interval, every value that may be meant. The
    operator says how a source qualified it (``=``, ``>``, ``~``), and is empty for a computed
    number. A bound rests on a "more than" or the like; what is whole counts things that come in
    wholes.
    """

    @property
    def value(self) -> Decimal | Fraction: ...  # noqa: D102
    @property
    def interval(self) -> Interval: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def operator(self) -> str: ...  # noqa: D102
    @property
    def is_bound(self) -> bool: ...  # noqa: D102
    @property
    def is_whole(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class PlainNumber:
    """A number that is only ever printed."""

    value: Decimal | Fraction
    interval: Interval
    unit: str
    operator: str
    is_bound: bool
    is_whole: bool


def as_stated(number: Number) -> str:
    """Write a figure the way its source qualified it; empty for a computed number."""
    if not isinstance(number.value, Decimal):
        return ""
    under = "fewer than" if number.is_whole else "less than"
    words = {
        ">": "more than ",
        ">=": "at least ",
        "<": f"{under} ",
        "<=": "at most ",
        "~": "about ",
    }
    decimals = max(0, -int(number.value.as_tuple().exponent))
    return words.get(number.operator, "") + written(number, Fraction(number.value), decimals)


def safest(number: Number) -> str:
    """Write the most digits the house prints and the figures support, or the next best form."""
    value = Fraction(number.value)
    usual = _usual_decimals(number)
    fewest = 1 if number.unit == "times" else 0  # "1 times" would say nothing
    if number.interval.is_point and value.denominator == 1:
        return written(number, value, 0)
    if 0 < abs(value) < Fraction(1, 2 * 10**usual):
        usual = -_exponent(value)  # a small share keeps one figure rather than print as nought
    for decimals in range(usual, min(usual, fewest) - 1, -1):
        agreed = agreed_value(number.interval, decimals)
        if agreed is not None and (agreed or number.interval.is_point):
            return written(number, agreed, decimals)
    return _bound(number) or _about(number) or allowed(number)


def agreed_value(interval: Interval, decimals: int) -> Fraction | None:
    """Return what every value in the interval rounds to, or None where they disagree."""
    if interval.low is None or interval.high is None:
        return None
    unit = Fraction(10) ** -decimals
    rounded = round_half_up((interval.low + interval.high) / 2, unit)
    return rounded if interval.is_within(rounding_interval(rounded, unit)) else None


def _bound(number: Number) -> str:
    """Write what rests on "more than" and the like as the bound it is, rounded outwards."""
    if not number.is_bound:
        return ""
    interval = as_bounded(number)
    low, high = interval.low, interval.high
    if high is None and low is not None:
        return _outward(number, low, interval.low_closed, up=False)
    if high is not None and (low is None or high == number.value or low == 0):
        return _outward(number, high, interval.high_closed, up=True)
    if low is not None and low == number.value:
        return _outward(number, low, interval.low_closed, up=False)
    return ""


def as_bounded(number: Number) -> Interval:
    """Return its interval, open at its value where the next whole number is the first: over 10."""
    low, high, value = number.interval.low, number.interval.high, Fraction(number.value)
    ends = number.interval.low_closed, number.interval.high_closed
    if number.is_whole and low == value + 1:
        return Interval(value, high, low_closed=False, high_closed=ends[1])
    if number.is_whole and high == value - 1:
        return Interval(low, value, low_closed=ends[0], high_closed=False)
    return number.interval


def _outward(number: Number, end: Fraction, closed: bool, up: bool) -> str:
    decimals = _decimals(number, end)
    scaled = end * 10**decimals
    whole = ceil(scaled) if up else floor(scaled)
    strict = not closed and whole == scaled
    if number.unit == "one in":
        up = not up  # one in fewer is a larger share
    words = ("at least", "more than", "at most", "less than")[2 * up + strict]
    return f"{words} {written(number, Fraction(whole, 10**decimals), decimals)}"


def _about(number: Number) -> str:
    """Write "about" and three figures, where the interval is good to two of them."""
    value, interval = Fraction(number.value), number.interval
    if abs(value) < 100 or not interval.is_finite:
        return ""
    unit = Fraction(10) ** (_exponent(value) - 2)
    rounded = round_half_up(value, unit)
    good = Interval(rounded - 5 * unit, rounded + 5 * unit)
    return f"about {written(number, rounded, 0)}" if interval.is_within(good) else ""


def allowed(number: Number) -> str:
    """Write the range that the figures allow, its ends rounded to three figures."""
    low, high = number.interval.low, number.interval.high
    if low is None or high is None:
        return _bound(number) or "any number at all"
    if low == high:
        return _only(number, low)
    if number.is_whole:
        low, high = _whole_ends(number.interval)
    if low >= high:
        return _only(number, low)
    decimals = _decimals(number, max(abs(low), abs(high)))
    first, last = (_rounded(number, end, decimals) for end in (low, high))
    while first == last:
        decimals += 1
        first, last = (_rounded(number, end, decimals) for end in (low, high))
    return f"between {first} and {last}"


def _only(number: Number, value: Fraction) -> str:
    """Write the one value allowed; "exactly" where its digits say all of it."""
    for decimals in range(4):
        if (value * 10**decimals).denominator == 1:
            return f"exactly {written(number, value, decimals)}"
    return safest(number)


def mirrored(number: Number) -> Number:
    """Return the size of a negative number."""
    value, interval = -Fraction(number.value), -number.interval
    return PlainNumber(value, interval, number.unit, "", number.is_bound, number.is_whole)


def end_in_words(number: Number, end: Fraction) -> str:
    """Write one end of a number's range, rounded to three figures."""
    return _rounded(number, end, _decimals(number, end))


def _rounded(number: Number, end: Fraction, decimals: int) -> str:
    return written(number, round_half_up(end, Fraction(1, 10**decimals)), decimals)


def _usual_decimals(number: Number) -> int:
    if number.is_whole:
        return 0
    if number.unit == "one in":
        return int(abs(Fraction(number.value)) < 10)
    return DECIMALS.get(number.unit, OTHER_DECIMALS)


def _whole_ends(interval: Interval) -> tuple[Fraction, Fraction]:
    """Return the first and the last whole number in an interval of counts, both ends finite."""
    assert interval.low is not None and interval.high is not None
    first, last = ceil(interval.low), floor(interval.high)
    return Fraction(first + (first not in interval)), Fraction(last - (last not in interval))


def _decimals(number: Number, value: Fraction) -> int:
    """Return the decimals that give three figures; none for what is counted in wholes."""
    if number.is_whole or not value:
        return 0
    if number.unit == "one in":
        return int(abs(value) < 10)
    return max(0, 2 - _exponent(value))


def _exponent(value: Fraction) -> int:
    return (Decimal(abs(value).numerator) / Decimal(value.denominator)).adjusted()


def written(number: Number, value: Fraction, decimals: int) -> str:
    """Write an already rounded value in the form of the number's unit."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=200):  # Babel rounds in the current context, whose 28 digits may be few
        digits = Decimal((value * 10**decimals).numerator).scaleb(-decimals)
        text = format_decimal(digits, pattern, locale=LOCALE).replace("-", "−")
    forms = {
        "per cent": f"{text}%",
        "one in": f"1 in {text}",
        "percentage points": f"{text} percentage point{'' if text == '1' else 's'}",
    }
    return forms.get(number.unit, text)
