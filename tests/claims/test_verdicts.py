"""Verdicts: agreed with brute force, blind to scale and side, and never better for less precision."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from figures_made import make_figure
from hypothesis import assume, given
from hypothesis import strategies as st

from workings.claims.verdicts import SEVERITIES, Judgement, in_one_form, judge, overall
from workings.errors import ClaimError
from workings.numbers.intervals import round_half_up
from workings.numbers.stated import Stated, read_stated
from workings.quantities.operations import difference, one_in, percent_change, ratio, share
from workings.quantities.quantity import as_quantity

RETURNED, ADMITTED = make_figure(281, line=2), make_figure(350, line=3)
ROUNDED = make_figure(350, line=3, operator="~", rounded_to=10)
ARRIVALS = make_figure(41_000, line=4, rounded_to=1000)
OVER = make_figure(21_000, line=5, operator=">")
WHY = "as the critic did"


def verdict(text, found):
    """Judge a text against a quantity."""
    return judge(*in_one_form(read_stated(text), found)).verdict


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param("25%", percent_change(RETURNED, ADMITTED), "matches", id="25-more"),
        pytest.param("24.5%", percent_change(RETURNED, ADMITTED), "rounds_differently", id="24.5-is-cut-off"),
        pytest.param("26%", percent_change(RETURNED, ADMITTED), "does_not_match", id="26-more"),
        pytest.param("25%", percent_change(RETURNED, ROUNDED), "matches_within_rounding", id="25-if-rounded"),
        pytest.param("a quarter", percent_change(RETURNED, ADMITTED), "matches", id="a-quarter"),
        pytest.param("70", difference(ADMITTED, RETURNED), "rounds_differently", id="70-exactly"),
        pytest.param("70", difference(ROUNDED, RETURNED), "matches_within_rounding", id="70-if-rounded"),
        pytest.param("about 70", difference(ADMITTED, RETURNED), "matches", id="about-70"),
        pytest.param("0.7%", share(RETURNED, ARRIVALS, because=WHY), "matches", id="0.7"),
        pytest.param("0.69%", share(RETURNED, ARRIVALS, because=WHY), "matches_within_rounding", id="0.69"),
        pytest.param("one in 146", share(RETURNED, ARRIVALS, because=WHY), "matches_within_rounding", id="one-in-of-a-share"),
        pytest.param("about one in 150", share(RETURNED, ARRIVALS, because=WHY), "matches_within_rounding", id="about-one-in"),
        pytest.param("0.7%", one_in(RETURNED, ARRIVALS, because=WHY), "matches", id="share-of-a-one-in"),
        pytest.param("1.34%", share(RETURNED, OVER, because=WHY), "bound_only", id="bound-stated-as-a-number"),
        pytest.param("at most 1.4%", share(RETURNED, OVER, because=WHY), "matches", id="bound-stated-as-a-bound"),
        pytest.param("2%", share(RETURNED, OVER, because=WHY), "does_not_match", id="beyond-the-bound"),
        pytest.param("double", percent_change(RETURNED, ADMITTED), "does_not_match", id="double"),
        pytest.param("more", difference(ADMITTED, RETURNED), "matches", id="sign"),
        pytest.param("fewer", difference(ADMITTED, RETURNED), "does_not_match", id="other-sign"),
        pytest.param("41,000", as_quantity(make_figure(41_472)), "rounds_differently", id="41,000"),
        pytest.param("41,000", as_quantity(make_figure(41_900)), "rounds_differently", id="41,000-cut-off"),
        pytest.param("more than one in 150", share(RETURNED, ARRIVALS, because=WHY), "matches", id="a-bound-on-one-in-speaks-of-the-share"),
        pytest.param("fewer than one in 100", share(RETURNED, ARRIVALS, because=WHY), "matches", id="fewer-than-one-in"),
        pytest.param("more than one in 100", share(RETURNED, ARRIVALS, because=WHY), "does_not_match", id="more-than-one-in"),
        pytest.param("nearly one in 140", share(RETURNED, ARRIVALS, because=WHY), "matches_within_rounding", id="nearly-one-in-is-a-smaller-share"),
        pytest.param("nearly 20% lower", percent_change(ADMITTED, RETURNED), "matches", id="nearly-a-fall-falls-short"),
        pytest.param("nearly 19% lower", percent_change(ADMITTED, RETURNED), "does_not_match", id="nearly-a-fall-is-no-larger"),
        pytest.param("a fifth fewer", percent_change(ADMITTED, RETURNED), "matches", id="fraction-with-a-direction"),
        pytest.param("13% fall", percent_change(RETURNED, ADMITTED), "does_not_match", id="a-rise-is-no-fall"),
        pytest.param("25% more", share(ADMITTED, RETURNED), "matches", id="a-rise-against-a-share"),
        pytest.param("125% more", share(ADMITTED, RETURNED), "does_not_match", id="a-share-is-no-rise"),
        pytest.param("more", share(RETURNED, ADMITTED), "does_not_match", id="more-of-a-share"),
        pytest.param("about 100", as_quantity(make_figure(69)), "does_not_match", id="about-is-no-licence"),
        pytest.param("nearly 100", as_quantity(make_figure(69)), "does_not_match", id="nor-is-nearly"),
        pytest.param("20%", percent_change(RETURNED, ADMITTED), "does_not_match", id="no-rounding-to-one-figure"),
        pytest.param("8 in 10", share(RETURNED, ADMITTED), "matches", id="8-in-10"),
        pytest.param("4 in 5", share(RETURNED, ADMITTED), "matches", id="4-in-5"),
        pytest.param("9 in 10", share(RETURNED, ADMITTED), "does_not_match", id="9-in-10"),
        pytest.param("1 in 2 people", share(RETURNED, ADMITTED), "does_not_match", id="one-in-with-a-noun"),
        pytest.param("one in 3", share(ADMITTED, RETURNED), "does_not_match", id="one-in-of-more-than-all"),
        pytest.param("between 60 and 70", difference(ADMITTED, RETURNED), "matches", id="range"),
        pytest.param("nearly 70", difference(ADMITTED, RETURNED), "matches", id="nearly-70"),
    ],
)  # fmt: skip
def test_the_test_vectors_hold(text, found, expected):
    """The design's own cases, and their neighbours."""
    assert verdict(text, found) == expected


