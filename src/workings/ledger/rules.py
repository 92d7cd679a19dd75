"""
The rules of a ledger that no table schema can say: across cells, lines and files.

Cells with a fault of their own are absent from the rows given here, and a rule that needs one of
them says nothing, so that one slip is not reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from workings.errors import Fault, nearest
from workings.ledger.figures import COUNTS, WHOLE, is_measured
from workings.ledger.tables import Row, shown
from workings.numbers import StatedNumber, read_number, read_period, whole_cure

_SAFE_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
# Who writes a line, when and with what note makes no second figure of it.
_NOT_THE_FIGURE = ("recorded_on", "recorded_by", "note")

#: What each kind of line of ``claims.csv`` must say.
NEEDED = {
    "claim": ("who", "source", "locator", "said_on", "paraphrase"),
    "sighting": ("of", "who", "source", "locator", "said_on"),
    "reading": ("of", "reading", "paraphrase"),
    "context": ("of", "paraphrase", "expression"),
}
#: What it takes from its claim, and so may not say itself.
NOT_ITS_OWN = {
    "claim": ("of",),
    "sighting": ("expression", "reading", "period", "because"),
    "reading": ("who", "role", "source", "locator", "said_on"),
    "context": ("who", "role", "source", "locator", "said_on", "stated", "reading"),
}

#: What a rule finds in a line: the column, what stands there, what should, and how to mend it.
Slips: TypeAlias = Iterator[tuple[str, str, str, str]]
Cells: TypeAlias = Mapping[str, str]


def check_sources(rows: Sequence[Row], directory: Path) -> Iterator[Fault]:
    """Check what the cells of `sources.csv` say about each other, and the archived copies."""
    for row in rows:
        yield from _faults("sources.csv", row, _check_source(row.cells, directory))


def check_figures(
    tables: Mapping[str, tuple[Row, ...]], lengths: Mapping[str, int]
) -> Iterator[Fault]:
    """
    Check `figures.csv` line by line, against its other lines and against the other two files.

    Parameters
    ----------
    tables : mapping of str to tuple of Row
        The lines of each table, without faulty cells.
    lengths : mapping of str to int
        How many lines each file has.
    """
    rows = tables["figures"]
    measures, sources = _by_id(tables["measures"]), _by_id(tables["sources"])
    by_line = {row.line: row for row in rows}
    said: dict[tuple[tuple[str, str], ...], int] = {}
    for row in rows:
        measure = measures.get(row.cells.get("measure", ""), {})
        source = sources.get(row.cells.get("source", ""), {})
        yield from _faults("figures.csv", row, _check_figure(row.cells, measure, source))
        replaced = _check_supersedes("measure", row, by_line, lengths["figures"])
        yield from _faults("figures.csv", row, replaced)
    yield from check_recorded("figures.csv", rows)
    for row in rows:
        figure = tuple(item for item in row.cells.items() if item[0] not in _NOT_THE_FIGURE)
        if (first := said.setdefault(figure, row.line)) != row.line:
            mend = "Take the second one out; a figure stated again later has its own stated_on."
            found = f"the same figure as on line {first}"
            yield Fault("figures.csv", row.line, "", found, "each once", mend)


def check_claims(rows: Sequence[Row], length: int) -> Iterator[Fault]:
    """
    Check `claims.csv` line by line and against its other lines.

    Parameters
    ----------
    rows : sequence of Row
        Its lines, without faulty cells.
    length : int
        How many lines the file has.
    """
    by_line = {row.line: row for row in rows}
    # A line whose kind can't be read may be a claim, too.
    may_be = [row for row in rows if row.cells.get("kind", "claim") == "claim"]
    claims = {row.cells.get("id", ""): row for row in reversed(may_be)}
    last: dict[str, int] = {}  # an id stands for one line, or for one and those it replaced
    for row in rows:
        if row.cells.get("kind") in NEEDED:
            yield from _faults("claims.csv", row, _check_claim(row, claims))
            replaced = _check_supersedes("id", row, by_line, length)
            yield from _faults("claims.csv", row, replaced)
    for row in rows:
        name = row.cells.get("id", "")
        if name in last and row.cells.get("supersedes") not in (None, str(last[name])):
            mend = "Give it another id or, if it replaces that line, say so in supersedes."
            found = f"{name!r}, as on line {last[name]}"
            yield Fault("claims.csv", row.line, "id", found, "each once", mend)
        last[name] = row.line
    yield from check_recorded("claims.csv", rows)


def check_recorded(file: str, rows: Sequence[Row], day: str = "recorded_on") -> Iterator[Fault]:
    """Check that lines were written one after the other, by the column that says on which day."""
    for before, row in pairwise(row for row in rows if day in row.cells):
        if row.cells[day] < before.cells[day]:
            mend = (
                "The ledger only grows: leave earlier lines alone and add the correction as a new "
                "last line, recorded today."
            )
            expected = f"line {before.line}'s {before.cells[day]} or later"
            yield Fault(file, row.line, day, row.cells[day], expected, mend)


def _faults(file: str, row: Row, slips: Slips) -> Iterator[Fault]:
    return (Fault(file, row.line, *slip) for slip in slips)


def _by_id(rows: Sequence[Row]) -> dict[str, Cells]:
    return {row.cells["id"]: row.cells for row in reversed(rows) if "id" in row.cells}


def _check_source(cells: Cells, directory: Path) -> Slips:
    if cells.get("published_on") == "":
        yield from _needs_note(cells, "published_on", "the day of publication is missing")
    yield from _check_order(cells, "published_on", "accessed_on")
    archive = cells.get("archive")
    if not archive:
        return
    path = directory / archive
    mend = "Give the path of a file in this folder, such as archive/S13.html, or leave it empty."
    if not _SAFE_PATH.fullmatch(archive):
        yield "archive", shown(archive), "a plain path that stays inside the ledger's folder", mend
    elif not path.is_file() or not path.resolve().is_relative_to(directory.resolve()):
        found = f"{shown(archive)}, and no such file in the folder"
        yield "archive", found, "a stored copy", mend
    elif cells.get("sha256") == "":
        mend = "Write the output of sha256sum, so that the copy can be told from another."
        yield "sha256", "nothing", f"the digest of {archive}", mend


def _check_figure(cells: Cells, measure: Cells, source: Cells) -> Slips:
    stated, printed = None, cells.get("as_printed")
    if printed is not None:
        try:
            stated = read_number(printed)
        except ValueError as error:
            yield "as_printed", shown(printed), "a printed number", f"{error}."
    if stated:
        yield from _check_printed(cells, stated, measure)
    yield from _check_precision(cells, stated)
    # Days run forwards, from the period to the statement to the record.
    yield from _check_order(cells, "period_start", "period_end")
    last = "period_end" if cells.get("period_end") else "period_start"
    yield from _check_order(cells, last, "stated_on")
    yield from _check_order(cells, "stated_on", "recorded_on")
    if cells.get("period_end") == "":
        yield from _needs_note(cells, "period_end", "the last day it speaks of is missing")
    published, stated_on = source.get("published_on"), cells.get("stated_on")
    if published and stated_on and stated_on < published <= source.get("accessed_on", published):
        mend = f"{source['id']} was published on {published}: correct one of the two days."
        yield "stated_on", stated_on, f"{published} or later", mend


def _check_printed(cells: Cells, stated: StatedNumber, measure: Cells) -> Slips:
    """Compare the cells with the figure as printed; a count is whole and not below zero."""
    printed, value, operator = cells["as_printed"], cells.get("value"), cells.get("operator")
    unit, plain = measure.get("unit"), format(stated.value, "f")
    is_count = measure.get("kind") in COUNTS
    is_whole = measure.get("kind") in WHOLE and unit is not None and not is_measured(unit)
    if is_count and stated.value < 0:
        mend = f"{measure['id']} is a {measure['kind']}: only a balance or a rate may be negative."
        yield "value", str(stated.value), "a count of zero or more", mend
    elif is_count and stated.operator == "<" and stated.value == 0:
        mend = "No count is below zero: check what was printed."
        yield "value", "fewer than 0", "a bound above zero", mend
    if is_whole and stated.value % 1:
        yield "as_printed", shown(printed), f"a whole number of {unit}", whole_cure(printed)
    elif is_whole and re.search(r"\.0+\b", printed):
        mend = "A spreadsheet may have put the decimals there: write what was printed."
        yield "as_printed", repr(printed), f"a whole number of {unit}", mend
    elif value is not None and value != plain:
        mend = f"as_printed is {printed!r}: copy its digits without separators, or correct it."
        if re.fullmatch(r"[0-9]{1,30}\.0+", value) and Fraction(value) == stated.value:
            mend = "A spreadsheet put the decimals there: set the column to text."
        yield "value", shown(value), plain, mend
    if operator is not None and operator != stated.operator:
        mend = f"as_printed is {printed!r}: one of the two is wrong."
        yield "operator", repr(operator), repr(stated.operator), mend
    if stated.percent and unit not in (None, "per cent"):
        mend = "Choose a measure in per cent, or leave the sign out if none was printed."
        yield "as_printed", repr(printed), f"a number of {unit}", mend


def _check_precision(cells: Cells, stated: StatedNumber | None) -> Slips:
    """Compare the precision with the words and the digits of the figure as printed."""
    precision = cells.get("precision")
    if precision == "exact" and stated and stated.operator == "~":
        mend = "Say what about means: rounded to 10, say, and whose reading that is."
        yield "precision", "'exact' for a figure with ~", "'rounded to ...'", mend
    if precision in (None, "exact"):
        return
    unit = Fraction(precision.removeprefix("rounded to "))
    if stated and stated.operator not in ("=", "~"):
        found = f"{shown(precision)} for a bound ({stated.operator})"
        yield "precision", found, "'exact'", "A bound is taken as it was said."
    elif stated and Fraction(stated.value) % unit:
        mend = f"Write a unit that divides {stated.value}, or exact."
        yield "precision", f"{shown(precision)} for {stated.value}", "a unit that fits", mend
    elif stated and unit < Fraction(stated.last_place):
        place = format(stated.last_place, "f")
        mend = f"The last printed digit counts {place}: nothing finer was said."
        yield "precision", shown(precision), f"'rounded to {place}' or coarser, or 'exact'", mend
    if cells.get("precision_basis") == "":
        mend = "Write: source says so, or: desk's assumption: and why."
        yield "precision_basis", "nothing", f"who says {shown(precision)}", mend


def _check_claim(row: Row, claims: Mapping[str, Row]) -> Slips:
    """Check that a line says what its kind must, and can be recomputed or says why not."""
    cells, kind, of = row.cells, row.cells["kind"], row.cells.get("of")
    for field in NEEDED[kind]:
        if cells.get(field) == "":
            yield field, "nothing", f"one for a {kind}", "Fill it in."
    for field in NOT_ITS_OWN[kind]:
        if cells.get(field):
            mend = "It is the claim's: leave it empty here." if field != "of" else "Leave it empty."
            yield field, shown(cells[field]), f"nothing for a {kind}", mend
    if of and of not in claims:
        yield "of", shown(of), "the id of a claim", nearest(of[:99], claims)
    elif of and claims[of].line > row.line:
        mend = "A line follows the claim it belongs to."
        yield "of", f"{of}, on a later line", "an earlier claim", mend
    if kind == "claim" and cells.get("expression") == "" and cells.get("note") == "":
        mend = "Give an expression, or say in the note why no figure bears on the claim."
        yield "note", "nothing, nor an expression", "one of the two", mend
    if kind == "claim" and cells.get("expression") and cells.get("stated") == "":
        mend = "Write the number as it was stated; “more” or “fewer” where only that was."
        yield "stated", "nothing, yet an expression", "a stated number", mend
    if kind == "reading" and cells.get("expression") == "" and cells.get("stated") == "":
        mend = "Say what this reading changes: the expression, or the stated number."
        yield "expression", "nothing, nor a stated number", "one of the two", mend
    yield from check_period(cells)
    yield from _check_order(cells, "said_on", "recorded_on")


def check_period(cells: Cells) -> Slips:
    """Check that a claim's period is days, if it has one."""
    if (period := cells.get("period")) and read_period(period) is None:
        mend = "Write 2025, 2025-08 or 2025-08-06/2026-01-27."
        yield "period", shown(period), "days", mend


