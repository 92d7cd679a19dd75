"""Figures of areas on a page: named in its words, and in the files beside it."""

import csv

import nbformat
import pytest
from nbformat import v4
from places_made import add_places

PROSE = """%%prose
{{ wales }} people are in work in Wales, {{ share(wales, whole) }} of all; {{ period(wales) }}.
England and Wales have {{ total(england, wales) }}; {{ percent_change(wales, forecast) }} more are expected."""


@pytest.fixture
def page(desk):
    """Return the folder of a page on people in work."""
    lines = [
        ("United Kingdom", 34_000, "2026-02-28"),
        ("England", 29_000, "2026-02-28"),
        ("Wales", 1_500, "2026-02-28"),
        ("Wales", 1_650, "2027-02-28", "forecast"),
    ]
    add_places(desk.folder / "data", *lines)
    setup = """%load_ext workings
import workings as w
book = w.read_ledger("../data", as_of)
whole = book.standing("employed", area="United Kingdom")
england, wales = (book.standing("employed", area=area) for area in ("England", "Wales"))
forecast = book.standing("employed", area="Wales", status="forecast")
book"""
    cells = [
        v4.new_markdown_cell("# People in work"),
        v4.new_code_cell('as_of = "2026-03-12"', metadata={"tags": ["parameters"]}),
        *map(
            v4.new_code_cell, (setup, PROSE.replace("{{ period(wales) }}", "{{ wales | period }}"))
        ),
    ]
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata["workings"] = {"byline": "the desk"}
    nbformat.write(notebook, desk.folder / "notebooks" / "areas.ipynb")
    return desk.print_report("areas")


def test_a_page_names_the_areas_of_its_numbers(page):
    """In the workings, and in a column of figures.csv; every number is worked out again."""
    article = (page / "index.html").read_text(encoding="utf-8")
    assert "people in work, Wales" in article
    assert "people in work, Wales, forecast" in article
    with (page / "figures.csv").open(encoding="utf-8") as file:
        areas = {row["counts"]: row["area"] for row in csv.DictReader(file)}
    assert areas["people in work, England"] == "England"
