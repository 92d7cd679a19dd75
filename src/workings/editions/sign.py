"""Sign what was reviewed: what ``workings sign`` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from workings.editions.origins import SIGNOFFS, Origins
from workings.errors import SignoffError
from workings.files import write_whole
from workings.ledger import (
    SIGNOFF_COLUMNS,
    SIGNOFFS_FILE,
    Added,
    Edition,
    Reviewed,
    Signers,
    Signoff,
    Site,
    append_line,
    edition_digest,
    find_edition,
    line_digest,
    locked,
    read_editions,
    read_lines,
    seal_lines,
    seal_of,
    signature,
    write_head,
)
from workings.page import was_made_from


def sign_off(
    site: Site,
    kind: str,
    subject: str,
    *,
    name: str,
    role: str,
    day: date,
    note: str = "",
    key: Path | None = None,
) -> Added:
    """
    Append a sign-off of what is there now: who signs, and as what; with an SSH key, signed with it.

    The kind and its subject are ``edition`` and its id, ``figure`` and its seal, or ``claim`` and
    its id. The lines that a figure or a claim rests on are sealed.

    Raises SignoffError if there is no such thing, or the edition isn't printed, or was altered
    since; AddError if the ledger would be at fault with the line, or somebody else is adding to it.
    """
    with locked(site.ledger):
        if not (file := site.ledger / SIGNOFFS_FILE).exists():
            write_whole(file, f"{','.join([*SIGNOFF_COLUMNS, 'seal'])}\n".encode())
        digest = _digest(site, kind, subject)
        signoff = Signoff(0, kind, subject, digest, name, role, day.isoformat(), note)
        if key:
            signoff = replace(signoff, signature=signature(key, signoff.message))
        signers = Signers(site.ledger)
        if signers.is_kept and (fault := signers.fault(signoff)):
            raise SignoffError(
                f"found that this sign-off would be void: {fault}; expected one by a key in "
                f"{signers.path}. Sign with --ssh-key, or add the key there. Nothing was written."
            )
        tables = read_lines(site.ledger).tables
        if kind != "edition":
            seal_lines(site.ledger, tables, Reviewed(site.ledger).rests_on(kind, subject))
        cells = {column: str(cell) for column, cell in asdict(signoff).items() if column != "line"}
        cells["seal"] = seal_of("signoffs", line_digest("signoffs", cells))
        added = append_line(site.ledger, "signoffs", cells, tables["sources"])
        write_head(site.ledger, read_lines(site.ledger).tables)
        return added


def _digest(site: Site, kind: str, subject: str) -> str:
    if kind == "edition":
        edition = find_edition(read_editions(site.ledger), subject)
        return edition_digest(_reviewed(site, edition))
    found = Reviewed(site.ledger).digest(kind, subject)
    if not found:
        raise SignoffError(
            f"found no {kind} {subject!r} in {site.ledger}; expected "
            + ("the seal of a line of figures.csv." if kind == "figure" else "its id.")
        )
    return found


def _reviewed(site: Site, edition: Edition) -> Path:
    """Return the folder of an edition as it would be published now: what waits goes first."""
    made_from = Origins(site, read_editions(site.ledger)).made_from(edition)
    for folder in (site.for_review(edition), site.folder(edition)):
        was = was_made_from(folder)  # that somebody else has signed meanwhile is no matter
        if was and {**was, SIGNOFFS: ""} == {**made_from, SIGNOFFS: ""}:
            return folder
    raise SignoffError(
        f"{edition.id}: found no page of it in {site.reports} as it would be printed now; expected "
        f"what you reviewed. Print it with workings build {edition.report}, and read it again."
    )


def check_signatures(directory: Path, signoffs: Iterable[Signoff]) -> Iterator[str]:
    """
    Check the sign-offs against the keys in a ledger's ``allowed_signers``.

    Yields
    ------
    str
        Which one doesn't hold, and why.

    Raises
    ------
    SignoffError
        If there is no ssh-keygen.
    """
    signers = Signers(directory)
    for signoff in signoffs:
        if fault := signers.fault(signoff):
            yield (
                f"{directory / SIGNOFFS_FILE} line {signoff.line}: {fault} "
                f"({signers.reason(signoff)}). See whether the line was altered, and whether their "
                f"key is in {signers.path}; sign anew with --ssh-key."
            )
