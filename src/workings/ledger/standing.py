"""Which figure stands, of those that were stated for the same days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from workings.ledger.figures import Dimensions, Figure
from workings.ledger.periods import Period
from workings.numbers import Interval

Cover: TypeAlias = tuple[Period, Dimensions, str]

#: How far a source is relied on, the most first.
RELIABILITY = ("official", "management information", "spoken", "secondary")

#: Those of them that count, rather than repeat what somebody said.
FIRM = RELIABILITY[:2]


def by_cover(figures: Iterable[Figure]) -> dict[Cover, list[Figure]]:
    """Group figures by the days they cover, by place and the like, and forecasts by themselves."""
    covers: dict[Cover, list[Figure]] = {}
    for figure in figures:
        cover = figure.covers, figure.dimensions, figure.foreseen
        covers.setdefault(cover, []).append(figure)
    return covers


def choose(live: Sequence[Figure], known: Sequence[Figure] = ()) -> Figure:
    """
    Choose the figure that stands: the more reliable source, then the later vintage.

    Where these are equal and the values are not, sources conflict. Then the one that allows fewer
    values stands, and of two alike the one whose source's id, and then seal, comes first: until the
    desk says which one stands, `workings check` names them.

    It is one of the `live`, which speak of the same latest day and aren't superseded; the others
    that are `known` for these days are passed over.
    """

    def rank(figure: Figure) -> tuple[int, date]:
        return -RELIABILITY.index(figure.source.reliability), figure.stated_on

    first = max(map(rank, live))
    equals = [figure for figure in live if rank(figure) == first]
    best = min(equals, key=lambda f: (_width(f.interval), f.source.id, f.seal))
    over = sorted((f for f in known if f.seal != best.seal), key=lambda f: (f.stated_on, f.seal))
    against = [figure for figure in equals if not figure.interval.meets(best.interval)]
    return replace(best, passed_over=tuple(over), conflicting=tuple(against))


def _width(interval: Interval) -> tuple[bool, Fraction]:
    """Order intervals by how much they allow; those without an end come last."""
    if interval.low is None or interval.high is None:
        return True, Fraction(0)
    return False, interval.high - interval.low
