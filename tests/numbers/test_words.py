"""Numbers in words: no digit that the figures can't bear."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import PrecisionError
from workings.numbers.intervals import Interval, point, round_half_up
from workings.numbers.words import more_or_fewer, printed, span, spread


@dataclass(frozen=True)
class Computed:
    """A number to print, as a quantity would be."""

    value: Fraction
    interval: Interval
    unit: str = "per cent"
    operator: str = ""
    is_bound: bool = False
    is_whole: bool = False


def between(low, high, unit="per cent", value=None, closed=(True, False), is_bound=False):
    """Make a number known to lie between two ends."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    middle = value if value is not None else (ends[0] + ends[1]) / 2
    return Computed(
        Fraction(middle), Interval(*ends, *closed), unit, "", is_bound, unit == "people"
    )


def exactly(value, unit="per cent"):
    """Make an exact number."""
    return Computed(Fraction(value), point(Fraction(value)), unit, is_whole=unit == "people")


ends = st.fractions(min_value=-300, max_value=300, max_denominator=40)


@given(ends, ends, st.booleans(), st.booleans(), st.integers(0, 3))
def test_digits_are_accepted_exactly_when_every_point_of_the_interval_prints_the_same(
    a, b, low_closed, high_closed, digits
):
    """Compared with rounding the points hard by both ends."""
    low, high = sorted((a, b))
    closed = (True, True) if low == high else (low_closed, high_closed)
    number = between(low, high, closed=closed)
    hair = (high - low) / 10**12
    first, last = low + (0 if closed[0] else hair), high - (0 if closed[1] else hair)
    unit = Fraction(1, 10**digits)
    agree = round_half_up(first, unit) == round_half_up(last, unit)
    if agree:
        assert printed(number, digits).endswith("%")
    else:
        with pytest.raises(PrecisionError, match="write "):
            printed(number, digits)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(exactly("24.5552"), "24.6%", id="one-decimal-of-a-percentage"),
        pytest.param(between("0.6771", "0.6938"), "0.7%", id="as-many-digits-as-agree"),
        pytest.param(
            between("22.78", "26.33"), "between 22.8% and 26.3%", id="range-where-none-do"
        ),
        pytest.param(exactly("0.0123"), "0.01%", id="small-share-keeps-a-figure"),
        pytest.param(exactly(0), "0%", id="nought"),
        pytest.param(exactly("-21", "people"), "−21", id="true-minus-sign"),
        pytest.param(exactly(41472, "people"), "41,472", id="thousands"),
        pytest.param(between(64, 74, "people"), "between 64 and 73", id="whole-people"),
        pytest.param(between("144.1", "147.7", "one in", 146), "about 1 in 146", id="about"),
        pytest.param(
            between(1, 900, "one in"), "between 1 in 1 and 1 in 900", id="too-wide-for-about"
        ),
        pytest.param(exactly("1.2456", "times"), "1.25", id="ratio"),
        pytest.param(
            between("1.2278", "1.2633", "times"), "between 1.23 and 1.26", id="wide-ratio"
        ),
        pytest.param(exactly("1.2456", "one in"), "1 in 1.2", id="small-one-in"),
        pytest.param(exactly("0.17", "percentage points"), "0.2 percentage points", id="points"),
        pytest.param(between("280.5", "281.5", "people"), "281", id="one-whole-number"),
        pytest.param(
            between("74.73", None, "one in", value="74.73", closed=(False, False), is_bound=True),
            "at most 1 in 74",
            id="bound-on-one-in",
        ),
        pytest.param(
            between(0, "1.33810", value="1.33810", closed=(False, False), is_bound=True),
            "at most 1.34%",
            id="bound-rounds-outwards",
        ),
        pytest.param(
            between(1181, None, "people", value=1181, closed=(False, False), is_bound=True),
            "more than 1,181",
            id="bound-that-is-whole",
        ),
        pytest.param(exactly(6_300_000, "people"), "6.3 million", id="millions"),
        pytest.param(exactly(6_312_345, "people"), "6,312,345", id="all-digits-earned"),
        pytest.param(
            between(10_600_001, 10_799_999, "people", closed=(True, True)),
            "about 10.7 million",
            id="about-millions",
        ),
        pytest.param(
            between(200_001, 399_999, "people", closed=(True, True)),
            "between 0.2 and 0.4 million",
            id="shared-scale",
        ),
        pytest.param(
            between("0.1", "0.3", "percentage points"),
            "between 0.1 and 0.3 percentage points",
            id="shared-unit",
        ),
        pytest.param(exactly(3_200_000_000, "pounds"), "£3.2bn", id="pounds"),
        pytest.param(exactly(3200, "£ million"), "£3.2bn", id="a-unit-with-a-scale"),
        pytest.param(exactly(-40_000_000, "pounds"), "−£40m", id="minus-before-the-sign"),
        pytest.param(exactly(1200, "US dollars"), "$1,200", id="dollars"),
        pytest.param(exactly(1200, "Australian dollars"), "A$1,200", id="other-dollars"),
        pytest.param(between(0, 200, "per cent"), "between 0% and 200%", id="from-nought"),
        pytest.param(
            between(0, "0.333", "per cent"), "between 0% and 0.333%", id="nought-without-decimals"
        ),
        pytest.param(
            between(-3 * 10**6, 0, "pounds"), "between −£3m and £0", id="up-to-nought-pounds"
        ),
        pytest.param(between(0, "0.5", "pounds"), "between £0 and £0.50", id="pence-in-a-range"),
        pytest.param(
            between(0, 2 * 10**8, "pounds"), "between £0 and £200m", id="money-from-nought"
        ),
        pytest.param(exactly(1398, "pounds per month"), "£1,398", id="money-for-each"),
        pytest.param(exactly("2.5", "US dollars per pound"), "2.5", id="a-currency-for-another"),
        pytest.param(
            between(14_001, 15_999, "people", closed=(True, True)),
            "between 14,000 and 16,000",
            id="open-ends-of-a-count",
        ),
        pytest.param(exactly("1234.5", "pounds"), "£1,234.50", id="pence"),
        pytest.param(
            between(2 * 10**8, 4 * 10**8, "pounds"), "between £200m and £400m", id="range-of-money"
        ),
        pytest.param(
            between(0, 105, "people", value=105, is_bound=True),
            "fewer than 105",
            id="people-are-fewer",
        ),
    ],
)
def test_a_number_is_printed_in_its_safest_form(number, text):
    """Plain digits where they are earned, else a bound, "about", or a range."""
    assert printed(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(exactly("24.5552"), "24.6% more", id="more"),
        pytest.param(exactly("-4.32"), "4.3% fewer", id="fewer"),
        pytest.param(exactly(0), "no more and no fewer", id="level"),
        pytest.param(
            between("-1.5", "2.25"), "anything from 1.50% fewer to 2.25% more", id="straddling"
        ),
        pytest.param(
            between(None, 100, "people", value=100, is_bound=True),
            "at most 100 more (or fewer)",
            id="bound-above",
        ),
        pytest.param(
            between(None, 100, "people", value=40, is_bound=True),
            "anything from any number fewer to 100 more",
            id="unbounded-below",
        ),
    ],
)
def test_a_change_says_its_direction_in_a_word(number, text):
    """Never "-4% more"."""
    assert more_or_fewer(number) == text


