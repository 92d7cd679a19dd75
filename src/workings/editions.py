"""
The record of editions, ``editions.yml``: which reports were published, from which ledger, and when.

It only grows. An entry pins, for each ledger file, how many lines it had and the digest of these
lines, so that the edition can be printed again from the same ledger, whatever came after.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from workings.errors import EditionError, UnknownName

RECORD = "editions.yml"
ASKED_FOR = "WORKINGS_EDITION"
LEDGER_FILES = ("sources.csv", "measures.csv", "figures.csv", "claims.csv")
HEADING = """\
# Which editions were published, and how far the ledger had grown when each was made. A machine adds
# to it (workings edition add), and it only grows: to correct an edition, add another.
"""

_PREFIX = re.compile(r"([1-9][0-9]*) lines, sha256 ([0-9a-f]{64})")

# They become folders and addresses, so they are plain, and none begins with a dot.
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")]
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
        Counted within the report, from 1.
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

    @property
    def id(self) -> str:
        """Report and name, as in ``one-in-one-out/2026-01-27``."""
        return f"{self.report}/{self.name}"


class _Entry(BaseModel):
    """An edition as written down."""

    model_config = ConfigDict(extra="forbid")

    report: _Name
    edition: _Name
    number: int
    as_of: date
    published: date
    previous: _Name | None
    parameters: dict[str, Any]
    ledger: dict[str, str]
    official: dict[str, _Digest]


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

    Examples
    --------
    >>> read_editions(Path("data"))[0].id
    'one-in-one-out/2025-10-31'
    """
    try:
        text = (directory / RECORD).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise _unfit(f"a file that can't be read ({error})", "a record of editions") from error
    return _parsed(text)


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


def asked_for(directory: Path) -> Edition | None:
    """
    Return the edition that the environment asks for, if it names any.

    Raises
    ------
    UnknownName
        If it isn't on the record in this folder.
    """
    id_ = os.environ.get(ASKED_FOR)
    return find_edition(read_editions(directory), id_) if id_ else None


def previous_of(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Return the edition that one is set against, if it isn't the first."""
    if edition.previous is None:
        return None
    return find_edition(editions, f"{edition.report}/{edition.previous}")


def newest_of(editions: Iterable[Edition]) -> Edition | None:
    """Return the one with the newest figures; of two as of the same day, the later number."""
    return max(editions, key=lambda each: (each.as_of, each.number), default=None)


def said_of(edition: Edition, editions: Iterable[Edition]) -> dict[str, Any]:
    """
    Return what the page says of its edition, from the record alone.

    Returns
    -------
    dict
        ``edition`` (its number), ``published``, ``updated`` where an edition as of the same day
        came before it, and ``previous`` (``edition``, ``as_of`` and ``name``) where there is one.
        It never says which is the newest: that changes, and the page does not.

    Examples
    --------
    >>> editions = read_editions(Path("data"))
    >>> said_of(find_edition(editions, "one-in-one-out/2025-11-10"), editions)["previous"]
    {'edition': 1, 'name': '2025-10-31', 'as_of': '2025-10-31'}
    """
    asked = edition.report, edition.as_of, edition.parameters
    # Of those up to this one, since what is put on record later leaves its page as it is.
    issues = [e for e in editions if (e.report, e.as_of, e.parameters) == asked]
    first = min(issue.published for issue in issues if issue.number <= edition.number)
    said: dict[str, Any] = {"edition": edition.number, "published": first.isoformat()}
    if edition.published != first:
        said["updated"] = edition.published.isoformat()
    if before := previous_of(edition, editions):
        said["previous"] = {
            "edition": before.number,
            "name": before.name,
            "as_of": before.as_of.isoformat(),
        }
    return said


def as_yaml(edition: Edition) -> str:
    """Write an edition down as an entry of the record."""
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
    return yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=200)


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[Edition, ...]:
    import yaml

    try:  # libyaml's reader is ten times as fast, where it is there
        entries = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or []
    except yaml.YAMLError as error:
        raise _unfit(f"no YAML ({error})", "a list of editions") from error
    if not isinstance(entries, list):
        raise _unfit(f"a {type(entries).__name__}", "a list of editions")
    editions: list[Edition] = []
    for place, entry in enumerate(entries, start=1):
        editions.append(_fitting(place, entry, editions))
    return tuple(editions)


def _fitting(place: int, entry: object, before: list[Edition]) -> Edition:
    """Read an entry, and hold it against those before it."""
    try:
        said = _Entry.model_validate(entry)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "as a whole"
        raise _unfit(f"{fault['input']!r} in entry {place}, {where}", fault["msg"]) from error
    prefixes = {file: _PREFIX.fullmatch(text) for file, text in said.ledger.items()}
    if tuple(said.ledger) != LEDGER_FILES or not all(prefixes.values()):
        raise _unfit(
            f"{said.ledger!r} in entry {place}, ledger",
            f"for each of {', '.join(LEDGER_FILES)}: '105 lines, sha256 <64 digits>'",
        )
    edition = Edition(
        report=said.report,
        name=said.edition,
        number=said.number,
        as_of=said.as_of,
        published=said.published,
        previous=said.previous,
        parameters=said.parameters,
        ledger={f: Prefix(int(m[1]), m[2]) for f, m in prefixes.items() if m},
        official=said.official,
    )
    same = [other for other in before if other.report == edition.report]
    if edition.number != len(same) + 1:
        raise _unfit(f"number {edition.number} in entry {place}", f"{len(same) + 1}, the next")
    if edition.name in [other.name for other in same]:
        raise _unfit(f"{edition.id} again, in entry {place}", "each edition once")
    if edition.previous not in [None, *(other.name for other in same)]:
        raise _unfit(f"previous {edition.previous} in entry {place}", "one before it, or null")
    return edition


def _unfit(found: str, expected: str) -> EditionError:
    return EditionError(
        f"{RECORD}: found {found}; expected {expected}. Restore it from git, and add entries with "
        "workings edition add."
    )
