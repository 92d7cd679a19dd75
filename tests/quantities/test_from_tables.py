"""Numbers out of official tables: of which rows, how exact, and of what."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_made import AREAS, MONTHS, PANEL, UK, book_with, number, panel

from workings.errors import OfficialError, UnknownName, UnlikeQuantities
from workings.ledger import Period
from workings.numbers import round_half_up
from workings.official import rounded_sum
from workings.quantities import count_of, difference, last_of, maximum_of, share, sum_of

NOUGHTS = "month,number\n" + "".join(f"{2000 + n}-01,0\n" for n in range(30))
RATES = "month,number\n2026-01,5.1\n2026-02,5.0\n2026-03,4.9\n"


def months(*numbers):
    """Write a table of months from January 2026."""
    return "month,number\n" + "".join(f"2026-{n:02},{each}\n" for n, each in enumerate(numbers, 1))


@pytest.mark.parametrize(
    ("text", "kind", "unit", "lines", "low", "high"),
    [
        pytest.param(NOUGHTS, "flow", "people", {"scale": 1000}, 0, 30 * 499, id="noughts"),
        pytest.param(months(2, 3), "flow", "people", {"scale": 1000}, 4_000, 5_998, id="whole"),
        pytest.param(months(10, 0), "flow", "people", {"precision": 5}, 8, 14, id="to-five"),
        pytest.param(months(2, 3), "flow", "people", {}, 5, 5, id="exact"),
        pytest.param(
            months(-1, 0, 2), "balance", "people", {"scale": 1000}, -498, 2_498, id="signs"
        ),
    ],
)
def test_each_rows_rounding_adds_up_in_whole_people(text, kind, unit, lines, low, high, tmp_path):
    """A count in thousands is one of whole numbers, and never below nought."""
    found = sum_of(
        book_with(tmp_path / "l", text, MONTHS | number(**lines), kind, unit), "t", "number"
    )
    assert (found.interval.low, found.interval.high) == (low, high)
    assert found.interval.low_closed and found.interval.high_closed


@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.sampled_from([5, 10, 50]),
    st.booleans(),
)
def test_a_sum_of_rounded_counts_allows_what_brute_force_allows(numbers, step, counted):
    """The least and the most of all whole numbers that round to each cell."""
    cells = [step * (abs(number) if counted else number) for number in numbers]
    least, most = 0, 0
    for cell in cells:
        near = range(0 if counted else cell - step, cell + step + 1)
        fit = [n for n in near if round_half_up(Fraction(n), Fraction(step)) == cell]
        least, most = least + min(fit), most + max(fit)
    signs = (sum(c > 0 for c in cells), cells.count(0), sum(c < 0 for c in cells))
    found = rounded_sum(Fraction(sum(cells)), step, signs, counted=counted, whole=True)
    assert (found.low, found.high) == (least, most)


def test_a_rate_is_as_exact_as_its_decimals_show(tmp_path):
    """5.0 of a table that has one decimal is 4.95 to 5.05, and prints with one."""
    book = book_with(tmp_path / "l", RATES, MONTHS | number(), "rate", "per cent")
    found = last_of(book, "t", "number", last="2026-02-28")
    assert (str(found.interval), str(found)) == ("[99/20, 101/20)", "5.0%")


def test_a_declared_precision_goes_before_what_the_cells_show(tmp_path):
    """And has to fit them."""
    people = MONTHS | number(precision=10)
    found = last_of(book_with(tmp_path / "a", months(350), people), "t", "number")
    assert str(found.interval) == "[345, 354]"
    with pytest.raises(OfficialError, match="found '351'; expected a multiple of 10, its declared"):
        last_of(book_with(tmp_path / "b", months(351), people), "t", "number")


def test_a_column_in_millions_of_pounds_is_in_pounds(tmp_path):
    """Whatever scale the measure is in; and a column of another currency is refused."""
    for place, unit in enumerate(["pounds", "£ million"]):
        book = book_with(
            tmp_path / str(place), months("1.2"), MONTHS | number(unit="£m"), "flow", unit
        )
        found = last_of(book, "t", "number")
        assert (found.value, found.unit, found.interval.low) == (1_200_000, "pounds", 1_150_000)
    plain = book_with(tmp_path / "plain", months("1.2"), MONTHS | number(), "flow", "£ million")
    assert last_of(plain, "t", "number").value == 1_200_000
    euros = book_with(tmp_path / "e", months("1.2"), MONTHS | number(unit="€m"), "flow", "pounds")
    with pytest.raises(OfficialError, match="found `unit: €m`; expected pounds"):
        last_of(euros, "t", "number")


def test_an_area_is_chosen_by_name(tmp_path):
    """The nearest is offered for one that there isn't."""
    book = panel(tmp_path / "l")
    assert sum_of(book, "t", "number", area="Wales").value == 31
    assert last_of(book, "t", "number", area="Wales").value == 16
    assert maximum_of(book, "t", "number", area="England").value == 263
    with pytest.raises(UnknownName, match="Did you mean Wales"):
        sum_of(book, "t", "number", area="Whales")
    with pytest.raises(UnknownName, match="Did you mean area"):
        sum_of(book, "t", "number", are="Wales")


