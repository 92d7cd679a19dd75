"""
An article: what an executed notebook publishes, every number bound to its workings.

Only Markdown cells, prose, charts and claims are published. Whatever else a cell shows stays in the
executed notebook, for the reviewer. What the author's tags hide is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workings.ledger import Source
from workings.notebook import ClaimRecord, FigureLine, Table, Workings, charts
from workings.numbers import opening, periods_in_words


@dataclass
class Note:
    """One entry among the workings: a number, how it came about, and where it is printed."""

    number: int  # its own, from 1
    text: str  # the number as first printed
    workings: Workings
    # anchors of the places where it is printed; none for a figure that only others rest on
    places: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Anchor of the entry, ``w1`` and so on."""
        return f"w{self.number}"


@dataclass(frozen=True)
class Text:
    """A stretch of the story, as HTML."""

    html: str
    folded: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class KeyFigure:
    """A card at the top: a number, what it is in words, and the number's workings."""

    html: str
    number: str
    words: str
    workings: Workings
    kind: str = "key figure"


@dataclass(frozen=True)
class Chart:
    """A chart: title, subtitle, alt text, one drawing for each width, data and source ids."""

    title: str
    subtitle: str
    description: str
    drawings: Mapping[str, charts.Drawing]
    tables: list[Table]
    sources: Sequence[str]
    spec: Mapping[str, Any]
    folded: bool = False
    kind: str = "chart"


@dataclass(frozen=True)
class Claim:
    """A claim that was looked into: what was said, the verdict, and the reason, as HTML."""

    record: ClaimRecord
    said: str  # with every number bound, as are the reason and, if any, what came later
    reason: str
    later: str
    beside: list[str]  # numbers that belong beside it


@dataclass(frozen=True)
class Claims:
    """Claims in the run of the story."""

    each: list[Claim]
    folded: bool = False
    kind: str = "claims"


@dataclass
class Article:
    """All that the page prints."""

    headline: str
    # the notebook's own: ``kicker``, ``byline``, ``language``, ``made_on``, ``issue``, ``updated``,
    # ``corrections`` (a list of sentences), and ``address``, where the press put it
    metadata: Mapping[str, Any]
    as_of: str
    standfirst: str = ""  # as HTML, and so is the method
    key_figures: list[KeyFigure] = field(default_factory=list)
    method: str = ""
    blocks: list[Text | Chart | Claims] = field(default_factory=list)  # the story, in order
    claims: list[Claim] = field(default_factory=list)  # for the claims box at the foot
    # the workings and sources in order of first appearance, each number before what it rests on
    notes: list[Note] = field(default_factory=list)
    figures: Mapping[str, FigureLine] = field(default_factory=dict)  # by seal
    sources: list[Source] = field(default_factory=list)

    @property
    def charts(self) -> list[Chart]:
        """The charts, in order."""
        return [block for block in self.blocks if isinstance(block, Chart)]

    @property
    def every_claim(self) -> list[Claim]:
        """The claims in the run of the story, then those in the box: one may be in both."""
        told = [claim for block in self.blocks if isinstance(block, Claims) for claim in block.each]
        return [*told, *self.claims]

    @property
    def figure_notes(self) -> list[Note]:
        """The notes of the figures that the page rests on."""
        return [note for note in self.notes if note.workings in self.rests_on(note.workings)]

    def source_number(self, source: str) -> int:
        """Return the number a source has on the page, from 1."""
        return next(i for i, known in enumerate(self.sources, start=1) if known.id == source)

    def sources_of(self, leaf: Workings) -> list[str]:
        """Return the ids of the sources of what wasn't computed; a count of days has none."""
        if leaf.extract:
            return [leaf.extract.source]
        if leaf.figure:
            return [self.figures[leaf.figure].source]
        return [line.source for line in leaf.statements if line.source]

    def source_of(self, leaf: Workings) -> Source:
        """Return the source of a figure, of a number out of an official table, or of a claim."""
        return self.sources[self.source_number(self.sources_of(leaf)[0]) - 1]

    def rests_on(self, number: Workings) -> list[Workings]:
        """Return the figures that a number rests on: what is counted here has no source."""
        return [each for each in number.leaves() if each.figure or each.extract]

    def line_of(self, leaf: Workings) -> FigureLine | None:
        """Return the ledger line of a figure; what isn't one has none."""
        return self.figures[leaf.figure] if leaf.figure else None

    def note_of(self, leaf: Workings) -> Note:
        """Return a figure's own note."""
        return next(note for note in self.notes if note.workings == leaf)

    def status_of(self, leaf: Workings) -> str:
        """Return how final a figure is; a number out of a table counts as provisional."""
        line = self.line_of(leaf)
        return line.status if line else "provisional"

    def credited(self, chart: Chart) -> dict[str, int]:
        """Return the publishers of a chart's sources, each with the number of its first source."""
        found: dict[str, int] = {}
        for number in map(self.source_number, chart.sources):
            found.setdefault(self.sources[number - 1].publisher, number)
        return found

    def provenance(self, number: Workings) -> str:
        """
        Say in a line which days a number covers, who published its figures, and how sure it is.

        Such as "6 August 2025 to 27 January 2026. Nation.Cymru (PA), spoken".
        """
        used = self.rests_on(number)
        publishers = dict.fromkeys(self.source_of(leaf).publisher for leaf in used)
        days = opening(periods_in_words(number.periods))
        return f"{days}. {', '.join([*publishers, *self.statuses(used)])}"

    def statuses(self, leaves: Iterable[Workings]) -> list[str]:
        """Return which kinds of figure are among these, other than final ones."""
        found = {self.status_of(leaf) for leaf in leaves}
        return [kind for kind in ("spoken", "provisional", "estimated") if kind in found]
