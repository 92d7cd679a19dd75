"""
The rules of a ledger that no table schema can say: across cells, lines and files.

Cells with a fault of their own are absent from the rows given here, and a rule that needs one of
them says nothing, so that one slip is not reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from workings.errors import Fault, nearest
from workings.ledger.tables import Row, shown
from workings.numbers import StatedNumber, read_number, read_period

_FIGURES = "figures.csv"
_SOURCES = "sources.csv"
_SAFE_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_COUNTS = ("flow", "stock")
# Who writes a line, when and with what note makes no second figure of it.
_NOT_THE_FIGURE = ("recorded_on", "recorded_by", "note")


def check_sources(rows: tuple[Row, ...], directory: Path) -> Iterator[Fault]:
    """Check what the cells of `sources.csv` say about each other, and the archived copies."""
    for row in rows:
        cells = row.cells
        if cells.get("published_on") == "" and cells.get("note") == "":
            yield _needs_note(_SOURCES, row, "published_on", "the day of publication is missing")
        yield from check_order(_SOURCES, row, "published_on", "accessed_on")
        yield from _check_archive(row, directory)


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
    measures = _by_id(tables["measures"])
    sources = _by_id(tables["sources"])
    by_line = {row.line: row for row in rows}
    for row in rows:
        measure = measures.get(row.cells.get("measure", ""), {})
        source = sources.get(row.cells.get("source", ""), {})
        stated = _read_printed(row)
        if isinstance(stated, Fault):
            yield stated
        elif stated:
            yield from _check_count(row, stated, measure)
            yield from _check_as_printed(row, stated, measure)
        yield from _check_precision(row, None if isinstance(stated, Fault) else stated)
        yield from _check_days(row, source)
        yield from check_supersedes(_FIGURES, "measure", row, by_line, lengths["figures"])
    yield from check_recorded(_FIGURES, rows)
    yield from _check_duplicates(rows)


def _read_printed(row: Row) -> StatedNumber | Fault | None:
    """Read the figure as printed, if there is a sound cell to read."""
    printed = row.cells.get("as_printed")
    if printed is None:
        return None
    try:
        return read_number(printed)
    except ValueError as error:
        return _fault(_FIGURES, row, "as_printed", shown(printed), "a printed number", f"{error}.")


def _check_as_printed(
    row: Row, stated: StatedNumber, measure: Mapping[str, str]
) -> Iterator[Fault]:
    printed, value = row.cells["as_printed"], row.cells.get("value")
    operator, unit = row.cells.get("operator"), measure.get("unit")
    plain = format(stated.value, "f")
    if re.search(r"\.0+\b", printed) and measure.get("kind") in _COUNTS:
        mend = "A spreadsheet may have put the decimals there: write what was printed."
        yield _fault(_FIGURES, row, "as_printed", repr(printed), f"a whole number of {unit}", mend)
    elif value is not None and value != plain:
        mend = f"as_printed is {printed!r}: copy its digits without separators, or correct it."
        if re.fullmatch(r"[0-9]{1,30}\.0+", value) and Fraction(value) == stated.value:
            mend = "A spreadsheet put the decimals there: set the column to text."
        yield _fault(_FIGURES, row, "value", shown(value), plain, mend)
    if operator is not None and operator != stated.operator:
        mend = f"as_printed is {printed!r}: one of the two is wrong."
        yield _fault(_FIGURES, row, "operator", repr(operator), repr(stated.operator), mend)
    if stated.percent and unit not in (None, "per cent"):
        mend = "Choose a measure in per cent, or leave the sign out if none was printed."
        yield _fault(_FIGURES, row, "as_printed", repr(printed), f"a number of {unit}", mend)


def _check_count(row: Row, stated: StatedNumber, measure: Mapping[str, str]) -> Iterator[Fault]:
    """Refuse counts below zero."""
    if measure.get("kind") not in _COUNTS:
        return
    if stated.value < 0:
        mend = f"{measure['id']} is a {measure['kind']}: only a balance or a rate may be negative."
        yield _fault(_FIGURES, row, "value", str(stated.value), "a count of zero or more", mend)
    elif stated.operator == "<" and stated.value == 0:
        mend = "No count is below zero: check what was printed."
        yield _fault(_FIGURES, row, "value", "fewer than 0", "a bound above zero", mend)


def _check_precision(row: Row, stated: StatedNumber | None) -> Iterator[Fault]:
    """Compare the precision with the words and the digits of the figure as printed."""
    precision = row.cells.get("precision")
    if precision is None:
        return
    if precision == "exact":
        if stated and stated.operator == "~":
            mend = "Say what about means: rounded to 10, say, and whose reading that is."
            yield _fault(
                _FIGURES, row, "precision", "'exact' for a figure with ~", "'rounded to ...'", mend
            )
        return
    if stated and stated.operator not in ("=", "~"):
        mend = "A bound is taken as it was said."
        found = f"{shown(precision)} for a bound ({stated.operator})"
        yield _fault(_FIGURES, row, "precision", found, "'exact'", mend)
    elif stated:
        yield from _check_rounding(row, precision, stated)
    if row.cells.get("precision_basis") == "":
        mend = "Write: source says so, or: desk's assumption: and why."
        yield _fault(
            _FIGURES, row, "precision_basis", "nothing", f"who says {shown(precision)}", mend
        )


def _check_rounding(row: Row, precision: str, stated: StatedNumber) -> Iterator[Fault]:
    """Refuse a rounding that the number can't have had, or that its digits don't reach."""
    unit = precision.removeprefix("rounded to ")
    if Fraction(stated.value) % Fraction(unit):
        mend = f"Write a unit that divides {stated.value}, or exact."
        found = f"{shown(precision)} for {stated.value}"
        yield _fault(_FIGURES, row, "precision", found, "a unit that fits", mend)
    elif Fraction(unit) < Fraction(stated.last_place):
        place = format(stated.last_place, "f")
        mend = f"The last printed digit counts {place}: nothing finer was said."
        expected = f"'rounded to {place}' or coarser, or 'exact'"
        yield _fault(_FIGURES, row, "precision", shown(precision), expected, mend)


def _check_days(row: Row, source: Mapping[str, str]) -> Iterator[Fault]:
    """Check that days run forwards, from the period to the statement to the record."""
    yield from check_order(_FIGURES, row, "period_start", "period_end")
    last = "period_end" if row.cells.get("period_end") else "period_start"
    yield from check_order(_FIGURES, row, last, "stated_on")
    yield from check_order(_FIGURES, row, "stated_on", "recorded_on")
    if row.cells.get("period_end") == "" and row.cells.get("note") == "":
        yield _needs_note(_FIGURES, row, "period_end", "the last day it speaks of is missing")
    published, stated = source.get("published_on"), row.cells.get("stated_on")
    if published and stated and stated < published <= source.get("accessed_on", published):
        mend = f"{source['id']} was published on {published}: correct one of the two days."
        yield _fault(_FIGURES, row, "stated_on", stated, f"{published} or later", mend)


def check_supersedes(
    file: str, subject: str, row: Row, by_line: Mapping[int, Row], length: int
) -> Iterator[Fault]:
    """
    Check that a line replaces an earlier one of its subject, and says why.

    Parameters
    ----------
    file : str
        The file's name.
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
        yield Fault(file, row.line, "reason", "nothing", f"why line {supersedes} is replaced", mend)
    if supersedes == "" and reason:
        mend = "Give the number of the line it replaces, or take the reason out."
        found = "nothing, yet a reason"
        yield Fault(file, row.line, "supersedes", found, "a line number", mend)
    if not supersedes:
        return
    line, about = int(supersedes), row.cells.get(subject)
    if line >= row.line:
        what = "this line itself" if line == row.line else "a later line"
        mend = "Lines are only added at the end: the newer one names the one it replaces."
        what = what if line <= length else f"a line that is not there (the file has {length})"
        yield Fault(file, row.line, "supersedes", f"{line}, {what}", "an earlier line", mend)
    elif about is not None and line in by_line:
        other = by_line[line].cells.get(subject, about)
        if other != about:
            mend = f"Line {line} is about {other}: count the lines again, the header being line 1."
            yield Fault(file, row.line, "supersedes", supersedes, f"a line about {about}", mend)


