"""What is not put in place: drafts, what a check refuses, and reports that can't be built."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
from nbformat import v4
from small import REPORT, add_cell, build_here, record, site_of, small_site, write_report

from workings.editions.contents import write_contents
from workings.editions.press import make_draft
from workings.errors import PageError, RunError
from workings.ledger.editions import EDITIONS, as_yaml, read_editions
from workings.run.job import Limits

#: A record whose printed text isn't what its workings give, over a genuine panel.
FORGED = """from IPython.display import display
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
said = as_output(sentence("{{ returned }} went.", {"returned": returned}))
for name, value in said.items():
    if isinstance(value, dict):
        value["numbers"][0]["text"] = "9,999,999"
display(said, raw=True)"""

#: A build in which the process that runs one edition aborts.
ABORTING = """import os
from workings.cli.main import main
from workings.editions import press

def abort(executed, notebook):
    if "2026-03-06" in executed.name:
        os.abort()

press.check_places = abort
if __name__ == "__main__":
    main(["build", "--workers", "2"])
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk whose two editions have been built."""
    desk = small_site(tmp_path_factory.mktemp("built"))
    assert set(build_here(desk).values()) == {("printed", "")}
    return desk


@pytest.fixture
def desk(built, tmp_path):
    """A copy of that desk."""
    return built.copy(tmp_path)


def draft(desk, notebook="small", **given):
    """Print a draft of a notebook, in this process."""
    path = desk.folder / "notebooks" / f"{notebook}.ipynb"
    return make_draft(site_of(desk), path, given, limits=Limits(), say=lambda _: None)


def listed(desk):
    """Return the addresses on the front page and in the feed."""
    reports = desk.folder / "reports"
    front, feed = ((reports / name).read_text("utf-8") for name in ("index.html", "feed.xml"))
    on_it = set(re.findall(r'<h2><a href="([^"]+)"', front))
    assert {found for found in re.findall(r"/(\w+/[\d-]+/)<", feed)} <= on_it
    return on_it


def test_a_copied_notebook_is_a_draft_that_nothing_leads_to(desk):
    """Whether or not its report has editions; neither a run nor a build lists it."""
    source = desk.folder / "notebooks" / "small.ipynb"
    (desk.folder / "notebooks" / "copied.ipynb").write_bytes(source.read_bytes())
    before = listed(desk)
    page = draft(desk, "copied")
    assert page == desk.folder / "reports" / "drafts" / "copied" / "2026-01-27" / "index.html"
    assert page.exists()
    left_from_before = desk.folder / "reports" / "copied" / "2026-01-27"
    left_from_before.parent.mkdir()
    page.parent.rename(left_from_before)
    (desk.folder / "reports" / ".contents").unlink()
    write_contents(site_of(desk), read_editions(desk.folder / "data"))
    assert listed(desk) == before == {"small/2026-01-27/", "small/2026-03-06/"}


def test_what_is_taken_off_the_record_leaves_the_front_page(desk):
    """And its report's own page goes, which would lead to it."""
    editions = read_editions(desk.folder / "data")
    write_contents(site_of(desk), editions[:1])
    assert listed(desk) == {"small/2026-01-27/"}
    write_contents(site_of(desk), [])
    assert listed(desk) == set()
    assert not (desk.folder / "reports" / REPORT / "index.html").exists()
    assert (desk.folder / "reports" / REPORT / "2026-01-27" / "index.html").exists()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("%%prose\n38 people went.", "'38' typed into", id="typed-number"),
        pytest.param(FORGED, "'9,999,999' in", id="forged-record"),
    ],
)
def test_an_edition_that_a_check_refuses_is_not_put_in_place(desk, cell, said):
    """Neither on record nor as a draft; each finding is told as `workings check` tells it."""
    page = desk.folder / "reports" / REPORT / "2026-01-27" / "index.html"
    before = page.read_bytes()
    add_cell(desk, cell)
    made = build_here(desk)
    assert {what for what, _ in made.values()} == {"failed"}
    why = made["2026-01-27"][1]
    assert said.split()[0] in why
    assert re.search(r"small\S* cell 5 \(.*\): found .*; expected ", why), why
    assert page.read_bytes() == before
    with pytest.raises(PageError, match=r"cell 5 \(.*\): found .*; expected "):
        draft(desk, as_of="2026-02-01")
    assert not (desk.folder / "reports" / "drafts" / REPORT).exists()


def test_a_draft_may_have_been_saved_with_its_outputs(desk):
    """JupyterLab has just saved them; on record, they are found."""
    path = desk.folder / "notebooks" / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].outputs = [v4.new_output("stream", text="as it was run")]
    notebook.cells[2].execution_count = 7
    nbformat.write(notebook, path)
    assert draft(desk).exists()
    assert "1 stored output" in build_here(desk)["2026-01-27"][1]


