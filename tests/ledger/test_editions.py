"""Editions on record, and the ledger lines that hold them: what only grows, and what is refused."""

import csv
import random
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import append_figure, record, small_site
from workings.ledger.pins import PINS_FILE, check_pins

from conftest import ROOT, Desk
from workings.editions.add import add_editions
from workings.errors import EditionError, LedgerError, ParameterError, UnknownName
from workings.ledger.checks import check_ledger, read_checked
from workings.ledger.editions import (
    LEDGER_FILES,
    Prefix,
    as_yaml,
    read_editions,
    said_of,
)
from workings.ledger.read import Reading, read_ledger, reading

STORY = [
    "one-in-one-out/2025-10-31",
    "one-in-one-out/2025-11-10",
    "one-in-one-out/2026-01-02",
    "one-in-one-out/2026-01-27",
    "one-in-one-out/2026-03-06",
    "one-in-one-out/2026-07-16",
]


@pytest.fixture
def desk(tmp_path):
    """A desk with the small report at two dates on record."""
    return small_site(tmp_path)


def lines_of(desk, file="figures.csv"):
    """Read a ledger file's lines."""
    return (desk.folder / "data" / file).read_bytes().splitlines(keepends=True)


def write_lines(desk, lines, file="figures.csv"):
    """Write a ledger file's lines."""
    (desk.folder / "data" / file).write_bytes(b"".join(lines))


def test_the_story_is_on_record_at_its_six_dates_and_other_reports_are_too():
    """What this house has published, with a page for each in the register."""
    editions = read_editions(ROOT / "data")
    ids = [edition.id for edition in editions]
    assert [id_ for id_ in ids if id_.startswith("one-in-one-out/")] == STORY
    assert {edition.report for edition in editions} >= {
        "channel-crossings",
        "pilot-by-month",
        "claim-check",
    }
    with (ROOT / "reports" / "register.csv").open(encoding="utf-8", newline="") as file:
        registered = {f"{row['report']}/{row['edition']}" for row in csv.DictReader(file)}
    assert registered == set(ids)


def test_an_edition_pins_how_far_each_file_had_grown(desk):
    """The digest is that of the file's first lines, as head and sha256sum give it."""
    edition = read_editions(desk.folder / "data")[0]
    for file in LEDGER_FILES:
        lines = lines_of(desk, file)
        digest = sha256(b"".join(lines)).hexdigest()
        assert edition.ledger[file] == Prefix(len(lines), digest)
    vintages = [id_ for id_ in edition.official if id_.startswith("small-boats@")]
    assert max(vintages) == "small-boats@2026-01-23", "none published after the as-of date"


def test_the_record_only_grows(desk):
    """An edition added leaves every line of the record before it as it was."""
    path = desk.folder / "data" / "editions.yml"
    before = path.read_text(encoding="utf-8")
    record(desk, "2026-06-30")
    assert path.read_text(encoding="utf-8").startswith(before)
    assert [edition.number for edition in read_editions(path.parent)] == [1, 2, 3]


def test_an_edition_is_set_against_the_latest_figures_before_its_own(desk):
    """A back-dated edition comes between two others, and they stay as they are."""
    assert record(desk, "2026-02-15").previous == "2026-01-27"
    assert record(desk, "2026-07-16").previous == "2026-03-06"
    assert record(desk, "2025-11-10").previous is None


def test_a_line_added_harms_no_edition(desk):
    """Even a back-dated one, which speaks of a day before an edition."""
    append_figure(desk, as_printed="282", value="282", note="counted late")
    assert check_ledger(desk.folder / "data") == []


def edited(lines):
    """Change one line."""
    lines[33] = lines[33].replace(b"281", b"280")
    return lines


def reordered(lines):
    """Let two lines change places."""
    lines[33], lines[34] = lines[34], lines[33]
    return lines


def put_in(lines):
    """Put a line between two."""
    return [*lines[:33], lines[-1].replace(b"data desk", b"the desk"), *lines[33:]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(edited, "figures.csv line 34: found .*which is another line", id="edited"),
        pytest.param(reordered, "figures.csv line 3[45]: .*moved to line 3[45]", id="reordered"),
        pytest.param(
            lambda lines: lines[:33] + lines[34:],
            "line 34: found that it was deleted",
            id="deleted",
        ),
        pytest.param(lambda lines: lines[:60], "line 61: found that it was deleted", id="cut-off"),
        pytest.param(put_in, "line 34: found 1 line put in before it", id="put-in"),
    ],
)
def test_a_line_that_an_edition_was_made_from_stays_as_it_was(desk, change, said):
    """The line is named, and the first edition that it would change, with the cure."""
    write_lines(desk, change(lines_of(desk)))
    expected = (
        f"(?s){said}.*the edition small/2026-01-27, the first .*add a correction as a new last"
    )
    with pytest.raises(LedgerError, match=expected):
        read_ledger(desk.folder / "data", "2026-01-27")


