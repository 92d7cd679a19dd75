"""Stated numbers: what a text allows, by rules that are the same for everybody."""

import csv
import time
from fractions import Fraction
from pathlib import Path

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
        pytest.param("25%", "number", within("24.5", "25.5"), id="whole-per-cent"),
        pytest.param("1.6 per cent", "number", within("1.55", "1.65"), id="one-decimal"),
        pytest.param("70", "number", within("69.5", "70.5"), id="but-not-before-the-second-digit"),
        pytest.param("41,000", "number", within(40500, 41500), id="noughts-are-rounding"),
        pytest.param("around 350", "number", within(345, 355), id="about-is-to-the-last-digit"),
        pytest.param("some 41,000", "number", within(40500, 41500), id="some"),
        pytest.param("nearly 42,000", "number", within(41500, 42000), id="nearly-is-below"),
        pytest.param("more than 21,000", "number", within(21000, None, False), id="more-than"),
        pytest.param("900 or more", "number", within(900, None), id="or-more"),
        pytest.param("up to 100", "number", within(None, 100, high_closed=True), id="up-to"),
        pytest.param("a quarter", "share", within(24, 26), id="a-quarter"),
        pytest.param("two thirds", "share", within("197/3", "203/3"), id="two-thirds"),
        pytest.param("half", "share", within(49, 51), id="half"),
        pytest.param("one in 146", "one in", within("145.5", "146.5"), id="one-in"),
        pytest.param("1 in 3", "one in", within("2.85", "3.15"), id="one-in-three"),
        pytest.param("double", "times", within("1.95", "2.05"), id="double"),
        pytest.param("doubling", "times", within("1.95", "2.05"), id="doubling"),
        pytest.param("three times", "times", within("2.925", "3.075"), id="three-times"),
        pytest.param("1.20 times", "times", within("1.195", "1.205"), id="times-in-digits"),
        pytest.param("tenfold", "times", within("9.75", "10.25"), id="fold"),
        pytest.param("up 13%", "change", within("12.5", "13.5"), id="up"),
        pytest.param("down by 9%", "change", within("-9.5", "-8.5", False, True), id="down-by"),
        pytest.param("nearly 9% lower", "change", within("-9", "-8.5", False, True), id="nearly-lower"),
        pytest.param("two-thirds", "share", within("197/3", "203/3"), id="with-a-hyphen"),
        pytest.param("a tenth", "share", within("9.5", "10.5"), id="a-tenth"),
        pytest.param("half a million", "number", within(495000, 505000), id="half-a-million"),
        pytest.param("one hundred people", "number", within(95, 105), id="hundred"),
        pytest.param("41k", "number", within(40500, 41500), id="k"),
        pytest.param("0.7 %", "number", within("0.65", "0.75"), id="space-before-the-sign"),
        pytest.param("340 people or more", "number", within(340, None), id="or-more-after-a-noun"),
        pytest.param("350-odd", "number", within(345, 355), id="odd"),
        pytest.param("no more than 20", "number", within(None, 20, high_closed=True), id="no-more-than"),
        pytest.param("60–70", "range", within(60, 70, high_closed=True), id="range"),
        pytest.param("about 1,000", "number", within(950, 1050), id="about-is-within-a-twentieth"),
        pytest.param("more than one in four", "one in", within(None, 4, high_closed=False), id="more-than-one-in"),
        pytest.param("9 in 10", "share", within(85, 95), id="in-ten"),
        pytest.param("281 of 41,000", "share", within(Fraction(28100, 41500), Fraction(28100, 40500), False, True), id="pair"),
        pytest.param("281 out of the 41,472 arrivals", "share", point(Fraction(28100, 41472)), id="pair-with-words"),
        pytest.param("9% fewer", "change", within("-9.5", "-8.5", False, True), id="fewer"),
        pytest.param("more than 9% lower", "change", within(None, -9), id="more-than-fewer"),
        pytest.param("1.2 million", "number", within(1150000, 1250000), id="million"),
        pytest.param("two months", "number", within("1.5", "2.5"), id="small-word-and-noun"),
        pytest.param("more", "sign", within(0, None, False), id="more"),
        pytest.param("fewer", "sign", within(None, 0), id="fewer-alone"),
        pytest.param("3 percentage points", "difference", within("2.5", "3.5"), id="points"),
        pytest.param("£4,700", "number", within(4650, 4750), id="pounds"),
        pytest.param("2 million", "number", within(1950000, 2050000), id="two-million"),
        pytest.param("two million", "number", within(1950000, 2050000), id="two-million-in-words"),
        pytest.param("2,000,000", "number", within(1950000, 2050000), id="two-million-in-full"),
        pytest.param("1.20 million", "number", within(1195000, 1205000), id="nought-after-the-point"),
        pytest.param("1,000 billion", "number", within(950 * 10**9, 1050 * 10**9), id="second-digit"),
        pytest.param("20%", "number", within("19.5", "20.5"), id="never-of-a-percentage"),
        pytest.param("2 times", "times", within("1.95", "2.05"), id="as-double"),
        pytest.param("exactly 900", "number", point(900), id="exactly"),
        pytest.param("precisely a third", "share", point(Fraction(100, 3)), id="precisely-a-third"),
        pytest.param("exactly 12.5%", "number", within("12.45", "12.55"), id="exactly-its-digits"),
        pytest.param("just over 20,000", "number", within(20000, 22000, False, True), id="just-over"),
        pytest.param("just under half", "share", within(45, 50), id="just-under"),
        pytest.param("fell by just over 10%", "change", within(-11, -10), id="just-over-of-a-fall"),
        pytest.param("just over one in five", "one in", within(Fraction(50, 11), 5), id="just-over-one-in"),
        pytest.param("four in five", "share", within(70, 90), id="to-the-nearest-fifth"),
        pytest.param("a majority", "share", within(50, None, False), id="majority"),
        pytest.param("dozens", "bound", within(24, None), id="dozens"),
        pytest.param("unchanged", "change", within("-0.5", "0.5", False), id="unchanged"),
        pytest.param("a 10 percentage point lead", "difference", within("9.5", "10.5"), id="a-lead"),
        pytest.param("2 points behind", "difference", within("-2.5", "-1.5", False, True), id="behind"),
        pytest.param("25 basis points", "difference", within("0.245", "0.255"), id="basis-points"),
        pytest.param("half of one per cent", "number", within("0.45", "0.55"), id="half-a-per-cent"),
        pytest.param("rose by a quarter of a percentage point", "difference", within("0.245", "0.255"), id="a-quarter-of-a-point"),
        pytest.param("fell to 5.3%", "number", within("5.25", "5.35"), id="a-level-reached"),
        pytest.param("5pc", "number", within("4.5", "5.5"), id="pc"),
        pytest.param("–5%", "change", within("-5.5", "-4.5", False, True), id="a-dash-for-a-minus"),
        pytest.param("6.3 mln", "number", within(6250000, 6350000), id="mln"),
        pytest.param("a million and a half", "number", within(1450000, 1550000), id="and-a-half"),
        pytest.param("£-12m", "number", within(-12500000, -11500000, False, True), id="minus-after-the-sign"),
        pytest.param("£1bn cheaper", "difference", within(-1050000000, -950000000, False, True), id="cheaper"),
        pytest.param("350 people returned to France", "number", within(345, 355), id="where-to"),
        pytest.param("33 million in work", "number", within(32500000, 33500000), id="a-scale-and-where"),
        pytest.param("up 4% on last year", "change", within("3.5", "4.5"), id="against-what"),
        pytest.param("an unemployment rate of 5.3%", "number", within("5.25", "5.35"), id="a-rate-of"),
        pytest.param("one in five of all homes", "one in", within("4.75", "5.25"), id="one-in-five-of"),
        pytest.param("a majority of 2,518", "number", within("2517.5", "2518.5"), id="a-majority-of"),
        pytest.param("£88 a month more", "rate", within("87.5", "88.5"), id="so-much-a-month-more"),
        pytest.param("≥5", "number", within(5, None), id="a-sign-for-a-bound"),
        pytest.param("approx. 350", "number", within(345, 355), id="approx"),
        pytest.param("-£5", "number", within("-5.5", "-4.5", False, True), id="below-nought"),
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
        "1 in 0", "0 in 10", "13% nonsense", "5 of them", "from 5 to x", "15 to 10", "nearly none", "2024-25",
        "between 5% and £6", "1.2.3", "a tiny majority", "hundred", "20 more than",
        "5 in Wales", "10 people to 5 people",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_taken_for_one(text):
    """An opinion, a date and a slip of the keys have no value."""
    assert read_stated(text) is None