@pytest.mark.parametrize(
    ("digits", "text"), [(0, "6,312,345"), (1, "6.3 million"), (2, "6.31 million")]
)
def test_decimals_are_those_of_what_is_written(digits, text):
    """Of millions, from a million on."""
    assert printed(exactly(6_312_345, "people"), digits) == text


def test_fewer_than_no_decimals_are_refused():
    """In words that say what to do."""
    with pytest.raises(PrecisionError, match=r"found -1 decimals.*expected nought or more"):
        printed(exactly(69, "people"), -1)


def test_the_ends_of_a_range_agree_with_the_bound_s_own_words():
    """At most −98.6%, and between −100% and −98.6%."""
    bound = between(-100, "-98.66", value="-98.66", closed=(False, False), is_bound=True)
    assert spread(bound) == "between −100% and −98.6%"


def test_refused_digits_come_with_the_best_safe_form():
    """The error says what the figures allow and what to write instead."""
    with pytest.raises(
        PrecisionError, match=r'between 0.677% and 0.694%.*2 decimals; write "0.7%"'
    ):
        printed(between("0.6771", "0.6938"), 2)


def test_a_range_of_one_value_says_exactly():
    """There is no range where the figures are exact; a rounded form is never called exact."""
    assert spread(exactly("24.5")) == "exactly 24.5%"
    assert spread(exactly("24.55516")) == "24.6%"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        pytest.param(("2025-01-01", "2025-12-31"), "calendar year 2025", id="year"),
        pytest.param(("2025-08-06", ""), "from 6 August 2025 to a day not stated", id="open"),
        pytest.param(("", ""), "days not stated", id="none"),
    ],
)
def test_a_period_is_written_in_words(period, words):
    """Missing ends are said to be missing."""
    assert span(*period) == words
