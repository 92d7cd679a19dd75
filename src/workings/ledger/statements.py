"""
What somebody said: the lines of ``claims.csv``, described in ``data/README.md``.

A claim stands on a line of its own. Lines that belong to it follow, now or years later: another way
to read it, a number that belongs beside it, another place where it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workings.ledger.figures import Source, typed
from workings.ledger.tables import Row

_NOT_SAID = ("recorded_on", "recorded_by", "reason", "seal")

STATEMENT_KINDS = ("claim", "reading", "context", "sighting")


@dataclass(frozen=True)
class Statement:
    """A line of ``claims.csv``, or of a file of claims like it."""

    line: int  # where it stands in the file; the header is line 1
    id: str  # how others refer to it; a file of a desk's own may go without
    # ``claim``; ``reading``, another way to read one; ``context``, a number that belongs beside it;
    # or ``sighting``, the same said again elsewhere
    kind: str = "claim"
    of: str = ""  # id of the claim it belongs to; empty for a claim
    who: str = ""  # who said it, and as what
    role: str = ""
    source: Source | None = None  # where it was published
    locator: str = ""
    said_on: date | None = None
    # what was said, in the desk's words; of a reading or context, why it is there
    paraphrase: str = ""
    stated: str = ""  # the number as printed or said; empty where there is none
    about: str = ""  # what the number is about
    reading: str = ""  # what this reading is called: "with 350 read as rounded to ten"
    period: str = ""  # the days it speaks of, as :meth:`Book.standing` takes them; may be empty
    expression: str = ""  # the formula that recomputes it; empty where no figure bears on it
    because: str = ""  # why unlike things may be put together in it
    note: str = ""  # what a reviewer should know; without an expression, why it can't be checked
    supersedes: tuple[str, ...] = ()
    seal: str = ""  # empty in a file that isn't the ledger's
    is_open: bool = False


def statement_from(row: Row, sources: Mapping[str, Source]) -> Statement:
    """Make a statement of a checked line."""
    kept = {column: cell for column, cell in row.cells.items() if column not in _NOT_SAID}
    source = sources[row.cells["source"]] if row.cells.get("source") else None
    given = {**typed(kept), "source": source}
    return Statement(row.line, seal=row.seal, is_open=row.is_open, **given)


def said_by(day: date, lines: Iterable[Statement]) -> Iterator[Statement]:
    """Leave out what was said after a day, what belongs to it, and what a later line replaces."""
    every = list(lines)
    replaced = {seal for line in every for seal in line.supersedes}
    standing = [line for line in every if not line.seal or line.seal not in replaced]
    kept = [line for line in standing if line.said_on is None or line.said_on <= day]
    said = {line.id for line in kept if line.kind == "claim"}
    return (line for line in kept if (line.of or line.id) in said)
