"""Printed numbers: what their words and digits say is read, and nothing else is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.numerals import AFTER, BEFORE, read_number


@pytest.mark.parametrize(
    ("text", "value", "operator"),
    [
        ("41,000", "41000", "="),
        ("281", "281", "="),
        ("0", "0", "="),
        ("£1,234.50", "1234.50", "="),
        ("-21", "-21", "="),
        ("−21", "-21", "="),
        ("-£5", "-5", "="),
        ("more than 21,000", "21000", ">"),
        ("More than 21,000", "21000", ">"),
        ("over 900", "900", ">"),
        ("at least 900", "900", ">="),
        ("900 or more", "900", ">="),
        ("fewer than 10", "10", "<"),
        ("under 10", "10", "<"),
        ("up to 50", "50", "<="),
        ("50 or fewer", "50", "<="),
        ("about 350", "350", "~"),
        ("nearly £3", "3", "~"),
    ],
)
def test_number_is_read_with_what_its_words_make_of_it(text, value, operator):
    """The digits give the value, and the words beside them say whether it is a bound or about."""
    stated = read_number(text)
    assert (stated.value, stated.operator, stated.percent) == (Decimal(value), operator, False)


@pytest.mark.parametrize("text", ["1.6%", "1.6 per cent", "1.6 percent", "about 1.6%"])
def test_percentage_is_told_from_a_plain_number(text):
    """However it is written, a percentage is known for one."""
    stated = read_number(text)
    assert stated.percent
    assert stated.value == Decimal("1.6")


@pytest.mark.parametrize(
    ("text", "place"),
    [("41,000", "1"), ("1.6%", "0.1"), ("1.60%", "0.01"), ("0.5", "0.1"), ("0", "1")],
)
def test_last_place_is_that_of_the_last_printed_digit(text, place):
    """Noughts after the point were printed too, and count; how it was rounded is not guessed."""
    assert read_number(text).last_place == Decimal(place)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 281",
        "281 ",
        "41,00",
        "4,1000",
        "41000,000",
        "041",
        "1.",
        ".5",
        "1e5",
        "NaN",
        "٢٨١",
        "several",
        "more than",
        "more than about 5",
        "more than 5 or more",
        "or more 5",
        "5 more than",
        "twice 5",
        "281 people",
        "1,000,00",
        "--5",
        "1.6%%",
        "281\n",
        "x" * 1_000_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_anything_else_is_refused_with_examples_of_what_can_be_read(text):
    """The message shows what was found, no more of it than fits a line, and how to write it."""
    with pytest.raises(ValueError, match="write it like '41,000'") as refusal:
        read_number(text)
    assert str(refusal.value).startswith(repr(text)[:20])
    assert len(str(refusal.value)) < 300


@st.composite
def printed_numbers(draw):
    """Numbers as printed, with the value, operator and percentage they were printed from."""
    places = draw(st.integers(0, 4))
    value = Decimal(draw(st.integers(-(10**12), 10**12))).scaleb(-places)
    before, operator = draw(st.sampled_from([("", "="), *BEFORE.items()]))
    after = ""
    if not before:
        after, operator = draw(st.sampled_from([("", "="), *AFTER.items()]))
    percent = draw(st.sampled_from(["", "%", " per cent"]))
    number = format(value, draw(st.sampled_from([",f", "f"])))
    return f"{before} {number}{percent} {after}".strip(), value, operator, bool(percent)


@given(printed_numbers())
def test_what_is_printed_is_read_back(printed):
    """Any number, with or without separators and words, comes back as it went in."""
    text, value, operator, percent = printed
    stated = read_number(text)
    assert (stated.value, stated.operator, stated.percent) == (value, operator, percent)
    assert str(stated.value) == str(value)
    assert stated.value % stated.last_place == 0


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    """No text makes anything but a number or the one refusal."""
    try:
        assert read_number(text).value.is_finite()
    except ValueError as refusal:
        assert "write it like" in str(refusal)
