"""
A quantity: an exact number, its interval, what it speaks of, and how it was worked out.

Whatever is worked out from quantities has the exact range that their rounding allows, even where a
figure occurs twice in it. Unlike things are never put together in silence.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import TypeVar

from workings.errors import UnboundedResult, UnlikeQuantities
from workings.ledger import Dimensions, Figure, Period, Source, Statement
from workings.numbers import Expression, Interval, exact, printed, read_unit, uncertain
from workings.official import Extract
from workings.quantities.kinds import kind_of
from workings.quantities.likeness import check_kinds, differing, needs_reason

Kinds = tuple[str, ...]
#: Of how many uncertain figures whole numbers are tried.
MOST_TRIED = 12
Kind = TypeVar("Kind")
Added = TypeVar("Added", Expression, Interval)


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
    populations: Kinds
    definitions: Kinds
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
        """
        Tell whether the figures, whole where they count, can give a result that lies in `allowed`.

        Examples
        --------
        >>> ten = admitted.read_as(10, because="350 may have been rounded")
        >>> [difference(ten, returned).can_be(point(n)) for n in (73, 74)]
        [True, False]
        """
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
    """
    Take a figure as a quantity, thousands and millions counted out; a quantity stays as it is.

    Examples
    --------
    >>> as_quantity(returned).unit
    'people'
    """
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


def combine(
    operation: str,
    apply: Callable[..., Expression],
    operands: Iterable[Figure | Quantity],
    because: str,
    unit: str = "",
    label: str = "",
    parameters: Kinds = (),
    units_may_differ: bool = False,
    base: int | None = None,
) -> Quantity:
    """
    Compute a quantity from others, with its interval and its workings.

    `apply` does the arithmetic on expressions, `parameters` are what the operation was told besides
    its operands, units may differ in a rate alone, and `base` says which operand is divided by.
    Without a unit the result has the operands' own; `because` says why unlike operands may be put
    together.

    Raises
    ------
    UnlikeQuantities
        If the table of rules forbids it, if units differ, or if anything else does that needs a
        reason and none is given.
    UnboundedResult
        If the result can't be bounded, or what is divided by may be nought or below.
    """
    parts = tuple(as_quantity(operand) for operand in operands)
    if not units_may_differ and len({part.unit for part in parts}) > 1:
        are_money = all(read_unit(part.unit).currency for part in parts)
        raise UnlikeQuantities(
            f"{operation}: found {' and '.join(part.unit for part in parts)}; expected one unit. "
            + (
                "Use converted(amount, rate), with a rate from the ledger."
                if are_money
                else "Use rate_per(...) for so many of one for each of another."
            )
        )
    check_kinds(operation, parts)
    unlike = differing(operation, parts)
    reason = " ".join(because.split())
    if not reason and needs_reason(operation, parts, unlike):
        differ = "; and ".join(
            f"the {respect} differ: {'; '.join(found)}" for respect, found in unlike.items()
        )
        raise UnlikeQuantities(
            f"{operation}: {differ}. If they may be compared all the same, say why in a line, and "
            f'it is printed beside the number: {operation}(..., because="...").'
        )
    if base is not None:
        _check_base(operation, parts[base])
    inputs = _inputs(parts)
    expression = apply(*(part.expression for part in parts))
    value = apply(*(exact(part.value) for part in parts))
    return Quantity(
        operation=operation,
        operands=parts,
        value=value.numerator.terms.get((), Fraction(0)) / value.denominator.terms[()],
        interval=_range(apply, parts, expression, inputs),
        is_whole=not unit and all(part.is_whole for part in parts),
        unit=unit or parts[0].unit,
        label=label,
        periods=_all(part.periods for part in parts),
        populations=_all(part.populations for part in parts),
        definitions=_all(part.definitions for part in parts),
        kind=kind_of(operation, (part.kind for part in parts)),
        dimensions=_all(part.dimensions for part in parts),
        within=tuple(sorted(set.intersection(*({*part.within} for part in parts)))),
        unlike=tuple(unlike) if reason else (),
        because=reason if unlike else "",
        parameters=parameters,
        expression=expression,
        inputs=inputs,
        whole=frozenset().union(*(part.whole for part in parts)),
    )


def _check_base(operation: str, base: Quantity) -> None:
    """Check that what is divided by stays above nought, or the result has no direction."""
    low = base.interval.low
    if low is None or low < 0 or 0 in base.interval:
        may_be = "is" if base.interval.is_point else "may be"
        raise UnboundedResult(
            f"{operation}: found {base} {base.label}, and the number divided by {may_be} nought or "
            "below; expected one that stays clear of nought, above it. Leave this ratio out, or "
            "say it in units: difference(...)."
        )


def _range(
    apply: Callable[..., Expression],
    parts: tuple[Quantity, ...],
    expression: Expression,
    inputs: Mapping[str, Interval],
) -> Interval:
    """Bound the result; parts that share no uncertain figure vary independently, as wholes."""
    names = [name for part in parts for name in part.expression.names()]
    if len(names) > len(set(names)):
        return expression.range(inputs)
    if apply is add:
        return add(*(part.interval for part in parts))
    wholes = [
        exact(part.value) if part.interval.is_point else uncertain(str(i))
        for i, part in enumerate(parts)
    ]
    return apply(*wholes).range({str(i): part.interval for i, part in enumerate(parts)})


def _inputs(parts: Iterable[Quantity]) -> dict[str, Interval]:
    """Return the interval of each input; one figure can't be read in two ways at once."""
    inputs: dict[str, Interval] = {}
    for name, interval in (pair for part in parts for pair in part.inputs.items()):
        if inputs.setdefault(name, interval) != interval:
            raise UnlikeQuantities(
                f"{name} is read in two ways within one calculation. Use one reading throughout."
            )
    return inputs


def add(*parts: Added) -> Added:
    """Add expressions up, or intervals: the arithmetic of a total, whose parts' intervals add."""
    return reduce(operator.add, parts)


def _all(kinds: Iterable[tuple[Kind, ...]]) -> tuple[Kind, ...]:
    found = {kind for group in kinds for kind in group}
    return tuple(sorted(found, key=str))
