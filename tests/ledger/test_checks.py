"""Every fault a ledger can have is found, placed and told how to mend; a sound ledger has none."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workings.errors import Fault, LedgerError
from workings.ledger.checks import check_ledger, read_checked
from workings.ledger.read import read_ledger
from workings.ledger.standing import RELIABILITY

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
SPECIMENS = Path(__file__).parents[1] / "specimens/ledger"

#: Each specimen is a good file with one fault: its line, its column, and words of the message.
FAULTS = {
    "claims.claim-of-a-claim": (6, "of", "'C1'; expected nothing for a claim", "Leave it empty"),
    "claims.expression-without-a-number": (2, "stated", "yet an expression", "as it was stated"),
    "claims.formula": (6, "note", "'=1+1'", "Begin it with another character"),
    "claims.id-twice": (7, "id", "'C1', as on line 2", "give it another id"),
    "claims.neither-expression-nor-note": (6, "note", "nor an expression", "why no figure"),
    "claims.no-claim-of-that-id": (3, "of", "'C3'", "Known: C1, C2."),
    "claims.nobody-said-it": (2, "who", "nothing; expected one for a claim", "Fill it in"),
    "claims.period-that-is-none": (2, "period", "'last year'", "2025-08-06/2026-01-27"),
    "claims.reading-that-changes-nothing": (3, "expression", "nor a stated", "this reading"),
    "claims.replaced-without-a-reason": (7, "reason", "nothing", "Write source revision"),
    "claims.replaces-another-claim": (7, "supersedes", "about C3", "(line 6) is about C2"),
    "claims.sighting-with-an-expression": (5, "expression", "nothing for a sighting", "claim's"),
    "claims.unknown-kind": (2, "kind", "'claimed'; expected one of", "Did you mean claim?"),
    "claims.unknown-source": (2, "source", "'S04'", "add it to sources.csv first"),
    "figures.about-without-its-operator": (7, "operator", "expected '~'", "one of the two"),
    "figures.altered-sealed-line": (4, "", "other cells than it was sealed with", "Put back"),
    "figures.arabic-letter-mark": (
        4,
        "locator",
        "U+061C (ARABIC LETTER MARK)",
        "Type the cell again",
    ),
    "figures.balance-with-a-fraction": (
        8,
        "as_printed",
        "'-21.5'; expected a whole",
        "has no fraction",
    ),
    "figures.column-twice": (1, "", "'value' twice", "Restore line 1: measure,as_printed"),
    "figures.control-character": (5, "locator", "U+0000", "Type the cell again"),
    "figures.count-with-a-fraction": (
        4,
        "as_printed",
        "'281.5'; expected a whole",
        "has no fraction",
    ),
    "figures.date-that-is-none": (2, "stated_on", "'2023-02-30'", "year-month-day"),
    "figures.date-with-slashes": (4, "stated_on", "'1/6/2026'", "set the column to text"),
    "figures.date-without-noughts": (9, "stated_on", "'2026-2-26'", "year-month-day"),
    "figures.decimals-on-a-count": (6, "value", "'41000.0'; expected 41000", "spreadsheet"),
    "figures.decimals-on-a-count-as-printed": (6, "as_printed", "'41000.0'", "what was printed"),
    "figures.direction-mark": (5, "locator", "U+202E", "Type the cell again"),
    "figures.duplicated-line-with-another-note": (
        10,
        "",
        "(note 'Again.')",
        "still open: delete it",
    ),
    "figures.empty-file": (0, "", "an empty file", "Restore it"),
    "figures.empty-required-field": (2, "stated_by", "found nothing", "Fill it in"),
    "figures.exact-about": (7, "precision", "'exact' for a figure with ~", "whose reading"),
    "figures.fewer-than-none": (4, "value", "fewer than 0", "check what was printed"),
    "figures.forked": (10, "supersedes", "both stand in the place of f-kgal", "both their seals"),
    "figures.formula": (5, "locator", "'=1+1'", "Begin it with another character"),
    "figures.formula-after-a-tab": (5, "locator", r"'\t=1+1'", "Begin it with another"),
    "figures.formula-with-an-at": (5, "locator", "'@SUM(A1)'", "Begin it with another"),
    "figures.line-break-in-a-cell": (4, "", "a line break inside a cell", "on one line"),
    "figures.full-width-formula": (4, "locator", "'＝1+1'", "Begin it with another"),
    "figures.hangul-filler": (4, "locator", "U+3164 (HANGUL FILLER)", "Type the cell again"),
    "figures.line-separator": (4, "locator", "U+2028 (LINE SEPARATOR)", "Type the cell again"),
    "figures.macintosh-line-endings": (0, "", "(CR)", "LF line endings"),
    "figures.merge-mark": (4, "", "'<<<<<<< HEAD'", "Finish the merge"),
    "figures.missing-column": (1, "", "no column 'locator'", "Restore line 1"),
    "figures.misspelt-column": (1, "", "'as_prnited'", "Did you mean as_printed?"),
    "figures.negative-count": (4, "value", "-281", "only a balance or a rate may be negative"),
    "figures.no-end-and-no-note": (7, "note", "period_end is empty", "if not, say why"),
    "figures.no-precision-basis": (6, "precision_basis", "nothing", "source says so"),
    "figures.noncharacter": (4, "locator", "U+FFFF (no character)", "Type the cell again"),
    "figures.operator-contradicts-print": (5, "operator", "expected '>'", "more than 21,000"),
    "figures.overlong-cell": (5, "locator", "(4001 characters)", "Shorten it"),
    "figures.overlong-line": (5, "", "characters; expected at most 50,000", "Shorten it"),
    "figures.percent-of-people": (4, "as_printed", "a number of people", "in per cent"),
    "figures.period-backwards": (2, "period_end", "period_start 2022-12-31", "don't run back"),
    "figures.precision-contradicts-value": (6, "precision", "for 41250", "divides 41250"),
    "figures.precision-finer-than-print": (9, "precision", "0.01", "nothing finer was said"),
    "figures.ragged-row": (2, "", "20 cells; expected 19", "in double quotes"),
    "figures.private-use": (4, "locator", "U+E000 (private use)", "Type the cell again"),
    "figures.reason-of-another-form": (3, "reason", "'because'", "Why it was replaced"),
    "figures.reason-without-a-line": (3, "supersedes", "yet a reason", "seal of the line"),
    "figures.rounded-bound": (5, "precision", "for a bound (>)", "taken as it was said"),
    "figures.seal-of-another-form": (4, "seal", "'4'", "Write"),
    "figures.semicolons": (1, "", "'measure;as_printed", "save it again with commas"),
    "figures.short-row": (4, "", "18 cells; expected 19", "leave an empty cell empty"),
    "figures.spaces-around": (4, "value", "' 281 ', with spaces", "Take the spaces out"),
    "figures.stated-before-it-was-published": (6, "stated_on", "2026-01-26", "S03 was publ"),
    "figures.stated-before-its-period-ended": (2, "stated_on", "2022-02-23", "don't run back"),
    "figures.stray-quote": (4, "", 'a stray quote in \'the "minister"', "double quotes"),
    "figures.supersedes-a-line-number": (3, "supersedes", "'2'", "Write"),
    "figures.supersedes-an-open-line": (7, "supersedes", "still open", "correct line 4 itself"),
    "figures.supersedes-an-unknown-line": (
        3,
        "supersedes",
        "no line has that",
        "Did you mean f-kgal3ihfygyj",
    ),
    "figures.supersedes-another-measure": (8, "supersedes", "f-", "(line 4) is about returned"),
    "figures.supersedes-without-a-reason": (3, "reason", "nothing", "Write source revision"),
    "figures.tombstone-of-no-line": (10, "seal", "nothing names", "Write the seal of the line"),
    "figures.tag-character": (
        4,
        "locator",
        "U+E0041 (TAG LATIN CAPITAL LETTER A)",
        "Type the cell",
    ),
    "figures.thousands-with-a-point": (
        4,
        "as_printed",
        "'1.201'",
        "as French sources print it: write 1201",
    ),
    "figures.unclosed-quote": (7, "", "a stray quote in '\"around 280", "quote inside it twice"),
    "figures.unknown-measure": (4, "measure", "'retruned'", "Did you mean returned?"),
    "figures.unknown-operator": (2, "operator", "'=='; expected one of", "Did you mean ="),
    "figures.unknown-precision": (6, "precision", "'nearest 1000'", "rounded to what"),
    "figures.unknown-source": (6, "source", "'S04'", "add it to sources.csv first"),
    "figures.unknown-status": (4, "status", "'spokn'", "Did you mean spoken?"),
    "figures.unreadable-print": (6, "as_printed", "'41,00'", "write it like '41,000'"),
    "figures.utf-16": (0, "", "as in UTF-16", "Save it as CSV in UTF-8"),
    "figures.utf-16-marked": (0, "", "text in UTF-16", "Save it as CSV in UTF-8"),
    "figures.value-contradicts-print": (6, "value", "'4100'; expected 41000", "copy its digits"),
    "measures.duplicate-id": (6, "id", "'growth', as on line 5", "give it another id"),
    "figures.value-that-is-no-number": (4, "value", "'NaN'", "copy its digits"),
    "figures.value-with-a-fraction": (4, "value", "'281.5'; expected 281", "copy its digits"),
    "figures.value-without-end": (4, "value", "'inf'", "copy its digits"),
    "sources.address-of-another-kind": (3, "url", "javascript", "Write it in that form"),
    "sources.archive-at-the-root": (3, "archive", "'/etc/hosts'", "a file in this folder"),
    "sources.archive-outside-the-folder": (3, "archive", "../secret", "a file in this folder"),
    "sources.archive-that-is-not-there": (3, "archive", "no such file", "or leave it empty"),
    "sources.archive-with-a-drive": (3, "archive", "secret.html", "a file in this folder"),
    "sources.digest-of-another-form": (3, "sha256", "'abc'", "SHA-256 digest"),
    "sources.duplicate-id": (5, "id", "'S03', as on line 4", "write the other's seal in its"),
    "sources.id-of-another-form": (4, "id", "'S 3'", "such as small-boats@"),
    "sources.latin-1": (3, "", "0xE9", "Save it as CSV in UTF-8"),
    "sources.no-day-and-no-note": (2, "note", "published_on is empty", "say why"),
    "sources.overlong-archive": (3, "archive", "at most 200 characters", "Shorten it"),
    "sources.published-after-it-was-read": (3, "accessed_on", "published_on 2026-11-27", "Days"),
    "sources.unknown-reliability": (2, "reliability", "'offical'", "Did you mean official?"),
}


@pytest.fixture
def ledger(tmp_path):
    """A small sound ledger, under this repository's own description."""
    return copy_good(tmp_path / "ledger")


