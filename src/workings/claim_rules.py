"""The rules of ``claims.csv`` that no table schema can say: what each kind of line needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workings.errors import Fault, nearest
from workings.figures import read_period
from workings.rules import check_order, check_recorded, check_supersedes
from workings.tables import Row, shown

FILE = "claims.csv"
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
            yield _fault(row, "period", shown(period), "days", mend)
        yield from check_order(FILE, row, "said_on", "recorded_on")
        yield from check_supersedes(FILE, "id", row, by_line, length)
    yield from _check_ids(rows)
    yield from check_recorded(FILE, rows)


def _check_ids(rows: tuple[Row, ...]) -> Iterator[Fault]:
    """Hold that an id stands for one line, or for one and those it replaced."""
    last: dict[str, int] = {}
    for row in rows:
        name = row.cells.get("id", "")
        if name in last and row.cells.get("supersedes") not in (None, str(last[name])):
            mend = "Give it another id or, if it replaces that line, say so in supersedes."
            found = f"{name!r}, as on line {last[name]}"
            yield _fault(row, "id", found, "each once", mend)
        last[name] = row.line


def _check_filled(row: Row, kind: str) -> Iterator[Fault]:
    for field in NEEDED[kind]:
        if row.cells.get(field) == "":
            yield _fault(row, field, "nothing", f"one for a {kind}", "Fill it in.")
    for field in NOT_ITS_OWN[kind]:
        if row.cells.get(field):
            mend = "It is the claim's: leave it empty here." if field != "of" else "Leave it empty."
            yield _fault(row, field, shown(row.cells[field]), f"nothing for a {kind}", mend)


def _check_of(row: Row, claims: Mapping[str, Row]) -> Iterator[Fault]:
    of = row.cells.get("of")
    if not of:
        return
    if of not in claims:
        yield _fault(row, "of", shown(of), "the id of a claim", nearest(of[:99], claims))
    elif claims[of].line > row.line:
        mend = "A line follows the claim it belongs to."
        yield _fault(row, "of", f"{of}, on a later line", "an earlier claim", mend)


def _check_number(row: Row, kind: str) -> Iterator[Fault]:
    """Hold that a claim can be recomputed, or says why not."""
    cells = row.cells
    if kind == "claim" and cells.get("expression") == "" and cells.get("note") == "":
        mend = "Give an expression, or say in the note why no figure bears on the claim."
        yield _fault(row, "note", "nothing, nor an expression", "one of the two", mend)
    if kind == "claim" and cells.get("expression") and cells.get("stated") == "":
        mend = "Write the number as it was stated; “more” or “fewer” where only that was."
        yield _fault(row, "stated", "nothing, yet an expression", "a stated number", mend)
    if kind == "reading" and cells.get("expression") == "" and cells.get("stated") == "":
        mend = "Say what this reading changes: the expression, or the stated number."
        yield _fault(row, "expression", "nothing, nor a stated number", "one of the two", mend)


def _fault(row: Row, field: str, found: str, expected: str, mend: str) -> Fault:
    return Fault(FILE, row.line, field, found, expected, mend)
