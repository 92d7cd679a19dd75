"""Stated numbers: what a text allows, by rules that are the same for everybody."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.intervals import Interval, point
from workings.numbers.stated import read_stated


def within(low, high, low_closed=True, high_closed=False):
    """An interval, given by text or numbers; None is infinity."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    return Interval(*ends, low_closed, high_closed)


@pytest.mark.parametrize(
    ("text", "form", "allows"),
    [
        pytest.param("25%", "per cent", within("24.5", "25.5"), id="whole-per-cent"),
        pytest.param("1.6 per cent", "per cent", within("1.55", "1.65"), id="one-decimal"),
        pytest.param("70", "number", within("69.5", "70.5"), id="noughts-prove-no-rounding"),
        pytest.param("41,000", "number", within("40999.5", "41000.5"), id="thousands"),
        pytest.param("around 350", "number", within(345, 355), id="about-is-to-the-last-digit"),
        pytest.param("some 41,000", "number", within(40500, 41500), id="some"),
        pytest.param("nearly 42,000", "number", within(41500, 42000), id="nearly-is-below"),
        pytest.param("more than 21,000", "number", within(21000, None, False), id="more-than"),
        pytest.param("900 or more", "number", within(900, None), id="or-more"),
        pytest.param("up to 100", "number", within(None, 100, high_closed=True), id="up-to"),
        pytest.param("a quarter", "per cent", within(24, 26), id="a-quarter"),
        pytest.param("two thirds", "per cent", within("197/3", "203/3"), id="two-thirds"),
        pytest.param("half", "per cent", within(49, 51), id="half"),
        pytest.param("one in 146", "one in", within("145.5", "146.5"), id="one-in"),
        pytest.param("1 in 3", "one in", within("2.85", "3.15"), id="one-in-three"),
        pytest.param("double", "times", within("1.95", "2.05"), id="double"),
        pytest.param("doubling", "times", within("1.95", "2.05"), id="doubling"),
        pytest.param("three times", "times", within("2.925", "3.075"), id="three-times"),
        pytest.param("1.20 times", "times", within("1.195", "1.205"), id="times-in-digits"),
        pytest.param("tenfold", "times", within("9.75", "10.25"), id="fold"),
        pytest.param("up 13%", "per cent", within("12.5", "13.5"), id="up"),
        pytest.param("down by 9%", "per cent", within("-9.5", "-8.5", False, True), id="down-by"),
        pytest.param("nearly 9% lower", "per cent", within("-9", "-8.5", False, True), id="nearly-lower"),
        pytest.param("two-thirds", "per cent", within("197/3", "203/3"), id="with-a-hyphen"),
        pytest.param("a tenth", "per cent", within("9.5", "10.5"), id="a-tenth"),
        pytest.param("half a million", "number", within(475000, 525000), id="half-a-million"),
        pytest.param("one hundred people", "number", within("99.5", "100.5"), id="hundred"),
        pytest.param("41k", "number", within(40500, 41500), id="k"),
        pytest.param("0.7 %", "per cent", within("0.65", "0.75"), id="space-before-the-sign"),
        pytest.param("340 people or more", "number", within(340, None), id="or-more-after-a-noun"),
        pytest.param("350-odd", "number", within(345, 355), id="odd"),
        pytest.param("no more than 20", "number", within(None, 20, high_closed=True), id="no-more-than"),
        pytest.param("60–70", "number", within(60, 70, high_closed=True), id="range"),
        pytest.param("about 1,000", "number", within(950, 1050), id="about-is-within-a-twentieth"),
        pytest.param("more than one in four", "one in", within(None, 4, high_closed=False), id="more-than-one-in"),
        pytest.param("9 in 10", "per cent", within(85, 95), id="in-ten"),
        pytest.param("281 of 41,000", "per cent", point(Fraction(28100, 41000)), id="pair"),
        pytest.param("281 out of the 41,000 arrivals", "per cent", point(Fraction(28100, 41000)), id="pair-with-words"),
        pytest.param("9% fewer", "per cent", within("-9.5", "-8.5", False, True), id="fewer"),
        pytest.param("more than 9% lower", "per cent", within(None, -9), id="more-than-fewer"),
        pytest.param("1.2 million", "number", within(1150000, 1250000), id="million"),
        pytest.param("two months", "number", within("1.5", "2.5"), id="small-word-and-noun"),
        pytest.param("more", "sign", within(0, None, False), id="more"),
        pytest.param("fewer", "sign", within(None, 0), id="fewer-alone"),
        pytest.param("3 percentage points", "percentage points", within("2.5", "3.5"), id="points"),
        pytest.param("£4,700", "number", within("4699.5", "4700.5"), id="pounds"),
    ],
)  # fmt: skip
def test_what_a_stated_number_allows_is_read_from_its_text(text, form, allows):
    """By its last printed digit, its words, and no guess about noughts."""
    stated = read_stated(text)
    assert (stated.form, stated.allows) == (form, allows)


@pytest.mark.parametrize(
    "text",
    [
        "", "virtually zero", "several", "last July", "41,00", "more than 900 or more", "1 in x",
        "1 in 0", "0 in 10", "13% nonsense", "+25%", "5 of them",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_taken_for_one(text):
    """An opinion, a date and a slip of the keys have no value."""
    assert read_stated(text) is None


def test_a_number_that_ends_in_noughts_may_have_been_rounded_further():
    """41,000 to the nearest ten, hundred or thousand; 41,472 to none; 1,000 to no thousand."""
    assert [unit for unit, _ in read_stated("41,000").coarser()] == [10, 100, 1000]
    assert [*read_stated("41,472").coarser()] == []
    assert [unit for unit, _ in read_stated("1,000").coarser()] == [10, 100]


@given(st.text(max_size=40))
def test_reading_never_fails_whatever_the_text(text):
    """A claim's number may hold anything at all."""
    stated = read_stated(text)
    assert stated is None or stated.text == " ".join(text.split())


@given(
    st.integers(1, 10**9), st.integers(0, 3), st.sampled_from(["", "about ", "nearly ", "over "])
)
def test_a_number_lies_in_or_at_the_edge_of_what_it_allows(digits, decimals, words):
    """Whatever its words, the stated value is never strange to its own interval."""
    text = f"{words}{digits / 10**decimals:.{decimals}f}"
    stated = read_stated(text)
    allows = stated.allows
    assert stated.value in allows or stated.value in (allows.low, allows.high)
