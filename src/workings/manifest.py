"""
An edition's manifest, ``ro-crate-metadata.json``: its files and what it was made from, by digest.

It is an RO-Crate (https://w3id.org/ro/crate/1.2), a standard that archives and tools for research
data know. An edition is up to date if it would be made from the same things again; times of files
decide nothing.
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

_PRINTING = "#printing"
_STANDARD = "https://w3id.org/ro/crate/1.2"
_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


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


def write_manifest(folder: Path, made_from: Mapping[str, str]) -> None:
    """
    List what lies in an edition's folder, and what it was made from.

    Parameters
    ----------
    folder : Path
        The edition's, complete but for the manifest.
    made_from : mapping of str to str
        What it was made from: digests, or whatever else tells one from another, by name.
    """
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    paths = sorted(path for path in folder.iterdir() if path.name != MANIFEST)
    files = [
        {
            "@id": path.name,
            "@type": "File",
            "name": path.name,
            "contentSize": str(path.stat().st_size),
            "encodingFormat": _TYPES.get(path.suffix, "application/octet-stream"),
            "sha256": file_digest(path),
        }
        for path in paths
    ]
    things = [
        {"@id": f"#from-{number}", "@type": "CreativeWork", "name": name, "identifier": value}
        for number, (name, value) in enumerate(made_from.items(), start=1)
    ]
    crate = {
        "@id": MANIFEST,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _STANDARD},
    }
    edition = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts["headline"],
        "description": facts["standfirst"] or facts["headline"],
        "datePublished": facts["published"] or facts["as_of"],
        "license": "Each source's own; the page names them.",
        "hasPart": [{"@id": file["@id"]} for file in files],
        "mentions": {"@id": _PRINTING},
    }
    printing = {
        "@id": _PRINTING,
        "@type": "CreateAction",
        "name": "Running the notebook and printing the page",
        "object": [{"@id": thing["@id"]} for thing in things],
        "result": {"@id": "./"},
    }
    content = {
        "@context": f"{_STANDARD}/context",
        "@graph": [crate, edition, *files, printing, *things],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def is_up_to_date(folder: Path, made_from: Mapping[str, str]) -> bool:
    """
    Tell whether an edition is whole, unaltered, and made from just these things.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     facts = {"headline": "H", "standfirst": "", "published": "", "as_of": "2026-01-27"}
    ...     _ = (folder / FACTS).write_text(json.dumps(facts))
    ...     write_manifest(folder, {"notebook": "abc"})
    ...     same, other = is_up_to_date(folder, {"notebook": "abc"}), is_up_to_date(folder, {})
    ...     _ = (folder / FACTS).write_text("{}")
    ...     same, other, is_up_to_date(folder, {"notebook": "abc"})
    (True, False, False)
    """
    try:
        parts = _parts(folder)
        printing = parts[_PRINTING]
        was = [parts[thing["@id"]] for thing in printing["object"]]
        files = {each["@id"]: parts[each["@id"]]["sha256"] for each in parts["./"]["hasPart"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False  # whatever is there, it is no edition of ours
    if {thing["name"]: thing["identifier"] for thing in was} != dict(made_from):
        return False
    if {path.name for path in folder.iterdir()} != {*files, MANIFEST}:
        return False
    return all(file_digest(folder / name) == digest for name, digest in files.items())


def _parts(folder: Path) -> dict[str, Mapping[str, Any]]:
    graph = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["@graph"]
    return {part["@id"]: part for part in graph}
