"""Exact ranges: nothing possible is left out, nothing impossible let in."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import UnboundedResult
from workings.numbers.intervals import Interval, point
from workings.numbers.ranges import exact, uncertain

A, B, C = uncertain("a"), uncertain("b"), uncertain("c")
HUNDRED = exact(Fraction(100))

#: Each shape the operations can take, nested too, as an expression and as plain arithmetic.
SHAPES = {
    "difference": (A - B, lambda a, b, c: a - b),
    "share": (A / B * HUNDRED, lambda a, b, c: a / b * 100),
    "percent-change": ((B - A) / A, lambda a, b, c: (b - a) / a),
    "change-by-ratio": (B / A - exact(Fraction(1)), lambda a, b, c: b / a - 1),
    "share-of-total": (A / (A + B + C), lambda a, b, c: a / (a + b + c)),
    "difference-of-shares": (A / C - B / C, lambda a, b, c: a / c - b / c),
    "ratio-of-ratios": ((A / C) / (B / C), lambda a, b, c: (a / c) / (b / c)),
    "net-of-gross": ((A - B) / (A + B), lambda a, b, c: (a - b) / (a + b)),
    "total-share-change": ((A + B) / C - A / C, lambda a, b, c: (a + b) / c - a / c),
}


@st.composite
def intervals(draw):
    """Intervals of counts above nought, open or closed, sometimes one point."""
    low = draw(st.integers(1, 12))
    width = draw(st.integers(0, 6))
    closed = (True, True) if width == 0 else (draw(st.booleans()), draw(st.booleans()))
    return Interval(Fraction(low), Fraction(low + width), *closed)


def inside(interval):
    """Points of an interval: its whole numbers, and points hard by its ends."""
    hair = (interval.high - interval.low) / 10**9
    points = [
        Fraction(n) for n in range(int(interval.low), int(interval.high) + 1) if n in interval
    ]
    near = [interval.low + hair, interval.high - hair] if hair else []
    return {*points, *near}


@pytest.mark.parametrize("shape", SHAPES)
@given(box=st.fixed_dictionaries({"a": intervals(), "b": intervals(), "c": intervals()}))
def test_a_range_holds_every_possible_result_and_its_ends_are_approached(shape, box):
    """Compared with brute force over the points inside the inputs' intervals."""
    expression, arithmetic = SHAPES[shape]
    results = [arithmetic(*choice) for choice in product(*(inside(box[n]) for n in "abc"))]
    found = expression.range(box)
    assert all(result in found for result in results)
    tolerance = Fraction(1, 10**5)
    assert min(results) - found.low < tolerance
    assert found.high - max(results) < tolerance
    assert not found.low_closed or found.low == min(results)
    assert not found.high_closed or found.high == max(results)


@pytest.mark.parametrize("shape", SHAPES)
@given(
    box=st.fixed_dictionaries({"a": intervals(), "b": intervals(), "c": intervals()}),
    unbounded=st.sampled_from("abc"),
)
def test_a_range_over_an_infinite_interval_holds_every_result_and_is_tight(shape, box, unbounded):
    """An input that is only "more than" something still gives the exact bound."""
    expression, arithmetic = SHAPES[shape]
    low = box[unbounded].low
    box = {**box, unbounded: Interval(low, None, low_closed=False)}
    points = {name: inside(box[name]) for name in "abc" if name != unbounded}
    points[unbounded] = {low + Fraction(1, 10**9), low + 1, low + 50, Fraction(10**12)}
    results = [arithmetic(*choice) for choice in product(*(points[n] for n in "abc"))]
    found = expression.range(box)
    assert all(result in found for result in results)
    assert (
        min(results) - found.low < Fraction(1, 10**5)
        if found.low is not None
        else min(results) < -(10**6)
    )
    assert (
        found.high - max(results) < Fraction(1, 10**5)
        if found.high is not None
        else max(results) > 10**6
    )


def test_an_input_that_occurs_twice_is_not_counted_twice():
    """a/b - 1 and (a - b)/b are the same, and b/b is exactly one."""
    box = {
        "a": Interval(Fraction(345), Fraction(355), True, False),
        "b": Interval(Fraction(275), Fraction(285)),
    }
    assert (A / B - exact(Fraction(1))).range(box) == ((A - B) / B).range(box)
    assert (B / B).range(box) == point(1)


@pytest.mark.parametrize(
    "denominator",
    [
        pytest.param(Interval(Fraction(0), Fraction(3)), id="nought-at-the-end"),
        pytest.param(Interval(Fraction(-1), Fraction(3)), id="nought-inside"),
        pytest.param(Interval(None, Fraction(3)), id="no-lower-end"),
    ],
)
def test_dividing_by_what_may_be_nought_is_an_error(denominator):
    """Never a NaN, an infinity, or a made-up number."""
    with pytest.raises(UnboundedResult, match="stays clear of nought"):
        (A / B).range({"a": point(1), "b": denominator})


def test_dividing_by_nought_itself_is_an_error():
    """An exact nought is refused before any range is sought."""
    with pytest.raises(UnboundedResult, match="Leave this ratio out"):
        A / exact(Fraction(0))


def test_dividing_by_a_number_that_comes_ever_nearer_to_nought_has_no_upper_end():
    """An open end at nought is no error: the result is only bounded below."""
    found = (A / B).range({"a": point(1), "b": Interval(Fraction(0), Fraction(4), False, True)})
    assert found == Interval(Fraction(1, 4), None)


def test_a_range_that_the_corners_do_not_settle_is_refused():
    """Squares are not guessed at."""
    box = {"a": Interval(Fraction(1), Fraction(2)), "b": Interval(Fraction(1), Fraction(2))}
    with pytest.raises(UnboundedResult, match="so that it enters once"):
        (A / B + B / A).range(box)


def test_too_many_knotted_figures_are_refused_rather_than_tried():
    """The corners double with every input; beyond a limit the error says what to do."""
    names = [f"x{i}" for i in range(20)]
    knot = uncertain("x0") / sum((uncertain(n) for n in names[1:]), uncertain("x0"))
    with pytest.raises(UnboundedResult, match="into separate totals first"):
        knot.range({name: Interval(Fraction(1), Fraction(2)) for name in names})


def test_no_lower_end_meets_a_denominator_that_comes_near_nought():
    """The sign at infinity is that of the numerator's own powers, whatever the denominator does."""
    low = Interval(None, Fraction(5))
    box = {
        "a": Interval(Fraction(4), None, False),
        "b": Interval(Fraction(0), Fraction(5), False),
        "c": low,
    }
    assert (A - C + C / B).range(box) == Interval(None, None)
    box = {
        "a": Interval(Fraction(0), Fraction(5), False),
        "b": Interval(Fraction(1), None),
        "c": Interval(None, Fraction(-5)),
    }
    assert (B / (A / C)).range(box) == Interval(None, Fraction(-1))
