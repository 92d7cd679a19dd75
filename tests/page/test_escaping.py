"""Ledger text is printed as written: in a browser every file shows the very characters."""

import re
from dataclasses import replace
from html import unescape

import nbformat
import pytest
from executed import NAMES, article, cell, chart
from nbformat import v4

from conftest import ROOT
from workings.claims.claim import Claims
from workings.claims.recompute import check_claims
from workings.ledger.read import read_ledger
from workings.notebook.markup import as_html, plain
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
from workings.notebook.recording import record_book, record_words, show_claims
from workings.numbers import Words
from workings.page.page import write_edition

BOOK = read_ledger(ROOT / "data", "2026-01-27")
NAME = """Mary O'Brien of "The Sun" & <Co>"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """An edition in which every text of ledger, claims and chart holds quotation marks."""
    folder = tmp_path_factory.mktemp("desk")
    words = ("stated_by", "locator", "note", "label", "reason")
    shown = record_book(BOOK)
    figures = {
        line: replace(each, **{name: NAME for name in words if name != "label"})
        for line, each in shown.figures.items()
    }
    texts = ("publisher", "title", "note", "licence")
    sources = {
        id_: replace(each, **dict.fromkeys(texts, NAME)) for id_, each in shown.sources.items()
    }
    lines = [
        replace(line, who=NAME, role=NAME, locator=NAME, paraphrase=NAME, note=NAME)
        for line in BOOK.statements
    ]
    claims = Claims(check_claims(BOOK, lines).each[:4])
    said = sentence("{{ returned }} by {{ name }}", {**NAMES, "name": NAME})
    card = sentence("- {{ returned }} by {{ name }}", {**NAMES, "name": NAME})
    cells = [
        v4.new_markdown_cell(f"# {NAME}"),
        cell(as_output(replace(shown, figures=figures, sources=sources))),
        cell(as_output(said), "standfirst"),
        cell(as_output(card), "key-figures"),
        cell(as_output(said)),
        cell(show_claims(claims)),
        chart(title=NAME, description=NAME),
    ]
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata["workings"] = {"byline": NAME, "kicker": NAME, "corrections": [NAME]}
    nbformat.write(notebook, folder / "executed.ipynb")
    write_edition(folder / "executed.ipynb", folder / "story" / "2026-01-27", folder)
    return folder / "story" / "2026-01-27"


def seen(path):
    """What a browser shows of a file, attributes and titles included: markup undone once."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.S)
    return unescape(text)


@pytest.mark.parametrize("kind", ["*.html", "*.svg", "*.csv", "edition.json"])
def test_no_character_is_escaped_twice(edition, kind):
    """Neither on the page nor in what lies beside it; lines to be copied are HTML themselves."""
    files = [each for each in edition.glob(kind) if each.name != "embeds.html"]
    assert files
    for each in files:
        assert not re.search(r"&(amp;)?(#\d+|#x[0-9a-f]+|quot|apos|lt|gt|amp);", seen(each)), (
            each.name
        )


@pytest.mark.parametrize("name", ["index.html", "audit.html", "chart-1.html", "figure-1.html"])
def test_the_name_stands_as_it_was_written(edition, name):
    """In full, once the browser has read it."""
    assert NAME in seen(edition / name)


def test_a_line_to_embed_has_quotation_marks_only_where_html_needs_them(edition):
    """An apostrophe in an iframe's title is an apostrophe."""
    shown = seen(edition / "embeds.html")
    assert "&#" not in shown
    assert "O'Brien" in shown


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        "&#39; stays &#39;",
        "2025. A year",
        "7) seven",
        "(c) -- +-",
        "*a* _b_ `c` [d](e)",
        "a\\'b",
    ],
)
def test_text_of_the_ledger_is_no_markdown(text):
    """Whatever it begins with, and whatever Markdown reads into it elsewhere."""
    assert plain(as_html(record_words(Words((text,))).markdown, {})) == text


def test_a_count_of_no_claims_says_so():
    """Its panel has no days and no lines to name."""
    none = Claims(()).how_many()
    read = article(
        cell(as_output(record_book(BOOK))),
        cell(as_output(sentence("{{ failing }} do not match", {"failing": none}))),
    )
    assert [note.workings.periods for note in read.notes] == [()]


def test_the_panel_of_no_claims_reads_as_a_sentence(tmp_path):
    """“0 claims.”, counted here; nothing of days."""
    said = sentence("{{ failing }} do not match", {"failing": Claims(()).how_many()})
    cells = [v4.new_markdown_cell("# A"), cell(as_output(record_book(BOOK))), cell(as_output(said))]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "executed.ipynb")
    write_edition(tmp_path / "executed.ipynb", tmp_path / "story" / "x", tmp_path)
    html = (tmp_path / "story" / "x" / "index.html").read_text(encoding="utf-8")
    panel = re.search(r'<div id="w1" popover>(.*?)</div>', html, flags=re.S)[1]
    assert " ".join(re.sub("<[^>]+>", " ", panel).split()) == (
        "Close [1] 0 claims. Counted here: no line of claims.csv."
    )
    assert "the calendar" not in (tmp_path / "story" / "x" / "audit.html").read_text("utf-8")
