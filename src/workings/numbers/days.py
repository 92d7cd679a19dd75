"""Days and periods, as the ledger and a command line write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from workings.errors import ParameterError


def read_day(text: date | str, name: str) -> date:
    """
    Read a day in the form 2026-01-27, known to whoever wrote it by a name such as ``--on``.

    Raises
    ------
    ParameterError
        If it is not a day; by its name.

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
