"""``workings run``, ``build``, ``verify``, ``diff``, ``edition``: making and keeping editions."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workings.cli_options import EXISTING, LEDGER, POSITIVE, REPORTS, limits, parameters
from workings.errors import EditionError, ParameterError, UnknownName

if TYPE_CHECKING:
    from workings.build import Outcome, Site
    from workings.editions import Edition
    from workings.press import Limits

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
    ledger = Path("data")
    site = site_of(ledger, reports)
    with telling(what) as say:
        (made,) = _build(site, known_editions(ledger, [what]), 1, limits, say, again=True)
    if made.what == "failed":
        raise EditionError(made.why)
    click.echo(site.folder(made.edition) / "index.html")


@click.command()
@click.argument("reports_wanted", metavar="[REPORT]...", nargs=-1)
@WORKERS
@REPORTS
@LEDGER
@limits
def build(
    reports_wanted: tuple[str, ...],
    workers: int | None,
    reports: Path | None,
    ledger: Path,
    **cell: int,
) -> None:
    """
    Print every edition on record that is not up to date, or those of REPORT.

    \b
    Example:
        workings build
        workings build one-in-one-out
    """  # noqa: D301  # as above
    from workings.press import Limits

    site, wanted = site_of(ledger, reports), known_editions(ledger, reports_wanted)
    with telling("build") as say:
        outcomes = _build(site, wanted, workers or processors(), Limits(**cell), say)
    counts = Counter(outcome.what for outcome in outcomes)
    for outcome in outcomes:
        if outcome.what == "failed":
            click.echo(f"{outcome.edition.id}: {outcome.why}", err=True)
    kinds = [f"{counts[w]} {w}" for w in ("printed", "failed", "up to date") if counts[w]]
    if set(counts) == {"up to date"}:
        click.echo(f"Nothing to do: {_editions(outcomes)} up to date.")
    else:
        click.echo(f"{_editions(outcomes)}: {', '.join(kinds)}.")
    raise SystemExit(1 if counts["failed"] else 0)


@click.command()
@click.argument("against", type=FOLDER, required=False)
@WORKERS
@LEDGER
@limits
def verify(against: Path | None, workers: int | None, ledger: Path, **cell: int) -> None:
    """
    Print every edition on record again, and compare it byte by byte.

    The pages are compared with those in reports/, or in the folder AGAINST, and with the register.

    \b
    Example:
        workings verify
    """  # noqa: D301  # as above
    from workings.press import Limits
    from workings.verify import verify as compare

    site, wanted = site_of(ledger, against), known_editions(ledger, ())
    with telling("verify") as say:
        found = compare(site, wanted, workers or processors(), Limits(**cell), say)
    for difference in found:
        click.echo(difference)
    if found:
        raise SystemExit(1)
    click.echo(f"{_editions(wanted)}: the same, byte for byte.")


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


@click.group()
def edition() -> None:
    """Put editions on record."""


@edition.command("add")
@click.argument("report")
@click.option("--as-of", metavar="DAY", required=True, help="What had been stated by then.")
@click.option("--published", metavar="DAY", help="The day it is published.  [default: today]")
@parameters
@LEDGER
def add_edition(
    report: str,
    as_of: str,
    published: str | None,
    given: tuple[tuple[str, str], ...],
    ledger: Path,
) -> None:
    """
    Put an edition of REPORT on record, pinned to the ledger as it is now.

    \b
    Example:
        workings edition add one-in-one-out --as-of 2026-07-16
    """  # noqa: D301  # as above
    from workings.desk.record import add_edition
    from workings.figures import read_day

    day = read_day(published) if published else date.today()
    made = add_edition(ledger, report, {**dict(given), "as_of": as_of}, day)
    lines = made.ledger["figures.csv"].lines
    click.echo(
        f"{made.id} is on record: edition {made.number}, published {made.published}, from the "
        f"first {lines} lines of figures.csv. Print it with workings build {report}."
    )


def _build(
    site: Site,
    wanted: Sequence[Edition],
    workers: int,
    limits: Limits,
    say: Any,
    again: bool = False,
) -> list[Outcome]:
    """Build, and bring up to date what leads to the editions."""
    from workings.build import build
    from workings.contents import write_contents
    from workings.editions import read_editions

    made = build(site, wanted, workers=workers, limits=limits, say=say, again=again)
    write_contents(site, read_editions(site.ledger))
    return made


def site_of(ledger: Path, reports: Path | None) -> Site:
    """Return where things are: the reports beside the ledger's folder, unless said otherwise."""
    from workings.build import Site

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


def _editions(those: Sequence[object]) -> str:
    return f"{len(those)} edition{'s' if len(those) != 1 else ''}"


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
