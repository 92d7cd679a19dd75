"""What several verbs take and ask, said once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from workings.errors import EditionError, UnknownName
from workings.ledger import (
    EDITIONS,
    LEDGER_FOLDER,
    Edition,
    Site,
    find_edition,
    read_editions,
)
from workings.notebook import read_house
from workings.run import Limits

POSITIVE = click.IntRange(min=1)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LEDGER = click.option(
    "--ledger", type=FOLDER, default=LEDGER_FOLDER, show_default=True, help="The ledger's folder."
)
REPORTS = click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the editions.  [default: reports, beside the ledger's]",
)
WORKERS = click.option(
    "--workers", type=POSITIVE, help="How many at once.  [default: one for each processor]"
)
JSON = click.option("as_json", "--json", is_flag=True, help="Print JSON.")
parameters = click.option(
    "given", "-p", "--parameter", nargs=2, multiple=True, metavar="NAME VALUE",
    help="Set a parameter; may be given again.",
)  # fmt: skip


def limits(command: Any) -> Any:
    """Give a command the options that limit each cell of a notebook."""
    for flag, default, what in (
        ("--output-bytes", Limits.output_bytes, "Output limit for each cell."),
        ("--cell-seconds", Limits.cell_seconds, "Time limit for each cell."),
    ):
        option = click.option(flag, type=POSITIVE, default=default, show_default=True, help=what)
        command = option(command)
    return command


def at_site(command: Any) -> Any:
    """Give a command the options that say where things are, and the `site` that they make."""

    @REPORTS
    @LEDGER
    @wraps(command)
    def with_site(*given: Any, ledger: Path, reports: Path | None, **options: Any) -> Any:
        return command(*given, site=Site.of(ledger, reports), **options)

    return with_site


def known_editions(site: Site, wanted: Sequence[str] = ()) -> list[Edition]:
    """Return the editions on record with these ids or of these reports, or all of them."""
    editions = read_editions(site.ledger)
    if not editions:
        raise EditionError(
            f"{site.ledger / EDITIONS}: found no edition on record; expected one. Add it: "
            "workings edition add REPORT --as-of DAY."
        )
    reports = dict.fromkeys(edition.report for edition in editions)
    found = [] if wanted else list(editions)
    for name in wanted:
        if is_edition(name):
            found.append(find_edition(editions, name))
        elif name in reports:
            found += [edition for edition in editions if edition.report == name]
        else:
            raise UnknownName("report", name, reports)
    return found


def today(ledger: Path) -> date:
    """Return which day it is where the desk is that a ledger belongs to."""
    return read_house(Site.of(ledger).notebooks).today()


def is_edition(name: str) -> bool:
    """Tell whether a name is an edition's, REPORT/NAME, rather than a report's or a file's."""
    return "/" in name.strip("/") and not name.endswith(".ipynb")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tell_voided(site: Site) -> None:
    """Say which sign-offs no longer stand."""
    for review in site.voided():
        click.echo(f"{review.signoff.subject}: {review}")
