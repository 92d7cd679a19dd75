"""Lineage: from a printed number down to archived bytes, and from a figure up to where it stands."""

import json
import shutil

import nbformat
import pytest
from executed import cell
from nbformat import v4

from conftest import ROOT, Desk
from workings.claims.recompute import check_claims
from workings.errors import EditionError, NothingStated, UnknownName
from workings.ledger.editions import find_edition, read_editions
from workings.ledger.read import read_ledger
from workings.ledger.site import Site
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
from workings.notebook.recording import record_book, record_claims
from workings.quantities.from_tables import sum_of
from workings.quantities.operations import one_in, percent_change, share
from workings.quantities.quantity import chosen
from workings.review.dependence import Given
from workings.review.trace import branch_as_text, find_dependants, find_line, seen, trace_number

EDITIONS = read_editions(ROOT / "data")
STORY = find_edition(EDITIONS, "one-in-one-out/2026-01-27")
LEDGER = read_ledger(ROOT / "data", "2026-01-27")
RETURNED, ADMITTED = LEDGER.together("returned", "admitted")
ARRIVALS = LEDGER.standing("small-boat-arrivals", "2025", source="S00")
WHY = "they were set side by side in public"
NAMES = {
    "returned": RETURNED,
    "admitted": ADMITTED,
    "of_arrivals": share(RETURNED, ARRIVALS, because=WHY),
    "one": one_in(RETURNED, ARRIVALS, because=WHY),
    "more": percent_change(RETURNED, ADMITTED),
    "arrived": sum_of(LEDGER, "small-boats-daily", "people", "2026-01-01", "2026-01-22"),
    "official": LEDGER.standing("small-boat-arrivals", "2025"),
    "picked": chosen(RETURNED, ADMITTED),
}


def printed(site, *templates, edition=STORY):
    """Lay the executed notebook of an edition with these sentences where it would be built."""
    said = [cell(as_output(sentence(template, NAMES))) for template in templates]
    claims = cell(as_output(record_claims(check_claims(LEDGER).only("A08"))))
    book = cell(as_output(record_book(LEDGER)))
    cells = [v4.new_markdown_cell("# A headline"), book, *said, claims]
    folder = site.folder(edition)
    folder.mkdir(parents=True)
    nbformat.write(v4.new_notebook(cells=cells), folder / "notebook.ipynb")
    return site


@pytest.fixture
def site(tmp_path):
    """A site on this repository's ledger, with reports of its own."""
    return Site(ROOT / "data", tmp_path / "reports")


def traced(site, number):
    """Trace a number of the story, and return the trees as text."""
    return [branch_as_text(branch) for branch in trace_number(site, STORY, number)]


def test_a_number_is_traced_to_lines_sources_and_locators(site):
    """The sentence first; then the sum, exactly; then the lines of the files."""
    printed(site, "That is {{ of_arrivals }}.")
    (tree,) = traced(site, "0.7%")
    assert tree.startswith("0.7% (n1, sentence in the story, cell 3): That is 0.7%.")
    assert "0.7% = 281 ÷ 41,000, exactly 281/410, between 0.677% and 0.694%" in tree
    assert f"unlike periods and populations and definitions, because {WHY}" in tree
    assert f"{RETURNED.seal} (data/figures.csv line 34): returned “281” (= 281, spoken)" in tree
    assert "on 2026-01-27, interview on LBC" in tree
    assert f"source S13, {LEDGER.sources['S13'].seal} (data/sources.csv line 16)" in tree
    assert "archive: no copy is kept" in tree


def test_a_number_out_of_a_table_is_traced_to_its_cells_and_archived_bytes(site):
    """The digest is worked out now."""
    printed(site, "{{ arrived }} arrived.")
    (tree,) = traced(site, "n1")
    assert "sum of “Migrants arrived”, sheet SB_01, B2924:B2945, 22 rows" in tree
    source = LEDGER.sources["small-boats@2026-01-23"]
    assert f"archive: data/{source.archive} matches: sha256 {source.sha256}" in tree


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(lambda file: file.write_bytes(b"other"), "differs: sha256 d9298a10", id="other"),
        pytest.param(lambda file: file.unlink(), "is missing; its sha256 was", id="gone"),
    ],
)  # fmt: skip
def test_an_archived_file_that_is_not_as_it_was_is_named(tmp_path, harm, said):
    """By what it is now, against what the ledger says of it."""
    desk = Desk(tmp_path)
    site = printed(Site(desk.folder / "data", desk.folder / "reports"), "{{ arrived }} arrived.")
    harm(desk.folder / "data" / LEDGER.sources["small-boats@2026-01-23"].archive)
    (tree,) = traced(site, "n1")
    assert said in tree


