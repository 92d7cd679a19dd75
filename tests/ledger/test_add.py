"""Adding to the ledger: one line, checked with all the others, whole or not at all."""

import os
import random
import re
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import interrupted
import pytest
from click.testing import CliRunner
from interrupted import FILE, TODAY

from conftest import RECORD
from workings.cli import add, main
from workings.errors import AddError, DownloadError, LedgerError, UnknownName
from workings.ledger.add import append
from workings.ledger.add.append import add_figure
from workings.ledger.add.drafts import draft_figure, draft_source, read_lines
from workings.ledger.add.source import Found, add_source, read_found, suffix_of
from workings.ledger.checks import check_ledger
from workings.ledger.read import read_ledger

ROOT = Path(__file__).parents[2]
DIGEST = sha256(FILE).hexdigest()
ABOUT_RETURNS = {
    "measure": "returned",
    "as_printed": "901",
    "period_end": "2026-06-10",
    "status": "provisional",
    "source": "S16",
    "locator": "paragraph 2",
    "stated_by": "the minister, in a letter",
}
#: The seal of the ledger's first figure.
ARRIVALS = (ROOT / "data/figures.csv").read_text(encoding="utf-8").splitlines()[1][-14:]
A_SOURCE = {
    "id": "S99",
    "kind": "dataset",
    "publisher": "Home Office",
    "title": "Transfers, by month",
    "published_on": "2026-08-01",
    "licence": "Open Government Licence v3.0",
    "reliability": "official",
}


@pytest.fixture
def ledger(tmp_path):
    """A copy of the ledger, with fewer figures, as they are checked often."""
    copy = copytree(ROOT / "data", tmp_path / "data", ignore=RECORD)
    lines = (copy / "figures.csv").read_bytes().splitlines(keepends=True)
    (copy / "figures.csv").write_bytes(b"".join(lines[:30]))
    return copy


@pytest.fixture
def workings(ledger, monkeypatch):
    """The command, given where nobody can be asked, on a day of its own."""
    monkeypatch.chdir(ledger.parent)

    monkeypatch.setattr(add, "today", lambda _: TODAY)
    return lambda *words: CliRunner().invoke(main.main, ["add", *words])


