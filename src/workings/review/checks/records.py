"""
The records behind printed numbers, made again from the ledger and held against what is there.

Of a record only the way is taken that it names: which operation, on which lines and cells. All else
(value, range, unit, days, words, verdict) is worked out anew, by the operations themselves, so that
a record that was made by hand, or changed since, differs from what the ledger gives.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import Any, get_args

from workings.claims import AS_CLAIMED, Claim, Claims, check_claims
from workings.ledger import Book, Figure, choose
from workings.notebook import (
    BookRecord,
    ClaimRecord,
    ClaimsRecord,
    DrawnChart,
    Prose,
    Recomputed,
    Record,
    StatementLine,
    Workings,
    in_short,
    record_book,
    record_claims,
    rests_on,
    time_counted,
)
from workings.numbers import Printed
from workings.official import Extract, OfficialTable, Operation, extract
from workings.quantities import Quantity, as_quantity, taken

_TAKEN = get_args(Operation)


class Ledger:
    """
    What records are held against: the ledger of an edition, and the official files it rests on.

    The book is as it stood on the page's as-of date; by the days of the books shown, claims may be
    judged, too. Reasons, and the words of a filter, are made of the words of what the author wrote,
    and the ledger's.
    """

    def __init__(self, book: Book, shown: Iterable[BookRecord], written: str) -> None:
        self.book = book
        told = *book.measures.values(), *book.sources.values(), *book.statements
        self._words = {*_words(written), *_words(f"{told} {AS_CLAIMED} {[*month_name]}")}
        self._words |= {word for each in book.figures for word in _words(each.precision_basis)}
        self.figures = {figure.seal: figure for figure in book.figures}
        self._days = {day for each in shown if (day := _day(each.as_of)) and day < book.as_of}
        self.recomputed = Recomputed(self._leaf)
        self._books: dict[date, Book] = {book.as_of: book}
        self._claims: dict[tuple[date, str], Claim | None] = {}

    def wrong_with(self, record: Record | None) -> Iterator[str]:
        """Yield what isn't as the ledger gives it in a record, each once."""
        match record:
            case BookRecord():
                yield from self._with_book(record)
            case Prose(numbers=numbers):
                for number in numbers:
                    yield from dict.fromkeys(self._with_number(number.workings))
                    if not self.recomputed.is_printing(number.text, number.workings):
                        yield f"{number.text!r} printed for {number.workings.printed}"
            case ClaimsRecord(claims):
                for claim in claims:
                    yield from self._with_claim(claim)
            case DrawnChart():
                for wrong in dict.fromkeys(self._with_chart(record)):
                    yield f"{wrong}, named by a chart"

    def _with_number(self, number: Workings) -> Iterator[str]:
        """Yield what isn't as the ledger gives it in a number's workings, at the top or below."""
        yield from self.recomputed.wrong_with(number)
        for text in _reasons(number):
            if strange := [*_words(text) - self._words]:
                yield f"“{text:.80}”, in which the notebook has no “{min(strange)}”"

    def _with_book(self, shown: BookRecord) -> Iterator[str]:
        day = _day(shown.as_of)
        if day is None or day > self.book.as_of:
            yield f"a book of {shown.as_of or 'no day'} on a page of {self.book.as_of}"
            return
        expected = record_book(self.book.on(day))
        if shown.mutant:
            yield f"a book in which a line was read otherwise ({shown.mutant})"
        yield from _unlike(shown.figures, expected.figures, "the line {}")
        yield from _unlike(shown.sources, expected.sources, "the source {}")

    def _with_claim(self, claim: ClaimRecord) -> Iterator[str]:
        """Yield what isn't as the ledger gives it in a claim, on none of its days."""
        found: list[ClaimRecord] = []
        for day in self._days_of(claim.statements):
            if again := self._claim(day, claim.id):
                (record,) = record_claims(Claims((again,))).claims
                if record == claim:
                    return
                found.append(record)
        here = {"": found[0]} if found else {}
        yield from _unlike({"": claim}, here, f"the claim {claim.id}")

    def _with_chart(self, chart: DrawnChart) -> Iterator[str]:
        named = chart.rests_on
        every = (*named.numbers, *named.told)
        found = [wrong for each in every for wrong in self._with_number(each)]
        yield from found
        if not found:
            numbers, told = (
                map(self.recomputed.number, each) for each in (named.numbers, named.told)
            )
            sources = rests_on(*numbers, told=told)["workings"].get("sources", [])
            if [*named.sources] != sources:
                yield f"the sources {in_short(named.sources)}, which are {in_short(sources)}"

    def _leaf(self, number: Workings) -> Quantity:
        """Take a number again from the line or the cells that it names."""
        if number.operation == "figure":
            return as_quantity(self._figure(number))
        if number.operation in _TAKEN and number.extract:
            return self._taken(number.extract)
        if number.operation == "time_between":
            return time_counted(number)
        return self._counted(number)

    def _figure(self, number: Workings) -> Figure:
        """Return a figure as a record has it: read as rounded, and preferred to others."""
        if number.figure not in self.figures:
            raise LookupError(f"no line {number.figure} had been stated by {self.book.as_of}")
        figure = self.figures[number.figure]
        was = str(figure.rounded_to or ""), figure.precision_basis
        if was != (number.rounded_to, number.basis):
            figure = figure.read_as(number.rounded_to, because=number.basis)
        over = [*self._passed_over(figure)]
        lines = number.passed_over if number.passed_over in [(), *over] else over[0]
        return replace(figure, passed_over=tuple(self.figures[line] for line in lines))

    def _passed_over(self, figure: Figure) -> Iterator[tuple[str, ...]]:
        """Yield the lines that a figure was preferred to, on each day and however asked for."""
        of = figure.measure.id, figure.foreseen
        alike = [each for each in self.book.figures if (each.measure.id, each.foreseen) == of]
        yield ()
        for day in sorted({each.stated_on for each in alike}):
            known = [each for each in alike if each.stated_on <= day]
            superseded = {seal for each in known for seal in each.supersedes}
            for asked in _ASKED_FOR:
                same = [each for each in known if asked(each) == asked(figure)]
                live = [each for each in same if each.seal not in superseded]
                if live and (best := choose(live, same)).seal == figure.seal:
                    yield tuple(each.seal for each in best.passed_over)

    def _taken(self, was: Extract) -> Quantity:
        name = next(
            name
            for name, each in self.book.archive.declarations.items()
            if each.source == was.source.partition("@")[0] and (each.title or name) == was.table
        )
        source = self.book.sources[was.source]
        if (source.published_on or date.max) > self.book.as_of:
            raise LookupError(f"{was.source} had not been published by {self.book.as_of}")
        read = self.book.archive.vintage(name, was.source)
        kept: dict[str, Any] = {"first": was.first, "last": was.last, "dimensions": was.kept}
        again = partial(extract, read, was.column, was.operation, **kept, where=was.where)
        found = taken(self.book, read, again())
        span = was.span
        if found.extract == was or was.operation not in ("sum", "count") or not span:
            return found
        if span.is_whole:
            return taken(self.book, read, again(rows=range(span.first, span.last + 1)))
        return self._filtered(read, was, again) if was.where else found

    def _filtered(
        self, read: OfficialTable, was: Extract, again: Callable[..., Extract]
    ) -> Quantity:
        """Take as many cells as a filter did: any, as its author's code alone knows which."""
        assert was.span is not None
        _, low, high, _ = was.span
        count = was.rows
        gaps = read.missing[read.missing["column"] == was.column]["row"]
        frame = read.frame.loc[low:high]
        frame = frame[~frame.index.isin(gaps)]
        for dimension, column in read.declaration.dimensions.items():
            if values := [value for name, value in was.kept if name == dimension]:
                frame = frame[frame[column.name].isin(values)]
        if (dated := read.declaration.dated) and was.first and was.last:
            days = frame[dated].dt.date
            frame = frame[(days >= was.first) & (days <= was.last)]
        inner = [row for row in frame.index if row not in (low, high)][: count - 2]
        found = again(rows={low, high, *inner})
        numbers = sorted(frame[was.column].tolist())
        least, most = sum(numbers[:count]), sum(numbers[-count:])
        if was.operation == "sum" and least <= was.value <= most:
            found = replace(found, value=was.value)
            noughts, negatives = numbers.count(0), sum(number < 0 for number in numbers)
            if was.rounded_to and was.noughts <= noughts and was.negatives <= negatives:
                found = replace(found, noughts=was.noughts, negatives=was.negatives)
        return taken(self.book, read, replace(found, marked=was.marked))

    def _counted(self, number: Workings) -> Quantity:
        """Read a stated number from its line of the claims again, or count the lines of a tally."""
        lines = [statement.seal for statement in number.statements]
        for day in self._days_of(number.statements):
            ids = {line.seal: line.id for line in self._book_on(day).statements}
            if not set(lines) <= set(ids):
                continue
            known = [claim for line in lines if (claim := self._claim(day, ids[line]))]
            if number.operation == "tally":
                return Claims(tuple(known)).how_many()
            if isinstance(stated := known[0].as_stated, Printed):
                return as_quantity(stated.number)  # type: ignore[arg-type]  # it is a quantity
        raise LookupError(f"no claims with numbers on lines {in_short(lines)}")

    def _days_of(self, statements: Iterable[StatementLine]) -> list[date]:
        """List the page's day, those of the books shown, and those of statements."""
        said = {day for line in statements if (day := _day(line.said_on))}
        days = {self.book.as_of, *self._days, *(day for day in said if day < self.book.as_of)}
        return sorted(days, reverse=True)

    def _book_on(self, day: date) -> Book:
        if day not in self._books:
            self._books[day] = self.book.on(day)
        return self._books[day]

    def _claim(self, day: date, id_: str) -> Claim | None:
        """Return a claim judged by what was known on a day; None if it wasn't made by then."""
        if (day, id_) not in self._claims:
            book = self._book_on(day)
            lines = [each for each in book.statements if id_ in (each.id, each.of)]
            self._claims[day, id_] = next(iter(check_claims(book, lines)), None)
        return self._claims[day, id_]


