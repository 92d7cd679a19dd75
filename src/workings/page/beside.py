"""
The files that lie beside a page: data, drawings, embeds, the social image, and the edition's facts.

All are made from the article alone and are the same bytes each time.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from workings.files import csv_lines
from workings.notebook import House, Workings, as_csv, charts
from workings.numbers import opening, periods_in_words
from workings.page.article import Article, Chart
from workings.page.linked_data import EDITION, address, edition_facts

PHONE_AT_MOST = 448  # index.css shows the phone's drawing up to 30rem, less the margins
Render = Callable[..., str]
FIGURES = (
    "note", "figure", "counts", "period", "status", "stated_by", "stated_on", "rounded_to",
    "allows", "publisher", "title", "url", "where", "ledger_line",
)  # fmt: skip
SOURCES = (
    "number", "publisher", "title", "url", "published_on", "accessed_on", "kind", "reliability",
    "licence", "note", "archive", "sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Embed:
    """
    A chart or a key figure as a small page of its own, for an iframe.

    Attributes
    ----------
    title : str
    file : str
        Its name beside the page.
    snippet : str
        The line of HTML that sets it into another page.
    context : mapping
        What its template prints.
    """

    title: str
    file: str
    snippet: str
    context: dict[str, Any]


def embeds(article: Article, house: House) -> list[Embed]:
    """List the page's embeds: the charts, then the key figures."""
    here = address(article, house)
    made = []
    for number, chart in enumerate(article.charts, start=1):
        height = _height(chart) + 220
        context = {"chart": chart, "source": credit(article, chart), "anchor": f"#chart-{number}"}
        made.append(_embed(here, chart.title, f"chart-{number}.html", height, context))
    for number, card in enumerate(article.key_figures, start=1):
        context = {"card": card, "source": provenance(article, card.workings), "anchor": ""}
        title = textwrap.shorten(f"{card.number} {card.words}", 60, placeholder=" …")
        made.append(_embed(here, title, f"figure-{number}.html", 300, context))
    return made


def files_beside(article: Article, house: House, render: Render) -> Iterator[tuple[str, bytes]]:
    """
    Make every file that lies beside a page.

    Parameters
    ----------
    render : callable
        Fills in a template, given its name and what it prints.

    Yields
    ------
    str, bytes
        File name and content.
    """
    yield "figures.csv", csv_lines([FIGURES, *_figures(article)]).encode()
    yield "sources.csv", csv_lines([SOURCES, *_sources(article)]).encode()
    for number, chart in enumerate(article.charts, start=1):
        svg = charts.draw_alone(chart.spec, house.light, f"Source: {credit(article, chart)}")
        yield f"chart-{number}.csv", as_csv(chart.tables).encode()
        yield f"chart-{number}.svg", svg.encode()
        yield f"chart-{number}.png", charts.draw_png(svg, scale=2)
    home = address(article, house) or "index.html"
    made = embeds(article, house)
    for embed in made:
        page = render("embed.html.j2", title=embed.title, address=home, **embed.context)
        yield embed.file, page.encode()
    if made:
        yield "embeds.html", render("embeds.html.j2", embeds=made).encode()
    changed = article.metadata.get("changes", {})
    if any(changed.get(what) for what in ("sentences", "verdicts", "charts")):
        yield "changes.html", render("changed.html.j2").encode()
    yield "social.png", charts.draw_png(_social(article, render))
    facts = json.dumps(edition_facts(article), ensure_ascii=False, indent=1, sort_keys=True)
    yield EDITION, f"{facts}\n".encode()


def credited(article: Article, chart: Chart) -> list[tuple[int, str]]:
    """List the publishers of a chart's sources, each once, with its first source's number."""
    found: dict[str, int] = {}
    for number in map(article.source_number, chart.sources):
        found.setdefault(article.sources[number - 1].publisher, number)
    return [(number, name) for name, number in found.items()]


def credit(article: Article, chart: Chart) -> str:
    """Name the publishers of a chart's sources, for a place where nothing can be linked."""
    names = ", ".join(name for _, name in credited(article, chart))
    return names or "see the report"


def provenance(article: Article, number: Workings) -> str:
    """
    Say in a line which days a number covers, who published what it rests on, and how sure it is.

    Such as "6 August 2025 to 27 January 2026. Nation.Cymru (PA), spoken".
    """
    used = article.rests_on(number)
    publishers = dict.fromkeys(article.source_of(leaf).publisher for leaf in used)
    words = periods_in_words(number.periods)
    sure = article.statuses(used)
    return f"{opening(words)}. {', '.join([*publishers, *sure])}"


def _embed(here: str, title: str, file: str, height: int, context: dict[str, Any]) -> Embed:
    snippet = (
        f'<iframe src="{escape(here)}{file}" title="{escape(title)}" width="100%" '
        f'height="{height}" style="border:0"></iframe>'
    )
    return Embed(title, file, snippet, context)


def _height(chart: Chart) -> int:
    """Return how high a chart's drawing gets at most: the phone's, at the greatest width it has."""
    drawn = chart.drawings["phone"]
    return math.ceil(drawn.height * PHONE_AT_MOST / charts.WIDTHS["phone"])


def _figures(article: Article) -> Iterator[list[str]]:
    """List the figures that the page rests on, with their notes' numbers."""
    for note in article.notes:
        leaf = note.workings
        if leaf not in article.rests_on(leaf):
            continue
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
            str(leaf.figure) if line else "",
        ]


def _sources(article: Article) -> Iterator[list[str]]:
    """List the page's sources, by their numbers on it."""
    for number, source in enumerate(article.sources, start=1):
        yield [str(number), *(str(getattr(source, name) or "") for name in SOURCES[1:])]


def _social(article: Article, render: Render) -> str:
    card = article.key_figures[0] if article.key_figures else None
    return render(
        "social.svg.j2",
        article=article,
        card=card,
        kicker=article.metadata.get("kicker", ""),
        headline=_balanced(article.headline, 34),
        words=textwrap.wrap(card.words, 72, max_lines=2, placeholder=" …") if card else [],
    )


def _balanced(text: str, width: int) -> list[str]:
    """Wrap a headline so that no line is much shorter than the others, in three at most."""
    lines = textwrap.wrap(text, width, max_lines=3, placeholder=" …")
    longest = max(map(len, text.split()))
    widths = (
        each for each in range(longest, width) if len(textwrap.wrap(text, each)) == len(lines)
    )
    return textwrap.wrap(text, next(widths, width), max_lines=3, placeholder=" …")
