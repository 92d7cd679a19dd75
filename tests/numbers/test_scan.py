"""The scanner: every number in a text is found, and only what a desk would check is to be checked."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import TextError
from workings.numbers.grammar import TO_CHECK
from workings.numbers.scan import MOST_NUMBERS, find_numbers

ARTICLE = """\
Ferry scheme takes in a fifth more than it sends

By Jo Marsh and Ada Bell, 3 March 2031, 9.30am

The harbour office said on 27 February that 240 people had crossed under the "one in, one out"
scheme and 200 had gone the other way, an increase of 20 per cent. That is 200 of the 16,000 who
came last year, or one in 80.

More than 9,000 have come since April 2030, nearly two-thirds of them by night. Seventeen boats were
turned back in 2029-30; the number has since doubled. Each crossing cost £1.5m, the office told
Channel 4.

"No one expected the first month to be easy," said Rue Hart, 52, who has fished since she was aged 16.
Dozens of letters came, several from Article 12 lawyers at 10 Dock Street; call 01632 960 123. Of the
two reports, one is 18 pages long.
"""

odd = [
    *"01259,.%£-–−:/'’ \n\t\xa0½@#[(",
    "one",
    "a",
    "half",
    "in",
    "of",
    "and",
    "million",
    "more than",
]
anything = st.text() | st.lists(st.sampled_from(odd)).map("".join)


def checked(text):
    """List what is to be checked in a text, as it stands."""
    return [mention.text for mention in find_numbers(text) if mention.to_check]


def only(text):
    """Return the one number to check in a text."""
    (mention,) = [mention for mention in find_numbers(text) if mention.to_check]
    return mention


def test_an_article_yields_the_numbers_that_a_desk_would_check():
    """Everything that its makers counted or worked out, and none of the rest."""
    assert checked(ARTICLE) == [
        "a fifth",
        "240",
        "200",
        "20 per cent",
        "200 of the 16,000",
        "one in 80",
        "More than 9,000",
        "nearly two-thirds",
        "Seventeen",
        "doubled",
        "£1.5m",
        "Dozens",
        "18",
    ]


def test_an_article_s_other_numbers_are_recognised_for_what_they_are():
    """They are named, too, so that an editor can see that they were not overlooked."""
    alone = [(m.text, m.kind) for m in find_numbers(ARTICLE) if not m.to_check]
    assert alone == [
        ("3 March 2031", "date"),
        ("9.30am", "time"),
        ("27 February", "date"),
        ("one in, one out", "name"),
        ("April 2030", "date"),
        ("2029-30", "date"),
        ("Channel 4", "name"),
        ("No one", "pronoun"),
        ("first", "ordinal"),
        ("Rue Hart, 52", "age"),
        ("aged 16", "age"),
        ("several", "vague"),
        ("Article 12", "reference"),
        ("10 Dock Street", "name"),
        ("01632 960 123", "reference"),
        ("the\ntwo", "pronoun"),
        ("one", "pronoun"),
    ]


@pytest.mark.parametrize(
    ("text", "found", "kind", "value", "operator", "unit"),
    [
        ("41,000 people", "41,000", "number", 41_000, "=", ""),
        ("41\u202f000 people", "41\u202f000", "number", 41_000, "=", ""),
        ("it fell by −7", "−7", "number", -7, "=", ""),
        ("a balance of minus 20", "minus 20", "number", -20, "=", ""),
        ("1.5 million people", "1.5 million", "number", 1_500_000, "=", ""),
        ("2½ years", "2½", "number", Fraction(5, 2), "=", ""),
        ("10km away", "10km", "number", 10, "=", "km"),
        ("an 18-page report", "18", "number", 18, "=", ""),
        ("more than 2000", "more than 2000", "number", 2000, ">", ""),
        ("2000 people", "2000", "number", 2000, "=", ""),
        ("90 or more", "90 or more", "number", 90, ">=", ""),
        ("no more than 40", "no more than 40", "number", 40, "<=", ""),
        ("almost\n350 came", "almost\n350", "number", 350, "nearly", ""),
        ("about 350", "about 350", "number", 350, "~", ""),
        ("a net inflow of 70.", "70", "number", 70, "=", ""),
        ("41,00 people", "41,00", "number", None, "=", ""),
        ("twenty-one thousand", "twenty-one thousand", "number word", 21_000, "=", ""),
        ("half a million", "half a million", "number word", 500_000, "=", ""),
        ("at least one boat", "at least one", "number word", 1, ">=", ""),
        ("virtually zero", "virtually zero", "number word", 0, "nearly", ""),
        ("25%", "25%", "percentage", 25, "=", "per cent"),
        ("25 percent", "25 percent", "percentage", 25, "=", "per cent"),
        ("1.6 per cent", "1.6 per cent", "percentage", Fraction(8, 5), "=", "per cent"),
        ("one hundred per cent", "one hundred per cent", "percentage", 100, "=", "per cent"),
        (
            "up 5 percentage points",
            "5 percentage points",
            "percentage",
            5,
            "=",
            "percentage points",
        ),
        ("one in 146", "one in 146", "ratio", Fraction(1, 146), "=", ""),
        ("a one-in-10 chance", "one-in-10", "ratio", Fraction(1, 10), "=", ""),
        ("1 in sixty", "1 in sixty", "ratio", Fraction(1, 60), "=", ""),
        ("one in about 60", "one in about 60", "ratio", Fraction(1, 60), "~", ""),
        ("281 of the 41,000", "281 of the 41,000", "ratio", Fraction(281, 41_000), "=", ""),
        ("nine out of ten", "nine out of ten", "ratio", Fraction(9, 10), "=", ""),
        ("5 per 1,000", "5 per 1,000", "ratio", Fraction(5, 1000), "=", ""),
        ("3:1", "3:1", "ratio", 3, "=", ""),
        ("three to one", "three to one", "ratio", 3, "=", ""),
        ("£2.5bn", "£2.5bn", "money", 2_500_000_000, "=", "GBP"),
        ("20 pounds", "20 pounds", "money", 20, "=", "GBP"),
        ("$1.2 trillion of debt", "$1.2 trillion", "money", 12 * 10**11, "=", "$"),
        ("US$40m", "US$40m", "money", 40_000_000, "=", "USD"),
        ("worth A$1.2bn", "A$1.2bn", "money", 1_200_000_000, "=", "AUD"),
        ("Rs 24,261 crore", "Rs 24,261 crore", "money", 242_610_000_000, "=", "Rs"),
        ("R1.2-million was spent", "R1.2-million", "money", 1_200_000, "=", "ZAR"),
        ("it cost 40m Swiss francs", "40m Swiss francs", "money", 40_000_000, "=", "CHF"),
        ("a 3bn-euro plan", "3bn-euro", "money", 3 * 10**9, "=", "EUR"),
        ("$3b", "$3b", "money", 3 * 10**9, "=", "$"),
        ("1,06,577 cases", "1,06,577", "number", 106_577, "=", ""),
        ("20 000 people", "20 000", "number", 20_000, "=", ""),
        ("3 lakh people", "3 lakh", "number", 300_000, "=", ""),
        ("1½ million people", "1½ million", "number", 1_500_000, "=", ""),
        ("two and a half crore", "two and a half crore", "number word", 25_000_000, "=", ""),
        (
            "three quarters of a million",
            "three quarters of a million",
            "number word",
            750_000,
            "=",
            "",
        ),
        ("in excess of 20,000", "in excess of 20,000", "number", 20_000, ">", ""),
        ("as many as 20,000", "as many as 20,000", "number", 20_000, "<=", ""),
        ("just over 20,000", "just over 20,000", "number", 20_000, "just over", ""),
        ("c. 20,000", "c. 20,000", "number", 20_000, "~", ""),
        ("20,000-odd", "20,000-odd", "number", 20_000, "~", ""),
        ("up 3pp", "3pp", "percentage", 3, "=", "percentage points"),
        ("it quintupled", "quintupled", "multiple", 5, "=", ""),
        ("a quarter more", "a quarter", "fraction", Fraction(1, 4), "=", ""),
        ("by a third", "a third", "fraction", Fraction(1, 3), "=", ""),
        ("it rose by nearly a third.", "nearly a third", "fraction", Fraction(1, 3), "nearly", ""),
        ("3/4 of them", "3/4", "fraction", Fraction(3, 4), "=", ""),
        ("twice as many", "twice", "multiple", 2, "=", ""),
        ("more than double", "more than double", "multiple", 2, ">", ""),
        ("three times as many", "three times", "multiple", 3, "=", ""),
        ("it has halved", "halved", "multiple", Fraction(1, 2), "=", ""),
        ("it is trebling", "trebling", "multiple", 3, "=", ""),
        ("hundreds of trillions", "hundreds of trillions", "magnitude", None, "=", ""),
        ("tens of thousands of letters", "tens of thousands", "magnitude", None, "=", ""),
    ],
)
def test_a_number_is_read_with_its_kind_and_what_its_words_make_of_it(
    text, found, kind, value, operator, unit
):
    """Its value is exact, and the words that make it a bound or an approximation belong to it."""
    mention = only(text)
    assert (mention.text, mention.kind, mention.value) == (found, kind, value)
    assert (mention.operator, mention.unit) == (operator, unit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25 to 30 per cent", ["25", "30 per cent"]),
        ("22.8%-26.3%", ["22.8%", "26.3%"]),
        ("between 12 and 18 per cent", ["12", "18 per cent"]),
    ],
)
def test_both_ends_of_a_range_of_percentages_are_percentages(text, found):
    """The sign is printed once and meant twice."""
    mentions = find_numbers(text)
    assert [(m.text, m.unit) for m in mentions] == [(number, "per cent") for number in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("five hundred and six hundred", ["five hundred", "six hundred"]),
        ("17 in September", ["17"]),
        ("281 in 2025", ["281"]),
        ("17 in 12 months", ["17", "12"]),
        ("In September 17 people went", ["17"]),
        ("17 may leave", ["17"]),
        ("281 of more than 41,000", ["281", "more than 41,000"]),
        ("25% of 40", ["25%", "40"]),
        ("from a quarter to two thirds", ["a quarter", "two thirds"]),
        ("10-15 people", ["10", "15"]),
        ("3 million people in 40 boats", ["3 million", "40"]),
    ],
)
def test_two_numbers_side_by_side_are_two(text, found):
    """What stands beside a number is no part of it unless it makes one."""
    assert checked(text) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("27 January 2026", "date"),
        ("18 to 27 September", "date"),
        ("January 27, 2026", "date"),
        ("2026-01-27", "date"),
        ("27/01/2026", "date"),
        ("in 2025", "date"),
        ("about 2015", "date"),
        ("2018-19", "date"),
        ("the 1990s", "date"),
        ("22:30 GMT", "time"),
        ("6pm", "time"),
        ("half past two", "time"),
        ("a 34-year-old", "age"),
        ("16 and 17-year-olds", "age"),
        ("aged between 18 and 24", "age"),
        ("at the age of 16", "age"),
        ("under-18s", "age"),
        ("in his 30s", "age"),
        ("21st century", "ordinal"),
        ("the second half", "ordinal"),
        ("the third quarter", "ordinal"),
        ("the twenty-first", "ordinal"),
        ("a third country", "ordinal"),
        ("Channel Four", "name"),
        ("Boeing 737", "name"),
        ("G7", "name"),
        ("R2", "name"),
        ("Covid-19", "name"),
        ("No 10", "name"),
        ("Downing Street 10", "name"),
        ("the Five Eyes", "name"),
        ("net zero", "name"),
        ("a two-way street", "name"),
        ("double-decker", "name"),
        ("top 10", "name"),
        ("Section 21", "reference"),
        ("pages 4 to 7", "reference"),
        ("stage two", "reference"),
        ("in week 12", "reference"),
        ("version 2.1", "reference"),
        ("3.11.2", "reference"),
        ("as shown [12]", "reference"),
        ("1. Leave", "reference"),
        ("2) Leave", "reference"),
        ("+44 1632 960 123", "reference"),
        ("https://example.org/2026/01?page=3", "address"),
        ("desk1@example.org", "address"),
        ("one another", "pronoun"),
        ("no one knew", "pronoun"),
        ("one of the men", "pronoun"),
        ("a one-off", "pronoun"),
        ("the two leaders", "pronoun"),
        ("a handful of boats", "vague"),
    ],
)
def test_what_only_looks_like_a_number_to_check_is_left_alone(text, kind):
    """It is recognised as a whole, and under the kind that says why."""
    assert [(mention.kind, mention.to_check) for mention in find_numbers(text)] == [(kind, False)]


@pytest.mark.parametrize(
    "text", ["last July", "the Home Office", "someone", "often", "https://example.org"]
)
def test_words_without_a_number_are_not_mentioned(text):
    """A month's name or a word with "one" or "ten" in it is no number."""
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    "text", ["9" * 5000, "1 in " + "9" * 5000, "1." + "9" * 5000, "9,999" * 5000]
)
def test_digits_without_end_are_no_number(text):
    """They are passed by, and don't raise."""
    assert all(m.value is None or m.value < 10**18 for m in find_numbers(text))


