"""
Claims recomputed: what the figures for the days a claim speaks of give, as far as they were known.

What the same sum gives for later days is worked out too, so that a claim that was right when it was
made isn't taken for one that still is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from workings.claims import reasons
from workings.claims.claim import Claim, Claims, Reading, refused
from workings.claims.formulas import (
    Asked,
    Formula,
    PastTheEnd,
    a_day_off,
    evaluate,
    figures_for,
    read_formula,
)
from workings.claims.verdicts import BOUNDS, HOLDS, at_least, overall
from workings.claims.weighing import settle, weigh
from workings.errors import (
    ClaimError,
    NothingStated,
    PrecisionError,
    UnboundedResult,
    WorkingsError,
    mismatch,
)
from workings.ledger import FIRM, Book, Figure, Statement
from workings.numbers import (
    Printed,
    Stated,
    Words,
    is_measured,
    opening,
    read_period,
    read_stated,
    span,
    whole_cure,
)
from workings.quantities import Quantity

#: Forms of stated number that are read, and not judged.
NOT_JUDGED = {
    "rank": "It states a rank, which can’t be judged yet.",
    "average": "It states an average, which can’t be judged yet.",
}


def check_claims(book: Book, statements: Iterable[Statement] | None = None) -> Claims:
    """
    Recompute claims from a book, or the ledger's own, and judge them.

    The statements are claims and the lines that belong to them.

    Raises
    ------
    ClaimError
        If any can't be recomputed as it is written; names every such line, and how to mend it.

    Examples
    --------
    >>> claims = check_claims(book)
    >>> claims["A01"].verdict, claims["A08"].verdict, claims["A08"].severity
    ('matches', 'depends_on_reading', 'cosmetic')
    >>> print(claims["A08"].reason)  # doctest: +NORMALIZE_WHITESPACE
    350 − 281 = 69, not “70”. It rounds to that at the nearest ten, which was not said.
    With 350 read as rounded to ten: 350 − 281 is between 64 and 73; “70” is within that range, but
    the figures don’t settle it. Rests on spoken numbers (281 and 350); no official count for the
    same days was known.
    """
    claims = look_into(book, book.statements if statements is None else statements)
    if faults := [f"line {each.statement.line}: {each.reason}" for each in claims.refused]:
        raise ClaimError("\n".join(f"claims.csv {fault}" for fault in faults))
    return claims


def look_into(book: Book, statements: Iterable[Statement], unread: Sequence[Claim] = ()) -> Claims:
    """
    Judge the claims that can be judged, with the others beside them, refused each with its cure.

    Those of a file that couldn't be read come besides, and stand in the order of their lines.
    """
    lines = tuple(statements)
    desk = _Desk(book)
    belonging: dict[str, list[Statement]] = {}
    for line in lines:
        if line.kind != "claim":
            belonging.setdefault(line.of, []).append(line)
    claims = [*unread]
    for line in lines:
        if line.kind == "claim":
            try:
                claims.append(desk.claim(line, belonging.get(line.id, [])))
            except _Faulty as fault:
                where = "" if fault.line is line else f"line {fault.line.line} ({fault.line.id}): "
                claims.append(refused(line, f"{where}{fault.error}"))
    if unread:
        claims.sort(key=lambda claim: claim.statement.line)
    return Claims(tuple(claims))


class _Faulty(Exception):
    """A line that can't be worked out as it is written."""

    def __init__(self, line: Statement, error: WorkingsError) -> None:
        self.line, self.error = line, error


@dataclass(frozen=True)
class _Worked:
    """A formula worked out: what it gives, and the days that its bare measures were taken for."""

    quantity: Quantity
    period: str


