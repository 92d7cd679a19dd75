"""Editions on record, and the ledger heads that hold their lines: what is named, and what is refused."""

import csv
import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from repositories import commit_all
from small import append_figure, contents, record, seal_of_line, small_site

from conftest import ROOT, Desk
from workings.editions.add import add_editions
from workings.errors import EditionError, LedgerError, ParameterError, UnknownName
from workings.ledger.checks import check_ledger, read_checked
from workings.ledger.editions import as_yaml, read_editions, said_of
from workings.ledger.heads import declaration_files, read_head, recorded
from workings.ledger.read import Reading, read_ledger, reading
from workings.ledger.seals import PREFIXES

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


def record_of(desk, name="2026-01-27"):
    """Return the file of an edition's record."""
    return desk.folder / "data" / "editions" / "small" / f"{name}.yml"


def tombstone(seal, why="court order, 2 of 2026"):
    """Return what is left of a line of figures that was taken down."""
    return f'"taken down on 2026-12-01: {why}"{"," * 18}{seal}\n'.encode()


def as_read(data, edition):
    """Return what a notebook is told of its figures, without the places where they stand."""
    book = read_ledger(data, edition.as_of, edition)
    return [(each.seal, each.as_printed, each.measure, each.source) for each in book.figures]


def test_the_story_is_on_record_at_its_six_dates_and_other_reports_are_too():
    """What this house has on record, with a page for each in the register."""
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


def test_an_edition_names_a_head_that_lists_every_sealed_line(desk):
    """By its full digest; an open one is not among them."""
    data = desk.folder / "data"
    append_figure(desk, as_printed="282", value="282")
    tables = read_checked(data).tables
    sealed = {
        table: {row.digest for row in tables.get(table, ()) if not row.is_open}
        for table in PREFIXES
    }
    edition = read_editions(data)[0]
    assert recorded(data, [edition.head]) == sealed


def test_two_editions_of_the_same_ledger_name_one_head(desk):
    """Nothing is written down twice."""
    assert len({edition.head for edition in read_editions(desk.folder / "data")}) == 1
    heads = {path.name for path in (desk.folder / "data" / "heads").iterdir()}
    assert len([name for name in heads if "." not in name]) == 1


def test_a_later_head_names_the_one_before_it_and_the_new_line_alone(desk):
    """As a commit does; both lead to all that had been recorded."""
    data = desk.folder / "data"
    first = read_editions(data)[0]
    line = append_figure(desk, as_printed="282", value="282", note="counted late")
    later = record(desk, "2026-07-16")
    head = read_head(data, later.head)
    (new,) = [row for row in read_checked(data).tables["figures"] if row.line == line]
    assert (head.before, head.lines) == ((first.head,), {("figures", new.digest)})
    assert recorded(data, [first.head])["figures"] < recorded(data, [later.head])["figures"]


def test_putting_an_edition_on_record_changes_no_file_that_others_rest_on(desk):
    """Each record and each head is a file of its own."""
    before = contents(desk.folder / "data")
    record(desk, "2026-06-30")
    after = contents(desk.folder / "data")
    assert {name: after[name] for name in before} == before
    assert {*after} - {*before} == {"editions/small/2026-06-30.yml"}


def test_an_edition_is_set_against_the_latest_figures_before_its_own(desk):
    """A back-dated edition comes between two others, and they stay as they are."""
    assert record(desk, "2026-02-15").previous == "2026-01-27"
    assert record(desk, "2026-07-16").previous == "2026-03-06"
    assert record(desk, "2025-11-10").previous is None


def test_an_edition_seals_the_open_lines_that_it_rests_on_and_no_others(desk):
    """Other desks go on with theirs."""
    rests = append_figure(desk, as_printed="282", value="282", note="counted late")
    others = append_figure(desk, measure="report-pages", note="not ours")
    record(desk, "2026-07-16")
    assert seal_of_line(desk, rests).startswith("f-")
    assert seal_of_line(desk, others) == ""
    assert check_ledger(desk.folder / "data") == []


