"""Alterations: what else each ledger line that an edition rests on might have said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from workings.errors import LedgerError
from workings.ledger import Edition, Mutant, Row, read_checked
from workings.notebook import NUMERAL, Place, is_typed
from workings.numbers import read_number
from workings.review.dependence import Given, givens

#: By how much a number is changed, as a share of it: enough to show in a rounded percentage.
STEPS = (Fraction(13, 100), Fraction(9, 10), Fraction(-37, 100))
_OPPOSITE = {"more": "fewer", "fewer": "more"}


def alterations(
    ledger: Path, edition: Edition | None, places: Sequence[Place]
) -> dict[Given, list[Mutant]]:
    """
    Find what an edition rests on, and what else each of it might have said.

    Without an edition on record, all of the ledger is read. The others are positive numbers, as
    precise as what stands there, the likeliest to show first: a figure with its wording, a claim's
    stated number with its paraphrase, the last cell of a range. Figures that are printed like a
    number without workings are among them.
    """
    tables, faults, _ = read_checked(ledger, edition.head if edition else "")
    if faults:
        raise LedgerError(faults)
    figures = {row.seal: row for row in tables["figures"]}
    claims = {row.seal: row for row in tables["claims"]}
    sums = _sums(places)
    found: dict[Given, list[Mutant]] = {}
    for given in sorted(_resting_on(places) | _suspected(places, tables["figures"])):
        if given.file == "figures.csv":
            found[given] = list(_of_figure(figures[str(given.line)]))
        elif given.file == "claims.csv":
            found[given] = list(_of_claim(claims[str(given.line)]))
        else:
            found[given] = list(_of_cell(given, sums[given]))
    return found


def _resting_on(places: Sequence[Place]) -> set[Given]:
    trees = {given for place in places for node in place.numbers for given in givens(node)}
    verdicts = [place for place in places if place.kind == "verdict" and place.numbers]
    return trees | {Given("claims.csv", place.line) for place in verdicts}


def _suspected(places: Sequence[Place], figures: Sequence[Row]) -> set[Given]:
    typed = {place.text for place in places if is_typed(place)}
    return {
        Given("figures.csv", row.seal)
        for row in figures
        if typed & set(NUMERAL.findall(row.cells["as_printed"]))
    }


def _sums(places: Sequence[Place]) -> dict[Given, Fraction]:
    """Return the largest number taken from a range that ends on each cell."""
    found: dict[Given, Fraction] = {}
    leaves = (leaf for place in places for each in place.numbers for leaf in each.leaves())
    for leaf in leaves:
        for given in givens(leaf):
            found[given] = max(found.get(given, Fraction(0)), leaf.exact)
    return found


def _of_figure(row: Row) -> Iterator[Mutant]:
    stated = read_number(row.cells["as_printed"])
    value = Decimal(row.cells["value"]) if row.cells["value"] else stated.value
    if not isinstance(value, Decimal):  # "a third"
        return
    precision = row.cells["precision"] or stated.precision
    unit = Decimal(precision.removeprefix("rounded to ")) if precision != "exact" else None
    for other in others(value, unit or Decimal(1).scaleb(min(0, _exponent(value)))):
        printed = _rewritten(row.cells["as_printed"], value, other)
        yield Mutant("figures.csv", row.seal, {"value": f"{other:f}", "as_printed": printed})


def _of_claim(row: Row) -> Iterator[Mutant]:
    stated, said = row.cells["stated"], row.cells["paraphrase"]
    for new in _restated(stated):
        at = said.lower().find(stated.lower())
        there = said if at < 0 else said[:at] + new + said[at + len(stated) :]
        yield Mutant("claims.csv", row.seal, {"stated": new, "paraphrase": there})


def _of_cell(given: Given, total: Fraction) -> Iterator[Mutant]:
    for least, step in enumerate(STEPS):
        other = max(4 * least + 3, int(abs(step) * total)) | 1
        yield Mutant(given.file, given.line, {given.column: str(other)}, given.sheet)


def _restated(stated: str) -> Iterator[str]:
    numerals = list(NUMERAL.finditer(stated))
    if not numerals:
        if stated.lower() in _OPPOSITE:
            yield _OPPOSITE[stated.lower()]
        return
    last = numerals[-1]
    value = Decimal(last[0].replace(",", "").removesuffix("%"))
    for other in others(value, Decimal(1).scaleb(_exponent(value))):
        new = f"{other:,f}" + "%" * last[0].endswith("%")
        yield stated[: last.start()] + new + stated[last.end() :]


def others(value: Decimal, unit: Decimal) -> Iterator[Decimal]:
    """
    Yield other positive numbers, an odd number of units away.

    Examples
    --------
    >>> [str(other) for other in others(Decimal(281), Decimal(1))]
    ['318', '534', '178']
    """
    for step in STEPS:
        units = abs(Fraction(value) * step / Fraction(unit))
        away = (max(3, int(units)) | 1) * (1 if step > 0 else -1)
        other = value + away * unit
        if other > 0:
            yield other


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


def _rewritten(printed: str, value: Decimal, other: Decimal) -> str:
    """Put another number into a figure's wording; in digits where there were words."""
    for found in NUMERAL.finditer(printed):
        if Decimal(found[0].replace(",", "").removesuffix("%")) == value:
            new = f"{other:,f}" + "%" * found[0].endswith("%")
            return printed[: found.start()] + new + printed[found.end() :]
    return f"{other:,f}"
