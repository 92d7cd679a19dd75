"""
A new ledger line in the making: what the desk gave, what the ledger implies, what is missing.

``workings add`` asks for what is missing, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workings.errors import AddError, LedgerError, UnknownName
from workings.ledger.checks import read_checked
from workings.ledger.figures import AS_PRINTED
from workings.ledger.printed import plain
from workings.ledger.schemas import Description, read_description
from workings.ledger.tables import Row
from workings.numbers import read_number

_INHERITED = ("kind", "publisher", "url", "licence", "reliability")
#: A column, its cell and where that comes from. One without a cause is left empty for now: what is
#: still missing may say what belongs there.
_Inference = tuple[str, str, str]


@dataclass(frozen=True)
class Lines:
    """The ledger's lines as they stand, by table, and the description of their columns."""

    description: Description
    tables: Mapping[str, tuple[Row, ...]]

    def cells(self, table: str, name: str, what: str) -> Mapping[str, str]:
        """Return the cells of the line with an id, or raise UnknownName with the nearest."""
        lines = {row.cells["id"]: row.cells for row in self.tables[table]}
        if name not in lines:
            raise UnknownName(what, name, lines)
        return lines[name]


@dataclass(frozen=True)
class Draft:
    """A line to be."""

    cells: Mapping[str, str]  # what is known, given or inferred; whole once nothing is missing
    inferred: Mapping[str, str]  # where each inferred cell comes from, in words
    missing: tuple[str, ...]  # columns that only the desk can fill, in the order to ask for them


def read_lines(directory: Path) -> Lines:
    """Read the lines of a ledger, to draft another; a `LedgerError` if it has any fault."""
    tables, faults, _ = read_checked(directory)
    if faults:
        raise LedgerError(faults)
    return Lines(read_description(directory), tables)


def draft_figure(lines: Lines, given: Mapping[str, str], today: date) -> Draft:
    """
    Draft a line of ``figures.csv`` from what the desk gives, to be recorded today.

    A cell that is given empty says that nothing belongs there. UnknownName if the measure or the
    source isn't in the ledger, AddError if the figure as printed can't be read.

    Examples
    --------
    >>> given = {"measure": "returned", "as_printed": "more than 900", "source": "S16"}
    >>> draft = draft_figure(read_lines(Path("data")), given, date(2026, 12, 1))
    >>> draft.cells["operator"], draft.cells["stated_on"], draft.cells["period_start"]
    ('>', '2026-06-11', '2025-08-06')
    >>> draft.missing
    ('period_end', 'status', 'locator', 'stated_by')
    """
    inferences = (
        *_from_print(lines, given),
        *_from_ledger(lines, given, today),
        *_left_empty(given, "period_start", "period_end"),
    )
    return _draft(lines.description.columns("figures"), given, inferences)


def draft_source(
    lines: Lines, given: Mapping[str, str], today: date, *, vintage_of: str = "", url: str = ""
) -> Draft:
    """
    Draft a line of ``sources.csv`` from what the desk gives; its file comes later.

    A cell that is given empty says that nothing belongs there. `vintage_of` names the series that
    the file is the newest of, such as ``small-boats``, and `url` where it is fetched from, if it
    is. AddError if both an id and a series are given, or a series and no day.
    """
    if vintage_of and "id" in given:
        raise AddError(
            f"found an id ({given['id']}) and a series that the file is a vintage of "
            f"({vintage_of}); expected one of the two. Leave out --id: it follows from the day."
        )
    if vintage_of and given.get("published_on") == "":
        raise AddError(
            f"found a vintage of {vintage_of} without a day; expected the day it was published. "
            "Give --published, the day its own metadata says if need be, and say so in --note."
        )
    inferences = (
        *([("url", url, "the address given")] if url else []),
        *_from_series(lines, given, vintage_of),
        ("url", "", ""),
        ("accessed_on", str(today), "today"),
        *_left_empty(given, "published_on"),
    )
    columns = [*lines.description.columns("sources")]
    return _draft([c for c in columns if c not in ("archive", "sha256")], given, inferences)


