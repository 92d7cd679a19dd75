"""Places: every number of an executed notebook, where it stands, and what it rests on."""

import altair as alt
import pandas as pd
from executed import VEGALITE, article, book, cell
from nbformat import v4

from conftest import ROOT
from workings.claims.recompute import check_claims
from workings.ledger.read import read_ledger
from workings.notebook import charts
from workings.notebook.places import read_places
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
from workings.notebook.recording import record_claims

BOOK = read_ledger(ROOT / "data", "2026-01-27")
RETURNED, ADMITTED = BOOK.together("returned", "admitted")
NAMES = {"returned": RETURNED, "admitted": ADMITTED}


def prose(template, *tags):
    """Make an executed prose cell."""
    return cell(as_output(sentence(template, NAMES)), *tags)


def claims(*ids, tags=()):
    """Make an executed cell that shows claims."""
    return cell(as_output(record_claims(check_claims(BOOK).only(*ids))), *tags)


def chart(title, description):
    """Make an executed cell with a chart of the two counts."""
    charts.enable()
    frame = pd.DataFrame({"way": ["in", "out"], "people": [350, 281]})
    bars = alt.Chart(frame).mark_bar().encode(x="people:Q", y="way:N")
    drawn = bars.properties(
        title=title, description=description, usermeta=charts.rests_on(ADMITTED, RETURNED)
    )
    return cell({VEGALITE: drawn.to_dict()})


def places(*cells):
    """Read the places of a notebook of these cells."""
    return read_places(v4.new_notebook(cells=[v4.new_markdown_cell("# A headline"), *cells]))


def test_anchors_are_those_of_the_page():
    """A number's id in the terminal is its address on the page, in every part of a story."""
    cells = [
        book(),
        prose("{{ returned }} went.", "standfirst"),
        prose("- {{ admitted }} came", "key-figures"),
        claims("A08", "A10"),
        prose("{{ returned }} and {{ percent_change(returned, admitted) }}."),
        claims("A01", "A14", tags=["claims"]),
        prose("{{ admitted }}, again."),
    ]
    anchored = {place.id: place.numbers[0] for place in places(*cells) if place.id[0] == "n"}
    page = article(*cells)
    assert anchored == {place: note.workings for note in page.notes for place in note.places}


def test_a_number_comes_with_its_sentence():
    """Not with its paragraph, and without what marks the places."""
    first, second = places(prose("All of {{ returned }} went. {{ admitted }} **came** & stayed."))
    assert (first.text, first.sentence) == ("281", "All of 281 went.")
    assert (second.text, second.sentence) == ("350", "350 came & stayed.")


def test_a_number_typed_into_a_sentence_is_untraced_and_a_date_is_none():
    """So a number that opens nothing is listed with those that do."""
    found = places(prose("Some 290 went by 27 January 2026, not {{ returned }}."))
    assert [(place.kind, place.text) for place in found] == [
        ("sentence", "281"),
        ("untraced", "290"),
    ]


def test_a_chart_is_what_it_draws_and_the_numbers_in_its_words():
    """A number in its title or alt text is traced to one that the chart names and that is printed so."""
    drawn, *words = places(chart("281 went", "Two bars: 350 and 999."))
    assert drawn.text == "Way; People\nin; 350\nout; 281"
    assert [number.printed for number in drawn.numbers] == ["350", "281"]
    assert [(place.text, [number.printed for number in place.numbers]) for place in words] == [
        ("281", ["281"]),
        ("350", ["350"]),
        ("999", []),
    ]


def test_a_verdict_rests_on_what_each_reading_gives():
    """And knows its claim's line."""
    verdict = places(claims("A08"))[0]
    assert verdict.text.startswith("depends on the reading")
    assert [number.printed for number in verdict.numbers] == ["69", "between 64 and 73"]
    assert (verdict.claim, verdict.line) == ("A08", check_claims(BOOK)["A08"].statement.seal)


def test_places_keep_the_order_of_the_notebook():
    """Cards, charts and claims among sentences, and cells by their number in the stored notebook."""
    found = places(chart("281 went", "Bars."), prose("{{ returned }}."), claims("A06"))
    assert [place.cell for place in found] == sorted(place.cell for place in found)
    assert found[-1].cell == 4