@pytest.mark.parametrize(
    "put",
    [
        pytest.param(lambda lines, new: [*lines, new], id="last"),
        pytest.param(lambda lines, new: [*lines[:33], new, *lines[33:]], id="between"),
        pytest.param(lambda lines, new: [lines[0], new, *lines[:0:-1]], id="first-of-all"),
    ],
)
def test_a_line_added_anywhere_leaves_what_every_edition_reads(desk, put):
    """Even a back-dated one, which speaks of a day before an edition, sealed and merged in."""
    data = desk.folder / "data"
    editions = read_editions(data)
    before = [as_read(data, edition) for edition in editions]
    append_figure(desk, as_printed="282", value="282", note="counted late")
    *lines, new = lines_of(desk)
    write_lines(desk, put(lines, new))
    record(desk, "2026-07-16")
    assert check_ledger(data) == []
    for edition, was in zip(editions, before, strict=True):
        assert sorted(as_read(data, edition)) == sorted(was)
    assert "282" in {each.as_printed for each in read_ledger(data, "2026-01-27").figures}


def test_where_lines_stand_says_nothing(desk):
    """A file sorted by a spreadsheet is the same ledger, and its charts draw the same."""
    data = desk.folder / "data"
    edition = read_editions(data)[0]
    book = read_ledger(data, edition.as_of, edition)
    before = book["returned"], book.series("returned", "admitted")
    seals = [*book.history("returned")["seal"]], [*book.sources], [*book.measures]
    for file in ("figures.csv", "sources.csv", "measures.csv", "claims.csv"):
        first, *others = lines_of(desk, file)
        write_lines(desk, [first, *others[::-1]], file)
    assert check_ledger(data) == []
    book = read_ledger(data, edition.as_of, edition)
    assert ([*book.history("returned")["seal"]], [*book.sources], [*book.measures]) == seals
    pairs = before[1], book.series("returned", "admitted")
    was, now = ([tuple(each.seal for each in pair) for pair in found] for found in pairs)
    assert (book["returned"].seal, now) == (before[0].seal, was)


@pytest.mark.parametrize(
    ("old", "new", "cell", "was"),
    [
        pytest.param(b"returned,281,281", b"returned,280,281", "as_printed", "'281'", id="number"),
        pytest.param(b"interview on LBC", b"interview on BBC", "locator", "interview on LBC", id="text"),
        pytest.param(b"2026-01-27,spoken", b"2026-01-26,spoken", "period_end", "2026-01-27", id="day"),
    ],
)  # fmt: skip
def test_an_altered_sealed_line_is_named_with_the_cell_that_changed(desk, old, new, cell, was):
    """Git knows what stood there; the editions that rest on it are named with the cure."""
    commit_all(desk.folder)
    lines = lines_of(desk)
    assert old in lines[33]
    lines[33] = lines[33].replace(old, new)
    write_lines(desk, lines)
    (fault, *more) = check_ledger(desk.folder / "data")
    assert (fault.file, fault.line, fault.field) == ("figures.csv", 34, cell)
    assert was in fault.expected
    assert "small/2026-01-27, small/2026-03-06 rest on it" in fault.mend
    assert "a new line that supersedes it" in fault.mend
    assert [each.line for each in more] in ([], [34]), "no other line is held to blame"


def test_an_altered_sealed_line_is_found_where_there_is_no_git(desk):
    """Then the line is named, and which editions rest on it."""
    lines = lines_of(desk)
    lines[33] = lines[33].replace(b"interview on LBC", b"interview on BBC")
    write_lines(desk, lines)
    (fault,) = check_ledger(desk.folder / "data")
    assert (fault.line, fault.field) == (34, "")
    assert "small/2026-01-27" in fault.mend


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines, _: lines[:33] + lines[34:], id="deleted"),
        pytest.param(lambda lines, _: lines[:33], id="cut-off"),
        pytest.param(
            lambda lines, seal: [
                line.replace(b"281", b"280").replace(seal, b"") if seal in line else line
                for line in lines
            ],
            id="edited-and-its-seal-taken-out",
        ),
    ],
)  # fmt: skip
def test_a_line_that_an_edition_was_made_from_and_that_is_gone_is_named(desk, change):
    """By its seal, with the edition that it would change and how to get it back."""
    seal = seal_of_line(desk, 34)
    write_lines(desk, change(lines_of(desk), seal.encode()))
    with pytest.raises(LedgerError, match=f"found no line {seal}; .*small/.*git log -S {seal}"):
        read_ledger(desk.folder / "data", "2026-01-27")


