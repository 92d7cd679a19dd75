"""``workings edition``: putting editions on record, one by one or as a grid."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from workings.cli.options import LEDGER, counted, parameters
from workings.editions import add_editions
from workings.errors import ParameterError
from workings.ledger import Column
from workings.numbers import read_day
from workings.outside import read_yaml


@click.group()
def edition() -> None:
    """Put editions on record."""


@edition.command("add")
@click.argument("report")
@click.option("--as-of", metavar="DAY", required=True, help="What had been stated by then.")
@click.option("--published", metavar="DAY", help="The day it is published.  [default: today]")
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
    published: str | None,
    given: tuple[tuple[str, str], ...],
    matrix: tuple[tuple[str, str], ...],
    ledger: Path,
) -> None:
    """
    Put an edition of REPORT on record, pinned to the ledger as it is now.

    \b
    Example:
        workings edition add one-in-one-out --as-of 2026-07-16
        workings edition add channel-crossings --as-of 2026-07-16 --matrix year "[2025, 2026]"
    """  # noqa: D301  # as above
    day = read_day(published, "--published") if published else date.today()
    grid = {name: _read_values(values) for name, values in matrix}
    made = add_editions(ledger, report, {**dict(given), "as_of": as_of}, grid, day)
    last = made[-1]
    what = f"{counted(made)}, to {last.id}, are" if len(made) > 1 else f"{last.id} is"
    click.echo(
        f"{what} on record: edition {last.number}, published {last.published}, from the first "
        f"{last.ledger['figures.csv'].lines} lines of figures.csv. Print with workings build "
        f"{report}."
    )


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
