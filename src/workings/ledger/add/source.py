"""Add a source to the ledger, with its file: where that comes from, and that it is kept once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from workings.errors import AddError, mismatch
from workings.ledger.add.append import Added, append_line, locked
from workings.ledger.add.download import MOST_BYTES, SECONDS, read_url
from workings.ledger.add.drafts import read_lines
from workings.ledger.archive import Archive
from workings.ledger.figures import source_from
from workings.ledger.tables import Row
from workings.official import read_official

#: File names' ends that are kept in the archive; a file with any other is kept without one.
SUFFIXES = (".ods", ".xlsx", ".xls", ".csv", ".pdf", ".html", ".json", ".txt")
_WITH_A_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:.*", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A file to keep: its bytes, its suffix, and a remark on how it came if it was fetched."""

    content: bytes
    suffix: str
    remark: str = ""


@dataclass(frozen=True)
class Kept:
    """A source that was added."""

    added: Added  # its line
    archive: Path  # where its file is kept
    already: tuple[str, ...]  # ids of the sources that already had these bytes
    read: tuple[str, ...]  # for each table declared of it, what was read, in sentences


def read_found(
    file: str,
    *,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
    allow_private: bool = False,
) -> Found:
    """
    Read a file of the desk's own, or fetch one from the web, within the limits of :func:`read_url`.

    A path that looks like an address begins with ``./``. Raises AddError or DownloadError if there
    is no such file, or nothing in it.
    """
    if not is_address(file):
        return Found(_read_file(Path(file)), suffix_of([Path(file).name]))
    download = read_url(file, most_bytes=most_bytes, seconds=seconds, allow_private=allow_private)
    remark = f"Served as {download.media_type or 'nothing said of its type'}"
    remark += ", compressed; kept decompressed" if download.compressed else ""
    served_by = re.split(r"[?#]", download.url)[0]  # what follows may be a key
    remark += f", by {served_by}." if download.url != file else "."
    return Found(download.content, suffix_of(download.names), remark)


def is_address(file: str) -> bool:
    """Tell an address, of whatever scheme, from a path."""
    return _WITH_A_SCHEME.fullmatch(file) is not None


def suffix_of(names: Iterable[str]) -> str:
    """Return the first suffix that we know of those that a file's names end in; else nothing."""
    suffixes = (PurePosixPath(name).suffix.lower() for name in names)
    return next((suffix for suffix in suffixes if suffix in SUFFIXES), "")


def add_source(directory: Path, cells: Mapping[str, str], found: Found) -> Kept:
    """
    Keep a file's exact bytes under ``archive/``, then append its line to ``sources.csv``.

    The columns ``archive`` and ``sha256`` are filled in here, and the file's remark is put after
    the note. A file that is kept already isn't kept again, whatever its name.

    Raises LedgerError if the ledger is at fault; OfficialError if a vintage of declared tables
    doesn't fit their declarations, or has fewer rows than the one before; else AddError.
    """
    digest = sha256(found.content).hexdigest()
    with locked(directory):
        sources = read_lines(directory).tables["sources"]
        holders = [row.cells for row in sources if row.cells["sha256"] == digest]
        already = tuple(holder["id"] for holder in holders)
        if cells.get("id") in already:
            found_there = f"{cells['id']} there with exactly these bytes"
            mend = "There is nothing to add."
            raise AddError(mismatch(directory / "sources.csv", found_there, "a new source", mend))
        archive = _archive_path(directory, digest, found, holders)
        note = " ".join(part for part in (cells.get("note", ""), found.remark) if part)
        line = {**cells, "archive": archive, "sha256": digest, "note": note}
        read = tuple(_read_declared(directory, cells, sources, found))
        added = append_line(directory, "sources", line, sources, {archive: found.content})
    return Kept(added, directory / archive, already, read)


def _read_declared(
    directory: Path, cells: Mapping[str, str], sources: Iterable[Row], found: Found
) -> Iterator[str]:
    """Read a new vintage of declared tables as a report would, and say what was read."""
    family, _, day = cells.get("id", "").partition("@")
    path = directory / "tables.yml"
    if not path.exists():
        return
    try:
        before = date.fromisoformat(day) - timedelta(days=1)
    except ValueError:
        return  # no vintage, or one whose day the ledger's own checks will refuse
    archive = Archive(directory, {row.cells["id"]: source_from(row) for row in sources})
    with TemporaryDirectory() as folder:
        copy = Path(folder) / f"file{found.suffix}"
        copy.write_bytes(found.content)
        for name, declared in archive.declarations.items():
            if declared.source == family:
                previous = archive.table(name, before) if archive.standing(name, before) else None
                shown = f"{cells['id']}{found.suffix}"
                table = read_official(copy, declared, previous, source=cells["id"], name=shown)
                yield f"{name}: {' '.join(table.report)}"


def _archive_path(directory: Path, digest: str, found: Found, holders: list[dict[str, str]]) -> str:
    """Say where in the folder the bytes are kept, or shall be; never twice."""
    if (directory / "archive").resolve() != directory.resolve() / "archive":
        mend = "The ledger's files stay inside its own: move them here."
        raise AddError(mismatch(directory / "archive", "a link to another place", "a folder", mend))
    kept = [holder["archive"] for holder in holders if holder["archive"]]
    kept += [f"archive/{digest}{suffix}" for suffix in (found.suffix, *SUFFIXES, "")]
    for name in kept:
        path = directory / name
        if path.exists():
            if path.read_bytes() != found.content:
                what = "other bytes there than when it was kept"
                expected = f"those with the digest {digest}"
                raise AddError(mismatch(path, what, expected, "Restore it from git."))
            return name
    return f"archive/{digest}{found.suffix}"


def _read_file(path: Path) -> bytes:
    """Read a file of the desk's own."""
    try:
        if path.is_file():  # a pipe would never end
            if content := path.read_bytes():
                return content
            found = "an empty file"
        else:
            found = "a folder or a device" if path.exists() else "no such file"
    except OSError as error:
        found = f"that it can't be read ({error.strerror or error})"
    raise AddError(mismatch(path, found, "one to keep", "Check the path."))
