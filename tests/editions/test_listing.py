"""The list of what is on record: of which report, made from what, up to date or not."""

import pytest
from small import build_here, record, site_of, small_site, write_report

from workings.editions.listing import list_editions
from workings.ledger.editions import read_editions


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk with one edition printed and one that isn't."""
    desk = small_site(tmp_path_factory.mktemp("listed"), dates=("2026-01-27",))
    build_here(desk)
    record(desk, "2026-03-06", made_on="2026-03-07")
    return desk


def listed(desk):
    """Return the list's lines."""
    site = site_of(desk)
    return list(list_editions(site, read_editions(site.ledger)))


def test_each_edition_on_record_has_a_line_with_what_it_is_made_from(built):
    """Its figures' last day, the day it was made, its ledger head, and its state."""
    head = read_editions(built.folder / "data")[0].head[:12]
    assert listed(built) == [
        f"small/2026-01-27  figures to 2026-01-27  made on 2026-01-27  head {head}  up to date",
        f"small/2026-03-06  figures to 2026-03-06  made on 2026-03-07  head {head}  not printed",
    ]


def test_an_edition_whose_notebook_changed_is_out_of_date(built, tmp_path):
    """As the build would find it."""
    desk = built.copy(tmp_path)
    write_report(desk.folder, headline="# Anew")
    assert [line.rpartition("  ")[2] for line in listed(desk)] == ["out of date", "not printed"]


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        pytest.param("renamed: returns\n", "; renamed returns", id="renamed"),
        pytest.param("retired: The scheme ended.\n", "retired: The scheme ended.", id="retired"),
    ],
)
def test_what_became_of_a_report_is_told(built, tmp_path, fate, said):
    """From the line in its record."""
    desk = built.copy(tmp_path)
    (desk.folder / "data" / "editions" / "small.yml").write_text(fate, encoding="utf-8")
    assert listed(desk)[0].endswith(said)


def test_the_command_lists_all_or_the_reports_asked_for(built):
    """An unknown one is answered with the nearest."""
    ran = built.run("edition", "list", "small")
    assert ran.stdout.splitlines() == listed(built), ran.stderr
    ran = built.run("edition", "list", "smal")
    assert (ran.returncode, "Did you mean small" in ran.stderr) == (1, True)
