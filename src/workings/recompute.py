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

from workings import reasons
from workings.claims import Claim, Claims, Reading
from workings.errors import ClaimError, NothingStated, UnboundedResult, WorkingsError
from workings.expressions import Formula, evaluate, read_formula
from workings.figures import Figure, read_period
from workings.ledger import Book
from workings.quantity import Quantity
from workings.standing import FIRM
from workings.stated import Stated, read_stated
from workings.statements import Statement
from workings.verdicts import at_least, in_the_form_of, judge, overall
from workings.wording import Printed, Words


def check_claims(
    book: Book, statements: Iterable[Statement] | None = None, file: str = "claims.csv"
) -> Claims:
    """
    Recompute claims from a book, and judge them.

    Parameters
    ----------
    book : Book
        The ledger as it stood on the as-of date.
    statements : iterable of Statement, optional
        Claims and the lines that belong to them; the ledger's own without it.
    file : str
        Where they stand, for error messages.

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
    lines = book.statements if statements is None else tuple(statements)
    desk = _Desk(book)
    belonging: dict[str, list[Statement]] = {}
    for line in lines:
        if line.kind != "claim":
            belonging.setdefault(line.of, []).append(line)
    claims, faults = [], []
    for line in lines:
        if line.kind == "claim":
            try:
                claims.append(desk.claim(line, belonging.get(line.id, [])))
            except _Faulty as fault:
                name = f" ({fault.line.id})" if fault.line.id else ""
                faults.append(f"{file} line {fault.line.line}{name}: {fault.error}")
    if faults:
        raise ClaimError("\n".join(faults))
    return Claims(tuple(claims))


class _Faulty(Exception):
    """A line that can't be worked out as it is written."""

    def __init__(self, line: Statement, error: WorkingsError) -> None:
        self.line, self.error = line, error


