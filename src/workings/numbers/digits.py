"""
How many digits a number may be printed with: those that every value in its interval agrees on.

Numbers are rounded here, once, as they are printed. Where even the shortest form would claim too
much, a number becomes a bound, "about", or a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Protocol

from babel.numbers import format_decimal

from workings.numbers.intervals import Interval, round_half_up, rounding_interval
from workings.numbers.units import CURRENCIES, read_unit

LOCALE = "en_GB"
DECIMALS = {"per cent": 1, "percentage points": 1, "times": 2}
OTHER_DECIMALS, DECIMALS_OF_MONEY = 1, 2
#: From a million on, numbers are written in these: "6.3 million", "£3.2bn".
SCALES = {10**12: (" trillion", "tn"), 10**9: (" billion", "bn"), 10**6: (" million", "m")}


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
    number = in_ones(number)
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
    number = in_ones(number)
    value, usual = Fraction(number.value), _usual_decimals(number)
    fewest = 1 if number.unit == "times" else 0  # "1 times" would say nothing
    if number.interval.is_point and value.denominator == 1:
        return written(number, value, 0)
    if 0 < abs(value) < Fraction(1, 2 * 10**usual):
        usual = -_exponent(value)  # a small share keeps one figure rather than print as nought
    for decimals in range(usual, min(usual, fewest) - 1, -1):
        agreed = agreed_value(number.interval, decimals)
        if decimals == 1 and _currency(number):  # "£1,234.5" is no price
            continue
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
    if high is not None and (low is None or high <= number.value or low == 0):
        return _outward(number, high, interval.high_closed, up=True)
    if low is not None and low >= number.value:
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
    under = "fewer than" if number.is_whole else "less than"
    words = ("at least", "more than", "at most", under)[2 * up + strict]
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
    """
    Write the range that the figures allow, its ends rounded to three figures.

    What both ends share is said once: "between 0.2 and 0.4 million".
    """
    number = in_ones(number)
    low, high = number.interval.low, number.interval.high
    if low is None or high is None:
        return _bound(number) or "any number at all"
    if low == high:
        return _only(number, low)
    if number.is_whole:
        low, high = _whole_ends(number.interval)
        open_ends = low - 1, high + 1
        if low < high and all(open_ends) and not any(end % 1000 for end in open_ends):
            low, high = open_ends  # between 14,000 and 16,000, either of which it isn't
    if low >= high:
        return _only(number, low)
    if number.is_bound:  # outwards, as the bound itself is written
        places = _decimals(number, low), _decimals(number, high)
        ends = floor(low * 10 ** places[0]), ceil(high * 10 ** places[1])
        first, last = (
            written(number, Fraction(e, 10**d), d) for e, d in zip(ends, places, strict=True)
        )
        return f"between {first.removesuffix(' percentage points')} and {last}"
    most = max(abs(low), abs(high))
    scale = _scale_of(number, most)
    decimals = max(0, 2 - _exponent(most / scale)) if scale > 1 else _decimals(number, most)
    if scale == 1 and most >= 10**5 and _is_amount(number):
        three = [round_half_up(end, Fraction(1000)) for end in (low, high)]
        if not any(end % 10**5 for end in three):  # a difference of millions
            scale, decimals = 10**6, 1
    steps = [round_half_up(end / scale, Fraction(1, 10**decimals)) for end in (low, high)]
    while steps[0] == steps[1]:
        decimals += 1
        steps = [round_half_up(end / scale, Fraction(1, 10**decimals)) for end in (low, high)]
    while decimals and not any((step * 10 ** (decimals - 1)) % 1 for step in steps):
        decimals -= 1
    if decimals == 1 and scale == 1 and _currency(number):
        decimals = DECIMALS_OF_MONEY
    (before, first, after), (_, last, unit) = (
        _parts(number, step, decimals if step else 0, scale) for step in steps
    )
    after = "" if unit.startswith(" ") or (not steps[0] and scale > 1) else after
    unit = "" if before and scale > 1 and not steps[1] else unit  # "between −£3m and £0"
    minus, other = ("−" if step < 0 else "" for step in steps)
    return f"between {minus}{before}{first}{after} and {other}{before}{last}{unit}"


def _only(number: Number, value: Fraction) -> str:
    """Write the one value allowed; "exactly" where its digits say all of it."""
    for decimals in (0, 2, 3) if _currency(number) else range(4):
        if (value * 10**decimals).denominator == 1:
            return f"exactly {written(number, value, decimals)}"
    return safest(number)


def mirrored(number: Number) -> Number:
    """Return the size of a negative number."""
    value, interval = -Fraction(number.value), -number.interval
    return PlainNumber(value, interval, number.unit, "", number.is_bound, number.is_whole)


def end_in_words(number: Number, end: Fraction) -> str:
    """Write one end of a number's range, rounded to three figures."""
    unit = read_unit(number.unit)
    end, decimals = end * unit.scale, _decimals(number, end)
    if _scale_of(number, end) > 1:
        decimals = 2 - _exponent(end)
    rounded = round_half_up(end, Fraction(10) ** -decimals)
    return written(in_ones(number), rounded, max(0, decimals))


