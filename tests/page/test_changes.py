"""What changed between two editions: figures, quantities, sentences, verdicts and charts, in plain words."""

import json
import re
import shutil
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import small_site
from workings_made import make_workings

from workings.errors import EditionError
from workings.notebook.record import Bound
from workings.page.change_words import became, changed_sentences, lead, more_or_level
from workings.page.changes import (
    changes_as_json,
    changes_as_text,
    compare_editions,
    compare_notebooks,
)

UNKIND = re.compile(
    r"\b(soar|surge|plung|plummet|slump|only|merely|claim(s|ed)? that|migrant)", re.I
)


@pytest.fixture(scope="module")
def changes(editions):
    """What changed between the two editions that everybody asks about."""
    return compare_editions(editions["2026-01-27"], editions["2026-03-06"])


def test_the_lead_shrank_and_a_quarter_more_became_about_level(changes):
    """In one sentence, made by general rules."""
    assert changes.told == [
        "The lead of people admitted to the UK under the agreement over people returned to France "
        "under the agreement shrank from 69 to 3; 25% more became about level."
    ]


def test_figures_that_changed_say_what_whose_and_why(changes):
    """Old, new, the days, the source; each once, however often it is printed."""
    assert [(f.old, f.new, f.why, f.source) for f in changes.figures] == [
        ("350", "380", "counted to 5 March 2026", "The Independent, 6 March 2026"),
        ("281", "377", "counted to 5 March 2026", "The Independent, 6 March 2026"),
    ]


def test_sentences_are_compared_word_by_word(changes):
    """What stayed, what went, what came."""
    text = changes_as_text(changes)
    assert "By [-27 January-] {+5 March+} 2026, [-350-] {+380+} people had been admitted" in text
    assert "[-Each is taken here as exact, as it was said.-]" in text


def test_charts_whose_data_changed_are_named(changes):
    """By the title they have now, with the rows; a chart with other words alone is not."""
    assert [str(chart) for chart in changes.charts] == [
        "0.8% more in than out: 2 rows changed.",
        "380 in and 377 out by 5 March 2026: 1 row added.",
        "The balance has leaned both ways: 1 row added.",
    ]


def test_the_words_are_neutral(editions):
    """Between any two editions of the story."""
    days = sorted(editions)
    for old, new in pairwise(days):
        told = compare_editions(editions[old], editions[new])
        for line in (*told.told, *map(str, told.figures)):
            assert not UNKIND.search(line), line
            assert not re.search(r"\{|\}|None|  ", line), line


def test_a_lead_that_changes_sides_is_said_to(editions):
    """With both numbers, and which is ahead."""
    (told,) = compare_editions(editions["2025-11-10"], editions["2026-01-02"]).told[:1]
    assert "29, is gone: now people admitted" in told
    assert told.endswith("lead by 2; 31% fewer became 1% more.")


def test_an_edition_set_against_itself_has_changed_in_nothing(editions):
    """Not a word, not a row."""
    text = changes_as_text(compare_editions(editions["2026-01-27"], editions["2026-01-27"]))
    assert text.endswith("Nothing.")


def test_changes_are_written_as_json(changes):
    """With the same names as in Python."""
    said = json.loads(changes_as_json(changes))
    assert (said["old"], said["new"]) == ("2026-01-27", "2026-03-06")
    assert said["figures"][0]["old"] == "350"


def test_the_command_tells_editions_from_vintages_by_their_form(tmp_path, editions):
    """And shows either; what it can't do for one of them it doesn't pass over."""
    desk = small_site(tmp_path)
    for name in ("2026-01-27", "2026-03-06"):
        shutil.copytree(editions[name], tmp_path / "reports" / "small" / name)
    ran = desk.run("diff", "small/2026-01-27", "small/2026-03-06", "--json")
    assert json.loads(ran.stdout)["told"][0].endswith("25% more became about level.")
    vintages = ["diff", "small-boats@2026-04-24", "small-boats@2026-05-01"]
    assert desk.run(*vintages).stdout.startswith("small-boats-daily, from ")
    assert "--json is for editions" in desk.run(*vintages, "--json").stderr


def test_an_edition_that_was_not_printed_is_named(tmp_path, editions):
    """And how to print it."""
    with pytest.raises(EditionError, match="workings run story/2026-01-01"):
        compare_editions(tmp_path / "story" / "2026-01-01", editions["2026-01-27"])


