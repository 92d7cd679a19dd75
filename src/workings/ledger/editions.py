"""
The record of editions, ``editions.yml``: which reports were published, from which ledger, and when.

It only grows. An entry pins, for each ledger file, how many lines it had and the digest of these
lines, so that the edition can be printed again from the same ledger, whatever came after.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workings.errors import UnknownName
from workings.ledger.entries import (
    LEDGER_FILES,
    RECORD_FILE,
    Edition,
    Prefix,
    parse_editions,
    unfit,
)

__all__ = ["LEDGER_FILES", "RECORD_FILE", "Edition", "Prefix"]

RECORD_HEADING = """\
# Which editions were published, and how far the ledger had grown when each was made. A machine adds
# to it (workings edition add), and it only grows: to correct an edition, add another.
"""


def read_editions(directory: Path) -> tuple[Edition, ...]:
    """
    Read the record in a ledger's folder, in the order in which editions were recorded.

    Returns
    -------
    tuple of Edition
        Empty if there is no record.

    Raises
    ------
    EditionError
        If an entry can't be read or doesn't fit those before it.
    LedgerError, UnknownName
        If a file that a matrix names can't be read.

    Examples
    --------
    >>> read_editions(Path("data"))[0].id
    'one-in-one-out/2025-10-31'
    """
    try:
        text = (directory / RECORD_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise unfit(f"a file that can't be read ({error})", "a record of editions") from error
    return parse_editions(text, directory)


def find_edition(editions: Iterable[Edition], id_: str) -> Edition:
    """
    Find an edition by its id.

    Raises
    ------
    UnknownName
        If it isn't on record; names the nearest.
    """
    known = {edition.id: edition for edition in editions}
    if id_ not in known:
        raise UnknownName("edition", id_, known)
    return known[id_]


def previous_of(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Return the edition that one is set against, if it isn't the first."""
    if edition.previous is None:
        return None
    return find_edition(editions, f"{edition.report}/{edition.previous}")


def said_of(edition: Edition, editions: Iterable[Edition]) -> dict[str, Any]:
    """
    Return what the page says of its edition, from the record alone.

    Returns
    -------
    dict
        ``edition`` (its number), ``published``, ``updated`` where an edition as of the same day
        came before it, and ``previous`` (``edition``, ``as_of`` and ``name``) where there is one.
        In a matrix, ``of``, the value that it is about. It never says which is the newest: that
        changes, and the page does not.

    Examples
    --------
    >>> editions = read_editions(Path("data"))
    >>> said_of(find_edition(editions, "one-in-one-out/2025-11-10"), editions)["previous"]
    {'edition': 1, 'name': '2025-10-31', 'as_of': '2025-10-31'}
    """
    # Of those up to this one, since what is put on record later leaves its page as it is.
    issues = [e for e in editions if e.as_of == edition.as_of and e.series == edition.series]
    first = min(issue.published for issue in issues if issue.number <= edition.number)
    said: dict[str, Any] = {"edition": edition.number, "published": first.isoformat()}
    if edition.published != first:
        said["updated"] = edition.published.isoformat()
    if edition.matrix:
        said["of"] = edition.of
    if before := previous_of(edition, editions):
        said["previous"] = {
            "edition": before.number,
            "name": before.name,
            "as_of": before.as_of.isoformat(),
        }
    return said
