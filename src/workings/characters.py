"""
Which characters of a text can be seen: one rule for whatever comes from outside.

A character is unseen if its Unicode category is a control, format, surrogate, private-use or
unassigned one (``C*``) or a line or paragraph separator, or if it is one of the blanks and marks
that Unicode counts among letters and symbols and that show nothing. Every other character may
stand: letters of any script with their marks, no-break and thin spaces, hyphens of any kind.

Three that are unseen may stand where they do what they are for: a variation selector after a
symbol, a zero-width joiner between two symbols (emoji), and a joiner or non-joiner between two
letters of a script that joins its letters.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_SELECTORS = "\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
#: Counted among letters, marks and symbols, and yet nothing is shown for them.
_BLANK = frozenset(
    map(
        chr,
        [
            0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164,
            *range(0xFE00, 0xFE10), 0xFFA0, *range(0xE0100, 0xE01F0),
        ],
    )
)  # fmt: skip
#: How the names of letters begin of which joiners are a part.
_JOINING = tuple(
    """
    ARABIC SYRIAC MONGOLIAN DEVANAGARI BENGALI GUJARATI GURMUKHI KANNADA MALAYALAM ORIYA TAMIL
    TELUGU SINHALA KHMER MYANMAR TIBETAN NKO MANDAIC
    """.split()  # noqa: SIM905  # names read better so
)
_UNNAMED = {
    "Cc": "a control character",
    "Cn": "no character",
    "Co": "private use",
    "Cs": "half of a character",
}


def unseen_in(text: str, allowed: str = "") -> list[int]:
    r"""
    Find where a text holds what can't be seen; of controls, those `allowed` may stand in it.

    Examples
    --------
    >>> unseen_in("peo\u061cple"), unseen_in("l\N{NO-BREAK SPACE}an 41\u202f000 \u2764\ufe0f")
    ([3], [])
    """
    if text.isascii() and text.isprintable():
        return []
    odd = {c for c in set(text) if _is_unseen(c) and c not in allowed}
    if not odd:
        return []
    return [at for at, c in enumerate(text) if c in odd and not _has_a_use(text, at)]


def named(character: str) -> str:
    r"""
    Name a character by its code point and what Unicode calls it.

    Examples
    --------
    >>> named("\u061c"), named("\x1b")
    ('U+061C (ARABIC LETTER MARK)', 'U+001B (a control character)')
    """
    kind = _UNNAMED.get(unicodedata.category(character), "without a name")
    return f"U+{ord(character):04X} ({unicodedata.name(character, kind)})"


def visible(text: str, most: int = 0) -> str:
    r"""
    Write out what can't be seen, so that no text does more to a terminal than print.

    Line breaks stay. Of a longer text only the first `most` characters are shown, if that is given.

    Examples
    --------
    >>> visible("\x1b[31mred\u202e"), visible("x" * 2_000, 5)
    ('\\x1b[31mred\\u202e', 'xxxxx… and 1,995 characters more')
    """
    more = len(text) - most if most and len(text) > most else 0
    text = text[:most] if more else text
    parts = list(text)
    for at in unseen_in(text, "\n"):
        parts[at] = " " if text[at] == "\t" else text[at].encode("unicode_escape").decode()
    return "".join(parts) + (f"… and {more:,} characters more" if more else "")


def without_unseen(text: str) -> tuple[str, set[str]]:
    r"""Leave out what can't be seen, but for the blanks that break lines; say which it was."""
    places = set(unseen_in(text, "\t\n\r"))
    if not places:
        return text, set()
    kept = "".join(c for at, c in enumerate(text) if at not in places)
    return kept, {text[at] for at in places}


@cache
def _is_unseen(character: str) -> bool:
    if character in _BLANK:
        return True
    return not character.isprintable() and unicodedata.category(character) != "Zs"


def _has_a_use(text: str, at: int) -> bool:
    """Tell whether a selector or a joiner stands where it belongs."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character in _SELECTORS:
        return _is_symbol(before)
    if character not in _JOINERS or not before or not after:
        return False
    emoji = _is_symbol(after) and (before in _SELECTORS or _is_symbol(before))
    return (character == _JOINERS[1] and emoji) or (_joins(before) and _joins(after))


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character).startswith("S")


def _joins(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] in "LM"
    return is_letter and unicodedata.name(character, "").startswith(_JOINING)
