"""Put an edition on record: what ``workings edition add`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workings.checks import read_checked
from workings.desk.append import locked, write_whole
from workings.editions import HEADING, RECORD, Edition, as_yaml, newest_of, read_editions
from workings.errors import EditionError, LedgerError, UnknownName
from workings.parameters import checked, edition_name, read_parameters
from workings.pins import LINES, ledger_head, lines_text
from workings.tables import Row


def add_edition(directory: Path, report: str, given: Mapping[str, Any], published: date) -> Edition:
    """
    Put an edition on record, pinned to the ledger as it is now.

    Parameters
    ----------
    directory : Path
        The ledger's folder; beside it lies ``notebooks/``.
    report : str
        Name of a notebook there.
    given : mapping
        The notebook's parameters, its as-of date among them.
    published : date
        The day on which it is published.

    Returns
    -------
    Edition
        As recorded. One as of a day that the record already has is a further issue of it.

    Raises
    ------
    LedgerError
        If the ledger is at fault; nothing is recorded then.
    ParameterError, UnknownName, EditionError
        If there is no such report or parameter, or the same edition is on record already.
    """
    notebooks = directory.resolve().parent / "notebooks"
    stored = {path.stem: path for path in notebooks.glob("*.ipynb")}
    if report not in stored:
        raise UnknownName("report", report, stored)
    declaration = read_parameters(stored[report])
    parameters = checked(declaration, given)
    if "as_of" not in parameters:
        raise EditionError(
            f"{stored[report].name}: found no parameter as_of; expected one, which says what had "
            "been stated by then. Declare it in the parameters cell."
        )
    as_of = date.fromisoformat(parameters["as_of"])
    name = edition_name(parameters, declaration)
    del parameters["as_of"]
    with locked(directory):
        tables, faults = read_checked(directory)
        if faults:
            raise LedgerError(faults)
        editions = read_editions(directory)
        of_report = [edition for edition in editions if edition.report == report]
        issues = [e for e in of_report if (e.as_of, e.parameters) == (as_of, parameters)]
        alike = [e for e in of_report if e.parameters == parameters and e.as_of <= as_of]
        before = newest_of(alike)
        edition = Edition(
            report=report,
            name=f"{name}-issue-{len(issues) + 1}" if issues else name,
            number=len(of_report) + 1,
            as_of=as_of,
            published=published,
            previous=before.name if before else None,
            parameters=parameters,
            ledger=ledger_head(directory),
            official=_official(tables["sources"], as_of),
        )
        _refuse_the_same(edition, issues)
        # The record comes last: until it is there, nothing is pinned.
        write_whole(directory / LINES, lines_text(directory, editions).encode())
        path = directory / RECORD
        text = path.read_text(encoding="utf-8") if path.exists() else HEADING
        write_whole(path, (text + as_yaml(edition)).encode())
    return edition


def _official(sources: tuple[Row, ...], as_of: date) -> dict[str, str]:
    """Return the digests of the stored files that were published by a day."""
    return {
        row.cells["id"]: row.cells["sha256"]
        for row in sources
        if row.cells["archive"] and row.cells["published_on"] <= as_of.isoformat()
    }


def _refuse_the_same(edition: Edition, issues: list[Edition]) -> None:
    """Refuse an edition that would say the same as one on record."""
    for issue in issues:
        if replace(edition, name=issue.name, number=issue.number, published=issue.published,
                   previous=issue.previous) == issue:  # fmt: skip
            raise EditionError(
                f"{issue.id} is on record with the same ledger already; expected a line that it "
                "doesn't have. Append the correction first, or print it again with workings run "
                f"{issue.id}."
            )
