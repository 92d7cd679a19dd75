"""
Warm kernels: one process that has imported what notebooks use, and forks a kernel for each run.

A process that needs a kernel starts a server, which ends with it; a build starts one for all its
processes, which find its address in the environment. Where forking isn't possible,
kernels are ordinary ones; what comes out is the same, and takes longer.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from workings.environment import neutral_environment

ADDRESS = "WORKINGS_KERNELS"
CAN_FORK = sys.platform == "linux"  # elsewhere system libraries may not survive it, or nobody can
LAUNCHER = "ipykernel_launcher"
MESSAGE = 1 << 20  # bytes
PATH_BYTES = 90  # a path of a socket has room for 104, and ours add a few of their own
#: What a server imports beforehand where a notebook imports it: none of it starts a thread.
KNOWN = re.compile(
    r"^[ \t]*(?:from|import|%load_ext)[ \t]+((?:workings|pandas|altair|numpy)\b[\w.]*)",
    re.MULTILINE,
)
#: What it imports besides, as they are used.
USED_BY = {
    "workings": (
        "workings.author",
        "workings.notebook.prose",
        "frictionless.resources",
        "frictionless.formats",
        "frictionless.portals",
        "frictionless.schemes",
        "python_calamine",
        "yaml",
    ),
    "altair": ("narwhals._pandas_like.namespace",),
    "pandas": ("pandas.core.methods.to_dict", "pandas.io.formats.string"),
}
ALL = ("altair", "pandas", "workings")


_running: set[Kernel] = set()


@contextmanager
def socket_folder() -> Iterator[str]:
    """Give a folder of one's own whose path is short enough for sockets."""
    with TemporaryDirectory(prefix="w") as folder:
        if len(os.fsencode(folder)) <= PATH_BYTES:
            yield folder
            return
    with TemporaryDirectory(prefix="w", dir="/tmp") as folder:
        yield folder


def imports_of(notebooks: Iterable[Path]) -> list[str]:
    """
    List what stored notebooks import, as far as a server may import it for them.

    Examples
    --------
    >>> imports_of([Path("notebooks/pilot-by-month.ipynb")])[:3]
    ['altair', 'pandas', 'workings']
    """
    found = {"workings"}  # what is found here decides how long a run takes, and nothing else
    for notebook in notebooks:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # its run will tell
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
                found.update(KNOWN.findall("".join(cell["source"])))
    return sorted(found)


class Server:
    """
    A server of kernels, which ends with the process that started it.

    Parameters
    ----------
    imports : sequence of str
        The modules that it imports beforehand.
    """

    def __init__(self, imports: Sequence[str] = ALL) -> None:
        self._folder = contextlib.ExitStack()
        self.address = os.path.join(self._folder.enter_context(socket_folder()), "kernels")
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(self.address)
            listener.listen(128)  # kernels can be asked for before the imports are done
            place = str(listener.fileno())
            later = [module for name in imports for module in USED_BY.get(name, ())]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workings.run.kernel_server", place, *imports, *later],
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,  # open for as long as we are there
                stdout=subprocess.DEVNULL,
                cwd="/",  # what lies where we happen to be is not to be imported
                env=neutral_environment(),
                start_new_session=True,  # Ctrl-C is for us to hear
            )

    def close(self) -> None:
        """End the server, and every kernel that it still has."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        self._folder.close()


@contextmanager
def serving(imports: Sequence[str] = ALL) -> Iterator[None]:
    """Start a server for this process and those it starts, unless there is one already."""
    if ADDRESS in os.environ or not CAN_FORK:
        yield
        return
    with contextlib.closing(Server(imports)) as server:
        os.environ[ADDRESS] = server.address
        try:
            yield
        finally:
            del os.environ[ADDRESS]


class Kernel:
    """
    A forked kernel, as far as Jupyter wants to know: it has the methods of a `subprocess.Popen`.

    Attributes
    ----------
    pid : int
    returncode : int or None
        None as long as it runs.
    took : mapping
        Once it has ended, what it took: ``cpu_seconds``, ``own_bytes`` (memory that it doesn't
        share with the server, when it was told to end) and ``peak_bytes`` (with what it shares).
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.returncode: int | None = None
        self.took: Mapping[str, float] = {}
        self.pid = int(self._heard().get("pid", 0))
        if self.returncode is None:
            _running.add(self)

    def poll(self) -> int | None:
        """Return how it ended, or None if it hasn't."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and that of every process that it started."""
        if self.returncode is None:
            self._heard()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Have a signal sent to it."""
        with contextlib.suppress(OSError):  # then it is gone
            self._connection.send(json.dumps({"signal": int(number)}).encode())

    def _heard(self) -> dict[str, Any]:
        """Hear from the server: that it has begun, or how it ended, as when the server is gone."""
        said = self._connection.recv(MESSAGE)
        news: dict[str, Any] = json.loads(said) if said else {"returncode": 1}
        if "returncode" in news:
            self.returncode, self.took = news["returncode"], news.get("took", {})
            _running.discard(self)
            self._connection.close()
        return news


def end_kernels() -> None:
    """End every forked kernel of this process; whoever waits for one hears of it."""
    for kernel in list(_running):
        kernel.send_signal(signal.SIGKILL)


_own: list[Server] = []
_one_at_a_time = Lock()


def _own_server() -> str:
    """Return the address of a server of this process alone, started unless it is there."""
    with _one_at_a_time:
        if not _own or _own[-1].process.poll() is not None:
            _own.append(Server())
            atexit.register(_own[-1].close)
        return _own[-1].address


def fork_kernel(command: Sequence[str], env: Mapping[str, str], cwd: str | None) -> Kernel | None:
    """
    Have a kernel forked, in a session of its own; None where that can't be done.

    It ends, with all that it started, when this process does.

    Parameters
    ----------
    command : sequence of str
        As it would be started: ``python -m ipykernel_launcher`` and so on.
    env : mapping of str to str
        Its whole environment.
    cwd : str, optional
        Its folder.
    """
    if LAUNCHER not in command or not CAN_FORK:
        return None
    wanted = {"argv": command[command.index(LAUNCHER) + 1 :], "env": dict(env)}
    wanted["cwd"] = cwd or os.getcwd()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(os.environ.get(ADDRESS) or _own_server())
        connection.send(json.dumps(wanted).encode())
    except OSError:
        connection.close()
        return None
    return Kernel(connection)
