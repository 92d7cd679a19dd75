"""The checks of an executed notebook, and with it of the page that is printed from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from workings.ledger import Book, Source
from workings.notebook import BOOK, CLAIMS, PLACE, PROSE
from workings.numbers import read_stated
from workings.review.checks.drawn import check_chart, specs
from workings.review.checks.found import Check, Coverage, Finding
from workings.review.checks.known import Known, columns, ends, standing_figures
from workings.review.checks.numbers import MEND, AllowList, typed
from workings.review.checks.records import Ledger
from workings.review.checks.sources import TABLES
from workings.review.checks.stored import Cell, Notebook, notebook_from
from workings.review.checks.templates import REFERENCE

Node = Mapping[str, Any]
_ESCAPED = re.compile(r"\\(.)")
REMAKE = "Print the edition again with workings build; if it is found again, mend the notebook."


def check_executed(
    executed: Node, book: Book, file: str = "notebook.ipynb"
) -> tuple[list[Check], Coverage]:
    """
    Hold everything against an executed notebook that its own outputs and the ledger can show.

    Parameters
    ----------
    executed : mapping
        Its JSON.
    book : Book
        The ledger that it was made from, as it stood on its as-of date.
    file : str
        Its path, for messages.

    Returns
    -------
    list of Check and Coverage
        Always the same checks in the same order. The coverage counts the numbers in its prose and
        its claims: those with workings, those that the notebook's list allows, and the rest.
    """
    notebook = notebook_from(executed, file)
    return _Page(notebook, book).checks()


class _Page:
    """An executed notebook, and what its numbers are held against."""

    def __init__(self, notebook: Notebook, book: Book) -> None:
        self.notebook, self.book = notebook, book
        self.allowed = AllowList(notebook)
        self.ledger = Ledger(book)
        self.numbers = [number for cell in notebook.cells for number in _numbers(cell)]

    def checks(self) -> tuple[list[Check], Coverage]:
        """Return all checks, and the coverage."""
        typed_, found = self._typed()
        count = len(self.numbers)
        coverage = Coverage(count + typed_, count, self.allowed.count)
        return [
            Check("Every number that is printed is traced", tuple(found)),
            Check("Every record of a number is %%prose's own", tuple(self._foreign())),
            Check(
                "Every number comes to the same when worked out again",
                tuple(self._wrong()),
                "Sums of cells that don't lie together, and spans of time, are not added up again.",
            ),
            Check(
                "Every number in a chart is a figure, an official table's, or traced",
                tuple(self._drawn()),
                "Whether it is drawn in the right place is not judged, nor is one number put for "
                "another of those known.",
            ),
        ], coverage

    def _typed(self) -> tuple[int, list[Finding]]:
        """Count the numbers to check in what is printed beside the references, and list them."""
        count, found = 0, []
        for cell, text in self._texts():
            for mention in typed(text):
                if not mention.to_check:
                    continue
                count += 1
                if not self.allowed.allows(text, mention):
                    what = f"{mention.text!r} printed without workings, in “{mention.context}”"
                    found.append(cell.finding(what, "a reference", MEND))
        return count, found

    def _texts(self) -> Iterator[tuple[Cell, str]]:
        for cell in self.notebook.cells:
            if cell.kind == "markdown":
                yield cell, cell.source
            for data in _data(cell):
                if PROSE in data:
                    marked = PLACE.sub(REFERENCE, data[PROSE]["markdown"])
                    yield cell, _ESCAPED.sub(r"\1", marked)

    def _foreign(self) -> Iterator[Finding]:
        """Find records that didn't come from the magic, and books that aren't the ledger's."""
        for cell in self.notebook.cells:
            for data in _data(cell):
                if PROSE in data and cell.kind != "prose":
                    yield cell.finding(
                        "a record of prose in a cell that is none", "%%prose cells alone", REMAKE
                    )
                for line, row in data.get(BOOK, {}).get("figures", {}).items():
                    figure = self.ledger.figures.get(int(line))
                    if figure is None or str(figure.value) != row["value"]:
                        held = "no such line" if figure is None else figure.value
                        yield cell.finding(
                            f"{row['value']} as line {line} of the figures", f"{held}", REMAKE
                        )

    def _wrong(self) -> Iterator[Finding]:
        for cell in self.notebook.cells:
            for number in _numbers(cell):
                for wrong in dict.fromkeys(self.ledger.wrong_with(number["workings"])):
                    yield cell.finding(wrong, "the same number", REMAKE)
                if digits := self.ledger.misprinted(number):
                    what = f"{digits!r} in {number['text']!r}"
                    yield cell.finding(what, f"{number['workings']['printed']}", REMAKE)
            for spec in (spec for data in _data(cell) for spec in specs(data)):
                for wrong in {
                    w: None
                    for node in _declared(spec, "numbers", "told")
                    for w in self.ledger.wrong_with(node)
                }:
                    yield cell.finding(f"{wrong}, named by a chart", "the same number", REMAKE)

    def _drawn(self) -> Iterator[Finding]:
        stands = Known(
            Fraction(end)
            for figure in standing_figures(self.book)
            for end in (figure.value, figure.interval.low, figure.interval.high)
            if end is not None
        )
        traced = Known(end for number in self.numbers for end in ends(number["workings"]))
        common = stands | traced | Known(_of_stated(self.notebook))
        for cell in self.notebook.cells:
            for spec in (spec for data in _data(cell) for spec in specs(data)):
                numbers = _declared(spec)
                yield from self._of_another_vintage(cell, numbers)
                drawn = common | Known(end for node in numbers for end in ends(node))
                told = Known(end for node in _declared(spec, "told") for end in ends(node))
                known = drawn, drawn | told
                yield from check_chart(spec, known, self._columns(spec), self.allowed, cell.finding)

    @cached_property
    def standing(self) -> dict[str, Source]:
        """The official files that stood on the as-of date, by declared table."""
        archive = self.book.archive
        if not (archive.folder / TABLES).exists():
            return {}
        found = {name: archive.standing(name, self.book.as_of) for name in archive.declarations}
        return {name: source for name, source in found.items() if source}

    def _columns(self, spec: Node) -> list[list[float]]:
        """Return the columns of the official tables among a chart's sources, as they stood."""
        sources = spec.get("usermeta", {}).get("sources", [])
        return [
            column
            for name, vintage in (self.standing if sources else {}).items()
            if vintage.id in sources
            for column in columns(self.book.table(name))
        ]

    def _of_another_vintage(self, cell: Cell, numbers: list[Node]) -> Iterator[Finding]:
        """Find what a chart takes from figures and files that didn't stand, unless prose does."""
        superseded = {figure.supersedes for figure in self.book.figures}
        cited = {leaf for number in self.numbers for leaf in _leaves(number["workings"])}
        drawn = (leaf for node in numbers for leaf in _leaves(node))
        for leaf in dict.fromkeys(drawn):
            what = f"line {leaf} of the figures" if isinstance(leaf, int) else f"the file {leaf}"
            if leaf not in cited and (leaf in superseded or self._is_old(leaf)):
                yield cell.finding(
                    f"a chart that draws {what}, which did not stand on {self.book.as_of}",
                    "what stood on that day",
                    "Take the number from the book of the report.",
                )

    def _is_old(self, leaf: int | str) -> bool:
        """Tell whether an official file is none of those that stood, or a figure came later."""
        if isinstance(leaf, int):
            return leaf not in {figure.line for figure in self.book.figures}
        return leaf not in {source.id for source in self.standing.values()}


