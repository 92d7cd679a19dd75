"""Whether a number on the page depends on a ledger line, or on a cell of a table, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workings.notebook import Place, Workings

#: How a line bears on a number: as part of the sum, or in saying which number stands there.
WORKED_OUT, CHOSEN = "worked out from it", "chosen by it"


@dataclass(frozen=True, order=True)
class Given:
    """What numbers rest on in the end: a line of the ledger, or a cell of an official table."""

    file: str  # ``figures.csv`` or ``claims.csv``; of an official table its vintage
    line: str | int  # the line's seal, or the row of the sheet
    sheet: str = ""  # empty for a line of the ledger
    column: str = ""  # its letter

    def __str__(self) -> str:
        cell = f"{self.file}, {self.sheet} {self.column}{self.line}"
        return cell if self.column else str(self.line)


class Dependence:
    """
    What the places of one edition rest on.

    All of them are needed: a count of claims rests on what their verdicts rest on, and a number in
    a chart's words on what the chart does.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self._claims = {place.line: place for place in places if place.kind == "verdict"}
        self._charts = {place.id: place for place in places if place.kind == "chart"}

    def bears(self, given: Given, place: Place) -> str:
        """
        Say how a line bears on a place: `WORKED_OUT`, `CHOSEN`, or nothing if it doesn't.

        A count of claims is chosen by what their verdicts rest on.
        """
        if place.kind == "verdict":
            is_own = given == Given("claims.csv", place.line)
            how = WORKED_OUT if is_own else _strongest(bears(given, each) for each in place.numbers)
            # Move a number far enough, and a claim that matched it no longer does. Other verdicts
            # may stay what they are.
            return how if not how or place.text.startswith("matches") else CHOSEN
        if place.kind == "chart words":
            each = [self._of(given, number) for number in place.numbers]
            if each and all(how == WORKED_OUT for how in each):
                return WORKED_OUT
            chart = self._charts[place.id.partition("-")[0]]
            return CHOSEN if any(bears(given, n) for n in (*place.numbers, *chart.numbers)) else ""
        return _strongest(self._of(given, number) for number in place.numbers)

    def _of(self, given: Given, number: Workings) -> str:
        if number.operation == "tally":
            counted = [self._claims.get(line.seal) for line in number.statements]
            return CHOSEN if any(self.bears(given, each) for each in counted if each) else ""
        return bears(given, number)


def bears(given: Given, number: Workings) -> str:
    """Say how a line bears on a number, by the number's own workings."""
    parts = list(number.walk())
    is_chosen = any(bears(given, each) for part in parts for each in part.chosen_by)
    return _strongest([*(_itself(given, part) for part in parts), CHOSEN if is_chosen else ""])


def givens(number: Workings) -> Iterator[Given]:
    """Yield the ledger's lines that a number was worked out from; of a table's rows the last."""
    for leaf in number.leaves():
        if leaf.figure:
            yield Given("figures.csv", leaf.figure)
        elif (extract := leaf.extract) and (span := extract.span) and span.is_whole:
            yield Given(extract.source, span.last, extract.sheet, span.column)
        elif leaf.operation == "stated":
            yield from (Given("claims.csv", line.seal) for line in leaf.statements)


def _itself(given: Given, number: Workings) -> str:
    if given.file == "figures.csv" and number.figure:
        if given.line == number.figure:
            return WORKED_OUT
        return CHOSEN if given.line in number.passed_over else ""
    if given.file == "claims.csv" and given.line in [line.seal for line in number.statements]:
        return WORKED_OUT if number.operation == "stated" else CHOSEN
    extract = number.extract
    if extract and (given.file, given.sheet) == (extract.source, extract.sheet):
        span = extract.span
        if span and span.column == given.column and span.first <= int(given.line) <= span.last:
            # A sum moves with each cell, a count or a largest value with some.
            return WORKED_OUT if number.operation == "sum" and span.is_whole else CHOSEN
    return ""


def _strongest(found: Iterable[str]) -> str:
    return max(found, key=("", CHOSEN, WORKED_OUT).index, default="")
