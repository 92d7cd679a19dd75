"""
What changed between two editions of a report: figures, quantities, sentences, verdicts, charts.

It is read from the executed notebooks' own outputs. A number is compared with the one that stands
in its place in the other edition: in the same cell, worked out in the same way from the same
measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from workings.errors import EditionError
from workings.files import NOTEBOOK
from workings.notebook import (
    Bound,
    Cell,
    ClaimsRecord,
    DrawnChart,
    Executed,
    FigureLine,
    Prose,
    Workings,
    read_executed,
)
from workings.numbers import day, opening, periods_in_words
from workings.page.change_words import became, changed_sentences, lead, more_or_level, told_apart
from workings.page.paired import Drawn, differ, drawn, kind, pairs


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
        verb = next((verb for reason, verb in VERBS.items() if reason in self.why), "corrected to")
        return (
            f"{opening(self.label)}, {self.period}: {self.old} is {verb} {self.new} "
            f"({self.why}). {self.source}."
        )


#: What is done to a figure, by the reason that its line gives; the first that is found tells.
VERBS = {
    "our error": "corrected to",
    "source revision": "revised to",
    "definition change": "counted otherwise as",
}


@dataclass(frozen=True)
class VerdictChange:
    """
    A claim of which something else is now to be said; a verdict is empty where there is none.

    Where the number that it was recomputed as is another, too, `gave` has both as printed.
    """

    id: str
    claim: str
    old: str
    new: str
    gave: tuple[str, str] | None = None

    def __str__(self) -> str:
        if not self.old:
            return f"{self.claim}, not looked into before: {self.new}."
        if not self.new:
            return f"{self.claim}, no longer looked into, was: {self.old}."
        gave = f"the figures gave {self.gave[0]} and now give {self.gave[1]}" if self.gave else ""
        if self.old == self.new:
            return f"{self.claim}: still {self.new}; {gave}."
        return f"{self.claim}: {self.old} became {self.new}{f'; {gave}' if gave else ''}."


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
    """What changed from one edition to another."""

    old: str  # as-of dates
    new: str
    told: list[str] = field(default_factory=list)  # what became of the quantities, in sentences
    corrections: list[Correction] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)
    verdicts: list[VerdictChange] = field(default_factory=list)
    charts: list[ChartChange] = field(default_factory=list)
    # each sentence that changed: ``same``, ``old`` or ``new``, and some words
    sentences: list[list[tuple[str, str]]] = field(default_factory=list)


def compare_editions(old: Path, new: Path) -> Changes:
    """Compare two editions in their folders; an `EditionError` if one hasn't been printed."""
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
    paired = list(dict.fromkeys(pairs(was, now)))
    cells = list(zip_longest(was.cells, now.cells, fillvalue=_NO_CELL))
    return Changes(
        old=was.as_of,
        new=now.as_of,
        told=list(_told(paired)),
        corrections=list(_corrections(was, now)),
        figures=list(_each_once(_figures(paired, was, now))),
        verdicts=list(_verdicts(was, now)),
        charts=[change for cell in cells for change in _charts(*map(drawn, cell))],
        sentences=[
            change
            for before, after in cells
            for change in changed_sentences([*before.sentences], [*after.sentences])
        ],
    )


def as_said(changes: Changes) -> dict[str, Any]:
    """Return changes for the page's metadata: ``corrections``, and ``changes``, all besides."""
    said = asdict(changes)
    said |= {name: [*map(str, getattr(changes, name))] for name in ("verdicts", "charts")}
    del said["corrections"]
    return {"corrections": [*map(str, changes.corrections)], "changes": said}


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
                first, then = (more_or_level(each.workings) for each in percentages[parts])
                words += f"; {first} became {then}" if words and first != then else ""
        elif operation == "percent_change" and parts in differences:
            continue
        else:
            words = became(old, new)
        if words:
            said.setdefault(words, periods_in_words(new.workings.periods))
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
            same_kind = kind(old, was) == kind(new, now)
            if not same_kind or not differ(old, new) or not (new.figure or new.extract):
                continue
            is_seen = old.printed != new.printed
            if not (texts := (old.printed, new.printed) if is_seen else told_apart(old, new)):
                continue
            yield FigureChange(
                label=opening(new.label),
                old=texts[0],
                new=texts[1],
                old_period=periods_in_words(old.periods),
                new_period=periods_in_words(new.periods),
                source=_source(new, now),
                why=_why(old, new, now),
            )