@pytest.fixture
def web(tmp_path):
    """A folder on the web, and its address."""
    (tmp_path / "web").mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = partial(Quiet, directory=tmp_path / "web")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield tmp_path / "web", f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def contents(folder):
    """Every file of a folder, with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def draft(ledger, **given):
    return draft_figure(read_lines(ledger), {**ABOUT_RETURNS, **given}, TODAY)


def as_options(cells, flags):
    return [word for column, cell in cells.items() for word in (flags[column][0], cell)]


def test_a_figure_becomes_the_last_line(ledger):
    """Every byte that stood there before stands there still, and the ledger is sound."""
    before = contents(ledger)
    added = add_figure(ledger, draft(ledger).cells)
    after = contents(ledger)
    assert after.pop("figures.csv") == before.pop("figures.csv") + added.text.encode() + b"\n"
    assert after == before
    assert check_ledger(ledger) == []
    figure = read_ledger(ledger, TODAY).figures[-1]
    assert (figure.line, figure.as_printed, figure.recorded_on) == (added.line, "901", TODAY)
    assert figure.is_open


@pytest.mark.parametrize(
    ("given", "column", "cell"),
    [
        ({"as_printed": "more than 1,900"}, "value", "1900"),
        ({"as_printed": "more than 1,900"}, "operator", ">"),
        ({"as_printed": "more than 1,900"}, "precision", "exact"),
        ({"as_printed": "about 350"}, "precision", "rounded to 10"),
        ({"as_printed": "6.3 million"}, "value", "6300000"),
        ({"as_printed": "589k"}, "precision", "rounded to 1000"),
        ({"as_printed": "589k"}, "precision_basis", "as printed"),
        ({"as_printed": "1,06,577"}, "value", "106577"),
        ({}, "precision", "exact"),
        ({}, "precision_basis", ""),
        ({}, "period_start", "2025-08-06"),
        ({"period_start": "2025-09-18"}, "period_start", "2025-09-18"),
        ({}, "stated_on", "2026-06-11"),
        ({"stated_on": "2026-06-12"}, "stated_on", "2026-06-12"),
        ({}, "recorded_on", "2026-12-01"),
        ({}, "recorded_by", "data desk"),
        ({"recorded_by": "night desk"}, "recorded_by", "night desk"),
        ({}, "supersedes", ""),
        ({}, "note", ""),
    ],
)
def test_what_can_be_inferred_is_not_asked(ledger, given, column, cell):
    """It follows from the figure as printed, its measure, its source or the line before."""
    assert draft(ledger, **given).cells[column] == cell


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"as_printed": "about 900", "precision": "rounded to 100"}, ("precision_basis",)),
        ({"measure": "small-boat-arrivals"}, ("period_start",)),
        ({"source": "S19"}, ("stated_on",)),
        ({"period_end": ""}, ("note",)),
        ({"supersedes": ARRIVALS}, ("reason",)),
    ],
)
def test_what_can_not_be_inferred_is_missing(ledger, given, missing):
    """What about means, when a period began, when a source without a day said it, and why."""
    assert draft(ledger, **given).missing == missing


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"measure": "retruned"}, UnknownName, "measure 'retruned'.*Did you mean returned"),
        ({"source": "S1616"}, UnknownName, "source 'S1616'.*Did you mean S16"),
        ({"as_printed": "41,00"}, AddError, "'41,00' can't be read.*belongs in --note"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(ledger, given, error, message):
    """Before anything else is asked."""
    with pytest.raises(error, match=message):
        draft(ledger, **given)


@pytest.mark.parametrize(
    ("given", "mend"),
    [
        ({"locator": "=1+1"}, "a formula.*Begin it with another character"),
        ({"stated_by": "@SUM(A1)"}, "a formula.*Begin it with another character"),
        ({"value": "902"}, "value: found '902'; expected 901"),
        ({"operator": ">"}, "operator: found '>'; expected '='"),
        ({"period_end": "2026-06-12"}, "Days don't run backwards"),
        ({"status": "provisonal"}, "Did you mean provisional"),
        ({"supersedes": ARRIVALS, "reason": "our error"}, "line 2. is about small-boat-arrivals"),
        ({"supersedes": "f-aaaaaaaaaaaa", "reason": "our error"}, "no line has that seal"),
        ({"supersedes": "34", "reason": "our error"}, "supersedes: found '34'; expected"),
        ({"seal": "f-aaaaaaaaaaaa"}, "other cells than it was sealed with"),
        ({"stated_on": "11/06/2026"}, "Write year-month-day"),
        ({"locator": "two\nlines"}, "Put the cell's text on one line"),
        ({"locator": "nothing\x00there"}, r"U\+0000.*Type the cell again"),
        ({"locator": " spaces "}, "Take the spaces out"),
        ({"note": "\udcff"}, r"which is no text.*Nothing was written"),
        ({"colour": "red"}, "column of figures.csv 'colour'"),
    ],
)
def test_a_line_at_fault_is_refused_and_nothing_written(ledger, given, mend):
    """The whole ledger is checked with the line in it, before there is anything to undo."""
    before = contents(ledger)
    with pytest.raises((AddError, UnknownName), match=f"(?s){mend}"):
        add_figure(ledger, {**draft(ledger).cells, **given})
    assert contents(ledger) == before


def test_the_same_statement_with_another_number_is_refused(ledger):
    """A figure stated again has a day of its own; the other line is open, and may be edited."""
    added = add_figure(ledger, draft(ledger).cells)
    said = rf"(?s)the same statement, as on line {added.line}.*is still open: delete it"
    with pytest.raises(AddError, match=said):
        add_figure(ledger, draft(ledger, as_printed="902").cells)


def test_a_figure_added_twice_is_one_line(ledger):
    """Two desks may have read the same letter."""
    cells = draft(ledger).cells
    for _ in range(2):
        add_figure(ledger, cells)
    assert check_ledger(ledger) == []
    assert [each.as_printed for each in read_ledger(ledger, TODAY).figures].count("901") == 1


def test_a_line_is_open_until_it_is_sealed(ledger):
    """It may be deleted, which is the undo, and another day may be written on it."""
    before = contents(ledger)
    added = add_figure(ledger, draft(ledger, recorded_on="2020-01-01").cells)
    assert added.text.endswith(",")
    (figure,) = [each for each in read_ledger(ledger, TODAY).figures if each.is_open]
    assert (figure.as_printed, figure.recorded_on.year) == ("901", 2020)
    lines = (ledger / "figures.csv").read_bytes().splitlines(keepends=True)
    (ledger / "figures.csv").write_bytes(b"".join(lines[:-1]))
    assert check_ledger(ledger) == []
    assert contents(ledger) == before


def test_a_figure_takes_the_place_of_a_sealed_one(ledger):
    """By the seal of that line, which stays; an open line is edited instead."""
    figures = read_ledger(ledger, TODAY).figures
    was = next(each for each in figures if each.measure.id == "returned")
    replaces = {"supersedes": was.seal, "reason": "our error: misread"}
    add_figure(ledger, draft(ledger, period_end=str(was.period_end), **replaces).cells)
    book = read_ledger(ledger, TODAY)
    stands = book.standing("returned", f"2025-08-06/{was.period_end}")
    assert (stands.as_printed, stands.supersedes) == ("901", (was.seal,))
    assert was.seal in {each.seal for each in stands.passed_over}
    with pytest.raises(
        AddError, match=r"still open; expected a sealed line.*correct line \d+ itself"
    ):
        add_figure(ledger, draft(ledger, supersedes=stands.seal, reason="our error").cells)


@pytest.mark.parametrize("text", ['says "more"', "a, b", "'quoted'", 'ends with "', "Zoë £5 – ½"])
def test_any_text_that_can_be_seen_is_kept(ledger, text):
    """Commas, quotes and accents are what a cell may hold."""
    add_figure(ledger, draft(ledger, locator=text, note=text).cells)
    assert read_ledger(ledger, TODAY).figures[-1].locator == text


def test_a_ledger_at_fault_takes_no_line(ledger):
    """What is wrong is named before anything is asked or written."""
    cells = draft(ledger).cells
    file = ledger / "figures.csv"
    file.write_bytes(file.read_bytes() + b"half a line\n")
    before = contents(ledger)
    for attempt in (lambda: read_lines(ledger), lambda: add_figure(ledger, cells)):
        with pytest.raises(LedgerError, match="found 1 cell; expected 19"):
            attempt()
    assert contents(ledger) == before


def test_a_line_is_added_after_a_last_one_without_an_end(ledger):
    """As some editors leave it."""
    cells, file = draft(ledger).cells, ledger / "figures.csv"
    before = file.read_bytes()
    file.write_bytes(before.rstrip(b"\n"))
    added = add_figure(ledger, cells)
    assert file.read_bytes() == before + added.text.encode() + b"\n"


def test_a_line_is_added_in_the_order_of_the_files_own_columns(ledger):
    """With the desk's own column left empty."""
    file = ledger / "figures.csv"
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(["who," + first, *("," + line for line in lines)]), encoding="utf-8")
    assert add_figure(ledger, draft(ledger).cells).text.startswith(",returned,901,")
    assert check_ledger(ledger) == []


