"""
Where the table lies in a sheet: its headings, below any titles and notes, and its rows.

A heading is matched whole, but for footnote markers and line breaks; one that isn't found is an
error that names the nearest, since a renamed column may count another thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workings.errors import OfficialError, mismatch, nearest
from workings.official.cells import Misread, read_days, tidy
from workings.official.declarations import Declaration
from workings.official.sheets import Cell, Rows, Workbook

#: How far down headings are looked for.
DEEPEST_HEADER = 60
_MOST_FAULTS = 12

_NOTE = re.compile(r"( ?\[(note )?[a-z0-9, ]{1,12}\]| ?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)+$", re.IGNORECASE)
_SCALED = re.compile(
    r"\b(thousands?|millions?|billions?|000s)\b|['’]000s?\b|\(000\)|^000 |[£$€] ?(bn|m)\b",
    re.IGNORECASE,
)
_SCALES = {"million": 10**6, "billion": 10**9, "bn": 10**9, "m": 10**6}


@dataclass(frozen=True)
class Layout:
    """A table's place in its sheet; rows count from 1, columns from 0."""

    header_row: int  # of two, the first
    columns: Mapping[str, int]  # by declared heading
    above: tuple[str, ...]  # lines of text over the table
    below: tuple[str, ...]
    # those that hold data, with their numbers in the sheet
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    passed: tuple[str, ...]  # what was passed over, in sentences


def find_table(workbook: Workbook, declared: Declaration, place: str) -> Layout:
    """
    Find the headings and the rows of a declared table in its sheet, which faults call `place`.

    OfficialError if it has no rows, or headings that don't fit the declaration; it names every one.
    """
    rows = workbook.sheet(declared.sheet if workbook.kind != "csv" else "")
    wanted = {bare_heading(heading): heading for heading in declared.columns}
    at, headings = _find_headings(rows, declared.header_rows, wanted)
    columns = {wanted[name]: headings.index(name) for name in wanted if name in headings}
    first = at + declared.header_rows
    above = lines_of(rows[:at])
    header = f"{place}, row {at + 1}"
    refuse(
        *_misnamed(declared, headings, wanted, rows[first:], header),
        *_unscaled(declared, above, columns, headings, place),
    )
    filled = [(number, row) for number, row in enumerate(rows[first:], first + 1) if any_text(row)]
    key = columns[declared.key[0]]
    end = _end_of_rows(filled, declared, columns, workbook)
    body = [(number, row, tidy(row[key]) in declared.ignore_rows) for number, row in filled[:end]]
    kept = tuple((number, row) for number, row, ignored in body if not ignored)
    if not kept:
        refuse(f"{place}: found no rows below row {at + 1}; expected some. Look there.")
    ignored_columns = {bare_heading(name) for name in declared.ignore_columns}
    passed = {
        "Rows": [str(number) for number, _, ignored in body if ignored],
        "Columns": [name for name in headings if name in ignored_columns],
    }
    return Layout(
        header_row=at + 1,
        columns=columns,
        above=above,
        below=lines_of([row for _, row in filled[end:]]),
        rows=kept,
        passed=tuple(
            f"{what} not read, as declared: {', '.join(those)}."
            for what, those in passed.items()
            if those
        ),
    )


def refuse(*faults: str) -> None:
    """Raise all faults as one error, if there are any."""
    if faults:
        more = len(faults) - _MOST_FAULTS
        tail = [f"and {more:,} more like these"] if more > 0 else []
        raise OfficialError("\n".join([*faults[:_MOST_FAULTS], *tail]))


def bare_heading(cell: Cell) -> str:
    """Write a heading on one line and without footnote markers."""
    return _NOTE.sub("", tidy(cell))


def any_text(row: Sequence[Cell]) -> bool:
    """Tell whether anything stands in a row."""
    return any(not isinstance(cell, str) or cell.strip() for cell in row)


def _find_headings(rows: Rows, deep: int, wanted: Mapping[str, str]) -> tuple[int, list[str]]:
    """Return the row that has the most declared headings, the first of equals."""
    found = [_headings_at(rows, at, deep, wanted) for at in range(min(len(rows), DEEPEST_HEADER))]
    at = max(range(len(found)), key=lambda at: len(wanted.keys() & found[at]), default=0)
    return at, found[at] if found else []


