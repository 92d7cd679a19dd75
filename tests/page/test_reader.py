"""The article: an executed notebook read for the page, or refused with advice."""

import pytest
from executed import article, book, cell, chart, prose
from nbformat import v4

from workings.errors import PageError
from workings.notebook.record import VERSION

PROSE = "application/vnd.workings.prose+json"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param([], "End a cell with the line `book`", id="no-book"),
        pytest.param([book(), chart()], "has no title", id="chart-without-title"),
        pytest.param([book(), chart(title="T")], "has no description", id="chart-without-description"),
        *(
            pytest.param([book(), chart(title="T", description=text)], "expected a sentence", id=f"alt-text-{text!r}")
            for text in (".", "...", "–", "D", "1 2 3")
        ),
        *(
            pytest.param([book(), made], r"cell 3: found '(nan%|NaN|inf)", id=f"missing-{at}")
            for at, made in enumerate(
                [
                    v4.new_markdown_cell("It is nan% of inf."),
                    prose("{{ returned }} or NaN"),
                    chart(title="The share is nan%", description="Two bars."),
                    chart(title="T", description="Two bars, of 3 and inf."),
                ]
            )
        ),
        pytest.param([book(), chart(title="T", description="\u200b")], r"cell 3, .*: found U\+200B \(ZERO WIDTH SPACE\) in '.u200b'", id="alt-text-that-cannot-be-seen"),
        pytest.param([book(), chart(title="T\uffff", description="Two bars.")], r"cell 3, .*: found U\+FFFF \(no character\) in", id="chart-that-no-drawing-holds"),
        pytest.param([book(), prose("{{ returned }}\x07")], r"cell 3, .*: found U\+0007 \(a control character\) in .*Take it out where", id="control-character"),
        pytest.param([book(), v4.new_markdown_cell("a\ufffe")], r"cell 3: found the character U\+FFFE", id="control-character-in-words"),
        pytest.param([book(), cell({"image/png": "eA=="})], "Draw it with Altair", id="picture"),
        pytest.param([book(), cell({"text/html": "vegaEmbed(x)"})], "%load_ext workings", id="script"),
        pytest.param([book(), prose("[a](http://x/{{ returned }})")], "running text", id="in-address"),
        pytest.param([book(), prose("`{{ returned }}`")], "running text", id="in-code"),
        pytest.param(
            [book("2025-10-31"), prose("{{ returned }}")], "Show the book it comes from", id="other-book"
        ),
        pytest.param([book(), cell({PROSE: {"version": VERSION, "markdown": "\ue0000\ue001"}})], "no workings", id="no-record"),
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
    assert [(note.text, note.places) for note in read.notes] == [
        ("281", ["n1", "n2"]),
        ("0", ["n3"]),
    ]
    assert [source.id for source in read.sources] == ["S13"]


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


def test_words_that_look_like_a_missing_number_are_words():
    """Somebody's nan, and what is infinite or inferior."""
    words = "Her nan said so; her Nan and the infantry, in info and infinity."
    assert article(book(), v4.new_markdown_cell(words)).blocks
