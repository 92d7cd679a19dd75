"""The press: one edition, from a stored notebook and its parameters to its folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workings.editions.origins import LOCK
from workings.errors import CheckError, PageError, RunError, refused
from workings.files import NOTEBOOK, file_digest, holding, write_page
from workings.imports import uncollected, without_address_grammar
from workings.ledger import Book, Edition, Site, find_edition, read_editions, read_ledger
from workings.numbers import read_day
from workings.page import (
    Origin,
    as_said,
    compare_notebooks,
    software,
    write_edition,
)
from workings.review import (
    Check,
    Coverage,
    check_executed,
    check_notebook,
    findings,
    read_stored,
)
from workings.run import (
    CAN_FORK,
    Job,
    Limits,
    Say,
    check_places,
    checked,
    edition_name,
    file_name,
    import_papermill,
    read_parameters,
    run_notebook,
    start_server,
)

DRAFTS = "drafts"


def make_draft(
    site: Site, notebook: Path, given: Mapping[str, Any], *, limits: Limits, say: Say
) -> Path:
    """
    Run a notebook on the whole ledger, and print what comes of it as a draft; returns the page.

    It goes to ``reports/drafts/<notebook's name>/<as-of date and so on>/``, and to no front page or
    feed: those list what is on record. Parameters are checked before anything runs.

    Raises WorkingsError if anything fails; the executed notebook is then kept, as the message says,
    and whatever stood there before still does.
    """
    report = file_name(notebook.stem)
    declaration = read_parameters(notebook)
    parameters = checked(declaration, given)
    name = edition_name(parameters, declaration)
    job = Job(notebook, parameters, site.reports / DRAFTS / report / name, site.ledger)
    try:
        with holding(job.folder, say), tempfile.TemporaryDirectory() as scratch:
            get_ready(say)
            executed = Path(scratch) / "notebook.ipynb"
            run_job(job, executed, limits, say)
            say("charts and page")
            print_job(job, executed, origin=Origin(software=software(site.root / LOCK)))
    except OSError as error:
        raise RunError(f"{_name(job)}: {refused(error)}") from error
    return job.folder / "index.html"


def get_ready(say: Say | None = None) -> None:
    """Import what runs notebooks and prints pages, while a server of kernels imports its own."""
    if not CAN_FORK and say:
        say("kernels can't be forked here: each imports everything anew, which takes longer")
    start_server()
    with without_address_grammar(), uncollected():
        import_papermill()


def run_job(job: Job, executed: Path, limits: Limits, say: Say | None = None) -> None:
    """Run an edition's notebook; raises `RunError`, having kept what ran."""
    with _keeping(job, executed):
        run_notebook(
            job.notebook,
            job.parameters,
            executed,
            edition=job.edition,
            limits=limits,
            on_cell=(lambda number, count: say(f"cell {number} of {count}")) if say else None,
        )
        check_places(executed, job.notebook)


def print_job(
    job: Job,
    executed: Path,
    said: Mapping[str, Any] | None = None,
    origin: Origin | None = None,
    before: Path | None = None,
) -> None:
    """
    Print an executed notebook into its folder.

    `said` is what the record says of the edition; set against the executed notebook of the edition
    before it, the page says what changed since.

    Raises PageError if it can't be published as it is, or CheckError if a check speaks against it,
    as ``workings check`` would; the executed notebook is then kept.
    """
    with _keeping(job, executed):
        changed = as_said(compare_notebooks(before, executed)) if before else {"corrections": []}
        checks, coverage = _checks(job, executed)
        if found := findings(checks):
            raise CheckError(found)
        write_edition(
            executed,
            job.folder,
            job.notebook.resolve().parent,
            job.parameters.get("as_of"),
            said={**said, **changed} if said else None,
            origin=origin,
            checks=checks,
            coverage=coverage,
            draft=not said,
        )
    forget_failure(job)


def _checks(job: Job, executed: Path) -> tuple[list[Check], Coverage]:
    """Hold against an edition what a machine can, the stored notebook and the executed one."""
    as_of = read_day(job.parameters.get("as_of", date.max), "as_of")
    if job.edition:
        edition = find_edition(read_editions(job.ledger), job.edition)
        book = _memory.book(job.ledger, edition).on(as_of)
    else:
        book = read_ledger(job.ledger, as_of)
    content = json.loads(executed.read_text(encoding="utf-8"))
    ran, coverage = check_executed(content, book, job.edition or NOTEBOOK)
    return [*_memory.checks(job.notebook, is_draft=not job.edition), *ran], coverage


class _Memory:
    """What is read once for all editions that a process prints, by what it depends on."""

    def __init__(self) -> None:
        self.books: dict[object, Book] = {}
        self.checked: dict[object, Sequence[Check]] = {}

    def book(self, ledger: Path, edition: Edition) -> Book:
        """Return the ledger as had been recorded for an edition, and others of the same head."""
        key = ledger, edition.head
        if key not in self.books:
            self.books = {key: read_ledger(ledger, date.max, edition)}
        return self.books[key]

    def checks(self, notebook: Path, *, is_draft: bool) -> Sequence[Check]:
        """Return the checks of a stored notebook, as it is now; of a draft without its outputs."""
        key = notebook, is_draft, file_digest(notebook)
        if key not in self.checked:
            stored = read_stored(notebook, f"notebooks/{notebook.name}")
            if is_draft:  # whoever is writing has just saved it in JupyterLab, outputs and all
                cells = (replace(cell, raw=(), count=None) for cell in stored.cells)
                stored = replace(stored, cells=tuple(cells))
            self.checked[key] = check_notebook(stored)[0]
        return self.checked[key]


_memory = _Memory()


@contextmanager
def _keeping(job: Job, executed: Path) -> Iterator[None]:
    """Keep the notebook, as far as it ran, of an edition that fails; and name the edition."""
    try:
        yield
    except OSError as error:
        raise RunError(f"{_name(job)}: {refused(error)}") from error
    except (RunError, PageError, CheckError) as error:
        kept, where = kept_at(job), ""
        if executed.exists():
            keep_failed(job, executed.read_bytes())
            where = f"\nThe notebook as far as it ran: {kept}"
        known = RunError if isinstance(error, RunError) else PageError
        raise known(f"{_name(job)}: {error}{where}") from error


def kept_at(job: Job) -> Path:
    """Return where the notebook of an edition that fails is kept, as far as it ran."""
    report, reports = job.folder.parent.name, job.folder.parents[1]
    return reports / "failed" / f"{report}-{job.folder.name}.ipynb"


def keep_failed(job: Job, ran: bytes) -> None:
    """Keep the notebook of an edition that fails, where no link is followed."""
    kept = kept_at(job)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_page(kept, ran)


def forget_failure(job: Job) -> None:
    """Take away what was kept of an edition's failure, now that it has come out well."""
    kept = kept_at(job)
    kept.unlink(missing_ok=True)
    with suppress(OSError):  # unless it has others'
        kept.parent.rmdir()


def _name(job: Job) -> str:
    return f"{job.notebook.name} {job.folder.name}"
