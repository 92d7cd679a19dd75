"""
Move a ledger of version 0.1 over: what ``workings migrate`` does.

There, a line was known by its number, and an edition by how many lines there were. Every line that
an edition was made from is sealed, what named a line by its number names it by its seal, and each
edition gets a record and a ledger head of its own.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from workings.editions.register import REGISTER, heading
from workings.errors import EditionError
from workings.files import csv_line, write_whole
from workings.ledger import (
    EDITIONS,
    PREFIXES,
    Column,
    Edition,
    Row,
    Site,
    as_yaml,
    before_it,
    locked,
    read_values,
    write_head,
)

RECORD, PINS = "editions.yml", "lines.sha256"
_DESCRIPTION = "datapackage.json"
_ADDED = ("supersedes", "reason", "seal")
_PREFIX = re.compile(r"([1-9][0-9]*) lines, sha256 ([0-9a-f]{64})")


def migrate_ledger(site: Site) -> list[str]:
    """
    Move a ledger over, in place, unless it was moved already; say what was done.

    Raises EditionError if a line that an edition on record was made from isn't as it was.
    """
    with locked(site.ledger):
        return [*_moved(site)]


def _moved(site: Site) -> Iterator[str]:
    directory = site.ledger
    files = {table: directory / f"{table}.csv" for table in PREFIXES if table != "editions"}
    tables = {t: _Old(t, _lines(file)) for t, file in files.items() if file.exists()}
    if all("seal" in old.header for old in tables.values()) and not (directory / RECORD).exists():
        yield f"{directory}: its lines are known by their seals already; nothing was done."
        return
    entries = _entries(directory)
    pinned = {t: max((_length(e, files[t]) for e in entries), default=1) for t in tables}
    for table, old in tables.items():
        sealed = old.sealed(pinned[table], tables)
        write_whole(files[table], _csv(sealed))
        count = min(pinned[table], len(old.lines)) - 1
        yield f"{files[table].name}: {count} lines sealed, {len(old.lines) - 1 - count} open."
    _describe(directory / _DESCRIPTION)
    grown = sorted(entries, key=lambda e: sum(_length(e, file) for file in files.values()))
    heads = {}
    for entry in grown:
        lengths = {t: _length(entry, files[t]) for t in tables}
        rows = {t: old.rows[: lengths[t] - 1] for t, old in tables.items()}
        heads[entry["report"], entry["edition"]] = write_head(directory, rows)
    for record, matrix in _records(directory, entries, heads):
        path = directory / EDITIONS / record.report / f"{record.name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, as_yaml(record, matrix).encode())
        yield f"{path.relative_to(directory)}: on record, as of {record.as_of}."
    _move_register(site.reports / REGISTER, entries)
    for name in (RECORD, PINS):
        (directory / name).unlink(missing_ok=True)


class _Old:
    """A table of version 0.1: its lines, the header among them, and the seals that they get."""

    def __init__(self, table: str, lines: Sequence[list[str]]) -> None:
        self.table, self.lines, self.header = table, lines, lines[0]
        self.rows: list[Row] = []

    def sealed(self, pinned: int, tables: Mapping[str, _Old]) -> list[list[str]]:
        """Return the lines as they will be; those after the pinned ones stay open."""
        columns = [*self.header, *(each for each in _ADDED if each not in self.header)]
        for number, line in enumerate(self.lines[1:], start=2):
            cells = dict.fromkeys(columns, "") | dict(zip(self.header, line, strict=True))
            if number_of := cells["supersedes"]:  # an earlier line, whose seal is known by now
                cells["supersedes"] = self.rows[int(number_of) - 2].seal
            if self.table == "signoffs" and cells["subject"].startswith("figures.csv:"):
                place = int(cells["subject"].partition(":")[2])
                cells["subject"] = tables["figures"].rows[place - 2].seal
            row = Row(number, cells, self.table)
            if number <= pinned or self.table == "signoffs":
                cells["seal"] = row.seal
            self.rows.append(row)
        return [columns, *([row.cells[c] for c in columns] for row in self.rows)]


def _lines(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    return "".join(map(csv_line, lines)).encode()


def _entries(directory: Path) -> list[dict[str, Any]]:
    """Read the old record, and hold that the lines of each entry are as they were."""
    import yaml

    path = directory / RECORD
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or [] if path.exists() else []
    for entry in entries:
        for file, text in entry["ledger"].items():
            said = _PREFIX.fullmatch(text)
            lines = (directory / file).read_bytes().split(b"\n")[: int(said[1]) if said else 0]
            now = sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
            if not said or now != said[2]:
                raise EditionError(
                    f"{directory / file}: found other lines than {entry['report']}/"
                    f"{entry['edition']} was made from; expected the first {text}. Restore the "
                    "file from git, then move the ledger. Nothing was changed."
                )
    return list(entries)


def _length(entry: Mapping[str, Any], file: Path) -> int:
    said = _PREFIX.fullmatch(entry["ledger"].get(file.name, ""))
    return int(said[1]) if said else 1


def _records(
    directory: Path, entries: Sequence[Mapping[str, Any]], heads: Mapping[tuple[str, str], str]
) -> Iterator[tuple[Edition, dict[str, list[Any]]]]:
    """Yield a record for each entry, with the values of its matrix."""
    made: list[Edition] = []
    for entry in entries:
        matrix = {
            name: [value.value for value in read_values(directory, Column(**each))][
                : _length(entry, directory / each["file"]) - 1
            ]
            if isinstance(each, dict)
            else each
            for name, each in entry.get("matrix", {}).items()
        }
        of_report = [each for each in made if each.report == entry["report"]]
        edition = Edition(
            report=entry["report"],
            name=str(entry["edition"]),
            as_of=entry["as_of"],
            made_on=entry["published"],
            previous=entry.get("previous"),
            parameters=entry["parameters"],
            head=heads[entry["report"], entry["edition"]],
        )
        if matrix:
            before = before_it(edition, of_report)
            edition = replace(edition, previous=before.name if before else None)
        made.append(edition)
        yield edition, matrix


def _describe(path: Path) -> None:
    """Describe the new columns; what else the desk has described stays."""
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        schema, seal = resource["schema"], rf"{PREFIXES[resource['name']]}-[a-z2-7]{{12}}"
        described = {
            "supersedes": {
                "type": "string",
                "description": "Seal of the line that this one replaces; several, with a space "
                "between them, where a chain forked.",
                "example": f"{PREFIXES[resource['name']]}-k3pj7q2mzx4a",
                "constraints": {"pattern": f"{seal}( {seal})*"},
            },
            "reason": {
                "type": "string",
                "description": "Why that line is replaced: source revision, our error or "
                "definition change; after a colon, any words.",
                "constraints": {"pattern": "(source revision|our error|definition change)(: .+)?"},
            },
            "seal": {
                "type": "string",
                "description": "The digest of the line's other cells, by which others name it; "
                "empty while the line may still be edited.",
                "example": f"{PREFIXES[resource['name']]}-k3pj7q2mzx4a",
                "constraints": {"pattern": seal},
            },
        }
        known = {field["name"] for field in schema["fields"]}
        schema["fields"] = [
            {"name": field["name"], **described["supersedes"]}
            if field["name"] == "supersedes"
            else field
            for field in schema["fields"]
        ]
        schema["fields"] += [
            {"name": name, **said} for name, said in described.items() if name not in known
        ]
        schema.pop("primaryKey", None)
        for field in schema["fields"]:
            field.get("constraints", {}).pop("unique", None)
    write_whole(path, (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode())


def _move_register(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Take the running number out of the register, and give each edition the day of its record."""
    if not path.exists():
        return
    lines = _lines(path)
    cells = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    days = {(entry["report"], str(entry["edition"])): entry["published"] for entry in entries}
    for each in cells:
        each["made_on"] = str(days.get((each["report"], each["edition"]), each["published"]))
    moved = [[each[column] for column in heading()] for each in cells]
    write_whole(path, _csv([heading(), *moved]))
