"""
An edition's manifest, ``ro-crate-metadata.json``: its files and what it was made from, by digest.

What it says is written by :mod:`workings.crate`; here it is read. An edition is up to date if it
would be made from the same things again; times of files decide nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

MANIFEST = "ro-crate-metadata.json"
FACTS = "edition.json"
NOTEBOOK = "notebook.ipynb"
PAGE = "index.html"
SHEET = "audit.html"
PRINTING = "#printing"


def file_digest(path: Path) -> str:
    """Return the digest of a file; nothing if there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


@cache
def package_digest() -> str:
    """Return the digest of this package: every module and template, by name and content."""
    package, found = Path(__file__).parent, sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(package).as_posix()
            found.update(f"{name} {file_digest(path)}\n".encode())
    return found.hexdigest()


def is_up_to_date(folder: Path, made_from: Mapping[str, str]) -> bool:
    """Tell whether an edition is whole, unaltered, and made from just these things."""
    return was_made_from(folder) == dict(made_from)


def was_made_from(folder: Path) -> dict[str, str] | None:
    """Return what an edition was made from, by name; None if it isn't whole and unaltered."""
    try:
        graph = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["@graph"]
        parts: dict[str, Mapping[str, Any]] = {part["@id"]: part for part in graph}
        things = [parts[thing["@id"]] for thing in parts[PRINTING]["object"]]
        was = {each["name"]: str(each.get("identifier", each.get("value"))) for each in things}
        files = {each["@id"]: parts[each["@id"]]["sha256"] for each in parts["./"]["hasPart"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None  # whatever is there, it is no edition of ours
    if {path.name for path in folder.iterdir()} != {*files, MANIFEST}:
        return None
    whole = all(file_digest(folder / name) == digest for name, digest in files.items())
    return was if whole else None
