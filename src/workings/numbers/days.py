"""Days and periods: read as the ledger and a command line write them, and told apart."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from workings.errors import ParameterError


def read_day(text: date | str, name: str) -> date:
    """
    Read a day in the form 2026-01-27; the error has the name it is known by, such as ``--on``.

    Examples
    --------
    >>> read_day("27 January", "--on")
    Traceback (most recent call last):
    workings.errors.ParameterError: --on is '27 January', which is no day: write one ...
    """
    try:
        if isinstance(text, date):
            return date(text.year, text.month, text.day)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except (TypeError, ValueError):
        pass
    raise ParameterError(f"{name} is {text!r}, which is no day: write one like 2026-01-27.")


def read_period(text: str) -> tuple[date, date] | None:
    """
    Read an ISO 8601 year, month, day or pair of days as its first and last day.

    Examples
    --------
    >>> print(*read_period("2024-02"))
    2024-02-01 2024-02-29
    >>> read_period("last year") is None
    True
    """
    try:
        if re.fullmatch(r"[0-9]{4}", text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            year, month = int(text[:4]), int(text[5:])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        start, _, end = text.partition("/")
        return read_day(start, text), read_day(end or start, text)
    except (ParameterError, ValueError):
        return None


def months_in(first: date, last: date) -> int:
    """
    Count the months from one day to another, both included; 0 if they aren't whole ones.

    A month is whole that begins on any day up to the 28th and ends on the day before it.

    Examples
    --------
    >>> months_in(date(2023, 4, 6), date(2024, 4, 5))
    12
    """
    if last == date.max or last < first:
        return 0
    after = last + timedelta(days=1)
    months = 12 * (after.year - first.year) + after.month - first.month
    return months if after.day == first.day <= 28 else 0


def sort_of(start: str, end: str) -> str:
    """
    Say what sort of period begins and ends on two ISO days.

    A day, week, month, quarter, or calendar, financial or academic year; else so many months, weeks
    or days; or unknown.

    Examples
    --------
    >>> sort_of("2023-04-01", "2024-03-31"), sort_of("2025-03-01", "2025-05-31")
    ('financial year', 'months')
    >>> sort_of("2026-01-27", "2026-01-27"), sort_of("2025-08-06", "")
    ('day', 'unknown')
    """
    if not start or not end:
        return "unknown"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    months, days = months_in(first, last), (last - first).days + 1
    if months == 12 and first.day == 1:
        return _YEARS.get(first.month, "months")
    if months == 3 and first.day == 1 and first.month % 3 == 1:
        return "quarter"
    if months:
        return "month" if months == 1 and first.day == 1 else "months"
    if days == 1:
        return "day"
    if days % 7 == 0:
        return "week" if days == 7 else "weeks"
    return "days"


#: Years by their first month.
_YEARS = {1: "calendar year", 4: "financial year", 8: "academic year", 9: "academic year"}
