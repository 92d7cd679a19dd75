"""The page by way of nbconvert, from the command line, as anybody would ask for it."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from executed import book, chart, prose
from nbformat import v4
from pages import Page

from workings.page.exporter import ArticleExporter


def executed(headline="# A headline", **metadata):
    """A notebook as it ran, with a chart."""
    cells = [book(), prose("{{ returned }} went."), chart(title=headline, description="Two bars.")]
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(headline), *cells])
    notebook.metadata["workings"] = metadata
    return notebook


def convert(folder, *names):
    """Convert notebooks in their own folder."""
    command = [sys.executable, "-m", "nbconvert", "--to", "article", *names]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two notebooks that were converted in one folder, each named without its folder."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("one", "two"):
        nbformat.write(executed(f"# The story of {name}"), folder / f"{name}.ipynb")
    convert(folder, "one.ipynb", "two.ipynb")
    return folder


@pytest.mark.parametrize("name", ["one", "two"])
def test_two_articles_in_one_folder_have_files_of_their_own(folder, name):
    """Neither overwrites the other's charts."""
    drawn = (folder / f"{name}_files" / "chart-1.svg").read_text(encoding="utf-8")
    assert f"The story of {name}" in drawn
    assert not list(folder.glob("chart-*"))


def test_every_link_leads_to_a_file(folder):
    """From the page to what lies beside it, and from there back."""
    page = Page((folder / "one.html").read_text(encoding="utf-8"))
    links = [link for link in page.links if not link.startswith(("#", "http"))]
    assert {f"one_files/{name}" for name in ("figures.csv", "chart-1.svg", "embeds.html")} <= set(
        links
    )
    assert all((folder / link).is_file() for link in links)
    beside = Page((folder / "one_files" / "embeds.html").read_text(encoding="utf-8"))
    assert "../one.html" in beside.links


def test_it_says_that_nothing_was_checked(folder):
    """Whatever the notebook holds, and where it ran, isn't known here."""
    for page in ("one.html", "one_files/chart-1.html"):
        assert "Nothing was checked" in Page((folder / page).read_text(encoding="utf-8")).text


def test_it_believes_nothing_that_a_notebook_says_of_its_edition():
    """Somebody else's notebook may claim to be the third edition."""
    claimed = {"edition": 3, "published": "2026-01-28", "address": "story/2026-01-27/"}
    page, _ = ArticleExporter().from_notebook_node(executed(**claimed))
    assert "Nothing was checked" in page
    assert "Edition 3" not in page
    assert "as it was published" not in page


def test_an_editions_notebook_gives_its_page_again(editions, tmp_path):
    """But for what says where it lies and what was checked, it is the page that the press gave."""
    shutil.copyfile(editions["2026-01-27"] / "notebook.ipynb", tmp_path / "notebook.ipynb")
    convert(tmp_path, "notebook.ipynb")
    made, published = (
        Page((folder / name).read_text(encoding="utf-8"))
        for folder, name in ((tmp_path, "notebook.html"), (editions["2026-01-27"], "index.html"))
    )
    assert made.numbers == published.numbers
    assert made.ids == published.ids
