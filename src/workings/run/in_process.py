"""
A rehearsal: a stored notebook run within this process, on the ledger or on a mutant of it.

It gives what the press would have in the executed notebook, charts undrawn, in a second rather than
five: for an audit, which runs the same notebook again and again. Nothing of it is ever printed.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from workings.errors import RunError
from workings.ledger import ASKED_FOR, Mutant, reading
from workings.notebook import charts
from workings.run.job import Job, Limits


def rehearse(job: Job, mutant: Mutant | None, limits: Limits) -> dict[str, Any]:
    """
    Run an edition's notebook here, which changes this process: fork one for it.

    Parameters
    ----------
    job : Job
        The edition.
    mutant : Mutant or None
        What is read otherwise than it stands.
    limits : Limits
        For each cell.

    Returns
    -------
    dict
        The executed notebook, as far as its cells and their outputs go.

    Raises
    ------
    RunError
        If a cell fails, or takes too long; names it.
    """
    stored = json.loads(job.notebook.read_text(encoding="utf-8"))
    with _at_the_desk(job), reading(mutant), tempfile.TemporaryDirectory() as profile:
        shell, shown = _shell(profile)
        for number, cell in enumerate(stored["cells"], start=1):
            if cell["cell_type"] != "code":
                continue
            _run(shell, "".join(cell["source"]), number, limits.cell_seconds)
            if "parameters" in cell["metadata"].get("tags", []):
                shell.push(dict(job.parameters))
            cell["outputs"] = json.loads(json.dumps(shown))
            shown.clear()
    return dict(stored)


def _shell(profile: str) -> tuple[Any, list[dict[str, Any]]]:
    """Start a shell that keeps what cells show, and no history."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    InteractiveShell.clear_instance()
    quiet = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=quiet, ipython_dir=profile)
    shell.display_pub = CapturingDisplayPublisher()
    shown: list[dict[str, Any]] = shell.display_pub.outputs
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    return shell, shown


def _run(shell: Any, source: str, number: int, seconds: int) -> None:
    """Run a cell; what it raises, or a limit that it breaks, ends the rehearsal."""

    def too_long(*_: Any) -> None:
        raise TimeoutError(f"it was still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    try:
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            ran = shell.run_cell(source)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    if error := ran.error_before_exec or ran.error_in_exec:
        raise RunError(f"cell {number}: {type(error).__name__}: {error}")


@contextmanager
def _at_the_desk(job: Job) -> Iterator[None]:
    """Stand where the notebook lies, ask for its edition, leave charts undrawn; then go back."""
    here, wanted = Path.cwd(), {ASKED_FOR: job.edition or "", charts.LATER: "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.chdir(job.notebook.resolve().parent)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.chdir(here)
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
