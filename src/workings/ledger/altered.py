"""
Mutants: one line of the ledger, or one cell of an official table, read otherwise than it stands.

An audit runs a notebook on a mutant to see whether what the page prints follows. The ledger's files
are never touched. What is set here holds in this process alone, which no parameter, no environment
and no kernel hands on; a notebook run on a mutant says so in its own output, and is never printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from workings.ledger.tables import Row

if TYPE_CHECKING:
    from workings.official import OfficialTable


@dataclass(frozen=True)
class Mutant:
    """
    One line that reads otherwise.

    Attributes
    ----------
    file : str
        ``figures.csv`` or ``claims.csv``; of an official table its vintage.
    line : int
        The line, or the row of the sheet.
    cells : mapping of str to str
        What stands there instead: by column's name, or by the sheet's column letter.
    sheet : str
        The sheet; empty for a ledger file.
    """

    file: str
    line: int
    cells: Mapping[str, str]
    sheet: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, {self.sheet} row {self.line}" if self.sheet else ""
        cells = ", ".join(f"{column} {text!r}" for column, text in self.cells.items())
        return f"{place or f'{self.file}:{self.line}'} read as {cells}"


_READ: ContextVar[Mutant | None] = ContextVar("mutant", default=None)


def current() -> Mutant | None:
    """Return the mutant that this process reads, if any."""
    return _READ.get()


@contextmanager
def reading(mutant: Mutant | None) -> Iterator[None]:
    """Read a mutant instead of what stands in the ledger, for as long as the block lasts."""
    token = _READ.set(mutant)
    try:
        yield
    finally:
        _READ.reset(token)


def lines_as_read(file: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the lines of a ledger file, as the mutant has them if there is one."""
    mutant = current()
    if mutant is None or mutant.file != file:
        return rows
    return tuple(
        Row(row.line, {**row.cells, **mutant.cells}) if row.line == mutant.line else row
        for row in rows
    )


def table_as_read(table: OfficialTable) -> OfficialTable:
    """Return a vintage of an official table, as the mutant has it if there is one."""
    mutant = current()
    if mutant is None or (mutant.file, mutant.sheet) != (table.source, table.sheet):
        return table
    frame = table.frame.copy()
    for column, letter in table.letters.items():
        if letter in mutant.cells and mutant.line in frame.index:
            was, text = frame.at[mutant.line, column], mutant.cells[letter]
            frame.at[mutant.line, column] = Decimal(text) if isinstance(was, Decimal) else int(text)
    return replace(table, frame=frame)
