"""
Kernels: each a process of its own, in which the cells of one notebook run.

On Linux they are forked from a server that has imported what notebooks use (``kernel.py``), so that
one is there at once. A process that needs a kernel starts a server, which ends with it, and shares
it with the processes that it starts itself. Elsewhere each kernel imports everything anew: what
comes out is the same, and takes longer.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from workings.environment import neutral_environment
from workings.errors import RunError
from workings.ledger import Reading
from workings.run.job import Limits

CAN_FORK = sys.platform == "linux"  # elsewhere system libraries may not survive it, or nobody can
START_SECONDS = 60


SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class KernelDied(RunError):
    """A kernel's process ended before it had run what it was given."""


_servers: list[socket.socket] = []  # the ways to them; the last is the one in use
_one_at_a_time = Lock()


def start_server() -> socket.socket | None:
    """
    Start a server of kernels, unless this process has one; there is none without forking.

    Returns the way to it, which other processes can be given (`share_server`).
    """
    with _one_at_a_time:
        if not _servers and CAN_FORK:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            _servers.append(ours)
            with theirs:
                process = _launch("serve", theirs.fileno())
            atexit.register(_close, ours, process)
        return _servers[-1] if _servers else None


def share_server(server: socket.socket | None) -> None:
    """Use the server of another process, if there is one."""
    if server:
        _servers.append(server)


def _close(server: socket.socket, process: subprocess.Popen[bytes]) -> None:
    server.close()
    process.wait()


def _launch(how: str, place: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "workings.run.kernel", how, str(place)],
        pass_fds=[place],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",  # what lies where we happen to be is not to be imported
        env=neutral_environment(),
        start_new_session=True,  # Ctrl-C is for us to hear
    )


def _hold_text(message: Any) -> None:
    """Hold that what a cell shows can be written: half a character can't."""
    try:
        json.dumps(message, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise RunError(
            f" shows {error.object[error.start : error.end]!a}, which is no text. Take it out of "
            "what is shown: it is half of a character that was cut in two."
        ) from error


def _have_forked(place: int) -> None:
    """Hand one end of a connection to a server, which forks a kernel for it."""
    while server := start_server():
        try:
            socket.send_fds(server, [b"1"], [place])
        except OSError:  # it was killed: another has to be started
            _servers.remove(server)
        else:
            return


@dataclass(frozen=True)
class Task:
    """
    What a kernel is told before it runs anything.

    Attributes
    ----------
    folder : str
        Where the notebook's own paths start from.
    reading : Reading
        How its ledger is read.
    scratch : str
        The only folder that it may write in; it is its home, too.
    """

    folder: str
    reading: Reading
    scratch: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of its process."""
        own = dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR"), self.scratch)
        return neutral_environment() | own


class Kernel:
    """
    A kernel as whoever runs cells in it knows it. It ends, with all that it started, when closed.

    Raises RunError if none can be started.
    """

    def __init__(self, task: Task, limits: Limits) -> None:
        self.limits, self._cells = limits, 0
        self._scratch = TemporaryDirectory(prefix="workings")
        self._process: subprocess.Popen[bytes] | None = None
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        with theirs:
            if CAN_FORK:
                _have_forked(theirs.fileno())
            else:
                self._process = _launch("once", theirs.fileno())
        try:
            self._connection.send(replace(task, scratch=self._scratch.name))
            if not self._connection.poll(START_SECONDS):
                raise TimeoutError(f"none in {START_SECONDS} s")
            self._connection.recv_bytes()
        except (OSError, EOFError) as error:
            self.close()
            raise RunError(
                f"no kernel could be started ({error!r}). See whether python -m ipykernel_launcher "
                "does in this environment; if not, make the environment anew: make clean setup."
            ) from error

    def run(self, source: str) -> Iterator[dict[str, Any]]:
        """
        Run a cell. What is raised goes on from the cell's name.

        Yields
        ------
        dict
            Jupyter's messages about it, as they come; the last is its ``execute_reply``.

        Raises
        ------
        RunError
            If the cell takes too long or puts out too much.
        KernelDied
            If the process ends.
        """
        self._cells += 1
        deadline, put_out = time.monotonic() + self.limits.cell_seconds, 0
        try:
            self._connection.send((str(self._cells), source))
            while self._connection.poll(max(0, deadline - time.monotonic())):
                said = self._connection.recv_bytes()
                put_out += len(said)
                if put_out > self.limits.output_bytes:
                    raise RunError(
                        f" put out more than {self.limits.output_bytes:,} bytes. Print less, or "
                        "aggregate the table that is shown."
                    )
                message = json.loads(said.decode("utf-8", "replace"))
                if SURROGATE.search(said):
                    _hold_text(message)
                if message["parent_header"].get("msg_id") != str(self._cells):
                    continue  # what a cell before it has left running goes on talking
                message["msg_type"] = message["header"]["msg_type"]
                yield message
                if message["msg_type"] == "execute_reply":
                    return
        except (OSError, EOFError) as error:
            raise KernelDied(
                ": the kernel died. It ran out of memory, or code in the cell ended the process."
            ) from error
        raise RunError(
            f" was still running after {self.limits.cell_seconds} s. Make it faster, or allow it "
            "more with --cell-seconds."
        )

    def close(self) -> None:
        """End it, and wait until everything that it started has ended, too."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
            line.shutdown(socket.SHUT_WR)
            if self._process:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            line.settimeout(START_SECONDS)
            while line.recv(1 << 20):
                pass
        self._connection.close()
        self._scratch.cleanup()
