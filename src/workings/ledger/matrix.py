"""
A matrix: one record that stands for an edition for each value of a parameter.

The values are given as a list, or are read of a column of a CSV file of the ledger's folder when
the editions are put on record. Wherever they come from, they become folders and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import product
from math import prod
from pathlib import Path
from typing import Any
from unicodedata import normalize

from workings.characters import unseen_in
from workings.errors import EditionError, Fault, LedgerError, UnknownName
from workings.ledger.tables import MAX_CELL, Unreadable, read_header, read_table, shown

MAX_EDITIONS = 20_000
MAX_NAME = 60

_UNSPELT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Column:
    """A column of a CSV file of the ledger's folder."""

    file: str
    column: str


@dataclass(frozen=True)
class Value:
    """One value of a parameter, and where it was found."""

    value: Any
    place: str


def slug(values: Iterable[Any]) -> str:
    """
    Name values in small letters, digits and hyphens, the same on any system.

    Accents go. A letter that can't be spelt so, or a long name, brings a digest of the values.
    """
    text = " ".join(str(value) for value in values)
    folded = normalize("NFKD", text.casefold())
    name = _UNSPELT.sub("-", folded.encode("ascii", "ignore").decode()).strip("-")
    unspelt = any(letter.isalnum() and not letter.isascii() for letter in folded)
    if unspelt or not name or len(name) > MAX_NAME:
        digest = sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return "-".join(filter(None, [name[:MAX_NAME].strip("-"), digest]))
    return name


def read_values(directory: Path, column: Column) -> list[Value]:
    """
    Read a column's values, each in its line; the directory is the ledger's folder.

    Raises UnknownName if the file has no such column, and LedgerError if it can't be read, or a
    cell is empty or holds what can't be seen.
    """
    path = directory / column.file
    try:
        header = read_header(path)
    except Unreadable as unreadable:
        raise LedgerError([unreadable.fault]) from None
    if column.column not in header:
        raise UnknownName(f"{column.file}: column", column.column, header)
    table = read_table(path, header)
    cells = [(row.line, row.cells[column.column]) for row in table.rows]
    expected = "a value that can be seen, without spaces around it"
    faults = [
        Fault(column.file, line, column.column, shown(text), expected, "Type the cell again.")
        for line, text in cells
        if not 0 < len(text) <= MAX_CELL or text != text.strip() or unseen_in(text)
    ]
    if table.faults or faults:
        raise LedgerError([*table.faults, *faults])
    return [Value(text, f"{column.file} line {line}") for line, text in cells]


def values_of(values: Sequence[Any]) -> list[Value]:
    """Return the values of a list, each with its place in it; days are ISO dates."""
    plain = [each.isoformat() if isinstance(each, date) else each for each in values]
    return [Value(value, f"value {place}") for place, value in enumerate(plain, start=1)]


def combined(matrix: Mapping[str, Sequence[Value]]) -> dict[str, dict[str, Any]]:
    """
    Return the parameters of each edition of a matrix, by the slug that ends its name.

    With more than one parameter, each value of the one goes with each of the other.
    """
    names = ", ".join(matrix)
    if not 0 < (count := prod(map(len, matrix.values()))) <= MAX_EDITIONS:
        raise EditionError(
            f"the matrix of {names}: found {count:,} editions; expected 1 to {MAX_EDITIONS:,}."
        )
    found: dict[str, tuple[Value, ...]] = {}
    for values in product(*matrix.values()):
        name = slug(value.value for value in values)
        if name in found:
            raise EditionError(
                f"the matrix of {names}: found {_told(found[name])} and {_told(values)}, which "
                f"would both be named {name!r}; expected values that differ in their letters or "
                "digits. Take one out, or tell them apart in the value."
            )
        found[name] = values
    return {
        name: {parameter: each.value for parameter, each in zip(matrix, values, strict=True)}
        for name, values in found.items()
    }


def _told(values: Sequence[Value]) -> str:
    return ", ".join(f"{shown(str(each.value))} ({each.place})" for each in values)
