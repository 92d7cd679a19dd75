"""``workings check``: the ledger, the notebooks and the pages, or the site as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from workings.cli.options import EXISTING, JSON, at_site, tell_voided
from workings.editions import check_register
from workings.errors import CheckError
from workings.ledger import Site, read_editions
from workings.review import (
    Checked,
    check_site,
    check_stored,
    findings,
    good_practice_as_text,
    judge,
    not_built,
)


@click.command()
@click.argument("notebooks", metavar="[NOTEBOOK]...", type=EXISTING, nargs=-1)
@click.option("--rap", is_flag=True, help="Which points of good practice the site meets instead.")
@JSON
@at_site
def check(notebooks: tuple[Path, ...], rap: bool, as_json: bool, site: Site) -> None:
    """
    Check the ledger, the notebooks and the pages that are built: every number traced, none hidden.

    With NOTEBOOK, check that alone, as it is stored. With --rap, say which of the points of the
    Levels of RAP and of intelligent transparency are met, and by what evidence.

    \b
    Example:
        workings check
        workings check notebooks/one-in-one-out.ipynb
        workings check --rap
    """  # noqa: D301  # click's mark for lines to be left as they are
    if rap:
        judged = judge(site)
        click.echo(
            json.dumps([asdict(point) for point in judged], indent=1)
            if as_json
            else good_practice_as_text(judged)
        )
    elif notebooks:
        _tell((check_stored(path, site.root) for path in notebooks), as_json)
    else:
        if not as_json:
            tell_voided(site)
        register = check_register(site, read_editions(site.ledger))
        _tell([*check_site(site), register], as_json)
        if (missing := not_built(site)) and not as_json:
            some = f"{len(missing)} of the editions on record"
            click.echo(f"{some} have no page here to be checked: workings build prints them.")


def _tell(every: Iterable[Checked], as_json: bool) -> None:
    """Print what was checked as it is; at the end, raise what was found."""
    done = []
    for checked in every:
        done.append(checked)
        if not as_json:
            click.echo(checked)
    if as_json:
        click.echo(json.dumps([checked.as_json() for checked in done], indent=1))
    if found := [finding for checked in done for finding in findings(checked.checks)]:
        raise CheckError(found)
