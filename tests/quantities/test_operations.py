"""Quantities: exact, carrying their intervals, and never of unlike things in silence."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from figures_made import from_source, make_figure
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import UnboundedResult, UnlikeQuantities
from workings.notebook.record import Reason
from workings.notebook.recording import workings_of
from workings.numbers.intervals import Interval
from workings.quantities.operations import (
    difference,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    total,
)
from workings.quantities.quantity import as_quantity

OPERATIONS = {
    difference: lambda a, b: a - b,
    share: lambda a, b: a / b * 100,
    ratio: lambda a, b: a / b,
    percent_change: lambda a, b: (b - a) / a * 100,
    one_in: lambda a, b: b / a,
    rate_per: lambda a, b: a / b,
    total: lambda a, b: a + b,
}


@st.composite
def counts(draw, line):
    """Counts as people state them: exact, rounded, or a bound."""
    operator = draw(st.sampled_from(["=", "=", ">", ">=", "<", "<="]))
    rounded_to = draw(st.sampled_from([None, 2, 10])) if operator == "=" else None
    value = draw(st.integers(1, 8)) * (rounded_to or 1) + (10 if operator in ("<", "<=") else 0)
    return make_figure(value, line=line, operator=operator, rounded_to=rounded_to)


def whole_numbers(interval):
    """List whole numbers inside an interval: all, or enough of them where there is no end."""
    high = interval.high if interval.high is not None else interval.low + 10**6
    near = range(int(interval.low), min(int(high), int(interval.low) + 30) + 1)
    return [Fraction(n) for n in {*near, int(high)} if n in interval]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
@given(a=counts(2), b=counts(3))
def test_the_interval_holds_the_result_of_every_admissible_choice(operation, a, b):
    """Brute force over the whole numbers inside the figures' intervals."""
    try:
        found = operation(a, b)
    except UnlikeQuantities:
        assert operation is one_in
        assert b.interval.low < (a.interval.high or b.interval.low + 1)
        return
    except UnboundedResult:
        divisor = a if operation in (percent_change, one_in) else b
        assert 0 in divisor.interval
        return
    for x, y in product(whole_numbers(a.interval), whole_numbers(b.interval)):
        assert OPERATIONS[operation](x, y) in found.interval


def test_a_figure_used_twice_is_counted_once():
    """Change over base, and ratio less one, allow the same range; a total's parts make up 100%."""
    a, b = make_figure(280, 2, rounded_to=10), make_figure(350, 3, rounded_to=10)
    change, times = percent_change(a, b), ratio(b, a)
    assert change.interval.low == (times.interval.low - 1) * 100
    whole = total(a, b)
    both = total(share(a, whole), share(b, whole))
    assert both.interval == Interval(Fraction(100), Fraction(100))


@pytest.mark.parametrize(
    ("rounded_to", "low", "high"),
    [
        pytest.param(None, "24.555", "24.555", id="exact"),
        pytest.param(10, "22.776", "25.979", id="350-rounded-to-ten"),
        pytest.param(50, "15.658", "33.096", id="350-rounded-to-fifty"),
    ],
)
def test_the_range_of_the_change_follows_how_350_was_rounded(rounded_to, low, high):
    """The test vectors of 350 against 281."""
    change = percent_change(make_figure(281, 2), make_figure(350, 3, rounded_to=rounded_to))
    assert float(change.interval.low) == pytest.approx(float(low), abs=0.001)
    assert float(change.interval.high) == pytest.approx(float(high), abs=0.001)


def test_a_share_of_more_than_a_number_is_at_most_a_share():
    """281 of more than 21,000 is never printed as if it were of 21,000."""
    arrivals = make_figure(21_000, 3, operator=">", population="arrivals")
    assert (
        str(share(make_figure(281), arrivals, because="one is part of the other"))
        == "at most 1.34%"
    )


@pytest.mark.parametrize(
    ("changed", "respect"),
    [
        pytest.param(
            {"population": "arrivals"},
            "populations differ: people moved; arrivals",
            id="population",
        ),
        pytest.param({"definition": "moves begun"}, "definitions differ", id="definition"),
        pytest.param(
            {"period": (date(2025, 1, 1), date(2025, 12, 31))}, "periods differ", id="period"
        ),
    ],
)
def test_unlike_quantities_are_not_divided_until_a_reason_is_written(changed, respect):
    """The reason is then kept beside the number; a blank one is none."""
    a, b = make_figure(281), make_figure(350, 3, **changed)
    for blank in ("", "   "):
        with pytest.raises(UnlikeQuantities, match=rf'{respect}.*because="..."'):
            ratio(a, b, because=blank)
    assert ratio(a, b, because="both are small").because == "both are small"


def test_different_units_are_refused_whatever_the_reason():
    """Only a rate is of one unit for each of another."""
    people, boats = make_figure(281), make_figure(10, 3, unit="boats")
    with pytest.raises(UnlikeQuantities, match=r"people and boats.*Use rate_per"):
        difference(people, boats, because="no reason is good enough")
    assert rate_per(people, boats).unit == "people per boat"