@dataclass
class _Desk:
    """Works claims out from one book, each formula once."""

    book: Book
    _known: dict[tuple[str, ...], _Worked | WorkingsError] = field(default_factory=dict)
    _since: dict[tuple[str, ...], tuple[tuple[date, Quantity], ...]] = field(default_factory=dict)
    _books: dict[date, Book] = field(default_factory=dict)
    _together: dict[tuple[Asked, ...], Sequence[tuple[Figure, ...]]] = field(default_factory=dict)

    @cached_property
    def _firm(self) -> set[tuple[str, str]]:
        """The measures and periods for which an official count is known."""
        figures = self.book.figures
        return {(f.measure.id, f.period) for f in figures if f.source.reliability in FIRM}

    def claim(self, line: Statement, belonging: Sequence[Statement]) -> Claim:
        stated = read_stated(line.stated)
        if stated is None and line.expression:
            raise _Faulty(line, _no_number(line.stated))
        contexts = tuple(self._contexts(line, belonging))
        sightings = tuple(each for each in belonging if each.kind == "sighting")
        worked = self._worked_out(line, line.expression, line) if line.expression else None
        if isinstance(worked, PrecisionError):
            raise _Faulty(line, worked)
        why_not, words = _why_not(line, stated, worked)
        if why_not:
            unjudged = "not_checkable", "none", (), why_not, Words((words,)), Words()
            return Claim(line, stated, (), contexts, sightings, *unjudged)
        assert stated is not None and isinstance(worked, _Worked)
        readings = tuple(self._readings(line, stated, belonging))
        judgement = overall(reading.judgement for reading in readings)
        figures = readings[0].quantity.figures()
        loose = (
            each
            for each in figures
            if each.source.reliability not in FIRM
            and (each.measure.id, each.period) not in self._firm
        )
        unlike = next(filter(None, (reasons.unlike(each.quantity) for each in readings)), "")
        found = {"not_comparable": unlike, "source_unconfirmed": reasons.unconfirmed(loose)}
        flags = {flag: told for flag, told in found.items() if told}
        severity = at_least(judgement.severity, "notable" if unlike else "none")
        reason = [
            *_joined(readings),
            *_days(line, worked),
            *(self._by_a_day(line, stated, judgement.verdict) if len(readings) == 1 else ()),
            *(f" {told}" for told in flags.values()),
        ]
        now = self._known_now(line, worked)
        later = reasons.later([*self._later(line, stated, worked.period)], now, self.book.as_of)
        judged = judgement.verdict, severity, tuple(flags), "", Words(reason), later
        return Claim(line, stated, readings, contexts, sightings, *judged)

    def _readings(
        self, line: Statement, stated: Stated, belonging: Sequence[Statement]
    ) -> Iterator[Reading]:
        """Judge a claim as it stands, and on each other reading that its figures have."""
        for each in (line, *(other for other in belonging if other.kind == "reading")):
            is_other = each.stated and each is not line
            number = read_stated(each.stated) if is_other else stated
            if number is None:
                raise _Faulty(each, _no_number(each.stated))
            worked = self._worked_out(each, each.expression or line.expression, line)
            if isinstance(worked, _Worked):
                try:
                    weighed = weigh(number, worked.quantity)
                except WorkingsError as error:
                    raise _Faulty(each, error) from None
                said, found = weighed.stated, weighed.quantity
                is_count = found.is_whole and not is_measured(found.unit)
                if is_count and said.between is None and said.value % 1:
                    raise _Faulty(each, _not_whole(each.stated or line.stated, found))
                yield Reading(each, found, weighed.judgement, reasons.reason(weighed))

    def _by_a_day(self, line: Statement, stated: Stated, verdict: str) -> tuple[str | Printed, ...]:
        """Say so where a formula that counts a day more or less changes whether a claim holds."""
        holds = verdict in HOLDS
        if holds and stated.operator not in BOUNDS:
            return ()  # any other day gives another number
        for day, other, formula in a_day_off(read_formula(line.expression)):
            with suppress(WorkingsError):
                worked = self._known_on(line.said_on, formula, line.period, line.because)
                if isinstance(worked, _Worked):
                    weighed = weigh(stated, worked.quantity)
                    if (weighed.judgement.verdict in HOLDS) != holds:
                        return reasons.by_a_day(day, other, weighed)
        return ()

    def _contexts(
        self, line: Statement, belonging: Sequence[Statement]
    ) -> Iterator[tuple[Statement, Quantity]]:
        """Work out the numbers beside a claim, as far as they were known."""
        for each in belonging:
            if each.kind == "context":
                worked = self._worked_out(each, each.expression, line)
                if isinstance(worked, _Worked):
                    yield each, worked.quantity

    def _later(
        self, line: Statement, stated: Stated, period: str
    ) -> Iterator[tuple[date, Quantity, str]]:
        """Judge a claim again for every later day for which all its measures are known."""
        key = line.expression, period, line.because
        if key not in self._since:
            self._since[key] = tuple(self._worked_out_later(*key))
        for day, quantity in self._since[key]:
            with suppress(WorkingsError):  # what can't be said of a later day says nothing of this
                weighed = settle(stated, quantity)
                yield day, weighed.quantity, weighed.judgement.verdict

    def _series(self, measures: tuple[Asked, ...]) -> Sequence[tuple[Figure, ...]]:
        """Return figures of some measures, of one place, for the days on which all are known."""
        if measures not in self._together:
            places = {asked.dimensions for asked in measures}
            names = [asked.measure for asked in measures]
            is_one = len(places) == 1
            self._together[measures] = self.book.series(*names, **dict(*places)) if is_one else ()
        return self._together[measures]

    def _worked_out_later(
        self, expression: str, period: str, because: str
    ) -> Iterator[tuple[date, Quantity]]:
        formula, days = read_formula(expression), read_period(period)
        if formula.is_dated or days is None or not formula.is_computed:
            return  # a bare count is expected to grow
        for group in self._series(formula.measures):
            first = group[0]
            if first.period_start == days[0] and first.period_end and first.period_end > days[1]:
                figures = dict(zip(formula.measures, group, strict=True))
                with suppress(WorkingsError):
                    yield first.period_end, evaluate(formula, self.book, figures, because)

    def _worked_out(
        self, line: Statement, expression: str, claim: Statement
    ) -> _Worked | WorkingsError:
        """
        Work a formula out by what was known when the claim was made, or return why it can't be yet.

        What was not known then, but speaks of days of its own, is worked out by what is known now.
        """
        period, because = line.period or claim.period, line.because or claim.because
        basis = line.paraphrase if line.kind == "reading" else ""
        try:
            formula = read_formula(expression)
        except WorkingsError as error:
            raise _Faulty(line, error) from None
        asked = formula, period, because, basis
        try:
            found = self._known_on(claim.said_on, *asked)
            if isinstance(found, NothingStated) and (period or not formula.measures):
                found = self._known_on(None, *asked)
        except WorkingsError as error:
            raise _Faulty(line, error) from None
        return found

    def _known_on(
        self, day: date | None, formula: Formula, period: str, because: str, basis: str = ""
    ) -> _Worked | WorkingsError:
        """Work a formula out by what had been stated by a day."""
        book = self._book_on(day)
        key = formula.text, period, because, str(book.as_of), basis
        if key not in self._known:
            try:
                figures = figures_for(formula, period, book)
                found = evaluate(formula, book, figures, because, basis)
                taken = next((f.period for f in figures.values()), "")
                self._known[key] = _Worked(found, period or taken)
            except (NothingStated, UnboundedResult, PrecisionError) as error:
                self._known[key] = error
        return self._known[key]

    def _known_now(self, line: Statement, worked: _Worked) -> Quantity | None:
        """Return what the same sum gives by what is known now of its days, if another number."""
        if line.said_on is None:
            return None
        formula = read_formula(line.expression)
        with suppress(WorkingsError):
            now = self._known_on(None, formula, worked.period, line.because)
            was, found = worked.quantity, now.quantity if isinstance(now, _Worked) else None
            if found and found.periods == was.periods and found.interval != was.interval:
                return found
        return None

    def _book_on(self, day: date | None) -> Book:
        """Return the book as it stood when a claim was made."""
        if day is None or day >= self.book.as_of:
            return self.book
        if day not in self._books:
            self._books[day] = self.book.on(day)
        return self._books[day]