def check_recorded(file: str, rows: tuple[Row, ...], day: str = "recorded_on") -> Iterator[Fault]:
    """Check that lines were written one after the other, by the column that says on which day."""
    for before, row in pairwise(row for row in rows if day in row.cells):
        if row.cells[day] < before.cells[day]:
            mend = (
                "The ledger only grows: leave earlier lines alone and add the correction as a new "
                "last line, recorded today."
            )
            expected = f"line {before.line}'s {before.cells[day]} or later"
            yield Fault(file, row.line, day, row.cells[day], expected, mend)


def _check_duplicates(rows: tuple[Row, ...]) -> Iterator[Fault]:
    """Find lines that say again what an earlier one says."""
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for row in rows:
        said = tuple(item for item in row.cells.items() if item[0] not in _NOT_THE_FIGURE)
        first = seen.setdefault(said, row.line)
        if first != row.line:
            mend = "Take the second one out; a figure stated again later has its own stated_on."
            yield _fault(
                _FIGURES, row, "", f"the same figure as on line {first}", "each once", mend
            )


def _check_archive(row: Row, directory: Path) -> Iterator[Fault]:
    """Check that a stored copy lies inside the ledger's folder and has its digest noted."""
    archive = row.cells.get("archive")
    if not archive:
        return
    path = directory / archive
    mend = "Give the path of a file in this folder, such as archive/S13.html, or leave it empty."
    if not _SAFE_PATH.fullmatch(archive):
        expected = "a plain path that stays inside the ledger's folder"
        yield Fault(_SOURCES, row.line, "archive", shown(archive), expected, mend)
    elif not path.is_file() or not path.resolve().is_relative_to(directory.resolve()):
        found = f"{shown(archive)}, and no such file in the folder"
        yield Fault(_SOURCES, row.line, "archive", found, "a stored copy", mend)
    elif row.cells.get("sha256") == "":
        mend = "Write the output of sha256sum, so that the copy can be told from another."
        yield Fault(_SOURCES, row.line, "sha256", "nothing", f"the digest of {archive}", mend)


