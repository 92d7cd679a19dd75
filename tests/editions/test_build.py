"""The build: what is not up to date, side by side, whole or not at all, whatever interrupts it."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import killed
import pytest
from small import (
    REPORT,
    add_cell,
    append_figure,
    build_here,
    contents,
    record,
    seal_of_line,
    site_of,
    small_site,
    write_report,
)

from conftest import ROOT, session
from workings.editions.build import build_editions
from workings.editions.contents import write_contents
from workings.editions.register import read_register
from workings.errors import EditionError, LedgerError
from workings.files import holding
from workings.ledger.editions import read_editions
from workings.ledger.read import Reading, read_ledger, reading
from workings.run.job import Limits


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk whose two editions have been built, with two processes."""
    desk = small_site(tmp_path_factory.mktemp("built"))
    ran = desk.run("build", "--workers", "2")
    assert (ran.returncode, ran.stdout) == (0, "2 editions: 2 printed.\n"), ran.stderr
    return desk


@pytest.fixture
def desk(built, tmp_path):
    """A copy of that desk."""
    return built.copy(tmp_path)


def page_of(desk, name):
    """Read an edition's page."""
    return (desk.folder / "reports" / REPORT / name / "index.html").read_text(encoding="utf-8")


def test_with_nothing_to_do_it_says_so_and_imports_nothing_that_prints(desk):
    """Whether an edition is up to date is a matter of digests."""
    code = (
        "import sys\nfrom workings.cli.main import main\n"
        "try:\n    main(['build'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print({'pandas', 'altair', 'papermill', 'nbconvert', 'frictionless'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=desk.folder, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "Nothing to do: 2 editions up to date.\nset()\n"


def test_every_way_to_print_gives_the_same_bytes(tmp_path, monkeypatch):
    """Side by side or one after the other, in warm kernels or in ordinary ones, which is told once."""
    desk = small_site(tmp_path, chart=True)
    assert desk.run("build", "--workers", "2").returncode == 0
    side_by_side = contents(desk.folder / "reports")
    assert set(build_here(desk, again=True).values()) == {("printed", "")}
    assert contents(desk.folder / "reports") == side_by_side
    monkeypatch.setattr("workings.run.kernels.CAN_FORK", False)
    monkeypatch.setattr("workings.editions.press.CAN_FORK", False)
    said = []
    site = site_of(desk)
    editions = read_editions(site.ledger)
    build_editions(site, editions, workers=1, limits=Limits(), say=said.append, again=True)
    assert contents(desk.folder / "reports") == side_by_side
    assert sum("can't be forked" in str(step) for step in said) == 1


def test_times_of_files_decide_nothing(desk):
    """A file touched is no file changed."""
    for path in desk.folder.rglob("*"):
        os.utime(path, (0, 0) if path.suffix == ".html" else None)
    assert build_here(desk) == {"2026-01-27": ("up to date", ""), "2026-03-06": ("up to date", "")}


@pytest.mark.parametrize("name", ["requirements.lock", "data/datapackage.json"])
def test_whatever_an_edition_is_made_from_makes_it_anew_when_it_changes(desk, name, monkeypatch):
    """The lock, and what is declared of the tables: those that no line pins."""
    path = desk.folder / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{before}\n")
    assert stale(desk, monkeypatch) == ["2026-01-27", "2026-03-06"]


@pytest.mark.parametrize(
    ("name", "style"),
    [
        pytest.param("pyproject.toml", '[tool.workings]\nname = "{}"\n', id="beside-the-ledger"),
        pytest.param("pyproject.toml", 'tool = {{ workings = {{ name = "{}" }} }}\n', id="inline"),
        pytest.param("notebooks/pyproject.toml", '[tool.workings]\nname = "{}"\n', id="nearest"),
        pytest.param("../pyproject.toml", '[tool."workings"]\nname = "{}"\n', id="parent-folder"),
    ],
)
def test_another_name_for_the_house_makes_every_edition_anew(
    built, tmp_path, name, style, monkeypatch
):
    """Wherever the house style stands, as long as pages are printed in it; and the front page, too."""
    (tmp_path / "newsroom").mkdir()
    desk = built.copy(tmp_path / "newsroom")
    (desk.folder / name).write_text(style.format("The Courier"), encoding="utf-8")
    assert stale(desk, monkeypatch) == ["2026-01-27", "2026-03-06"]
    monkeypatch.undo()
    write_contents(site_of(desk), read_editions(desk.folder / "data"))
    front = desk.folder / "reports" / "index.html"
    assert "The Courier" in front.read_text(encoding="utf-8")
    (desk.folder / name).write_text(style.format("The Echo"), encoding="utf-8")
    write_contents(site_of(desk), read_editions(desk.folder / "data"))
    assert "The Echo" in front.read_text(encoding="utf-8")


def stale(desk, monkeypatch):
    """Name the editions that a build would print, and print none."""
    made = []
    monkeypatch.setattr(
        "workings.editions.build.Printing.print_all", lambda self: made.append(self.stale)
    )
    monkeypatch.setattr("small.write_contents", lambda *_: None)
    build_here(desk)
    return [edition.name for each in made for edition in each]


def test_a_changed_notebook_or_an_altered_file_is_made_good(desk):
    """A page that somebody edited in place is printed again, and the others are left alone."""
    before = contents(desk.folder / "reports")
    page = desk.folder / "reports" / REPORT / "2026-03-06" / "index.html"
    page.write_text("another page")
    (page.parent / "extra.html").write_text("")
    assert build_here(desk) == {"2026-01-27": ("up to date", ""), "2026-03-06": ("printed", "")}
    assert contents(desk.folder / "reports") == before


def test_a_front_page_that_is_gone_or_altered_is_made_good(desk):
    """As after an interruption between the last edition and the front page."""
    before = contents(desk.folder / "reports")
    (desk.folder / "reports" / "index.html").write_text("")
    (desk.folder / "reports" / "feed.xml").unlink()
    (desk.folder / "reports" / REPORT / "index.html").unlink()
    build_here(desk)
    assert contents(desk.folder / "reports") == before


def test_a_back_dated_line_and_a_new_edition_leave_all_earlier_ones_as_they_were(desk):
    """Byte for byte; the correction is on the page of the new one, in its JSON-LD and in the feed."""
    before = contents(desk.folder / "reports" / REPORT)
    append_figure(
        desk, as_printed="282", value="282", supersedes=seal_of_line(desk, 34), reason="our error: a digit",
        stated_by="the <b>minister</b>",
    )  # fmt: skip
    assert set(build_here(desk).values()) == {("up to date", "")}
    issue = record(desk, "2026-01-27", made_on="2026-02-03")
    assert build_here(desk)[issue.name] == ("printed", "")
    after = contents(desk.folder / "reports" / REPORT)
    for name, content in before.items():
        if name != "index.html":
            assert after[name] == content, name
    page = page_of(desk, issue.name)
    said = "281 is corrected to 282 (our error: a digit)"
    assert said in page.partition("Corrections and changes")[2]
    linked = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["@graph"][0]
    assert said in linked["correction"][0]
    assert (linked["version"], linked["dateCreated"], linked["dateModified"]) == (
        2,
        "2026-01-27",
        "2026-02-03",
    )
    assert said in (desk.folder / "reports" / "feed.xml").read_text(encoding="utf-8")
    assert "<b>minister" not in page, "what the ledger says stays text"
    assert "shrank from 69 to 68" in page


def alter_figure(desk):
    """Alter a line as an editor would, and leave its seal."""
    path = desk.folder / "data" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("returned,281,281", "returned,280,280"), encoding="utf-8")


