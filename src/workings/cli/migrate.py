"""``workings migrate``: a ledger of an earlier version, moved over."""

from __future__ import annotations

import click

from workings.cli.options import at_site
from workings.editions import migrate_ledger
from workings.ledger import Site


@click.command()
@at_site
def migrate(site: Site) -> None:
    """
    Move a ledger of version 0.1 over, in which lines were known by their numbers.

    Its files are changed in place: commit them before, and look at the difference after.

    \b
    Example:
        workings migrate
    """  # noqa: D301  # click's mark for lines to be left as they are
    for said in migrate_ledger(site):
        click.echo(said)
