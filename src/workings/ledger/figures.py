"""
The ledger's records: a source, a measure, and a figure with the interval of values it allows.

They are read through :func:`workings.ledger.read_ledger`, which checks the files first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from workings.errors import PrecisionError
from workings.ledger.periods import Period
from workings.ledger.tables import Row
from workings.numbers import Interval, is_measured, point, read_number, rounding_interval

#: Kinds of measures that are counts.
COUNTS = ("flow", "stock")
#: Kinds whose numbers are whole where their unit is: counts, and what lies between two of them.
WHOLE = (*COUNTS, "balance")
#: Kinds that are never below nought.
NOT_NEGATIVE = (*COUNTS, "share")
#: What a figure may say of days to come.
FORESEEN = ("forecast", "target")
#: Names and values, such as ``("area", "Wales")``.
Dimensions: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Source:
    """Where figures were published: a line of ``sources.csv``, described in ``data/README.md``."""

    id: str
    kind: str
    publisher: str
    title: str
    url: str
    published_on: date | None
    accessed_on: date
    licence: str
    archive: str
    sha256: str
    reliability: str
    note: str
    seal: str = ""


@dataclass(frozen=True)
class Measure:
    """What is counted: a line of ``measures.csv``, described in ``data/README.md``."""

    id: str
    label: str
    unit: str
    population: str
    definition: str
    geography: str
    kind: str
    seal: str = ""
    dimensions: tuple[str, ...] = ()  # those that its figures carry, such as ``area``
    # by dimension, what each whole is made of, without overlap
    parts: Mapping[str, Mapping[str, Sequence[str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def is_count(self) -> bool:
        """Whether it can't be negative: a flow or a stock, not a balance or a rate."""
        return self.kind in COUNTS

    @property
    def is_whole(self) -> bool:
        """Whether no number of it has a fraction: people are whole; pounds and hours aren't."""
        return self.kind in WHOLE and not is_measured(self.unit)