def _why_not(
    line: Statement, stated: Stated | None, worked: _Worked | WorkingsError | None
) -> tuple[str, str]:
    """Say why a claim can't be checked, as a kind and in words; two empty texts if it can."""
    if worked is None:
        return "no figure" if stated else "no number", line.note
    if stated and stated.form in NOT_JUDGED:
        why, told = "not judged yet", NOT_JUDGED[stated.form]
    elif isinstance(worked, PastTheEnd):
        why, told = "not yet", str(worked)
    elif isinstance(worked, NothingStated):
        why, told = "not yet", "Nothing had been stated by then from which to work it out."
    elif isinstance(worked, WorkingsError):
        why, told = "no result", f"It can’t be worked out: {worked}"
    elif _only_says_so(line, worked.quantity):
        why, told = "own word", "Only whoever states it gives the figure."
    else:
        return "", ""
    return why, f"{told} {line.note}".strip()


def _only_says_so(line: Statement, found: Quantity) -> bool:
    """Tell whether a figure as it stands comes from the claim's own source, or its own speaker."""
    figure = found.figure
    if figure is None:
        return False
    is_own = line.source is not None and figure.source.id == line.source.id
    return is_own or bool(line.who and line.who in figure.stated_by)


def _joined(readings: Sequence[Reading]) -> list[str | Printed]:
    """Put the readings' reasons in a row, each under its name where there are several."""
    parts: list[str | Printed] = []
    for reading in readings:
        name = reading.statement.reading if len(readings) > 1 else ""
        parts += [" "] if parts else []
        parts += [f"{opening(name)}: "] if name else []
        parts += reading.words
    return parts


def _days(line: Statement, worked: _Worked) -> list[str]:
    """Name the days that figures were taken for, where the claim names none."""
    if line.period or not worked.period:
        return []
    start, _, end = worked.period.partition("/")
    known = read_period(worked.period)
    told = span(known[0].isoformat(), known[1].isoformat()) if known else span(start, "")
    return [f" Worked out for {told}." if end or known else ""]


def _not_whole(stated: str, found: Quantity) -> ClaimError:
    counted = found.unit or "things that come in wholes"
    expected = f"a whole number of {counted}"
    return ClaimError(mismatch("stated", f"“{stated}”", expected, whole_cure(stated)))


def _no_number(stated: str) -> ClaimError:
    return ClaimError(
        f"found “{stated}” as the stated number; expected a number with its words (25%, 9% fewer, "
        "more than 21,000, one in 146, a quarter, double, 18 pages, more). Write it so, or leave "
        "the expression out and say in the note why it can't be checked."
    )
