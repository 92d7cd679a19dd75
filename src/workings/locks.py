"""Locks that survive a crash: the kernel lets go for the dead, and a holder is known by name."""

from __future__ import annotations

import fcntl
import io
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STEP_SECONDS = 0.05


class Held(Exception):
    """Somebody else kept a lock for longer than was waited; its only argument says who."""


@contextmanager
def locked(
    path: Path, wait_seconds: float, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """
    Hold the lock at a path, which is there only as long as it is held.

    Parameters
    ----------
    path : Path
        A file of its own, in a folder that exists; it names the holder.
    wait_seconds : float
        How long to wait for another holder.
    on_wait : callable, optional
        Told once, before any waiting, who the holder is.

    Raises
    ------
    Held
        If it isn't let go of in time.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with locked(Path(folder) / ".lock", 0):
    ...         with locked(Path(folder) / ".lock", 0):
    ...             pass
    Traceback (most recent call last):
    workings.locks.Held: process ... on ...
    """
    with _taken(path, wait_seconds, on_wait):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _taken(
    path: Path, wait_seconds: float, on_wait: Callable[[str], None] | None
) -> io.TextIOWrapper:
    """Wait for the lock, and take it."""
    deadline, told = time.monotonic() + wait_seconds, on_wait is None
    while isinstance(taken := _take(path), str):
        holder = taken or "somebody"
        if time.monotonic() > deadline:
            raise Held(holder)
        if on_wait and taken and not told:
            on_wait(holder)
            told = True
        time.sleep(STEP_SECONDS)
    return taken


def _take(path: Path) -> io.TextIOWrapper | str:
    """Take the lock and write into it who has it; or return what its holder wrote."""
    file = path.open("a+", encoding="utf-8", errors="replace")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with file:
            file.seek(0)
            return file.read(200)
    if not _is_at(file, path):  # its last holder took the file away when they had finished
        file.close()
        return ""
    file.truncate(0)
    file.write(f"process {os.getpid()} on {platform.node()}")
    file.flush()
    return file


def _is_at(file: io.TextIOWrapper, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