@pytest.fixture
def altered(editions, tmp_path):
    """Compare an edition with itself after a change of its notebook's records."""
    path = editions["2026-01-27"] / "notebook.ipynb"

    def compare(change):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        records = {
            kind: record
            for cell in notebook["cells"]
            for output in cell.get("outputs", [])
            for kind, record in output.get("data", {}).items()
        }
        change(records)
        (tmp_path / "notebook.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        return compare_notebooks(path, tmp_path / "notebook.ipynb")

    return compare


def test_a_verdict_that_flipped_is_told_with_both(altered):
    """Who said it, where, what it was and what it is; and claims that come and go."""

    def flip(records):
        claims = records["application/vnd.workings.claims+json"]["claims"]
        claims[0]["verdict"] = "does not match"
        claims.append({**deepcopy(claims[1]), "id": "new"})
        claims.pop(2)

    told = [str(change) for change in altered(flip).verdicts]
    assert any("became does not match" in line for line in told)
    assert any("not looked into before: " in line for line in told)
    assert any("no longer looked into, was: " in line for line in told)


def test_a_figure_that_a_later_line_replaced_is_a_correction(altered):
    """Old and new value, the reason, and whose it is."""

    def correct(records):
        figures = records["application/vnd.workings.book+json"]["figures"]
        (was,) = (each for each in figures if figures[each]["as_printed"] == "281")
        figures["f-aaaaaaaaaaaa"] = {
            **figures[was], "as_printed": "282", "supersedes": [was], "reason": "our error",
        }  # fmt: skip

    (correction,) = altered(correct).corrections
    assert str(correction) == (
        "People returned to France under the agreement, 6 August 2025 to 27 January 2026: 281 is "
        "corrected to 282 (our error). Shabana Mahmood, the Home Secretary, 27 January 2026."
    )


def corrected(records, value, *chain):
    """Add a chain of lines that replace the one with a value; returns the last one's seal."""
    figures = records["application/vnd.workings.book+json"]["figures"]
    (seal,) = (each for each in figures if figures[each]["as_printed"] == value)
    for number, (printed, reason) in enumerate(chain):
        new = f"f-{'abcdefghij'[number] * 12}"
        figures[new] = {
            **figures[seal], "as_printed": printed, "supersedes": [seal], "reason": reason,
        }  # fmt: skip
        seal = new


def test_a_chain_of_corrections_is_told_by_its_last_line(altered):
    """The one between was printed nowhere; each reason is told once."""
    chain = ("282", "our error"), ("283", "our error")
    (correction,) = altered(lambda records: corrected(records, "281", *chain)).corrections
    assert (correction.old, correction.new, correction.why) == ("281", "283", "our error")


def test_a_source_s_revision_is_called_a_revision(altered):
    """Nobody had it wrong."""
    chain = [("282", "source revision: the file of March")]
    (correction,) = altered(lambda records: corrected(records, "281", *chain)).corrections
    assert "281 is revised to 282 (source revision: the file of March)" in str(correction)


def test_a_line_that_says_the_same_number_again_is_no_correction(altered):
    """Its note or its place was mended."""
    again = [("281", "our error: the page was wrong")]
    assert altered(lambda records: corrected(records, "281", *again)).corrections == []


def test_another_number_under_the_same_verdict_is_told(altered):
    """The verdict alone would say that nothing changed."""

    def recompute(records):
        claim = records["application/vnd.workings.claims+json"]["claims"][0]
        found = claim["recomputed"][0]["workings"]
        found["exact"] = found["range"]["low"] = found["range"]["high"] = "40"

    (told,) = map(str, altered(recompute).verdicts)
    assert told.endswith(
        "still matches, source unconfirmed; the figures gave 24.6% and now give 40%."
    )


def test_a_line_that_replaces_what_no_number_rests_on_is_no_correction(altered):
    """The page printed nothing of it."""

    def correct(records):
        figures = records["application/vnd.workings.book+json"]["figures"]
        (was,) = (each for each in figures if figures[each]["as_printed"] == "286")
        figures["f-aaaaaaaaaaaa"] = {**figures[was], "supersedes": [was], "reason": "our error"}

    assert altered(correct).corrections == []


def difference(low, high=None):
    """A difference between two counts, of which the figures allow a range."""
    counts = make_workings(label="those in"), make_workings(label="those out")
    high = low if high is None else high
    return make_workings(high, low, high, operands=counts)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (69, 3, "The lead of those in over those out shrank from 69 to 3"),
        (3, 30, "The lead of those in over those out grew from 3 to 30"),
        (-24, -29, "The lead of those out over those in grew from 24 to 29"),
        (-29, 2, "The lead of those out over those in, 29, is gone: now those in lead by 2"),
        (69, 0, "The lead of those in over those out, 69, is gone: they are level"),
        (0, -4, "Level before, those out now lead those in by 4"),
    ],
)
def test_a_lead_is_told_from_the_side_that_had_it(was, now, said):
    """Whichever way round it was worked out."""
    assert lead(difference(was), difference(now)) == said


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        pytest.param(
            (-59, -41), (-96, -86),
            "The lead of those out over those in grew from between 41 and 59 to between 86 and 96",
            id="the-side-that-leads-is-named",
        ),
        pytest.param(
            (51, 69), (41, 59),
            "The lead of those in over those out, between 51 and 69 before, is now between 41 and "
            "59: whether it grew or shrank is not settled",
            id="ranges-that-overlap",
        ),
        pytest.param(
            (69, 69), (-9, 9),
            "Those in less those out: 69 became between −9 and 9: which of the two is larger is "
            "not settled",
            id="a-lead-on-either-side-of-nought",
        ),
        pytest.param(
            (None, 49), (None, 59),
            "Those in less those out: at most 49 became at most 59: which of the two is larger is "
            "not settled",
            id="a-bound-that-moved",
        ),
        pytest.param(
            (-9, 9), (-4, -4),
            "Those out now lead those in by 4: which was larger was not settled before",
            id="a-lead-that-is-settled-now",
        ),
        pytest.param((64, 73), (64, 73), "", id="nothing-that-can-be-seen"),
    ],
)  # fmt: skip
def test_no_more_is_said_of_a_lead_than_every_value_bears_out(was, now, said):
    """Neither who leads, nor whether the lead grew, where the figures leave it open."""
    assert lead(difference(*was), difference(*now)) == said


