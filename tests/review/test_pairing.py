"""Pairing: a place of one run goes with the place that stands there in another."""

from figures_made import made_seal
from workings_made import make_workings

from workings.notebook.places import Place
from workings.review.mutation import pair_places


def number(place, line, text, **words):
    """Make a number that was worked out from one figure."""
    node = make_workings(figure=made_seal(line))
    return Place(place, words.pop("kind", "sentence"), "story", 3, text, text, (node,), **words)


def verdict(claim, text):
    """Make a claim's verdict."""
    return Place(f"verdict-{claim}", "verdict", "story", 3, text, claim, claim=claim)


def pairs(before, after):
    """Return what each place printed and what stands there now."""
    return [(one.text, other and other.text) for one, other in pair_places(before, after)]


def test_a_number_goes_with_the_same_one_whatever_comes_before_it():
    """Words under a condition bring a number; those after it keep their own."""
    before = [number("n1", 34, "281"), number("n2", 35, "350")]
    after = [number("n1", 34, "300"), number("n2", 99, "7"), number("n3", 35, "350")]
    assert pairs(before, after) == [("281", "300"), ("350", "350")]


def test_a_number_that_took_anothers_place_goes_with_it():
    """Chosen otherwise, it is still what the sentence says there."""
    before = [number("n1", 34, "281"), number("n2", 35, "350")]
    after = [number("n1", 34, "281"), number("n2", 99, "7")]
    assert pairs(before, after) == [("281", "281"), ("350", "7")]


def test_a_number_that_went_with_its_words_goes_with_none():
    """And what only came is not asked for."""
    assert pairs([number("n1", 34, "281"), number("n2", 35, "350")], [number("n1", 35, "350")]) == [
        ("281", None),
        ("350", "350"),
    ]


def test_claims_go_by_their_ids_in_whatever_order():
    """The gravest come first, and which are the gravest may change."""
    before = [verdict("A1", "matches"), verdict("A2", "matches")]
    after = [verdict("A2", "does not match"), verdict("A1", "matches")]
    assert pairs(before, after) == [("matches", "matches"), ("matches", "does not match")]
