"""
Typed numbers: those that stand in the words where a reference should.

What counts is any numeral, and any number word that a desk would check (see
`workings.numbers.scan`). Words that only look like numbers ("one another", "the two", "first",
"One in, one out") are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
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
    plain = "".join(map(_in_ascii, text))
    return [m for m in find_numbers(plain) if m.to_check or re.search(r"\d", m.text)]


def _in_ascii(char: str) -> str:
    """Write a digit of another script, or one in a circle, as the digit it stands for."""
    return str(digit(char, char)) if char > "\x7f" else char


@dataclass(frozen=True)
class Allowed:
    """
    An entry of a notebook's list: words that may stand in its text with a number in them.

    Attributes
    ----------
    text : str
        The words, with the number. Only a number within these very words is allowed.
    reason : str
        Why it need not be traced.
    """

    text: str
    reason: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the words wherever the lines break."""
        words = r"\s+".join(map(re.escape, self.text.split()))
        return re.compile(rf"(?<!\w){words}(?!\w)")

    def covers(self, text: str, mention: Mention) -> bool:
        """Tell whether a number of a text lies within these words."""
        return any(
            match.start() <= mention.start and mention.end <= match.end()
            for match in self.pattern.finditer(text)
        )


class AllowList:
    """
    A notebook's list of numbers that need no tracing, and which of its entries were used.

    Parameters
    ----------
    given : object
        The list as it stands in the notebook's metadata, under ``workings.allowed``.
    report : callable
        Makes a finding about it.
    """

    def __init__(self, given: Any, report: Report) -> None:
        every = given if isinstance(given, list) else [given]
        self._report = report
        self._strange = [each for each in every if not _is_entry(each)]
        self.entries = [Allowed(**each) for each in every if _is_entry(each)]
        self.used: set[Allowed] = set()
        self.count = 0

    def allows(self, text: str, mention: Mention) -> bool:
        """Tell whether a number is on the list, and keep note of it."""
        entry = next((each for each in self.entries if each.covers(text, mention)), None)
        if entry:
            self.used.add(entry)
            self.count += 1
        return entry is not None

    def faults(self) -> list[Finding]:
        """Return what is wrong with the list itself, once all numbers were held against it."""
        form = 'entries like {"text": "the last four weeks", "reason": "the length of the period"}'
        strange = [
            self._report(repr(each), form, "Give the words and a reason, both as text.")
            for each in self._strange
        ]
        unused = [
            self._report(
                f"{entry.text!r}, which allows no number",
                "only what is needed",
                "Take the entry out, or copy the words as they stand in the text.",
            )
            for entry in self.entries
            if entry not in self.used
        ]
        return strange + unused


def _is_entry(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and set(each) == {"text", "reason"}
        and all(isinstance(value, str) and value.strip() for value in each.values())
    )
