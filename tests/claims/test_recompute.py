"""Claims recomputed: the verdicts on the real ones, and what a desk gets for a file of its own."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from conftest import ROOT
from workings.claims.recompute import check_claims
from workings.errors import ClaimError, UnknownName
from workings.ledger.read import read_ledger
from workings.ledger.statements import Statement
from workings.notebook.recording import record_words

#: What an exacting editor would sign, as of 16 July 2026: verdict, severity and flags.
VERDICTS = {
    "A01": "matches cosmetic source_unconfirmed",
    "A03": "matches none source_unconfirmed",
    "A04": "not_checkable none",
    "A06": "bound_only cosmetic",
    "A07": "bound_only cosmetic",
    "A08": "depends_on_reading cosmetic source_unconfirmed",
    "A10": "not_checkable none",
    "A11": "not_checkable none",
    "A12": "not_checkable none",
    "A13": "matches none",
    "A14": "matches notable not_comparable source_unconfirmed",
    "A16": "not_checkable none",
    "A17": "not_checkable none",
    "A18": "depends_on_reading notable",
    "A19": "depends_on_reading notable",
    "A20": "not_checkable none",
    "A21": "not_checkable none",
    "A22": "not_checkable none",
    "A23": "not_checkable none",
    "A24": "not_checkable none",
    "A25": "not_checkable none",
    "R01": "rounds_differently cosmetic source_unconfirmed",
    "R02": "matches cosmetic source_unconfirmed",
    "R03": "matches none source_unconfirmed",
    "R04": "matches none",
    "R05": "matches none",
    "R06": "does_not_match material",
    "R07": "matches none",
    "R07-2": "matches none",
    "R08": "depends_on_reading cosmetic",
    "R09": "matches none",
    "R10": "matches none",
    "R11": "does_not_match notable",
    "R12": "depends_on_reading notable source_unconfirmed",
}


@pytest.fixture(scope="module")
def books():
    """The ledger on the day of the article, and once the monthly counts were out."""
    return {
        day: read_ledger(ROOT / "data", day) for day in ("2026-01-27", "2026-03-06", "2026-07-16")
    }


@pytest.fixture(scope="module")
def claims(books):
    """Every claim of the ledger, looked into on 16 July 2026."""
    return check_claims(books["2026-07-16"])


def asked(expression, stated, **words):
    """A claim of the desk's own."""
    words = {"period": "2025-08-06/2026-01-27", **words}
    return Statement(line=2, id="1", stated=stated, expression=expression, **words)


@pytest.mark.parametrize(("name", "expected"), VERDICTS.items())
def test_a_real_claim_gets_the_verdict_that_an_editor_would_sign(claims, name, expected):
    """Twenty-five claims of one article and twelve of other outlets; none has code of its own."""
    claim = claims[name]
    assert " ".join((claim.verdict, claim.severity, *claim.flags)) == expected


def test_every_claim_of_the_facts_is_in(claims):
    """Thirty-seven, of which five repeat another and count as sightings of it."""
    sightings = {line.id for claim in claims for line in claim.sightings}
    assert sightings == {"A02", "A05", "A09", "A09-2", "A15"}
    given = [f"A{number:02}" for number in range(1, 26)] + [
        f"R{number:02}" for number in range(1, 13)
    ]
    assert {*given} <= {claim.id for claim in claims} | sightings


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("A01", ["(350 − 281) ÷ 281 = 24.6%", "to the nearest whole per cent", "between 22.8% and 26.0%"], id="change"),
        pytest.param("A08", ["350 − 281 = 69, not “70”", "at the nearest ten", "between 64 and 73"], id="rounded"),
        pytest.param("A14", ["between 0.677% and 0.694%", "calendar year 2025; 6 August 2025 to 27 January 2026"], id="unlike"),
        pytest.param("A18", ["21,288", "20,715", "not “more than 21,000”", "Counted from the day after the announcement: "], id="two-readings"),
        pytest.param("R01", ["1.66%, which rounds to 1.7%", "cut off, not rounded"], id="cut-off"),
        pytest.param("R08", ["45,774", "the count that the Home Office gave on 23 February 2023"], id="older-vintage"),
        pytest.param("R12", ["59,348 ÷ (42 ÷ (76/365)) = 294.2 years"], id="years"),
        pytest.param("A23", ["Only whoever states it gives the figure"], id="own-word"),
    ],
)  # fmt: skip
def test_the_reason_has_the_numbers_in_it(claims, name, words):
    """The formula, the result, and what was assumed about rounding."""
    for part in words:
        assert part in str(claims[name].reason)


def test_every_number_in_a_reason_opens_its_workings(claims):
    """Each is bound to the quantity behind it, as in prose."""
    result = record_words(claims["R01"].reason).numbers[0]
    assert result.text == "281 ÷ 16,969 = 1.66%"
    assert result.workings.operation == "share"