def test_permissions_and_links_stay_as_they_are(ledger, tmp_path):
    """A file that others may write to stays so, and one that lies elsewhere stays there."""
    elsewhere = tmp_path / "elsewhere.csv"
    (ledger / "figures.csv").rename(elsewhere)
    (ledger / "figures.csv").symlink_to(elsewhere)
    elsewhere.chmod(0o664)
    add_figure(ledger, draft(ledger).cells)
    assert (ledger / "figures.csv").is_symlink()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o664
    assert elsewhere.read_text().endswith(",2026-12-01,data desk,,,,\n")


def test_a_file_that_changes_meanwhile_is_left_alone(ledger, monkeypatch):
    """Somebody's spreadsheet may save the file just then; what they wrote stays."""
    file, really = ledger / "figures.csv", append._check_with

    def check(*arguments):
        really(*arguments)
        file.write_bytes(file.read_bytes() + b"theirs\n")

    monkeypatch.setattr(append, "_check_with", check)
    with pytest.raises(AddError, match=r"changed while line .*add the line again"):
        add_figure(ledger, draft(ledger).cells)
    assert file.read_bytes().endswith(b"theirs\n")


def test_a_full_disk_is_said_and_leaves_nothing(ledger, monkeypatch):
    """What the operating system refuses is no traceback."""
    cells, before = draft(ledger).cells, contents(ledger)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AddError, match=r"No space left on device.*The ledger is as it was"):
        add_figure(ledger, cells)
    assert contents(ledger) == before