def _check_supersedes(subject: str, row: Row, by_line: Mapping[int, Row], length: int) -> Slips:
    """
    Check that a line replaces an earlier one of its subject, and says why.

    Parameters
    ----------
    subject : str
        Column that the two lines must have in common.
    row : Row
        The line.
    by_line : mapping of int to Row
        The file's lines, by number.
    length : int
        How many lines the file has.
    """
    supersedes, reason = row.cells.get("supersedes"), row.cells.get("reason")
    if supersedes and reason == "":
        mend = "Write source revision, our error or definition change; after a colon, any words."
        yield "reason", "nothing", f"why line {supersedes} is replaced", mend
    if supersedes == "" and reason:
        mend = "Give the number of the line it replaces, or take the reason out."
        yield "supersedes", "nothing, yet a reason", "a line number", mend
    if not supersedes:
        return
    line, about = int(supersedes), row.cells.get(subject)
    if line >= row.line:
        what = "this line itself" if line == row.line else "a later line"
        what = what if line <= length else f"a line that is not there (the file has {length})"
        mend = "Lines are only added at the end: the newer one names the one it replaces."
        yield "supersedes", f"{line}, {what}", "an earlier line", mend
    elif about is not None and line in by_line:
        other = by_line[line].cells.get(subject, about)
        if other != about:
            mend = f"Line {line} is about {other}: count the lines again, the header being line 1."
            yield "supersedes", supersedes, f"a line about {about}", mend


def _check_order(cells: Cells, earlier: str, later: str) -> Slips:
    """Check that the day in column `later` is not before that in `earlier`, if both are given."""
    first, second = cells.get(earlier), cells.get(later)
    if first and second and second < first:
        mend = "Days don't run backwards: correct whichever of the two is wrong."
        yield later, second, f"{earlier} {first} or later", mend


def _needs_note(cells: Cells, field: str, why: str) -> Slips:
    if cells.get("note") == "":
        mend = f"Fill in {field} if it is known; if not, say why {why}."
        yield "note", "nothing", f"a note, as {field} is empty", mend
