"""
What changed between two vintages of one official table: cell by cell, row by row, note by note.

Publishers revise in two ways: with a flag, and without. The two are told apart here, since the
second kind is the one nobody is told of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, TypeAlias

from workings.errors import OfficialError, counted
from workings.official.table import OfficialTable

#: A number, or text: an ISO day, or the shorthand that stands for a missing number.
Shown: TypeAlias = int | Decimal | str

_MOST_WORDS = 40
_MOST_PIECES = 6


@dataclass(frozen=True)
class CellChange:
    """A cell that both vintages have and that differs; its text is empty where nothing stands."""

    key: str  # its row
    column: str
    heading: str  # the column in the sheet
    old: Shown  # or shorthand such as ``-`` where a number is missing
    new: Shown
    flagged: bool  # whether the newer vintage says on that row or cell that it was revised

    def __str__(self) -> str:
        said = "flagged as revised" if self.flagged else "NOT flagged as revised"
        return f"{self.key}, {self.heading}: {_amount(self.old)} became {_amount(self.new)}, {said}"


@dataclass(frozen=True)
class FlagChange:
    """A marker that a row (or one cell of it, where `column` says so) gained or lost."""

    key: str
    column: str
    flag: str

    def __str__(self) -> str:
        return f"{self.key}{', ' + self.column if self.column else ''}: {self.flag}"


@dataclass(frozen=True)
class NoteChange:
    """A line of a cover or notes sheet that changed; `old` or `new` is empty where it has none."""

    sheet: str
    old: str
    new: str

    def __str__(self) -> str:
        if not self.old:
            return f"{self.sheet}: gained {_cut(self.new)!r}"
        if not self.new:
            return f"{self.sheet}: lost {_cut(self.old)!r}"
        return f"{self.sheet}: {_differing(self.old, self.new)}"


@dataclass(frozen=True)
class TableDiff:
    """What changed from one vintage of a table to another."""

    table: str
    old: str
    new: str
    changed: tuple[CellChange, ...]  # cells of rows that both have, in the newer one's order
    added: tuple[str, ...]  # keys of rows that only the newer has
    removed: tuple[str, ...]  # keys of rows that only the older has
    flags_gained: tuple[FlagChange, ...]  # on rows that both have, as those lost
    flags_lost: tuple[FlagChange, ...]
    notes: tuple[NoteChange, ...]  # lines of the cover and the notes; empty ones don't count

    @property
    def flagged(self) -> tuple[CellChange, ...]:
        """The changed cells that the newer vintage says were revised."""
        return tuple(change for change in self.changed if change.flagged)

    @property
    def unflagged(self) -> tuple[CellChange, ...]:
        """The changed cells of which it says nothing."""
        return tuple(change for change in self.changed if not change.flagged)

    def sentences(self) -> Iterator[str]:
        """Say what changed, the unflagged revisions first."""
        yield f"{self.table}, from {self.old} to {self.new}: {_revisions(self)}."
        for change in (*self.unflagged, *self.flagged):
            yield f"  {change}."
        for keys, what in ((self.added, "added"), (self.removed, "REMOVED")):
            if keys:
                which = ", ".join(keys) if len(keys) <= 3 else f"{keys[0]} to {keys[-1]}"
                yield f"{counted(len(keys), 'row')} {what}: {which}."
        told = {(change.key, change.flagged) for change in self.changed}
        for flags, what in ((self.flags_gained, "gained"), (self.flags_lost, "lost")):
            for flag in flags:
                if what == "lost" or (flag.key, True) not in told:
                    yield f"Flag {what}: {flag}."
        for note in self.notes:
            yield f"{note}."

    def __str__(self) -> str:
        return "\n".join(self.sentences())


def diff_tables(old: OfficialTable, new: OfficialTable) -> TableDiff:
    """
    Compare two vintages of a table: every cell of the rows that both have, the rows, the notes.

    OfficialError if they are vintages of different tables.
    """
    if old.id != new.id:
        raise OfficialError(
            f"found vintages of {old.id} and {new.id}; expected two of one table. Compare each "
            "table with its own."
        )
    before, after = _cells(old), _cells(new)
    flags_before, flags_after = _flags(old), _flags(new)
    revised = {
        (flag.key, flag.column)
        for flag, meaning in flags_after.items()
        if meaning.lower().startswith("revis")
    }
    keys_before, keys_after = dict.fromkeys(old.keys), dict.fromkeys(new.keys)
    shared = keys_before.keys() & keys_after
    return TableDiff(
        table=new.id,
        old=old.source,
        new=new.source,
        changed=tuple(
            CellChange(
                key,
                column,
                new.columns[column],
                before[key, column],
                value,
                flagged=bool({(key, ""), (key, column)} & revised),
            )
            for (key, column), value in after.items()
            if key in shared and value != before[key, column]
        ),
        added=tuple(key for key in keys_after if key not in shared),
        removed=tuple(key for key in keys_before if key not in shared),
        flags_gained=tuple(f for f in flags_after if f not in flags_before and f.key in shared),
        flags_lost=tuple(f for f in flags_before if f not in flags_after and f.key in shared),
        notes=tuple(_note_changes(old, new)),
    )


def _cells(table: OfficialTable) -> dict[tuple[str, str], Shown]:
    """Return what each cell shows by key and column, row by row; no keys and no flags."""
    columns = [
        column.name
        for column in table.declaration.columns.values()
        if not column.flag and column.name not in table.declaration.key_columns
    ]
    values = table.frame[columns].astype(object).to_numpy().tolist()
    shown = {
        (key, column): _shown(value)
        for key, row in zip(table.keys, values, strict=True)
        for column, value in zip(columns, row, strict=True)
    }
    gaps = table.missing[["key", "column", "shorthand"]].itertuples(index=False, name=None)
    return shown | {(key, column): text for key, column, text in gaps}


def _shown(value: Any) -> Shown:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value if isinstance(value, int | Decimal) else str(value)


def _flags(table: OfficialTable) -> dict[FlagChange, str]:
    marks = table.flags[["key", "column", "flag", "meaning"]].itertuples(index=False, name=None)
    return {FlagChange(key, column, flag): meaning for key, column, flag, meaning in marks}


def _note_changes(old: OfficialTable, new: OfficialTable) -> Iterator[NoteChange]:
    for sheet in dict.fromkeys((*old.notes, *new.notes)):
        before, after = old.notes.get(sheet, ()), new.notes.get(sheet, ())
        for start, end, first, last in _differences(before, after):
            pairs = zip_longest(before[start:end], after[first:last], fillvalue="")
            yield from (NoteChange(sheet, line, now) for line, now in pairs)


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[list[int]]:
    """Say where two sequences differ: from where to where in the old one, then in the new."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return (places for change, *places in matcher.get_opcodes() if change != "equal")


