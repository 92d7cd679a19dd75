"""What can be wrong in a stored notebook is found without running it, and a sound one has nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from figures_made import make_figure

import workings
from workings.errors import CheckError
from workings.notebook.prose import sentence
from workings.quantities.operations import OPERATIONS as KNOWN
from workings.review.checks.found import findings
from workings.review.checks.notebook import check_notebook
from workings.review.checks.numbers import typed
from workings.review.checks.stored import read_stored
from workings.review.checks.templates import FILTERS, OPERATIONS, Template

ROOT = Path(__file__).parents[2]
SPECIMENS = Path(__file__).parents[1] / "specimens/notebooks"

TYPED = "No number is typed into the words"
HIDDEN = "No prose hides a number or a computation"
OUTSIDE = "No code reaches for the clock, the network, chance or this machine"
ORDER = "The cells run from top to bottom"
RECORDS = "No number's record is made by hand"

#: Each specimen is a sound notebook with one fault: the check, the cell, and words of the message.
FAULTS = {
    "absolute-path": (OUTSIDE, 4, "'/srv/desk/figures.csv'", "as in ../data"),
    "absolute-path-in-an-f-string": (OUTSIDE, 4, "'/srv/'", "as in ../data"),
    "absolute-path-under-a-name": (OUTSIDE, 4, "'~/desk/figures.csv'", "as in ../data"),
    "address-read": (OUTSIDE, 4, "https://example.org/boats.csv", "workings add source"),
    "allowed-and-not-there": (TYPED, 0, "'two counts', which allows no number", "Take the entry"),
    "allowed-elsewhere": (TYPED, 4, "'Two' typed", "workings.allowed"),
    "allowed-without-a-reason": (TYPED, 0, "{'text': 'the two'}", "a reason"),
    "another-program": (OUTSIDE, 4, "subprocess, which reaches for this machine", "a parameter"),
    "arithmetic-in-an-expression": (HIDDEN, 5, "admitted.value - returned.value", "from quant"),
    "broken-jinja": (HIDDEN, 5, "line 1 of the prose", "Mend it"),
    "call-in-a-condition": (HIDDEN, 5, "the call max(…)", "in a code cell above"),
    "call-in-an-expression": (HIDDEN, 5, "the call str(…)", "in a code cell above"),
    "call-of-no-operation": (HIDDEN, 5, "the call w.printed(…)", "in a code cell above"),
    "chance": (OUTSIDE, 4, "numpy.random", "Take every row"),
    "chance-by-hash": (OUTSIDE, 4, "hash, which reaches for chance", "can be repeated"),
    "chance-by-sampling": (OUTSIDE, 4, "sample(…) without a random_state", "can be repeated"),
    "clock": (OUTSIDE, 4, "datetime.datetime.now", "from a parameter"),
    "clock-in-prose": (OUTSIDE, 5, "datetime.date.today", "from a parameter"),
    "clock-of-pandas": (OUTSIDE, 4, "Timestamp('now')", "from a parameter"),
    "clock-under-another-name": (OUTSIDE, 4, "datetime.date.today", "from a parameter"),
    "code-in-a-text": (OUTSIDE, 4, "eval", "Write out what is done"),
    "counts-backwards": (ORDER, 4, "execution count 3 after 7", "Clear the outputs"),
    "date-in-prose": (TYPED, 5, "'27 January' typed", "workings.allowed"),
    "digits-of-another-script": (TYPED, 5, "'281' typed", "workings.allowed"),
    "environment": (OUTSIDE, 4, "os.environ", "a parameter"),
    "figure-by-hand": (RECORDS, 4, "Figure, which makes a number", "into the ledger"),
    "filter-of-jinja": (HIDDEN, 5, "the filter | string", "| more_or_fewer"),
    "macro": (HIDDEN, 5, "{% macro %}", "in a code cell above"),
    "name-before-its-cell": (ORDER, 4, "'lead', which cell 5 defines", "Move the cell"),
    "name-of-nothing": (ORDER, 5, "'retruned', which no cell defines", "spelling"),
    "network": (OUTSIDE, 4, "requests, which reaches for the network", "workings add source"),
    "no-python": (OUTSIDE, 4, "what is no Python", "syntax"),
    "number-beside-a-reference": (TYPED, 5, "'17' typed", "workings.allowed"),
    "number-in-a-chart-title": (TYPED, 4, "'24.6%' typed", "workings.allowed"),
    "number-in-a-charts-data": (TYPED, 4, "'281' typed", "workings.allowed"),
    "number-in-a-text-of-the-code": (TYPED, 4, "'69' typed", "workings.allowed"),
    "number-in-alt-text": (TYPED, 4, "'281' typed", "workings.allowed"),
    "number-in-an-expression": (HIDDEN, 5, "the number 281", "from quantities"),
    "number-in-an-f-string": (TYPED, 4, "'69' typed", "workings.allowed"),
    "number-in-markdown": (TYPED, 4, "'281' typed", "workings.allowed"),
    "number-in-the-headline": (TYPED, 1, "'281' typed", "workings.allowed"),
    "number-in-the-metadata": (TYPED, 0, "'More than 300' typed", "workings.allowed"),
    "number-made-a-text": (TYPED, 4, "'69' typed", "workings.allowed"),
    "number-split-by-a-tag": (TYPED, 5, "'41' typed", "workings.allowed"),
    "number-word-in-prose": (TYPED, 5, "'Seventeen' typed", "workings.allowed"),
    "record-by-hand": (RECORDS, 4, "application/vnd.workings.prose+json", "take it from the book"),
    "records-published": (RECORDS, 4, "publish_display_data", "printed by %%prose"),
    "reference-times-a-thousand": (TYPED, 5, "thousand”", "Put it into the quantity"),
    "shell-cell": (OUTSIDE, 4, "'%%bash'", "%load_ext workings or %%prose"),
    "shell-line": (OUTSIDE, 4, "files = !ls ../data", "Write it in Python"),
    "stored-outputs": (
        "The notebook is stored without outputs",
        4,
        "1 stored output",
        "nbstripout",
    ),
    "text-of-digits-in-an-expression": (HIDDEN, 5, "the text '281'", "from quantities"),
    "texts-joined-in-an-expression": (HIDDEN, 5, "admitted.as_printed ~ ''", "from quantities"),
    "time": (OUTSIDE, 4, "time, which reaches for the clock", "from a parameter"),
    "unused-parameter": ("Every parameter is used", 2, "the parameter 'year'", "take it out"),
}


def test_every_specimen_has_its_line_here():
    """No fault is put aside by leaving it out of the list."""
    assert sorted(path.stem for path in SPECIMENS.glob("*.ipynb")) == sorted([*FAULTS, "good"])


def test_a_sound_notebook_has_nothing():
    """All its checks pass, and each of its numbers is a reference."""
    checks, coverage = check_notebook(SPECIMENS / "good.ipynb")
    assert findings(checks) == []
    assert str(coverage) == "3 of 3 numbers traced, 0 allowed"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_named_and_told_how_to_mend(name):
    """One check fails and no other; the message has the file, the cell, and what to do."""
    check, cell, found, mend = FAULTS[name]
    checks, _ = check_notebook(read_stored(SPECIMENS / f"{name}.ipynb", f"{name}.ipynb"))
    assert [each.name for each in checks if not each.passed] == [check]
    first = next(finding for finding in findings(checks) if finding.cell == cell)
    assert found in str(first)
    assert mend in str(first)
    assert str(first).startswith(f"{name}.ipynb cell {cell} (" if cell else f"{name}.ipynb (")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('pd.DataFrame({"what": ["a", "b"], "people": [281, -350]})', ["281", "350"]),
        ('rows = [("a", 281)]\npd.DataFrame(rows, columns=["what", "people"])', ["281"]),
        ('rows = []\nrows.append({"people": 281.5})\npd.DataFrame(rows)', ["281.5"]),
        ('n = 281\npd.DataFrame([dict(people=n) for each in book])', ["281"]),
        ('frame = pd.DataFrame(rows())\nframe["people"] = 281', ["281"]),
        ("frame.assign(people=int(281))", ["281"]),
        ('alt.Chart(alt.Data(values=[{"people": 281}]))', ["281"]),
        ("alt.Chart(rows).encode(x=alt.datum(281), y=alt.Y(datum=350))", ["281", "350"]),
        ('alt.Chart(rows, width=300, height=281).mark_bar(size=34, dx=-5)', []),
        ("alt.X(scale=alt.Scale(domain=[0, 281]), axis=alt.Axis(values=[90, 110]))", []),
        ("alt.Chart(rows).encode(x=alt.value(292))", []),
        ('pd.DataFrame({"at": [0], "stated": [100], "people": [int(returned.value)]})', []),
        ("pd.DataFrame(rows, index=[281, 350])", []),
        ('counts = {"a": 281}\ncounts["a"] = 350', []),
    ],
)  # fmt: skip
def test_a_number_typed_as_a_charts_data_is_found_and_a_size_is_not(tmp_path, code, found):
    """However it gets into the rows; nought and a hundred per cent are lines to read against."""
    notebook = json.loads((SPECIMENS / "number-in-a-charts-data.ipynb").read_text("utf-8"))
    notebook["cells"][3]["source"] = code
    path = tmp_path / "drawn.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    words = check_notebook(path)[0][0]
    assert sorted(each.found.split("'")[1] for each in words.found) == found


@pytest.mark.parametrize("report", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.stem)
def test_the_reports_notebooks_have_no_fault(report):
    """What this repository publishes passes its own checks, and each exception has a reason."""
    checks, coverage = check_notebook(report)
    assert [str(finding) for finding in findings(checks)] == []
    assert coverage.traced + coverage.allowed == coverage.numbers


def test_checking_a_stored_notebook_loads_no_library_for_tables_or_charts():
    """It answers at once."""
    code = (
        "import sys; from pathlib import Path; from workings.review.checks.notebook import check_notebook; "
        f"check_notebook(Path({str(SPECIMENS / 'good.ipynb')!r})); "
        "print(sorted({'pandas', 'altair', 'nbformat', 'nbconvert', 'papermill', 'frictionless', 'IPython'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "[]\n"


def test_what_is_no_notebook_is_refused(tmp_path):
    """A file that can't be read is a fault of its own, and no traceback."""
    shutil.copy(ROOT / "README.md", tmp_path / "story.ipynb")
    with pytest.raises(CheckError, match=r"story\.ipynb: found a file that is no notebook"):
        check_notebook(tmp_path / "story.ipynb")


