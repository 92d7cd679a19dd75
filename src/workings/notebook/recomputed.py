"""
Recorded numbers, worked out again: each from what it rests on, and its words from its value.

A record lies in a file that anybody may have edited. So nothing of it is believed that can be
worked out: the arithmetic is done again by the very operations that a notebook has, and what was
printed has to be one of the ways in which the house prints such a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Any

from workings.errors import UnlikeQuantities, WorkingsError
from workings.ledger import Period
from workings.notebook.record import FigureLine, Workings
from workings.notebook.recording import workings_of
from workings.numbers import (
    Number,
    PlainNumber,
    exact,
    more_or_fewer,
    printed,
    read_stated,
    read_unit,
    spread,
    uncertain,
)
from workings.quantities import OPERATIONS, Quantity, chosen, formula, time_between

MOST_DECIMALS, BOUNDS = 9, (">", ">=", "<", "<=")
PER = re.compile(r" × ([0-9,]{1,13})$")
#: What a record says of a number that no arithmetic gives, only a ledger.
GIVEN = (
    "operands", "chosen_by", "figure", "rounded_to", "basis", "passed_over", "conflicting",
    "statements",
)  # fmt: skip
#: What an operation can raise of a record that nobody's notebook made.
UNSOUND = (
    WorkingsError, ArithmeticError, LookupError, RecursionError, StopIteration, TypeError,
    ValueError,
)  # fmt: skip


class Recomputed:
    """Recorded numbers, each worked out again once, from what `leaf` makes of those at the end."""

    def __init__(self, leaf: Callable[[Workings], Quantity]) -> None:
        self.leaf = leaf
        self._made: dict[Workings, Quantity] = {}

    def number(self, was: Workings) -> Quantity:
        """Work a number out again; raises one of `UNSOUND` if that can't be done."""
        if was not in self._made:
            made = self._worked_out(was) if was.operands else self.leaf(was)
            by = map(self.number, was.chosen_by)
            self._made[was] = chosen(made, *by) if was.chosen_by else made
        return self._made[was]

    def _worked_out(self, was: Workings) -> Quantity:
        """Do a number's own operation again."""
        if was.operation not in OPERATIONS:
            raise KeyError(f"no operation {was.operation!r} is known here")
        named: dict[str, Any] = {}
        if was.operation == "rate_per" and (per := PER.search(was.formula)):
            named["per"] = int(per[1].replace(",", ""))
        if was.operation != "between":
            # Why unlike numbers were put together is the author's to say. Like ones need no reason.
            below = dict.fromkeys(reason for part in was.operands for reason in part.reasons)
            if was.reasons and was.reasons != (*below,):
                named["because"] = was.reasons[0].because
        operands = [*map(self.number, was.operands)]
        try:
            return OPERATIONS[was.operation](*operands, **named)
        except UnlikeQuantities:
            if "because" in named or not was.reasons:
                raise
            return OPERATIONS[was.operation](*operands, **named, because=was.reasons[0].because)

    def wrong_with(self, was: Workings) -> Iterator[str]:
        """Yield what doesn't come out in a number's workings, at the top or below."""
        try:
            again = workings_of(self.number(was))
        except UNSOUND as error:
            yield f"{was.operation} {was.printed}, which can't be worked out ({error})"
        else:
            yield from _differences(was, again)

    def is_printing(self, text: str, was: Workings) -> bool:
        """Tell whether a text is one of the ways in which a number is printed."""
        if was.operation == "stated" and text.casefold() == was.statements[0].stated.casefold():
            return True
        with suppress(*UNSOUND):
            return text in _ways(self.number(was))
        return False


