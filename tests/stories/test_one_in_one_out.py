"""The one-in-one-out story, printed at seven dates as its readers would get it."""

import csv
import itertools
import re

import pytest
from pages import drawings, read_page, recorded_numbers, rests_on

from conftest import DATES

SPOKEN_281 = 34  # line of the figures: 281 returned, as stated on 27 January 2026


@pytest.mark.parametrize("text", ["24.6%", "25%", "69", "0.7%", "about 1 in 146"])
def test_the_page_shows_the_number_and_opens_its_workings(editions, text):
    """Each is a link to an entry with the formula, and the entry links back."""
    page = read_page(editions["2026-01-27"])
    entries = [entry for shown, entry in page.numbers if shown == text]
    assert entries
    assert set(entries) <= set(page.ids)
    assert page.links.count("#n1") == 1


def test_no_digit_is_printed_that_the_figures_do_not_support(editions):
    """281 of "41,000" is 0.7%: a second decimal is nowhere on any page."""
    assert "0.69%" not in read_page(editions["2026-01-27"]).text


def test_every_link_on_the_page_leads_somewhere(editions):
    """Numbers, sources and ways back: no anchor is missing, none stands twice."""
    for folder in editions.values():
        page = read_page(folder)
        assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        pytest.param("2025-10-31", "By 30 October 2025, 51 people had been admitted to the UK under its agreement with France and 75 had been returned: 32% fewer in than out.", id="fewer"),
        pytest.param("2025-11-10", "By 7 November 2025, 65 people had been admitted to the UK under its agreement with France and 94 had been returned: 30.9% fewer in than out.", id="not-bbc-57"),
        pytest.param("2026-01-02", "In counts reported on 2 January 2026, 195 people had been admitted to the UK under its agreement with France and 193 had been returned: 1.0% more in than out.", id="day-not-stated"),
        pytest.param("2026-01-27", "By 27 January 2026, 350 people had been admitted to the UK under its agreement with France and 281 had been returned: 24.6% more in than out.", id="seed"),
        pytest.param("2026-03-06", "By 5 March 2026, 380 people had been admitted to the UK under its agreement with France and 377 had been returned: 0.8% more in than out.", id="about-level"),
        pytest.param("2026-06-30", "By 5 March 2026, 380 people had been admitted to the UK under its agreement with France and 377 had been returned: 0.8% more in than out.", id="never-900-against-380"),
        pytest.param("2026-07-16", "By 30 June 2026, 1,117 people had been admitted to the UK under its agreement with France and 1,087 had been returned: 2.8% more in than out.", id="official"),
    ],
)  # fmt: skip
def test_the_standfirst_says_what_had_been_stated_by_then(editions, as_of, sentence):
    """Both counts are for the same day, and the direction is in a word."""
    assert sentence in read_page(editions[as_of]).text


@pytest.mark.parametrize(
    ("as_of", "said", "unsaid"),
    [
        pytest.param("2025-10-31", "holds no count of arrivals", "41,000", id="no-critic-yet"),
        pytest.param("2025-11-10", "At no count had more been admitted", "Mahmood", id="no-interview-yet"),
        pytest.param("2026-01-02", "To which day they run was not stated", "350", id="no-350-yet"),
        pytest.param("2026-01-27", "between 22.8% and 26.0%", "380", id="no-march-yet"),
        pytest.param("2026-03-06", "The Independent", "900", id="no-june-yet"),
        pytest.param("2026-06-30", "at more than 900. How many had been admitted by that day was not stated", "1,117", id="bound-alone"),
        pytest.param("2026-07-16", "not from designated official statistics", "more than 900", id="official-counts"),
    ],
)  # fmt: skip
def test_a_page_knows_what_had_been_said_and_nothing_later(editions, as_of, said, unsaid):
    """The as-of date is the end of what the page knows."""
    text = read_page(editions[as_of]).text
    assert said in text.replace("and not from", "not from")
    assert unsaid not in text


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        pytest.param("2026-01-27", "16,969 people arrived from 6 August 2025 to 22 January 2026; 281 is 1.7% of that", id="as-it-stood"),
        pytest.param("2026-03-06", "16,969 people arrived from 6 August 2025 to 26 January 2026; 281 is 1.7% of that", id="in-force"),
        pytest.param("2026-03-06", "on 18 September 2025, it is 11,374 and 2.5%", id="first-return"),
        pytest.param("2026-03-06", "the agreement was announced, 21,288 and 1.3%", id="announced"),
        pytest.param("2026-03-06", "With the day of the announcement counted, the series gives 21,288; from the day after, 20,715. So it holds on the first reading; on the second the series is short of it by 26 January 2026.", id="more-than-21000"),
        pytest.param("2026-07-16", "217 people were returned: 0.5% of 41,472", id="within-2025"),
    ],
)  # fmt: skip
def test_like_denominators_come_from_the_official_series(editions, as_of, sentence):
    """Each as the official file stood on the as-of date."""
    assert sentence in read_page(editions[as_of]).text


def test_a_number_out_of_an_official_table_names_its_sheet_and_cells(editions):
    """The vintage, the sheet, the heading, the cells and how many rows."""
    text = read_page(editions["2026-01-27"]).text
    assert "Sum of “Migrants arrived” in “Small boat arrivals by day”" in text
    assert "sheet SB_01, cells B2776:B2945, 170 rows" in text


def test_no_two_dates_print_the_same_page(editions):
    """Seven dates, seven different stories."""
    texts = [read_page(folder).text for folder in editions.values()]
    assert all(a != b for a, b in itertools.combinations(texts, 2))


