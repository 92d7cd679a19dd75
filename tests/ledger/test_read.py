"""The ledger as of a day: which figure stands, what was passed over, what goes together."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import (
    LedgerError,
    NothingStated,
    ParameterError,
    PrecisionError,
    UnknownName,
    UnlikeQuantities,
)
from workings.ledger.figures import Figure, Measure, Source
from workings.ledger.read import read_ledger
from workings.ledger.standing import choose
from workings.numbers.intervals import Interval

DATA = Path(__file__).parents[2] / "data"

COUNT = Measure("returned", "people returned", "people", "people", "moves", "UK", "flow")
BALANCE = Measure("net", "more in than out", "people", "people", "moves", "UK", "balance")
SOURCE = Source(
    "S1", "page", "Office", "Page", "", None, date(2026, 1, 1), "", "", "", "official", ""
)


def figure(value, operator="=", rounded_to=None, measure=COUNT):
    """A figure of which only the number matters."""
    unit = None if rounded_to is None else Decimal(rounded_to)
    day = date(2026, 1, 27)
    return Figure(
        line=2,
        seal="f-aaaaaaaaaaaa",
        is_open=False,
        measure=measure,
        as_printed=str(value),
        value=Decimal(value),
        operator=operator,
        rounded_to=unit,
        precision_basis="",
        period_start=day,
        period_end=day,
        status="final",
        source=SOURCE,
        locator="",
        stated_by="",
        stated_on=day,
        recorded_on=day,
        recorded_by="",
        supersedes=(),
        reason="",
        note="",
    )


@pytest.fixture(scope="module")
def book_of():
    """This repository's ledger as of a day; each is read once."""
    books = {}

    def read(as_of):
        if as_of not in books:
            books[as_of] = read_ledger(DATA, as_of)
        return books[as_of]

    return read


@pytest.mark.parametrize(
    ("as_of", "returned", "admitted"),
    [
        ("2025-09-20", "3", "0"),
        ("2025-10-31", "75", "51"),
        ("2025-11-10", "94", "65"),
        ("2026-01-02", "193", "195"),
        ("2026-01-27", "281", "350"),
        ("2026-03-06", "377", "380"),
        ("2026-06-30", "more than 900", "380"),
        ("2026-07-16", "1,087", "1,117"),
    ],
)
def test_standing_figure_speaks_of_the_latest_day(book_of, as_of, returned, admitted):
    """What stands is the figure for the latest day that had been stated by then."""
    book = book_of(as_of)
    assert (book["returned"].as_printed, book["admitted"].as_printed) == (returned, admitted)


@pytest.mark.parametrize(
    ("as_of", "returned", "admitted", "day"),
    [
        ("2025-09-20", 1, 0, "2025-09-18"),
        ("2025-10-31", 75, 51, "2025-10-30"),
        ("2025-11-10", 94, 65, "2025-11-07"),
        ("2026-01-02", 193, 195, "2026-01-02"),
        ("2026-01-27", 281, 350, "2026-01-27"),
        ("2026-03-06", 377, 380, "2026-03-05"),
        ("2026-06-30", 377, 380, "2026-03-05"),
        ("2026-07-16", 1087, 1117, "2026-06-30"),
    ],
)
def test_figures_looked_up_together_are_of_the_same_day(book_of, as_of, returned, admitted, day):
    """A pair is taken from the latest day on which both are known, never from two days."""
    pair = book_of(as_of).together("returned", "admitted")
    assert [f.value for f in pair] == [returned, admitted]
    assert {f.day.isoformat() for f in pair} == {day}
    assert len({(f.period_start, f.period_end) for f in pair}) == 1


def test_figures_without_an_end_go_together_only_from_one_statement(book_of):
    """193 and 195 came in one breath, so they are a pair although nobody said of which day."""
    returned, admitted = book_of("2026-01-02").together("returned", "admitted")
    assert (returned.period_end, admitted.period_end) == (None, None)
    assert (returned.source, returned.stated_on) == (admitted.source, admitted.stated_on)


def test_nothing_said_later_is_known(book_of):
    """On every fifth day with news the book holds what had been stated by then, and nothing else."""
    everything = book_of("2026-11-23").figures
    for as_of in sorted({f.stated_on for f in everything})[::5]:
        expected = tuple(f for f in everything if f.stated_on <= as_of)
        assert book_of(as_of).figures == expected