def in_ones(number: Number) -> Number:
    """Return a number that is counted in thousands or millions in its unit itself."""
    unit = read_unit(number.unit)
    if unit.scale == 1:
        return number
    value, interval = number.value, number.interval * unit.scale
    value = (
        value * unit.scale.numerator / unit.scale.denominator
        if isinstance(value, Decimal)
        else value * unit.scale
    )
    said = number.operator, number.is_bound, number.is_whole
    return PlainNumber(value, interval, unit.name, *said)


def _usual_decimals(number: Number) -> int:
    if number.is_whole:
        return 0
    if number.unit == "one in":
        return int(abs(Fraction(number.value)) < 10)
    return DECIMALS.get(number.unit, DECIMALS_OF_MONEY if _currency(number) else OTHER_DECIMALS)


def _currency(number: Number) -> str:
    """Return the currency of a sum of money, per head or the like; of another's price, none."""
    unit = read_unit(number.unit)
    return "" if read_unit(unit.per).currency else unit.currency


def _is_amount(number: Number) -> bool:
    """Tell whether a number is a count or an amount, and so may be written in millions."""
    return number.unit not in (*DECIMALS, "one in")


def _scale_of(number: Number, value: Fraction) -> int:
    """Return the largest scale that a number reaches; 1 below a million."""
    fitting = (scale for scale in SCALES if abs(value) >= scale)
    return next(fitting, 1) if _is_amount(number) else 1


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


def scale_of(number: Number) -> int:
    """Return the scale in which a number is written: a million, a billion, a trillion, or one."""
    number = in_ones(number)
    return _scale_of(number, Fraction(number.value))


def written_in(number: Number, value: Fraction, decimals: int, scale: int) -> str:
    """Write an already rounded value with so many decimals, in millions or the like."""
    before, digits, after = _parts(number, value / scale, decimals, scale)
    return f"{'−' if value < 0 else ''}{before}{digits}{after}"


def written(number: Number, value: Fraction, decimals: int) -> str:
    """Write an already rounded value in the form of the number's unit."""
    scale = _scale_of(number, value)
    if scale > 1:
        short = next((d for d in range(4) if (value / scale * 10**d).denominator == 1), None)
        scale, decimals = (1, decimals) if short is None else (scale, short)
    return written_in(number, value, decimals, scale)


@lru_cache(maxsize=4096)
def _grouped(digits: int, decimals: int) -> str:
    """Write digits, of which the last ones are decimals, with commas between thousands."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=200):  # Babel rounds in the current context, whose 28 digits may be few
        return format_decimal(Decimal(digits).scaleb(-decimals), pattern, locale=LOCALE)


def _parts(number: Number, value: Fraction, decimals: int, scale: int) -> tuple[str, str, str]:
    """Write what stands before a number's digits, these, and what stands after; without a minus."""
    text = _grouped(abs(value * 10**decimals).numerator, decimals)
    if currency := _currency(number):
        sign = "$" if currency == "USD" else CURRENCIES[currency].sign
        return sign, text, SCALES[scale][1] if scale > 1 else ""
    after = {"per cent": "%", "percentage points": f" percentage point{'s'[text == '1' :]}"}
    before = "1 in " if number.unit == "one in" else ""
    return before, text, SCALES[scale][0] if scale > 1 else after.get(number.unit, "")