def test_a_stated_number_opens_the_line_it_stands_on(claims):
    """Who stated it, where and when."""
    (number,) = record_words(claims["A08"].said).numbers
    assert number.text == "70"
    assert number.workings.statements[0].seal == claims["A08"].statement.seal


def test_the_verdict_on_a_net_inflow_flips_through_2026_and_says_so(books, claims):
    """It held when it was made; by the later counts it failed for three months, and held again."""
    then = check_claims(books["2026-01-27"])["A03"]
    assert (then.verdict, str(then.later)) == ("matches", "")
    assert str(claims["A03"].later) == (
        "Worked out again from later counts, it matches from 31 January 2026 (62) to 5 March 2026 "
        "(3); does not match from 31 March 2026 (−20) to 31 May 2026 (−20); matches on 30 June 2026 "
        "(30)."
    )


def test_a_later_count_is_unknown_before_it_was_stated(books):
    """In March only the count of 5 March bears on a claim of January."""
    march = check_claims(books["2026-03-06"])["A01"]
    assert str(march.later).endswith("it does not match on 5 March 2026 (0.8%).")
    assert march.verdict == "matches"


def test_a_forecast_waits_for_its_figures(books, claims):
    """What could not be known is not judged."""
    then = check_claims(books["2026-01-27"])["A19"]
    assert (then.verdict, then.why_not) == ("not_checkable", "not yet")
    assert claims["A19"].verdict == "depends_on_reading"


def test_a_claim_is_unknown_before_it_was_made():
    """The book of December has none of January's claims, nor what belongs to them."""
    names = {claim.id for claim in check_claims(read_ledger(ROOT / "data", "2025-12-01"))}
    assert names == {"R11", "R12"}


def test_a_reason_for_putting_unlike_things_together_takes_the_flag_away(books):
    """It is the desk's, and it is printed with the workings."""
    formula = 'share(returned, small_boat_arrivals["2025"])'
    (bare,) = check_claims(books["2026-01-27"], [asked(formula, "0.7%")])
    (reasoned,) = check_claims(books["2026-01-27"], [asked(formula, "0.7%", because="why not")])
    assert "not_comparable" in bare.flags
    assert "not_comparable" not in reasoned.flags
    assert reasoned.quantity.because == "why not"


def test_a_claim_resting_on_its_own_source_alone_is_not_confirmed_by_it(books):
    """The article's 41,000 can't vouch for the article."""
    book = books["2026-01-27"]
    own = asked('small_boat_arrivals["2025", "S00"]', "41,000", source=book.sources["S00"])
    (claim,) = check_claims(book, [own])
    assert claim.why_not == "own word"
    (other,) = check_claims(book, [replace(own, source=book.sources["S13"])])
    assert other.verdict == "matches"


def test_a_claim_without_a_period_is_set_against_the_latest_days_known_to_all(books):
    """As a desk would that asks about today."""
    (claim,) = check_claims(
        books["2026-07-16"], [asked("difference(admitted, returned)", "30", period="")]
    )
    assert claim.verdict == "matches"


def test_a_claim_without_a_period_is_set_against_what_was_known_when_it_was_made(books):
    """January's numbers aren't judged by June's counts; those are given as later ones."""
    day = date(2026, 1, 27)
    asked_then = asked("percent_change(returned, admitted)", "25%", period="", said_on=day)
    (claim,) = check_claims(books["2026-07-16"], [asked_then])
    assert claim.verdict == "matches"
    assert "Worked out for 6 August 2025 to 27 January 2026." in str(claim.reason)
    assert "does not match from 31 January 2026 (20.3%)" in str(claim.later)


def test_who_states_a_figure_does_not_confirm_it(books):
    """Not in one outlet, nor as quoted in another."""
    said = asked("returned", "281", who="Shabana Mahmood")
    (own,) = check_claims(books["2026-01-27"], [said])
    (other,) = check_claims(books["2026-01-27"], [replace(said, who="The Paper")])
    assert (own.why_not, other.verdict) == ("own word", "matches")


def test_what_cannot_be_said_of_a_later_day_does_not_stop_the_run(books):
    """367 can't be read as rounded to ten, and more than all is no one in N."""
    lines = [
        asked("difference(read_as(admitted, 10), returned)", "70"),
        replace(asked("share(returned, admitted)", "1 in 1.2"), line=3, id="2"),
    ]
    verdicts = [claim.verdict for claim in check_claims(books["2026-07-16"], lines)]
    assert verdicts == ["matches_within_rounding", "matches"]


def test_what_can_never_be_worked_out_says_why(books):
    """A change from nought has no size."""
    nought = "percent_change(difference(returned, returned), admitted)"
    (claim,) = check_claims(books["2026-01-27"], [asked(nought, "5%")])
    assert claim.why_not == "no result"
    assert "the number divided by is nought" in str(claim.reason)


