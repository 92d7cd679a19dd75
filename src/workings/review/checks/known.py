"""The numbers that a page may show: standing figures, official tables, what is traced to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from workings.ledger import Book, Figure, by_cover, choose
from workings.notebook import Workings
from workings.numbers import read_stated, round_half_up
from workings.official import OfficialTable

NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?(?: (?:million|billion|trillion)\b|(?:m|bn|tn)\b)?")
WEEK, LONGEST_STEP = 7, 31
_DIGITS = 9  # a chart's numbers are floats: what differs below that is the same number


class Known:
    """
    A set of numbers that a page may show.

    Examples
    --------
    >>> known = Known([Fraction(69, 281) * 100, Fraction(281)])
    >>> known.has(-281), known.has(24.555160142348755), known.has(24.6)
    (True, True, False)
    >>> known.says("24.6% more than 281"), known.says("25% of 280"), known.says("2 million")
    ('', '280', '2 million')
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
        stated = read_stated(numeral)
        digits = numeral.replace(",", "")
        value = stated.value if stated else Fraction(digits)
        unit = stated.place if stated else Fraction(1, 10 ** len(digits.partition(".")[2]))
        if unit not in self._rounded:
            self._rounded[unit] = {round_half_up(number, unit) for number in self.numbers}
        return value in self._rounded[unit]


def standing_figures(book: Book) -> list[Figure]:
    """Return the figures that stand on the as-of date: one for the days it covers, per measure."""
    superseded = {seal for figure in book.figures for seal in figure.supersedes}
    live = [figure for figure in book.figures if figure.seal not in superseded]
    return [
        choose(figures)
        for measure in book.measures
        for figures in by_cover(f for f in live if f.measure.id == measure).values()
    ]


def ends(number: Workings) -> Iterator[Fraction]:
    """Yield the value of a number and of all that it rests on, with the ends of their ranges."""
    for each in number.walk():
        found = (each.exact, each.range.low, each.range.high)
        yield from (end for end in found if end is not None)


@lru_cache(maxsize=16)
def columns(table: OfficialTable) -> list[list[float]]:
    """Return a table's columns by day, of each area: cells, and the running totals of a year."""
    found = []
    frame, dated = table.frame, table.declaration.dated
    for column in table.declaration.columns.values():
        if not column.measure:
            continue
        every = frame.dropna(subset=[column.name])
        others = [name for name in table.declaration.key_columns if name != dated]
        areas = [kept for _, kept in every.groupby(others)] if dated and others else [every]
        for kept in (each.sort_values(dated) if dated else each for each in areas):
            found.append([_key(Fraction(cell)) for cell in kept[column.name]])
            if dated:
                for _, year in kept.groupby(kept[dated].dt.year)[column.name]:
                    found.append([_key(total) for total in accumulate(map(Fraction, year))])
    return found


def is_stretch(series: Sequence[float], column: Sequence[float]) -> bool:
    """
    Tell whether three numbers or more stand in a column one after another, or at even steps.

    Of steps of a week or more one may be a row longer or shorter, as over a leap day; the last one
    may be any shorter.

    Examples
    --------
    >>> column = [float(number) for number in range(0, 100, 3)]
    >>> is_stretch([12, 15, 18], column), is_stretch([0, 21, 42, 45], column)
    (True, True)
    >>> is_stretch([12, 15, 21], column), is_stretch([0, 21, 22], column)
    (False, False)
    """
    keys = [_key(abs(number)) for number in series]
    if not set(keys) <= set(column):
        return False
    starts = [place for place, number in enumerate(column) if number == keys[0]]
    steps = range(1, min(LONGEST_STEP, len(column)) + 1)
    return any(_fits(keys, column, start, step) for start in starts for step in steps)


def _fits(keys: Sequence[float], column: Sequence[float], start: int, step: int) -> bool:
    """Tell whether numbers stand in a column from a place on, at steps of about one length."""
    places = {start}
    for number, key in enumerate(keys[1:], start=1):
        leap = step >= WEEK
        shortest = 1 if number == len(keys) - 1 else step - leap
        longest = step + leap
        reached = {place + rows for place in places for rows in range(shortest, longest + 1)}
        places = {p for p in reached if p < len(column) and column[p] == key}
        if not places:
            return False
    return True


def _key(number: Fraction | float) -> float:
    return float(f"{float(number):.{_DIGITS}g}")
