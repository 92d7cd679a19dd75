"""
What changed between two editions of a report: figures, quantities, sentences, verdicts, charts.

It is read from the executed notebooks' own outputs. A number is compared with the one that stands
in its place in the other edition: in the same cell, worked out in the same way from the same
measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

from workings.errors import EditionError
from workings.files import NOTEBOOK
from workings.notebook import (
    Bound,
    Cell,
    DrawnChart,
    Executed,
    FigureLine,
    Prose,
    Workings,
    charts,
    read_executed,
    tables,
)
from workings.numbers import day, opening, periods_in_words
from workings.page.change_words import became, changed_sentences, lead, more_or_level


@dataclass(frozen=True)
class FigureChange:
    """A figure that took another's place: both as printed, for which days, whose, and why."""

    label: str
    old: str
    new: str
    old_period: str
    new_period: str
    source: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.label}: {self.old} ({self.old_period}) became {self.new} ({self.new_period}), "
            f"{self.why}. {self.source}."
        )


@dataclass(frozen=True)
class Correction:
    """A figure that a later line of the ledger replaced, after an edition had been made from it."""

    label: str
    period: str
    old: str
    new: str
    why: str
    source: str

    def __str__(self) -> str:
        return (
            f"{opening(self.label)}, {self.period}: {self.old} is corrected to {self.new} "
            f"({self.why}). {self.source}."
        )


@dataclass(frozen=True)
class VerdictChange:
    """A claim of which something else is now to be said; a verdict is empty where there is none."""

    id: str
    claim: str
    old: str
    new: str

    def __str__(self) -> str:
        if not self.old:
            return f"{self.claim}, not looked into before: {self.new}."
        if not self.new:
            return f"{self.claim}, no longer looked into, was: {self.old}."
        return f"{self.claim}: {self.old} became {self.new}."


@dataclass(frozen=True)
class ChartChange:
    """A chart with other data: its title, and rows (first cell first) changed, added, removed."""

    title: str
    changed: list[str]
    added: list[str]
    removed: list[str]

    def __str__(self) -> str:
        parts = [
            f"{len(rows)} {'row' if len(rows) == 1 else 'rows'} {what}"
            for what, rows in vars(self).items()
            if what != "title" and rows
        ]
        return f"{self.title}: {', '.join(parts)}."


@dataclass(frozen=True)
class Changes:
    """
    What changed from one edition to another.

    Attributes
    ----------
    old, new : str
        As-of dates.
    told : list of str
        What became of the quantities, in sentences, in the order of the page.
    corrections, figures, verdicts, charts : list
    sentences : list of list of tuple of str and str
        The words of each sentence that changed: ``same``, ``old`` or ``new``, and some words.
    """

    old: str
    new: str
    told: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)
    verdicts: list[VerdictChange] = field(default_factory=list)
    charts: list[ChartChange] = field(default_factory=list)
    sentences: list[list[tuple[str, str]]] = field(default_factory=list)


def compare_editions(old: Path, new: Path) -> Changes:
    """
    Compare two editions in their folders.

    Raises
    ------
    EditionError
        If one of them hasn't been printed.
    """
    for folder in (old, new):
        if not (folder / NOTEBOOK).exists():
            raise EditionError(
                f"{folder}: found no edition; expected one that has been printed. Print it: "
                f"workings run {folder.parent.name}/{folder.name}."
            )
    return compare_notebooks(old / NOTEBOOK, new / NOTEBOOK)


def compare_notebooks(old: Path, new: Path) -> Changes:
    """Compare two executed notebooks of one report."""
    was, now = read_executed(old), read_executed(new)
    pairs = list(dict.fromkeys(_pairs(was, now)))
    cells = list(zip_longest(was.cells, now.cells, fillvalue=_NO_CELL))
    return Changes(
        old=was.as_of,
        new=now.as_of,
        told=list(_told(pairs)),
        corrections=list(_corrections(was, now)),
        figures=list(dict.fromkeys(_figures(pairs, was, now))),
        verdicts=list(_verdicts(was, now)),
        charts=[change for cell in cells for change in _charts(*map(_drawn, cell))],
        sentences=[
            change
            for before, after in cells
            for change in changed_sentences([*before.sentences], [*after.sentences])
        ],
    )


