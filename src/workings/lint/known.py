"""The numbers that a page may show: standing figures, official tables, what is traced to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workings.figures import Figure
from workings.intervals import round_half_up
from workings.ledger import Book
from workings.official.table import OfficialTable
from workings.standing import by_cover, choose

Node = Mapping[str, Any]
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DIGITS = 9  # a chart's numbers are floats: what differs below that is the same number


class Known:
    """
    A set of numbers that a page may show.

    Parameters
    ----------
    numbers : iterable of Fraction

    Examples
    --------
    >>> known = Known([Fraction(69, 281) * 100, Fraction(281)])
    >>> known.has(-281), known.has(24.555160142348755), known.has(24.6)
    (True, True, False)
    >>> known.says("24.6% more than 281"), known.says("25% of 280")
    ('', '280')
    """

    def __init__(self, numbers: Iterable[Fraction]) -> None:
        self.numbers = {abs(number) for number in numbers}
        self._keys = {_key(number) for number in self.numbers}
        self._rounded: dict[Fraction, set[Fraction]] = {}

    def __or__(self, other: Known) -> Known:
        return Known(self.numbers | other.numbers)

    def has(self, drawn: float) -> bool:
        """Tell whether a drawn number is one of them; to which side it is drawn says nothing."""
        return _key(abs(drawn)) in self._keys

    def says(self, text: str) -> str:
        """Return the first numeral of a text that is none of them, rounded as it is; or nothing."""
        return next(
            (numeral for numeral in NUMERAL.findall(text) if not self.rounds_to(numeral)), ""
        )

    def rounds_to(self, numeral: str) -> bool:
        """Tell whether one of them is written so at as many decimals."""
        plain = numeral.replace(",", "")
        unit = Fraction(1, 10 ** len(plain.partition(".")[2]))
        if unit not in self._rounded:
            self._rounded[unit] = {round_half_up(number, unit) for number in self.numbers}
        return Fraction(plain) in self._rounded[unit]


def standing_figures(book: Book) -> list[Figure]:
    """Return the figures that stand on the as-of date: one for the days it covers, per measure."""
    superseded = {figure.supersedes for figure in book.figures}
    live = [figure for figure in book.figures if figure.line not in superseded]
    return [
        choose(figures)
        for measure in book.measures
        for figures in by_cover(f for f in live if f.measure.id == measure).values()
    ]


def ends(node: Node) -> Iterator[Fraction]:
    """Yield the value of a number and of all that it rests on, with the ends of their ranges."""
    span = node.get("range", node)
    yield from (Fraction(each) for each in (node["exact"], span["low"], span["high"]) if each)
    for part in node.get("operands", ()):
        yield from ends(part)


def in_table(table: OfficialTable) -> Iterator[Fraction]:
    """Yield the numbers of an official table: its cells, and running totals from any 1 January."""
    frame, dated = table.frame, table.declaration.dated
    for column in table.declaration.columns.values():
        if not column.measure:
            continue
        cells = frame[column.name].dropna()
        yield from (Fraction(cell) for cell in cells)
        if dated:
            ordered = frame.loc[cells.index].sort_values(dated)
            for _, year in ordered.groupby(ordered[dated].dt.year)[column.name]:
                yield from _running(year)


def _running(cells: Iterable[int | Decimal]) -> Iterator[Fraction]:
    total = Fraction(0)
    for cell in cells:
        total += Fraction(cell)
        yield total


def _key(number: Fraction | float) -> float:
    return float(f"{float(number):.{_DIGITS}g}")