def test_desks_at_work_at_once_lose_no_line(ledger):
    """Each waits for the other."""
    before = (ledger / "figures.csv").read_text()
    command = [sys.executable, interrupted.__file__, str(ledger), "figures"]
    with ThreadPoolExecutor(3) as pool:
        for ran in pool.map(
            lambda first: subprocess.run([*command, str(first), str(first + 2)], check=False),
            (901, 911, 921),
        ):
            assert ran.returncode == 0
    after = (ledger / "figures.csv").read_text()
    assert after.startswith(before)
    printed = {line.split(",")[1] for line in after.removeprefix(before).splitlines()}
    assert printed == {str(first + n) for first in (901, 911, 921) for n in range(2)}
    assert check_ledger(ledger) == []


def test_who_waits_too_long_learns_for_whom(ledger, monkeypatch):
    """And nothing was written."""
    monkeypatch.setattr(append, "WAIT_SECONDS", 0.2)
    cells, before = draft(ledger).cells, contents(ledger)
    held = rf"held by process {os.getpid()} on .*once they have finished"
    with append.locked(ledger), pytest.raises(AddError, match=held):
        add_figure(ledger, cells)
    assert contents(ledger) == before


def test_a_lock_dies_with_its_holder(ledger):
    """What a crash leaves of it holds nobody up."""
    hold = (
        "import os, sys; from pathlib import Path; from workings.ledger.add.append import locked\n"
    )
    hold += "with locked(Path(sys.argv[1])): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", hold, str(ledger)], check=False).returncode == 9
    assert (ledger / ".lock").exists()
    add_figure(ledger, draft(ledger).cells)
    assert not (ledger / ".lock").exists()


@pytest.mark.slow
@pytest.mark.parametrize("job", ["figure", "source"])
def test_killed_anywhere_the_ledger_is_the_old_one_or_the_new_one(ledger, job):
    """At each touch of the folder; and whatever that left, the line can be added afterwards."""
    command = [sys.executable, interrupted.__file__, str(ledger), job]
    subprocess.run(command, check=True, timeout=120)
    old, copies = contents(ledger), sorted(ledger.parent.glob("data-*"))
    new = contents(copies[-1])
    grown = {"figure": "figures.csv", "source": "sources.csv"}[job]
    assert new[grown].startswith(old[grown]) and len(copies) > 8
    for copy in copies:
        left = {name: data for name, data in contents(copy).items() if "/." not in f"/{name}"}
        assert left[grown] in (old[grown], new[grown])
        assert all(left[name] == new.get(name) for name in left if name != grown)
        assert check_ledger(copy) == []
    halfway = [copy for copy in copies if contents(copy)[grown] == old[grown]]
    getattr(interrupted, job)(halfway[-1], *([901] if job == "figure" else []))
    assert contents(halfway[-1]) == new


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10))]
)
def test_killed_at_any_moment_no_line_is_torn(ledger, seed):
    """While one figure after the other is added, each line is there whole or not at all."""
    old = (ledger / "figures.csv").read_text()
    command = [sys.executable, interrupted.__file__, str(ledger), "figures", "901", "999"]
    with subprocess.Popen(command) as adding:
        deadline = time.monotonic() + 30
        while (ledger / "figures.csv").read_text() == old and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.Random(seed).random())
        adding.kill()
    new = (ledger / "figures.csv").read_text()
    added = new.removeprefix(old).splitlines()
    assert new.startswith(old) and new.endswith("\n")
    assert [line.split(",")[1] for line in added] == [str(901 + n) for n in range(len(added))]
    assert added
    assert check_ledger(ledger) == []


