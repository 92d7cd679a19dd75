"""
The rules of a ledger that no table schema can say: across cells, lines and files.

Cells with a fault of their own are absent from the rows given here, and a rule that needs one of
them says nothing, so that one slip is not reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from workings.errors import Fault, nearest
from workings.ledger.figures import FORESEEN, standing_rows
from workings.ledger.printed import Cells, Slips, check_precision, check_printed
from workings.ledger.tables import Row, Table, shown
from workings.numbers import read_number, read_period

_SAFE_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")

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


def check_sources(rows: Sequence[Row], directory: Path) -> Iterator[Fault]:
    """Check what the cells of `sources.csv` say about each other, and the archived copies."""
    for row in rows:
        yield from _faults("sources.csv", row, _check_source(row.cells, directory))


def check_figures(
    tables: Mapping[str, tuple[Row, ...]], dimensions: Sequence[str]
) -> Iterator[Fault]:
    """
    Check `figures.csv` line by line, and against the other two files; and measures' dimensions.

    These are the columns of figures that say which place, sex, age or the like they speak of.
    """
    measures, sources = _by_id(tables["measures"]), _by_id(tables["sources"])
    for row in tables["measures"]:
        yield from _faults("measures.csv", row, _check_dimensions(row.cells, dimensions))
    for row in tables["figures"]:
        measure = measures.get(row.cells.get("measure", ""), {})
        source = sources.get(row.cells.get("source", ""), {})
        yield from _faults("figures.csv", row, _check_figure(row.cells, measure, source))
        yield from _faults("figures.csv", row, _check_placed(row.cells, measure, dimensions))


def _check_dimensions(cells: Cells, dimensions: Sequence[str]) -> Slips:
    """Check that what a measure's figures carry is declared."""
    for name in cells.get("dimensions", "").split():
        if name not in dimensions:
            mend = 'Add the column to figures in datapackage.json, with "dimension": true.'
            expected = f"one of {', '.join(dimensions)}" if dimensions else "a declared dimension"
            yield "dimensions", shown(name), expected, f"{nearest(name, dimensions)} {mend}"


def _check_placed(cells: Cells, measure: Cells, dimensions: Sequence[str]) -> Slips:
    """Check that a figure says of which place or the like it is, just where its measure does."""
    if "id" not in measure:
        return
    carried = measure.get("dimensions", "").split()
    for name in dimensions:
        if name in carried and cells.get(name) == "":
            mend = f"{measure['id']} is told apart by {name}: say of which one this figure is."
            yield name, "nothing", f"a value of {name}", mend
        elif name not in carried and cells.get(name):
            mend = (
                f"Write {name} into the column dimensions of {measure['id']} in measures.csv, a "
                "column that may have to be added, or leave the cell empty."
            )
            yield name, shown(cells[name]), "an empty cell", mend


def check_claims(rows: Sequence[Row]) -> Iterator[Fault]:
    """Check `claims.csv` line by line and against its other lines."""
    # A line whose kind can't be read may be a claim, too.
    may_be = [row for row in rows if row.cells.get("kind", "claim") == "claim"]
    claims = {row.cells.get("id", ""): row for row in reversed(may_be)}
    for row in rows:
        if row.cells.get("kind") in NEEDED:
            yield from _faults("claims.csv", row, _check_claim(row, claims))


#: What makes two lines of a table speak of the same thing, of which only one can stand.
ONE_OF_A_KIND: Mapping[str, tuple[str, ...]] = {
    "sources": ("id",),
    "measures": ("id",),
    "claims": ("id",),
    "figures": (
        "measure", "period_start", "period_end", "source", "locator", "stated_by", "stated_on",
    ),
    "signoffs": (),
}  # fmt: skip
#: The column that a line and the one it replaces have in common.
SUBJECT: Mapping[str, str] = {"figures": "measure", "signoffs": "subject"}


def check_replaced(
    table: str, rows: Sequence[Row], read: Table, dimensions: Sequence[str] = ()
) -> Iterator[Fault]:
    """
    Check which lines replace which, and that of those that are left none speak of the same thing.

    What was taken down, of the table as it was `read`, may be replaced all the same. Dimensions are
    columns besides that say what a line speaks of.
    """
    file, by_seal = f"{table}.csv", {row.cells.get("seal") or row.seal: row for row in rows}
    replaced = {row.seal: row.cells.get("supersedes", "").split() for row in rows}
    for row in rows:
        slips = _check_supersedes(SUBJECT.get(table, "id"), row, by_seal, read)
        yield from _faults(file, row, slips)
    live = standing_rows(rows)
    stands_for: dict[str, Row] = {}
    for row in live:
        waiting = [*replaced[row.seal]]
        while waiting:  # back along the chain; a cycle can't be written, since a seal is a digest
            seal = waiting.pop()
            if (other := stands_for.setdefault(seal, row)) is not row:
                yield _forked(file, row, other, seal)
                break
            waiting += replaced.get(seal, [])
    said: dict[tuple[str, ...], Row] = {}
    key = (*ONE_OF_A_KIND[table], *dimensions)
    for row in live if key else ():
        what = tuple(row.cells.get(column, row.seal) for column in key)
        if (first := said.setdefault(what, row)) is not row:
            yield _twice(file, row, first, key)


