"""docs/operations.md: the rules are those of the code, and its examples run."""

import doctest
from pathlib import Path

import workings as w
from workings.quantities.kinds import KINDS, table_of_rules
from workings.quantities.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_the_rules_are_printed_as_the_operations_ask_them():
    """One table in code and in the docs; each kind is told."""
    assert "\n".join(table_of_rules()) in REFERENCE
    assert all(f"| {kind} | {told} |" in REFERENCE for kind, told in KINDS.items())


def test_the_examples_of_the_reference_run():
    """With figures of this repository's ledger."""
    book, daily = w.read_ledger(ROOT / "data", "2026-01-27"), "small-boats-daily"
    names = {
        "returned": book["returned"],
        "admitted": book["admitted"],
        "since_august": w.sum_of(book, daily, "people", first="2025-08-06"),
        **{
            f"year_{year}": w.sum_of(book, daily, "people", f"20{year}-01-01", f"20{year}-12-31")
            for year in (23, 24)
        },
        **OPERATIONS,
    }
    test = doctest.DocTestParser().get_doctest(REFERENCE, names, "operations.md", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert test.examples
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
