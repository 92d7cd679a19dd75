"""docs/tables.md: the table that it declares is read, and its examples run."""

import doctest
import re
from dataclasses import replace
from datetime import date

from tables_made import book_with

import workings
from conftest import ROOT
from workings.ledger import Archive
from workings.review.checks.totals import check_totals

REFERENCE = (ROOT / "docs/tables.md").read_text(encoding="utf-8")


def block(kind):
    """Return the page's block of a kind."""
    return re.search(rf"^```{kind}\n(.*?)^```$", REFERENCE, re.MULTILINE | re.DOTALL)[1]


def book_of_the_page(folder):
    """Keep the page's file, declared as it says."""
    made = book_with(folder, block("csv"), {})
    (folder / "tables.yml").write_text(block("yaml"), "utf-8")
    (source,) = made.sources.values()
    source = replace(source, id="work@2026-03-01", published_on=date(2026, 3, 1))
    employed = replace(made.measures["m"], id="employed", kind="stock")
    rate = replace(employed, id="unemployment", label="unemployed", unit="per cent", kind="rate")
    sources = {source.id: source}
    return replace(
        made,
        measures={"employed": employed, "unemployment": rate},
        sources=sources,
        archive=Archive(folder, sources, (), frozenset(["employed"])),
    )


def test_the_examples_of_the_page_run(tmp_path):
    """Line by line, as they are printed."""
    names = {**vars(workings), "book": book_of_the_page(tmp_path / "l")}
    names |= {name: getattr(workings, name) for name in ("last_of", "share", "sum_of")}
    parser = doctest.DocTestParser()
    examples = parser.get_doctest(block("python"), names, "tables.md", None, 0)
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=said.append)
    assert (runner.summarize(verbose=False).failed, "".join(said)) == (0, "")


def test_its_total_is_proved_to_be_rounding(tmp_path):
    """303 beside 262 and 40; of the rates, nothing is said."""
    found, notes = check_totals(tmp_path, book_of_the_page(tmp_path / "l"))
    assert found == ()
    assert [note.partition(": ")[2] for note in notes] == [
        "1 of 2 totals differs by up to 1,000 from the sum of their parts, as rounding allows."
    ]
