"""
What leads to the editions: the front page, the feed, each report's index page, and the register.

They know the editions on record whose pages are in place, and no draft. All but the register are
written anew when an edition has changed, or the record, the code or house style, or when one of
them is no longer as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from workings.editions.register import REGISTER, new_lines
from workings.errors import EditionError
from workings.files import FACTS, PAGE, file_digest, locked, package_digest, write_page
from workings.ledger import EDITIONS, Edition, Fate, Site, newest_of, read_fates
from workings.notebook import find_house, read_house
from workings.page import fill_in, write_front

STATE = ".contents"
WAIT_SECONDS = 60.0


def write_contents(site: Site, editions: Sequence[Edition]) -> None:
    """
    Bring the front page, the feed, the reports' index pages and the register up to date.

    Raises
    ------
    EditionError
        If somebody else is at it and doesn't finish, or the register can't be read.
    PageError
        If an edition's facts can't be.
    """
    site.reports.mkdir(parents=True, exist_ok=True)
    lock, mend = site.reports / ".lock.contents", "Build again once they have finished."
    with locked(lock, WAIT_SECONDS, EditionError, mend):
        here = [edition for edition in editions if (site.folder(edition) / PAGE).exists()]
        _write_register(site, here)
        was = _state_then(site)
        if was != _state(site, here):
            write_front(site.reports, site.notebooks, [edition.id for edition in here])
            _write_indexes(site, here)
            for name in set(was) - _names(here):  # of a report that is no longer on record
                if name.endswith(f"/{PAGE}") and was[name] == file_digest(site.reports / name):
                    (site.reports / name).unlink()
            state = json.dumps(_state(site, here), indent=1)
            write_page(site.reports / STATE, state.encode())


def _write_register(site: Site, here: Sequence[Edition]) -> None:
    path = site.reports / REGISTER
    new = new_lines(site, here)
    if new:
        write_page(path, (path.read_bytes() if path.exists() else b"") + new.encode())


def _write_indexes(site: Site, here: Sequence[Edition]) -> None:
    """Write each report's own index page, which leads to its newest edition."""
    house = read_house(site.notebooks)
    fates = read_fates(site.ledger)
    for report in sorted({edition.report for edition in here}):
        those = [edition for edition in here if edition.report == report]
        newest = newest_of(those)
        assert newest is not None  # there is at least one
        facts = json.loads((site.folder(newest) / FACTS).read_text(encoding="utf-8"))
        entries: dict[tuple[date, int], list[Edition]] = {}
        for each in sorted(those, key=lambda each: each.name):
            entries.setdefault((each.as_of, each.issue), []).append(each)
        page = fill_in(
            "report.html.j2",
            house,
            newest=newest,
            headline=facts["headline"].removesuffix(f": {newest.of}"),
            fate=fates.get(report, Fate()),
            entries=[each for _, each in sorted(entries.items(), reverse=True)],
        )
        write_page(site.reports / report / PAGE, page.encode())


def _state_then(site: Site) -> dict[str, str]:
    """Return the state in which the contents were last written; nothing if it can't be read."""
    try:
        return dict(json.loads((site.reports / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _names(here: Sequence[Edition]) -> set[str]:
    """Name the contents of some editions, by their paths."""
    return {PAGE, "feed.xml", *(f"{edition.report}/{PAGE}" for edition in here)}


def _state(site: Site, here: Sequence[Edition]) -> dict[str, str]:
    """Return what the contents were made from, and what they are, by digest."""
    house = find_house(site.notebooks)
    style = file_digest(house) if house else ""
    made_from = sha256(f"{package_digest()} {style}\n".encode())
    for path in sorted((site.ledger / EDITIONS).glob("*.yml")):
        made_from.update(f"{path.name} {file_digest(path)}\n".encode())
    for edition in here:
        made_from.update(f"{edition.id} {file_digest(site.folder(edition) / FACTS)}\n".encode())
    now = {name: file_digest(site.reports / name) for name in sorted(_names(here))}
    return {"made from": made_from.hexdigest(), **now}
