"""Totals that "may not sum because of rounding": whether it is rounding that keeps them apart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from itertools import chain, groupby
from operator import add
from pathlib import Path

from workings.errors import counted
from workings.ledger import Book, Figure, Measure
from workings.official import Total, totals
from workings.quantities import rule_of
from workings.review.checks.found import Finding

_MEND = (
    "Ask the publisher, or correct what is declared: `total_of`, `parts`, or the `precision` that "
    "the column has."
)


def check_totals(ledger: Path, book: Book) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """
    Hold totals against the sums of their declared parts: in the ledger, in each table's vintages.

    Returns
    -------
    tuple of tuple of Finding, tuple of str
        What rounding doesn't explain, and what came of all others, by measure or column.
    """
    found, notes = [], []
    for file, where, every in chain(_in_ledger(ledger, book), _in_tables(ledger, book)):
        apart = [each for each in every if each.apart]
        unexplained = [each for each in apart if not each.is_explained]
        of_all = counted(len(every), "total")
        if unexplained:
            said = f"{len(unexplained)} of {of_all} that rounding doesn't explain: {unexplained[0]}"
            expected = "the sums of their parts, but for rounding"
            found.append(Finding(file, 0, where, said, expected, _MEND))
        elif apart:
            most = max(each.apart for each in apart)
            differ = "differs" if len(apart) == 1 else "differ"
            notes.append(
                f"{where}: {len(apart)} of {of_all} {differ} by up to {most:,} from the sum of "
                "their parts, as rounding allows."
            )
        else:
            notes.append(f"{where}: {of_all}, each the sum of its parts.")
    return (*found,), (*notes,)


def _in_ledger(ledger: Path, book: Book) -> Iterator[tuple[str, str, list[Total]]]:
    """Yield the totals of each measure of which figures stand, as those of a table."""
    stated = [figure for figure in book.figures if not figure.foreseen]
    for measure in {figure.measure.id: figure.measure for figure in stated}.values():
        if not measure.parts or not _adds_up(measure):
            continue
        standing = {(each.covers, each.dimensions): each for (each,) in book.series(measure.id)}
        every = []
        for (days, places), figure in standing.items():
            for name, value in places:
                below = [
                    standing.get(
                        (days, tuple((name, part) if pair[0] == name else pair for pair in places))
                    )
                    for part in measure.parts.get(name, {}).get(value, ())
                ]
                parts = [part for part in below if part]
                if below and len(parts) == len(below):
                    allowed = reduce(add, (part.interval for part in parts))
                    meets = figure.interval.meets(allowed)
                    come_to = sum(_decimal(part) for part in parts)
                    key = f"{figure.period}, {value}"
                    every.append(Total(key, measure.label, _decimal(figure), come_to, meets))
        if every:
            yield f"{ledger}/figures.csv", measure.id, every


def _decimal(figure: Figure) -> Decimal:
    """Return a figure's value in decimals; of "a third", the first six."""
    value = figure.value
    return value if isinstance(value, Decimal) else Decimal(int(value * 10**6)).scaleb(-6)


def _adds_up(measure: Measure) -> bool:
    """Tell whether parts add up to a whole; a share of each area is one of another whole."""
    rule = rule_of("sum_of", measure.kind, "parts")
    return rule is not None and rule.allowed and measure.kind != "share"


def _in_tables(ledger: Path, book: Book) -> Iterator[tuple[str, str, list[Total]]]:
    """Yield the totals of each column of each vintage, with its file and what to call it."""
    archive, measures = book.archive, book.measures.values()
    added = {each.id for each in measures if _adds_up(each)}
    counts = {each.id for each in measures if each.is_count}
    for declared in archive.declared_of({id_.partition("@")[0] for id_ in archive.sources}):
        columns = declared.columns.values()
        if not any(column.total_of or column.parts for column in columns):
            continue
        for source in archive.vintages(declared.id).values():
            table = archive.vintage(declared.id, source.id)
            every = totals(table, added, counts, archive.whole)
            for heading, those in groupby(every, key=lambda total: total.heading):
                where = f"{source.id}, {declared.id}, {heading}"
                yield f"{ledger}/{source.archive}", where, [*those]
