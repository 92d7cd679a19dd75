"""
One number out of an official table, with where it stands and how it was taken out.

A sum, count, maximum, minimum or last value of some rows of one column. A period that the table
doesn't cover, and rows in which a number is missing, are errors: a sum over them would be too low.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from workings.errors import UnknownName
from workings.numbers import read_day
from workings.official.kinds import misfit
from workings.official.table import OfficialTable, next_day

if TYPE_CHECKING:
    import pandas as pd

Operation = Literal["sum", "count", "maximum", "minimum", "last"]

_WORKED_OUT: Mapping[Operation, Callable[[list[Any]], int | Decimal]] = {
    "sum": sum,
    "count": len,
    "maximum": max,
    "minimum": min,
    "last": max,  # of the one row that is taken
}
_CELLS = re.compile(r"([0-9,]+ cells of )?([A-Z]+)([0-9]+)(?::[A-Z]+([0-9]+))?")
#: Columns beside the declared ones, whose names begin with a letter: the days a row covers.
_SPAN = ("_begins", "_ends")


class Span(NamedTuple):
    """From which row to which of a column cells stand; of each row, or of some alone."""

    column: str
    first: int
    last: int
    is_whole: bool


@dataclass(frozen=True)
class Extract:
    """A number taken out of an official table."""

    operation: Operation
    value: int | Decimal  # in the measure's unit; of a count, rows
    table: str
    source: str  # the vintage of the table
    sheet: str
    column: str
    heading: str  # of the column, in the sheet
    measure: str  # id of what the column counts
    rows: int  # how many rows it was taken from
    cells: str  # ``B2776:B2949``, or how many of a column where they don't lie together
    # first and last day asked for or, without them, covered; none in a table without days
    first: date | None
    last: date | None
    on: date | None  # the row's, of a largest, smallest or last value; the first of equals
    where: str  # the filter in the author's words; empty where all rows of the period were taken
    marked: tuple[str, ...]  # markers on those rows and how many have them: ``2 marked 'Revised'``
    rounded_to: int | Decimal | None  # of each row in the sheet; None if it is exact

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

    @property
    def span(self) -> Span | None:
        """Where its cells stand; None if they can't be read, as in a record made by hand."""
        found = _CELLS.fullmatch(self.cells)
        return found and Span(found[2], int(found[3]), int(found[4] or found[3]), not found[1])


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
    Take one number out of a vintage: out of a column of counts or numbers, by its name.

    The operation is ``sum``, ``count``, ``maximum``, ``minimum`` or ``last`` (by day, not by
    place). Without first and last day, the table's own count. Rows are numbered as the index of a
    filtered frame has them; `where` is the filter in words, required where they leave out some of
    the days they span.

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
    if operation not in _WORKED_OUT:
        raise UnknownName("operation", operation, _WORKED_OUT)
    place = f"{table.source}, {table.id}"
    dated, every = table.declaration.dated, table.declaration.every
    frame = _by_day(table) if dated else table.frame
    start = end = None
    if first is not None or last is not None:
        if not dated:
            mend = "Filter its frame, and give rows= and where=."
            raise misfit(place, "days asked for", "none, as its key is no day", mend)
        start = read_day(first, "first") if first is not None else frame["_begins"].iloc[0]
        end = read_day(last, "last") if last is not None else frame["_ends"].iloc[-1]
        frame = _within(frame, start, end, every, place)
    if rows is not None:
        frame = _chosen(frame, set(rows), where, place)
    if frame.empty:
        mend = "Choose other days or another filter."
        raise misfit(place, "no row to count", "one or more", mend)
    taken = frame.iloc[[-1]] if operation == "last" else frame
    heading = table.columns[column]
    _check_missing(table.missing, column, taken, f"{place}, {heading}")
    value = _WORKED_OUT[operation](taken[column].tolist())
    on = None
    if dated and operation in ("maximum", "minimum", "last"):
        on = taken.loc[taken[column] == value, dated].iloc[0].date()
    if dated:
        start = start if first is not None else frame["_begins"].iloc[0]
        end = end if last is not None else frame["_ends"].iloc[-1]
    flags = table.flags
    marks = flags[flags["row"].isin(taken.index) & flags["column"].isin(["", column])]["flag"]
    return Extract(
        operation=operation,
        value=value,
        table=table.id,
        source=table.source,
        sheet=table.sheet,
        column=column,
        heading=heading,
        measure=declared[column].measure,
        rows=len(frame),
        cells=_cells(table.letters[column], taken.index),
        first=start,
        last=end,
        on=on,
        where=where,
        marked=tuple(f"{count:,} marked {flag!r}" for flag, count in Counter(marks).items()),
        rounded_to=table.rounded_to.get(column),
    )