def _data(cell: Cell) -> Iterator[Node]:
    return (output["data"] for output in cell.outputs if "data" in output)


def _numbers(cell: Cell) -> Iterator[Node]:
    """Yield the records of the numbers in a cell's prose and claims."""
    for data in _data(cell):
        yield from data.get(PROSE, {}).get("numbers", [])
        for claim in data.get(CLAIMS, []):
            for said in (claim["said"], claim["reason"], claim["later"], *claim["beside"]):
                yield from said["numbers"]


def _declared(spec: Node, *which: str) -> list[Node]:
    """List the workings of the numbers that a chart says it rests on, drawn or told."""
    named = (spec.get("usermeta", {}).get(each, []) for each in which or ("numbers",))
    return [node for nodes in named for node in nodes if "operands" in node]


def _of_stated(notebook: Notebook) -> Iterator[Fraction]:
    """Yield what the figures give as a percentage of what each claim states."""
    for claim in (claim for c in notebook.cells for d in _data(c) for claim in d.get(CLAIMS, [])):
        stated = read_stated(claim["stated"])
        parts = (claim["said"], claim["reason"], claim["later"], *claim["beside"])
        nodes = [number["workings"] for said in parts for number in said["numbers"]]
        if stated and stated.value:
            yield from (end / stated.value * 100 for node in nodes for end in ends(node))


def _leaves(node: Node) -> Iterator[int | str]:
    """Yield the ledger lines and official files that a number rests on."""
    if "figure" in node:
        yield node["figure"]
    if "rows" in node:
        yield node["rows"]["source"]
    for part in node["operands"]:
        yield from _leaves(part)
