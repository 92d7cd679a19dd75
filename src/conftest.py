"""Names that the docstrings' examples share, and papermill imported before its engine."""

from functools import cache

import papermill  # noqa: F401  # it imports workings.run.engine itself, and has to come first
import pytest

from workings.ledger import read_ledger
from workings.notebook import recording
from workings.numbers import words
from workings.quantities import operations, quantity


@pytest.fixture(autouse=True)
def _names(doctest_namespace, monkeypatch, pytestconfig):
    """Give the examples the figures of 27 January 2026, and run them in the repository's folder."""
    monkeypatch.chdir(pytestconfig.rootpath)
    doctest_namespace.update(_shared())


@cache
def _shared():
    book = read_ledger("data", "2026-01-27")
    returned, admitted = book.together("returned", "admitted")
    names = {
        "read_ledger": read_ledger,
        "book": book,
        "returned": returned,
        "admitted": admitted,
        "arrivals": book.standing("small-boat-arrivals", "2025", source="S00"),
    }
    for module in (operations, quantity, words, recording):
        names |= {n: v for n, v in vars(module).items() if callable(v) and not n.startswith("_")}
    return names
