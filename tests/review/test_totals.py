"""Totals beside the sums of their parts: proved to be rounding, or named."""

from dataclasses import replace
from pathlib import Path

import pytest
from figures_made import make_figure
from tables_made import MONTHS, PANEL, UK, book_with, number, panel

from workings.review.checks.totals import check_totals

HEADINGS = "month,women,men,number\n"
SEXES = {
    name: {"name": name, "type": "number", "measure": "m", "scale": 1000}
    for name in ("women", "men")
}
TOTAL = MONTHS | SEXES | number(scale=1000, total_of=["women", "men"])


def checked(book):
    """Hold the book's totals against the sums of their parts."""
    return check_totals(Path("data"), book)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        pytest.param("2026-01,10,20,30\n", "1 total, each the sum of its parts", id="equal"),
        pytest.param(
            "2026-01,10,20,30\n2026-02,10,20,31\n",
            "1 of 2 totals differs by up to 1,000 from the sum of their parts, as rounding allows",
            id="rounded",
        ),
        pytest.param(
            "2026-01,10,20,30\n2026-02,10,..,31\n", "1 total, each the sum", id="a-part-is-missing"
        ),
    ],
)
def test_a_total_of_columns_is_proved_to_be_within_rounding(rows, note, tmp_path):
    """In a note; what can't be added up isn't judged."""
    found, (said,) = checked(book_with(tmp_path / "l", HEADINGS + rows, TOTAL))
    assert (found, said.startswith(f"s@2026-12-01, t, number: {note}")) == ((), True)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param("2026-01,10,20,32\n", {}, id="too-far-apart"),
        pytest.param("2026-01,10,20,31\n", {"precision": 1}, id="said-to-be-exact"),
    ],
)
def test_a_total_that_rounding_does_not_explain_is_named(rows, lines, tmp_path):
    """By its row, with what its parts come to. 32,000 is too far from 30,000 in whole people."""
    columns = {
        heading: {**column, **(lines if heading in SEXES or heading == "number" else {})}
        for heading, column in TOTAL.items()
    }
    (found,), notes = checked(book_with(tmp_path / "l", HEADINGS + rows, columns))
    assert notes == ()
    assert "2026-01, number: 3" in str(found) and "for parts that add up to 30,000" in str(found)


def test_a_whole_is_held_against_its_declared_parts(tmp_path):
    """At each time: 305 beside 263, 26 and 16 may be rounding in thousands; 303 is exact."""
    found, (note,) = checked(panel(tmp_path / "a", scale=1000))
    assert found == ()
    assert note.endswith("2 totals, each the sum of its parts.")
    text = PANEL.replace("305", "306")
    found, (note,) = checked(panel(tmp_path / "b", text=text, scale=1000))
    assert found == () and "1 of 2 totals differs by up to 1,000" in note
    (exact,), _ = checked(panel(tmp_path / "c", text=text))
    assert "2026-02, UK, number: 306 for parts that add up to 305" in str(exact)


def test_rates_of_areas_are_held_against_nothing(tmp_path):
    """They add up to nothing."""
    assert checked(panel(tmp_path / "l", kind="rate", unit="per cent")) == ((), ())


def test_a_table_that_declares_no_totals_is_not_read(tmp_path):
    """So a check costs nothing for it."""
    assert checked(panel(tmp_path / "l", parts={})) == ((), ())


def figure(value, line, area, rounded_to=1000):
    """Make a figure of an area of the UK."""
    made = make_figure(value, line, rounded_to=rounded_to, id="m", kind="stock")
    measure = replace(made.measure, dimensions=("area",), parts={"area": UK})
    return replace(made, measure=measure, dimensions=(("area", area),))


@pytest.mark.parametrize(
    ("rounded_to", "found", "note"),
    [
        pytest.param(1000, 0, "1 of 1 total differs by up to 1,000", id="rounded"),
        pytest.param(None, 1, "", id="exact"),
    ],
)
def test_figures_of_a_whole_are_held_against_those_of_its_parts(rounded_to, found, note, tmp_path):
    """For the same days: 67,000 beside 56,000, 5,000 and 5,000."""
    numbers = {"UK": 67_000, "England": 56_000, "Scotland": 5_000, "Wales": 5_000}
    figures = [
        figure(value, line, area, rounded_to) for line, (area, value) in enumerate(numbers.items())
    ]
    empty = panel(tmp_path / "l", parts={})
    book = replace(empty, measures={"m": figures[0].measure}, figures=(*figures,))
    wrong, notes = checked(book)
    assert (len(wrong), note in "".join(notes)) == (found, True)
    assert all(
        "UK, people counted: 67,000 for parts that add up to 66,000" in str(w) for w in wrong
    )
    assert checked(replace(book, figures=(*figures[:-1],))) == ((), ())
