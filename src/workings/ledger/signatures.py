"""
SSH signatures on sign-offs: made, and held against the keys in a ledger's ``allowed_signers``.

Whose name stands there signs with their key: a line in that name without a signature, with another
key's, or with one that was copied from another line, is void wherever it is shown or asked for.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from workings.errors import SignoffError
from workings.ledger.signoffs import Signoff

SIGNERS = "allowed_signers"
NAMESPACE = "workings"

_FIRST, _LAST = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70


def signature(key: Path, message: bytes) -> str:
    """
    Sign a message with a key, and return the signature in base64, on one line.

    The key is the private one; or the public one, if an agent has the private one. Where it has a
    passphrase, ssh-keygen or the agent asks for it. Raises `SignoffError` if that can't be done.
    """
    ran = _ssh_keygen("sign", "-n", NAMESPACE, "-f", str(key), given=message)
    if ran.returncode:
        raise SignoffError(
            f"{key}: found no key that can sign ({_said(ran)}); expected an SSH key of yours. Make "
            "one with ssh-keygen -t ed25519, or sign without --ssh-key. Nothing was written."
        )
    lines = ran.stdout.decode("ascii").splitlines()
    return "".join(lines[1:-1])


class Signers:
    """Who may sign with which key: a ledger's ``allowed_signers``."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / SIGNERS
        self._found = cache(self._verified)

    @cached_property
    def is_kept(self) -> bool:
        """Whether any key stands there: then a sign-off that is required has to have one's."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        return any(line.strip() and not line.strip().startswith("#") for line in lines)

    def fault(self, signoff: Signoff) -> str:
        """Say what is wrong with a sign-off's signature, in the same words on every machine."""
        return self._found(signoff)[0]

    def reason(self, signoff: Signoff) -> str:
        """Return what ssh-keygen has to say of it, which depends on its version."""
        return self._found(signoff)[1]

    def is_enough(self, signoff: Signoff) -> bool:
        """Tell whether a sign-off will do where one is required."""
        return not self.fault(signoff) and (bool(signoff.signature) or not self.is_kept)

    def _verified(self, signoff: Signoff) -> tuple[str, str]:
        """Say what is wrong, and why ssh-keygen finds so; raises `SignoffError` if it is absent."""
        signers = str(self.path)
        if not signoff.signature:
            if not self.is_kept:
                return "", ""
            ran = _ssh_keygen("match-principals", "-I", signoff.name, "-f", signers)
            needed = f"it has no signature, and {signoff.name} has a key in {SIGNERS}"
            return ("", "") if ran.returncode else (needed, "no signature")
        body = signoff.signature
        lines = [body[at : at + _WIDTH] for at in range(0, len(body), _WIDTH)]
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / "signature"
            path.write_text("\n".join([_FIRST, *lines, _LAST, ""]), encoding="utf-8")
            ran = _ssh_keygen(
                "verify", "-n", NAMESPACE, "-f", signers, "-I", signoff.name, "-s", str(path),
                given=signoff.message,
            )  # fmt: skip
        if not ran.returncode:
            return "", ""
        return f"the signature is not one of {signoff.name} over this line", _said(ran)


def _ssh_keygen(
    what: str, *arguments: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    if (command := shutil.which("ssh-keygen")) is None:
        raise SignoffError(
            "found no ssh-keygen on PATH; expected OpenSSH's, which makes and checks signatures. "
            "Install it (Debian: openssh-client), or sign without --ssh-key."
        )
    return subprocess.run([command, "-Y", what, *arguments], input=given, capture_output=True)


def _said(ran: subprocess.CompletedProcess[bytes]) -> str:
    """Return what ssh-keygen says, on one line."""
    return " ".join((ran.stderr or ran.stdout).decode("utf-8", "replace").split())