@pytest.fixture(params=["renamed", "retired", "torn", "for R"])
def broken(desk, request):
    """A second report on record, whose notebook can no longer be built; and the notebook's name."""
    source = desk.folder / "notebooks" / "small.ipynb"
    other = source.with_name("other.ipynb")
    other.write_bytes(source.read_bytes())
    for edition in read_editions(desk.folder / "data"):
        record = desk.folder / "data" / EDITIONS / "other" / f"{edition.record}.yml"
        record.parent.mkdir(exist_ok=True)
        record.write_text(as_yaml(replace(edition, report="other")), encoding="utf-8")
    content = source.read_text(encoding="utf-8")
    match request.param:
        case "renamed":
            other.write_text(content.replace("as_of", "asked"), encoding="utf-8")
        case "retired":
            other.unlink()
        case "torn":
            other.write_text(content[:-9], encoding="utf-8")
        case "for R":
            stored = json.loads(content)
            stored["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
            other.write_text(json.dumps(stored), encoding="utf-8")
    return desk


def test_a_report_that_cannot_be_built_is_named_and_the_others_are_printed(broken):
    """Exit status 1 at the end; the one cause is told once, with the editions it is of."""
    write_report(broken.folder, headline="# Anew")
    ran = broken.run("build", "--workers", "1")
    assert (ran.returncode, ran.stdout) == (1, "4 editions: 2 printed, 2 failed.\n"), ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("other/2026-01-27, other/2026-03-06: ") == 1
    told = ran.stderr.partition("other/2026-01-27, other/2026-03-06: ")[2]
    assert "other.ipynb" in told or "other/2026-01-27" in told
    page = broken.folder / "reports" / REPORT / "2026-01-27" / "index.html"
    assert "<h1>Anew</h1>" in page.read_text(encoding="utf-8")


def test_one_cause_is_told_once(desk):
    """With the editions that it is of, however many; each is counted."""
    record(desk, "2026-04-01")
    add_cell(desk, "1 / 0")
    ran = desk.run("build", "--workers", "1")
    assert ran.stdout == "3 editions: 3 failed.\n"
    assert ran.stderr.count("ZeroDivisionError") == 1
    assert "small/2026-01-27, small/2026-03-06, small/2026-04-01: small.ipynb" in ran.stderr


def test_what_was_kept_of_a_failure_goes_with_the_success_that_follows(desk):
    """Of that edition, and of a draft; a failure of another one stays."""
    failed = desk.folder / "reports" / "failed"
    source = desk.folder / "notebooks" / "small.ipynb"
    sound = source.read_bytes()
    add_cell(desk, "1 / 0")
    build_here(desk)
    with pytest.raises(RunError, match="ZeroDivisionError"):
        draft(desk)
    (failed / "another.ipynb").touch()
    drafts = desk.folder / "reports" / "drafts" / "failed"
    assert (len(list(failed.iterdir())), len(list(drafts.iterdir()))) == (3, 1)
    source.write_bytes(sound)
    build_here(desk, again=True)
    draft(desk)
    assert [path.name for path in failed.iterdir()] == ["another.ipynb"]
    assert not drafts.exists()


def test_a_link_where_a_failed_notebook_is_kept_is_not_followed(desk):
    """Nor one in place of what leads to the editions: it is replaced, and what it led to stays."""
    elsewhere = desk.folder / "elsewhere"
    elsewhere.write_text("mine")
    reports = desk.folder / "reports"
    (reports / "failed").mkdir()
    links = [reports / "failed" / "small-2026-01-27.ipynb", reports / "index.html"]
    links += [reports / ".contents", reports / REPORT / "index.html"]
    for link in links:
        link.unlink(missing_ok=True)
        link.symlink_to(elsewhere)
    add_cell(desk, "1 / 0")
    build_here(desk)
    assert elsewhere.read_text() == "mine"
    assert not any(link.is_symlink() for link in links)


@pytest.mark.parametrize("name", ["data/.lock", "reports/.lock.small.2026-01-27"])
def test_a_link_in_place_of_a_lock_is_refused_and_what_it_leads_to_stays(desk, name):
    """By the link's name, without a traceback."""
    elsewhere = desk.folder / "elsewhere"
    elsewhere.write_text("mine")
    (desk.folder / name).symlink_to(elsewhere)
    given = ["build"] if "reports" in name else ["edition", "add", REPORT, "--as-of", "2026-04-01"]
    ran = desk.run(*given)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert name.rpartition("/")[2] in ran.stderr
    assert elsewhere.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "file"),
    [
        pytest.param(["build"], "reports", id="build"),
        pytest.param(["run", "notebooks/small.ipynb"], "reports", id="run"),
        pytest.param(["edition", "add", REPORT, "--as-of", "2026-04-01"], "data/.lock", id="add"),
    ],
)
def test_what_the_system_refuses_is_our_message_with_file_and_cause(tmp_path, words, file):
    """As where a disk is full, or may not be written to: no traceback."""
    desk = small_site(tmp_path, dates=("2026-01-27",))
    in_the_way = desk.folder / file
    in_the_way.mkdir() if file.endswith(".lock") else in_the_way.write_text("no folder")
    ran = desk.run(*words)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert re.search(rf"{file}\b.*(File exists|Not a directory|Is a directory)", ran.stderr)


def test_a_process_that_ends_of_itself_fails_its_own_edition_and_no_other(tmp_path):
    """As where a drawing engine aborts: what was lost with it is done again, one by one."""
    small_site(tmp_path, dates=("2026-01-27", "2026-03-06", "2026-04-01"))
    script = tmp_path / "aborting.py"  # which each process that prints imports, too
    script.write_text(ABORTING)
    command = [sys.executable, str(script)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert ran.stdout == "3 editions: 1 printed, 2 failed.\n", ran.stderr
    assert "small/2026-03-06: the process that made it ended" in ran.stderr
    assert "small/2026-04-01: the edition before it, small/2026-03-06, can't be run" in ran.stderr