#: What figures have in common of which one is chosen: the days they speak of, or the last of them,
#: and the place; from any source or from one.
_ASKED_FOR: Sequence[Callable[[Figure], object]] = (
    lambda figure: (figure.day, figure.dimensions),
    lambda figure: (figure.covers, figure.dimensions),
    lambda figure: (figure.day, figure.dimensions, figure.source.id),
    lambda figure: (figure.covers, figure.dimensions, figure.source.id),
)


def _reasons(number: Workings) -> Iterator[str]:
    """Yield what an author says of a number, here or below: why, and which rows."""
    yield from (reason.because for reason in number.reasons)
    for part in number.walk():
        yield part.basis
        yield part.extract.where if part.extract else ""
        for chooser in part.chosen_by:
            yield from _reasons(chooser)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


def _unlike(held: Mapping[Any, Any], there: Mapping[Any, Any], what: str) -> Iterator[str]:
    """Yield where parts of a record differ from what the ledger has, part by part."""
    for key in dict.fromkeys([*held, *there]):
        name = what.format(key)
        if key not in held:
            yield f"{name} left out"
        elif key not in there:
            yield f"{name}, which the ledger doesn't have by then"
        else:
            for field in fields(held[key]):
                one, other = getattr(held[key], field.name), getattr(there[key], field.name)
                if one != other:
                    yield f"{field.name} {in_short(one)} of {name}, which has {in_short(other)}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
