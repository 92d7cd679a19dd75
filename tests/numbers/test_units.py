"""Units: what one of a number is, at what scale it is counted, and in which currency."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.numbers.units import CURRENCIES, WRITTEN, is_measured, read_unit, same_currency


@pytest.mark.parametrize(
    ("text", "name", "scale", "currency"),
    [
        ("people", "people", 1, ""),
        ("thousand people", "people", 1000, ""),
        ("people (thousands)", "people", 1000, ""),
        ("tonnes, millions", "tonnes", 10**6, ""),
        ("thousands", "", 1000, ""),
        ("per 100,000 people", "per 100,000 people", 1, ""),
        ("deaths per thousand", "deaths per thousand", 1, ""),
        ("£", "pounds", 1, "GBP"),
        ("£m", "pounds", 10**6, "GBP"),
        ("£ million, 2015 prices", "pounds, 2015 prices", 10**6, "GBP"),
        ("GBP billion", "pounds", 10**9, "GBP"),
        ("million pounds", "pounds", 10**6, "GBP"),
        ("pence", "pounds", Fraction(1, 100), "GBP"),
        ("$", "dollars", 1, "$"),
        ("US$ billion", "US dollars", 10**9, "USD"),
        ("Rs crore", "rupees", 10**7, "Rs"),
        ("R million", "rand", 10**6, "ZAR"),
        ("pounds per person", "pounds per person", 1, "GBP"),
        ("rooms", "rooms", 1, ""),
        ("prisoners", "prisoners", 1, ""),
    ],
)
def test_a_unit_is_read_with_its_scale_and_its_currency(text, name, scale, currency):
    """However a column's heading or a measure writes it."""
    unit = read_unit(text)
    assert (unit.name, unit.scale, unit.currency) == (name, scale, currency)


@given(st.sampled_from(sorted(WRITTEN)), st.sampled_from(["", " million", " thousand"]))
def test_every_way_to_write_a_currency_is_one_unit(way, scale):
    """And what it is called is read as it was."""
    unit = read_unit(way + scale)
    assert unit.name == CURRENCIES[WRITTEN[way]].name
    assert read_unit(unit.name).currency == unit.currency
    assert is_measured(way)


def test_a_bare_sign_is_any_of_the_currencies_that_share_it():
    """But pounds are no euros, and no currency is what counts people."""
    assert same_currency("$", "CAD") and same_currency("NZD", "$") and same_currency("GBP", "GBP")
    assert not same_currency("USD", "AUD") and not same_currency("GBP", "")


@given(st.text(max_size=30))
def test_any_text_is_a_unit(text):
    """Whatever a measure counts, reading its unit never fails."""
    assert read_unit(text).scale > 0
