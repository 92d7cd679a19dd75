"""Places of one run of a notebook, paired with those of another that stand where they stood."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from workings.appearances import Place

Node = Mapping[str, Any]


def pair_places(
    before: Sequence[Place], after: Sequence[Place]
) -> Iterator[tuple[Place, Place | None]]:
    """
    Pair each place with the one that stands there in another run, if any does.

    Numbers of a cell go together by what they are worked out from, whatever that comes to; one
    that took another's place goes with it. Verdicts go by claim; charts, and numbers in their words
    or without workings, by their order in the cell.

    Yields
    ------
    tuple of Place and Place or None
        In the order of `before`. What only `after` has is left out: words brought it.
    """
    here, there = _by_cell(before), _by_cell(after)
    found: dict[str, Place] = {}
    for key, places in here.items():
        one, other = ([_identity(p) for p in each] for each in (places, there[key]))
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for _, start, end, first, last in matcher.get_opcodes():
            if end - start == last - first:
                for at in range(end - start):
                    found[places[start + at].id] = there[key][first + at]
    return ((place, found.get(place.id)) for place in before)


def _by_cell(places: Sequence[Place]) -> dict[tuple[int, str, str], list[Place]]:
    """Sort places by cell, kind and claim, since claims may come in another order."""
    found: dict[tuple[int, str, str], list[Place]] = defaultdict(list)
    for place in places:
        found[place.cell, place.kind, place.claim].append(place)
    return found


def _identity(place: Place) -> str:
    """Say what a place prints, whatever it comes to."""
    if place.kind in ("sentence", "key figure", "claim"):
        return json.dumps(_source(place.numbers[0]))
    return re.sub("[0-9]+", "", place.id)


def _source(node: Node) -> list[Any]:
    rows = node.get("rows", {})
    itself = [node.get("figure"), rows.get("source"), rows.get("heading"), rows.get("cells")]
    lines = [line["line"] for line in node.get("statements", ()) if node["operation"] == "stated"]
    return [node["operation"], *itself, lines, [_source(part) for part in node["operands"]]]