def test_filtered_rows_of_one_area_need_no_words(tmp_path):
    """Of that area, none is left out; a month that is left out has to be told."""
    book = panel(tmp_path / "l")
    frame = book.table("t").frame
    wales = frame[frame["area"] == "Wales"].index
    assert sum_of(book, "t", "number", rows=wales).value == 31
    with pytest.raises(OfficialError, match="Give the filter in words"):
        sum_of(book, "t", "number", "2026-01-01", "2026-02-28", rows=wales[:1])


@pytest.mark.parametrize(
    ("parts", "areas"),
    [
        pytest.param({}, ["England", "Wales"], id="not-declared"),
        pytest.param(UK, ["UK", "England"], id="a-whole-and-its-part"),
        pytest.param({"UK": "all"}, ["UK", "England", "Wales", "Scotland"], id="everything"),
        pytest.param(
            {"UK": ["England", "Wales"], "GB": ["Scotland"]},
            ["England", "Scotland"],
            id="two-wholes",
        ),
    ],
)
def test_areas_that_arent_the_parts_of_one_whole_are_not_added(parts, areas, tmp_path):
    """Somebody would be counted twice, or nobody knows."""
    book = panel(tmp_path / "l", parts=parts)
    frame = book.table("t").frame
    with pytest.raises(
        OfficialError, match=r"parts of one whole that don't overlap.*Take one, as in"
    ):
        sum_of(book, "t", "number", rows=frame[frame["area"].isin(areas)].index, where="these")


def test_a_part_that_is_sometimes_missing_is_not_added(tmp_path):
    """A sum over two months of which one lacks an area would be too low."""
    text = PANEL.replace("2026-02,Wales,16\n", "").replace("2026-01,UK,303\n2026-01", "2026-01")
    book = panel(tmp_path / "l", text=text.replace("2026-02,UK,305\n", ""))
    with pytest.raises(
        OfficialError, match="found no row for 2026-02-01, Wales; expected one for each"
    ):
        sum_of(book, "t", "number")
    with pytest.raises(OfficialError, match="2026-01-31, which is all it covers"):
        sum_of(book, "t", "number", last="2026-02-28", area="Wales")


@pytest.mark.parametrize(
    "take", [sum_of, count_of, maximum_of, last_of], ids=lambda each: each.__name__
)
def test_what_lies_past_the_end_is_refused_with_the_end(take, tmp_path):
    """It is not nought."""
    book = book_with(tmp_path / "l", months(1, 2, 3, 4, 5), MONTHS | number())
    with pytest.raises(OfficialError, match="2026-05-31, which is all it covers"):
        take(book, "t", "number", last="2026-12-31")


QUARTERS = "quarter,number\n2025 Q1,1\nQ2 2025,2\nJul to Sep 2025,3\n2025-10-01,4\n"


def test_quarters_cover_their_three_months(tmp_path):
    """However they are written; a part of one is refused with the nearest whole span."""
    columns = {"quarter": {"name": "quarter", "type": "quarter"}, **number()}
    book = book_with(tmp_path / "l", QUARTERS, columns, key="quarter")
    assert last_of(book, "t", "number").periods == (Period("2025-10-01", "2025-12-31"),)
    assert sum_of(book, "t", "number", "2025-04-01", "2025-09-30").value == 5
    said = "expected whole quarters.*begins on 2025-01-01, the one around 2025-04-30 ends on 2025-06-30"
    with pytest.raises(OfficialError, match=said):
        sum_of(book, "t", "number", "2025-02-01", "2025-04-30")


def test_a_month_covers_its_days_whether_or_not_every_month_is_promised(tmp_path):
    """And a month that is left out is no nought."""
    text = months(1, 2).replace("2026-02", "2026-03")
    book = book_with(tmp_path / "l", text, MONTHS | number())
    assert last_of(book, "t", "number").periods == (Period("2026-03-01", "2026-03-31"),)
    with pytest.raises(OfficialError, match="expected whole months of the table"):
        sum_of(book, "t", "number", "2026-01-01", "2026-02-28")


def test_a_year_is_read_from_a_bare_number(tmp_path):
    """2025 is no count where the column is declared to hold years."""
    columns = {"year": {"name": "year", "type": "year"}, **number()}
    book = book_with(tmp_path / "l", "year,number\n2024,1\n2025,2\n", columns, key="year")
    assert last_of(book, "t", "number").periods == (Period("2025-01-01", "2025-12-31"),)


