"""
The ``workings`` command: a thin door to the rest.

Whatever is slow to import is imported where it is used, so that help and a refused parameter
answer at once.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from workings import __version__
from workings.cli_add import add
from workings.cli_check import check
from workings.cli_editions import build, diff, edition, run, verify
from workings.cli_options import EXISTING, LEDGER
from workings.cli_trace import audit, trace
from workings.errors import WorkingsError


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


for command in (add, audit, build, check, diff, edition, run, trace, verify):
    main.add_command(command)


@main.command()
@click.argument("file", type=EXISTING, required=False)
@click.option("--as-of", metavar="DAY", help="What had been stated by then. [default: today]")
@click.option("--scan", metavar="TEXT", help="List the numbers of a text, a file or a web page.")
@click.option("--allow-private", is_flag=True, help="Scan pages at private addresses, too.")
@click.option("as_", "--json", flag_value="json", help="Print JSON.")
@click.option("as_", "--csv", flag_value="csv", help="Print CSV.")
@LEDGER
def claims(
    file: Path | None,
    as_of: str | None,
    scan: str | None,
    allow_private: bool,
    as_: str | None,
    ledger: Path,
) -> None:
    """
    Recompute the ledger's claims, or those of FILE, and say what the figures bear.

    FILE is a CSV file with the columns stated and expression, and any others of claims.csv. With
    --scan, list every number of a text instead, and say which of them a claim stands behind.

    \b
    Example:
        workings claims --as-of 2026-01-27
        workings claims article.csv --as-of 2026-01-27
        workings claims article.csv --scan article.txt
    """  # noqa: D301  # as above
    from workings.desk import check

    found = check.look_into(ledger, file, as_of or date.today(), scan, allow_private, as_)
    if isinstance(found, str):
        click.echo(found)
    else:
        from rich.console import Console

        Console().print(found)