ENDS = st.integers(-30, 30)
RANGES = st.tuples(ENDS, ENDS).map(lambda ends: tuple(sorted(ends)))


@given(RANGES, RANGES)
def test_a_sentence_about_a_lead_is_true_of_every_value(was, now):
    """Of each pair of whole numbers that the two ranges allow."""
    said = lead(difference(*was), difference(*now))
    for old in range(was[0], was[1] + 1):
        for new in range(now[0], now[1] + 1):
            side = 1 if "The lead of those in" in said else -1
            if "The lead of" in said:
                assert old * side > 0, said
            if "grew from" in said:
                assert new * side > old * side, said
            if "shrank from" in said:
                assert 0 < new * side < old * side, said
            if "they are level" in said:
                assert new == 0, said
            if leads := re.search("(those in|those out)(?: now)? lead ", said, re.IGNORECASE):
                assert (new > 0) == (leads[1].lower() == "those in"), said
                assert new != 0, said
    assert "−" not in said or "not settled" in said
    assert bool(said) == (was != now)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("6900/281", "6900/281", "25% more"),
        ("300/377", "300/377", "about level"),
        ("-99/100", "1/2", "about level"),
        ("0", "0", "level"),
        ("1", "1", "1% more"),
        ("-31", "-31", "31% fewer"),
        ("22", "26", "between 22% and 26% more"),
        ("1/2", "3/2", "between 0.5% and 1.5% more"),
        (None, "3", "anything from any number fewer to 3.00% more"),
    ],
)
def test_round_words_claim_no_more_than_the_figures_bear(low, high, said):
    """Whole per cent where they settle it; less than one per cent either way is about level."""
    assert more_or_level(make_workings(low or 0, low, high, unit="per cent")) == said


@given(st.fractions(-200, 200))
def test_round_words_never_turn_more_into_fewer(value):
    """Nor level into either."""
    words = more_or_level(make_workings(value, value, value, unit="per cent"))
    assert ("more" in words) <= (value > 0)
    assert ("fewer" in words) <= (value < 0)
    assert ("level" in words) == (abs(value) < 1)


def test_other_quantities_name_both_numbers_and_what_they_are_of():
    """Counts of one thing over different days are told apart by the days."""
    arrivals = make_workings(label="arrivals", periods=(("2025-01-01", "2025-12-31"),))
    part = make_workings(operation="share", operands=(make_workings(label="people"), arrivals))
    assert became(Bound("0.7%", part), Bound("0.9%", part)) == (
        "People as a share of arrivals: 0.7% became 0.9%"
    )
    two = replace(arrivals, periods=(("2024-01-01", "2024-12-31"),)), arrivals
    rate = make_workings(operation="percent_change", operands=two)
    assert became(Bound("1% more", rate), Bound("2% more", rate)).startswith(
        "Arrivals, calendar year 2025, set against arrivals, calendar year 2024: "
    )


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=12)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_the_words_that_stayed_and_came_make_the_new_sentences(was, now):
    """And those that stayed and went make old ones: nothing is made up, nothing left out."""
    old, new = ([" ".join(words) for words in each] for each in (was, now))
    changed = list(changed_sentences(old, new))
    for sentence in changed:
        before = " ".join(words for what, words in sentence if what != "new")
        after = " ".join(words for what, words in sentence if what != "old")
        assert before in ["", *old]
        assert after in ["", *new]
    assert bool(changed) == (old != new)
