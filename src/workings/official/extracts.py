"""
One number out of an official table, with where it stands and how it was taken out.

A sum, count, maximum, minimum or last value of some rows of one column. A period that the table
doesn't cover, and rows in which a number is missing, are errors: a sum over them would be too low.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from workings.errors import UnknownName, counted
from workings.numbers import read_day
from workings.official.declarations import Declaration
from workings.official.kinds import misfit
from workings.official.parts import wholes_of
from workings.official.table import MONTHS, OfficialTable, span_of

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
    noughts: int = 0  # of rows that are rounded and added up: how many say nought,
    negatives: int = 0  # and how many less
    ties: int = 0  # in how many further rows the largest or smallest value stands
    over: tuple[str, ...] = ()  # what tells its rows apart: ``time``, a dimension such as ``area``
    # the values it speaks of, by dimension; of a sum or count, those of all rows are left out
    dimensions: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = [
            f"{self.value:,} is the {self.operation} of {self.heading!r} in {self.rows:,} rows"
        ]
        parts += [f"{self.first} to {self.last}"] if self.first else []
        parts += [f"where {self.where}"] if self.where else []
        parts += [value for _, value in self.dimensions]
        parts += [f"found on {self.on}"] if self.on else []
        parts += [f"and in {counted(self.ties, 'further row')}"] if self.ties else []
        parts += self.marked
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        return f"{', '.join(parts)} ({self.source}, {sheet}{self.cells})"

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The values that its rows were chosen by, by dimension."""
        added = self.operation in ("sum", "count")
        return tuple(pair for pair in self.dimensions if added or pair[0] not in self.over)

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
    dimensions: Iterable[tuple[str, str]] = (),
) -> Extract:
    """
    Take one number out of a vintage: out of a column of counts or numbers, by its name.

    The operation is ``sum``, ``count``, ``maximum``, ``minimum`` or ``last`` (by day, not by
    place). Without first and last day, the table's own count. Rows are numbered as the index of a
    filtered frame has them; `where` is the filter in words, required where they leave out some of
    the days they span. `dimensions` are the values to keep: ``[("area", "Wales")]``.

    UnknownName if there is no such column, operation, dimension or value; OfficialError if the
    table doesn't cover the days asked for, a number is missing in them, a filter isn't put into
    words, rows to be added up aren't parts of one whole, or several could be the last.
    """
    declared = {c.name: c for c in table.declaration.columns.values() if c.measure}
    if column not in declared:
        raise UnknownName(f"column of {table.id}", column, declared)
    if operation not in _WORKED_OUT:
        raise UnknownName("operation", operation, _WORKED_OUT)
    place = f"{table.source}, {table.id}"
    dated = table.declaration.dated
    frame = _named(_by_day(table) if dated else table.frame, table, [*dimensions])
    if rows is not None:
        rows = {*rows}
        frame = _alike(frame, rows, table.declaration)
    start = end = None
    if first is not None or last is not None:
        if not dated:
            mend = "Filter its frame, and give rows= and where=."
            raise misfit(place, "days asked for", "none, as its key is no day", mend)
        start = read_day(first, "first") if first is not None else frame["_begins"].iloc[0]
        end = read_day(last, "last") if last is not None else frame["_ends"].iloc[-1]
        frame = _within(frame, start, end, table.declaration, place)
    if rows is not None:
        frame = _chosen(frame, rows, where, place, whole=start is not None)
    if frame.empty:
        mend = "Choose other days or another filter."
        raise misfit(place, "no row to count", "one or more", mend)
    taken = _last(frame, table.declaration, place) if operation == "last" else frame
    over = _over(frame, table)
    if operation == "sum":
        _check_addable(frame, table, over, place, filtered=bool(where))
    heading = table.columns[column]
    _check_missing(table.missing, column, taken, f"{place}, {heading}")
    value = _WORKED_OUT[operation](taken[column].tolist())
    found, ties, on = taken, 0, None
    if operation in ("maximum", "minimum", "last"):
        equal = taken[taken[column] == value]
        found, ties = equal.iloc[:1], len(equal) - 1
        on = found[dated].iloc[0].date() if dated else None
    if dated:
        start = start if first is not None else frame["_begins"].iloc[0]
        end = end if last is not None else frame["_ends"].iloc[-1]
    flags = table.flags
    marks = flags[flags["row"].isin(taken.index) & flags["column"].isin(["", column])]["flag"]
    rounded_to = table.rounded_to.get(column)
    cells = [] if rounded_to is None or operation == "count" else found[column].tolist()
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
        rounded_to=rounded_to,
        noughts=sum(cell == 0 for cell in cells),
        negatives=sum(cell < 0 for cell in cells),
        ties=ties,
        over=tuple(over),
        dimensions=tuple(_values(found, table)),
    )


@lru_cache(maxsize=16)
def _by_day(table: OfficialTable) -> pd.DataFrame:
    """Return a table's frame in the order of its days, with those that each row covers."""
    dated, grain = table.declaration.dated, table.declaration.grain
    assert dated is not None
    frame = table.frame.sort_values(dated, kind="stable")
    spans = [span_of(day.date(), grain) for day in frame[dated]]
    return frame.assign(**dict(zip(_SPAN, zip(*spans, strict=True), strict=True)))