def test_the_check_names_the_line_without_a_word_of_pythons(desk):
    """At the command line the message alone, and exit status 1."""
    assert desk.run("check").returncode == 0
    lines = lines_of(desk)
    lines[33] = lines[33].replace(b"281", b"280")
    write_lines(desk, lines)
    ran = desk.run("check")
    assert (ran.returncode, "figures.csv line 34" in ran.stderr) == (1, True)
    assert "Traceback" not in ran.stderr


def test_an_open_twin_of_a_sealed_line_is_ignored_with_a_word(desk):
    """Both desks wrote it, and one has sealed it."""
    lines, seal = lines_of(desk), seal_of_line(desk, 34)
    write_lines(desk, [*lines, lines[33].replace(seal.encode(), b"")])
    tables, faults, ignored = read_checked(desk.folder / "data")
    assert faults == []
    assert [row.line for row in tables["figures"] if row.seal == seal] == [34]
    (said,) = ignored
    assert re.search(rf"figures.csv line {len(lines) + 1}: the same as {seal} on line 34", said)


@pytest.mark.parametrize("at", [1, 50, None])
@pytest.mark.parametrize("comes_back", [False, True])
def test_a_tombstone_beats_the_line_that_it_names(desk, at, comes_back):
    """Wherever it stands, and though a merge brought the line back."""
    data, lines, seal = desk.folder / "data", lines_of(desk), seal_of_line(desk, 34)
    if not comes_back:
        del lines[33]
    lines.insert(len(lines) if at is None else at, tombstone(seal))
    write_lines(desk, lines)
    tables, faults, _ = read_checked(data)
    assert faults == []
    assert seal not in {row.seal for row in tables["figures"]}
    assert seal not in {figure.seal for figure in read_ledger(data, "2026-07-16").figures}


def test_a_tombstone_covers_for_no_other_line(desk):
    """What it doesn't name is held as before."""
    lines, seal = lines_of(desk), seal_of_line(desk, 34)
    gone = seal_of_line(desk, 35)
    lines[33:35] = [tombstone(seal)]
    write_lines(desk, lines)
    (fault,) = check_ledger(desk.folder / "data")
    assert fault.found == f"no line {gone}"


def test_a_tombstone_without_a_reason_is_no_line(desk):
    """It says when, and why."""
    lines = lines_of(desk)
    lines[33] = tombstone(seal_of_line(desk, 34), why="")
    write_lines(desk, lines)
    assert any(fault.line == 34 for fault in check_ledger(desk.folder / "data"))


def test_an_edition_can_be_put_on_record_after_a_takedown(desk):
    """And the one before it stays on record."""
    lines = lines_of(desk)
    lines[99] = tombstone(seal_of_line(desk, 100))
    write_lines(desk, lines)
    record(desk, "2026-07-16")
    assert check_ledger(desk.folder / "data") == []


def test_a_correction_of_an_edition_is_a_further_issue_of_it(desk):
    """It has the same as-of date, a name of its own, and the day of the first."""
    seal = seal_of_line(desk, 34)
    append_figure(desk, as_printed="282", value="282", supersedes=seal, reason="our error")
    issue = record(desk, "2026-01-27", made_on="2026-02-03")
    assert (issue.name, issue.previous, issue.issue) == ("2026-01-27-issue-2", "2026-01-27", 2)
    said = said_of(issue, read_editions(desk.folder / "data"))
    assert said == {
        "made_on": "2026-02-03",
        "issue": 2,
        "first_made_on": "2026-01-27",
        "previous": {"name": "2026-01-27", "as_of": "2026-01-27"},
    }


def test_the_first_issue_never_learns_of_a_second(desk):
    """What its page says can't move."""
    data = desk.folder / "data"
    first = read_editions(data)[0]
    before = said_of(first, read_editions(data))
    append_figure(desk, as_printed="282", value="282", note="counted late")
    record(desk, "2026-01-27", made_on="2026-02-03")
    assert said_of(first, read_editions(data)) == before == {"made_on": "2026-01-27"}


