"""The press: one edition, from a stored notebook and its parameters to its folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from workings.editions.origins import LOCK
from workings.errors import PageError, RunError
from workings.files import NOTEBOOK, file_digest, holding
from workings.imports import uncollected, without_address_grammar
from workings.ledger import Book, Prefix, Site, find_edition, read_editions, read_ledger
from workings.numbers import read_day
from workings.page import (
    Origin,
    as_said,
    compare_notebooks,
    software,
    write_edition,
    write_front,
)
from workings.review import Check, Coverage, check_executed, check_notebook, read_stored
from workings.run import (
    Job,
    Limits,
    Say,
    checked,
    edition_name,
    file_name,
    import_papermill,
    kernels,
    read_parameters,
    run_notebook,
)

DRAFTS = "drafts"


def make_draft(
    site: Site, notebook: Path, given: Mapping[str, Any], *, limits: Limits, say: Say
) -> Path:
    """
    Run a notebook on the whole ledger and publish what comes of it, with a front page.

    Parameters
    ----------
    site : Site
        It goes to ``reports/<notebook's name>/<as-of date and so on>/``. Once editions of the
        report are on record, what isn't on it is a draft, and goes to ``reports/drafts/`` instead.
    notebook : Path
        The stored notebook.
    given : mapping
        Parameters as given; they are checked before anything runs.
    limits : Limits
        For each cell.
    say : callable
        Told each step in a few words.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    WorkingsError
        If anything fails; the executed notebook is then kept, as the message says, and whatever
        stood there before still does.
    """
    report = file_name(notebook.stem)
    declaration = read_parameters(notebook)
    parameters = checked(declaration, given)
    is_on_record = report in {edition.report for edition in read_editions(site.ledger)}
    reports = site.reports / DRAFTS if is_on_record else site.reports
    name = edition_name(parameters, declaration)
    job = Job(notebook, parameters, reports / report / name, site.ledger)
    try:
        with (
            kernels_for([notebook], say),
            holding(job.folder, say),
            tempfile.TemporaryDirectory() as scratch,
        ):
            get_ready()
            executed = Path(scratch) / "notebook.ipynb"
            run_job(job, executed, limits, say)
            say("charts and page")
            print_job(job, executed, origin=Origin(software=software(site.root / LOCK)))
            print_front(reports, notebook.resolve().parent)
    except OSError as error:
        raise _refused(job, error) from error
    return job.folder / "index.html"


@contextmanager
def kernels_for(notebooks: Iterable[Path], say: Say) -> Iterator[None]:
    """Have warm kernels for these notebooks, as soon as one is asked for."""
    if not kernels.CAN_FORK:
        say("kernels can't be forked here: each imports everything anew, which takes longer")
    with kernels.serving(kernels.imports_of(notebooks)):
        yield


def get_ready() -> None:
    """Import what runs notebooks and prints pages, while the kernels' server imports its own."""
    with without_address_grammar(), uncollected():
        import_papermill()


def run_job(job: Job, executed: Path, limits: Limits, say: Say) -> None:
    """Run an edition's notebook; raises `RunError`, having kept what ran."""
    with _keeping(job, executed):
        run_notebook(
            job.notebook,
            job.parameters,
            executed,
            edition=job.edition,
            cell_seconds=limits.cell_seconds,
            output_bytes=limits.output_bytes,
            on_cell=lambda number, count: say(f"cell {number} of {count}"),
        )


def print_job(
    job: Job,
    executed: Path,
    said: Mapping[str, Any] | None = None,
    origin: Origin | None = None,
    before: Path | None = None,
) -> None:
    """
    Print an executed notebook into its folder.

    Parameters
    ----------
    job : Job
    executed : Path
        The executed notebook.
    said : mapping, optional
        What the record says of the edition.
    origin : Origin, optional
        What it is made from, for the manifest.
    before : Path, optional
        The executed notebook of the edition before it; the page then says what changed since.

    Raises
    ------
    PageError
        If it can't be published as it is; the executed notebook is kept.
    """
    with _keeping(job, executed):
        changed = as_said(compare_notebooks(before, executed)) if before else {"corrections": []}
        checks, coverage = _checks(job, executed)
        write_edition(
            executed,
            job.folder,
            job.notebook.resolve().parent,
            job.parameters.get("as_of"),
            said={**said, **changed} if said else None,
            origin=origin,
            checks=checks,
            coverage=coverage,
        )


def _checks(job: Job, executed: Path) -> tuple[list[Check], Coverage]:
    """Hold against an edition what a machine can, the stored notebook and the executed one."""
    as_of = read_day(job.parameters.get("as_of", date.max), "as_of")
    if job.edition:
        edition = find_edition(read_editions(job.ledger), job.edition)
        lines, declared = tuple(edition.ledger.items()), file_digest(job.ledger / "tables.yml")
        book = _book_of(job.ledger, lines, declared).on(as_of)
    else:
        book = read_ledger(job.ledger, as_of)
    content = json.loads(executed.read_text(encoding="utf-8"))
    ran, coverage = check_executed(content, book, NOTEBOOK)
    return [*_checks_of(job.notebook, file_digest(job.notebook)), *ran], coverage


@lru_cache(maxsize=8)
def _book_of(ledger: Path, lines: tuple[tuple[str, Prefix], ...], _: str) -> Book:
    """Read the ledger as far as it had grown, once for all editions made from the same lines."""
    alike = (each for each in read_editions(ledger) if tuple(each.ledger.items()) == lines)
    return read_ledger(ledger, date.max, next(alike))


@lru_cache(maxsize=8)
def _checks_of(notebook: Path, _: str) -> Sequence[Check]:
    """Check a stored notebook, once for all its editions."""
    return check_notebook(read_stored(notebook, f"notebooks/{notebook.name}"))[0]


def print_front(reports: Path, home: Path) -> None:
    """Print the front page and the feed of a folder of reports, in the style of a house."""
    write_front(reports, home)


@contextmanager
def _keeping(job: Job, executed: Path) -> Iterator[None]:
    """Keep the notebook, as far as it ran, of an edition that fails; and name the edition."""
    try:
        yield
    except OSError as error:
        raise _refused(job, error) from error
    except (RunError, PageError) as error:
        report, reports = job.folder.parent.name, job.folder.parents[1]
        kept = reports / "failed" / f"{report}-{job.folder.name}.ipynb"
        where = ""
        if executed.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(executed, kept)
            where = f"\nThe notebook as far as it ran: {kept}"
        raise type(error)(f"{_name(job)}: {error}{where}") from error


def _refused(job: Job, error: OSError) -> RunError:
    """Put what the operating system refuses into our words."""
    return RunError(
        f"{_name(job)}: {error.strerror or error} ({error.filename}). Make room, or choose another "
        "folder with --reports."
    )


def _name(job: Job) -> str:
    return f"{job.notebook.name} {job.folder.name}"
