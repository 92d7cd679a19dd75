"""
The record of editions, ``editions.yml``: which reports were published, from which ledger, and when.

It only grows. An entry pins, for each ledger file, how many lines it had and the digest of these
lines, so that the edition can be printed again from the same ledger, whatever came after. It stands
for one edition or, with a matrix, for one for each of its values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints, ValidationError

from workings.errors import EditionError, UnknownName
from workings.ledger.matrix import Column, Value, combined, read_values, values_of
from workings.outside import YAML_BYTES, read_whole, read_yaml

RECORD_FILE = "editions.yml"
LEDGER_FILES = ("sources.csv", "measures.csv", "figures.csv", "claims.csv")

RECORD_HEADING = """\
# Which editions were published, and how far the ledger had grown when each was made. A machine adds
# to it (workings edition add), and it only grows: to correct an edition, add another.
"""

_PREFIX = re.compile(r"([1-9][0-9]*) lines, sha256 ([0-9a-f]{64})")

# They become folders and addresses, so they are plain, and none begins with a dot.
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")]
_File = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,59}\.csv$")]
_Value = StrictBool | int | float | date | str
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Prefix:
    """
    The first lines of a ledger file, the header included, and their digest.

    Examples
    --------
    >>> print(Prefix(105, "0" * 64))
    105 lines, sha256 0000000000000000000000000000000000000000000000000000000000000000
    """

    lines: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.lines} lines, sha256 {self.sha256}"


@dataclass(frozen=True)
class Edition:
    """
    One publication of a report, as recorded.

    Attributes
    ----------
    report, name : str
        Its folder is ``reports/<report>/<name>/``.
    number : int
        Counted within the report, from 1; the editions of a matrix share one.
    as_of : date
        What had been stated by the end of this day.
    published : date
        The day on which it was.
    previous : str or None
        Name of the edition that it is set against: the one with the latest figures up to its own
        as-of date, when it was recorded.
    parameters : mapping
        The notebook's other parameters, all of them.
    ledger : mapping of str to Prefix
        By ledger file, the lines that it is made from.
    official : mapping of str to str
        The stored files that it can draw on: digests, by source.
    matrix : tuple of str
        The parameters that tell it from the others of its matrix, if it is one of one.
    """

    report: str
    name: str
    number: int
    as_of: date
    published: date
    previous: str | None
    parameters: Mapping[str, Any]
    ledger: Mapping[str, Prefix]
    official: Mapping[str, str]
    matrix: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Report and name, as in ``one-in-one-out/2026-01-27``."""
        return f"{self.report}/{self.name}"

    @property
    def of(self) -> str:
        """What of its matrix it is about, in the values' own words; nothing without a matrix."""
        return ", ".join(str(self.parameters[name]) for name in self.matrix)

    @cached_property
    def series(self) -> str:
        """The same for all editions of a report with the same parameters, and no others."""
        return json.dumps([self.report, self.parameters], sort_keys=True, default=str)


def read_editions(directory: Path) -> tuple[Edition, ...]:
    """
    Read the record in a ledger's folder, in the order in which editions were recorded.

    Returns
    -------
    tuple of Edition
        Empty if there is no record.

    Raises
    ------
    EditionError
        If an entry can't be read or doesn't fit those before it.
    LedgerError, UnknownName
        If a file that a matrix names can't be read.

    Examples
    --------
    >>> read_editions(Path("data"))[0].id
    'one-in-one-out/2025-10-31'
    """
    try:
        text = read_whole(directory / RECORD_FILE, YAML_BYTES, EditionError).decode("utf-8")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise _unfit(f"a file that can't be read ({error})", "a record of editions") from error
    return parse_editions(text, directory)


def find_edition(editions: Iterable[Edition], id_: str) -> Edition:
    """
    Find an edition by its id.

    Raises
    ------
    UnknownName
        If it isn't on record; names the nearest.
    """
    known = {edition.id: edition for edition in editions}
    if id_ not in known:
        raise UnknownName("edition", id_, known)
    return known[id_]


