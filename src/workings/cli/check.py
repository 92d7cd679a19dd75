"""``workings check``: the ledger, the notebooks and the pages, or the site as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from workings.cli.options import EXISTING, LEDGER, REPORTS, tell_voided
from workings.errors import CheckError
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
@click.option("as_json", "--json", is_flag=True, help="Print JSON.")
@LEDGER
@REPORTS
def check(
    notebooks: tuple[Path, ...], rap: bool, as_json: bool, ledger: Path, reports: Path | None
) -> None:
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
    root = ledger.resolve().parent
    if rap:
        judged = judge(root)
        click.echo(
            json.dumps([p.as_json() for p in judged], indent=1)
            if as_json
            else good_practice_as_text(judged)
        )
    elif notebooks:
        _tell((check_stored(path, root) for path in notebooks), as_json)
    else:
        published = reports or ledger.parent / "reports"
        if not as_json:
            tell_voided(ledger, published)
        _tell(check_site(ledger, published), as_json)
        if (missing := not_built(ledger, published)) and not as_json:
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
