"""
Everything that can be wrong in a ledger, found at once and named with its place and its cure.

`datapackage.json` says what a table schema can say (see :mod:`workings.ledger.schemas`); the rules
that hold across cells, lines and files are in :mod:`workings.ledger.rules`. One fault in one cell
gives one message: what follows from it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workings.errors import Fault
from workings.ledger.editions import Edition, read_editions
from workings.ledger.pins import check_pins
from workings.ledger.rules import check_claims, check_figures, check_recorded, check_sources
from workings.ledger.schemas import TABLES, Description, check_schemas, read_description
from workings.ledger.tables import MAX_CELL, UNSEEN, Row, Table, Unreadable, read_table, shown

_NEGATIVE_NUMBER = re.compile(r"-[0-9][0-9,]*(?:\.[0-9]+)?(?:%| per cent)?")


def check_ledger(directory: str | Path) -> list[Fault]:
    """
    Find every fault in the ledger of a folder.

    Returns
    -------
    list of Fault
        In the order of files, lines and columns' names; empty if the ledger is sound.

    Examples
    --------
    >>> check_ledger("data")
    []
    """
    return read_checked(Path(directory))[1]


def read_checked(
    directory: Path, edition: Edition | None = None
) -> tuple[dict[str, tuple[Row, ...]], list[Fault]]:
    """
    Read the ledger's tables and find every fault in them; with none, every cell is sound.

    With an edition, only the lines that it was made from are read. Either way, a line that some
    edition was made from and that isn't as it was is a fault.
    """
    try:
        description = read_description(directory)
    except Unreadable as unreadable:
        return {}, [unreadable.args[0]]
    heads = edition.ledger if edition else {}
    # A ledger may have no sign-offs, and an edition's notebook is run without them: who signed a
    # page must not change what is on it.
    is_signed = not edition and (directory / "signoffs.csv").exists()
    tables = {
        name: read_table(
            directory / f"{name}.csv",
            description.columns(name),
            first=heads[f"{name}.csv"].lines if edition else None,
        )
        for name in TABLES
        if is_signed or name != "signoffs"
    }
    tables.setdefault("signoffs", Table((), (), 1))
    findings = _Findings()
    findings.add(check_pins(directory, read_editions(directory)))
    for name, table in tables.items():
        findings.add(table.faults)
        for row in table.rows:
            findings.add(check_cells(row, f"{name}.csv", name, description))
    lost = {name for name in TABLES if findings.lost_ids(name, tables[name])}
    findings.add(check_schemas(description, tables, lost))
    sound = {name: findings.sound(name, table) for name, table in tables.items()}
    findings.add(check_sources(sound["sources"], directory))
    findings.add(check_figures(sound, {name: table.length for name, table in tables.items()}))
    findings.add(check_claims(sound["claims"], tables["claims"].length))
    findings.add(check_recorded("signoffs.csv", sound["signoffs"], "signed_on"))
    return {name: table.rows for name, table in tables.items()}, sorted(findings.faults)


class _Findings:
    """The faults found so far, at most one for each cell, and which cells they spoil."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, int, str], Fault] = {}
        self._of_lines: list[Fault] = []

    @property
    def faults(self) -> list[Fault]:
        return [*self._of_lines, *self._by_place.values()]

    def add(self, faults: Iterator[Fault] | tuple[Fault, ...]) -> None:
        for fault in faults:
            if fault.field:
                self._by_place.setdefault((fault.file, fault.line, fault.field), fault)
            else:
                self._of_lines.append(fault)

    def lost_ids(self, name: str, table: Table) -> bool:
        """Tell whether some line's id couldn't be read."""
        spoiled = any(place[0] == f"{name}.csv" and place[2] == "id" for place in self._by_place)
        return spoiled or len(table.rows) + len(table.taken_down) != table.length - 1

    def sound(self, name: str, table: Table) -> tuple[Row, ...]:
        """Return the rows without the cells that are spoiled."""
        return tuple(
            Row(
                row.line,
                {
                    field: cell
                    for field, cell in row.cells.items()
                    if (f"{name}.csv", row.line, field) not in self._by_place
                },
            )
            for row in table.rows
        )


def check_cells(row: Row, file: str, table: str, description: Description) -> Iterator[Fault]:
    """
    Check each cell of a line for what no cell of any table may be.

    Parameters
    ----------
    row : Row
        The line.
    file : str
        Name of the file it stands in.
    table : str
        The table it belongs to.
    description : Description
        Says which columns are limited to some values.
    """
    for field, cell in row.cells.items():
        is_number = field in ("value", "as_printed", "stated") and _NEGATIVE_NUMBER.fullmatch(cell)
        may_be_formula = not is_number and not description.permitted(table, field)
        wrong = _wrong_with_cell(cell, may_be_formula)
        if wrong:
            yield Fault(file, row.line, field, *wrong)


def _wrong_with_cell(cell: str, may_be_formula: bool) -> tuple[str, str, str] | None:
    """Say what was found, what was expected and how to mend it, if anything is wrong."""
    if len(cell) > MAX_CELL:
        return shown(cell), f"at most {MAX_CELL:,} characters", "Shorten it."
    if may_be_formula and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return (
            shown(cell),
            "a cell that no spreadsheet would run as a formula",
            "Begin it with another character than = + - @ or a tab.",
        )
    if unseen := UNSEEN.search(cell):
        return (
            f"the invisible character U+{ord(unseen[0]):04X} in {shown(cell)}",
            "text that can be seen",
            "Type the cell again.",
        )
    if cell != cell.strip():
        return f"{shown(cell)}, with spaces around it", repr(cell.strip()), "Take the spaces out."
    return None
