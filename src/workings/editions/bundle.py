"""
The bundle: one zip with all that it takes to verify an edition, and the same bytes each time.

It is a small site of its own, laid out as a repository is: the edition, its notebook, the ledger as
the edition has it, the stored files that its lines name, this package and the lock. The packages
that the lock names are not in it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from workings.editions.origins import CODE, Origins, house_file
from workings.editions.sign import SIGNERS
from workings.errors import EditionError
from workings.ledger import (
    FILE,
    HEADING,
    LINES,
    RECORD,
    Edition,
    Prefix,
    Site,
    entries_up_to,
    read_editions,
)
from workings.page import is_up_to_date

PACKAGE = Path(__file__).parent
SETUP = ("Makefile", "LICENSE", "README.md", "bootstrap.lock", *CODE)
SIGNED = (f"data/{FILE}", f"data/{SIGNERS}")
README = """\
This is edition {edition}, with all that it takes to verify it.

On a machine with Python 3.11 or newer and make, in this folder:

    make setup
    .venv/bin/workings check
    .venv/bin/workings verify --only {edition}

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
    part = folder.with_name(f".{folder.name}.zip.new")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{edition.report}-{edition.name}/{name}", _FIRST_DAY)
            entry.external_attr, entry.create_system = _READABLE, _UNIX
            made.writestr(entry, files[name])
    part.replace(path)
    return path


def _files(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the bundle, by its path."""
    yield "VERIFY.txt", README.format(edition=edition.id).encode()
    yield f"notebooks/{edition.report}.ipynb", site.notebook(edition.report).read_bytes()
    for path in sorted(site.folder(edition).iterdir()):
        yield f"reports/{edition.id}/{path.name}", path.read_bytes()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"src/workings/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes()
    for name in (*SETUP, *SIGNED):
        if (site.root / name).is_file():
            yield name, (site.root / name).read_bytes()
    if (style := house_file(site.root)).is_file():
        yield style.name, style.read_bytes()
    yield from _ledger(site, edition)


def _ledger(site: Site, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield the ledger as the edition has it: no line, and no edition, that came after."""
    heads = _heads(site, edition)
    for file, prefix in heads.items():
        lines = (site.ledger / file).read_bytes().splitlines(keepends=True)
        yield f"data/{file}", b"".join(lines[: prefix.lines])
    pinned = (site.ledger / LINES).read_text(encoding="ascii").splitlines(keepends=True)
    yield f"data/{LINES}", "".join(line for line in pinned if _is_pinned(line, heads)).encode()
    record = entries_up_to((site.ledger / RECORD).read_text(encoding="utf-8"), edition)
    yield f"data/{RECORD}", (HEADING + record).encode()
    sources = b"".join((site.ledger / "sources.csv").read_bytes().splitlines(keepends=True)
                       [: edition.ledger["sources.csv"].lines]).decode()  # fmt: skip
    for path in sorted((site.ledger / "archive").iterdir()):
        if f"archive/{path.name}" in sources:
            yield f"data/archive/{path.name}", path.read_bytes()


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
