"""docs/writing.md: the story it shows is one that runs, passes the checks and says what it says."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from pages import Page

from conftest import ROOT
from workings.review import check_notebook, findings

WRITING = (ROOT / "docs/writing.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(markdown|python|jinja)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def story(desk):
    """Write the page's blocks into a notebook, cell by cell."""
    section = WRITING.partition("## A whole one")[2].partition("\n## ")[0]
    made = [
        v4.new_markdown_cell(source) if kind == "markdown" else v4.new_code_cell(source)
        for kind, source in BLOCK.findall(section)
    ]
    made[1].metadata["tags"] = ["parameters"]
    path = desk.folder / "notebooks" / "story.ipynb"
    notebook = v4.new_notebook(cells=made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    return path


def test_the_story_of_the_page_runs_as_written(desk, story):
    """Its sentence has its numbers, its chart is drawn, and its claims have their verdicts."""
    checks, coverage = check_notebook(story)
    assert [str(finding) for finding in findings(checks)] == []
    assert str(coverage) == "4 of 4 numbers traced, 0 allowed"
    ran = desk.run("run", "notebooks/story.ipynb")
    assert ran.returncode == 0, ran.stderr
    page = Path(ran.stdout.strip())
    text = Page(page.read_text(encoding="utf-8")).text
    assert "350 people have been admitted and 281 returned: 24.6% more in than out" in text
    assert "In that time 16,969 people arrived by small boat" in text
    assert "25%" in text
    assert "rounds to that at the nearest ten" in text
    assert (page.parent / "chart-1.svg").exists()
