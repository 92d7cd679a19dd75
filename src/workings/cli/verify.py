"""``workings verify``: every edition printed again, and compared byte by byte."""

from __future__ import annotations

from pathlib import Path

import click

from workings.cli.options import (
    FOLDER,
    LEDGER,
    WORKERS,
    known_editions,
    limits,
    processors,
    tell_voided,
)
from workings.cli.progress import watching
from workings.editions import verify_editions
from workings.errors import counted
from workings.ledger import Site
from workings.run import Limits


@click.command()
@click.argument("against", type=FOLDER, required=False)
@click.option(
    "--only", metavar="EDITION", multiple=True, help="Verify this one; may be given again."
)
@WORKERS
@LEDGER
@limits
def verify(
    against: Path | None, only: tuple[str, ...], workers: int | None, ledger: Path, **cell: int
) -> None:
    """
    Print every edition on record again, and compare it byte by byte.

    The pages are compared with those in reports/, or in the folder AGAINST, and with the register.

    \b
    Example:
        workings verify
    """  # noqa: D301  # as above
    site = Site.of(ledger, against)
    wanted = known_editions(site, only)
    with watching("verify") as say:
        found = verify_editions(site, wanted, workers or processors(), Limits(**cell), say)
    for difference in found:
        click.echo(difference)
    tell_voided(site)
    if found:
        raise SystemExit(1)
    click.echo(f"{counted(len(wanted), 'edition')}: the same, byte for byte.")