@pytest.mark.parametrize(
    ("as_of", "value"), [("2023-03-01", 45_755), ("2023-09-01", 45_774), ("2026-11-23", 45_774)]
)
def test_superseded_figure_stands_until_its_correction_is_stated(book_of, as_of, value):
    """The total of 2022 changes on the day its revision came out, not before."""
    assert book_of(as_of).standing("small-boat-arrivals", "2022").value == value


def test_superseded_figures_are_passed_over_not_forgotten(book_of):
    """A reviewer sees what a figure replaced, and every conflicting count of the same days."""
    standing = book_of("2023-09-01").standing("small-boat-arrivals", "2022")
    assert [f.value for f in standing.passed_over] == [45_755, 45_755]
    assert {*standing.supersedes} <= {f.seal for f in standing.passed_over}
    assert standing.supersedes


def test_conflicting_figures_are_both_kept(book_of):
    """94/65 and 94/57 are two sources' counts: one stands, and neither is lost."""
    kept = {f.as_printed for f in book_of("2025-11-10").figures if f.measure.id == "admitted"}
    assert {"65", "57"} <= kept


def test_more_reliable_source_stands_for_the_same_days(book_of):
    """For 2025 the Home Office's own total is preferred to a politician's round one."""
    standing = book_of("2026-01-27").standing("small-boat-arrivals", "2025")
    assert standing.as_printed == "41,472"
    assert [f.as_printed for f in standing.passed_over] == ["41,000"]


def test_spoken_figure_stands_before_its_paraphrase(book_of):
    """What the minister said goes before another outlet's words for it."""
    standing = book_of("2026-01-27")["admitted"]
    assert (standing.operator, standing.source.id) == ("=", "S13")
    assert [(f.operator, f.source.id) for f in standing.passed_over] == [("~", "S13b")]


def test_one_sources_figure_can_be_asked_for(book_of):
    """A claim is checked against what was claimed, however unreliable."""
    book = book_of("2026-01-27")
    assert book.standing("small-boat-arrivals", "2025", source="S00").as_printed == "41,000"


def test_official_series_stands_over_the_provisional_one(book_of):
    """Where the two Home Office series differ, official statistics stand."""
    assert book_of("2026-11-23").standing("small-boat-arrivals", "2020").value == 8_466
    assert book_of("2026-06-01").standing("small-boat-arrivals", "2020").value == 8_462


@pytest.mark.parametrize("year", range(2018, 2026))
def test_both_official_series_are_there_for_every_year(book_of, year):
    """Annual arrivals stand from both series, with their boats."""
    for measure in ("small-boat-arrivals", "small-boats"):
        of_year = [
            f
            for f in book_of("2026-11-23").figures
            if (f.measure.id, f.period) == (measure, str(year))
        ]
        assert {"S20", "S21"} <= {f.source.id for f in of_year}


@pytest.mark.parametrize(
    ("measure", "printed"),
    [("net-inflow", "70"), ("admitted-over-returned", "25%"), ("report-pages", "18")],
)
def test_figures_of_the_article_stand_as_printed(book_of, measure, printed):
    """What the article printed is in the ledger in its own words."""
    assert book_of("2026-01-27")[measure].as_printed == printed


def test_bound_of_the_article_counts_from_the_announcement(book_of):
    """The article's "more than 21,000" stays a bound, over the days since 10 July 2025."""
    found = book_of("2026-01-27").standing("small-boat-arrivals", "2025-07-10/2026-01-26")
    assert (found.as_printed, str(found.interval)) == ("more than 21,000", "[21001, ∞)")


def test_periods_that_end_on_the_same_day_must_be_told_apart(book_of):
    """Arrivals since the announcement and since the agreement's start are never confused."""
    with pytest.raises(UnlikeQuantities, match="period is '2025-07-10/2026-01-26' or '2025-08-06"):
        book_of("2026-01-27")["small-boat-arrivals"]


def test_unknown_measure_is_an_error_that_names_the_nearest(book_of):
    """A slip in a name is put right in one reading."""
    with pytest.raises(UnknownName, match="Did you mean returned"):
        book_of("2026-01-27")["retruned"]
    with pytest.raises(UnknownName, match="Did you mean returned"):
        book_of("2026-01-27").get("retruned")


