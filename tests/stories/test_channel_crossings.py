"""The small-boat report, printed for three pairs of as-of date and year as its readers would get it."""

import csv
import re

import nbformat
import pandas as pd
import pytest
from pages import drawings, read_page, recorded_numbers, rests_on

from conftest import PAIRS, ROOT

NOTEBOOK = "notebooks/channel-crossings.ipynb"
REVISED_2022 = 9  # line of the figures: 45,774 in 2022, as stated on 24 August 2023


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: f"{pair[0]}-year-{pair[1]}")
def report(request, crossings):
    """One pair after another, with the folder of its edition."""
    return request.param, crossings[request.param]


def read_daily(as_of):
    """Read the newest stored file of the as-of date with pandas alone."""
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = [row for row in csv.DictReader(file) if row["id"].startswith("small-boats@")]
    newest = max(
        (row for row in sources if row["published_on"] <= as_of),
        key=lambda row: row["published_on"],
    )
    sheet = pd.read_excel(ROOT / "data" / newest["archive"], sheet_name="SB_01", engine="calamine")
    days = pd.to_datetime(sheet["Date"])
    return pd.DataFrame(
        {"people": sheet["Migrants arrived"].to_list(), "boats": sheet["Boats arrived"].to_list()},
        index=pd.DatetimeIndex(days),
    )


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        pytest.param(PAIRS[0], "By 26 February 2026, 2,209 people had arrived in the UK by small boat since the year began: 7.4% more than by the same day a year earlier.", id="this-year"),
        pytest.param(PAIRS[0], "More people had been counted by that day in 2023 (2,953), fewer in every other year since 2018", id="one-year-higher"),
        pytest.param(PAIRS[0], "The busiest day of 2026 so far was 25 February 2026, when the Home Office counted 605 people in 10 boats.", id="busiest-day"),
        pytest.param(PAIRS[0], "In 2026 so far it comes to 63.1 people to a boat, against 61.7 in the whole of 2025 and 7.0 in 2018", id="people-per-boat"),
        pytest.param(PAIRS[0], "From 30 January 2026 to 26 February 2026 the Home Office counted 1,276 people in 20 boats. They arrived on 5 of the 28 days", id="four-weeks"),
        pytest.param(PAIRS[1], "By 13 November 2025, 39,075 people had arrived in the UK by small boat since the year began: 18.8% more than by the same day a year earlier.", id="first-file"),
        pytest.param(PAIRS[2], "By 31 December 2024, 36,816 people had arrived in the UK by small boat in the course of the year: 25.1% more than in the year before.", id="whole-year"),
        pytest.param(PAIRS[2], "From 4 December 2024 to 31 December 2024 the Home Office counted 3,132 people in 61 boats.", id="last-weeks-of-a-past-year"),
    ],
)  # fmt: skip
def test_the_page_says_it_of_that_year_and_date(crossings, pair, sentence):
    """A year under way and a whole year are told in different words, and in the right numbers."""
    assert sentence in read_page(crossings[pair]).text


def test_the_numbers_are_those_that_pandas_finds_in_the_file(report):
    """The sums, the busiest day, the last four weeks and the people to a boat, worked out anew."""
    (as_of, year), folder = report
    daily = read_daily(as_of)
    this = daily[daily.index.year == year]
    before = daily[: this.index[-1] - pd.DateOffset(years=1)]
    before = before[before.index.year == year - 1]
    weeks = this[-28:]
    rate = this["people"].sum() / this["boats"].sum()
    change = (this["people"].sum() - before["people"].sum()) / before["people"].sum() * 100
    printed = {text for text, _ in read_page(folder).numbers}
    assert {
        f"{this['people'].sum():,}",
        f"{this['boats'].sum():,}",
        f"{before['people'].sum():,}",
        f"{this['people'].max():,}",
        f"{(this['people'] == 0).sum():,}",
        f"{weeks['people'].sum():,}",
        f"{weeks['boats'].sum():,}",
        f"{(weeks['people'] > 0).sum():,}",
        f"{rate:.1f}",
        f"{abs(change):.1f}% {'more' if change > 0 else 'fewer'}",
    } <= printed


@pytest.mark.parametrize("pair", PAIRS[:2], ids=lambda pair: pair[0])
def test_only_the_disagreement_known_by_then_is_told(crossings, pair):
    """Before August 2026 the ledger knows the quarterly figure of 2022, and no other year's."""
    text = read_page(crossings[pair]).text
    assert (
        "For 2022 the quarterly tables give 45,774 people, as the Home Office stated on 24 August 2023. The daily file adds up to 45,755: 19 fewer."
        in text
    )
    assert "holds no quarterly figure for any other whole year" in text
    assert "8,466" not in text
    assert any(rests_on(number, REVISED_2022) for number in recorded_numbers(crossings[pair]))


def test_both_disagreements_are_told_once_both_are_known(crossings):
    """The tables of August 2026 differ from the daily file in 2020 and 2022, and in no other year."""
    text = read_page(crossings["2026-09-01", 2024]).text
    assert (
        "For 2020 the quarterly tables give 8,466 people, as the Home Office stated on 27 August 2026. The daily file adds up to 8,462: 4 fewer."
        in text
    )
    assert (
        "For 2022 the quarterly tables give 45,774 people, as the Home Office stated on 27 August 2026. The daily file adds up to 45,755: 19 fewer."
        in text
    )
    assert "For 2018, 2019, 2021, 2023, 2024 and 2025 the two agree." in text


def test_a_past_year_is_told_without_a_word_of_this_one(crossings):
    """A whole year has no “so far”, and no later year is set against it."""
    story = read_page(crossings["2026-09-01", 2024]).text.split("Where two official counts")[0]
    assert "so far" not in story
    assert "2025" not in story


def test_the_counts_are_called_provisional_and_attributed(report):
    """The standfirst says whose counts they are and that they are provisional."""
    text = read_page(report[1]).text
    assert "These are the Home Office’s daily counts, and they are provisional." in text


def test_no_sentence_is_broken(report):
    """No leftovers of templates, no doubled words or stops, no number that isn’t one."""
    text = read_page(report[1]).text
    assert not re.findall(
        r"\{[{%]|[%}]\}|\bNone\b(?! so far\.)|\bNaN\b|\bnan\b|\ue000|\ue001| ,|\.\.| \.", text
    )
    assert not re.findall(r"\b(\w+) \1\b", text.split("Workings")[0])


def test_every_chart_is_drawn_for_both_widths_with_its_alt_text(report):
    """Three charts with marks in them, each with a title and a description."""
    drawn = drawings(report[1])
    assert len(drawn) == 6
    for drawing, title, description in drawn:
        assert len(title) >= 10
        assert len(description) >= 40
        assert drawing.count("<path") + drawing.count("<text") > 4


def test_a_year_that_the_file_has_not_begun_stops_the_run_with_advice(desk):
    """In November 2025 there is no 2026 to tell of; the message says which years there are."""
    ran = desk.run("run", NOTEBOOK, "-p", "as_of", "2025-11-14", "-p", "year", "2026")
    assert ran.returncode == 1
    assert "it ends on 2025-11-13. Ask for a year from 2018 to 2025" in ran.stderr


def test_no_digit_is_typed_into_prose():
    """Numbers, dates and years in the story’s words are references, all of them."""
    notebook = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" or cell.source.startswith("%%prose"):
            words = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", cell.source, flags=re.DOTALL)
            assert not re.search(r"\d", words)


def test_the_stored_notebook_holds_no_output():
    """Review shows prose and code, and no noise."""
    notebook = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
