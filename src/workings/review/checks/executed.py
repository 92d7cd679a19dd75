"""The checks of an executed notebook, and with it of the page that is printed from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from workings.ledger import SEAL, Book, Source
from workings.notebook import SLOT, BookRecord, Bound, ClaimsRecord, DrawnChart, Prose, Workings
from workings.numbers import read_stated
from workings.review.checks.drawn import check_chart
from workings.review.checks.found import Check, Coverage, Finding
from workings.review.checks.known import Known, columns, ends, standing_figures
from workings.review.checks.numbers import MEND
from workings.review.checks.records import Ledger
from workings.review.checks.stored import Cell, Notebook, notebook_from
from workings.review.checks.templates import REFERENCE

TABLES = "tables.yml"
_ESCAPED = re.compile(r"\\(.)")
REMAKE = "Print the edition again with workings build; if it is found again, mend the notebook."


def check_executed(
    executed: Mapping[str, Any], book: Book, file: str = "notebook.ipynb"
) -> tuple[list[Check], Coverage]:
    """
    Hold everything against an executed notebook's JSON that its outputs and its book can show.

    The checks are always the same, in the same order. The coverage counts the numbers in its prose
    and its claims: those with workings, those that the notebook's list allows, and the rest.

    Raises
    ------
    PageError
        If a record can't be read.
    """
    notebook = notebook_from(executed, file)
    return _Page(notebook, book).checks()


class _Page:
    """An executed notebook, and what its numbers are held against."""

    def __init__(self, notebook: Notebook, book: Book) -> None:
        self.notebook, self.book = notebook, book
        self.allowed = notebook.allow_list()
        self.records = [(cell, out.record) for cell in notebook.cells for out in cell.outputs]
        books = (each for _, each in self.records if isinstance(each, BookRecord))
        self.ledger = Ledger(book, books, notebook.written)
        self.charts = [(cell, each) for cell, each in self.records if isinstance(each, DrawnChart)]
        self.numbers = [(cell, each) for cell, record in self.records for each in _numbers(record)]

    def checks(self) -> tuple[list[Check], Coverage]:
        found, count = tuple(self._typed()), len(self.numbers)
        # Counted before the charts are looked at: only what the words say is part of it.
        coverage = Coverage(count + self.allowed.numbers, count, self.allowed.count)
        return [
            Check("Every number that is printed is traced", found),
            Check("Every record of a number is %%prose's own", tuple(self._foreign())),
            Check(
                "Every number comes to the same when worked out again",
                tuple(self._wrong()),
                "Which rows a filter took, its author's code alone knows: how many, and what they "
                "may come to at least and at most, is.",
            ),
            Check(
                "Every number in a chart is a figure, an official table's, or traced",
                tuple(self._drawn()),
                "Whether it is drawn in the right place is not judged, nor is one number put for "
                "another of those known.",
            ),
        ], coverage

    def _typed(self) -> Iterator[Finding]:
        """Find the numbers that are printed beside the references, and words put in since."""
        for cell, text in self._texts():
            for mention in self.allowed.untraced(text):
                what = f"{mention.text!r} printed without workings, in “{mention.context}”"
                yield cell.finding(what, "a reference", MEND)
        for cell, record in self.records:
            if isinstance(record, Prose) and cell.kind == "prose":
                slots = [int(slot[1]) for slot in SLOT.finditer(record.markdown)]
                if slots != [*range(len(record.numbers))]:
                    yield cell.finding("numbers out of order", "each once, in order", REMAKE)
                if not self.notebook.templates[cell.number].gives(record.markdown):
                    yield cell.finding("words that it doesn't have", "the cell's own", REMAKE)

    def _texts(self) -> Iterator[tuple[Cell, str]]:
        for cell in self.notebook.cells:
            if cell.kind == "markdown":
                yield cell, cell.source
            for said in (each.record for each in cell.outputs if isinstance(each.record, Prose)):
                yield cell, _ESCAPED.sub(r"\1", SLOT.sub(REFERENCE, said.markdown))

    def _foreign(self) -> Iterator[Finding]:
        """Find records that didn't come from the magic, and books that aren't the ledger's."""
        for cell, record in self.records:
            if isinstance(record, Prose) and cell.kind != "prose":
                yield cell.finding(
                    "a record of prose in a cell that is none", "%%prose cells alone", REMAKE
                )
            if isinstance(record, BookRecord):
                for wrong in self.ledger.wrong_with(record):
                    yield cell.finding(wrong, "the ledger as it stood", REMAKE)

    def _wrong(self) -> Iterator[Finding]:
        for cell, record in self.records:
            for wrong in () if isinstance(record, BookRecord) else self.ledger.wrong_with(record):
                yield cell.finding(wrong, "what the ledger gives", REMAKE)

    def _drawn(self) -> Iterator[Finding]:
        stands = Known(
            Fraction(end)
            for figure in standing_figures(self.book)
            for end in (figure.value, figure.interval.low, figure.interval.high)
            if end is not None
        )
        traced = Known(end for _, number in self.numbers for end in ends(number.workings))
        common = stands | traced | Known(self._of_stated())
        for cell, chart in self.charts:
            numbers, told = chart.rests_on.numbers, chart.rests_on.told
            yield from self._of_another_vintage(cell, numbers)
            drawn = common | Known(end for each in numbers for end in ends(each))
            known = drawn, drawn | Known(end for each in told for end in ends(each))
            columns = self._columns(chart.rests_on.sources)
            yield from check_chart(chart.spec, known, columns, self.allowed, cell.finding)

    def _of_stated(self) -> Iterator[Fraction]:
        """Yield what the figures give as a percentage of what each claim states."""
        shown = (record for _, record in self.records if isinstance(record, ClaimsRecord))
        for claim in (claim for record in shown for claim in record.claims):
            stated = read_stated(claim.stated)
            if stated and stated.value:
                numbers = (number for said in claim.texts() for number in said.numbers)
                all_ends = (end for number in numbers for end in ends(number.workings))
                yield from (end / stated.value * 100 for end in all_ends)

    @cached_property
    def standing(self) -> dict[str, Source]:
        """The official files that stood on the as-of date, by declared table."""
        archive = self.book.archive
        if not (archive.folder / TABLES).exists():
            return {}
        found = {name: archive.standing(name, self.book.as_of) for name in archive.declarations}
        return {name: source for name, source in found.items() if source}

    @cached_property
    def stood(self) -> set[str]:
        """The seals of ledger lines, and the official files that stood on the as-of date."""
        superseded = {seal for figure in self.book.figures for seal in figure.supersedes}
        lines = {figure.seal for figure in self.book.figures} - superseded
        return lines | {source.id for source in self.standing.values()}

    def _columns(self, sources: Iterable[str]) -> list[list[float]]:
        """Return the columns of the official tables among a chart's sources, as they stood."""
        return [
            column
            for name, vintage in (self.standing if sources else {}).items()
            if vintage.id in sources
            for column in columns(self.book.table(name))
        ]

    def _of_another_vintage(self, cell: Cell, numbers: Iterable[Workings]) -> Iterator[Finding]:
        """Find what a chart takes from figures and files that didn't stand, unless prose does."""
        cited = set(_rest_on(number.workings for _, number in self.numbers))
        for leaf in _rest_on(numbers):
            what = f"the figure {leaf}" if SEAL.fullmatch(leaf) else f"the file {leaf}"
            if leaf not in cited | self.stood:
                yield cell.finding(
                    f"a chart that draws {what}, which did not stand on {self.book.as_of}",
                    "what stood on that day",
                    "Take the number from the book of the report.",
                )


def _numbers(record: object) -> Iterator[Bound]:
    match record:
        case Prose(numbers=numbers):
            yield from numbers
        case ClaimsRecord(claims):
            yield from (each for claim in claims for said in claim.texts() for each in said.numbers)


def _rest_on(numbers: Iterable[Workings]) -> dict[str, None]:
    """Return the seals of lines and the official files that numbers rest on, each once."""
    leaves = [leaf for number in numbers for leaf in number.leaves()]
    found = (leaf.extract.source if leaf.extract else leaf.figure for leaf in leaves)
    return dict.fromkeys(filter(None, found))
