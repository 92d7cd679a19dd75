"""What ``workings check`` goes through: the ledger's sources, every notebook, every built page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from workings.errors import CheckError, LedgerError, PageError
from workings.ledger import Book, Edition, Site, read_checked, read_editions, read_ledger
from workings.review.checks.executed import check_executed
from workings.review.checks.found import Check, Checked, Finding
from workings.review.checks.notebook import check_stored
from workings.review.checks.sources import check_sources

EXECUTED = "notebook.ipynb"
_UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, OSError, PageError, TypeError, ValueError,
)  # fmt: skip


def check_site(site: Site) -> Iterator[Checked]:
    """
    Check all that a site has, one thing after another.

    Parameters
    ----------
    site : Site
        Editions that are not built there are passed over: see :func:`not_built`.

    Raises
    ------
    LedgerError
        If the ledger itself is at fault: nothing else is looked at then.
    CheckError
        If a file can't be read.
    """
    ledger = site.ledger
    tables, faults = read_checked(ledger)
    if faults:
        raise LedgerError(faults)
    lines = sum(map(len, tables.values()))
    sound = Check("No line is at fault", ())
    yield Checked(f"{ledger}, {lines:,} lines", (sound, *check_sources(ledger, tables)))
    for path in sorted(site.notebooks.glob("*.ipynb")):
        yield check_stored(path, site.root)
    books = _Books(ledger, read_editions(ledger))
    for edition in read_editions(ledger):
        path = site.folder(edition) / EXECUTED
        if path.is_file():
            yield _check_page(path, books.of(edition), edition.id)


def not_built(site: Site) -> list[Edition]:
    """Return the editions on record of which there is no page to be checked."""
    return [
        edition
        for edition in read_editions(site.ledger)
        if not (site.folder(edition) / EXECUTED).is_file()
    ]


class _Books:
    """The ledgers that editions were made from, each read once."""

    def __init__(self, ledger: Path, editions: Sequence[Edition]) -> None:
        self.ledger, self.editions = ledger, editions
        self._read = cache(self._newest)

    def of(self, edition: Edition) -> Book:
        """Return an edition's ledger, as it stood on its as-of date."""
        return self._read(_head(edition)).on(edition.as_of)

    def _newest(self, head: tuple[str, ...]) -> Book:
        same = [edition for edition in self.editions if _head(edition) == head]
        newest = max(same, key=lambda edition: edition.as_of)
        return read_ledger(self.ledger, newest.as_of, newest)


def _head(edition: Edition) -> tuple[str, ...]:
    return tuple(map(str, edition.ledger.values()))


def _check_page(path: Path, book: Book, name: str) -> Checked:
    try:
        executed = json.loads(path.read_text(encoding="utf-8"))
        checks, coverage = check_executed(executed, book, name)
    except _UNREADABLE as error:
        what = f"records that can't be read ({type(error).__name__}: {error})"
        expected = "an executed notebook, as a run left it"
        raise CheckError(
            [Finding(str(path), 0, "", what, expected, "Print it again with workings build.")]
        ) from error
    return Checked(name, tuple(checks), coverage)
