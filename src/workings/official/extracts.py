"""
One number out of an official table, with where it stands and how it was taken out.

A sum, count, maximum, minimum or last value of some rows of one column. A period that the table
doesn't cover, and rows in which a number is missing, are errors: a sum over them would be too low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from workings.errors import OfficialError, UnknownName
from workings.numbers import read_day
from workings.official.table import OfficialTable, next_day

if TYPE_CHECKING:
    import pandas as pd

Operation = Literal["sum", "count", "maximum", "minimum", "last"]


@dataclass(frozen=True)
class Extract:
    """
    A number taken out of an official table.

    Attributes
    ----------
    operation : str
        ``sum``, ``count`` (of rows), ``maximum``, ``minimum`` or ``last``.
    value : int or Decimal
        The number, in the measure's unit; for a count, rows.
    table, source, sheet : str
        The declared table, its vintage, and the sheet.
    column, heading, measure : str
        The column by its name here and in the sheet; id of the measure it counts.
    rows : int
        How many rows it was taken from.
    cells : str
        Where they stand: ``B2776:B2949``, or how many of a column where they don't lie together.
    first, last : date or None
        First and last day asked for or, without them, covered; None in a table without days.
    on : date or None
        The row's day, for a maximum, minimum or last value; the first, of several that are equal.
    where : str
        The filter, in the author's words; empty where the rows are all those of the period.
    marked : tuple of str
        Markers on those rows and how many have them: ``2 marked 'Revised'``.
    rounded_to : int, Decimal or None
        What each row's number is rounded to in the sheet; None if it is exact.
    """

    operation: Operation
    value: int | Decimal
    table: str
    source: str
    sheet: str
    column: str
    heading: str
    measure: str
    rows: int
    cells: str
    first: date | None
    last: date | None
    on: date | None
    where: str
    marked: tuple[str, ...]
    rounded_to: int | Decimal | None

    def __str__(self) -> str:
        parts = [
            f"{self.value:,} is the {self.operation} of {self.heading!r} in {self.rows:,} rows"
        ]
        parts += [f"{self.first} to {self.last}"] if self.first else []
        parts += [f"where {self.where}"] if self.where else []
        parts += [f"found on {self.on}"] if self.on else []
        parts += self.marked
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        return f"{', '.join(parts)} ({self.source}, {sheet}{self.cells})"


def extract(
    table: OfficialTable,
    column: str,
    operation: Operation = "sum",
    *,
    first: date | str | None = None,
    last: date | str | None = None,
    rows: Iterable[int] | None = None,
    where: str = "",
) -> Extract:
    """
    Take one number out of a table.

    Parameters
    ----------
    table : OfficialTable
        A vintage.
    column : str
        Name of a column of counts or numbers.
    operation : str
        ``sum``, ``count``, ``maximum``, ``minimum`` or ``last`` (by day, not by place).
    first, last : date or str, optional
        First and last day; the table's own without them.
    rows : iterable of int, optional
        Row numbers, as the index of a filtered frame has them.
    where : str, optional
        The filter in words; required where `rows` leaves out some of the days it spans.

    Raises
    ------
    UnknownName
        If there is no such column or operation; names the nearest.
    ParameterError
        If `first` or `last` is no day.
    OfficialError
        If the table doesn't cover the days asked for, a number is missing in them, or a filter
        isn't put into words.

    Examples
    --------
    >>> from workings.official import read_declarations, read_official
    >>> daily = read_declarations("data/tables.yml")["small-boats-daily"]
    >>> digest = "d31888057f1ff8eea656fa00188c6e50653d6a571ad6ad5886859410c578e7ce"
    >>> table = read_official(f"data/archive/{digest}.ods", daily, source="small-boats@2026-02-20")
    >>> print(extract(table, "people", first="2025-08-06", last="2026-01-26"))
    16,969 is the sum of 'Migrants arrived' in 174 rows, 2025-08-06 to 2026-01-26, \
