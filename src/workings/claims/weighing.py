"""
A stated number weighed: judged, and what a slip of the pen would explain pointed out beside it.

The slip may be the desk's, who wrote the formula, or the speaker's. Neither is held against anybody
for more than it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from workings.claims.verdicts import (
    BOUNDS,
    CHANGES,
    FAILS,
    HOLDS,
    SEVERITIES,
    VERDICTS,
    Judgement,
    in_one_form,
    judge,
    no_form,
    singular,
)
from workings.errors import WorkingsError
from workings.numbers import Printed, Stated, printed
from workings.quantities import OPERATIONS, Quantity, difference, percent_change

#: Which of its two numbers a change over time takes for the later one.
LATER = {"difference": 0, "ratio": 0, "percent_change": 1}
#: What gives another number with its two the other way round.
TURNED = (*LATER, "share", "one_in")
#: What it gives then is this, divided by what it gave.
INVERSE = {"ratio": 1, "share": 10_000, "one_in": 1}
NOUGHTS = (
    (1, "Ten times", "a nought may be missing"),
    (2, "A hundred times", "two noughts may be missing"),
    (3, "A thousand times", "three noughts may be missing"),
    (-1, "A tenth of", "it may have a nought too many"),
    (-2, "A hundredth of", "it may have two noughts too many"),
    (-3, "A thousandth of", "it may have three noughts too many"),
)
_WRONG_WAY = " The formula has its two numbers the other way round."


@dataclass(frozen=True)
class Weighed:
    """A stated number set against a computed one, in one form."""

    stated: Stated
    quantity: Quantity
    judgement: Judgement
    remarks: tuple[str | Printed, ...] = ()  # sentences that are to stand beside it
    each: tuple[Weighed, ...] = ()  # of a pair, the two numbers by themselves


def weigh(stated: Stated, quantity: Quantity) -> Weighed:
    """
    Bring a stated number and what its formula gives into one form, and judge it.

    A difference over time is the later number less the earlier, whichever a formula has first. What
    a slip would explain is said: two numbers the other way round, points for per cent, a nought
    more or less. Such a slip is not material; a wrong direction is. ClaimError if there is no such
    form.
    """
    if stated.form == "pair":
        return _weigh_pair(stated, quantity)
    weighed = settle(stated, quantity)
    said, found, judged = weighed.stated, weighed.quantity, weighed.judgement
    remarks = [*_asked(said, found), *weighed.remarks]
    if judged.verdict in FAILS:
        judged, told = _point_out(said, found, judged)
        remarks += told
    remarks += _noughts(said, found, judged)
    return Weighed(said, found, judged, tuple(remarks))


def settle(stated: Stated, quantity: Quantity) -> Weighed:
    """Judge a stated number as `weigh` does, and remark nothing but which way round it was read."""
    said, found = in_one_form(stated, quantity)
    if found.operation == "difference" and _is_reversed(said, found):
        turned = _turned(found)
        return Weighed(said, turned, judge(said, turned), (_WRONG_WAY,))
    judged = judge(said, found)
    if judged.verdict in FAILS and _fits_turned(said, found) and _runs_backwards(found):
        with suppress(WorkingsError):
            turned = _turned(found)
            return Weighed(said, turned, judge(said, turned), (_WRONG_WAY,))
    return Weighed(said, found, judged)


def _weigh_pair(stated: Stated, quantity: Quantity) -> Weighed:
    """Judge each number of "from 12% to 15%" by itself; the graver judgement is the pair's."""
    if quantity.operation not in LATER:
        raise no_form(stated, quantity)
    later = LATER[quantity.operation] != _runs_backwards(quantity)
    found = quantity.operands[1 - later], quantity.operands[later]
    each = tuple(weigh(*pair) for pair in zip(stated.parts, found, strict=True))
    gravest = max(each, key=lambda one: [*VERDICTS].index(one.judgement.verdict))
    severity = max((one.judgement.severity for one in each), key=SEVERITIES.index)
    return Weighed(stated, quantity, replace(gravest.judgement, severity=severity), (), each)


