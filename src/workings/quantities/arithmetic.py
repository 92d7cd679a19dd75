"""The arithmetic of a quantity, written out with its numbers."""

from __future__ import annotations

from workings.quantities.operations import TIMES
from workings.quantities.quantity import Quantity

FORMULAS = {
    "difference": "{0} − {1}",
    "share": "{0} ÷ {1}",
    "ratio": "{0} ÷ {1}",
    "percent_change": "({1} − {0}) ÷ {0}",
    "one_in": "{1} ÷ {0}",
    "rate_per": "{0} ÷ {1}",
    "time_at": "{0} ÷ {1}",
    "between": "between {0} and {1}",
}


def formula(quantity: Quantity) -> str:
    """
    Write out the arithmetic with the numbers in it.

    Examples
    --------
    >>> formula(percent_change(returned, admitted))
    '(350 − 281) ÷ 281'
    """
    if not quantity.operands:
        if quantity.operation == "time_between" and not quantity.is_whole:
            length = TIMES[quantity.unit.removesuffix("s")]
            return f"{quantity.value * length}/{length}"  # 76/365 of a year, not 0.2
        return str(quantity)
    parts = [
        formula(part) if not part.operands and "/" not in formula(part) else f"({formula(part)})"
        for part in quantity.operands
    ]
    if quantity.operation == "total":
        return " + ".join(parts)
    per = f" × {int(quantity.parameters[0]):,}" if quantity.parameters not in ((), ("1",)) else ""
    return FORMULAS[quantity.operation].format(*parts) + per