def test_context_is_the_sentence_on_one_line():
    """Neither the sentence before nor the paragraph after, and no line's end."""
    text = "It began late. About\n350 people came\tby boat. Then it ended.\n\nNothing more."
    assert only(text).context == "About 350 people came by boat."


def test_a_long_sentence_is_cut_between_words():
    """Dots show that there is more on that side."""
    context = only("word " * 50 + "350 people" + " word" * 50).context
    assert context.startswith("…word") and context.endswith("word…")
    assert "350 people" in context and len(context) < 200


def test_context_can_do_nothing_to_a_terminal():
    """What would move the cursor is shown as a sign that stands for it."""
    assert only("\x1b[H 350 \x9b people \u202e").context == "�[H 350 � people �"


@given(anything)
def test_mentions_point_at_the_text_in_order_and_never_overlap(text):
    """Whatever the text, nothing raises, and each mention is what stands there."""
    end = 0
    for mention in find_numbers(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.to_check == (mention.kind in TO_CHECK)
        assert mention.context.isprintable()
        end = mention.end


@given(anything)
def test_every_digit_belongs_to_a_mention(text):
    """No numeral is passed over, however it is written."""
    covered = {i for m in find_numbers(text) for i in range(m.start, m.end)}
    assert all(i in covered for i, c in enumerate(text) if c in "0123456789")


@given(st.integers(0, 10**12), st.booleans())
def test_a_count_is_read_back_with_or_without_separators(number, separated):
    """Unless it could be a year, a plain count is a number to check, with its exact value."""
    text = f"{number:,}" if separated else str(number)
    mention = find_numbers(f"exactly {text} of something")[0]
    assert mention.text == text
    assert mention.kind == "date" or (mention.kind, mention.value) == ("number", number)


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1 ", "1.", "1-", "1 in ", "one hundred and ", "more than ", "a", "A-", "@", "a.", "(0", "\n", " ", "ab!"],
)  # fmt: skip
def test_a_long_and_odd_text_is_scanned_in_reasonable_time(piece):
    """It takes seconds, and the time grows no faster than the text."""
    started = time.process_time()
    find_numbers(piece * (40_000 // len(piece)) + "x")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["ſix hundred", "sİx hundred", "ſıx hundred"], ids=ascii)
def test_a_letter_that_only_counts_as_another_is_read_as_that(text):
    """As the pattern takes it, so the number is read; and it stands there as it was written."""
    assert (only(text).text, only(text).value) == (text, 600)


@pytest.mark.parametrize(
    "number",
    [
        "7 ",
        *(pytest.param(odd, marks=pytest.mark.slow) for odd in ("7,", "7..", "12345678901234\n")),
    ],
    ids=ascii,
)
def test_a_text_of_more_numbers_than_anybody_reads_is_refused(number):
    """A megabyte of digits is given up at the same number, however many follow."""
    with pytest.raises(TextError, match=f"more than {MOST_NUMBERS:,} numbers.*Give the part"):
        find_numbers(number * (1_000_000 // len(number)), MOST_NUMBERS)


def test_a_megabyte_of_one_number_is_one_number():
    """Its digits are gone through once."""
    assert len(find_numbers("7" * 1_000_000)) == 1
