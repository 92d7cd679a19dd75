"""A file of claims that belongs to no report: an article, checked in a minute."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from workings.checks import check_cells
from workings.errors import ClaimError, Fault, LedgerError, UnknownName
from workings.ledger import Book
from workings.schemas import Description, read_description
from workings.statements import KINDS, Statement, said_by, statement_from
from workings.tables import Row, Unreadable, read_table, read_text

NEEDED = ("stated", "expression")


def read_claims_file(path: Path, directory: Path, book: Book) -> list[Statement]:
    """
    Read claims from a file of a desk's own.

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``stated`` and ``expression``, and any others of the ledger's
        ``claims.csv``. A line without a kind is a claim; one without an id goes by its number.
    directory : Path
        The ledger's folder, whose description names the columns.
    book : Book
        The ledger as it stood on the as-of date.

    Returns
    -------
    list of Statement
        What had been claimed by the as-of date; what has no day counts as claimed.

    Raises
    ------
    LedgerError
        If the file, or any cell in it, can't be read.
    UnknownName
        If there is no such column, source or claim; names the nearest.
    """
    description = read_description(directory)
    columns = _header(path, description)
    table = read_table(path, columns, as_exported=True)
    faults = [*table.faults]
    for row in table.rows:
        faults += check_cells(row, path.name, "claims", description)
        faults += _check(row, path.name)
    if faults:
        raise LedgerError(faults)
    lines = [_statement(row, book) for row in table.rows]
    claims = {line.id for line in lines if line.kind == "claim"}
    for line in lines:
        if line.kind != "claim" and line.of not in claims:
            raise UnknownName(f"{path.name} line {line.line}: claim", line.of, claims)
    return [*said_by(book.as_of, lines)]


def _header(path: Path, description: Description) -> list[str]:
    try:
        text = read_text(path)
    except Unreadable as unreadable:
        raise LedgerError([unreadable.args[0]]) from None
    columns = next(csv.reader([text.removeprefix("\ufeff").partition("\n")[0].strip()]), [])
    known = description.columns("claims")
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


def _check(row: Row, file: str) -> Iterator[Fault]:
    for field in ("said_on", "supersedes"):
        cell = row.cells.get(field, "")
        try:
            date.fromisoformat(cell or "2026-01-27") if field == "said_on" else int(cell or 1)
        except ValueError:
            expected = "a day like 2026-01-27" if field == "said_on" else "a line number"
            yield Fault(
                file, row.line, field, repr(cell), expected, "Correct it or leave it empty."
            )
    kind = row.cells.get("kind", "")
    if kind and kind not in KINDS:
        mend = f"One of {', '.join(KINDS)}; empty is a claim."
        yield Fault(file, row.line, "kind", repr(kind), "a kind of line", mend)


def _statement(row: Row, book: Book) -> Statement:
    cells = {"id": "", "kind": "", **row.cells}
    cells["id"] = cells["id"] or str(row.line)
    cells["kind"] = cells["kind"] or "claim"
    source = cells.get("source", "")
    if source and source not in book.sources:
        raise UnknownName("source", source, book.sources)
    if not cells["expression"] and not cells.get("note"):
        cells["note"] = "No expression is given."
    return statement_from(row.line, cells, book.sources)
