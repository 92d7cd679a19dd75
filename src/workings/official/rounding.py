"""Totals beside the sums of their parts, which rounding may keep apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from workings.numbers import Interval, point, rounding_interval
from workings.official.declarations import Column
from workings.official.table import OfficialTable

Number: TypeAlias = int | Decimal


@dataclass(frozen=True)
class Total:
    """A total that a table gives, and what its parts come to."""

    key: str  # of its row
    heading: str  # of its column
    total: Number
    parts: Number  # added up
    is_explained: bool  # whether they agree, or may but for their rounding

    @property
    def apart(self) -> Decimal:
        """By how much they differ."""
        return abs(Decimal(self.total) - self.parts)

    def __str__(self) -> str:
        return f"{self.key}, {self.heading}: {self.total:,} for parts that add up to {self.parts:,}"


def rounded_sum(
    value: Fraction, step: Number | None, signs: tuple[int, int, int], *, counted: bool, whole: bool
) -> Interval:
    """
    Bound a sum of numbers that are each rounded to a step; without one, they are exact.

    The signs are how many of them lie above nought, at it and below. What is `counted` is never
    below nought, and of what is `whole` nothing has a fraction.
    """
    interval = point(value)
    if step is None:
        return interval
    unit = Fraction(step)
    for sign, count in zip((1, 0, -1), signs, strict=True):
        if count:
            allowed = rounding_interval(sign * unit, unit)
            if counted and not sign:
                allowed &= Interval(Fraction(0), None)
            if whole and unit.denominator == 1:
                allowed = allowed.whole()
            interval += (allowed + point(-sign * unit)) * count
    return interval


def totals(
    table: OfficialTable, added: Collection[str], counts: Collection[str], whole: Collection[str]
) -> Iterator[Total]:
    """
    Yield every total beside the sum of its parts, where none of them is missing.

    Which they are is declared: the columns that a column is the `total_of`, and the values of a
    dimension that are the `parts` of another. Numbers of the `added` measures add up over parts; of
    the `counts` none is below nought, and of the `whole` none has a fraction.
    """

    def bounds(number: Any, column: Column) -> Interval:
        signs = (int(number > 0), int(number == 0), int(number < 0))
        kinds = {"counted": column.measure in counts, "whole": column.measure in whole}
        step = table.rounded_to.get(column.name)
        return rounded_sum(Fraction(number), step, signs, **kinds)

    keys = dict(zip(table.frame.index, table.keys, strict=True))
    for heading, column in table.declaration.columns.items():
        by_dimension = _by_dimension(table, column) if column.measure in added else ()
        for row, total, parts in (*_by_column(table, column), *by_dimension):
            allowed = reduce(add, (bounds(*part) for part in parts))
            meets = bounds(total, column).meets(allowed)
            yield Total(keys[row], heading, total, sum(number for number, _ in parts), meets)


#: A total's row and number, and the numbers of its parts, each with its column.
_Compared: TypeAlias = Iterator[tuple[int, Any, list[tuple[Any, Column]]]]


def _by_column(table: OfficialTable, column: Column) -> _Compared:
    """Yield a column's numbers, with those of the columns that it is declared the total of."""
    of = [table.declaration.columns[heading] for heading in column.total_of]
    frame = table.frame[[each.name for each in (column, *of)]].dropna().astype(object)
    for row, total, *parts in frame.itertuples(name=None) if of else ():
        yield row, total, [*zip(parts, of, strict=True)]


def _by_dimension(table: OfficialTable, column: Column) -> _Compared:
    """Yield each whole's number, with those of all its declared parts at the same time."""
    keys = [*table.declaration.key_columns]
    frame = table.frame[[*keys, column.name]].dropna(subset=[column.name]).astype(object)
    cells = {tuple(key): (row, number) for row, *key, number in frame.itertuples(name=None)}
    for place, name in enumerate(keys):
        parts = table.parts_of(table.declaration.key_columns[name])
        for key, (row, total) in cells.items():
            of = [(*key[:place], part, *key[place + 1 :]) for part in parts.get(key[place], ())]
            if of and all(part in cells for part in of):
                yield row, total, [(cells[part][1], column) for part in of]
