"""
Official tables: a declared table, read out of a government's spreadsheet with all that came along.

What stands in a cell becomes a number, a day or a missing value with its reason, and never a
nought that wasn't there. What doesn't fit the declaration is an error, not a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from workings.errors import counted, mismatch
from workings.official.cells import Read, meaning
from workings.official.columns import array_of, read_columns
from workings.official.declarations import Column, Declaration
from workings.official.layout import Layout, find_table, letter, lines_of, refuse
from workings.official.sheets import read_workbook

if TYPE_CHECKING:
    import pandas as pd

#: Spans that are counted in months.
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, eq=False)
class OfficialTable:
    """
    One vintage of an official table.

    The frame has one line per row of the sheet, in the sheet's order; the index, ``row``, is the
    row's number there. Columns go by their declared names: days and months (its first day) as
    datetimes, counts as ``Int64``, decimal numbers as Decimal, text. Missing is ``<NA>`` or None.

    `missing` has one line per missing number; columns ``row``, ``key``, ``column``, ``shorthand``
    (what stands in the cell), ``reason``. `flags` has one line per marker; columns ``row``,
    ``key``, ``column`` (empty where it is said of the whole row), ``flag`` (as it stands there),
    ``meaning``.
    """

    declaration: Declaration  # ``declaration.columns`` says which measure a column counts
    source: str  # such as ``small-boats@2026-01-23``; the declared source if none was given
    file: str
    sha256: str
    sheet: str  # empty for a .csv file
    header_row: int  # counting from 1
    frame: pd.DataFrame = field(repr=False)
    missing: pd.DataFrame = field(repr=False)
    flags: pd.DataFrame = field(repr=False)
    # lines of text by sheet: cover, notes, and around the table
    notes: Mapping[str, tuple[str, ...]] = field(repr=False)
    letters: Mapping[str, str] = field(repr=False)  # the sheet's column letter of each column
    # in the measure's unit; of the columns that aren't exact
    rounded_to: Mapping[str, int | Decimal] = field(repr=False)
    report: tuple[str, ...] = field(repr=False)  # what the reader did, in sentences

    @property
    def id(self) -> str:
        """Name of the declared table."""
        return self.declaration.id

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.frame)

    @property
    def columns(self) -> dict[str, str]:
        """The sheet's headings by the columns' names."""
        return {column.name: heading for heading, column in self.declaration.columns.items()}

    @property
    def covered(self) -> tuple[date, date] | None:
        """First and last day that it covers; None if its rows aren't told apart by days."""
        declared = self.declaration
        if declared.dated is None:
            return None
        days = self.frame[declared.dated].dt.date
        return span_of(days.min(), declared.grain)[0], span_of(days.max(), declared.grain)[1]

    def parts_of(self, column: Column) -> dict[str, Sequence[str]]:
        """Return which values of a column are declared as the parts of which."""
        named = {each for below in column.parts.values() if below != "all" for each in below}
        others = [each for each in dict.fromkeys(self.frame[column.name]) if each not in named]
        return {
            whole: [each for each in others if each != whole] if below == "all" else below
            for whole, below in column.parts.items()
        }

    @property
    def keys(self) -> list[str]:
        """What tells each row apart, as text, in the sheet's order."""
        return _key_texts(self.frame, self.declaration)


def read_official(
    path: str | Path,
    declaration: Declaration,
    previous: OfficialTable | None = None,
    *,
    source: str = "",
    name: str = "",
    whole: Collection[str] = (),
) -> OfficialTable:
    """
    Read a declared table out of an .ods, .xlsx, .xls or .csv file.

    The source is the vintage this is, such as ``small-boats@2026-01-23``; a table only grows beyond
    the previous one. `name` is what messages call a file whose own name is a digest, and `whole`
    the measures of which no number has a fraction.

    OfficialError if the file can't be read, or doesn't fit the declaration: it lists what doesn't.
    UnknownName if it has no sheet of the declared name.
    """
    import pandas as pd

    declared, source = declaration, source or declaration.source
    workbook = read_workbook(path, name)
    place = f"{workbook.file}, sheet {declared.sheet}" if declared.sheet else workbook.file
    layout = find_table(workbook, declared, place)
    reads = read_columns(declared, layout, workbook.epoch, place, whole)
    columns = declared.columns.values()
    frame = pd.DataFrame(
        {column.name: array_of(reads[column.name], column) for column in columns},
        index=pd.Index([number for number, _ in layout.rows], name="row"),
    )
    frame.attrs.update(table=declared.id, source=source)
    keys = _key_texts(frame, declared)
    cells = [
        (row, key, column, read)
        for column in columns
        for row, key, read in zip(frame.index, keys, reads[column.name], strict=True)
    ]
    missing = [
        (row, key, column.name, read.shorthand, read.reason)
        for row, key, column, read in cells
        if read.reason
    ]
    flags = [
        (row, key, "" if column.flag else column.name, marker, meaning(marker))
        for row, key, column, read in cells
        for marker in read.markers
    ]
    around = {declared.sheet or workbook.file: (*layout.above, *layout.below)}
    notes = {sheet: lines_of(workbook.sheet(sheet)) for sheet in declared.notes}
    table = OfficialTable(
        declaration=declared,
        source=source,
        file=workbook.file,
        sha256=workbook.sha256,
        sheet=declared.sheet,
        header_row=layout.header_row,
        frame=frame,
        missing=pd.DataFrame(missing, columns=["row", "key", "column", "shorthand", "reason"]),
        flags=pd.DataFrame(flags, columns=["row", "key", "column", "flag", "meaning"]),
        notes=notes | {sheet: lines for sheet, lines in around.items() if lines},
        letters={c.name: letter(layout.columns[h]) for h, c in declared.columns.items()},
        rounded_to=_rounding_of(reads, declared, whole),
        report=(),
    )
    refuse(*_check_keys(table, place), *_check_previous(table, previous, place))
    return replace(table, report=(*_report(table, layout), *layout.passed, *workbook.remarks))


