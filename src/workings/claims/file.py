"""
A file of claims that belongs to no report: the numbers of an article, checked in a minute.

It is a table as desks have them: CSV with commas, semicolons, tabs or bars in any encoding that
offices write, or a spreadsheet. Lines that can be read are judged; the others are listed beside
them, each with what is wrong with it.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from workings.claims.claim import Claim, refused
from workings.errors import ClaimError, ParameterError, UnknownName, mismatch, nearest
from workings.ledger import (
    STATEMENT_KINDS,
    Book,
    Description,
    Row,
    Statement,
    check_cells,
    check_period,
    read_description,
    said_by,
    statement_from,
)
from workings.numbers import read_day
from workings.official import decoded, read_workbook
from workings.outside import CLAIMS_BYTES, read_whole

_SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")
_DELIMITERS = (",", ";", "\t", "|")
#: No cell has it: between the cells of a file that has one column.
_NONE = "\x1f"
_HEADER_WITHIN = 20
_LINES_OF_A_CELL = 20
_QUOTES = "Put a cell that holds {} in double quotes, and write a quote inside it twice."
_FRACTION = (
    "stated: found a spreadsheet's fraction, which may be shown otherwise (0.25 as 25%); expected "
    "the number as text. Format the column as text, and write the number as it was stated."
)
_NEEDED = ("id", "kind", "stated", "expression")


class ClaimsFile(NamedTuple):
    """What a desk's file says."""

    lines: list[Statement]
    refused: list[Claim]  # lines that can't be read, each with why
    left_aside: str  # which columns were, in a sentence; or empty


class _Line(NamedTuple):
    """A line of the file: where it stands, its cells, and what is wrong with it as a whole."""

    number: int
    cells: Sequence[object]
    wrong: str = ""


def read_claims_file(path: Path, directory: Path, book: Book) -> ClaimsFile:
    """
    Read what had been claimed by the book's as-of date, from a file of a desk's own.

    It has the column ``stated``, mostly ``expression``, and any others of the ledger's
    ``claims.csv``; columns besides these are left aside. A line without a kind is a claim; one
    without an id goes by its number; what has no day counts as claimed.

    ClaimError if the file is too large, or has no column ``stated``; OfficialError if it is a
    spreadsheet that can't be read, or text of no known encoding.
    """
    description = read_description(directory)
    known = description.columns("claims")
    header, body = _header(path, _lines(path))
    if twice := [column for column in known if header.count(column) > 1]:
        found = f"the column {twice[0]} twice"
        raise ClaimError(mismatch(path.name, found, "each once", "Take one out."))
    lines: list[Statement] = []
    wrong: list[Claim] = []
    ids: dict[str, int] = {}
    every = [(line, [*map(_text, line.cells)]) for line in body]
    said = [dict(zip(header, texts, strict=False)) for _, texts in every]
    seals = {cells["seal"] for cells in said if cells.get("seal")}
    replaced = {seal for cells in said for seal in cells.get("supersedes", "").split()} & seals
    for (line, texts), given in zip(every, said, strict=True):
        if not any(texts) or given.get("seal") in replaced:
            continue
        cells = {name: cell for name, cell in given.items() if name in known}
        row = Row(line.number, {**dict.fromkeys(_NEEDED, ""), **cells})
        slips = [line.wrong] if line.wrong else []
        if len(texts) > len(header):
            mend = _QUOTES.format("what divides the columns")
            slips = [mismatch("the line", f"{len(texts)} cells", f"at most {len(header)}", mend)]
        if isinstance(dict(zip(header, line.cells, strict=False)).get("stated"), Decimal):
            slips.append(_FRACTION)
        slips = slips or [*_wrong_with(row, description, book, ids, seals)]
        row.cells["id"] = row.cells["id"] or str(line.number)
        if slips:
            who, about = cells.get("who", ""), cells.get("about") or cells.get("paraphrase", "")
            stated = row.cells["stated"]
            statement = Statement(line.number, row.cells["id"], who=who, stated=stated, about=about)
            wrong.append(refused(statement, " ".join(slips)))
        else:
            lines.append(_statement(row, book))
    claims = {line.id for line in lines if line.kind == "claim"}
    for each in [line for line in lines if line.kind != "claim" and line.of not in claims]:
        lines.remove(each)
        wrong.append(refused(each, str(UnknownName("claim", each.of, claims))))
    return ClaimsFile([*said_by(book.as_of, lines)], wrong, _left_aside(header, known))


def _lines(path: Path) -> Iterator[_Line]:
    data = read_whole(path, CLAIMS_BYTES, ClaimError)
    if data.startswith(_SPREADSHEETS):
        rows = next(iter(read_workbook(path, path.name).sheets.values()), ())
        return itertools.starmap(_Line, enumerate(rows, 1))
    return _records(re.split("\r\n|\r|\n", decoded(data, path.name)[0]))


