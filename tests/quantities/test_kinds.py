"""Kinds, spans and places: what may be put together without a reason, and what never."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from figures_made import make_figure

from workings.errors import UnboundedResult, UnlikeQuantities
from workings.numbers import Interval
from workings.quantities.kinds import KINDS, RULES, rule_of
from workings.quantities.money import converted
from workings.quantities.operations import (
    between,
    difference,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    time_between,
    total,
)
from workings.quantities.quantity import as_quantity

PARTS = {"area": {"United Kingdom": ["England", "Wales"], "England": ["London", "Kent"]}}


def days(first, last=""):
    """Return two ISO days as a period."""
    return date.fromisoformat(first), date.fromisoformat(last or first)


def of(value, period, line=2, area="", **words):
    """Make a figure of some days, and of an area."""
    made = make_figure(value, line, period=period, **{"id": "counted", **words})
    if not area:
        return made
    measure = replace(made.measure, dimensions=("area",), parts=PARTS)
    return replace(made, measure=measure, dimensions=(("area", area),))


YEAR_22, YEAR_23, YEAR_24 = (days(f"{y}-01-01", f"{y}-12-31") for y in (2022, 2023, 2024))
JANUARY, FEBRUARY = days("2024-01-01", "2024-01-31"), days("2024-02-01", "2024-02-29")
Q1, Q2 = days("2023-01-01", "2023-03-31"), days("2023-04-01", "2023-06-30")
FIVE_25, FIVE_26 = days("2025-01-01", "2025-05-31"), days("2026-01-01", "2026-05-31")


@pytest.mark.parametrize("operation", [percent_change, difference, ratio])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(YEAR_22, YEAR_23, id="years"),
        pytest.param(YEAR_23, YEAR_24, id="a-leap-year"),
        pytest.param(JANUARY, FEBRUARY, id="months"),
        pytest.param(Q1, Q2, id="quarters"),
        pytest.param(
            days("2022-04-01", "2023-03-31"), days("2023-04-01", "2024-03-31"), id="financial"
        ),
        pytest.param(FIVE_25, FIVE_26, id="five-months"),
        pytest.param(
            days("2024-01-01", "2024-07-30"), days("2025-01-01", "2025-07-30"), id="dates"
        ),
        pytest.param(
            days("2026-01-05", "2026-01-11"), days("2026-02-02", "2026-02-08"), id="weeks"
        ),
        pytest.param(days("2026-01-05"), days("2026-02-02"), id="days"),
        pytest.param(
            days("2025-04-01", "2026-03-31"), days("2025-06-01", "2026-05-31"), id="rolling"
        ),
    ],
)
def test_like_spans_are_compared_without_a_reason(operation, left, right):
    """That is what comparisons are for; a given reason is still kept."""
    one, other = of(100, left), of(110, right, 3)
    assert operation(one, other).unlike == ()
    assert operation(one, other, because="as asked").unlike == ("periods",)


@pytest.mark.parametrize("operation", [percent_change, ratio])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(FIVE_25, days("2025-01-01", "2025-12-31"), id="five-months-and-a-year"),
        pytest.param(FEBRUARY, days("2024-03-01", "2024-03-05"), id="a-month-and-five-days"),
        pytest.param(JANUARY, (date(2024, 2, 1), None), id="an-end-not-stated"),
    ],
)
def test_unlike_spans_ask_for_a_reason(operation, left, right):
    """Five months against twelve are no change."""
    with pytest.raises(UnlikeQuantities, match=r'periods differ.*because="..."'):
        operation(of(100, left), of(110, right, 3))


def test_stocks_of_two_days_are_compared():
    """Unemployed people in January and in February, each counted on a day; a start needn't be said."""
    one = of(100, days("2026-01-31"), kind="stock")
    other = of(110, (None, date(2026, 2, 28)), 3, kind="stock")
    assert percent_change(one, other).value == 10


def test_a_change_of_day_and_place_at_once_asks_for_a_reason():
    """Only one thing may differ."""
    wales, england = of(100, JANUARY, area="Wales"), of(110, FEBRUARY, 3, area="England")
    with pytest.raises(
        UnlikeQuantities, match=r"periods differ.*dimensions differ: Wales; England"
    ):
        percent_change(wales, england)
    assert difference(of(110, JANUARY, 3, area="England"), wales).value == 10


def test_a_change_of_day_and_measure_at_once_asks_for_a_reason():
    """Returns in February say nothing of arrivals in January."""
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        difference(of(100, JANUARY), of(110, FEBRUARY, 3, label="people returned"))


