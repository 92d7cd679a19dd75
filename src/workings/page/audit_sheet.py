"""
The audit sheet, ``audit.html``: all that a reviewer needs, from each number to the stored bytes.

It lies beside the page and repeats nothing that the page says better. Numbers come in the order in
which the page prints them; each leads to its ledger lines, and these to their sources, on the
sheet itself, so that it can be worked through on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from workings.files import PAGE, file_digest
from workings.ledger import UNSEEN, Review, edition_digest
from workings.notebook import BOOK, CLAIMS, PROSE, Place, read_places, shown
from workings.numbers import Interval, agreed_value
from workings.page.article import Article, Claim, Claims, Node
from workings.page.manifest import Origin
from workings.run import numbered

MOST_DECIMALS, LEAST_DECIMALS = 3, -6

#: The kinds of place that are listed as numbers, and what is said of each.
PLACES = {
    "sentence": "",
    "key figure": "on a card",
    "claim": "of a claim",
    "chart words": "in the words of a chart",
    "untraced": "opens nothing",
}

_NUMERAL = re.compile(r"[0-9][0-9,]*(\.([0-9]+))?")


@dataclass(frozen=True)
class CellShown:
    """A cell of the notebook as it ran: its number, kind, source, and what it put out, as text."""

    number: int
    kind: str
    source: str
    outputs: list[str]


def sheet_context(
    article: Article, notebook: Any, origin: Origin, report: str, folder: Path
) -> dict[str, Any]:
    """
    Return what the sheet's template prints.

    Parameters
    ----------
    article : Article
    notebook : NotebookNode
        The executed notebook that it was read from.
    origin : Origin
        What it was made from and with, and the sign-offs that concern it.
    report : str
        The name of its report, and of the stored notebook.
    folder : Path
        Where the edition lies, complete but for this sheet and the manifest: a folder of any name.
    """
    places = read_places(notebook)
    numbers = [place for place in places if place.kind in PLACES]
    return {
        "parts": [(part, [*_in_sentences(those)]) for part, those in groupby(numbers, _part)],
        "places": PLACES,
        "notes": {place: entry.number for entry in article.workings for place in entry.places},
        "copies": {each["sha256"]: each["archive"] for each in article.sources if each["archive"]},
        "count": len(numbers),
        "figures": _figures(article, places),
        "drawn": [place for place in places if place.kind == "chart"],
        "claims": {claim.record["id"]: claim for claim in _claims(article)}.values(),
        "cells": [*_cells(notebook)],
        "reviews": origin.reviews,
        "signed": _signed(origin.reviews),
        "software": origin.software,
        "inputs": origin.made_from,
        "digest_signed": edition_digest(folder),
        "digest_page": file_digest(folder / PAGE),
        "notebook_name": f"{report}.ipynb",
        "article": article,
        "digits": digits,
        "place_of": place_of,
    }


def reviewed(article: Article, reviews: Iterable[Review], folder: Path) -> list[Review]:
    """Return the sign-offs of an edition as it is in a folder, and of figures and claims in it."""
    used = {place_of(leaf) for entry in article.workings for leaf in article.rests_on(entry.node)}
    known = used | {claim.record["id"] for claim in _claims(article)}
    return [
        replace(review, now=edition_digest(folder)) if review.signoff.kind == "edition" else review
        for review in reviews
        if review.signoff.kind == "edition" or review.signoff.subject in known
    ]


def place_of(leaf: Node) -> str:
    """Return where a figure stands: its line in the ledger, or its cells in an official file."""
    if "figure" in leaf:
        return f"figures.csv:{leaf['figure']}"
    if "rows" in leaf:
        return f"{leaf['rows']['source']}: {leaf['rows']['sheet']} {leaf['rows']['cells']}".strip()
    lines = [f"claims.csv:{line['line']}" for line in leaf.get("statements", [])]
    return ", ".join(lines) or "the calendar"


def digits(text: str, node: Node) -> str:
    """
    Say how many decimals a number is printed with, and how many its figures allow.

    Examples
    --------
    >>> node = {"range": {"low": "27400/41", "high": "28500/41", "closed": [True, True]}}
    >>> digits("about 680", node)
    'no decimals printed; the nearest 100 allowed'
    >>> exact = {"range": {"low": "281", "high": "281", "closed": [True, True]}}
    >>> digits("281", exact)
    'no decimals printed; any number allowed'
    """
    if text == node["range"].get("words") and node["range"]["low"] != node["range"]["high"]:
        return "printed as what the figures allow"
    found = _NUMERAL.search(text)
    said = _decimals(len(found[2] or "")) if found else "in words"
    return f"{said} printed; {_allowed(node)} allowed"


def _allowed(node: Node) -> str:
    ends = node["range"]["low"], node["range"]["high"]
    low, high = (None if end is None else Fraction(end) for end in ends)
    if low is not None and low == high:
        return "any number"
    interval = Interval(low, high, *node["range"]["closed"])
    for decimals in range(MOST_DECIMALS, LEAST_DECIMALS - 1, -1):
        if agreed_value(interval, decimals):
            return f"the nearest {10**-decimals:,}" if decimals < 0 else _decimals(decimals)
    return "only a range or a bound"


def _decimals(count: int) -> str:
    return f"{count or 'no'} decimal{'s' if count != 1 else ''}"


def _part(place: Place) -> str:
    return place.part


def _in_sentences(places: Iterable[Place]) -> Iterator[tuple[str, list[Place]]]:
    """Put together the numbers that stand in one sentence."""
    for (_, sentence), those in groupby(places, lambda each: (each.cell, each.sentence)):
        yield sentence, [*those]


def _figures(article: Article, places: Sequence[Place]) -> dict[str, Node]:
    """List what numbers, charts and verdicts rest on in the end, each once, by its place."""
    found: dict[str, Node] = {}
    for node in (node for place in places for node in place.numbers):
        for leaf in article.rests_on(node):
            found.setdefault(place_of(leaf), leaf)
    return found


def _claims(article: Article) -> list[Claim]:
    """List the claims in the run of the story, and those in the box at the foot."""
    told = [block.each for block in article.blocks if isinstance(block, Claims)]
    return [*chain.from_iterable(told), *article.claims]


def _signed(reviews: Sequence[Review]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = {}
    for review in reviews:
        found.setdefault(review.signoff.subject, []).append(review)
    return found


def _cells(notebook: Any) -> Iterator[CellShown]:
    for number, cell in numbered(notebook):
        kind = "text" if cell.cell_type == "markdown" else "code"
        outputs = [_seen(_text(output)) for output in cell.get("outputs", [])]
        yield CellShown(number, kind, _seen(cell.source), outputs)


def _text(output: Node) -> str:
    """Return an output as text, and say what else there is in it."""
    if output["output_type"] == "stream":
        return str(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    data = output["data"]
    if PROSE in data:
        return shown(data[PROSE])
    said = str(data.get("text/plain", ""))
    if CLAIMS in data or BOOK in data:
        return said
    others = [name for name in data if name not in ("text/plain", "text/html")]
    return "\n".join(filter(None, [said, f"(also {', '.join(others)})" if others else ""]))


def _seen(text: str) -> str:
    """Let every character be seen: those that hide others are written out."""
    return UNSEEN.sub(_written_out, text.replace("\r\n", "\n"))


def _written_out(found: re.Match[str]) -> str:
    return found[0] if found[0] in "\t\n" else f"⟨U+{ord(found[0]):04X}⟩"
