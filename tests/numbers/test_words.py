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
