"""``workings seal``: the lines that are named, and no others."""

import pytest
from click.testing import CliRunner
from small import append_figure, seal_of_line, small_site

from workings.cli.main import main
from workings.ledger.checks import check_ledger


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk with nothing on record and two open figures; the command is given there."""
    desk = small_site(tmp_path, dates=())
    desk.open = [
        append_figure(desk, as_printed=f"{n}", value=f"{n}", locator=f"{n}") for n in (1, 2)
    ]
    monkeypatch.chdir(tmp_path)
    return desk


def seal(*words):
    """Give the command."""
    return CliRunner().invoke(main, ["seal", *words])


def test_a_line_is_sealed_by_its_place(desk):
    """Its seal is told, and no other byte of the file is another."""
    first, second = desk.open
    path = desk.folder / "data" / "figures.csv"
    before = path.read_bytes().splitlines()
    ran = seal(f"figures.csv:{first}")
    assert ran.output == f"{seal_of_line(desk, first)}\n"
    after = path.read_bytes().splitlines()
    assert after.pop(first - 1) == before.pop(first - 1) + seal_of_line(desk, first).encode()
    assert after == before
    assert seal_of_line(desk, second) == ""
    assert check_ledger(desk.folder / "data") == []


def test_all_open_lines_of_a_file_are_sealed_together(desk):
    """And a second time there is nothing to do."""
    ran = seal("figures.csv")
    assert ran.output.split() == [seal_of_line(desk, line) for line in desk.open]
    ran = seal(*(seal_of_line(desk, line) for line in desk.open))
    assert (ran.exit_code, ran.output) == (0, "They were sealed already.\n")


def test_a_file_as_a_spreadsheet_left_it_keeps_its_form(desk):
    """Line endings, a mark, other columns and their order."""
    path = desk.folder / "data" / "figures.csv"
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    text = "\r\n".join(["who," + first, *("Ann," + line for line in lines)]) + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    before = path.read_bytes()
    (told,) = seal(f"figures.csv:{desk.open[1]}").output.split()
    assert path.read_bytes() == before.removesuffix(b"\r\n") + told.encode() + b"\r\n"
    assert check_ledger(desk.folder / "data") == []


def test_a_line_that_is_not_there_is_answered_with_the_nearest(desk):
    """Nothing is sealed then, not even what was named beside it."""
    before = (desk.folder / "data" / "figures.csv").read_bytes()
    ran = seal(f"figures.csv:{desk.open[0]}", "figures.csv:9999")
    assert (ran.exit_code, "open line 'figures.csv:9999' is not known" in ran.output) == (1, True)
    assert (desk.folder / "data" / "figures.csv").read_bytes() == before


def test_a_faulty_line_is_not_sealed(desk):
    """It can still be edited."""
    line = append_figure(desk, status="sure")
    ran = seal(f"figures.csv:{line}")
    assert (ran.exit_code, "status" in ran.output) == (1, True)
    assert seal_of_line(desk, line) == ""
