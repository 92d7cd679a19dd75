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
from workings.cli_add import add
from workings.cli_options import EXISTING, LEDGER, POSITIVE
from workings.errors import ParameterError, WorkingsError


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


main.add_command(add)


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
@click.option(
    "--cell-seconds",
    type=POSITIVE,
    default=120,
    show_default=True,
    help="Time limit for each cell.",
)
@click.option(
    "--output-bytes",
    type=POSITIVE,
    default=20_000_000,
    show_default=True,
    help="Output limit for each cell.",
)
def run(
    notebook: Path,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    reports: Path | None,
    cell_seconds: int,
    output_bytes: int,
) -> None:
    """
    Run NOTEBOOK and publish the edition that its parameters ask for.

    \b
    Example:
        workings run notebooks/one-in-one-out.ipynb -p as_of 2026-03-06
    """  # noqa: D301  # click's mark for lines to be left as they are
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
    """
    Show what changed between two vintages of an official file, OLD and NEW.

    \b
    Example:
        workings diff small-boats@2026-04-24 small-boats@2026-05-01
    """  # noqa: D301  # as above
    from workings.ledger import read_ledger

    for table in read_ledger(ledger, date.max).archive.diff(old, new):
        click.echo(table)


@main.command()
@click.argument("file", type=EXISTING, required=False)
@click.option("--as-of", metavar="DAY", help="What had been stated by then. [default: today]")
@click.option("as_", "--json", flag_value="json", help="Print JSON.")
@click.option("as_", "--csv", flag_value="csv", help="Print CSV.")
@LEDGER
def claims(file: Path | None, as_of: str | None, as_: str | None, ledger: Path) -> None:
    """
    Recompute the ledger's claims, or those of FILE, and say what the figures bear.

    FILE is a CSV file with the columns stated and expression, and any others of claims.csv.

    \b
    Example:
        workings claims --as-of 2026-01-27
        workings claims article.csv
    """  # noqa: D301  # as above
    from rich.console import Console

    from workings.desk import claims_file, claims_shown
    from workings.ledger import read_ledger
    from workings.recompute import check_claims

    book = read_ledger(ledger, as_of or date.today())
    lines = claims_file.read_claims_file(file, ledger, book) if file else None
    found = check_claims(book, lines, file.name if file else "claims.csv")
    if as_ == "json":
        click.echo(claims_shown.as_json(found))
    elif as_ == "csv":
        click.echo(claims_shown.as_csv(found))
    else:
        Console().print(claims_shown.tabulate(found))


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
