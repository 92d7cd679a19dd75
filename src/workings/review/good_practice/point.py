"""One point of good practice, and what a machine can say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from workings.review.good_practice.place import Place

Verdict = Literal["met", "not met", "not for a machine"]
#: What a look at a site's files comes to: the verdict, and the evidence for it.
Answer = tuple[Verdict, str]


@dataclass(frozen=True)
class Point:
    """
    A point of a framework, in our words.

    Attributes
    ----------
    group : str
        Its level, or the standard that it belongs to.
    text : str
        What is asked.
    look : callable
        Looks it up at a site.
    """

    group: str
    text: str
    look: Callable[[Place], Answer]


@dataclass(frozen=True)
class Judged:
    """
    What came of a point at one site.

    Attributes
    ----------
    framework, source : str
        Whose point it is, and where it can be read in full.
    group, text, verdict, evidence : str
        As in :class:`Point`, and what was found.
    """

    framework: str
    source: str
    group: str
    text: str
    verdict: Verdict
    evidence: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def met_if(is_met: bool, evidence: str) -> Answer:
    """Return a verdict that the files settle."""
    return ("met" if is_met else "not met"), evidence


def for_a_person(evidence: str) -> Answer:
    """Return what the files show of a point that a person has to judge."""
    return "not for a machine", evidence
