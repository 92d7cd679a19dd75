"""
Run a parameterised notebook: parameters in, executed notebook out.

Papermill does the running. Round it stand the checks that it leaves out: limits on time and output
while a cell runs, and afterwards that every cell ran to its end.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workings.errors import RunError
from workings.ledger import Reading, Site
from workings.notebook import numbered
from workings.run.job import Limits
from workings.run.parameters import read_source

# IPython files a cell's code under the kernel's process number, and warnings name that file.
CODE_FILE = re.compile(r"[^\s\"']*ipykernel_[0-9]+[/\\][0-9]+\.py")

#: What is said besides of an error by its name.
MEND = {
    "PermissionError": ". A cell writes nowhere but in its scratch folder, where tempfile puts "
    "what it makes: the ledger, the notebooks and the reports are as they were.",
}

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
    limits: Limits | None = None,
    on_cell: Progress | None = None,
) -> None:
    """
    Run a notebook from top to bottom and write the executed one.

    Paths inside the notebook start from the folder that it is stored in. The parameters have been
    checked. Without an edition on record it reads all of the ledger. `on_cell` is called with the
    number of the cell about to run and how many there are.

    Raises RunError, naming the cell and what happened, unless every cell ran to its end. The
    executed notebook is there all the same, as far as it came.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    limits = limits or Limits()
    read_source(notebook)  # which refuses what isn't Python
    try:
        ran = papermill.execute_notebook(
            _named(_without_mark(notebook, executed)),
            _named(executed),
            parameters=dict(parameters),
            engine_name="workings",
            kernel_name="python3",  # this interpreter, whatever the notebook was saved with
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,  # it would write all of it twice for each cell
            execution_timeout=limits.cell_seconds,
            output_limit=limits.output_bytes,
            on_cell=on_cell,
            folder=str(notebook.resolve().parent),
            reading=Reading(edition or ""),
            unfinished=str(executed),
        )
    except PapermillExecutionError as error:
        said = f"{_failed(executed)}: {error.ename}: {error.evalue}"
        raise RunError(f"{said}{MEND.get(error.ename, '')}") from error
    _check_complete(ran)
    _settle(ran)
    nbformat.write(ran, executed)


def check_places(executed: Path, notebook: Path) -> None:
    """
    Hold that nothing an executed notebook shows names a place on this machine.

    Raises
    ------
    RunError
        Naming the cell, and the folder that it tells of.
    """
    import nbformat

    places = {os.path.abspath(notebook.parent), tempfile.gettempdir(), os.path.expanduser("~")}
    places |= {str(Site.around(notebook).root), sys.prefix, *sysconfig.get_paths().values()}
    places |= set(map(os.path.realpath, places))
    known = "|".join(re.escape(place) for place in sorted(places, reverse=True) if place != os.sep)
    place = re.compile(rf"(?<![\w.:/-])(?:{known})(?![\w-])")
    for number, cell in numbered(nbformat.read(executed, as_version=4).cells):
        for text in _texts(cell.get("outputs", [])):
            if found := place.search(text):
                raise RunError(
                    f"cell {number}: found {found[0]!r}, a place on this machine, in what it "
                    "shows; expected nothing that tells of the machine. Print less; a warning of a "
                    "library's own names the library's folder: mend what it warns of."
                )


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in something read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _named(path: Path) -> str:
    """Write a path for papermill, which would fill in what stands in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _without_mark(notebook: Path, executed: Path) -> Path:
    """Return a notebook that doesn't begin with a byte order mark, which papermill can't read."""
    content = notebook.read_bytes()
    if not content.startswith(BOM_UTF8):
        return notebook
    plain = executed.with_name(f"source-{executed.name}")
    plain.write_bytes(content.removeprefix(BOM_UTF8))
    return plain


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
