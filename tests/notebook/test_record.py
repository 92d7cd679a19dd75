"""The record: what is written is what is read, and nothing else is."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from workings.claims.recompute import check_claims
from workings.errors import PageError
from workings.ledger.read import read_ledger
from workings.ledger.seals import SEAL
from workings.notebook.record import (
    CLOSE,
    OPEN,
    VERSION,
    BookRecord,
    Bound,
    ChartRecord,
    ClaimsRecord,
    Prose,
    Range,
    Reason,
    StatementLine,
    Workings,
    from_json,
    to_json,
)
from workings.notebook.recording import record_book, record_claims, workings_of
from workings.official.extracts import Extract
from workings.quantities.operations import percent_change

BOOK = read_ledger(ROOT / "data", "2026-07-16")
RETURNED, ADMITTED = BOOK.together("returned", "admitted")
TEXT = st.sampled_from(["", "281", "between 1 and 2", '"<é…\n'])
DAYS = st.one_of(st.just(""), st.dates(date(1, 1, 1)).map(date.isoformat))
FRACTIONS = st.fractions(max_denominator=10**9)
LINES = st.integers(0, 10**6)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
RANGES = st.builds(
    Range,
    low=st.none() | FRACTIONS,
    high=st.none() | FRACTIONS,
    closed=st.tuples(st.booleans(), st.booleans()),
    words=TEXT,
)
SEALS = st.from_regex(SEAL, fullmatch=True)
STATEMENTS = st.builds(StatementLine, SEALS, *[TEXT] * 5, said_on=DAYS, note=TEXT)
EXTRACTS = st.builds(
    Extract,
    operation=st.sampled_from(["sum", "count", "maximum", "minimum", "last"]),
    value=st.sampled_from([0, 16969, Decimal("12.5")]),
    **{name: TEXT for name in ("table", "source", "sheet", "column", "heading", "measure")},
    **{name: st.none() | st.dates() for name in ("first", "last", "on")},
    rows=LINES,
    cells=TEXT,
    where=TEXT,
    marked=TEXTS,
    rounded_to=st.sampled_from([None, 10, Decimal("0.1")]),
)


def numbers(below):
    """Make workings whose operands, and what chose them, are drawn from `below`."""
    return st.builds(
        Workings,
        **{name: TEXT for name in ("operation", "formula", "printed", "unit", "label")},
        **{name: TEXT for name in ("rounded_to", "basis")},
        exact=FRACTIONS,
        range=RANGES,
        periods=st.lists(st.tuples(DAYS, DAYS), max_size=2).map(tuple),
        populations=TEXTS,
        definitions=TEXTS,
        reasons=st.lists(st.builds(Reason, TEXTS, TEXT), max_size=1).map(tuple),
        operands=below,
        figure=st.just("") | SEALS,
        passed_over=st.lists(SEALS, max_size=2).map(tuple),
        extract=st.none() | EXTRACTS,
        statements=st.lists(STATEMENTS, max_size=1).map(tuple),
        chosen_by=below,
    )


#: A number, with what it was worked out from.
TREES = numbers(numbers(st.just(())).map(lambda one: (one,)) | st.just(())).map(lambda one: (one,))


def again(record):
    """Write a record, and read it again."""
    return from_json(type(record), json.loads(json.dumps(to_json(record))), "cell 1")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # it has many fields
@given(TREES, TEXT)
def test_a_text_that_was_written_is_read_as_it_was(workings, text):
    """Whatever its numbers are, down to the last fraction."""
    said = Prose(f"{OPEN}0{CLOSE}", tuple(Bound(text, each) for each in workings))
    assert again(said) == said
    named = ChartRecord((text,), workings, workings)
    assert again(named) == named


def test_a_book_and_its_claims_are_read_as_they_were():
    """All that this repository's ledger has."""
    for record in (record_book(BOOK), record_claims(check_claims(BOOK))):
        assert again(record) == record


def test_a_walk_meets_every_number_and_leaves_come_once():
    """In the order of the formula: (350 - 281) / 281 has two figures."""
    number = workings_of(percent_change(RETURNED, ADMITTED))
    assert [each.operation for each in number.walk()] == ["percent_change", "figure", "figure"]
    twice = workings_of(percent_change(RETURNED, RETURNED))
    assert [leaf.figure for leaf in twice.leaves()] == [RETURNED.seal]


