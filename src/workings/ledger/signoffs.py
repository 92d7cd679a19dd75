"""
Sign-offs, ``signoffs.csv``: who reviewed what, bound to the digest of what was reviewed.

An edition is signed as its reader gets it, with all that it rests on; a figure, with its source; a
claim, with the figures that were known when it was made. Whatever changes below voids the sign-off:
nobody has to notice, since the digest no longer fits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from workings.errors import SignoffError
from workings.files import MANIFEST, PAGE, SHEET, file_digest
from workings.ledger.editions import LEDGER_FILES, Edition

SIGNOFFS_FILE = "signoffs.csv"
_KINDS = ("edition", "figure", "claim")

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Signoff:
    """
    One line of the sign-offs.

    Attributes
    ----------
    line : int
        In the file; the header is line 1.
    kind : str
        ``edition``, ``figure`` or ``claim``.
    subject : str
        Id of the edition or the claim, or ``figures.csv:34``.
    sha256 : str
        Digest of what was reviewed.
    name, role : str
        Who signed, and as what.
    signed_on : str
        The day, as in 2026-02-02.
    note : str
    signature : str
        Of their SSH key, in base64; empty without one.
    """

    line: int
    kind: str
    subject: str
    sha256: str
    name: str
    role: str
    signed_on: str
    note: str = ""
    signature: str = ""

    @property
    def message(self) -> bytes:
        """What a key signs: every cell but the signature, a line each."""
        told = [getattr(self, column) for column in SIGNOFF_COLUMNS if column != "signature"]
        return "\n".join(["workings sign-off", *told, ""]).encode()


SIGNOFF_COLUMNS = tuple(column.name for column in fields(Signoff) if column.name != "line")


@dataclass(frozen=True)
class Review:
    """
    A sign-off, set against what is there now.

    Attributes
    ----------
    signoff : Signoff
    now : str
        Digest of what is there; empty if nothing is.
    fault : str
        What is wrong with its signature, or with having none; empty if nothing is.
    """

    signoff: Signoff
    now: str = ""
    fault: str = ""

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
    """
    Read the sign-offs in a ledger's folder; none if there is no such file.

    Raises
    ------
    SignoffError
        If it isn't what ``workings sign`` writes.

    Examples
    --------
    >>> isinstance(read_signoffs(Path("data")), tuple)
    True
    """
    try:
        text = (directory / SIGNOFFS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    lines = [*csv.reader(io.StringIO(text, newline=""))]
    for number, line in enumerate(lines, start=1):
        expected = (
            SIGNOFF_COLUMNS if number == 1 else line if len(line) == len(SIGNOFF_COLUMNS) else ()
        )
        if tuple(line) != tuple(expected):
            raise SignoffError(
                f"{directory / SIGNOFFS_FILE} line {number}: found {len(line)} cells; expected "
                f"{','.join(SIGNOFF_COLUMNS)}. Restore the file from git; workings sign adds to it."
            )
    # A line that was taken down leaves a tombstone, which signs nothing.
    return tuple(Signoff(n, *line) for n, line in enumerate(lines, 1) if line[0] in _KINDS)


def edition_digest(folder: Path) -> str:
    """
    Return the digest of an edition: every file in its folder, but for those that tell who signed.

    Returns
    -------
    str
        Empty if there is no edition.
    """
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


def voided(
    directory: Path, folders: Mapping[str, Path], fault: Callable[[Signoff], str]
) -> Iterator[Review]:
    """
    Yield the sign-offs that no longer stand, but for those that the same person has given again.

    Parameters
    ----------
    directory : Path
        The ledger's folder.
    folders : mapping of str to Path
        Where editions are published, by id; of one that isn't, nothing is said.
    fault : callable
        Says what is wrong with a signature.
    """
    last = {(each.subject, each.name): each for each in read_signoffs(directory)}
    reviewed = Reviewed(directory)
    for signoff in last.values():
        if signoff.kind != "edition":
            now = reviewed.digest(signoff.kind, signoff.subject)
        elif signoff.subject in folders and folders[signoff.subject].exists():
            now = edition_digest(folders[signoff.subject])
        else:
            continue
        if not (review := Review(signoff, now, fault(signoff))).stands:
            yield review


@dataclass(frozen=True)
class _Line:
    file: str
    number: int
    cells: Mapping[str, str]
    text: bytes

    @property
    def part(self) -> tuple[str, str]:
        return f"{self.file}:{self.number}", sha256(self.text).hexdigest()


class Reviewed:
    """
    What figures and claims rest on, as sign-offs are bound to it: a ledger, read once for all.

    Its lines are taken as they stand: whether they are sound is said elsewhere.

    Parameters
    ----------
    directory : Path
        The ledger's folder.
    edition : Edition, optional
        Then only the lines that it was made from are known.

    Examples
    --------
    >>> reviewed = Reviewed(Path("data"))
    >>> len(reviewed.digest("figure", "figures.csv:34"))
    64
    >>> reviewed.digest("figure", "figures.csv:9999")
    ''
    """

    def __init__(self, directory: Path, edition: Edition | None = None) -> None:
        self._directory, self._edition = directory, edition
        self._files = {file: [*self._lines(file)] for file in LEDGER_FILES}
        self._measures = {line.cells.get("id"): line for line in self._files["measures.csv"]}
        self._sources = {line.cells.get("id"): line for line in self._files["sources.csv"]}
        self._archived: dict[str, str] = {}

    def digest(self, kind: str, subject: str) -> str:
        """
        Return the digest of a figure or a claim, and of what it rests on; empty if it isn't there.

        Parameters
        ----------
        kind, subject : str
            ``figure`` and its place, as in ``figures.csv:34``; or ``claim`` and its id.
        """
        found = dict(self._figure(subject) if kind == "figure" else self._claim(subject))
        return _digest(sorted(found.items())) if found else ""

    def _lines(self, file: str) -> Iterator[_Line]:
        lines = (self._directory / file).read_bytes().split(b"\n")[:-1]
        if self._edition:
            lines = lines[: self._edition.ledger[file].lines]
        header = lines[0].decode("utf-8", "replace").split(",") if lines else []
        for number, text in enumerate(lines[1:], start=2):
            cells = next(csv.reader([text.decode("utf-8", "replace")]), [])
            yield _Line(file, number, dict(zip(header, cells, strict=False)), text)

    def _figure(self, place: str) -> Iterator[tuple[str, str]]:
        """Yield a figure's line, its measure's and its source's, and the stored file."""
        for line in self._files["figures.csv"]:
            if place == f"figures.csv:{line.number}":
                yield from self._with_source(line)

    def _claim(self, id_: str) -> Iterator[tuple[str, str]]:
        """Yield a claim's lines, and what had been stated on its measures by its day."""
        lines = [each for each in self._files["claims.csv"]
                 if id_ in (each.cells.get("id"), each.cells.get("of"))]  # fmt: skip
        said = max((each.cells.get("said_on", "") for each in lines), default="") or "9999-12-31"
        words = {word for each in lines for word in _WORD.findall(each.cells.get("expression", ""))}
        names = {word.replace("_", "-") for word in words}
        for line in lines:
            yield from self._with_source(line)
        for line in self._files["figures.csv"] if lines else ():
            if line.cells.get("measure") in names and line.cells.get("stated_on", "") <= said:
                yield from self._with_source(line)
        for name in names & set(self._tables):
            for line in self._files["sources.csv"]:
                is_vintage = line.cells["id"].startswith(f"{self._tables[name]['source']}@")
                if is_vintage and line.cells["published_on"] <= said:
                    yield from self._source(line)

    @cached_property
    def _tables(self) -> dict[str, Any]:
        """The official tables as they are declared, by name."""
        import yaml  # start-up time, where no claim is signed

        path = self._directory / "tables.yml"
        if not path.exists():
            return {}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return dict(yaml.load(path.read_bytes(), Loader=loader))

    def _with_source(self, line: _Line) -> Iterator[tuple[str, str]]:
        yield line.part
        if measure := self._measures.get(line.cells.get("measure")):
            yield measure.part
        if source := self._sources.get(line.cells.get("source")):
            yield from self._source(source)

    def _source(self, line: _Line) -> Iterator[tuple[str, str]]:
        yield line.part
        if archive := line.cells.get("archive"):
            if archive not in self._archived:
                self._archived[archive] = file_digest(self._directory / archive)
            yield archive, self._archived[archive]


def _digest(parts: Iterable[tuple[str, str]]) -> str:
    """Return one digest of several, by name."""
    return sha256("".join(f"{name} {digest}\n" for name, digest in parts).encode()).hexdigest()