@dataclass(frozen=True)
class Figure:
    """A number a source published: a line of ``figures.csv``."""

    line: int  # of the file, for whoever looks it up; the header is line 1
    seal: str
    is_open: bool  # not sealed yet
    measure: Measure
    as_printed: str
    # with the decimal places that were printed; a fraction where it has no end in decimals
    value: Decimal | Fraction
    operator: str  # ``=``, a bound (``>``, ``>=``, ``<``, ``<=``) or ``~`` for "about"
    rounded_to: Decimal | None  # the unit it was rounded to, such as 1000; None if it is exact
    precision_basis: str
    period_start: date | None  # None where that was not stated
    period_end: date | None
    status: str
    source: Source
    locator: str
    stated_by: str
    stated_on: date  # the vintage
    recorded_on: date
    recorded_by: str
    supersedes: tuple[str, ...]  # seals of the lines that it replaces
    reason: str
    note: str
    dimensions: Dimensions = ()  # which place, sex, age or the like it speaks of
    # what was stated for the same days and does not stand, by the day it was stated: set on the
    # figures that a book hands out
    passed_over: tuple[Figure, ...] = field(default=(), compare=False, repr=False)
    # those of them that neither reliability nor vintage tells from it, and that can't both be right
    conflicting: tuple[Figure, ...] = field(default=(), compare=False, repr=False)

    @property
    def name(self) -> str:
        """The measure and the day it was stated: ``returned@2026-01-27``."""
        return f"{self.measure.id}@{self.stated_on}"

    @property
    def unit(self) -> str:
        """What one of it is, such as ``people``."""
        return self.measure.unit

    @property
    def label(self) -> str:
        """What it counts, where or of whom, and if it is foreseen: ``people in work, Wales``."""
        return ", ".join(
            filter(None, [labelled(self.measure.label, self.dimensions), self.foreseen])
        )

    @property
    def within(self) -> Dimensions:
        """The wholes of which it is declared to be a part, by dimension."""
        return within(self.dimensions, self.measure.parts)

    @property
    def foreseen(self) -> str:
        """Whether it is a forecast or a target, which says nothing of what happened; or empty."""
        return self.status if self.status in FORESEEN else ""

    @property
    def is_whole(self) -> bool:
        """Whether it counts things that come in wholes."""
        return self.measure.is_count or self.measure.is_whole

    @property
    def is_bound(self) -> bool:
        """Whether only an upper or a lower bound was stated."""
        return self.operator in (">", ">=", "<", "<=")

    @property
    def day(self) -> date:
        """The latest day it speaks of: the last of its period or, if not stated, its vintage."""
        return self.period_end or self.stated_on

    @cached_property
    def period(self) -> str:
        """Its period as :meth:`Book.standing` takes it: ``2025`` or ``2025-08-06/2026-01-27``."""
        start, end = self.covers.start, self.covers.end
        is_year = start[4:] == "-01-01" and end == f"{start[:4]}-12-31"
        return start[:4] if is_year else str(self.covers)

    @property
    def span(self) -> tuple[date | None, date | None]:
        """The first and last day of its period; a stock's day is both."""
        is_stock = self.measure.kind == "stock"
        return self.period_start or (self.period_end if is_stock else None), self.period_end

    @cached_property
    def covers(self) -> Period:
        """The days it covers, to be compared with those of other figures."""
        start, end = ("" if day is None else day.isoformat() for day in self.span)
        return Period(start, end, "" if end else f"{self.source.id} {self.stated_on}")

    @cached_property
    def interval(self) -> Interval:
        """Every true value that the figure, as stated, allows; whole ones, of what is counted."""
        value = Fraction(self.value)
        if self.rounded_to is not None:
            stated = rounding_interval(value, Fraction(self.rounded_to))
        elif self.operator in (">", ">="):
            stated = Interval(value, None, low_closed=self.operator == ">=")
        elif self.operator in ("<", "<="):
            stated = Interval(None, value, high_closed=self.operator == "<=")
        else:
            stated = point(value)
        if self.measure.kind in NOT_NEGATIVE and (stated.low is None or stated.low < 0):
            stated = Interval(Fraction(0), stated.high, high_closed=stated.high_closed)
        if self.measure.is_whole:
            with suppress(ValueError):  # a fraction of a person, which the ledger's rules refuse
                return stated.whole()
        return stated

    def read_as(self, rounded_to: Decimal | int | str, because: str) -> Figure:
        """
        Read the figure as rounded to multiples of `rounded_to`, say 10, and say why in a sentence.

        The unit must divide the figure's value, and be no finer than what was printed; the sentence
        is printed with the figure's workings. A `PrecisionError` if it can't have been rounded so.

        Examples
        --------
        >>> print(admitted.read_as(10, because="said in an interview").interval)
        [345, 354]
        """
        try:
            unit = Decimal(str(rounded_to))
        except InvalidOperation:
            unit = Decimal("NaN")
        if not unit.is_finite() or unit <= 0:
            raise PrecisionError(
                f"{rounded_to!r} is nothing to round to: give a number above zero, such as 10."
            )
        if self.is_bound or Fraction(self.value) % Fraction(unit):
            raise PrecisionError(
                f"{self.name} was printed as {self.as_printed!r}, which can't be read as rounded "
                f"to {unit}: give a number that divides {self.value}"
                + (", and a figure that is no bound." if self.is_bound else ".")
            )
        if unit < (finest := self._finest):
            raise PrecisionError(
                f"{self.name} was printed as {self.as_printed!r}, which says nothing finer than "
                f"{finest:f}: found {unit}; expected that or more."
            )
        if not because.strip():
            raise PrecisionError(
                f"{self.name} is read as rounded to {unit} without a reason: give one sentence, "
                'because="..."; it is printed with the workings.'
            )
        return replace(self, rounded_to=unit, precision_basis=because)

    @property
    def _finest(self) -> Decimal:
        """The place of its last printed digit, or what its source says that it is rounded to."""
        place = Decimal(0)
        with suppress(ValueError):
            place = read_number(self.as_printed, self.unit).last_place
        said = self.rounded_to if self.precision_basis == "source says so" else None
        return max(place, said or place)