def edit_open(file, change):
    """Change a file whose lines are all open."""
    file.write_text(change(re.sub(r"s-[a-z2-7]{12}$", "", file.read_text(), flags=re.MULTILINE)))


def source(ledger, found=None, **given):
    cells = draft_source(read_lines(ledger), {**A_SOURCE, **given}, TODAY).cells
    return add_source(ledger, cells, found or Found(FILE, ".csv"))


def test_a_source_keeps_its_file_by_its_digest(ledger):
    """The exact bytes, line endings and all; the line says where, and when they were read."""
    content = b"\xef\xbb\xbfa,b\r\n1,2\r\n"
    kept = source(ledger, Found(content, ".csv"))
    digest = sha256(content).hexdigest()
    assert kept.archive == ledger / "archive" / f"{digest}.csv"
    assert kept.archive.read_bytes() == content
    line = read_ledger(ledger, TODAY).sources["S99"]
    assert (line.archive, line.sha256) == (f"archive/{digest}.csv", digest)
    assert (line.accessed_on, line.note, line.url) == (TODAY, "", "")
    assert check_ledger(ledger) == []


def test_the_same_bytes_are_kept_once(ledger):
    """Whatever the file is called; and the desk learns who had them."""
    source(ledger)
    kept = source(ledger, Found(FILE, ".txt"), id="S98")
    assert (kept.already, kept.archive.name) == (("S99",), f"{DIGEST}.csv")
    assert [path.name for path in (ledger / "archive").glob(f"{DIGEST}*")] == [f"{DIGEST}.csv"]


def test_bytes_known_by_their_digest_alone_are_kept_now(ledger):
    """A source may have its file's digest and no copy of it."""
    edit_open(ledger / "sources.csv", lambda text: text.replace(
        "facts only,,,secondary", f"facts only,,{DIGEST},secondary", 1
    ))  # fmt: skip
    kept = source(ledger)
    assert kept.already == ("S00",)
    assert kept.archive.read_bytes() == FILE


def test_the_same_source_twice_is_refused(ledger):
    """There is nothing to add."""
    source(ledger)
    before = contents(ledger)
    with pytest.raises(AddError, match=r"found S99 there with exactly these bytes.*nothing to add"):
        source(ledger)
    assert contents(ledger) == before


def test_an_id_is_given_once(ledger):
    """Other bytes under the same id are refused, and not kept."""
    source(ledger)
    before = contents(ledger)
    with pytest.raises(AddError, match=r"(?s)'S99', as on line.*give it another id"):
        source(ledger, Found(b"other bytes", ".csv"))
    assert contents(ledger) == before


def test_a_source_at_fault_keeps_no_file(ledger):
    """Neither the line nor the file is written."""
    before = contents(ledger)
    with pytest.raises(AddError, match=r"(?s)a day like 2026-01-27.*Write year-month-day"):
        source(ledger, published_on="1 August 2026")
    assert contents(ledger) == before


def test_a_copy_that_was_changed_is_not_trusted(ledger):
    """What a digest names must be what lies there."""
    (ledger / "archive" / f"{DIGEST}.csv").write_bytes(b"something else")
    with pytest.raises(AddError, match=r"other bytes there than when it was kept.*Restore it"):
        source(ledger)


def test_the_archive_stays_in_the_ledgers_folder(ledger, tmp_path):
    """A link to another place is refused, and nothing goes there."""
    (ledger / "archive").rename(tmp_path / "elsewhere")
    (ledger / "archive").symlink_to(tmp_path / "elsewhere")
    with pytest.raises((AddError, LedgerError), match="archive"):
        source(ledger)
    assert not (tmp_path / "elsewhere" / f"{DIGEST}.csv").exists()


def test_a_ledger_without_an_archive_gets_one(ledger):
    """With the first file that is kept."""
    (ledger / "archive").rename(ledger.parent / "gone")
    kept_here = re.compile(r",archive/[0-9a-f]{64}\.[a-z]+,")
    edit_open(ledger / "sources.csv", lambda text: kept_here.sub(",,", text))
    assert source(ledger).archive.read_bytes() == FILE


