"""A matrix on record: an edition for each value, with a name that holds on any system."""

import re
import resource
from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from small import (
    REPORT,
    add_cell,
    append_figure,
    build_here,
    seal_of_line,
    small_site,
    write_report,
)

from workings.editions.add import add_editions
from workings.errors import EditionError, LedgerError, ParameterError, UnknownName
from workings.ledger.checks import check_ledger
from workings.ledger.editions import as_yaml, read_editions
from workings.ledger.matrix import Column, combined, slug, values_of
from workings.page.front import grouped

TOWNS = ["Dover", "Ynys Môn", "<b>King's Lynn</b>"]
PLACES = Column("places.csv", "name")


@pytest.fixture
def desk(tmp_path):
    """A desk whose small report has a town for a parameter, and nothing on record."""
    desk = small_site(tmp_path, dates=())
    write_report(tmp_path, parameters='town = "Dover"')
    add_cell(desk, "place = town")
    write_places(desk, TOWNS)
    return desk


def write_places(desk, towns, columns="code,name"):
    """Write the towns into a CSV file of the ledger's folder."""
    lines = [f'{n},"{town}"\n' for n, town in enumerate(towns, start=1)]
    path = desk.folder / "data" / "places.csv"
    path.write_text("".join([columns + "\n", *lines]), encoding="utf-8")


def add(desk, values, as_of="2026-01-27"):
    """Put a matrix of towns on record."""
    day = date.fromisoformat(as_of)
    found = add_editions(desk.folder / "data", REPORT, {"as_of": as_of}, {"town": values}, day)
    return found.editions


def record_of(desk, name="2026-01-27"):
    """Return the file of a record."""
    return desk.folder / "data" / "editions" / REPORT / f"{name}.yml"


def test_a_column_of_650_takes_one_record_and_makes_650_editions(desk):
    """Each has its own value, which the record lists."""
    write_places(desk, [f"Town {number}" for number in range(650)])
    made = add(desk, PLACES)
    assert [path.name for path in record_of(desk).parent.iterdir()] == ["2026-01-27.yml"]
    text = record_of(desk).read_text(encoding="utf-8")
    assert yaml.safe_load(text)["matrix"] == {"town": [f"Town {n}" for n in range(650)]}
    assert made == read_editions(desk.folder / "data")
    assert len(made) == 650
    (last,) = [each for each in made if each.id == "small/2026-01-27-town-649"]
    assert last.parameters == {"town": "Town 649"}


@pytest.mark.parametrize("towns", [["Deal"], [*TOWNS, "Deal"], ["Deal", *TOWNS[:2]]])
def test_a_column_that_changes_later_leaves_the_matrix_as_it_was(desk, towns):
    """The record has the values; the next one has those that the column has by then."""
    first = add(desk, PLACES)
    write_places(desk, towns)
    assert read_editions(desk.folder / "data") == first
    assert check_ledger(desk.folder / "data") == []
    second = add(desk, PLACES, "2026-03-06")
    assert {edition.parameters["town"] for edition in second} == {*towns}


def test_an_edition_is_set_against_the_one_before_with_the_same_value(desk):
    """Whatever the order of the values, and whether it was in a matrix or alone."""
    add(desk, ["Deal", "Dover"])
    (alone,) = add_editions(
        desk.folder / "data", REPORT, {"as_of": "2026-02-15", "town": "Deal"}, {}, date(2026, 2, 15)
    ).editions
    assert alone.previous == "2026-01-27-deal"
    add(desk, ["Dover", "Deal", "Ryde"], "2026-03-06")
    before = {edition.of: edition.previous for edition in read_editions(desk.folder / "data")[-3:]}
    assert before == {"Dover": "2026-01-27-dover", "Deal": alone.name, "Ryde": None}


def test_the_editions_of_a_matrix_share_a_record(desk):
    """And so the issue that they are."""
    add(desk, ["Deal", "Dover"])
    add(desk, ["Deal", "Dover"], "2026-03-06")
    found = [(edition.record, edition.issue) for edition in read_editions(desk.folder / "data")]
    assert found == [("2026-01-27", 1)] * 2 + [("2026-03-06", 1)] * 2


