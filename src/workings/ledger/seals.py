"""
Seals: the name of a ledger line, taken of what the line says, and so the same wherever it stands.

Two desks may add lines on two branches, and git may join them in any order: each line keeps its
name. A line that was altered no longer fits the seal that it bears.
"""

from __future__ import annotations

import json
import re
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256
from unicodedata import normalize

#: How a seal begins, by table; and that of an edition's record.
PREFIXES: Mapping[str, str] = {
    "sources": "s",
    "measures": "m",
    "figures": "f",
    "claims": "c",
    "signoffs": "so",
    "editions": "e",
}
SEAL = re.compile(rf"(?:{'|'.join(PREFIXES.values())})-[a-z2-7]{{12}}")
_CHARACTERS = 12
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def line_digest(table: str, cells: Mapping[str, str]) -> str:
    """
    Return the full digest of a line, by which heads, sign-offs and manifests know it.

    It is the SHA-256, in hexadecimal, of ``[table, {column: cell, …}]`` as JSON in UTF-8: sorted
    keys, no spaces, no escapes that JSON doesn't ask for, text in NFC, line ends LF. Of the
    declared columns, ``seal`` itself is left out. An empty cell counts as an absent one, so a
    column that is added later breaks no seal.
    """
    said = {column: cell for column, cell in cells.items() if cell and column != "seal"}
    if any("\r" in cell for cell in said.values()):
        said = {c: cell.replace("\r\n", "\n").replace("\r", "\n") for c, cell in said.items()}
    text = _ENCODE([table, said])
    if not text.isascii():
        text = normalize("NFC", text)  # JSON's own characters join with none that may follow them
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(table: str, digest: str) -> str:
    """Return a line's seal: its table's prefix and the digest's first sixty bits, in base32."""
    letters = b32encode(bytes.fromhex(digest)).decode("ascii").lower()
    return f"{PREFIXES[table]}-{letters[:_CHARACTERS]}"