def copy_good(folder):
    shutil.copytree(SPECIMENS / "good", folder)
    shutil.copy(DATA / "datapackage.json", folder)
    return folder


def put(ledger, name):
    """Put a specimen in place of the good file it was made from."""
    shutil.copy(SPECIMENS / f"{name}.csv", ledger / f"{name.partition('.')[0]}.csv")


def replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="")


def test_this_repositorys_ledger_has_no_fault():
    """What the reports are made from passes every check."""
    assert check_ledger(DATA) == []


def test_frictionless_finds_the_data_package_valid():
    """Any Frictionless tool can check the ledger, by its description alone."""
    from frictionless import Package

    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def test_good_specimen_has_no_fault(ledger):
    """The file that each faulty specimen was made from is sound."""
    assert check_ledger(ledger) == []


def test_every_specimen_is_tried():
    """No specimen lies about unused."""
    assert sorted(path.stem for path in SPECIMENS.glob("*.csv")) == sorted(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found_once_in_its_place(ledger, name):
    """One fault gives one message, with its file, line and column, and words that mend it."""
    line, field, found, mend = FAULTS[name]
    put(ledger, name)
    (fault,) = check_ledger(ledger)
    assert (fault.file, fault.line, fault.field) == (f"{name.partition('.')[0]}.csv", line, field)
    assert found in str(fault)
    assert mend in fault.mend


def saved_by_a_spreadsheet(content):
    """What an office's programs make of a file: a mark before it, and other line endings."""
    return b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")


def with_columns_in_another_order(content):
    """Let the columns stand backwards, the seal first."""
    lines = list(csv.reader(io.StringIO(content.decode())))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(line[::-1] for line in lines)
    return text.getvalue().encode()


def with_a_column_of_the_desks_own(content):
    """Put a column first that no description knows."""
    first, *lines = content.splitlines(keepends=True)
    return b"".join([b"who asked," + first, *(b"Ann," + line for line in lines)])


HARMLESS = {
    "byte-order-mark": lambda good: b"\xef\xbb\xbf" + good,
    "column-of-the-desks-own": with_a_column_of_the_desks_own,
    "columns-in-another-order": with_columns_in_another_order,
    "duplicated-lines": lambda good: good + good.partition(b"\n")[2],
    "empty-line": lambda good: good.replace(b"\n", b"\n\n", 3),
    "header-again": lambda good: good + good.partition(b"\n")[0] + b"\n",
    "header-again-with-a-mark": lambda good: good + b"\xef\xbb\xbf" + good,
    "line-of-commas": lambda good: good + b"," * good.partition(b"\n")[0].count(b",") + b"\n",
    "lines-in-another-order": lambda good: b"".join(
        [good.splitlines(keepends=True)[0], *good.splitlines(keepends=True)[:0:-1]]
    ),
    "no-last-line-ending": lambda good: good.removesuffix(b"\n"),
    "quotes-around-every-cell": lambda good: b"".join(
        b'"' + line.replace(b",", b'","') + b'"\n' if b'"' not in line else line + b"\n"
        for line in good.splitlines()
    ),
    "spreadsheet": saved_by_a_spreadsheet,
    "windows-line-endings": lambda good: good.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_no_cell_is_no_fault(ledger, name):
    """Spreadsheets and merges write the same lines otherwise; they have the same seals."""
    before = read_checked(ledger).tables
    for path in ledger.glob("*.csv"):
        path.write_bytes(HARMLESS[name](path.read_bytes()))
    tables, faults, _ = read_checked(ledger)
    assert faults == []
    for table, rows in before.items():
        assert {row.seal: row.cells for row in tables[table]} == {r.seal: r.cells for r in rows}
        assert len(tables[table]) == len(rows)


def test_a_line_that_cannot_be_read_is_not_missed_by_the_one_that_replaces_it(ledger):
    """One fault, not one for each line that names it."""
    path = ledger / "figures.csv"
    replace(path, 'arrivals,"45,755"', "arrivals,45,755")
    assert [fault.line for fault in check_ledger(ledger)] == [2]


def test_all_faults_are_found_at_once(ledger):
    """Nobody mends one fault only to be told of the next."""
    names = ["sources.unknown-reliability", "measures.duplicate-id"]
    for name in names:
        put(ledger, name)
    figures = ledger / "figures.csv"
    replace(figures, "returned,281,281", "retruned,281,281")
    replace(figures, '"41,000",41000', '"41,000",4100')
    replace(figures, "minute 5", "=1+1")
    figures.write_bytes(b"\xef\xbb\xbf" + figures.read_bytes().replace(b"\n", b"\r\n"))
    places = [(fault.file, fault.line, fault.field) for fault in check_ledger(ledger)]
    assert places == [
        ("figures.csv", 4, "measure"),
        ("figures.csv", 6, "value"),
        ("figures.csv", 8, "locator"),
        ("measures.csv", 6, "id"),
        ("sources.csv", 2, "reliability"),
    ]


@pytest.mark.parametrize(
    "name", ["sources.csv", "measures.csv", "figures.csv", "claims.csv", "datapackage.json"]
)
def test_missing_file_is_the_only_fault(ledger, name):
    """A file that is not there is named, and nothing is held against those that refer to it."""
    (ledger / name).unlink()
    (fault,) = check_ledger(ledger)
    assert (fault.file, fault.found) == (name, "no such file")
    assert "say which folder holds the ledger" in fault.mend


def test_folder_in_place_of_a_file_is_a_fault(ledger):
    """What can't be read as a file is named as such."""
    (ledger / "figures.csv").unlink()
    (ledger / "figures.csv").mkdir()
    (fault,) = check_ledger(ledger)
    assert fault.mend == "Put a readable file there."


@pytest.mark.parametrize("name", ["sources.latin-1", "sources.id-of-another-form"])
def test_lost_ids_are_not_called_unknown_where_they_are_used(ledger, name):
    """A source that can't be read is one fault, not one for each of its figures."""
    put(ledger, name)
    assert [fault.file for fault in check_ledger(ledger)] == ["sources.csv"]


def test_negative_balance_and_rate_are_no_fault(ledger):
    """Only counts are held to zero; a minus sign alone makes no formula of a number."""
    replace(ledger / "figures.csv", "12.6%,12.6", "−12.6%,-12.6")
    replace(ledger / "figures.csv", "net-inflow,-21,-21", "net-inflow,-1,-1")
    assert check_ledger(ledger) == []


def test_archived_copy_needs_its_digest(ledger):
    """A stored copy counts as evidence only if it can be told from another."""
    (ledger / "archive").mkdir()
    (ledger / "archive/said.html").write_text("said", "utf-8")
    replace(ledger / "sources.csv", "only,,,spoken", "only,archive/said.html,,spoken")
    (fault,) = check_ledger(ledger)
    assert (fault.field, fault.expected) == ("sha256", "the digest of archive/said.html")
    replace(ledger / "sources.csv", "said.html,,", f"said.html,{'0' * 64},")
    assert check_ledger(ledger) == []


def test_archive_behind_a_link_out_of_the_folder_is_a_fault(ledger, tmp_path):
    """A link can't lead the reader of an archive out of the ledger's folder."""
    (tmp_path / "secret.html").write_text("secret", "utf-8")
    (ledger / "said.html").symlink_to(tmp_path / "secret.html")
    replace(ledger / "sources.csv", "only,,,spoken", f"only,said.html,{'0' * 64},spoken")
    (fault,) = check_ledger(ledger)
    assert (fault.field, "no such file in the folder" in fault.found) == ("archive", True)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param('"fields"', "fields", "no JSON", id="no-json"),
        pytest.param('"name": "sources"', '"name": "sauces"', "no 'sources'", id="lost-table"),
        pytest.param('"date"', '"dote"', '"dote" is not supported', id="unknown-type"),
        pytest.param("profiles/2.0", "profiles/1.0", "$schema is", id="other-profile"),
        pytest.param(
            '"fields": [\n              "source"',
            '"fields": [\n"sauce"',
            "sauce",
            id="key-of-no-column",
        ),
        pytest.param('"resource": "measures"', '"resource": "me"', "me", id="key-to-no-table"),
        pytest.param("(-[A-Za-z", "((-[A-Za-z", "", id="broken-pattern"),
    ],
)
def test_broken_description_is_a_fault_of_its_own(ledger, old, new, found):
    """Without a description nothing else is checked, and the message says what is wrong with it."""
    replace(ledger / "datapackage.json", old, new)
    (fault,) = check_ledger(ledger)
    assert (fault.file, found in fault.found) == ("datapackage.json", True)
    assert "Restore the file from git" in fault.mend


