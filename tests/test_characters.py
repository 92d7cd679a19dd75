"""What can't be seen is found by one rule, and what a script or an emoji needs is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.characters import named, unseen_in, visible, without_unseen

UNSEEN = "\u061c \U000e0041 \u3164 \u200b \u202e \u2066 \xad \ufe0f \ue000 \u0378 \uffff \x1b \u2028 \ud800 \u2800 \ufeff \x85"


@pytest.mark.parametrize("character", UNSEEN.split(" "), ids=ascii)
def test_what_cant_be_seen_is_found_wherever_it_stands(character):
    """Controls, format characters, fillers, tags, half characters: each is found by its place."""
    assert unseen_in(f"peo{character}ple") == [3]


@pytest.mark.parametrize(
    "text",
    [
        "41\N{NARROW NO-BREAK SPACE}472 «\N{NO-BREAK SPACE}oui\N{NO-BREAK SPACE}»",
        "l’an 2025\N{NON-BREAKING HYPHEN}26",
        "שלום مرحبا e\N{COMBINING ACUTE ACCENT} 大阪",
        "می\N{ZERO WIDTH NON-JOINER}خواهم",
        "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}\N{VARIATION SELECTOR-16}",
    ],
)
def test_what_writing_needs_is_left_alone(text):
    """French spaces, right-to-left letters, marks, joiners in Persian and in emoji may stand."""
    assert unseen_in(text) == []


def test_joiners_between_plain_letters_are_found():
    """A joiner that joins nothing makes two words that look the same differ."""
    assert unseen_in("peo\N{ZERO WIDTH JOINER}ple") == [3]


def test_characters_are_named_by_code_point():
    """Whoever looks for it in an editor needs both."""
    assert named("\u3164") == "U+3164 (HANGUL FILLER)"


def test_long_text_is_cut_and_the_rest_counted():
    """A message quotes no more of a text than anybody reads."""
    assert visible("x" * 2_000, 5) == "xxxxx… and 1,995 characters more"


@given(st.text())
def test_nothing_unseen_is_left_in_what_is_shown(text):
    """Whatever stands in a text, a terminal is only asked to print it."""
    assert unseen_in(visible(text), "\n") == []
    assert unseen_in(without_unseen(text)[0], "\t\n\r") == []