def test_what_was_added_between_two_running_totals_speaks_of_the_days_between():
    """The growth of one total from one start."""
    november, january = (
        of(n, days("2025-08-06", d), n) for n, d in ((90, "2025-11-05"), (281, "2026-01-27"))
    )
    grown = difference(january, november)
    assert [str(period) for period in grown.periods] == ["2025-11-06/2026-01-27"]
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        percent_change(november, january)


def test_a_rate_is_of_a_span_and_of_the_stock_of_a_day_within_it():
    """Murders of a financial year for the people of its first of July."""
    murders = of(700, days("2017-04-01", "2018-03-31"), unit="murders")
    people = of(58_000_000, days("2017-07-01"), 3, kind="stock", population="everybody")
    assert rate_per(murders, people, 100_000).unlike == ()
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        rate_per(
            murders, replace(people, period_start=date(2016, 7, 1), period_end=date(2016, 7, 1))
        )


def test_a_month_is_part_of_its_year_and_of_no_other():
    """A share of one measure over a span within another; a declared part of a whole."""
    january = of(10, JANUARY)
    assert share(january, of(100, YEAR_24, 3)).value == 10
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        share(january, of(100, YEAR_23, 3))


def test_a_declared_part_is_a_share_of_its_whole():
    """London is part of the United Kingdom by way of England; Wales is no part of England."""
    london, whole = of(10, YEAR_24, area="London"), of(100, YEAR_24, 3, area="United Kingdom")
    assert share(london, whole).value == one_in(london, whole).value == 10
    with pytest.raises(UnlikeQuantities, match="dimensions differ: Wales; England"):
        share(of(10, YEAR_24, area="Wales"), of(100, YEAR_24, 3, area="England"))


def test_parts_that_do_not_overlap_add_up():
    """London and Wales have nothing in common; London and England do."""
    london, wales = (of(10, YEAR_24, line, area) for line, area in ((2, "London"), (3, "Wales")))
    both = total(london, wales)
    assert (both.value, both.within) == (20, (("area", "United Kingdom"),))
    with pytest.raises(UnlikeQuantities, match=r"one of them is part of England. Leave one out"):
        total(london, of(50, YEAR_24, 4, "England"), because="whatever the reason")
    with pytest.raises(
        UnlikeQuantities, match=r"Declare the whole's parts with the dimension area"
    ):
        total(wales, of(50, YEAR_24, 5, "Mars"), because="whatever the reason")


def test_places_of_two_measures_do_not_add_up_without_a_reason():
    """Men in Wales and women in England are no parts of one whole."""
    men, women = of(1, YEAR_24, 2, "Wales"), of(2, YEAR_24, 3, "England", id="women", label="women")
    with pytest.raises(UnlikeQuantities, match="dimensions differ: Wales; England"):
        total(men, women)
    leads = [
        difference(of(9, YEAR_24, n, area), of(4, YEAR_24, n + 1, area))
        for n, area in ((4, "Wales"), (6, "Mars"))
    ]
    with pytest.raises(UnlikeQuantities, match="with the dimension area"):
        total(*leads)


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        pytest.param("stock", "people", id="stock"),
        pytest.param("rate", "per cent", id="rate"),
        pytest.param("share", "per cent", id="share"),
        pytest.param("index", "points", id="index"),
        pytest.param("price", "pounds", id="price"),
    ],
)
def test_only_flows_and_balances_add_up_over_time(kind, unit):
    """Whatever reason is given: people unemployed in January and February are mostly the same."""
    one, other = (of(5, span, n, kind=kind, unit=unit) for n, span in ((2, JANUARY), (3, FEBRUARY)))
    with pytest.raises(UnlikeQuantities, match=rf"total: found .*{kind}, over time; .* Use "):
        total(one, other, because="they follow on from each other")


def test_shares_add_up_that_are_of_one_whole():
    """Two answers of one survey; not the shares of two surveys."""
    yes, no = (of(40, JANUARY, n, id=f"m{n}", kind="share", unit="per cent") for n in (2, 3))
    assert total(yes, no).value == 80
    other = of(40, JANUARY, 4, kind="share", unit="per cent", population="others")
    with pytest.raises(UnlikeQuantities, match="different wholes"):
        total(yes, other, because="whatever the reason")


def test_spans_that_overlap_do_not_add_up():
    """Rolling years may be compared and not added."""
    march, may = days("2025-04-01", "2026-03-31"), days("2025-06-01", "2026-05-31")
    with pytest.raises(UnlikeQuantities, match="which overlap"):
        total(of(100, march), of(110, may, 3), because="whatever the reason")


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(lambda a, b: total(ratio(a, b), ratio(b, a)), id="ratios"),
        pytest.param(lambda a, b: total(rate_per(a, b, 1000), rate_per(b, a, 1000)), id="rates"),
        pytest.param(lambda a, b: total(percent_change(a, b), percent_change(b, a)), id="changes"),
    ],
)
def test_rates_never_add_up(added):
    """Of the same days, too."""
    with pytest.raises(UnlikeQuantities, match="a rate, of one span and place"):
        added(of(10, JANUARY), of(20, JANUARY, 3))


