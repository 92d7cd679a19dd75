"""
The build: every edition on record that is not up to date, side by side, each whole or not at all.

What an edition is made from is compared by digests, so a build with nothing to do imports nothing
that runs notebooks or prints pages. An edition needs the executed notebook of the one before, to
say what changed; where that isn't up to date either, its notebook is run as well.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workings.editions import Edition, read_editions
from workings.errors import LedgerError, WorkingsError
from workings.manifest import NOTEBOOK, is_up_to_date
from workings.origins import Origins, Site
from workings.parameters import check_recorded, read_parameters
from workings.pins import check_pins
from workings.press import Job, Limits, Say, job_for, print_job, run_job
from workings.shelf import holding

ENDED = "the process that made it ended. See whether memory ran out, then build again"


@dataclass(frozen=True)
class Outcome:
    """What became of an edition: ``printed``, ``up to date`` or ``failed``, and then why."""

    edition: Edition
    what: str
    why: str = ""


def build(
    site: Site,
    wanted: Sequence[Edition],
    *,
    workers: int,
    limits: Limits,
    say: Say,
    again: bool = False,
) -> list[Outcome]:
    """
    Print the editions that are not up to date.

    Parameters
    ----------
    site : Site
    wanted : sequence of Edition
        Of those on record.
    workers : int
        How many processes print at once.
    limits : Limits
        For each cell of a notebook.
    say : callable
        Told each step in a few words.
    again : bool
        Print them whether they are up to date or not.

    Returns
    -------
    list of Outcome
        For each edition wanted, in the same order. One that fails does not stop the others.

    Raises
    ------
    LedgerError
        If a line that an edition was made from isn't as it was; nothing is printed then.
    ParameterError
        If a notebook doesn't take the parameters on record as they stand; likewise.
    EditionError
        If somebody else is printing one of them, and doesn't finish.
    """
    editions = read_editions(site.ledger)
    if faults := list(check_pins(site.ledger, editions)):
        raise LedgerError(faults)
    origins = Origins(site, editions)
    ids = {edition.id for edition in wanted}
    with ExitStack() as held:
        stale = []
        for edition in editions:
            if edition.id not in ids:
                continue
            with ExitStack() as holds:  # all in one order, lest two builds wait crosswise
                holds.enter_context(holding(site.folder(edition), _named(edition, say)))
                if again or not is_up_to_date(site.folder(edition), origins.made_from(edition)):
                    stale.append(edition)
                    held.enter_context(holds.pop_all())
        _check_parameters(site, stale)
        failures = _Printing(site, origins, limits, say).print_all(stale, workers)
    to_print = {edition.id for edition in stale}
    return [
        Outcome(edition, "failed", failures[edition.id])
        if edition.id in failures
        else Outcome(edition, "printed" if edition.id in to_print else "up to date")
        for edition in wanted
    ]


def _check_parameters(site: Site, stale: Sequence[Edition]) -> None:
    """Hold that each notebook takes what the record has for it, before any of them runs."""
    for report in dict.fromkeys(edition.report for edition in stale):
        if site.notebook(report).exists():  # that it is missing is told of each edition
            recorded = [
                (edition.id, {"as_of": edition.as_of.isoformat(), **edition.parameters})
                for edition in stale
                if edition.report == report
            ]
            check_recorded(read_parameters(site.notebook(report)), recorded)


class _Printing:
    """Runs notebooks and prints pages, on however many processes, and remembers what failed."""

    def __init__(self, site: Site, origins: Origins, limits: Limits, say: Say) -> None:
        self.site, self.origins, self.limits, self.say = site, origins, limits, say
        self.executed: dict[str, Path] = {}
        self.failures: dict[str, str] = {}
        self.pending: dict[Future[str], tuple[str, Edition]] = {}

    def print_all(self, stale: Sequence[Edition], workers: int) -> dict[str, str]:
        """Print these editions; returns why some failed, by id."""
        if not stale:
            return {}
        with TemporaryDirectory() as scratch, _executor(min(workers, len(stale))) as pool:
            for edition in self._to_run(stale):
                self.executed[edition.id] = Path(scratch) / f"{edition.report}-{edition.name}.ipynb"
                job = job_for(edition, self.site.notebook(edition.report), self.site.reports)
                executed = self.executed[edition.id]
                self._submit(pool, "ran", edition, _run, job, executed, self.limits)
            waiting = list(stale)
            while waiting or self.pending:
                for edition in [each for each in waiting if self._is_ready(each)]:
                    waiting.remove(edition)
                    self._start_printing(pool, edition)
                self._hear()
        return {each.id: self.failures[each.id] for each in stale if each.id in self.failures}

    def _to_run(self, stale: Sequence[Edition]) -> list[Edition]:
        """List whose notebooks have to run; of the others, note where the executed ones are."""
        wanted = list(stale)
        for before in filter(None, map(self._before, stale)):
            folder = self.site.folder(before)
            if before not in wanted and is_up_to_date(folder, self.origins.made_from(before)):
                self.executed[before.id] = folder / NOTEBOOK
            elif before not in wanted:
                wanted.append(before)
        return wanted

    def _before(self, edition: Edition) -> Edition | None:
        return self.origins.before(edition)

    def _is_ready(self, edition: Edition) -> bool:
        """Tell whether the notebooks that an edition needs have run, or failed."""
        running = [each for what, each in self.pending.values() if what == "ran"]
        return edition not in running and self._before(edition) not in running

    def _start_printing(self, pool: Executor, edition: Edition) -> None:
        before = self._before(edition)
        if edition.id in self.failures:
            return
        if before and before.id in self.failures:
            why = f"the edition before it, {before.id}, can't be run: {self.failures[before.id]}"
            self._fail(edition, why)
            return
        job = job_for(edition, self.site.notebook(edition.report), self.site.reports)
        executed = [self.executed[each.id] for each in (edition, before) if each]
        said, made_from = self.origins.said(edition), self.origins.made_from(edition)
        self._submit(pool, "printed", edition, _print, job, said, made_from, *executed)

    def _submit(
        self, pool: Executor, what: str, edition: Edition, task: Callable[..., str], *given: Any
    ) -> None:
        try:
            self.pending[pool.submit(task, *given)] = what, edition
        except BrokenProcessPool:
            self._fail(edition, ENDED)

    def _hear(self) -> None:
        """Wait for a process to finish something."""
        for future in wait(self.pending, return_when=FIRST_COMPLETED).done:
            what, edition = self.pending.pop(future)
            why = ENDED if isinstance(future.exception(), BrokenProcessPool) else future.result()
            if why:
                self._fail(edition, why)
            else:
                self.say(f"{edition.id}: {what}")

    def _fail(self, edition: Edition, why: str) -> None:
        self.failures[edition.id] = why
        self.say(f"{edition.id}: failed")


def _run(job: Job, executed: Path, limits: Limits) -> str:
    """Run a notebook, in a process of its own; returns why it failed, if it did."""
    return _why_not(lambda: run_job(job, executed, limits, lambda _: None))


def _print(
    job: Job,
    said: dict[str, Any],
    made_from: dict[str, str],
    executed: Path,
    before: Path | None = None,
) -> str:
    """Print an edition, likewise, set against the one before."""
    return _why_not(lambda: print_job(job, executed, said, made_from, before))


def _why_not(task: Callable[[], None]) -> str:
    """Do something and return why it failed: not every error of ours crosses to another process."""
    try:
        task()
    except WorkingsError as error:
        return str(error)
    except Exception:  # a fault of our own: it is shown whole, and the other editions go on
        return traceback.format_exc()
    return ""


@contextmanager
def _executor(workers: int) -> Iterator[Executor]:
    """Give what runs things: processes of their own, or for one at a time, this one."""
    if workers == 1:
        yield _Here()
        return
    context = get_context("spawn")  # a forked process would share what threads hold here
    with ProcessPoolExecutor(workers, context, _end_with_parent) as pool:
        yield pool


class _Here(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, task: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task(*given, **named))
        return done


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone: nobody would hear from it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    if parent := parent_process():
        threading.Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


def _await_end(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _named(edition: Edition, say: Say) -> Say:
    return lambda step: say(f"{edition.id}: {step}")
