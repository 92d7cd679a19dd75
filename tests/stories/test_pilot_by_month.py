"""The pilot month by month, printed once as its readers would get it."""

import re

import nbformat
import pandas as pd
import pytest
from pages import drawings, read_page, recorded_numbers

from conftest import ROOT

NOTEBOOK = ROOT / "notebooks" / "pilot-by-month.ipynb"
ARCHIVED = "1216fef0fbc754d1330169b530821924742fcebb9ccbefd91cbf41a7825fbb5d.csv"


@pytest.fixture
def pilot(others):
    """Return the edition's folder."""
    return others["pilot-by-month"]


@pytest.fixture
def text(pilot):
    """Return the page's words."""
    return read_page(pilot).text


@pytest.fixture(scope="module")
def monthly():
    """Return the archived table as pandas reads it, with running totals of its own."""
    frame = pd.read_csv(ROOT / "data" / "archive" / ARCHIVED, index_col="month")
    frame["all_in"], frame["all_out"] = frame.transferred_in.cumsum(), frame.returned_out.cumsum()
    frame["balance"] = frame.all_in - frame.all_out
    return frame


def words_for(balance):
    """Write a balance as the page should."""
    return f"{abs(balance)} {'more' if balance > 0 else 'fewer'}"


@pytest.fixture
def notebook():
    """Return the notebook as it is stored."""
    return nbformat.read(NOTEBOOK, as_version=4)


def test_the_standfirst_gives_the_totals_and_their_balance(text):
    """Both totals run to the same month's end, and the direction is in a word."""
    assert (
        "By the end of June 2026 the Home Office had counted 1,117 people admitted to the UK under "
        "its agreement with France and 1,087 returned: 30 more in than out."
    ) in text


def test_every_month_end_is_told_with_its_balance(text, monthly):
    """Each balance that pandas finds stands beside its month; only August 2025 was level."""
    assert monthly.index[monthly.balance == 0].tolist() == ["2025-08"]
    for month, balance in monthly.balance[monthly.balance != 0].items():
        name = pd.Timestamp(month).strftime("%B %Y")
        assert re.search(f"{name} (ended )?with {words_for(balance)}( in than out)?[,.]", text)


def test_every_flip_of_the_sign_is_told(text, monthly):
    """The months named are those that ended on the other side from the month before."""
    flips = monthly.index[monthly.balance * monthly.balance.shift() < 0].tolist()
    assert flips == ["2025-12", "2026-03", "2026-06"]
    assert "changed sign in December 2025, March 2026 and June 2026" in text


def test_the_busiest_month_each_way_is_told(text, monthly):
    """June 2026 has the most admitted and the most returned, and its shares are right."""
    assert monthly.transferred_in.idxmax() == monthly.returned_out.idxmax() == "2026-06"
    shares = [
        f"{100 * monthly[part].max() / monthly[part].sum():.1f}%"
        for part in ("transferred_in", "returned_out")
    ]
    assert (
        "June 2026 was the busiest month each way: 314 people admitted and 264 returned, or "
        f"{shares[0]} of all those admitted so far and {shares[1]} of all those returned."
    ) in text


def test_as_many_months_leaned_each_way(text, monthly):
    """The months are counted, not the running balance at their ends."""
    more = (monthly.transferred_in > monthly.returned_out).sum()
    fewer = (monthly.transferred_in < monthly.returned_out).sum()
    assert f"admitted than returned in {more} of the months, and fewer in {fewer}." in text


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Shabana Mahmood, the Home Secretary, put those admitted at 350 and those returned at 281. From the end of December 2025 to the end of January 2026 the Home Office’s totals went from 245 to 367 admitted and from 217 to 305 returned.", id="january"),
        pytest.param("NationalWorld (PA) reported 51 admitted and 75 returned by 30 October 2025. The Home Office’s totals a day later are 54 and 75: 3 more admitted, and no more and no fewer returned.", id="october"),
        pytest.param("195 admitted and 193 returned, can’t be placed: their day was not stated.", id="day-not-stated"),
    ],
)  # fmt: skip
def test_what_was_said_is_set_beside_the_month_ends(text, sentence):
    """Each count keeps the name of whoever said it, and none is moved to a day it doesn't have."""
    assert sentence in text


