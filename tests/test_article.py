"""The article: an executed notebook read for the page, or refused with advice."""

import altair as alt
import pandas as pd
import pytest
from nbformat import v4

from conftest import ROOT
from workings import charts
from workings.errors import PageError
from workings.ledger import read_ledger
from workings.prose import sentence
from workings.reader import read_article
from workings.trace import BOOK, PROSE, trace_book

NAMES = {"returned": read_ledger(ROOT / "data", "2026-01-27")["returned"]}
VEGALITE = "application/vnd.vegalite.v6+json"


def book(as_of="2026-01-27"):
    """Make a cell that shows the book."""
    return cell({BOOK: trace_book(read_ledger(ROOT / "data", as_of))})


def cell(data, *tags):
    """Make an executed cell with one output."""
    output = v4.new_output("display_data", data=data)
    return v4.new_code_cell("...", outputs=[output], metadata={"tags": list(tags)})


def prose(template, *tags):
    """Make an executed prose cell."""
    return cell({PROSE: sentence(template, NAMES)}, *tags)


def chart(**properties):
    """Make an executed cell with a chart."""
    charts.enable()
    bars = alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar().encode(x="a:Q")
    return cell({VEGALITE: bars.properties(**properties).to_dict()})


def article(*cells, headline="# A headline"):
    """Read a notebook of these cells."""
    return read_article(v4.new_notebook(cells=[v4.new_markdown_cell(headline), *cells]))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param([], "End a cell with the line `book`", id="no-book"),
        pytest.param([book(), chart()], "has no title", id="chart-without-title"),
        pytest.param([book(), chart(title="T")], "has no description", id="chart-without-description"),
        pytest.param([book(), cell({"image/png": "eA=="})], "Draw it with Altair", id="picture"),
        pytest.param([book(), cell({"text/html": "vegaEmbed(x)"})], "%load_ext workings", id="script"),
        pytest.param([book(), prose("[a](http://x/{{ returned }})")], "running text", id="in-address"),
        pytest.param([book(), prose("`{{ returned }}`")], "running text", id="in-code"),
        pytest.param(
            [book("2025-10-31"), prose("{{ returned }}")], "Show the book it comes from", id="other-book"
        ),
        pytest.param([book(), cell({PROSE: {"markdown": "\ue0000\ue001", "numbers": []}})], "no workings", id="no-record"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_refused_with_advice(cells, said):
    """A chart without a description, or a number that can't be opened, never reaches a page."""
    with pytest.raises(PageError, match=said):
        article(*cells)


def test_a_story_without_a_headline_is_refused():
    """The headline is the first Markdown heading."""
    with pytest.raises(PageError, match="the headline"):
        article(book(), headline="No heading")


def test_numbers_are_numbered_in_order_and_repeats_share_their_workings():
    """Three places, two entries, one source."""
    read = article(
        book(),
        prose("{{ returned }} {{ returned }}"),
        prose("{{ difference(returned, returned) }}"),
    )
    assert [(entry.text, entry.places) for entry in read.workings] == [
        ("281", ["n1", "n2"]),
        ("0", ["n3"]),
    ]
    assert [source["id"] for source in read.sources] == ["S13"]


def test_tagged_cells_go_to_their_places():
    """Standfirst, key figures and method are no part of the story's run."""
    read = article(
        book(),
        prose("Stand {{ returned }}", "standfirst"),
        prose("- {{ returned }} card", "key-figures"),
        prose("How", "method"),
        prose("Story"),
    )
    assert "Stand" in read.standfirst
    assert [(card.number, card.words) for card in read.key_figures] == [("281", "card")]
    assert "How" in read.method
    assert [block.html for block in read.blocks] == ["<p>Story</p>\n"]


def test_markup_in_markdown_is_printed_as_text():
    """Raw HTML, images and unsafe links in a notebook's own Markdown do nothing."""
    source = "<script>x</script> ![a](http://x/y.png) [b](javascript:alert) <b>bold</b>"
    html = article(book(), v4.new_markdown_cell(source)).blocks[0].html
    assert "&lt;script&gt;" in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_other_output_is_left_in_the_notebook():
    """A table or a printed line shown for the reviewer is not published untraced."""
    read = article(book(), cell({"text/html": "<table>1</table>", "text/plain": "1"}))
    assert read.blocks == []
