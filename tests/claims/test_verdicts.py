"""Verdicts: agreed with brute force, blind to scale and side, and never better for less precision."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from figures_made import make_figure
from hypothesis import assume, given
from hypothesis import strategies as st

from workings.claims.reasons import reason as reason_of
from workings.claims.verdicts import SEVERITIES, Judgement, judge, overall
from workings.claims.weighing import weigh
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
    return weigh(read_stated(text), found).judgement.verdict


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
        pytest.param("41,000", as_quantity(make_figure(41_472)), "matches", id="41,000"),
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
    assert weigh(read_stated(text), found).judgement.severity == severity


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
        pytest.param("70 weeks", difference(ADMITTED, RETURNED), id="weeks-of-people"),
        pytest.param("£70", difference(ADMITTED, RETURNED), id="pounds-of-people"),
        pytest.param("double", difference(ADMITTED, RETURNED), id="times-of-people"),
        pytest.param("70 per week", difference(ADMITTED, RETURNED), id="a-rate-of-a-count"),
        pytest.param(
            "6 million a year",
            as_quantity(make_figure(6 * 10**6, kind="stock")),
            id="a-stock-a-year",
        ),
        pytest.param(
            "£15,000 a year",
            as_quantity(make_figure(1_250, kind="price", unit="pounds")),
            id="a-price-for-what",
        ),
        pytest.param("281 more", as_quantity(RETURNED), id="a-rise-of-a-count"),
        pytest.param("more", as_quantity(RETURNED), id="a-sign-of-a-count"),
        pytest.param("25% fewer", one_in(RETURNED, ARRIVALS, because=WHY), id="a-fall-of-a-one-in"),
    ],
)
def test_a_number_in_another_unit_is_refused_with_advice(text, found):
    """Never compared in silence."""
    with pytest.raises(
        ClaimError,
        match=r"or choose the operation that|Take a figure in that currency|into the measure's unit",
    ):
        verdict(text, found)


counts = st.integers(1, 60)
units = st.sampled_from([None, 1, 2, 5, 10])
operators = st.sampled_from(["=", ">", ">=", "<", "<=", "~", "nearly"])


def number(value, operator="=", step=1):
    """A stated number, without the words it was read from."""
    return Stated("", "number", Fraction(value), operator=operator, step=Fraction(step))


def made(value, line, rounded_to):
    """A figure, rounded if its value can have been."""
    fits = rounded_to and value % rounded_to == 0
    return make_figure(value, line=line, rounded_to=rounded_to if fits else None)


def people(figure):
    """Every number of people that a figure allows: by rounding each, and by no interval."""
    unit = int(figure.rounded_to or 1)
    near = range(max(0, int(figure.value) - unit), int(figure.value) + unit + 1)
    return [n for n in near if round_half_up(Fraction(n), Fraction(unit)) == figure.value]


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
    """Over all numbers of people that two rounded figures allow, worked out and then stated."""
    assume(operator not in ("=", "~", "nearly") or value % step == 0)
    assume(operator != "nearly" or value)
    one, two = made(a, 2, unit_a), made(b, 3, unit_b)
    assume(0 not in one.interval and 0 not in two.interval)
    stated = number(value, operator, step)
    fair = [
        fairly_stated(SUMS[operation](Fraction(x), Fraction(y)), stated)
        for x, y in product(people(one), people(two))
    ]
    found = judge(stated, operation(one, two)).verdict
    if all(fair):
        assert found == "matches"
    elif any(fair):
        assert found == "matches_within_rounding"
    else:
        assert found in ("rounds_differently", "does_not_match")


@given(counts, counts, units, st.integers(1, 60), operators, st.integers(2, 50))
def test_the_verdict_does_not_change_when_both_sides_are_scaled(a, b, unit, value, operator, scale):
    """Pounds and thousands of pounds are judged alike."""
    money = {"unit": "pounds", "label": "spent"}
    rounded = unit if unit and a % unit == 0 else None
    one, two = make_figure(a, 2, rounded_to=rounded, **money), make_figure(b, 3, **money)
    large_one = make_figure(a * scale, 2, rounded_to=rounded and rounded * scale, **money)
    large_two = make_figure(b * scale, 3, **money)
    stated = number(value, operator)
    large = number(value * scale, operator, scale)
    assert replace(judge(stated, difference(one, two)), rounded_to=None) == replace(
        judge(large, difference(large_one, large_two)), rounded_to=None
    )


@given(
    st.sampled_from([*SUMS]), counts, counts, st.sampled_from([2, 5, 10]),
    st.integers(-60, 160), operators,
)  # fmt: skip
def test_a_coarser_figure_is_never_judged_harder_nor_passed_more_easily(
    operation, a, b, unit, value, operator
):
    """It changes nothing, or leaves the matter open for its rounding, and is said to."""
    assume(a % unit == 0)
    stated = number(value, operator)
    sharp = judge(stated, operation(make_figure(a, 2), make_figure(b, 3)))
    blunt = judge(stated, operation(make_figure(a, 2, rounded_to=unit), make_figure(b, 3)))
    assert blunt.verdict in (sharp.verdict, "matches_within_rounding")
    if sharp.verdict != "matches":
        assert SEVERITIES.index(blunt.severity) <= SEVERITIES.index(sharp.severity)


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


YEAR = {year: (date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024)}


def of_year(value, year, **words):
    """A figure of one measure for a year."""
    return make_figure(value, line=year, period=YEAR[year], **words)


def rate_of(value, year=2024):
    """A percentage that an office publishes for a year."""
    return of_year(value, year, kind="rate", unit="per cent", label="out of work")


FELL = difference(of_year(188, 2023), of_year(100, 2024), because=WHY)  # old less new
ROSE = difference(of_year(100, 2023), of_year(188, 2024), because=WHY)
ROSE_BY = percent_change(of_year(100, 2023), of_year(188, 2024), because=WHY)
RENT = make_figure(1_250, period=YEAR[2024], kind="price", unit="pounds")
PER_100_000 = make_figure("1.1", rounded_to="0.1", kind="rate", unit="murders per 100,000 people")
ROSE_POINTS = difference(rate_of(15, 2024), rate_of(12, 2023), because=WHY)


@pytest.mark.parametrize(
    ("text", "found", "expected", "reason"),
    [
        pytest.param("355", ROUNDED, "does_not_match cosmetic", "between 345 and 354", id="whole-count"),
        pytest.param("74", difference(ROUNDED, RETURNED), "does_not_match notable", "between 64 and 73", id="whole-difference"),
        pytest.param("more than 354", ROUNDED, "does_not_match cosmetic", "lies outside", id="impossible"),
        pytest.param("at most 354", ROUNDED, "matches none", "holds", id="certain"),
        pytest.param("at least 21,001", OVER, "matches none", "holds", id="the-same-bound"),
        pytest.param("just over half", rate_of(90), "does_not_match material", "90%", id="a-little-over"),
        pytest.param("just over 20,000", make_figure(99_000), "does_not_match material", "99,000", id="far-over"),
        pytest.param("just over 20,000", make_figure(21_900), "matches none", "fair", id="within-a-tenth"),
        pytest.param("more than 4,000", make_figure(41_472), "matches none", "a nought may be missing", id="nought-missing"),
        pytest.param("410,000", make_figure(41_472), "does_not_match material", "a nought too many", id="nought-too-many"),
        pytest.param("over 41,000", make_figure(41_472), "matches none", "holds.", id="no-nought-missing"),
        pytest.param("35,000", make_figure(35_052), "matches none", "to the nearest thousand", id="two-digits"),
        pytest.param("41k", make_figure(41_472), "matches none", "to the nearest thousand", id="41k"),
        pytest.param("41,000", make_figure(42_600), "does_not_match notable", "42,600", id="not-two-digits"),
        pytest.param("42,000", make_figure(41_500), "matches none", "to the nearest thousand", id="half-way"),
        pytest.param("42,000", make_figure(41_500, rounded_to=10), "matches_within_rounding cosmetic", "don’t settle", id="half-way-if-rounded"),
        pytest.param("1,000 billion", make_figure(1_094 * 10**9), "does_not_match notable", "not “1,000", id="no-cut-off"),
        pytest.param("70", make_figure(69), "rounds_differently cosmetic", "at the nearest ten", id="one-digit"),
        pytest.param("exactly 900", make_figure(930), "does_not_match notable", "930", id="exactly"),
        pytest.param("2 million", make_figure(2_300_000), "does_not_match material", "2 million", id="2-million"),
        pytest.param("two million", make_figure(2_300_000), "does_not_match material", "two million", id="two-million"),
        pytest.param("four in five", rate_of(84), "matches none", "fair", id="four-in-five"),
        pytest.param("80%", rate_of(84), "rounds_differently cosmetic", "nearest ten", id="a-percentage-is-of-whole-ones"),
        pytest.param("8.4%", rate_of("8.5"), "does_not_match notable", "8.5%", id="last-digit"),
        pytest.param("75,000 a year", of_year(75_000, 2024), "matches none", "per year", id="a-year"),
        pytest.param("88 fewer", FELL, "matches none", "the other way round", id="written-backwards"),
        pytest.param("88 fewer", ROSE, "does_not_match material", "not “88 fewer”", id="wrong-direction"),
        pytest.param("47% lower", ROSE_BY, "does_not_match material", "lower”.", id="wrong-direction-in-per-cent"),
        pytest.param("rose", FELL, "does_not_match material", "not “rose”", id="wrong-sign"),
        pytest.param("doubled", ratio(of_year(100, 2023), of_year(200, 2024), because=WHY), "matches none", "the other way round", id="ratio-backwards"),
        pytest.param("69", difference(RETURNED, ADMITTED), "matches none", "the other way round", id="number-without-sign"),
        pytest.param("25% more", percent_change(ADMITTED, RETURNED), "does_not_match notable", "the other way round it is 24.6%", id="another-base"),
        pytest.param("0.7%", share(ARRIVALS, RETURNED, because=WHY), "does_not_match notable", "the other way round it is", id="a-share-of-the-part"),
        pytest.param("up 3%", ROSE_POINTS, "does_not_match notable", "3 percentage points, or 25%", id="points-for-per-cent"),
        pytest.param("up 25 points", ROSE_POINTS, "does_not_match notable", "3 percentage points, or 25%", id="per-cent-for-points"),
        pytest.param("3pp", ROSE_POINTS, "matches none", "as stated", id="points"),
        pytest.param("from 12% to 15%", ROSE_POINTS, "matches none", "12% out of work, as stated. 15%", id="pair"),
        pytest.param("from 15% to 12%", ROSE_POINTS, "does_not_match material", "not “", id="pair-reversed"),
        pytest.param("one in three", rate_of("34.2"), "matches none", "fair", id="one-in-of-a-percentage"),
        pytest.param("£1,250 a month", RENT, "matches none", "as stated", id="a-price-whatever-its-days"),
        pytest.param("11 per million", PER_100_000, "matches none", "fair", id="per-as-many"),
        pytest.param("1.1 per 1,000", PER_100_000, "does_not_match material", "noughts too many", id="per-fewer"),
        pytest.param("41,472 migrants", make_figure(41_472), "matches none", "see that these are the same", id="noun"),
        pytest.param("a record 350", ADMITTED, "matches none", "record is not judged", id="record"),
    ],
)  # fmt: skip
def test_a_claim_is_judged_fairly_and_told_why(text, found, expected, reason):
    """Each was wrong once, or unfair; what a slip would explain is pointed out."""
    weighed = weigh(read_stated(text), as_quantity(found))
    judged = weighed.judgement
    assert f"{judged.verdict} {judged.severity}" == expected
    assert reason in str(reason_of(weighed))