@pytest.mark.parametrize(
    ("text", "found", "severity"),
    [
        pytest.param("25%", percent_change(RETURNED, ADMITTED), "none", id="right"),
        pytest.param("70", difference(ADMITTED, RETURNED), "cosmetic", id="rounded-in-silence"),
        pytest.param("45,755", as_quantity(make_figure(45_774)), "cosmetic", id="hardly-off"),
        pytest.param("49", as_quantity(make_figure(51)), "notable", id="off"),
        pytest.param("2", as_quantity(make_figure(4)), "material", id="half"),
        pytest.param("fewer", difference(ADMITTED, RETURNED), "material", id="the-other-way"),
        pytest.param("50", as_quantity(make_figure(46)), "notable", id="rounded-by-much"),
        pytest.param("100", as_quantity(make_figure(69)), "material", id="rounded-beyond-measure"),
    ],
)
def test_severity_grows_with_how_far_off_a_number_is(text, found, severity):
    """As a share of the true number, and whatever its size."""
    assert judge(*in_one_form(read_stated(text), found)).severity == severity


def test_nothing_holds_on_a_reading_that_only_leaves_it_open():
    """It depends on the reading only where it holds on some reading and not on another."""
    fails, open_ = Judgement("does_not_match", "material"), Judgement("bound_only", "cosmetic")
    assert overall([fails, open_]) == Judgement("does_not_match", "material")


def test_readings_that_disagree_make_it_depend_on_the_reading():
    """One that holds and one that fails, whichever comes first; never worse than notable."""
    holds, fails = Judgement("matches", "none"), Judgement("does_not_match", "material")
    for each in ([holds, fails], [fails, holds]):
        assert overall(each) == Judgement("depends_on_reading", "notable")
    within = Judgement("matches_within_rounding", "cosmetic")
    assert overall([holds, within]) == Judgement("matches", "cosmetic")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("25%", difference(ADMITTED, RETURNED), id="per-cent-of-people"),
        pytest.param("70", percent_change(RETURNED, ADMITTED), id="people-of-per-cent"),
        pytest.param("70 boats", difference(ADMITTED, RETURNED), id="boats-of-people"),
        pytest.param("double", difference(ADMITTED, RETURNED), id="times-of-people"),
        pytest.param("70 per week", difference(ADMITTED, RETURNED), id="a-rate-of-a-count"),
        pytest.param("281 more", as_quantity(RETURNED), id="a-rise-of-a-count"),
        pytest.param("more", as_quantity(RETURNED), id="a-sign-of-a-count"),
        pytest.param("25% fewer", one_in(RETURNED, ARRIVALS, because=WHY), id="a-fall-of-a-one-in"),
    ],
)
def test_a_number_in_another_unit_is_refused_with_advice(text, found):
    """Never compared in silence."""
    with pytest.raises(ClaimError, match="choose the operation that gives what was stated"):
        verdict(text, found)


counts = st.integers(1, 60)
units = st.sampled_from([None, 1, 2, 5, 10])
operators = st.sampled_from(["=", ">", ">=", "<", "<=", "~", "nearly"])


