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
SIGNS = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
#: What may follow a number in digits: "1.5m", "2 dozen".
SCALES = {**GROUPS, **THOUSANDS, **SIGNS}
#: How words for multiples begin: "doubled", "halving", "twice".
MULTIPLES = {
    "doubl": Fraction(2), "trebl": Fraction(3), "tripl": Fraction(3), "quadrupl": Fraction(4),
    "halv": Fraction(1, 2), "twice": Fraction(2), "thrice": Fraction(3),
}  # fmt: skip
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
        elif word in THOUSANDS:
            total, current = total + (current or 1) * THOUSANDS[word], Fraction(0)
        elif word not in ("a", "an", "and", "of", *NOUGHTS):
            current += (SMALL | TENS)[word]
        before = word if word not in ("a", "an") else before
    return total + current


def read_amount(amount: str) -> Fraction:
    """
    Read a number in words, or in digits with what may follow them, in small letters.

    Examples
    --------
    >>> read_amount("2½"), read_amount("1.5m"), read_amount("2 dozen"), read_amount("twenty-one")
    (Fraction(5, 2), Fraction(1500000, 1), Fraction(24, 1), Fraction(21, 1))
    """
    if amount[0].isalpha():
        return read_words(amount)
    digits, scale = re.sub("[^0-9.]", "", amount), re.search("[a-z]+$", amount)
    vulgar = sum(Fraction(numeric(c)).limit_denominator(8) for c in amount if c in "¼½¾⅓⅔⅛")
    return (Fraction(digits or 0) + vulgar) * (SCALES[scale[0]] if scale else 1)
