"""``workings run``: one edition on record, or a draft of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from workings.cli.build import build_and_list
from workings.cli.options import (
    EXISTING,
    FOLDER,
    REPORTS,
    is_edition,
    known_editions,
    limits,
    parameters,
)
from workings.cli.progress import telling, watching
from workings.editions import make_draft
from workings.errors import EditionError, ParameterError
from workings.ledger import LEDGER_FOLDER, Site
from workings.outside import YAML_BYTES, read_whole, read_yaml
from workings.run import Limits


@click.command()
@click.argument("what", metavar="NOTEBOOK|EDITION")
@parameters
@click.option("file", "-f", "--file", type=EXISTING, help="Take parameters from a YAML file.")
@REPORTS
@click.option(
    "--ledger",
    type=FOLDER,
    help="The ledger's folder.  [default: data; a notebook's is beside its]",
)
@limits
def run(
    what: str,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    reports: Path | None,
    ledger: Path | None,
    **cell: int,
) -> None:
    """
    Print an edition on record, or run a notebook on all that the ledger has now.

    \b
    Example:
        workings run one-in-one-out/2026-03-06
        workings run notebooks/one-in-one-out.ipynb -p as_of 2026-06-30
    """  # noqa: D301  # click's mark for lines to be left as they are
    limits, chosen = Limits(**cell), {**_from_file(file), **dict(given)}
    notebook = Path(what)
    if notebook.is_file():
        site = Site.around(notebook, ledger, reports)
        with telling(notebook.stem) as say:
            click.echo(make_draft(site, notebook, chosen, limits=limits, say=say))
        return
    if not is_edition(what):
        raise click.BadParameter(f"found no file {what!r}, and no edition REPORT/NAME.")
    if chosen:
        raise ParameterError(
            f"found parameters for {what}; expected none: an edition on record has its own. Run "
            "the notebook to try others."
        )
    site = Site.of(ledger or Path(LEDGER_FOLDER), reports)
    with watching("run") as say:
        (made,) = build_and_list(site, known_editions(site, [what]), 1, limits, say, again=True)
    if made.what == "failed":
        raise EditionError(made.why)
    click.echo(site.folder(made.edition) / "index.html")


def _from_file(file: Path | None) -> dict[str, Any]:
    """Read parameters from a YAML file: one `name: value` a line."""
    if file is None:
        return {}
    try:
        text = read_whole(file, YAML_BYTES, ParameterError).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError(
            f"{file}: found no YAML ({error}); expected lines of `name: value`."
        ) from error
    values = read_yaml(text, str(file), ParameterError) or {}
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ParameterError(f"{file}: found {values!r:.200}; expected lines of `name: value`.")
    return values