def test_a_vintage_is_named_by_its_day_and_inherits_from_the_one_before(ledger):
    """Only its title is new."""
    given = {"title": "Small boats, data to 4 June 2026", "published_on": "2026-06-05"}
    made = draft_source(read_lines(ledger), given, TODAY, vintage_of="small-boats")
    before = read_ledger(ledger, TODAY).sources["small-boats@2026-05-29"]
    assert made.missing == ()
    assert made.cells["id"] == "small-boats@2026-06-05"
    assert made.inferred["publisher"] == "as for small-boats@2026-05-29"
    for column in ("publisher", "url", "licence", "kind", "reliability"):
        assert made.cells[column] == getattr(before, column)


def test_a_vintage_has_no_other_id_and_always_a_day(ledger):
    """Its id is the series and the day."""
    lines = read_lines(ledger)
    with pytest.raises(AddError, match=r"expected one of the two.*Leave out --id"):
        draft_source(lines, A_SOURCE, TODAY, vintage_of="small-boats")
    with pytest.raises(AddError, match=r"without a day.*Give --published"):
        draft_source(lines, {"published_on": ""}, TODAY, vintage_of="small-boats")


def test_a_source_without_a_day_needs_a_note(ledger):
    """Which says why."""
    made = draft_source(read_lines(ledger), {**A_SOURCE, "published_on": ""}, TODAY)
    assert made.missing == ("note",)


def test_a_file_of_the_desks_own_is_read(tmp_path):
    """Its name gives the suffix, if that is one of those known; nothing else of it is used."""
    for name, suffix in [
        ("Boats.ODS", ".ods"),
        ("a.ods.exe", ""),
        (".ods", ""),
        ("-rf *.csv", ".csv"),
    ]:
        (tmp_path / name).write_bytes(FILE)
        assert read_found(str(tmp_path / name)) == Found(FILE, suffix)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("none.ods", "no such file"),
        ("folder", "a folder"),
        ("empty", "an empty"),
        ("pipe", "or a device"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path, name, found):
    """A folder, a pipe that would never end, nothing at all."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AddError, match=f"{found}.*Check the path"):
        read_found(str(tmp_path / name))


@pytest.mark.parametrize("address", ["ftp://a.test/b.ods", "file:///b.ods", "data:,b", "FILE:b"])
def test_what_looks_like_an_address_is_never_a_path(address):
    """Only http and https are fetched; a path with a colon begins with ./"""
    with pytest.raises(DownloadError, match="isn't of the web"):
        read_found(address)


def test_a_remark_says_how_a_file_was_served(web):
    """Its type, and who served it after a redirect, without what may be a key."""
    folder, address = web
    (folder / "boats").mkdir()
    (folder / "boats" / "index.html").write_bytes(FILE)
    found = read_found(f"{address}/boats", allow_private=True)
    assert found.remark == f"Served as text/html, by {address}/boats/."


def test_a_source_from_the_web_is_added_by_command(workings, web, ledger):
    """Its address is its url, its type is in the note, and what was inferred is told."""
    folder, address = web
    (folder / "Monthly Table.csv").write_bytes(FILE)
    words = ["source", f"{address}/Monthly%20Table.csv", *as_options(A_SOURCE, add.SOURCE)]
    ran = workings(*words, "--note", "By month.", "--allow-private")
    assert ran.exit_code == 0, ran.output
    line = read_ledger(ledger, TODAY).sources["S99"]
    assert line.url == f"{address}/Monthly%20Table.csv"
    assert line.note == "By month. Served as text/csv."
    assert (ledger / line.archive).name == f"{DIGEST}.csv"
    assert "  accessed_on: 2026-12-01 (today)\n" in ran.output
    assert ran.output.endswith(f"data/archive/{DIGEST}.csv: kept\n")
    words[words.index("--id") + 1] = "S98"
    assert "the bytes that S99 already had; kept once" in workings(*words, "--allow-private").output


@pytest.mark.parametrize(
    ("path", "options", "found"),
    [
        ("/none.csv", ["--allow-private"], "status 404"),
        ("/a.csv", [], "loopback"),
        ("/a.csv", ["--allow-private", "--download-bytes", "9"], "expected at most 9 bytes"),
        ("/a.csv", ["--allow-private", "--published", "yesterday"], "a day like"),
    ],
)
def test_a_download_that_fails_writes_nothing(workings, web, ledger, path, options, found):
    """The ledger's folder is as it was, and the message says why."""
    folder, address = web
    (folder / "a.csv").write_bytes(FILE)
    before = contents(ledger)
    ran = workings("source", f"{address}{path}", *as_options(A_SOURCE, add.SOURCE), *options)
    assert (ran.exit_code, found in ran.output) == (1, True)
    assert contents(ledger) == before


