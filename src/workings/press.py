"""The press: one edition, from a stored notebook and its parameters to its folder."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from workings.errors import PageError, ParameterError, RunError
from workings.imports import without_address_grammar
from workings.parameters import Parameter, checked, declared

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def read_parameters(notebook: Path) -> list[Parameter]:
    """
    Read which parameters a stored notebook declares.

    Raises
    ------
    ParameterError
        If the file is no notebook, or hasn't exactly one cell tagged ``parameters``.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        sources = ["".join(cell["source"]) for cell in tagged]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParameterError(
            f"{notebook}: found a file that is no notebook ({error}); expected one that JupyterLab "
            "saved (.ipynb, format 4)."
        ) from error
    if len(sources) != 1:
        raise ParameterError(
            f"{notebook}: found {len(sources)} cells tagged `parameters`; expected one. Select the "
            "cell in JupyterLab and add the tag under Property Inspector, Cell Tags."
        )
    return declared(sources[0])


def edition_name(parameters: Mapping[str, Any], declaration: list[Parameter]) -> str:
    r"""
    Name an edition: its as-of date, then every other parameter that differs from its default.

    Examples
    --------
    >>> edition_name({"as_of": "2026-03-06"}, declared('as_of = "2026-01-27"'))
    '2026-03-06'
    >>> edition_name({"as_of": "2026-03-06", "year": 2024}, declared('as_of = ""\nyear = 2025'))
    '2026-03-06-year-2024'
    """
    parts = [_safe(parameters["as_of"])] if "as_of" in parameters else []
    for parameter in declaration:
        value = parameters[parameter.name]
        if parameter.name != "as_of" and value != parameter.default:
            parts += [parameter.name, _safe(value)]
    return "-".join(parts) or "edition"


def make_edition(
    notebook: Path,
    given: Mapping[str, Any],
    reports: Path,
    *,
    cell_seconds: int,
    output_bytes: int,
    say: Callable[[str], None],
) -> Path:
    """
    Run a notebook and publish the edition, which appears whole or not at all, and the front page.

    Parameters
    ----------
    notebook : Path
        The stored notebook.
    given : mapping
        Parameters as given; they are checked before anything runs.
    reports : Path
        The edition goes to ``reports/<notebook's name>/<edition's name>/``.
    cell_seconds, output_bytes : int
        Limits for each cell.
    say : callable
        Told each step in a few words.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    WorkingsError
        If anything fails; the executed notebook is then kept, as the message says, and whatever
        edition stood there before still does.
    """
    report = _safe(notebook.stem)
    declaration = read_parameters(notebook)
    parameters = checked(declaration, given)
    edition = edition_name(parameters, declaration)
    with without_address_grammar():
        from workings.front import write_front
        from workings.publish import write_edition
        from workings.run import run_notebook

    with tempfile.TemporaryDirectory() as scratch:
        executed = Path(scratch) / "notebook.ipynb"
        try:
            run_notebook(
                notebook,
                parameters,
                executed,
                cell_seconds=cell_seconds,
                output_bytes=output_bytes,
                on_cell=lambda number, count: say(f"cell {number} of {count}"),
            )
            say("charts and page")
            home = notebook.resolve().parent
            page = write_edition(
                executed, reports / report / edition, home, parameters.get("as_of")
            )
            write_front(reports, home)
            return page
        except OSError as error:
            raise RunError(
                f"{notebook.name} {edition}: {error.strerror or error} ({error.filename}). Make "
                "room, or choose another folder with --reports."
            ) from error
        except (RunError, PageError) as error:
            kept = _keep(executed, reports / "failed" / f"{report}-{edition}.ipynb")
            raise type(error)(f"{notebook.name} {edition}: {error}{kept}") from error


def _keep(executed: Path, kept: Path) -> str:
    """Keep what ran of a failed notebook, and say where."""
    if not executed.exists():
        return ""
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(executed, kept)
    return f"\nThe notebook as far as it ran: {kept}"


def _safe(value: Any) -> str:
    """Make a file name of a value; one that had to be changed gets a digest, so none collide."""
    text = str(value)
    safe = UNSAFE.sub("-", text).strip(".-")[:60]
    digest = sha256(text.encode()).hexdigest()[:8]
    return safe if safe == text and safe else f"{safe}-{digest}".lstrip("-")
