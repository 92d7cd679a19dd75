"""
Numbers out of official tables, as quantities: sums, counts, largest, smallest and last values.

Each remembers the vintage, sheet, cells, days and filter that it was taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from workings.errors import OfficialError, UnlikeQuantities, counted, mismatch
from workings.ledger import Book, Dimensions, Measure, Period, labelled
from workings.numbers import Interval, Unit, exact, point, read_unit, same_currency, span, uncertain
from workings.official import (
    Extract,
    OfficialTable,
    extract,
    in_words,
    rounded_sum,
    span_of,
    wholes_of,
)
from workings.quantities.kinds import check_allowed
from workings.quantities.quantity import Quantity

Day = date | str | None
Named = Mapping[str, str]


def sum_of(
    book: Book,
    table: str,
    column: str,
    first: Day = None,
    last: Day = None,
    rows: Iterable[int] | None = None,
    where: str = "",
    **dimensions: str,
) -> Quantity:
    """
    Add a column of an official table up over some days.

    Parameters
    ----------
    book : Book
        Tells which vintage of the table stands.
    table, column : str
        Names as declared in ``tables.yml``.
    first, last : date or ISO text, optional
        First and last day; the table's own without them.
    rows : iterable of int, optional
        Row numbers: the index of a filtered ``book.table(...).frame``.
    where : str
        The filter in words; required where `rows` leaves out some of the days it spans.
    **dimensions : str
        Of which area or the like, in a table that has such a column: ``area="Wales"``.

    Raises
    ------
    UnknownName
        If there is no such table, column or value; names the nearest.
    OfficialError
        If the table doesn't cover the days, a number is missing in them, or rows overlap: areas,
        say, that the table doesn't declare to be the parts of one whole.

    Examples
    --------
    >>> print(sum_of(book, "small-boats-daily", "people", first="2025-08-06"))
    16,969
    """
    days = {"first": first, "last": last}
    return _of(book, table, column, "sum", **days, rows=rows, where=where, dimensions=dimensions)


def count_of(
    book: Book,
    table: str,
    column: str,
    first: Day = None,
    last: Day = None,
    rows: Iterable[int] | None = None,
    where: str = "",
    **dimensions: str,
) -> Quantity:
    """
    Count the rows of an official table, such as days on which somebody arrived.

    Examples
    --------
    >>> frame = book.table("small-boats-daily").frame
    >>> calm = frame[(frame["date"] >= "2026-01-01") & (frame["people"] == 0)]
    >>> days = count_of(book, "small-boats-daily", "people", rows=calm.index, where="no arrivals")
    >>> print(days, days.unit)
    17 days
    """
    days = {"first": first, "last": last}
    return _of(book, table, column, "count", **days, rows=rows, where=where, dimensions=dimensions)


def maximum_of(
    book: Book, table: str, column: str, first: Day = None, last: Day = None, **dimensions: str
) -> Quantity:
    """
    Find the largest value of a column; its period is the row on which it stands.

    Examples
    --------
    >>> busiest = maximum_of(book, "small-boats-daily", "people", "2025-01-01", "2025-12-31")
    >>> print(busiest, busiest.periods[0])
    1,195 2025-05-31/2025-05-31
    """
    return _of(book, table, column, "maximum", first=first, last=last, dimensions=dimensions)


def last_of(book: Book, table: str, column: str, last: Day = None, **dimensions: str) -> Quantity:
    """
    Take the last value of a column, up to a day; of a table with areas, or the like, of one.

    Examples
    --------
    >>> print(last_of(book, "small-boats-daily", "people"))
    0
    """
    return _of(book, table, column, "last", last=last, dimensions=dimensions)


def _of(book: Book, table: str, *given: Any, dimensions: Named, **chosen: Any) -> Quantity:
    read = book.table(table)
    return taken(book, read, extract(read, *given, dimensions=[*dimensions.items()], **chosen))


def taken(book: Book, read: OfficialTable, took: Extract) -> Quantity:
    """Return what was taken out of a vintage as a quantity, whether or not that one stands."""
    measure = book.measures[took.measure]
    over = ["time" if each == "time" else "parts" for each in took.over] or ["one"]
    check_allowed(f"{took.operation}_of", [measure.kind], over, measure.label)
    dimensions, within = _dimensions(read, took)
    value, interval = Fraction(took.value), _interval(took, measure)
    is_sum = took.operation == "sum" and measure.kind == "share"
    if is_sum and interval.low and interval.low > 100:
        raise UnlikeQuantities(
            f"sum_of: found {measure.label}, a share, that comes to {float(value):g}; expected "
            "parts of one whole. Add up the counts behind them, and take the share of that."
        )
    unit = read_unit(measure.unit)
    if took.operation != "count":
        scale = _scale(read, took, unit)
        value, interval = value * scale, interval * scale
    name = f"{took.source} {took.sheet} {took.operation} {took.cells} {took.where}"
    is_count = took.operation == "count"
    told_apart = {*took.over} <= {"time"}
    rows = f"{(read.declaration.every if told_apart else '') or 'row'}s"
    return Quantity(
        operation=took.operation,
        operands=(),
        value=value,
        interval=interval,
        is_whole=is_count or measure.is_count,
        unit=rows if is_count else unit.name,
        label=labelled(_label(took, measure, rows, read.declaration.grain), dimensions),
        periods=(_period(took, read.declaration.grain),),
        populations=(measure.population,),
        definitions=(measure.definition,),
        kind="flow" if is_count else measure.kind,
        dimensions=dimensions,
        within=within,
        extract=replace(took, table=read.declaration.title or took.table),
        source=book.sources[took.source],
        expression=exact(value) if interval.is_point else uncertain(name),
        inputs={name: interval},
        whole=frozenset([name] if is_count or measure.is_whole else []),
    )


def _dimensions(read: OfficialTable, took: Extract) -> tuple[Dimensions, Dimensions]:
    """Return the places or the like that a number speaks of, and the wholes they are parts of."""
    found: list[tuple[str, str]] = []
    within: list[tuple[str, str]] = []
    for name, column in read.declaration.dimensions.items():
        values = [value for dimension, value in took.dimensions if dimension == name]
        values = values or [*dict.fromkeys(read.frame[column.name])]
        if len(values) == 1 or took.operation == "sum":
            parts = read.parts_of(column)
            whole = in_words(values, parts)
            found.append((name, whole))
            within += [(name, each) for each in wholes_of(values, parts) if each != whole]
    return tuple(found), tuple(within)


def _interval(took: Extract, measure: Measure) -> Interval:
    """Bound a number from a sheet in thousands or the like: every row's rounding adds up."""
    value = Fraction(took.value)
    if took.operation == "count":
        return point(value)
    rows = took.rows if took.operation == "sum" else 1
    signs = (rows - took.noughts - took.negatives, took.noughts, took.negatives)
    kinds = {"counted": measure.is_count, "whole": measure.is_whole}
    return rounded_sum(value, took.rounded_to, signs, **kinds)


