"""Putting an edition in its place: old or new, whatever interrupts it."""

import os

import pytest

from workings import files
from workings.errors import EditionError
from workings.files import csv_lines, holding, mend, replacing, write_page, write_whole


@pytest.fixture
def folder(tmp_path):
    """An edition in its place."""
    edition = tmp_path / "small" / "2026-01-27"
    edition.mkdir(parents=True)
    (edition / "index.html").write_text("old")
    return edition


@pytest.fixture(params=["in one step", "in two"])
def way(request, monkeypatch):
    """A system that can let two folders change places in one step, and one that can't."""
    if request.param == "in two":
        monkeypatch.setattr(files, "_exchanged", lambda one, other: False)
    return request.param


def read(folder):
    """Return what stands in its place, and all that is in the folder around it."""
    names = sorted(path.name for path in folder.parent.iterdir())
    return (folder / "index.html").read_text(), names


def test_a_new_edition_takes_the_place_of_the_old_one(folder, way):
    """And leaves nothing beside it."""
    with replacing(folder) as made:
        (made / "index.html").write_text("new")
        assert read(folder)[0] == "old"
    assert read(folder) == ("new", ["2026-01-27"])


def test_an_error_leaves_the_old_edition(folder, way):
    """Half of a new one is nowhere."""
    with pytest.raises(ValueError, match="half-way"), replacing(folder) as made:
        (made / "index.html").write_text("half")
        raise ValueError("half-way")
    assert read(folder) == ("old", ["2026-01-27"])


def test_what_an_interruption_left_is_put_back_or_taken_away(folder):
    """The edition moved aside comes back; one half made goes, and other editions' stay."""
    folder.rename(folder.with_name(".old.2026-01-27"))
    for name in (".new.2026-01-27.abcdefgh", ".gone.new.2026-01-27.ijklmnop"):
        (folder.parent / name).mkdir()
        (folder.parent / name / "index.html").write_text("half")
    other = ".new.2026-01-27-issue-2.abcdefgh"
    (folder.parent / other).mkdir()
    mend(folder)
    assert read(folder) == ("old", [other, "2026-01-27"])


def test_an_edition_moved_aside_goes_once_the_new_one_is_in_place(folder):
    """If the interruption came after the second step."""
    folder.with_name(".old.2026-01-27").mkdir()
    mend(folder)
    assert read(folder) == ("old", ["2026-01-27"])


def test_an_edition_is_on_disk_before_it_is_exchanged(folder, way, monkeypatch):
    """Each of its files and their folder are synced first; the folder around them afterwards."""
    synced = []
    monkeypatch.setattr(
        files.os, "fsync", lambda file: synced.append(os.path.realpath(f"/proc/self/fd/{file}"))
    )
    rename, steps = files.put_in_place, []
    monkeypatch.setattr(
        files, "put_in_place", lambda *given: (steps.extend(synced), rename(*given))
    )
    with replacing(folder) as made:
        for name in ("index.html", "audit.html"):
            (made / name).write_text("new")
    assert steps == [str(made / "audit.html"), str(made / "index.html"), str(made)]
    assert synced[3:] == [str(folder.parent)]


def test_what_is_ours_alone_replaces_a_link_and_the_ledgers_files_stay_links(tmp_path):
    """Nobody's file is overwritten through a page's name; a ledger may be kept elsewhere."""
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "link"
    for write, kept in ((write_page, "mine"), (write_whole, "new")):
        elsewhere.write_text("mine")
        link.unlink(missing_ok=True)
        link.symlink_to(elsewhere)
        write(link, b"new")
        assert (link.read_text(), elsewhere.read_text()) == ("new", kept)
        assert link.is_symlink() == (write is write_whole)


def test_the_second_waits_and_is_told_who_has_it(folder, monkeypatch):
    """And if that takes too long, what to do."""
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.2)
    said = []
    with (
        holding(folder, said.append),
        pytest.raises(EditionError, match=r"held by process \d+ on .*(?s:.)*run this again"),
        holding(folder, said.append),
    ):
        pass
    assert len(said) == 1
    assert said[0].startswith("waiting for process ")
    with holding(folder, said.append):
        pass
    assert [path.name for path in folder.parents[1].iterdir()] == ["small"]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "＝1+1", "＋1+A1", "－1+A1", "＠SUM(A1)", "﹣1+A1", "\t=1", "\r=1", " =1", "\xa0＝1",
        "\u200b=1", "\ufeff=1", "\n=1", "-1+A1",
    ],
    ids=ascii,
)  # fmt: skip
def test_no_cell_that_is_written_runs_as_a_formula(cell):
    """Whatever its width, and whatever stands before it that can't be seen."""
    assert csv_lines([["a", cell]]).lstrip('a,"').startswith("'")


@pytest.mark.parametrize("cell", ["-24", "-0.5", "−24", "a=b", "", "1+1", " plain"])
def test_numbers_and_words_are_written_as_they_are(cell):
    """A number stays one that a spreadsheet can add up."""
    assert csv_lines([["a", cell]]) == f"a,{cell}\n"
