"""
What a kernel may write: its scratch folder, a few devices, and nothing else.

Linux's own Landlock sees to it, for the kernel and for all that it starts, whoever runs it, root
included. Reading stays free. Not held back: changing a file's mode or times, what is said over a
network or to another process, and any of it on a system without Landlock (Linux before 5.13).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the system calls landlock_*, the same on every machine
_VERSION, _BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38  # in Linux's landlock.h and prctl.h
_WRITE, _TRUNCATE = 1 << 1, 1 << 14
#: Writing, removing and making files of any kind: as many as each version of Landlock knows.
_WRITING = (0, 0x1FF2, 0x3FF2, 0x7FF2)


def write_only_in(places: Iterable[str]) -> bool:
    """
    Have this process, and all that it starts, write in these places alone; tell if it can be.

    Places that aren't there are passed over. They can't be added to later.
    """
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE, None, 0, _VERSION)
    if version < 1:
        return False
    writing = _WRITING[min(version, len(_WRITING) - 1)]
    handled = struct.pack("Q", writing)
    rules = system.syscall(_CREATE, handled, len(handled), 0)
    if rules < 0:
        return False
    for place in filter(os.path.exists, places):
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        allowed = writing if os.path.isdir(place) else writing & (_WRITE | _TRUNCATE)
        system.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", allowed, opened), 0)
        os.close(opened)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done: bool = system.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return done
