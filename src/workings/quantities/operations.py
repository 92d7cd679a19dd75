"""
The operations: shares, differences, changes and the like, computed from figures.

In the examples ``returned`` is 281 and ``admitted`` 350, as stated on 27 January 2026, and
``arrivals`` is the 41,000 of calendar 2025, all out of this repository's ledger.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from workings.errors import UnknownName, UnlikeQuantities
from workings.ledger import Figure, Period
from workings.numbers import Interval, exact, listed, months_in, point, read_day, uncertain
from workings.quantities.combining import add, combine
from workings.quantities.likeness import check_kinds, check_sum, growth, joined, thing
from workings.quantities.money import converted
from workings.quantities.quantity import Quantity, as_quantity

#: Units of time, in days; months are of different lengths and are counted, not divided.
TIMES = {"day": 1, "week": 7, "month": 0, "year": 365}
HUNDRED = exact(Fraction(100))


def difference(
    minuend: Figure | Quantity, subtrahend: Figure | Quantity, because: str = ""
) -> Quantity:
    """
    Work out by how much the first exceeds the second, in their unit.

    Of two running totals from one first day, it speaks of the days between their ends.

    Examples
    --------
    >>> print(difference(admitted, returned))
    69
    """
    parts = (as_quantity(minuend), as_quantity(subtrahend))
    _refuse_one_in("difference", parts)
    points = "percentage points" if parts[0].unit == "per cent" else ""
    found = combine("difference", lambda a, b: a - b, parts, because, points, "more than")
    between_them = growth(*parts) if not found.because else None
    return replace(found, periods=(between_them,)) if between_them else found


def total(*parts: Figure | Quantity, because: str = "") -> Quantity:
    """
    Add quantities of the same unit up.

    Counts of one measure over periods that follow on from each other need no reason; the total then
    covers them all.

    Examples
    --------
    >>> print(total(returned, admitted))
    631
    """
    parts_ = tuple(as_quantity(part) for part in parts)
    if not parts_:
        raise UnlikeQuantities("total: found nothing to add up; expected one quantity or more.")
    _refuse_one_in("total", parts_)
    check_sum(parts_)
    if whole_span := joined(parts_):
        parts_ = tuple(replace(part, periods=whole_span) for part in parts_)
    labels = {part.label for part in parts_}
    if len({thing(part) for part in parts_}) == 1 < len({part.dimensions for part in parts_}):
        by_name: dict[str, dict[str, None]] = {}
        for name, value in (each for part in parts_ for each in part.dimensions):
            by_name.setdefault(name, {})[value] = None
        places = [listed([*values]) for values in by_name.values()]
        if sum(len(values) > 1 for values in by_name.values()) > 1:  # women of one, men of another
            places = [listed([" ".join(v for _, v in part.dimensions) for part in parts_])]
        labels = {f"{thing(parts_[0])[0]}, {', '.join(places)}"}
    label = labels.pop() if len(labels) == 1 else "in all"
    return combine("total", add, parts_, because, label=label)


def share(part: Figure | Quantity, whole: Figure | Quantity, because: str = "") -> Quantity:
    """
    Work out how much of `whole` is `part`, in per cent.

    Parameters
    ----------
    part, whole : Figure or Quantity
        Of the same unit.
    because : str
        Why the two may be compared although their periods, populations or definitions differ.

    Raises
    ------
    UnlikeQuantities
        If units differ, or anything else does and no reason is given.
    UnboundedResult
        If the whole may be nought.

    Examples
    --------
    >>> share(returned, arrivals)
    Traceback (most recent call last):
    workings.errors.UnlikeQuantities: share: the periods differ: ... say why in a line, ...
    >>> print(share(returned, arrivals, because="as the critic put it"))
    0.7%
    """
    return combine(
        "share", lambda a, b: a / b * HUNDRED, (part, whole), because, "per cent", "of", base=1
    )


def ratio(of: Figure | Quantity, to: Figure | Quantity, because: str = "") -> Quantity:
    """
    Divide one quantity by another of the same unit.

    Examples
    --------
    >>> print(ratio(admitted, returned))
    1.25
    """
    return combine("ratio", lambda a, b: a / b, (of, to), because, "times", "times", base=1)


def percent_change(base: Figure | Quantity, new: Figure | Quantity, because: str = "") -> Quantity:
    """
    Work out by how many per cent of `base` `new` lies above it (or, negative, below).

    Examples
    --------
    >>> print(percent_change(returned, admitted))
    24.6%
    >>> print(percent_change(returned, admitted.read_as(10, because="350 may have been rounded")))
    between 22.8% and 26.0%
    """
    return combine(
        "percent_change",
        lambda a, b: (b - a) / a * HUNDRED,
        (base, new),
        because,
        "per cent",
        "more than",
        base=0,
    )


def one_in(part: Figure | Quantity, whole: Figure | Quantity, because: str = "") -> Quantity:
    """
    Work out N for which `part` is one in N of `whole`, and no more than the whole of it.

    Examples
    --------
    >>> print(one_in(returned, arrivals, because="as the critic put it"))
    about 1 in 146
    """
    one = combine("one_in", lambda a, b: b / a, (part, whole), because, "one in", "of", base=0)
    if one.interval.low is None or one.interval.low < 1:
        raise UnlikeQuantities(
            f"one_in: found a part that may be larger than its whole ({one.interval}); expected "
            "one in 1 or more. Use share(...) or ratio(...)."
        )
    return one


def rate_per(
    count: Figure | Quantity, base: Figure | Quantity, per: int = 1, because: str = ""
) -> Quantity:
    """
    Work out how many of `count` there are for every `per` of `base`; their units may differ.

    Examples
    --------
    >>> later = read_ledger("data", "2026-06-30")
    >>> boats = later.standing("small-boats", "2024")
    >>> print(rate_per(later.standing("small-boat-arrivals", "2024"), boats))
    53.0
    """
    if not isinstance(per, int) or not 1 <= per <= 10**9:
        raise UnlikeQuantities(
            f"rate_per: found per={per!r}; expected a whole number from 1 to 1,000,000,000."
        )
    count_, base_ = as_quantity(count), as_quantity(base)
    one = {"people": "person"}.get(base_.unit, base_.unit.removesuffix("s"))
    each = one if per == 1 else f"{per:,} {base_.unit}"
    return combine(
        "rate_per",
        lambda a, b: a / b * exact(Fraction(per)),
        (count_, base_),
        because,
        f"{count_.unit} per {each}",
        f"for every {each}",
        parameters=(str(per),),
        units_may_differ=True,
        base=1,
    )


def between(earlier: Figure | Quantity, later: Figure | Quantity) -> Quantity:
    """
    Bound a running total on some day by those of an earlier and a later day: it never falls.

    Examples
    --------
    >>> later = read_ledger("data", "2026-07-16")
    >>> december = later.standing("returned", "2025-08-06/2025-12-31")
    >>> print(between(december, later.standing("returned", "2025-08-06/2026-01-31")))
    between 217 and 305
    """
    low, high = as_quantity(earlier), as_quantity(later)
    alike = (low.label, low.unit, low.periods[0].start) == (
        high.label, high.unit, high.periods[0].start
    )  # fmt: skip
    check_kinds("between", (low, high))
    least, most = low.interval.low, high.interval.high
    if not (alike and low.is_whole and least is not None and most is not None and least <= most):
        raise UnlikeQuantities(
            f"between: found {low} {low.label} and {high} {high.label}; expected two counts of one "
            "thing, from the same first day on, the smaller one first. Take both from one measure."
        )
    interval = Interval(least, most, low.interval.low_closed, high.interval.high_closed)
    name = f"between {', '.join([*low.inputs, *high.inputs])}"
    return replace(
        low,
        operation="between",
        operands=(low, high),
        value=(least + most) / 2,
        interval=interval,
        periods=(low.periods[0], high.periods[0]),
        figure=None,
        expression=exact(least) if interval.is_point else uncertain(name),
        inputs={name: interval},
        whole=frozenset([name] if low.whole else []),
    )


def time_at(amount: Figure | Quantity, pace: Quantity, because: str = "") -> Quantity:
    """
    Work out how long it takes to reach an amount at a pace, such as so many people per year.

    Examples
    --------
    >>> pace = rate_per(returned, time_between("2025-08-06", "2026-01-27", "year"))
    >>> print(time_at(arrivals, pace, because="as a thought experiment"))
    between 69.1 and 70.8
    """
    amount_ = as_quantity(amount)
    counted, _, unit = pace.unit.partition(" per ")
    if pace.operation != "rate_per" or not unit or counted != amount_.unit:
        raise UnlikeQuantities(
            f"time_at: found {amount_.unit} and {pace.unit}; expected a pace in {amount_.unit} per "
            "year or the like. Make it with rate_per(..., time_between(...))."
        )
    return combine(
        "time_at",
        lambda a, b: a / b,
        (amount_, pace),
        because,
        f"{unit}s",
        "for all of them at that pace",
        units_may_differ=True,
        base=1,
    )


def time_between(first: date | str, last: date | str, unit: str) -> Quantity:
    """
    Count the days, weeks, months or years from one day to another, both included.

    Parameters
    ----------
    first, last : date or str
        Days, as dates or in the form 2026-01-27; for months, the first and last of whole ones.
    unit : str
        ``day``, ``week``, ``month`` or ``year``, which is twelve whole months, or 365 days.

    Raises
    ------
    ParameterError, UnknownName
        If `first` or `last` is no day, or there is no such unit.
    UnlikeQuantities
        If the days run backwards, or don't make whole months.

    Examples
    --------
    >>> print(time_between("2025-09-01", "2025-12-31", "month"))
    4
    >>> print(rate_per(returned, time_between("2025-08-06", "2026-01-27", "week")))
    11.2
    """
    start, end = read_day(first, "first"), read_day(last, "last")
    if unit not in TIMES:
        raise UnknownName("unit of time", unit, TIMES)
    months, days = months_in(start, end), (end - start).days + 1
    if end < start or (unit == "month" and not months):
        raise UnlikeQuantities(
            f"time_between: found {start} to {end}; expected a later day last and, for months, "
            "whole ones. Correct the days, or count weeks."
        )
    if unit == "month":
        value = Fraction(months)
    elif unit == "year" and months:
        value = Fraction(months, 12)
    else:
        if unit == "year" and days > 366:  # the leap days of whole years are none of the rest
            leap = (date(y, 2, 29) for y in range(start.year, end.year + 1) if isleap(y))
            days -= sum(start <= day <= end for day in leap)
        value = Fraction(days, TIMES[unit])
    return Quantity(
        operation="time_between",
        operands=(),
        value=value,
        interval=point(value),
        is_whole=value.denominator == 1,
        unit=f"{unit}s",
        label=f"{unit}s",
        periods=(Period(start.isoformat(), end.isoformat()),),
        expression=exact(value),
    )


def _refuse_one_in(operation: str, parts: tuple[Quantity, ...]) -> None:
    for part in parts:
        if part.unit == "one in":
            raise UnlikeQuantities(
                f"{operation}: found {part}, a number {part.unit}; expected numbers that can be "
                "added up. Work with share(...) of one whole, or with the counts themselves."
            )


#: What sentences and claims may call by name.
OPERATIONS: Mapping[str, Callable[..., Quantity]] = {
    operation.__name__: operation
    for operation in (
        between, converted, difference, one_in, percent_change, rate_per, ratio, share, time_at,
        time_between, total,
    )
}  # fmt: skip

#: How the arithmetic of each is written.
FORMULAS = {
    "difference": "{0} − {1}",
    "share": "{0} ÷ {1}",
    "ratio": "{0} ÷ {1}",
    "percent_change": "({1} − {0}) ÷ {0}",
    "one_in": "{1} ÷ {0}",
    "rate_per": "{0} ÷ {1}",
    "time_at": "{0} ÷ {1}",
    "between": "between {0} and {1}",
    "converted": "{0} × {1}",
}


def formula(quantity: Quantity) -> str:
    """Write out the arithmetic with the numbers in it."""
    if not quantity.operands:
        if quantity.operation == "time_between" and not quantity.is_whole:
            length = TIMES[quantity.unit.removesuffix("s")]
            length = length if (quantity.value * length).denominator == 1 else 12
            return f"{quantity.value * length}/{length}"  # 76/365 of a year, not 0.2; or 5/12
        return str(quantity)
    written = [(part, formula(part)) for part in quantity.operands]
    parts = [f"({text})" if part.operands or "/" in text else text for part, text in written]
    if quantity.operation == "total":
        return " + ".join(parts)
    if quantity.operation == "converted" and not quantity.operands[1].unit.startswith(
        quantity.unit
    ):
        return f"{parts[0]} ÷ {parts[1]}"
    per = f" × {int(quantity.parameters[0]):,}" if quantity.parameters not in ((), ("1",)) else ""
    return FORMULAS[quantity.operation].format(*parts) + per