def _within(
    frame: pd.DataFrame, start: date, end: date, declared: Declaration, place: str
) -> pd.DataFrame:
    """Return the rows whose spans lie within the days asked for."""
    every = declared.every or (declared.grain if declared.grain in MONTHS else "")
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


def _named(
    frame: pd.DataFrame, table: OfficialTable, wanted: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Return the rows that have the values asked for, of each dimension asked for."""
    known = table.declaration.dimensions
    for dimension in dict.fromkeys(name for name, _ in wanted):
        if dimension not in known:
            raise UnknownName(f"dimension of {table.id}", dimension, known)
        values = [value for name, value in wanted if name == dimension]
        there = table.frame[known[dimension].name]
        for value in values:
            if value not in set(there):
                raise UnknownName(f"{dimension} of {table.id}", value, dict.fromkeys(there))
        frame = frame[frame[known[dimension].name].isin(values)]
    if frame.empty:
        said = ", ".join(value for _, value in wanted)
        raise misfit(
            f"{table.source}, {table.id}", f"no row of {said}", "one or more", "Look there."
        )
    return frame


def _alike(frame: pd.DataFrame, wanted: set[int], declared: Declaration) -> pd.DataFrame:
    """Return all rows of the areas, or the like, of which some are wanted."""
    others, chosen = [*declared.key_columns.keys() - {declared.dated}], frame.index.isin([*wanted])
    if not (declared.dated and others and chosen.any()):
        return frame
    every = frame.set_index(others).index
    return frame[every.isin(every[chosen])]


def _values(found: pd.DataFrame, table: OfficialTable) -> Iterator[tuple[str, str]]:
    """Yield the values that rows speak of, by dimension, but where these are all there are."""
    for dimension, column in table.declaration.dimensions.items():
        values = dict.fromkeys(found[column.name])
        if len(values) == 1 or len(values) < table.frame[column.name].nunique():
            yield from ((dimension, value) for value in values)


def _last(frame: pd.DataFrame, declared: Declaration, place: str) -> pd.DataFrame:
    """Return the row of the latest date; its date has to tell it from all others."""
    latest = (
        frame[frame[declared.dated] == frame[declared.dated].max()] if declared.dated else frame
    )
    if len(latest) == 1:
        return latest
    apart = [name for name in declared.key_columns if latest[name].nunique() > 1]
    values = [str(value) for value in dict.fromkeys(latest[apart[0]])]
    raise misfit(
        place,
        f"{len(latest):,} rows that could be the last, told apart by {' and '.join(apart)}",
        "one",
        f"Say which, as in {apart[0]}={values[0]!r}; there are {', '.join(values[:9])}"
        f"{' and others' if values[9:] else ''}.",
    )


def _over(frame: pd.DataFrame, table: OfficialTable) -> dict[str, str]:
    """Return the names of the key columns that tell rows apart: ``time``, or their dimensions."""
    declared = table.declaration
    dimensions = {column.name: dimension for dimension, column in declared.dimensions.items()}
    return {
        "time" if name == declared.dated else dimensions.get(name, name): name
        for name in declared.key_columns
        if frame[name].nunique() > 1
    }


def _check_addable(
    frame: pd.DataFrame,
    table: OfficialTable,
    over: Mapping[str, str],
    place: str,
    *,
    filtered: bool,
) -> None:
    """Refuse what isn't declared as the parts of one whole, and parts that aren't always there."""
    for dimension, name in over.items():
        values = [*dict.fromkeys(map(str, frame[name]))]
        column = table.declaration.key_columns[name]
        if dimension != "time" and not wholes_of(values, table.parts_of(column)):
            raise misfit(
                place,
                f"a sum over {', '.join(values[:4])}{' and others' if values[4:] else ''}",
                f"parts of one whole that don't overlap, as declared of {dimension}",
                f"Take one, as in {dimension}={values[0]!r}, or declare its `parts` in tables.yml.",
            )
    if filtered or len(over) < 2:
        return
    names = [*over.values()]
    there = set(frame[names].itertuples(index=False, name=None))
    every = [dict.fromkeys(frame[name]) for name in names]
    if len(there) < prod(map(len, every)):
        gone = next(each for each in product(*every) if each not in there)
        said = ", ".join(str(each).removesuffix(" 00:00:00") for each in gone)
        mend = 'Leave it out throughout, or give the filter in words: where="...".'
        raise misfit(place, f"no row for {said}", "one for each part at each time", mend)


def _chosen(
    frame: pd.DataFrame, wanted: set[int], where: str, place: str, *, whole: bool
) -> pd.DataFrame:
    """Return the rows of a filter, which needs words where it leaves out some of (all) the days."""
    if strange := wanted - set(frame.index):
        found = f"row {min(strange)}" + (" and others" if len(strange) > 1 else "")
        mend = "Take them from the index of a filtered frame."
        expected = "rows of its frame and of the days asked for"
        raise misfit(place, f"{found} asked for", expected, mend)
    chosen = frame.index.isin(list(wanted))
    (places,) = chosen.nonzero()
    spanned = len(frame) if whole or not len(places) else places[-1] - places[0] + 1
    if spanned > len(places) > 0 and not where.strip():
        found = "rows that leave out some of the days they span"
        mend = 'Give the filter in words: where="...".'
        raise misfit(place, found, "to be told why", mend)
    return frame[chosen]


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
