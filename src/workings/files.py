"""Files written whole or not at all, their digests, and who holds them meanwhile."""

from __future__ import annotations

import csv
import ctypes
import fcntl
import io
import os
import platform
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

from workings.characters import without_unseen
from workings.errors import EditionError, WorkingsError, mismatch

MANIFEST = "ro-crate-metadata.json"
FACTS = "edition.json"
NOTEBOOK = "notebook.ipynb"
PAGE = "index.html"
SHEET = "audit.html"
PRINTING = "#printing"

STEP_SECONDS = 0.05
WAIT_SECONDS = 600.0
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, in Linux's fcntl.h and fs.h


def file_digest(path: Path) -> str:
    """Return the digest of a file; nothing if there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def package_files() -> dict[str, Path]:
    """List this package's own files, modules and templates, by their paths in it."""
    package = Path(__file__).parent
    paths = (path for path in sorted(package.rglob("*")) if "__pycache__" not in path.parts)
    return {path.relative_to(package).as_posix(): path for path in paths if path.is_file()}


@cache
def package_digest() -> str:
    """Return the digest of this package: every module and template, by name and content."""
    found = sha256()
    for name, path in package_files().items():
        found.update(f"{name} {file_digest(path)}\n".encode())
    return found.hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file that is there whole or not at all, whatever happens meanwhile.

    A file that stood there before keeps its permissions; a link keeps leading where it led.
    """
    path = path.resolve()
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)  # what an interruption left: whoever writes holds the lock
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def write_page(path: Path, content: bytes) -> None:
    """Write a file that is ours alone, whole or not at all; a link in its place is replaced."""
    if path.is_symlink():
        path.unlink()
    write_whole(path, content)


def _sync_folder(folder: Path) -> None:
    """Have a folder's new entries outlast a power cut, where the file system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def locked(
    path: Path,
    wait_seconds: float,
    error: type[WorkingsError],
    mend: str,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """
    Hold the lock at a path, which is there only as long as it is held, and names its holder.

    The path is a file of its own in a folder that exists. If another holder doesn't let go of it in
    time, an `error` is raised, which ends in `mend`. `on_wait` is told once, before any waiting,
    who the holder is.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     with locked(Path(folder) / ".lock", 0, EditionError, "Build again."):
    ...         with locked(Path(folder) / ".lock", 0, EditionError, "Build again."):
    ...             pass
    Traceback (most recent call last):
    workings.errors.EditionError: ...lock: found it held by process ...; expected ... Build again.
    """
    deadline, told = time.monotonic() + wait_seconds, on_wait is None
    while isinstance(taken := _take(path), str):
        if time.monotonic() > deadline:
            expected = f"it to be free within {wait_seconds:,.0f} seconds"
            raise error(mismatch(path, f"it held by {taken or 'somebody'}", expected, mend))
        if on_wait and taken and not told:
            on_wait(taken)
            told = True
        time.sleep(STEP_SECONDS)
    with taken:
        try:
            yield
        finally:
            with suppress(OSError):  # it is let go of all the same
                path.unlink()


def _take(path: Path) -> io.TextIOWrapper | str:
    """Take the lock and write into it who has it; or return what its holder wrote."""
    # A link in its place might lead anywhere: it is an error, told by the file's name.
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o666)
    file = os.fdopen(opened, "a+", encoding="utf-8", errors="replace")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with file:
            file.seek(0)
            return file.read(200)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(file.fileno()), path.lstat()):
            file.truncate(0)
            file.write(f"process {os.getpid()} on {platform.node()}")
            file.flush()
            return file
    file.close()  # its last holder took the file away when they had finished
    return ""


@contextmanager
def holding(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """
    Keep everybody else from printing an edition, and mend what a crash left in its folder.

    If somebody else has it, `say` is told before they are waited for; after ten minutes an
    `EditionError` is raised.
    """
    reports = folder.parents[1]
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / f".lock.{folder.parent.name}.{folder.name}"
    mend_it = "End that process, or wait for it, then run this again."
    with locked(
        path, WAIT_SECONDS, EditionError, mend_it, lambda holder: say(f"waiting for {holder}")
    ):
        mend(folder)
        yield


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of another once it is filled."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".new.{folder.name}.") as scratch:
        made = Path(scratch) / folder.name
        made.mkdir()
        yield made
        sync_files(made)
        put_in_place(made, folder)


def put_in_place(made: Path, folder: Path) -> None:
    """Put an edition made elsewhere on the same disk where it belongs, in one step if it can be."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        os.rename(made, folder)
    elif not _exchanged(made, folder):
        before = _before(folder)
        os.rename(folder, before)  # if we are killed now, `mend` puts it back
        os.rename(made, folder)
        shutil.rmtree(before)
    _sync_folder(folder.parent)
    shutil.rmtree(made, ignore_errors=True)  # what stood there before, if they changed places


def sync_files(folder: Path) -> None:
    """Have a folder's files outlast a power cut, before anything else is given up for them."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def mend(folder: Path) -> None:
    """Put back or take away what an interruption left beside an edition whose lock is held."""
    before = _before(folder)
    if before.is_dir() and not before.is_symlink() and not folder.exists():
        os.rename(before, folder)
    _clear(folder)
    for left in (*folder.parent.glob(f".new.{folder.name}.????????"), before):
        if os.path.lexists(left):  # under another name, nobody can put it in place any more
            os.rename(left, left.with_name(f".gone{left.name}"))
    _clear(folder)


def _clear(folder: Path) -> None:
    for kind in (f"new.{folder.name}.????????", f"old.{folder.name}"):
        for gone in folder.parent.glob(f".gone.{kind}"):
            gone.unlink() if gone.is_symlink() else shutil.rmtree(gone)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, if the system can; tell whether it did."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _before(folder: Path) -> Path:
    return folder.with_name(f".old.{folder.name}")


def csv_lines(lines: Iterable[Iterable[str]]) -> str:
    """Write lines of cells as CSV, each cell guarded."""
    return "".join(csv_line(map(guarded, line)) for line in lines)


def csv_line(cells: Iterable[str], end: str = "\n") -> str:
    """Write a line of cells as CSV, just as they are."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerow(cells)
    return out.getvalue()


def guarded(cell: str) -> str:
    """
    Put an apostrophe before what a spreadsheet would take for a formula; numbers stay numbers.

    A formula's first character counts in any width and behind any blanks, seen or not.

    Examples
    --------
    >>> list(map(guarded, ["=1+1", "-24", "-24+A1", "plain", " ＝1+1"]))
    ["'=1+1", '-24', "'-24+A1", 'plain', "' ＝1+1"]
    """
    first = normalize("NFKC", without_unseen(cell)[0].lstrip()[:1])
    may_run = first in ("=", "+", "-", "@") or cell.startswith(("\t", "\r"))
    return f"'{cell}" if may_run and not re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell) else cell