def _draft(columns: list[str], given: Mapping[str, str], inferences: Iterable[_Inference]) -> Draft:
    """Put together what is given and what is inferred; of two inferences, the first counts."""
    cells, whence = dict(given), {}
    for column, cell, why in inferences:
        if column not in cells:
            cells[column] = cell
            if why:
                whence[column] = why
    missing = tuple(column for column in columns if column not in cells)
    return Draft({c: cells[c] for c in columns if c in cells}, whence, missing)


def _from_print(lines: Lines, given: Mapping[str, str]) -> Iterator[_Inference]:
    """Infer from the wording the value, whether it is a bound, and so how precise it is."""
    if "as_printed" not in given:
        for column in ("value", "operator", "precision", "precision_basis"):
            yield column, "", ""
        return
    measure = given.get("measure")
    unit = lines.cells("measures", measure, "measure")["unit"] if measure else ""
    try:
        stated = read_number(given["as_printed"], unit)
    except ValueError as error:
        raise AddError(
            f"--as-printed: {error}. Give the number and the words that belong to it; what "
            "else was said belongs in --note."
        ) from None
    is_exact = stated.precision == "exact"
    yield "value", plain(stated.value), AS_PRINTED
    yield "operator", stated.operator, AS_PRINTED
    yield "precision", stated.precision, "nothing else was said" if is_exact else AS_PRINTED
    if given.get("precision", stated.precision) == stated.precision:
        yield "precision_basis", "" if is_exact else AS_PRINTED, ""
    elif given["precision"] == "exact":
        yield "precision_basis", "", ""


def _from_ledger(lines: Lines, given: Mapping[str, str], today: date) -> Iterator[_Inference]:
    """Infer the first day of the period, the day of the statement, who writes; and say when."""
    if "measure" not in given:
        yield from ((column, "", "") for column in lines.description.dimensions)
        yield "period_start", "", ""
    else:
        cells = lines.cells("measures", given["measure"], "measure")
        measure, carried = cells["id"], cells.get("dimensions", "").split()
        yield from ((c, "", "") for c in lines.description.dimensions if c not in carried)
        same = [row for row in lines.tables["figures"] if row.cells["measure"] == measure]
        starts = {row.cells["period_start"] for row in same}
        if len(starts) == 1 and (start := starts.pop()):
            yield "period_start", start, f"as on all {len(same)} lines of {measure}"
    if "source" not in given:
        yield "stated_on", "", ""
    else:
        source = lines.cells("sources", given["source"], "source")
        if source["published_on"]:
            yield "stated_on", source["published_on"], f"the day {source['id']} was published"
    yield "recorded_on", str(today), "today"
    if figures := lines.tables["figures"]:
        last = figures[-1]
        yield "recorded_by", last.cells["recorded_by"], f"as on line {last.line}"


def _left_empty(given: Mapping[str, str], *days: str) -> Iterator[_Inference]:
    """Leave out what need not be said: a replaced line, a note unless a day is missing, a seal."""
    if not given.get("supersedes"):
        yield "supersedes", "", ""
        yield "reason", "", ""
    if all(given.get(day) != "" for day in days):
        yield "note", "", ""
    yield "seal", "", ""


def _from_series(lines: Lines, given: Mapping[str, str], series: str) -> Iterator[_Inference]:
    """Infer the id of a vintage, and what it shares with the vintage before it."""
    if not series:
        return
    if given.get("published_on"):
        yield "id", f"{series}@{given['published_on']}", "the series and the day"
    elif "published_on" not in given:
        yield "id", "", ""
    earlier = [row for row in lines.tables["sources"] if row.cells["id"].startswith(f"{series}@")]
    for column in _INHERITED if earlier else ():
        cells = max(earlier, key=lambda row: row.cells["id"]).cells
        yield column, cells[column], f"as for {cells['id']}"
