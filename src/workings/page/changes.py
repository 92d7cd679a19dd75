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
from workings.notebook import Cell, Node, Records, read_records
from workings.numbers import day, opening, periods_in_words
from workings.page.article import leaves
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
    was, now = read_records(old), read_records(new)
    pairs = list(_pairs(was, now))
    changes = Changes(was.as_of, now.as_of)
    changes.told.extend(_told(pairs))
    changes.corrections.extend(_corrections(was, now))
    changes.figures.extend(_figures(pairs, was, now))
    changes.verdicts.extend(_verdicts(was, now))
    for before, after in zip_longest(was.cells, now.cells, fillvalue=Cell()):
        changes.charts.extend(_charts(before, after))
        changes.sentences.extend(changed_sentences(before.sentences, after.sentences))
    return changes


def as_said(changes: Changes) -> dict[str, Any]:
    """
    Return changes for the page's metadata, as plain data.

    Returns
    -------
    dict
        ``corrections``, sentences; and ``changes``, what `Changes` holds besides.
    """
    said = asdict(changes)
    said["verdicts"] = [str(change) for change in changes.verdicts]
    said["charts"] = [str(change) for change in changes.charts]
    corrections = [str(each) for each in changes.corrections]
    del said["corrections"]
    return {"corrections": corrections, "changes": said}


def _pairs(was: Records, now: Records) -> Iterator[tuple[Node, Node]]:
    """Pair the numbers that stand in one another's place and differ, each pair once."""
    told = set()
    for before, after in zip(was.cells, now.cells, strict=False):
        one = [_kind(node, was) for node in before.numbers]
        other = [_kind(node, now) for node in after.numbers]
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for start, first, size in matcher.get_matching_blocks():
            for at in range(size):
                old, new = before.numbers[start + at], after.numbers[first + at]
                key = json.dumps([old, new], sort_keys=True)
                if _says(old) != _says(new) and key not in told:
                    told.add(key)
                    yield old, new


def _kind(node: Node, records: Records) -> str:
    """Return what a number is worked out from and how, whatever it comes to and for which days."""
    if "figure" in node:
        return f"figure {records.figures[str(node['figure'])]['measure']}"
    rows = node.get("rows", {})
    parts = ", ".join(_kind(part, records) for part in node["operands"])
    return f"{node['operation']} {rows.get('table', '')} {rows.get('heading', '')} ({parts})"


def _says(node: Node) -> tuple[Any, ...]:
    return node["exact"], node["range"]["low"], node["range"]["high"]


def _told(pairs: Sequence[tuple[Node, Node]]) -> Iterator[str]:
    """Say what became of the quantities; a lead and its percentage in one sentence."""
    computed = [(old, new) for old, new in pairs if new["operands"]]
    percentages = {_parts(old, new): (old, new) for old, new in computed if _is_change(new)}
    differences = {_parts(old, new) for old, new in computed if new["operation"] == "difference"}
    said: dict[str, str] = {}
    for old, new in computed:
        parts = _parts(old, new)
        if new["operation"] == "difference":
            words = lead(old, new)
            if parts in percentages:
                words += "; " + " became ".join(map(more_or_level, percentages[parts]))
            said.setdefault(words, periods_in_words(new["periods"]))
        elif not (_is_change(new) and parts in differences):
            said.setdefault(became(old, new), periods_in_words(new["periods"]))
    # Where more than one thing is said of the same days, each need not name them.
    days = set(said.values())
    yield from (f"{words}{f' ({when})' if len(days) > 1 else ''}." for words, when in said.items())


def _is_change(node: Node) -> bool:
    return bool(node["operation"] == "percent_change")


def _parts(old: Node, new: Node) -> str:
    """Tell which numbers two quantities were worked out from, in whatever order."""
    parts = ([json.dumps(p, sort_keys=True) for p in node["operands"]] for node in (old, new))
    return json.dumps([sorted(each) for each in parts])


