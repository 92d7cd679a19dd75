"""A file of claims that belongs to no report: the numbers of an article, checked in a minute."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from workings.errors import ClaimError, Fault, LedgerError, ParameterError, UnknownName
from workings.ledger import (
    STATEMENT_KINDS,
    Book,
    Description,
    Row,
    Statement,
    Unreadable,
    check_cells,
    check_period,
    read_description,
    read_ledger_text,
    read_table,
    said_by,
    statement_from,
)
from workings.numbers import read_day
from workings.outside import CLAIMS_BYTES

NEEDED = ("stated", "expression")


def read_claims_file(path: Path, directory: Path, book: Book) -> list[Statement]:
    """
    Read what had been claimed by the book's as-of date, from a CSV file of a desk's own.

    It has the columns ``stated`` and ``expression``, and any others of the ledger's ``claims.csv``.
    A line without a kind is a claim; one without an id goes by its number; what has no day counts
    as claimed.

    Raises
    ------
    LedgerError
        If the file, or any cell in it, can't be read.
    UnknownName
        If there is no such column, source or claim; names the nearest.
    """
    description = read_description(directory)
    columns = _header(path, description)
    table = read_table(path, columns)
    faults = [*table.faults]
    for row in table.rows:
        faults += check_cells(row, path.name, "claims", description)
    faults += _check(table.rows, path.name)
    if faults:
        raise LedgerError(faults, path.name)
    lines = [_statement(row, book) for row in table.rows]
    claims = {line.id for line in lines if line.kind == "claim"}
    for line in lines:
        if line.kind != "claim" and line.of not in claims:
            raise UnknownName(f"{path.name} line {line.line}: claim", line.of, claims)
    return [*said_by(book.as_of, lines)]


def _header(path: Path, description: Description) -> list[str]:
    try:
        text = read_ledger_text(path, CLAIMS_BYTES)
    except Unreadable as unreadable:
        raise LedgerError([unreadable.fault], path.name) from None
    columns = next(csv.reader([text.removeprefix("\ufeff").partition("\n")[0].strip()]), [])
    known = description.columns("claims")
    if twice := [column for column in known if columns.count(column) > 1]:
        raise ClaimError(
            f"{path.name}: found the column {twice[0]} twice; expected each once. Take one out."
        )
    for column in columns:
        if column not in known:
            raise UnknownName(f"{path.name}: column", column, known)
    if absent := [column for column in NEEDED if column not in columns]:
        raise ClaimError(
            f"{path.name}: found no column {' or '.join(absent)}; expected both stated (the number "
            "as it was printed) and expression (the formula that recomputes it). Begin the file "
            "with the line: stated,expression"
        )
    return columns


def _check(rows: Sequence[Row], file: str) -> Iterator[Fault]:
    ids: dict[str, int] = {}
    for row in rows:
        cells = row.cells
        name = cells.get("id") or str(row.line)
        if ids.setdefault(name, row.line) != row.line:
            found = f"{name!r}, as on line {ids[name]}"
            yield Fault(file, row.line, "id", found, "each once", "Give it another.")
        for field in ("said_on", "recorded_on"):
            if (day := cells.get(field)) and not _is_day(day):
                mend = "Correct it or leave it empty."
                yield Fault(file, row.line, field, repr(day), "a day like 2026-01-27", mend)
        for slip in check_period(cells):
            yield Fault(file, row.line, *slip)
        if (kind := cells.get("kind")) and kind not in STATEMENT_KINDS:
            mend = f"One of {', '.join(STATEMENT_KINDS)}; empty is a claim."
            yield Fault(file, row.line, "kind", repr(kind), "a kind of line", mend)
        if kind == "reading" and not (cells["expression"] or cells["stated"]):
            mend = "Say what this reading changes: the expression, or the stated number."
            yield Fault(file, row.line, "expression", "nothing, nor a stated number", "one", mend)
        if cells.get("supersedes"):
            mend = "Only a ledger's lines are replaced: take out the line that is wrong."
            yield Fault(file, row.line, "supersedes", repr(cells["supersedes"]), "nothing", mend)


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text, "a day"))
    except ParameterError:
        return False


def _statement(row: Row, book: Book) -> Statement:
    cells = {"id": "", "kind": "", **row.cells}
    cells["id"] = cells["id"] or str(row.line)
    cells["kind"] = cells["kind"] or "claim"
    source = cells.get("source", "")
    if source and source not in book.sources:
        raise UnknownName("source", source, book.sources)
    if not cells["expression"] and not cells.get("note"):
        cells["note"] = "No expression is given."
    return statement_from(Row(row.line, cells, "claims"), book.sources)
