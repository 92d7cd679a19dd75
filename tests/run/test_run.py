"""Running a notebook: it counts only when every cell ran to its end."""

import json

import nbformat
import pytest

from notebooks import write_notebook
from workings.errors import RunError
from workings.run.job import Limits
from workings.run.run import run_notebook


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("1 / 0", r"cell 2 \(1 / 0\): ZeroDivisionError", id="failing"),
        pytest.param("import sys; sys.exit(0)", "runs to its last cell", id="exit-with-status-0"),
        pytest.param("import os; os._exit(0)", "cell 2: the kernel died", id="killed-kernel"),
        pytest.param("while True: pass", "still running after 2 s", id="hung"),
        pytest.param(
            "import time; time.sleep(60)", "allow it more with --cell-seconds", id="asleep"
        ),
        pytest.param("print('x' * 2_000_000)", "put out more than 100,000 bytes", id="one-flood"),
        pytest.param("for i in range(10**9): print(i)", "Print less", id="endless-flood"),
    ],
)
def test_a_cell_that_does_not_end_well_fails_the_run(tmp_path, cell, said):
    """Plain papermill ends with status 0 on the second of these."""
    notebook = write_notebook(tmp_path, cell, "done = True")
    with pytest.raises(RunError, match=said):
        run_notebook(notebook, {}, tmp_path / "out.ipynb", limits=Limits(2, 100_000))


def test_an_error_that_a_tag_lets_pass_fails_the_run_all_the_same(tmp_path):
    """A report has no cell that may fail."""
    notebook = write_notebook(tmp_path, "1 / 0")
    stored = nbformat.read(notebook, as_version=4)
    stored.cells[1].metadata["tags"] = ["raises-exception"]
    nbformat.write(stored, notebook)
    with pytest.raises(RunError, match="ZeroDivisionError"):
        run_notebook(notebook, {}, tmp_path / "out.ipynb")


def test_parameters_reach_the_notebook_and_paths_start_at_its_folder(tmp_path):
    """The values replace the defaults, whatever folder the command was given in."""
    notebook = write_notebook(tmp_path, "import pathlib; print(as_of, pathlib.Path.cwd().name)")
    run_notebook(notebook, {"as_of": "2026-03-06"}, tmp_path / "out.ipynb")
    assert "2026-03-06 notebooks" in (tmp_path / "out.ipynb").read_text()


def test_an_executed_notebook_holds_no_time_path_or_random_id(tmp_path, monkeypatch):
    """Two runs in two folders, time zones and hash seeds write the same bytes."""
    written = []
    for folder, zone in (("one", "Asia/Tokyo"), ("two", "America/New_York")):
        monkeypatch.setenv("TZ", zone)
        notebook = write_notebook(tmp_path / folder, "print({'a', 'b', 'c', 'd'})")
        nbformat.write(_with_fixed_ids(notebook), notebook)
        executed = tmp_path / folder / "out.ipynb"
        run_notebook(notebook, {"as_of": "2026-03-06"}, executed)
        written.append(executed.read_bytes())
    assert written[0] == written[1]
    assert str(tmp_path).encode() not in written[0]
    assert json.loads(written[0])["metadata"]["papermill"] == {
        "parameters": {"as_of": "2026-03-06"}
    }


def _with_fixed_ids(path):
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number}"
    return notebook
