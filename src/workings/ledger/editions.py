"""
The record of editions, ``editions/``: which are on record, from which ledger head, and when made.

Each has a file of its own, ``editions/<report>/<edition>.yml``, so two branches that put editions
on record never meet in one. It names the ledger head that the edition is made from, so that the
same can be printed again whatever comes after. With a matrix, it stands for one edition for each of
its values. A report that was renamed or retired says so in ``editions/<report>.yml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints, ValidationError

from workings.errors import EditionError, UnknownName, mismatch
from workings.ledger.matrix import combined, values_of
from workings.ledger.seals import line_digest, seal_of
from workings.outside import YAML_BYTES, read_whole, read_yaml

EDITIONS = "editions"

_MEND = "Restore it from git; workings edition add writes records."
_ISSUE = re.compile(r"(.+?)(?:-issue-([1-9][0-9]*))?")

# They become folders and addresses, so they are plain, and none begins with a dot.
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")]
_Value = StrictBool | int | float | date | str
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Edition:
    """One edition of a report, as recorded."""

    report: str
    name: str  # its folder is ``reports/<report>/<name>/``
    as_of: date  # what had been stated by the end of this day
    made_on: date  # when it was put on record
    # name of the one that it is set against: that with the latest figures up to its own as-of date,
    # when it was recorded
    previous: str | None
    parameters: Mapping[str, Any]  # the notebook's other parameters, all of them
    head: str  # digest of the ledger head that it is made from
    issue: int = 1  # more for a further one of what the report said as of the same day
    record: str = ""  # name of its record, which a matrix's editions share
    matrix: tuple[str, ...] = ()  # the parameters that tell it from the others of its matrix

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


@dataclass(frozen=True)
class Fate:
    """What became of a report: the name that it has now, or why it was retired."""

    renamed: str = ""
    retired: str = ""


def read_editions(directory: Path) -> tuple[Edition, ...]:
    """Read the record in a ledger's folder, by report and then as-of date; raises EditionError."""
    found: list[Edition] = []
    for path in sorted((directory / EDITIONS).glob("*/*.yml")):
        report = path.parent.name
        found += parse_record(report, path.stem, _text(path, f"{report}/{path.stem}"))
    records = {(each.report, each.record): each.previous for each in found}
    alike = {(each.report, each.record, each.series): each.name for each in found}
    seen: dict[str, Edition] = {}
    kept = []
    for edition in sorted(found, key=lambda each: (each.report, each.as_of, each.issue, each.name)):
        if edition.id.casefold() in seen:
            other = seen[edition.id.casefold()].id
            raise _unfit(edition.id, f"{other}, too", "names that differ by more than case")
        seen[edition.id.casefold()] = edition
        if edition.previous:
            if (edition.report, edition.previous) not in records:
                expected = "the record of an edition of the same report"
                what = f"previous: {edition.previous}, and no such one"
                raise _unfit(f"{edition.report}/{edition.record}", what, expected)
            edition = replace(edition, previous=_alike(edition, records, alike))
        kept.append(edition)
    return tuple(kept)


def read_fates(directory: Path) -> dict[str, Fate]:
    """Read which reports were renamed or retired, by old name; raises `EditionError`."""
    found = {}
    for path in sorted((directory / EDITIONS).glob("*.yml")):
        said = _yaml(path.stem, _text(path, path.stem))
        fits = isinstance(said, dict) and len(said) == 1 and {*said} <= {"renamed", "retired"}
        if not fits or not all(isinstance(each, str) and each for each in said.values()):
            expected = "one line: `renamed: new-name` or `retired: why, in a sentence`"
            raise _unfit(path.stem, repr(said)[:200], expected)
        found[path.stem] = Fate(**said)
    return found


def find_edition(editions: Iterable[Edition], id_: str) -> Edition:
    """Find an edition by its id; raises UnknownName, which names the nearest, if there is none."""
    known = {edition.id: edition for edition in editions}
    if id_ not in known:
        raise UnknownName("edition", id_, known)
    return known[id_]


def said_of(edition: Edition, editions: Iterable[Edition]) -> dict[str, Any]:
    """
    Return what the page says of its edition, from the record alone.

    That is ``made_on``; ``issue`` and ``first_made_on`` where an issue as of the same day came
    before it; ``previous`` (``name`` and ``as_of``) where there is one; and in a matrix ``record``,
    and ``of``, the value that it is about. It never says which is the newest: that changes, and the
    page does not.
    """
    # Of those up to this one, since what is put on record later leaves its page as it is.
    issues = [e for e in editions if e.as_of == edition.as_of and e.series == edition.series]
    first = min(issues, key=lambda each: each.issue)
    said: dict[str, Any] = {"made_on": edition.made_on.isoformat()}
    if first.issue < edition.issue:
        said |= {"issue": edition.issue, "first_made_on": first.made_on.isoformat()}
    if edition.matrix:
        said |= {"of": edition.of, "record": edition.record}
    if edition.previous is not None:
        before = find_edition(editions, f"{edition.report}/{edition.previous}")
        said["previous"] = {"name": before.name, "as_of": before.as_of.isoformat()}
    return said


