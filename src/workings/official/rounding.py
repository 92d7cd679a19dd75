"""Totals beside the sums of their parts, which rounding may keep apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from workings.numbers import Interval, point, rounding_interval
from workings.official.declarations import Column
from workings.official.table import OfficialTable

Number: TypeAlias = int | Decimal


class Signs(NamedTuple):
    """How many of some numbers are above nought, nought, and below it."""

    above: int
    nought: int
    below: int


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
    value: Fraction, step: Number | None, signs: Signs, *, counted: bool, whole: bool
) -> Interval:
    """
    Bound a sum of numbers that are each rounded to a step; without one, they are exact.

    What is `counted` is never below nought, and of what is `whole` nothing has a fraction.

    Examples
    --------
    >>> thirty_noughts = Signs(0, 30, 0)
    >>> print(rounded_sum(Fraction(0), 1000, thirty_noughts, counted=True, whole=True))
    [0, 14970]
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
    keys = dict(zip(table.frame.index, table.keys, strict=True))
    columns = table.declaration.columns

    def bounds(numbers: Sequence[Any], column: Column) -> Interval:
        signs = Signs(
            sum(number > 0 for number in numbers),
            sum(number == 0 for number in numbers),
            sum(number < 0 for number in numbers),
        )
        step, measure = table.rounded_to.get(column.name), column.measure
        kinds = {"counted": measure in counts, "whole": measure in whole}
        return rounded_sum(sum(map(Fraction, numbers), Fraction(0)), step, signs, **kinds)

    for heading, column in columns.items():
        of = [columns[each] for each in column.total_of]
        names = [each.name for each in (column, *of)]
        for row, total, *parts in table.frame[names].dropna().itertuples(name=None):
            if of:
                allowed = point(0)
                for part, each in zip(parts, of, strict=True):
                    allowed += bounds([part], each)
                meets = bounds([total], column).meets(allowed)
                yield Total(keys[row], heading, total, sum(parts), meets)
        for row, total, parts in _by_dimension(table, column) if column.measure in added else ():
            meets = bounds([total], column).meets(bounds(parts, column))
            yield Total(keys[row], heading, total, sum(parts), meets)


def _by_dimension(table: OfficialTable, column: Column) -> Iterator[tuple[int, Any, list[Any]]]:
    """Yield each whole's row and number, with the numbers of all its parts at the same time."""
    keys = [*table.declaration.key_columns]
    numbers = table.frame[[*keys, column.name]].dropna(subset=[column.name])
    cells = {tuple(key): (row, number) for row, *key, number in numbers.itertuples(name=None)}
    for place, name in enumerate(keys):
        parts = table.parts_of(table.declaration.key_columns[name])
        for key, (row, total) in cells.items():
            below = [
                cells.get((*key[:place], each, *key[place + 1 :]))
                for each in parts.get(key[place], ())
            ]
            if below and None not in below:
                yield row, total, [part[1] for part in below if part]
