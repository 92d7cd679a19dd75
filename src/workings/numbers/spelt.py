"""
What words and signs in a number are worth: "seventeen", "half a dozen", "a quarter", "2½", "1.5m".

How they are put together is said in :mod:`workings.numbers.grammar`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from unicodedata import numeric

SMALL = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
NOUGHTS = ("zero", "nought", "nil")
GROUPS = {"dozen": 12, "hundred": 100}
THOUSANDS = {
    "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
SIGNS = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
#: What follows only a sum of money: "$3b", "Rs 40cr".
MONEY_SIGNS = {"b": 10**9, "t": 10**12, "cr": 10**7}
#: What may follow a number in digits: "1.5m", "2 dozen".
SCALES = {**GROUPS, **THOUSANDS, **SIGNS, **MONEY_SIGNS}
#: How words for multiples begin: "doubled", "halving", "twice".
MULTIPLES = {
    "doubl": Fraction(2), "trebl": Fraction(3), "tripl": Fraction(3), "quadrupl": Fraction(4),
    "quintupl": Fraction(5), "halv": Fraction(1, 2), "twice": Fraction(2), "thrice": Fraction(3),
}  # fmt: skip
#: What the words before a number make of it: the ledger's own operators, and what is nearer to the
#: number than these say ("nearly", "just over"). "Only" and the like change nothing.
QUALIFIERS = {
    **dict.fromkeys((
        "more than", "over", "above", "well over", "well above", "in excess of", "north of",
        "upwards of", "greater than", "exceeding", "comfortably over", ">",
    ), ">"),
    **dict.fromkeys((
        "at least", "no fewer than", "no less than", "not fewer than", "not less than",
        "a minimum of", "as few as", "as little as", "≥",
    ), ">="),
    **dict.fromkeys((
        "fewer than", "less than", "under", "below", "well under", "well below", "south of", "<",
    ), "<"),
    **dict.fromkeys((
        "at most", "up to", "no more than", "not more than", "as many as", "as much as",
        "a maximum of", "≤",
    ), "<="),
    **dict.fromkeys((
        "about", "around", "some", "roughly", "approximately", "circa", "c.", "ca.", "~",
        "an estimated", "in the region of", "approx", "approx.", "≈",
    ), "~"),
    **dict.fromkeys(("nearly", "almost", "virtually", "close to", "not quite"), "nearly"),
    **dict.fromkeys((
        "just over", "just above", "slightly over", "slightly more than", "a little over",
        "a little more than",
    ), "just over"),
    **dict.fromkeys((
        "just under", "just below", "slightly under", "slightly less than", "slightly fewer than",
        "a little under", "a little less than", "a little fewer than", "just short of",
    ), "just under"),
    **dict.fromkeys(("exactly", "precisely"), "exactly"),
    **dict.fromkeys(("only", "just", "a total of", "a mere"), "="),
}  # fmt: skip
#: What the words after it make of it.
ENDINGS = {
    **dict.fromkeys(
        (" or more", " or above", " or over", " and over", " at least", " plus", "-plus", "+"), ">="
    ),
    **dict.fromkeys((" or fewer", " or less", " or under", " or below", " at most"), "<="),
    **dict.fromkeys(("-odd", " odd", " or so", " or thereabouts", "-ish", "ish"), "~"),
}
PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_FRACTIONS = {
    word: Fraction(1, size)
    for part, size in PARTS.items()
    for word in (part, "halves" if part == "half" else f"{part}s")
}


def read_words(words: str) -> Fraction:
    """
    Read a number in words, which the grammar's cardinal or fraction matches.

    Examples
    --------
    >>> read_words("one hundred and twenty-three thousand and five")
    Fraction(123005, 1)
    >>> read_words("two and a half million"), read_words("half a dozen")
    (Fraction(2500000, 1), Fraction(6, 1))
    >>> read_words("three-quarters"), read_words("a quarter of a million")
    (Fraction(3, 4), Fraction(250000, 1))
    """
    total, current, before = Fraction(0), Fraction(0), ""
    for word in re.findall("[a-z]+", words.lower()):
        if word in _FRACTIONS and before == "and":
            current += _FRACTIONS[word]
        elif word in _FRACTIONS:
            current = _FRACTIONS[word] * (current or 1)
        elif word in GROUPS:
            current = GROUPS[word] * (current or Fraction(1))
        elif word.removesuffix("s") in THOUSANDS:
            total += (current or 1) * THOUSANDS[word.removesuffix("s")]
            current = Fraction(0)
        elif word not in ("a", "an", "and", "of", *NOUGHTS):
            current += (SMALL | TENS)[word]
        before = word if word not in ("a", "an") else before
    return total + current


def read_amount(amount: str) -> Fraction:
    """
    Read a number in words, or in digits with what may follow them, in small letters.

    Examples
    --------
    >>> read_amount("2½"), read_amount("1.5m"), read_amount("2 dozen"), read_amount("1,06,577")
    (Fraction(5, 2), Fraction(1500000, 1), Fraction(24, 1), Fraction(106577, 1))
    >>> read_amount("2.5 lakh crore") == read_amount("two and a half trillion")
    True
    """
    if amount[0].isalpha():
        return read_words(amount)
    digits = re.sub("[^0-9.]", "", amount)
    value = Fraction(digits or 0)
    value += sum(Fraction(numeric(c)).limit_denominator(8) for c in amount if c in "¼½¾⅓⅔⅛")
    for scale in re.findall("[a-z]+", amount):
        value *= SCALES[scale if scale in SCALES else scale.removesuffix("s")]
    return value
