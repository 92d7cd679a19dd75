"""What an executed notebook prints and draws is held against its records, and these to the ledger."""

import copy
import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from commands import give

from notebooks import write_notebook
from workings.errors import CheckError
from workings.ledger.archive import Archive
from workings.ledger.read import read_ledger
from workings.review.checks.executed import check_executed
from workings.review.checks.found import findings

ROOT = Path(__file__).parents[2]
BOOK = "application/vnd.workings.book+json"
PROSE = "application/vnd.workings.prose+json"
PRINTED = "Every number that is printed is traced"
FOREIGN = "Every record of a number is %%prose's own"
AGAIN = "Every number comes to the same when worked out again"
DRAWN = "Every number in a chart is a figure, an official table's, or traced"


def read(folder):
    """Read an edition's executed notebook."""
    return json.loads((folder / "notebook.ipynb").read_text("utf-8"))


def check(executed):
    """Check an executed notebook against this repository's ledger."""
    return check_executed(executed, book(executed["metadata"]["papermill"]["parameters"]["as_of"]))


@cache
def book(as_of):
    """Read this repository's ledger, once for each day."""
    return read_ledger(ROOT / "data", as_of)


def outputs(executed, mime):
    """List the outputs of a kind, by the beginning of their MIME type."""
    return [
        value
        for cell in executed["cells"]
        for output in cell.get("outputs", [])
        for key, value in output.get("data", {}).items()
        if key.startswith(mime)
    ]


def drawn(executed):
    """List the charts."""
    return outputs(executed, "application/vnd.vegalite")


def number(executed, text):
    """Return the first number that is printed so."""
    return next(
        n for said in outputs(executed, PROSE) for n in said["numbers"] if n["text"] == text
    )


@pytest.fixture
def page(editions):
    """The story's executed notebook of 27 January, for a test to alter."""
    return copy.deepcopy(read(editions["2026-01-27"]))


def test_every_number_of_every_report_is_traced(editions, crossings, others):
    """All checks pass on whatever this repository prints; what isn't traced has its reason."""
    for folder in (*editions.values(), *crossings.values(), *others.values()):
        checks, coverage = check(read(folder))
        assert [str(finding) for finding in findings(checks)] == []
        assert coverage.traced + coverage.allowed == coverage.numbers
        assert coverage.traced > 10


def alter_words(page):
    outputs(page, PROSE)[0]["markdown"] += " In all 631 people were moved."


def alter_markdown(page):
    page["cells"][8]["source"] += " There were 631 of them."


def move_a_record(page):
    record = next(
        c for c in page["cells"] if any(PROSE in o.get("data", {}) for o in c.get("outputs", []))
    )
    record["source"] = "display(said)"


def alter_the_book(page):
    figures = outputs(page, BOOK)[0]["figures"]
    next(row for row in figures.values() if row["value"] == "281")["value"] = "282"


def alter_a_printed_number(page):
    number(page, "24.6%")["text"] = "25.6%"


def alter_a_result(page):
    number(page, "69")["workings"]["exact"] = "70"


def alter_an_operand(page):
    number(page, "69")["workings"]["operands"][0]["exact"] = "351"


def alter_a_sum_of_cells(page):
    node = number(page, "20,715")["workings"]
    node["exact"] = node["range"]["low"] = node["range"]["high"] = "20716"


def invent_an_operation(page):
    number(page, "69")["workings"]["operation"] = "guess"


def draw_another_number(page):
    next(iter(drawn(page)[0]["datasets"].values()))[0]["people"] = 357


def label_another_number(page):
    next(iter(drawn(page)[0]["datasets"].values()))[0]["label"] = "357"


def title_another_number(page):
    drawn(page)[0]["title"]["text"] = "25.6% more in than out"


def describe_another_number(page):
    drawn(page)[0]["description"] = "Two bars: 350 people admitted and 357 returned."


def let_the_chart_compute(page):
    for layer in drawn(page)[0]["layer"]:
        layer["encoding"]["x"]["aggregate"] = "mean"


def draw_a_number_without_a_row(page):
    drawn(page)[0]["layer"][0]["encoding"]["x"] = {"datum": 357, "type": "quantitative"}


def write_a_number_with_a_mark(page):
    drawn(page)[0]["layer"].append({"mark": {"type": "text", "text": "357 in all"}})


def let_the_chart_make_a_label(page):
    layer = drawn(page)[0]["layer"][1]
    layer["transform"] = [{"calculate": "datum.people + ' of 357'", "as": "made"}]
    layer["encoding"]["text"]["field"] = "made"


def name_another_number(page):
    node = drawn(page)[0]["usermeta"]["workings"]["numbers"][0]
    node["exact"] = node["range"]["low"] = node["range"]["high"] = "357"


