"""
The server of kernels: ``python -m workings.run.kernel_server LISTENER MODULE...``.

It imports the modules, and then forks a kernel for every connection. It has one thread, no event
loop and no context of ZeroMQ, so that a fork of it is as good as new. A kernel lives no longer
than its connection, and the server no longer than its standard input. Kernels adopt what they have
started, however it detaches itself; of a kernel that is gone the server does, and ends it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import time
from typing import Any

from workings.imports import uncollected, without_address_grammar

LAUNCHER = "ipykernel_launcher"
MESSAGE = 1 << 20
#: What a kernel imports as it starts.
STARTING = (
    "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.magics.extension",
    "IPython.core.oinspect", "IPython.extensions.storemagic", "psutil", "sqlite3",
    "tornado.platform.asyncio",
)  # fmt: skip
_DIE_WITH_PARENT, _ADOPT = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER, in Linux's prctl.h


class _Server:
    """Forks kernels and ends them, until it is itself in a kernel."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener, self.pid = listener, os.getpid()
        self.kernels: dict[int, socket.socket] = {}
        self.own_bytes: dict[int, int] = {}
        self.heard, self.bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.bell, warn_on_full_buffer=False)
        self.watched = selectors.PollSelector()
        for file in (listener, sys.stdin, self.heard):
            self.watched.register(file, selectors.EVENT_READ)

    def serve(self) -> tuple[dict[str, Any], socket.socket]:
        """Fork kernels, and return in each of them what was asked for, and its connection."""
        while True:
            for key, _ in self.watched.select():
                if key.fileobj is sys.stdin:
                    self._end()
                elif key.fileobj is self.listener:
                    self.watched.register(self.listener.accept()[0], selectors.EVENT_READ)
                elif key.fileobj == self.heard:
                    os.read(self.heard, MESSAGE)
                    self._bury()
                elif isinstance(key.fileobj, socket.socket) and (wanted := self._hear(key.fileobj)):
                    return wanted, key.fileobj

    def _hear(self, connection: socket.socket) -> dict[str, Any]:
        """Do what a connection asks for, whose end is its kernel's; return it where a kernel is."""
        try:
            said = connection.recv(MESSAGE)
        except ConnectionError:
            said = b""
        pid = next((pid for pid, known in self.kernels.items() if known is connection), None)
        if said and pid is None:
            if (pid := os.fork()) == 0:
                self._leave(connection)
                return dict(json.loads(said))
            self.kernels[pid] = connection
            return {}
        if not said:
            self.watched.unregister(connection)
        if pid is not None:
            number = json.loads(said)["signal"] if said else signal.SIGKILL
            if number == signal.SIGKILL:
                self.own_bytes[pid] = _own_bytes(pid)
            os.kill(pid, number)  # it is not buried yet, so that nobody else has its number
        return {}

    def _bury(self) -> None:
        """Tell of the kernels that have ended, once whatever they left behind has ended, too."""
        while ended := _ended():
            pid, status, usage = ended
            if pid not in self.kernels:
                continue
            connection = self.kernels.pop(pid)
            _end_all(_children() - set(self.kernels))
            took = {
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "own_bytes": self.own_bytes.pop(pid, 0),
                "peak_bytes": usage.ru_maxrss * 1024,
            }
            told = {"returncode": os.waitstatus_to_exitcode(status), "took": took}
            with contextlib.suppress(OSError):  # nobody may be listening any more
                connection.send(json.dumps(told).encode())
            with contextlib.suppress(KeyError):
                self.watched.unregister(connection)
            connection.close()

    def _end(self) -> None:
        """End everything."""
        while children := _children():
            _end_all(children)
        address = self.listener.getsockname()
        with contextlib.suppress(OSError):  # whoever started us may have been quicker
            os.unlink(address)
            os.rmdir(os.path.dirname(address))
        raise SystemExit

    def _leave(self, connection: socket.socket) -> None:
        """Give up what is the server's own, in a process just forked from it."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self.heard)
        os.close(self.bell)
        for key in list(self.watched.get_map().values()):
            if isinstance(key.fileobj, socket.socket) and key.fileobj is not connection:
                key.fileobj.close()
        os.setsid()
        _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        _prctl(_ADOPT, 1)
        if os.getppid() != self.pid:
            os._exit(1)


def main() -> None:
    """Import, serve, and in each fork be a kernel."""
    sys.path.remove(os.getcwd())  # as Jupyter's own launcher does; a kernel gets its folder
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs a report as it runs
    listener = socket.socket(fileno=int(sys.argv[1]))
    listener.set_inheritable(False)
    _prctl(_ADOPT, 1)
    with without_address_grammar(), uncollected():
        for module in (*STARTING, *sys.argv[2:]):
            with contextlib.suppress(ImportError):  # whoever wants it will say so
                importlib.import_module(module)
    del sys.modules["debugpy"]
    ctypes.CDLL(None).malloc_trim(0)
    wanted, connection = _Server(listener).serve()

    with open(os.devnull, "r+b") as nowhere:
        for number in range(3):
            os.dup2(nowhere.fileno(), number)
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    os.chdir(wanted["cwd"])
    launcher = importlib.util.find_spec(LAUNCHER)
    sys.argv = [str(launcher and launcher.origin), *wanted["argv"]]
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance()
    app.initialize(wanted["argv"])
    connection.send(json.dumps({"pid": os.getpid()}).encode())
    connection.close()
    app.start()


def _ended() -> tuple[int, int, Any] | None:
    """Bury a process that has ended, if there is one; return its number, status and usage."""
    try:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status, usage) if pid else None


def _children() -> set[int]:
    with open("/proc/thread-self/children") as file:
        return set(map(int, file.read().split()))


def _end_all(processes: set[int]) -> None:
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _own_bytes(pid: int) -> int:
    """Return how much memory a process doesn't share with any other."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Private_"))


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    main()
