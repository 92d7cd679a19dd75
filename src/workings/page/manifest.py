"""
An edition's manifest, ``ro-crate-metadata.json``: its files and what it was made from, by digest.

An edition is up to date if it would be made from the same things again; times of files decide
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import metadata, requires
from pathlib import Path
from typing import Any

from workings.files import FACTS, MANIFEST, PRINTING, file_digest, package_digest
from workings.ledger import Review
from workings.notebook import House


def is_up_to_date(folder: Path, made_from: Mapping[str, str]) -> bool:
    """Tell whether an edition is whole, unaltered, and made from just these things."""
    return was_made_from(folder) == dict(made_from)


def was_made_from(folder: Path) -> dict[str, str] | None:
    """Return what an edition was made from, by name; None if it isn't whole and unaltered."""
    was, files = _read(folder)
    return None if _altered(folder, files) else was


def altered_files(folder: Path) -> list[str]:
    """Name the files of an edition that aren't what its manifest says, one left out or put in."""
    return _altered(folder, _read(folder)[1])


def _altered(folder: Path, files: Mapping[str, str]) -> list[str]:
    if not files:
        return [MANIFEST]
    names = {path.name for path in folder.iterdir()} - {MANIFEST}
    return [
        name
        for name in sorted({*names, *files})
        if name not in names or file_digest(folder / name) != files.get(name)
    ]