@lru_cache(maxsize=16)
def _by_day(table: OfficialTable) -> pd.DataFrame:
    """Return a table's frame in the order of its days, with those that each row covers."""
    dated, every = str(table.declaration.dated), table.declaration.every
    frame = table.frame.sort_values(dated)
    spans = [span_of(day.date(), every) for day in frame[dated]]
    return frame.assign(**dict(zip(_SPAN, zip(*spans, strict=True), strict=True)))


def _within(frame: pd.DataFrame, start: date, end: date, every: str, place: str) -> pd.DataFrame:
    """Return the rows whose spans lie within the days asked for."""
    begins, ends = frame["_begins"], frame["_ends"]
    covered = f"{begins.iloc[0]} to {ends.iloc[-1]}"
    found = f"{start} to {end} asked for"
    if start < begins.iloc[0] or end > ends.iloc[-1]:
        expected = f"days from {covered}, which is all it covers"
        raise misfit(place, found, expected, "Ask for those, or take a later vintage.")
    if every and (start not in set(begins) or end not in set(ends)):
        mend = (
            f"The one around {start} begins on {begins[begins <= start].max()}, the one around "
            f"{end} ends on {ends[ends >= end].min()}."
        )
        raise misfit(place, found, f"whole {every}s of the table", mend)
    return frame[(begins >= start) & (ends <= end)]


def _chosen(frame: pd.DataFrame, wanted: set[int], where: str, place: str) -> pd.DataFrame:
    """Return the rows of a filter, which needs words where it leaves out some of its span."""
    if strange := wanted - set(frame.index):
        found = f"row {min(strange)}" + (" and others" if len(strange) > 1 else "")
        mend = "Take them from the index of a filtered frame."
        expected = "rows of its frame and of the days asked for"
        raise misfit(place, f"{found} asked for", expected, mend)
    chosen = frame.index.isin(list(wanted))
    (places,) = chosen.nonzero()
    if len(places) and places[-1] - places[0] + 1 > len(places) and not where.strip():
        found = "rows that leave out some of the days they span"
        mend = 'Give the filter in words: where="...".'
        raise misfit(place, found, "to be told why", mend)
    return frame[chosen]


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


def _check_missing(missing: pd.DataFrame, column: str, taken: pd.DataFrame, place: str) -> None:
    gaps = missing[(missing["column"] == column) & missing["row"].isin(taken.index)]
    if len(gaps):
        key, reason = gaps.iloc[0]["key"], gaps.iloc[0]["reason"]
        found = f"{len(gaps):,} of {len(taken):,} rows without a number, such as {key} ({reason})"
        mend = f"The last such row is {gaps.iloc[-1]['key']}: leave those rows out."
        raise misfit(place, found, "one in each", mend)


def _cells(letter: str, index: pd.Index[int]) -> str:
    low, high = int(index.min()), int(index.max())
    if high - low + 1 == len(index):
        return f"{letter}{low}:{letter}{high}" if high > low else f"{letter}{low}"
    return f"{len(index):,} cells of {letter}{low}:{letter}{high}"