def newest_of(editions: Iterable[Edition]) -> Edition | None:
    """Return the one with the newest figures; of two as of the same day, the later issue."""
    return max(editions, key=lambda each: (each.as_of, each.issue, each.name), default=None)


def before_it(edition: Edition, alike: Iterable[Edition]) -> Edition | None:
    """Return which of the editions alike has the latest figures up to an edition's as-of date."""
    return newest_of(each for each in alike if each.as_of <= edition.as_of)


def as_yaml(edition: Edition, matrix: Mapping[str, Sequence[Any]] | None = None) -> str:
    """Write an edition down as a record; with a matrix, as one that stands for many."""
    import yaml

    record: dict[str, Any] = {
        "as_of": edition.as_of,
        "made_on": edition.made_on,
        "previous": edition.previous,
        "parameters": dict(edition.parameters),
    }
    if matrix:
        record["matrix"] = {name: list(values) for name, values in matrix.items()}
    record["head"] = edition.head
    record["seal"] = _seal(edition.report, edition.name, record)
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=200)


def _seal(report: str, name: str, record: Mapping[str, Any]) -> str:
    """Return the seal of a record, which has to do with its name, too."""
    said = {key: json.dumps(value, sort_keys=True, default=str) for key, value in record.items()}
    return seal_of("editions", line_digest(f"editions/{report}/{name}", said))


class _Written(BaseModel):
    """A record as written down."""

    model_config = ConfigDict(extra="forbid")

    as_of: date
    made_on: date
    previous: _Name | None
    parameters: dict[str, Any]
    matrix: dict[str, list[_Value]] = {}
    head: _Digest
    seal: str


@lru_cache(maxsize=256)
def parse_record(report: str, name: str, text: str) -> tuple[Edition, ...]:
    """Read the text of a record: the editions that it stands for."""
    where = f"{report}/{name}"
    given = _yaml(where, text)
    try:
        _Plain(report=report, name=name)
        said = _Written.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        at = ".".join(map(str, fault["loc"])) or "as a whole"
        raise _unfit(where, f"{fault['input']!r} in {at}", fault["msg"]) from error
    if twice := {"as_of", *said.parameters} & set(said.matrix):
        found = f"{min(twice)} in the matrix"
        raise _unfit(where, found, "a parameter not yet set")
    if said.seal != (expected := _seal(report, name, given)):
        found = f"another record than was sealed ({said.seal})"
        raise _unfit(where, found, f"what {expected} would be the seal of")
    issue = _ISSUE.fullmatch(name)
    same = {key: value for key, value in said if key not in ("matrix", "seal")}
    number = int(issue[2] or 1) if issue else 1
    edition = Edition(report, name, issue=number, record=name, **same)
    matrix = {key: values_of(values) for key, values in said.matrix.items()}
    if not matrix:
        return (edition,)
    return tuple(
        replace(
            edition,
            name=f"{name}-{part}",
            parameters={**edition.parameters, **parameters},
            matrix=tuple(matrix),
        )
        for part, parameters in combined(matrix).items()
    )


class _Plain(BaseModel):
    """What becomes a folder and an address."""

    report: _Name
    name: _Name


def _alike(
    edition: Edition,
    records: Mapping[tuple[str, str], str | None],
    alike: Mapping[tuple[str, str, str], str],
) -> str | None:
    """Name the edition that one is set against: of the records before it, the last that has one."""
    record = edition.previous
    for _ in records:  # no longer than that, though somebody made them a ring
        if not record or (edition.report, record, edition.series) in alike:
            break
        record = records.get((edition.report, record))
    return alike.get((edition.report, record or "", edition.series))


def _text(path: Path, name: str) -> str:
    try:
        return read_whole(path, YAML_BYTES, EditionError).decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"a file that can't be read ({error})"
        raise _unfit(name, found, "a record of an edition") from error


def _yaml(name: str, text: str) -> Any:
    if text.startswith("<<<<<<<") or "\n<<<<<<<" in text:
        expected = (
            "one record. Both branches put the same edition on record: keep one as it is, and put "
            "the other on record again with workings edition add, which makes it a further issue"
        )
        raise _unfit(name, "a merge's marks", expected)
    return read_yaml(text, f"{EDITIONS}/{name}.yml", lambda said: EditionError(f"{said} {_MEND}"))


def _unfit(name: str, found: str, expected: str) -> EditionError:
    """Return the error for a record that isn't as a machine wrote it."""
    return EditionError(mismatch(f"{EDITIONS}/{name}.yml", found, expected, _MEND))