class FromRecord:
    """The numbers of an executed notebook, worked out again from its books' figures, by seal."""

    def __init__(self, figures: Mapping[str, FigureLine]) -> None:
        self.figures = figures
        # A record doesn't say which figures count wholes.
        self.each = [
            Recomputed(partial(self._leaf, reading))
            for reading in (_is_whole, lambda _: True, lambda _: False)
        ]
        self.known: dict[Workings, str] = {}

    def fault(self, number: Workings) -> str:
        """Say what of a number's workings doesn't come out, down to the ledger; or nothing."""
        if number not in self.known:
            below = (self.fault(part) for part in (*number.operands, *number.chosen_by))
            self.known[number] = next(filter(None, below), "") or self._own(number)
        return self.known[number]

    def is_printing(self, text: str, number: Workings) -> bool:
        """Tell whether a text is one of the ways in which a number is printed."""
        return any(each.is_printing(text, number) for each in self.each)

    def _own(self, number: Workings) -> str:
        line = self.figures.get(number.figure)
        if number.figure and not (line and _is_of(number, line)):
            return f"{number.printed} is not what the line {number.figure} says"
        if number.statements and number.exact != _counted(number):
            return f"{number.printed} is not what its lines of the claims say"
        kept = {name: getattr(number, name) for name in GIVEN}
        for each in self.each:
            with suppress(*UNSOUND):
                if replace(workings_of(each.number(number)), **kept) == number:
                    return ""
        return f"{number.printed} is not what {number.formula} comes to, in all that is said of it"

    def _leaf(self, reading: Callable[[Workings], bool], number: Workings) -> Quantity:
        is_whole = reading(number)
        if number.operation == "time_between":
            return time_counted(number)
        interval = number.range.interval
        line, name = self.figures.get(number.figure), repr((number.figure, number.extract))
        operator = line.operator if line else ""
        if number.exact not in interval and operator not in BOUNDS:
            raise ValueError("a value outside its range")
        shown = ""
        if line:
            value, is_bound = _value(line), operator in BOUNDS
            unit = line.unit or number.unit
            stated = PlainNumber(value, interval, unit, operator, is_bound, is_whole)
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


def _value(line: FigureLine) -> Decimal | Fraction:
    """Read a figure's value: a fraction where its decimals don't end."""
    return Fraction(line.value) if "/" in line.value else Decimal(line.value)


@dataclass(frozen=True)
class _Leaf(Quantity):
    """A number that wasn't computed, as recorded; or what an operation made of one."""

    shown: str = ""
    stated_as: str = ""

    def __str__(self) -> str:
        return (not self.operands and self.shown) or super().__str__()

    @property
    def operator(self) -> str:
        return "" if self.operands else self.stated_as

    @property
    def is_bound(self) -> bool:
        return self.stated_as in BOUNDS or super().is_bound


def time_counted(number: Workings) -> Quantity:
    """Count the days, weeks, months or years again that a record has."""
    ((first, last),) = number.periods
    return time_between(first, last, number.unit.removesuffix("s"))


def _is_of(number: Workings, line: FigureLine) -> bool:
    """Tell whether a figure is what its ledger line says."""
    try:
        value = Fraction(_value(line)) * read_unit(line.unit).scale
    except (InvalidOperation, ValueError, ZeroDivisionError):
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


def _differences(was: Workings, now: Workings) -> Iterator[str]:
    """Yield where two workings of one number differ: only what stands at the bottom of it."""
    pairs = ((was.operands, now.operands), (was.chosen_by, now.chosen_by))
    both = [zip(*pair, strict=True) for pair in pairs if len(pair[0]) == len(pair[1])]
    below = [wrong for one, other in chain(*both) for wrong in _differences(one, other)]
    yield from below
    for field in fields(Workings):
        held, there = getattr(was, field.name), getattr(now, field.name)
        if held != there and not (below and field.name in ("operands", "chosen_by")):
            what = f"{was.operation} {was.formula}"
            what += " =" if field.name == "exact" else f": {field.name}"
            yield f"{what} {in_short(held)}, which comes to {in_short(there)}"


def in_short(value: object) -> str:
    """Write a part of a record for a message."""
    if isinstance(value, tuple | list):
        return ", ".join(map(in_short, value)) or "none"
    return f"{value!s:.80}" if value not in (None, "") else "none"


def _ways(number: Quantity) -> Iterator[str]:
    """Yield the ways in which a number is printed: alone, or after its arithmetic."""
    yield from _printings(number.figure or number)
    values = [*_printings(number)]
    yield from values
    with suppress(*UNSOUND):
        worked = formula(number)
        yield worked
        yield from (f"{worked}{sign}{each}" for each in values for sign in (" = ", " is "))


def _printings(number: Number) -> Iterator[str]:
    for digits in (None, *range(MOST_DECIMALS + 1)):
        for write in (printed, more_or_fewer):
            with suppress(*UNSOUND):
                yield str(write(number, digits))
    with suppress(*UNSOUND):
        yield str(spread(number))
