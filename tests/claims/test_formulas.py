"""Formulas: worked out by walking their tree, and nothing in them is ever run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from workings.claims.formulas import evaluate, read_formula
from workings.errors import ClaimError, NothingStated, UnknownName, WorkingsError
from workings.ledger.read import read_ledger

BOOK = read_ledger(ROOT / "data", "2026-01-27")


def work_out(text, book=BOOK, because=""):
    """Work a formula out from the figures that stand together."""
    formula = read_formula(text)
    figures = (
        dict(zip(formula.measures, book.together(*formula.measures), strict=True))
        if formula.measures
        else {}
    )
    return evaluate(formula, book, figures, because)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("percent_change(returned, admitted)", "24.6%", id="change"),
        pytest.param("difference(read_as(admitted, 10), returned)", "between 64 and 73", id="read-as"),
        pytest.param('small_boat_arrivals["2025"]', "41,472", id="period"),
        pytest.param('small_boat_arrivals["2025", "S00"]', "41,000", id="source"),
        pytest.param('sum_of("small-boats-daily", "people", first="2025-08-06", last="2026-01-22")', "16,969", id="table"),
        pytest.param('rate_per(returned, time_between("2025-08-06", "2026-01-27", "week"))', "11.2", id="per-week"),
        pytest.param('time_between("2025-09-01", "2025-12-31", "month")', "4", id="months"),
    ],
)  # fmt: skip
def test_a_formula_gives_a_quantity_that_opens_its_workings(text, printed):
    """The same operations as in a notebook, from the same ledger."""
    found = work_out(text)
    assert str(found) == printed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('sum_of("small-boats-daily", "people", last="2026-01-26")', id="sum"),
        pytest.param('count_of("small-boats-daily", "people", "2026-03-01", "2026-03-31")', id="all-of-it"),
        pytest.param('maximum_of("small-boats-daily", "people", last="2026-12-31")', id="maximum"),
        pytest.param('last_of("small-boats-daily", "people", last="2026-01-23")', id="last"),
    ],
)  # fmt: skip
def test_what_lies_past_the_end_of_a_table_is_no_nought(text):
    """The file of 23 January ends on the 22nd, and says so."""
    with pytest.raises(NothingStated, match="ends on 22 January 2026"):
        work_out(text)


def test_unlike_things_are_put_together_for_the_claims_own_reason_and_recorded():
    """The flag is the claim's; the arithmetic goes through."""
    found = work_out('share(returned, small_boat_arrivals["2025"])')
    assert "periods" in found.unlike
    assert found.because == "the claim sets them side by side"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('id')",
        "open('x').read()",
        "returned.__class__",
        "(lambda: 1)()",
        "[returned for _ in (1, 2)]",
        "returned + admitted",
        "returned if admitted else returned",
        "difference(*returned)",
        "f'{returned}'",
        "1.5",
        "True",
        "difference(returned, b'x')",
        "returned[0]",
        "returned['a', 'b', 'c']",
        "difference(returned,",
        "a = 1",
        "",
        "(" * 300,
        "x" * 501,
        "returned\0",
    ],
)
def test_anything_but_measures_and_operations_is_refused(text):
    """Attributes, arithmetic signs, comprehensions, strings that format: none of it is read."""
    with pytest.raises(WorkingsError, match=r"expected|Known"):
        work_out(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        pytest.param("percent_chnge(returned, admitted)", "percent_change", id="operation"),
        pytest.param("percent_change(retruned, admitted)", "returned", id="measure"),
        pytest.param('returned["2025-08-06/2026-01-26"]', "2026-01-27", id="period"),
        pytest.param('sum_of("small-boats-dayly", "people")', "small-boats-daily", id="table"),
    ],
)
def test_an_unknown_name_shows_the_nearest(text, nearest):
    """Whatever kind of name it is."""
    with pytest.raises(UnknownName, match=f"Did you mean.*{nearest}"):
        work_out(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("share(returned)", id="too-few"),
        pytest.param("share(returned, admitted, returned, returned)", id="too-many"),
        pytest.param('share("returned", admitted)', id="text-for-a-measure"),
        pytest.param("read_as(difference(admitted, returned), 10)", id="read-as-of-a-difference"),
        pytest.param("read_as(admitted)", id="read-as-what"),
        pytest.param("share(returned, admitted, whole=returned)", id="twice"),
        pytest.param('time_between(returned, "2026-01-27", "day")', id="a-measure-for-a-day"),
        pytest.param('time_between("soon", "2026-01-27", "day")', id="no-day"),
        pytest.param('time_between("2026-01-01", "2026-01-27", "month")', id="no-whole-months"),
        pytest.param("rate_per(returned, admitted, 99999999999)", id="per-too-many"),
        pytest.param("between(admitted, returned)", id="between-two-things"),
        pytest.param('"text"', id="text-alone"),
        pytest.param("7", id="number-alone"),
    ],
)
def test_an_operation_given_what_it_cannot_take_says_so(text):
    """Never a traceback."""
    with pytest.raises(WorkingsError, match=r"found .*expected|can't take"):
        work_out(text)


@given(st.text(st.sampled_from("returned admitted()[]\"',._*+-/0129:{}abc=\n"), max_size=60))
def test_reading_a_formula_never_fails_but_with_advice(text):
    """Whatever stands in the cell."""
    try:
        read_formula(text)
    except (ClaimError, UnknownName) as error:
        assert "expected" in str(error) or "Did you mean" in str(error) or "Known" in str(error)


def test_the_longest_time_is_worked_out():
    """From one end of the calendar to the other."""
    assert str(work_out('time_between("0001-01-01", "9999-12-31", "day")')) == "3,652,059"