def _key_texts(frame: pd.DataFrame, declared: Declaration) -> list[str]:
    """Write what tells each row apart as text: 2026-01-22, 2025-08, 2025Q3, several by commas."""
    forms = {"date": "D", "month": "M", "quarter": "Q", "year": "Y"}
    texts = [
        (
            frame[name].dt.to_period(forms[column.type]) if column.type in forms else frame[name]
        ).astype(str)
        for name, column in declared.key_columns.items()
    ]
    return [", ".join(parts) for parts in zip(*texts, strict=True)]


def _rounding_of(
    reads: Mapping[str, Sequence[Read]], declared: Declaration, whole: Collection[str]
) -> dict[str, int | Decimal]:
    """
    Say what numbers are rounded to: as declared, or as their decimals show.

    Thousands with one decimal place are rounded to 100, and per cent with one to 0.1; what comes in
    wholes and is shown in wholes is exact.
    """
    found: dict[str, int | Decimal] = {}
    for column in declared.columns.values():
        if not column.measure:
            continue
        places = max(read.places for read in reads[column.name])
        shown = Decimal(declared.scale_of(column) or 1).scaleb(-places)
        if column.precision or shown > 1 or not (column.type == "count" or column.measure in whole):
            step = column.precision or shown
            found[column.name] = int(step) if step == step.to_integral_value() else step
    return found


def _check_keys(table: OfficialTable, place: str) -> Iterator[str]:
    """Name keys that repeat, dates that are left out and, if declared, dates out of order."""
    first: dict[str, int] = {}
    for row, key in zip(table.frame.index, table.keys, strict=True):
        if first.setdefault(key, row) != row:
            found = f"{key}, as in row {first[key]}"
            mend = "Ask the publisher which of the two rows stands."
            yield mismatch(f"{place}, row {row}", found, "each once", mend)
    declared = table.declaration
    if declared.dated is None:
        return
    days = table.frame[declared.dated].dt.date
    for (_, before), (row, day) in pairwise(days.items()):
        if declared.in_order and day < before:
            mend = "Ask the publisher, or take `in_order` out of the declaration."
            yield mismatch(f"{place}, row {row}", f"{day} after {before}", "days in order", mend)
    for before, day in pairwise(sorted(set(days))):
        if declared.every and day != next_day(before, declared.every):
            expected = f"a row for every {declared.every}"
            mend = "Ask the publisher, or take `every` out of the declaration."
            yield mismatch(place, f"{day} next after {before}", expected, mend)


def next_day(day: date, every: str) -> date:
    """
    Return the date after `day` in a table with one row for every day, week, month or the like.

    Examples
    --------
    >>> print(next_day(date(2025, 12, 1), "month"))
    2026-01-01
    """
    if every in MONTHS:
        years, month = divmod(day.month - 1 + MONTHS[every], 12)
        return date(day.year + years, month + 1, 1)
    return day + timedelta(days=7 if every == "week" else 1)


def span_of(day: date, every: str) -> tuple[date, date]:
    """
    Return the first and last day that a row covers; a week is named by its last.

    Examples
    --------
    >>> print(*span_of(date(2026, 4, 1), "quarter"))
    2026-04-01 2026-06-30
    """
    if every == "week":
        return day - timedelta(days=6), day
    return day, next_day(day, every) - timedelta(days=1)


def _check_previous(
    table: OfficialTable, previous: OfficialTable | None, place: str
) -> Iterator[str]:
    if previous is None or table.rows >= previous.rows:
        return
    gone = sorted(set(previous.keys) - set(table.keys))
    yield (
        f"{place}: found {table.rows:,} rows; expected at least the {previous.rows:,} of "
        f"{previous.source}. Gone: {', '.join(gone[:3])}{' and others' if len(gone) > 3 else ''}. "
        "See whether the publisher cut the table short, or read it without the vintage before."
    )


def _report(table: OfficialTable, layout: Layout) -> Iterator[str]:
    """Say what was done, in the order in which it was."""
    frame, declared, names = table.frame, table.declaration, table.columns
    sheet = f" of sheet {declared.sheet}" if declared.sheet else ""
    yield f"Found the headings in row {layout.header_row}{sheet}."
    days = f", from {min(table.keys)} to {max(table.keys)}" if declared.dated else ""
    every = f", one for each {declared.every}" if declared.every else ""
    span = f"({frame.index[0]} to {frame.index[-1]})"
    yield f"Read {counted(len(frame), 'row')} {span}{days}{every}."
    gaps = table.missing[["column", "shorthand", "reason"]]
    for (column, text, reason), count in Counter(gaps.itertuples(index=False, name=None)).items():
        found = repr(text) if text else "nothing"
        cells = counted(count, "cell")
        yield f"{names[column]}: {cells} with {found} taken as missing ({reason}), not as nought."
    flags = table.flags[["column", "flag"]]
    for (column, text), count in Counter(flags.itertuples(index=False, name=None)).items():
        where = f"{names[column]}: {counted(count, 'cell')}" if column else counted(count, "row")
        said = "" if meaning(text).lower() == text.lower() else f" ({meaning(text)})"
        yield f"{where} marked {text!r}{said}."
    if layout.above or layout.below:
        above = counted(len(layout.above), "line")
        yield f"Kept {above} of text above the table and {len(layout.below)} below it."