@dataclass
class _Desk:
    """Works claims out from one book, each formula once."""

    book: Book
    _known: dict[tuple[str, str, str], Quantity | WorkingsError] = field(default_factory=dict)
    _since: dict[tuple[str, str, str], tuple[tuple[date, Quantity], ...]] = field(
        default_factory=dict
    )

    @cached_property
    def _firm(self) -> set[tuple[str, str]]:
        """The measures and periods for which an official count is known."""
        figures = self.book.figures
        return {(f.measure.id, f.period) for f in figures if f.source.reliability in FIRM}

    def claim(self, line: Statement, belonging: Sequence[Statement]) -> Claim:
        """Look into a claim."""
        stated = read_stated(line.stated)
        if stated is None and line.expression:
            raise _Faulty(line, _no_number(line.stated))
        readings, why_not = self._readings(line, stated, belonging)
        contexts = tuple(self._contexts(line, belonging))
        sightings = tuple(each for each in belonging if each.kind == "sighting")
        common = (line, stated, readings, contexts, sightings)
        if not readings:
            words = Words((_not_checkable(line, why_not),))
            return Claim(*common, "not_checkable", "none", (), why_not, words, Words())
        assert stated is not None
        judgement = overall(reading.judgement for reading in readings)
        base = readings[0].quantity
        unlike = reasons.unlike(base) if not line.because else ""
        loose = (figure for figure in base.figures() if not self._is_firm(figure))
        found = {"not_comparable": unlike, "source_unconfirmed": reasons.unconfirmed(loose)}
        flags = {flag: words for flag, words in found.items() if words}
        severity = at_least(judgement.severity, "notable" if unlike else "none")
        reason = [*_joined(readings), *(f" {words}" for words in flags.values())]
        later = reasons.later(list(self._later(line, stated)))
        return Claim(*common, judgement.verdict, severity, tuple(flags), "", Words(reason), later)

    def _readings(
        self, line: Statement, stated: Stated | None, belonging: Sequence[Statement]
    ) -> tuple[tuple[Reading, ...], str]:
        """Judge each way to read a claim; or say why none can be."""
        if not line.expression:
            return (), "no figure" if stated else "no number"
        readings = []
        for each in (line, *(other for other in belonging if other.kind == "reading")):
            number = read_stated(each.stated) if each.stated else stated
            if number is None:
                raise _Faulty(each, _no_number(each.stated))
            found = self._worked_out(each, each.expression or line.expression, line)
            if not isinstance(found, Quantity):
                if each is line:
                    return (), "not yet" if isinstance(found, NothingStated) else "no figure"
                continue
            if each is line and _only_says_so(line, found):
                return (), "own word"
            try:
                found = in_the_form_of(number, found)
            except WorkingsError as error:
                raise _Faulty(each, error) from None
            judgement = judge(number, found)
            readings.append(
                Reading(each, found, judgement, reasons.reason(number, found, judgement))
            )
        return tuple(readings), ""

    def _contexts(
        self, line: Statement, belonging: Sequence[Statement]
    ) -> Iterator[tuple[Statement, Quantity]]:
        """Work out the numbers beside a claim, as far as they were known."""
        for each in belonging:
            if each.kind == "context":
                found = self._worked_out(each, each.expression, line)
                if isinstance(found, Quantity):
                    yield each, found

    def _later(self, line: Statement, stated: Stated) -> Iterator[tuple[date, Quantity, str]]:
        """Judge a claim again for every later day for which all its measures are known."""
        key = line.expression, line.period, line.because
        if key not in self._since:
            self._since[key] = tuple(self._worked_out_later(*key))
        for day, quantity in self._since[key]:
            found = in_the_form_of(stated, quantity)
            yield day, found, judge(stated, found).verdict

    def _worked_out_later(
        self, expression: str, period: str, because: str
    ) -> Iterator[tuple[date, Quantity]]:
        formula, days = read_formula(expression), read_period(period)
        if formula.is_dated or days is None or not formula.is_computed:
            return  # a bare count is expected to grow
        for group in self.book.series(*formula.measures):
            first = group[0]
            if first.period_start == days[0] and first.period_end and first.period_end > days[1]:
                figures = dict(zip(formula.measures, group, strict=True))
                with suppress(UnboundedResult):
                    yield first.period_end, evaluate(formula, self.book, figures, because)

    def _worked_out(
        self, line: Statement, expression: str, claim: Statement
    ) -> Quantity | WorkingsError:
        """Work a formula out, or return why that can't be done yet."""
        period, because = line.period or claim.period, line.because or claim.because
        key = expression, period, because
        if key not in self._known:
            try:
                formula = read_formula(expression)
                figures = self._figures(formula, period)
                self._known[key] = evaluate(formula, self.book, figures, because)
            except (NothingStated, UnboundedResult) as error:
                self._known[key] = error
            except WorkingsError as error:
                raise _Faulty(line, error) from None
        return self._known[key]

    def _figures(self, formula: Formula, period: str) -> dict[str, Figure]:
        """Find what a formula's bare measures stand for."""
        names = formula.measures
        if not names:
            return {}
        if period:
            return {name: self.book.standing(name, period) for name in names}
        if len(names) == 1:
            return {names[0]: self.book.standing(names[0])}
        return dict(zip(names, self.book.together(*names), strict=True))

    def _is_firm(self, figure: Figure) -> bool:
        return figure.source.reliability in FIRM or (figure.measure.id, figure.period) in self._firm


def _joined(readings: Sequence[Reading]) -> list[str | Printed]:
    """Put the readings' reasons in a row, each under its name where there are several."""
    parts: list[str | Printed] = []
    for reading in readings:
        name = reading.statement.reading if len(readings) > 1 else ""
        parts += [" "] if parts else []
        parts += [f"{name[:1].upper()}{name[1:]}: "] if name else []
        parts += reading.words
    return parts


def _not_checkable(line: Statement, why_not: str) -> str:
    if why_not == "not yet":
        return f"Nothing had been stated by then from which to work it out. {line.note}".strip()
    if why_not == "own word":
        return f"Only the claim’s own source gives the figure. {line.note}".strip()
    return line.note


def _only_says_so(line: Statement, found: Quantity) -> bool:
    """Tell whether a recomputation rests on nothing but what the claim's own source says."""
    figures = found.figures()
    return bool(
        line.source and figures and all(figure.source.id == line.source.id for figure in figures)
    )


def _no_number(stated: str) -> ClaimError:
    return ClaimError(
        f"found “{stated}” as the stated number; expected a number with its words (25%, more than "
        "21,000, one in 146, a quarter, double, more). Write it so, or leave the expression out "
        "and say in the note why it can't be checked."
    )
