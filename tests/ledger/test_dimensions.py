"""Places and other dimensions of a figure, and what is foreseen: never merged in silence."""

import json
import shutil
from pathlib import Path

import pytest
from places_made import add_places

from workings.claims.recompute import look_into
from workings.errors import LedgerError, NothingStated, UnknownName, UnlikeQuantities
from workings.ledger.checks import check_ledger
from workings.ledger.read import read_ledger
from workings.ledger.statements import Statement
from workings.quantities import difference, percent_change, share, total

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def ledger(tmp_path):
    """Return a function that makes a ledger of people in work, by area, of the lines it is given."""

    def make(*lines, **words):
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("editions", "heads"))
        add_places(folder, *lines, **words)
        for file in ("signoffs.csv", "claims.csv"):
            rows = (folder / file).read_text(encoding="utf-8").splitlines()
            (folder / file).write_text(rows[0] + "\n", encoding="utf-8")
        return folder

    return make


FEBRUARY, MARCH = "2026-02-28", "2026-03-31"
THREE = (
    ("United Kingdom", 34_000, FEBRUARY), ("England", 29_000, FEBRUARY), ("Wales", 1_500, FEBRUARY)
)  # fmt: skip


def test_a_figure_is_asked_for_by_its_place(ledger):
    """And named by it, in its label and in a comparison."""
    book = read_ledger(ledger(*THREE), "2026-03-12")
    wales = book.standing("employed", area="Wales")
    assert (wales.label, str(wales.value)) == ("people in work, Wales", "1500")
    whole, england = (book.standing("employed", area=a) for a in ("United Kingdom", "England"))
    assert share(wales, whole).dimensions == (("area", "United Kingdom"), ("area", "Wales"))
    assert difference(england, wales).value == 27_500
    both = total(england, wales)
    assert (both.value, both.label) == (30_500, "people in work, England and Wales")
    with pytest.raises(UnlikeQuantities, match="part of United Kingdom"):
        total(whole, wales)


def test_a_desk_need_not_describe_the_column_of_dimensions(ledger):
    """It may stand in measures.csv, be described, both or neither; the seals stay as they are."""
    folder = ledger(*THREE, is_described=False)
    assert read_ledger(folder, "2026-03-12").standing("employed", area="Wales").value == 1_500
    described = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    fields = {part["name"]: part["schema"]["fields"] for part in described["resources"]}
    fields["measures"].append({"name": "dimensions", "type": "string"})
    other = shutil.copytree(DATA, folder.parent / "as-before")
    (other / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    assert check_ledger(other) == []


def test_several_places_are_never_taken_for_one(ledger):
    """Without a place, the error names those there are; so does a place that isn't there."""
    book = read_ledger(ledger(*THREE), "2026-03-12")
    with pytest.raises(UnlikeQuantities, match=r"area='England'\). Known are England; United"):
        book["employed"]
    with pytest.raises(UnlikeQuantities, match=r"area='England'"):
        book.together("employed")
    with pytest.raises(UnknownName, match=r"'Whales' is not known.*Wales"):
        book.standing("employed", area="Whales")
    with pytest.raises(UnknownName, match="dimension of employed 'region'"):
        book.standing("employed", region="Wales")
    assert [f.value for f in book.together("employed", area="Wales")] == [1_500]
    assert set(book.history("employed")["area"]) == {"United Kingdom", "England", "Wales"}


@pytest.mark.parametrize(
    ("lines", "carried", "told"),
    [
        pytest.param([("", 1, FEBRUARY)], "area", "area: found nothing", id="empty"),
        pytest.param([("Wales", 1, FEBRUARY)], "", "area: found 'Wales'", id="not-carried"),
        pytest.param([], "region", "dimensions: found 'region'", id="not-declared"),
    ],
)
def test_a_place_stands_just_where_the_measure_carries_it(ledger, lines, carried, told):
    """Filled if and only if."""
    faults = check_ledger(ledger(*lines, carried=carried))
    assert [told in str(fault) for fault in faults] == [True], faults


def test_two_places_are_two_statements(ledger):
    """The same source may state both, on the same page; not one place twice."""
    lines = [(area, n, FEBRUARY) for area, n in (("Wales", 1), ("England", 2))]
    folder = ledger(*lines)
    path = folder / "figures.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("table 1", "table 0"), encoding="utf-8"
    )
    assert check_ledger(folder) == []
    again = path.read_text(encoding="utf-8").splitlines()[-1].replace("England", "Wales")
    path.write_text(path.read_text(encoding="utf-8") + again + "\n", encoding="utf-8")
    assert "the same statement" in str(check_ledger(folder)[0])


def test_parts_that_are_no_lists_are_a_fault(ledger):
    """The description is checked with the ledger."""
    named = {"name": "area", "type": "string", "dimension": True, "parts": {"UK": "England"}}
    with pytest.raises(LedgerError, match="expected lists of texts by whole"):
        read_ledger(ledger(area=named), "2026-03-12")


def test_a_forecast_is_held_and_never_taken_for_what_happened(ledger):
    """It is compared with the outturn once that has come, and needs no reason."""
    lines = [("Wales", 1_500, FEBRUARY), ("Wales", 1_600, MARCH, "forecast")]
    book = read_ledger(ledger(*lines), "2026-03-12")
    assert str(book.standing("employed", area="Wales").value) == "1500"
    forecast = book.standing("employed", area="Wales", status="forecast")
    outturn = book.standing("employed", area="Wales")
    assert forecast.label == "people in work, Wales, forecast"
    assert percent_change(outturn, forecast).unlike == ()
    with pytest.raises(NothingStated, match=r"in 2026-03-31 only a forecast.*status='forecast'"):
        book.standing("employed", "2026-03-31", area="Wales")
    history = book.history("employed")
    assert history.loc[history["standing"], "value"].tolist() == [1_500]


def test_a_forecast_alone_is_no_figure(ledger):
    """What is yet to come hasn't been stated."""
    book = read_ledger(ledger(("Wales", 1_600, MARCH, "target")), "2026-03-12")
    with pytest.raises(NothingStated, match="status='target'"):
        book.standing("employed", area="Wales")
    assert book.get("employed", area="Wales") is None


@pytest.mark.parametrize(
    ("expression", "stated", "verdict"),
    [
        pytest.param('employed(area="Wales")', "1,500", "matches", id="place"),
        pytest.param('employed(area="Wales")["2026-02-28"]', "1,500", "matches", id="place-and-day"),
        pytest.param('share(employed(area="Wales"), employed(area="United Kingdom"))', "4.4%", "matches", id="two-places"),
        pytest.param('employed(area="Wales", status="forecast")["2026-03-31"]', "1,600", "matches", id="forecast"),
        pytest.param('percent_change(employed(area="Wales"), employed(area="Wales", status="forecast"))', "7% up", "matches", id="outturn-and-forecast"),
        pytest.param("employed", "1,500", "refused", id="no-place"),
        pytest.param('employed(area="Whales")', "1,500", "refused", id="unknown-place"),
        pytest.param('employed(period="2026")', "1,500", "refused", id="no-dimension"),
    ],
)  # fmt: skip
def test_a_claims_formula_names_a_place_and_what_was_foreseen(ledger, expression, stated, verdict):
    """As a notebook does; a place left out is asked for."""
    book = read_ledger(ledger(*THREE, ("Wales", 1_600, MARCH, "forecast")), "2026-03-12")
    line = Statement(line=2, id="2", stated=stated, expression=expression)
    (claim,) = look_into(book, [line])
    assert claim.verdict == verdict, str(claim.reason)
    assert "not_comparable" not in claim.flags
