"""A chart's data: the numbers that are drawn, as printed, and safe in a spreadsheet."""

import csv
import io

import altair as alt
import pandas as pd
import pytest

from workings.errors import PageError
from workings.notebook import charts
from workings.notebook.chart_data import as_csv, tables

SHARES = pd.DataFrame(
    {"of_whom": ["all", "=1+1"], "share": [0.68536585, 24.55516], "label": ["0.7%", "24.6%"]}
)


def spec(chart):
    """Return a chart as it lies in a notebook."""
    charts.enable()
    return chart.properties(title="T", description="D").to_dict()


def labelled(rows=SHARES, label="label"):
    """Bars with their numbers written on them."""
    base = alt.Chart(rows).encode(x="share:Q", y="of_whom:N")
    return base.mark_bar() + base.mark_text().encode(text=f"{label}:N")


def test_a_labelled_number_is_given_as_its_label():
    """The notebook rounded it like the prose, and no other digits are shown."""
    (table,) = tables(spec(labelled()))
    assert table.headings == ("Of whom", "Share")
    assert table.rows == (("all", "0.7%"), ("=1+1", "24.6%"))


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        pytest.param("0.8%", "0.68536585", id="another-number"),
        pytest.param("0.7% of 9", "0.68536585", id="two-numbers"),
        pytest.param("small", "0.68536585", id="no-number"),
    ],
)
def test_a_label_that_says_another_number_is_no_substitute_for_the_number(label, shown):
    """A table's numbers are those that are drawn, whatever is written beside them."""
    (table,) = tables(spec(labelled(SHARES.iloc[:1].assign(label=label))))
    assert table.rows[0][1] == shown


def test_series_stand_side_by_side():
    """One line per place along the axis, where each series has one number there."""
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-02"]),
            "which": ["in", "out", "in"],
            "people": [1350, 2, 3],
        }
    )
    lines = alt.Chart(rows).mark_line().encode(x="day:T", y="people:Q", color="which:N")
    (table,) = tables(spec(lines))
    assert table.headings == ("Day", "In", "Out")
    assert table.rows == (("1 January 2026", "1,350", "2"), ("2 January 2026", "3", ""))
    assert table.plain[0] == ("2026-01-01", "1350", "2")


def test_marks_drawn_from_one_table_are_listed_once():
    """Lines and the points on them draw the same numbers; rules and texts draw none."""
    rows = pd.DataFrame({"day": ["a", "b"], "people": [1, 2]})
    base = alt.Chart(rows).encode(x="day:O", y="people:Q")
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule().encode(y="y:Q")
    (table,) = tables(spec(base.mark_line() + base.mark_point() + zero))
    assert table.rows == (("a", "1"), ("b", "2"))


def test_a_spreadsheet_takes_no_text_for_a_formula():
    """Text that begins like one gets an apostrophe; numbers below nought stay numbers."""
    rows = SHARES.assign(share=[-24, 3], label=["24 fewer", "3"])
    read = list(csv.reader(io.StringIO(as_csv(tables(spec(labelled(rows)))))))
    assert read == [["Of whom", "Share"], ["all", "-24"], ["'=1+1", "3"]]


REPEATED = pd.DataFrame({"way": ["in", "out"], "p": [350, 281], "q": [36, 26]})


def repeated(by, *listed, **named):
    """Bars, once for each of two columns."""
    bars = (
        alt.Chart(REPEATED)
        .mark_bar()
        .encode(x=alt.X(alt.repeat(by), type="quantitative"), y="way:N")
    )
    return spec(bars.repeat(*listed, **named))


@pytest.mark.parametrize(
    ("asked", "panels"),
    [
        (repeated("column", column=["p", "q"]), 2),
        (repeated("row", row=["p", "q"]), 2),
        (repeated("repeat", ["p", "q"], columns=1), 2),
        (repeated("layer", layer=["p", "q"]), 1),
    ],
    ids=["columns", "rows", "list", "layers"],
)
def test_a_repeated_chart_is_drawn_with_a_table_for_each_panel(asked, panels):
    """Each panel draws its own column, and its table says so."""
    assert [(table.headings, table.rows) for table in tables(asked)] == [
        (("Way", "P"), (("in", "350"), ("out", "281"))),
        (("Way", "Q"), (("in", "36"), ("out", "26"))),
    ]
    body = charts.draw(asked, 640).body
    assert body.count(">way<") == panels


def test_a_missing_value_in_a_repeated_column_is_refused():
    """As in any other chart."""
    rows = REPEATED.assign(q=[36, None])
    bars = (
        alt.Chart(rows)
        .mark_bar()
        .encode(x=alt.X(alt.repeat("column"), type="quantitative"), y="way:N")
    )
    with pytest.raises(PageError, match="missing value in row 2 of column 'q'"):
        charts.draw(spec(bars.repeat(column=["p", "q"])), 640)