def test_unknown_period_is_an_error_that_names_the_known_ones(book_of):
    """A period nobody stated anything for is not the same as one stated later."""
    with pytest.raises(UnknownName, match="2025"):
        book_of("2026-01-27").standing("small-boat-arrivals", "2025-13")
    with pytest.raises(UnknownName, match=r"Known: .*2018"):
        book_of("2026-01-27").standing("small-boat-arrivals", "last year")


def test_unknown_source_is_an_error_that_names_the_known_ones(book_of):
    """A source that says nothing about a measure is named with those that do."""
    with pytest.raises(UnknownName, match="S00"):
        book_of("2026-01-27").standing("small-boat-arrivals", "2025", source="S0")


def test_figure_not_yet_stated_is_an_error_that_says_when_it_was(book_of):
    """The author learns from which day on the figure can be used."""
    with pytest.raises(NothingStated, match=r"first stated on 2025-09-18\. Choose a later as-of"):
        book_of("2025-08-01")["returned"]


def test_get_returns_nothing_for_a_figure_not_yet_stated(book_of):
    """A story that can do without a figure asks for it so."""
    assert book_of("2025-08-01").get("returned") is None
    assert book_of("2025-09-18").get("returned").value == 1
    assert book_of("2025-09-18").get("small-boat-arrivals", "2025") is None


def test_superseded_source_is_an_error_that_says_so(book_of):
    """A figure that was replaced is not handed out, even to one who names its source."""
    book = book_of("2023-09-01")
    with pytest.raises(NothingStated, match="superseded by 2023-09-01: ask for"):
        book.standing("small-boat-arrivals", "2022", source="S20-2023-02-23")


def test_together_says_what_was_missing_and_since_when_it_is_known(book_of):
    """A pair that can't be had yet names both sides' first days."""
    with pytest.raises(NothingStated, match=r"first stated on 2023-02-23\. Choose"):
        book_of("2026-01-27").together("returned", "small-boats")
    with pytest.raises(NothingStated, match="returned was first stated on 2025-09-18"):
        book_of("2025-09-17").together("returned", "admitted")


@pytest.mark.parametrize(
    ("as_of", "known"), [("2025-09-17", False), ("2025-09-18", True), ("2026-06-30", True)]
)
def test_knows_tells_whether_a_pair_can_be_had(book_of, as_of, known):
    """A notebook can ask before it writes a sentence."""
    assert book_of(as_of).knows("returned", "admitted") is known


def test_knows_does_not_hide_a_misspelt_name(book_of):
    """A slip in a name is never taken for a figure that is missing."""
    with pytest.raises(UnknownName, match="Did you mean admitted"):
        book_of("2026-01-27").knows("returned", "admited")


def test_series_pairs_every_day_on_which_all_are_known(book_of):
    """The running comparison takes one pair a day, in the order of the days."""
    pairs = book_of("2025-11-10").series("returned", "admitted")
    assert [(int(r.value), int(a.value)) for r, a in pairs] == [
        (1, 0),
        (4, 3),
        (6, 3),
        (26, 18),
        (42, 18),
        (75, 51),
        (94, 57),
        (94, 65),
    ]


@pytest.mark.parametrize("as_of", ["2026-01-27", date(2026, 1, 27)])
def test_as_of_is_a_date_or_its_iso_text(as_of):
    """Notebooks give text, programs a date."""
    assert read_ledger(DATA, as_of).as_of == date(2026, 1, 27)


@pytest.mark.parametrize("as_of", ["", "27 January 2026", "2026-1-27", "20260127", "2026-02-30", 7])
def test_as_of_that_is_no_day_is_an_error_that_says_what_to_write(as_of):
    """Nothing is guessed from a day in another form."""
    with pytest.raises(ParameterError, match="write one like 2026-01-27"):
        read_ledger(DATA, as_of)


def test_faulty_ledger_is_never_read(tmp_path):
    """One fault anywhere, and there is no book; the message lists it."""
    with pytest.raises(LedgerError, match=r"datapackage.json: found no such file.*Restore it"):
        read_ledger(tmp_path, "2026-01-27")


