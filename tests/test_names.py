"""Names in words: whatever docstrings, comments and pages call by its dotted name is there."""

import re
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

import papermill  # noqa: F401  # it imports workings.run.engine itself, and has to come first
import pytest

from conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "docs/CHANGELOG.md", ROOT / "Makefile", ROOT / "pyproject.toml"]
FILES = sorted(
    chain(PAGES, *(ROOT.glob(each) for each in ("docs/*.md", "data/*.md", "src/**/*.py")))
)
#: A dotted name of this package; not the end of another (``tool.workings.light``).
DOTTED = re.compile(r"(?<![\w./-])workings(?:\.[A-Za-z_]\w*)+(?!\w*[/+-])")
PATH = re.compile(
    r"(?<![\w./-])(?:src|tests|docs|bench|notebooks)/[\w/-]+(?:\.\w+)*/?(?![\w*{<…-])"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
#: What is meant by such a name elsewhere: entries of a notebook's metadata.
METADATA = {"workings.allowed", "workings.corrections"}
#: Paths that stand for any notebook, for what is made, or for what a bundle holds.
ANY = {
    "notebooks/x.ipynb",
    "tests/browser/node_modules",
    "src/pyproject.toml",
    "src/requirements.txt",
}


def resolves(name):
    """Tell whether a dotted name leads to a module or to what it holds."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            is_there = find_spec(".".join(parts[:end])) is not None
        except ModuleNotFoundError:
            continue
        if is_there:
            found = import_module(".".join(parts[:end]))
            for part in parts[end:]:
                if not hasattr(found, part):
                    return False
                found = getattr(found, part)
            return True
    return False


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_dotted_name_that_is_written_leads_somewhere(file):
    """A module that moves takes its name along wherever it is spoken of."""
    names = set(DOTTED.findall(file.read_text(encoding="utf-8"))) - METADATA
    assert [name for name in sorted(names) if not resolves(name)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_path_that_is_written_leads_somewhere(file):
    """Files of this repository, as they are named from its root, and as pages link to them."""
    text = file.read_text(encoding="utf-8")
    links = LINK.findall(text) if file.suffix == ".md" else []
    paths = {
        *(ROOT / path for path in {*PATH.findall(text)} - ANY),
        *(file.parent / each for each in links),
    }
    assert [str(path) for path in sorted(paths) if not path.exists()] == []


def test_a_name_that_leads_nowhere_is_told_from_one_that_does():
    """So the test above can fail: a module, what one holds, and neither."""
    assert resolves("workings.ledger.book.Book.standing")
    assert not resolves("workings.ledger.books")
    assert not resolves("workings.house")
