"""How a quantity is made of others: checked, worked out exactly, and bounded."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import TypeVar

from workings.errors import UnboundedResult, UnlikeQuantities
from workings.ledger import Figure
from workings.numbers import Expression, Interval, exact, read_unit, uncertain
from workings.quantities.kinds import kind_of
from workings.quantities.likeness import check_kinds, differing, needs_reason
from workings.quantities.quantity import Kinds, Quantity, as_quantity

Kind = TypeVar("Kind")
Added = TypeVar("Added", Expression, Interval)


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

    UnlikeQuantities if the table of rules forbids it, if units differ, or if anything else does
    that needs a reason and none is given; UnboundedResult if the result can't be bounded, or what
    is divided by may be nought or below.
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
