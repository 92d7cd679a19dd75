"""
Kinds of numbers, and what may be done with each: one table, for notebooks, claims and tables alike.

The table is printed in ``docs/operations.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from workings.errors import UnlikeQuantities

#: What kinds of number there are.
KINDS = {
    "flow": "a count or an amount over a span: births in a month",
    "stock": "a count or an amount on a day: people in work",
    "rate": "so many for each of something, or a change: births per 1,000 people",
    "share": "a part of a whole, in per cent: of voters, those who voted",
    "balance": "what lies between two counts, and may be below nought: net migration",
    "index": "a number that is 100 at some time: consumer prices",
    "price": "what one of something costs: rent, or dollars per pound",
}
COUNTS = ("flow", "stock", "balance")

#: What numbers that are put together may differ in, beside what they count.
OVER = {"time": "over time", "parts": "over places or other parts", "one": "of one span and place"}
SUMS = ("total", "sum_of")
MEANS = ("mean_of",)
POSITIONS = ("minimum_of", "median_of", "maximum_of")
COMPARISONS = ("difference", "ratio", "percent_change")
PARTS = ("share", "one_in")


class Rule(NamedTuple):
    """What is done to numbers of some kinds: how they may differ, and whether that is allowed."""

    operations: tuple[str, ...]
    kinds: tuple[str, ...]
    over: tuple[str, ...]
    note: str  # what has to hold where it is allowed; where it is refused, what to use
    allowed: bool = True


_COUNTED = "rate_per(...) or share(...) of the counts behind them, each added up first"
_MEAN = "mean_of(...), an unweighted mean, or " + _COUNTED

#: The first rule that fits an operation, a kind and a direction holds.
RULES = (
    Rule(SUMS, ("flow", "balance"), ("time",), "spans that don't overlap"),
    Rule(SUMS, ("stock",), ("time",), "the stock of one day, mean_of(...) or a difference", False),
    Rule(SUMS, COUNTS, ("parts", "one"), "parts that don't overlap, of one span or day"),
    Rule(SUMS, ("share",), ("parts", "one"), "parts of one whole that don't overlap"),
    Rule(SUMS, ("share", "rate"), ("time",), _MEAN, False),
    Rule(SUMS, ("share", "rate"), ("parts", "one"), _COUNTED, False),
    Rule(SUMS, ("index",), tuple(OVER), "percent_change(...) from one index to another", False),
    Rule(SUMS, ("price",), tuple(OVER), "mean_of(...), or the amounts that were paid", False),
    Rule(MEANS, COUNTS, tuple(OVER), "spans or parts that don't overlap"),
    Rule(MEANS, tuple(KINDS), ("time",), "its words call it an unweighted mean"),
    Rule(MEANS, tuple(KINDS), ("parts", "one"), "weights, or " + _COUNTED, False),
    Rule(POSITIONS, tuple(KINDS), tuple(OVER), "its words name the span, and tell of ties"),
    Rule(("last_of", "count_of"), tuple(KINDS), tuple(OVER), "rows that can be told apart"),
    Rule(("difference",), tuple(KINDS), ("time",), "like spans, two days, or totals of one start"),
    Rule(COMPARISONS, tuple(KINDS), ("time",), "like spans, or two days; a base above nought"),
    Rule(COMPARISONS, tuple(KINDS), ("parts", "one"), "one span or day; a base above nought"),
    Rule(PARTS, COUNTS, ("time",), "a span within the whole's, or its day within the span"),
    Rule(PARTS, tuple(KINDS), ("parts",), "a declared part, of its whole"),
    Rule(PARTS, tuple(KINDS), ("time", "one"), "of one unit, and of a whole above nought"),
    Rule(("rate_per",), ("rate", "share", "index"), tuple(OVER), "ratio(...) of the two", False),
    Rule(("rate_per",), tuple(KINDS), tuple(OVER), "one span, or a stock of a day within it"),
    Rule(("between",), ("flow",), tuple(OVER), "running totals from one first day"),
    Rule(("between",), tuple(KINDS), tuple(OVER), "spread(...): it may fall between", False),
    Rule(("time_at",), COUNTS, tuple(OVER), "an amount, at a pace of so many a year"),
    Rule(("time_at",), ("share", "index", "price"), tuple(OVER), "the counts behind it", False),
    Rule(("converted",), ("flow", "stock", "balance", "price"), tuple(OVER), "at a sourced price"),
    Rule(("converted",), tuple(KINDS), tuple(OVER), "the amounts behind it", False),
)


def check_allowed(operation: str, kinds: Iterable[str], over: Iterable[str], what: str) -> None:
    """
    Check that an operation makes sense of numbers of these kinds; one that isn't known passes.

    The directions in which they differ are keys of `OVER`; `what` names them in the message, which
    says what to use instead.

    Examples
    --------
    >>> check_allowed("total", ["flow"], ["time"], "births")
    >>> check_allowed("sum_of", ["stock"], ["time"], "people in work")
    Traceback (most recent call last):
    workings.errors.UnlikeQuantities: sum_of: found people in work, a stock, over time; ...
    """
    for kind in dict.fromkeys(kinds):
        for direction in over:
            rule = rule_of(operation, kind, direction)
            if rule and not rule.allowed:
                found = f"{what}, {'an' if kind == 'index' else 'a'} {kind}, {OVER[direction]}"
                raise UnlikeQuantities(
                    f"{operation}: found {found}; expected numbers of which that makes sense. "
                    f"Use {rule.note}."
                )


@cache
def rule_of(operation: str, kind: str, over: str) -> Rule | None:
    """Return the rule for an operation on numbers of a kind that differ in a direction, if any."""
    found = (r for r in RULES if operation in r.operations and kind in r.kinds and over in r.over)
    return next(found, None)


def kind_of(operation: str, kinds: Iterable[str]) -> str:
    """Return what kind of number an operation makes of numbers of these kinds; empty for none."""
    known = [*dict.fromkeys(kinds)]
    if operation in ("share", "ratio", "percent_change", "one_in", "rate_per"):
        return "share" if operation == "share" else "rate"
    if operation in ("time_at", "time_between"):
        return ""
    if operation == "difference" and set(known) <= set(COUNTS):
        return "balance"
    if len(known) > 1 and set(known) <= set(COUNTS):
        return "stock" if "stock" in known else "balance"
    return known[0] if known else ""


def table_of_rules() -> Iterator[str]:
    """Yield the lines of the table, as the docs have it."""
    yield "| operation | kinds | over | allowed | if, or what to use instead |"
    yield "|---|---|---|---|---|"
    for rule in RULES:
        operations = ", ".join(f"`{name}`" for name in rule.operations)
        kinds = "any" if len(rule.kinds) == len(KINDS) else ", ".join(rule.kinds)
        over = "any" if len(rule.over) == len(OVER) else ", ".join(OVER[each] for each in rule.over)
        allowed = "yes" if rule.allowed else "no"
        yield f"| {operations} | {kinds} | {over} | {allowed} | {rule.note} |"
