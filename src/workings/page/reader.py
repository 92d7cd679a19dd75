"""Reading an executed notebook as an article: numbers are bound, sources numbered as they come."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workings.errors import PageError, ParameterError
from workings.notebook import (
    UNWRITABLE,
    Bound,
    Cell,
    ClaimRecord,
    ClaimsRecord,
    DrawnChart,
    Executed,
    FromRecord,
    Prose,
    Workings,
    as_html,
    charts,
    list_items,
    number_mark,
    plain,
    read_executed,
    strings,
    tables,
)
from workings.numbers import read_day
from workings.page.article import Article, Chart, Claim, Claims, KeyFigure, Note, Text

#: Jupyter's tags that fold what the page prints of a cell, by whether it is code.
FOLDING = {True: {"hide-output", "hide-cell"}, False: {"hide-input", "hide-cell"}}
RUN_AGAIN = "Run the notebook again: its record was changed since."
WORD = re.compile(r"[^\W\d_]+")
PLACED = {"standfirst", "method", "key-figures", "claims"}


def read_article(notebook: Mapping[str, Any] | Executed, *, is_checked: bool = False) -> Article:
    """
    Read an executed notebook.

    Unless it was checked against a ledger, its numbers are worked out again from what it has.

    PageError if a record can't be read, there is no headline or no book, a chart has no title or
    description, a picture is no chart, a number in the prose has no workings or rests on a figure
    no book shows, or the notebook's metadata hold no dates where dates belong.
    """
    executed = read_executed(notebook)
    return _Reader(executed, None if is_checked else FromRecord(executed.figures)).article


class _Reader:
    """Goes through the cells once, numbering numbers and sources as they come."""

    def __init__(self, notebook: Executed, recomputed: FromRecord | None) -> None:
        self.notebook, self.recomputed, books = notebook, recomputed, notebook.books
        if not books:
            raise PageError(
                "no cell shows the book, so figures and sources are not known here. End a cell "
                "with the line `book`, after book = read_ledger(...)."
            )
        if mutant := next((book.mutant for book in books if book.mutant), ""):
            raise PageError(
                f"the notebook was run with a line altered, for an audit: {mutant}. That is never "
                "printed: run the notebook again."
            )
        days = sorted({book.as_of for book in books})
        if len(days) > 1:
            raise PageError(
                f"found books as of {' and '.join(days)}; expected one as-of date for the page. "
                "Show one book, and leave the others out of the notebook's output."
            )
        self.article = Article(
            headline=_headline(notebook),
            metadata=_metadata(notebook.metadata),
            as_of=days[0],
            figures=notebook.figures,
        )
        self.notes: dict[Workings, Note] = {}
        self.places = 0
        for cell in notebook.cells:
            self._read_cell(cell)
        self.article.notes = list(self.notes.values())

    def _read_cell(self, cell: Cell) -> None:
        self.folded = bool(cell.tags & FOLDING[cell.kind == "code"])
        if self.folded and (fixed := cell.tags & PLACED):
            raise PageError(
                f"cell {cell.number}: found the tags {' and '.join(sorted(cell.tags))}; expected "
                f"one or the other. What is tagged {min(fixed)} has its place on the page, and "
                "can't be folded."
            )
        for sentence in cell.sentences:
            self._check_words(cell.number, sentence)
        records = [output.data for output in cell.outputs if output.record]
        for text in strings([cell.source if cell.kind == "markdown" else "", *records]):
            if found := UNWRITABLE.search(text):
                raise PageError(
                    f"cell {cell.number}: found the character U+{ord(found[0]):04X} in "
                    f"{text!r:.60}; expected none that no page can hold. Take it out."
                )
        if cell.kind == "markdown":
            self._place(cell, as_html(_without_headline(cell.source), {}))
        for output in cell.outputs:
            match output.record:
                case Prose() as said if "key-figures" in cell.tags:
                    self._read_key_figures(cell.number, said)
                case Prose() as said:
                    self._place(cell, self._prose(cell.number, said))
                case ClaimsRecord(claims):
                    self._read_claims(cell.number, claims, in_the_box="claims" in cell.tags)
                case DrawnChart() as chart:
                    self.article.blocks.append(self._chart(cell.number, chart))
                case None if _is_picture(output.data):
                    raise PageError(
                        f"cell {cell.number} shows a picture whose numbers and description can't "
                        "be read. Draw it with Altair after %load_ext workings, with a title and a "
                        "description."
                    )

    def _place(self, cell: Cell, html: str) -> None:
        for part in ("standfirst", "method"):
            if part in cell.tags:
                setattr(self.article, part, getattr(self.article, part) + html)
                return
        if html:
            self.article.blocks.append(Text(html, self.folded))

    def _prose(self, number: int, said: Prose) -> str:
        bound = self._bind_all(number, said)
        try:
            return as_html(said.markdown, bound)
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error

    def _read_key_figures(self, number: int, said: Prose) -> None:
        bound = self._bind_all(number, said)
        try:
            items = list_items(said.markdown, bound)
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error
        for html in items:
            first = next((index for index, mark in bound.items() if html.startswith(mark)), None)
            if first is None:
                raise PageError(
                    f"cell {number}: the key figure {plain(html)!r} does not begin with a number. "
                    "Put its number first: it is what the card shows."
                )
            text = said.numbers[first].text
            words = plain(html).removeprefix(text).strip()
            card = KeyFigure(html, text, words, said.numbers[first].workings)
            self.article.key_figures.append(card)

    def _read_claims(self, number: int, records: Sequence[ClaimRecord], in_the_box: bool) -> None:
        """Set claims where they stand, or in the box at the foot, which has room for little."""
        each = []
        for record in records:
            for reading in record.recomputed:
                self._check(number, reading.workings)
            for line in record.statements:
                if line.source:
                    self._cite(number, f"claim {record.id}", line.source)
            said, reason, later, *beside = (
                self._prose(number, text) for text in record.texts(in_short=in_the_box)
            )
            each.append(Claim(record, said, reason, later, beside))
        if in_the_box:
            self.article.claims += each
        elif each:
            self.article.blocks.append(Claims(each, self.folded))

    def _bind_all(self, cell: int, said: Prose) -> dict[int, str]:
        return {index: self._bind(cell, number) for index, number in enumerate(said.numbers)}

    def _bind(self, cell: int, number: Bound) -> str:
        """Give a printed number its place and its workings, and return it as HTML."""
        leaves = number.workings.leaves()
        for leaf in leaves:
            if leaf.figure and leaf.figure not in self.article.figures:
                raise _not_shown(cell, repr(number.text), f"the line {leaf.figure}")
            for source in self.article.sources_of(leaf):
                self._cite(cell, repr(number.text), source)
        self._check(cell, number.workings)
        again = self.recomputed
        if again and not again.is_printing(number.text, number.workings):
            raise PageError(
                f"cell {cell}: found {number.text!r} printed; its workings give "
                f"{number.workings.printed!r}. {RUN_AGAIN}"
            )
        note = self._note(number.text, number.workings)
        for leaf in leaves:
            self._note(leaf.printed, leaf)
        self.places += 1
        note.places.append(f"n{self.places}")
        return number_mark(number.text, note.places[-1], note.number)

    def _check(self, cell: int, number: Workings) -> None:
        """Raise PageError if a number's workings are not what they come to."""
        if self.recomputed and (fault := self.recomputed.fault(number)):
            raise PageError(f"cell {cell}: {fault}. {RUN_AGAIN}")

    def _check_words(self, cell: int, words: str) -> None:
        """Raise PageError if a number that is none stands in what is said."""
        if found := charts.MISSING.search(words):
            raise PageError(
                f"cell {cell}: found {found[0]!r} in {words!r:.80}; expected a number. A value is "
                "missing, or was divided by nought: leave it out on purpose, and say so."
            )

    def _note(self, text: str, workings: Workings) -> Note:
        return self.notes.setdefault(workings, Note(len(self.notes) + 1, text, workings))

    def _cite(self, cell: int, what: str, source: str) -> None:
        if any(known.id == source for known in self.article.sources):
            return
        if source not in self.notebook.sources:
            raise _not_shown(cell, what, f"the source {source}")
        self.article.sources.append(self.notebook.sources[source])

    def _chart(self, number: int, chart: DrawnChart) -> Chart:
        spec, sources = chart.spec, chart.rests_on.sources
        title, subtitle = charts.title(spec)
        description = str(spec.get("description", "")).strip()
        for what, found in (("title", title), ("description", description)):
            if not found:
                raise PageError(
                    f"cell {number}: the chart {title!r} has no {what}. Give it one with "
                    f'.properties({what}="..."): the {what} says what the chart shows, in words.'
                )
        for words in (title, subtitle, description):
            self._check_words(number, words)
        if len(WORD.findall(description)) < 2:
            raise PageError(
                f"cell {number}: the chart {title!r} has the description {description!r}; expected "
                "a sentence. It is read aloud to whoever can't see the chart: say what it finds."
            )
        for each in (*chart.rests_on.numbers, *chart.rests_on.told):
            self._check(number, each)
        for source in sources:
            self._cite(number, f"the chart {title!r}", source)
        try:
            drawn = {name: charts.draw(spec, width) for name, width in charts.WIDTHS.items()}
        except PageError as error:
            raise PageError(f"cell {number}: {error}") from error
        shown = title, subtitle, description, drawn, tables(spec), sources, spec
        return Chart(*shown, folded=self.folded)


def _not_shown(cell: int, what: str, which: str) -> PageError:
    return PageError(
        f"cell {cell}: {what} rests on {which}, which no book on the page knows. Show "
        "the book it comes from: end its cell with its name."
    )


def _metadata(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check what the notebook says of its edition: dates are days, corrections are sentences."""
    for name in ("made_on", "first_made_on"):
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


def _is_picture(data: Mapping[str, Any]) -> bool:
    is_drawn_by_script = "vegaEmbed" in "".join(data.get("text/html", ""))
    return is_drawn_by_script or any(kind.startswith("image/") for kind in data)


def _headline(notebook: Executed) -> str:
    of = notebook.metadata.get("of", "")  # what it is about, of a matrix
    for cell in notebook.cells:
        if cell.kind == "markdown" and cell.source.startswith("# "):
            line = cell.source.splitlines()[0].removeprefix("# ").strip()
            return f"{line}: {of}" if of else line
    raise PageError('no headline. Begin a Markdown cell with "# " and the headline.')


def _without_headline(source: str) -> str:
    return "\n".join(source.splitlines()[1:]) if source.startswith("# ") else source
