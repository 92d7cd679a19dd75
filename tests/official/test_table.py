"""Official tables: read as declared, refused where they don't fit, compared between vintages."""

import csv
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

import pandas as pd
import pytest
from spreadsheets import ARCHIVE, archived, write_ods, write_xlsx

from workings.errors import OfficialError, UnknownName
from workings.ledger.read import read_ledger
from workings.official.declarations import Declaration, read_declarations
from workings.official.extracts import extract
from workings.official.revisions import CellChange, NoteChange, diff_tables
from workings.official.table import read_official

VINTAGES = {
    "2025-11-14": "a8887dfe05fc",
    "2026-01-23": "df3749ddc523",
    "2026-02-20": "d31888057f1f",
    "2026-02-27": "440579941069",
    "2026-04-24": "c8173dc08aa1",
    "2026-05-01": "dde4b418ada2",
    "2026-05-29": "347d44a976e7",
}
DECLARED = read_declarations("data/tables.yml")
MONTHLY = "1216fef0fbc7"
UNCONTROLLED = "Boats arrived - involved in uncontrolled landings"


def read_vintages(table):
    """Read a table in each of its vintages, each one checked against the one before."""
    found, previous = {}, None
    for day, digest in VINTAGES.items():
        source = f"small-boats@{day}"
        previous = read_official(archived(digest), DECLARED[table], previous, source=source)
        found[day] = previous
    return found


@pytest.fixture(scope="module")
def daily():
    """Read the daily table in its seven vintages."""
    return read_vintages("small-boats-daily")


@pytest.fixture(scope="module")
def weekly():
    """Read the weekly table in its seven vintages."""
    return read_vintages("small-boats-weekly")


@pytest.fixture(scope="module")
def monthly():
    """Read the pilot's monthly table."""
    return read_official(archived(MONTHLY), DECLARED["pilot-monthly"])


def declare(columns=None, **lines):
    """Declare a table of days and people, but for what is said otherwise."""
    people = {"name": "people", "type": "count", "measure": "arrivals"}
    columns = columns or {"Date": {"name": "date", "type": "date"}, "People": people}
    lines = {"source": "test", "sheet": "Data", "key": "Date", "columns": columns, **lines}
    return Declaration.model_validate({"id": "test", **lines})


@pytest.fixture
def read(tmp_path):
    """Write rows with a real writer and read them as declared."""

    def read_rows(rows, previous=None, *, write=write_ods, **lines):
        path = tmp_path / ("a.ods" if write is write_ods else "a.xlsx")
        write(path, {"Data": rows})
        return read_official(path, declare(**lines), previous)

    return read_rows


def days(count, start=1):
    """Make rows of days from January 2026 with their number."""
    return [[date(2026, 1, day), day] for day in range(start, start + count)]


# The real files: numbers asserted elsewhere in print


@pytest.mark.parametrize(
    ("first", "last", "people"),
    [
        pytest.param("2020-01-01", "2020-12-31", 8_462, id="2020-not-the-quarterly-8466"),
        pytest.param("2022-01-01", "2022-12-31", 45_755, id="2022-not-the-quarterly-45774"),
        pytest.param("2025-01-01", "2025-12-31", 41_472, id="2025"),
        pytest.param("2025-08-06", "2026-01-26", 16_969, id="since-it-came-into-force"),
        pytest.param("2025-07-10", "2026-01-26", 21_288, id="since-it-was-announced"),
        pytest.param("2025-07-11", "2026-01-26", 20_715, id="from-the-day-after"),
        pytest.param("2025-09-18", "2026-01-26", 11_374, id="since-the-first-return"),
    ],
)
def test_arrivals_add_up_to_the_numbers_in_the_story(first, last, people, daily):
    """In every vintage that covers these days; there are five that cover 26 January 2026."""
    covering = [
        table for table in daily.values() if table.frame["date"].max() >= pd.Timestamp(last)
    ]
    assert len(covering) >= 5
    assert {extract(table, "people", first=first, last=last).value for table in covering} == {
        people
    }


