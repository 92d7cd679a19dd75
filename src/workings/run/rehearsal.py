"""
A rehearsal: a stored notebook run on the ledger, or on a book in which something is altered.

It gives what the press would have in the executed notebook, charts undrawn, without papermill: for
an audit, which runs the same notebook again and again. Nothing of it is ever printed.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import Any

from workings.errors import RunError
from workings.ledger import Mutant, Reading, alter
from workings.run.job import Job, Limits
from workings.run.kernels import Kernel, Task
from workings.run.parameters import read_source


def rehearse(job: Job, mutant: Mutant | None, limits: Limits) -> dict[str, Any]:
    """
    Run an edition's notebook in a kernel of its own, with what a mutant reads otherwise.

    Returns the executed notebook, as far as its cells and what they display go. Raises RunError if
    a cell fails or breaks a limit, naming it, and KernelDied if one ends its process.
    """
    stored = read_source(job.notebook)
    then = partial(alter, mutant=mutant) if mutant else None
    task = Task(str(job.notebook.resolve().parent), Reading(job.edition or "", then))
    with closing(Kernel(task, limits)) as kernel:
        for number, cell in enumerate(stored["cells"], start=1):
            if cell["cell_type"] != "code":
                continue
            cell["outputs"] = _run(kernel, "".join(cell["source"]), number)
            if "parameters" in cell["metadata"].get("tags", []):
                given = (f"{name} = {value!r}" for name, value in job.parameters.items())
                _run(kernel, "\n".join(given), number)
    return stored


def _run(kernel: Kernel, source: str, number: int) -> list[dict[str, Any]]:
    """Run a cell, and return what it displays."""
    shown = []
    try:
        for message in kernel.run(source):
            said = message["content"]
            if "data" in said:
                shown.append({"data": said["data"], "metadata": said["metadata"]})
            elif message["msg_type"] == "error":
                raise RunError(f": {said['ename']}: {said['evalue']}")
    except RunError as error:
        raise type(error)(f"cell {number}{error}") from error
    return shown
