"""``workings trace`` and ``audit``: where a number comes from, and whether the page follows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workings.cli_editions import WORKERS, known_editions, processors, site_of, telling
from workings.cli_options import LEDGER, REPORTS, limits

if TYPE_CHECKING:
    from workings.editions import Edition
    from workings.origins import Site

JSON = click.option("as_json", "--json", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("edition", required=False)
@click.argument("number", required=False)
@click.option("--figure", metavar="MEASURE@DAY", help="List all that rests on a figure instead.")
@JSON
@REPORTS
@LEDGER
def trace(
    edition: str | None,
    number: str | None,
    figure: str | None,
    as_json: bool,
    reports: Path | None,
    ledger: Path,
) -> None:
    """
    Trace a NUMBER that EDITION prints down to ledger lines, sources and archived files.

    NUMBER is as printed, or a place's id: n12, as in the page's own address. With --figure, list
    every place of every edition that rests on a figure: the one that stood on a day, or its line.

    \b
    Example:
        workings trace one-in-one-out/2026-01-27 "0.7%"
        workings trace --figure returned@2026-01-27
        workings trace --figure figures.csv:34
    """  # noqa: D301  # click's mark for lines to be left as they are
    site = site_of(ledger, reports)
    if figure and not edition:
        _trace_figure(site, figure, as_json)
    elif edition and number and not figure:
        from workings.editions import find_edition, read_editions

        found = find_edition(read_editions(ledger), edition)
        _trace_number(site, found, number, as_json)
    else:
        raise click.UsageError("Say EDITION and NUMBER, or --figure and no edition.")


def _trace_number(site: Site, edition: Edition, number: str, as_json: bool) -> None:
    from rich.console import Console

    from workings.lineage import trace_number
    from workings.lineage_shown import as_text, as_tree, branches_as_json, numbered

    found, console = trace_number(site, edition, number), Console()
    if as_json:
        click.echo(branches_as_json(found))
    for branch in () if as_json else numbered(found):
        if console.is_terminal:
            console.print(as_tree(branch))
        else:
            click.echo(as_text(branch))


def _trace_figure(site: Site, figure: str, as_json: bool) -> None:
    from workings.lineage import find_dependants, find_line
    from workings.lineage_shown import dependants_as_json, dependants_as_text

    given = find_line(site.ledger, figure)
    found, missing = find_dependants(site, known_editions(site.ledger, ()), given)
    write = dependants_as_json if as_json else dependants_as_text
    click.echo(write(found, missing, given))


@click.command()
@click.argument("wanted", metavar="[EDITION|REPORT]...", nargs=-1)
@click.option("--mutate", is_flag=True, help="Change each figure in turn, and see what follows.")
@click.option("--bundle", is_flag=True, help="Write one zip with all that verifying it takes.")
@WORKERS
@JSON
@REPORTS
@LEDGER
@limits
def audit(
    wanted: tuple[str, ...],
    mutate: bool,
    bundle: bool,
    workers: int | None,
    as_json: bool,
    reports: Path | None,
    ledger: Path,
    **cell: int,
) -> None:
    """
    Audit every edition on record, or those named.

    With --mutate each line that an edition rests on is read otherwise, one at a time, and the
    notebook run again: a place that should change and doesn't is a survivor, one that changes and
    shouldn't a false change. Either gives the exit status 1. With --bundle each edition is put
    into a zip beside it, with all that it takes to verify it elsewhere.

    \b
    Example:
        workings audit --mutate
        workings audit one-in-one-out/2026-01-27 --mutate
        workings audit one-in-one-out/2026-01-27 --bundle
    """  # noqa: D301  # as above
    from workings.mutation import try_edition
    from workings.mutation_shown import as_json as written
    from workings.mutation_shown import as_text, is_clean
    from workings.press import Limits

    if mutate == bundle:
        raise click.UsageError("Say what to audit: --mutate or --bundle.")
    site, trials = site_of(ledger, reports), {}
    if bundle:
        from workings.bundle import write_bundle

        for edition in known_editions(ledger, wanted):
            click.echo(write_bundle(site, edition))
        return
    with telling("audit") as say:
        for edition in known_editions(ledger, wanted):
            trials[edition.id] = try_edition(
                site, edition, workers or processors(), Limits(**cell), say
            )
    click.echo(written(trials) if as_json else as_text(trials))
    raise SystemExit(0 if is_clean(trials) else 1)
