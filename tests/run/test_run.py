"""Running a notebook: it counts only when every cell ran to its end."""

import json

import nbformat
import pytest

from notebooks import write_notebook
from workings.errors import ParameterError, RunError
from workings.run.job import Limits
from workings.run.run import check_places, run_notebook


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
        pytest.param(
            "print('half: \\ud800')", r"cell 2 shows '\\ud800', which is no text", id="half-text"
        ),
        pytest.param(
            "from IPython.display import Markdown; Markdown('half: \\udfff')",
            r"cell 2 shows '\\udfff', which is no text",
            id="half-text-displayed",
        ),
    ],
)
def test_a_cell_that_does_not_end_well_fails_the_run(tmp_path, cell, said):
    """Plain papermill ends with status 0 on the second of these."""
    notebook = write_notebook(tmp_path, cell, "done = True")
    with pytest.raises(RunError, match=said):
        run_notebook(notebook, {}, tmp_path / "out.ipynb", limits=Limits(2, 100_000))


@pytest.mark.parametrize(
    "cell",
    [
        "open('../data/figures.csv', 'a').write('a line')",
        "import os; os.truncate('../data/figures.csv', 0)",
        "import os; os.rename('../data/figures.csv', '../data/others.csv')",
        "import os; os.remove('story.ipynb')",
        "import pathlib; pathlib.Path('../reports').mkdir()",
        "import subprocess; subprocess.run('echo x >>../data/figures.csv', shell=True, check=True)",
        "import pandas; pandas.DataFrame().to_csv('../beside.csv')",
    ],
)
def test_a_cell_writes_nowhere_but_in_its_scratch_folder(tmp_path, cell):
    """Not by Python, nor by a program that it starts: the run fails by cell, and all is as it was."""
    figures = tmp_path / "data" / "figures.csv"
    figures.parent.mkdir()
    figures.write_text("id\n")
    notebook = write_notebook(tmp_path, "fine = 1", cell)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RunError, match=r"cell 3 \(.*(PermissionError|CalledProcessError)"):
        run_notebook(notebook, {}, tmp_path / "out.ipynb")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "out.ipynb"])
    assert figures.read_text() == "id\n"


def test_a_cell_may_write_in_its_scratch_folder(tmp_path):
    """Where tempfile puts what it makes; and processes may share what they hold."""
    cell = (
        "import multiprocessing, tempfile\nwith tempfile.TemporaryFile() as file:\n"
        "    file.write(b'12')\nmultiprocessing.get_context('fork').Lock()\nprint('written')"
    )
    run_notebook(write_notebook(tmp_path, cell), {}, tmp_path / "out.ipynb")
    assert "written" in (tmp_path / "out.ipynb").read_text()


@pytest.mark.parametrize("magic", ["%nosuchmagic", "%%nosuchmagic\nx"])
def test_a_magic_that_is_not_known_is_told_of_its_own_cell_with_the_reason(tmp_path, magic):
    """The cell before it is not blamed."""
    notebook = write_notebook(tmp_path, "print('fine')", magic)
    with pytest.raises(RunError, match=r"cell 3 \(%+nosuchmagic\): UsageError: .*not found"):
        run_notebook(notebook, {}, tmp_path / "out.ipynb")


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"kernelspec": {"name": "ir", "language": "R"}}, id="kernel"),
        pytest.param({"language_info": {"name": "R"}}, id="language"),
    ],
)
def test_a_notebook_for_another_language_is_refused_by_its_name(tmp_path, metadata):
    """Before anything runs: it might be valid Python, and say something else."""
    notebook = write_notebook(tmp_path, "1")
    stored = json.loads(notebook.read_text())
    notebook.write_text(json.dumps({**stored, "metadata": metadata}))
    with pytest.raises(ParameterError, match=r"story\.ipynb: found a notebook for R; expected"):
        run_notebook(notebook, {}, tmp_path / "out.ipynb")


def test_a_notebook_with_a_byte_order_mark_is_read(tmp_path):
    """As some editors on Windows save it."""
    notebook = write_notebook(tmp_path, "print('was read')")
    notebook.write_bytes(b"\xef\xbb\xbf" + notebook.read_bytes())
    run_notebook(notebook, {}, tmp_path / "out.ipynb")
    assert (
        "was read"
        in json.loads((tmp_path / "out.ipynb").read_text())["cells"][1]["outputs"][0]["text"][0]
    )


@pytest.mark.parametrize(
    "cell",
    [
        "import os; print(os.getcwd())",
        "import os; os.path.expanduser('~')",
        "import tempfile; tempfile.gettempdir()",
        "import pandas; pandas.__file__",
        "import os; dict(os.environ)",
        "import warnings; warnings.warn_explicit('old', FutureWarning, __import__('pandas').__file__, 1)",
    ],
)
def test_a_place_on_this_machine_in_what_a_cell_shows_is_a_fault_of_that_cell(tmp_path, cell):
    """It would stand on the audit sheet and in the published notebook."""
    notebook, executed = write_notebook(tmp_path, "print('fine')", cell), tmp_path / "out.ipynb"
    run_notebook(notebook, {}, executed)
    with pytest.raises(RunError, match=r"cell 3: found '/.*', a place on this machine"):
        check_places(executed, notebook)


def test_a_kernel_is_told_no_secret(tmp_path, monkeypatch):
    """Nor anything else of the environment but what it needs, by name."""
    monkeypatch.setenv("DESK_PASSWORD", "swordfish")
    cell = "import os, subprocess; print(sorted(os.environ), subprocess.getoutput('env'))"
    run_notebook(write_notebook(tmp_path, cell), {}, tmp_path / "out.ipynb")
    said = (tmp_path / "out.ipynb").read_text()
    assert "PYTHONHASHSEED" in said
    assert "DESK_PASSWORD" not in said and "swordfish" not in said


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
