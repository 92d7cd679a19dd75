"""
Sign-offs, ``signoffs.csv``: who reviewed what, bound to the digest of what was reviewed.

An edition is signed as its reader gets it, with all that it rests on; a figure, with its source; a
claim, with the figures that were known when it was made. Whatever changes below voids the sign-off:
nobody has to notice, since the digest no longer fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from workings.errors import SignoffError
from workings.files import MANIFEST, PAGE, SHEET, file_digest
from workings.ledger.checks import read_checked
from workings.ledger.editions import Edition
from workings.ledger.figures import standing_rows
from workings.ledger.tables import Row, read_table

SIGNOFFS_FILE = "signoffs.csv"
_RESTED_ON = ("sources", "measures", "figures", "claims")

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Signoff:
    """One line of the sign-offs."""

    line: int  # in the file; the header is line 1
    kind: str  # ``edition``, ``figure`` or ``claim``
    subject: str  # id of the edition or the claim, or a figure's seal
    sha256: str  # of what was reviewed
    name: str  # who signed
    role: str  # as what
    signed_on: str  # as in 2026-02-02
    note: str = ""
    signature: str = ""  # of their SSH key, in base64; empty without one
    supersedes: str = ""
    reason: str = ""

    @property
    def message(self) -> bytes:
        """What a key signs: the cells that say who reviewed what and when, a line each."""
        told = [getattr(self, column) for column in _SIGNED]
        return "\n".join(["workings sign-off", *told, ""]).encode()


_SIGNED = ("kind", "subject", "sha256", "name", "role", "signed_on", "note")
SIGNOFF_COLUMNS = tuple(column.name for column in fields(Signoff) if column.name != "line")


@dataclass(frozen=True)
class Review:
    """A sign-off, set against what is there now."""

    signoff: Signoff
    now: str = ""  # digest of what is there; empty if nothing is
    fault: str = ""  # what is wrong with its signature, or with having none; or nothing

    @property
    def stands(self) -> bool:
        """Whether what was signed is as it was, and was signed by whom it says."""
        return self.signoff.sha256 == self.now and not self.fault

    def __str__(self) -> str:
        """Say who signed, as what and when, and whether that is void."""
        signed = self.signoff
        who = f"signed by {signed.name} ({signed.role}) on {signed.signed_on}"
        if self.stands:
            return who
        if self.fault:
            return f"{who}, void: {self.fault}"
        now = f"now sha256 {self.now}" if self.now else "now not there"
        return f"{who}, void since: the {signed.kind} is not as it was signed, {now}"


def read_signoffs(directory: Path) -> tuple[Signoff, ...]:
    """Read the sign-offs in a ledger's folder, if any, or raise SignoffError."""
    path = directory / SIGNOFFS_FILE
    if not path.exists():
        return ()
    table = read_table(path, [*SIGNOFF_COLUMNS, "seal"])
    if table.faults:
        fault = table.faults[0]
        raise SignoffError(f"{directory / fault.file}: {fault} workings sign adds to it.")
    rows = {row.seal: row for row in standing_rows(table.rows) if row.seal not in table.taken_down}
    return tuple(
        Signoff(row.line, *(row.cells[column] for column in SIGNOFF_COLUMNS))
        for row in sorted(rows.values(), key=lambda row: (row.cells["signed_on"], row.seal))
    )


def edition_digest(folder: Path) -> str:
    """Return the digest of an edition, without what tells who signed; empty if there is none."""
    if not (folder / PAGE).exists():
        return ""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (SHEET, MANIFEST))
    return _digest((name, file_digest(folder / name)) for name in names)


def reviews_for(
    edition: Edition,
    signoffs: Iterable[Signoff],
    reviewed: Reviewed,
    fault: Callable[[Signoff], str],
) -> list[Review]:
    """
    Return the sign-offs that may concern an edition, as its ledger has it.

    Those of the edition itself are yet to be set against what is in its folder.
    """
    found = []
    for signoff in signoffs:
        if signoff.kind != "edition":
            known = reviewed.digest(signoff.kind, signoff.subject)
            found += [Review(signoff, known, fault(signoff))] if known else []
        elif signoff.subject == edition.id:
            found.append(Review(signoff, "", fault(signoff)))
    return found


