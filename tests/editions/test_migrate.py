"""A ledger of version 0.1, moved over: nothing is lost, and what named a line names it still."""

import csv
from datetime import date
from shutil import copytree

import pytest
from small import contents

from conftest import ROOT
from workings.editions.migrate import migrate_ledger
from workings.errors import EditionError
from workings.ledger.checks import check_ledger, read_checked
from workings.ledger.editions import read_editions
from workings.ledger.heads import recorded
from workings.ledger.read import read_ledger
from workings.ledger.signoffs import read_signoffs
from workings.ledger.site import Site

OLD = ROOT / "tests" / "specimens" / "ledger-0.1"


@pytest.fixture
def old(tmp_path):
    """A copy of a small ledger of version 0.1, of which one figure came after its editions."""
    folder = copytree(OLD, tmp_path / "desk")
    (folder / "notebooks").mkdir()
    return Site(folder / "data", folder / "reports")


@pytest.fixture
def moved(old):
    """The same, moved over."""
    assert [said for said in migrate_ledger(old) if "on record" in said]
    return old


def cells_of(path):
    """Return a file's lines, by column, without empty cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{c: cell for c, cell in line.items() if cell} for line in csv.DictReader(file)]


def test_a_moved_ledger_is_sound_and_says_what_it_said(moved):
    """Each line has its cells, in its place; only what named a line by its number is other."""
    assert check_ledger(moved.ledger) == []
    for path in sorted(OLD.glob("data/*.csv")):
        for was, now in zip(cells_of(path), cells_of(moved.ledger / path.name), strict=True):
            names = {"seal", "supersedes", "subject"}
            assert {c: now[c] for c in now if c not in names} == {
                c: was[c] for c in was if c not in names
            }


def test_a_line_number_becomes_the_seal_of_that_line(moved):
    """In what replaces a line, and in a sign-off of it."""
    figures = read_ledger(moved.ledger, "2026-12-01").figures
    first, second, returned, _, corrected = sorted(figures, key=lambda each: each.line)
    assert (second.supersedes, corrected.supersedes) == ((first.seal,), (returned.seal,))
    assert [each.subject for each in read_signoffs(moved.ledger)] == [returned.seal]


def test_what_editions_were_made_from_is_sealed_and_the_rest_is_open(moved):
    """So the last figure may still be edited, as if it had just been added."""
    tables = read_checked(moved.ledger).tables
    assert [row.is_open for row in tables["figures"]] == [False] * 4 + [True]
    assert not any(row.is_open for name in ("sources", "measures") for row in tables[name])


def test_each_edition_has_a_record_and_the_lines_that_it_had(moved):
    """Two figures for the first, four for the second; and the day on which each was made."""
    editions = {edition.id: edition for edition in read_editions(moved.ledger)}
    assert [*editions] == [
        "small/2023-03-01", "small/2026-01-27", "towns/2026-01-27-deal", "towns/2026-01-27-dover",
    ]  # fmt: skip
    known = {
        id_: len(recorded(moved.ledger, [each.head])["figures"]) for id_, each in editions.items()
    }
    assert [*known.values()] == [2, 4, 4, 4]
    assert {each.made_on for each in editions.values()} == {date(2026, 11, 24)}
    assert editions["small/2026-01-27"].previous == "2023-03-01"
    assert editions["towns/2026-01-27-deal"].parameters == {"town": "Deal"}
    edition = editions["small/2026-01-27"]
    assert read_ledger(moved.ledger, "2026-12-01", edition)["returned"].as_printed == "281"
    assert read_ledger(moved.ledger, "2026-12-01")["returned"].as_printed == "282"


def test_nothing_of_the_old_record_is_left(moved):
    """No running number, and no day of publication."""
    names = {path.name for path in moved.ledger.iterdir()}
    assert not {"editions.yml", "lines.sha256"} & names
    (line,) = cells_of(moved.reports / "register.csv")
    assert [*line] == ["report", "edition", "as_of", "made_on", "page_sha256", "workings_sha256"]
    assert (line["made_on"], line["page_sha256"]) == ("2026-11-24", "1" * 64)


def test_a_ledger_that_was_moved_is_left_as_it_is(moved):
    """Moving it again does nothing."""
    before = contents(moved.ledger)
    (said,) = migrate_ledger(moved)
    assert "nothing was done" in said
    assert contents(moved.ledger) == before


def test_a_ledger_whose_lines_were_altered_is_not_moved(old):
    """Seals would make the altered line the one that editions were made from."""
    path = old.ledger / "figures.csv"
    path.write_text(
        path.read_text("utf-8").replace("returned,281,281", "returned,280,280"), "utf-8"
    )
    before = contents(old.ledger)
    with pytest.raises(EditionError, match=r"small/2026-01-27 was made from.*Nothing was changed"):
        list(migrate_ledger(old))
    assert contents(old.ledger) == before


def test_this_repositorys_ledger_has_been_moved():
    """The command says so, and touches nothing."""
    (said,) = migrate_ledger(Site(ROOT / "data", ROOT / "reports"))
    assert "nothing was done" in said