def test_two_parameters_make_an_edition_for_each_pair(desk):
    """Each value of the one with each of the other."""
    assert list(combined({"town": values_of(["Deal", "Ryde"]), "year": values_of([2025, 2026])})) == [
        "deal-2025", "deal-2026", "ryde-2025", "ryde-2026",
    ]  # fmt: skip


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=3))
def test_whatever_a_value_holds_its_name_is_a_plain_one(values):
    """Small letters, digits and hyphens between them; never long, and the same each time."""
    name = slug(values)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 70
    assert slug(values) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param("Môn/Arfon", "mon-arfon", id="accent-and-slash"),
        pytest.param("../../etc/passwd", "etc-passwd", id="path"),
        pytest.param("COM1.txt ", "com1-txt", id="reserved"),
        pytest.param("東京", "130016b2", id="no-latin-letter"),
        pytest.param("x" * 300, "x" * 60 + "-0d4e2ca9", id="overlong"),
    ],
)
def test_a_name_is_stable(value, name):
    """It is an address, once published: a change here would move pages."""
    assert slug([value]) == name


@pytest.mark.parametrize(
    ("towns", "said"),
    [
        pytest.param(["Deal", "DEAL"], r"'Deal' \(places.csv line 2\) and 'DEAL' \(places.csv line 3\)", id="case"),
        pytest.param(["St Ives", "St. Ives"], r"'St Ives' .*'St. Ives' ", id="punctuation"),
        pytest.param(["Deal", "Deal"], "would both be named 'deal'", id="twice"),
    ],
)  # fmt: skip
def test_two_values_with_one_name_are_refused_by_name(desk, towns, said):
    """Both, and where they stand; nothing is put on record."""
    write_places(desk, towns)
    with pytest.raises(EditionError, match=f"{said}.*tell them apart"):
        add(desk, PLACES)
    assert not (desk.folder / "data" / "editions").exists()


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        pytest.param(Column("places.csv", "nam"), UnknownName, "Did you mean name", id="column"),
        pytest.param(Column("place.csv", "name"), LedgerError, "no such file", id="file"),
        pytest.param([], EditionError, "found 0 editions", id="none"),
        pytest.param([2026], ParameterError, "'town': found 2026; expected text", id="type"),
    ],
)
def test_values_that_cannot_be_read_or_taken_are_refused(desk, values, error, said):
    """With what is nearest or was expected."""
    with pytest.raises(error, match=said):
        add(desk, values)


@pytest.mark.parametrize("cell", ["", " Deal", "De\u200bal", "De\x07al"])
def test_a_cell_that_shows_nothing_or_something_else_is_refused(desk, cell):
    """By its line."""
    write_places(desk, ["Dover", cell])
    with pytest.raises(LedgerError, match=r"places.csv line 3, name.*Type the cell again"):
        add(desk, PLACES)


def test_a_parameter_that_the_notebook_has_not_is_refused_with_the_nearest(desk):
    """Before anything is put on record."""
    with pytest.raises(ParameterError, match=r"'twon' is not declared.*Did you mean town"):
        add_editions(
            desk.folder / "data", REPORT, {"as_of": "2026-01-27"}, {"twon": TOWNS}, date.today()
        )


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        pytest.param({"town": [12, "Dover"]}, "small/2026-01-27-12: .*expected text", id="type"),
        pytest.param({"twon": ["Deal", "Dover"]}, "Did you mean town", id="name"),
    ],
)
def test_a_record_that_no_notebook_fits_is_checked_before_anything_runs(desk, parameters, said):
    """A value of another type, or a parameter that the notebook has no more."""
    edition = add(desk, ["Deal", "Dover"])[0]
    alone = replace(edition, name=edition.record, parameters={}, matrix=())
    record_of(desk).write_text(as_yaml(alone, parameters), encoding="utf-8")
    made = build_here(desk)
    assert {what for what, _ in made.values()} == {"failed"}
    assert any(re.search(said, why) for _, why in made.values())
    assert not list((desk.folder / "reports").glob("small/*/index.html"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("- Dover", "- Deal", "another record than was sealed", id="value"),
        pytest.param("- Dover", "- [Dover]", "matrix.town", id="list-in-a-list"),
        pytest.param("  town:", "  as_of:", "a parameter not yet set", id="as-of"),
        pytest.param("  town:", "  twon:", "another record than was sealed", id="parameter"),
    ],
)
def test_a_record_with_a_matrix_that_was_edited_is_refused(desk, old, new, said):
    """By its name."""
    add(desk, PLACES)
    path = record_of(desk)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EditionError, match=rf"small/2026-01-27.yml: .*{said}"):
        read_editions(desk.folder / "data")


