"""
What of two editions stands for the same thing: numbers and rows, paired by what they speak of.

A number is paired within its cell, with one that is worked out in the same way from the same
measures; a chart's row, within its chart, by all that its columns say it is a number of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from workings.notebook import (
    Bound,
    Cell,
    DrawnChart,
    Executed,
    Prose,
    Table,
    Workings,
    charts,
    tables,
)


def pairs(was: Executed, now: Executed) -> Iterator[tuple[Bound, Bound]]:
    """Pair the numbers of one cell that are worked out alike, by what they speak of, and differ."""
    for cells in zip(was.cells, now.cells, strict=False):
        before, after = map(numbers_of, cells)
        olds, news = _by_kind(before, was), _by_kind(after, now)
        for each in news:
            for old, new in _paired(olds.get(each, []), news[each]):
                if differ(old.workings, new.workings):
                    yield old, new


def _by_kind(numbers: Sequence[Bound], executed: Executed) -> dict[str, list[Bound]]:
    """Group numbers by what they are worked out from and how; each once, as first printed."""
    found: dict[str, list[Bound]] = {}
    first = {number.workings: number for number in reversed(numbers)}
    for number in reversed(first.values()):
        found.setdefault(kind(number.workings, executed), []).append(number)
    return found


def _paired(before: list[Bound], after: list[Bound]) -> Iterator[tuple[Bound, Bound]]:
    """
    Pair numbers that speak of the same days, and the newest with the newest counted from one start.

    One that is alone of its kind on both sides moved on: last month's has become this month's.
    Several of the same days are taken in the order in which they are printed.
    """
    stayed = {number.workings for number in before} & {number.workings for number in after}
    went, came = (
        _by_days(each for each in side if each.workings not in stayed) for side in (before, after)
    )
    newest = {_starts(days): numbers for days, numbers in sorted(_by_days(before).items())}
    moved_on = {_starts(days): days for days in sorted(came.keys() - went.keys())}
    for days, new in came.items():
        old = went.get(days, [])
        if moved_on.get(_starts(days)) == days:
            old = [each for each in newest.get(_starts(days), []) if _days(each) < days]
        if len(before) == len(after) == 1:
            old = before
        yield from zip(old, new, strict=False)


Days = tuple[tuple[tuple[str, str], ...], ...]


def _by_days(numbers: Iterable[Bound]) -> dict[Days, list[Bound]]:
    found: dict[Days, list[Bound]] = {}
    for number in numbers:
        found.setdefault(_days(number), []).append(number)
    return found


def _days(number: Bound) -> Days:
    """Return the days that each of the numbers below speaks of."""
    return tuple(leaf.periods for leaf in number.workings.leaves())


def _starts(days: Days) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(start for start, _ in each) for each in days)


def numbers_of(cell: Cell) -> list[Bound]:
    """Return the numbers of a cell's texts."""
    records = [output.record for output in cell.outputs]
    return [number for said in records if isinstance(said, Prose) for number in said.numbers]


def kind(number: Workings, executed: Executed) -> str:
    """Return what a number is of and how it is worked out, whatever it comes to and when."""
    places = "".join(f", {value}" for _, value in number.dimensions)
    if number.figure:
        return f"figure {executed.figures[number.figure].measure}{places}"
    extract = number.extract
    table, heading = (extract.table, extract.heading) if extract else ("", "")
    parts = ", ".join(kind(part, executed) for part in number.operands)
    return f"{number.operation} {table} {heading}{places} ({parts})"


def differ(old: Workings, new: Workings) -> bool:
    """Tell whether two numbers come to something else, or their figures allow something else."""
    one, other = ((each.exact, each.range.low, each.range.high) for each in (old, new))
    return one != other


Drawn = tuple[str, dict[tuple[Any, ...], tuple[str, ...]]]


def drawn(cell: Cell) -> list[Drawn]:
    """List a cell's charts: the title, and what is drawn of each thing that its rows speak of."""
    records = [output.record for output in cell.outputs]
    specs = [record.spec for record in records if isinstance(record, DrawnChart)]
    return [
        (
            charts.title(spec)[0],
            {
                (number, *row[:keys]): row[keys:]
                for number, table in enumerate(tables(spec))
                for keys in [_keys(table)]
                for row in table.rows
            },
        )
        for spec in specs
    ]


def _keys(table: Table) -> int:
    """Return how many of a table's first columns tell its rows apart."""
    are_told = len({row[: table.keys] for row in table.rows}) == len(table.rows)
    return table.keys if are_told else len(table.headings)
