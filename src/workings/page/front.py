"""The front page of all reports, and its Atom feed: made from what lies in the reports' folder."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from workings.errors import PageError
from workings.files import FACTS, locked, write_page
from workings.notebook import read_house
from workings.numbers import day
from workings.page.page import fill_in

Facts = dict[str, Any]
WAIT_SECONDS = 60.0


def write_front(reports: Path, house_folder: Path, ids: Collection[str]) -> None:
    """
    Write ``index.html`` and ``feed.xml`` of a folder of reports, each whole or not at all.

    They list the editions with these ids and no other, in the house style found in or above a
    folder.

    Raises PageError if an edition's facts can't be read, or somebody else is at it and doesn't
    finish.
    """
    house = read_house(house_folder)
    # The last to write knows of all editions.
    with locked(reports / ".lock.front", WAIT_SECONDS, PageError, "Run this again."):
        editions = read_editions(reports, ids)
        dates = [each["made_on"] or each["as_of"] for each in editions]
        known = {"title": f"{house.name}: reports", "editions": grouped(editions)}
        known["updated"] = max(dates, default="1970-01-01")
        for name, template in (("index.html", "front.html.j2"), ("feed.xml", "feed.xml.j2")):
            write_page(reports / name, fill_in(template, house, **known).encode())


def read_editions(reports: Path, ids: Collection[str]) -> list[Facts]:
    """
    Read what editions there are, that with the newest figures first.

    Facts are those that `edition_facts` wrote, with ``address`` within the folder and ``change``:
    what became of the key figure since the edition before.
    """
    found = sorted(
        _facts(reports, ids), key=lambda facts: (facts["report"], facts["as_of"], facts["address"])
    )
    before: dict[tuple[str, str | None], Facts] = {}
    for facts in found:
        alike = facts["report"], facts.get("of")
        facts["change"] = _change(facts, before.get(alike))
        before[alike] = facts
    return sorted(found[::-1], key=lambda facts: str(facts["as_of"]), reverse=True)


def grouped(editions: Iterable[Facts]) -> list[Facts]:
    """
    Put the editions of a matrix together, where the first of them stands.

    Their facts have ``each``, the facts of its editions by what they are about, and the ``address``
    of the report's own page.
    """
    found: list[Facts] = []
    matrices: dict[tuple[str, ...], Facts] = {}
    for facts in editions:
        if "of" not in facts:
            found.append(facts)
            continue
        key = facts["report"], facts["as_of"], facts["record"]
        if key not in matrices:
            found.append(matrices.setdefault(key, _matrix(facts)))
        matrices[key]["each"].append(facts)
    for facts in matrices.values():
        facts["each"].sort(key=lambda each: each["address"])
        corrections = (said for each in facts["each"] for said in each["corrections"])
        facts["corrections"] = list(dict.fromkeys(corrections))
    return found


def _matrix(facts: Facts) -> Facts:
    headline = facts["headline"].removesuffix(f": {facts['of']}")
    address = f"{facts['report']}/#edition-{facts['record']}"
    return {**facts, "headline": headline, "address": address, "each": []}


def _facts(reports: Path, ids: Collection[str]) -> Iterator[Facts]:
    for path in sorted(reports / id_ / FACTS for id_ in ids):
        report, edition = path.parts[-3:-1]
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            day(facts["as_of"])
            yield {**facts, "report": report, "address": f"{report}/{edition}/"}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PageError(
                f"{path}: found no facts of an edition ({error}); expected those that a run "
                "writes. Run that edition again, or move its folder away."
            ) from error


def _change(facts: Facts, before: Facts | None) -> str:
    if before is None:
        return "The first edition here."
    if facts["number"] == before["number"]:
        return f"As in the edition of {day(before['as_of'])}."
    return f"It was {before['number']} in the edition of {day(before['as_of'])}."
