"""Claims on the page: the box at the foot, claims in the story, and what machines read of them."""

import json
import re
from dataclasses import replace

import pytest
from nbformat import v4
from pages import read_page

from conftest import ROOT
from workings.claims.claim import Claims
from workings.claims.recompute import check_claims
from workings.ledger.read import read_ledger
from workings.notebook.recording import show_book, show_claims
from workings.page.exporter import ArticleExporter
from workings.page.reader import read_article

BOOK = read_ledger(ROOT / "data", "2026-07-16")
FOUND = check_claims(BOOK)


def notebook(*cells, **metadata):
    """An executed notebook with a headline and a book."""
    head = v4.new_markdown_cell("# A headline")
    made = v4.new_notebook(cells=[head, output(show_book(BOOK)), *cells])
    made.metadata["workings"] = metadata
    return made


def output(data, *tags):
    """An executed cell with one output."""
    shown = v4.new_output("display_data", data=data)
    return v4.new_code_cell("...", outputs=[shown], metadata={"tags": list(tags)})


def claims(*names, tags=()):
    """An executed cell that shows some claims."""
    return output(show_claims(FOUND.only(*names)), *tags)


def linked(page):
    """What the page says to machines."""
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    return json.loads(text)["@graph"]


def test_tagged_claims_go_to_the_box_and_others_stay_in_the_story():
    """A cell tagged `claims` is the box at the foot."""
    article = read_article(notebook(claims("A01", tags=["claims"]), claims("A08", "A14")))
    assert [claim.record.id for claim in article.claims] == ["A01"]
    assert [claim.record.id for claim in article.blocks[0].each] == ["A08", "A14"]


def test_every_number_of_a_claim_opens_its_workings():
    """The stated one leads to its line, the computed one to its figures, and a count to its lines."""
    article = read_article(notebook(claims("A08", "R03", "R12")))
    kinds = {note.workings.operation for note in article.notes}
    assert {"stated", "difference", "rate_per", "time_at", "time_between", "figure"} <= kinds
    page, _ = ArticleExporter().from_notebook_node(notebook(claims("A08", "R03", "R12")))
    assert f"Line {FOUND['A08'].statement.seal}" in page
    assert "Counted on the calendar" in page


def test_where_else_a_claim_was_said_and_what_belongs_beside_it_is_shown():
    """One claim, seen twice; a fairer number beside an uneven one."""
    page, _ = ArticleExporter().from_notebook_node(notebook(claims("A08", "A14")))
    boxed, _ = ArticleExporter().from_notebook_node(notebook(claims("A14", tags=["claims"])))
    assert "from the day the agreement came into force" not in boxed  # the box is short
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "Also Chris Philp, paragraph 7, quoted" in text
    assert "of those who arrived from the day the agreement came into force" in text


def test_hostile_text_in_a_claim_is_printed_as_text():
    """Whatever stands in a line of claims.csv, it brings no markup."""
    bad = "<script>x</script> [a](javascript:x) **b**"
    book = read_ledger(ROOT / "data", "2026-01-27")
    lines = [replace(line, who=bad, paraphrase=bad, note=bad) for line in book.statements]
    data = show_claims(Claims(check_claims(book, lines).each[:3]))
    page, _ = ArticleExporter().from_notebook_node(notebook(output(data), output(show_book(BOOK))))
    assert "<script>x" not in page
    assert 'href="javascript' not in page


def test_claims_are_no_review_until_a_person_signs_for_them():
    """Without a reviewer in the notebook's metadata there is no ClaimReview."""
    page, _ = ArticleExporter().from_notebook_node(notebook(claims("A01")))
    assert "ClaimReview" not in {part["@type"] for part in linked(page)}


def test_a_signed_review_has_the_verdict_as_text_and_no_number():
    """Who reviewed, who said it, when and where; claims that couldn't be checked have none."""
    signed = notebook(claims("A01", "A16"), reviewer="Ada Example")
    page, _ = ArticleExporter().from_notebook_node(signed)
    (review,) = [part for part in linked(page) if part["@type"] == "ClaimReview"]
    assert review["author"]["name"] == "Ada Example"
    assert review["itemReviewed"]["datePublished"] == "2026-01-27"
    assert review["reviewRating"]["alternateName"] == "matches, source unconfirmed"
    assert not {"ratingValue", "bestRating", "worstRating"} & set(review["reviewRating"])


def test_jupyterlab_shows_the_claims_in_words():
    """With the verdict and the reason, and nothing in it that Markdown would take for its own."""
    text = show_claims(FOUND.only("A08"))["text/markdown"]
    assert "**depends on the reading, source unconfirmed**" in text
    assert "application/vnd.workings.claims+json" in show_claims(FOUND.only("A08"))


@pytest.mark.parametrize(
    "part", ["A quarter more people", "Claims, recomputed", "depends on the reading"]
)
def test_the_story_has_its_claims_box(editions, part):
    """From the day the claims were made on."""
    assert part.lower() in read_page(editions["2026-03-06"]).text.lower()


def test_the_story_has_no_box_before_the_claims_were_made(editions):
    """What was said in January is unknown in November."""
    assert "Claims, recomputed" not in read_page(editions["2025-11-10"]).text