def test_every_count_said_for_a_stated_day_lies_between_two_month_ends(text, monthly):
    """Read from the ledger's own file, each lies within the totals around it, and the page says so."""
    figures = pd.read_csv(ROOT / "data" / "figures.csv", dtype=str)
    said = figures[
        figures.measure.isin(["admitted", "returned"])
        & (figures.stated_on < "2026-07-16")
        & figures.period_end.notna()
    ]
    totals = {"admitted": monthly.all_in, "returned": monthly.all_out}
    for figure in said.itertuples():
        running, month = totals[figure.measure], figure.period_end[:7]
        assert running.shift()[month] <= int(figure.value) <= running[month]
    days = f"from {said.period_end.min()} to {said.period_end.max()}"
    assert days == "from 2025-09-18 to 2026-06-10"
    assert (
        "for a stated day, from 18 September 2025 to 10 June 2026, fits between the totals" in text
    )


@pytest.mark.parametrize(
    "caveat",
    [
        "ad hoc, made from operational systems",
        "not designated official statistics",
        "it may be revised",
        "read in a transcription",
        "a person returned more than once is counted once",
        "whether it also turned and turned back within a month, month-ends do not show",
        "To fit is not to be confirmed.",
    ],
)
def test_the_page_says_what_can_not_be_known(text, caveat):
    """The release's own caveats and the limits of month-ends stand in the text, not in a note."""
    assert caveat in text.split("Workings")[0]


def test_every_number_on_the_page_rests_on_a_source(pilot):
    """Each number's record leads to lines of the ledger or cells of the official table."""
    records = recorded_numbers(pilot)
    assert len(records) > 40
    for record in records:
        assert any(each.figure or each.extract for each in record.workings.walk())


def test_the_charts_are_drawn_for_both_widths_with_the_numbers_in_their_alt_text(pilot):
    """Three charts, two drawings each; every description names the numbers its chart shows."""
    drawn = drawings(pilot)
    told = [description for _, _, description in drawn]
    assert len(told) == 6
    for number in ("314", "264", "62 more", "24 fewer", "350", "281"):
        assert sum(number in each for each in told) == 2
    columns = [drawing for drawing, _, _ in drawn if "more in than out</text>" in drawing]
    assert len(columns) == 2
    for drawing in columns:
        assert re.findall(r">([+−]\d+)</text>", drawing)


def test_no_sentence_is_broken(text):
    """No leftovers of templates, no doubled words or stops, no number that isn't one."""
    prose = text.split("Workings")[0]
    assert not re.findall(r"\{[{%]|[%}]\}|\bNone\b|\bnan\b|\ue000|\ue001| ,|\.\.| \.", prose)
    assert not re.findall(r"\b([a-z]+) \1\b", prose)


def test_an_as_of_date_before_the_release_stops_the_run_with_advice(desk):
    """On the day before, no vintage had been published: the message says from when there is one."""
    ran = desk.run("run", "notebooks/pilot-by-month.ipynb", "-p", "as_of", "2026-07-15")
    assert ran.returncode == 1
    assert "no vintage of pilot-monthly had been published by 2026-07-15" in ran.stderr
    assert "Choose a later as-of date" in ran.stderr
    assert not list((desk.folder / "reports").rglob("*.html"))


def test_no_digit_is_typed_into_the_story(notebook):
    """Numbers and dates in the words are references, all of them."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" or cell.source.startswith("%%prose"):
            words = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", cell.source, flags=re.DOTALL)
            assert not re.search(r"\d", words)


def test_the_stored_notebook_holds_no_output(notebook):
    """Review shows prose and code, and no noise."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
