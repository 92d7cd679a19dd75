"""``workings trace``: where a number comes from, and what rests on a figure."""

from __future__ import annotations

import click
from rich.console import Console

from workings.cli.options import JSON, at_site, known_editions
from workings.ledger import Edition, Site, find_edition, read_editions
from workings.review import (
    branch_as_text,
    branch_as_tree,
    branches_as_json,
    dependants_as_json,
    dependants_as_text,
    find_dependants,
    find_line,
    number_branches,
    trace_number,
)


@click.command()
@click.argument("edition", required=False)
@click.argument("number", required=False)
@click.option("--figure", metavar="MEASURE@DAY", help="List all that rests on a figure instead.")
@JSON
@at_site
def trace(
    edition: str | None, number: str | None, figure: str | None, as_json: bool, site: Site
) -> None:
    """
    Trace a NUMBER that EDITION prints down to ledger lines, sources and archived files.

    NUMBER is as printed, or a place's id: n12, as in the page's own address. With --figure, list
    every place of every edition that rests on a figure: the one that stood on a day, or its seal.

    \b
    Example:
        workings trace one-in-one-out/2026-01-27 "0.7%"
        workings trace --figure returned@2026-01-27
        workings trace --figure f-k3pj7q2mzx4a
    """  # noqa: D301  # click's mark for lines to be left as they are
    if figure and not edition:
        _trace_figure(site, figure, as_json)
    elif edition and number and not figure:
        found = find_edition(read_editions(site.ledger), edition)
        _trace_number(site, found, number, as_json)
    else:
        raise click.UsageError("Say EDITION and NUMBER, or --figure and no edition.")


def _trace_number(site: Site, edition: Edition, number: str, as_json: bool) -> None:
    found, console = trace_number(site, edition, number), Console()
    if as_json:
        click.echo(branches_as_json(found))
    for branch in () if as_json else number_branches(found):
        if console.is_terminal:
            console.print(branch_as_tree(branch))
        else:
            click.echo(branch_as_text(branch))


def _trace_figure(site: Site, figure: str, as_json: bool) -> None:
    given = find_line(site.ledger, figure)
    found, missing = find_dependants(site, known_editions(site), given)
    write = dependants_as_json if as_json else dependants_as_text
    click.echo(write(found, missing, given))
