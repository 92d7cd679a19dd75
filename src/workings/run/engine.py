"""
Papermill's engine with an output limit, and a kernel that knows nothing of this machine.

Found by papermill through its entry point, also as ``papermill --engine workings``. Nothing else
imports it: papermill itself has to be importing it, or the two wait for each other.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from workings.environment import neutral_environment
from workings.errors import RunError
from workings.ledger import ASKED_FOR
from workings.notebook import charts, read_house
from workings.run.kernels import socket_folder
from workings.run.run import CELL_SECONDS, OUTPUT_BYTES, Progress

NEVER_ANSWERED = "Kernel died before replying"


class _Channels(AsyncKernelClient):
    """Jupyter's channels to a kernel, ready as soon as it has answered on two of them."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until an answer comes on both, and the kernel has no more to say to it."""
        deadline = asyncio.get_running_loop().time() + (timeout or CELL_SECONDS)
        while await self.is_alive() and asyncio.get_running_loop().time() < deadline:
            asked = self.kernel_info()
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
                while not _is_idle(await self.iopub_channel.get_msg(timeout=0.2), asked):
                    pass
            except Empty:
                continue
            self._handle_kernel_info_reply(reply)
            return
        raise RuntimeError(NEVER_ANSWERED)


def _is_idle(message: Any, asked: str) -> bool:
    state: str | None = message["content"].get("execution_state")
    return state == "idle" and bool(message["parent_header"].get("msg_id") == asked)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, which also counts what each cell puts out."""

    shutdown_kernel = "immediate"  # whatever counts has been said by then
    output_limit = OUTPUT_BYTES
    on_cell: Progress | None = None
    folder = ""
    running = 0
    drawing: ThreadPoolExecutor
    flooded = False

    def create_kernel_manager(self) -> Any:
        """
        Start this very interpreter, whatever kernels the machine has of the same name.

        It listens at sockets in a folder of its own: free ports would have to be let go of before
        it takes them, and could be taken by another.
        """
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": "workings"}
        manager.transport, manager.ip = "ipc", os.path.join(self.folder, "kernel")
        manager.connection_file = f"{manager.ip}.json"
        manager.client_factory = _Channels
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
            output = super().process_message(message, *args, **kwargs)
            if output and (spec := charts.undrawn(output.get("data", {}))):
                self.drawing.submit(charts.draw_ahead, spec)  # the kernel goes on meanwhile
            return output
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
        """
        with socket_folder() as folder:
            client = _Client(
                nb_man,
                timeout=execution_timeout or CELL_SECONDS,
                startup_timeout=start_timeout,
                kernel_name=kernel_name,
                extra_arguments=["--log-level=40"],
            )
            client.output_limit, client.on_cell, client.folder = output_limit, on_cell, folder
            if on_client:
                on_client(client)
            env = {**neutral_environment(), ASKED_FOR: edition or "", "IPYTHONDIR": folder}
            try:
                with ThreadPoolExecutor(1) as client.drawing:
                    client.execute(
                        cwd=kernel_folder,
                        env={**env, charts.LATER: "yes"},
                        stderr=subprocess.DEVNULL,  # a kernel that is ended says so at length
                    )
                _draw(nb_man.nb, kernel_folder)
            except RuntimeError as error:
                if NEVER_ANSWERED not in str(error):
                    raise
                raise RunError(
                    f"no kernel could be started ({error}). See whether python -m "
                    "ipykernel_launcher does in this environment; if not, make the environment "
                    "anew: make clean setup."
                ) from error


def _draw(notebook: Any, folder: str | None) -> None:
    """Draw the charts that the kernel has left to be drawn, as JupyterLab would show them."""
    colours = read_house(Path(folder or ".").resolve()).light
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if spec := charts.undrawn(output.get("data", {})):
                output["data"][charts.SVG] = charts.draw_alone(spec, colours)