def test_the_file_of_the_articles_day_ends_four_days_before_it(daily):
    """A total to 26 January can't be had from it; to 22 January it is the same, no one having come."""
    table = daily["2026-01-23"]
    with pytest.raises(OfficialError, match="2026-01-22, which is all it covers"):
        extract(table, "people", first="2025-08-06", last="2026-01-26")
    totals = [
        extract(table, "people", first=f"2025-{day}").value for day in ("08-06", "07-10", "09-18")
    ]
    assert totals == [16_969, 21_288, 11_374]
    newest = daily["2026-05-29"]
    assert extract(newest, "people", first="2026-01-23", last="2026-01-26").value == 0


@pytest.mark.parametrize("day", VINTAGES)
def test_weeks_are_the_days_from_monday_to_sunday_added_up(day, daily, weekly):
    """For people and for boats, in every vintage."""
    frame = daily[day].frame.set_index("date")[["people", "boats"]]
    weeks = weekly[day].frame.set_index("week_ending")[["people", "boats"]]
    summed = frame.resample("W-SUN").sum().loc[weeks.index]
    assert (summed.to_numpy() == weeks.to_numpy()).all()


def test_a_dash_is_missing_with_its_reason_and_never_nought(daily):
    """Uncontrolled landings are counted from 1 January 2023; before that, nobody knows."""
    table = daily["2026-05-29"]
    before = table.frame["date"] < pd.Timestamp("2023-01-01")
    landings = table.frame["uncontrolled_landings"]
    assert (landings[before].isna().all(), landings[~before].notna().all()) == (True, True)
    assert len(table.missing) == before.sum() == 1_826
    assert set(table.missing["shorthand"]) == {"-"}
    assert set(table.missing["reason"]) == {"not collected for that day"}
    with pytest.raises(OfficialError, match="last such row is 2022-12-31: leave those rows out"):
        extract(table, "uncontrolled_landings")
    assert extract(table, "uncontrolled_landings", first="2023-01-01").rows == (~before).sum()


def test_nine_days_are_flagged_as_revised(daily):
    """The flag is kept row by row, and says neither when nor by how much."""
    flags = daily["2026-05-29"].flags
    assert flags["key"].tolist()[:: len(flags) - 1] == ["2023-02-08", "2025-09-06"]
    assert (len(flags), set(flags["flag"]), set(flags["column"])) == (9, {"Revised"}, {""})


def test_the_frame_is_plain_pandas(daily):
    """Days are datetimes, counts nullable whole numbers; the index is the sheet's own row number."""
    frame = daily["2026-01-23"].frame
    assert frame.dtypes.astype(str).tolist() == ["datetime64[s]", "Int64", "Int64", "Int64", "str"]
    assert (frame.index.name, frame.index[0], frame.index[-1]) == ("row", 2, 2945)
    assert frame.loc[2945, "date"] == pd.Timestamp("2026-01-22")


def test_cover_and_notes_are_kept_however_they_drift(daily):
    """Empty rows that come and go on top are no lines."""
    first = {table.notes["Cover_sheet"][0] for table in daily.values()}
    assert first == {"Migrants detected crossing the English Channel in small boats"}
    assert all(
        table.notes["Notes"][1].startswith("1. These statistics") for table in daily.values()
    )


def test_the_reader_says_what_it_did(daily):
    """In sentences: headings, rows, missing cells and flags."""
    assert daily["2026-01-23"].report == (
        "Found the headings in row 1 of sheet SB_01.",
        "Read 2,944 rows (2 to 2945), from 2018-01-01 to 2026-01-22, one for each day.",
        f"{UNCONTROLLED}: 1,826 cells with '-' taken as missing (not collected for that day), "
        "not as nought.",
        "9 rows marked 'Revised'.",
    )


def test_the_pilots_months_are_read_without_the_desks_own_sums(monthly):
    """People in and out by month; 217 returned within 2025, when 41,472 arrived."""
    assert monthly.frame.columns.tolist() == ["month", "admitted", "returned"]
    assert extract(monthly, "returned", last="2025-12-31").value == 217
    assert [extract(monthly, name).value for name in ("admitted", "returned")] == [1_117, 1_087]
    assert extract(monthly, "admitted").last == date(2026, 6, 30)


