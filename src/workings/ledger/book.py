"""The book: what had been stated by a day, and which figure stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workings.errors import NothingStated, UnknownName, UnlikeQuantities
from workings.ledger.archive import Archive
from workings.ledger.figures import Dimensions, Figure, Measure, Source
from workings.ledger.standing import by_cover, choose
from workings.ledger.statements import Statement, said_by
from workings.numbers import read_period
from workings.official import OfficialTable

if TYPE_CHECKING:
    import pandas as pd

#: Asks for figures of whatever status.
ANY = "any"
MOST_NAMED = 12


@dataclass(frozen=True, eq=False)
class Book:
    """The ledger as it stood at the end of one day."""

    as_of: date  # nothing stated after this day is known here
    measures: Mapping[str, Measure]  # by id, in the order of ids, and so are sources
    sources: Mapping[str, Source]
    figures: tuple[Figure, ...]  # those stated by the as-of date
    archive: Archive
    statements: tuple[Statement, ...] = ()  # claims made by then, and the lines that belong to them
    stated_later: tuple[Figure, ...] = field(default=(), repr=False)  # for error messages alone
    mutant: str = ""  # what an audit read otherwise than it stands; such a book is never printed

    def __getitem__(self, measure: str) -> Figure:
        return self.standing(measure)

    def standing(
        self,
        measure: str,
        period: str | None = None,
        *,
        source: str | None = None,
        status: str | None = None,
        **dimensions: str,
    ) -> Figure:
        """
        Return the figure that stands for a measure on the as-of date.

        Of what had been stated and not superseded by then: the latest day spoken of, then the
        more reliable source, then the later vintage; then as `choose` has it.

        Parameters
        ----------
        measure : str
            Id of a measure, such as ``returned``.
        period : str, optional
            Only figures of exactly this period: ``"2025"``, ``"2025-08"``, ``"2025-08-06"``,
            ``"2025-08-06/2026-01-26"`` or, where the last day was not stated, ``"2025-08-06/?"``.
        source : str, optional
            Only figures of the source with this id: what one publisher said, however reliable.
        status : str, optional
            Only figures of this status; without it, none that are forecasts or targets.
        **dimensions : str
            Which place or the like is meant, as in ``area="Wales"``.

        Raises
        ------
        UnknownName
            If no figure has this measure, period, source, status or dimension; names the nearest.
        NothingStated
            If there are such figures, but stated later.
        UnlikeQuantities
            If the latest figures speak of different periods that end on the same day, or of several
            places or the like.

        Examples
        --------
        >>> book = read_ledger("data", "2026-01-27")
        >>> book.standing("small-boat-arrivals", "2025").as_printed
        '41,472'
        >>> book.standing("small-boat-arrivals", "2025", source="S00").as_printed
        '41,000'
        """
        known = self._figures_of(measure, period, source, status, dimensions)
        live = self._live(known)
        if not live:
            raise NothingStated(
                f"all that was stated about {measure} for these days or by this source had been "
                f"superseded by {self.as_of}: ask for {measure} without them, and see what the "
                "figure passed over."
            )
        latest = max(figure.day for figure in live)
        latest_live = [figure for figure in live if figure.day == latest]
        kinds = {figure.dimensions: figure for figure in live}
        if len(kinds) > 1:
            raise _several_places(measure, kinds)
        starts = {figure.covers.start: figure for figure in latest_live}
        if len(starts) > 1:
            raise _several_periods(measure, starts.values())
        return choose(latest_live, [figure for figure in known if figure.day == latest])

    def get(self, measure: str, period: str | None = None, **dimensions: str) -> Figure | None:
        """Return the standing figure, or None if nothing had been stated by the as-of date."""
        try:
            return self.standing(measure, period, **dimensions)
        except NothingStated:
            return None

    def together(self, *measures: str, **dimensions: str) -> tuple[Figure, ...]:
        """
        Return one figure per measure, all for the same days: the latest on which all are known.

        Where figures have dimensions, all speak of one place or the like: ``area="Wales"``. Figures
        whose last day was not stated go together only if the same source stated them on the same
        day.

        Raises UnknownName for a measure that isn't known, and NothingStated if there is no such
        day.

        Examples
        --------
        >>> book = read_ledger("data", "2026-06-30")
        >>> book["returned"].as_printed
        'more than 900'
        >>> [figure.as_printed for figure in book.together("returned", "admitted")]
        ['377', '380']
        """
        pairs = self.series(*measures, **dimensions)
        if not pairs:
            first = " ".join(_first_stated(measure, self._every(measure)) for measure in measures)
            raise NothingStated(
                f"by {self.as_of}, {' and '.join(measures)} had not been stated for the same days. "
                f"{first} Choose a later as-of date, or ask book.knows(...) first."
            )
        latest = [group for group in pairs if group[0].day == pairs[-1][0].day]
        stated = [group for group in latest if group[0].period_end] or latest
        kinds = {group[0].dimensions: group[0] for group in pairs}
        if len(kinds) > 1:
            raise _several_places(measures[0], kinds)
        if len(stated) > 1:
            raise _several_periods(measures[0], [group[0] for group in stated])
        return stated[0]

    def series(self, *measures: str, **dimensions: str) -> list[tuple[Figure, ...]]:
        """
        Return, for every day on which all the measures are known, one figure per measure.

        They are in order of the days they speak of, and of places or the like where none is asked
        for; none if the measures are never known together. Errors are those of :meth:`standing`.

        Examples
        --------
        >>> book = read_ledger("data", "2025-10-31")
        >>> [tuple(f.as_printed for f in pair) for pair in book.series("returned", "admitted")][-1]
        ('75', '51')
        """
        figures = [self._figures_of(measure, dimensions=dimensions) for measure in measures]
        known = [by_cover(each) for each in figures]
        live = [by_cover(self._live(each)) for each in figures]
        shared = set.intersection(*(set(covers) for covers in live)) if live else set()
        ordered = sorted(shared, key=lambda cover: (live[0][cover][0].day, cover))
        return [
            tuple(
                choose(alive[cover], every[cover]) for alive, every in zip(live, known, strict=True)
            )
            for cover in ordered
        ]

    def knows(self, *measures: str, **dimensions: str) -> bool:
        """Tell whether :meth:`together` has an answer for these measures."""
        try:
            return bool(self.together(*measures, **dimensions))
        except NothingStated:
            return False

    def on(self, day: date) -> Book:
        """Return the book as it stood at the end of an earlier day."""
        if day >= self.as_of:
            return self
        every = (*self.figures, *self.stated_later)
        return replace(
            self,
            as_of=day,
            figures=tuple(figure for figure in every if figure.stated_on <= day),
            statements=tuple(said_by(day, self.statements)),
            stated_later=tuple(figure for figure in every if figure.stated_on > day),
        )

    def table(self, name: str) -> OfficialTable:
        """
        Read the vintage of a table declared in ``tables.yml`` that stood on the as-of date.

        Its ``frame`` is a plain DataFrame; `sum_of` and its kin take numbers out of it. UnknownName
        if no such table is declared, NothingStated if no vintage had been published by then.

        Examples
        --------
        >>> read_ledger("data", "2026-01-27").table("small-boats-daily").source
        'small-boats@2026-01-23'
        """
        return self.archive.table(name, self.as_of)

    def vintage(self, name: str) -> Source | None:
        """Return the vintage of an official table that stood on the as-of date, if any did."""
        return self.archive.standing(name, self.as_of)

    def history(self, measure: str) -> pd.DataFrame:
        """
        Return every vintage of a measure as a DataFrame, for charts and tables.

        One line per figure stated by the as-of date, by the day they were stated and then by what
        they say; columns ``seal`` (text), ``value``, ``low``, ``high`` (numbers to draw with, the
        exact ones are on the figures; an open end is missing), ``as_printed``, ``operator`` (text),
        ``period_start``, ``period_end``, ``day``, ``stated_on`` (datetimes; where ``period_end``
        was not stated, ``day`` is the day of the statement), ``status``, ``publisher``,
        ``stated_by``, ``source`` (text), ``standing`` (whether it stands for its period; the others
        were passed over); and one for each dimension of the measure.

        Examples
        --------
        >>> history = read_ledger("data", "2025-11-10").history("admitted")
        >>> history.loc[history["standing"], "value"].tolist()
        [0, 3, 3, 18, 18, 51, 65, 57]
        """
        import pandas as pd

        known = sorted(self._figures_of(measure, status=ANY), key=_in_time)
        live = [figure for figure in self._live(known) if not figure.foreseen]
        standing = {choose(each).seal for each in by_cover(live).values()}
        frame = pd.DataFrame([_line(figure, standing=figure.seal in standing) for figure in known])
        days = ["period_start", "period_end", "day", "stated_on"]
        return frame.astype(dict.fromkeys(days, "datetime64[s]") | {"low": float, "high": float})

    @cached_property
    def _superseded(self) -> frozenset[str]:
        return frozenset(seal for figure in self.figures for seal in figure.supersedes)

    def _live(self, figures: Sequence[Figure]) -> list[Figure]:
        """Leave out what had been superseded by the as-of date."""
        return [f for f in figures if f.seal not in self._superseded]

    def _figures_of(
        self,
        measure: str,
        period: str | None = None,
        source: str | None = None,
        status: str | None = None,
        dimensions: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Figure]:
        """Return the known figures of a measure, period, source and so on; at least one."""
        if measure not in self.measures:
            raise UnknownName("measure", measure, self.measures)
        names = self.measures[measure].dimensions
        if unknown := [name for name in dimensions if name not in names]:
            raise UnknownName(f"dimension of {measure}", unknown[0], names)
        every, what = self._every(measure), measure
        days = read_period(period) if period else None
        if status is None:
            asked_for = [f for f in every if f.span == days] or every if days else every
            foreseen = sorted({f.foreseen for f in asked_for if f.foreseen})
            every = [f for f in every if not f.foreseen]
            if foreseen and all(f.foreseen for f in asked_for):
                which = f"{measure} in {period}" if asked_for[0].span == days else measure
                what = f"of {which} only a {' and a '.join(foreseen)} is known"
                raise NothingStated(f"{what}. Ask for it as such: status={foreseen[0]!r}.")
        asked: list[tuple[str, Any, Callable[[Figure], Any]]] = [
            ("status", None if status == ANY else status, lambda f: f.status),
            *((n, v, lambda f, n=n: dict(f.dimensions)[n]) for n, v in dimensions.items()),
            ("period", days or period, lambda f: f.span if days else f.period),
            ("source", source, lambda f: f.source.id),
        ]
        for name, value, of in asked:
            if value is not None:
                there, every = every, [figure for figure in every if of(figure) == value]
                told = period if name == "period" else value
                if not every:
                    known_values = [f.period if name == "period" else of(f) for f in there]
                    raise UnknownName(f"{name} of {what}", str(told), known_values)
                what += f" {'in' if name == 'period' else 'from'} {told}"
        known = [f for f in every if f.stated_on <= self.as_of]
        if not known:
            raise NothingStated(
                f"nothing had been stated about {what} by {self.as_of}. "
                f"{_first_stated(what, every)} Choose a later as-of date, or ask book.get(...) or "
                "book.knows(...) first."
            )
        return known

    def _every(self, measure: str) -> list[Figure]:
        return [f for f in (*self.figures, *self.stated_later) if f.measure.id == measure]


def _several_periods(measure: str, figures: Iterable[Figure]) -> UnlikeQuantities:
    found = sorted(figures, key=_in_time)
    periods = " or ".join(repr(figure.period) for figure in found)
    return UnlikeQuantities(
        f"{measure} was stated for several periods that end on {found[0].day}: say which one is "
        f"meant, as in book.standing({measure!r}, period), where period is {periods}."
    )


def _several_places(measure: str, figures: Iterable[Dimensions]) -> UnlikeQuantities:
    found = sorted(figures)
    example = ", ".join(f"{name}={value!r}" for name, value in found[0])
    known = "; ".join(", ".join(value for _, value in each) for each in found[:MOST_NAMED])
    more = " and others" if len(found) > MOST_NAMED else ""
    return UnlikeQuantities(
        f"{measure} was stated for several of a kind: say which one is meant, as in "
        f"book.standing({measure!r}, {example}). Known are {known}{more}."
    )


def _in_time(figure: Figure) -> tuple[Any, ...]:
    return figure.stated_on, figure.day, figure.source.id, figure.value, figure.seal


def _first_stated(what: str, figures: Iterable[Figure]) -> str:
    first = min((figure.stated_on for figure in figures), default=None)
    return f"{what} was first stated on {first}." if first else f"{what} was never stated."


def _line(figure: Figure, *, standing: bool) -> dict[str, Any]:
    interval = figure.interval
    whole = figure.value % 1 == 0
    return {
        "seal": figure.seal,
        "value": int(figure.value) if whole else float(figure.value),
        "low": interval.low,
        "high": interval.high,
        "as_printed": figure.as_printed,
        "operator": figure.operator,
        "period_start": figure.period_start,
        "period_end": figure.period_end,
        "day": figure.day,
        "stated_on": figure.stated_on,
        "status": figure.status,
        "publisher": figure.source.publisher,
        "stated_by": figure.stated_by,
        "source": figure.source.id,
        "standing": standing,
        **dict(figure.dimensions),
    }
