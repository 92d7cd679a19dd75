"""Lineage as shown in the terminal: a tree, plain text, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workings.dependence import Given
from workings.lineage import Branch, Dependant

if TYPE_CHECKING:
    from rich.tree import Tree


def as_tree(branch: Branch) -> Tree:
    """Draw a branch for rich's console; what is said is text to it, never markup."""
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(seen(branch.said)))
    for part in branch.parts:
        tree.add(as_tree(part))
    return tree


def as_text(branch: Branch) -> str:
    """
    Write a branch down, each level indented by two spaces.

    Examples
    --------
    >>> print(as_text(Branch("69 = 350 − 281", (Branch("350"), Branch("281")))))
    69 = 350 − 281
      350
      281
    """
    return "\n".join(_lines(branch))


def branches_as_json(branches: Sequence[Branch]) -> str:
    """Write trees as JSON, with every character that a terminal could act on escaped."""
    return json.dumps([_branch_data(branch) for branch in branches], indent=1)


def dependants_as_json(found: Sequence[Dependant], missing: Sequence[str], given: Given) -> str:
    """Write what rests on a line as JSON: ``line``, ``rows`` and the editions ``not_built``."""
    rows = [_dependant_data(each) for each in found]
    return json.dumps({"line": str(given), "rows": rows, "not_built": list(missing)}, indent=1)


def dependants_as_text(found: Sequence[Dependant], missing: Sequence[str], given: Given) -> str:
    """Write what rests on a line, a row for each place: edition, place, text, how, sentence."""
    lines = ["  ".join(_row(each)) for each in found]
    lines.append(f"{given}: {len(found):,} place{'' if len(found) == 1 else 's'}.")
    if missing:
        lines.append(f"Not built, so not looked into: {', '.join(missing)}.")
    return "\n".join(lines)


def numbered(branches: Sequence[Branch]) -> list[Branch]:
    """Put a number before each tree: one and the same can be printed in several places."""
    return [Branch(f"{i}. {each.said}", each.parts) for i, each in enumerate(branches, start=1)]


def _row(each: Dependant) -> list[str]:
    place, sentence = each.place, seen(each.place.sentence)
    if place.kind == "chart":
        return [each.edition, place.id, f"chart “{sentence}”", each.how]
    return [each.edition, place.id, seen(place.text), each.how, sentence]


def _branch_data(branch: Branch) -> dict[str, Any]:
    return {"said": branch.said, "parts": [_branch_data(part) for part in branch.parts]}


def _dependant_data(each: Dependant) -> dict[str, Any]:
    place = each.place
    return {
        "edition": each.edition,
        "place": place.id,
        "kind": place.kind,
        "text": place.text,
        "sentence": place.sentence,
        "how": each.how,
    }


def seen(text: str) -> str:
    """Put text on one line, and put a mark for each character that can't be seen."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _lines(branch: Branch, depth: int = 0) -> Iterator[str]:
    yield "  " * depth + seen(branch.said)
    for part in branch.parts:
        yield from _lines(part, depth + 1)