def check_order(file: str, row: Row, earlier: str, later: str) -> Iterator[Fault]:
    """Check that the day in column `later` is not before that in `earlier`, if both are given."""
    first, second = row.cells.get(earlier), row.cells.get(later)
    if first and second and second < first:
        mend = "Days don't run backwards: correct whichever of the two is wrong."
        yield Fault(file, row.line, later, second, f"{earlier} {first} or later", mend)


def _needs_note(file: str, row: Row, field: str, why: str) -> Fault:
    mend = f"Fill in {field} if it is known; if not, say why {why}."
    return Fault(file, row.line, "note", "nothing", f"a note, as {field} is empty", mend)


def _by_id(rows: tuple[Row, ...]) -> dict[str, dict[str, str]]:
    return {row.cells["id"]: row.cells for row in reversed(rows) if "id" in row.cells}


def _fault(file: str, row: Row, field: str, found: str, expected: str, mend: str) -> Fault:
    return Fault(file, row.line, field, found, expected, mend)


_CLAIMS = "claims.csv"
NEEDED = {
    "claim": ("who", "source", "locator", "said_on", "paraphrase"),
    "sighting": ("of", "who", "source", "locator", "said_on"),
    "reading": ("of", "reading", "paraphrase"),
    "context": ("of", "paraphrase", "expression"),
}
#: What a line of each kind takes from its claim, and so may not say itself.
NOT_ITS_OWN = {
    "claim": ("of",),
    "sighting": ("expression", "reading", "period", "because"),
    "reading": ("who", "role", "source", "locator", "said_on"),
    "context": ("who", "role", "source", "locator", "said_on", "stated", "reading"),
}