def test_a_line_added_later_is_held_by_the_editions_after_it(desk):
    """The first edition that an edit would change is not the first edition of all."""
    line = append_figure(desk, as_printed="282", value="282", note="counted late")
    record(desk, "2026-07-16")
    desk.edit_figure(line, note="edited")
    (fault,) = check_ledger(desk.folder / "data")
    assert (fault.line, "small/2026-07-16" in str(fault)) == (line, True)


def test_the_check_names_the_line_without_a_word_of_pythons(desk):
    """At the command line the message alone, and exit status 1."""
    assert desk.run("check").returncode == 0
    write_lines(desk, edited(lines_of(desk)))
    ran = desk.run("check")
    assert (ran.returncode, "figures.csv line 34" in ran.stderr) == (1, True)
    assert "Traceback" not in ran.stderr


def test_digests_of_lines_that_were_altered_too_hide_nothing(desk):
    """The record decides; the lines' own digests only help to name one."""
    write_lines(desk, edited(lines_of(desk)))
    path = desk.folder / "data" / PINS_FILE
    text = path.read_text().splitlines()
    text[0] = f"{'0' * 64}  {text[0].split()[1]}"
    for lines in (text[:10], []):
        path.write_text("\n".join(lines) + "\n")
        (fault,) = check_ledger(desk.folder / "data")
        assert "other lines than the" in str(fault)


def test_a_line_taken_down_leaves_a_tombstone(desk):
    """What the law wants gone is gone, the lines keep their numbers, and the check holds."""
    lines = lines_of(desk)
    lines[99] = b'"taken down on 2026-12-01: court order, 2 of 2026"' + b"," * 17 + b"\n"
    write_lines(desk, lines)
    tables, faults = read_checked(desk.folder / "data")
    assert faults == []
    assert [row.line for row in tables["figures"]][97:99] == [99, 101]
    lines[50] = lines[50].replace(b"data desk", b"the desk")
    write_lines(desk, lines)
    (fault,) = check_ledger(desk.folder / "data")
    assert fault.line == 51, "a tombstone covers for no other line"


def test_a_tombstone_without_a_reason_is_no_line(desk):
    """It says when, and why."""
    lines = lines_of(desk)
    lines[99] = b"taken down on 2026-12-01: " + b"," * 17 + b"\n"
    write_lines(desk, lines)
    assert check_ledger(desk.folder / "data")


def test_an_edition_put_on_record_after_a_takedown_changes_no_digest_of_lines(desk):
    """The digest of the line that was taken down stays, so that it can't come back otherwise."""
    path = desk.folder / "data" / PINS_FILE
    before = path.read_text()
    lines = lines_of(desk)
    lines[99] = b"taken down on 2026-12-01: court order" + b"," * 17 + b"\n"
    write_lines(desk, lines)
    record(desk, "2026-07-16")
    assert path.read_text() == before
    assert check_ledger(desk.folder / "data") == []


def test_a_correction_of_an_edition_is_a_further_issue_of_it(desk):
    """It has the same as-of date, a name of its own, and the day of the first as published."""
    append_figure(desk, as_printed="282", value="282", supersedes="34", reason="our error")
    issue = record(desk, "2026-01-27", published="2026-02-03")
    assert (issue.name, issue.previous, issue.number) == ("2026-01-27-issue-2", "2026-01-27", 3)
    said = said_of(issue, read_editions(desk.folder / "data"))
    assert (said["published"], said["updated"]) == ("2026-01-27", "2026-02-03")


def test_an_edition_that_would_say_the_same_is_refused(desk):
    """Nothing is recorded, and the message says how to print the one there is."""
    before = (desk.folder / "data" / "editions.yml").read_bytes()
    with pytest.raises(EditionError, match="workings run small/2026-01-27"):
        record(desk, "2026-01-27")
    assert (desk.folder / "data" / "editions.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("report", "given", "error", "said"),
    [
        pytest.param(
            "smal", {"as_of": "2026-06-30"}, UnknownName, "Did you mean small", id="report"
        ),
        pytest.param("small", {"as_off": "2026-06-30"}, ParameterError, "as_of", id="parameter"),
        pytest.param("small", {"as_of": "soon"}, ParameterError, "an ISO date", id="day"),
    ],
)
def test_what_cannot_be_put_on_record_is_refused_with_advice(desk, report, given, error, said):
    """The nearest valid name, or the form that was expected."""
    with pytest.raises(error, match=said):
        add_editions(desk.folder / "data", report, given, {}, date(2026, 7, 1))


def test_nothing_is_put_on_record_from_a_faulty_ledger(desk):
    """The faults come first."""
    desk.edit_figure(34, status="sure")
    with pytest.raises(LedgerError, match="status"):
        record(desk, "2026-06-30")


