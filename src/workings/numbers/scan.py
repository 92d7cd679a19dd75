"""
Every number in a text: what a desk would check, and what only looks as if it should be checked.

Dates, clock times, ages, numbers in names and the like are recognised so that they can be left
alone: a list that is long with dates is a list that nobody reads. Where a number could be either,
it is left alone; "dozens" is to be checked and "several" is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from workings.characters import unseen_in
from workings.errors import TextError, mismatch
from workings.numbers.grammar import QUALIFYING, TO_CHECK, compiled, grammar
from workings.numbers.spelt import ENDINGS, MULTIPLES, SCALES, read_amount, read_words
from workings.numbers.units import WRITTEN

#: Letters that `re` takes for others of another case, and that no word of a number has.
_ALIKE = str.maketrans("ſıİ\N{KELVIN SIGN}", "siik")
_LONGEST_QUALIFIER = 24
_CONTEXT = 90
#: More than any text has that somebody reads.
MOST_NUMBERS = 20_000
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+(?=[A-Z“\"‘(])|\n[ \t\r]*\n")


@dataclass(frozen=True)
class Mention:
    """
    A number where it stands in a text, with the words that qualify it ("more than", "or fewer").

    Kinds that are to be checked: ``number`` and ``number word`` ("seventeen"), ``percentage``,
    ``ratio`` ("one in 146", "281 of the 41,000"), ``money``, ``fraction`` ("two thirds"),
    ``multiple`` ("double", "three times as many"), ``magnitude`` ("dozens"). To be left alone:
    ``date``, ``time``, ``age``, ``name`` ("Channel 4", "Covid-19"), ``ordinal``, ``reference``
    ("Article 3", "page 4", a telephone number), ``address`` (on the web), ``vague`` ("several"),
    ``pronoun`` ("no one", "the two").

    The value is, of a percentage, the number before the sign and, of a ratio, the first number over
    the second. It is None if it is not to be checked or can't be read ("41,00", "dozens").
    """

    start: int
    end: int
    text: str  # ``text[start:end]`` of the whole
    kind: str
    value: Fraction | None
    operator: str  # ``=``, ``>``, ``>=``, ``<``, ``<=``, ``~`` or ``nearly``
    unit: str  # ``per cent``, ``percentage points``, a currency's code or sign, ``km``, or empty
    context: str  # its sentence, or as much of it as fits on one line, safe to print

    @property
    def to_check(self) -> bool:
        """Whether it is a number that a claim should stand behind."""
        return self.kind in TO_CHECK


def find_numbers(text: str, most: int | None = None) -> list[Mention]:
    """
    Find every number in an English text, in digits or in words, in the order in which they stand.

    TextError if there are more than `most`; the rest of the text isn't gone through.
    """
    pattern, kinds = grammar()
    found: list[Mention] = []
    plain = text.translate(_ALIKE)
    for match in pattern.finditer(plain):
        kind = kinds[(match.lastindex or 0) - 1]
        start, end = match.span()
        if kind == "address" and not re.search("[0-9]", match[0]):
            continue  # no number
        value, operator, unit = None, "=", ""
        if kind in TO_CHECK:
            value, unit = _read_value(kind, match[0].lower()), _read_unit(kind, match[0])
            first = max(found[-1].end if found else 0, start - _LONGEST_QUALIFIER)
            if qualifier := compiled(r"(?<!\w)<qualifier>(?: |(?<=[.~<>≤≥≈]))\Z").search(
                plain, first, start
            ):
                start = qualifier.start()
            operator = _read_operator(plain[start:end])
        context = _context_of(text, start, end)
        found.append(Mention(start, end, text[start:end], kind, value, operator, unit, context))
        if most is not None and len(found) > most:
            said, expected = f"more than {most:,} numbers", "a text that somebody reads"
            raise TextError(mismatch("the text", said, expected, "Give the part that is meant."))
    return found


def _read_operator(words: str) -> str:
    """Say what the words of a mention make of its number; those in front go first."""
    plain = " ".join(words.lower().split())
    said = compiled("(?:^| in )(<qualifier>) ?|(<ending>)$").search(plain)
    return (QUALIFYING | ENDINGS)[said[1] or said[2]] if said else "="


def _read_unit(kind: str, words: str) -> str:
    if kind == "percentage":
        return "percentage points" if compiled("<points>").search(words) else "per cent"
    if kind == "money":
        said = compiled(r"<money>|(?<![a-z])(?:<coins>|p)\b").search(words)
        return WRITTEN.get(said[0].lower(), "p") if said else ""
    unit = re.search("[0-9]([a-z]+)$", words) if kind == "number" else None
    return unit[1] if unit and unit[1] not in SCALES else ""


def _read_value(kind: str, words: str) -> Fraction | None:
    """Read the number of a mention, without its qualifier; None if there is none to read."""
    if kind == "fraction" and "/" not in words:
        return read_words(words)
    if kind == "multiple" and (stem := next(filter(words.startswith, MULTIPLES), None)):
        return MULTIPLES[stem]
    apart = r"(?<!\w)(?<![0-9][.,])<number>(?![.,]?[0-9])"
    alone = compiled("<sum>|<cardinal>" if kind == "money" else apart)
    numbers = [read_amount(match[0]) for match in alone.finditer(words)]
    if kind in ("ratio", "fraction"):
        return numbers[0] / numbers[1] if len(numbers) == 2 and numbers[1] else None
    sign = -1 if words.startswith(("-", "\N{MINUS SIGN}", "minus")) else 1
    return sign * numbers[0] if numbers else None


def _context_of(text: str, start: int, end: int) -> str:
    """Take the words around a mention, within its sentence, on one line."""
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    began = [m.end() for m in _SENTENCE_END.finditer(text, first, end) if m.end() <= start]
    ended = _SENTENCE_END.search(text, end, last)
    before, after = text[began[-1] if began else first : start], text[end:last]
    if not began and first:
        before = "…" + before.partition(" ")[2]
    if ended:
        after = text[end : ended.start() + 1].rstrip()
    elif last < len(text):
        after = after.rpartition(" ")[0] + "…"
    words = " ".join(f"{before}{text[start:end]}{after}".split())
    unseen = set(unseen_in(words))
    return "".join("\N{REPLACEMENT CHARACTER}" if at in unseen else c for at, c in enumerate(words))