def test_the_same_matrix_again_is_refused_and_a_corrected_one_is_a_further_issue(desk):
    """As with a single edition."""
    add(desk, ["Deal", "Dover"])
    with pytest.raises(EditionError, match="workings run small/2026-01-27-dover"):
        add(desk, ["Dover", "Ryde"])
    seal = seal_of_line(desk, 34)
    append_figure(desk, as_printed="282", value="282", supersedes=seal, reason="our error")
    issue = add(desk, ["Deal", "Dover"])[0]
    assert (issue.name, issue.previous) == ("2026-01-27-issue-2-deal", "2026-01-27-deal")


def test_a_matrix_is_printed_with_its_values_on_the_pages_and_folded_on_the_front_page(desk):
    """A hostile value is text wherever it comes to stand."""
    ran = desk.run("edition", "add", REPORT, "--as-of", "2026-01-27",
                   "--matrix", "town", "places.csv:name")  # fmt: skip
    assert "3 editions, to small/2026-01-27-ynys-mon, are on record" in ran.stdout, ran.stderr
    assert set(build_here(desk).values()) == {("printed", "")}
    assert set(build_here(desk).values()) == {("up to date", "")}
    reports = desk.folder / "reports"
    page = (reports / REPORT / "2026-01-27-ynys-mon" / "index.html").read_text(encoding="utf-8")
    assert "<h1>In and out: Ynys Môn</h1>" in page
    front, index = (
        (reports / name).read_text(encoding="utf-8")
        for name in ("index.html", f"{REPORT}/index.html")
    )
    hostile = "&lt;b&gt;King&#39;s Lynn&lt;/b&gt;</a>"
    assert f'<a href="small/2026-01-27-b-king-s-lynn-b/">{hostile}' in front
    assert f'<a href="2026-01-27-b-king-s-lynn-b/index.html">{hostile}' in index
    assert (front.count("<h2>"), "<summary>3 editions</summary>" in front) == (1, True)
    assert "refresh" not in index
    feed = (reports / "feed.xml").read_text(encoding="utf-8")
    assert (feed.count("<entry>"), "<summary>3 editions.</summary>" in feed) == (1, True)


def test_more_editions_than_a_process_may_hold_files_are_built_all_the_same(desk, monkeypatch):
    """Each is locked while it is printed; where the system doesn't allow it, the error says so."""
    add(desk, [f"Town {number}" for number in range(300)])
    monkeypatch.setattr("workings.editions.build.Printing.print_all", lambda *_: None)
    monkeypatch.setattr("small.write_contents", lambda *_: None)
    limits = _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (250, hard))
        assert set(build_here(desk).values()) == {("not begun", "")}
        resource.setrlimit(resource.RLIMIT_NOFILE, (250, hard))
        monkeypatch.setattr(resource, "getrlimit", lambda _: (250, 250))
        with pytest.raises(EditionError, match=r"may hold 250 files .*ulimit -n"):
            build_here(desk)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_editions_of_one_matrix_stand_together():
    """And none of another report, date or record among them."""
    facts = {"headline": "H: A", "as_of": "2026-01-27", "record": "x", "corrections": []}
    each = [{**facts, "report": "r", "of": of, "address": f"r/{of}/"} for of in "BA"]
    other = {**facts, "report": "s", "address": "s/x/"}
    later = {**each[0], "record": "x-issue-2"}
    found = grouped([each[0], other, each[1], later])
    assert [(one["headline"], len(one.get("each", []))) for one in found] == [
        ("H: A", 2), ("H: A", 0), ("H: A", 1),
    ]  # fmt: skip
    assert [one["of"] for one in found[0]["each"]] == ["A", "B"]
