"""
The register, ``reports/register.csv``: which page was published for each edition, by digest.

The pages themselves are rebuilt and not kept in git; the register is. It only grows: a line is
added when an edition is first printed, and when it comes out otherwise than the last line says,
which only a change of the notebook, of this package or of what it is locked to can bring about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from workings.errors import EditionError
from workings.files import PAGE, csv_lines, file_digest, package_digest
from workings.ledger import EDITIONS, Edition, Site
from workings.page import altered_files
from workings.review import Check, Checked, Finding

REGISTER = "register.csv"


@dataclass(frozen=True)
class Entry:
    """
    One line of the register.

    Attributes
    ----------
    report, edition, as_of, made_on : str
        As on record.
    page_sha256 : str
        Digest of the page.
    workings_sha256 : str
        Digest of the package that printed it.
    """

    report: str
    edition: str
    as_of: str
    made_on: str
    page_sha256: str
    workings_sha256: str

    @property
    def id(self) -> str:
        """The edition's id, such as ``one-in-one-out/2026-01-27``."""
        return f"{self.report}/{self.edition}"


def read_register(reports: Path) -> dict[str, Entry]:
    """
    Read what was last registered for each edition, by its id; nothing if there is no register.

    Raises EditionError if it isn't what a build writes.
    """
    try:
        text = (reports / REGISTER).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    lines = list(csv.reader(io.StringIO(text, newline="")))
    width = len(fields(Entry))
    if lines[:1] != [heading()] or any(len(line) != width for line in lines):
        raise EditionError(
            f"{reports / REGISTER}: found other columns than {','.join(heading())}; expected what "
            "a build writes. Restore it from git."
        )
    entries = [Entry(*line) for line in lines[1:]]
    return {entry.id: entry for entry in entries}


def check_register(site: Site, editions: Iterable[Edition]) -> Checked:
    """
    Check that what was printed stays: on record, and each file as the edition's manifest has it.

    So whatever is changed in an executed notebook that a page was printed from is found.
    """
    editions = [*editions]
    known = {edition.id for edition in editions}
    found = (
        Finding(
            str(site.reports / REGISTER),
            0,
            id_,
            "an edition of which there is no record",
            f"{site.ledger / EDITIONS / entry.report}/ to have it",
            "Restore its record from git: what was printed once stays on record.",
        )
        for id_, entry in read_register(site.reports).items()
        if id_ not in known
    )
    altered = (
        Finding(
            str(site.folder(edition) / name),
            0,
            edition.id,
            "a file that isn't as it was printed",
            "the one of which the edition's manifest has the digest",
            "Print the edition again: workings build.",
        )
        for edition in editions
        if site.folder(edition).exists()
        for name in altered_files(site.folder(edition))
    )
    checks = (
        Check("Every edition is on record", tuple(found)),
        Check("Every file of an edition is as it was printed", tuple(altered)),
    )
    return Checked(str(site.reports / REGISTER), checks)


def new_lines(site: Site, editions: Iterable[Edition]) -> str:
    """Return what has to be added to the register, for editions in place, in order."""
    known = read_register(site.reports)
    made = [
        Entry(
            edition.report,
            edition.name,
            edition.as_of.isoformat(),
            edition.made_on.isoformat(),
            file_digest(site.folder(edition) / PAGE),
            package_digest(),
        )
        for edition in editions
    ]
    new = [e for e in made if e.id not in known or known[e.id].page_sha256 != e.page_sha256]
    is_first = bool(new) and not (site.reports / REGISTER).exists()
    return csv_lines([*([heading()] if is_first else []), *map(astuple, new)])


def heading() -> list[str]:
    """Name the columns."""
    return [field.name for field in fields(Entry)]