def _header(path: Path, lines: Iterator[_Line]) -> tuple[list[str], Iterator[_Line]]:
    """Find the line that names the columns among the first few; what follows comes second."""
    first: list[str] = []
    for line in itertools.islice(lines, _HEADER_WITHIN):
        names = [*map(_name, line.cells)]
        if "stated" in names:
            return names, lines
        first = first or names
    found = f"no column stated in {', '.join(first)[:200] or 'an empty file'}"
    mend = "Begin the file with the line: stated,expression"
    raise ClaimError(mismatch(path.name, found, "one, of the numbers as printed", mend))


def _records(lines: Sequence[str]) -> Iterator[_Line]:
    """Split lines into cells; a cell in quotes may have line breaks in it."""
    tries = ((mark, line) for line in lines[:_HEADER_WITHIN] for mark in _DELIMITERS)
    names = (t for t in tries if t[0] in t[1] and "stated" in map(_name, t[1].split(t[0])))
    delimiter, _ = next(names, (_NONE, ""))
    at = 0
    while at < len(lines):
        if '"' not in lines[at]:
            yield _Line(at + 1, lines[at].split(delimiter))
            at += 1
            continue
        line, taken = _quoted(lines, at, delimiter)
        yield line
        at += taken


def _quoted(lines: Sequence[str], at: int, delimiter: str) -> tuple[_Line, int]:
    """Split a line that has quotes in it, with as many after it as its last cell goes on over."""
    for taken in range(1, min(_LINES_OF_A_CELL, len(lines) - at) + 1):
        text = "\n".join(lines[at : at + taken])
        with suppress(csv.Error):
            cells = next(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
            return _Line(at + 1, cells), taken
    wrong = mismatch("the line", "a stray quote", "quotes in pairs", _QUOTES.format("a quote"))
    return _Line(at + 1, lines[at].split(delimiter), wrong), 1


def _text(cell: object) -> str:
    """Write a cell as one line of text; a day of a spreadsheet as the ledger writes days."""
    return cell.isoformat()[:10] if isinstance(cell, date) else " ".join(str(cell).split())


def _name(cell: object) -> str:
    return "_".join(_text(cell).strip('"').lower().split())


def _left_aside(header: Sequence[str], known: Sequence[str]) -> str:
    """Say which columns were left aside, and which names may have been meant."""
    aside = [name for name in header if name and name not in known]
    absent = [column for column in known if column not in header]
    meant = (nearest(name, absent) for name in aside)
    told = [f"Left aside: {', '.join(aside)}."] if aside else []
    return " ".join([*told, *(said for said in meant if said.startswith("Did you mean"))])


def _wrong_with(
    row: Row, description: Description, book: Book, ids: dict[str, int], seals: set[str]
) -> Iterator[str]:
    """Say what is wrong with a line, cell by cell."""
    for fault in check_cells(row, "", "claims", description):
        yield mismatch(fault.field, fault.found, fault.expected, fault.mend)
    yield from itertools.starmap(mismatch, (*_slips(row, ids, seals), *check_period(row.cells)))
    source = row.cells.get("source")
    if source and source not in book.sources:
        yield str(UnknownName("source", source, book.sources))


def _slips(row: Row, ids: dict[str, int], seals: set[str]) -> Iterator[tuple[str, str, str, str]]:
    cells = row.cells
    name = cells["id"] or str(row.line)
    if ids.setdefault(name, row.line) != row.line:
        yield "id", f"{name!r}, as on line {ids[name]}", "each once", "Give it another."
    for field in ("said_on", "recorded_on"):
        if (day := cells.get(field)) and not _is_day(day):
            yield field, repr(day), "a day like 2026-01-27", "Correct it or leave it empty."
    if (kind := cells["kind"]) and kind not in STATEMENT_KINDS:
        mend = f"One of {', '.join(STATEMENT_KINDS)}; empty is a claim."
        yield "kind", repr(kind), "a kind of line", mend
    if kind == "reading" and not (cells["expression"] or cells["stated"]):
        mend = "Say what this reading changes: the expression, or the stated number."
        yield "expression", "nothing, nor a stated number", "one", mend
    if not {*cells.get("supersedes", "").split()} <= seals:
        mend = "Only sealed lines of this file are replaced: take out the line that is wrong."
        yield "supersedes", repr(cells["supersedes"]), "the seal of a line of it", mend


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text, "a day"))
    except ParameterError:
        return False


def _statement(row: Row, book: Book) -> Statement:
    cells = {**row.cells, "kind": row.cells["kind"] or "claim"}
    if not cells["expression"] and not cells.get("note"):
        cells["note"] = "No expression is given."
    return statement_from(Row(row.line, cells, "claims"), book.sources)
