"""
Numbers as they are printed: "41,000", "more than 21,000", "about 350", "1.6 per cent".

What is read is the number and everything its wording says about it: whether it is a bound or an
approximation, whether it is a percentage, and where its last printed digit stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: What the words before a number make of it, in the ledger's own operators.
BEFORE = {
    **dict.fromkeys(("more than", "over", "above"), ">"),
    "at least": ">=",
    **dict.fromkeys(("fewer than", "less than", "under", "below"), "<"),
    **dict.fromkeys(("at most", "up to"), "<="),
    **dict.fromkeys(("about", "around", "some", "roughly", "approximately"), "~"),
    **dict.fromkeys(("nearly", "almost"), "~"),
}
#: What the words after it make of it.
AFTER = {"or more": ">=", "or fewer": "<=", "or less": "<="}
_LONGEST = 80
_NUMBER = re.compile(
    rf"""
    (?:(?P<before>{"|".join(map(re.escape, BEFORE))})[ ])?
    (?P<sign>[-\N{{MINUS SIGN}}])?
    £?
    (?P<whole>(?:0|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[1-9][0-9]*))
    (?P<decimals>\.[0-9]+)?
    (?P<percent>%|[ ](?:per[ ]cent|percent))?
    (?:[ ](?P<after>{"|".join(map(re.escape, AFTER))}))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class StatedNumber:
    """
    A number as somebody stated it.

    How precisely it is *meant* can't be read off its digits; the ledger says that separately.
    """

    value: Decimal  # with as many decimal places as were printed
    operator: str  # ``=``, ``>``, ``>=``, ``<``, ``<=``, or ``~`` for "about"
    percent: bool  # whether it was stated as a percentage
    last_place: Decimal  # of its last digit: 1 for "41,000", 0.1 for "1.6%"


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


def read_number(text: str) -> StatedNumber:
    """
    Read one printed number together with the words that belong to it.

    Parameters
    ----------
    text : str
        A number with thousands separators in the right places or none at all; before it, words
        such as "more than", "at least", "fewer than", "up to" or "about", and a pound sign;
        after it, "%", "per cent", "or more" or "or fewer". A hyphen or a true minus sign is fine.

    Raises
    ------
    ValueError
        If anything else stands there, or more than one thing says how the number is meant.

    Examples
    --------
    >>> read_number("more than 21,000")  # doctest: +NORMALIZE_WHITESPACE
    StatedNumber(value=Decimal('21000'), operator='>', percent=False, last_place=Decimal('1'))
    >>> read_number("1.6 per cent")  # doctest: +NORMALIZE_WHITESPACE
    StatedNumber(value=Decimal('1.6'), operator='=', percent=True, last_place=Decimal('0.1'))
    >>> read_number("900 or more").operator, read_number("around 350").operator
    ('>=', '~')
    >>> read_number("41,00")
    Traceback (most recent call last):
    ...
    ValueError: '41,00' can't be read as a number: write it like '41,000', 'more than 21,000', \
'900 or more', 'about 350' or '1.6%'
    """
    match = _NUMBER.fullmatch(text.lower()) if len(text) <= _LONGEST else None
    if match is None or (match["before"] and match["after"]):
        found = repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
        raise ValueError(
            f"{found} can't be read as a number: write it like '41,000', 'more than 21,000', "
            "'900 or more', 'about 350' or '1.6%'"
        )
    digits = match["whole"].replace(",", "") + (match["decimals"] or "")
    return StatedNumber(
        value=Decimal(("-" if match["sign"] else "") + digits),
        operator={**BEFORE, **AFTER}.get(match["before"] or match["after"], "="),
        percent=match["percent"] is not None,
        last_place=Decimal(1).scaleb(-len((match["decimals"] or ".")[1:])),
    )
