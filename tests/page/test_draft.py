"""A draft says so, wherever a part of it may be seen alone; an edition on record doesn't."""

import nbformat
import pytest
from executed import book, chart, prose
from nbformat import v4
from pages import Page

from workings.page.page import write_edition


def printed(folder, said=None, draft=False, **metadata):
    """Print a small edition, and return its folder."""
    cells = [
        v4.new_markdown_cell("# A headline"),
        book(),
        prose("- {{ returned }} went", "key-figures"),
    ]
    cells.append(chart(title="The finding", description="Two bars."))
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata["workings"] = metadata
    nbformat.write(notebook, folder / "executed.ipynb")
    place = folder / "story" / "2026-01-27"
    write_edition(folder / "executed.ipynb", place, folder, said=said, draft=draft)
    return place


@pytest.mark.parametrize(
    "name", ["index.html", "audit.html", "embeds.html", "chart-1.html", "figure-1.html"]
)
def test_each_page_of_a_draft_says_draft(name, tmp_path):
    """Its first words, and its title."""
    page = Page((printed(tmp_path) / name).read_text(encoding="utf-8"))
    assert "DRAFT Not on record, and not for publication." in page.text
    assert "<title>DRAFT: " in page.html


def test_an_edition_on_record_says_nothing_of_the_kind(tmp_path):
    """None of its pages, its title and its social image included."""
    place = printed(tmp_path, said={"made_on": "2026-01-28"})
    assert all("DRAFT" not in each.read_text("utf-8") for each in place.glob("*.html"))


def test_a_draft_is_one_whatever_its_notebook_says_of_itself(tmp_path):
    """A copied notebook brings the issue of the edition that it was copied from."""
    page = Page(
        (printed(tmp_path, draft=True, issue=4, made_on="2026-01-28") / "index.html").read_text()
    )
    assert "DRAFT" in page.text
    assert "Issue 4" not in page.text


def test_a_draft_says_so_in_print(tmp_path, chromium, served):
    """On a phone, on a desk and on paper, above the headline."""
    place = printed(tmp_path)
    for width in (360, 1280):
        page = chromium.new_page(viewport={"width": width, "height": 800})
        page.goto(served.address(place / "index.html"))
        for medium in ("screen", "print"):
            page.emulate_media(media=medium)
            mark = page.locator(".draft")
            assert mark.is_visible()
            assert mark.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
