"""
What `datapackage.json` says of the ledger's tables, checked by frictionless: its one door.

The description is the only place that names columns, types, required cells and permitted values;
here what frictionless finds is put into words that say how to mend it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workings.errors import Fault, nearest
from workings.imports import without_address_grammar
from workings.ledger.tables import MAY_LACK, Row, Table, Unreadable, read_ledger_text, shown

TABLES = ("sources", "measures", "figures", "claims", "signoffs")

_FILE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESTORE = "Restore the file from git; what its parts mean is at https://datapackage.org."
_MOST_FAULTS = 2_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # frictionless takes 2026-1-6 for one, too
_TYPES = {
    "date": (
        "a day like 2026-01-27",
        "Write year-month-day; if a spreadsheet rewrote it, set the column to text first.",
    ),
    "number": (
        "a plain number like 41000",
        "Write digits only: separators, units and words belong in as_printed.",
    ),
}


@dataclass(frozen=True)
class Description:
    """The described tables: each one's schema, as `datapackage.json` has it."""

    schemas: Mapping[str, Mapping[str, Any]]

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns, in order."""
        return [field["name"] for field in self.schemas[table]["fields"]]

    def field(self, table: str, name: str) -> Mapping[str, Any]:
        """Return the description of a column."""
        return next(field for field in self.schemas[table]["fields"] if field["name"] == name)

    @property
    def dimensions(self) -> list[str]:
        """The columns of figures that say which place, sex, age or the like they speak of."""
        fields = self.schemas["figures"]["fields"]
        return [field["name"] for field in fields if field.get("dimension")]

    def permitted(self, table: str, name: str) -> list[str]:
        """Return the values a column is limited to; none if it isn't."""
        values = self.field(table, name).get("constraints", {}).get("enum", [])
        return [str(value) for value in values]


def read_columns(directory: Path, table: str) -> list[str]:
    """Return the columns of a table, from a description that is checked elsewhere."""
    return Description(_schemas(read_ledger_text(directory / _FILE))).columns(table)


def read_parts(directory: Path) -> dict[str, dict[str, list[str]]]:
    """Return what each whole is made of, by dimension, from a description checked elsewhere."""
    return _parts(_schemas(read_ledger_text(directory / _FILE))["figures"]["fields"])


def _schemas(text: str) -> dict[str, Any]:
    """Return the tables' schemas by name; the columns that a file may lack needn't be described."""
    schemas = {part["name"]: part["schema"] for part in json.loads(text)["resources"]}
    for table, columns in MAY_LACK.items():
        fields = schemas[table]["fields"]
        known = {field["name"] for field in fields}
        new = [{"name": name, "type": "string"} for name in columns if name not in known]
        schemas[table] = {**schemas[table], "fields": [*fields, *new]}
    return schemas


