"""Intervals: what a rounded number may stand for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.intervals import Interval, point, round_half_up, rounding_interval

values = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=60)
units = st.sampled_from(
    [Fraction(1, 100), Fraction(1, 10), Fraction(1), Fraction(10), Fraction(1000)]
)


@given(values, units)
def test_a_value_lies_in_the_rounding_interval_of_what_it_rounds_to(value, unit):
    """Rounding and its inverse agree, on both sides of nought and at every half."""
    assert value in rounding_interval(round_half_up(value, unit), unit)


@given(values, values, units)
def test_only_values_that_round_to_a_number_lie_in_its_rounding_interval(value, other, unit):
    """A value is in the interval exactly when it rounds to the number."""
    stated = round_half_up(other, unit)
    assert (value in rounding_interval(stated, unit)) == (round_half_up(value, unit) == stated)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        pytest.param("2.5", 3, id="half-goes-up"),
        pytest.param("3.5", 4, id="not-to-even"),
        pytest.param("-2.5", -3, id="mirrored-below-nought"),
        pytest.param("2.4999", 2, id="just-below-half"),
    ],
)
def test_halves_round_away_from_nought(value, rounded):
    """Rounding is half-up on the size of a number, never half-to-even."""
    assert round_half_up(Fraction(value), Fraction(1)) == rounded


def test_an_interval_without_any_value_is_refused():
    """Ends the wrong way round, or one point that is excluded, are errors."""
    with pytest.raises(ValueError, match="must not exceed"):
        Interval(Fraction(2), Fraction(1))
    with pytest.raises(ValueError, match="no value lies in"):
        Interval(Fraction(1), Fraction(1), low_closed=False)


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        pytest.param(point(1), Interval(Fraction(1), Fraction(2)), True, id="closed-end-included"),
        pytest.param(
            point(1), Interval(Fraction(1), Fraction(2), False), False, id="open-end-excluded"
        ),
        pytest.param(
            Interval(Fraction(1), None), Interval(Fraction(0), None), True, id="both-infinite"
        ),
        pytest.param(
            Interval(None, Fraction(1)), Interval(Fraction(0), None), False, id="wrong-way"
        ),
        pytest.param(
            Interval(Fraction(1), Fraction(2), False, False),
            Interval(Fraction(1), Fraction(2), False, False),
            True,
            id="same-open",
        ),
    ],
)
def test_one_interval_lies_within_another_when_all_its_values_do(inner, outer, within):
    """Open and infinite ends count as what they are."""
    assert inner.is_within(outer) is within
