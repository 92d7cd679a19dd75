"""
The bundle: one zip with all that it takes to verify an edition, and the same bytes each time.

It is a small site of its own, laid out as a repository is: the edition, its notebook, the ledger as
the edition has it, the stored files that its lines name, this package and the lock. The packages
that the lock names are not in it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from workings.editions.origins import Origins, declared
from workings.errors import EditionError
from workings.files import package_files, write_whole
from workings.ledger import (
    LEDGER_FOLDER,
    PINS_FILE,
    RECORD_FILE,
    RECORD_HEADING,
    SIGNERS,
    SIGNOFFS_FILE,
    Edition,
    Prefix,
    Site,
    entries_up_to,
    read_editions,
)
from workings.notebook import find_house
from workings.page import is_up_to_date

SETUP = ("Makefile", "LICENSE", "README.md", "pyproject.toml")
README = """\
This is edition {edition}, with all that it takes to verify it.

On a machine with Python 3.11 or newer and make, in this folder:

    make setup
    .venv/bin/workings check{ledger}
    .venv/bin/workings verify --only {edition}{ledger}

The first installs the packages that requirements.lock names, by their digests; it is the only one
that needs a network. Where these packages are installed already, pip install --no-deps
--no-build-isolation --editable . does instead. The second reads every line of the ledger. The third
runs the notebook, prints the edition again, and compares each byte with what lies in
reports/{edition}/, where audit.html leads from any number to its sources.
"""
# As in a zip made on the first day that the form knows, of files that anybody may read. Nothing is
# compressed: another version of zlib would make other bytes of it.
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16
_UNIX = 3


def write_bundle(site: Site, edition: Edition) -> Path:
    """
    Write an edition's bundle beside its folder.

    Parameters
    ----------
    site : Site
    edition : Edition
        Of those on record.

    Returns
    -------
    Path
        ``<reports>/<report>/<edition>.zip``.

    Raises
    ------
    EditionError
        If it isn't printed, or not as it would be now.
    """
    folder, editions = site.folder(edition), read_editions(site.ledger)
    if not is_up_to_date(folder, Origins(site, editions).made_from(edition)):
        raise EditionError(
            f"{edition.id}: found no page of it in {site.reports} as it would be printed now; "
            f"expected one to put into a bundle. Print it with workings build {edition.report}."
        )
    files = dict(_files(site, edition))
    path = folder.with_name(f"{folder.name}.zip")
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{edition.report}-{edition.name}/{name}", _FIRST_DAY)
            entry.external_attr, entry.create_system = _READABLE, _UNIX
            made.writestr(entry, files[name])
    write_whole(path, content.getvalue())
    return path


def _files(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the bundle, by its path."""
    name = site.ledger.resolve().name
    option = "" if name == LEDGER_FOLDER else f" --ledger {name}"
    yield "VERIFY.txt", README.format(edition=edition.id, ledger=option).encode()
    yield f"notebooks/{edition.report}.ipynb", site.notebook(edition.report).read_bytes()
    for path in sorted(site.folder(edition).iterdir()):
        yield f"reports/{edition.id}/{path.name}", path.read_bytes()
    for name, path in package_files().items():
        yield f"src/workings/{name}", path.read_bytes()
    signed = map(site.in_ledger, (SIGNOFFS_FILE, SIGNERS))
    for name in (*SETUP, *declared(site), *signed):
        if (site.root / name).is_file():
            yield name, (site.root / name).read_bytes()
    house = find_house(site.notebooks)
    if house and house.parent != site.root:  # nearer to the notebooks than any other here
        yield f"{site.notebooks.name}/pyproject.toml", house.read_bytes()
    yield from _ledger(site, edition)


def _ledger(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield the ledger as the edition has it: no line, and no edition, that came after."""
    heads = _heads(site, edition)
    for file, prefix in heads.items():
        lines = (site.ledger / file).read_bytes().splitlines(keepends=True)
        yield site.in_ledger(file), b"".join(lines[: prefix.lines])
    pinned = (site.ledger / PINS_FILE).read_text(encoding="ascii").splitlines(keepends=True)
    known = "".join(line for line in pinned if _is_pinned(line, heads))
    yield site.in_ledger(PINS_FILE), known.encode()
    record = entries_up_to((site.ledger / RECORD_FILE).read_text(encoding="utf-8"), edition)
    yield site.in_ledger(RECORD_FILE), (RECORD_HEADING + record).encode()
    sources = b"".join((site.ledger / "sources.csv").read_bytes().splitlines(keepends=True)
                       [: edition.ledger["sources.csv"].lines]).decode()  # fmt: skip
    for path in sorted((site.ledger / "archive").iterdir()):
        if f"archive/{path.name}" in sources:
            yield site.in_ledger(f"archive/{path.name}"), path.read_bytes()


def _heads(site: Site, edition: Edition) -> dict[str, Prefix]:
    """Return how far each file had grown, those of the matrices before the edition included."""
    heads: dict[str, Prefix] = {}
    for each in read_editions(site.ledger):
        if each.report == edition.report and each.number <= edition.number:
            heads |= each.ledger
    return {**heads, **edition.ledger}


def _is_pinned(line: str, heads: Mapping[str, Prefix]) -> bool:
    """Tell whether a line of ``lines.sha256`` is of a ledger line that the edition has."""
    file, _, number = line.split()[1].partition(":")
    return file in heads and int(number) <= heads[file].lines
