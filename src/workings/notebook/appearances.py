"""
Where numbers appear: every number of an executed notebook in order, with its sentence and workings.

One reading of what an edition prints, for whoever has to go through it number by number: tracing,
mutation, the audit sheet. It reads the notebook's own outputs, draws nothing, and refuses what
the page would refuse only where it can't go on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from workings.notebook import charts
from workings.notebook.chart_data import tables
from workings.notebook.claims_box import CLAIMS
from workings.notebook.markup import as_html
from workings.notebook.outputs import in_sentences
from workings.notebook.places import CLOSE, OPEN, PLACE, shown
from workings.notebook.record import PROSE
from workings.numbers import find_numbers

Node = Mapping[str, Any]

#: What a place can be.
KINDS = ("sentence", "key figure", "claim", "verdict", "chart", "chart words", "untraced")
NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?%?")
_PARTS = {"standfirst": "standfirst", "method": "method", "key-figures": "key figures"}


@dataclass(frozen=True)
class Place:
    """
    A place where an edition prints a number, or something that hangs on numbers.

    Attributes
    ----------
    id : str
        ``n12``, the page's own anchor, for a number that opens its workings; else ``chart2``,
        ``chart2-title1``, ``verdict-A08`` or ``cell9-words1``.
    kind : str
        One of `KINDS`: a number in a ``sentence``, on a ``key figure`` card or in what is said of a
        ``claim``; a claim's ``verdict``; the rows that a ``chart`` draws; a number in ``chart
        words``, its title, subtitle or alt text; or one in a sentence that is ``untraced``, since
        it was typed or printed as mere text.
    part : str
        ``standfirst``, ``key figures``, ``story``, ``method`` or ``claims box``.
    cell : int
        Number of the cell in the stored notebook, from 1.
    text : str
        As printed there; of a chart its rows, of a claim its verdict and flags.
    sentence : str
        What it stands in: the sentence; a chart's title; what a claim said.
    numbers : tuple of mapping
        The workings it rests on, as `trace.trace` wrote them: one for a number that opens them;
        those a chart draws, or a number in its words may be; those of a claim's readings.
    claim : str
        Id of the claim it belongs to; empty elsewhere.
    line : int
        That claim's line in ``claims.csv``; 0 elsewhere.
    """

    id: str
    kind: str
    part: str
    cell: int
    text: str
    sentence: str
    numbers: tuple[Node, ...] = ()
    claim: str = ""
    line: int = 0


def read_places(executed: Path | Node) -> list[Place]:
    """
    Read every place where an executed notebook prints a number, in order of appearance.

    Parameters
    ----------
    executed : Path or mapping
        The executed notebook, or what it holds.

    Returns
    -------
    list of Place
        Anchors are those of the page that is printed from it.
    """
    notebook = json.loads(executed.read_text("utf-8")) if isinstance(executed, Path) else executed
    return list(_Reader().read(notebook))


def leaf_nodes(node: Node) -> Iterator[Node]:
    """Yield what a number was worked out from in the end: figures, numbers of tables, claims."""
    if not node["operands"]:
        yield node
    for operand in node["operands"]:
        yield from leaf_nodes(operand)


def is_typed(place: Place) -> bool:
    """Tell whether a number has no workings: it was typed, or printed as mere text."""
    return place.kind in ("untraced", "chart words") and not place.numbers


class _Reader:
    """Goes through the cells once, and counts as the page does."""

    def __init__(self) -> None:
        self.anchors = self.charts = 0

    def read(self, notebook: Node) -> Iterator[Place]:
        number = 0
        for cell in notebook["cells"]:
            tags = set(cell["metadata"].get("tags", []))
            if "injected-parameters" in tags:
                continue
            number += 1
            for output in cell.get("outputs", []):
                yield from self._output(number, tags, output.get("data", {}))

    def _output(self, cell: int, tags: set[str], data: Node) -> Iterator[Place]:
        part = next((name for tag, name in _PARTS.items() if tag in tags), "story")
        kind = "key figure" if part == "key figures" else "sentence"
        spec = next((data[key] for key in data if charts.VEGALITE.fullmatch(key)), None)
        if PROSE in data:
            yield from self._said(cell, kind, part, data[PROSE])
            yield from _untraced(cell, part, data[PROSE])
        elif CLAIMS in data:
            in_the_box = "claims" in tags
            for claim in data[CLAIMS]:
                yield from self._claim(cell, "claims box" if in_the_box else part, claim)
        elif spec:
            self.charts += 1
            yield from _chart(cell, part, f"chart{self.charts}", spec)

    def _said(
        self, cell: int, kind: str, part: str, said: Node, claim: str = "", line: int = 0
    ) -> Iterator[Place]:
        sentences = _sentence_of(said)
        for index, number in enumerate(said["numbers"]):
            self.anchors += 1
            anchor, text = f"n{self.anchors}", number["text"]
            trees = (number["workings"],)
            yield Place(anchor, kind, part, cell, text, sentences[index], trees, claim, line)

    def _claim(self, cell: int, part: str, claim: Node) -> Iterator[Place]:
        """Read what is said of a claim; the box at the foot has no room for what lies beside it."""
        id_, line = claim["id"], claim["places"][0]["line"]
        beside = [] if part == "claims box" else claim["beside"]
        yield Place(
            id=f"verdict-{id_}",
            kind="verdict",
            part=part,
            cell=cell,
            text=", ".join([claim["verdict"], *claim["flags"]]),
            sentence=shown(claim["said"]),
            numbers=tuple(claim.get("recomputed", ())),
            claim=id_,
            line=line,
        )
        for said in (claim["said"], claim["reason"], claim["later"], *beside):
            yield from self._said(cell, "claim", part, said, id_, line)


def _marked(said: Node) -> Iterator[str]:
    """Yield the sentences of a text, with a place-holder after each number."""
    texts = {
        index: f"{escape(number['text'])}{OPEN}{index}{CLOSE}"
        for index, number in enumerate(said["numbers"])
    }
    return in_sentences(as_html(said["markdown"], texts))


def _sentence_of(said: Node) -> dict[int, str]:
    """Return the sentence that each number stands in, by the number's index."""
    return {
        int(mark[1]): PLACE.sub("", sentence)
        for sentence in _marked(said)
        for mark in PLACE.finditer(sentence)
    }


