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
    """
    A line of ``claims.csv``, or of a file of claims like it.

    Attributes
    ----------
    line : int
        Where it stands in the file; the header is line 1.
    seal : str
        What it is known by; empty in a file that isn't the ledger's.
    id : str
        How others refer to it; a file of a desk's own may go without.
    kind : str
        ``claim``; ``reading``, another way to read one; ``context``, a number that belongs beside
        it; or ``sighting``, the same said again elsewhere.
    of : str
        Id of the claim it belongs to; empty for a claim.
    who, role : str
        Who said it, and as what.
    source : Source or None
        Where it was published.
    said_on : date or None
    paraphrase : str
        What was said, in the desk's words; of a reading or context, why it is there, in a sentence.
    stated : str
        The number as printed or said; empty where there is none.
    about : str
        What the number is about.
    reading : str
        What this reading is called: "with 350 read as rounded to ten".
    period : str
        The days the claim speaks of, as :meth:`Book.standing` takes them; may be empty.
    expression : str
        The formula that recomputes it; empty where no figure bears on it.
    because : str
        Why unlike things may be put together in it; empty where nothing says so.
    note : str
        What a reviewer should know; without an expression, why the claim can't be checked.
    """

    line: int
    id: str
    kind: str = "claim"
    of: str = ""
    who: str = ""
    role: str = ""
    source: Source | None = None
    locator: str = ""
    said_on: date | None = None
    paraphrase: str = ""
    stated: str = ""
    about: str = ""
    reading: str = ""
    period: str = ""
    expression: str = ""
    because: str = ""
    note: str = ""
    supersedes: tuple[str, ...] = ()
    seal: str = ""
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
