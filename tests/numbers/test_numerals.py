"""Printed numbers: what their words and digits say is read, and nothing else is."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.numerals import read_number
from workings.numbers.spelt import ENDINGS, QUALIFIERS

AS_IN_THE_LEDGER = {"nearly": "~", "just over": ">", "just under": "<", "exactly": "="}


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
        "10 to 15",
        "the highest since 2012",
        "more",
        "an average of 980",
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


@pytest.mark.parametrize(
    ("text", "unit", "value", "precision"),
    [
        ("6.3 million", "people", "6300000", "rounded to 100000"),
        ("two million", "people", "2000000", "rounded to 1000000"),
        ("589k", "people", "589000", "rounded to 1000"),
        ("4 395", "people", "4395", "exact"),
        ("1,06,577", "people", "106577", "exact"),
        ("281 people", "people", "281", "exact"),
        ("exactly 2 million", "people", "2000000", "exact"),
        ("£66.3 billion", "pounds", "66300000000", "rounded to 100000000"),
        ("£66.3 billion", "£ million", "66300", "rounded to 100"),
        ("66,300", "£ million", "66300", "rounded to 1"),
        ("3.2", "£ billion", "3.2", "rounded to 0.1"),
        ("7,135", "thousands of people", "7135", "rounded to 1"),
        ("exactly 500", "£ million", "500", "exact"),
        ("Rs 24,261 crore", "rupees", "242610000000", "rounded to 10000000"),
        ("$349", "US dollars", "349", "exact"),
        ("£1,234.50", "pounds", "1234.50", "exact"),
        ("52p", "pounds", "0.52", "exact"),
        ("6.4%", "per cent", "6.4", "rounded to 0.1"),
        ("6", "per cent", "6", "rounded to 1"),
        ("fell 12%", "per cent", "-12", "rounded to 1"),
        ("1.5 per 100,000", "per 100,000", "1.5", "rounded to 0.1"),
        ("4 in 10", "per cent", "40", "rounded to 10"),
        ("3 in 4", "per cent", "75", "exact"),
        ("around 350", "people", "350", "rounded to 10"),
        ("about 2 million", "people", "2000000", "rounded to 200000"),
        ("dozens", "people", "24", "exact"),
    ],
)
def test_what_is_printed_gives_value_and_precision(text, unit, value, precision):
    """A word for the scale, or a per cent, says how it was rounded; digits alone don't."""
    number = read_number(text, unit)
    assert (str(number.value), number.precision) == (value, precision)


def test_a_third_is_exactly_that():
    """Its decimals don't end, so it is kept as a fraction."""
    assert read_number("a third", "per cent").value == Fraction(100, 3)


@st.composite
def printed_numbers(draw):
    """Numbers as printed, with the value, operator and percentage they were printed from."""
    places = draw(st.integers(0, 4))  # of what isn't nought: nothing is about nought
    value = Decimal(draw(st.integers(-(10**12), 10**12).filter(bool))).scaleb(-places)
    before, operator = draw(st.sampled_from([("", "="), *QUALIFIERS.items()]))
    after = ""
    if not before:
        after, operator = draw(st.sampled_from([("", "="), *ENDINGS.items()]))
    percent = draw(st.sampled_from(["", "%", " per cent"]))
    number = format(value, draw(st.sampled_from([",f", "f"])))
    text = f"{before} {number}{percent}{after}".strip()
    return text, value, AS_IN_THE_LEDGER.get(operator, operator), bool(percent)


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
        assert abs(read_number(text).value) >= 0
    except ValueError as refusal:
        assert "write it like" in str(refusal)
