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

from workings.crate import Origin
from workings.editions import Edition, previous_of, read_editions, said_of
from workings.errors import LedgerError, WorkingsError
from workings.manifest import NOTEBOOK, is_up_to_date
from workings.origins import REVIEW, Origins, Site
from workings.pins import check_pins
from workings.press import (
    Job,
    Limits,
    Say,
    get_ready,
    job_for,
    kernels_for,
    print_job,
    run_job,
)
from workings.shelf import holding, put_in_place

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
    signed: bool = False,
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
    signed : bool
        Publish none without a sign-off that stands: what has none waits in ``review/``.

    Returns
    -------
    list of Outcome
        For each edition wanted, in the same order. One that fails does not stop the others.

    Raises
    ------
    LedgerError
        If a line that an edition was made from isn't as it was; nothing is printed then.
    EditionError
        If somebody else is printing one of them, and doesn't finish.
    """
    editions = read_editions(site.ledger)
    if faults := list(check_pins(site.ledger, editions)):
        raise LedgerError(faults)
    origins = Origins(site, editions)
    with ExitStack() as held:
        for edition in sorted(wanted, key=editions.index):  # in one order, lest two wait crosswise
            held.enter_context(holding(site.folder(edition), _named(edition, say)))
        stale = [
            edition for edition in wanted
            if again or not is_up_to_date(site.folder(edition), origins.made_from(edition))
        ]  # fmt: skip
        if stale:
            held.enter_context(kernels_for({site.notebook(e.report) for e in stale}, say))
        printing = _Printing(site, editions, origins, limits, say, signed)
        failures = printing.print_all(stale, workers)
        if signed:
            unsigned = [e for e in wanted if e not in stale and not site.signed(e, site.folder(e))]
            failures |= {
                e.id: f"it is published in {site.folder(e)}, {_unsigned(e)}" for e in unsigned
            }
    return [
        Outcome(edition, "failed", failures[edition.id])
        if edition.id in failures
        else Outcome(edition, "printed" if edition in stale else "up to date")
        for edition in wanted
    ]


class _Printing:
    """Runs notebooks and prints pages, on however many processes, and remembers what failed."""

    def __init__(
        self,
        site: Site,
        editions: Sequence[Edition],
        origins: Origins,
        limits: Limits,
        say: Say,
        signed: bool,
    ) -> None:
        self.site, self.editions, self.origins = site, editions, origins
        self.limits, self.say, self.signed = limits, say, signed
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
        return previous_of(edition, self.editions)

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
        reports = self.site.reports / REVIEW if self.signed else self.site.reports
        job = job_for(edition, self.site.notebook(edition.report), reports)
        executed = [self.executed[each.id] for each in (edition, before) if each]
        said, origin = said_of(edition, self.editions), self.origins(edition)
        self._submit(pool, "printed", edition, _print, job, said, origin, *executed)

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
                continue
            self.say(f"{edition.id}: {what}")
            if self.signed and what == "printed":
                self._publish(edition)

    def _publish(self, edition: Edition) -> None:
        """Put an edition that waits for it where it belongs, if it is signed as it is."""
        waiting = self.site.for_review(edition)
        if self.site.signed(edition, waiting):
            put_in_place(waiting, self.site.folder(edition))
        else:
            self._fail(edition, f"it waits in {waiting}, {_unsigned(edition)}")

    def _fail(self, edition: Edition, why: str) -> None:
        self.failures[edition.id] = why
        self.say(f"{edition.id}: failed")


def _run(job: Job, executed: Path, limits: Limits) -> str:
    """Run a notebook, in a process of its own; returns why it failed, if it did."""
    return _why_not(lambda: run_job(job, executed, limits, lambda _: None))


def _print(
    job: Job,
    said: dict[str, Any],
    origin: Origin,
    executed: Path,
    before: Path | None = None,
) -> str:
    """Print an edition, likewise, set against the one before."""
    return _why_not(lambda: print_job(job, executed, said, origin, before))


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
        get_ready()
        yield _Here()
        return
    context = get_context("spawn")  # a forked process would share what threads hold here
    with ProcessPoolExecutor(workers, context, _begin) as pool:
        yield pool


class _Here(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, task: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task(*given, **named))
        return done


def _begin() -> None:
    """Get ready to work, and end as soon as whoever started this process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    if parent := parent_process():
        threading.Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()
    get_ready()


def _await_end(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _unsigned(edition: Edition) -> str:
    return (
        "without a sign-off of just this; expected one before it is published. Read its page and "
        f"audit.html there, then: workings sign {edition.id} --as NAME --role ROLE, and build again"
    )


def _named(edition: Edition, say: Say) -> Say:
    return lambda step: say(f"{edition.id}: {step}")
