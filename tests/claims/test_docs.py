"""docs/claims.md: its examples run, and every number it shows is read."""

import doctest
import re

import pytest

from conftest import ROOT
from workings import author
from workings.claims.verdicts import VERDICTS
from workings.ledger.read import read_ledger
from workings.numbers.stated import read_stated

DOCS = (ROOT / "docs/claims.md").read_text(encoding="utf-8")
READ_AS = DOCS.partition("| stated | read as |")[2].partition("\n\n")[0]
STATED = [
    text
    for row in READ_AS.splitlines()[2:]
    for text in re.findall("`([^`]*)`", row.split("|")[1])
    if re.search("[0-9]|dozen|double|half|quarter|million|two|five|third|fell", text)
]


def test_the_examples_of_the_docs_run():
    """With the ledger's own figures of the day of the article."""
    book = read_ledger(ROOT / "data", "2026-01-27")
    names = {name: getattr(author, name) for name in author.__all__}
    names |= {"returned": book["returned"], "admitted": book["admitted"]}
    test = doctest.DocTestParser().get_doctest(DOCS, names, "claims.md", "docs/claims.md", 0)
    runner = doctest.DocTestRunner()
    assert runner.run(test).attempted > 3
    assert runner.failures == 0


@pytest.mark.parametrize("text", STATED)
def test_every_stated_number_of_the_docs_is_read(text):
    """As the row beside it says."""
    assert read_stated(text) is not None


def test_every_verdict_is_in_the_docs():
    """In the words that the page has."""
    rows = DOCS.partition("## The verdicts")[2].partition("\n## ")[0].lower()
    for words in VERDICTS.values():
        assert words.replace("’", "'") in rows or words == "refused"
