"""
Everything that can be wrong in a ledger, found at once and named with its place and its cure.

What is looked at, in this order: whether sealed lines are as they were (`heads`), each file's form
(`tables`), each cell (here), what `datapackage.json` says of columns (`schemas`), and cells, lines
and files against each other (`rules`). A cell is named once, for the first fault found in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from workings.characters import named, unseen_in
from workings.errors import Fault
from workings.files import guarded
from workings.ledger.editions import read_editions
from workings.ledger.heads import check_heads, check_seals, seals_at
from workings.ledger.index import Index
from workings.ledger.rules import check_claims, check_figures, check_replaced, check_sources
from workings.ledger.schemas import TABLES, Description, check_schemas, read_description
from workings.ledger.tables import MAX_CELL, Row, Table, Unreadable, read_table, shown

_SIGNED_NUMBER = re.compile(
    r"[-+][£$€¥₹]?[0-9][0-9,]*(?:\.[0-9]+)?"
    r"(?:%| per cent| points| ?(?:k|m|mn|bn|tn|[mbtr]+illion))?"
)


class Checked(NamedTuple):
    """A ledger's tables as they were read, and what is wrong in them."""

    # the lines of each table, each once; without faults, every cell can be taken as described
    tables: Mapping[str, tuple[Row, ...]]
    faults: list[Fault]  # in the order of files, lines and columns' names
    # what was passed over, in sentences: lines that are there twice, open and sealed
    ignored: list[str]


def check_ledger(directory: str | Path) -> list[Fault]:
    """Find every fault in the ledger of a folder, in the order of files, lines and columns."""
    return read_checked(Path(directory)).faults


def read_checked(directory: Path, head: str = "") -> Checked:
    """
    Read the ledger's tables and find every fault in them.

    With a head, only the lines that had been recorded by it are read. Either way, a line that some
    edition was made from and that was altered or is gone is a fault.
    """
    try:
        description = read_description(directory)
    except Unreadable as unreadable:
        return Checked({}, [unreadable.fault], [])
    # A ledger may have no sign-offs, and an edition's notebook is run without them: who signed a
    # page must not change what is on it.
    is_signed = not head and (directory / "signoffs.csv").exists()
    files = {name: directory / f"{name}.csv" for name in TABLES if is_signed or name != "signoffs"}
    # A large ledger takes its time: one that was sound, and has not a byte otherwise now, is sound.
    index = Index(directory, head, directory / "datapackage.json", *files.values())
    was_sound = index.knows("sound")
    tables = {
        name: read_table(file, description.columns(name), seals_fit=was_sound)
        for name, file in files.items()
    }
    findings = _Findings()
    made = {edition.id: edition.head for edition in read_editions(directory)}
    if not was_sound:
        findings.add(check_seals(directory, tables, made))
    no_lines = Table((), (), whole=True)
    looked_for = tables if head else {"signoffs": no_lines, **tables}
    findings.add(check_heads(directory, looked_for, made))
    known = seals_at(directory, head) if head else None
    ignored: list[str] = []
    for name, table in tables.items():
        findings.add(table.faults)
        tables[name] = replace(table, rows=tuple(_once(name, table, known, ignored)))
    tables.setdefault("signoffs", no_lines)
    if not was_sound:
        _look_into(tables, description, findings)
        if not findings.faults:
            index.keep("sound")
    findings.add(check_sources(findings.sound("sources", tables["sources"]), directory))
    return Checked({n: t.rows for n, t in tables.items()}, sorted(findings.faults), ignored)


def _look_into(tables: Mapping[str, Table], description: Description, findings: _Findings) -> None:
    """Add what is wrong with cells, columns and lines, all of which the files' bytes decide."""
    for name, table in tables.items():
        for row in table.rows:
            findings.add(check_cells(row, f"{name}.csv", name, description))
    lost = {name for name in TABLES if findings.lost_ids(name, tables[name])}
    findings.add(check_schemas(description, tables, lost))
    sound = {name: findings.sound(name, table) for name, table in tables.items()}
    findings.add(check_figures(sound, description.dimensions))
    findings.add(check_claims(sound["claims"]))
    for name, rows in sound.items():
        more = description.dimensions if name == "figures" else ()
        findings.add(check_replaced(name, rows, tables[name], more))


def _once(name: str, table: Table, known: set[str] | None, ignored: list[str]) -> Iterator[Row]:
    """
    Yield each line once: of those that say the same, the sealed one; none that was taken down.

    Only those lines count whose seals are known, if any are given. What is ignored is told of an
    open line whose twin is sealed.
    """
    sealed = {row.seal: row for row in reversed(table.rows) if not row.is_open}
    seen = set()
    for row in table.rows:
        if row.seal in table.taken_down or row.cells.get("seal") in table.taken_down:
            continue
        if known is not None and row.seal not in known:
            continue
        if row.is_open and row.seal in sealed:
            twin = sealed[row.seal]
            ignored.append(
                f"{name}.csv line {row.line}: the same as {twin.seal} on line {twin.line}, which "
                "is sealed; this open one is ignored and may be deleted."
            )
        elif row.seal not in seen:
            seen.add(row.seal)
            yield row


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
        return spoiled or not table.whole

    def sound(self, name: str, table: Table) -> tuple[Row, ...]:
        """Return the rows without the cells that are spoiled."""
        file, spoiled = f"{name}.csv", self._spoiled
        return tuple(
            replace(
                row,
                cells={f: c for f, c in row.cells.items() if (file, row.line, f) not in spoiled},
            )
            for row in table.rows
        )


def check_cells(row: Row, file: str, table: str, description: Description) -> Iterator[Fault]:
    """Check each cell of a line for what no cell of any table may be."""
    for field, cell in row.cells.items():
        is_number = field in ("value", "as_printed", "stated") and _SIGNED_NUMBER.fullmatch(cell)
        may_be_formula = not is_number and not description.permitted(table, field)
        if len(cell) > MAX_CELL:
            wrong = shown(cell), f"at most {MAX_CELL:,} characters", "Shorten it."
        elif may_be_formula and guarded(cell) != cell:
            mend = "Begin it with another character than = + - @ or a tab."
            wrong = shown(cell), "a cell that no spreadsheet would run as a formula", mend
        elif unseen := unseen_in(cell):
            found = f"the invisible character {named(cell[unseen[0]])} in {shown(cell)}"
            wrong = found, "text that can be seen", "Type the cell again without it."
        elif cell != cell.strip():
            found = f"{shown(cell)}, with spaces around it"
            wrong = found, repr(cell.strip()), "Take the spaces out."
        else:
            continue
        yield Fault(file, row.line, field, *wrong)
