"""``workings edition``: putting editions on record, one by one or as a grid, and listing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from workings.cli.options import LEDGER, at_site, known_editions, parameters, today
from workings.editions import add_editions, list_editions
from workings.errors import ParameterError, counted
from workings.ledger import Column, Site
from workings.outside import read_yaml


@click.group()
def edition() -> None:
    """Put editions on record, and list them."""


@edition.command("add")
@click.argument("report")
@click.option("--as-of", metavar="DAY", required=True, help="What had been stated by then.")
@parameters
@click.option(
    "matrix",
    "--matrix",
    nargs=2,
    multiple=True,
    metavar="NAME VALUES",
    help="An edition for each of a parameter's values: [a, list], or the ledger's FILE.csv:COLUMN.",
)
@LEDGER
def add_edition(
    report: str,
    as_of: str,
    given: tuple[tuple[str, str], ...],
    matrix: tuple[tuple[str, str], ...],
    ledger: Path,
) -> None:
    """
    Put an edition of REPORT on record, made from the ledger as it is now.

    The ledger lines that it rests on are sealed.

    \b
    Example:
        workings edition add one-in-one-out --as-of 2026-07-16
        workings edition add channel-crossings --as-of 2026-07-16 --matrix year "[2025, 2026]"
    """  # noqa: D301  # as above
    grid = {name: _read_values(values) for name, values in matrix}
    made = add_editions(ledger, report, {**dict(given), "as_of": as_of}, grid, today(ledger))
    last = made.editions[-1]
    several = f"{counted(len(made.editions), 'edition')}, to {last.id}, are"
    what = several if len(made.editions) > 1 else f"{last.id} is"
    click.echo(
        f"{what} on record, made on {last.made_on}, from the ledger head {last.head[:12]}. "
        f"Print with workings build {report}."
    )
    if made.sealed:
        click.echo(f"Sealed for it: {', '.join(made.sealed)}.")


@edition.command("list")
@click.argument("reports_wanted", metavar="[REPORT]...", nargs=-1)
@at_site
def list_all(reports_wanted: tuple[str, ...], site: Site) -> None:
    """
    List what is on record: of which report, made from what, and whether it is up to date.

    \b
    Example:
        workings edition list one-in-one-out
    """  # noqa: D301  # as above
    for line in list_editions(site, known_editions(site, reports_wanted)):
        click.echo(line)


def _read_values(values: str) -> Column | list[Any]:
    """Read what a matrix's values are: a list in YAML, or where the column is."""
    if values.lstrip().startswith(("[", "-")):
        found = read_yaml(values, "--matrix", ParameterError)
        if isinstance(found, list):
            return found
    file, colon, column = values.partition(":")
    if not colon:
        raise ParameterError(
            f"--matrix: found {values!r}; expected a list, such as '[2025, 2026]', or a column of "
            "a CSV file in the ledger's folder, such as places.csv:name."
        )
    return Column(file, column)