def _read(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Read an edition's manifest: what it was made from, and its files' digests; or nothing."""
    try:
        graph = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["@graph"]
        parts: dict[str, Mapping[str, Any]] = {part["@id"]: part for part in graph}
        things = [parts[thing["@id"]] for thing in parts[PRINTING]["object"]]
        was = {each["name"]: str(each.get("identifier", each.get("value"))) for each in things}
        files = {each["@id"]: parts[each["@id"]]["sha256"] for each in parts["./"]["hasPart"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}  # whatever is there, it is no edition of ours
    return was, files


PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
PYTHON, PACKAGE = "Python", "workings"

_VERSION = "1.1"  # of RO-Crate: the one that this version of the profile builds on
_SHA256 = "https://w3id.org/ro/terms/workflow-run#sha256"  # RO-Crate 1.1 has no word for it
_DIGEST = re.compile(r"(?:.* )?([0-9a-f]{64})")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Origin:
    """What an edition was made from, with what, and who reviewed it."""

    made_from: Mapping[str, str] = field(default_factory=dict)  # digests and the like, by name
    software: Mapping[str, str] = field(default_factory=dict)  # versions, by name
    reviews: Sequence[Review] = ()  # the sign-offs that concern it


def software(lock: Path) -> dict[str, str]:
    """
    Return the versions of what this package is made with, from the lock: the same anywhere.

    Where the lock has one version for each of several Pythons, all are named. Without a lock, only
    the Python that the package asks for and the package itself are known.
    """
    told = metadata(PACKAGE)
    found = {PYTHON: str(told["Requires-Python"]), PACKAGE: str(told["Version"])}
    locked: dict[str, list[str]] = {}
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    for name, version in _LOCKED.findall(text):
        locked.setdefault(name.lower(), []).append(version)
    wanted = [each for each in requires(PACKAGE) or [] if "extra ==" not in each]
    for name in sorted(re.split(r"[^A-Za-z0-9._-]", each)[0].lower() for each in wanted):
        if name in locked:
            found[name] = " or ".join(dict.fromkeys(locked[name]))
    return found


def write_manifest(folder: Path, origin: Origin, publisher: House) -> None:
    """
    List what lies in an edition's folder, what it was made from and with, and who reviewed it.

    The folder is complete but for the manifest; the house has published it.
    """
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=_VERSION)
    crate.metadata.extra_terms["sha256"] = _SHA256
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    _describe(crate, facts, publisher)
    for path in sorted(folder.iterdir()):
        if path.name != MANIFEST:
            crate.add_file(path, path.name, properties=_file(path))
    made_from = enumerate(origin.made_from.items(), start=1)
    inputs = [_add_input(crate, number, *each) for number, each in made_from]
    tools = [_add_software(crate, *each) for each in origin.software.items() if each[0] != PACKAGE]
    package = _add(
        crate, f"#{PACKAGE}", "SoftwareApplication", name=PACKAGE,
        softwareVersion=metadata(PACKAGE)["Version"], identifier=f"sha256 {package_digest()}",
    )  # fmt: skip
    package.append_to("softwareRequirements", tools, compact=True)
    printing = _add(
        crate, PRINTING, "CreateAction", name="Running the notebook and printing the page",
        description="The stored notebook is run from top to bottom, and what it shows is printed. "
        "The day is that of the record: no clock is read.",
        endTime=facts["made_on"] or facts["as_of"], agent=crate.get("#publisher"),
        instrument=package, object=inputs, result=crate.root_dataset,
    )  # fmt: skip
    reviews = [_add_review(crate, n, each) for n, each in enumerate(origin.reviews, start=1)]
    crate.root_dataset.append_to("mentions", [printing, *reviews], compact=True)
    text = json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _describe(crate: Any, facts: Mapping[str, Any], publisher: House) -> None:
    """Say what the edition is, and on which terms its parts may be used."""
    root = crate.root_dataset
    root["name"] = facts["headline"]
    root["description"] = facts["standfirst"] or facts["headline"]
    root["datePublished"] = facts["made_on"] or facts["as_of"]
    root["author"] = root["publisher"] = _add(
        crate, "#publisher", "Organization", name=publisher.name, url=publisher.base_url or None
    )
    root["license"] = _add(
        crate, "#licence", "CreativeWork", name="Each source's own",
        description="The figures may be used on the terms of their sources, which the page names.",
    )  # fmt: skip
    root["conformsTo"] = _add(
        crate, PROFILE, "CreativeWork", name="Process Run Crate", version=PROFILE.rpartition("/")[2]
    )


def _file(path: Path) -> dict[str, str]:
    return {
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "encodingFormat": _TYPES.get(path.suffix, "application/octet-stream"),
        "sha256": file_digest(path),
    }


def _add_input(crate: Any, number: int, name: str, value: str) -> Any:
    """Add one thing that the edition was made from: content with a digest, or a value."""
    where = f"#from-{number}"
    if digest := _DIGEST.fullmatch(value):
        return _add(crate, where, "CreativeWork", name=name, identifier=value, sha256=digest[1])
    return _add(crate, where, "PropertyValue", name=name, value=value)


def _add_software(crate: Any, name: str, version: str) -> Any:
    """Add a program; those that the lock names have their page in the Python Package Index."""
    page = "https://www.python.org/" if name == PYTHON else f"https://pypi.org/project/{name}/"
    return _add(crate, page, "SoftwareApplication", name=name, softwareVersion=version, url=page)


def _add_review(crate: Any, number: int, review: Review) -> Any:
    """Add a sign-off: who, as what, of what, on which day, and whether it still stands."""
    signoff = review.signoff
    who = _add(crate, f"#reviewer-{number}", "Person", name=signoff.name, jobTitle=signoff.role)
    subject = crate.root_dataset
    if signoff.kind != "edition":
        subject = _add(crate, f"#reviewed-{number}", "CreativeWork", name=signoff.subject)
    return _add(
        crate, f"#review-{number}", "ReviewAction", name=str(review), agent=who, object=subject,
        endTime=signoff.signed_on, identifier=f"sha256 {signoff.sha256}",
        description=signoff.note or None,
    )  # fmt: skip


def _add(crate: Any, id_: str, kind: str, **properties: Any) -> Any:
    """Add a part to the crate; a property that is None is left out."""
    known = {name: value for name, value in properties.items() if value is not None}
    return crate.add_jsonld({"@id": id_, "@type": kind, **known})
