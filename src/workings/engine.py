"""
Papermill's engine with an output limit, and a kernel that knows nothing of this machine.

Found by papermill through its entry point, also as ``papermill --engine workings``. Nothing else
imports it: papermill itself has to be importing it, or the two wait for each other.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Callable
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from workings.editions import ASKED_FOR
from workings.errors import RunError
from workings.run import CELL_SECONDS, OUTPUT_BYTES, Progress

STARTS = 4
NEVER_ANSWERED = "Kernel died before replying"


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, which also counts what each cell puts out."""

    output_limit = OUTPUT_BYTES
    on_cell: Progress | None = None
    running = 0
    flooded = False

    def create_kernel_manager(self) -> Any:
        """Start this very interpreter, whatever kernels the machine has of the same name."""
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        return manager

    def execute_cell(self, cell: Any, cell_index: int, *args: Any, **kwargs: Any) -> Any:
        self.running, self._put_out = cell_index, 0
        if self.on_cell:
            self.on_cell(cell_index + 1, len(self.nb.cells))
        return super().execute_cell(cell, cell_index, *args, **kwargs)

    def process_message(self, message: Any, *args: Any, **kwargs: Any) -> Any:
        """Pass a message on, unless the cell has put out too much: then its kernel is ended."""
        self._put_out += len(repr(message["content"]))
        if self._put_out <= self.output_limit:
            return super().process_message(message, *args, **kwargs)
        if not self.flooded:
            self.flooded = True
            self._ending = asyncio.ensure_future(self.km.provisioner.kill())
        return None


class WorkingsEngine(NBClientEngine):  # type: ignore[misc]
    """
    Papermill's engine with an output limit and a kernel that knows nothing of this machine.

    Also found by plain papermill, as ``papermill --engine workings``.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        output_limit: int = OUTPUT_BYTES,
        on_cell: Progress | None = None,
        on_client: Callable[[Any], None] | None = None,
        kernel_folder: str | None = None,
        edition: str | None = None,
        **_: Any,
    ) -> Any:
        """
        Run the cells; `kernel_folder` is the folder that the notebook's own paths start from.

        The ledger is read as that `edition` has it, or else, whatever the environment says, all of
        it.

        Jupyter picks free ports and lets them go before the kernel takes them, so that two kernels
        started at once can get in each other's way: one that never began to answer is tried again.
        """
        for starts_left in reversed(range(STARTS)):
            client = _Client(
                nb_man,
                timeout=execution_timeout or CELL_SECONDS,
                startup_timeout=start_timeout,
                kernel_name=kernel_name,
                extra_arguments=["--log-level=40"],  # else it warns that it speaks on loopback
            )
            client.output_limit, client.on_cell = output_limit, on_cell
            if on_client:
                on_client(client)
            try:
                with tempfile.TemporaryDirectory() as profile:
                    return client.execute(
                        cwd=kernel_folder,
                        env=_neutral_environment(profile, edition),
                        stderr=subprocess.DEVNULL,  # a kernel that is ended says so at length
                    )
            except RuntimeError as error:
                if NEVER_ANSWERED not in str(error):
                    raise
                if not starts_left:
                    raise RunError(
                        f"no kernel could be started ({error}). See whether python -m "
                        "ipykernel_launcher does in this environment; if not, make the environment "
                        "anew: make clean setup."
                    ) from error


def _neutral_environment(profile: str, edition: str | None) -> dict[str, str]:
    """Return the kernel's environment: fixed hashes, time zone, locale; no start-up files."""
    neutral = {
        ASKED_FOR: edition or "",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "IPYTHONDIR": profile,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, **neutral}