def check_claims(rows: tuple[Row, ...], length: int) -> Iterator[Fault]:
    """
    Check `claims.csv` line by line and against its other lines.

    Parameters
    ----------
    rows : tuple of Row
        Its lines, without faulty cells.
    length : int
        How many lines the file has.
    """
    by_line = {row.line: row for row in rows}
    # A line whose kind can't be read may be a claim, too.
    may_be = [row for row in rows if row.cells.get("kind", "claim") == "claim"]
    claims = {row.cells.get("id", ""): row for row in reversed(may_be)}
    for row in rows:
        kind = row.cells.get("kind", "")
        if kind not in NEEDED:
            continue
        yield from _check_filled(row, kind)
        yield from _check_of(row, claims)
        yield from _check_number(row, kind)
        if (period := row.cells.get("period")) and read_period(period) is None:
            mend = "Write 2025, 2025-08 or 2025-08-06/2026-01-27."
            yield _fault(_CLAIMS, row, "period", shown(period), "days", mend)
        yield from check_order(_CLAIMS, row, "said_on", "recorded_on")
        yield from check_supersedes(_CLAIMS, "id", row, by_line, length)
    yield from _check_ids(rows)
    yield from check_recorded(_CLAIMS, rows)


def _check_ids(rows: tuple[Row, ...]) -> Iterator[Fault]:
    """Check that an id stands for one line, or for one and those it replaced."""
    last: dict[str, int] = {}
    for row in rows:
        name = row.cells.get("id", "")
        if name in last and row.cells.get("supersedes") not in (None, str(last[name])):
            mend = "Give it another id or, if it replaces that line, say so in supersedes."
            found = f"{name!r}, as on line {last[name]}"
            yield _fault(_CLAIMS, row, "id", found, "each once", mend)
        last[name] = row.line


def _check_filled(row: Row, kind: str) -> Iterator[Fault]:
    for field in NEEDED[kind]:
        if row.cells.get(field) == "":
            yield _fault(_CLAIMS, row, field, "nothing", f"one for a {kind}", "Fill it in.")
    for field in NOT_ITS_OWN[kind]:
        if row.cells.get(field):
            mend = "It is the claim's: leave it empty here." if field != "of" else "Leave it empty."
            yield _fault(
                _CLAIMS, row, field, shown(row.cells[field]), f"nothing for a {kind}", mend
            )


def _check_of(row: Row, claims: Mapping[str, Row]) -> Iterator[Fault]:
    of = row.cells.get("of")
    if not of:
        return
    if of not in claims:
        yield _fault(_CLAIMS, row, "of", shown(of), "the id of a claim", nearest(of[:99], claims))
    elif claims[of].line > row.line:
        mend = "A line follows the claim it belongs to."
        yield _fault(_CLAIMS, row, "of", f"{of}, on a later line", "an earlier claim", mend)


def _check_number(row: Row, kind: str) -> Iterator[Fault]:
    """Check that a claim can be recomputed, or says why not."""
    cells = row.cells
    if kind == "claim" and cells.get("expression") == "" and cells.get("note") == "":
        mend = "Give an expression, or say in the note why no figure bears on the claim."
        yield _fault(_CLAIMS, row, "note", "nothing, nor an expression", "one of the two", mend)
    if kind == "claim" and cells.get("expression") and cells.get("stated") == "":
        mend = "Write the number as it was stated; “more” or “fewer” where only that was."
        yield _fault(_CLAIMS, row, "stated", "nothing, yet an expression", "a stated number", mend)
    if kind == "reading" and cells.get("expression") == "" and cells.get("stated") == "":
        mend = "Say what this reading changes: the expression, or the stated number."
        yield _fault(
            _CLAIMS, row, "expression", "nothing, nor a stated number", "one of the two", mend
        )