1 marked 'Revised' (small-boats@2026-02-20, sheet SB_01, B2776:B2949)
    """
    declared = {c.name: c for c in table.declaration.columns.values() if c.measure}
    if column not in declared:
        raise UnknownName(f"column of {table.id}", column, declared)
    if operation not in get_args(Operation):
        raise UnknownName("operation", operation, get_args(Operation))
    frame = _selected(table, first, last, rows, where)
    taken = frame.iloc[[-1]] if operation == "last" else frame
    _check_missing(table, column, taken)
    dated = table.declaration.dated
    every = table.declaration.every
    spans = [span_of(stamp.date(), every) for stamp in frame[dated]] if dated else []
    return Extract(
        operation=operation,
        value=_value(taken[column], operation),
        table=table.id,
        source=table.source,
        sheet=table.sheet,
        column=column,
        heading=table.columns[column],
        measure=declared[column].measure,
        rows=len(frame),
        cells=_cells(table.letters[column], taken.index),
        first=read_day(first, "first") if first is not None else spans[0][0] if spans else None,
        last=read_day(last, "last") if last is not None else spans[-1][1] if spans else None,
        on=_day_found(taken, column, dated, operation) if dated else None,
        where=where,
        marked=_marked(table, column, taken),
        rounded_to=table.rounded_to.get(column),
    )


def _selected(
    table: OfficialTable,
    first: date | str | None,
    last: date | str | None,
    rows: Iterable[int] | None,
    where: str,
) -> pd.DataFrame:
    """Return the rows asked for, by day."""
    frame, dated = table.frame, table.declaration.dated
    frame = frame.sort_values(dated) if dated else frame
    if first is not None or last is not None:
        frame = _within(table, frame, first, last)
    if rows is not None:
        wanted = set(rows)
        if strange := wanted - set(frame.index):
            found = f"row {min(strange)}" + (" and others" if len(strange) > 1 else "")
            raise OfficialError(
                f"{table.source}, {table.id}: found {found} asked for; expected rows of its frame "
                "and of the days asked for. Take them from the index of a filtered frame."
            )
        chosen = frame.index.isin(wanted)
        places = [place for place, is_chosen in enumerate(chosen) if is_chosen]
        if places and places[-1] - places[0] + 1 > len(places) and not where.strip():
            raise OfficialError(
                f"{table.source}, {table.id}: found rows that leave out some of the days they "
                'span; expected to be told why. Give the filter in words: where="...".'
            )
        frame = frame[chosen]
    if frame.empty:
        raise OfficialError(
            f"{table.source}, {table.id}: found no row to count; expected one or more. Choose "
            "other days or another filter."
        )
    return frame


def _within(
    table: OfficialTable, frame: pd.DataFrame, first: date | str | None, last: date | str | None
) -> pd.DataFrame:
    dated = table.declaration.dated
    place = f"{table.source}, {table.id}"
    if dated is None:
        raise OfficialError(
            f"{place}: found days asked for; expected none, as its key is no day. Filter its "
            "frame, and give rows= and where=."
        )
    spans = [span_of(stamp.date(), table.declaration.every) for stamp in frame[dated]]
    start = read_day(first, "first") if first is not None else spans[0][0]
    end = read_day(last, "last") if last is not None else spans[-1][1]
    inside = [start <= begun and ended <= end for begun, ended in spans]
    starts, ends = {begun for begun, _ in spans}, {ended for _, ended in spans}
    if start < spans[0][0] or end > spans[-1][1]:
        raise OfficialError(
            f"{place}: found {start} to {end} asked for; expected days from {spans[0][0]} to "
            f"{spans[-1][1]}, which is all it covers. Ask for those, or take a later vintage."
        )
    if table.declaration.every and (start not in starts or end not in ends):
        raise OfficialError(
            f"{place}: found {start} to {end} asked for; expected whole {table.declaration.every}s "
            f"of the table. The one around {start} begins on {max(d for d in starts if d <= start)}"
            f", the one around {end} ends on {min(d for d in ends if d >= end)}."
        )
    return frame[inside]


def span_of(day: date, every: str) -> tuple[date, date]:
    """
    Return the first and last day that a row covers; a week is named by its last.

    Examples
    --------
    >>> print(*span_of(date(2026, 6, 1), "month"))
    2026-06-01 2026-06-30
    """
    if every == "week":
        return day - timedelta(days=6), day
    if every == "month":
        return day, next_day(day, every) - timedelta(days=1)
    return day, day


def _check_missing(table: OfficialTable, column: str, taken: pd.DataFrame) -> None:
    missing = table.missing
    gaps = missing[(missing["column"] == column) & missing["row"].isin(taken.index)]
    if len(gaps):
        key, reason = gaps.iloc[0]["key"], gaps.iloc[0]["reason"]
        raise OfficialError(
            f"{table.source}, {table.id}, {table.columns[column]}: found {len(gaps):,} of "
            f"{len(taken):,} rows without a number, such as {key} ({reason}); expected one in "
            f"each. The last such row is {gaps.iloc[-1]['key']}: leave those rows out."
        )


def _day_found(taken: Any, column: str, dated: str, operation: Operation) -> date | None:
    if operation not in ("maximum", "minimum", "last"):
        return None
    found = taken[taken[column] == _value(taken[column], operation)]
    day: date = found[dated].iloc[0].date()
    return day


def _value(values: Any, operation: Operation) -> int | Decimal:
    numbers: list[int | Decimal] = values.tolist()
    if operation == "count":
        return len(numbers)
    if operation == "sum":
        return sum(numbers)
    return min(numbers) if operation == "minimum" else max(numbers)


def _cells(letter: str, index: pd.Index[int]) -> str:
    low, high = int(index.min()), int(index.max())
    if high - low + 1 == len(index):
        return f"{letter}{low}:{letter}{high}" if high > low else f"{letter}{low}"
    return f"{len(index):,} cells of {letter}{low}:{letter}{high}"


def _marked(table: OfficialTable, column: str, taken: pd.DataFrame) -> tuple[str, ...]:
    flags = table.flags
    here = flags[flags["row"].isin(taken.index) & flags["column"].isin(["", column])]
    return tuple(f"{count:,} marked {flag!r}" for flag, count in Counter(here["flag"]).items())