def test_archived_files_are_the_bytes_their_names_say():
    """Seven weekly files and one table of months, each under its own digest."""
    files = [path for path in ARCHIVE.iterdir() if path.suffix in (".ods", ".csv")]
    assert len(files) >= 8
    assert all(sha256(path.read_bytes()).hexdigest() == path.stem for path in files)


@pytest.mark.parametrize("table", DECLARED)
def test_every_declared_measure_is_described_in_the_ledger(table):
    """Unit, population and definition are written once, in measures.csv."""
    with open("data/measures.csv", encoding="utf-8", newline="") as file:
        known = {line["id"] for line in csv.DictReader(file)}
    assert {column.measure for column in DECLARED[table].columns.values()} - {""} <= known


# Vintages compared


def test_between_vintages_only_the_two_known_revisions_are_found(daily, weekly):
    """One without a flag, one of two cells with; no day and no arrival ever changed."""
    found = {
        change.new: change.changed
        for tables in (daily, weekly)
        for change in (diff_tables(old, new) for old, new in pairwise(tables.values()))
        if change.changed or change.removed
    }
    prevented = ("people_prevented", "Migrants prevented", 390, 322)
    events = ("events_prevented", "Events prevented", 21, 20)
    assert found == {
        "small-boats@2026-02-27": (
            CellChange("2026-02-15", "uncontrolled_landings", UNCONTROLLED, 5, 0, False),
        ),
        "small-boats@2026-05-01": (
            CellChange("2026-04-19", *prevented, True),
            CellChange("2026-04-19", *events, True),
        ),
    }


def test_rows_added_and_notes_changed_are_told(daily):
    """A week of days, and what the publisher now calls those who come."""
    diff = diff_tables(daily["2026-02-20"], daily["2026-02-27"])
    assert diff.added == tuple(f"2026-02-{day}" for day in range(20, 27))
    assert [note.sheet for note in diff.notes] == ["Notes"] * 4
    said = str(diff)
    assert said.startswith(
        "small-boats-daily, from small-boats@2026-02-20 to small-boats@2026-02-27: no cell changed."
    )
    assert "7 rows added: 2026-02-20 to 2026-02-26." in said
    assert "'… and other irregular migration routes from …' became" in said


def test_layout_that_drifts_is_no_change(daily):
    """Two empty rows on top of the cover, and an empty line in the notes, are nothing."""
    assert diff_tables(daily["2026-05-01"], daily["2026-05-29"]).notes == ()


def test_a_removed_row_and_a_lost_flag_and_a_new_reason_are_told(read):
    """What a publisher takes away is told as plainly as what is added."""
    old = read([["Date", "People"], *days(2), [date(2026, 1, 3), "5 [r]"], [date(2026, 1, 4), "-"]])
    new = read([["Date", "People"], *days(1), [date(2026, 1, 3), 5], [date(2026, 1, 4), "[c]"]])
    diff = diff_tables(old, new)
    assert (diff.removed, str(diff.flags_lost[0])) == (("2026-01-02",), "2026-01-03, people: r")
    assert [(change.old, change.new) for change in diff.unflagged] == [("-", "[c]")]
    assert "2026-01-04, People: '-' became '[c]', NOT flagged as revised." in str(diff)
    assert "1 row REMOVED: 2026-01-02." in str(diff)


def test_a_marker_beside_a_changed_number_flags_it(read):
    """`[r]` in the cell does what `Revised` does for the row."""
    old = read([["Date", "People"], [date(2026, 1, 1), 5]])
    new = read([["Date", "People"], [date(2026, 1, 1), "6 [r]"]])
    (change,) = diff_tables(old, new).changed
    assert str(change) == "2026-01-01, People: 5 became 6, flagged as revised"


def test_changed_notes_show_the_words_that_differ(read):
    """A long line is not printed twice for one word."""
    old, new = (
        read([[line], ["Date", "People"], *days(1)])
        for line in ("a b c d e old f g h i", "a b c d e new f g h i")
    )
    (note,) = diff_tables(old, new).notes
    assert note == NoteChange("Data", "a b c d e old f g h i", "a b c d e new f g h i")
    assert str(note) == "Data: '… d e old f g …' became '… d e new f g …'"


