"""What several verbs take and ask, said once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workings.errors import EditionError, UnknownName
from workings.ledger import Edition, Site, find_edition, read_editions, voided
from workings.run import Limits

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


def site_of(ledger: Path, reports: Path | None) -> Site:
    """Return where things are: the reports beside the ledger's folder, unless said otherwise."""
    return Site(ledger, reports or ledger.resolve().parent / "reports")


def known_editions(ledger: Path, wanted: Sequence[str]) -> list[Edition]:
    """Return the editions on record with these ids or of these reports, or all of them."""
    editions = read_editions(ledger)
    if not editions:
        raise EditionError(
            f"{ledger / 'editions.yml'}: found no edition on record; expected one. Add it: "
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


def is_edition(name: str) -> bool:
    """Tell whether a name is an edition's, REPORT/NAME, rather than a report's or a file's."""
    return "/" in name.strip("/") and not name.endswith(".ipynb")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def counted(editions: Sequence[object]) -> str:
    """Say how many editions there are."""
    return f"{len(editions)} edition{'s' if len(editions) != 1 else ''}"


def tell_voided(ledger: Path, reports: Path | None) -> None:
    """Say which sign-offs no longer stand."""
    site, editions = (
        Site(ledger, reports or ledger.resolve().parent / "reports"),
        read_editions(ledger),
    )
    for review in voided(ledger, editions, {each.id: site.folder(each) for each in editions}):
        click.echo(f"{review.signoff.subject}: {review}")
