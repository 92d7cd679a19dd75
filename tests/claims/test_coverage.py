"""Coverage: a number is bound to the claims that state it, and to no other."""

import pytest

from workings.claims.coverage import bind
from workings.numbers.scan import find_numbers

ARTICLE = """\
The harbour office said on 27 February that 240 people had crossed and 200 had gone the other way, an
increase of 20 per cent, or a fifth. Seventeen boats were turned back.
"""


def test_a_number_is_bound_to_the_claims_that_state_it():
    """By ids, in the claims' order; the sentence counts what is to be checked alone."""
    coverage = bind(find_numbers(ARTICLE), {"B1": "240", "B2": "20%", "B3": "17", "B4": "240"})
    bound = [
        (m.text, ids) for m, ids in zip(coverage.mentions, coverage.claims, strict=True) if ids
    ]
    assert bound == [("240", ("B1", "B4")), ("20 per cent", ("B2",)), ("Seventeen", ("B3",))]
    assert str(coverage) == "3 of 5 numbers are checked"
    assert [mention.text for mention in coverage.unbound] == ["200", "a fifth"]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("25 per cent", "25%"),
        ("over 21,000", "more than 21,000"),
        ("281 of the 41,000", "281 of 41,000"),
        ("one in sixty", "1 in 60"),
        ("seventeen pages", "17"),
        ("1.5 million", "1,500,000"),
        ("virtually zero", "virtually zero"),
        ("dozens", "dozens"),
        ("350 in, 281 out", "350; 281"),
        ("an 18-page report", "18 pages"),
    ],
)
def test_the_same_said_otherwise_is_the_same(text, stated):
    """Spelling doesn't matter; nothing in the text is left unbound."""
    assert bind(find_numbers(text), {"B1": stated}).unbound == ()


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("70%", "70"),
        ("41,000", "more than 41,000"),
        ("more than 41,000", "41,000"),
        ("no more than 40", "more than 40"),
        ("nearly 350", "about 350"),
        ("a quarter", "25%"),
        ("5 percentage points", "5%"),
        ("two", "double"),
        ("£5", "$5"),
        ("281 of 41,000", "281"),
        ("several", "dozens"),
    ],
)
def test_what_says_something_else_is_not_bound(text, stated):
    """Value, kind, unit and qualifier must all agree."""
    assert not any(bind(find_numbers(text), {"B1": stated}).claims)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("On 3 March.", "There is no number to check"),
        ("70 people", "0 of 1 number is checked"),
        ("281 people", "1 of 1 number is checked"),
        ("281 and 70", "1 of 2 numbers is checked"),
    ],
)
def test_coverage_is_a_sentence(text, sentence):
    """In good English, however few the numbers."""
    assert str(bind(find_numbers(text), {"B1": "281"})) == sentence