def test_the_command_puts_an_edition_on_record(desk):
    """With the day it is published, and what to do next."""
    words = ["edition", "add", "small", "--as-of", "2026-06-30", "--published", "2026-07-01"]
    ran = desk.run(*words)
    assert "small/2026-06-30 is on record: edition 3, published 2026-07-01" in ran.stdout
    assert desk.run(*words).returncode == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda text: text + "- [", "no YAML", id="no-yaml"),
        pytest.param(lambda text: "report: small\n", "expected a list of editions", id="no-list"),
        pytest.param(lambda text: text.replace("report: small", "report: ../x"), "report", id="path"),
        pytest.param(lambda text: text.replace("number: 2", "number: 7"), "2, the next", id="number"),
        pytest.param(
            lambda text: text.replace("previous: '2026-01-27'", "previous: none-such"),
            "one before it", id="previous",
        ),
        pytest.param(lambda text: text.replace(" lines, sha256", " rows,"), "lines, sha256", id="pin"),
        pytest.param(lambda text: text.replace("as_of: 2026-01-27", "as_of: soon"), "as_of", id="day"),
        pytest.param(lambda text: text + text, "number 1", id="again"),
    ],
)  # fmt: skip
def test_a_record_that_is_not_what_a_machine_wrote_is_refused(desk, change, said):
    """Names become folders: none may climb out. The message says how to mend it."""
    path = desk.folder / "data" / "editions.yml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(EditionError, match=f"(?s){said}.*Restore it from git"):
        read_editions(path.parent)


def test_an_entry_is_read_as_it_was_written(desk):
    """Parameters of every type, and no previous edition."""
    (edition, *_) = read_editions(desk.folder / "data")
    odd = replace(
        edition, number=3, name="2026-01-27-x", previous=None,
        parameters={"year": 2025, "names": ["a: b", "é"], "whole": True, "day": "2026-01-01"},
    )  # fmt: skip
    path = desk.folder / "data" / "editions.yml"
    path.write_text(path.read_text(encoding="utf-8") + as_yaml(odd), encoding="utf-8")
    assert read_editions(path.parent)[-1] == odd


def test_the_ledger_is_read_as_the_edition_asked_for_has_it(desk):
    """A line recorded since is not there; without an edition it is."""
    append_figure(desk, as_printed="282", value="282", supersedes="34", reason="our error")
    data = desk.folder / "data"
    assert read_ledger(data, "2026-01-27")["returned"].as_printed == "282"
    with reading(Reading("small/2026-01-27")):
        assert read_ledger(data, "2026-01-27")["returned"].as_printed == "281"


def test_a_fault_in_a_line_recorded_since_keeps_no_edition_from_being_printed(desk):
    """What came later can't stop what was there."""
    line = append_figure(desk, as_printed="282", value="282")
    desk.edit_figure(line, status="sure")
    with reading(Reading("small/2026-01-27")):
        book = read_ledger(desk.folder / "data", "2026-01-27")
    assert book["returned"].as_printed == "281"


def test_an_edition_that_is_not_on_record_is_never_passed_over(tmp_path):
    """Asked for one, a ledger that doesn't have it says so, and which it has."""
    data = small_site(tmp_path).folder / "data"
    with (
        reading(Reading("small/2026-01-28")),
        pytest.raises(UnknownName, match="Did you mean small/2026-01-27"),
    ):
        read_ledger(data, "2026-01-27")
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other").folder / "data"
    with (
        reading(Reading("small/2026-01-27")),
        pytest.raises(UnknownName, match="edition 'small/2026-01-27' is not known"),
    ):
        read_ledger(other, "2026-01-27")


LINE = st.sampled_from([f"line {n}\n".encode() for n in range(30)])


@given(st.lists(LINE, min_size=1, max_size=20, unique=True), st.randoms(use_true_random=False))
def test_every_change_of_pinned_lines_is_found_and_growth_never_is(tmp_path_factory, lines, chance):
    """Whatever is edited, moved, deleted or put in among them."""
    folder = tmp_path_factory.mktemp("ledger")
    for file in LEDGER_FILES:
        (folder / file).write_bytes(b"".join(lines))
    pin = Prefix(len(lines), sha256(b"".join(lines)).hexdigest())
    pins = dict.fromkeys(LEDGER_FILES, pin)
    edition = _edition(pins)
    digests = [sha256(line).hexdigest() for line in lines]
    said = [f"{d}  figures.csv:{n}\n" for n, d in enumerate(digests, start=1)]
    (folder / PINS_FILE).write_text("".join(said))
    changed = _changed(lines, chance)
    (folder / "figures.csv").write_bytes(b"".join(changed))
    faults = list(check_pins(folder, [edition]))
    if changed[: len(lines)] == lines:
        assert faults == []
    else:
        assert faults
        assert all(fault.file == "figures.csv" for fault in faults)
        assert all(1 <= fault.line <= len(lines) for fault in faults)


def _changed(lines, chance: random.Random):
    """Edit, move, delete, put in, or append."""
    lines = list(lines)
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(lines)) if lines else 0
        match chance.randrange(4):
            case 0 if lines:
                lines[at] = lines[at].upper()
            case 1 if lines:
                lines.insert(chance.randrange(len(lines)), lines.pop(at))
            case 2 if lines:
                del lines[at]
            case 3:
                lines.append(b"a new line\n")
    return lines


def _edition(pins):
    edition = read_editions(ROOT / "data")[0]
    return replace(edition, ledger=pins)