def test_history_has_a_line_for_each_vintage(book_of):
    """Charts get every vintage, in the order they were stated, with plain types."""
    history = book_of("2026-07-16").history("returned")
    assert list(history["value"][:3]) == [1, 3, 4]
    assert history["stated_on"].is_monotonic_increasing
    assert history["value"].dtype == "int64"
    assert str(history["period_end"].dtype).startswith("datetime64")


def test_history_of_a_bound_has_no_far_end(book_of):
    """A "more than 900" is drawn from 901 upwards, and no number is made up for its end."""
    history = book_of("2026-06-30").history("returned").set_index("as_printed")
    assert history.loc["more than 900", "low"] == 901
    assert history["high"].isna().sum() == 1


def test_history_marks_what_was_passed_over(book_of):
    """Of two counts for the same day, one is marked as standing."""
    history = book_of("2025-10-31").history("admitted")
    same_day = history[history["day"] == "2025-10-19"]
    assert dict(zip(same_day["value"], same_day["standing"], strict=True)) == {23: False, 18: True}


def test_history_knows_nothing_of_later_vintages(book_of):
    """A chart of an earlier edition can't show what came later."""
    assert len(book_of("2025-09-20").history("returned")) == 2


@pytest.mark.parametrize(
    ("stated", "interval"),
    [
        pytest.param(figure("281"), "[281, 281]", id="exact"),
        pytest.param(figure("350", "~", "10"), "[345, 354]", id="about"),
        pytest.param(figure("41000", "=", "1000"), "[40500, 41499]", id="rounded"),
        pytest.param(figure("0", "~", "10"), "[0, 4]", id="rounded-to-none"),
        pytest.param(figure("0", "~", "10", BALANCE), "[-4, 4]", id="balance-rounded-to-none"),
        pytest.param(figure("-20", "~", "10", BALANCE), "[-24, -15]", id="negative-balance"),
        pytest.param(figure("900", ">"), "[901, ∞)", id="more-than"),
        pytest.param(figure("900", ">="), "[900, ∞)", id="at-least"),
        pytest.param(figure("10", "<"), "[0, 9]", id="fewer-than"),
        pytest.param(figure("10", "<="), "[0, 10]", id="at-most"),
        pytest.param(figure("10", "<", measure=BALANCE), "(-∞, 9]", id="balance-below"),
        pytest.param(figure("10", "<=", measure=BALANCE), "(-∞, 10]", id="balance-at-most"),
    ],
)
def test_interval_holds_every_value_the_statement_allows(stated, interval):
    """How a figure was stated says which true values it can stand for; a count stays above zero."""
    assert str(stated.interval) == interval


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["1", "10", "1000"]),
    st.sampled_from([COUNT, BALANCE]),
)
def test_interval_of_a_rounded_figure_holds_the_figure_and_no_negative_count(steps, unit, measure):
    """However coarse the rounding, the printed value is possible and a count below zero is not."""
    value = Decimal(abs(steps) if measure is COUNT else steps) * Decimal(unit)
    interval = figure(value, "~", unit, measure).interval
    assert Fraction(value) in interval
    if measure is COUNT:
        assert interval.is_within(Interval(Fraction(0), None))


def test_figure_is_named_by_measure_and_vintage(book_of):
    """The name tells what was counted and when it was said."""
    assert book_of("2026-01-27")["returned"].name == "returned@2026-01-27"


def test_reading_a_figure_as_rounded_keeps_the_reason(book_of):
    """350 said in an interview may be read as rounded to ten, if one says why."""
    read = book_of("2026-01-27")["admitted"].read_as(10, because="said in an interview")
    assert (str(read.interval), read.precision_basis) == ("[345, 354]", "said in an interview")
    assert read.seal == book_of("2026-01-27")["admitted"].seal


@pytest.mark.parametrize("unit", [Decimal(50), 50, "50"])
def test_unit_to_round_to_may_be_written_in_several_ways(book_of, unit):
    """A whole number, a decimal or its text come to the same."""
    read = book_of("2026-01-27")["admitted"].read_as(unit, because="round")
    assert read.rounded_to == Decimal(50)


