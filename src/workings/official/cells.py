"""
What one cell of an official table says: a number, a day, or why there is none.

Shorthand and markers are those of the Government Statistical Service (and Eurostat's ``:``); a
table's declaration says what its own mean. Missing is never nought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from workings.numbers import read_digits, whole_cure
from workings.official.sheets import Cell

#: What stands where there is no number, and why there is none.
SHORTHAND: Mapping[str, str] = {
    "": "left empty",
    "-": "no number given",
    "[x]": "not available",
    "[c]": "withheld, so that nobody can be identified",
    "[z]": "not applicable",
    "[low]": "too small to show, but not nought",
    "[u]": "too unreliable to publish",
    ":": "not available",
    "..": "not available",
    "*": "withheld, so that nobody can be identified",
}
#: What stands after a number.
MARKERS: Mapping[str, str] = {
    "r": "revised",
    "p": "provisional",
    "e": "estimated",
    "f": "forecast",
    "b": "break in the series",
    "u": "low reliability",
    "low": "rounds to nought, but is not",
}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_LONGEST = 200
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKER = re.compile(rf"\[([a-z0-9, ]+)\]|\(([rpe])\)|([rpe])\b|([{_RAISED}]+)", re.IGNORECASE)
_MARKED = re.compile(
    rf"(?P<number>.*?[0-9])(?P<markers>(?: ?(?:{_MARKER.pattern}))*)", re.IGNORECASE
)
_SLASHED = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_DAYS = (
    _SLASHED,
    re.compile(
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -](?P<month>[a-z]+)\.?[ -](?P<year>[0-9]{4})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?"
    ),
)
#: What may stand for a span of days instead of its first one.
_SPANS = {
    "month": (
        re.compile(r"(?P<month>[a-z]+)\.?[ -](?P<year>[0-9]{4})", re.IGNORECASE),
        re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"),
    ),
    "quarter": (
        re.compile(r"(?P<year>[0-9]{4})[ -]?Q(?P<quarter>[1-4])", re.IGNORECASE),
        re.compile(r"Q(?P<quarter>[1-4])[ -]?(?P<year>[0-9]{4})", re.IGNORECASE),
        *(
            re.compile(
                rf"(?P<month>{begin}[a-z]*) ?(?:-|–|to) ?{end}[a-z]* (?P<year>[0-9]{{4}})", re.I
            )
            for begin, end in (("jan", "mar"), ("apr", "jun"), ("jul", "sep"), ("oct", "dec"))
        ),
    ),
    "year": (re.compile(r"(?P<year>[0-9]{4})"),),
}
#: Which months such a span begins in.
_BEGIN = {"month": range(1, 13), "quarter": range(1, 13, 3), "year": range(1, 2)}
#: Serial numbers of 1954 to 2099: a bare year or a count isn't taken for a day.
_SERIALS = range(20_000, 73_051)


class Misread(Exception):
    """A cell doesn't hold what it should; says what was expected and how to mend it."""

    def __init__(self, expected: str, mend: str) -> None:
        super().__init__(expected, mend)
        self.expected, self.mend = expected, mend


@dataclass(frozen=True)
class Read:
    """What was read of one cell."""

    value: int | Decimal | date | str | None  # None where it is missing
    reason: str = ""  # why it is missing
    markers: tuple[str, ...] = ()  # said beside the value, such as ``r`` or ``note 2``
    places: int = 0  # decimals of a number as it stands in the sheet
    shorthand: str = ""  # what stands where it is missing


def tidy(cell: Cell) -> str:
    """Write a cell as text on one line."""
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def read_amount(
    cell: Cell, shorthand: Mapping[str, str], scale: int | Decimal, *, whole: bool
) -> Read:
    """
    Read a count or a decimal number, its markers, or why it is missing.

    The scale is what one of the sheet's numbers stands for, such as 1000. Shorthand is in small
    letters. Where `whole`, only whole numbers of nought or more are expected. Misread if it is
    neither a number nor shorthand.

    Examples
    --------
    >>> read_amount("1,234 [r]", SHORTHAND, 1, whole=True)
    Read(value=1234, reason='', markers=('r',), places=0, shorthand='')
    >>> read_amount("[c]", SHORTHAND, 1, whole=True).reason
    'withheld, so that nobody can be identified'
    """
    expected = "a whole number, or shorthand for a missing one" if whole else "a number"
    if isinstance(cell, str):
        text = tidy(cell)
        if text.lower() in shorthand:
            return Read(None, shorthand[text.lower()], shorthand=text)
        number, markers = _marked_number(text, expected)
    elif isinstance(cell, bool | date):
        raise Misread(expected, "Set its type in the declaration to what the column now holds.")
    else:
        number, markers = Decimal(cell), ()
    if not number.is_finite():
        raise Misread(expected, "Ask the publisher which number is meant.")
    scaled = number * scale
    if whole and (scaled != scaled.to_integral_value() or scaled < 0):
        mend = "If the sheet is in thousands, declare `scale: 1000`; if not, `type: number`."
        if isinstance(cell, str) and "looks like" in (cure := whole_cure(cell)):
            mend = cure
        raise Misread("a whole number of nought or more", mend)
    places = max(0, -int(number.as_tuple().exponent))
    return Read(int(scaled) if whole else scaled, "", markers, places)


