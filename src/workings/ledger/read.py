"""
The ledger: published figures, who stated them and when, and what was known on a given day.

:func:`read_ledger` checks the files and returns a :class:`Book`: the ledger as it stood at the end
of one day. A figure is known by its line in ``figures.csv``, which never changes,
since lines are only ever appended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workings.errors import Fault, LedgerError
from workings.ledger.archive import Archive
from workings.ledger.book import Book
from workings.ledger.checks import read_checked
from workings.ledger.editions import Edition, find_edition, read_editions
from workings.ledger.figures import Measure, figure_from, source_from
from workings.ledger.statements import said_by, statement_from
from workings.numbers import read_day


@dataclass(frozen=True)
class Reading:
    """
    How the notebook that a process runs reads its ledger, as whoever runs it says.

    Attributes
    ----------
    edition : str
        The edition on record whose lines are read; if empty, all lines are.
    then : callable, optional
        What every book goes through before the notebook gets it.
    """

    edition: str = ""
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

    All of it is read, unless the press runs the notebook for an edition on record: then only the
    lines that this edition was made from are. A notebook asks for its ledger in the same words
    whatever it is printed as.

    Parameters
    ----------
    directory : str or Path
        The folder with ``sources.csv``, ``measures.csv``, ``figures.csv`` and ``datapackage.json``.
    as_of : date or str
        The day, as a date or in the form 2026-01-27.
    edition : Edition, optional
        Read the lines of this edition, whatever the press says.

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
    tables, faults = read_checked(Path(directory), edition)
    if faults:
        raise LedgerError(faults)
    try:
        sources = {row.cells["id"]: source_from(row.cells) for row in tables["sources"]}
        measures = {row.cells["id"]: Measure(**row.cells) for row in tables["measures"]}
        figures = [figure_from(row.line, row.cells, measures, sources) for row in tables["figures"]]
        lines = [statement_from(row.line, row.cells, sources) for row in tables["claims"]]
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise LedgerError([_too_little_described(error)]) from error
    book = Book(
        day,
        measures,
        sources,
        tuple(figure for figure in figures if figure.stated_on <= day),
        Archive(
            Path(directory).resolve(),
            sources,
            frozenset(measure.id for measure in measures.values() if measure.is_whole),
        ),
        tuple(said_by(day, lines)),
        tuple(figure for figure in figures if figure.stated_on > day),
    )
    return wanted.then(book) if wanted.then else book


def _too_little_described(error: Exception) -> Fault:
    """Build the fault for cells that passed all checks and still can't be read."""
    return Fault(
        "datapackage.json",
        0,
        "",
        f"a description that lets pass what can't be read ({error})",
        "the columns, types and required cells that the ledger needs",
        "Restore the file from git.",
    )
