"""``workings run``, ``build``, ``verify``, ``diff``: making and keeping editions."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workings.cli_options import (
    EXISTING,
    LEDGER,
    POSITIVE,
    REPORTS,
    counted,
    limits,
    parameters,
    tell_voided,
)
from workings.errors import EditionError, ParameterError, UnknownName

if TYPE_CHECKING:
    from workings.editions import Edition
    from workings.origins import Site
    from workings.press import Limits
    from workings.printing import Hands, Outcome, Watch

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
WORKERS = click.option(
    "--workers", type=POSITIVE, help="How many at once.  [default: one for each processor]"
)


@click.command()
@click.argument("what", metavar="NOTEBOOK|EDITION")
@parameters
@click.option("file", "-f", "--file", type=EXISTING, help="Take parameters from a YAML file.")
@REPORTS
@limits
def run(
    what: str,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    reports: Path | None,
    **cell: int,
) -> None:
    """
    Print an edition on record, or run a notebook on all that the ledger has now.

    \b
    Example:
        workings run one-in-one-out/2026-03-06
        workings run notebooks/one-in-one-out.ipynb -p as_of 2026-06-30
    """  # noqa: D301  # click's mark for lines to be left as they are
    from workings.press import Limits, make_draft

    limits, chosen = Limits(**cell), {**_from_file(file), **dict(given)}
    notebook = Path(what)
    if notebook.is_file():
        root = notebook.resolve().parent.parent
        with telling(notebook.stem) as say:
            page = make_draft(
                notebook, chosen, reports or root / "reports", root / "data", limits=limits, say=say
            )
        click.echo(page)
        return
    if not _is_edition(what):
        raise click.BadParameter(f"found no file {what!r}, and no edition REPORT/NAME.")
    if chosen:
        raise ParameterError(
            f"found parameters for {what}; expected none: an edition on record has its own. Run "
            "the notebook to try others."
        )
    from workings.progress import watching

    ledger = Path("data")
    site = site_of(ledger, reports)
    with watching("run") as say:
        (made,) = _build(site, known_editions(ledger, [what]), 1, limits, say, again=True)
    if made.what == "failed":
        raise EditionError(made.why)
    click.echo(site.folder(made.edition) / "index.html")


@click.command()
@click.argument("reports_wanted", metavar="[REPORT]...", nargs=-1)
@WORKERS
@click.option(
    "--require-signoff", is_flag=True, help="Publish nothing that nobody has signed as it is."
)
@REPORTS
@LEDGER
@click.option("--fail-fast", is_flag=True, help="Begin nothing more once an edition has failed.")
@click.option(
    "--executor",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Who prints: processes of this machine, or a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster: tcp://127.0.0.1:8786.")
@limits
def build(
    reports_wanted: tuple[str, ...],
    workers: int | None,
    require_signoff: bool,
    reports: Path | None,
    ledger: Path,
    fail_fast: bool,
    executor: str,
    scheduler: str | None,
    **cell: int,
) -> None:
    """
    Print every edition on record that is not up to date, or those of REPORT.

    One that fails doesn't stop the others; the exit status is then 1. Ctrl-C stops, with every
    edition whole, and status 130; the same command goes on.

    \b
    Example:
        workings build
        workings build one-in-one-out
        workings build --executor dask --scheduler tcp://127.0.0.1:8786
    """  # noqa: D301  # as above
    from workings.press import Limits
    from workings.progress import KINDS, show_summary, watching

    site, wanted = site_of(ledger, reports), known_editions(ledger, reports_wanted)
    hands = _hands(executor, scheduler, workers, site)
    with watching("build") as say:
        outcomes = _build(
            site, wanted, workers or processors(), Limits(**cell), say,
            signed=require_signoff, fail_fast=fail_fast, hands=hands,
        )  # fmt: skip
    counts = Counter(outcome.what for outcome in outcomes)
    if set(counts) == {"up to date"}:
        click.echo(f"Nothing to do: {counted(outcomes)} up to date.")
        return
    for why, ids in _reasons(outcomes).items():
        click.echo(f"{', '.join(ids)}: {why}", err=True)
    show_summary(outcomes)
    kinds = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    click.echo(f"{counted(outcomes)}: {kinds}.")
    raise SystemExit(1 if counts["failed"] else 0)


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
    from workings.press import Limits
    from workings.progress import watching
    from workings.verify import verify as compare

    site, wanted = site_of(ledger, against), known_editions(ledger, only)
    with watching("verify") as say:
        found = compare(site, wanted, workers or processors(), Limits(**cell), say)
    for difference in found:
        click.echo(difference)
    tell_voided(ledger, against)
    if found:
        raise SystemExit(1)
    click.echo(f"{counted(wanted)}: the same, byte for byte.")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("as_json", "--json", is_flag=True, help="Print JSON.")
@REPORTS
@LEDGER
def diff(old: str, new: str, as_json: bool, reports: Path | None, ledger: Path) -> None:
    """
    Show what changed between two editions, or two vintages of an official file, OLD and NEW.

    \b
    Example:
        workings diff one-in-one-out/2026-01-27 one-in-one-out/2026-03-06
        workings diff small-boats@2026-04-24 small-boats@2026-05-01
    """  # noqa: D301  # as above
    if _is_edition(old) and _is_edition(new):
        from workings.changes import compare_editions
        from workings.changes_shown import as_json as written
        from workings.changes_shown import as_text

        site = site_of(ledger, reports)
        changes = compare_editions(*(site.folder(e) for e in known_editions(ledger, [old, new])))
        click.echo(written(changes) if as_json else as_text(changes))
        return
    if as_json:
        raise click.UsageError("--json is for editions; vintages of a file are shown as text.")
    from workings.ledger import read_ledger

    for table in read_ledger(ledger, date.max).archive.diff(old, new):
        click.echo(table)


def _build(
    site: Site,
    wanted: Sequence[Edition],
    workers: int,
    limits: Limits,
    say: Watch,
    **how: Any,
) -> list[Outcome]:
    """Build, and bring up to date what leads to the editions."""
    from workings.build import build
    from workings.contents import write_contents
    from workings.editions import read_editions

    made = build(site, wanted, workers=workers, limits=limits, say=say, **how)
    write_contents(site, read_editions(site.ledger))
    return made


def _reasons(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """Return why editions failed, each reason once, and which editions."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.what == "failed":
            found.setdefault(outcome.why, []).append(outcome.edition.id)
    return found


