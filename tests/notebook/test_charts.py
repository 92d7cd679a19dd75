"""Charts: static drawings of any notebook's Altair, with nothing in them but the drawing."""

import re

import altair as alt
import pandas as pd
import pytest

from workings.errors import PageError
from workings.notebook import charts
from workings.notebook.house import Colours

ROWS = pd.DataFrame(
    {"which": ["in", "out"], "people": [350, 281], "link": ["javascript:x", "http://x"]}
)


def spec(chart):
    """Return a chart as it lies in a notebook."""
    charts.enable()
    return chart.properties(title="The finding", description="Two bars.").to_dict()


def bars(rows=ROWS):
    """Two plain bars."""
    return alt.Chart(rows).mark_bar().encode(x="people:Q", y="which:N", color="which:N")


def test_a_drawing_is_named_and_described():
    """The title and the description are inside a file of its own, for whoever can't see it."""
    drawn = charts.draw_alone(spec(bars()), Colours())
    assert "<title>The finding</title><desc>Two bars.</desc>" in drawn


@pytest.mark.parametrize("width", charts.WIDTHS.values())
def test_a_drawing_fits_its_width(width):
    """Axes and labels included, to the pixel."""
    drawn = charts.draw(spec(bars()), width)
    assert drawn.width == pytest.approx(width, abs=2)


def test_the_house_colours_become_variables():
    """One drawing serves a light page and a dark one, and stands alone too."""
    drawn = charts.draw(spec(bars()), 640).body
    assert "var(--one)" in drawn
    assert not re.findall(r'(?:fill|stroke)="#(?!000|fff)', drawn)
    alone = charts.draw_alone(spec(bars()), Colours(one="#123456"))
    assert '"#123456"' in alone
    assert "var(" not in alone


def test_markup_in_the_data_stays_text():
    """A label is never more than a label."""
    rows = ROWS.assign(which=["<script>alert(1)</script>", "</svg><b>"])
    assert "<script" not in charts.draw(spec(bars(rows)), 640).body


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        pytest.param(
            bars(ROWS.assign(people=[350, None])), r"dropna\(subset=\['people'\]\)", id="nan"
        ),
        pytest.param(
            alt.Chart("http://127.0.0.1/x.csv").mark_bar().encode(x="people:Q"),
            "Read data into a DataFrame first",
            id="address",
        ),
        pytest.param(bars(ROWS.iloc[:0]), "no row of data", id="no-rows"),
        pytest.param(bars().encode(x="peple:Q"), "Did you mean people", id="misspelt-column"),
        pytest.param(bars().encode(href="link:N"), "leave links and images out", id="link"),
        pytest.param(
            alt.Chart(ROWS).mark_image().encode(url="link:N", x="people:Q"),
            "leave links and images out",
            id="image",
        ),
    ],
)
def test_a_chart_that_draws_nothing_or_leads_elsewhere_is_refused(chart, said):
    """Missing values are left out on purpose or not at all; a drawing asks nobody."""
    with pytest.raises(PageError, match=said):
        charts.draw(spec(chart), 640)
