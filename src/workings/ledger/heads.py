"""
Ledger heads, ``heads/``: what had been recorded when an edition was made.

A head is a file named by its own digest. It names the heads before it, the lines that were sealed
since, by their full digests, and each table declaration in force. Heads are a chain that merges, as
commits are: no line that is added, dated back or merged in later can move an edition's.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from workings.errors import EditionError, Fault
from workings.files import write_whole
from workings.ledger.editions import Edition
from workings.ledger.figures import standing_rows
from workings.ledger.index import Index
from workings.ledger.schemas import read_columns
from workings.ledger.seals import PREFIXES, line_digest, seal_of
from workings.ledger.tables import Row, Table, read_table, shown
from workings.outside import read_yaml

HEADS = "heads"
DECLARATIONS = "tables.yml"

_FORM = re.compile(
    rf"(before|(?:line (?:{'|'.join(PREFIXES)}))|(?:table [A-Za-z0-9_-]{{1,100}})) ([0-9a-f]{{64}})"
)
_RESTORE = "Restore it from git: a machine writes these, and nobody edits them."


@dataclass(frozen=True)
class Head:
    """What had been recorded at some moment."""

    digest: str
    before: tuple[str, ...]  # digests of the heads before it
    lines: frozenset[tuple[str, str]]  # tables and full digests of the lines that were sealed since
    tables: Mapping[str, str]  # digests of the table declarations in force, by name


def read_head(directory: Path, digest: str) -> Head:
    """Read a head in a ledger's folder; raises EditionError if it isn't there as its name says."""
    path = directory / HEADS / digest
    try:
        content = path.read_bytes()
    except OSError as error:
        found = error.strerror or str(error)
        raise EditionError(f"{path}: found {found.lower()}; expected a head. {_RESTORE}") from error
    return _parse(str(path), digest, content)


@lru_cache(maxsize=64)
def _parse(path: str, digest: str, content: bytes) -> Head:
    lines = content.decode("utf-8", "replace").splitlines()
    parts = [_FORM.fullmatch(line) for line in lines]
    if sha256(content).hexdigest() != digest or not all(parts):
        raise EditionError(
            f"{path}: found other lines than those it is named after; expected what it held when "
            f"it was written. {_RESTORE}"
        )
    named = [(part[1].split(" "), part[2]) for part in parts if part]
    return Head(
        digest,
        tuple(of for what, of in named if what == ["before"]),
        frozenset((what[1], of) for what, of in named if what[0] == "line"),
        {what[1]: of for what, of in named if what[0] == "table"},
    )


def recorded(directory: Path, heads: Iterable[str]) -> dict[str, set[str]]:
    """Return the full digests of all that had been recorded by these heads, by table."""
    found: dict[str, set[str]] = {table: set() for table in PREFIXES}
    for head in _chain(directory, heads):
        for table, line in head.lines:
            found[table].add(line)
    return found


def _chain(directory: Path, heads: Iterable[str]) -> Iterator[Head]:
    """Yield some heads and all before them, each once."""
    seen, waiting = set(), [*heads]
    while waiting:
        if (digest := waiting.pop()) not in seen:
            seen.add(digest)
            head = read_head(directory, digest)
            waiting += head.before
            yield head


def head_files(directory: Path, heads: Iterable[str]) -> list[Path]:
    """List the files of some heads and all before them, and of their declarations."""
    found: set[str] = set()
    for head in _chain(directory, heads):
        found |= {head.digest, *(f"{each}.yml" for each in head.tables.values())}
    return [directory / HEADS / name for name in sorted(found)]


def seals_at(directory: Path, head: str) -> set[str]:
    """Return the seals of all that had been recorded by a head."""
    lines = recorded(directory, [head])
    return {seal_of(table, digest) for table, found in lines.items() for digest in found}


def heads_of(directory: Path) -> list[str]:
    """List the heads that no other one names: the newest, of each branch that was merged."""
    every = {path.name for path in (directory / HEADS).glob("[0-9a-f]" * 64) if path.is_file()}
    before = {each for digest in every for each in read_head(directory, digest).before}
    return sorted(every - before)


def write_head(directory: Path, tables: Mapping[str, Iterable[Row]]) -> str:
    """Write down which lines are sealed by now, and return the digest that this goes by."""
    newest = heads_of(directory)
    known = recorded(directory, newest)
    new = sorted(
        f"line {table} {row.digest}\n"
        for table, rows in tables.items()
        for row in rows
        if not row.is_open and row.digest not in known[table]
    )
    declared = _keep_declarations(directory)
    if len(newest) == 1 and not new and read_head(directory, newest[0]).tables == declared:
        return newest[0]
    said = [f"table {name} {digest}\n" for name, digest in sorted(declared.items())]
    content = "".join([*(f"before {each}\n" for each in newest), *said, *new]).encode()
    digest = sha256(content).hexdigest()
    (directory / HEADS).mkdir(exist_ok=True)
    if not (directory / HEADS / digest).exists():
        write_whole(directory / HEADS / digest, content)
    return digest


def declaration_files(directory: Path, head: str) -> list[Path]:
    """List the files that declare the official tables as they were declared at a head."""
    kept = read_head(directory, head).tables.values()
    return [directory / HEADS / f"{digest}.yml" for digest in kept]


def _keep_declarations(directory: Path) -> dict[str, str]:
    """Keep each table declaration in force as a file of its own, and return their digests."""
    import yaml

    path = directory / DECLARATIONS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    declared: dict[str, Any] = read_yaml(text, path.name, EditionError) or {}
    found = {}
    for name, lines in declared.items():
        content = yaml.safe_dump({name: lines}, allow_unicode=True, width=100).encode()
        found[str(name)] = digest = sha256(content).hexdigest()
        (directory / HEADS).mkdir(exist_ok=True)
        if not (kept := directory / HEADS / f"{digest}.yml").exists():
            write_whole(kept, content)
    return found


def sources_at(directory: Path, head: str) -> list[Row]:
    """Return the lines of ``sources.csv`` that stood at a head, in the order of their ids."""
    columns = read_columns(directory, "sources")
    known = seals_at(directory, head)
    rows = read_table(directory / "sources.csv", columns).rows
    those = {row.seal: row for row in rows if row.seal in known}
    return sorted(standing_rows(those.values()), key=lambda row: row.cells["id"])


def check_heads(
    directory: Path, tables: Mapping[str, Table], made: Mapping[str, str]
) -> Iterator[Fault]:
    """Find lines that were recorded and are no more, and broken heads; `made` tells whose."""
    gone: dict[tuple[str, str], str] = {}
    first = {head: edition for edition, head in reversed([*made.items()])}
    try:
        first |= {head: "the newest head" for head in heads_of(directory) if head not in first}
    except EditionError as error:
        if not any(str(directory / HEADS / head) in str(error) for head in first):
            yield Fault(f"{HEADS}/", 0, "", str(error), "heads as they were written", _RESTORE)
    there = {table: {row.seal for row in read.rows} for table, read in tables.items()}
    for head, edition in first.items():
        try:
            lines = recorded(directory, [head])
            kept = declaration_files(directory, head)
        except EditionError as error:
            yield Fault(
                f"{HEADS}/{head[:12]}…", 0, "", str(error), f"the head of {edition}", _RESTORE
            )
            continue
        for path in kept:
            if not path.exists() or sha256(path.read_bytes()).hexdigest() != path.stem:
                found = "a declaration that isn't there as it was"
                yield Fault(f"{HEADS}/{path.name}", 0, "", found, f"that of {edition}", _RESTORE)
        for table, known in there.items():
            for seal in {seal_of(table, digest) for digest in lines[table]} - known:
                gone[table, seal] = edition
    for (table, seal), edition in sorted(gone.items()):
        bears_it = [row for row in tables[table].rows if row.cells.get("seal") == seal]
        if seal not in tables[table].taken_down and not bears_it:
            mend = (
                f"Put it back: git log -S {seal} -- {table}.csv shows it. To correct a line, add "
                "one that supersedes it; one that the law wants gone leaves a tombstone "
                "(docs/ledger.md)."
            )
            expected = f"the line that {edition} has"
            yield Fault(f"{table}.csv", 0, "", f"no line {seal}", expected, mend)


def check_recorded_lines(directory: Path, editions: Iterable[Edition]) -> list[Fault]:
    """Find what an edition was made from and isn't as it was: lines, heads and declarations."""
    made = {edition.id: edition.head for edition in editions}
    if not made:
        return []
    lines = recorded(directory, set(made.values()))
    there = {table: _digests(directory / f"{table}.csv") for table in lines if lines[table]}
    if all(lines[table] <= found for table, found in there.items()):
        return []
    tables = {t: read_table(directory / f"{t}.csv", read_columns(directory, t)) for t in there}
    return [*check_seals(directory, tables, made), *check_heads(directory, tables, made)]