def test_prose_may_call_the_operations_and_use_the_filters_that_it_has():
    """The checks and the magic know the same ones, though they don't load each other."""
    assert set(KNOWN) == OPERATIONS
    printed = "".join(f"{{% if no %}}{{{{ no | {name} }}}}{{% endif %}}" for name in FILTERS)
    assert sentence(printed, {"no": None}).markdown == ""


@pytest.mark.parametrize("imported", ["import workings as w", "import workings as desk"])
def test_prose_may_call_an_operation_as_a_notebook_has_imported_it(tmp_path, imported):
    """After `import workings as w` it may say w.share(…): the checks see through the name."""
    name = imported.rpartition(" ")[2]
    text = (SPECIMENS / "good.ipynb").read_text(encoding="utf-8")
    text = text.replace("import workings as w", imported).replace(" w.", f" {name}.")
    called = f"{{{{ {name}.difference(admitted, returned) | more_or_fewer }}}}"
    (tmp_path / "story.ipynb").write_text(
        text.replace("{{ lead | more_or_fewer }}", called), "utf-8"
    )
    checks, _ = check_notebook(tmp_path / "story.ipynb")
    assert findings(checks) == []
    names = {"a": make_figure(350, line=2), "b": make_figure(281, line=3), name: workings}
    assert str(sentence(f"{{{{ {name}.difference(a, b) }}}} more", names)) == "69 more"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Seventeen of the 350", ["Seventeen of the 350"]),
        ("on 27 January 2026", ["27 January 2026"]),
        ("Covid-19, Article 3 and G7", ["Covid-19", "Article 3", "G7"]),
        ("one of the two, at first, said one in, one out", []),
    ],
)
def test_every_numeral_counts_and_every_number_word_that_is_one(text, numbers):
    """A name or a date needs its entry in the list; a pronoun doesn't."""
    assert [mention.text for mention in typed(text)] == numbers


def test_names_of_a_template_are_those_that_the_notebook_must_define():
    """What a loop defines itself, and the operations, need no cell above."""
    template = Template("{% for a in all %}{{ share(a, b) }}{% endfor %}", OPERATIONS)
    assert template.names == {"all", "b"}