def as_said(changes: Changes) -> dict[str, Any]:
    """
    Return changes for the page's metadata, as plain data.

    Returns
    -------
    dict
        ``corrections``, sentences; and ``changes``, what `Changes` holds besides.
    """
    said = asdict(changes)
    said |= {name: [*map(str, getattr(changes, name))] for name in ("verdicts", "charts")}
    del said["corrections"]
    return {"corrections": [*map(str, changes.corrections)], "changes": said}


def _pairs(was: Executed, now: Executed) -> Iterator[tuple[Bound, Bound]]:
    """Pair the numbers that stand in one another's place and differ."""
    for before, after in zip(map(_numbers, was.cells), map(_numbers, now.cells), strict=False):
        one = [_kind(number.workings, was) for number in before]
        other = [_kind(number.workings, now) for number in after]
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for start, first, size in matcher.get_matching_blocks():
            for old, new in zip(before[start : start + size], after[first:], strict=False):
                if _differ(old.workings, new.workings):
                    yield old, new


def _numbers(cell: Cell) -> list[Bound]:
    records = [output.record for output in cell.outputs]
    return [number for said in records if isinstance(said, Prose) for number in said.numbers]


def _kind(number: Workings, executed: Executed) -> str:
    """Return what a number is worked out from and how, whatever it comes to and for which days."""
    if number.figure:
        return f"figure {executed.figures[number.figure].measure}"
    extract = number.extract
    table, heading = (extract.table, extract.heading) if extract else ("", "")
    heading += "".join(f", {value}" for _, value in extract.kept) if extract else ""
    parts = ", ".join(_kind(part, executed) for part in number.operands)
    return f"{number.operation} {table} {heading} ({parts})"


def _differ(old: Workings, new: Workings) -> bool:
    """Tell whether two numbers come to something else, or their figures allow something else."""
    one, other = ((each.exact, each.range.low, each.range.high) for each in (old, new))
    return one != other


def _told(pairs: Sequence[tuple[Bound, Bound]]) -> Iterator[str]:
    """Say what became of the quantities; a lead and its percentage in one sentence."""
    computed = [(old, new) for old, new in pairs if new.workings.operands]
    percentages, differences = (
        {_parts(*pair): pair for pair in computed if pair[1].workings.operation == operation}
        for operation in ("percent_change", "difference")
    )
    said: dict[str, str] = {}
    for old, new in computed:
        parts, operation = _parts(old, new), new.workings.operation
        if operation == "difference":
            words = lead(old.workings, new.workings)
            if parts in percentages:
                changes = (more_or_level(each.workings) for each in percentages[parts])
                words += f"; {' became '.join(changes)}"
            said.setdefault(words, periods_in_words(new.workings.periods))
        elif not (operation == "percent_change" and parts in differences):
            said.setdefault(became(old, new), periods_in_words(new.workings.periods))
    # Where more than one thing is said of the same days, each need not name them.
    days = set(said.values())
    yield from (f"{words}{f' ({when})' if len(days) > 1 else ''}." for words, when in said.items())


def _parts(old: Bound, new: Bound) -> tuple[frozenset[Workings], frozenset[Workings]]:
    """Tell which numbers two quantities were worked out from, in whatever order."""
    return frozenset(old.workings.operands), frozenset(new.workings.operands)


def _figures(
    pairs: Sequence[tuple[Bound, Bound]], was: Executed, now: Executed
) -> Iterator[FigureChange]:
    for before, after in pairs:
        leaves = before.workings.leaves(), after.workings.leaves()
        for old, new in zip(*leaves, strict=False):
            same_kind = _kind(old, was) == _kind(new, now)
            if not same_kind or not _differ(old, new) or not (new.figure or new.extract):
                continue
            yield FigureChange(
                label=opening(new.label),
                old=old.printed,
                new=new.printed,
                old_period=periods_in_words(old.periods),
                new_period=periods_in_words(new.periods),
                source=_source(new, now),
                why=_why(old, new, now),
            )


def _source(leaf: Workings, executed: Executed) -> str:
    """Say who stated a number, and when."""
    if not leaf.figure:
        source = executed.sources[leaf.extract.source if leaf.extract else ""]
        return f"{source.publisher}, {source.title}"
    return _stated(executed.figures[leaf.figure])


def _stated(line: FigureLine) -> str:
    return f"{opening(line.stated_by)}, {day(line.stated_on)}"


