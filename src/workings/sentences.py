"""Sentences compared word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

ALIKE = 0.5  # the share of their words that two sentences have in common, if one became the other


def changed_sentences(was: Sequence[str], now: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """
    Yield each sentence that changed, as words that stayed, went and came.

    Yields
    ------
    list of tuple of str and str
        ``same``, ``old`` or ``new``, and the words. A sentence with nothing like it on the other
        side is all ``old`` or all ``new``.

    Examples
    --------
    >>> list(changed_sentences(["They were level."], ["They were far apart."]))
    [[('same', 'They were'), ('old', 'level.'), ('new', 'far apart.')]]
    """
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for change, start, end, first, last in matcher.get_opcodes():
        if change == "equal":
            continue
        left = list(was[start:end])
        for sentence in now[first:last]:
            closest = max(left, key=lambda other: _likeness(other, sentence), default="")
            if closest and _likeness(closest, sentence) >= ALIKE:
                left.remove(closest)
                yield list(_words(closest.split(), sentence.split()))
            else:
                yield [("new", sentence)]
        for sentence in left:
            yield [("old", sentence)]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _words(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    for change, start, end, first, last in SequenceMatcher(
        None, was, now, autojunk=False
    ).get_opcodes():
        if change == "equal":
            yield "same", " ".join(was[start:end])
        else:
            for what, words in (("old", was[start:end]), ("new", now[first:last])):
                if words:
                    yield what, " ".join(words)
