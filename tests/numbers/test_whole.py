"""Whole counts: what only a whole number of people can give."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.intervals import Interval, point, rounding_interval
from workings.numbers.ranges import exact, uncertain

A, B = uncertain("a"), uncertain("b")
SHAPES = {
    "difference": (A - B, lambda a, b: a - b),
    "share": (A / B, lambda a, b: a / b),
    "percent-change": ((B - A) / A, lambda a, b: (b - a) / a),
    "share-of-total": (A / (A + B), lambda a, b: a / (a + b)),
    "twice": (A + A + exact(Fraction(1)), lambda a, b: 2 * a + 1),
}


@st.composite
def ranges(draw):
    """Ranges of whole counts above nought, some of one number."""
    low = draw(st.integers(1, 12))
    return Interval(Fraction(low), Fraction(low + draw(st.integers(0, 8))))


@st.composite
def allowances(draw):
    """Narrow intervals, so that many lie between two results."""
    low = draw(st.fractions(-4, 8, max_denominator=12))
    width = draw(st.fractions(0, 1, max_denominator=24))
    closed = (True, True) if not width else (draw(st.booleans()), draw(st.booleans()))
    return Interval(low, low + width, *closed)


@pytest.mark.parametrize("shape", SHAPES)
@given(a=ranges(), b=ranges(), allowed=allowances())
def test_a_result_is_possible_just_where_some_whole_numbers_give_it(shape, a, b, allowed):
    """Compared with every pair of whole numbers."""
    expression, arithmetic = SHAPES[shape]
    pairs = product(*(range(int(each.low), int(each.high) + 1) for each in (a, b)))
    brute = any(arithmetic(Fraction(x), Fraction(y)) in allowed for x, y in pairs)
    assert expression.can_be(allowed, {"a": a, "b": b}, {"a", "b"}) is brute


@given(a=ranges(), b=ranges(), allowed=allowances())
def test_beside_a_measured_amount_the_whole_one_is_still_whole(a, b, allowed):
    """For each whole number, the amount roams its own range."""
    brute = any(
        Interval(n - b.high, n - b.low).meets(allowed) for n in range(int(a.low), int(a.high) + 1)
    )
    assert (A - B).can_be(allowed, {"a": a, "b": b}, {"a"}) is brute


def test_a_bound_on_a_count_reaches_as_far_as_whole_numbers_do():
    """281 of more than 21,000 can be 281 of 21,001, and of nothing between that and 21,002."""
    share = exact(Fraction(281)) / A
    box = {"a": Interval(Fraction(21_001), None)}
    assert share.can_be(point(Fraction(281, 21_001)), box, {"a"})
    between = Interval(Fraction(281, 21_002), Fraction(281, 21_001), False, False)
    assert not share.can_be(between, box, {"a"})
    assert share.can_be(between, box, ())


def test_too_many_whole_numbers_to_try_are_taken_as_a_range():
    """Three counts of a hundred thousand each are not tried out."""
    box = {name: Interval(Fraction(1), Fraction(100_000)) for name in "abc"}
    odd = (A + B + uncertain("c") + uncertain("c")) / exact(Fraction(2))
    assert odd.can_be(point(Fraction(41, 4)), box, set(box))


@pytest.mark.parametrize(
    ("value", "unit", "whole"),
    [
        pytest.param(350, 10, (345, 354), id="rounded-to-ten"),
        pytest.param(345, 1, (345, 345), id="rounded-to-one"),
        pytest.param(-350, 10, (-354, -345), id="below-nought"),
    ],
)
def test_a_rounded_count_has_whole_ends(value, unit, whole):
    """345 to 354 people are printed as 350; 354.9 people are nobody's count."""
    interval = rounding_interval(Fraction(value), Fraction(unit)).whole()
    assert interval == Interval(*map(Fraction, whole))


def test_an_interval_without_a_whole_number_has_no_whole_ends():
    """Nothing is made up."""
    with pytest.raises(ValueError, match="no whole number lies in"):
        Interval(Fraction(1, 4), Fraction(3, 4)).whole()