def test_an_edition_that_would_say_the_same_is_refused(desk):
    """Nothing is recorded, and the message says how to print the one there is."""
    before = contents(desk.folder / "data")
    with pytest.raises(EditionError, match="workings run small/2026-01-27"):
        record(desk, "2026-01-27")
    assert contents(desk.folder / "data") == before


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
    append_figure(desk, as_printed="282", value="282", status="sure")
    with pytest.raises(LedgerError, match="status"):
        record(desk, "2026-06-30")


def test_the_command_puts_an_edition_on_record(desk):
    """With the day on which it is made, what was sealed for it, and what to do next."""
    line = append_figure(desk, as_printed="282", value="282", note="counted late")
    words = ["edition", "add", "small", "--as-of", "2026-06-30"]
    ran = desk.run(*words)
    head = read_editions(desk.folder / "data")[-1].head[:12]
    said = (
        rf"small/2026-06-30 is on record, made on 20\d\d-\d\d-\d\d, from the ledger head {head}\."
    )
    assert re.match(said, ran.stdout), ran.stderr
    assert f"Sealed for it: {seal_of_line(desk, line)}." in ran.stdout
    assert desk.run(*words).returncode == 1


MARKS = "<<<<<<< HEAD\n{0}=======\n{0}>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda text: text + "- [", "no YAML", id="no-yaml"),
        pytest.param(lambda text: "- small\n", "'?small", id="no-record"),
        pytest.param(lambda text: "", "valid dictionary", id="empty"),
        pytest.param(lambda text: text.replace("as_of: 2026-01-27", "as_of: soon"), "as_of", id="day"),
        pytest.param(
            lambda text: text.replace("made_on: 2026-01-27", "made_on: 2026-01-26"),
            "another record than was sealed", id="made-on",
        ),
        pytest.param(
            lambda text: text.replace("as_of: 2026-01-27", "as_of: 2026-01-26"),
            "another record than was sealed", id="as-of",
        ),
        pytest.param(
            lambda text: text.replace("parameters: {}", "parameters: {town: Dover}"),
            "another record than was sealed", id="parameters",
        ),
        pytest.param(
            lambda text: text.replace("previous: null", "previous: 2026-03-06"),
            "previous", id="previous",
        ),
        pytest.param(
            lambda text: re.sub("head: .*", f"head: {'0a' * 32}", text),
            "another record than was sealed", id="head",
        ),
        pytest.param(lambda text: re.sub("head: .*", "head: ../x", text), "head", id="no-digest"),
        pytest.param(lambda text: re.sub("seal: .*\n", "", text), "seal", id="no-seal"),
        pytest.param(lambda text: "published: 2026-01-27\n" + text, "published", id="other-key"),
        pytest.param(lambda text: text + text, "made_on.* twice|as_of.* twice", id="both-sides-kept"),
        pytest.param(
            lambda text: text.replace("parameters: {}", "parameters: {a: 1, a: 2}"),
            "'a' twice", id="parameter-twice",
        ),
    ],
)  # fmt: skip
def test_a_record_that_is_not_what_a_machine_wrote_is_refused(desk, change, said):
    """The file is named, and the message says how to mend it."""
    path = record_of(desk)
    old = path.read_text(encoding="utf-8")
    new = change(old)
    assert new != old
    path.write_text(new, encoding="utf-8")
    with pytest.raises(EditionError, match=f"(?s)small/2026-01-27.yml.*{said}.*Restore it"):
        read_editions(desk.folder / "data")


def test_a_record_with_a_merges_marks_says_how_to_keep_both(desk):
    """One stays as it is, and the other becomes a further issue."""
    path = record_of(desk)
    path.write_text(MARKS.format(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(EditionError, match=r"(?s)a merge's marks.*edition add.*a further issue"):
        read_editions(desk.folder / "data")


def test_a_record_under_another_name_is_refused(desk):
    """Its seal has to do with its name: nobody makes an issue by copying a file."""
    text = record_of(desk).read_text(encoding="utf-8")
    record_of(desk, "2026-01-27-issue-2").write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match="another record than was sealed"):
        read_editions(desk.folder / "data")


@pytest.mark.parametrize("name", [".x", "-x", "a b"])
def test_a_record_whose_name_could_be_no_folder_is_refused(desk, name):
    """Names become folders and addresses."""
    text = record_of(desk).read_text(encoding="utf-8")
    record_of(desk, name).write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match="name"):
        read_editions(desk.folder / "data")


