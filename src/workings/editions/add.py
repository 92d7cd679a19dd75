"""Put an edition on record: what ``workings edition add`` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workings.errors import EditionError, LedgerError, ParameterError, UnknownName
from workings.files import write_whole
from workings.ledger import (
    EDITIONS,
    Archive,
    Column,
    Edition,
    Row,
    Site,
    Value,
    as_yaml,
    before_it,
    combined,
    locked,
    read_checked,
    read_editions,
    read_values,
    seal_lines,
    values_of,
    write_head,
)
from workings.notebook import read_places
from workings.run import (
    Job,
    Limits,
    Parameter,
    check_recorded,
    checked,
    edition_name,
    read_parameters,
    rehearse,
)


@dataclass(frozen=True)
class OnRecord:
    """The editions that were put on record, and the seals of the lines sealed for them."""

    editions: tuple[Edition, ...]
    sealed: tuple[str, ...]


def add_editions(
    directory: Path,
    report: str,
    given: Mapping[str, Any],
    matrix: Mapping[str, Column | Sequence[Any]],
    made_on: date,
) -> OnRecord:
    """
    Put an edition on record, from the ledger as it is now; or one for each value of a matrix.

    The lines that it rests on are sealed, and no others: where some are open, its notebook is run
    to see which these are. A matrix has the values of each of its parameters, or the column of a
    CSV file in the ledger's folder that has them. One as of a day that the record already has is a
    further issue of it.

    Raises LedgerError if the ledger is at fault, and nothing is recorded; ParameterError,
    UnknownName or EditionError if there is no such report or parameter, or the same edition is on
    record already; RunError if its notebook can't be run.
    """
    site = Site.of(directory)
    stored = {path.stem: path for path in site.notebooks.glob("*.ipynb")}
    if report not in stored:
        raise UnknownName("report", report, stored)
    declaration = read_parameters(stored[report])
    values = {name: _values(directory, each) for name, each in matrix.items()}
    grid = list(combined(values).values())
    parameters = _parameters(declaration, given, grid[0])
    check_recorded(declaration, ((f"{report} of {each}", {**parameters, **each}) for each in grid))
    as_of = date.fromisoformat(parameters.pop("as_of"))
    others = [parameter for parameter in declaration if parameter.name not in matrix]
    with locked(directory):
        tables = _read(directory)
        entry = Edition(
            report=report,
            name=edition_name({"as_of": as_of.isoformat(), **parameters}, others),
            as_of=as_of,
            made_on=made_on,
            previous=None,
            parameters=parameters,
            head="",
        )
        sealed = _seal(site, entry, grid, tables)
        entry = replace(entry, head=write_head(directory, _read(directory)))
        editions = read_editions(directory)
        entry = _issue(entry, grid, [each for each in editions if each.report == report])
        # The record comes last: until it is there, nothing rests on the head.
        path = directory / EDITIONS / report / f"{entry.name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = {name: [each.value for each in found] for name, found in values.items()}
        write_whole(path, as_yaml(entry, plain).encode())
        known = {each.id for each in editions}
        made = tuple(each for each in read_editions(directory) if each.id not in known)
    return OnRecord(made, tuple(sealed))


def _read(directory: Path) -> Mapping[str, tuple[Row, ...]]:
    tables, faults, _ = read_checked(directory)
    if faults:
        raise LedgerError(faults)
    return tables


def _seal(
    site: Site,
    entry: Edition,
    grid: Sequence[Mapping[str, Any]],
    tables: Mapping[str, tuple[Row, ...]],
) -> list[str]:
    """Seal the open lines that editions rest on; return their seals."""
    open_lines = {row.seal for rows in tables.values() for row in rows if row.is_open}
    wanted: set[str] = set()
    for each in grid if open_lines else ():
        parameters = {"as_of": entry.as_of.isoformat(), **entry.parameters, **each}
        job = Job(site.notebook(entry.report), parameters, site.reports, site.ledger)
        executed = rehearse(job, None, Limits())
        wanted |= {*rests_on(executed, tables, site.ledger, entry.as_of.isoformat())}
    return seal_lines(site.ledger, tables, sorted(wanted & open_lines))


def rests_on(
    executed: Mapping[str, Any], tables: Mapping[str, tuple[Row, ...]], ledger: Path, as_of: str
) -> Iterator[str]:
    """
    Yield the seals of the ledger lines that an executed notebook rests on.

    All that had been stated on a measure by the as-of date is among them, since it has a say in
    which figure stands; and all that belongs to a claim.
    """
    leaves = [
        leaf
        for place in read_places(executed)
        for number in place.numbers
        for leaf in number.leaves()
    ]
    figures = {row.seal: row.cells["measure"] for row in tables["figures"]}
    measures = {figures[leaf.figure] for leaf in leaves if leaf.figure}
    taken = {leaf.extract.source for leaf in leaves if leaf.extract}
    families = {source.partition("@")[0] for source in taken}
    said = {line.seal for leaf in leaves for line in leaf.statements}
    claims = {row.cells["of"] or row.cells["id"] for row in tables["claims"] if row.seal in said}
    for declared in Archive(ledger, {}).declared_of(families):
        measures |= {column.measure for column in declared.columns.values() if column.measure}
    rows = [
        *(row for row in tables["figures"]
          if row.cells["measure"] in measures and row.cells["stated_on"] <= as_of),
        *(row for row in tables["claims"] if (row.cells["of"] or row.cells["id"]) in claims),
    ]  # fmt: skip
    sources = taken | {row.cells["source"] for row in rows}
    yield from (row.seal for row in rows)
    yield from (row.seal for row in tables["measures"] if row.cells["id"] in measures)
    yield from (row.seal for row in tables["sources"] if row.cells["id"] in sources)


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
    series = {each.series for each in made}
    alike = [each for each in of_report if each.series in series]
    issues = [each for each in alike if each.as_of == entry.as_of]
    for issue in issues:
        if issue.head == entry.head:
            raise EditionError(
                f"{issue.id} is on record with the same ledger already; expected a line that it "
                "doesn't have. Add the correction first, or print it again with workings run "
                f"{issue.id}."
            )
    before = before_it(entry, alike)
    number = max((each.issue for each in issues), default=0) + 1
    return replace(
        entry,
        name=f"{entry.name}-issue-{number}" if number > 1 else entry.name,
        issue=number,
        previous=before.record if before else None,
    )
