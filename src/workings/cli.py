"""
The ``workings`` command: a thin door to the rest.

Whatever is slow to import is imported where it is used, so that help and a refused parameter
answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from workings import __version__
from workings.errors import ParameterError, WorkingsError

LEDGER = click.option(
    "--ledger",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="The ledger's folder.",
)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Shown(click.ClickException):
    """A known error at the command line: its message alone, and its exit status."""

    def __init__(self, error: WorkingsError) -> None:
        super().__init__(str(error))
        setattr(self, "exit_code", error.exit_status)  # noqa: B010  # click declares it per class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class _Commands(click.Group):
    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except WorkingsError as error:
            raise _Shown(error) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="workings")
def main() -> None:
    """Print reports in which every number shows its workings."""


@main.command()
@click.argument("notebook", type=EXISTING)
@click.option(
    "given", "-p", "--parameter", nargs=2, multiple=True, metavar="NAME VALUE",
    help="Set a parameter; may be given again.",
)  # fmt: skip
@click.option("file", "-f", "--file", type=EXISTING, help="Take parameters from a YAML file.")
@click.option(
    "--reports", type=click.Path(file_okay=False, path_type=Path), help="Folder for the editions."
)
@click.option("--cell-seconds", default=120, show_default=True, help="Time limit for each cell.")
@click.option(
    "--output-bytes", default=20_000_000, show_default=True, help="Output limit for each cell."
)
def run(
    notebook: Path,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    reports: Path | None,
    cell_seconds: int,
    output_bytes: int,
) -> None:
    r"""
    Run NOTEBOOK and publish the edition that its parameters ask for.

    \b
    Example:
        workings run notebooks/one-in-one-out.ipynb -p as_of 2026-03-06
    """
    from workings.press import make_edition

    with _telling(notebook.stem) as say:
        page = make_edition(
            notebook,
            {**_from_file(file), **dict(given)},
            reports or notebook.resolve().parent.parent / "reports",
            cell_seconds=cell_seconds,
            output_bytes=output_bytes,
            say=say,
        )
    click.echo(page)


@main.command()
@click.argument("old")
@click.argument("new")
@LEDGER
def diff(old: str, new: str, ledger: Path) -> None:
    r"""
    Show what changed between two vintages of an official file, OLD and NEW.

    \b
    Example:
        workings diff small-boats@2026-04-24 small-boats@2026-05-01
    """
    from workings.ledger import read_ledger

    for table in read_ledger(ledger, date.max).archive.diff(old, new):
        click.echo(table)


def _from_file(file: Path | None) -> dict[str, Any]:
    """Read parameters from a YAML file: one `name: value` a line."""
    if file is None:
        return {}
    import yaml

    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(
            f"{file}: found no YAML ({error}); expected lines of `name: value`."
        ) from error
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ParameterError(f"{file}: found {values!r}; expected lines of `name: value`.")
    return values


@contextmanager
def _telling(report: str) -> Iterator[Callable[[str], None]]:
    """Say where a run has got to: in place on a terminal, a line for each step elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{report}: {step}", err=True)
        return
    with console.status(report) as status:
        yield lambda step: status.update(f"{report}: {step}")