def said_of(edition: Edition, editions: Iterable[Edition]) -> dict[str, Any]:
    """
    Return what the page says of its edition, from the record alone.

    Returns
    -------
    dict
        ``edition`` (its number), ``published``, ``updated`` where an edition as of the same day
        came before it, and ``previous`` (``edition``, ``as_of`` and ``name``) where there is one.
        In a matrix, ``of``, the value that it is about. It never says which is the newest: that
        changes, and the page does not.

    Examples
    --------
    >>> editions = read_editions(Path("data"))
    >>> said_of(find_edition(editions, "one-in-one-out/2025-11-10"), editions)["previous"]
    {'edition': 1, 'name': '2025-10-31', 'as_of': '2025-10-31'}
    """
    # Of those up to this one, since what is put on record later leaves its page as it is.
    issues = [e for e in editions if e.as_of == edition.as_of and e.series == edition.series]
    first = min(issue.published for issue in issues if issue.number <= edition.number)
    said: dict[str, Any] = {"edition": edition.number, "published": first.isoformat()}
    if edition.published != first:
        said["updated"] = edition.published.isoformat()
    if edition.matrix:
        said["of"] = edition.of
    if edition.previous is not None:
        before = find_edition(editions, f"{edition.report}/{edition.previous}")
        said["previous"] = {
            "edition": before.number,
            "name": before.name,
            "as_of": before.as_of.isoformat(),
        }
    return said


def newest_of(editions: Iterable[Edition]) -> Edition | None:
    """Return the one with the newest figures; of two as of the same day, the later number."""
    return max(editions, key=lambda each: (each.as_of, each.number), default=None)


def before_it(edition: Edition, alike: Iterable[Edition]) -> Edition | None:
    """Return which of the editions alike has the latest figures up to an edition's as-of date."""
    return newest_of(each for each in alike if each.as_of <= edition.as_of)


def parse_editions(text: str, directory: Path) -> tuple[Edition, ...]:
    """Read the text of a record in a ledger's folder, as `read_editions` does."""
    wanted = {
        (column, edition.ledger[column.file].lines)
        for edition, matrix in _entries(text)
        for column in matrix.values()
        if isinstance(column, Column)
    }
    read = {each: tuple(read_values(directory, *each)) for each in wanted}
    return _expanded(text, frozenset(read.items()))


def as_yaml(edition: Edition, matrix: Mapping[str, Column | Sequence[Any]] | None = None) -> str:
    """Write an edition down as an entry; with a matrix, as one that stands for many."""
    import yaml

    entry = {
        "report": edition.report,
        "edition": edition.name,
        "number": edition.number,
        "as_of": edition.as_of,
        "published": edition.published,
        "previous": edition.previous,
        "parameters": dict(edition.parameters),
        "ledger": {file: str(prefix) for file, prefix in edition.ledger.items()},
        "official": dict(edition.official),
    }
    if matrix:
        del entry["previous"]  # each has its own
        entry["matrix"] = {
            name: asdict(values) if isinstance(values, Column) else list(values)
            for name, values in matrix.items()
        }
    return yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=200)


def entries_up_to(record: str, edition: Edition) -> str:
    """Return the entries of a record that are of an edition's report, up to its own."""
    import yaml

    those = [
        entry
        for entry in read_yaml(record, RECORD_FILE, _not_yaml)
        if entry["report"] == edition.report and entry["number"] <= edition.number
    ]
    return yaml.safe_dump(those, sort_keys=False, allow_unicode=True, width=200)


class _Column(BaseModel):
    """A column that the values of a matrix are read from, as written down."""

    model_config = ConfigDict(extra="forbid")

    file: _File
    column: str


class _Written(BaseModel):
    """An entry as written down."""

    model_config = ConfigDict(extra="forbid")

    report: _Name
    edition: _Name
    number: int
    as_of: date
    published: date
    previous: _Name | None = None
    parameters: dict[str, Any]
    matrix: dict[str, list[_Value] | _Column] = {}
    ledger: dict[str, str]
    official: dict[str, _Digest]


#: An entry: an edition, and the matrix that makes many of it, empty if it stands for one.
_Entry: TypeAlias = tuple[Edition, Mapping[str, Column | list[Value]]]


