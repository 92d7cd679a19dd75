"""
The order in which editions are printed, by whoever does it, and what becomes of each.

An edition needs the executed notebook of the one before, to say what changed; where that isn't up
to date either, its notebook is run as well.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from workings.editions.origins import Origins
from workings.files import NOTEBOOK, put_in_place
from workings.ledger import Edition, Site
from workings.page import Origin, is_up_to_date
from workings.run import Job, Limits, job_for

ENDED = "the process that made it ended. See whether memory ran out, then build again"


@dataclass(frozen=True)
class Step:
    """
    Something that happens to an edition while others are built.

    Attributes
    ----------
    edition : str
        Its id; empty for what is said of all.
    what : str
        ``running``, ``ran``, ``printing``, ``printed``, ``failed``, or something else to be told.
    of : int
        How many editions are to be printed; 0 as long as that isn't known.
    """

    edition: str
    what: str
    of: int = 0

    def __str__(self) -> str:
        return f"{self.edition}: {self.what}" if self.edition else self.what


STEPS = ("running", "ran", "printing", "printed", "failed")
Watch = Callable[[Step], object]


@dataclass(frozen=True)
class Failure:
    """What a task comes to that could not be done, in the words in which it is told."""

    why: str


class Hands(Protocol):
    """Who runs notebooks and prints pages; a task that can't be done comes to a failure."""

    @property
    def at_once(self) -> int:
        """How many tasks they take at a time."""

    def run(
        self, edition: Edition, job: Job, executed: Path, limits: Limits
    ) -> Future[Failure | None]:
        """Run an edition's notebook."""

    def print(
        self,
        edition: Edition,
        job: Job,
        executed: Path,
        said: dict[str, Any],
        origin: Origin,
        before: Path | None,
    ) -> Future[Failure | None]:
        """Print an edition, set against the executed notebook of the one before."""

    def renew(self) -> None:
        """Be as good as new after a process that worked here has ended of itself."""

    def stop(self) -> None:
        """End what is running, with all that it started."""


@dataclass(frozen=True)
class Outcome:
    """An edition: ``printed``, ``up to date``, ``not begun``, or ``failed``, and then why."""

    edition: Edition
    what: str
    why: str = ""


