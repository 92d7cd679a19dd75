"""Jupyter's tags on cells: what they remove is in no edition, and what they hide is folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from workings.notebook.record import MIME_TYPES, BookRecord

BOOK = next(mime for mime, kind in MIME_TYPES.items() if kind is BookRecord)


def tags_of(part: Mapping[str, Any]) -> frozenset[str]:
    """
    Return the tags of a cell or an output, spelled as Jupyter spells them today.

    Examples
    --------
    >>> sorted(tags_of({"metadata": {"tags": ["standfirst", "hide_output"]}}))
    ['hide-output', 'standfirst']
    """
    given = part.get("metadata", {}).get("tags", [])
    return frozenset(str(tag).replace("_", "-") for tag in given)


@dataclass(frozen=True)
class Removing:
    """
    The tags that take a cell, its outputs, its source or a single output out of what is published.

    Two more, MyST's, take away what a cell wrote to the terminal.
    """

    cells: frozenset[str] = frozenset({"remove-cell"})
    outputs: frozenset[str] = frozenset({"remove-output"})
    inputs: frozenset[str] = frozenset({"remove-input"})
    single: frozenset[str] = frozenset()

    def also(self, *more: Iterable[str]) -> Removing:
        """Return these tags and others, in the order of the attributes."""
        mine = (self.cells, self.outputs, self.inputs, self.single)
        theirs = ({tag.replace("_", "-") for tag in tags} for tags in more)
        return Removing(*(own | other for own, other in zip(mine, theirs, strict=True)))

    def takes(self, cell: Mapping[str, Any]) -> bool:
        """Tell whether a whole cell is removed."""
        return bool(self.cells & tags_of(cell))

    def published(self, cell: Any) -> Any:
        """
        Return a cell with what is published of it.

        It keeps its place and its tags, so that the cells after it keep their numbers; and the book
        that it shows, which prints nothing itself, and without which no number could be opened.
        """
        tags, outputs = tags_of(cell), cell.get("outputs", [])
        kept = [each for each in outputs if not self._loses(each, tags)]
        without_source = bool((self.cells | self.inputs) & tags)
        if not without_source and len(kept) == len(outputs) and not self.outputs & tags:
            return cell
        left = deepcopy(cell)
        if without_source:
            left["source"] = ""
            left.pop("attachments", None)
        if self.takes(cell):
            left["metadata"] = {"tags": list(cell["metadata"]["tags"])}
        if outputs:
            is_bare = bool((self.cells | self.outputs) & tags)
            left["outputs"] = kept
            if is_bare:
                books = (each for each in kept if BOOK in each.get("data", {}))
                left["outputs"] = [_alone(each) for each in books]
        return left

    def _loses(self, output: Mapping[str, Any], tags: frozenset[str]) -> bool:
        stream = output.get("name") if output.get("output_type") == "stream" else None
        return bool(self.single & tags_of(output)) or f"remove-{stream}" in tags


def _alone(output: Any) -> Any:
    """Return a book's output with nothing but the book."""
    alone = deepcopy(output)
    alone["data"], alone["metadata"] = {BOOK: output["data"][BOOK]}, {}
    return alone


#: What Jupyter, nbconvert and Jupyter Book remove, unless they are told otherwise.
REMOVING = Removing()