def made(value, line, rounded_to):
    """A figure, rounded if its value can have been."""
    fits = rounded_to and value % rounded_to == 0
    return make_figure(value, line=line, rounded_to=rounded_to if fits else None)


def grid(figure, parts=12):
    """Many values that a figure allows, its ends or close to them among them."""
    low, high = figure.interval.low, figure.interval.high
    hair = Fraction(1, 10**9)
    inner = [low + (high - low) * Fraction(i, parts) for i in range(parts + 1)]
    return [v for v in (*inner, low + hair, high - hair) if v in figure.interval]


def fairly_stated(value, stated):
    """Tell by rounding and comparing whether a true value may be stated so: no intervals here."""
    if stated.operator in (">", ">=", "<", "<="):
        return {
            ">": value > stated.value,
            ">=": value >= stated.value,
            "<": value < stated.value,
            "<=": value <= stated.value,
        }[stated.operator]
    if stated.operator == "nearly" and abs(value) >= abs(stated.value):
        return False
    return round_half_up(value, stated.step) == stated.value


SUMS = {
    difference: lambda x, y: x - y,
    ratio: lambda x, y: x / y,
    share: lambda x, y: 100 * x / y,
    percent_change: lambda x, y: 100 * (y - x) / x,
}


@given(
    st.sampled_from([*SUMS]), counts, counts, units, units,
    st.integers(-60, 160), operators, st.sampled_from([1, 5, 10]),
)  # fmt: skip
def test_the_verdict_agrees_with_brute_force(
    operation, a, b, unit_a, unit_b, value, operator, step
):
    """Over a fine grid of all that two rounded figures allow, worked out and then stated."""
    assume(operator not in ("=", "~", "nearly") or value % step == 0)
    assume(operator != "nearly" or value)
    one, two = made(a, 2, unit_a), made(b, 3, unit_b)
    assume(0 not in one.interval and 0 not in two.interval)
    stated = Stated("", "number", Fraction(value), operator, Fraction(step))
    work_out = SUMS[operation]
    fair = [fairly_stated(work_out(x, y), stated) for x, y in product(grid(one), grid(two))]
    found = judge(stated, operation(one, two)).verdict
    if found == "matches":
        assert all(fair)
    elif found == "matches_within_rounding":
        assert not (one.interval.is_point and two.interval.is_point)
    else:
        assert not any(fair)
    assert not all(fair) or found in ("matches", "matches_within_rounding")
    assert not any(fair) or found in ("matches", "matches_within_rounding")


@given(counts, counts, units, st.integers(1, 60), operators, st.integers(2, 50))
def test_the_verdict_does_not_change_when_both_sides_are_scaled(a, b, unit, value, operator, scale):
    """A thousandfold is judged like one."""
    one, two = made(a, 2, unit), made(b, 3, None)
    large_one = make_figure(a * scale, 2, rounded_to=one.rounded_to and one.rounded_to * scale)
    large_two = make_figure(b * scale, 3)
    stated = Stated("", "number", Fraction(value), operator)
    large = replace(stated, value=stated.value * scale, step=stated.step * scale)
    small_found = judge(stated, difference(one, two))
    large_found = judge(large, difference(large_one, large_two))
    assert (small_found.verdict, small_found.severity) == (
        large_found.verdict,
        large_found.severity,
    )


@given(counts, counts, st.sampled_from([2, 5, 10]), st.integers(-60, 60), operators)
def test_a_less_precise_figure_never_makes_a_number_match(a, b, unit, value, operator):
    """If it fits better for it, the verdict itself says that it is for the rounding."""
    assume(a % unit == 0)
    stated = Stated("", "number", Fraction(value), operator)
    sharp = judge(stated, difference(make_figure(a, 2), make_figure(b, 3))).verdict
    blunt = judge(stated, difference(make_figure(a, 2, rounded_to=unit), make_figure(b, 3))).verdict
    order = ("does_not_match", "rounds_differently", "matches_within_rounding", "matches")
    if order.index(blunt) > order.index(sharp):
        assert blunt == "matches_within_rounding"


@given(
    st.integers(1, 500), st.integers(1, 500), st.sampled_from(["", "nearly ", "about ", "over "])
)
def test_both_sides_are_judged_by_one_rule(value, true, words):
    """A number stated as a rise is judged as its mirror image, stated as a fall, would be."""
    up = judge(read_stated(f"{words}{value} more"), as_quantity(make_figure(true, kind="balance")))
    down = judge(
        read_stated(f"{words}{value} fewer"), as_quantity(make_figure(-true, kind="balance"))
    )
    assert up == down
    assert up.severity in SEVERITIES