def test_the_last_of_several_rows_a_date_asks_which(tmp_path):
    """It names the columns that tell them apart, and their values."""
    with pytest.raises(
        OfficialError, match=r"told apart by area.*as in area='UK'; there are UK, Eng"
    ):
        last_of(panel(tmp_path / "a"), "t", "number")
    undated = book_with(
        tmp_path / "b", "area,number\nKent,1\nEssex,2\n", AREAS | number(), key="area"
    )
    with pytest.raises(OfficialError, match="2 rows that could be the last, told apart by area"):
        last_of(undated, "t", "number")


def test_the_largest_value_says_of_which_span_and_tells_of_ties(tmp_path):
    """In its label, which the page prints beside it."""
    book = book_with(tmp_path / "l", months(3, 5, 1, 5), MONTHS | number())
    found = maximum_of(book, "t", "number")
    assert found.periods == (Period("2026-02-01", "2026-02-28"),)
    assert found.label == (
        "people in work, the largest of any month of the four months to April 2026, and as large in "
        "1 other"
    )


PER_CENT = ("rate", "share")


def test_shares_of_one_whole_add_up_over_its_parts(tmp_path):
    """They come to 100 at most."""
    text = PANEL.replace("263", "80").replace("16\n", "4\n")
    book = panel(tmp_path / "l", kind="share", unit="per cent", text=text.replace("26\n", "15\n"))
    frame = book.table("t").frame
    rows = frame[(frame["month"] >= "2026-02-01") & (frame["area"] != "UK")].index
    assert sum_of(book, "t", "number", rows=rows).value == 99


@pytest.mark.parametrize(
    ("kind", "days", "area", "refused"),
    [
        pytest.param("flow", ("2026-01-01", "2026-02-28"), "Wales", "", id="flow-time"),
        pytest.param(
            "stock", ("2026-01-01", "2026-02-28"), "Wales", "stock of one day", id="stock"
        ),
        pytest.param("stock", ("2026-02-01", "2026-02-28"), None, "", id="stock-areas-of-one-day"),
        pytest.param("rate", ("2026-01-01", "2026-02-28"), "Wales", "mean_of", id="rate-time"),
        pytest.param("rate", ("2026-02-01", "2026-02-28"), None, "rate_per", id="rate-areas"),
        pytest.param("share", ("2026-02-01", "2026-02-28"), None, "one whole", id="share-areas"),
        pytest.param("share", ("2026-01-01", "2026-02-28"), None, "mean_of", id="share-time"),
        pytest.param("index", ("2026-01-01", "2026-02-28"), "Wales", "percent_change", id="index"),
    ],
)
def test_sums_hold_to_the_table_of_rules(kind, days, area, refused, tmp_path):
    """Over time and over declared parts; a refusal says what to use instead."""
    book = panel(tmp_path / "l", kind=kind, unit="per cent" if kind in PER_CENT else "people")
    frame = book.table("t").frame
    rows = frame[frame["area"].isin([area] if area else UK["UK"])]
    rows = rows[(rows["month"] >= days[0]) & (rows["month"] <= days[1])].index
    if refused:
        with pytest.raises(
            UnlikeQuantities, match=f"sum_of: found people in work, an? {kind}.*{refused}"
        ):
            sum_of(book, "t", "number", rows=rows)
    else:
        assert sum_of(book, "t", "number", rows=rows).value > 0


@pytest.mark.parametrize("kind", ["flow", "stock", "rate", "share", "index", "price", "balance"])
def test_the_last_and_the_largest_can_be_had_of_any_kind(kind, tmp_path):
    """They put nothing together."""
    book = panel(tmp_path / "l", kind=kind, unit="per cent" if kind in PER_CENT else "people")
    assert last_of(book, "t", "number", area="Wales").kind == kind
    assert maximum_of(book, "t", "number").dimensions == (("area", "UK"),)


def test_a_number_says_of_which_area_and_month_it_is(tmp_path):
    """All parts of a whole are the whole; some of them are named."""
    book = panel(tmp_path / "l")
    wales, every = last_of(book, "t", "number", area="Wales"), book.table("t").frame
    assert (wales.label, wales.dimensions) == ("people in work, Wales", (("area", "Wales"),))
    assert wales.within == (("area", "UK"),)
    parts = every[every["area"].isin(UK["UK"])]
    assert sum_of(book, "t", "number", rows=parts.index).label == "people in work, UK"
    two = sum_of(book, "t", "number", rows=parts[parts["area"] != "Wales"].index)
    assert two.dimensions == (("area", "England and Scotland"),)


def test_areas_of_a_table_are_compared_as_figures_are(tmp_path):
    """A declared part with its whole, two areas of one month; not of two months at once."""
    book = panel(tmp_path / "l")
    wales, uk = (last_of(book, "t", "number", area=area) for area in ("Wales", "UK"))
    assert str(share(wales, uk)) == "5.2%"
    assert difference(uk, wales).value == 289
    with pytest.raises(UnlikeQuantities, match=r"the periods differ.*the dimensions differ"):
        difference(uk, last_of(book, "t", "number", last="2026-01-31", area="Wales"))
