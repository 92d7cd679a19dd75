"""
Numbers in words: "seventeen", "a hundred and twenty-three", "two and a half million", "a quarter".

The patterns are parts of regular expressions that ignore case, in which a blank stands for any gap
between two words: :mod:`workings.numbers.grammar` puts them together and says what a gap is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

_SMALL = dict(
    zip(
        """
        one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen
        """.split(),  # noqa: SIM905  # as they are counted
        range(1, 20),
        strict=True,
    )
)
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_NOUGHTS = ("zero", "nought", "nil")
_GROUPS = {"dozen": 12, "hundred": 100}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SIGNS = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
#: What may follow a number in digits: "1.5m", "2 dozen".
SCALES = {**_GROUPS, **_SCALES, **_SIGNS}
_VERBS = {
    "doubl": Fraction(2), "trebl": Fraction(3), "tripl": Fraction(3), "quadrupl": Fraction(4),
    "halv": Fraction(1, 2),
}  # fmt: skip
_ADVERBS = {"twice": Fraction(2), "thrice": Fraction(3)}
#: How words for multiples begin: "doubled", "halving".
MULTIPLES = {**_VERBS, **_ADVERBS}
PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_FRACTIONS = {
    word: Fraction(1, size)
    for part, size in PARTS.items()
    for word in (part, "halves" if part == "half" else part + "s")
}


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


#: The scales as words and as signs, and several of one: "million", "bn", "dozens".
SCALE_WORD, SCALE_SIGN = _any_of({**_GROUPS, **_SCALES}), _any_of(_SIGNS)
SCALE_WORDS = rf"{SCALE_WORD}s"
#: Words for multiples: "doubled", "halving"; "double", "twice", which may be other things, too.
MULTIPLIED = rf"(?:{_any_of(_VERBS)}(?:ed|ing)|halve)"
TIMES = _any_of([*_ADVERBS, *(f"{stem}e" for stem in _VERBS if stem != "halv")])
_DIGIT = _any_of(word for word, value in _SMALL.items() if value < 10)
#: "Seventeen", "twenty-one": below a hundred, and above nought.
SMALL = rf"(?:{_any_of(_TENS)}(?:[- ]{_DIGIT})?|{_any_of(_SMALL)})\b"
# "Five hundred and six", but of "five hundred and six hundred" the first two words alone.
_BELOW_1000 = rf"(?:(?:{SMALL}|a) hundred\b(?:(?: and)? {SMALL}(?! hundred))?|{SMALL})"
_SCALE = rf"{_any_of(_SCALES)}\b"
_LEAD = f"(?:{_BELOW_1000}(?: and a (?:half|quarter))?|half a|a quarter of a|a)"
#: "Seventeen", "twenty-one thousand", "half a dozen", "two and a half million", "zero".
CARDINAL = _any_of(
    [
        rf"{_LEAD}(?: {_SCALE}(?:,?(?: and)? {_BELOW_1000}(?! hundred))?){{1,3}}",
        rf"(?:{SMALL}|half a|a) dozen\b",
        rf"{_BELOW_1000}(?: and a (?:half|quarter)\b)?",
        rf"{_any_of(_NOUGHTS)}\b",
    ]
)
# By, of or nearly "a third" is no ordinal.
_MEASURED = r"(?:(?<=(?:by|of|or)\s)|(?<=(?:arly|most|bout|ound|ghly|than|over|nder)\s))"
#: "A quarter", "two thirds", "three-quarters"; "a third" only where that can't be an ordinal.
FRACTION = _any_of(
    [
        rf"(?:an?|{_DIGIT})[- ](?:half|quarter)\b",
        rf"(?:{_MEASURED}an?|an?(?= \w{{1,12}} (?:of|more|fewer|less|higher|lower|than)\b)"
        rf"|{_DIGIT})"
        rf"[- ]{_any_of(part for part in PARTS if part not in ('half', 'quarter'))}\b",
        rf"{_DIGIT}[- ]{_any_of(word for word in _FRACTIONS if word.endswith('s'))}\b",
        r"half\b(?!-| time| term)",
    ]
)


def read_words(words: str) -> Fraction:
    """
    Read a number that :data:`CARDINAL` or :data:`FRACTION` matches.

    Parameters
    ----------
    words : str
        The number, in small or capital letters.

    Raises
    ------
    KeyError
        If there is another word in it.

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
        elif word in _GROUPS:
            current = _GROUPS[word] * (current or Fraction(1))
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], Fraction(0)
        elif word not in ("a", "an", "and", "of", *_NOUGHTS):
            current += (_SMALL | _TENS)[word]
        before = word if word not in ("a", "an") else before
    return total + current