def test_vintages_of_two_tables_are_not_compared(daily, weekly):
    """Days and weeks would differ in everything."""
    with pytest.raises(OfficialError, match="Compare each table with its own"):
        diff_tables(daily["2026-01-23"], weekly["2026-01-23"])


# Awkward spreadsheets, read right


@pytest.mark.parametrize("write", [write_ods, write_xlsx], ids=["ods", "xlsx"])
def test_headings_are_found_below_merged_titles_and_notes(write, read):
    """Titles and footnotes are kept, row numbers are the sheet's, empty columns cost nothing."""
    table = read(
        [
            [("Table 1: People who arrived, January 2026", 4)],
            ["Source: Home Office"],
            [],
            ["Date", "People [note 1]", None, None],
            *days(2),
            [],
            ["[note 1] Provisional."],
            ["End of table"],
        ],
        write=write,
    )
    assert (table.header_row, table.frame.index.tolist()) == (4, [5, 6])
    assert table.frame["people"].tolist() == [1, 2]
    assert table.notes["Data"] == (
        "Table 1: People who arrived, January 2026",
        "Source: Home Office",
        "[note 1] Provisional.",
        "End of table",
    )
    assert "Kept 2 lines of text above the table and 2 below it." in table.report


@pytest.mark.parametrize("write", [write_ods, write_xlsx], ids=["ods", "xlsx"])
def test_two_rows_of_headings_are_joined(write, read):
    """A merged heading stands over the columns it spans; one that is not divided stands alone."""
    count = {"type": "count", "measure": "arrivals"}
    table = read(
        [["Date", ("Arrived", 2), "Notes"], [None, "People", "Boats"], [date(2026, 1, 1), 12, 3]],
        write=write,
        header_rows=2,
        columns={
            "Date": {"name": "date", "type": "date"},
            "Arrived: People": {"name": "people", **count},
            "Arrived: Boats": {"name": "boats", **count},
            "Notes": {"name": "notes", "type": "text"},
        },
    )
    assert table.frame.iloc[0].tolist()[1:] == [12, 3, ""]
    assert table.letters == {"date": "A", "people": "B", "boats": "C", "notes": "D"}


@pytest.mark.parametrize(
    ("cell", "value", "flag", "meaning"),
    [
        pytest.param("1,234 [r]", 1234, "r", "revised", id="revised"),
        pytest.param("1,234[p]", 1234, "p", "provisional", id="provisional"),
        pytest.param("1234 (e)", 1234, "e", "estimated", id="round-brackets"),
        pytest.param("12 [note 2]", 12, "note 2", "note 2", id="note"),
        pytest.param("1,234²", 1234, "note 2", "note 2", id="superscript"),
        pytest.param("12r", 12, "r", "revised", id="letter"),
    ],
)
def test_footnote_markers_become_flags_not_digits(cell, value, flag, meaning, read):
    """The number is what it is without them."""
    table = read([["Date", "People"], [date(2026, 1, 1), cell]])
    assert table.frame["people"].tolist() == [value]
    assert table.flags.to_numpy().tolist() == [[2, "2026-01-01", "people", flag, meaning]]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param("-", "no number given", id="dash"),
        pytest.param("[x]", "not available", id="x"),
        pytest.param("[c]", "withheld, so that nobody can be identified", id="c"),
        pytest.param("[z]", "not applicable", id="z"),
        pytest.param("[Z]", "not applicable", id="capital"),
        pytest.param(":", "not available", id="colon"),
        pytest.param("..", "not available", id="two-dots"),
        pytest.param("*", "withheld, so that nobody can be identified", id="star"),
        pytest.param(None, "left empty", id="empty"),
        pytest.param("n/k", "not known", id="declared"),
    ],
)
def test_shorthand_is_missing_with_its_reason(cell, reason, read):
    """The usual marks mean what they usually do; a table's own are declared."""
    rows = [["Date", "People"], [date(2026, 1, 1), cell], [date(2026, 1, 2), 3]]
    table = read(rows, missing={"n/k": "not known"})
    assert table.frame["people"].tolist() == [pd.NA, 3]
    assert table.missing["reason"].tolist() == [reason]
    assert "not as nought" in table.report[2]