#: Each puts one fault into a sound page: the check that finds it, the cell, and words about it.
FAULTS = {
    alter_words: (PRINTED, 6, "'631' printed without workings"),
    alter_markdown: (PRINTED, 8, "'631' printed without workings"),
    move_a_record: (FOREIGN, 6, "in a cell that is none"),
    alter_the_book: (FOREIGN, 3, "value 282 of the line"),
    alter_a_printed_number: (AGAIN, None, "'25.6%' printed for 24.6%"),
    alter_a_result: (AGAIN, None, "= 70, which comes to 69"),
    alter_an_operand: (AGAIN, None, "figure 350 = 351, which comes to 350"),
    alter_a_sum_of_cells: (AGAIN, None, "= 20716, which comes to 20715"),
    invent_an_operation: (AGAIN, None, "no operation 'guess'"),
    draw_another_number: (DRAWN, 10, "357 in the chart “24.6% more in than out”"),
    label_another_number: (DRAWN, 10, "“357” in the chart"),
    title_another_number: (DRAWN, 10, "'25.6' in the title"),
    describe_another_number: (DRAWN, 10, "'357' in the description"),
    let_the_chart_compute: (DRAWN, 10, "numbers that Vega-Lite works out for x"),
    draw_a_number_without_a_row: (DRAWN, 10, "357 in the chart"),
    write_a_number_with_a_mark: (DRAWN, 10, "“357 in all” in the chart"),
    let_the_chart_make_a_label: (DRAWN, 10, "labels that Vega-Lite works out (made)"),
    name_another_number: (AGAIN, 10, "figure 350 = 357, which comes to 350, named by a chart"),
}


@pytest.mark.parametrize("alter", FAULTS, ids=lambda alter: alter.__name__)
def test_what_was_altered_is_found_where_it_stands(page, alter):
    """One check fails and names the cell, and what stands there."""
    check_, cell, found = FAULTS[alter]
    alter(page)
    checks, _ = check(page)
    assert {each.name for each in checks if not each.passed} == {check_}
    assert any(
        found in finding.found and cell in (None, finding.cell) for finding in findings(checks)
    )


def test_a_ledger_without_official_tables_is_enough(editions, tmp_path):
    """A page that rests on none is checked all the same."""
    executed = read(editions["2025-10-31"])
    bare = replace(book("2025-10-31"), archive=Archive(tmp_path, book("2025-10-31").sources))
    assert findings(check_executed(executed, bare)[0]) == []


@pytest.mark.parametrize("place", [0, 13, 27])
def test_a_bar_with_another_days_number_is_found(crossings, place):
    """A series out of an official table is held to it as a whole, not number by number."""
    page = copy.deepcopy(read(crossings["2026-02-28", 2026]))
    days = next(
        rows
        for spec in drawn(page)
        for rows in spec["datasets"].values()
        if len(rows) == 28 and "day" in rows[0]
    )
    days[place]["people"] = next(r["people"] for r in days if r["people"] != days[place]["people"])
    checks, _ = check(page)
    assert [each.name for each in checks if not each.passed] == [DRAWN]


def test_a_point_of_a_line_with_another_weeks_total_is_found(crossings):
    """A line of running totals runs evenly through its year."""
    page = copy.deepcopy(read(crossings["2026-02-28", 2026]))
    line = max(
        (rows for spec in drawn(page) for rows in spec["datasets"].values()),
        key=lambda rows: len(rows),
    )
    one, other = [row for row in line if row["year"] == "2022"][20:22]
    one["people"], other["people"] = other["people"], one["people"]
    checks, _ = check(page)
    assert [each.name for each in checks if not each.passed] == [DRAWN]


def test_a_chart_bound_to_another_vintage_is_found(desk):
    """One that draws an older file and a figure replaced since fails, whichever way it says so."""
    notebook = write_notebook(
        desk.folder,
        "# Arrivals, drawn from an old book",
        "%load_ext workings\nimport altair as alt\nimport pandas as pd\nimport workings as w\n\n"
        'book = w.read_ledger("../data", as_of)\nold = w.read_ledger("../data", "2025-11-14")\nbook',
        'arrived = w.sum_of(old, "small-boats-daily", "people", first="2025-08-06")',
        '%%prose\n{{ book["returned"] }} people had been returned.',
        'rows = pd.DataFrame({"what": ["arrived"], "people": [int(arrived.value)]})\n'
        'alt.Chart(rows).mark_bar().encode(x="people:Q", y="what:N").properties(\n'
        '    title="Arrivals", description="A bar.", usermeta=w.rests_on(arrived)\n)',
        'alt.Chart(rows).mark_bar().encode(x="people:Q", y="what:N").properties(\n'
        '    title="Arrivals", description="A bar."\n)',
    )
    ran = desk.run("run", str(notebook))
    assert ran.returncode == 1, "what a check refuses is not put in place"
    kept = re.search(r"as far as it ran: (.*)", ran.stderr)[1]
    checks, _ = check(json.loads(Path(kept).read_text(encoding="utf-8")))
    assert [each.name for each in checks if not each.passed] == [DRAWN]
    named, bare = findings(checks)
    assert (named.cell, bare.cell) == (6, 7)
    assert "the file small-boats@2025-11-14, which did not stand on 2026-01-27" in named.found
    assert re.match(r"[0-9,]+ in the chart “Arrivals”", bare.found)