@pytest.mark.parametrize("as_of", DATES)
def test_no_sentence_is_broken_at_any_date(editions, as_of):
    """No leftovers of templates, no doubled words or stops, no number that isn't one."""
    text = read_page(editions[as_of]).text
    assert not re.findall(
        r"\{[{%]|[%}]\}|\bNone\b(?! so far\.)|\bNaN\b|\bnan\b|\ue000|\ue001| ,|\.\.| \.", text
    )
    assert not re.findall(r"\b(\w+) \1\b", text.split("Sources")[0].split("Workings")[0])


@pytest.mark.parametrize("as_of", DATES)
def test_every_chart_is_drawn_for_both_widths_with_its_alt_text(editions, as_of):
    """Each drawing has marks in it, a title and a description; none is an empty frame."""
    drawn = drawings(editions[as_of])
    assert len(drawn) >= 6
    assert len(drawn) % 2 == 0
    for drawing, title, description in drawn:
        assert len(title) >= 10
        assert len(description) >= 40
        assert drawing.count("<path") + drawing.count("<text") > 4
        assert not re.search(r"script|href|onload|http(?!://www.w3.org/2000/svg)", drawing)


def test_the_page_asks_nothing_of_anybody(editions):
    """No script, no style sheet, font or image from elsewhere."""
    html = (editions["2026-01-27"] / "index.html").read_text(encoding="utf-8")
    assert not re.findall(
        r"<script(?! type=\"application/ld\+json\">)|<link(?! rel=\"icon\" href=\"data:)|<img|@import|url\(http",
        html,
    )
    assert "default-src 'none'" in html


def test_a_changed_figure_changes_every_number_that_rests_on_it_and_no_other(editions, desk):
    """281 becomes 282 in the ledger; the page follows, and nothing else on it moves."""
    desk.edit_figure(SPOKEN_281, value="282", as_printed="282")
    before = recorded_numbers(editions["2026-01-27"])
    after = recorded_numbers(desk.print_story("2026-01-27"))
    assert len(before) == len(after)
    resting = [rests_on(number, SPOKEN_281) for number in before]
    assert 10 < sum(resting) < len(before)
    for old, new, rests in zip(before, after, resting, strict=True):
        assert (old.workings.exact != new.workings.exact) == rests
        assert rests or old == new


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        pytest.param(({"value": "463"}, {"value": "443"}), "463 had been returned: 4.3% fewer in than out.", id="sign-flips"),
        pytest.param(({"value": "75"}, {"value": "75"}), "75 had been returned: as many in as out.", id="equal"),
        pytest.param(
            ({"value": "70", "operator": ">", "as_printed": "more than 70"}, {"value": "80"}),
            "more than 70 had been returned: at most 12.7% more (or fewer) in than out.",
            id="bound",
        ),
    ],
)  # fmt: skip
def test_the_story_holds_when_the_counts_turn_out_otherwise(desk, cells, sentence):
    """Sign, equality and bounds change the words, not the grammar."""
    for line, change in zip((23, 24), cells, strict=True):
        desk.edit_figure(line, **{"as_printed": change["value"], **change})
    assert sentence in read_page(desk.print_story("2025-10-31")).text


def test_a_later_correction_does_not_rewrite_what_a_claim_was_judged_by(desk):
    """A claim is recomputed from what had been stated when it was made."""
    figures = desk.folder / "data" / "figures.csv"
    with figures.open(encoding="utf-8", newline="") as file:
        (was,) = (line["seal"] for line in csv.DictReader(file)
                  if line["measure"] == "admitted" and line["as_printed"] == "350"
                  and line["source"] == "S13")  # fmt: skip
    line = (
        "admitted,367,367,=,exact,,2025-08-06,2026-01-27,provisional,S13,interview,the Home Office,"
        f"2026-02-01,2026-11-24,data desk,{was},source revision,,\n"
    )
    with figures.open("a", encoding="utf-8") as file:
        file.write(line)
    text = read_page(desk.print_story("2026-02-02")).text
    assert "367 people had been admitted to the UK under its agreement with France" in text
    assert "From 350 and 281, as stated that day, the change is 24.6%" in text


def test_a_day_on_which_one_count_is_missing_stops_the_run_with_advice(desk):
    """Before anybody had been said to be admitted there is no balance to print."""
    ran = desk.run("run", "notebooks/one-in-one-out.ipynb", "-p", "as_of", "2025-09-01")
    assert ran.returncode == 1
    assert "returned was first stated on 2025-09-18" in ran.stderr
    assert "Choose a later as-of date" in ran.stderr


@pytest.mark.slow
def test_the_same_edition_has_the_same_bytes_anywhere(editions, tmp_path):
    """Another folder, time zone, locale, hash seed, umask and home: the page does not move."""
    from conftest import Desk

    elsewhere = Desk(tmp_path / "another folder")
    env = {
        "TZ": "Pacific/Kiritimati",
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "12345",
        "HOME": str(tmp_path),
    }
    again = elsewhere.print_story("2026-01-27", env=env, umask=0o077)
    for name in ("index.html", "notebook.ipynb"):
        assert (again / name).read_bytes() == (editions["2026-01-27"] / name).read_bytes()


def test_no_digit_is_typed_into_prose():
    """Numbers in the story's words are references, all of them."""
    import nbformat

    from conftest import ROOT

    notebook = nbformat.read(ROOT / "notebooks" / "one-in-one-out.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" or cell.source.startswith("%%prose"):
            assert not re.search(
                r"\d", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", cell.source, flags=re.DOTALL)
            )


def test_the_stored_notebook_holds_no_output():
    """Review shows prose and code, and no noise."""
    import nbformat

    from conftest import ROOT

    notebook = nbformat.read(ROOT / "notebooks" / "one-in-one-out.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
