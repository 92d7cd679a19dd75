"""What changed between two editions, as text for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from workings.changes import Changes
from workings.wording import day

MARKS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


def as_json(changes: Changes) -> str:
    """Write changes as JSON, named as in :class:`workings.changes.Changes`."""
    return json.dumps(asdict(changes), ensure_ascii=False, indent=1)


def as_text(changes: Changes) -> str:
    """
    Write changes as text, with words that went and came marked as ``git diff --word-diff`` does.

    Examples
    --------
    >>> words = [("same", "So it was"), ("old", "level."), ("new", "close.")]
    >>> print(as_text(Changes("2026-01-27", "2026-03-06", sentences=[words])))
    From the figures of 27 January 2026 to those of 6 March 2026:
    <BLANKLINE>
    Sentences
      So it was [-level.-] {+close.+}
    """
    return "\n".join(_lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield f"From the figures of {day(changes.old)} to those of {day(changes.new)}:"
    sections = {
        "What became of the numbers": changes.told,
        "Corrections": map(str, changes.corrections),
        "Figures": map(str, changes.figures),
        "Verdicts": map(str, changes.verdicts),
        "Charts": map(str, changes.charts),
        "Sentences": [
            " ".join(MARKS[what].format(words) for what, words in sentence)
            for sentence in changes.sentences
        ],
    }
    nothing = True
    for heading, lines in sections.items():
        for number, line in enumerate(lines):
            if not number:
                yield f"\n{heading}"
            nothing = False
            yield f"  {line}"
    if nothing:
        yield "\nNothing."