def _each_once(changes: Iterable[FigureChange]) -> Iterable[FigureChange]:
    """Tell of each figure once, set against the first that it took the place of."""
    first: dict[tuple[str, str], FigureChange] = {}
    for change in changes:
        first.setdefault((change.label, change.new_period), change)
    return first.values()


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
    stands, reasons = _replacement(old.figure, now)
    if reasons and stands == new.figure:
        return reasons
    if old.periods != new.periods:
        was, is_ = (number.periods[-1][1] if number.periods else "" for number in (old, new))
        return f"counted to {day(is_)}" if was and is_ > was else "counted for other days"
    return "a later statement" if new.figure else "a later file"


def _replacement(seal: str, now: Executed) -> tuple[str, str]:
    """Return the line that has come to stand in a line's place, over all between, and why."""
    by = {old: new for new, line in now.figures.items() for old in line.supersedes}
    reasons = []
    while seal in by:
        seal = by[seal]
        reasons.append(now.figures[seal].reason)
    return seal, "; ".join(dict.fromkeys(reasons))


def _corrections(was: Executed, now: Executed) -> Iterator[Correction]:
    """List the figures that the older edition rests on, and what stands in their place by now."""
    used = {leaf.figure for number in _everywhere(was) for leaf in number.leaves()} - {""}
    for seal in sorted(used & was.figures.keys()):
        new, reasons = _replacement(seal, now)
        if new in was.figures:
            continue
        old, line = was.figures[seal], now.figures[new]
        days = [periods_in_words([(each.period_start, each.period_end)]) for each in (old, line)]
        if (old.as_printed, days[0]) == (line.as_printed, days[1]):
            continue  # its note or its place was
        moved = days[0] != days[1]
        yield Correction(
            label=line.label,
            period=days[0],
            old=old.as_printed,
            new=f"{line.as_printed}, for {days[1]}" if moved else line.as_printed,
            why=reasons,
            source=_stated(line),
        )


def _everywhere(executed: Executed) -> Iterator[Workings]:
    """Yield the numbers of all texts, claims and charts."""
    for record in executed.records:
        if isinstance(record, Prose):
            yield from (number.workings for number in record.numbers)
        elif isinstance(record, ClaimsRecord):
            for claim in record.claims:
                yield from (each.workings for each in claim.recomputed)
                yield from (n.workings for text in claim.texts() for n in text.numbers)
        elif isinstance(record, DrawnChart):
            yield from (*record.rests_on.numbers, *record.rests_on.told)


def _verdicts(was: Executed, now: Executed) -> Iterator[VerdictChange]:
    for id_ in {**now.claims, **was.claims}:
        claims = was.claims.get(id_), now.claims.get(id_)
        old, new = (claim.judged if claim else "" for claim in claims)
        numbers = [claim.recomputed[0].workings for claim in claims if claim and claim.recomputed]
        gave = told_apart(*numbers) if len(numbers) == 2 and differ(*numbers) else None
        if old != new or gave:
            claim = now.claims.get(id_) or was.claims[id_]
            first = claim.statements[0]
            said = f"“{claim.stated}”" if claim.stated else id_
            where = ", ".join(filter(None, [first.who, first.locator]))
            yield VerdictChange(id_, f"{said} ({where})", old, new, gave)


_NO_CELL = Cell(0, "raw", "", frozenset(), (), None)  # where the other notebook has one more


def _charts(before: list[Drawn], after: list[Drawn]) -> Iterator[ChartChange]:
    nothing: Drawn = ("", {})
    for (old_title, old), (title, new) in zip_longest(before, after, fillvalue=nothing):
        if old == new:
            continue
        changed = [
            f"{', '.join(key[1:])}: {', '.join(old[key])} became {', '.join(row)}"
            for key, row in new.items()
            if key in old and old[key] != row
        ]
        added = [", ".join((*key[1:], *row)) for key, row in new.items() if key not in old]
        removed = [", ".join((*key[1:], *row)) for key, row in old.items() if key not in new]
        yield ChartChange(title or old_title, changed, added, removed)


MARKS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


def changes_as_json(changes: Changes) -> str:
    """Write changes as JSON, named as in :class:`workings.page.changes.Changes`."""
    return json.dumps(asdict(changes), ensure_ascii=False, indent=1)


def changes_as_text(changes: Changes) -> str:
    """Write changes as text, words that went and came marked as by ``git diff --word-diff``."""
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
