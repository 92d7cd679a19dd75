"""Processes: ended with all that they have started, and this one allowed the files it needs."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from workings.errors import EditionError

SPARE_FILES = 200  # pipes, libraries, what a notebook's client opens


def children(of: int | None = None) -> list[int]:
    """List the processes that one, or this one, has started and that still run."""
    import psutil

    with suppress(psutil.Error):
        return [child.pid for child in psutil.Process(of or os.getpid()).children()]
    return []


def end_processes(roots: Iterable[int | None]) -> None:
    """End processes and those below them, at once; each is halted first, lest it start another."""
    import psutil

    found: dict[int, Any] = {}
    new = [pid for pid in roots if pid]
    while new:
        for pid in new:
            with suppress(psutil.Error):
                found[pid] = psutil.Process(pid)
                found[pid].suspend()
        below = [child for pid in new for child in children(pid)]
        new = [pid for pid in below if pid not in found]
    for process in found.values():
        with suppress(psutil.Error):
            process.kill()


def allow_files(count: int) -> None:
    """
    Let this process hold so many files open at once, besides what else it needs.

    Raises
    ------
    EditionError
        If the system doesn't let it.
    """
    wanted = count + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise EditionError(
            f"found that this process may hold {hard:,} files open; expected {wanted:,}, for the "
            f"locks of {count:,} editions. Allow more (ulimit -n), or build one report at a time."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
