"""Jupyter's tags: what they remove is in no file of an edition, and what they hide is folded."""

import re

import nbformat
import pytest
from executed import VEGALITE, article, book, cell, chart, prose
from nbformat import v4
from traitlets.config import Config

from workings.errors import PageError
from workings.notebook import read_executed
from workings.page.exporter import ArticleExporter
from workings.page.page import write_edition

SECRET = "not before the lawyer has called back"
REMOVED = ["remove-cell", "remove_cell"]


def tagged(*tags):
    """A chart and a sentence that both say the secret, in cells with these tags."""
    return [
        v4.new_markdown_cell(SECRET, metadata={"tags": list(tags), "note": SECRET}),
        prose(f"{{{{ returned }}}} went, {SECRET}.", *tags),
        tag(chart(title=SECRET, description=f"Bars: {SECRET}."), *tags),
        tag(v4.new_code_cell(f"# {SECRET}", outputs=[stream()]), *tags),
    ]


def tag(made, *tags):
    """Tag a cell."""
    made.metadata["tags"] = list(tags)
    return made


def stream(name="stdout"):
    """Write the secret to the terminal."""
    return v4.new_output("stream", name=name, text=SECRET)


def printed(folder, *cells):
    """Print a notebook of these cells; every text file of the edition, by name."""
    head = v4.new_markdown_cell("# A headline")
    notebook = v4.new_notebook(cells=[head, book(), prose("{{ returned }} went."), *cells])
    nbformat.write(notebook, folder / "executed.ipynb")
    write_edition(folder / "executed.ipynb", folder / "story" / "2026-01-27", folder)
    files = (folder / "story" / "2026-01-27").iterdir()
    return {each.name: each.read_bytes() for each in files}


@pytest.mark.parametrize("name", REMOVED)
def test_a_removed_cell_is_in_no_file_of_the_edition(name, tmp_path):
    """Its words, its chart, what it wrote and its own metadata: nowhere, the notebook included."""
    files = printed(tmp_path, *tagged(name))
    assert [each for each, content in files.items() if SECRET.encode() in content] == []
    assert "chart-1.svg" not in files


@pytest.mark.parametrize("name", ["remove-output", "remove_output"])
def test_a_removed_output_is_nowhere_and_its_source_is_kept(name, tmp_path):
    """The code stays in the notebook and on the audit sheet."""
    code = tag(v4.new_code_cell("# kept", outputs=[stream()]), name)
    files = printed(tmp_path, prose(f"{{{{ returned }}}}, {SECRET}", name), code)
    assert [each for each, content in files.items() if SECRET.encode() in content] == []
    assert b"# kept" in files["notebook.ipynb"]
    assert b"# kept" in files["audit.html"]


@pytest.mark.parametrize("name", ["remove-input", "remove_input"])
def test_a_removed_source_is_nowhere_and_its_output_is_printed(name, tmp_path):
    """Of a cell of words nothing is left, since they are its source."""
    said = prose("{{ returned }} in all", name)
    said.source = f"# {SECRET}"
    files = printed(tmp_path, said, v4.new_markdown_cell(SECRET, metadata={"tags": [name]}))
    assert [each for each, content in files.items() if SECRET.encode() in content] == []
    assert b"in all" in files["index.html"]


def test_what_was_written_to_the_terminal_can_be_removed_alone(tmp_path):
    """MyST's two tags take a stream each."""
    quiet = tag(v4.new_code_cell("1", outputs=[stream("stderr")]), "remove-stderr")
    assert SECRET.encode() not in printed(tmp_path, quiet)["notebook.ipynb"]


def test_a_book_in_a_removed_cell_still_opens_the_numbers(tmp_path):
    """A set-up cell may be removed: the book prints nothing itself."""
    removed = tag(book(), "remove-cell")
    removed.source = f"book  # {SECRET}"
    read = article(removed, prose("{{ returned }} went."))
    assert [note.text for note in read.notes] == ["281"]


def test_later_cells_keep_their_numbers(tmp_path):
    """A message names a cell by its place in the stored notebook, whatever was removed before it."""
    removed = v4.new_markdown_cell(SECRET, metadata={"tags": ["remove-cell"]})
    with pytest.raises(PageError, match="cell 4: the chart"):
        article(book(), removed, chart(title="The finding", description="."))


@pytest.mark.parametrize("name", ["hide-output", "hide_output", "hide-cell"])
def test_a_hidden_output_is_folded(name, tmp_path):
    """It is there for whoever opens it."""
    html = printed(tmp_path, prose("{{ returned }} in all", name))["index.html"].decode()
    assert re.search(r'<details class="folded">\s*<summary>[^<]+</summary>\s*<p><u>.*in all', html)


def test_hidden_source_changes_nothing_of_the_page():
    """A page shows no source."""
    shown, hidden = (
        article(book(), prose("{{ returned }}", *tags)) for tags in ((), ["hide-input"])
    )
    assert shown.blocks == hidden.blocks


def test_what_has_a_place_of_its_own_is_not_folded():
    """A standfirst that nobody sees is none."""
    with pytest.raises(PageError, match="one or the other"):
        article(book(), prose("{{ returned }}", "standfirst", "hide-output"))


@pytest.mark.parametrize(
    ("setting", "is_gone"),
    [("remove_cell_tags", True), ("remove_all_outputs_tags", True), ("remove_input_tags", False)],
)
def test_nbconverts_own_settings_are_heeded(setting, is_gone):
    """The tags that TagRemovePreprocessor is told to remove are removed from the page."""
    config = Config()
    config.TagRemovePreprocessor[setting] = {"embargo"}
    said = prose("{{ returned }} embargoed", "embargo")
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A headline"), book(), said])
    page, _ = ArticleExporter(config=config).from_notebook_node(notebook)
    assert ("embargoed" not in page) == is_gone


def test_a_removed_cell_is_no_cell_for_whoever_reads_the_notebook():
    """Changes, traces and checks read what is published."""
    removed = cell({VEGALITE: {"mark": "bar", "title": SECRET}}, "remove-cell")
    assert read_executed(v4.new_notebook(cells=[removed])).records == []