def _forked(file: str, row: Row, other: Row, seal: str) -> Fault:
    """Build the fault of two lines that both stand in the place of one."""
    found = f"that it and {other.seal} (line {other.line}) both stand in the place of {seal}"
    mend = (
        "Add a line that says which of the two stands, and write both their seals in its "
        f"supersedes: {other.seal} {row.seal}. A line that is still open may be deleted instead."
    )
    return Fault(file, row.line, "supersedes", found, "one line in the place of another", mend)


def _twice(file: str, row: Row, first: Row, key: tuple[str, ...]) -> Fault:
    """Build the fault of two lines that stand for the same thing and say other things of it."""
    differ = [c for c in row.cells if c != "seal" and row.cells[c] != first.cells.get(c)]
    told = ", ".join(f"{c} {shown(row.cells[c])}" for c in differ[:3])
    what = repr(row.cells.get("id")) if key == ("id",) else "the same statement"
    found = f"{what}, as on line {first.line}, with another content ({told or 'faulty cells'})"
    if row.is_open or first.is_open:
        which = row if row.is_open else first
        mend = (
            f"Line {which.line} is still open: delete it, give it another "
            f"{'id' if key == ('id',) else 'locator'} or, if it corrects the other, write the "
            "other's seal in its supersedes."
        )
    else:
        mend = (
            "Two desks wrote them apart: add a line that says what stands, and write both seals in "
            f"its supersedes: {first.seal} {row.seal}."
        )
    return Fault(file, row.line, "id" if key == ("id",) else "", found, "one line", mend)


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
            stated = read_number(printed, measure.get("unit", ""))
        except ValueError as error:
            yield "as_printed", shown(printed), "a printed number", f"{error}."
    if stated:
        yield from check_printed(cells, stated, measure)
    yield from check_precision(cells, stated)
    # Days run forwards, from the period to the statement; the clock of who records it may be wrong.
    yield from _check_order(cells, "period_start", "period_end")
    last = "period_end" if cells.get("period_end") else "period_start"
    if cells.get("status") not in FORESEEN:
        yield from _check_order(cells, last, "stated_on")
    if cells.get("period_end") == "":
        yield from _needs_note(cells, "period_end", "the last day it speaks of is missing")
    published, stated_on = source.get("published_on"), cells.get("stated_on")
    if published and stated_on and stated_on < published <= source.get("accessed_on", published):
        mend = f"{source['id']} was published on {published}: correct one of the two days."
        yield "stated_on", stated_on, f"{published} or later", mend


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


def _check_supersedes(subject: str, row: Row, by_seal: Mapping[str, Row], read: Table) -> Slips:
    """
    Check that a line replaces a sealed one of its subject, and says why.

    The subject is the column that the two must have in common. A line that was taken down, or can't
    be read, of the file as it was `read`, may be replaced.
    """
    supersedes, reason = row.cells.get("supersedes"), row.cells.get("reason")
    if supersedes and reason == "":
        mend = "Write source revision, our error or definition change; after a colon, any words."
        yield "reason", "nothing", f"why {supersedes} is replaced", mend
    if supersedes == "" and reason:
        mend = "Give the seal of the line it replaces, or take the reason out."
        yield "supersedes", "nothing, yet a reason", "a seal", mend
    about = row.cells.get(subject)
    for seal in (supersedes or "").split():
        if seal in read.taken_down or (seal not in by_seal and not read.whole):
            continue
        if seal not in by_seal:
            near = nearest(seal, by_seal)
            mend = f"{near} Write the seal of the line that this one replaces."
            yield "supersedes", f"{seal}; no line has that seal", "a seal of this file", mend
        elif by_seal[seal].is_open:
            mend = f"An open line may be edited: correct line {by_seal[seal].line} itself."
            yield "supersedes", f"{seal}, which is still open", "a sealed line", mend
        elif about is not None and by_seal[seal].cells.get(subject, about) != about:
            other = by_seal[seal]
            mend = f"{seal} (line {other.line}) is about {other.cells[subject]}."
            yield "supersedes", seal, f"a line about {about}", mend


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
