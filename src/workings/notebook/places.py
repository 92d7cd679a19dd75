"""
Places: every number of an executed notebook in order, with its sentence and workings.

One reading of what an edition prints, for whoever has to go through it number by number: tracing,
mutation, the audit sheet. It reads the notebook's own outputs, draws nothing, and refuses what
the page would refuse only where it can't go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from workings.notebook import charts
from workings.notebook.chart_data import tables
from workings.notebook.executed import Cell, DrawnChart, Executed, read_executed
from workings.notebook.markup import as_html, as_markdown_says, in_sentences
from workings.notebook.record import CLOSE, OPEN, SLOT, ClaimRecord, ClaimsRecord, Prose, Workings
from workings.numbers import find_numbers

#: What a place can be.
KINDS = ("sentence", "key figure", "claim", "verdict", "chart", "chart words", "untraced")
NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?%?")
_PARTS = {"standfirst": "standfirst", "method": "method", "key-figures": "key figures"}


@dataclass(frozen=True)
class Place:
    """
    A place where an edition prints a number, or something that hangs on numbers.

    Its kind is one of `KINDS`: a number in a ``sentence``, on a ``key figure`` card or in what is
    said of a ``claim``; a claim's ``verdict``; the rows that a ``chart`` draws; a number in ``chart
    words``, its title, subtitle or alt text; or one in a sentence that is ``untraced``, since it
    was typed or printed as mere text. The numbers are what it rests on: one for a number that opens
    them; those a chart draws, or a number in its words may be; those of a claim's readings.
    """

    # ``n12``, the page's own anchor; ``chart2``, ``chart2-title1``, ``verdict-A08``,
    # ``cell9-words1``
    id: str
    kind: str
    part: str  # ``standfirst``, ``key figures``, ``story``, ``method`` or ``claims box``
    cell: int  # number in the stored notebook, from 1
    text: str  # as printed; of a chart its rows, of a claim its verdict and flags
    sentence: str  # what it stands in: a sentence, a chart's title, what a claim said
    numbers: tuple[Workings, ...] = ()
    claim: str = ""  # id of the claim it belongs to
    line: str = ""  # the seal of that claim's line


def read_places(executed: Path | Mapping[str, Any] | Executed) -> list[Place]:
    """Read every place where an executed notebook prints a number, in order, with its anchor."""
    return list(_Reader().read(read_executed(executed).cells))


def is_typed(place: Place) -> bool:
    """Tell whether a number has no workings: it was typed, or printed as mere text."""
    return place.kind in ("untraced", "chart words") and not place.numbers


class _Reader:
    """Goes through the cells once, and counts as the page does."""

    def __init__(self) -> None:
        self.anchors = self.charts = 0

    def read(self, cells: Iterable[Cell]) -> Iterator[Place]:
        for cell in cells:
            part = next((name for tag, name in _PARTS.items() if tag in cell.tags), "story")
            for output in cell.outputs:
                match output.record:
                    case Prose() as said:
                        kind = "key figure" if part == "key figures" else "sentence"
                        yield from self._said(cell.number, kind, part, said)
                        yield from _untraced(cell.number, part, said)
                    case ClaimsRecord(claims):
                        within = "claims box" if "claims" in cell.tags else part
                        for claim in claims:
                            yield from self._claim(cell.number, within, claim)
                    case DrawnChart() as chart:
                        self.charts += 1
                        yield from _chart(cell.number, part, f"chart{self.charts}", chart)

    def _said(
        self, cell: int, kind: str, part: str, said: Prose, claim: str = "", line: str = ""
    ) -> Iterator[Place]:
        sentences = {
            int(mark[1]): SLOT.sub("", sentence)
            for sentence in _marked(said)
            for mark in SLOT.finditer(sentence)
        }
        for index, number in enumerate(said.numbers):
            self.anchors += 1
            anchor, trees = f"n{self.anchors}", (number.workings,)
            sentence = sentences[index]
            yield Place(anchor, kind, part, cell, number.text, sentence, trees, claim, line)

    def _claim(self, cell: int, part: str, claim: ClaimRecord) -> Iterator[Place]:
        """Read what is said of a claim; the box at the foot has no room for what lies beside it."""
        line = claim.statements[0].seal
        yield Place(
            id=f"verdict-{claim.id}",
            kind="verdict",
            part=part,
            cell=cell,
            text=claim.judged,
            sentence=as_markdown_says(str(claim.said)),
            numbers=tuple(reading.workings for reading in claim.recomputed),
            claim=claim.id,
            line=line,
        )
        for said in claim.texts(in_short=part == "claims box"):
            yield from self._said(cell, "claim", part, said, claim.id, line)


def _marked(said: Prose) -> Iterator[str]:
    """Yield the sentences of a text, with a slot after each number."""
    texts = {
        index: f"{escape(number.text)}{OPEN}{index}{CLOSE}"
        for index, number in enumerate(said.numbers)
    }
    return in_sentences(as_html(said.markdown, texts))


def _untraced(cell: int, part: str, said: Prose) -> Iterator[Place]:
    """Find the numbers of a text that open nothing; dates, names and the like are none."""
    count = 0
    for sentence in _marked(said):
        words = sentence
        for index, number in enumerate(said.numbers):
            text = " ".join(number.text.split())
            words = words.replace(f"{text}{OPEN}{index}{CLOSE}", OPEN)
        for found in _numerals(words):
            count += 1
            place = f"cell{cell}-words{count}"
            yield Place(place, "untraced", part, cell, found, SLOT.sub("", sentence))


def _numerals(text: str) -> Iterator[str]:
    """Yield the numbers in digits that a text states, without the words that qualify them."""
    for found in find_numbers(text):
        if found.to_check:
            yield from NUMERAL.findall(found.text)


def _chart(cell: int, part: str, id_: str, chart: DrawnChart) -> Iterator[Place]:
    spec, numbers = chart.spec, chart.rests_on.numbers
    title, subtitle = charts.title(spec)
    rows = [row for table in tables(spec) for row in (table.headings, *table.rows)]
    text = "\n".join("; ".join(row) for row in rows)
    yield Place(id_, "chart", part, cell, text, title, numbers)
    alt, named = str(spec.get("description", "")), (*numbers, *chart.rests_on.told)
    for field, words in (("title", title), ("subtitle", subtitle), ("alt", alt)):
        for count, numeral in enumerate(_numerals(words), start=1):
            trees = tuple(each for tree in named for each in tree.walk() if _says(each, numeral))
            yield Place(f"{id_}-{field}{count}", "chart words", part, cell, numeral, words, trees)


def _says(number: Workings, numeral: str) -> bool:
    """Tell whether a number is printed, or was stated, with a numeral."""
    texts = (number.printed, *(line.stated for line in number.statements))
    return any(numeral in NUMERAL.findall(text) for text in texts)