@pytest.mark.parametrize("write", [write_ods, write_xlsx], ids=["ods", "xlsx"])
@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(date(2026, 2, 1), id="date"),
        pytest.param("2026-02-01", id="iso"),
        pytest.param("1 February 2026", id="words"),
        pytest.param("1 Feb 2026 [r]", id="short-words-marked"),
        pytest.param("01/02/2026", id="slashes"),
        pytest.param(46054, id="serial-number"),
    ],
)
def test_days_are_read_however_they_are_written(cell, write, read):
    """As a day, as text, as a spreadsheet's own count of days."""
    table = read([["Date", "People"], [cell, 3]], write=write, day_first=True)
    assert table.frame["date"].tolist() == [pd.Timestamp("2026-02-01")]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("01/02/2026", "declare `day_first: true`", id="either-way-round"),
        pytest.param(2026, "found '2026'; expected a day", id="bare-year"),
        pytest.param("31 February 2026", "expected a day, such as 2026-01-31", id="no-such-day"),
        pytest.param("Total", "put it under ignore_rows", id="total"),
        pytest.param(datetime(2026, 1, 1, 12), "expected a day", id="noon"),
    ],
)
def test_what_can_only_be_guessed_to_be_a_day_is_refused(cell, said, read):
    """A wrong day would count people in another month."""
    with pytest.raises(OfficialError, match=f"row 2, Date: .*{said}"):
        read([["Date", "People"], [cell, 3], *days(1)], write=write_xlsx)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param([["Numbers in thousands"], ["Date", "People"]], {}, id="above-the-table"),
        pytest.param([["Date", "People (000s)"]], {"heading": "People (000s)"}, id="in-a-heading"),
    ],
)
def test_a_sheet_that_says_thousands_has_to_be_declared(rows, lines, read):
    """Nothing is multiplied, or left as it is, on a guess."""
    count = {"name": "people", "type": "count", "measure": "arrivals"}
    date_column = {"name": "date", "type": "date"}
    columns = {"Date": date_column, lines.get("heading", "People"): count}
    rows = [*rows, [date(2026, 1, 1), 1.2]]
    with pytest.raises(OfficialError, match=r"Declare `scale: 1000`"):
        read(rows, columns=columns)
    table = read(rows, columns=columns, scale=1000)
    assert (table.frame["people"].tolist(), table.rounded_to) == ([1_200], {"people": 100})


def test_a_sheet_in_millions_of_pounds_is_declared_by_its_unit(read):
    """The message offers the scale that the heading names."""
    people = {"name": "spent", "type": "number", "measure": "spending"}
    columns = {"Date": {"name": "date", "type": "date"}, "Spent (£ million)": people}
    rows = [["Date", "Spent (£ million)"], [date(2026, 1, 1), 1.2]]
    with pytest.raises(
        OfficialError, match=r"Declare `scale: 1000000`, or the unit with its scale"
    ):
        read(rows, columns=columns)
    table = read(rows, columns=columns, unit="£ million")
    assert (table.frame["spent"].tolist(), table.rounded_to) == ([1_200_000], {"spent": 100_000})


@pytest.mark.parametrize("write", [write_ods, write_xlsx], ids=["ods", "xlsx"])
def test_a_number_of_a_spreadsheet_has_the_digits_that_an_office_shows(write, read):
    """0.1 + 0.2 is 0.3, so that its column is as exact as a tenth."""
    columns = {
        "Date": {"name": "date", "type": "date"},
        "Rate": {"name": "rate", "type": "number", "measure": "rate"},
    }
    rows = [["Date", "Rate"], [date(2026, 1, 1), 0.1 + 0.2], [date(2026, 1, 2), 4.0]]
    table = read(rows, write=write, columns=columns)
    assert table.frame["rate"].tolist() == [Decimal("0.3"), 4]
    assert table.rounded_to == {"rate": Decimal("0.1")}


def test_totals_are_passed_over_where_declared(read):
    """The total is no row; the report says which one was left out."""
    table = read([["Date", "People"], *days(2), ["Total", 3]], ignore_rows=["Total"])
    assert table.frame["people"].tolist() == [1, 2]
    assert "Rows not read, as declared: 4." in table.report


