"""
The files that lie beside a page: data, drawings, embeds, the social image, and the edition's facts.

All are made from the article alone and are the same bytes each time.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workings.files import FACTS, csv_lines
from workings.notebook import House, as_csv, charts, escaped
from workings.numbers import periods_in_words
from workings.page.article import Article, Chart, KeyFigure
from workings.page.linked_data import edition_facts

PHONE_AT_MOST = 448  # index.css shows the phone's drawing up to 30rem, less the margins
Render = Callable[..., str]
FIGURES = (
    "note", "figure", "counts", "period", "status", "stated_by", "stated_on", "rounded_to",
    "allows", "publisher", "title", "url", "where", "seal",
)  # fmt: skip
SOURCES = (
    "number", "publisher", "title", "url", "published_on", "accessed_on", "kind", "reliability",
    "licence", "note", "archive", "sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Embed:
    """A chart or a key figure as a small page of its own, for an iframe."""

    name: str  # of its file, without the ending; a chart's is its anchor on the page, too
    title: str
    height: int  # of the iframe, in pixels
    source: str  # who published what it rests on
    shown: Chart | KeyFigure

    def snippet(self, address: str) -> Markup:
        """Return the line of HTML that sets it into another page, as text to be copied."""
        # Quotation marks need no escape in a text, and are a fifth of its length.
        return Markup(
            escaped(
                f'<iframe src="{_in_quotes(address)}{self.name}.html" '
                f'title="{_in_quotes(self.title)}" '
                f'width="100%" height="{self.height}" style="border:0"></iframe>'
            )
        )


def embeds(article: Article) -> Iterator[Embed]:
    """List the page's embeds: the charts, then the key figures."""
    for number, chart in enumerate(article.charts, start=1):
        source = _credit(article, chart)
        yield Embed(f"chart-{number}", chart.title, _height(chart) + 220, source, chart)
    for number, card in enumerate(article.key_figures, start=1):
        title = textwrap.shorten(f"{card.number} {card.words}", 60, placeholder=" …")
        yield Embed(f"figure-{number}", title, 300, article.provenance(card.workings), card)


def files_beside(article: Article, house: House, render: Render) -> Iterator[tuple[str, bytes]]:
    """Make every file that lies beside a page: its name and content."""
    placed = [note.workings.dimensions for note in article.figure_notes]
    names = sorted({name for dimensions in placed for name, _ in dimensions})
    yield "figures.csv", csv_lines([(*FIGURES, *names), *_figures(article, names)]).encode()
    yield "sources.csv", csv_lines([SOURCES, *_sources(article)]).encode()
    for number, chart in enumerate(article.charts, start=1):
        svg = charts.draw_alone(chart.spec, house.light, f"Source: {_credit(article, chart)}")
        yield f"chart-{number}.csv", as_csv(chart.tables).encode()
        yield f"chart-{number}.svg", svg.encode()
        yield f"chart-{number}.png", charts.draw_png(svg, scale=2)
    made = list(embeds(article))
    for embed in made:
        yield f"{embed.name}.html", render("embed.html.j2", embed=embed).encode()
    if made:
        yield "embeds.html", render("embeds.html.j2", embeds=made).encode()
    changed = article.metadata.get("changes", {})
    if any(changed.get(what) for what in ("sentences", "verdicts", "charts")):
        yield "changes.html", render("changed.html.j2").encode()
    yield "social.png", charts.draw_png(render("social.svg.j2"))
    facts = json.dumps(edition_facts(article), ensure_ascii=False, indent=1, sort_keys=True)
    yield FACTS, f"{facts}\n".encode()


def _in_quotes(text: str) -> str:
    """Escape text for an attribute in double quotation marks, which leaves apostrophes alone."""
    return escaped(text).replace('"', "&quot;")


def _credit(article: Article, chart: Chart) -> str:
    """Name the publishers of a chart's sources, for a place where nothing can be linked."""
    return ", ".join(article.credited(chart)) or "see the report"


def _height(chart: Chart) -> int:
    """Return how high a chart's drawing gets at most: the phone's, at the greatest width it has."""
    drawn = chart.drawings["phone"]
    return math.ceil(drawn.height * PHONE_AT_MOST / charts.WIDTHS["phone"])


def _figures(article: Article, dimensions: Sequence[str]) -> Iterator[list[str]]:
    """List the figures that the page rests on, with their notes' numbers, places and the like."""
    for note in article.figure_notes:
        leaf = note.workings
        source, line, extract = article.source_of(leaf), article.line_of(leaf), leaf.extract
        cells = f"{extract.sheet} {extract.cells}".strip() if extract else ""
        yield [
            str(note.number),
            leaf.printed,
            leaf.label,
            periods_in_words(leaf.periods),
            article.status_of(leaf),
            line.stated_by if line else source.publisher,
            line.stated_on if line else str(source.published_on or ""),
            str((extract and extract.rounded_to) or leaf.rounded_to),
            leaf.range.words,
            source.publisher,
            source.title,
            source.url,
            line.locator if line else cells,
            leaf.figure,
            *(dict(leaf.dimensions).get(name, "") for name in dimensions),
        ]


def _sources(article: Article) -> Iterator[list[str]]:
    """List the page's sources, by their numbers on it."""
    for number, source in enumerate(article.sources, start=1):
        yield [str(number), *(str(getattr(source, name) or "") for name in SOURCES[1:])]


def balanced(text: str, width: int) -> list[str]:
    """Wrap a headline so that no line is much shorter than the others, in three at most."""
    lines = textwrap.wrap(text, width, max_lines=3, placeholder=" …")
    longest = max(map(len, text.split()))
    widths = (
        each for each in range(longest, width) if len(textwrap.wrap(text, each)) == len(lines)
    )
    return textwrap.wrap(text, next(widths, width), max_lines=3, placeholder=" …")
