"""
Verification: every edition printed again, from scratch, and held against what was published.

Each file is compared byte by byte; of one that differs, the place is shown as a reader knows it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from workings.editions.build import build_editions
from workings.editions.order import Watch, reasons
from workings.editions.register import read_register
from workings.editions.sign import check_signatures
from workings.files import MANIFEST, PAGE, SHEET, file_digest, package_digest
from workings.ledger import Edition, Site, read_signoffs
from workings.run import Limits

AROUND = 40  # characters shown on either side of a difference


def verify_editions(
    site: Site, editions: Sequence[Edition], workers: int, limits: Limits, say: Watch
) -> list[str]:
    """
    Print editions again into a scratch folder, and compare them with those published.

    Where an edition isn't among the site's reports, as in a fresh clone, its page is compared with
    the register alone. Returns what differs, and where, and which signature doesn't hold.
    """
    register = read_register(site.reports)
    found = [*check_signatures(site.ledger, read_signoffs(site.ledger))]
    with TemporaryDirectory() as scratch:
        again = Site(site.ledger, Path(scratch))
        outcomes = build_editions(again, editions, workers=workers, limits=limits, say=say)
        for why, ids in reasons(outcomes).items():
            found.append(f"{', '.join(ids)}: can't be printed again: {why}")
        for edition in (each.edition for each in outcomes if each.what != "failed"):
            published, new = site.folder(edition), again.folder(edition)
            if published.exists():
                found += [f"{edition.id}/{text}" for text in compare_folders(published, new)]
            entry = register.get(edition.id)
            if entry is None and not published.exists():
                found.append(f"{edition.id}: neither in {site.reports} nor in the register")
            elif entry is not None and entry.page_sha256 != file_digest(new / PAGE):
                same = entry.workings_sha256 == package_digest()
                by = "this very package" if same else "another version of this package"
                found.append(
                    f"{edition.id}: the page is not the one in the register (sha256 "
                    f"{entry.page_sha256}), which was printed by {by}"
                )
    return found


def compare_folders(published: Path, new: Path) -> Iterator[str]:
    r"""
    Say of each file of an edition in which way it differs from the same one of another.

    Examples
    --------
    >>> with TemporaryDirectory() as one, TemporaryDirectory() as other:
    ...     _ = (Path(one) / "index.html").write_text("<p>\n281 returned")
    ...     _ = (Path(other) / "index.html").write_text("<p>\n282 returned")
    ...     list(compare_folders(Path(one), Path(other)))
    ['index.html, line 2: published "281 returned", now "282 returned"']
    """
    names = {path.name for folder in (published, new) for path in folder.iterdir()}
    # The manifest has the digests of all the others, and the audit sheet repeats what they say.
    for name in sorted(names, key=lambda name: (name == MANIFEST, name == SHEET, name)):
        was, now = (
            (folder / name).read_bytes() if (folder / name).is_file() else None
            for folder in (published, new)
        )
        if was is None or now is None:
            yield f"{name}: {'not published' if was is None else 'published, and now not there'}"
        elif was != now:
            yield f"{name}, {_where(name, was, now)}"


def _where(name: str, was: bytes, now: bytes) -> str:
    try:
        if name.endswith(".ipynb"):
            return _cell(was, now)
        if name.endswith(".csv"):
            return _row(was.decode(), now.decode())
        return _line(was.decode(), now.decode())
    except ValueError:  # no text: a picture, or something torn
        pairs = enumerate(zip(was, now, strict=False))
        place = next((i for i, (a, b) in pairs if a != b), min(len(was), len(now)))
        return f"byte {place + 1:,}: {len(was):,} bytes published, now {len(now):,}"


def _line(was: str, now: str) -> str:
    pairs = zip_longest(was.split("\n"), now.split("\n"), fillvalue="")
    line, (one, other) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    shown = [text[max(0, at - AROUND) : at + AROUND].strip() for text in (one, other)]
    return f'line {line}: published "{shown[0]}", now "{shown[1]}"'


def _cell(was: bytes, now: bytes) -> str:
    """Name the first cell that differs, by its number and first line."""
    before, after = (json.loads(content)["cells"] for content in (was, now))
    for number, (one, other) in enumerate(zip_longest(before, after), start=1):
        if one != other:
            source = "".join((other or one)["source"]).strip().splitlines() or [""]
            return f"cell {number} ({source[0][:60]}): {_line(_written(one), _written(other))}"
    return f"outside its cells: {_line(was.decode(), now.decode())}"


def _written(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, indent=1, sort_keys=True)


def _row(was: str, now: str) -> str:
    """Name the first row that differs, by what it begins with: a figure's note, and the figure."""
    rows = (list(csv.reader(io.StringIO(text, newline=""))) for text in (was, now))
    for number, (one, other) in enumerate(zip_longest(*rows, fillvalue=[]), start=1):
        if one != other:
            return f"row {number}: published {', '.join(one)!r}, now {', '.join(other)!r}"
    return _line(was, now)