def test_counts_to_a_day_not_stated_go_together_only_from_one_statement():
    """Two unknown periods are the same one only if one source gave both at once."""
    a = make_figure(193, 2, period=(date(2025, 8, 6), None))
    b = make_figure(195, 3, period=(date(2025, 8, 6), None))
    assert difference(b, a).value == 2
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        difference(from_source(b, "S2", date(2026, 1, 2)), a)


def test_following_periods_of_one_measure_add_up_to_one_period():
    """Months that follow on from each other need no reason; months with a gap do."""
    september = make_figure(17, 2, period=(date(2025, 9, 1), date(2025, 9, 30)))
    october = make_figure(58, 3, period=(date(2025, 10, 1), date(2025, 10, 31)))
    december = make_figure(64, 4, period=(date(2025, 12, 1), date(2025, 12, 31)))
    both = total(september, october)
    assert (both.value, str(both.periods[0])) == (75, "2025-09-01/2025-10-31")
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        total(september, december)


def test_dividing_by_a_count_that_may_be_nought_is_an_error():
    """Nought itself, or a rounded figure that reaches it, is refused with advice."""
    with pytest.raises(UnboundedResult, match="Leave this ratio out"):
        percent_change(make_figure(0), make_figure(3, 3))
    with pytest.raises(UnboundedResult, match="stays clear of nought"):
        share(make_figure(1), make_figure(10, 3, rounded_to=20))


def test_two_readings_of_one_figure_do_not_meet_in_one_calculation():
    """The same figure can't be exact and rounded at once."""
    a = make_figure(350, 3)
    with pytest.raises(UnlikeQuantities, match="Use one reading throughout"):
        difference(a, a.read_as(50, because="perhaps"))


def test_a_bare_number_is_not_taken():
    """What has no source can't be traced."""
    with pytest.raises(UnlikeQuantities, match="put it in the ledger"):
        share(281, make_figure(350))


@pytest.mark.parametrize("operator", ["=", ">"])
def test_a_quantity_remembers_its_figures(operator):
    """Each once, in ledger order, however deep."""
    a, b = make_figure(281, 2, operator=operator), make_figure(350, 3)
    assert {f.line for f in ratio(difference(b, a), total(a, b)).figures()} == {2, 3}
    assert as_quantity(a).figures() == [a]


def test_more_uncertain_parts_than_corners_still_add_up():
    """Forty rounded months are added as intervals, not tried in every combination."""
    parts = [make_figure(100, line, rounded_to=10) for line in range(2, 42)]
    assert total(*parts).interval == Interval(Fraction(3800), Fraction(4160))


def test_counts_of_anything_are_printed_in_wholes():
    """A story about stops is printed like one about people; a rate is not."""
    stops = make_figure(350, 2, rounded_to=10, unit="stops")
    others = make_figure(281, 3, unit="stops")
    assert str(difference(stops, others)) == "between 64 and 73"
    assert str(rate_per(others, others)) == "1"
    assert not rate_per(stops, others).is_whole


def test_percentages_differ_by_percentage_points():
    """A difference of shares is no share."""
    a, b, whole = (make_figure(n, line) for line, n in enumerate((350, 281, 1000), start=2))
    apart = difference(share(a, whole), share(b, whole))
    assert str(apart) == "6.9 percentage points"


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(lambda a, b: total(a, a), id="a-figure-twice"),
        pytest.param(lambda a, b: total(share(a, b), percent_change(a, b)), id="share-and-change"),
        pytest.param(lambda a, b: total(one_in(a, b), one_in(a, b)), id="one-in"),
        pytest.param(lambda a, b: difference(one_in(a, b), one_in(a, b)), id="one-in-less-one-in"),
        pytest.param(lambda a, b: one_in(b, a), id="part-above-whole"),
        pytest.param(lambda a, b: rate_per(a, b, per=0), id="per-nought"),
        pytest.param(lambda a, b: total(), id="nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(added):
    """Sums of what can't be added, and rates per nothing."""
    with pytest.raises(UnlikeQuantities, match="expected"):
        added(make_figure(281, 2), make_figure(350, 3))


def test_reasons_below_stay_with_the_number_above():
    """A reason written deep in a calculation is printed with its result."""
    part, whole = make_figure(281, 2), make_figure(41_000, 3, population="arrivals")
    shares = [share(n, whole, because="side by side") for n in (part, make_figure(350, 4))]
    assert workings_of(difference(*shares)).reasons == (Reason(("populations",), "side by side"),)


def test_a_rate_per_thousand_says_so_in_its_formula():
    """The arithmetic shown is the arithmetic done."""
    rate = rate_per(make_figure(281, 2), make_figure(10, 3, unit="boats"), per=1_000)
    assert (workings_of(rate).formula, str(rate)) == ("281 ÷ 10 × 1,000", "28,100")
