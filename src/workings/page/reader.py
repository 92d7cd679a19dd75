"""Reading an executed notebook as an article: numbers are bound, sources numbered as they come."""

from __future__ import annotations

import json
from typing import Any

from workings.errors import PageError, ParameterError
from workings.notebook import (
    BOOK,
    CLAIMS,
    PROSE,
    as_html,
    charts,
    list_items,
    number_mark,
    plain,
    tables,
)
from workings.numbers import read_day
from workings.page.article import (
    Article,
    Chart,
    Claim,
    Claims,
    KeyFigure,
    Node,
    Text,
    Workings,
    leaves,
    sources_of,
)
from workings.run import numbered


def read_article(notebook: Any) -> Article:
    """
    Read an executed notebook.

    Raises
    ------
    PageError
        If there is no headline or no book, a chart has no title or description, a picture is no
        chart, a number in the prose has no workings or rests on a figure no book shows, or the
        notebook's metadata hold no dates where dates belong.
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
        if mutant := next((book["mutant"] for book in self.books if "mutant" in book), ""):
            raise PageError(
                f"the notebook was run with a line altered, for an audit: {mutant}. That is never "
                "printed: run the notebook again."
            )
        days = sorted({book["as_of"] for book in self.books})
        if len(days) > 1:
            raise PageError(
                f"found books as of {' and '.join(days)}; expected one as-of date for the page. "
                "Show one book, and leave the others out of the notebook's output."
            )
        self.article = Article(
            headline=_headline(notebook),
            metadata=_metadata(notebook.metadata.get("workings", {})),
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
            self._place(tags, as_html(_without_headline(cell.source), {}))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                data = output.get("data", {})
                chart = next((key for key in data if charts.VEGALITE.fullmatch(key)), None)
                if PROSE in data and "key-figures" in tags:
                    self._read_key_figures(number, data[PROSE])
                elif PROSE in data:
                    self._place(tags, self._prose(number, data[PROSE]))
                elif CLAIMS in data:
                    self._read_claims(number, data[CLAIMS], in_the_box="claims" in tags)
                elif chart:
                    self.article.blocks.append(self._chart(number, data[chart]))
                elif any(key.startswith("image/") for key in data) or _is_drawn_by_script(data):
                    raise PageError(
                        f"cell {number} shows a picture whose numbers and description can't be "
                        "read. Draw it with Altair after %load_ext workings, with a title and a "
                        "description."
                    )

    def _place(self, tags: set[str], html: str) -> None:
        for part in ("standfirst", "method"):
            if part in tags:
                setattr(self.article, part, getattr(self.article, part) + html)
                return
        if html:
            self.article.blocks.append(Text(html))

    def _prose(self, number: int, said: Node) -> str:
        try:
            return as_html(said["markdown"], self._bind_all(number, said))
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error

    def _read_key_figures(self, number: int, said: Node) -> None:
        bound, records = self._bind_all(number, said), said["numbers"]
        try:
            items = list_items(said["markdown"], bound)
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error
        for html in items:
            first = next((index for index, mark in bound.items() if html.startswith(mark)), None)
            if first is None:
                raise PageError(
                    f"cell {number}: the key figure {plain(html)!r} does not begin with a number. "
                    "Put its number first: it is what the card shows."
                )
            text = records[first]["text"]
            words = plain(html).removeprefix(text).strip()
            card = KeyFigure(html, text, words, records[first]["workings"])
            self.article.key_figures.append(card)

    def _read_claims(self, number: int, records: list[Node], in_the_box: bool) -> None:
        """Set claims where they stand, or in the box at the foot."""
        each = []
        for record in records:
            for place in record["places"]:
                if place["source"]:
                    self._cite(number, f"claim {record['id']}", place["source"])
            said, reason, later = (
                self._prose(number, record[n]) for n in ("said", "reason", "later")
            )
            more = [] if in_the_box else record["beside"]  # the box is for what the story is about
            beside = [self._prose(number, words) for words in more]
            each.append(Claim(record, said, reason, later, beside))
        if in_the_box:
            self.article.claims += each
        elif each:
            self.article.blocks.append(Claims(each))

    def _bind_all(self, cell: int, said: Node) -> dict[int, str]:
        return {index: self._bind(cell, record) for index, record in enumerate(said["numbers"])}

    def _bind(self, cell: int, record: Node) -> str:
        """Give a printed number its place and its workings, and return it as HTML."""
        for leaf in leaves(record["workings"]):
            line = str(leaf.get("figure", ""))
            if line and line not in self.article.figures:
                raise _not_shown(cell, repr(record["text"]), f"line {line} of the figures")
            for source in sources_of(leaf, self.article.figures):
                self._cite(cell, repr(record["text"]), source)
        entry = self._enter(record["text"], record["workings"])
        for leaf in leaves(record["workings"]):
            self._enter(leaf["printed"], leaf)
        self.places += 1
        entry.places.append(f"n{self.places}")
        return number_mark(record["text"], entry.places[-1], entry.number)

    def _enter(self, text: str, node: Node) -> Workings:
        key = json.dumps(node, sort_keys=True)
        return self.entries.setdefault(key, Workings(len(self.entries) + 1, text, node))

    def _cite(self, cell: int, what: str, source: str) -> None:
        if any(known["id"] == source for known in self.article.sources):
            return
        for book in self.books:
            if source in book["sources"]:
                self.article.sources.append({"id": source, **book["sources"][source]})
                return
        raise _not_shown(cell, what, f"the source {source}")

    def _chart(self, number: int, spec: Node) -> Chart:
        title, subtitle = charts.title(spec)
        description = str(spec.get("description", "")).strip()
        for what, found in (("title", title), ("description", description)):
            if not found:
                raise PageError(
                    f"cell {number}: the chart {title!r} has no {what}. Give it one with "
                    f'.properties({what}="..."): the {what} says what the chart shows, in words.'
                )
        sources = spec.get("usermeta", {}).get("sources", [])
        for source in sources:
            self._cite(number, f"the chart {title!r}", source)
        drawings = {name: charts.draw(spec, width) for name, width in charts.WIDTHS.items()}
        return Chart(title, subtitle, description, drawings, tables(spec), sources, spec)


def _not_shown(cell: int, what: str, which: str) -> PageError:
    return PageError(
        f"cell {cell}: {what} rests on {which}, which no book on the page knows. Show "
        "the book it comes from: end its cell with its name."
    )


def _metadata(given: Node) -> Node:
    """Check what the notebook says of its edition: dates are days, corrections are sentences."""
    for name in ("published", "updated"):
        try:
            read_day(given.get(name, "2000-01-01"), name)
        except ParameterError as error:
            raise PageError(
                f"the notebook's metadata, workings.{name}: found {given[name]!r}; expected a day "
                "such as 2026-01-27."
            ) from error
    corrections = given.get("corrections", [])
    if not isinstance(corrections, list) or not all(isinstance(each, str) for each in corrections):
        raise PageError(
            f"the notebook's metadata, workings.corrections: found {corrections!r}; expected a "
            'list of sentences, as in ["28 January 2026: ..."].'
        )
    return {**given, "corrections": corrections}


def _is_drawn_by_script(data: Node) -> bool:
    return "vegaEmbed" in "".join(data.get("text/html", ""))


def _headline(notebook: Any) -> str:
    of = notebook.metadata.get("workings", {}).get("of", "")  # what it is about, of a matrix
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            line = str(cell.source.splitlines()[0].removeprefix("# ").strip())
            return f"{line}: {of}" if of else line
    raise PageError('no headline. Begin a Markdown cell with "# " and the headline.')


def _without_headline(source: str) -> str:
    return "\n".join(source.splitlines()[1:]) if source.startswith("# ") else source
