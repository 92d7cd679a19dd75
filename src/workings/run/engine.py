"""
Papermill's engine with limits, and a kernel that knows nothing of this machine.

Found by papermill through its entry point, also as ``papermill --engine workings``. Nothing else
imports it: papermill itself has to be importing it, or the two wait for each other.
"""

from __future__ import annotations

import os
import platform
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from workings.errors import PageError, RunError
from workings.ledger import Reading
from workings.notebook import charts, numbered, read_house
from workings.run.job import Limits
from workings.run.kernels import Kernel, Task
from workings.run.run import Progress

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, which has its cells run in a kernel of ours."""

    record_timing = False  # papermill itself does

    def __init__(
        self, nb_man: Any, kernel: Kernel, drawing: ThreadPoolExecutor, on_cell: Progress | None
    ) -> None:
        super().__init__(nb_man)
        self.kernel, self.drawing, self.on_cell = kernel, drawing, on_cell

    def execute(self, **_: Any) -> Any:
        self.reset_execution_trackers()
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = LANGUAGE
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Run a cell; its outputs are put together as nbclient does."""
        if self.on_cell:
            self.on_cell(cell_index + 1, len(self.nb.cells))
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        reply: dict[str, Any] = {}
        try:
            for message in self.kernel.run(cell.source):
                if message["msg_type"] == "execute_reply":
                    reply = message["content"]
                    continue
                output = self.process_message(message, cell, cell_index)
                if output and (spec := charts.undrawn(output.get("data", {}))):
                    self.drawing.submit(charts.draw_ahead, spec)  # the kernel goes on meanwhile
        except RunError as error:
            number = next(number for number, each in numbered(self.nb.cells) if each is cell)
            raise type(error)(f"cell {number}{error}") from error
        if reply["status"] == "error":
            if all(output.output_type != "error" for output in cell.outputs):  # a magic not known
                said = {name: reply[name] for name in ("ename", "evalue", "traceback")}
                cell.outputs.append(new_output("error", **said))
            if "raises-exception" in tags:
                return cell
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell


class WorkingsEngine(NBClientEngine):  # type: ignore[misc]
    """
    Papermill's engine with limits and a kernel that knows nothing of this machine.

    Also found by plain papermill, as ``papermill --engine workings``.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        execution_timeout: int | None = None,
        output_limit: int = Limits.output_bytes,
        on_cell: Progress | None = None,
        folder: str | None = None,
        reading: Reading | None = None,
        unfinished: str | None = None,
        **_: Any,
    ) -> Any:
        """
        Run the cells; the kernel is this very interpreter, whatever kernel is named.

        Paths start from `folder`, instead of here. If a cell breaks a limit, the notebook is
        written to `unfinished`, as far as it ran. `on_cell` is told the number of each cell, and
        how many there are.
        """
        import nbformat

        folder = folder or os.getcwd()
        limits = Limits(execution_timeout or Limits.cell_seconds, output_limit)
        kernel = Kernel(Task(folder, reading or Reading()), limits)
        try:
            with ThreadPoolExecutor(1) as drawing:
                _Client(nb_man, kernel, drawing, on_cell).execute()
        except RunError:
            if unfinished:
                nbformat.write(nb_man.nb, unfinished)
            raise
        finally:
            kernel.close()
        _draw(nb_man.nb, folder)


def _draw(notebook: Any, folder: str) -> None:
    """Draw the charts that the kernel has left to be drawn, as JupyterLab would show them."""
    colours = read_house(Path(folder).resolve()).light
    for number, cell in numbered(notebook.cells):
        for output in cell.get("outputs", []):
            if spec := charts.undrawn(output.get("data", {})):
                try:
                    output["data"][charts.SVG] = charts.draw_alone(spec, colours)
                except PageError as error:
                    raise PageError(f"cell {number}: {error}") from error
