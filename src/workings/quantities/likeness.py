"""
What numbers that are put together differ in, and whether that asks for a reason.

Like spans, places of one measure, and parts of a whole are what comparisons are for, and need none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from workings.errors import UnlikeQuantities
from workings.ledger import FORESEEN, Period
from workings.quantities.kinds import COMPARISONS, COUNTS, PARTS, SUMS, check_allowed, rule_of
from workings.quantities.quantity import Quantity

RESPECTS = ("periods", "populations", "definitions", "dimensions")
#: A rate is of two populations; it has to be of one span and place.
RESPECTS_OF_RATES = ("periods", "dimensions")
RATES = ("rate_per", "time_at", "converted")


def differing(operation: str, parts: Sequence[Quantity]) -> dict[str, list[str]]:
    """Return what was found in each respect in which the parts differ."""
    found = {
        respect: [getattr(part, respect) for part in parts]
        for respect in (RESPECTS_OF_RATES if operation in RATES else RESPECTS)
    }
    # A length of time is of no place, and no more is what a currency costs.
    is_placed = (p for p in parts if p.operation != "time_between" and operation != "converted")
    found["dimensions"] = [part.dimensions for part in is_placed]
    return {
        respect: [" and ".join(map(_told, kinds)) or "none" for kinds in values]
        for respect, values in found.items()
        if len(set(values)) > 1
    }


def _told(kind: Period | str | tuple[str, str]) -> str:
    return kind[1] if isinstance(kind, tuple) else str(kind)


def needs_reason(operation: str, parts: Sequence[Quantity], found: Iterable[str]) -> bool:
    """Tell whether what the parts differ in has to be explained: more than one thing, or unlike."""
    is_checked = operation in SUMS and len({_measure(part) for part in parts}) == 1
    differ = {*found} - ({"dimensions"} if is_checked else set())
    if len(differ) != 1 or len(parts) != 2:
        return bool(differ)
    fair = {"periods": _spans_are_fair, "dimensions": _places_are_fair}.get(differ.pop())
    return fair is None or not fair(operation, *parts)


def _spans_are_fair(operation: str, first: Quantity, second: Quantity) -> bool:
    is_one = thing(first) == thing(second)
    if operation in COMPARISONS:
        is_like = len(first.periods) == len(second.periods) and all(
            own.is_like(other) for own, other in zip(first.periods, second.periods, strict=True)
        )
        is_growth = operation == "difference" and growth(first, second) is not None
        return is_one and (is_like or is_growth)
    if operation not in (*PARTS, *RATES) or not len(first.periods) == len(second.periods) == 1:
        return False
    own, others = first.periods[0], second.periods[0]
    if operation == "converted":
        return own.holds(others) or others.holds(own)
    if {first.kind, second.kind} == {"flow", "stock"}:
        return own.holds(others) if first.kind == "flow" else others.holds(own)
    return operation in PARTS and first.kind == "flow" and is_one and others.holds(own)


def _places_are_fair(operation: str, first: Quantity, second: Quantity) -> bool:
    others = {*second.dimensions} - {*first.dimensions}
    apart = {*first.dimensions} ^ {*second.dimensions}
    is_one_thing = thing(first) == thing(second) and len({name for name, _ in apart}) == 1
    is_fair = operation in COMPARISONS or (operation in PARTS and others <= {*first.within})
    return is_one_thing and len(apart) == 2 and is_fair


def growth(first: Quantity, second: Quantity) -> Period | None:
    """Return the days between the ends of two running totals from one first day; or None."""
    if not (first.kind == second.kind == "flow" and len(first.periods) == len(second.periods) == 1):
        return None
    early, late = sorted((first.periods[0], second.periods[0]))
    is_running = late.holds(early) and early.start == late.start and early.end != late.end
    if not is_running or thing(first) != thing(second):
        return None
    after = date.fromisoformat(early.end) + timedelta(days=1)
    return Period(after.isoformat(), late.end)


def thing(part: Quantity) -> tuple[Any, ...]:
    """Return what a number is of, whatever the days and the place."""
    label, of = part.label, tuple(map(thing, part.operands))
    if part.operation in ("total", "between") and len({*of}) == 1:
        return of[0]
    for value in (*FORESEEN, *(value for _, value in reversed(part.dimensions))):
        label = label.removesuffix(f", {value}")
    if part.extract and part.extract.operation in ("maximum", "minimum"):
        label = f"{part.extract.operation} {part.extract.measure}"  # the label has the span in it
    return (label, part.unit, part.operation, *of) if of else (label, part.unit)


def check_kinds(operation: str, parts: Sequence[Quantity]) -> None:
    """Check the parts' kinds against the table of rules, in each direction in which they differ."""
    over = ["time"] if len({part.periods for part in parts}) > 1 else []
    over += ["parts"] if len({part.dimensions for part in parts}) > 1 else []
    for part in parts:
        rules = [rule_of(operation, part.kind, each) for each in over or ["one"]]
        if not all(rule is None or rule.allowed for rule in rules):  # or its words would cost much
            check_allowed(operation, (part.kind,), over or ["one"], f"{part} {part.label}")


