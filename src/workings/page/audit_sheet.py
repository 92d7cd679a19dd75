"""
The audit sheet, ``audit.html``: all that a reviewer needs, from each number to the stored bytes.

It lies beside the page and repeats nothing that the page says better. Numbers come in the order in
which the page prints them; each leads to its ledger lines, and these to their sources, on the
sheet itself, so that it can be worked through on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from workings.characters import unseen_in
from workings.files import PAGE, file_digest
from workings.ledger import Review, edition_digest
from workings.notebook import (
    BookRecord,
    ClaimsRecord,
    Executed,
    Output,
    Place,
    Prose,
    Range,
    Workings,
    as_markdown_says,
    read_places,
)
from workings.numbers import Interval, agreed_value, read_stated
from workings.page.article import Article
from workings.page.manifest import Origin

MOST_DECIMALS, LEAST_DECIMALS = 3, -6

#: The kinds of place that are listed as numbers, and what is said of each.
PLACES = {
    "sentence": "",
    "key figure": "on a card",
    "claim": "of a claim",
    "chart words": "in the words of a chart",
    "untraced": "opens nothing",
}

_NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?: [mbt]r?illion|m|bn|tn)?")


def sheet_context(
    article: Article, executed: Executed, origin: Origin, report: str, folder: Path
) -> dict[str, Any]:
    """
    Return what the sheet's template prints, from an executed notebook and the article made of it.

    The edition's folder, of any name, is complete but for this sheet and the manifest; the report
    is the stored notebook's name.
    """
    places = read_places(executed)
    numbers = [place for place in places if place.kind in PLACES]
    return {
        "article": article,
        "origin": origin,
        "report": report,
        "parts": [
            (part, _in_sentences(those)) for part, those in groupby(numbers, attrgetter("part"))
        ],
        "count": len(numbers),
        "places": PLACES,
        "notes": {place: note.number for note in article.notes for place in note.places},
        "copies": {each.sha256: each.archive for each in article.sources if each.archive},
        "figures": _figures(article, places),
        "drawn": [place for place in places if place.kind == "chart"],
        "claims": {claim.record.id: claim for claim in article.every_claim}.values(),
        "cells": [(cell, [*map(_text, cell.raw, cell.outputs)]) for cell in executed.cells],
        "digest_signed": edition_digest(folder),
        "digest_page": file_digest(folder / PAGE),
        "digits": digits,
        "place_of": place_of,
    }


def reviewed(article: Article, reviews: Iterable[Review], folder: Path) -> list[Review]:
    """Return the sign-offs of an edition as it is in a folder, and of figures and claims in it."""
    known = {place_of(note.workings) for note in article.figure_notes}
    known |= {claim.record.id for claim in article.every_claim}
    return [
        replace(review, now=edition_digest(folder)) if review.signoff.kind == "edition" else review
        for review in reviews
        if review.signoff.kind == "edition" or review.signoff.subject in known
    ]


def place_of(leaf: Workings) -> str:
    """Return where a figure stands: its line in the ledger, or its cells in an official file."""
    if leaf.figure:
        return leaf.figure
    if leaf.extract:
        return f"{leaf.extract.source}: {leaf.extract.sheet} {leaf.extract.cells}".strip()
    lines = [line.seal for line in leaf.statements]
    nowhere = "no line of claims.csv" if leaf.operation == "tally" else "the calendar"
    return ", ".join(lines) or nowhere


def digits(text: str, allowed: Range) -> str:
    """
    Say how many decimals a number is printed with, and how many its figures allow.

    Examples
    --------
    >>> allowed = Range(Fraction(27400, 41), Fraction(28500, 41), (True, True), "")
    >>> digits("about 680", allowed)
    'no decimals printed; the nearest 100 allowed'
    >>> digits("281", Range(Fraction(281), Fraction(281), (True, True), "281"))
    'no decimals printed; any number allowed'
    >>> digits("£3.2bn", Range(Fraction(315 * 10**7), Fraction(324 * 10**7), (True, True), ""))
    'the nearest 100,000,000 printed; only a range or a bound allowed'
    """
    if text == allowed.words and allowed.low != allowed.high:
        return "printed as what the figures allow"
    found = _NUMERAL.search(text)
    stated = read_stated(found[0]) if found else None
    said = _to(stated.place) if stated else "in words"
    return f"{said} printed; {_allowed(allowed)} allowed"


def _allowed(allowed: Range) -> str:
    if allowed.is_exact:
        return "any number"
    interval = Interval(allowed.low, allowed.high, *allowed.closed)
    for decimals in range(MOST_DECIMALS, LEAST_DECIMALS - 1, -1):
        if agreed_value(interval, decimals):
            return _to(Fraction(10) ** -decimals)
    return "only a range or a bound"


def _to(place: Fraction) -> str:
    """Say which place a number is printed to."""
    if place > 1:
        return f"the nearest {int(place):,}"
    count = len(str(place.denominator)) - 1
    return f"{count or 'no'} decimal{'s' if count != 1 else ''}"


def _in_sentences(places: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    """Put together the numbers that stand in one sentence."""
    groups = groupby(places, attrgetter("cell", "sentence"))
    return [(sentence, [*those]) for (_, sentence), those in groups]


def _figures(article: Article, places: Sequence[Place]) -> dict[str, Workings]:
    """List what numbers, charts and verdicts rest on in the end, each once, by its place."""
    found: dict[str, Workings] = {}
    for number in (number for place in places for number in place.numbers):
        for leaf in article.rests_on(number):
            found.setdefault(place_of(leaf), leaf)
    return found


def _text(raw: Mapping[str, Any], output: Output) -> str:
    """Return an output as text, and say what else there is in it."""
    if raw["output_type"] == "stream":
        return str(raw["text"])
    if raw["output_type"] == "error":
        return f"{raw['ename']}: {raw['evalue']}"
    if isinstance(output.record, Prose):
        return as_markdown_says(str(output.record))
    said = str(output.data.get("text/plain", ""))
    if isinstance(output.record, ClaimsRecord | BookRecord):
        return as_markdown_says(said)
    others = [name for name in output.data if name not in ("text/plain", "text/html")]
    return "\n".join(filter(None, [said, f"(also {', '.join(others)})" if others else ""]))


def seen(text: str) -> str:
    """Let every character be seen: those that hide others are written out."""
    parts = list(text.replace("\r\n", "\n"))
    for at in unseen_in("".join(parts), "\t\n"):
        parts[at] = f"⟨U+{ord(parts[at]):04X}⟩"
    return "".join(parts)
