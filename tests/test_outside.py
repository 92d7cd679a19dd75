"""What comes from outside is read within limits, or refused in plain words."""

import json

import pytest

from workings.errors import ParameterError
from workings.outside import NOTEBOOK_BYTES, YAML_BYTES, read_notebook, read_whole, read_yaml

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(BOMB, "line 7: found values that stand for ever more", id="alias-bomb"),
        pytest.param("[" * 100_000, "at most 50 deep", id="brackets"),
        pytest.param("- " * 100_000 + "a", "at most 50 deep", id="dashes"),
        pytest.param("a: &x [*x]", r"\*x inside itself", id="itself"),
        pytest.param("a: 1\nb: 2\na: 3", "line 3: found 'a' twice", id="name-twice"),
        pytest.param("a: .nan", "found '.nan'; expected a number", id="nan"),
        pytest.param("a: 1.0e+999", "found '1.0e.999'; expected a number", id="endless"),
        pytest.param("a: 2026-02-30", "day is out of range", id="no-day"),
        pytest.param("a: b\u061cc", r"U\+061C \(ARABIC LETTER MARK\)", id="direction-mark"),
        pytest.param('a: "\\uFFFF"', r"U\+FFFF", id="escaped-noncharacter"),
        pytest.param("a: !!python/name:os.system x", "values without tags", id="tag"),
        pytest.param("a: !!timestamp x", "values without tags", id="tag-of-a-day"),
        pytest.param("a: [", "found no YAML", id="no-yaml"),
    ],
)
def test_yaml_that_asks_for_too_much_is_refused_by_line(text, found):
    """Nothing is built of it, so it takes no time and no memory."""
    with pytest.raises(ParameterError, match=found):
        read_yaml(text, "params.yml", ParameterError)


def test_aliases_and_blocks_of_text_are_plain_yaml():
    """What a desk writes by hand is read as YAML has it."""
    text = "a: &day 2026\nb: *day\nc: |\n  one\n  two\nd: [{a: 1}, {a: 2}]\n"
    read = {"a": 2026, "b": 2026, "c": "one\ntwo\n", "d": [{"a": 1}, {"a": 2}]}
    assert read_yaml(text, "params.yml", ParameterError) == read


def test_files_are_refused_by_size_before_they_are_read(tmp_path):
    """A sparse file of 100 GB takes no longer than a small one."""
    path = tmp_path / "params.yml"
    with path.open("wb") as file:
        file.truncate(100_000_000_000)
    with pytest.raises(ParameterError, match="100,000,000,000 bytes; expected a file of at most"):
        read_whole(path, YAML_BYTES, ParameterError)


def notebook(**cell):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# A story"}, cell]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param("[" * 100_000, "a file that is no notebook", id="brackets"),
        pytest.param("[1]", "a file that is no notebook", id="a-list"),
        pytest.param(notebook(cell_type="markdown"), "no notebook .'source'.", id="no-source"),
        pytest.param(notebook(cell_type=1, source=""), "without a type", id="no-type"),
        pytest.param(
            notebook(cell_type="markdown", source=["One\n", "peo\u3164ple"]),
            r"cell 2, line 2: found U\+3164 \(HANGUL FILLER\)",
            id="filler",
        ),
        pytest.param(
            notebook(cell_type="code", source="x = 'peo\u202eple'"),
            r"cell 2, line 1: found U\+202E",
            id="direction-in-code",
        ),
    ],
)
def test_notebooks_that_are_none_are_refused_in_plain_words(content, found, tmp_path):
    """Which cell is at fault is said where one is."""
    path = tmp_path / "story.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match=found):
        read_notebook(path, ParameterError)


def test_notebooks_of_fifty_megabytes_are_refused(tmp_path):
    """They aren't read: a page of one could be opened by nobody."""
    path = tmp_path / "story.ipynb"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ParameterError, match=f"expected a file of at most {NOTEBOOK_BYTES:,}"):
        read_notebook(path, ParameterError)
