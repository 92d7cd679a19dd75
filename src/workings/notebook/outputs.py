"""What an executed notebook says, cell by cell, as its own outputs record it: for comparing two."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from workings.notebook import charts
from workings.notebook.chart_data import tables
from workings.notebook.claims_box import CLAIMS
from workings.notebook.markup import as_html, plain
from workings.notebook.record import BOOK, PROSE

Node = Mapping[str, Any]

BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th)>")
# A stop ends a sentence where a capital, a quotation or a number follows.
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[“‘(]?[A-Z0-9])")


@dataclass
class Cell:
    """
    What one cell says.

    Attributes
    ----------
    sentences : list of str
        As read, with the numbers in them.
    numbers : list of mapping
        The workings of each number, in order, with ``text``, as printed there.
    charts : list of tuple of str and list of tuple of str
        Title, and the rows that are drawn.
    """

    sentences: list[str] = field(default_factory=list)
    numbers: list[Node] = field(default_factory=list)
    charts: list[tuple[str, list[tuple[str, ...]]]] = field(default_factory=list)


@dataclass
class Records:
    """
    What an executed notebook says.

    Attributes
    ----------
    cells : list of Cell
    figures : mapping
        Ledger lines by number, of all books shown.
    sources : mapping
        By id.
    claims : mapping
        By id.
    """

    as_of: str = ""
    cells: list[Cell] = field(default_factory=list)
    figures: dict[str, Node] = field(default_factory=dict)
    sources: dict[str, Node] = field(default_factory=dict)
    claims: dict[str, Node] = field(default_factory=dict)


def read_records(executed: Path) -> Records:
    """Read an executed notebook's records."""
    found = Records()
    for cell in json.loads(executed.read_text(encoding="utf-8"))["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            continue
        said = Cell()
        found.cells.append(said)
        if cell["cell_type"] == "markdown":
            said.sentences += in_sentences(as_html("".join(cell["source"]), {}))
        for output in cell.get("outputs", []):
            _read_output(output.get("data", {}), said, found)
    return found


def _read_output(data: Node, said: Cell, found: Records) -> None:
    for book in [data[BOOK]] if BOOK in data else []:
        found.as_of = book["as_of"]
        found.figures |= book["figures"]
        found.sources |= book["sources"]
    for prose in [data[PROSE]] if PROSE in data else []:
        texts = dict(enumerate(escape(number["text"]) for number in prose["numbers"]))
        said.sentences += in_sentences(as_html(prose["markdown"], texts))
        said.numbers += [{**each["workings"], "text": each["text"]} for each in prose["numbers"]]
    for claim in data.get(CLAIMS, []):
        found.claims[claim["id"]] = claim
    for key, spec in data.items():
        if charts.VEGALITE.fullmatch(key):
            rows = [row for table in tables(spec) for row in table.rows]
            said.charts.append((charts.title(spec)[0], rows))


def in_sentences(html: str) -> Iterator[str]:
    """Yield the sentences of the page's own HTML, in words."""
    for block in BLOCK.split(html):
        yield from filter(None, SENTENCE.split(plain(block)))
