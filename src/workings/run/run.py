"""
Run a parameterised notebook: parameters in, executed notebook out.

Papermill does the running. Round it stand the checks that it leaves out: limits on time and output
while a cell runs, and afterwards that every cell ran to its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workings.errors import RunError
from workings.notebook import numbered

CELL_SECONDS = 120
OUTPUT_BYTES = 20_000_000
# IPython files a cell's code under the kernel's process number, and warnings name that file.
CODE_FILE = re.compile(r"[^\s\"']*ipykernel_[0-9]+[/\\][0-9]+\.py")

Progress = Callable[[int, int], None]


def import_papermill() -> None:
    """Import what runs notebooks, which takes its time."""
    import papermill  # noqa: F401


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    executed: Path,
    *,
    edition: str | None = None,
    cell_seconds: int = CELL_SECONDS,
    output_bytes: int = OUTPUT_BYTES,
    on_cell: Progress | None = None,
) -> None:
    """
    Run a notebook from top to bottom and write the executed one.

    Parameters
    ----------
    notebook, executed : Path
        The stored notebook, and where the executed one goes. Paths inside the notebook start from
        the folder that it is stored in.
    parameters : mapping
        Already checked values, for a cell that papermill puts after the ``parameters`` cell.
    edition : str, optional
        The edition on record whose ledger the notebook is to read; without it, all of the ledger.
    cell_seconds, output_bytes : int
        What one cell may take, and put out.
    on_cell : callable, optional
        Called with the number of the cell about to run and how many there are.

    Raises
    ------
    RunError
        Naming the cell and what happened, unless every cell ran to its end. The executed notebook
        is there all the same, as far as it came.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    clients: list[Any] = []
    try:
        ran = papermill.execute_notebook(
            str(notebook),
            str(executed),
            parameters=dict(parameters),
            engine_name="workings",
            kernel_name="python3",  # this interpreter, whatever the notebook was saved with
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,  # it would write all of it twice for each cell
            execution_timeout=cell_seconds,
            output_limit=output_bytes,
            on_cell=on_cell,
            on_client=clients.append,
            kernel_folder=str(notebook.resolve().parent),
            edition=edition,
        )
    except PapermillExecutionError as error:
        cell = _failed(executed) or _running(clients[-1])
        raise RunError(f"{cell}: {error.ename}: {error.evalue or 'it did not run'}") from error
    except CellTimeoutError as error:
        nbformat.write(clients[-1].nb, executed)
        raise RunError(
            f"{_running(clients[-1])} was still running after {cell_seconds} s. Make it "
            "faster, or allow it more with --cell-seconds."
        ) from error
    except DeadKernelError as error:
        nbformat.write(clients[-1].nb, executed)
        cell = _running(clients[-1])
        if clients[-1].flooded:
            raise RunError(
                f"{cell} put out more than {output_bytes:,} bytes. Print less, or aggregate "
                "the table that is shown."
            ) from error
        raise RunError(
            f"{cell}: the kernel died. It ran out of memory, or code in the cell ended the process."
        ) from error
    _check_complete(ran)
    _settle(ran)
    nbformat.write(ran, executed)


def _check_complete(ran: Any) -> None:
    """Hold that every cell ran to its end: papermill takes ``sys.exit(0)`` for success."""
    for number, cell in numbered(ran.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors:
            raise RunError(
                f"cell {number} ended the run early: {errors[0].ename}: {errors[0].evalue}. A "
                "report runs to its last cell: take the exit out, or raise an error that says what "
                "is wrong."
            )
        if cell.execution_count is None:
            raise RunError(f"cell {number} did not run. Every cell of a report has to.")


def _settle(notebook: Any) -> None:
    """Take out of an executed notebook what differs from run to run: times, paths, random ids."""
    ran = notebook.metadata.pop("papermill", {})
    notebook.metadata["papermill"] = {"parameters": ran.get("parameters", {})}
    notebook.metadata["language_info"] = {"name": "python", "file_extension": ".py"}
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = CODE_FILE.sub(f"cell-{number}", output.text)


def _failed(executed: Path) -> str:
    """Name the first cell with an error in it, by number and first line."""
    import nbformat

    for number, cell in numbered(nbformat.read(executed, as_version=4).cells):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number} ({cell.source.strip().splitlines()[0][:60]})"
    return ""


def _running(client: Any) -> str:
    """Name the cell a client was at, by its number in the stored notebook."""
    at = client.nb.cells[client.running]
    return next(f"cell {number}" for number, cell in numbered(client.nb.cells) if cell is at)