def reasons(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """
    Return why editions failed, each cause once, and which editions.

    A cause is the same where its words are, but for the name of the edition in them.
    """
    told: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.what == "failed":
            cause = outcome.why.replace(outcome.edition.name, "")
            found.setdefault(told.setdefault(cause, outcome.why), []).append(outcome.edition.id)
    return found


class Outcomes:
    """What has become of editions so far: those that are printed, and why others are not."""

    def __init__(self) -> None:
        self.printed: set[str] = set()
        self.failures: dict[str, str] = {}

    def of(self, edition: Edition) -> Outcome:
        """Say what became of an edition."""
        if edition.id in self.failures:
            return Outcome(edition, "failed", self.failures[edition.id])
        return Outcome(edition, "printed" if edition.id in self.printed else "not begun")


class Printing:
    """
    Runs notebooks and prints pages, as many at once as there are hands; notes what becomes of it.

    An edition is printed once its notebook and that of the one before have run. Printing goes
    first, so that an interruption finds as many editions whole as there can be.
    """

    def __init__(
        self,
        site: Site,
        origins: Origins,
        stale: Sequence[Edition],
        outcomes: Outcomes,
        say: Watch,
        hands: Hands,
        scratch: Path,
        *,
        limits: Limits,
        signed: bool,
        fail_fast: bool,
    ) -> None:
        self.site, self.origins, self.stale, self.limits = site, origins, stale, limits
        self.say, self.signed, self.fail_fast = say, signed, fail_fast
        self.hands, self.scratch = hands, scratch
        self.printed, self.failures = outcomes.printed, outcomes.failures
        self.executed: dict[str, Path] = {}
        self.pending: dict[Future[Failure | None], tuple[str, Edition]] = {}
        self.suspects: deque[tuple[str, Edition]] = deque()
        self.to_run: deque[Edition] = deque()
        self.to_print: deque[Edition] = deque()
        self.needed_by: dict[str, list[Edition]] = {}

    def print_all(self) -> None:
        """Print the editions."""
        try:
            self._plan()
            self._begin()
            while self.pending:
                self._hear()
                self._begin()
        except KeyboardInterrupt:
            with _undisturbed():
                self._stop()
            raise

    def _plan(self) -> None:
        """Put in order whose notebooks have to run; of the others, note where the executed are."""
        known = {edition.id for edition in self.stale}
        for edition in self.stale:
            if edition.id in self.failures:
                self._tell(edition, "failed")
                continue
            for each in filter(None, (self.origins.before(edition), edition)):
                self.needed_by.setdefault(each.id, []).append(edition)
                folder = self.site.folder(each)
                if each is edition:
                    self.to_run.append(each)
                elif each.id in self.failures:
                    continue
                elif each.id not in known:
                    known.add(each.id)
                    if is_up_to_date(folder, self.origins.made_from(each)):
                        self.executed[each.id] = folder / NOTEBOOK
                    else:
                        self.to_run.append(each)

    def _begin(self) -> None:
        """Give the hands that are free something to do."""
        while len(self.pending) < self.hands.at_once and not (self.fail_fast and self.failures):
            if self.suspects:
                if self.pending:
                    return
                what, edition = self.suspects.popleft()
                (self._run if what == "ran" else self._print)(edition)
                return
            if self.to_print:
                self._print(self.to_print.popleft())
            elif self.to_run:
                self._run(self.to_run.popleft())
            else:
                return

    def _run(self, edition: Edition) -> None:
        executed = self.scratch / f"{edition.report}-{edition.name}.ipynb"
        job = job_for(self.site, edition, self.site.folder(edition))
        self._submit("ran", edition, self.hands.run, job, executed, self.limits)

    def _print(self, edition: Edition) -> None:
        before = self.origins.before(edition)
        if before and before.id not in self.executed:
            why = f"the edition before it, {before.id}, can't be run"
            told = any(before.id == each.id for each in self.stale)
            self._fail(edition, why if told else f"{why}: {self.failures[before.id]}")
            return
        folder = self.site.for_review(edition) if self.signed else self.site.folder(edition)
        job = job_for(self.site, edition, folder)
        self._submit(
            "printed", edition, self.hands.print, job, self.executed[edition.id],
            self.origins.said(edition), self.origins(edition),
            self.executed[before.id] if before else None,
        )  # fmt: skip

    def _submit(
        self, what: str, edition: Edition, task: Callable[..., Future[Failure | None]], *given: Any
    ) -> None:
        self._tell(edition, "running" if what == "ran" else "printing")
        try:
            self.pending[task(edition, *given)] = what, edition
        except BrokenProcessPool:  # by what is pending, if anything is: this one had not begun
            self.suspects.append((what, edition))
            if not self.pending:
                self.hands.renew()

    def _hear(self) -> None:
        """
        Wait until something is finished.

        When a process ends of itself, all that was given to its pool is lost, and nobody knows by
        whose fault. So each is done again, alone: only what ends a process then has failed.
        """
        lost = self._take(wait(self.pending, return_when=FIRST_COMPLETED).done)
        if lost:
            lost += self._take(wait(self.pending).done)
            self.hands.renew()
            if len(lost) == 1:
                self._fail(lost[0][1], ENDED)
            else:
                self.suspects.extend(lost)

    def _take(self, done: Iterable[Future[Failure | None]]) -> list[tuple[str, Edition]]:
        """Note what has come of some tasks; return those that were lost."""
        lost = []
        for future in done:
            what, edition = self.pending.pop(future)
            if isinstance(future.exception(), BrokenProcessPool):
                lost.append((what, edition))
            elif failure := future.result():
                self._fail(edition, failure.why)
            else:
                self._note(edition, what)
        return lost

    def _note(self, edition: Edition, what: str) -> None:
        """Note that a notebook has run, and what can be printed now; or that a page is printed."""
        ran = self.scratch / f"{edition.report}-{edition.name}.ipynb"
        if what == "ran":
            self.executed[edition.id] = ran
            self._settle(edition)
        elif not self.signed or self._publish(edition):
            self.printed.add(edition.id)
            self.executed[edition.id] = self.site.folder(edition) / NOTEBOOK
            ran.unlink()  # 650 of them would take some room
        else:
            return
        self._tell(edition, what)

    def _publish(self, edition: Edition) -> bool:
        """Put an edition that waits for it where it belongs, if it is signed as it is."""
        waiting = self.site.for_review(edition)
        if signed := self.site.signed(edition, waiting):
            put_in_place(waiting, self.site.folder(edition))
        else:
            self._fail(edition, f"it waits in {waiting}, {unsigned(edition)}")
        return signed

    def _fail(self, edition: Edition, why: str) -> None:
        ran = edition.id in self.executed
        self.failures[edition.id] = why
        self._tell(edition, "failed")
        if not ran:
            self._settle(edition)

    def _settle(self, edition: Edition) -> None:
        """See what can be printed, or can't be, now that a notebook has run or failed."""
        for each in self.needed_by[edition.id]:
            before = self.origins.before(each)
            needed = [each.id, *([before.id] if before else [])]
            if each.id not in self.failures and all(
                id_ in self.executed or id_ in self.failures for id_ in needed
            ):
                self.to_print.append(each)

    def _tell(self, edition: Edition, what: str) -> None:
        self.say(Step(edition.id, what, len(self.stale)))

    def _stop(self) -> None:
        """End what is running; an edition that is printed all the same counts."""
        while self.pending:
            self.hands.stop()
            for future in wait(self.pending, timeout=0.1).done:
                what, edition = self.pending.pop(future)
                if what == "printed" and not future.exception() and not future.result():
                    self._note(edition, what)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave a further Ctrl-C unheard."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def unsigned(edition: Edition) -> str:
    """Say what an edition lacks, and how to go on."""
    return (
        "without a sign-off of just this; expected one before it is published. Read its page and "
        f"audit.html there, then: workings sign {edition.id} --as NAME --role ROLE, and build again"
    )
