"""The press: an edition appears whole or not at all, and every fault says how to mend it."""

import re
import subprocess
import sys

import nbformat
import pytest
from nbformat import v4
from pages import Page

from workings.run.parameters import file_name

SETUP = """%load_ext workings
import altair as alt, pandas as pd
import workings as w
book = w.read_ledger("../data", as_of)
returned = book["returned"]
chart = alt.Chart(pd.DataFrame({"a": [int(returned.value)]})).mark_bar().encode(x="a:Q")
book"""
HEAD = "# A headline"


@pytest.fixture
def story(desk):
    """Write and run a small story of the given cells; returns what became of it."""

    def print_cells(*sources, parameters='as_of = "2026-01-27"', options=()):
        cells = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        for source in sources:
            new = v4.new_markdown_cell if source.startswith("#") else v4.new_code_cell
            cells.append(new(source))
        nbformat.write(v4.new_notebook(cells=cells), desk.folder / "notebooks" / "small.ipynb")
        return desk.run("run", "notebooks/small.ipynb", *options)

    drafts = desk.folder / "reports" / "drafts"
    print_cells.page = drafts / "small" / "2026-01-27" / "index.html"
    return print_cells


def test_a_small_story_is_printed(story):
    """A headline, a book and a sentence are enough; the last line on standard output is the page."""
    ran = story(HEAD, SETUP, "%%prose\n{{ returned }} people <b>returned</b>.")
    assert (ran.returncode, ran.stderr.count("Traceback")) == (0, 0)
    assert ran.stdout.strip() == str(story.page)
    page = Page(story.page.read_text(encoding="utf-8"))
    assert "281 people <b>returned</b>." in page.text
    assert page.numbers == [["281", "w1"]]


def test_a_story_that_fails_says_where_and_harms_nothing(story):
    """Exit status 1, advice, the notebook kept, and the edition before untouched."""
    story.page.parent.mkdir(parents=True)
    story.page.write_text("the edition before")
    ran = story(HEAD, SETUP, "%%prose\n{{ retruned }}", "chart")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "small.ipynb 2026-01-27: cell 4 (%%prose): ProseError" in ran.stderr
    assert "Did you mean returned" in ran.stderr
    assert "Traceback" not in ran.stderr
    kept = re.search(r"as far as it ran: (.*\.ipynb)", ran.stderr)[1]
    assert nbformat.read(kept, as_version=4).cells
    assert story.page.read_text() == "the edition before"
    assert [path.name for path in story.page.parent.parent.iterdir()] == ["2026-01-27"]


def test_a_notebook_that_changes_its_as_of_date_is_refused(story):
    """The folder and the page speak of the same day."""
    ran = story(HEAD, SETUP.replace("as_of)", '"2025-10-31")\nassert as_of'))
    assert ran.returncode == 1
    assert "found a book as of 2025-10-31; expected one as of 2026-01-27" in ran.stderr


def test_a_strange_notebook_name_stays_inside_the_reports(tmp_path):
    """A name that climbs out of the folder becomes one that doesn't."""
    assert "/" not in file_name("..")
    assert file_name("..") not in ("", ".", "..")
    assert file_name("one-in-one-out") == "one-in-one-out"


def test_a_page_that_cannot_be_printed_harms_nothing_either(story):
    """A run that ends well and a page that can't be printed leave no edition behind."""
    ran = story(HEAD, SETUP, "chart")
    assert ran.returncode == 1
    assert "cell 4: the chart '' has no title" in ran.stderr
    assert not story.page.parent.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("-p", "as_off", "2026-03-06"), "Did you mean as_of", id="unknown"),
        pytest.param(("-p", "as_of", "soon"), "expected an ISO date", id="ill-typed"),
        pytest.param(
            ("-f", "list.yml"), "expected lines of `name: value`", id="file-without-names"
        ),
    ],
)
def test_a_wrong_parameter_stops_the_run_before_a_kernel_starts(story, desk, options, said):
    """Exit status 2, within a second of processor time, and nothing written."""
    (desk.folder / "list.yml").write_text("- as_of\n")
    ran = story(HEAD, options=options)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert not (desk.folder / "reports").exists()


def test_a_refused_parameter_imports_nothing_that_only_a_run_needs(desk):
    """Neither what runs notebooks nor what they import: it is refused at once."""
    code = (
        "import sys; from workings.cli.main import main\n"
        "try:\n    main(['run', 'notebooks/one-in-one-out.ipynb', '-p', 'as_off', 'x'])\n"
        "except SystemExit as end:\n    assert end.code == 2\n"
        "heavy = {'altair', 'frictionless', 'jupyter_client', 'nbformat', 'pandas', 'papermill'}\n"
        "print(heavy & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=desk.folder, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"


def test_parameters_can_come_from_a_file_and_the_command_line_wins(story, desk):
    """As with papermill's -f and -p."""
    (desk.folder / "given.yml").write_text("as_of: 2025-10-31\nnote: from the file\n")
    ran = story(
        HEAD, SETUP, "%%prose\n{{ note }} {{ returned }}",
        parameters='as_of = "2026-01-27"\nnote = "default"',
        options=("-f", "given.yml", "-p", "note", "from the line"),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    page = next((desk.folder / "reports" / "drafts" / "small").glob("2025-10-31-note-*/index.html"))
    assert "from the line 75" in Page(page.read_text(encoding="utf-8")).text


def test_hostile_text_in_the_ledger_stays_text(story, desk):
    """Names, notes, titles and addresses meet HTML escaped, and only http is linked."""
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    desk.edit_figure(34, stated_by=evil, locator=evil, note=evil)
    sources = desk.folder / "data" / "sources.csv"
    text = sources.read_text(encoding="utf-8")
    address = re.search(r"https://nation\.cymru[^,]*", text)[0]
    sources.write_text(text.replace(address, "javascript:alert(1)"), encoding="utf-8")
    ran = story(HEAD, SETUP, "%%prose\n{{ returned }} {{ returned.stated_by }}")
    if ran.returncode:  # the ledger's own checks may refuse it first, and say so
        assert "sources.csv" in ran.stderr
        return
    html = story.page.read_text(encoding="utf-8")
    assert html.count("<script") == html.count('<script type="application/ld+json">') == 1
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_help_imports_nothing_that_only_a_run_needs():
    """The command answers at once where nothing is run."""
    code = (
        "import sys; from workings.cli.main import main; main(['run', '--help'], standalone_mode=False);"
        "print({'pandas', 'altair', 'papermill', 'nbconvert', 'frictionless'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("set()\n")


def test_the_version_is_told():
    """As `python -m workings` and as `workings`."""
    ran = subprocess.run(
        [sys.executable, "-m", "workings", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "workings, version 0.1.0\n"
