"""Processes ended with all that they have started."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any


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
