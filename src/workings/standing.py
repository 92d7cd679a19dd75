"""The rule by which one figure stands and others, stated for the same days, are passed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from workings.figures import Figure

#: How far a source is relied on, the most first.
RELIABILITY = ("official", "management information", "spoken", "secondary")

#: Those of them that count, rather than repeat what somebody said.
FIRM = RELIABILITY[:2]

#: The days a figure covers: its first and last and, where the last was not stated, its statement.
#: Figures whose last day nobody stated cover the same days only if stated in one breath.
Cover: TypeAlias = tuple[date | None, date | None, str]


def by_cover(figures: Iterable[Figure]) -> dict[Cover, list[Figure]]:
    """Group figures by the days they cover."""
    covers: dict[Cover, list[Figure]] = {}
    for figure in figures:
        statement = "" if figure.period_end else f"{figure.source.id} {figure.stated_on}"
        cover = figure.period_start, figure.period_end, statement
        covers.setdefault(cover, []).append(figure)
    return covers


def choose(live: Sequence[Figure], known: Sequence[Figure] = ()) -> Figure:
    """
    Choose the figure that stands: the more reliable source, then the later vintage and line.

    Parameters
    ----------
    live : sequence of Figure
        One or more that speak of the same latest day, none of them superseded.
    known : sequence of Figure
        All that were stated for these days; the ones not chosen are passed over.
    """
    best = max(live, key=lambda f: (-RELIABILITY.index(f.source.reliability), f.stated_on, f.line))
    return replace(best, passed_over=tuple(f for f in known if f.line != best.line))