def _parts(fields: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """Return the declared parts; a `ValueError` if they are no lists of texts."""
    found = {field["name"]: field.get("parts", {}) for field in fields if field.get("dimension")}
    for name, parts in found.items():
        lists = parts.values() if isinstance(parts, dict) else [parts]
        if not all(
            isinstance(each, list) and all(isinstance(part, str) for part in each) for each in lists
        ):
            raise ValueError(f"parts of {name}: found {parts!r}; expected lists of texts by whole")
    return found


def read_description(directory: Path) -> Description:
    """Read and check the description of a ledger's tables, or raise Unreadable."""
    text = read_ledger_text(directory / _FILE)
    try:
        package, schemas = json.loads(text), _schemas(text)
        description = Description({table: schemas[table] for table in TABLES})
        if package["$schema"] != _PROFILE:
            raise ValueError(f"$schema is {package['$schema']!r}")
        _parts(schemas["figures"]["fields"])
        _package(description, {table: [] for table in TABLES})
    except json.JSONDecodeError as error:
        raise _undescribed(f"no JSON ({error.msg})", error.lineno) from None
    except KeyError as error:
        raise _undescribed(f"no {error.args[0]!r} where there should be one") from None
    except Exception as error:  # whatever frictionless or Python makes of a broken description
        reasons = [part.note for part in getattr(error, "reasons", [])] or [str(error)]
        raise _undescribed("; ".join(reasons)[:500]) from None
    return description


def check_schemas(
    description: Description, tables: Mapping[str, Table], lost: set[str]
) -> Iterator[Fault]:
    """
    Check the tables against their schemas, references between them included.

    Every table described is given, as far as it could be read. Of those that are lost, some ids
    couldn't be read: to them, no reference is called unknown.
    """
    rows = {name: table.rows for name, table in tables.items()}
    try:
        report = _package(description, rows).validate(limit_errors=_MOST_FAULTS)
        errors = [(task.name, error) for task in report.tasks for error in task.errors]
        unplaced = [error.message for error in report.errors]
    except Exception as broken:
        errors, unplaced = [], [repr(broken)]
    for message in unplaced:
        yield _undescribed(message[:500]).fault
    if len(errors) >= _MOST_FAULTS:
        mend = "Mend those listed and check again."
        yield Fault(errors[-1][0] + ".csv", 0, "", "more faults than are listed", "none", mend)
    # An id that can't be read is named once, not again wherever it is referred to.
    spoil = ("type-error", "constraint-error")
    lost = lost | {
        name for name, error in errors if error.type in spoil and error.field_name == "id"
    }
    for name, error in errors:
        if error.type != "foreign-key" or _referred(error, description, name) not in lost:
            yield _in_words(error, name, description, rows)
    for name in TABLES:
        types = {field["name"]: field.get("type") for field in description.schemas[name]["fields"]}
        for row in rows[name]:
            for field, cell in row.cells.items():
                if cell and types[field] == "date" and not _DAY.fullmatch(cell):
                    yield Fault(f"{name}.csv", row.line, field, shown(cell), *_TYPES["date"])


def _package(description: Description, rows: Mapping[str, Any]) -> Any:
    """Make a package of rows in memory, so that frictionless opens no file or address itself."""
    resources = [
        {
            "name": name,
            "type": "table",
            "schema": dict(description.schemas[name]),
            "data": [
                description.columns(name),
                *([row.cells.get(c, "") for c in description.columns(name)] for row in rows[name]),
            ],
        }
        for name in TABLES
    ]
    with without_address_grammar():  # frictionless imports jsonschema when first used
        from frictionless import Package

        return Package.from_descriptor(
            {"$schema": _PROFILE, "name": "ledger", "resources": resources}
        )


def _in_words(error: Any, name: str, description: Description, rows: Mapping[str, Any]) -> Fault:
    """Put one of frictionless's errors into a fault."""
    number = getattr(error, "row_number", None)
    row: Row | None = rows[name][number - 2] if number else None
    is_reference = error.type == "foreign-key"
    field = error.field_names[0] if is_reference else getattr(error, "field_name", None)
    if row is None or field is None:
        return _undescribed(f"{name}: {error.message}"[:500]).fault
    cell = row.cells[field]
    found = shown(cell)
    if is_reference:
        target = _referred(error, description, name)
        expected = f"an id of {target}.csv"
        known = (other.cells["id"] for other in rows[target])
        mend = f"{nearest(cell[:99], known)} If it is new, add it to {target}.csv first."
    elif error.type == "type-error":
        expected, mend = _TYPES.get(description.field(name, field)["type"], (error.note, ""))
    else:
        found = found if cell else "nothing"
        expected, mend = _constraint_in_words(error.note, description.field(name, field), cell)
    return Fault(name + ".csv", row.line, field, found, expected, mend)


def _constraint_in_words(note: str, field: Mapping[str, Any], cell: str) -> tuple[str, str]:
    """Say what a column's constraint asks for, and how to meet it."""
    constraints = field["constraints"]
    about = field.get("description", "")
    example = f"something like {field.get('example', 'the others')!r}"
    if "enum" in note:
        choice = [str(value) for value in constraints["enum"]]
        return f"one of {', '.join(choice)}", nearest(cell[:99], choice)
    if "required" in note:
        return example, f"Fill it in. {about}"
    if "maxLength" in note:
        return f"at most {constraints['maxLength']} characters", f"Shorten it. {about}"
    if "minimum" in note:
        return f"{constraints['minimum']} or more", f"Correct it. {about}"
    return example, f"Write it in that form. {about}"


def _referred(error: Any, description: Description, name: str) -> str:
    """Name the table that a broken reference should have been found in."""
    keys = description.schemas[name]["foreignKeys"]
    key = next(key for key in keys if error.field_names[0] in key["fields"])
    return str(key["reference"]["resource"])


def _undescribed(found: str, line: int = 0) -> Unreadable:
    return Unreadable(_FILE, line, found, "a Data Package v2 of the ledger", _RESTORE)