def test_description_that_asks_too_little_is_a_fault(ledger):
    """A column that the description forgets and the file lacks is an error, not a crash."""
    package = json.loads((ledger / "datapackage.json").read_text("utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    fields[:] = [field for field in fields if field["name"] != "publisher"]
    (ledger / "datapackage.json").write_text(json.dumps(package), "utf-8")
    lines = [line.split(",") for line in (ledger / "sources.csv").read_text("utf-8").split("\n")]
    replace(ledger / "sources.csv", "id,kind,publisher", "id,kind")
    for source in lines[1:-1]:
        replace(ledger / "sources.csv", ",".join(source[:3]), ",".join(source[:2]))
    with pytest.raises(LedgerError, match="Restore the file from git"):
        read_ledger(ledger, "2026-01-27")


def test_description_lists_reliability_in_order_of_preference():
    """The order in which sources are preferred is the one the description gives."""
    package = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert tuple(fields["reliability"]["constraints"]["enum"]) == RELIABILITY


HOSTILE = {
    "cell-of-10-megabytes": lambda good: good.replace(b"minute 3", b"x" * 10_000_000),
    "line-of-10-megabytes-in-quotes": lambda good: good.replace(
        b"minute 3", b'"' + b'""' * 5_000_000 + b'"'
    ),
    "million-columns": lambda good: b"," * 1_000_000 + b"\n" + good,
    "million-lines": lambda good: good + b"\n" * 1_000_000,
    "only-nul": lambda good: bytes(1_000_000),
    "only-quotes": lambda good: b'"' * 1_000_000,
    "twenty-million-bytes": lambda good: good + bytes(20_000_000),
    "huge-exponent": lambda good: good.replace(b",41000,", b",1e999999999,"),
    "huge-number": lambda good: good.replace(b",41000,", b"," + b"9" * 3_999 + b","),
    "not-a-number": lambda good: good.replace(b",41000,", b",sNaN,"),
    "huge-rounding": lambda good: good.replace(b"rounded to 1000", b"rounded to 1" + b"0" * 3_900),
    "quote-on-every-line": lambda good: good + b'"a,\n' * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_in_a_fault(ledger, name):
    """However large or odd a file is, checking it ends soon, and in words of readable length."""
    path = ledger / "figures.csv"
    path.write_bytes(HOSTILE[name](path.read_bytes()))
    faults = check_ledger(ledger)
    assert faults
    assert max(len(str(fault)) for fault in faults) < 1_000


@st.composite
def damages(draw):
    """Random slips at random places: bytes changed, put in, left out, swapped about or repeated."""
    good = {path.name: path.read_bytes() for path in sorted((SPECIMENS / "good").glob("*.csv"))}
    good["datapackage.json"] = (DATA / "datapackage.json").read_bytes()
    name = draw(st.sampled_from(["figures.csv", "figures.csv", *sorted(good)]))
    data = good[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(
            st.binary(max_size=4)
            | st.sampled_from([b",", b'"', b"\n", b"\r\n", b"\0", b"=", b"-", b"1e9", b"\xff\xfe"])
            | st.just(data[start:end] * 2)
        )
        data = data[:start] + piece + data[end:]
    return name, data


@given(damages())
@settings(
    max_examples=settings().max_examples * 3 // 5,  # each reads a whole ledger
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_no_damage_makes_anything_but_faults(tmp_path_factory, damage):
    """Whatever bytes a file holds, the ledger is read or its faults are listed; nothing crashes."""
    name, data = damage
    ledger = copy_good(tmp_path_factory.mktemp("damaged") / "ledger")
    (ledger / name).write_bytes(data)
    faults = check_ledger(ledger)
    assert all(isinstance(fault, Fault) and fault.mend for fault in faults)
    if faults:
        with pytest.raises(LedgerError, match="in the ledger"):
            read_ledger(ledger, "2026-12-31")
    else:
        assert read_ledger(ledger, "2026-12-31").figures


def test_checking_leaves_address_checks_of_other_programs_alone():
    """The shortcut that spares a second of start-up is gone once frictionless is loaded."""
    program = (
        "import sys; from workings.ledger.checks import check_ledger; assert check_ledger('data') == []; "
        "assert 'rfc3987_syntax' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_importing_the_ledger_does_not_import_frictionless_or_pandas():
    """What is slow to import is imported where it is used."""
    program = (
        "import sys; import workings.ledger; "
        "assert not {'frictionless', 'pandas', 'jsonschema'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
