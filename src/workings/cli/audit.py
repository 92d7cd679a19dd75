"""``workings audit``: whether a page follows its figures; and all that verifying it takes."""

from __future__ import annotations

import click

from workings.cli.options import (
    JSON,
    WORKERS,
    at_site,
    known_editions,
    limits,
    processors,
)
from workings.cli.progress import telling
from workings.editions import write_bundle
from workings.ledger import Site
from workings.review import is_clean, trials_as_json, trials_as_text, try_edition
from workings.run import Limits


@click.command()
@click.argument("wanted", metavar="[EDITION|REPORT]...", nargs=-1)
@click.option("--mutate", is_flag=True, help="Change each figure in turn, and see what follows.")
@click.option("--bundle", is_flag=True, help="Write one zip with all that verifying it takes.")
@WORKERS
@JSON
@at_site
@limits
def audit(
    wanted: tuple[str, ...],
    mutate: bool,
    bundle: bool,
    workers: int | None,
    as_json: bool,
    site: Site,
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
    if mutate == bundle:
        raise click.UsageError("Say what to audit: --mutate or --bundle.")
    if bundle:
        for edition in known_editions(site, wanted):
            click.echo(write_bundle(site, edition))
        return
    trials = {}
    with telling("audit") as say:
        for edition in known_editions(site, wanted):
            trials[edition.id] = try_edition(
                site, edition, workers or processors(), Limits(**cell), say
            )
    click.echo(trials_as_json(trials) if as_json else trials_as_text(trials))
    raise SystemExit(0 if is_clean(trials) else 1)
