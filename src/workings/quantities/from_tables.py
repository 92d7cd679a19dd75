"""
Numbers out of official tables, as quantities: sums, counts, largest, smallest and last values.

Each remembers the vintage, sheet, cells, days and filter that it was taken from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from workings.ledger import Book, Period
from workings.numbers import Interval, exact, point, rounding_interval, uncertain
from workings.official import Extract, OfficialTable, extract, span_of
from workings.quantities.quantity import Quantity

Day = date | str | None


def sum_of(
    book: Book,
    table: str,
    column: str,
    first: Day = None,
    last: Day = None,
    rows: Iterable[int] | None = None,
    where: str = "",
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

    Raises
    ------
    UnknownName
        If there is no such table or column; names the nearest.
    OfficialError
        If the table doesn't cover the days, or a number is missing in them.

    Examples
    --------
    >>> print(sum_of(book, "small-boats-daily", "people", first="2025-08-06"))
    16,969
    """
    return _of(book, table, column, "sum", first=first, last=last, rows=rows, where=where)


def count_of(
    book: Book,
    table: str,
    column: str,
    first: Day = None,
    last: Day = None,
    rows: Iterable[int] | None = None,
    where: str = "",
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
    return _of(book, table, column, "count", first=first, last=last, rows=rows, where=where)


def maximum_of(
    book: Book, table: str, column: str, first: Day = None, last: Day = None
) -> Quantity:
    """
    Find the largest value of a column; its period is the row on which it stands.

    Examples
    --------
    >>> busiest = maximum_of(book, "small-boats-daily", "people", "2025-01-01", "2025-12-31")
    >>> print(busiest, busiest.periods[0])
    1,195 2025-05-31/2025-05-31
    """
    return _of(book, table, column, "maximum", first=first, last=last)


def last_of(book: Book, table: str, column: str, last: Day = None) -> Quantity:
    """
    Take the last value of a column, up to a day.

    Examples
    --------
    >>> print(last_of(book, "small-boats-daily", "people"))
    0
    """
    return _of(book, table, column, "last", last=last)


def _of(book: Book, table: str, *given: Any, **chosen: Any) -> Quantity:
    read = book.table(table)
    return taken(book, read, extract(read, *given, **chosen))


def taken(book: Book, read: OfficialTable, took: Extract) -> Quantity:
    """Return what was taken out of a vintage as a quantity, whether or not that one stands."""
    measure = book.measures[took.measure]
    value, interval = Fraction(took.value), _interval(took)
    name = f"{took.source} {took.sheet} {took.operation} {took.cells} {took.where}"
    days = f"{read.declaration.every or 'row'}s"
    counted = f"{days}: {took.where}" if took.where else days
    return Quantity(
        operation=took.operation,
        operands=(),
        value=value,
        interval=interval,
        is_whole=took.operation == "count" or measure.is_count,
        unit=days if took.operation == "count" else measure.unit,
        label=counted if took.operation == "count" else measure.label,
        periods=(_period(took, read.declaration.every),),
        populations=(measure.population,),
        definitions=(measure.definition,),
        kind="flow" if took.operation == "count" else measure.kind,
        extract=replace(took, table=read.declaration.title or took.table),
        source=book.sources[took.source],
        expression=exact(value) if interval.is_point else uncertain(name),
        inputs={name: interval},
        whole=frozenset([name] if measure.is_whole else []),
    )


def _interval(took: Extract) -> Interval:
    """Bound a number from a sheet in thousands: every row's rounding adds up."""
    if took.rounded_to is None or took.operation == "count":
        return point(Fraction(took.value))
    rows = took.rows if took.operation == "sum" else 1
    return rounding_interval(Fraction(took.value), Fraction(took.rounded_to) * rows)


def _period(took: Extract, every: str) -> Period:
    """Return the days a number speaks of: a largest or last value of its own row's alone."""
    first, last = span_of(took.on, every) if took.on else (took.first, took.last)
    return Period(first.isoformat() if first else "", last.isoformat() if last else "")
