"""The ledger read: checked, then a :class:`Book` of what was known at the end of one day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from workings.errors import Fault, LedgerError
from workings.ledger.archive import Archive
from workings.ledger.book import Book
from workings.ledger.checks import read_checked
from workings.ledger.editions import Edition, find_edition, read_editions
from workings.ledger.figures import (
    Measure,
    Source,
    figure_from,
    measure_from,
    source_from,
    standing_rows,
)
from workings.ledger.heads import declaration_files
from workings.ledger.schemas import read_parts
from workings.ledger.statements import Statement, said_by, statement_from
from workings.numbers import read_day

Named = TypeVar("Named", Source, Measure)


@dataclass(frozen=True)
class Reading:
    """How the notebook that a process runs reads its ledger, as whoever runs it says."""

    edition: str = ""  # the one on record whose ledger head is read; if empty, all lines are
    # what every book goes through before the notebook gets it
    then: Callable[[Book], Book] | None = None


_readings = [Reading()]  # the last holds, in all threads, which a ContextVar would not


@contextmanager
def reading(wanted: Reading) -> Iterator[None]:
    """Have every ledger read so in this process, for as long as the block lasts."""
    _readings.append(wanted)
    try:
        yield
    finally:
        _readings.pop()


def read_ledger(directory: str | Path, as_of: date | str, edition: Edition | None = None) -> Book:
    """
    Check the ledger in a folder and return it as it stood at the end of a day.

    All of it is read, unless the press runs the notebook for an edition on record: then only what
    had been recorded by that edition's ledger head is. A notebook asks for its ledger in the same
    words whatever it is printed as.

    Parameters
    ----------
    directory : str or Path
        The folder with ``sources.csv``, ``measures.csv``, ``figures.csv`` and ``datapackage.json``.
    as_of : date or str
        The day, as a date or in the form 2026-01-27.
    edition : Edition, optional
        Read the head of this edition, whatever the press says.

    Raises
    ------
    LedgerError
        If anything is wrong in the ledger; lists every fault.
    ParameterError
        If `as_of` is not a day.
    UnknownName
        If the press runs it for an edition that isn't on this ledger's record.

    Examples
    --------
    >>> book = read_ledger("data", "2026-01-27")
    >>> book["returned"].as_printed, book["returned"].stated_by
    ('281', 'Shabana Mahmood, the Home Secretary')
    """
    day = read_day(as_of, "as_of")
    wanted = _readings[-1]
    if not edition and wanted.edition:
        edition = find_edition(read_editions(Path(directory)), wanted.edition)
    folder, head = Path(directory), edition.head if edition else ""
    tables, faults, _ = read_checked(folder, head)
    if faults:
        raise LedgerError(faults)
    try:
        sources = _by_id(map(source_from, standing_rows(tables["sources"])))
        parts = read_parts(folder)
        measures = _by_id(measure_from(row, parts) for row in standing_rows(tables["measures"]))
        figures = [figure_from(row, measures, sources) for row in tables["figures"]]
        lines = [statement_from(row, sources) for row in tables["claims"]]
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        found = f"a description that lets pass what can't be read ({error})"
        expected = "the columns, types and required cells that the ledger needs"
        mend = "Restore the file from git."
        fault = Fault("datapackage.json", 0, "", found, expected, mend)
        raise LedgerError([fault]) from error
    book = Book(
        day,
        measures,
        sources,
        tuple(figure for figure in figures if figure.stated_on <= day),
        Archive(
            folder.resolve(),
            sources,
            declaration_files(folder, head) if head else (),
            frozenset(measure.id for measure in measures.values() if measure.is_whole),
        ),
        tuple(said_by(day, sorted(lines, key=_order_of_claims))),
        tuple(figure for figure in figures if figure.stated_on > day),
    )
    return wanted.then(book) if wanted.then else book


def _by_id(lines: Iterable[Named]) -> dict[str, Named]:
    """Order lines by their ids, since where they stand says nothing."""
    return {line.id: line for line in sorted(lines, key=lambda line: _natural(line.id))}


def _order_of_claims(line: Statement) -> tuple[Any, ...]:
    """Put each claim before what belongs to it, by ids; of two lines with one id, by seals."""
    return _natural(line.of or line.id), bool(line.of), _natural(line.id), line.seal


def _natural(id_: str) -> tuple[tuple[bool, int, str], ...]:
    """Order ids as people do: A2 before A10."""
    parts = re.findall("[0-9]+|[^0-9]+", id_)
    return tuple((p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts)
