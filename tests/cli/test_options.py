"""What several verbs take: where things are, and days."""

import time
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from small import REPORT, small_site

from workings.cli.options import today
from workings.errors import HouseError

EDITION = f"{REPORT}/2026-01-27"


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """A desk whose ledger lies in a folder that isn't called data, as its notebook knows."""
    desk = small_site(tmp_path_factory.mktemp("renamed"), dates=("2026-01-27",))
    (desk.folder / "data").rename(desk.folder / "ledger")
    notebook = desk.folder / "notebooks" / f"{REPORT}.ipynb"
    notebook.write_text(notebook.read_text().replace("../data", "../ledger"))
    ran = desk.run("build", "--ledger", "ledger", "--workers", "1")
    assert (ran.returncode, ran.stdout) == (0, "1 edition: 1 printed.\n"), ran.stderr
    return desk


def test_a_ledger_may_lie_in_a_folder_of_any_name(renamed):
    """What was built from it is up to date, is checked, and says in its manifest where it lies."""
    ran = renamed.run("build", "--ledger", "ledger")
    assert ran.stdout == "Nothing to do: 1 edition up to date.\n", ran.stderr
    ran = renamed.run("check", "--ledger", "ledger")
    assert f"{EDITION}: " in ran.stdout, ran.stderr
    assert "no page here" not in ran.stdout
    manifest = renamed.folder / "reports" / EDITION / "ro-crate-metadata.json"
    assert "ledger/datapackage.json" in manifest.read_text()
    assert "data/datapackage.json" not in manifest.read_text()


def test_a_draft_is_run_from_a_ledger_of_any_name(renamed):
    """It is a draft, since the report is on record."""
    ran = renamed.run("run", f"notebooks/{REPORT}.ipynb", "--ledger", "ledger")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith(f"reports/drafts/{EDITION}/index.html\n")


def test_pages_are_found_from_within_the_ledgers_folder(renamed):
    """The reports lie beside the folder, whatever it is called from where one stands."""
    within = copy(renamed)
    within.folder = renamed.folder / "ledger"
    ran = within.run("check", "--ledger", ".")
    assert f"{EDITION}: " in ran.stdout, ran.stderr
    assert "no page here" not in ran.stdout


@pytest.mark.parametrize(
    ("option", "command"),
    [
        pytest.param("--on", f"sign {EDITION} --as Ann --role editor", id="sign"),
        pytest.param("--as-of", "claims", id="claims"),
    ],
)
def test_an_option_that_is_no_day_is_named(desk, option, command):
    """As it was typed."""
    ran = desk.run(*command.split(), option, "2 February")
    assert (ran.returncode, ran.stderr) == (
        2,
        f"{option} is '2 February', which is no day: write one like 2026-01-27.\n",
    )


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12), ("", 0)],
)
def test_today_is_the_desks_day_whatever_the_machines_zone(desk, monkeypatch, zone, hours):
    """As the house style says; without a word there, the machine's."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    text = f'[tool.workings]\ntimezone = "{zone}"\n'
    (desk.folder / "pyproject.toml").write_text(text, encoding="utf-8")
    before = (datetime.now(UTC) + timedelta(hours=hours)).date()
    found = today(desk.folder / "data")
    assert before <= found <= (datetime.now(UTC) + timedelta(hours=hours)).date()


def test_a_timezone_that_is_none_is_answered_with_the_nearest(desk):
    """Before anything is dated by it."""
    text = '[tool.workings]\ntimezone = "Europe/Londn"\n'
    (desk.folder / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HouseError, match="Did you mean Europe/London"):
        today(desk.folder / "data")