def _point_out(
    stated: Stated, quantity: Quantity, judged: Judgement
) -> tuple[Judgement, list[str | Printed]]:
    """Say what a slip in the formula, or in the stated number's unit, would explain."""
    told: list[str | Printed] = []
    softer = replace(judged, severity=min(judged.severity, "notable", key=SEVERITIES.index))
    with suppress(WorkingsError):
        if points_and_change := _points_and_change(quantity):
            points, change = points_and_change
            told += [" That is ", printed(points), ", or ", printed(change), "."]
            if any(judge(stated, one).verdict in HOLDS for one in points_and_change):
                judged = softer
        if _fits_turned(stated, quantity):
            turned = _turned(quantity)
            if _runs_backwards(turned):
                return judged, told  # it is the direction that is wrong
            if quantity.operation != "difference":
                judged = softer
            told += [" With the two numbers the other way round it is ", printed(turned), "."]
    return judged, told


def _fits_turned(stated: Stated, quantity: Quantity) -> bool:
    """Tell whether a number fits what its formula comes to with its two the other way round."""
    if quantity.operation not in TURNED or (not quantity.value and quantity.operation in INVERSE):
        return False
    value, whole = quantity.value, INVERSE.get(quantity.operation)
    if quantity.operation == "percent_change":
        return value > -100 and 10_000 / (100 + value) - 100 in stated.allows
    return (-value if whole is None else whole / value) in stated.allows


def _turned(quantity: Quantity) -> Quantity:
    return _turned_once(_Itself(quantity))


class _Itself:
    """A quantity, told from others by being another object: quick, where many claims share one."""

    def __init__(self, quantity: Quantity) -> None:
        self.quantity = quantity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.quantity is other.quantity

    def __hash__(self) -> int:
        return id(self.quantity)


@lru_cache(maxsize=4096)
def _turned_once(of: _Itself) -> Quantity:
    first, second = of.quantity.operands
    return OPERATIONS[of.quantity.operation](second, first, because=of.quantity.because)


def _runs_backwards(quantity: Quantity) -> bool:
    """Tell whether a change of one thing over time goes from the later number to the earlier."""
    if quantity.operation not in LATER:
        return False
    ends = [[(period.end, period.start) for period in each.periods] for each in quantity.operands]
    things = {(each.label, each.unit) for each in quantity.operands}
    if len(things) > 1 or any(len(each) != 1 or not each[0][0] for each in ends):
        return False
    later = LATER[quantity.operation]
    return ends[later] < ends[1 - later]


def _is_reversed(stated: Stated, lead: Quantity) -> bool:
    """Tell whether a difference goes back in time, or is below nought for a number without sign."""
    high = lead.interval.high
    is_bare = not stated.is_change and stated.value > 0
    return _runs_backwards(lead) or (is_bare and high is not None and high < 0)


def _points_and_change(quantity: Quantity) -> tuple[Quantity, Quantity] | None:
    """Return a change of a percentage in points, and in per cent of it."""
    if quantity.operation not in CHANGES or quantity.operands[0].unit != "per cent":
        return None
    if quantity.operation == "difference":
        new, base = quantity.operands
        return quantity, percent_change(base, new, because=quantity.because)
    base, new = quantity.operands
    return difference(new, base, because=quantity.because), quantity


def _noughts(stated: Stated, quantity: Quantity, judged: Judgement) -> Iterator[str]:
    """Say so where the number would fit, and closely, with a nought or a few more or fewer."""
    if stated.measured_in != "number" or not stated.value or stated.between is not None:
        return
    over, under = stated.operator in BOUNDS[:2], stated.operator in BOUNDS[2:]
    if not (over or under) and judged.verdict in HOLDS:
        return
    least = Fraction(1) if over else Fraction(3, 4) if under else Fraction(19, 20)
    most = Fraction(5, 4) if over else Fraction(1) if under else Fraction(21, 20)
    for power, times, told in NOUGHTS:
        fit = abs(quantity.value / (stated.value * Fraction(10) ** power))
        if least <= fit <= most:
            yield f" {times} that would fit: {told}."


def _asked(stated: Stated, quantity: Quantity) -> Iterator[str]:
    """Ask about a noun that is not the figures' own, and name what isn't judged."""
    is_counted = stated.noun and stated.measured_in == "number"
    if is_counted and singular(stated.noun) - singular(f"{quantity.unit} {quantity.label}"):
        unit = quantity.unit or "no unit"
        yield f" It speaks of {stated.noun}, the figures of {unit}: see that these are the same."
    if stated.is_record:
        yield " Whether it is a record is not judged."
