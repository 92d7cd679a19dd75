"""Builds that are watched, that fail and that are stopped: what is told, and what is left."""

import contextlib
import fcntl
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import threading

import psutil
import pytest
from small import REPORT, Waiting, add_cell, contents, record, small_site

DATES = ("2026-01-27", "2026-03-06")
#: A cell that fails in the first edition.
FAULTY = 'assert as_of != "2026-01-27", "not this one"'


@pytest.fixture
def desk(tmp_path):
    """A desk with two editions of the small report on record."""
    return small_site(tmp_path, dates=DATES)


def _at_the_terminal():
    """Take the terminal, and hear Ctrl-C there, as the tests may run where nobody does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command in a terminal of its own, which is read as it is written."""

    def __init__(self, desk, *words):
        self.keys, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workings", *words], cwd=desk.folder, stdin=theirs,
            stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=_at_the_terminal,
        )  # fmt: skip
        os.close(theirs)
        self.text = b""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        with contextlib.suppress(OSError):  # it is closed
            while True:
                self.text += os.read(self.keys, 65536)

    def press_ctrl_c(self):
        """Press Ctrl-C."""
        os.write(self.keys, b"\x03")

    def end(self):
        """Wait for the end; returns the exit status and what stood on the terminal."""
        status = self.process.wait(timeout=60)
        self.reader.join()
        return status, self.text.decode()


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_ctrl_c_stops_at_once_ends_every_process_and_the_next_build_goes_on(desk, workers):
    """The kernel's own child, too; each edition is there whole or not at all, and one line says so."""
    waiting = Waiting(desk)
    terminal = Terminal(desk, "build", "--workers", workers)
    started = [waiting.kernel(), *psutil.Process(terminal.process.pid).children(recursive=True)]
    terminal.press_ctrl_c()
    status, said = terminal.end()
    assert status == 130
    assert psutil.wait_procs(started, timeout=10)[1] == []
    assert re.search(r"Stopped: [01] of 2 printed, .* give the same command again\.\s*$", said)
    assert "Traceback" not in said
    assert "small/2026-03-06: running" in said, "what was running stood on the terminal"
    left = {path.name for path in (desk.folder / "reports").rglob("*") if path.is_file()}
    assert not [name for name in left if name.startswith(".")]
    waiting.go_on()
    before = contents(desk.folder / "reports" / REPORT)
    ran = desk.run("build", "--workers", "1")
    assert ran.returncode == 0, ran.stderr
    assert before.items() <= contents(desk.folder / "reports" / REPORT).items()
    assert len(list((desk.folder / "reports" / REPORT).glob("*/index.html"))) == 2


def test_a_build_ends_with_a_table_and_a_line_for_each_page_where_there_is_no_terminal(desk):
    """In plain text; an edition fails whose notebook does, and one that is set against it."""
    add_cell(desk, FAULTY)
    record(desk, "2026-04-01")
    ran = desk.run("build", "--workers", "1")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[:3] == [
        "build: small/2026-01-27: failed (1 of 3)",
        "build: small/2026-03-06: failed (2 of 3)",
        "build: small/2026-04-01: printed (3 of 3)",
    ]
    assert "small/2026-03-06: the edition before it, small/2026-01-27, can't be run" in ran.stderr
    assert re.search(r"(?m)^ *report +printed +failed *\n *small +1 +2 *$", ran.stderr)
    assert ran.stdout == "3 editions: 1 printed, 2 failed.\n"
    assert "\x1b" not in ran.stderr
    ran = desk.run("build", "--workers", "1", "--fail-fast")
    assert (ran.returncode, ran.stdout) == (
        1,
        "3 editions: 1 failed, 1 not begun, 1 up to date.\n",
    )