@lru_cache(maxsize=4)
def _entries(text: str) -> tuple[_Entry, ...]:
    entries = read_yaml(text, RECORD_FILE, _not_yaml) or []
    if not isinstance(entries, list):
        raise _unfit(f"a {type(entries).__name__}", "a list of editions")
    return tuple(_entry(place, entry) for place, entry in enumerate(entries, start=1))


def _entry(place: int, entry: object) -> _Entry:
    try:
        said = _Written.model_validate(entry)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "as a whole"
        raise _unfit(f"{fault['input']!r} in entry {place}, {where}", fault["msg"]) from error
    read = (each.file for each in said.matrix.values() if isinstance(each, _Column))
    files = tuple(dict.fromkeys([*LEDGER_FILES, *read]))
    prefixes = {file: _PREFIX.fullmatch(text) for file, text in said.ledger.items()}
    if tuple(said.ledger) != files or not all(prefixes.values()):
        raise _unfit(
            f"{said.ledger!r} in entry {place}, ledger",
            f"for each of {', '.join(files)}: '105 lines, sha256 <64 digits>'",
        )
    if bool(said.matrix) == ("previous" in said.model_fields_set):
        raise _unfit(f"matrix {said.matrix!r} in entry {place}", "either a matrix or a previous")
    if twice := {"as_of", *said.parameters} & set(said.matrix):
        raise _unfit(f"{min(twice)} in the matrix of entry {place}", "a parameter not yet set")
    pinned = {f: Prefix(int(m[1]), m[2]) for f, m in prefixes.items() if m}
    same = {name: value for name, value in said if name not in ("edition", "ledger", "matrix")}
    edition = Edition(name=said.edition, ledger=pinned, **same)
    matrix = {
        name: Column(each.file, each.column) if isinstance(each, _Column) else values_of(each)
        for name, each in said.matrix.items()
    }
    return edition, matrix


@lru_cache(maxsize=4)
def _expanded(
    text: str, read: frozenset[tuple[tuple[Column, int], tuple[Value, ...]]]
) -> tuple[Edition, ...]:
    """List the editions that a record's entries stand for, each held against those before it."""
    names: dict[str, dict[str, str]] = {}
    numbers: dict[str, int] = {}
    series: dict[str, list[Edition]] = {}
    found: list[Edition] = []
    for place, (entry, matrix) in enumerate(_entries(text), start=1):
        report = entry.report
        numbers[report] = number = numbers.get(report, 0) + 1
        if entry.number != number:
            raise _unfit(f"number {entry.number} in entry {place}", f"{number}, the next")
        for edition in _each(entry, matrix, dict(read)) if matrix else [entry]:
            if edition.name.casefold() in names.setdefault(report, {}):
                raise _unfit(f"{edition.id} again, in entry {place}", "each edition once")
            alike = series.setdefault(edition.series, [])
            known = names[report].get(str(edition.previous).casefold())
            if edition.matrix:
                before = before_it(edition, alike)
                edition = replace(edition, previous=before.name if before else None)
            elif edition.previous not in (None, known):
                what = f"previous {edition.previous} in entry {place}"
                raise _unfit(what, "one before it, or null")
            found.append(edition)
            alike.append(edition)
            names[report][edition.name.casefold()] = edition.name
    return tuple(found)


def _each(
    entry: Edition,
    matrix: Mapping[str, Column | list[Value]],
    read: Mapping[tuple[Column, int], Sequence[Value]],
) -> Iterator[Edition]:
    """Return the editions of a matrix, given what was read of its columns."""
    values = {
        name: read[each, entry.ledger[each.file].lines] if isinstance(each, Column) else each
        for name, each in matrix.items()
    }
    for name, parameters in combined(values).items():
        yield replace(
            entry,
            name=f"{entry.name}-{name}",
            parameters={**entry.parameters, **parameters},
            matrix=tuple(matrix),
        )


def _not_yaml(said: str) -> EditionError:
    return EditionError(f"{said} Restore it from git, and add entries with workings edition add.")


def _unfit(found: str, expected: str) -> EditionError:
    """Return the error for a record that isn't as a machine wrote it."""
    return EditionError(
        f"{RECORD_FILE}: found {found}; expected {expected}. Restore it from git, and add entries "
        "with workings edition add."
    )
