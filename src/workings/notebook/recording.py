"""How the record is made of quantities, books, claims and words; JupyterLab shows it as text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from jinja2.runtime import Undefined

from workings.claims import FLAGS, VERDICTS, Claim, Claims
from workings.errors import ProseError
from workings.ledger import Book, Figure, Statement
from workings.notebook.record import (
    CLOSE,
    OPEN,
    BookRecord,
    Bound,
    ClaimRecord,
    ClaimsRecord,
    FigureLine,
    Prose,
    Range,
    Reading,
    Reason,
    StatementLine,
    Workings,
    as_output,
)
from workings.numbers import Printed, Words, day, printed, read_unit, spread
from workings.quantities import Quantity, as_quantity, formula

# What Markdown may read as markup, typed quotation marks among it; and the stop after a number that
# begins a text, which would make a list of it.
MARKDOWN = re.compile(r"""([\\`*_{}\[\]()#+!|~$'"-])""")
LISTED = re.compile(r"\A( *[0-9]+)\.")


def workings_of(quantity: Quantity) -> Workings:
    """
    Return the workings of a quantity, down to the ledger lines it rests on.

    Examples
    --------
    >>> found = workings_of(percent_change(returned, admitted))
    >>> found.formula, len(found.leaves())
    ('(350 − 281) ÷ 281', 2)
    """
    interval, figure = quantity.interval, quantity.figure
    return Workings(
        operation=quantity.operation,
        formula=formula(quantity),
        printed=str(quantity),
        exact=quantity.value,
        range=Range(
            interval.low,
            interval.high,
            (interval.low_closed, interval.high_closed),
            str(spread(quantity)),
        ),
        unit=quantity.unit,
        label=quantity.label,
        periods=tuple((period.start, period.end) for period in quantity.periods),
        populations=quantity.populations,
        definitions=quantity.definitions,
        kind=quantity.kind,
        dimensions=quantity.dimensions,
        within=quantity.within,
        reasons=tuple(_reasons(quantity)),
        operands=tuple(map(workings_of, quantity.operands)),
        figure=figure.seal if figure else "",
        rounded_to=str(figure.rounded_to or "") if figure else "",
        basis=figure.precision_basis if figure else "",
        passed_over=tuple(other.seal for other in figure.passed_over) if figure else (),
        conflicting=tuple(other.seal for other in figure.conflicting) if figure else (),
        extract=quantity.extract,
        statements=tuple(map(_statement, quantity.statements)),
        chosen_by=tuple(map(workings_of, quantity.chosen_by)),
    )


def record_book(book: Book) -> BookRecord:
    """Record all that had been stated by the as-of date, and the sources published by then."""
    cited = {figure.source.id for figure in book.figures}
    return BookRecord(
        as_of=book.as_of.isoformat(),
        figures={figure.seal: _figure(figure) for figure in book.figures},
        sources={
            source.id: source
            for source in book.sources.values()
            if source.id in cited or (source.published_on or date.max) <= book.as_of
        },
        mutant=book.mutant,
    )


def record_claims(claims: Claims) -> ClaimsRecord:
    """Record what was looked into, and what came of it."""
    return ClaimsRecord(tuple(map(_claim, claims)))


def record_words(words: Words) -> Prose:
    """Record a sentence that was put together elsewhere, as the prose magic records its own."""
    numbers: list[Bound] = []
    markdown = in_slots(words, numbers)
    return Prose(markdown, tuple(numbers))


def in_slots(value: Any, numbers: list[Bound]) -> Any:
    """
    Return what stands in a text for a figure, a quantity, printed numbers, words, a date or text.

    That is slots for numbers, each of which is added to `numbers` with its workings, and Markdown
    for all other text, in which nothing has a meaning of its own. What Jinja hasn't defined is
    returned as it is. Raises ProseError if the value is missing, or is a bare number.
    """
    if isinstance(value, Undefined):
        return value
    if isinstance(value, Words):
        return "".join(in_slots(part, numbers) for part in value)
    if isinstance(value, Figure | Quantity):
        value = printed(value)
    if isinstance(value, Printed):
        if not isinstance(value.number, Figure | Quantity):
            raise ProseError(f"found {value.number!r}; expected a figure or a quantity.")
        numbers.append(Bound(str(value), workings_of(as_quantity(value.number))))
        return f"{OPEN}{len(numbers) - 1}{CLOSE}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        plain = value.replace(OPEN, "").replace(CLOSE, "").replace("\n", " ")
        return LISTED.sub(r"\1\\.", MARKDOWN.sub(r"\\\1", escape(plain, quote=False)))
    if value is None:
        raise ProseError(
            "found nothing (None) where a value should be printed. Ask first, as in "
            "{% if admitted %} ... {% endif %}, and say in words that it isn't known."
        )
    kind = "number" if isinstance(value, int | float | Decimal) else type(value).__name__
    raise ProseError(
        f"found the bare {kind} {value!r}; expected a figure, a quantity, a date or text. A bare "
        "number can't be traced: put it in the ledger, or compute it with share(...) and the like."
    )


def show_book(book: Book) -> dict[str, Any]:
    """Return a book as a notebook's output: text for JupyterLab, and the record for the page."""
    record = record_book(book)
    text = (
        f"The ledger as it stood on {day(book.as_of)}: {len(record.figures)} figures "
        f"from {len(record.sources)} sources."
    )
    return {"text/plain": text, "text/markdown": text, **as_output(record)}


def show_claims(claims: Claims) -> dict[str, Any]:
    """Return claims as a notebook's output: text for JupyterLab, and the record for the page."""
    record = record_claims(claims)
    text = "\n\n".join(map(_in_markdown, record.claims))
    return {"text/plain": text, "text/markdown": text, **as_output(record)}


def _in_markdown(claim: ClaimRecord) -> str:
    first = claim.statements[0]
    who = f"{first.who}, {first.locator}: " if first.who else ""
    parts = [f"**{claim.id}** {who}{claim.said} **{claim.judged}**"]
    parts += [str(said) for said in (claim.reason, claim.later) if said.markdown]
    return "  \n".join(parts)


def _reasons(quantity: Quantity) -> dict[Reason, None]:
    """List, each once, what was unlike and the author's reason, all the way down."""
    own = [Reason(tuple(quantity.unlike), quantity.because)] if quantity.unlike else []
    below = (reason for part in quantity.operands for reason in _reasons(part))
    return dict.fromkeys([*own, *below])


def _claim(claim: Claim) -> ClaimRecord:
    statement = claim.statement
    return ClaimRecord(
        id=claim.id,
        stated=statement.stated,
        verdict=VERDICTS[claim.verdict],
        flags=tuple(FLAGS[flag] for flag in claim.flags),
        severity=claim.severity,
        checked=bool(claim.readings),
        said=record_words(claim.said),
        reason=record_words(claim.reason),
        later=record_words(claim.later),
        beside=tuple(
            record_words(Words((f"{line.paraphrase}: ", printed(quantity), ".")))
            for line, quantity in claim.contexts
        ),
        recomputed=tuple(
            Reading(reading.statement.seal, workings_of(reading.quantity))
            for reading in claim.readings
        ),
        statements=tuple(map(_statement, (statement, *claim.sightings))),
        note=statement.note if claim.readings else "",
    )


def _statement(line: Statement) -> StatementLine:
    return StatementLine(
        seal=line.seal,
        stated=line.stated,
        who=line.who,
        role=line.role,
        source=line.source.id if line.source else "",
        locator=line.locator,
        said_on=_iso(line.said_on),
        note=line.note if line.kind == "sighting" else "",
    )


def _figure(figure: Figure) -> FigureLine:
    return FigureLine(
        measure=figure.measure.id,
        label=figure.label,
        as_printed=figure.as_printed,
        value=str(figure.value),
        operator=figure.operator,
        period_start=_iso(figure.period_start),
        period_end=_iso(figure.period_end),
        status=figure.status,
        source=figure.source.id,
        locator=figure.locator,
        stated_by=figure.stated_by,
        stated_on=_iso(figure.stated_on),
        supersedes=figure.supersedes,
        is_open=figure.is_open,
        reason=figure.reason,
        note=figure.note,
        unit=figure.unit if read_unit(figure.unit).scale != 1 else "",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
