"""
Signatures of SSH keys: the one door of OpenSSH's ``ssh-keygen``, which makes and checks them.

Who may sign with which key stands in ``allowed_signers``, a file in OpenSSH's own form (manual of
ssh-keygen, ALLOWED SIGNERS): on each line a name in quotation marks, then the public key.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from workings.errors import SignoffError
from workings.signoffs import FILE, Signoff

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
                f"{directory / FILE} line {signoff.line}: the signature is not one of "
                f"{signoff.name} over this line ({why}). See whether the line was altered, and "
                f"whether their key is in {directory / SIGNERS}."
            )


def _why_not(signers: Path, signoff: Signoff) -> str:
    body = signoff.signature
    lines = [body[at : at + _WIDTH] for at in range(0, len(body), _WIDTH)]
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "signature"
        path.write_text("\n".join([_FIRST, *lines, _LAST, ""]), encoding="ascii")
        ran = _ssh_keygen(
            "verify", "-f", str(signers), "-I", signoff.name, "-s", str(path), given=signoff.message
        )
    return _said(ran) if ran.returncode else ""


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