def _revisions(diff: TableDiff) -> str:
    if not diff.changed:
        return "no cell changed"
    silent, total = len(diff.unflagged), len(diff.changed)
    some = "all" if silent in (0, total) else f"{silent:,}"
    flag = "WITHOUT a flag" if silent else "with a flag"
    of_them = "" if total == 1 else f"{some} of them "
    return f"{counted(total, 'cell')} changed, {of_them}{flag}"


def _amount(value: Shown) -> str:
    if isinstance(value, str):
        return repr(value) if value else "nothing"
    return f"{value:,}"


def _differing(old: str, new: str) -> str:
    """Show two lines side by side, only the words that differ and two around them."""
    was, now = old.split(), new.split()
    pieces = [
        f"{_piece(was, start, end)!r} became {_piece(now, first, last)!r}"
        for start, end, first, last in _differences(was, now)
    ]
    return "; ".join(pieces[:_MOST_PIECES]) + ("; and more" if pieces[_MOST_PIECES:] else "")


def _piece(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(0, start - 2), min(len(words), end + 2)
    piece = _cut(" ".join(words[first:last]))
    return ("… " if first else "") + piece + (" …" if last < len(words) else "")


def _cut(line: str) -> str:
    words = line.split()
    return " ".join(words[:_MOST_WORDS]) + (" …" if words[_MOST_WORDS:] else "")
