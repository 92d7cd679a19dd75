"""
Mutants: a book in which one line of the ledger, or one cell of an official table, reads otherwise.

An audit runs a notebook on such a book to see whether what the page prints follows. The ledger's
files are never touched. The book says in the notebook's own output what was altered in it, and so
is never printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from workings.ledger.archive import Archive
from workings.ledger.book import Book
from workings.ledger.figures import Figure
from workings.ledger.statements import Statement
from workings.official import OfficialTable

Line = TypeVar("Line", Figure, Statement)


@dataclass(frozen=True)
class Mutant:
    """One line that reads otherwise."""

    file: str  # ``figures.csv`` or ``claims.csv``; of an official table its vintage
    line: str | int  # the line's seal, or the row of the sheet
    cells: Mapping[str, str]  # what stands there instead, by column; of a sheet, by its letter
    sheet: str = ""  # empty for a ledger file

    def __str__(self) -> str:
        place = f"{self.file}, {self.sheet} row {self.line}" if self.sheet else ""
        cells = ", ".join(f"{column} {text!r}" for column, text in self.cells.items())
        return f"{place or f'{self.file}:{self.line}'} read as {cells}"


def alter(book: Book, mutant: Mutant) -> Book:
    """Return a book that reads as the mutant says."""
    said: dict[str, Any] = {}
    if mutant.file == "figures.csv":
        cells = {**mutant.cells, "value": Decimal(mutant.cells["value"])}
        said["figures"] = _with_line(book.figures, mutant.line, cells)
        said["stated_later"] = _with_line(book.stated_later, mutant.line, cells)
    elif mutant.file == "claims.csv":
        said["statements"] = _with_line(book.statements, mutant.line, mutant.cells)
    else:
        was = book.archive
        said["archive"] = _Altered(was.folder, was.sources, was.declared, was.whole, mutant=mutant)
    return replace(book, mutant=str(mutant), **said)


def _with_line(
    lines: tuple[Line, ...], seal: str | int, cells: Mapping[str, Any]
) -> tuple[Line, ...]:
    return tuple(replace(line, **cells) if line.seal == seal else line for line in lines)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Altered(Archive):
    """An archive in which one row of one vintage reads as a mutant says."""

    mutant: Mutant

    def _table(self, name: str, vintage: str) -> OfficialTable:
        table, mutant = super()._table(name, vintage), self.mutant
        if (mutant.file, mutant.sheet) != (table.source, table.sheet):
            return table
        frame = table.frame.copy()
        for column, letter in table.letters.items():
            if letter in mutant.cells and mutant.line in frame.index:
                was, text = frame.at[mutant.line, column], mutant.cells[letter]
                new = Decimal(text) if isinstance(was, Decimal) else int(text)
                frame.at[mutant.line, column] = new
        return replace(table, frame=frame)