@pytest.fixture
def site(tmp_path, published):
    """A site with two editions on record, of which one is built."""
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, tmp_path / part)
    edition = "one-in-one-out/2026-01-27"  # as printed from its own ledger head, unlike a draft
    shutil.copytree(published / edition, tmp_path / "reports" / edition)
    return tmp_path


def run(site, *arguments):
    """Give the command at a site."""
    return give(site, "check", *arguments)


def test_the_command_checks_ledger_notebooks_and_built_pages(site):
    """Each is named with its coverage, and so is how much of the record was not there."""
    ran = run(site)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "data, 223 lines: 5 checks passed\n" in ran.stdout
    assert re.search(
        r"^notebooks/pilot-by-month.ipynb: 7 checks passed, ", ran.stdout, re.MULTILINE
    )
    assert re.search(
        r"^one-in-one-out/2026-01-27: 4 checks passed, \d+ of \d+ numbers traced, \d allowed$",
        ran.stdout,
        re.MULTILINE,
    )
    assert "10 of the editions on record have no page here" in ran.stdout


def test_a_fault_ends_the_command_with_status_1_and_no_traceback(site):
    """What was found comes at the end, with its place; as JSON too."""
    shutil.copy(ROOT / "tests/specimens/notebooks/clock.ipynb", site / "notebooks/late.ipynb")
    ran = run(site, "notebooks/late.ipynb")
    assert ran.returncode == 1
    assert (
        ran.stdout
        == "notebooks/late.ipynb: 1 of 7 checks failed, 3 of 3 numbers traced, 0 allowed\n"
    )
    assert ran.stderr.startswith("1 fault found\n  notebooks/late.ipynb cell 4 (import datetime")
    (checked,) = json.loads(run(site, "notebooks/late.ipynb", "--json").stdout)
    assert checked["coverage"] == {"numbers": 3, "traced": 3, "allowed": 0}
    assert [each["name"] for each in checked["checks"] if not each["passed"]] == [
        "No code reaches for the clock, the network, chance or this machine"
    ]


def test_records_that_cannot_be_read_are_a_fault_and_no_traceback(site):
    """A file that no run left so is named."""
    path = site / "reports/one-in-one-out/2026-01-27/notebook.ipynb"
    path.write_text(path.read_text("utf-8").replace('"numbers"', '"nmubers"'), encoding="utf-8")
    ran = run(site)
    assert ran.returncode == 1
    assert "notebook.ipynb: found records that can't be read" in ran.stderr
    assert "Traceback" not in ran.stderr


def alter_a_copy(data):
    path = next((data / "archive").glob("*.csv"))
    path.write_bytes(path.read_bytes() + b"\n")


def take_reasons_out(data):
    path = data / "uncited.yml"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def give_a_reason_too_many(data):
    with (data / "uncited.yml").open("a") as file:
        file.write("S00: Nothing rests on it.\nS99: Nothing rests on it.\n")


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (alter_a_copy, "a file with the digest"),
        (take_reasons_out, "the source S28, which no figure, claim or table cites"),
        (give_a_reason_too_many, "(S99): found a source that is not in sources.csv"),
    ],
    ids=["altered-copy", "dead-source", "reason-for-a-living-source"],
)
def test_a_dead_source_or_an_altered_copy_is_found(site, alter, found):
    """Every source is cited or kept for a reason, and its copy has the digest on record."""
    shutil.rmtree(site / "notebooks")
    shutil.rmtree(site / "reports")
    alter(site / "data")
    ran = run(site)
    assert ran.returncode == 1
    assert found in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_list_of_kept_sources_that_cannot_be_read_is_refused(tmp_path):
    """It names each source with its reason, or it is at fault."""
    from workings.review.checks.site import read_uncited

    (tmp_path / "uncited.yml").write_text("- S18\n")
    with pytest.raises(CheckError, match="expected lines like S18"):
        read_uncited(tmp_path)
