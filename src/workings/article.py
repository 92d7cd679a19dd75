"""
An executed notebook read as an article: its parts, every number bound to its workings.

Only Markdown cells, prose and charts are published. Whatever else a cell shows stays in the
executed notebook, for the reviewer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from workings import charts
from workings.errors import PageError
from workings.places import PLACE
from workings.run import numbered
from workings.trace import BOOK, PROSE

Node = Mapping[str, Any]


@dataclass
class Workings:
    """
    One entry among the workings: a number, how it came about, and where it is printed.

    Attributes
    ----------
    id : str
        Anchor of the entry, ``w1`` and so on.
    text : str
        The number as first printed.
    node : mapping
        Its workings, as `trace` wrote them.
    places : list of str
        Anchors of the places where it is printed.
    """

    id: str
    text: str
    node: Node
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """A stretch of the story, as HTML."""

    html: str
    kind: str = "text"


@dataclass(frozen=True)
class Chart:
    """A chart: title, subtitle, alt text, and one drawing for each width."""

    title: str
    subtitle: str
    description: str
    drawings: Mapping[str, str]
    kind: str = "chart"


@dataclass
class Article:
    """
    All that the page prints.

    Attributes
    ----------
    headline, standfirst, key_figures, method : str
        The last three as HTML; empty where the notebook has none.
    blocks : list of Text or Chart
        The story, in order.
    workings : list of Workings
        In order of first appearance.
    sources : list of mapping
        The sources that the numbers rest on, in order of first appearance.
    """

    headline: str
    metadata: Mapping[str, str]
    as_of: str
    standfirst: str = ""
    key_figures: str = ""
    method: str = ""
    blocks: list[Text | Chart] = field(default_factory=list)
    workings: list[Workings] = field(default_factory=list)
    figures: Mapping[str, Node] = field(default_factory=dict)
    sources: list[Node] = field(default_factory=list)

    def source_number(self, source: str) -> int:
        """Return the number a source has on the page, from 1."""
        return next(i for i, known in enumerate(self.sources, start=1) if known["id"] == source)


def read_article(notebook: Any) -> Article:
    """
    Read an executed notebook.

    Raises
    ------
    PageError
        If there is no headline or no book, a chart has no title or description, a picture is no
        chart, or a number in the prose has no workings or rests on a figure no book shows.
    """
    return _Reader(notebook).article


class _Reader:
    """Goes through the cells once, numbering numbers and sources as they come."""

    def __init__(self, notebook: Any) -> None:
        self.books = [
            output["data"][BOOK]
            for _, cell in numbered(notebook)
            for output in cell.get("outputs", [])
            if BOOK in output.get("data", {})
        ]
        if not self.books:
            raise PageError(
                "no cell shows the book, so figures and sources are not known here. End a cell "
                "with the line `book`, after book = read_ledger(...)."
            )
        days = sorted({book["as_of"] for book in self.books})
        if len(days) > 1:
            raise PageError(
                f"found books as of {' and '.join(days)}; expected one as-of date for the page. "
                "Show one book, and leave the others out of the notebook's output."
            )
        self.article = Article(
            headline=_headline(notebook),
            metadata={k: str(v) for k, v in notebook.metadata.get("workings", {}).items()},
            as_of=days[0],
            figures={line: row for book in self.books for line, row in book["figures"].items()},
        )
        self.entries: dict[str, Workings] = {}
        self.places = 0
        for number, cell in numbered(notebook):
            self._read_cell(number, cell)
        self.article.workings = list(self.entries.values())

    def _read_cell(self, number: int, cell: Any) -> None:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            self._place(tags, _markdown(_without_headline(cell.source), {}))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                data = output.get("data", {})
                chart = next((key for key in data if charts.VEGALITE.fullmatch(key)), None)
                if PROSE in data:
                    self._place(tags, self._prose(number, data[PROSE]))
                elif chart:
                    self.article.blocks.append(_chart(number, data[chart]))
                elif any(key.startswith("image/") for key in data) or _is_drawn_by_script(data):
                    raise PageError(
                        f"cell {number} shows a picture whose numbers and description can't be "
                        "read. Draw it with Altair after %load_ext workings, with a title and a "
                        "description."
                    )

    def _place(self, tags: set[str], html: str) -> None:
        for part in ("standfirst", "key-figures", "method"):
            if part in tags:
                name = part.replace("-", "_")
                setattr(self.article, name, getattr(self.article, name) + html)
                return
        if html:
            self.article.blocks.append(Text(html))

    def _prose(self, number: int, said: Node) -> str:
        numbers: dict[int, str] = {}
        for index, record in enumerate(said["numbers"]):
            numbers[index] = self._bind(number, record)
        try:
            return _markdown(said["markdown"], numbers)
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error

    def _bind(self, cell: int, record: Node) -> str:
        """Give a printed number its place and its workings, and return it as HTML."""
        for leaf in leaves(record["workings"]):
            if "rows" in leaf:
                self._cite(cell, record, leaf["rows"]["source"])
            elif (line := str(leaf["figure"])) in self.article.figures:
                self._cite(cell, record, self.article.figures[line]["source"])
            else:
                raise _not_shown(cell, record, f"line {line} of the figures")
        key = json.dumps(record["workings"], sort_keys=True)
        entry = self.entries.setdefault(
            key, Workings(f"w{len(self.entries) + 1}", record["text"], record["workings"])
        )
        self.places += 1
        place = f"n{self.places}"
        entry.places.append(place)
        return f'<a class="number" id="{place}" href="#{entry.id}">{escape(record["text"])}</a>'

    def _cite(self, cell: int, record: Node, source: str) -> None:
        if any(known["id"] == source for known in self.article.sources):
            return
        for book in self.books:
            if source in book["sources"]:
                self.article.sources.append({"id": source, **book["sources"][source]})
                return
        raise _not_shown(cell, record, f"the source {source}")


def _not_shown(cell: int, record: Node, what: str) -> PageError:
    return PageError(
        f"cell {cell}: {record['text']!r} rests on {what}, which no book on the page knows. Show "
        "the book it comes from: end its cell with its name."
    )


def _chart(number: int, spec: Node) -> Chart:
    title, subtitle = charts.title(spec)
    description = str(spec.get("description", "")).strip()
    for what, found in (("title", title), ("description", description)):
        if not found:
            raise PageError(
                f"cell {number}: the chart {title!r} has no {what}. Give it one with "
                f'.properties({what}="..."): the {what} says what the chart shows, in words.'
            )
    drawings = {name: charts.draw(spec, width) for name, width in charts.WIDTHS.items()}
    return Chart(title, subtitle, description, drawings)


def _is_drawn_by_script(data: Node) -> bool:
    return "vegaEmbed" in "".join(data.get("text/html", ""))


def leaves(node: Node) -> list[Node]:
    """Return the figures that a number rests on, each once, in the order of its formula."""
    if not node["operands"]:
        return [node]
    found: list[Node] = []
    for operand in node["operands"]:
        found += [leaf for leaf in leaves(operand) if leaf not in found]
    return found


def _headline(notebook: Any) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return str(cell.source.splitlines()[0].removeprefix("# ").strip())
    raise PageError('no headline. Begin a Markdown cell with "# " and the headline.')


def _without_headline(source: str) -> str:
    return "\n".join(source.splitlines()[1:]) if source.startswith("# ") else source


def _markdown(source: str, numbers: Mapping[int, str]) -> str:
    """
    Set Markdown as HTML, with each number in its place.

    Raw HTML is printed as it stands and images are not set, so nothing in a notebook or a ledger
    can bring markup, a script or a request into the page.
    """
    placed: set[int] = set()

    def text(_: Any, tokens: Any, index: int, *__: Any) -> str:
        def place(found: re.Match[str]) -> str:
            placed.add(int(found[1]))
            return numbers.get(int(found[1]), "")

        return PLACE.sub(place, escape(tokens[index].content))

    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "replacements", "smartquotes"]).disable("image")
    parser.add_render_rule("text", text)
    html: str = parser.render(source)
    if placed != set(numbers):
        raise PageError(
            "a number has no workings, or stands inside code, a link's address or its title. "
            "Numbers can only be opened in running text, where the %%prose magic put them."
        )
    return html
