"""
Where a build has got to: on a terminal in place, with the time left; elsewhere a line a page.

Times stand on the terminal only, never in what is published.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from workings.editions import STEPS, Outcome, Step, Watch

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

KINDS = ("printed", "failed", "not begun", "up to date")
ENDED = ("printed", "failed")
PLAIN_WIDTH = 120  # of a table where there is no terminal


@contextmanager
def watching(what: str) -> Iterator[Watch]:
    """Give what a build is to tell its steps; `what` is the command's name."""
    if not sys.stderr.isatty():
        yield _Plain(what)
        return
    from rich.console import Console, Group  # a tenth of a second, where nobody is watching
    from rich.live import Live

    console = Console(stderr=True)
    shown = _InPlace(console, what)
    with Live(Group(shown.whole, shown.running), console=console):
        yield shown


def show_summary(outcomes: Sequence[Outcome]) -> None:
    """Show a table of what became of the editions: one line for each report, and all together."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault(outcome.edition.report, Counter())[outcome.what] += 1
    whole = sum(counts.values(), Counter[str]())
    kinds = [kind for kind in KINDS if whole[kind]]
    console = Console(stderr=True)
    if not console.is_terminal:
        console = Console(stderr=True, width=PLAIN_WIDTH)
    table = Table(box=None, show_footer=len(counts) > 1)
    table.add_column("report", footer="all", overflow="fold")
    for kind in kinds:
        table.add_column(kind, footer=f"{whole[kind]:,}", justify="right", no_wrap=True)
    for report, count in counts.items():
        table.add_row(Text(report), *(f"{count[kind]:,}" for kind in kinds))
    console.print(table)


class _Plain:
    """A line for each edition that is printed or fails, and for what else is to be told."""

    def __init__(self, what: str) -> None:
        self.what, self.ended = what, 0

    def __call__(self, step: Step) -> None:
        if step.what in ENDED:
            self.ended += 1
            click.echo(f"{self.what}: {step} ({self.ended:,} of {step.of:,})", err=True)
        elif step.what not in STEPS:
            click.echo(f"{self.what}: {step}", err=True)


class _InPlace:
    """A bar with what is done, what failed and the time left; below it, what is running."""

    def __init__(self, console: Console, what: str) -> None:
        from rich import progress as rich

        text = rich.TextColumn("{task.description}", markup=False)
        left = rich.TimeRemainingColumn(), rich.TextColumn("left")
        count = rich.MofNCompleteColumn(separator=" of ")
        self.whole = rich.Progress(
            text, rich.BarColumn(), count, rich.TimeElapsedColumn(), *left,
            console=console, speed_estimate_period=3600,
        )  # fmt: skip
        self.running = rich.Progress(
            rich.SpinnerColumn(), text, rich.TimeElapsedColumn(), console=console
        )
        self.what, self.failed = what, 0
        self.bar = self.whole.add_task(what, total=None)
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, step: Step) -> None:
        if not step.edition:
            self.whole.console.print(str(step), markup=False)
            return
        if step.edition in self.tasks:
            self.running.remove_task(self.tasks.pop(step.edition))
        if step.what not in (*ENDED, "ran"):
            self.tasks[step.edition] = self.running.add_task(str(step), total=None)
        elif step.what in ENDED:
            self.failed += step.what == "failed"
            said = f"{self.what}, {self.failed} failed" if self.failed else self.what
            self.whole.update(self.bar, description=said, advance=1)
        self.whole.update(self.bar, total=step.of or None)


@contextmanager
def telling(what: str) -> Iterator[Callable[[str], None]]:
    """Say where a run has got to: in place on a terminal, a line for each step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: click.echo(f"{what}: {step}", err=True)
        return
    from rich.console import Console  # a tenth of a second, where nobody is watching
    from rich.text import Text

    console = Console(stderr=True)
    with console.status(Text(what)) as status:
        yield lambda step: status.update(Text(f"{what}: {step}"))
