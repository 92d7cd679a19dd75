"""
The build: every edition on record that is not up to date, side by side, each whole or not at all.

What an edition is made from is compared by digests, so a build with nothing to do imports nothing
that runs notebooks or prints pages.
"""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait as wait_for
from os import _exit
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from typing import Any

from workings.editions.order import (
    Failure,
    Hands,
    Outcome,
    Outcomes,
    Printing,
    Step,
    Watch,
    unsigned,
)
from workings.editions.origins import Origins
from workings.editions.press import get_ready, print_job, run_job
from workings.errors import LedgerError, ParameterError, Stopped, WorkingsError, refused
from workings.files import holding, mend
from workings.ledger import Edition, Site, check_recorded_lines, read_editions
from workings.page import is_up_to_date
from workings.run import (
    Limits,
    allow_files,
    check_recorded,
    children,
    end_processes,
    read_parameters,
    share_server,
    start_server,
)


def build_editions(
    site: Site,
    wanted: Sequence[Edition],
    *,
    workers: int,
    limits: Limits,
    say: Watch,
    again: bool = False,
    signed: bool = False,
    fail_fast: bool = False,
    hands: AbstractContextManager[Hands] | None = None,
) -> list[Outcome]:
    """
    Print those wanted of the editions on record that are not up to date; or all, `again`.

    Where they have to be `signed`, none is published without a sign-off that stands: what has none
    waits in ``review/``. With `fail_fast` nothing more is begun once one has failed. `hands` print
    them, instead of processes of this machine.

    Returns what became of each, in the order wanted. One that fails does not stop the others.

    Raises LedgerError if a line that an edition was made from isn't as it was, and nothing is
    printed; EditionError if somebody else is printing one of them, and doesn't finish; Stopped if
    it is interrupted (Ctrl-C): no process is left then, and whole editions only.
    """
    editions = read_editions(site.ledger)
    if faults := check_recorded_lines(site.ledger, editions):
        raise LedgerError(faults)
    origins = Origins(site, editions)
    ids = {edition.id for edition in wanted}
    allow_files(len(ids))
    with ExitStack() as held:
        stale: list[Edition] = []
        for edition in editions:
            if edition.id not in ids:
                continue
            with ExitStack() as holds:  # all in one order, lest two builds wait crosswise
                holds.enter_context(holding(site.folder(edition), _told(say, edition.id)))
                if again or not is_up_to_date(site.folder(edition), origins.made_from(edition)):
                    stale.append(edition)
                    held.enter_context(holds.pop_all())
        outcomes = Outcomes()
        outcomes.failures.update(_unfit(site, stale))
        try:
            if len(outcomes.failures) < len(stale):
                with TemporaryDirectory() as scratch, hands or _local(stale, workers, say) as those:
                    Printing(
                        site, origins, stale, outcomes, say, those, Path(scratch),
                        limits=limits, signed=signed, fail_fast=fail_fast,
                    ).print_all()  # fmt: skip
        except KeyboardInterrupt:
            for edition in stale:
                mend(site.folder(edition))
                mend(site.for_review(edition))
            raise Stopped(len(outcomes.printed), len(stale)) from None
        to_print = {edition.id for edition in stale}
        for edition in wanted if signed else ():
            folder = site.folder(edition)
            if edition.id not in to_print and not site.signed(edition, folder):
                to_print.add(edition.id)
                outcomes.failures[edition.id] = f"it is published in {folder}, {unsigned(edition)}"
    return [
        outcomes.of(edition) if edition.id in to_print else Outcome(edition, "up to date")
        for edition in wanted
    ]


def _unfit(site: Site, stale: Sequence[Edition]) -> Iterator[tuple[str, str]]:
    """Yield the editions that can't be begun, and why: their notebook doesn't take them."""
    for report in dict.fromkeys(edition.report for edition in stale):
        those = [edition for edition in stale if edition.report == report]
        recorded = [(e.id, {"as_of": e.as_of.isoformat(), **e.parameters}) for e in those]
        try:
            check_recorded(read_parameters(site.notebook(report)), recorded)
        except (ParameterError, OSError) as error:
            why = refused(error) if isinstance(error, OSError) else str(error)
            yield from ((edition.id, why) for edition in those)


class _Local:
    """Processes of this machine or, for one thing at a time, a thread of this one."""

    def __init__(self, workers: int) -> None:
        self.at_once, self.pool = workers, _pool(workers)

    def run(self, edition: Edition, *given: Any) -> Future[Failure | None]:
        return self._submit(run_job, *given)

    def print(self, edition: Edition, *given: Any) -> Future[Failure | None]:
        return self._submit(print_job, *given)

    def _submit(self, task: Callable[..., None], *given: Any) -> Future[Failure | None]:
        with _interrupted_later():  # lest a process that just starts hears of it, and complains
            return self.pool.submit(failure_of, task, *given)

    def renew(self) -> None:
        self.pool.shutdown()
        self.pool = _pool(self.at_once)

    def stop(self) -> None:
        if isinstance(self.pool, ProcessPoolExecutor):
            end_processes(each.pid for each in active_children())
        else:
            end_processes(children())


def failure_of(task: Callable[..., None], *given: Any) -> Failure | None:
    """Do something; if that fails, say why: not every error of ours crosses to another process."""
    try:
        task(*given)
    except WorkingsError as error:
        return Failure(str(error))
    except Exception:  # a fault of our own: it is shown whole, and the other editions go on
        return Failure(traceback.format_exc())
    return None


@contextmanager
def _local(stale: Sequence[Edition], workers: int, say: Watch) -> Iterator[Hands]:
    """Give processes of their own or, for one thing at a time, a thread: it can be interrupted."""
    workers = min(workers, len(stale))
    if workers == 1:
        get_ready(_told(say))
    hands = _Local(workers)
    try:
        yield hands
    finally:
        hands.pool.shutdown()


def _pool(workers: int) -> Executor:
    if workers == 1:
        return ThreadPoolExecutor(1)
    context = get_context("spawn")  # a forked process would share what threads hold here
    return ProcessPoolExecutor(workers, context, _begin_work, (start_server(),))


def _begin_work(server: socket | None) -> None:
    """Get ready to work, and end as soon as whoever started this process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if parent := parent_process():
        threading.Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()
    share_server(server)
    get_ready()


def _await_end(sentinel: int) -> None:
    wait_for([sentinel])
    _exit(1)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Keep Ctrl-C waiting for a moment."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _told(say: Watch, edition: str = "") -> Callable[[str], None]:
    def told(what: str) -> None:
        say(Step(edition, what))

    return told