class Reviewed:
    """
    What figures and claims rest on, as sign-offs are bound to it: a ledger, read once for all.

    Its lines are taken as they are: whether they are sound is said elsewhere. With a ledger head,
    only what had been recorded by it is known.

    Examples
    --------
    >>> reviewed = Reviewed(Path("data"))
    >>> len(reviewed.digest("claim", "A01")), reviewed.digest("figure", "f-aaaaaaaaaaaa")
    (64, '')
    """

    def __init__(self, directory: Path, head: str = "") -> None:
        self._directory = directory
        tables = read_checked(directory, head).tables
        self._lines = {table: standing_rows(tables.get(table, ())) for table in _RESTED_ON}
        self._measures = {row.cells["id"]: row for row in self._lines["measures"]}
        self._sources = {row.cells["id"]: row for row in self._lines["sources"]}
        self._archived: dict[str, str] = {}

    def digest(self, kind: str, subject: str) -> str:
        """Digest a figure, by seal, or a claim, by id, with all it rests on; empty for none."""
        parts = {
            (part.seal, part.digest) if isinstance(part, Row) else part
            for part in self._parts(kind, subject)
        }
        return _digest(sorted(parts)) if parts else ""

    def rests_on(self, kind: str, subject: str) -> list[str]:
        """Return the seals of the lines that a figure or a claim rests on, its own among them."""
        rows = (each for each in self._parts(kind, subject) if isinstance(each, Row))
        return list(dict.fromkeys(row.seal for row in rows))

    def _parts(self, kind: str, subject: str) -> Iterator[Row | tuple[str, str]]:
        return self._figure(subject) if kind == "figure" else self._claim(subject)

    def _figure(self, seal: str) -> Iterator[Row | tuple[str, str]]:
        """Yield a figure's line, its measure's and its source's, and the stored file."""
        for row in self._lines["figures"]:
            if row.seal == seal:
                yield from self._with_source(row)

    def _claim(self, id_: str) -> Iterator[Row | tuple[str, str]]:
        """Yield a claim's lines, and what had been stated on its measures by its day."""
        lines = [row for row in self._lines["claims"] if id_ in (row.cells["id"], row.cells["of"])]
        said = max((row.cells["said_on"] for row in lines), default="") or "9999-12-31"
        words = {word for row in lines for word in _WORD.findall(row.cells["expression"])}
        names = {word.replace("_", "-") for word in words}
        for row in lines:
            yield from self._with_source(row)
        for row in self._lines["figures"] if lines else ():
            if row.cells["measure"] in names and row.cells["stated_on"] <= said:
                yield from self._with_source(row)
        for name in names & set(self._tables):
            for row in self._lines["sources"]:
                is_vintage = row.cells["id"].startswith(f"{self._tables[name]['source']}@")
                if is_vintage and row.cells["published_on"] <= said:
                    yield from self._source(row)

    @cached_property
    def _tables(self) -> dict[str, Any]:
        """The official tables as they are declared, by name."""
        import yaml  # start-up time, where no claim is signed

        path = self._directory / "tables.yml"
        if not path.exists():
            return {}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return dict(yaml.load(path.read_bytes(), Loader=loader))

    def _with_source(self, row: Row) -> Iterator[Row | tuple[str, str]]:
        yield row
        if measure := self._measures.get(row.cells.get("measure", "")):
            yield measure
        if source := self._sources.get(row.cells.get("source", "")):
            yield from self._source(source)

    def _source(self, row: Row) -> Iterator[Row | tuple[str, str]]:
        yield row
        if archive := row.cells["archive"]:
            if archive not in self._archived:
                self._archived[archive] = file_digest(self._directory / archive)
            yield archive, self._archived[archive]


def _digest(parts: Iterable[tuple[str, str]]) -> str:
    """Return one digest of several, by name."""
    return sha256("".join(f"{name} {digest}\n" for name, digest in parts).encode()).hexdigest()