def test_an_edited_line_is_refused_and_nothing_is_printed(desk):
    """The line and the editions that it would change are named."""
    before = contents(desk.folder / "reports")
    alter_figure(desk)
    ran = desk.run("build")
    assert ran.returncode == 1
    assert "figures.csv line 34" in ran.stderr
    assert "small/2026-01-27, small/2026-03-06 rest on it" in ran.stderr
    assert contents(desk.folder / "reports") == before


def test_a_kernel_refuses_a_ledger_that_is_not_as_sealed(desk):
    """Even where nobody asked the build: the notebook's own reading of the ledger stops the run."""
    alter_figure(desk)
    with (
        reading(Reading("small/2026-01-27")),
        pytest.raises(LedgerError, match=r"figures\.csv line 34"),
    ):
        read_ledger(desk.folder / "data", "2026-01-27")


def test_a_failed_edition_does_not_stop_the_others(desk):
    """They are printed, the failure is told with its cell, and the exit status is 1."""
    write_report(desk.folder, headline="# Anew")
    add_cell(desk, 'shown = returned if as_of < "2026-02" else book["retruned"]')
    ran = desk.run("build", "--workers", "2")
    assert (ran.returncode, ran.stdout) == (1, "2 editions: 1 printed, 1 failed.\n"), ran.stderr
    assert "small/2026-03-06: small.ipynb 2026-03-06: cell 5" in ran.stderr
    assert "Did you mean returned" in ran.stderr
    assert "<h1>Anew</h1>" in page_of(desk, "2026-01-27")
    assert "<h1>In and out</h1>" in page_of(desk, "2026-03-06"), "the one before still stands"


