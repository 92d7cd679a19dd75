"""
The ledger: published figures, who stated them and when, and what was known on a given day.

:func:`read_ledger` checks the files and returns a :class:`Book`: the ledger as it stood at the end
of one day. A figure is known by its line in ``figures.csv``, which never changes,
since lines are only ever appended.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workings.errors import Fault, LedgerError
from workings.ledger.altered import current, lines_as_read
from workings.ledger.archive import Archive
from workings.ledger.book import Book
from workings.ledger.checks import read_checked
from workings.ledger.editions import Edition, asked_for
from workings.ledger.figures import Measure, figure_from, source_from
from workings.ledger.statements import said_by, statement_from
from workings.numbers import read_day


def read_ledger(directory: str | Path, as_of: date | str, edition: Edition | None = None) -> Book:
    """
    Check the ledger in a folder and return it as it stood at the end of a day.

    All of it is read, unless the environment variable ``WORKINGS_EDITION`` names an edition on
    record: then only the lines that this edition was made from are. The press sets it for the
    kernel, so that a notebook asks for its ledger in the same words whatever it is printed as.

    Parameters
    ----------
    directory : str or Path
        The folder with ``sources.csv``, ``measures.csv``, ``figures.csv`` and ``datapackage.json``.
    as_of : date or str
        The day, as a date or in the form 2026-01-27.
    edition : Edition, optional
        Read the lines of this edition, whatever the environment names.

    Raises
    ------
    LedgerError
        If anything is wrong in the ledger; lists every fault.
    ParameterError
        If `as_of` is not a day.
    UnknownName
        If ``WORKINGS_EDITION`` names an edition that isn't on this ledger's record.

    Examples
    --------
    >>> book = read_ledger("data", "2026-01-27")
    >>> book["returned"].as_printed, book["returned"].stated_by
    ('281', 'Shabana Mahmood, the Home Secretary')
    """
    day = read_day(as_of, "as_of")
    edition = edition or asked_for(Path(directory))
    tables, faults = read_checked(Path(directory), edition)
    if faults:
        raise LedgerError(faults)
    tables = {name: lines_as_read(f"{name}.csv", rows) for name, rows in tables.items()}
    try:
        sources = {row.cells["id"]: source_from(row.cells) for row in tables["sources"]}
        measures = {row.cells["id"]: Measure(**row.cells) for row in tables["measures"]}
        figures = [figure_from(row.line, row.cells, measures, sources) for row in tables["figures"]]
        lines = [statement_from(row.line, row.cells, sources) for row in tables["claims"]]
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise LedgerError([_too_little_described(error)]) from error
    return Book(
        day,
        measures,
        sources,
        tuple(figure for figure in figures if figure.stated_on <= day),
        Archive(Path(directory).resolve(), sources),
        tuple(said_by(day, lines)),
        tuple(figure for figure in figures if figure.stated_on > day),
        mutant=str(current() or ""),
    )


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