def read_days(cell: Cell, epoch: date, *, day_first: bool = False, span: str = "date") -> Read:
    """
    Read a day: a date, an ISO date, "1 January 2026", a serial number; or a longer span of them.

    The epoch is the day that serial number 0 stands for. Unless the day comes first, 03/04/2026 is
    an error. The value of a month ("2026-01", "Jan 2026"), quarter ("2026 Q1", "Jan to Mar 2026")
    or year is its first day. Misread if it can't be read as one, or only by guessing.

    Examples
    --------
    >>> print(read_days("1 January 2026", date(1899, 12, 30)).value)
    2026-01-01
    >>> print(read_days(46023, date(1899, 12, 30)).value)
    2026-01-01
    >>> print(read_days("2026 Q2", date(1899, 12, 30), span="quarter").value)
    2026-04-01
    """
    form = {"month": "2026-01", "quarter": "2026 Q1", "year": "2026"}.get(span, "2026-01-31")
    expected = f"a {span.replace('date', 'day')}, such as {form}"
    found: date | None = None
    markers: tuple[str, ...] = ()
    if isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        text, markers = _unmarked(tidy(cell))
        if _SLASHED.fullmatch(text) and not day_first:
            raise Misread(expected, "If they are day/month/year, declare `day_first: true`.")
        found = _day_in(text, (*_DAYS, *_SPANS.get(span, ())))
    elif span == "year" and isinstance(cell, int) and 1000 <= cell <= 9999:
        found = date(cell, 1, 1)
    elif isinstance(cell, int) and not isinstance(cell, bool) and cell in _SERIALS:
        found = epoch + timedelta(days=cell)
    if found is None or isinstance(found, datetime):
        raise Misread(expected, "If it is no row of the table, put it under ignore_rows.")
    if span in _BEGIN and (found.day != 1 or found.month not in _BEGIN[span]):
        raise Misread(expected, "If the column holds days, declare `type: date`.")
    return Read(found, markers=markers)


def meaning(marker: str) -> str:
    """
    Say what a marker means.

    Examples
    --------
    >>> meaning("r"), meaning("Revised"), meaning("note 2")
    ('revised', 'Revised', 'note 2')
    """
    return MARKERS.get(marker.lower(), marker)


def _marked_number(text: str, expected: str) -> tuple[Decimal, tuple[str, ...]]:
    bare, markers = _unmarked(text)
    number = read_digits(bare)
    if number is None:
        mend = "If it stands for a missing number, say what it means under `missing`."
        raise Misread(expected, mend)
    return number, markers


def _unmarked(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a number or a date from the markers after it."""
    match = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return text, ()
    found: list[str] = []
    for bracketed, round_bracketed, letter, raised in _MARKER.findall(match["markers"]):
        number = "".join(str(_RAISED.index(digit)) for digit in raised)
        found += re.split(r", ?", (bracketed or round_bracketed or letter or number).lower())
    return match["number"], tuple(f"note {word}" if word.isdigit() else word for word in found)


def _day_in(text: str, patterns: Iterable[re.Pattern[str]]) -> date | None:
    """Return the day that a text stands for; the first of the month, if it names no day."""
    for pattern in patterns:
        if match := pattern.fullmatch(text):
            parts = {"day": "1", "month": "1", **match.groupdict()}
            with suppress(ValueError):
                first = 3 * int(parts["quarter"]) - 2 if "quarter" in parts else None
                month = first or _month(parts["month"])
                return date(int(parts["year"]), month, int(parts["day"]))
    return None


def _month(word: str) -> int:
    """Return the number of a month: its digits, or its name, whole or cut to three or four."""
    if word.isdigit():
        return int(word)
    for number, name in enumerate(_MONTHS, start=1):
        if word.lower() == name or (len(word) in (3, 4) and name.startswith(word.lower())):
            return number
    raise ValueError(word)
