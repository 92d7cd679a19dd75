"""Put an edition on record: what ``workings edition add`` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workings.errors import EditionError, LedgerError, ParameterError, UnknownName
from workings.files import write_whole
from workings.ledger import (
    LEDGER_FILES,
    PINS_FILE,
    RECORD_FILE,
    RECORD_HEADING,
    Column,
    Edition,
    Row,
    Site,
    Value,
    as_yaml,
    before_it,
    combined,
    ledger_head,
    lines_text,
    locked,
    parse_editions,
    read_checked,
    read_editions,
    read_values,
    values_of,
)
from workings.run import Parameter, check_recorded, checked, edition_name, read_parameters


def add_editions(
    directory: Path,
    report: str,
    given: Mapping[str, Any],
    matrix: Mapping[str, Column | Sequence[Any]],
    published: date,
) -> tuple[Edition, ...]:
    """
    Put an edition on record, pinned to the ledger as it is now; or one for each value of a matrix.

    Parameters
    ----------
    directory : Path
        The ledger's folder; beside it lies ``notebooks/``.
    report : str
        Name of a notebook there.
    given : mapping
        The notebook's parameters, its as-of date among them.
    matrix : mapping of str to Column or sequence
        By parameter, its values, or the column of a CSV file in `directory` that has them.
        Without any, there is one edition.
    published : date
        The day on which it is published.

    Returns
    -------
    tuple of Edition
        As recorded. One as of a day that the record already has is a further issue of it.

    Raises
    ------
    LedgerError
        If the ledger is at fault; nothing is recorded then.
    ParameterError, UnknownName, EditionError
        If there is no such report or parameter, or the same edition is on record already.
    """
    stored = {path.stem: path for path in Site.of(directory).notebooks.glob("*.ipynb")}
    if report not in stored:
        raise UnknownName("report", report, stored)
    declaration = read_parameters(stored[report])
    values = {name: _values(directory, each) for name, each in matrix.items()}
    grid = list(combined(values).values())
    parameters = _parameters(declaration, given, grid[0])
    check_recorded(declaration, ((f"{report} of {each}", {**parameters, **each}) for each in grid))
    as_of = date.fromisoformat(parameters.pop("as_of"))
    others = [parameter for parameter in declaration if parameter.name not in matrix]
    files = [each.file for each in matrix.values() if isinstance(each, Column)]
    with locked(directory):
        tables, faults = read_checked(directory)
        if faults:
            raise LedgerError(faults)
        editions = read_editions(directory)
        of_report = [edition for edition in editions if edition.report == report]
        entry = Edition(
            report=report,
            name=edition_name({"as_of": as_of.isoformat(), **parameters}, others),
            number=max((each.number for each in of_report), default=0) + 1,
            as_of=as_of,
            published=published,
            previous=None,
            parameters=parameters,
            ledger=ledger_head(directory, files),
            official=_official(tables["sources"], as_of),
        )
        entry = _issue(entry, grid, of_report)
        # The record comes last: until it is there, nothing is pinned.
        path = directory / RECORD_FILE
        text = path.read_text(encoding="utf-8") if path.exists() else RECORD_HEADING
        text += as_yaml(entry, matrix)
        record = parse_editions(text, directory)
        write_whole(directory / PINS_FILE, lines_text(directory, editions, files).encode())
        write_whole(path, text.encode())
    return record[len(editions) :]


def _values(directory: Path, values: Column | Sequence[Any]) -> list[Value]:
    return read_values(directory, values) if isinstance(values, Column) else values_of(values)


def _parameters(
    declaration: list[Parameter], given: Mapping[str, Any], example: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the parameters that all editions of an entry have, with the as-of date."""
    if twice := {"as_of", *given} & set(example):
        raise ParameterError(
            f"parameter {min(twice)!r}: found it given and in the matrix; expected it once."
        )
    parameters = checked(declaration, {**example, **given})
    if "as_of" not in parameters:
        raise EditionError(
            "the parameters cell: found no parameter as_of; expected one, which says what had "
            "been stated by then. Declare it."
        )
    return {name: value for name, value in parameters.items() if name not in example}


def _issue(entry: Edition, grid: list[dict[str, Any]], of_report: list[Edition]) -> Edition:
    """
    Return an entry with its previous edition and, if it is a further issue, a name that says so.

    Raises
    ------
    EditionError
        If it would say the same as an edition on record.
    """
    made = [replace(entry, parameters={**entry.parameters, **each}) for each in grid]
    issues: dict[str, list[Edition]] = {}
    for each in of_report:
        if each.as_of == entry.as_of:
            issues.setdefault(each.series, []).append(each)
    for edition in made:
        _refuse_the_same(edition, issues.get(edition.series, []))
    before = before_it(entry, [each for each in of_report if each.series == entry.series])
    count = max(len(issues.get(edition.series, [])) for edition in made)
    return replace(
        entry,
        name=f"{entry.name}-issue-{count + 1}" if count else entry.name,
        previous=before.name if before else None,
    )


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
        heads = [[each.ledger[file] for file in LEDGER_FILES] for each in (issue, edition)]
        if heads[0] == heads[1] and issue.official == edition.official:
            raise EditionError(
                f"{issue.id} is on record with the same ledger already; expected a line that it "
                "doesn't have. Append the correction first, or print it again with workings run "
                f"{issue.id}."
            )
