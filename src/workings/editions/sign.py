"""Sign what was reviewed: what ``workings sign`` does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from workings.editions.origins import SIGNOFFS, Origins
from workings.errors import SignoffError
from workings.files import write_whole
from workings.ledger import (
    SIGNOFF_COLUMNS,
    SIGNOFFS_FILE,
    Added,
    Edition,
    Reviewed,
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
    Append a sign-off of what is there now.

    Parameters
    ----------
    site : Site
    kind, subject : str
        ``edition`` and its id, ``figure`` and its seal, or ``claim`` and its id. The lines that a
        figure or a claim rests on are sealed.
    name, role : str
        Who signs, and as what.
    day : date
        On which day.
    note : str
    key : Path, optional
        An SSH key to sign the line with.

    Returns
    -------
    Added
        The line.

    Raises
    ------
    SignoffError
        If there is no such thing; or if the edition isn't printed, or was altered since.
    AddError
        If the ledger would be at fault with the line, or somebody else is adding to it.
    """
    with locked(site.ledger):
        if not (file := site.ledger / SIGNOFFS_FILE).exists():
            write_whole(file, f"{','.join([*SIGNOFF_COLUMNS, 'seal'])}\n".encode())
        digest = _digest(site, kind, subject)
        signoff = Signoff(0, kind, subject, digest, name, role, day.isoformat(), note)
        if key:
            signoff = replace(signoff, signature=signature(key, signoff.message))
        tables = read_lines(site.ledger).tables
        if kind != "edition":
            seal_lines(site.ledger, tables, Reviewed(site.ledger).rests_on(kind, subject))
        cells = {column: str(cell) for column, cell in asdict(signoff).items() if column != "line"}
        cells["seal"] = seal_of("signoffs", line_digest("signoffs", cells))
        return append_line(site.ledger, "signoffs", cells, tables["sources"])


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


SIGNERS = "allowed_signers"
NAMESPACE = "workings"

_FIRST, _LAST = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70


def signature(key: Path, message: bytes) -> str:
    """
    Sign a message with a key; where it has a passphrase, ssh-keygen or the agent asks for it.

    Parameters
    ----------
    key : Path
        The private key; or the public one, if an agent has the private one.
    message : bytes

    Returns
    -------
    str
        In base64, on one line.

    Raises
    ------
    SignoffError
        If there is no ssh-keygen, or it can't sign.
    """
    ran = _ssh_keygen("sign", "-f", str(key), given=message)
    if ran.returncode:
        raise SignoffError(
            f"{key}: found no key that can sign ({_said(ran)}); expected an SSH key of yours. Make "
            "one with ssh-keygen -t ed25519, or sign without --ssh-key. Nothing was written."
        )
    lines = ran.stdout.decode("ascii").splitlines()
    return "".join(lines[1:-1])


def check_signatures(directory: Path, signoffs: Iterable[Signoff]) -> Iterator[str]:
    """
    Check the sign-offs that have a signature against the keys in a ledger's ``allowed_signers``.

    Yields
    ------
    str
        Which one doesn't hold, and why.

    Raises
    ------
    SignoffError
        If there is no ssh-keygen.
    """
    for signoff in signoffs:
        if signoff.signature and (why := _why_not(directory / SIGNERS, signoff)):
            yield (
                f"{directory / SIGNOFFS_FILE} line {signoff.line}: the signature is not one of "
                f"{signoff.name} over this line ({why}). See whether the line was altered, and "
                f"whether their key is in {directory / SIGNERS}."
            )


def _why_not(signers: Path, signoff: Signoff) -> str | None:
    """Say why a signature doesn't hold, if it doesn't."""
    body = signoff.signature
    lines = [body[at : at + _WIDTH] for at in range(0, len(body), _WIDTH)]
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "signature"
        path.write_text("\n".join([_FIRST, *lines, _LAST, ""]), encoding="ascii")
        ran = _ssh_keygen(
            "verify", "-f", str(signers), "-I", signoff.name, "-s", str(path), given=signoff.message
        )
    return _said(ran) if ran.returncode else None


def _ssh_keygen(what: str, *arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    if (command := shutil.which("ssh-keygen")) is None:
        raise SignoffError(
            "found no ssh-keygen on PATH; expected OpenSSH's, which makes and checks signatures. "
            "Install it (Debian: openssh-client), or sign without --ssh-key."
        )
    return subprocess.run(
        [command, "-Y", what, "-n", NAMESPACE, *arguments], input=given, capture_output=True
    )


def _said(ran: subprocess.CompletedProcess[bytes]) -> str:
    """Return what ssh-keygen says, on one line."""
    return " ".join((ran.stderr or ran.stdout).decode("utf-8", "replace").split())
