"""
Where editions stand: each in a folder that is whole, old or new, whatever interrupts the work.

A new folder is made beside the old one and the two change places in one step, where the system can
do that. Whoever takes an edition's lock next mends what an interruption left.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from workings import locks
from workings.errors import EditionError

WAIT_SECONDS = 600.0
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, in Linux's fcntl.h and fs.h


@contextmanager
def holding(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """
    Keep everybody else from printing an edition meanwhile, and mend what a crash left of it.

    Parameters
    ----------
    folder : Path
        The edition's.
    say : callable
        Told who has it, if somebody else does, before they are waited for.

    Raises
    ------
    EditionError
        If they keep it for longer than ten minutes.
    """
    reports = folder.parents[1]
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / f".lock.{folder.parent.name}.{folder.name}"
    try:
        with locks.locked(path, WAIT_SECONDS, lambda holder: say(f"waiting for {holder}")):
            mend(folder)
            yield
    except locks.Held as holder:
        raise EditionError(
            f"{folder}: found it held by {holder}, which has been printing it for over "
            f"{WAIT_SECONDS / 60:.0f} minutes; expected it to have finished. End that process, or "
            "wait for it, then run this again."
        ) from None


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """
    Give an empty folder to fill, which then takes the place of another; on an error, nothing does.

    Examples
    --------
    >>> with TemporaryDirectory() as reports:
    ...     edition = Path(reports) / "2026-01-27"
    ...     with replacing(edition) as made:
    ...         _ = (made / "index.html").write_text("new")
    ...     (edition / "index.html").read_text(), os.listdir(reports)
    ('new', ['2026-01-27'])
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".new.{folder.name}.") as scratch:
        made = Path(scratch) / folder.name
        made.mkdir()
        yield made
        _put_in_place(made, folder)


def put_in_place(made: Path, folder: Path) -> None:
    """Put an edition that was made elsewhere on the same disk where it belongs, in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _put_in_place(made, folder)
    shutil.rmtree(made, ignore_errors=True)  # what stood there before, if they changed places


def mend(folder: Path) -> None:
    """Put back or take away what an interruption left beside an edition whose lock is held."""
    before = _before(folder)
    if before.exists() and not folder.exists():
        os.rename(before, folder)
    _clear(folder)
    for left in (*folder.parent.glob(f".new.{folder.name}.????????"), before):
        if left.exists():  # under another name, nobody who is still at it can put it in place
            os.rename(left, left.with_name(f".gone{left.name}"))
    _clear(folder)


def _clear(folder: Path) -> None:
    for kind in (f"new.{folder.name}.????????", f"old.{folder.name}"):
        for gone in folder.parent.glob(f".gone.{kind}"):
            shutil.rmtree(gone)


def _put_in_place(made: Path, folder: Path) -> None:
    """Put a made edition where it belongs, in one step if it can be."""
    if not folder.exists():
        os.rename(made, folder)
    elif not _exchanged(made, folder):
        before = _before(folder)
        os.rename(folder, before)  # if we are killed now, `mend` puts it back
        os.rename(made, folder)
        shutil.rmtree(before)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, if the system can; tell whether it did."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _before(folder: Path) -> Path:
    return folder.with_name(f".old.{folder.name}")
