"""A desk's own file of claims: whatever form it has, good lines are judged beside the bad ones."""

import csv
import io

import pytest
from spreadsheets import write_ods, write_xlsx

from conftest import ROOT
from workings.claims.file import read_claims_file
from workings.claims.recompute import look_into
from workings.errors import ClaimError, OfficialError
from workings.ledger.read import read_ledger

GOOD = ["25%", "percent_change(returned, admitted)", "The Paper"]
ROWS = [["stated", "expression", "who"], GOOD, ["69", "difference(admitted, returned)", "A rival"]]


@pytest.fixture(scope="module")
def book():
    """The ledger on the day of the article."""
    return read_ledger(ROOT / "data", "2026-01-27")


def judged(path, book):
    """Read a file and judge its claims, each by its line's number or id."""
    read = read_claims_file(path, ROOT / "data", book)
    return {claim.id: claim for claim in look_into(book, read.lines, read.refused)}


def written(path, rows, delimiter=",", encoding="utf-8", end="\n"):
    """Write rows as a spreadsheet exports them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"delimiter": ";"}, id="semicolons"),
        pytest.param({"delimiter": "\t"}, id="tabs"),
        pytest.param({"delimiter": "|"}, id="bars"),
        pytest.param({"encoding": "utf-8-sig"}, id="byte-order-mark"),
        pytest.param({"encoding": "utf-16"}, id="utf-16"),
        pytest.param({"encoding": "cp1252"}, id="windows-1252"),
        pytest.param({"end": "\r\n"}, id="windows-line-endings"),
        pytest.param({"end": "\r"}, id="old-macintosh-line-endings"),
    ],
)
def test_a_file_is_read_in_every_form_that_offices_write(tmp_path, book, form):
    """What divides the cells, the encoding and the line endings say nothing of the claims."""
    claims = judged(written(tmp_path / "article.csv", ROWS, **form), book)
    assert [claim.verdict for claim in claims.values()] == ["matches", "matches"]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_spreadsheet_is_read_as_it_is(tmp_path, book, write):
    """Its first sheet; a day in it is a day."""
    from datetime import date

    rows = [[*ROWS[0], "said_on"], [*GOOD, date(2026, 1, 27)], [69, *ROWS[2][1:], None]]
    path = write(tmp_path / f"article.{write.__name__.removeprefix('write_')}", {"Claims": rows})
    claims = judged(path, book)
    assert [claim.verdict for claim in claims.values()] == ["matches", "matches"]
    assert claims["2"].statement.said_on == date(2026, 1, 27)


def test_a_fraction_in_a_spreadsheet_is_asked_about(tmp_path, book):
    """A cell that shows 25% holds 0.25, and which was meant can't be told."""
    path = write_xlsx(tmp_path / "article.xlsx", {"Claims": [ROWS[0], [0.25, *GOOD[1:]]]})
    claim = judged(path, book)["2"]
    assert claim.verdict == "refused"
    assert "Format the column as text" in str(claim.reason)


def test_columns_of_a_desks_own_are_left_aside_and_named(tmp_path, book):
    """With the name that may have been meant."""
    rows = [["Stated", "expresion", "desk"], ["25%", "returned", "Bo"]]
    read = read_claims_file(written(tmp_path / "a.csv", rows), ROOT / "data", book)
    assert read.left_aside.startswith("Left aside: expresion, desk. Did you mean expression")
    (claim,) = look_into(book, read.lines, read.refused)
    assert (claim.verdict, str(claim.reason)) == ("not_checkable", "No expression is given.")


def test_a_file_of_numbers_alone_is_a_list_of_what_is_still_to_be_checked(tmp_path, book):
    """A comma in one divides no cells, as there is one column."""
    path = tmp_path / "a.csv"
    path.write_text("stated\n25%\n35,052\n", encoding="utf-8")
    claims = judged(path, book)
    assert [claim.statement.stated for claim in claims.values()] == ["25%", "35,052"]
    assert {claim.why_not for claim in claims.values()} == {"no figure"}


