"""
The bundle: one zip with all that it takes to verify an edition, and the same bytes each time.

It is a small site of its own, laid out as a repository is: the edition, its notebook, the ledger as
the edition has it, the stored files that its lines name, this package, and the lock or, where there
is none, the versions of what is installed. The packages themselves are not in it.
"""

from __future__ import annotations

import io
import json
import platform
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from workings.editions.origins import LOCK, Origins, declared
from workings.errors import EditionError
from workings.files import csv_line, package_files, write_page
from workings.ledger import (
    DECLARATIONS,
    EDITIONS,
    HEADS,
    LEDGER_FOLDER,
    SIGNERS,
    SIGNOFFS_FILE,
    Edition,
    Row,
    Site,
    declaration_files,
    head_files,
    read_checked,
    read_description,
    read_editions,
    recorded,
)
from workings.notebook import find_house
from workings.official import read_declarations
from workings.page import is_up_to_date
from workings.review import UNCITED, read_uncited

PACKAGE = "workings"
SETUP = ("Makefile", "LICENSE", "README.md", "pyproject.toml")
README = """\
This is edition {edition}, with all that it takes to verify it.

On a machine with {needs}, in this folder:

{setup}
    .venv/bin/workings check{ledger}
    .venv/bin/workings verify --only {edition}{ledger}

{setting_up} is all that needs a network. Where these packages are
installed already, {instead} does instead.
The second to last command reads every line of the ledger. The last runs the notebook, prints the
edition again, and compares each byte with what lies in reports/{edition}/, where audit.html leads
from any number to its sources.
"""
CLONE = {
    "needs": "Python 3.11 or newer and make",
    "setup": "    make setup",
    "setting_up": "Setting up the packages that requirements.lock names, by their digests,",
    "instead": "pip install --no-deps --no-build-isolation --editable .",
}
INSTALLED = {
    "needs": "Python {python}",
    "setup": "    python3 -m venv .venv\n    .venv/bin/python -m pip install -r {needed} ./src",
    "setting_up": "Installing the packages that {needed} names",
    "instead": ".venv/bin/python -m pip install --no-deps --no-build-isolation ./src",
}
NEEDED = "src/requirements.txt"
UNCITED_YET = "What cites it came after this edition."
# As in a zip made on the first day that the form knows, of files that anybody may read. Nothing is
# compressed: another version of zlib would make other bytes of it.
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16
_UNIX = 3


def write_bundle(site: Site, edition: Edition) -> Path:
    """
    Write the bundle of an edition on record, ``<reports>/<report>/<edition>.zip``.

    Raises EditionError if it isn't printed, or not as it would be now.
    """
    folder, editions = site.folder(edition), read_editions(site.ledger)
    if not is_up_to_date(folder, Origins(site, editions).made_from(edition)):
        raise EditionError(
            f"{edition.id}: found no page of it in {site.reports} as it would be printed now; "
            f"expected one to put into a bundle. Print it with workings build {edition.report}."
        )
    files = dict(_files(site, edition))
    path = folder.with_name(f"{folder.name}.zip")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{edition.report}-{edition.name}/{name}", _FIRST_DAY)
            entry.external_attr, entry.create_system = _READABLE, _UNIX
            made.writestr(entry, files[name])
    write_page(path, content.getvalue())
    return path