def test_measures_never_stated_for_the_same_days_need_a_period(books):
    """The advice is in the formula's own words."""
    line = asked("share(returned, report_pages)", "5%", period="")
    with pytest.raises(ClaimError, match=r"expected a period.*report_pages\["):
        check_claims(books["2026-01-27"], [line])


@pytest.mark.parametrize(
    ("expression", "stated", "is_flagged"),
    [
        pytest.param('percent_change(small_boat_arrivals["2022"], small_boat_arrivals["2025"])', "9% lower", False, id="year-against-year"),
        pytest.param('percent_change(returned["2025-08-06/2025-10-30"], returned)', "275% up", True, id="short-against-long"),
        pytest.param('share(returned, small_boat_arrivals["2025"], because="as he put it")', "0.7%", False, id="reason-in-the-formula"),
    ],
)  # fmt: skip
def test_unlike_things_are_flagged_unless_they_are_like_spans_or_a_reason_is_given(
    books, expression, stated, is_flagged
):
    """A change from one year to the next is what it is."""
    (claim,) = check_claims(books["2026-01-27"], [asked(expression, stated)])
    assert ("not_comparable" in claim.flags) == is_flagged


def test_claims_are_counted_as_a_quantity_that_opens_their_lines(claims):
    """So that a report can say how many there were."""
    number = claims.where(lambda claim: claim.why_not == "no number").how_many()
    assert number.value == len(number.statements) == 11


def test_all_faulty_claims_are_named_at_once(books):
    """Each with its line, and how to mend it."""
    lines = [
        replace(asked("percent_change(retruned, admitted)", "25%"), line=2),
        replace(asked("difference(admitted, returned)", "25%"), line=3),
        replace(asked("difference(admitted, returned)", "several"), line=4),
    ]
    with pytest.raises(
        ClaimError,
        match=r"(?s)line 2.*Did you mean returned.*line 3.*choose the oper.*line 4.*say in the note",
    ):
        check_claims(books["2026-01-27"], lines)


def test_an_unknown_claim_names_the_nearest(claims):
    """As any other name does."""
    with pytest.raises(UnknownName, match="Did you mean A21 or A19"):
        claims["AO1"]


SINCE = 'sum_of("small-boats-daily", "people", first="2025-07-10", last="2026-01-22")'


@pytest.mark.parametrize(
    ("last", "stated"), [("2026-12-31", "10,000"), ("2027-01-31", "more than 10,000")]
)
def test_what_lies_past_the_end_of_a_table_cannot_be_checked(books, last, stated):
    """Nothing is accused for want of days, and the end is named."""
    formula = f'sum_of("small-boats-daily", "people", first="2026-01-01", last="{last}")'
    (claim,) = check_claims(books["2026-03-06"], [asked(formula, stated, period="")])
    assert (claim.verdict, claim.severity) == ("not_checkable", "none")
    assert "as known on 6 March 2026, ends on " in str(claim.reason)


def test_a_number_right_by_the_file_of_its_day_is_right(books):
    """What is known now stands beside it; without a day, that alone is known."""
    line = asked("small_boat_arrivals", "45,755", period="2022", said_on=date(2023, 3, 1))
    (then,) = check_claims(books["2026-07-16"], [line])
    assert then.verdict == "matches"
    assert str(then.later) == "By what had been stated by 16 July 2026, it is 45,774."
    (now,) = check_claims(books["2026-07-16"], [replace(line, said_on=None)])
    assert now.verdict == "does_not_match"


def test_a_formula_that_one_day_more_or_less_would_change_says_so(books):
    """Whether the first day counts decides it, and was not said."""
    line = asked(SINCE, "more than 21,000", period="")
    (claim,) = check_claims(books["2026-01-27"], [line])
    assert claim.verdict == "matches"
    assert str(claim.reason).endswith(
        "With 11 July 2025 in the place of 10 July 2025 it is 20,715, which does not match."
    )
    (exact,) = check_claims(books["2026-01-27"], [replace(line, stated="21,288")])
    assert "in the place of" not in str(exact.reason)


@pytest.mark.parametrize("stated", ["third largest", "an average of 980", "the highest since 2012"])
def test_what_is_read_and_not_judged_yet_says_so(books, stated):
    """A rank and an average need other numbers than the one of a formula."""
    (claim,) = check_claims(books["2026-01-27"], [asked("returned", stated)])
    assert (claim.verdict, claim.why_not) == ("not_checkable", "not judged yet")


def test_a_currency_is_compared_and_a_noun_is_asked_about(books):
    """£350 is not 350 people; 350 migrants may be."""
    with pytest.raises(ClaimError, match=r"in pounds, and a computed number of people"):
        check_claims(books["2026-01-27"], [asked("admitted", "£350")])
    (claim,) = check_claims(books["2026-01-27"], [asked("admitted", "350 migrants")])
    assert claim.verdict == "matches"
    assert "It speaks of migrants, the figures of people" in str(claim.reason)


