"""``workings diff``: what changed between two editions, or two vintages of an official file."""

from __future__ import annotations

from datetime import date

import click

from workings.cli.options import JSON, at_site, is_edition, known_editions
from workings.ledger import Site, read_ledger
from workings.page import changes_as_json, changes_as_text, compare_editions


@click.command()
@click.argument("old")
@click.argument("new")
@JSON
@at_site
def diff(old: str, new: str, as_json: bool, site: Site) -> None:
    """
    Show what changed between two editions, or two vintages of an official file, OLD and NEW.

    \b
    Example:
        workings diff one-in-one-out/2026-01-27 one-in-one-out/2026-03-06
        workings diff small-boats@2026-04-24 small-boats@2026-05-01
    """  # noqa: D301  # as above
    if is_edition(old) and is_edition(new):
        changes = compare_editions(*(site.folder(e) for e in known_editions(site, [old, new])))
        click.echo(changes_as_json(changes) if as_json else changes_as_text(changes))
        return
    if as_json:
        raise click.UsageError("--json is for editions; vintages of a file are shown as text.")
    for table in read_ledger(site.ledger, date.max).archive.diff(old, new):
        click.echo(table)