def _figures(
    pairs: Sequence[tuple[Node, Node]], was: Records, now: Records
) -> Iterator[FigureChange]:
    said = set()
    for pair in pairs:
        for old, new in zip(*map(leaves, pair), strict=False):
            same_kind = _kind(old, was) == _kind(new, now) and ("figure" in new or "rows" in new)
            if not same_kind or _says(old) == _says(new):
                continue
            change = FigureChange(
                label=opening(new["label"]),
                old=old["printed"],
                new=new["printed"],
                old_period=periods_in_words(old["periods"]),
                new_period=periods_in_words(new["periods"]),
                source=_source(new, now),
                why=_why(old, new, now),
            )
            if change not in said:
                said.add(change)
                yield change


def _source(node: Node, records: Records) -> str:
    """Say who stated a number, and when."""
    if "rows" in node:
        source = records.sources[node["rows"]["source"]]
        return f"{source['publisher']}, {source['title']}"
    line = records.figures[str(node["figure"])]
    return f"{opening(line['stated_by'])}, {day(line['stated_on'])}"


def _why(old: Node, new: Node, now: Records) -> str:
    """Say why another figure stands there now."""
    line = now.figures.get(str(new.get("figure")), {})
    if "figure" in old and str(line.get("supersedes") or "") == str(old["figure"]):
        return str(line["reason"])
    if old["periods"] != new["periods"]:
        ends = [node["periods"][-1][1] for node in (old, new)]
        later = all(ends) and ends[1] > ends[0]
        return f"counted to {day(ends[1])}" if later else "counted for other days"
    return "a later statement" if "figure" in new else "a later file"


def _corrections(was: Records, now: Records) -> Iterator[Correction]:
    """List the figures that the older edition rests on and that lines new to it replaced."""
    used = {
        str(leaf["figure"])
        for cell in was.cells
        for node in cell.numbers
        for leaf in leaves(node)
        if "figure" in leaf
    }
    for number, line in now.figures.items():
        replaced = str(line["supersedes"] or "")
        if replaced in used and number not in was.figures:
            old = was.figures[replaced]
            yield Correction(
                label=line["label"],
                period=periods_in_words([(line["period_start"], line["period_end"])]),
                old=old["as_printed"],
                new=line["as_printed"],
                why=line["reason"],
                source=f"{opening(line['stated_by'])}, {day(line['stated_on'])}",
            )


def _verdicts(was: Records, now: Records) -> Iterator[VerdictChange]:
    for id_ in {**now.claims, **was.claims}:
        old, new = (_verdict(records.claims.get(id_)) for records in (was, now))
        if old != new:
            claim = now.claims.get(id_) or was.claims[id_]
            place = claim["places"][0]
            said = f"“{claim['stated']}”" if claim["stated"] else id_
            where = ", ".join(filter(None, [place["who"], place["locator"]]))
            yield VerdictChange(id_, f"{said} ({where})", old, new)


def _verdict(claim: Node | None) -> str:
    return ", ".join([claim["verdict"], *claim["flags"]]) if claim else ""


def _charts(before: Cell, after: Cell) -> Iterator[ChartChange]:
    nothing: tuple[str, list[tuple[str, ...]]] = ("", [])
    for (old_title, old), (title, new) in zip_longest(
        before.charts, after.charts, fillvalue=nothing
    ):
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
    return "\n".join(_lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield f"From the figures of {day(changes.old)} to those of {day(changes.new)}:"
    sections = {
        "What became of the numbers": changes.told,
        "Corrections": map(str, changes.corrections),
        "Figures": map(str, changes.figures),
        "Verdicts": map(str, changes.verdicts),
        "Charts": map(str, changes.charts),
        "Sentences": [
            " ".join(MARKS[what].format(words) for what, words in sentence)
            for sentence in changes.sentences
        ],
    }
    nothing = True
    for heading, lines in sections.items():
        for number, line in enumerate(lines):
            if not number:
                yield f"\n{heading}"
            nothing = False
            yield f"  {line}"
    if nothing:
        yield "\nNothing."
