"""
One more line of a ledger file: checked with all the others, then written whole.

The line is open: it may be edited or deleted until somebody seals it. Whoever writes holds a lock
that the kernel lets go of if they crash. The file is replaced by one that begins with the same
bytes, so there is always the old one or the new one. A file that a line speaks of is written first.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workings import files
from workings.errors import AddError, LedgerError, UnknownName, mismatch
from workings.files import csv_line, write_whole
from workings.ledger.add.drafts import read_lines
from workings.ledger.checks import read_checked
from workings.ledger.editions import EDITIONS
from workings.ledger.heads import HEADS
from workings.ledger.tables import Row, read_header

LOCK = ".lock"
WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Added:
    """A line that was added."""

    file: Path  # the ledger file it was added to
    line: int  # where it stands there; the header is line 1
    text: str  # the line, as it stands in the file


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep everybody else from adding to a ledger, or raise AddError if that can't be done."""
    mend = "Nothing was written: add the line again once they have finished."
    before = _seen(directory)
    try:
        with files.locked(directory / LOCK, WAIT_SECONDS, AddError, mend):
            yield
    except OSError as error:
        found = f"that it can't be used ({error.strerror or error})"
        expected = "a folder and files that can be read and written"
        is_as_it_was = _seen(directory) == before
        now = "The ledger is as it was" if is_as_it_was else "Some of it was written: see git diff"
        mend = f"{now}; mend that, then do the same again."
        raise AddError(mismatch(error.filename or directory, found, expected, mend)) from error


def _seen(directory: Path) -> dict[str, tuple[int, int]]:
    """Return which files a ledger has, and which file each name stands for."""
    return {
        path.relative_to(directory).as_posix(): (path.stat().st_ino, path.stat().st_size)
        for path in directory.rglob("*")
        if not path.name.startswith(".") and path.is_file()
    }


def append_line(
    directory: Path,
    table: str,
    cells: Mapping[str, str],
    sources: Iterable[Row],
    copies: Mapping[str, bytes] | None = None,
) -> Added:
    """
    Add a line to a table of a ledger whose lock is held, and which had no fault when it was taken.

    Cells that are left out are empty. The check looks for the stored copies of `sources`, the
    ledger's. Copies are files that the line speaks of, by their paths in the folder: those not yet
    there are written first. Raises UnknownName if there is no such column, and AddError if the
    ledger would be at fault with the line in it, or somebody else writes to the file.
    """
    file = directory / f"{table}.csv"
    copies = copies or {}
    there = old = file.read_bytes()
    header = read_header(file)
    if old and not old.endswith(b"\n"):
        old += b"\n"
    line, text = old.count(b"\n") + 1, _as_csv(file, header, cells)
    new = old + text.encode("utf-8") + b"\n"
    _check_with(directory, sources, {file.name: new, **copies}, f"{file} line {line}")
    for name, content in copies.items():
        if not (directory / name).exists():
            (directory / name).parent.mkdir(exist_ok=True)
            write_whole(directory / name, content)
    if file.read_bytes() != there:
        found = f"it changed while line {line} was being checked"
        mend = "No line was written: save and close it elsewhere, then add the line again."
        raise AddError(mismatch(file, found, "nobody else to write to it", mend))
    write_whole(file, new)
    return Added(file, line, text)


def add_figure(directory: Path, cells: Mapping[str, str]) -> Added:
    """Append a line to ``figures.csv``; raises AddError, or LedgerError if it had faults."""
    with locked(directory):
        sources = read_lines(directory).tables["sources"]
        return append_line(directory, "figures", cells, sources)


def _as_csv(file: Path, columns: list[str], cells: Mapping[str, str]) -> str:
    """Write the cells as a line of the file, in the order of its header."""
    for column in cells:
        if column not in columns:
            raise UnknownName(f"column of {file.name}", column, columns)
    line = csv_line(cells.get(column, "") for column in columns).removesuffix("\n")
    try:
        line.encode("utf-8")
    except UnicodeEncodeError as error:
        found = f"{line[error.start : error.end]!a}, which is no text"
        mend = "Nothing was written: type the cell again."
        raise AddError(mismatch(file, found, "cells in UTF-8", mend)) from None
    return line


def _check_with(
    directory: Path, sources: Iterable[Row], files: Mapping[str, bytes], where: str
) -> None:
    """Check a copy of the ledger in which some files are new; where: the line that is added."""
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        archived = {directory / row.cells["archive"] for row in sources if row.cells["archive"]}
        known = {*(directory / HEADS).rglob("*"), *(directory / EDITIONS).rglob("*")}
        files_of = {*directory.glob("*.csv"), *directory.glob("*.json"), *archived, *known}
        for path in filter(Path.is_file, files_of):
            copy = scratch / path.relative_to(directory)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        for name, content in files.items():
            (scratch / name).parent.mkdir(exist_ok=True)
            (scratch / name).write_bytes(content)
        faults = read_checked(scratch).faults
    if faults:
        raise AddError(
            f"{where} was not added, and nothing was written: with it, there would be "
            f"{LedgerError(faults)}"
        )
