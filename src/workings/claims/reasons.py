"""
The reason for a verdict, in a sentence with the numbers in it.

It says what the figures give, how that compares with what was stated, and what was assumed about
rounding; nothing about whoever stated it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from workings.claims.formulas import AS_CLAIMED
from workings.claims.verdicts import BOUNDS, VERDICTS
from workings.claims.weighing import Weighed
from workings.ledger import FIRM, Figure
from workings.numbers import Printed, Stated, Words, day, listed, printed, read_unit, span, spread
from workings.quantities import Quantity, formula

SHORT = 28  # characters that are set as one number, on one line
LATER = {"bound_only": "is bounded"}
HEARSAY = {"spoken": "spoken", "secondary": "second-hand"}
PLACES = {10**12: "trillion", 10**9: "billion", 10**6: "million", 1000: "thousand", 1: ""}


def reason(weighed: Weighed) -> Words:
    """
    Say why a number was judged as it was, and what was noticed besides.

    Examples
    --------
    >>> from workings.numbers import read_stated
    >>> from workings.claims.weighing import weigh
    >>> print(reason(weigh(read_stated("70"), difference(admitted, returned))))
    350 − 281 = 69, not “70”. It rounds to that at the nearest ten, which was not said.
    """
    if weighed.each:
        told = [part for one in weighed.each for part in (*_reason(one), *one.remarks, " ")]
        return Words(told[:-1])
    return Words((*_reason(weighed), *weighed.remarks))


def _reason(weighed: Weighed) -> tuple[str | Printed, ...]:
    stated, quantity, judgement = weighed.stated, weighed.quantity, weighed.judgement
    result, said = _result(stated, quantity), f"“{stated.text}”"
    within = f"; {said} is within that range, but the figures don’t settle it."
    tails = {
        "matches": _as_stated(stated, quantity),
        "matches_within_rounding": within,
        "bound_only": f", which is only a bound: it allows {said}, and doesn’t settle it.",
    }
    if judgement.verdict in tails:
        return *result, tails[judgement.verdict]
    if judgement.verdict == "does_not_match":
        tail = f", not {said}." if quantity.interval.is_point else f"; {said} lies outside."
        return *result, tail, *_older(stated, quantity)
    place = _place(judgement.rounded_to or stated.step, quantity.unit)
    if not judgement.is_cut_off:
        tail = f", not {said}. It rounds to that at {place}, which was not said."
        return *result, tail, *_older(stated, quantity)
    rounded: tuple[str | Printed, ...] = ()
    if judgement.rounded_to == stated.step and quantity.interval.is_point:
        rounded = ", which rounds to ", printed(quantity, stated.decimals)
    tail = f", not {said}: that is what is left with its later digits cut off, not rounded."
    return *result, *rounded, tail


def unlike(quantity: Quantity) -> str:
    """Say in which respects a number puts unlike things together without a reason; or nothing."""
    found = list(dict.fromkeys(_unlike(quantity)))
    if not found:
        return ""
    days = [span(period.start, period.end) for period in quantity.periods]
    which = f" ({'; '.join(days)})" if "periods" in found else ""
    return (
        f"The two numbers differ in {listed(found)}{which}, and the claim sets them side by side."
    )


def unconfirmed(figures: Iterable[Figure]) -> str:
    """Say which figures rest on what was spoken or reported at second hand alone; or nothing."""
    every = list(figures)
    if not every:
        return ""
    numbers = listed(list(dict.fromkeys(figure.as_printed for figure in every)))
    kinds = sorted({HEARSAY[figure.source.reliability] for figure in every}, reverse=True)
    told = f"Rests on {' or '.join(kinds)} numbers ({numbers})"
    return f"{told}; no official count for the same days was known."


def by_a_day(one: str, other: str, weighed: Weighed) -> tuple[str | Printed, ...]:
    """Say what a formula gives with another day in the place of one, and what follows from it."""
    verdict = weighed.judgement.verdict
    told = f" With {day(other)} in the place of {day(one)} it is "
    return told, printed(weighed.quantity), f", which {LATER.get(verdict, VERDICTS[verdict])}."


def later(
    results: Sequence[tuple[date, Quantity, str]], now: Quantity | None, as_of: date
) -> Words:
    """
    Say what the same sum gives by what is known now, and from later counts.

    Each result has the day that a later pair of counts speaks of, what it gives, and the verdict.
    """
    parts: list[str | Printed] = []
    if now is not None:
        parts += [f"By what had been stated by {day(as_of)}, it is ", printed(now), "."]
    if not results:
        return Words(parts)
    parts += [" "] if parts else []
    parts += ["Worked out again from later counts, it "]
    for verdict, group in groupby(results, key=lambda result: result[2]):
        runs = list(group)
        parts += [LATER.get(verdict, VERDICTS[verdict]), " on " if len(runs) == 1 else " from "]
        ends = runs if len(runs) == 1 else [runs[0], runs[-1]]
        for place, (on, quantity, _) in enumerate(ends):
            parts += [" to "] if place else []
            parts += [f"{day(on)} (", Printed(str(quantity), quantity), ")"]
        parts.append("; ")
    return Words((*parts[:-1], "."))


def _result(stated: Stated, quantity: Quantity) -> tuple[str | Printed, ...]:
    """Write the formula and what it gives, with one digit more than was stated where that tells."""
    value, worked = _value(stated, quantity), formula(quantity)
    if not quantity.operands or quantity.operation == "between":
        opening = "" if quantity.interval.is_point else "The figures give "
        return opening, Printed(value, quantity), f" {quantity.label}"
    has_own_unit = " per " in quantity.unit or quantity.operation == "time_at"
    own = read_unit(quantity.unit)
    told = f"per {own.per}" if own.currency and not read_unit(own.per).currency else quantity.unit
    unit = f" {told}" if has_own_unit else ""
    if worked == value:
        return Printed(value, quantity), unit
    sign = " = " if quantity.interval.is_point else " is "
    together = f"{worked}{sign}{value}"
    if len(together) <= SHORT:
        return Printed(together, quantity), unit
    return Printed(worked, quantity), sign, Printed(value, quantity), unit


def _value(stated: Stated, quantity: Quantity) -> str:
    if not quantity.interval.is_point:
        return str(spread(quantity))
    if quantity.figure is not None:
        return str(quantity)
    if quantity.value.denominator == 1 or not stated.in_digits:
        return str(quantity)
    digits = stated.decimals + 1
    is_nought = abs(quantity.value) * 10**digits < Fraction(1, 2)
    return str(printed(quantity) if is_nought else printed(quantity, digits))


def _older(stated: Stated, quantity: Quantity) -> tuple[str, ...]:
    """Say so where what was stated is a figure that another has taken the place of."""
    for other in quantity.figure.passed_over if quantity.figure else ():
        is_same = Fraction(other.value) in stated.allows and other.value != quantity.value
        if is_same and other.source.reliability in FIRM:
            when, whom = day(other.stated_on), other.stated_by
            return (f" It is the count that {whom} gave on {when}, and not the one that stands.",)
    return ()


def _as_stated(stated: Stated, quantity: Quantity) -> str:
    """Finish the sentence on a number that matches."""
    said = f"“{stated.text}”"
    if stated.form == "sign" or stated.operator in BOUNDS:
        return f", so {said} holds."
    if quantity.interval.is_point and quantity.value == stated.value:
        return ", as stated."
    if stated.operator != "=" or not stated.in_digits:
        return f", for which {said} is a fair round number."
    return f", which is {said} to {_place(stated.step, quantity.unit)}."


def _place(unit: Fraction, of: str) -> str:
    """Name a rounding unit: "the nearest ten", "one decimal", "the nearest whole per cent"."""
    if unit == 1:
        return f"the nearest whole {of}" if of == "per cent" else "the nearest whole number"
    decimals = len(str(unit.denominator)) - 1
    if unit < 1 and unit == Fraction(1, 10**decimals):
        return {1: "one decimal", 2: "two decimals"}.get(decimals, f"{decimals} decimals")
    for size, name in PLACES.items():
        if unit % size == 0 and unit // size in (1, 10, 100):
            many = {1: "", 10: "ten ", 100: "hundred "}[int(unit // size)]
            return f"the nearest {many}{name}".removesuffix(" ")
    return f"the nearest {int(unit):,}"


def _unlike(quantity: Quantity) -> list[str]:
    """List what is unlike for no reason but the claim's."""
    found = list(quantity.unlike) if quantity.because == AS_CLAIMED else []
    return [*found, *(kind for part in quantity.operands for kind in _unlike(part))]