def test_a_base_that_may_be_nought_or_below_has_no_percentage():
    """From 10 below nought to 5 below is neither a rise nor a fall by half."""
    debts = [of(n, JANUARY, 2 + n, kind="balance") for n in (-10, -5)]
    with pytest.raises(UnboundedResult, match=r"difference\(...\)"):
        percent_change(*debts)
    few = of(4, JANUARY, operator="<")
    with pytest.raises(UnboundedResult, match="stays clear of nought"):
        share(few, few)


def test_between_is_for_running_totals_and_as_open_as_they_are():
    """Whole counts have whole ends, and a stock may fall."""
    low = of(100, days("2025-08-06", "2025-12-31"), operator=">")
    high = of(350, days("2025-08-06", "2026-01-31"), 3, operator="<")
    assert between(low, high).interval == Interval(Fraction(101), Fraction(349))
    with pytest.raises(UnlikeQuantities, match="a stock, "):
        between(of(1, days("2025-12-31"), kind="stock"), of(2, days("2026-01-31"), 3, kind="stock"))


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        pytest.param("2024-01-01", "2024-12-31", Fraction(1), id="leap"),
        pytest.param("2023-04-06", "2024-04-05", Fraction(1), id="tax"),
        pytest.param("2025-01-01", "2025-05-31", Fraction(5, 12), id="months"),
        pytest.param("2025-08-06", "2025-10-19", Fraction(75, 365), id="days"),
        pytest.param("2024-01-01", "2025-01-02", 1 + Fraction(2, 365), id="a-year-and-two-days"),
    ],
)
def test_a_year_is_a_year(first, last, years):
    """Whole months count as months, whatever their days."""
    assert time_between(first, last, "year").value == years


def test_whole_counts_are_whole_in_every_result():
    """Each twice rounded to ten, two counts add up to 708 at most."""
    one, other = (make_figure(350, n, rounded_to=10) for n in (2, 3))
    assert total(one, other).interval == Interval(Fraction(690), Fraction(708))
    exactly = [make_figure(345, n, rounded_to=1) for n in (2, 3)]
    assert total(*exactly).interval.is_point
    half = share(one, total(one, other))
    assert half.can_be(Interval(Fraction(50), Fraction(50)))
    assert not half.can_be(Interval(Fraction(50), Fraction(5005, 100), low_closed=False))


def test_each_kind_has_a_rule_for_sums_in_every_direction():
    """The table leaves nothing to guess."""
    assert all(rule_of("total", kind, over) for kind in KINDS for over in ("time", "parts", "one"))
    assert all(rule.note for rule in RULES)


@pytest.mark.parametrize(
    ("amount", "rate", "found"),
    [
        pytest.param(
            (100, "£ million"), (2, "US dollars per pound"), ("US dollars", 200 * 10**6), id="sold"
        ),
        pytest.param((100, "$ million"), (2, "$ per £"), ("pounds", 50 * 10**6), id="bought"),
        pytest.param(
            (30, "pounds per person"), (2, "euros per pound"), ("euros per person", 60), id="per"
        ),
    ],
)
def test_money_is_converted_at_a_price_of_the_ledger(amount, rate, found):
    """Millions are counted out; the result speaks of the amount's days."""
    paid = of(amount[0], YEAR_24, unit=amount[1])
    made = converted(paid, of(rate[0], days("2024-06-30"), 3, kind="price", unit=rate[1]))
    assert (made.unit, made.value, made.kind) == (*found, "flow")
    assert made.periods == as_quantity(paid).periods


def test_money_of_two_currencies_is_never_put_together():
    """Nor converted at a price of other days without a reason, nor at what is no price."""
    pounds, euros = of(100, YEAR_24, unit="pounds"), of(120, YEAR_24, 3, unit="€ million")
    with pytest.raises(UnlikeQuantities, match=r"Use converted\(amount, rate\)"):
        difference(pounds, euros)
    with pytest.raises(UnlikeQuantities, match="expected an amount of money, and a price"):
        converted(pounds, euros)
    price = of(1, days("2020-06-30"), 4, kind="price", unit="euros per pound")
    with pytest.raises(UnlikeQuantities, match="periods differ"):
        converted(pounds, price)
    assert difference(of(1, YEAR_24, 5, unit="£ million"), pounds).value == 999_900
