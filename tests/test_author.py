"""`import workings as w`: all that an author needs, one name for each, and nothing before it is asked."""

import ast
import inspect
import json
import re
import subprocess
import sys

import pytest

import workings
from conftest import ROOT
from workings import author
from workings.quantities import OPERATIONS

#: What an author meets. Whoever adds a name says here that it was meant, and in docs/writing.md why.
DECLARED = [
    "read_ledger",
    *("between", "difference", "one_in", "percent_change", "rate_per", "ratio", "share", "total"),
    *("time_at", "time_between", "chosen", "converted"),
    *("count_of", "last_of", "maximum_of", "sum_of"),
    *("check_claims", "rests_on", "ParameterError"),
    *("day", "listed", "more_or_fewer", "printed", "span", "spread"),
]
WRITING = (ROOT / "docs/writing.md").read_text(encoding="utf-8")
HEAVY = {"altair", "babel", "frictionless", "IPython", "jinja2", "pandas", "papermill", "pydantic"}


def loaded_after(code):
    """Return which heavy libraries a new process has loaded after some code."""
    code += f"\nimport sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_public_face_has_the_declared_names_and_no_others():
    """All of them are there, in `dir` as in `__all__`, and every operation among them."""
    assert sorted(workings.__all__) == sorted(dir(workings)) == sorted(DECLARED)
    assert set(OPERATIONS) <= set(DECLARED)
    assert all(getattr(workings, name) is getattr(author, name) for name in DECLARED)


@pytest.mark.parametrize("name", DECLARED)
def test_each_name_of_the_public_face_has_a_docstring_and_its_line_on_the_page(name):
    """JupyterLab shows the one; docs/writing.md has the other, in one table row."""
    assert inspect.getdoc(getattr(workings, name))
    assert len(re.findall(rf"^\| `{name}\b[^|]*\| [^|]+ \|$", WRITING, flags=re.MULTILINE)) == 1


@pytest.mark.parametrize(
    "code",
    [
        "import workings",
        "import workings.errors",
        "from workings import files",
        "import workings.imports",
    ],
)
def test_nothing_heavy_is_loaded_before_a_name_is_asked_for(code):
    """Nor is it by a module of the house that needs none of it."""
    assert loaded_after(code) == []


def test_a_name_asked_for_is_loaded():
    """So the test above can fail."""
    assert "jinja2" in loaded_after("from workings import share")


def test_a_misspelt_name_is_told_the_nearest():
    """As everywhere in this house."""
    with pytest.raises(AttributeError, match=r"workings has no shrae\. Did you mean share\?"):
        workings.shrae  # noqa: B018


def test_names_are_completed_as_in_jupyterlab():
    """What its kernel answers: the names that an author has, and none of our rooms."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as Shell\n"
        "from IPython.core.completer import provisionalcompleter\n"
        "shell = Shell.instance(); shell.run_cell('import workings as w')\n"
        "with provisionalcompleter():\n"
        "    print(*sorted(each.text for each in shell.Completer.completions('w.', 2)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == sorted(DECLARED)


def test_a_type_checker_knows_the_names_their_types_and_no_others(tmp_path):
    """So an editor does, too."""
    (tmp_path / "story.py").write_text(
        "import workings as w\nfrom workings import share\n"
        "reveal_type(share)\nreveal_type(w.read_ledger('../data', '2026-01-27'))\nw.shrae\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        str(tmp_path / "story.py"),
    ]
    ran = subprocess.run(
        [*command, f"--cache-dir={tmp_path}"], capture_output=True, text=True,
        env={"MYPYPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert re.search(
        r'story.py:3: note: .*"def \(part: workings\.ledger\.figures\.Figure', ran.stdout
    )
    assert re.search(r'story.py:4: note: .*"workings\.ledger\.book\.Book"', ran.stdout)
    assert 'story.py:5: error: Module has no attribute "shrae"' in ran.stdout


@pytest.mark.parametrize("notebook", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.stem)
def test_our_notebooks_need_nothing_else_of_this_house(notebook):
    """What they import of it is the public face, and each name they take is on it."""
    cells = [
        "".join(cell["source"])
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    code = "\n".join(
        line for cell in cells if not cell.startswith("%%")
        for line in cell.splitlines() if not line.startswith("%")
    )  # fmt: skip
    nodes = list(ast.walk(ast.parse(code)))
    imports = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [line for line in imports if "workings" in line] == ["import workings as w"]
    taken = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    ours = {name.partition(".")[2] for name in taken if re.fullmatch(r"w\.\w+", name)}
    assert {"read_ledger", "rests_on"} <= ours <= set(DECLARED)