def _hands(
    executor: str, scheduler: str | None, workers: int | None, site: Site
) -> AbstractContextManager[Hands] | None:
    """Return the cluster that was asked for, if any was."""
    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together.")
    if scheduler is None:
        return None
    if workers is not None:
        raise click.UsageError("--workers is for this machine; a cluster has its own.")
    from workings.cluster import on_cluster

    return on_cluster(scheduler, site)


def site_of(ledger: Path, reports: Path | None) -> Site:
    """Return where things are: the reports beside the ledger's folder, unless said otherwise."""
    from workings.origins import Site

    return Site(ledger, reports or ledger.resolve().parent / "reports")


def known_editions(ledger: Path, wanted: Sequence[str]) -> list[Edition]:
    """Return the editions on record with these ids or of these reports, or all of them."""
    from workings.editions import find_edition, read_editions

    editions = read_editions(ledger)
    if not editions:
        raise EditionError(
            f"{ledger / 'editions.yml'}: found no edition on record; expected one. Add it: "
            "workings edition add REPORT --as-of DAY."
        )
    reports = dict.fromkeys(edition.report for edition in editions)
    found = [] if wanted else list(editions)
    for name in wanted:
        if _is_edition(name):
            found.append(find_edition(editions, name))
        elif name in reports:
            found += [edition for edition in editions if edition.report == name]
        else:
            raise UnknownName("report", name, reports)
    return found


def _is_edition(name: str) -> bool:
    return "/" in name.strip("/") and not name.endswith(".ipynb")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _from_file(file: Path | None) -> dict[str, Any]:
    """Read parameters from a YAML file: one `name: value` a line."""
    if file is None:
        return {}
    import yaml

    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(
            f"{file}: found no YAML ({error}); expected lines of `name: value`."
        ) from error
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ParameterError(f"{file}: found {values!r}; expected lines of `name: value`.")
    return values


@contextmanager
def telling(what: str) -> Iterator[Callable[[str], None]]:
    """Say where a run has got to: in place on a terminal, a line for each step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: click.echo(f"{what}: {step}", err=True)
        return
    from rich.console import Console  # a tenth of a second, where nobody is watching

    console = Console(stderr=True)
    with console.status(what) as status:
        yield lambda step: status.update(f"{what}: {step}")