def test_the_way_to_a_report_leads_to_its_newest_edition(built):
    """And each edition's page, which never changes, leads there, too."""
    index = (built.folder / "reports" / REPORT / "index.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="0; url=2026-03-06/index.html"' in index
    for name in ("2026-01-27", "2026-03-06"):
        assert "Later figures, if any, are in the" in page_of(built, name)
        assert '<a href="../index.html">newest edition</a>' in page_of(built, name)


def test_a_page_says_which_edition_it_is_and_what_changed(built):
    """From the record: to when its figures go, when it was made, and the one before."""
    first, second = (page_of(built, name) for name in ("2026-01-27", "2026-03-06"))
    assert "This is the first edition." in first
    assert 'Figures to <time datetime="2026-03-06">6 March 2026</time>' in second
    assert 'Made on <time datetime="2026-03-06">6 March 2026</time>' in second
    assert "Published" not in first + second
    assert '<a href="../2026-01-27/index.html">' in second
    assert "shrank from 69 to 3; 25% more became about level." in second


def test_the_register_has_each_page_by_digest(desk):
    """A line is added for a page that comes out otherwise, and none is ever taken away."""
    path = desk.folder / "reports" / "register.csv"
    before = path.read_text(encoding="utf-8")
    assert len(before.splitlines()) == 3
    write_report(desk.folder, headline="# Another headline")
    build_here(desk)
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert len(after.splitlines()) == 5
    path.write_text("report,page\n")
    with pytest.raises(EditionError, match="Restore it from git"):
        read_register(path.parent)


def test_one_edition_is_printed_by_its_id(desk):
    """Whatever the ledger has got since; its bytes are the same."""
    before = contents(desk.folder / "reports")
    append_figure(
        desk, as_printed="282", value="282", supersedes=seal_of_line(desk, 34), reason="our error"
    )
    ran = desk.run("run", "small/2026-01-27")
    assert ran.stdout.strip() == str(desk.folder / "reports/small/2026-01-27/index.html")
    assert contents(desk.folder / "reports") == before


def test_a_run_that_is_not_on_record_is_a_draft_and_moves_no_edition(desk):
    """It reads the whole ledger, and goes where no front page of editions lists it."""
    before = contents(desk.folder / "reports")
    append_figure(
        desk, as_printed="282", value="282", supersedes=seal_of_line(desk, 34), reason="our error"
    )
    ran = desk.run("run", "notebooks/small.ipynb")
    page = desk.folder / "reports" / "drafts" / REPORT / "2026-01-27" / "index.html"
    assert ran.stdout.strip() == str(page), ran.stderr
    assert ">282<" in page.read_text(encoding="utf-8")
    after = contents(desk.folder / "reports")
    assert {name: after[name] for name in after if not name.startswith("drafts/")} == before


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(["build", "smal"], 1, "Did you mean small", id="report"),
        pytest.param(["run", "small/2026-01-28"], 1, "Did you mean small/2026-01-27", id="edition"),
        pytest.param(["run", "small"], 2, "no edition REPORT/NAME", id="neither"),
        pytest.param(
            ["run", "small/2026-01-27", "-p", "as_of", "x"], 2, "has its own", id="parameters"
        ),
        pytest.param(["verify", "nowhere"], 2, "does not exist", id="folder"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(built, words, status, said):
    """An unknown name is an error, never nothing to do."""
    ran = built.run(*words)
    assert (ran.returncode, said in ran.stderr) == (status, True), ran.stderr


def test_the_readmes_session_on_editions_runs_as_written(desk):
    """With the small report for the large one; verification has tests of its own."""
    for words in [words for words in session("Editions") if "verify" not in words]:
        ran = desk.run(*(word.replace("one-in-one-out", REPORT) for word in words[1:]))
        assert ran.returncode == 0, ran.stderr


def test_without_a_record_a_build_says_how_to_begin_one(tmp_path):
    """An empty record is no success."""
    ran = small_site(tmp_path, dates=()).run("build")
    assert (ran.returncode, "workings edition add REPORT" in ran.stderr) == (1, True)


def test_a_second_build_waits_and_says_for_whom(desk):
    """Then it finds everything done."""
    edition = read_editions(desk.folder / "data")[0]
    command = [sys.executable, "-m", "workings", "build"]
    with holding(site_of(desk).folder(edition), print):
        second = subprocess.Popen(
            command, cwd=desk.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said = second.stderr.readline()
    assert re.match(rf"build: small/2026-01-27: waiting for process {os.getpid()} on ", said)
    assert second.communicate(timeout=60)[0].startswith("Nothing to do")


def test_a_build_killed_outright_leaves_no_process_behind_and_the_next_completes(desk):
    """The processes it started end with it, and its locks go."""
    write_report(desk.folder, headline="# Anew")
    command = [sys.executable, "-m", "workings", "build", "--workers", "2"]
    first = subprocess.Popen(command, cwd=desk.folder, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(started := _below(first.pid)) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    while (left := [pid for pid in started if _is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert (len(started) >= 5, left) == (True, [])
    ran = desk.run("build", "--workers", "1")
    assert ran.returncode == 0, ran.stderr
    assert all("<h1>Anew</h1>" in page_of(desk, name) for name in ("2026-01-27", "2026-03-06"))


def _below(pid):
    """List the processes that one started, and those that these started."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(child) for child in file.read().split()]
    except OSError:
        return []
    return [*children, *(below for child in children for below in _below(child))]


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("job", "dates"),
    [
        pytest.param(["random", "1"], ["2026-01-27"], id="at-a-random-moment"),
        pytest.param(
            ["random", "25"], ["2026-01-27"], marks=pytest.mark.slow, id="at-25-random-moments"
        ),
        pytest.param(
            ["kernels", "20"],
            ["2026-01-27", "2026-03-06"],
            marks=pytest.mark.slow,
            id="20-builds-kernels-killed",
        ),
        pytest.param(
            ["touches"], ["2026-01-27"], marks=pytest.mark.slow, id="at-each-write-and-rename"
        ),
        pytest.param(
            ["record"],
            ["2026-01-27", "2026-03-06"],
            marks=pytest.mark.slow,
            id="putting-on-record",
        ),
    ],
)
def test_kill_minus_9_leaves_every_edition_old_or_new_and_the_next_build_completes(
    tmp_path, job, dates
):
    """Never half an edition, never a lost ledger line; what was left is mended."""
    small_site(tmp_path, dates=dates)
    command = [sys.executable, killed.__file__, str(tmp_path), *job]
    path = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    if job[0] != "random":
        assert int(ran.stdout) > 5, "so many touches there were, or kernels lost"
