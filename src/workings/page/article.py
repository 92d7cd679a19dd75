"""
An article: what an executed notebook publishes, every number bound to its workings.

Only Markdown cells, prose and charts are published. Whatever else a cell shows stays in the
executed notebook, for the reviewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workings.notebook import Table, charts

Node = Mapping[str, Any]


@dataclass
class Workings:
    """
    One entry among the workings: a number, how it came about, and where it is printed.

    Attributes
    ----------
    number : int
        Of its note, from 1.
    text : str
        The number as first printed.
    node : mapping
        Its workings, as `trace` wrote them.
    places : list of str
        Anchors of the places where it is printed; none for a figure that only others rest on.
    """

    number: int
    text: str
    node: Node
    places: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Anchor of the entry, ``w1`` and so on."""
        return f"w{self.number}"


@dataclass(frozen=True)
class Text:
    """A stretch of the story, as HTML."""

    html: str
    kind: str = "text"


@dataclass(frozen=True)
class KeyFigure:
    """A card at the top: a number, what it is in words, and the number's workings."""

    html: str
    number: str
    words: str
    node: Node


@dataclass(frozen=True)
class Chart:
    """A chart: title, subtitle, alt text, one drawing for each width, data and source ids."""

    title: str
    subtitle: str
    description: str
    drawings: Mapping[str, charts.Drawing]
    tables: list[Table]
    sources: list[str]
    spec: Node
    kind: str = "chart"


@dataclass(frozen=True)
class Claim:
    """
    A claim that was looked into: what was said, the verdict, and the reason, as HTML.

    Attributes
    ----------
    record : mapping
        As :func:`workings.notebook.claims_box.bundle_claims` describes it.
    said, reason, later : str
        Its sentences, with every number bound; ``later`` may be empty.
    beside : list of str
        Numbers that belong beside it.
    """

    record: Node
    said: str
    reason: str
    later: str
    beside: list[str]


@dataclass(frozen=True)
class Claims:
    """Claims in the run of the story."""

    each: list[Claim]
    kind: str = "claims"


@dataclass
class Article:
    """
    All that the page prints.

    Attributes
    ----------
    headline, standfirst, method : str
        The last two as HTML; empty where the notebook has none.
    metadata : mapping
        The notebook's own: ``kicker``, ``byline``, ``language``, ``edition``, ``published``,
        ``updated``, ``corrections`` (a list of sentences), and ``address``, where the press put it.
    blocks : list of Text, Chart or Claims
        The story, in order.
    claims : list of Claim
        For the claims box at the foot.
    workings : list of Workings
        In order of first appearance, each followed by the figures it rests on.
    sources : list of mapping
        The sources that the numbers rest on, in order of first appearance.
    """

    headline: str
    metadata: Mapping[str, Any]
    as_of: str
    standfirst: str = ""
    key_figures: list[KeyFigure] = field(default_factory=list)
    method: str = ""
    blocks: list[Text | Chart | Claims] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    workings: list[Workings] = field(default_factory=list)
    figures: Mapping[str, Node] = field(default_factory=dict)
    sources: list[Node] = field(default_factory=list)

    @property
    def charts(self) -> list[Chart]:
        """The charts, in order."""
        return [block for block in self.blocks if isinstance(block, Chart)]

    def source_number(self, source: str) -> int:
        """Return the number a source has on the page, from 1."""
        return next(i for i, known in enumerate(self.sources, start=1) if known["id"] == source)

    def source_of(self, leaf: Node) -> Node:
        """Return the source of a figure, of a number out of an official table, or of a claim."""
        return self.sources[self.source_number(sources_of(leaf, self.figures)[0]) - 1]

    def rests_on(self, node: Node) -> list[Node]:
        """Return the figures that a number rests on: what is counted here has no source."""
        return [leaf for leaf in leaves(node) if "figure" in leaf or "rows" in leaf]

    def line_of(self, leaf: Node) -> Node:
        """Return the ledger line of a figure."""
        line: Node = self.figures[str(leaf["figure"])]
        return line

    def note_of(self, leaf: Node) -> Workings:
        """Return a figure's own entry among the workings."""
        return next(entry for entry in self.workings if entry.node == leaf)

    def status_of(self, leaf: Node) -> str:
        """Return how final a figure is; a number out of a table counts as provisional."""
        return "provisional" if "rows" in leaf else str(self.line_of(leaf)["status"])

    def statuses(self, leaves_: Iterable[Node]) -> list[str]:
        """Return which kinds of figure are among these, other than final ones."""
        found = {self.status_of(leaf) for leaf in leaves_}
        return [kind for kind in ("spoken", "provisional", "estimated") if kind in found]


def leaves(node: Node) -> list[Node]:
    """Return the figures that a number rests on, each once, in the order of its formula."""
    if not node["operands"]:
        return [node]
    found: list[Node] = []
    for operand in node["operands"]:
        found += [leaf for leaf in leaves(operand) if leaf not in found]
    return found


def sources_of(leaf: Node, figures: Mapping[str, Node]) -> list[str]:
    """Return the ids of the sources of a number that wasn't computed; a count of days has none."""
    if "rows" in leaf:
        return [leaf["rows"]["source"]]
    if "figure" in leaf:
        return [figures[str(leaf["figure"])]["source"]]
    return [line["source"] for line in leaf.get("statements", []) if line["source"]]
