"""
A kernel that runs the cells of one notebook: ``python -m workings.run.kernel serve|once SOCKET``.

It is ipykernel's own, without its channels: cells come in over one connection, and what they put
out goes back over it. With ``serve`` the process imports what notebooks use and then forks a kernel
for each connection that it is handed, until nobody is left to hand it one. It has one thread and no
event loop, so that a fork of it is as good as new. Between it and each kernel stands a keeper: a
process that adopts whatever the kernel starts, however it detaches itself, and ends all of it when
the kernel has ended or nobody listens to it any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import importlib
import importlib.util
import json
import logging
import multiprocessing
import os
import select
import signal
import socket
import sys
import time
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

from workings.imports import uncollected, without_address_grammar
from workings.ledger import reading
from workings.run.kernels import Task
from workings.run.shut_in import write_only_in

#: What kernels import as they start, and what notebooks use. None of it starts a thread.
BEFOREHAND = (
    "ipykernel.ipkernel", "ipykernel.debugger", "IPython.core.completerlib",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.magics.extension",
    "IPython.core.oinspect", "tornado.platform.asyncio", "altair", "pandas",
    "workings.author", "workings.notebook.prose",
    "frictionless.resources", "frictionless.formats", "frictionless.portals",
    "frictionless.schemes", "narwhals._pandas_like.namespace", "pandas.core.methods.to_dict",
    "pandas.io.formats.string", "yaml",
)  # fmt: skip
#: Where any process writes: into nothing, to those it shares memory with, and, as IPython does for
#: a line that begins with "!", to a terminal of its own.
_DEVICES = ("/dev/null", "/dev/shm", "/dev/ptmx", "/dev/pts")
ENDED_SECONDS = 0.05  # between two looks at whether a kernel has ended by itself
_DIE_WITH_PARENT, _ADOPT = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER, in Linux's prctl.h


def main() -> None:
    """Be a kernel, or serve and in each fork be one."""
    how, place = sys.argv[1:]
    sys.path.remove(os.getcwd())  # as Jupyter's own launcher does; a kernel gets its folder
    if how == "serve":
        with socket.socket(fileno=int(place)) as handed:
            handed.set_inheritable(False)
            _import_beforehand()
            connection = _serve(handed)
    else:
        os.set_inheritable(int(place), False)
        connection = Connection(int(place))
    task: Task = connection.recv()
    _begin(task)
    from workings.notebook import charts

    with reading(task.reading), charts.left_undrawn():
        asyncio.run(_run_cells(connection))


def _import_beforehand() -> None:
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs a report as it runs
    with without_address_grammar(), uncollected():
        for module in BEFOREHAND:
            with contextlib.suppress(ImportError):  # whoever wants it will say so
                importlib.import_module(module)
    del sys.modules["debugpy"]
    ctypes.CDLL(None).malloc_trim(0)


def _serve(handed: socket.socket) -> Connection:
    """Fork a kernel for every connection that is handed in, and return the connection in it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a keeper has ended
    while places := socket.recv_fds(handed, 1, 1)[1]:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            handed.close()
            _keep(places[0])
            return Connection(places[0])
        os.close(places[0])
    with contextlib.suppress(ChildProcessError):  # once the last keeper has ended
        os.wait()
    raise SystemExit


def _keep(place: int) -> None:
    """Return in a fork, the kernel to be. Stay until it has ended; then end all that is left."""
    _prctl(_ADOPT, 1)
    keeper = os.getpid()
    if (kernel := os.fork()) == 0:
        os.setsid()
        _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != keeper:
            os._exit(1)
        return
    listening = select.poll()
    listening.register(place, select.POLLRDHUP)
    while not listening.poll(ENDED_SECONDS * 1000):
        if os.waitpid(kernel, os.WNOHANG) != (0, 0):
            break
    while children := _children():
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    os._exit(0)


def _children() -> list[int]:
    with open("/proc/thread-self/children") as file:
        return list(map(int, file.read().split()))


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _begin(task: Task) -> None:
    """Take on the folder, the environment and all else that the task says, for good."""
    with open(os.devnull, "r+b") as nowhere:
        for number in range(3):
            os.dup2(nowhere.fileno(), number)
    environment = task.environment
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(task.folder)
    write_only_in([task.scratch, *_DEVICES])
    sys.path.insert(0, "")
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin)]
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers


class _Socket:
    """What stands where ipykernel has a socket of ZeroMQ: the connection to whoever runs us."""

    def __init__(self, connection: Connection) -> None:
        import zmq

        self.connection, self.context = connection, zmq.Context()
        self.one_at_a_time = multiprocessing.Lock()  # among processes that a cell forks as well

    def send_multipart(self, parts: list[bytes], **_: Any) -> None:
        """Hand on a message, in Jupyter's form: its type, which cell it is of, and what it says."""
        from jupyter_client.session import DELIM

        header, parent, _metadata, content = parts[parts.index(DELIM) + 2 :][:4]
        message = b'{"header":%b,"parent_header":%b,"content":%b}' % (header, parent, content)
        with self.one_at_a_time:
            self.connection.send_bytes(message)


def _packed(value: Any) -> bytes:
    """Write JSON as Jupyter does; with half a character escaped, for whoever runs us to refuse."""
    from jupyter_client.jsonutil import json_default
    from jupyter_client.session import json_packer

    try:
        return json_packer(value)
    except UnicodeEncodeError:
        return json.dumps(value, default=json_default).encode()


async def _run_cells(connection: Connection) -> None:
    """Run cells as they come in. Each is in the running event loop, as in Jupyter."""
    from ipykernel.iostream import IOPubThread, OutStream
    from ipykernel.ipkernel import IPythonKernel
    from jupyter_client.session import Session
    from traitlets.config import Application, Config

    publishing: Any = IOPubThread
    thread = publishing(_Socket(connection))
    thread.start()
    session, stream = Session(pack=_packed), thread.background_socket
    output: Any = OutStream
    outputs = sys.stdout, sys.stderr = [output(session, thread, n) for n in ("stdout", "stderr")]
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    kernel: Any = IPythonKernel.instance(
        session=session,
        iopub_socket=stream,
        shell_channel_thread=SimpleNamespace(parent_thread=None),  # which hears Ctrl-C
        log=logging.getLogger(__name__),
        config=Config({"HistoryManager": {"enabled": False}}),
    )
    launched: Any = Application.instance()
    launched.kernel = kernel  # where libraries look for it
    connection.send_bytes(b"ready")

    def tell(what: str, content: dict[str, Any], request: dict[str, Any]) -> None:
        session.send(stream, what, content, parent=request)

    while True:
        try:
            number, source = connection.recv()
        except EOFError:
            return
        request: Any = session.msg("execute_request")
        request["header"]["msg_id"] = number
        kernel.set_parent([], request)
        count = {"execution_count": kernel.execution_count}
        tell("execute_input", {"code": source, **count}, request)
        reply = await kernel.do_execute(source, silent=False)
        for each in outputs:
            each.flush()
        tell("execute_reply", reply, request)
        if kernel.shell.exit_now:
            os._exit(0)


if __name__ == "__main__":
    main()