def labelled(label: str, dimensions: Dimensions) -> str:
    """Say what is counted, and where or of whom."""
    return ", ".join([label, *(value for _, value in dimensions)])


def within(dimensions: Dimensions, parts: Mapping[str, Mapping[str, Sequence[str]]]) -> Dimensions:
    """
    Return every whole of which something is a part, or a part of a part.

    Examples
    --------
    >>> parts = {"area": {"United Kingdom": ["England", "Wales"], "England": ["London"]}}
    >>> within((("area", "London"),), parts)
    (('area', 'England'), ('area', 'United Kingdom'))
    """
    found: dict[tuple[str, str], None] = {}
    waiting = [*dimensions]
    while waiting:
        name, value = waiting.pop()
        wholes = [(name, whole) for whole, each in parts.get(name, {}).items() if value in each]
        waiting += [whole for whole in wholes if whole not in found]
        found |= dict.fromkeys(wholes)
    return tuple(found)


def source_from(row: Row) -> Source:
    """Make a source of a checked line."""
    return Source(**typed(_own(row)), seal=row.seal)


def measure_from(row: Row, parts: Mapping[str, Any]) -> Measure:
    """Make a measure of a checked line, with what each of its dimensions is made of."""
    own = _own(row)
    names = tuple(own.pop("dimensions", "").split())
    known = {name: parts.get(name, {}) for name in names}
    return Measure(**own, seal=row.seal, dimensions=names, parts=known)


def _own(row: Row) -> dict[str, str]:
    """Leave out what a line says of other lines."""
    return {c: cell for c, cell in row.cells.items() if c not in ("supersedes", "reason", "seal")}


def standing_rows(rows: Iterable[Row]) -> list[Row]:
    """Leave out the lines that others replace."""
    every = [*rows]
    replaced = {seal for row in every for seal in row.cells.get("supersedes", "").split()}
    return [row for row in every if row.seal not in replaced]


#: Who says how precise a figure is that its wording shows: "6.3 million", "6.4%", "about 350".
AS_PRINTED = "as printed"


def figure_from(row: Row, measures: Mapping[str, Measure], sources: Mapping[str, Source]) -> Figure:
    """Make a figure of a checked line."""
    cells = row.cells
    given = typed({column: cell for column, cell in cells.items() if column != "seal"})
    measure = measures[cells["measure"]]
    value: Decimal | Fraction = Decimal(cells["value"] or 0)
    if not (cells["value"] and cells["operator"] and cells["precision"]) or "." in cells["value"]:
        stated = read_number(cells["as_printed"], measure.unit)
        is_written = cells["value"] and isinstance(stated.value, Decimal)
        value = value if is_written else stated.value  # "a third" ends nowhere in decimals
        given["operator"] = cells["operator"] or stated.operator
        if not cells["precision"]:
            given["precision"] = stated.precision
    precision = given.pop("precision").removeprefix("rounded to ")
    if precision != "exact" and not given["precision_basis"]:
        given["precision_basis"] = AS_PRINTED
    for name in {*given} - {each.name for each in fields(Figure)}:
        del given[name]  # a dimension
    given |= {
        "measure": measure,
        "dimensions": tuple((name, cells[name]) for name in sorted(measure.dimensions)),
        "source": sources[cells["source"]],
        "value": value,
        "rounded_to": None if precision == "exact" else Decimal(precision),
    }
    return Figure(line=row.line, seal=row.seal, is_open=row.is_open, **given)


def typed(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return a line's cells with days as dates, or None, and the seals that it replaces apart."""
    return {
        name: tuple(cell.split())
        if name == "supersedes"
        else cell
        if name not in _DAYS
        else date.fromisoformat(cell)
        if cell
        else None
        for name, cell in cells.items()
    }


_DAYS = (
    "published_on", "accessed_on", "period_start", "period_end", "stated_on", "recorded_on",
    "said_on",
)  # fmt: skip