def test_a_table_of_text_keys_and_decimal_numbers(read):
    """Several columns can tell rows apart; decimals stay exact."""
    table = read(
        [["Area", "Year", "Rate"], ["Kent", "2025", "1.10 [p]"], ["Kent", "2026", 0.3]],
        key=["Area", "Year"],
        columns={
            "Area": {"name": "area", "type": "text"},
            "Year": {"name": "year", "type": "text"},
            "Rate": {"name": "rate", "type": "number", "measure": "rate"},
        },
    )
    assert table.frame["rate"].tolist() == [Decimal("1.10"), Decimal("0.3")]
    assert table.keys == ["Kent, 2025", "Kent, 2026"]


# What doesn't fit


@pytest.mark.parametrize(
    ("rows", "lines", "said"),
    [
        pytest.param(
            [["Date", "Peple"], *days(1)],
            {},
            r"found no column 'People'; expected one\. Did you mean Peple\?",
            id="column-renamed",
        ),
        pytest.param(
            [["Date", "People", "Boats"], [date(2026, 1, 1), 1, 2]],
            {},
            "found a column 'Boats'.*put it under ignore_columns",
            id="column-added",
        ),
        pytest.param(
            [["Date", "People", "People"], [date(2026, 1, 1), 1, 2]],
            {},
            "found 'People' twice.*Ask which one is meant",
            id="column-twice",
        ),
        pytest.param(
            [["Date", "People", None], [date(2026, 1, 1), 1, "x"]],
            {},
            "found cells in column C; expected a heading above them",
            id="cells-without-a-heading",
        ),
        pytest.param(
            [["Date", "People"], [date(2026, 1, 1), "many"]],
            {},
            "row 2, People: found 'many'.*say what it means under `missing`",
            id="text-for-a-count",
        ),
        pytest.param(
            [["Date", "People"], [date(2026, 1, 1), 1.5]],
            {},
            "found '1.5'; expected a whole number.*declare `scale: 1000`",
            id="fraction-for-a-count",
        ),
        pytest.param(
            [["Date", "People"], [date(2026, 1, 1), -3]],
            {},
            "found '-3'; expected a whole number of nought or more",
            id="negative-count",
        ),
        pytest.param(
            [["Date", "People"], [date(2026, 1, 1), date(2026, 1, 1)]],
            {},
            "Set its type in the declaration",
            id="day-for-a-count",
        ),
        pytest.param(
            [["Date", "People"], *days(2), *days(1)],
            {},
            "row 4: found 2026-01-01, as in row 2.*Ask the publisher",
            id="day-repeated",
        ),
        pytest.param(
            [["Date", "People"], *days(1), *days(1, start=3)],
            {"every": "day"},
            "found 2026-01-03 next after 2026-01-01; expected a row for every day",
            id="day-left-out",
        ),
        pytest.param(
            [["Date", "People"], *days(1, start=2), *days(1)],
            {"in_order": True},
            "row 3: found 2026-01-01 after 2026-01-02; expected days in order",
            id="out-of-order",
        ),
        pytest.param([["Date", "People"]], {}, "found no rows below row 1", id="no-rows"),
        pytest.param(
            [["x", "y"], [1, 2]], {}, "found no column 'Date'.*Known: x, y", id="no-header"
        ),
    ],
)
def test_what_does_not_fit_the_declaration_is_refused(rows, lines, said, read):
    """The message gives the place, what was found, what was expected, and what to do."""
    with pytest.raises(OfficialError, match=rf"^a\.ods, sheet Data.*{said}"):
        read(rows, **lines)


def test_days_out_of_order_are_read_where_nothing_else_is_declared(read):
    """Some publishers put the newest first; the last value is still the latest day's."""
    table = read([["Date", "People"], *days(1, start=2), *days(1)], every="day")
    assert (
        table.report[1] == "Read 2 rows (2 to 3), from 2026-01-01 to 2026-01-02, one for each day."
    )
    assert extract(table, "people", "last").value == 2


