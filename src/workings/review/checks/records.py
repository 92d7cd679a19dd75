"""
The records behind printed numbers, worked out again: each from its operands, down to the ledger.

The arithmetic is done here a second time, from the values that the records hold, so that a record
that was made by hand, or changed since, doesn't add up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from workings.ledger import Archive, Book
from workings.notebook import Bound, Workings
from workings.numbers import read_stated
from workings.official import Extract
from workings.review.checks.known import NUMERAL, Known, ends

_SPAN = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")
_PER = re.compile(r" × ([0-9,]+)$")


def _share(a: Fraction, b: Fraction) -> Fraction:
    return a / b * 100


ARITHMETIC: Mapping[str, Callable[..., Fraction]] = {
    "difference": lambda a, b: a - b,
    "total": lambda *parts: sum(parts, Fraction(0)),
    "share": _share,
    "ratio": lambda a, b: a / b,
    "percent_change": lambda a, b: _share(b - a, a),
    "one_in": lambda a, b: b / a,
    "rate_per": lambda a, b: a / b,
    "time_at": lambda a, b: a / b,
}

TAKEN: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "sum": sum,
    "maximum": max,
    "minimum": min,
    "last": lambda cells: cells[-1],
}


class Ledger:
    """
    What records are held against: the ledger of an edition, and the official files it rests on.

    Parameters
    ----------
    book : Book
        As it stood on the as-of date of the page.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.figures = {figure.seal: figure for figure in (*book.figures, *book.stated_later)}
        self.lines = {line.seal: line for line in book.statements}

    def wrong_with(self, number: Workings) -> Iterator[str]:
        """Yield what doesn't add up in a number's workings, at the top or anywhere below."""
        for part in number.operands:
            yield from self.wrong_with(part)
        try:
            again = self._again(number)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            what = f"{number.operation} {number.printed}"
            yield f"{what}, which can't be worked out ({error})"
            return
        if again is not None and again != number.exact:
            worked = f"{number.operation} {number.formula} = {number.exact}"
            yield f"{worked}, which comes to {again}"

    def _again(self, number: Workings) -> Fraction | None:
        """Work a number out again; None where that isn't done here."""
        operation, parts = number.operation, [part.exact for part in number.operands]
        if number.figure:
            return Fraction(self.figures[number.figure].value)
        if number.extract:
            return self._from_cells(operation, number.extract)
        if operation in ARITHMETIC and parts:
            per = _PER.search(number.formula) if operation == "rate_per" else None
            times = Fraction(per[1].replace(",", "")) if per else 1
            return ARITHMETIC[operation](*parts) * times
        low, high = number.range.low, number.range.high
        if operation == "between" and low is not None and high is not None:
            return (low + high) / 2
        if operation in ("stated", "tally"):
            return self._from_lines(number)
        if operation == "time_between":
            return None
        raise KeyError(f"no operation {operation!r} is known here")

    def _from_lines(self, number: Workings) -> Fraction | None:
        """Read a stated number from its line of the claims again, or count the lines of a tally."""
        lines = [self.lines[statement.seal] for statement in number.statements]
        if number.operation == "tally":
            return Fraction(len(lines))
        stated = read_stated(lines[0].stated)
        return stated.value if stated else None

    def _from_cells(self, operation: str, extract: Extract) -> Fraction | None:
        """Take a number out of the stored file again, where the cells lie together."""
        place = _SPAN.fullmatch(extract.cells)
        if not place or place[3] not in (None, place[1]):
            return None
        frame, column = self._column(self.book.archive, extract)
        cells: Sequence[Any] = frame.loc[int(place[2]) : int(place[4] or place[2]), column].tolist()
        if operation == "count":
            return Fraction(len(cells))
        return Fraction(TAKEN[operation](cells))

    def _column(self, archive: Archive, extract: Extract) -> tuple[Any, str]:
        for name, declared in archive.declarations.items():
            family = extract.source.partition("@")[0]
            if declared.source == family and (declared.title or name) == extract.table:
                table = archive.vintage(name, extract.source)
                names = {heading: column for column, heading in table.columns.items()}
                return table.frame, names[extract.heading]
        raise KeyError(f"no table {extract.table!r} is declared")

    def misprinted(self, printed: Bound) -> str:
        """Return the numeral in a printed number that its workings don't hold, or nothing."""
        number, text = printed.workings, printed.text.replace("1 in ", "")
        known = Known([*ends(number), *_last_within(number)])
        lines = [self.lines.get(line.seal) for line in number.statements]
        said = {numeral for line in lines if line for numeral in NUMERAL.findall(line.stated)}
        return next(
            (n for n in NUMERAL.findall(text) if n not in said and not known.rounds_to(n)), ""
        )


def _last_within(number: Workings) -> Iterator[Fraction]:
    """Yield the whole numbers next to the open ends of a range: fewer than 74 is at most 73."""
    ends_ = number.range.low, number.range.high
    for end, step, closed in zip(ends_, (1, -1), number.range.closed, strict=True):
        if end is not None and not closed and end.denominator == 1:
            yield end + step
