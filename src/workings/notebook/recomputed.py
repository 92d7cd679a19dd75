"""
Recorded numbers, worked out again: each from what it rests on, and its words from its value.

A record lies in a file that anybody may have edited. So the page believes nothing of it that can be
worked out: the arithmetic is done again by the very operations that a notebook has, and what was
printed has to be one of the ways in which the house prints such a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from workings.errors import UnlikeQuantities, WorkingsError
from workings.ledger import Period
from workings.notebook.record import FigureLine, Workings
from workings.notebook.recording import workings_of
from workings.numbers import (
    Interval,
    Number,
    PlainNumber,
    exact,
    more_or_fewer,
    printed,
    read_stated,
    spread,
    uncertain,
)
from workings.quantities import OPERATIONS, Quantity, formula, time_between

MOST_DECIMALS, BOUNDS = 9, (">", ">=", "<", "<=")
PER = re.compile(r" × ([0-9,]{1,13})$")
# What a record says of a number that no arithmetic gives.
GIVEN = (
    "operands",
    "chosen_by",
    "figure",
    "rounded_to",
    "basis",
    "passed_over",
    "conflicting",
    "statements",
)
#: What an operation can raise of a record that nobody's notebook made.
UNSOUND = (
    WorkingsError, ArithmeticError, LookupError, RecursionError, StopIteration, TypeError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class _Leaf(Quantity):
    """A number that wasn't computed, as recorded."""

    shown: str = ""
    stated_as: str = ""

    def __str__(self) -> str:
        return self.shown or super().__str__()

    @property
    def operator(self) -> str:
        return self.stated_as

    @property
    def is_bound(self) -> bool:
        return self.stated_as in BOUNDS or super().is_bound


class Recomputed:
    """The numbers of an executed notebook, worked out again from its books' figures, by seal."""

    def __init__(self, figures: Mapping[str, FigureLine]) -> None:
        self.figures = figures
        self.known: dict[Workings, str] = {}
        self.made: dict[Workings, list[Quantity]] = {}

    def fault(self, number: Workings) -> str:
        """Say what of a number's workings doesn't come out, down to the ledger; or nothing."""
        if number not in self.known:
            below = (self.fault(part) for part in (*number.operands, *number.chosen_by))
            self.known[number] = next(filter(None, below), "") or self._own(number)
        return self.known[number]

    def is_printing(self, text: str, number: Workings) -> bool:
        """Tell whether a text is one of the ways in which a number is printed."""
        said = {line.stated.casefold() for line in number.statements}
        if text.casefold() in said and number.operation == "stated":
            return True
        return any(text in _ways(made) for made in self._made(number))

    def _own(self, number: Workings) -> str:
        line = self.figures.get(number.figure)
        if number.figure and not (line and _is_of(number, line)):
            return f"{number.printed} is not what the line {number.figure} says"
        if number.statements and number.exact != _counted(number):
            return f"{number.printed} is not what its lines of the claims say"
        kept = {name: getattr(number, name) for name in GIVEN}
        for made in self._made(number):
            with suppress(*UNSOUND):
                if replace(workings_of(made), **kept) == number:
                    return ""
        return f"{number.printed} is not what {number.formula} comes to, in all that is said of it"

    def _made(self, number: Workings) -> list[Quantity]:
        """Make a number again, with its figures read as counts of wholes, or not."""
        if number not in self.made:
            self.made[number] = []
            for whole in (_is_whole, lambda _: True, lambda _: False):
                with suppress(*UNSOUND):
                    self.made[number].append(self._make(number, whole))
        return self.made[number]

    def _make(self, number: Workings, whole: Callable[[Workings], bool]) -> Quantity:
        if not number.operands and number.operation != "time_between":
            return self._leaf(number, whole(number))
        made = worked_out(number, lambda part: self._make(part, whole))
        return replace(made, shown="", stated_as="") if isinstance(made, _Leaf) else made

    def _leaf(self, number: Workings, is_whole: bool) -> Quantity:
        interval = Interval(number.range.low, number.range.high, *number.range.closed)
        line, name = self.figures.get(number.figure), repr((number.figure, number.extract))
        operator = line.operator if line else ""
        if number.exact not in interval and operator not in BOUNDS:
            raise ValueError("a value outside its range")
        shown = ""
        if line:
            value, is_bound = Decimal(line.value), operator in BOUNDS
            stated = PlainNumber(value, interval, number.unit, operator, is_bound, is_whole)
            shown = str(printed(stated))
        return _Leaf(
            operation=number.operation,
            operands=(),
            value=number.exact,
            interval=interval,
            is_whole=is_whole,
            unit=number.unit,
            label=number.label,
            periods=tuple(Period(*period) for period in number.periods),
            populations=number.populations,
            definitions=number.definitions,
            kind=number.kind,
            dimensions=number.dimensions,
            within=number.within,
            extract=number.extract,
            expression=exact(number.exact) if interval.is_point else uncertain(name),
            inputs={name: interval},
            shown=shown,
            stated_as=operator,
        )


def _is_of(number: Workings, line: FigureLine) -> bool:
    """Tell whether a figure is what its ledger line says."""
    try:
        value = Fraction(Decimal(line.value))
    except (InvalidOperation, ValueError):
        return False
    return value == number.exact and line.label == number.label


def _counted(number: Workings) -> Fraction | None:
    """Return what lines of the claims state, or how many there are."""
    if number.operation == "tally":
        return Fraction(len(number.statements))
    stated = read_stated(number.statements[0].stated)
    return stated.value if stated else None


def _is_whole(number: Workings) -> bool:
    ends = (number.range.low, number.range.high)
    are_whole = all(end is None or end.denominator == 1 for end in (*ends, number.exact))
    is_closed = all(
        closed or end is None for end, closed in zip(ends, number.range.closed, strict=True)
    )
    return are_whole and is_closed


def worked_out(number: Workings, make: Callable[[Workings], Quantity]) -> Quantity:
    """Do a number's own operation again, on its operands as `make` makes them."""
    if number.operation == "time_between":
        ((first, last),) = number.periods
        return time_between(first, last, number.unit.removesuffix("s"))
    if number.operation not in OPERATIONS:
        raise KeyError(f"no operation {number.operation!r} is known here")
    named: dict[str, Any] = {}
    if number.operation == "rate_per" and (per := PER.search(number.formula)):
        named["per"] = int(per[1].replace(",", ""))
    if number.operation != "between":
        # Why unlike numbers were put together is the author's to say. Like ones need no reason.
        below = dict.fromkeys(reason for part in number.operands for reason in part.reasons)
        if number.reasons and number.reasons != (*below,):
            named["because"] = number.reasons[0].because
    operands = [*map(make, number.operands)]
    try:
        return OPERATIONS[number.operation](*operands, **named)
    except UnlikeQuantities:
        if "because" in named or not number.reasons:
            raise
        return OPERATIONS[number.operation](*operands, **named, because=number.reasons[0].because)


def printings(number: Number) -> Iterator[str]:
    """Yield every way in which the house prints a number."""
    with suppress(*UNSOUND):
        yield str(spread(number))
    for digits in (None, *range(MOST_DECIMALS + 1)):
        for write in (printed, more_or_fewer):
            with suppress(*UNSOUND):
                yield str(write(number, digits))


def _ways(number: Quantity) -> Iterator[str]:
    """Yield the ways in which a number is printed: alone, or after its arithmetic."""
    values = [*printings(number)]
    yield from values
    with suppress(*UNSOUND):
        worked = formula(number)
        yield worked
        yield from (f"{worked}{sign}{each}" for each in values for sign in (" = ", " is "))
