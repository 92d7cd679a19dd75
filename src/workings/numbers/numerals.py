"""
Numbers as they are printed, for the ledger: "41,000", "£3.2bn", "more than 21,000", "4 in 10".

What is read is the number and everything its wording says about it: whether it is a bound or an
approximation, its unit, and how precise it is. :mod:`workings.numbers.stated` reads the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workings.numbers.meaning import FLIPPED, Stated
from workings.numbers.stated import read_stated
from workings.numbers.units import Unit, read_unit

#: What the ledger's operators make of what is nearer to the number than they are.
_OPERATORS = {"nearly": "~", "just over": ">", "just under": "<", "exactly": "="}
_LONGEST = 80
_DIGITS = re.compile(
    r"(?P<minus>[-\N{MINUS SIGN}])?(?P<whole>[1-9][0-9]{0,2}(?P<gap>[,\xa0\u2009\u202f ])[0-9]{3}"
    r"(?:(?P=gap)[0-9]{3})*|0|[1-9][0-9]*)(?P<decimals>\.[0-9]+)?"
)


@dataclass(frozen=True)
class StatedNumber:
    """
    A number as somebody stated it, in the unit of its measure.

    How precisely it is *meant* can't be read off plain digits; the ledger says that separately.
    """

    value: Decimal | Fraction  # with as many decimal places as were printed; "a third" is exact
    operator: str  # ``=``, ``>``, ``>=``, ``<``, ``<=``, or ``~`` for "about"
    percent: bool  # whether it was stated as a percentage
    last_place: Decimal  # of its last digit: 1 for "41,000", 0.1 for "1.6%"
    precision: str = "exact"  # as read from its words: "rounded to 100000" for "6.3 million"
    stated: Stated | None = None  # all that its words say


def whole_cure(text: str) -> str:
    """
    Say what to do about a fraction where a count is whole.

    Examples
    --------
    >>> whole_cure("1.201")
    '1.201 looks like 1,201 as French sources print it: write 1201.'
    >>> whole_cure("281.5")
    'A count has no fraction: write it as the source prints it; an average or a share is a rate.'
    """
    if found := re.search(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9.,])", text):
        french = found[0]
        commas, plain = french.replace(".", ","), french.replace(".", "")
        return f"{french} looks like {commas} as French sources print it: write {plain}."
    return (
        "A count has no fraction: write it as the source prints it; an average or a share is a "
        "rate."
    )


def read_digits(text: str) -> Decimal | None:
    """
    Read a number of digits alone, with or without separators in the right places.

    Examples
    --------
    >>> read_digits("41,000"), read_digits("4 395"), read_digits("-1.50"), read_digits("41,00")
    (Decimal('41000'), Decimal('4395'), Decimal('-1.50'), None)
    """
    match = _DIGITS.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    whole = "".join(filter(str.isdigit, match["whole"]))
    return Decimal(("-" if match["minus"] else "") + whole + (match["decimals"] or ""))


def read_number(text: str, unit: str = "") -> StatedNumber:
    """
    Read one printed number together with the words that belong to it, for a measure in `unit`.

    Its precision is read from its words by rule: a percentage, or a number with a word for its
    scale (its own, or its measure's), is rounded to its last printed digit; "about 350" as claims
    are read; digits alone are exact, and so are bounds and fractions ("a third"). ValueError if
    anything else stands there, or more than one thing says how the number is meant.
    """
    measure = read_unit(unit)
    digits, is_share = read_digits(text), measure.name == "per cent"
    if digits is not None:
        place = Decimal(1).scaleb(min(0, int(digits.as_tuple().exponent)))
        is_rounded = (
            is_share or measure.scale > 1 or (place < 1 and bool(unit) and not measure.currency)
        )
        return StatedNumber(digits, "=", False, place, _rounded(place) if is_rounded else "exact")
    is_tidy = text == text.strip() and "\n" not in text and len(text) <= _LONGEST
    found = read_stated(text) if is_tidy else None
    if found is None or found.parts or found.form in ("sign", "rank", "average"):
        shown = repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
        raise ValueError(
            f"{shown} can't be read as a number: write it like '41,000', 'more than 21,000', "
            "'900 or more', 'about 350', '£3.2bn', '6.3 million' or '1.6%'"
        )
    return _in_measure(found, measure)


def _in_measure(found: Stated, measure: Unit) -> StatedNumber:
    """Put what was read into the unit of its measure."""
    if found.form == "one in" and measure.name != "one in":
        found = found.as_share()
    # "£66.3 billion" in a measure of £ million is 66,300 of them, but "£349" is 349.
    scale = measure.scale if found.place > 1 or measure.scale < 1 else Fraction(1)
    place, operator = found.place / scale, _OPERATORS.get(found.operator, found.operator)
    is_minus = found.value < 0 and re.match(r".*(?:[-\N{MINUS SIGN}]|minus )[^a-z]", found.text)
    if is_minus and found.operator in FLIPPED:  # "more than -5" is a bound below
        operator = FLIPPED[found.operator]
    value, last = _decimal(found.value / scale, place), _decimal(place)
    is_percent = found.unit in ("per cent", "percentage points")
    precision = "exact"
    if operator == "~":
        precision = _rounded(_decimal(found.step / scale))
    elif operator != "=" or found.operator == "exactly" or not isinstance(last, Decimal):
        pass
    elif is_percent or found.place > 1 or (found.place < 1 and not found.currency):
        precision = _rounded(last)
    last_place = last if isinstance(last, Decimal) else Decimal(0)
    return StatedNumber(value, operator, found.unit == "per cent", last_place, precision, found)


def _decimal(value: Fraction, place: Fraction = Fraction(1)) -> Decimal | Fraction:
    """Write a number with its decimals, no fewer than its place has; as it is if they don't end."""
    for decimals in range(13):
        scaled = value * 10**decimals
        if scaled.denominator == 1 and (not place or (place * 10**decimals).denominator == 1):
            return Decimal(int(scaled)).scaleb(-decimals)
    return value


def _rounded(place: Decimal | Fraction) -> str:
    return f"rounded to {place:f}" if place and isinstance(place, Decimal) else "exact"
