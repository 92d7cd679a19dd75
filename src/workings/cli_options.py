"""What several commands take, said once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

POSITIVE = click.IntRange(min=1)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
LEDGER = click.option(
    "--ledger",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="The ledger's folder.",
)
REPORTS = click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the editions.  [default: reports, beside the ledger's]",
)


parameters = click.option(
    "given", "-p", "--parameter", nargs=2, multiple=True, metavar="NAME VALUE",
    help="Set a parameter; may be given again.",
)  # fmt: skip


def tell_voided(ledger: Path, reports: Path | None) -> None:
    """Say which sign-offs no longer stand."""
    from workings.editions import read_editions
    from workings.origins import Site
    from workings.signoffs import voided

    site, editions = (
        Site(ledger, reports or ledger.resolve().parent / "reports"),
        read_editions(ledger),
    )
    for review in voided(ledger, editions, {each.id: site.folder(each) for each in editions}):
        click.echo(f"{review.signoff.subject}: {review}")


def limits(command: Any) -> Any:
    """Give a command the options that limit each cell of a notebook."""
    for flag, default, what in (
        ("--output-bytes", 20_000_000, "Output limit for each cell."),
        ("--cell-seconds", 120, "Time limit for each cell."),
    ):
        option = click.option(flag, type=POSITIVE, default=default, show_default=True, help=what)
        command = option(command)
    return command


def counted(editions: Sequence[object]) -> str:
    """Say how many editions there are."""
    return f"{len(editions)} edition{'s' if len(editions) != 1 else ''}"