def _files(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the bundle, by its path."""
    name = site.ledger.resolve().name
    option = "" if name == LEDGER_FOLDER else f" --ledger {name}"
    is_clone = all((site.root / name).is_file() for name in (*SETUP, LOCK))
    how = CLONE if is_clone else INSTALLED
    known = {"python": platform.python_version(), "needed": NEEDED}
    told = {word: text.format(**known) for word, text in how.items()}
    yield "VERIFY.txt", README.format(edition=edition.id, ledger=option, **told).encode()
    if not is_clone:
        yield NEEDED, "".join(f"{name}=={v}\n" for name, v in sorted(_needed())).encode()
        yield "src/pyproject.toml", _project().encode()
    yield f"notebooks/{edition.report}.ipynb", site.notebook(edition.report).read_bytes()
    for path in sorted(site.folder(edition).iterdir()):
        yield f"reports/{edition.id}/{path.name}", path.read_bytes()
    for name, path in package_files().items():
        yield f"src/workings/{name}", path.read_bytes()
    signed = map(site.in_ledger, (SIGNOFFS_FILE, SIGNERS))
    for name in (*(SETUP if is_clone else SETUP[-1:]), *declared(site), *signed):
        if (site.root / name).is_file():
            yield name, (site.root / name).read_bytes()
    house = find_house(site.notebooks)
    if house and house.parent != site.root:  # nearer to the notebooks than any other here
        yield f"{site.notebooks.name}/pyproject.toml", house.read_bytes()
    yield from _ledger(site, edition)


def _ledger(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield the ledger as the edition has it: no line, and no edition, that came after."""
    every = {each.id: each for each in read_editions(site.ledger)}
    records, each = {edition.record}, edition
    while each.previous:
        each = every[f"{edition.report}/{each.previous}"]
        records.add(each.record)
    heads = {each.head for each in every.values()
             if each.report == edition.report and each.record in records}  # fmt: skip
    for record in sorted(records):
        name = f"{EDITIONS}/{edition.report}/{record}.yml"
        yield site.in_ledger(name), (site.ledger / name).read_bytes()
    for path in head_files(site.ledger, heads):
        yield site.in_ledger(f"{HEADS}/{path.name}"), path.read_bytes()
    if declared_then := declaration_files(site.ledger, edition.head):
        text = b"".join(path.read_bytes() for path in declared_then)
        yield site.in_ledger(DECLARATIONS), text
    known = recorded(site.ledger, heads)
    tables, description = read_checked(site.ledger).tables, read_description(site.ledger)
    for table, digests in known.items():
        if rows := [row for row in tables.get(table, ()) if row.digest in digests]:
            columns = [c for c in description.columns(table) if c in rows[0].cells]
            lines = [columns, *([row.cells[c] for c in columns] for row in rows)]
            yield site.in_ledger(f"{table}.csv"), "".join(map(csv_line, lines)).encode()
    archived = {row.cells["archive"] for row in tables["sources"] if row.digest in known["sources"]}
    for name in sorted(filter(None, archived)):
        yield site.in_ledger(name), (site.ledger / name).read_bytes()
    if uncited := _uncited(site, {t: [row for row in tables[t] if row.digest in known[t]]
                                  for t in ("sources", "figures", "claims")}):  # fmt: skip
        yield site.in_ledger(UNCITED), uncited.encode()


def _uncited(site: Site, tables: Mapping[str, Sequence[Row]]) -> str:
    """Say why sources are kept that nothing in a ledger of these lines cites."""
    cited = {row.cells["source"] for name in ("figures", "claims") for row in tables[name]}
    if (declared_in := site.ledger / DECLARATIONS).exists():
        cited |= {each.source for each in read_declarations(declared_in).values()}
    kept = read_uncited(site.ledger)
    ids = (row.cells["id"] for row in tables["sources"])
    return "".join(
        f"{json.dumps(id_)}: {json.dumps(kept.get(id_, UNCITED_YET))}\n"
        for id_ in ids
        if not {id_, id_.partition("@")[0]} & cited
    )


def _needed() -> Iterator[tuple[str, str]]:
    """Yield what this package needs that is installed, with versions, and what that needs."""
    known: set[str] = set()
    to_see = [PACKAGE]
    while to_see:
        for wanted in metadata.requires(to_see.pop()) or []:
            name = re.split(r"[^A-Za-z0-9._-]", wanted)[0].lower()
            if _always(wanted) and name not in known:
                with suppress(metadata.PackageNotFoundError):  # of another system
                    yield name, metadata.version(name)
                    to_see.append(name)
                known.add(name)


def _project() -> str:
    """Write a pyproject.toml with which the package in a bundle can be installed, as it is here."""
    told = metadata.metadata(PACKAGE)
    lines = [
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
        f'[project]\nname = "{PACKAGE}"\nversion = "{told["Version"]}"',
        f'requires-python = "{told["Requires-Python"]}"',
        f"dependencies = {json.dumps(list(filter(_always, metadata.requires(PACKAGE) or [])))}\n",
    ]
    for point in metadata.distribution(PACKAGE).entry_points:
        group = f'[project.entry-points."{point.group}"]'
        lines.append("[project.scripts]" if point.group == "console_scripts" else group)
        lines.append(f'{json.dumps(point.name)} = "{point.value}"\n')
    return "\n".join([*lines, f'[tool.hatch.build.targets.wheel]\npackages = ["{PACKAGE}"]\n'])


def _always(wanted: str) -> bool:
    return "extra ==" not in wanted
