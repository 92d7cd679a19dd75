"""
Typed numbers: those that stand in the words where a reference should.

What counts is any numeral, and any number word that a desk would check (see
`workings.numbers.scan`). Words that only look like numbers ("one another", "the two", "first",
"One in, one out") are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import digit

from workings.numbers import Mention, find_numbers
from workings.review.checks.found import Finding, Report

MEND = (
    "Let {{ ... }} print it from the ledger; or, if it is a name or the like, add it to "
    '`workings.allowed` in the notebook\'s metadata: {"text": "...", "reason": "..."}.'
)


def typed(text: str) -> list[Mention]:
    """
    Find the numbers in typed words.

    Examples
    --------
    >>> [found.text for found in typed("On 27 January one of the two said: seventeen of 350.")]
    ['27 January', 'seventeen of 350']
    >>> [found.text for found in typed("２８１ people")]
    ['281']
    """
    # A digit of another script, or one in a circle, is read as the digit that it stands for.
    plain = "".join(str(digit(each, each)) if each > "\x7f" else each for each in text)
    return [m for m in find_numbers(plain) if m.to_check or re.search(r"\d", m.text)]


class AllowList:
    """
    A notebook's list of numbers that need no tracing, and which of its entries were used.

    An entry allows the numbers that lie within its very words, wherever the lines break, and gives
    a reason why they need not be traced. What is given may be anything; faults are reported.
    """

    def __init__(self, given: Any, report: Report) -> None:
        every = given if isinstance(given, list) else [given]
        self._report = report
        self._strange = [each for each in every if not _is_entry(each)]
        entries = [(each["text"], each["reason"]) for each in every if _is_entry(each)]
        spaced = {entry: r"\s+".join(map(re.escape, entry[0].split())) for entry in entries}
        self._entries = {
            entry: re.compile(rf"(?<!\w){words}(?!\w)") for entry, words in spaced.items()
        }
        self._used: set[tuple[str, str]] = set()
        self.numbers = self.count = 0

    def untraced(self, text: str, *, strict: bool = False) -> Iterator[Mention]:
        """Yield the numbers typed in a text that are not on the list, and count them all."""
        for mention in typed(text):
            if not (strict or mention.to_check):
                continue
            self.numbers += 1
            if entry := self._entry(text, mention):
                self._used.add(entry)
                self.count += 1
            else:
                yield mention

    def _entry(self, text: str, mention: Mention) -> tuple[str, str] | None:
        for entry, pattern in self._entries.items():
            spans = (match.span() for match in pattern.finditer(text))
            if any(start <= mention.start and mention.end <= end for start, end in spans):
                return entry
        return None

    def faults(self) -> list[Finding]:
        """Return what is wrong with the list itself, once all numbers were held against it."""
        form = 'entries like {"text": "the last four weeks", "reason": "the length of the period"}'
        strange = [
            self._report(repr(each), form, "Give the words and a reason, both as text.")
            for each in self._strange
        ]
        unused = [
            self._report(
                f"{text!r}, which allows no number",
                "only what is needed",
                "Take the entry out, or copy the words as they stand in the text.",
            )
            for text, reason in self._entries
            if (text, reason) not in self._used
        ]
        return strange + unused


def _is_entry(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and set(each) == {"text", "reason"}
        and all(isinstance(value, str) and value.strip() for value in each.values())
    )
