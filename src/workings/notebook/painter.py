"""
The painter: a process of its own that draws charts, in UTC and with the shipped fonts alone.

vl-convert has the time zone and the fonts of the process that it draws in. Whoever draws may be a
reader's own notebook, which keeps both: so the drawing is done in a process of its own, started
when the first chart is drawn. It ends with the process that started it.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from threading import Lock
from typing import Any

from workings.environment import neutral_environment
from workings.errors import PageError


def vegalite_to_svg(spec: str) -> str:
    """Draw a chart, given as Vega-Lite in JSON, and fetch nothing; raises `PageError`."""
    return str(_painter.ask("vegalite_to_svg", vl_spec=spec, allowed_base_urls=[]))


def svg_to_png(svg: str, scale: float) -> bytes:
    """Paint an SVG; raises `PageError` if it can't be done."""
    return bytes(_painter.ask("svg_to_png", svg=svg, scale=scale))


class _Painter:
    """The process as this one knows it, asked for one drawing at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.started: list[tuple[subprocess.Popen[bytes], Connection]] = []

    def forget(self) -> None:
        """Leave it to the process that this one was forked from, which may be using it."""
        self.lock, self.started = Lock(), []

    def ask(self, what: str, **given: Any) -> Any:
        """Have vl-convert do something; return what comes of it."""
        with self.lock:
            if self.started and self.started[-1][0].poll() is not None:
                self.end()  # somebody has ended it, as a build does that is stopped
            if not self.started:
                self.started.append(_start())
            connection = self.started[-1][1]
            try:
                connection.send((what, given))
                answer = connection.recv()
            except (EOFError, OSError) as error:
                self.end()
                raise PageError(
                    "the process that draws charts has ended. A control character in a text does "
                    "that to it: take it out."
                ) from error
            except BaseException:  # an answer that nobody waits for would be taken for the next
                self.end()
                raise
        if isinstance(answer, Exception):
            raise PageError(f"it can't be drawn: {answer}") from answer
        return answer

    def end(self) -> None:
        while self.started:
            process, connection = self.started.pop()
            connection.close()
            process.kill()
            process.wait()


def _start() -> tuple[subprocess.Popen[bytes], Connection]:
    """Start the process, and return it with this end of the line to it."""
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(theirs.fileno())],  # without the rest of us
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # vl-convert says at length where in itself it failed
            cwd="/",  # what lies where we happen to be is not to be imported
            env=neutral_environment(),
            start_new_session=True,  # Ctrl-C is for us to hear
        )
    return process, ours


_painter = _Painter()
atexit.register(_painter.end)
os.register_at_fork(after_in_child=_painter.forget)


def main() -> None:
    """Draw what is asked for, until nobody is left to ask."""
    import vl_convert

    with Connection(int(sys.argv[1])) as connection, suppress(EOFError, OSError):
        while True:
            what, given = connection.recv()
            try:
                answer = getattr(vl_convert, what)(**given)
            except Exception as error:  # whatever is wrong is told to whoever asked
                answer = ValueError(" ".join(str(error).splitlines()[:2]))
            connection.send(answer)


if __name__ == "__main__":
    main()