def _why(old: Workings, new: Workings, now: Executed) -> str:
    """Say why another figure stands there now."""
    line = now.figures[new.figure] if new.figure else None
    if line and old.figure in line.supersedes:
        return line.reason
    if old.periods != new.periods:
        was, is_ = (number.periods[-1][1] if number.periods else "" for number in (old, new))
        return f"counted to {day(is_)}" if was and is_ > was else "counted for other days"
    return "a later statement" if line else "a later file"


def _corrections(was: Executed, now: Executed) -> Iterator[Correction]:
    """List the figures that the older edition rests on and that lines new to it replaced."""
    used = {
        leaf.figure
        for cell in was.cells
        for number in _numbers(cell)
        for leaf in number.workings.leaves()
    }
    for number, line in now.figures.items():
        replaced = [seal for seal in line.supersedes if seal in used]
        if not replaced or number in was.figures:
            continue
        old = was.figures[replaced[0]]
        yield Correction(
            label=line.label,
            period=periods_in_words([(line.period_start, line.period_end)]),
            old=old.as_printed,
            new=line.as_printed,
            why=line.reason,
            source=_stated(line),
        )


def _verdicts(was: Executed, now: Executed) -> Iterator[VerdictChange]:
    for id_ in {**now.claims, **was.claims}:
        claims = was.claims.get(id_), now.claims.get(id_)
        old, new = (claim.judged if claim else "" for claim in claims)
        if old != new:
            claim = now.claims.get(id_) or was.claims[id_]
            first = claim.statements[0]
            said = f"“{claim.stated}”" if claim.stated else id_
            where = ", ".join(filter(None, [first.who, first.locator]))
            yield VerdictChange(id_, f"{said} ({where})", old, new)


Drawn = tuple[str, list[tuple[str, ...]]]
_NO_CELL = Cell(0, "raw", "", frozenset(), (), None)  # where the other notebook has one more


def _drawn(cell: Cell) -> list[Drawn]:
    """List a cell's charts: the title, and the rows that are drawn."""
    records = [output.record for output in cell.outputs]
    specs = (record.spec for record in records if isinstance(record, DrawnChart))
    return [(charts.title(each)[0], [r for t in tables(each) for r in t.rows]) for each in specs]


def _charts(before: list[Drawn], after: list[Drawn]) -> Iterator[ChartChange]:
    nothing: Drawn = ("", [])
    for (old_title, old), (title, new) in zip_longest(before, after, fillvalue=nothing):
        if old == new:
            continue
        rows, news = ({row[0]: row[1:] for row in each} for each in (old, new))
        changed = [
            f"{key}: {', '.join(rows[key])} became {', '.join(row)}"
            for key, row in news.items()
            if key in rows and rows[key] != row
        ]
        added = [", ".join((key, *row)) for key, row in news.items() if key not in rows]
        removed = [", ".join((key, *row)) for key, row in rows.items() if key not in news]
        yield ChartChange(title or old_title, changed, added, removed)


MARKS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


def changes_as_json(changes: Changes) -> str:
    """Write changes as JSON, named as in :class:`workings.page.changes.Changes`."""
    return json.dumps(asdict(changes), ensure_ascii=False, indent=1)


def changes_as_text(changes: Changes) -> str:
    """
    Write changes as text, with words that went and came marked as ``git diff --word-diff`` does.

    Examples
    --------
    >>> words = [("same", "So it was"), ("old", "level."), ("new", "close.")]
    >>> print(changes_as_text(Changes("2026-01-27", "2026-03-06", sentences=[words])))
    From the figures of 27 January 2026 to those of 6 March 2026:
    <BLANKLINE>
    Sentences
      So it was [-level.-] {+close.+}
    """
    lines: dict[str, Sequence[object]] = {
        "What became of the numbers": changes.told,
        "Corrections": changes.corrections,
        "Figures": changes.figures,
        "Verdicts": changes.verdicts,
        "Charts": changes.charts,
        "Sentences": [
            " ".join(MARKS[what].format(words) for what, words in sentence)
            for sentence in changes.sentences
        ],
    }
    sections = [
        "\n".join([heading, *(f"  {each}" for each in those)])
        for heading, those in lines.items()
        if those
    ]
    first = f"From the figures of {day(changes.old)} to those of {day(changes.new)}:"
    return "\n\n".join([first, *(sections or ["Nothing."])])
