"""
A quantity: an exact number, its interval, what it speaks of, and how it was worked out.

Whatever is worked out from quantities has the exact range that their rounding allows, even where a
figure occurs twice in it. Unlike things are never put together in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from workings.errors import UnlikeQuantities
from workings.ledger import Dimensions, Figure, Period, Source, Statement
from workings.numbers import Expression, Interval, exact, printed, read_unit, uncertain
from workings.official import Extract

Kinds = tuple[str, ...]
#: Of how many uncertain figures whole numbers are tried.
MOST_TRIED = 12


@dataclass(frozen=True)
class Quantity:
    """An exact number, the interval of values the figures allow, and how it was worked out."""

    operation: str  # the function that made it, or ``figure`` for a figure as it stands
    operands: tuple[Quantity, ...]  # empty for a figure
    value: Fraction  # computed from the figures as stated
    interval: Interval  # all that the figures' rounding allows
    is_whole: bool  # a count, or a sum or difference of counts
    unit: str  # what one is: ``people``, ``per cent``, ``people per boat``
    label: str  # what it counts, in words that go after the number
    # what it speaks of; several where unlike things were put together for a reason
    periods: tuple[Period, ...]
    populations: Kinds = ()
    definitions: Kinds = ()
    kind: str = ""  # one of `workings.quantities.kinds.KINDS`; empty for none
    dimensions: Dimensions = ()  # the places and the like, by name
    within: Dimensions = ()  # the wholes that it is declared to be a part of
    unlike: Kinds = ()  # which of these the operands differ in
    because: str = ""  # the author's reason for that, printed beside the number
    figure: Figure | None = None  # the ledger line, for a figure as it stands
    extract: Extract | None = None  # where it stands in an official table
    source: Source | None = None  # that table's vintage
    statements: tuple[Statement, ...] = ()  # lines of claims that state it or, counted, make it up
    parameters: Kinds = ()  # what the operation was told besides, such as per 100,000
    # what decided that it is this number which is printed
    chosen_by: tuple[Quantity, ...] = field(default=(), compare=False, repr=False)
    # the arithmetic down to the figures, and what each of these allows
    expression: Expression = field(default=exact(Fraction(0)), compare=False, repr=False)
    inputs: Mapping[str, Interval] = field(default_factory=dict, compare=False, repr=False)
    # those of them that are whole numbers
    whole: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def __str__(self) -> str:
        return self._words

    @cached_property
    def _words(self) -> str:
        return str(printed(self.figure or self))

    @property
    def operator(self) -> str:
        """How the source qualified it; empty for a computed number."""
        return self.figure.operator if self.figure else ""

    @property
    def is_bound(self) -> bool:
        """Whether it rests on a "more than" or the like, or lies between two others."""
        is_bound = self.operation == "between" or any(part.is_bound for part in self.operands)
        return is_bound or (self.figure is not None and self.figure.is_bound)

    def can_be(self, allowed: Interval) -> bool:
        """Tell whether the figures, whole where they count, can give a result in `allowed`."""
        if not self.interval.meets(allowed) or self.interval.is_within(allowed):
            return self.interval.meets(allowed)
        names = self.expression.names()
        if len(names) > MOST_TRIED or not names & self.whole:
            return True
        return self.expression.can_be(allowed, self.inputs, self.whole)

    def figures(self) -> list[Figure]:
        """Return the figures it rests on, each once, in ledger order."""
        if self.figure is not None:
            return [self.figure]
        found = {figure.seal: figure for part in self.operands for figure in part.figures()}
        return [found[line] for line in sorted(found)]


def as_quantity(operand: Figure | Quantity) -> Quantity:
    """Take a figure as a quantity, thousands and millions counted out; a quantity stays so."""
    if isinstance(operand, Quantity):
        return operand
    if not isinstance(operand, Figure):
        raise UnlikeQuantities(
            f"found {operand!r}; expected a figure or a quantity. A bare number can't be traced: "
            "put it in the ledger with its source and take it from the book."
        )
    unit = read_unit(operand.measure.unit)
    interval = operand.interval * unit.scale
    value = Fraction(operand.value) * unit.scale
    kept = interval.low if interval.is_point and interval.low is not None else value
    name = f"{operand.seal} ({operand.name})"
    return Quantity(
        operation="figure",
        operands=(),
        value=value,
        interval=interval,
        is_whole=operand.is_whole,
        unit=unit.name,
        label=operand.label,
        periods=(operand.covers,),
        populations=(operand.measure.population,),
        definitions=(operand.measure.definition,),
        kind=operand.measure.kind,
        dimensions=operand.dimensions,
        within=operand.within,
        figure=operand,
        expression=exact(kept) if interval.is_point else uncertain(name),
        inputs={name: interval},
        whole=frozenset([name] if operand.measure.is_whole else []),
    )


def chosen(number: Figure | Quantity, *by: Figure | Quantity) -> Quantity:
    """
    Record which numbers decided that this one is printed: a month's count, say, by all the months'.

    It says nothing of how; the words beside the number do.

    Examples
    --------
    >>> busiest = chosen(admitted, admitted, returned)
    >>> print(busiest, [str(number) for number in busiest.chosen_by])
    350 ['350', '281']
    """
    return replace(as_quantity(number), chosen_by=tuple(map(as_quantity, by)))
