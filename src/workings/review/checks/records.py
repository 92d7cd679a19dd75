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
from itertools import chain
from typing import Any, get_args

from workings.claims import AS_CLAIMED, Claims, check_claims
from workings.ledger import Book, Figure, choose
from workings.notebook import (
    UNSOUND,
    BookRecord,
    Bound,
    ClaimRecord,
    ClaimsRecord,
    DrawnChart,
    Prose,
    Record,
    StatementLine,
    Workings,
    printings,
    record_book,
    record_claims,
    rests_on,
    worked_out,
    workings_of,
)
from workings.numbers import Printed
from workings.official import Extract, OfficialTable, Operation, extract
from workings.quantities import Quantity, as_quantity, chosen, taken

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
        self._again: dict[Workings, Quantity] = {}
        self._claims: dict[date, Claims] = {}
        self._records: dict[tuple[date, str], ClaimRecord | None] = {}

    def wrong_with(self, record: Record | None) -> Iterator[str]:
        """Yield what isn't as the ledger gives it in a record, each once."""
        match record:
            case BookRecord():
                yield from self._with_book(record)
            case Prose(numbers=numbers):
                for number in numbers:
                    yield from dict.fromkeys(self._with_number(number.workings))
                    if self._is_misprinted(number):
                        yield f"{number.text!r} printed for {number.workings.printed}"
            case ClaimsRecord(claims):
                for claim in claims:
                    yield from self._with_claim(claim)
            case DrawnChart():
                for wrong in dict.fromkeys(self._with_chart(record)):
                    yield f"{wrong}, named by a chart"

    def _with_number(self, number: Workings) -> Iterator[str]:
        """Yield what isn't as the ledger gives it in a number's workings, at the top or below."""
        try:
            again = workings_of(self._quantity(number))
        except UNSOUND as error:
            yield f"{number.operation} {number.printed}, which can't be worked out ({error})"
        else:
            yield from _differences(number, again)
        for text in _reasons(number):
            if strange := [*_words(text) - self._words]:
                yield f"“{text:.80}”, in which the notebook has no “{min(strange)}”"

    def _is_misprinted(self, number: Bound) -> bool:
        """Tell whether a number is printed in a form that its workings don't give."""
        try:
            found = self._quantity(number.workings)
        except UNSOUND:
            return False  # which is told of the workings
        forms = chain(printings(found.figure or found), printings(found))
        return number.text not in forms and not self._is_said(number)

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
            if again := self._recorded(day, claim.id):
                if again == claim:
                    return
                found.append(again)
        here = {"": found[0]} if found else {}
        yield from _unlike({"": claim}, here, f"the claim {claim.id}")

    def _with_chart(self, chart: DrawnChart) -> Iterator[str]:
        named = chart.rests_on
        every = (*named.numbers, *named.told)
        found = [wrong for each in every for wrong in self._with_number(each)]
        yield from found
        if not found:
            numbers, told = (map(self._quantity, each) for each in (named.numbers, named.told))
            sources = rests_on(*numbers, told=told)["workings"].get("sources", [])
            if [*named.sources] != sources:
                yield f"the sources {_shown(named.sources)}, which are {_shown(sources)}"

    def _quantity(self, number: Workings) -> Quantity:
        """Work a number out again, by the operation and from the lines and cells that it names."""
        if number not in self._again:
            found = self._worked_out(number)
            if number.chosen_by:
                found = chosen(found, *map(self._quantity, number.chosen_by))
            self._again[number] = found
        return self._again[number]

    def _worked_out(self, number: Workings) -> Quantity:
        operation = number.operation
        if operation == "figure":
            return as_quantity(self._figure(number))
        if operation in _TAKEN and number.extract:
            return self._taken(number.extract)
        if operation in ("stated", "tally"):
            return self._counted(number)
        return worked_out(number, self._quantity)

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
            known = {claim.statement.seal: claim for claim in self._claims_on(day)}
            if not set(lines) <= set(known):
                continue
            if number.operation == "tally":
                return Claims(tuple(known[line] for line in lines)).how_many()
            if isinstance(stated := known[lines[0]].as_stated, Printed):
                return as_quantity(stated.number)  # type: ignore[arg-type]  # it is a quantity
        raise LookupError(f"no claims with numbers on lines {_shown(lines)}")

    def _recorded(self, day: date, id_: str) -> ClaimRecord | None:
        """Return a claim's record, judged by what was known on a day; None if it wasn't made."""
        if (day, id_) not in self._records:
            those = [claim for claim in self._claims_on(day) if claim.id == id_]
            self._records[day, id_] = next(iter(record_claims(Claims((*those,))).claims), None)
        return self._records[day, id_]

    def _days_of(self, statements: Iterable[StatementLine]) -> list[date]:
        """List the page's day, those of the books shown, and those of statements."""
        said = {day for line in statements if (day := _day(line.said_on))}
        days = {self.book.as_of, *self._days, *(day for day in said if day < self.book.as_of)}
        return sorted(days, reverse=True)

    def _claims_on(self, day: date) -> Claims:
        if day not in self._claims:
            self._claims[day] = check_claims(self.book.on(day))
        return self._claims[day]

    def _is_said(self, number: Bound) -> bool:
        """Tell whether a number is printed so in the words about some claim."""
        if number.workings.operation == "stated":
            return number.text.lower() == number.workings.statements[0].stated.lower()
        days = {line.said_on for line in self.book.statements if line.said_on}
        for day in sorted({self.book.as_of, *self._days, *days}, reverse=True):
            for claim in self._claims_on(day):
                record = self._recorded(day, claim.id)
                if record and any(number in said.numbers for said in record.texts()):
                    return True
        return False


#: What figures have in common of which one is chosen: the days they speak of, or the last of them,
#: and the place; from any source or from one.
_ASKED_FOR: Sequence[Callable[[Figure], object]] = (
    lambda figure: (figure.day, figure.dimensions),
    lambda figure: (figure.covers, figure.dimensions),
    lambda figure: (figure.day, figure.dimensions, figure.source.id),
    lambda figure: (figure.covers, figure.dimensions, figure.source.id),
)


def _differences(was: Workings, now: Workings) -> Iterator[str]:
    """Yield where two workings of one number differ: only what stands at the bottom of it."""
    pairs = ((was.operands, now.operands), (was.chosen_by, now.chosen_by))
    both = [zip(*pair, strict=True) for pair in pairs if len(pair[0]) == len(pair[1])]
    below = [wrong for one, other in chain(*both) for wrong in _differences(one, other)]
    yield from below
    for field in fields(Workings):
        held, there = getattr(was, field.name), getattr(now, field.name)
        if held != there and not (below and field.name in ("operands", "chosen_by")):
            what = f"{was.operation} {was.formula}"
            what += " =" if field.name == "exact" else f": {field.name}"
            yield f"{what} {_shown(held)}, which comes to {_shown(there)}"


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
                    yield f"{field.name} {_shown(one)} of {name}, which has {_shown(other)}"


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_shown, value)) or "none"
    return f"{value!s:.80}" if value not in (None, "") else "none"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
