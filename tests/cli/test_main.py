"""Whatever is wrong with a file, the command says so in a message: no traceback, and no markup."""

import io
import shutil
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from conftest import ROOT
from workings.cli.main import main
from workings.cli.progress import show_summary
from workings.editions.order import Outcome
from workings.ledger.editions import find_edition, read_editions

EDITION = "one-in-one-out/2026-01-27"
VERBS = {
    "trace": ["trace", EDITION, "0.7%"],
    "diff": ["diff", EDITION, "one-in-one-out/2026-01-02"],
    "dependants": ["trace", "--figure", "returned@2026-01-27"],
}


def make_folder(path):
    path.mkdir()


def make_torn(path):
    path.write_text('{"cells": [', encoding="utf-8")


def make_deep(path):
    path.write_text("[" * 200_000, encoding="utf-8")


def make_large(path):
    path.write_bytes(b'{"cells": [' + b" " * 50_000_000 + b"]}")


def make_list(path):
    path.write_text("[]", encoding="utf-8")


def make_picture(path):
    path.write_bytes(b"\x89PNG\xff\xfe")


@pytest.mark.parametrize(
    "make", [make_folder, make_torn, make_deep, make_large, make_list, make_picture]
)
@pytest.mark.parametrize("verb", VERBS)
def test_an_executed_notebook_that_is_none_ends_every_verb_with_a_message(tmp_path, verb, make):
    """It names the file, and what is wrong with it."""
    for name in (EDITION, "one-in-one-out/2026-01-02"):
        (tmp_path / name).mkdir(parents=True)
        make(tmp_path / name / "notebook.ipynb")
    where = ["--ledger", str(ROOT / "data"), "--reports", str(tmp_path)]
    ran = CliRunner().invoke(main, [*VERBS[verb], *where])
    assert ran.exit_code == 1
    assert isinstance(ran.exception, SystemExit), ran.exception
    assert "notebook.ipynb: found" in ran.output
    assert len(ran.output) < 1000


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_stored_notebook_of_50_MB_is_refused(tmp_path, command):
    """Its size is looked at before it is read as JSON."""
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "notebooks/large.ipynb"
    make_large(path)
    ran = CliRunner().invoke(main, [command, str(path), "--ledger", str(tmp_path / "data")])
    assert ran.exit_code in (1, 2)
    assert isinstance(ran.exception, SystemExit), ran.exception
    assert "at most 32,000,000" in ran.output


def test_links_that_lead_round_in_a_circle_are_told(tmp_path):
    """Among the notebooks, beside a sound one."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("editions"))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/round.ipynb").symlink_to("round.ipynb")
    ran = CliRunner().invoke(main, ["check", "--ledger", str(tmp_path / "data")])
    assert ran.exit_code == 1
    assert isinstance(ran.exception, SystemExit), ran.exception
    assert "round.ipynb: found a file that is no notebook" in ran.output


def test_a_reports_name_is_no_markup_in_the_table_of_a_build(monkeypatch):
    """A name in square brackets is printed as it is written."""
    edition = find_edition(read_editions(ROOT / "data"), EDITION)
    odd = replace(edition, report="[red]story[/red]")
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    show_summary([Outcome(odd, "printed")])
    assert "[red]story[/red]" in shown.getvalue()