def test_every_misfit_is_named_at_once(read):
    """The desk mends a declaration once, not cell by cell; a flood of them is cut short."""
    with pytest.raises(OfficialError, match=r"(?s)row 2, People.*row 13, People.*and 8 more"):
        read([["Date", "People"], *([date(2026, 1, day), "?"] for day in range(1, 21))])


def test_fewer_rows_than_the_vintage_before_are_refused(read):
    """A table that was cut short would make every total smaller."""
    before = read([["Date", "People"], *days(5)])
    with pytest.raises(
        OfficialError, match=r"found 3 rows; expected at least the 5 .*Gone: 2026-01-04"
    ):
        read([["Date", "People"], *days(3)], before)


def test_a_sheet_that_was_renamed_is_refused_with_the_nearest(read):
    """The sheets the file does have are offered."""
    with pytest.raises(UnknownName, match="Did you mean Data"):
        read([["Date", "People"], *days(1)], sheet="Dat")


# Declarations


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param("a: {source: s}", r"a, key: found nothing; it must be declared", id="no-key"),
        pytest.param(
            "a: {source: s, key: Dat, columns: {Date: {name: date, type: date}}}",
            "no column 'Dat'. Did you mean Date",
            id="unknown-key",
        ),
        pytest.param(
            "a: {source: s, key: Date, columns: {Date: {name: date, type: day}}}",
            "a, columns, Date, type: found 'day'; input should be 'date'",
            id="unknown-type",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: date, flags: true}}}",
            "a, columns, D, flags: nothing of this name can be declared. Did you mean flag",
            id="misspelt-line",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: date}, N: {name: n, type: count}}}",
            "a, columns, N: a column of type count needs a `measure`",
            id="count-of-nothing",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: text}}, every: day}",
            "the key must hold one column of dates",
            id="every-day-of-no-days",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: date}, N: "
            "{name: n, type: count, measure: m, scale: 1000, unit: £ million}}}",
            "a, columns, N: scale: £ million has one of its own",
            id="two-scales",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: date}, N: "
            "{name: n, type: count, measure: m, total_of: [Men]}}}",
            "a: total_of: no column 'Men'. Known: N",
            id="total-of-what-isnt-there",
        ),
        pytest.param(
            "a: {source: s, key: D, columns: {D: {name: d, type: date, parts: {UK: all}}}}",
            "a, columns, D: a column with `parts` is of type text",
            id="parts-of-a-day",
        ),
        pytest.param("a: [", "line 1: found .*double quotes", id="no-yaml"),
        pytest.param("- a", "expected tables by name", id="a-list"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(lines, said, tmp_path):
    """Which table, which column, which line, and the nearest valid word."""
    (tmp_path / "tables.yml").write_text(lines, "utf-8")
    with pytest.raises(OfficialError, match=f"^tables.yml.*{said}"):
        read_declarations(tmp_path / "tables.yml")


# Numbers out of a table


def test_an_extract_says_where_it_comes_from_in_one_line(daily):
    """Operation, column, rows, days, markers, vintage, sheet and cells."""
    assert str(extract(daily["2026-02-20"], "people", last="2025-12-31", first="2025-01-01")) == (
        "41,472 is the sum of 'Migrants arrived' in 365 rows, 2025-01-01 to 2025-12-31, "
        "1 marked 'Revised' (small-boats@2026-02-20, sheet SB_01, B2559:B2923)"
    )


@pytest.mark.parametrize(
    ("operation", "value", "on"),
    [
        pytest.param("maximum", 1_305, date(2022, 9, 3), id="busiest-day"),
        pytest.param("minimum", 0, date(2018, 1, 1), id="first-of-the-quietest"),
        pytest.param("last", 0, date(2026, 1, 22), id="last"),
        pytest.param("count", 2_944, None, id="count"),
    ],
)
def test_other_numbers_than_sums_can_be_taken(operation, value, on, daily):
    """The day on which it was found is part of it."""
    found = extract(daily["2026-01-23"], "people", operation)
    assert (found.value, found.on, found.rows) == (value, on, 2_944)


def test_rows_of_a_filtered_frame_are_taken_with_the_filter_in_words(daily):
    """Which days were counted can't be seen from their number."""
    table = daily["2026-01-23"]
    rows = table.frame.index[table.frame["people"] > 1_000]
    with pytest.raises(OfficialError, match="Give the filter in words"):
        extract(table, "people", "count", rows=rows)
    where = "more than 1,000 people arrived"
    found = extract(table, "people", "count", rows=rows, where=where)
    assert (found.value, found.where, found.cells) == (12, where, "12 cells of B1412:B2839")


def test_days_that_cut_a_week_in_two_are_refused(weekly):
    """The week's own first and last day are offered."""
    table = weekly["2026-01-23"]
    with pytest.raises(OfficialError, match=r"begins on 2025-12-29.*ends on 2026-01-18"):
        extract(table, "people", first="2026-01-01", last="2026-01-18")
    found = extract(table, "people", first="2025-12-29", last="2026-01-18")
    assert (found.rows, found.first, found.last) == (3, date(2025, 12, 29), date(2026, 1, 18))


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        pytest.param({"column": "peple"}, UnknownName, "Did you mean people", id="column"),
        pytest.param({"operation": "summ"}, UnknownName, "Did you mean sum", id="operation"),
        pytest.param({"rows": [1]}, OfficialError, "index of a filtered frame", id="header-row"),
        pytest.param({"rows": []}, OfficialError, "another filter", id="no-rows"),
        pytest.param(
            {"first": "2017-12-31"}, OfficialError, "days from 2018-01-01", id="too-early"
        ),
    ],
)
def test_an_extract_of_what_is_not_there_is_refused(given, error, said, daily):
    """Never nought for want of rows."""
    with pytest.raises(error, match=said):
        extract(daily["2026-01-23"], **{"column": "people", **given})