def test_a_record_set_against_one_that_is_gone_is_refused(desk):
    """A deleted record is missed by those after it."""
    record_of(desk).unlink()
    with pytest.raises(EditionError, match=r"previous: 2026-01-27, and no such one"):
        read_editions(desk.folder / "data")


def test_a_record_is_read_as_it_was_written(desk):
    """Parameters of every type, and no previous edition."""
    (edition, *_) = read_editions(desk.folder / "data")
    odd = replace(
        edition, name="2026-01-27-x", record="2026-01-27-x", previous=None,
        parameters={"year": 2025, "names": ["a: b", "é"], "whole": True, "day": "2026-01-01"},
    )  # fmt: skip
    record_of(desk, odd.name).write_text(as_yaml(odd), encoding="utf-8")
    assert odd in read_editions(desk.folder / "data")


def test_the_ledger_is_read_as_the_edition_asked_for_has_it(desk):
    """A line recorded since is not there; without an edition it is."""
    seal = seal_of_line(desk, 34)
    append_figure(desk, as_printed="282", value="282", supersedes=seal, reason="our error")
    data = desk.folder / "data"
    assert read_ledger(data, "2026-01-27")["returned"].as_printed == "282"
    with reading(Reading("small/2026-01-27")):
        assert read_ledger(data, "2026-01-27")["returned"].as_printed == "281"


def test_a_fault_in_a_line_recorded_since_keeps_no_edition_from_being_printed(desk):
    """What came later can't stop what was there."""
    append_figure(desk, as_printed="282", value="282", status="sure")
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


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        pytest.param(lambda path: path.unlink(), "no such file", id="missing"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes().partition(b"line figures")[0]),
            "other lines than those it is named after", id="cut-off",
        ),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes().replace(b"line sources", b"line claims", 1)),
            "other lines than those it is named after", id="edited",
        ),
    ],
)  # fmt: skip
def test_a_head_that_is_not_as_it_was_written_is_named(desk, spoil, found):
    """With the edition that is made from it, and how to get it back."""
    data = desk.folder / "data"
    edition = read_editions(data)[0]
    spoil(data / "heads" / edition.head)
    (fault,) = check_ledger(data)
    assert (fault.file, found in fault.found) == (f"heads/{edition.head[:12]}…", True)
    assert "small/2026-01-27" in fault.expected
    assert "Restore it from git" in fault.mend
    with pytest.raises((EditionError, LedgerError), match="Restore it from git"):
        read_ledger(data, "2026-01-27", edition)


def test_a_declaration_that_changes_is_kept_for_the_editions_before(desk):
    """An old vintage is read as it was, and a new edition with the new declaration."""
    data = desk.folder / "data"
    first = read_editions(data)[0]
    kept = {path.name: path.read_bytes() for path in declaration_files(data, first.head)}
    tables = yaml.safe_load((data / "tables.yml").read_bytes())
    del tables["pilot-monthly"]
    (data / "tables.yml").write_text(yaml.safe_dump(tables), encoding="utf-8")
    later = record(desk, "2026-07-16")
    assert check_ledger(data) == []
    assert {path.name: path.read_bytes() for path in declaration_files(data, first.head)} == kept
    assert "pilot-monthly" in read_ledger(data, first.as_of, first).archive.declarations
    assert "pilot-monthly" not in read_ledger(data, later.as_of, later).archive.declarations


def test_a_kept_declaration_that_was_altered_is_named(desk):
    """With the edition that reads by it."""
    data = desk.folder / "data"
    path = declaration_files(data, read_editions(data)[0].head)[0]
    path.write_bytes(path.read_bytes() + b"# a word\n")
    (fault,) = check_ledger(data)
    assert (fault.file, "small/2026-01-27" in fault.expected) == (f"heads/{path.name}", True)