ARTICLE = """stated,expression,who
25%,"percent_change(returned, admitted)",The Paper
70,"difference(admitted, returned)",The Paper
"more than 16,000","sum_of(""small-boats-daily"", ""people"", first=""2025-08-06"", last=""2026-01-22"")",A rival
"""


def test_an_article_is_checked_from_a_file_of_two_columns(desk):
    """Three claims listed, three verdicts read, and no notebook written."""
    (desk.folder / "article.csv").write_text(ARTICLE, encoding="utf-8")
    ran = desk.run("claims", "article.csv", "--as-of", "2026-01-27", env={"COLUMNS": "120"})
    assert "3 claims: 2 matches, 1 rounds differently." in ran.stdout, ran.stderr


def test_a_file_is_read_as_a_spreadsheet_exports_it(desk):
    """With a byte order mark, Windows line endings and none at the end."""
    exported = "\ufeff" + ARTICLE.strip().replace("\n", "\r\n")
    (desk.folder / "article.csv").write_bytes(exported.encode())
    ran = desk.run("claims", "article.csv", "--as-of", "2026-01-27")
    assert "3 claims: 2 matches" in ran.stdout, ran.stderr


def test_the_table_is_printed_as_csv_and_json_with_the_same_content(desk):
    """For a spreadsheet and for a program; exact ends of what the figures allow."""
    as_json = json.loads(desk.run("claims", "--as-of", "2026-01-27", "--json").stdout)
    as_csv = [
        *csv.DictReader(io.StringIO(desk.run("claims", "--as-of", "2026-01-27", "--csv").stdout))
    ]
    assert [row["id"] for row in as_csv] == [claim["id"] for claim in as_json]
    first = as_json[0]
    assert (first["computed"], first["low"], first["verdict"]) == (
        "24.6%",
        "24.5551601423",
        "matches",
    )
    assert {key: str(value) for key, value in first.items() if key != "flags"} == {
        key: cell for key, cell in as_csv[0].items() if key != "flags"
    }


def test_the_ledgers_own_claims_can_be_given_as_a_file(desk):
    """The same columns, the same verdicts, and what a later line replaces left out."""
    arguments = ("--as-of", "2026-07-16", "--csv")
    own, given = desk.run("claims", *arguments), desk.run("claims", "data/claims.csv", *arguments)
    assert sorted(given.stdout.splitlines()) == sorted(own.stdout.splitlines())
    assert given.returncode == 0, given.stderr


def docs_table(claims):
    """Write the table of the docs: every claim with its verdict, and where it was said again."""
    rows = ["| claim | stated | of what | who | verdict | severity |", "|---|---|---|---|---|---|"]
    for claim in claims:
        line = claim.statement
        names = ", ".join([claim.id, *(sighting.id for sighting in claim.sightings)])
        stated = f"“{line.stated}”" if line.stated else ""
        cells = (names, stated, line.about, line.who, claim.verdict_words, claim.severity)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def test_the_table_in_the_docs_has_every_claim_with_its_verdict(claims):
    """If it fails, put the table it prints in place of the one in docs/claims.md."""
    table = docs_table(claims)
    assert (ROOT / "docs" / "claims.md").read_text(encoding="utf-8").endswith(f"\n\n{table}"), table


def test_a_text_is_scanned_for_numbers_and_told_how_many_are_checked(desk):
    """By command: each number to check, with its context and the claims behind it."""
    text = "350 came and 281 went by 27 January 2026, 25% more, or one in 146."
    ran = desk.run("claims", "--as-of", "2026-01-27", "--scan", text)
    assert "3 of 4 numbers are checked. Left alone: 1 date." in ran.stdout, ran.stderr
    rows = [
        *csv.DictReader(
            io.StringIO(desk.run("claims", "--as-of", "2026-01-27", "--scan", text, "--csv").stdout)
        )
    ]
    assert [(row["number"], row["claims"]) for row in rows if row["to_check"] == "True"] == [
        ("350", "A07"), ("281", "A06"), ("25%", "A01"), ("one in 146", ""),
    ]  # fmt: skip


def test_a_text_is_scanned_against_a_file_of_claims(desk):
    """The desk's own list, and an article in a file of text."""
    (desk.folder / "article.csv").write_text(ARTICLE, encoding="utf-8")
    (desk.folder / "article.txt").write_text(
        "A gain of 25%, or 70 people, or 3%.", encoding="utf-8"
    )
    ran = desk.run("claims", "article.csv", "--scan", "article.txt", "--json")
    assert [found["claims"] for found in json.loads(ran.stdout)] == [["2"], ["3"], []]
