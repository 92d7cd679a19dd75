"""
Everything that can be wrong in a ledger, found at once and named with its place and its cure.

What is looked at, in this order: whether old lines stand (:mod:`workings.ledger.pins`), each file's
form (:mod:`workings.ledger.tables`), each cell (here), what `datapackage.json` says of columns
(:mod:`workings.ledger.schemas`), and cells, lines and files against each other
(:mod:`workings.ledger.rules`). A cell is named once, for the first fault found in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workings.characters import named, unseen_in
from workings.errors import Fault
from workings.files import guarded
from workings.ledger.editions import Edition, read_editions
from workings.ledger.pins import check_pins
from workings.ledger.rules import check_claims, check_figures, check_recorded, check_sources
from workings.ledger.schemas import TABLES, Description, check_schemas, read_description
from workings.ledger.tables import MAX_CELL, Row, Table, Unreadable, read_table, shown

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
    Read the ledger's tables and find every fault in them.

    With an edition, only the lines that it was made from are read. Either way, a line that some
    edition was made from and that has changed since is a fault.

    Returns
    -------
    tables : dict of str to tuple of Row
        The lines of each table. Where there is no fault, every cell can be taken as described.
    faults : list of Fault
        In the order of files, lines and columns' names.
    """
    try:
        description = read_description(directory)
    except Unreadable as unreadable:
        return {}, [unreadable.fault]
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
    """The faults found so far: of each cell the first, and those of whole lines and files."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._spoiled: set[tuple[str, int, str]] = set()

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            place = fault.file, fault.line, fault.field
            if not fault.field or place not in self._spoiled:
                self.faults.append(fault)
                self._spoiled.add(place)

    def lost_ids(self, name: str, table: Table) -> bool:
        """Tell whether some line's id couldn't be read."""
        spoiled = any(file == f"{name}.csv" and field == "id" for file, _, field in self._spoiled)
        return spoiled or len(table.rows) + len(table.taken_down) != table.length - 1

    def sound(self, name: str, table: Table) -> tuple[Row, ...]:
        """Return the rows without the cells that are spoiled."""
        file, spoiled = f"{name}.csv", self._spoiled
        return tuple(
            Row(
                row.line, {f: c for f, c in row.cells.items() if (file, row.line, f) not in spoiled}
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
    if may_be_formula and guarded(cell) != cell:
        return (
            shown(cell),
            "a cell that no spreadsheet would run as a formula",
            "Begin it with another character than = + - @ or a tab.",
        )
    if unseen := unseen_in(cell):
        return (
            f"the invisible character {named(cell[unseen[0]])} in {shown(cell)}",
            "text that can be seen",
            "Type the cell again without it.",
        )
    if cell != cell.strip():
        return f"{shown(cell)}, with spaces around it", repr(cell.strip()), "Take the spaces out."
    return None