def check_sum(parts: Sequence[Quantity]) -> None:
    """Check what no reason makes right: a sum of several kinds, or of parts that overlap."""
    check_kinds("total", parts)
    kinds = {part.kind for part in parts} - {""}
    if len(kinds) > 1 and (kinds - {*COUNTS} or {"flow", "stock"} <= kinds):
        raise UnlikeQuantities(
            f"total: found a {' and a '.join(sorted(kinds))}; expected numbers of one kind. Add up "
            "each kind by itself."
        )
    if "share" in kinds and len({_whole_of(part) for part in parts}) > 1:
        raise UnlikeQuantities(
            "total: found shares of different wholes; expected parts of one whole. Add up the "
            "counts behind them, and take the share of that."
        )
    added = [each for part in parts for each in _added(part)]
    names = Counter(name for part in added if not part.operands for name in part.inputs)
    if twice := next((name for name, times in names.items() if times > 1), ""):
        raise UnlikeQuantities(f"total: found {twice} twice; expected each figure once.")
    by_measure: dict[Any, list[Quantity]] = {}
    for part in added:
        by_measure.setdefault(_measure(part), []).append(part)
    for measured in by_measure.values():
        ordered = sorted(measured, key=lambda part: (part.dimensions, part.periods))
        for one, other in pairwise(ordered):
            is_stated = one.figure is not None or one.extract is not None
            is_same = is_stated and one.dimensions == other.dimensions
            if is_same and one.periods[0].overlaps(other.periods[0]):
                raise UnlikeQuantities(
                    f"total: found {_named(one)} and {_named(other)}, which overlap; expected "
                    "spans without a day in common. Use difference(...) for what lies between two."
                )
        for one, other in combinations({part.dimensions: part for part in measured}.values(), 2):
            _check_apart(one, other)


def _named(part: Quantity) -> str:
    return f"{part} {part.label} ({part.periods[0]})"


def _check_apart(one: Quantity, other: Quantity) -> None:
    """Check that two places or the like are parts of one whole, and have nothing in common."""
    apart = {*one.dimensions} ^ {*other.dimensions}
    if inside := apart & {*one.within, *other.within}:
        raise UnlikeQuantities(
            f"total: found {_named(one)} and {_named(other)}; expected parts that don't overlap, "
            f"and one of them is part of {min(inside)[1]}. Leave one out."
        )
    names = {name for name, _ in apart}
    if not any(name in names for name, _ in {*one.within} & {*other.within}):
        raise UnlikeQuantities(
            f"total: found {_named(one)} and {_named(other)}; expected parts of one whole. Declare "
            f"the whole's parts with the dimension {min(names)}, in datapackage.json or tables.yml."
        )


def _added(part: Quantity) -> Iterator[Quantity]:
    if part.operation != "total":
        yield part
    else:
        for each in part.operands:
            yield from _added(each)


def _measure(part: Quantity) -> Any:
    """Return what tells whether two numbers could be of one thing: the measure, and which rows."""
    if part.figure is not None:
        return part.figure.measure.id, ""
    if part.extract is not None and part.operation != "count":
        return part.extract.measure, part.extract.where
    return thing(part)


def _whole_of(part: Quantity) -> Any:
    """Return the whole that a share is of: the number itself, or what a stated one is among."""
    if part.operation == "share":
        return part.operands[1:]
    if part.operation == "total":
        return _whole_of(part.operands[0])
    return part.populations, part.periods, part.dimensions


def joined(parts: Sequence[Quantity]) -> tuple[Period, ...]:
    """Return the one period that the parts' periods make end to end, or nothing."""
    periods = sorted(period for part in parts for period in part.periods)
    if len({thing(part) for part in parts}) > 1 or any(len(part.periods) > 1 for part in parts):
        return ()
    if not all(period.start and period.end for period in periods) or len(periods) < 2:
        return ()
    follow_on = all(
        date.fromisoformat(later.start) - date.fromisoformat(earlier.end) == timedelta(days=1)
        for earlier, later in pairwise(periods)
    )
    return (Period(periods[0].start, periods[-1].end),) if follow_on else ()
