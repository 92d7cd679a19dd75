"""An executed notebook is read cell by cell, in one way."""

import json

import pytest
from executed import VEGALITE, book, cell, prose
from nbformat import v4

from workings.errors import PageError
from workings.notebook.executed import DrawnChart, cells, read_executed
from workings.notebook.record import BookRecord, Prose


def notebook(*made):
    """A notebook of these cells."""
    return v4.new_notebook(cells=list(made))


@pytest.mark.parametrize("tag", ["injected-parameters", "papermill-error-cell-tag"])
def test_what_papermill_puts_in_has_no_number(tag):
    """So a cell has the number that its author sees."""
    put_in = v4.new_code_cell("as_of = ''", metadata={"tags": [tag]})
    found = cells(notebook(v4.new_markdown_cell("One"), put_in, v4.new_code_cell("two")))
    assert [(each.number, each.source) for each in found] == [(1, "One"), (2, "two")]


def test_each_output_comes_with_its_record():
    """Of its type; what is no record of ours has none."""
    shown = [book(), prose("{{ returned }}"), cell({VEGALITE: {}}), cell({"text/plain": "1"})]
    found = [type(each.outputs[0].record) for each in read_executed(notebook(*shown)).cells]
    assert found == [BookRecord, Prose, DrawnChart, type(None)]


def test_a_notebook_is_read_from_its_file_as_from_its_nodes(tmp_path):
    """Whether its sources are texts or lists of lines."""
    made = notebook(v4.new_markdown_cell("# One\nTwo"), prose("{{ returned }} went."))
    lines = json.loads(json.dumps(made))
    lines["cells"][0]["source"] = ["# One\n", "Two"]
    (tmp_path / "executed.ipynb").write_text(json.dumps(lines), encoding="utf-8")
    assert read_executed(tmp_path / "executed.ipynb").records == read_executed(made).records
    assert next(cells(lines)).source == "# One\nTwo"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({VEGALITE: "[]"}, "cell 1: found .* as a chart; expected its Vega-Lite", id="no-chart"),
        pytest.param({VEGALITE: {"usermeta": {"workings": {"version": 7}}}}, "cell 1, usermeta of the chart: found a record of version 7", id="another-version"),
        pytest.param({VEGALITE: {"usermeta": {"workings": []}}}, "cell 1, usermeta of the chart: found a record of no version", id="no-record"),
        pytest.param({"application/vnd.workings.prose+json": {"markdown": "x"}}, "cell 1, .*prose.*: found a record of no version; expected version 2. Run the notebook again", id="no-version"),
        pytest.param({**book().outputs[0].data, **prose("x").outputs[0].data}, "found an output with 2 records; expected one", id="two-records"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_refused_with_its_cell(data, said):
    """And says what to do."""
    with pytest.raises(PageError, match=said):
        _ = read_executed(notebook(cell(data))).records


def test_what_else_an_author_notes_in_a_chart_is_left_alone():
    """A chart's usermeta may hold what others put there."""
    (found,) = read_executed(notebook(cell({VEGALITE: {"usermeta": {"embedOptions": {}}}}))).records
    assert found.rests_on.numbers == ()