def test_what_was_passed_over_and_what_decided_are_shown(site):
    """The figure that lost, and the number by which another was chosen."""
    printed(site, "{{ official }}, {{ picked }}.")
    first, second = traced(site, "n1")[0], traced(site, "n2")[0]
    assert (
        f"passed over\n      {ARRIVALS.seal} (data/figures.csv line 38): small-boat-arrivals “41,000”"
        in first
    )
    assert "chosen by\n      350 people" in second


def test_a_line_that_no_longer_says_what_it_said_is_named(tmp_path):
    """The number rests on what it said; no line says that any more."""
    desk = Desk(tmp_path)
    site = printed(Site(desk.folder / "data", desk.folder / "reports"), "{{ returned }} went.")
    desk.edit_figure(34, as_printed="282")
    assert f"{RETURNED.seal} (no longer in figures.csv as it was)" in traced(site, "n1")[0]


def test_a_number_printed_in_several_places_is_shown_in_each(site):
    """In the order of the page, claims among them."""
    printed(site, "{{ returned }} went.", "Of {{ returned }}, all.")
    places = [tree.partition(",")[0] for tree in traced(site, "281")]
    assert places[:2] == ["281 (n1", "281 (n2"]
    assert len(places) > 2


def test_a_number_that_is_not_printed_is_answered_with_the_nearest(site):
    """By what they come to, percentages with percentages."""
    printed(site, "{{ of_arrivals }}, {{ more }}, {{ returned }}.")
    with pytest.raises(UnknownName, match=r"0\.8%' is not known.*0\.7%"):
        trace_number(site, STORY, "0.8%")


def test_an_edition_that_is_not_built_says_how_to_build_it(site):
    """There is nothing to trace in it."""
    with pytest.raises(EditionError, match="workings build one-in-one-out"):
        trace_number(site, STORY, "0.7%")


def test_a_figure_is_followed_up_to_all_that_rests_on_it(site):
    """In every edition that is built; the others are named."""
    printed(site, "{{ more }} in than out.", "{{ admitted }} came.")
    found, missing = find_dependants(site, EDITIONS, Given("figures.csv", RETURNED.seal))
    assert [each.place.id for each in found][:2] == ["n1", "verdict-A08"]
    assert "n2" not in [each.place.id for each in found]
    assert {each.edition for each in found} == {STORY.id}
    assert len(missing) == len(EDITIONS) - 1


@pytest.mark.parametrize("wanted", ["returned@2026-01-27", RETURNED.seal])
def test_a_figure_is_named_by_measure_and_day_or_by_its_seal(wanted):
    """The one that stood at the end of that day."""
    assert find_line(ROOT / "data", wanted) == Given("figures.csv", RETURNED.seal)


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [
        pytest.param("retruned@2026-01-27", UnknownName, "returned", id="measure"),
        pytest.param("returned@2020-01-01", NothingStated, "first stated on", id="day"),
        pytest.param(
            f"{RETURNED.seal[:-1]}9", UnknownName, f"Did you mean {RETURNED.seal}", id="seal"
        ),
    ],
)
def test_a_figure_that_is_not_there_is_refused_with_the_nearest(wanted, error, said):
    """As any unknown name is."""
    with pytest.raises(error, match=said):
        find_line(ROOT / "data", wanted)


def test_what_is_traced_cannot_act_on_a_terminal():
    """A control character from a notebook is shown as a mark."""
    assert seen("red \x1b[31m alert\nnext") == "red �[31m alert next"


def test_the_command_traces_and_audits_a_built_edition(tmp_path):
    """From one number to the tree as JSON; and an edition that no longer says what it said."""
    desk = Desk(tmp_path)
    for name in ("editions", "heads"):
        shutil.copytree(ROOT / "data" / name, desk.folder / "data" / name)
    printed(Site(desk.folder / "data", desk.folder / "reports"), "{{ of_arrivals }}.")
    told = desk.run("trace", STORY.id, "0.7%", "--json")
    assert json.loads(told.stdout)[0]["parts"][0]["said"].startswith("0.7% = 281"), told.stderr
    rows = desk.run("trace", "--figure", "returned@2026-01-27")
    assert "one-in-one-out/2026-01-27  n1  0.7%  worked out from it" in rows.stdout, rows.stderr
    assert "Not built, so not looked into: " in rows.stdout
    assert "one-in-one-out/2025-10-31" in rows.stdout.rpartition("not looked into")[2]
    refused = desk.run("audit", STORY.id, "--mutate")
    assert refused.returncode == 1
    assert "now say different things, first at n1 (0.7%)" in refused.stderr
