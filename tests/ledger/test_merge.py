"""Two desks on two branches: plain git joins what they wrote, and no edition moves."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbformat
import pytest
from small import REPORT, build_here, contents, site_of, small_site

from conftest import ROOT
from workings.editions.add import add_editions
from workings.editions.sign import sign_off
from workings.editions.verify import verify_editions
from workings.ledger.add.append import append_line, locked
from workings.ledger.add.drafts import read_lines
from workings.ledger.add.seal import seal_lines
from workings.ledger.checks import read_checked
from workings.ledger.editions import read_editions
from workings.ledger.read import read_ledger
from workings.review.checks.site import check_site
from workings.run.job import Limits

OTHER = "other"


def git(folder, *arguments):
    """Run git as anybody would."""
    who = ["-c", "user.name=Desk", "-c", "user.email=desk@example.org"]
    ran = subprocess.run(["git", "-C", folder, *who, *arguments], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def commit(folder, subject):
    """Commit all that there is."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", subject)


@pytest.fixture
def desk(tmp_path):
    """A newsroom of two reports, in git, with an edition of each on record."""
    desk = small_site(tmp_path, dates=("2026-01-27",))
    stored = tmp_path / "notebooks"
    shutil.copy(stored / f"{REPORT}.ipynb", stored / f"{OTHER}.ipynb")
    add_editions(tmp_path / "data", OTHER, {"as_of": "2026-01-27"}, {}, date(2026, 12, 1))
    for name in (".gitattributes", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    git(tmp_path, "init", "--quiet", "-b", "main")
    commit(tmp_path, "Begin")
    return desk


def line_of(desk, table, **cells):
    """Write down a line like the last of a table, but for some cells; return its seal to be."""
    ledger = desk.folder / "data"
    with locked(ledger):
        tables = read_lines(ledger).tables
        last = dict(tables[table][-1].cells) if tables[table] else {}
        same = {**last, "supersedes": "", "reason": "", "seal": ""}
        append_line(ledger, table, {**same, **cells}, tables["sources"])
    return read_lines(ledger).tables[table][-1].seal


def write_all(desk, who, day):
    """Write what a desk may write in a day: a line of every table, a correction, an edition."""
    ledger, report = desk.folder / "data", REPORT if who == "ann" else OTHER
    source = f"S{who}"
    line_of(desk, "sources", id=source, publisher=f"Desk {who}", archive="", sha256="")
    line_of(desk, "measures", id=f"measure-{who}", label=f"things that {who} counts")
    figure = {"measure": f"measure-{who}", "source": source, "as_printed": "12", "value": "12"}
    stated = {"stated_on": day, "period_end": day, "period_start": day, "note": ""}
    wrong = line_of(desk, "figures", **figure, **stated, operator="=", precision="exact")
    with locked(ledger):
        seal_lines(ledger, read_lines(ledger).tables, [wrong])
    right = {**figure, "as_printed": "13", "value": "13", **stated}
    right = line_of(desk, "figures", **right, operator="=", precision="exact",
                    supersedes=wrong, reason="our error: read off wrongly")  # fmt: skip
    line_of(desk, "claims", id=f"C{who}", kind="claim", of="", who="A minister", source=source,
            locator="minute 1", said_on=day, paraphrase="13 were counted.", stated="13",
            expression=f"measure_{who}", reading="", because="")  # fmt: skip
    path = desk.folder / "notebooks" / f"{report}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    prose = f"%%prose\nSo much for that. {{% if 'measure-{who}' in book.measures %}}And "
    prose += f"{{{{ book['measure-{who}'] }}}} were counted.{{% endif %}}"
    notebook.cells.append(nbformat.v4.new_code_cell(prose))
    nbformat.write(notebook, path)
    add_editions(ledger, report, {"as_of": "2026-07-16"}, {}, date(2026, 12, 2))
    sign_off(site_of(desk), "figure", right, name="Ann", role="editor", day=date(2026, 12, 2))


@pytest.mark.parametrize("first", ["ann", "ben"])
def test_two_branches_merge_both_ways_without_a_hand_and_no_edition_moves(desk, first):
    """Figures, a correction, a source, a measure, a claim, a sign-off and an edition on each."""
    folder, printed = desk.folder, {}
    for who in ("ann", "ben"):
        git(folder, "checkout", "--quiet", "-b", who, "main")
        write_all(desk, who, "2026-06-30")
        made = build_here(desk)
        assert {what for what, _ in made.values()} <= {"printed", "up to date"}, made
        report = REPORT if who == "ann" else OTHER
        printed |= {f"{report}/{k}": v for k, v in contents(folder / "reports" / report).items()}
        commit(folder, f"What {who} wrote")
    other = "ben" if first == "ann" else "ann"
    git(folder, "checkout", "--quiet", first)
    git(folder, "merge", "--quiet", "--no-edit", other)
    checked = read_checked(folder / "data")
    assert checked.faults == []
    for who in ("ann", "ben"):
        assert read_ledger(folder / "data", "2026-07-16")[f"measure-{who}"].as_printed == "13"
    shutil.rmtree(folder / "reports" / REPORT)
    shutil.rmtree(folder / "reports" / OTHER)
    assert {what for what, _ in build_here(desk).values()} == {"printed"}
    found = {}
    for report in (REPORT, OTHER):
        found |= {f"{report}/{k}": v for k, v in contents(folder / "reports" / report).items()}
    assert found.keys() == printed.keys()
    assert [name for name in found if found[name] != printed[name]] == []
    assert all(each.passed for part in check_site(site_of(desk)) for each in part.checks)
    editions = read_editions(folder / "data")
    assert len(editions) == 4
    assert verify_editions(site_of(desk), editions, 1, Limits(), lambda _: None) == []


def test_the_two_desks_of_the_documentation_merge_as_it_says(tmp_path):
    """Every command of docs/ledger.md, in a copy of this repository's own ledger."""
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    script = text.partition("```sh\n")[2].partition("```")[0]
    for part in ("data", "notebooks", ".gitattributes", ".gitignore"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    git(tmp_path, "init", "--quiet", "-b", "main")
    for name, value in (("name", "Desk"), ("email", "desk@example.org")):
        git(tmp_path, "config", f"user.{name}", value)
    commit(tmp_path, "Begin")
    before = read_editions(tmp_path / "data")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    added = {edition.id for edition in read_editions(tmp_path / "data")} - {e.id for e in before}
    assert added == {"one-in-one-out/2026-06-30"}
    book = read_ledger(tmp_path / "data", "2026-06-30")
    assert book.standing("returned", "2025-08-06/2026-01-26").as_printed == "282"
    assert "more than 900" in {figure.as_printed for figure in book.figures}