@pytest.mark.parametrize(
    ("header", "line", "cure"),
    [
        pytest.param("", "70,returned,a,b", "in double quotes", id="ragged"),
        pytest.param("", '"70,returned,a', "in double quotes", id="stray-quote"),
        pytest.param(",said_on", "70,returned,,today", "a day like", id="no-day"),
        pytest.param(",note", "70,returned,,=1+1", "no spreadsheet", id="formula"),
        pytest.param(",note", "70,returned,,\x1b[31m", r"U\+001B", id="escape"),
        pytest.param(",kind", "70,returned,,claimed", "One of claim", id="kind"),
        pytest.param(",kind,of", "70,returned,,reading,9", "Known", id="of-nothing"),
        pytest.param(",source", "70,returned,,S999", "source 'S999' is not known", id="source"),
        pytest.param(",id", "71,returned,,2", "as on line 2", id="id-twice"),
        pytest.param(",supersedes", "70,returned,,c-aaaaaaaaaaaa", "take out the line", id="supersedes"),
        pytest.param(",period", "70,returned,,lately", "Write 2025", id="no-period"),
        pytest.param(",recorded_on", "70,returned,,lately", "a day like", id="recorded-on-no-day"),
        pytest.param(",note", "70,returned,,peo\u3164ple", "HANGUL FILLER", id="filler"),
        pytest.param("", '25%,"percent_change(retruned, admitted)",', "Did you mean returned", id="measure"),
        pytest.param("", '25 parrots%,returned,', "expected a number with its words", id="no-number"),
    ],
)  # fmt: skip
def test_a_bad_line_is_listed_with_its_cure_beside_the_good_ones(
    tmp_path, book, header, line, cure
):
    """One slip stops nothing."""
    import re

    path = tmp_path / "article.csv"
    text = f'stated,expression,who{header}\n{line}\n69,"difference(admitted, returned)",Bo\n'
    if header == ",id":
        text = text.replace("\n71", "\n70,returned,,2\n71")
    path.write_text(text, encoding="utf-8")
    claims = list(judged(path, book).values())
    bad = next(claim for claim in claims if claim.verdict == "refused")
    assert re.search(cure, str(bad.reason)), str(bad.reason)
    assert claims[-1].verdict == "matches"


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        pytest.param("said,expression\n70,returned\n", "Begin the file with the line", id="no-stated"),
        pytest.param("", "Begin the file with the line", id="empty"),
        pytest.param("stated,expression,stated\n70,returned,71\n", "Take one out", id="column-twice"),
    ],
)  # fmt: skip
def test_a_file_without_claims_in_it_says_what_it_should_have(tmp_path, book, text, cure):
    """There is nothing to judge."""
    path = tmp_path / "article.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClaimError, match=cure):
        judged(path, book)


def test_a_file_of_too_many_bytes_is_told_before_it_is_read(tmp_path, book):
    """However little stands in it."""
    path = tmp_path / "article.csv"
    with path.open("wb") as file:
        file.truncate(16_000_001)
    with pytest.raises(ClaimError, match="16,000,001 bytes; expected a file of at most 16,000,000"):
        judged(path, book)


def test_bytes_of_no_encoding_are_refused(tmp_path, book):
    """With how to save the file."""
    path = tmp_path / "article.csv"
    path.write_bytes(b"stated,expression\n70\x81\x90,returned\n")
    with pytest.raises(OfficialError, match="Save it as CSV in UTF-8"):
        judged(path, book)


def test_the_command_lists_bad_lines_and_says_so_by_its_exit_status(desk):
    """For a person and for a script."""
    (desk.folder / "a.csv").write_text(
        'stated,expression\n25%,"percent_change(returned, admitted)"\n70,retruned\n', "utf-8"
    )
    ran = desk.run("claims", "a.csv", "--as-of", "2026-01-27", "--csv")
    verdicts = [row["verdict"] for row in csv.DictReader(io.StringIO(ran.stdout))]
    assert (verdicts, ran.returncode) == (["matches", "refused"], 1)
    assert "1 line of a.csv can’t be judged as written" in ran.stderr