def test_every_declared_table_is_read_through_the_ledger():
    """Whatever the kind of file: the vintage that stood is found, and named in messages."""
    book = read_ledger("data", "2026-07-16")
    for name in book.archive.declarations:
        assert book.table(name).rows


def test_a_count_printed_with_a_point_between_thousands_says_so(read):
    """1.201 is how French sources print 1,201."""
    rows = [["Date", "People"], [date(2026, 1, 1), "1.201"]]
    with pytest.raises(OfficialError, match=r"row 2, People.*French sources print it: write 1201"):
        read(rows)


def test_a_number_of_a_whole_measure_has_no_fraction(tmp_path):
    """Whatever the column is declared as: what it counts comes in wholes."""
    path = tmp_path / "a.csv"
    path.write_text("Date,People\n2026-01-01,281.5\n", encoding="utf-8")
    people = {"name": "people", "type": "number", "measure": "arrivals"}
    declared = declare({"Date": {"name": "date", "type": "date"}, "People": people}, sheet="")
    assert read_official(path, declared).frame["people"].tolist() == [Decimal("281.5")]
    with pytest.raises(OfficialError, match=r"row 2, People: found '281.5'; expected a whole"):
        read_official(path, declared, whole={"arrivals"})


@pytest.mark.parametrize("cell", ["NaN", "inf", "-Infinity", "1e999"])
def test_what_is_no_finite_number_is_refused_by_cell(read, cell):
    """No column of numbers takes it."""
    with pytest.raises(OfficialError, match=r"row 2, People: found .*; expected a whole number"):
        read([["Date", "People"], [date(2026, 1, 1), cell]])


def test_what_cant_be_seen_is_left_out_of_labels_and_said(tmp_path):
    """A heading with a soft hyphen is the heading; a publisher's file can't be typed again."""
    path = tmp_path / "a.csv"
    path.write_text("Date,Peo\xadple\u200b\n2026-01-01,28\u20601\n", encoding="utf-8")
    found = read_official(path, declare(sheet=""))
    assert found.frame["people"].tolist() == [281]
    assert "U+00AD (SOFT HYPHEN)" in " ".join(found.report)


def test_a_file_of_many_headings_is_refused_in_few_words(tmp_path):
    """A message names some of what was found, and counts the rest."""
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"h{n}" for n in range(200_000)) + "\n1\n", encoding="utf-8")
    with pytest.raises(OfficialError, match=r"no column 'Date'.* and .* more") as refused:
        read_official(path, declare(sheet=""))
    assert len(str(refused.value)) < 5_000