@pytest.mark.parametrize(
    ("printed", "unit", "because", "mend"),
    [
        pytest.param(figure("281"), 10, "x", "give a number that divides 281", id="no-multiple"),
        pytest.param(figure("900", ">"), 10, "x", "a figure that is no bound", id="bound"),
        pytest.param(figure("350"), 0, "x", "give a number above zero", id="nought"),
        pytest.param(figure("350"), -10, "x", "give a number above zero", id="negative"),
        pytest.param(figure("350"), "ten", "x", "give a number above zero", id="words"),
        pytest.param(figure("350"), "Infinity", "x", "give a number above zero", id="infinite"),
        pytest.param(figure("350"), 10, " ", "give one sentence", id="no-reason"),
    ],
)
def test_reading_that_cannot_be_is_an_error_that_says_how_to_mend_it(printed, unit, because, mend):
    """No figure is read as what it can't have been, and none without a reason."""
    with pytest.raises(PrecisionError, match=mend):
        printed.read_as(unit, because=because)


def test_what_was_passed_over_is_no_part_of_a_figures_identity(book_of):
    """The same ledger line is the same figure, by whichever way it was found."""
    book = book_of("2026-01-27")
    stored = next(f for f in book.figures if f.seal == book["admitted"].seal)
    assert book["admitted"].passed_over
    assert book["admitted"] == stored
    assert hash(book["admitted"]) == hash(stored)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
@pytest.mark.parametrize("seed", ["0", "1"])
def test_same_ledger_gives_the_same_book_anywhere(zone, seed):
    """Neither clock, time zone, locale nor hash seed changes what is read, or its order."""
    program = (
        "from workings.ledger.read import read_ledger; b = read_ledger('data', '2026-07-16');"
        "print(list(b.measures), list(b.sources), b.figures, b.series('returned', 'admitted'))"
    )
    env = {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=DATA.parent, env=env, capture_output=True, check=True
    )
    book = read_ledger(DATA, "2026-07-16")
    series = book.series("returned", "admitted")
    expected = f"{list(book.measures)} {list(book.sources)} {book.figures} {series}\n"
    assert run.stdout.decode() == expected


def tied(seal, value, source="S1", **words):
    """A figure that neither reliability nor vintage tells from others."""
    known = figure(value, **words)
    return replace(known, seal=seal, source=replace(known.source, id=source))


@pytest.mark.parametrize(
    ("figures", "stands", "conflicting"),
    [
        pytest.param(
            [tied("f-b", "281", "S2"), tied("f-a", "282", "S1")], "f-a", ["f-b"], id="by-source"
        ),
        pytest.param([tied("f-b", "281"), tied("f-a", "282")], "f-a", ["f-b"], id="by-seal"),
        pytest.param(
            [tied("f-a", "280", rounded_to="10"), tied("f-b", "281", "S2")], "f-b", [],
            id="the-more-exact-one",
        ),
        pytest.param(
            [tied("f-a", "300", rounded_to="100"), tied("f-b", "281"), tied("f-c", "100", operator=">")],
            "f-b", [], id="all-can-be-right",
        ),
        pytest.param(
            [tied("f-a", "300", operator=">"), tied("f-b", "281")], "f-b", ["f-a"], id="against-a-bound"
        ),
    ],
)  # fmt: skip
def test_a_tie_is_decided_without_regard_to_place(figures, stands, conflicting):
    """Whatever the order and the lines in which they stand; and those that conflict are told."""
    for order in permutations(figures):
        placed = [replace(each, line=line) for line, each in enumerate(order, start=2)]
        chosen = choose(placed, placed)
        assert chosen.seal == stands
        assert [each.seal for each in chosen.conflicting] == conflicting
        assert {each.seal for each in chosen.passed_over} == {f.seal for f in figures} - {stands}


def test_a_figure_is_read_no_finer_than_it_was_printed():
    """41,000 says nothing of thousandths; what its source calls rounded says nothing finer."""
    said = replace(figure("41000", "=", "1000"), precision_basis="source says so")
    for unit, finest in (("0.001", "1000"), ("100", "1000")):
        with pytest.raises(PrecisionError, match=f"nothing finer than {finest}:"):
            said.read_as(unit, because="to try")
    with pytest.raises(PrecisionError, match="nothing finer than 1:"):
        figure("41000").read_as("0.5", because="to try")
    assert figure("41000", "=", "1000").read_as(100, because="to try").rounded_to == 100