@pytest.mark.parametrize("version", [None, 0, VERSION + 1, "1"])
def test_a_record_of_another_version_is_refused(version):
    """It may look like one of this version."""
    data = {**to_json(ChartRecord(("S1",))), "version": version}
    with pytest.raises(PageError, match=f"expected version {VERSION}. Run the notebook again"):
        from_json(ChartRecord, data, "cell 3")


def put(data, path, value):
    """Put a value into plain data, at a path of names and indices."""
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


NUMBER = ("numbers", 0, "workings")


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        pytest.param(("markdown",), 3, "markdown: found 3; expected a valid string", id="number-for-text"),
        pytest.param(("numbers",), "x", "numbers: found 'x'; expected a valid tuple", id="text-for-list"),
        pytest.param(("numbers", 0), [], r"numbers.0: found \[\]; expected", id="list-for-object"),
        pytest.param((*NUMBER, "figure"), "34", "figure: found '34'; expected String should match", id="number-for-seal"),
        pytest.param((*NUMBER, "figure"), 34, "figure: found 34; expected a valid string", id="line-for-seal"),
        pytest.param((*NUMBER, "exact"), 281, "exact: found 281; expected a fraction in text", id="number-for-fraction"),
        pytest.param((*NUMBER, "exact"), "1/0", "exact: found '1/0'; expected a fraction in text", id="nought-below"),
        pytest.param((*NUMBER, "exact"), "9" * 5000, "expected a fraction in text", id="endless"),
        pytest.param((*NUMBER, "exact"), "1e999999999", "expected a fraction in text", id="exponent"),
        pytest.param((*NUMBER, "range", "closed"), [1, 1], "closed.0: found 1; expected a valid boolean", id="number-for-yes"),
        pytest.param((*NUMBER, "range", "closed"), [True], "closed.1: found nothing", id="too-short"),
        pytest.param((*NUMBER, "periods"), [["today", ""]], "periods.0.0: found 'today'", id="no-day"),
        pytest.param((*NUMBER, "onclick"), "x", "onclick: found 'x'; expected no such name", id="unknown-name"),
        pytest.param((*NUMBER, "label"), None, "label: found None; expected a valid string", id="nothing-for-text"),
        pytest.param(("markdown",), f"{OPEN}7{CLOSE}", "one has no workings", id="no-workings"),
    ],
)  # fmt: skip
def test_what_is_not_of_its_type_is_refused_where_it_stands(path, value, found):
    """By its path, with what was found there, what was expected, and what to do."""
    data = deepcopy(to_json(Prose(f"{OPEN}0{CLOSE}", (Bound("281", workings_of_figure()),))))
    put(data, path, value)
    with pytest.raises(
        PageError, match=rf"^cell 6, its prose, at .*{found}.* Run the notebook again"
    ):
        from_json(Prose, data, "cell 6, its prose")


def workings_of_figure():
    """Return the workings of a figure as it stands."""
    return workings_of(percent_change(RETURNED, ADMITTED)).leaves()[0]


@pytest.mark.parametrize("data", [None, "x", 3, [], [1], {}])
def test_what_is_no_record_at_all_is_refused(data):
    """Lists, texts and nothing have no version."""
    with pytest.raises(PageError, match="found a record of no version"):
        from_json(BookRecord, data, "cell 3")


def test_a_tree_without_end_is_refused():
    """Not followed until the process gives up."""
    tree = to_json(workings_of_figure())
    del tree["version"]
    for _ in range(5000):
        tree = {**tree, "operands": [tree]}
    data = {"version": VERSION, "markdown": "", "numbers": [{"text": "281", "workings": tree}]}
    with pytest.raises(PageError, match="Run the notebook again"):
        from_json(Prose, data, "cell 6")


def test_a_claim_that_nobody_made_is_refused():
    """The first line says who it was."""
    data = to_json(record_claims(check_claims(BOOK).only("A08")))
    data["claims"][0]["statements"] = []
    with pytest.raises(PageError, match=r"claims\.0\.statements"):
        from_json(ClaimsRecord, data, "cell 6")


def test_a_number_of_one_value_is_exact():
    """One without ends is not."""
    assert Range(Fraction(1), Fraction(1), (True, True), "").is_exact
    assert not Range(None, None, (False, False), "").is_exact