def _digests(path: Path) -> set[str]:
    """Return the full digests of a file's lines, and keep them for the next time if that can be."""
    columns = read_columns(path.parent, path.stem)
    index = Index(path.parent, str(columns), path)
    if index.knows(path.stem):
        return index.read(path.stem)
    found = {row.digest for row in read_table(path, columns).rows}
    index.keep(path.stem, found)
    return found


def check_seals(
    directory: Path, tables: Mapping[str, Table], made: Mapping[str, str]
) -> Iterator[Fault]:
    """Find every line that bears a seal and no longer says what it was sealed with."""
    for table, read in tables.items():
        form = re.compile(f"{PREFIXES[table]}-[a-z2-7]{{12}}")  # another is no seal of the table's
        for row in read.rows:
            if row.cells["seal"] != row.seal and form.fullmatch(row.cells["seal"]):
                yield _altered(directory, table, row, made)


def _altered(directory: Path, table: str, row: Row, made: Mapping[str, str]) -> Fault:
    """Name the cell of a sealed line that was altered, if git knows what stood there."""
    seal, file = row.cells["seal"], f"{table}.csv"
    was = _known_to_git(directory, table, seal, row.cells)
    changed = [c for c in row.cells if was and c != "seal" and was.get(c, "") != row.cells[c]]
    field = changed[0] if changed else ""
    found = shown(row.cells[field]) if changed else "other cells than it was sealed with"
    expected = shown(was.get(field, "")) if changed else f"those of {seal}"
    rest: list[str] = []
    for edition, head in made.items():
        with suppress(EditionError):  # a broken head is a fault of its own
            lines = recorded(directory, [head])[table]
            rest += [edition] if any(seal_of(table, line) == seal for line in lines) else []
    others = " and others" if rest[5:] else ""
    resting = f" {', '.join(rest[:5])}{others} rest on it." if rest else ""
    mend = (
        f"{seal} is sealed.{resting} Put back what it said, and correct it with a new line that "
        "supersedes it."
    )
    return Fault(file, row.line, field, found, expected, mend)


def _known_to_git(directory: Path, table: str, seal: str, columns: Iterable[str]) -> dict[str, str]:
    """Return the cells that a line had when it was sealed, as git's history has it; or nothing."""
    file = f"{table}.csv"
    commits = _git(directory, "log", "--format=%H", f"-S{seal}", "--", file).split()
    for place in ["HEAD", *commits]:
        text = _git(directory, "show", f"{place}:./{file}").removeprefix("\ufeff")
        for line in csv.DictReader(io.StringIO(text, newline="")):
            cells = {column: line.get(column) or "" for column in columns}
            if seal in cells.values() and seal_of(table, line_digest(table, cells)) == seal:
                return cells
    return {}


def _git(directory: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(
            ["git", "-C", str(directory), *arguments], capture_output=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.decode("utf-8", "replace")