def _headings_at(rows: Rows, at: int, deep: int, wanted: Mapping[str, str]) -> list[str]:
    upper = [bare_heading(cell) for cell in rows[at]]
    if deep == 1 or at + 1 >= len(rows):
        return upper
    lower = [bare_heading(cell) for cell in rows[at + 1]]
    group, joined = "", []
    for over, under in zip(upper, lower, strict=True):
        group = over or group  # a merged heading stands over the columns to its right
        both = ": ".join(part for part in (group, under) if part)
        alone = [name for name in (under, over) if name in wanted and both not in wanted]
        joined.append(alone[0] if alone else both if over or under else "")
    return joined


def _misnamed(
    declared: Declaration, headings: list[str], wanted: Mapping[str, str], body: Rows, place: str
) -> Iterator[str]:
    """Name the headings that are missing, repeated or not declared."""
    others = {name for name in headings if name and name not in wanted}
    for name, heading in wanted.items():
        if name not in headings:
            mend = (
                f"{nearest(name, others or headings)} If it was renamed, put the new heading in "
                "the declaration, once you know that it counts the same."
            )
            yield mismatch(place, f"no column {heading!r}", "one", mend)
        elif headings.count(name) > 1:
            yield mismatch(place, f"{heading!r} twice", "it once", "Ask which one is meant.")
    ignored = {bare_heading(name) for name in declared.ignore_columns}
    mostly_found = len(wanted.keys() & headings) > len(wanted) // 2
    for index, name in enumerate(headings):
        if name in others and name not in ignored and mostly_found:
            mend = "Declare it under columns, or put it under ignore_columns."
            yield mismatch(place, f"a column {name!r}", "only what is declared", mend)
        elif not name and any_text([row[index] for row in body]):
            yield f"{place}: found cells in column {letter(index)}; expected a heading above them."


def _unscaled(
    declared: Declaration,
    above: Sequence[str],
    columns: Mapping[str, int],
    headings: Sequence[str],
    place: str,
) -> Iterator[str]:
    """Name what speaks of thousands or millions where no scale is declared."""
    unscaled = {
        heading: headings[index]
        for heading, index in columns.items()
        if declared.columns[heading].measure and not declared.scale_of(declared.columns[heading])
    }
    said = {f"{line!r} above the table": line for line in above if unscaled}
    said |= {f"a column {heading!r}": found for heading, found in unscaled.items()}
    for what, line in said.items():
        if found := _SCALED.search(line):
            scale = next((n for word, n in _SCALES.items() if word in found[0].lower()), 1_000)
            mend = (
                f"Declare `scale: {scale}`, or the unit with its scale, such as `unit: £ million` "
                "(or `scale: 1`, if the numbers below are whole ones)."
            )
            yield mismatch(place, what, "a declared scale", mend)


def _end_of_rows(
    filled: Sequence[tuple[int, tuple[Cell, ...]]],
    declared: Declaration,
    columns: Mapping[str, int],
    workbook: Workbook,
) -> int:
    """Say how many rows come before the lines of text that end a sheet: one cell each, no day."""
    dated = next((h for h in declared.key if declared.columns[h].name == declared.dated), None)
    for end in range(len(filled), 0, -1):
        row = filled[end - 1][1]
        single = sum(any_text([cell]) for cell in row) == 1
        if not single or (
            dated and _is_day(row[columns[dated]], declared.columns[dated].type, workbook)
        ):
            return end
    return 0


def _is_day(cell: Cell, span: str, workbook: Workbook) -> bool:
    try:
        read_days(cell, workbook.epoch, day_first=True, span=span)
    except Misread:
        return False
    return True


def letter(index: int) -> str:
    """
    Name a column as a spreadsheet does.

    Examples
    --------
    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def lines_of(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Write rows of text as lines; empty rows are left out."""
    return tuple(
        " | ".join(tidy(cell) for cell in row if any_text([cell])) for row in rows if any_text(row)
    )