def test_a_figure_is_added_by_command(workings, ledger):
    """It prints the line as it stands, with its number, and what was inferred."""
    ran = workings("figure", *as_options(ABOUT_RETURNS, add.FIGURE))
    lines = (ledger / "figures.csv").read_text().splitlines()
    assert ran.exit_code == 0, ran.output
    assert ran.output.startswith(f"data/figures.csv line {len(lines)}:\n{lines[-1]}\n")
    for inferred in (
        "value: 901 (as printed)",
        "operator: = (as printed)",
        "precision: exact (nothing else was said)",
        "stated_on: 2026-06-11 (the day S16 was published)",
        "recorded_on: 2026-12-01 (today)",
    ):
        assert f"  {inferred}\n" in ran.output
    assert re.search(
        r"  period_start: 2025-08-06 \(as on all \d+ lines of returned\)\n", ran.output
    )


def test_every_column_has_its_option(ledger):
    """Those that the command fills in by itself are left out, and the seal."""
    columns = read_lines(ledger).description.columns
    assert {*add.FIGURE} == {*columns("figures")} - {"recorded_on", "seal"}
    assert {*add.SOURCE} == {*columns("sources")} - {"archive", "sha256", "seal"}


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["figure"], "--measure, --as-printed, --to, --status, --source, --locator, --stated-by"),
        (["figure", "--as-printed", "about 900"], "--measure, --to, --status, --source, --locator"),
        (
            ["source", "a.csv"],
            "--id, --kind, --publisher, --title, --published, --licence, --reliab",
        ),
        (["source", "a.csv", "--vintage-of", "small-boats"], "found no --title, --published,"),
    ],
)
def test_where_nobody_can_be_asked_what_is_missing_is_named(workings, ledger, words, options):
    """By its options; nothing is waited for, read or written."""
    before = contents(ledger)
    ran = workings(*words)
    assert (ran.exit_code, options in ran.output) == (1, True), ran.output
    assert contents(ledger) == before


def test_on_a_terminal_only_what_is_missing_is_asked(ledger, tmp_path):
    """Each in the words of the ledger's description; an answer that makes no sense is asked again."""
    (tmp_path / "a.csv").write_bytes(FILE)
    words = ["source", "a.csv", "--title", "Transfers", "--accessed", "2026-12-01"]
    answers = {
        b"How figures refer to the source": b"S99",
        b"What sort of publication": b"table\ndataset",
        b"Who published it": b"Home Office",
        b"The day it was published": b"2026-08-01",
        b"The terms it may be used on": A_SOURCE["licence"].encode(),
        b"How far it is relied on": b"official",
    }
    command, (desk, terminal) = [sys.executable, "-m", "workings", "add", *words], os.openpty()
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=terminal, stdout=subprocess.DEVNULL, stderr=terminal
    ) as adding:
        os.close(terminal)
        seen = b""
        for question, answer in answers.items():
            while question not in seen:
                seen += os.read(desk, 1024)
            os.write(desk, answer + b"\n")
        assert adding.wait(60) == 0, seen
    os.close(desk)
    assert b"The address" not in seen
    line = read_ledger(ledger, TODAY).sources["S99"]
    assert (line.kind, line.publisher, line.licence) == (
        "dataset",
        "Home Office",
        A_SOURCE["licence"],
    )


def test_suffixes_come_from_a_short_list():
    """Nothing else of a name ever reaches the file system."""
    assert suffix_of(["../../x.CSV"]) == ".csv"
    assert suffix_of(["x.csv/../..", "x.csv\x00", "x.csv ", "x.sh"]) == ""