def _untraced(cell: int, part: str, said: Node) -> Iterator[Place]:
    """Find the numbers of a text that open nothing; dates, names and the like are none."""
    count = 0
    for sentence in _marked(said):
        words = sentence
        for index, number in enumerate(said["numbers"]):
            text = " ".join(number["text"].split())
            words = words.replace(f"{text}{OPEN}{index}{CLOSE}", OPEN)
        for found in _numerals(words):
            count += 1
            place = f"cell{cell}-words{count}"
            yield Place(place, "untraced", part, cell, found, PLACE.sub("", sentence))


def _numerals(text: str) -> Iterator[str]:
    """Yield the numbers in digits that a text states, without the words that qualify them."""
    for found in find_numbers(text):
        if found.to_check:
            yield from NUMERAL.findall(found.text)


def _chart(cell: int, part: str, id_: str, spec: Node) -> Iterator[Place]:
    title, subtitle = charts.title(spec)
    named = spec.get("usermeta", {})
    numbers = tuple(named.get("numbers", ()))
    rows = [row for table in tables(spec) for row in (table.headings, *table.rows)]
    text = "\n".join("; ".join(row) for row in rows)
    yield Place(id_, "chart", part, cell, text, title, numbers)
    alt, told = str(spec.get("description", "")), named.get("told", ())
    for field, words in (("title", title), ("subtitle", subtitle), ("alt", alt)):
        for count, numeral in enumerate(_numerals(words), start=1):
            trees = tuple(node for tree in (*numbers, *told) for node in _printing(tree, numeral))
            yield Place(f"{id_}-{field}{count}", "chart words", part, cell, numeral, words, trees)


def _printing(tree: Node, numeral: str) -> Iterator[Node]:
    """Yield the numbers within some workings that are printed, or were stated, with a numeral."""
    stated = [line["stated"] for line in tree.get("statements", ())]
    if any(numeral in NUMERAL.findall(text) for text in (tree["printed"], *stated)):
        yield tree
    for operand in tree["operands"]:
        yield from _printing(operand, numeral)