def _scale(read: OfficialTable, took: Extract, unit: Unit) -> Fraction:
    """Say what one of a column's numbers is in a measure's unit; they have to be of one unit."""
    column = next(c for c in read.declaration.columns.values() if c.name == took.column)
    declared = read.declaration.unit_of(column)
    if not declared:
        return unit.scale
    own = read_unit(declared)
    is_one_money = own.currency and same_currency(own.currency, unit.currency)
    if own.name != unit.name and not is_one_money:
        place, found = f"{took.source}, {took.table}, {took.heading}", f"`unit: {declared}`"
        expected = f"{unit.name}, as the measure {took.measure} is counted in"
        mend = "Declare the unit that the measure has, or another measure."
        raise OfficialError(mismatch(place, found, expected, mend))
    return Fraction(1)


def _label(took: Extract, measure: Measure, rows: str, grain: str) -> str:
    """Say what was counted; of a largest value, of which span it is, and where else it stands."""
    if took.operation == "count":
        return f"{rows}: {took.where}" if took.where else rows
    if took.operation not in ("maximum", "minimum") or not took.over:
        return measure.label
    which = {"maximum": "largest", "minimum": "smallest"}[took.operation]
    each = " and ".join(grain if over == "time" else over for over in took.over)
    days = span(str(took.first), str(took.last)) if took.first else ""
    days = days and f" {'from' if days[0].isdigit() else 'of'} {days}"
    tied = (
        f", and as {which.removesuffix('st')} in {counted(took.ties, 'other')}" if took.ties else ""
    )
    return f"{measure.label}, the {which} of any {each}{days}{tied}"


def _period(took: Extract, grain: str) -> Period:
    """Return the days a number speaks of: a largest or last value of its own row's alone."""
    first, last = span_of(took.on, grain) if took.on else (took.first, took.last)
    return Period(first.isoformat() if first else "", last.isoformat() if last else "")