def test_a_number_may_have_been_rounded_further():
    """70 to the nearest ten; 41,000 no further than its noughts say; 1,000 to no thousand."""
    assert [unit for unit, _ in read_stated("70").coarser()] == [10]
    assert [unit for unit, _ in read_stated("20%").coarser()] == []
    for text in ("41,000", "41,472", "1,000", "exactly 70"):
        assert [*read_stated(text).coarser()] == []


def test_later_digits_may_have_been_cut_off_but_no_noughts():
    """41,9.. as 41,000, and 24.5.. as 24%; but 1,094 is not 1,000 cut short."""
    assert [unit for unit, _ in read_stated("41,000").cut_off()] == [1000]
    assert [unit for unit, _ in read_stated("24%").cut_off()] == [1]
    assert [*read_stated("1,000 billion").cut_off()] == []


CASES = (Path(__file__).parent / "stated_numbers.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [*csv.DictReader(CASES.splitlines())], ids=str)
def test_numbers_are_read_as_people_write_them(row):
    """Each in its form, with its value, its unit and what its words make of it."""
    stated = read_stated(row["stated"])
    numbers = stated.parts or (stated,)
    value = ";".join(f"{float(n.value):.10g}" for n in numbers)
    assert (stated.form, stated.unit, stated.operator) == (
        row["form"],
        row["unit"],
        row["operator"],
    )
    assert [float(v) for v in value.split(";")] == pytest.approx(
        [float(v or 0) for v in row["value"].split(";")], abs=1e-4
    )


def test_long_texts_that_go_back_and_forth_are_read_in_no_time():
    """No text of the longest length takes more than a moment."""
    started = time.process_time()
    for piece in ("1-1 to ", "one-", "1 of ", "on average ", "from 1 to ", "1 000 ", "a a ", "1,"):
        assert read_stated((piece * 60)[:119] + "x") is None
    assert time.process_time() - started < 3


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
