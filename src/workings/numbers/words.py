"""
Numbers and dates in words: the one place where a quantity becomes text.

Digits are earned: a number is printed with no more of them than every value in its interval agrees
on (:mod:`workings.numbers.digits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date

from workings.errors import PrecisionError
from workings.numbers.days import months_in, sort_of
from workings.numbers.digits import (
    LOCALE,
    Number,
    agreed_value,
    allowed,
    as_bounded,
    as_stated,
    end_in_words,
    in_ones,
    mirrored,
    safest,
    scale_of,
    written_in,
)
from workings.numbers.intervals import point
from workings.numbers.spelt import SMALL


class Printed(str):
    """A number as printed, which still knows the figure or quantity that was printed."""

    number: Number

    def __new__(cls, text: str, number: Number) -> Printed:
        """Bind a text to the number it prints."""
        self = super().__new__(cls, text)
        self.number = number
        return self


class Words(tuple[str | Printed, ...]):
    """
    A sentence put together of text and numbers, which still knows its numbers.

    Examples
    --------
    >>> print(Words(("By then ", printed(returned), " had been returned.")))
    By then 281 had been returned.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "".join(self)


def printed(number: Number, digits: int | None = None) -> Printed:
    """
    Print a number with the digits it has earned; a figure as it was stated, "more than 21,000".

    Without `digits`, which are decimals (of a million, from there on), it gets the house's usual
    number of them (one for percentages) or as many of these as the figures support; where they
    support none, a bound, "about", or a range.

    Raises
    ------
    PrecisionError
        If `digits` is more than every value in the interval agrees on; offers the best safe form.

    Examples
    --------
    >>> printed(returned), printed(arrivals), printed(percent_change(returned, admitted), 0)
    ('281', '41,000', '25%')
    >>> printed(share(returned, arrivals, because="..."), digits=2)
    Traceback (most recent call last):
    workings.errors.PrecisionError: ... between 0.677% and 0.694%, ... write "0.7%".
    """
    if digits is None:
        return Printed(as_stated(number) or safest(number), number)
    if digits < 0:
        raise PrecisionError(
            f"found {digits} decimals for {safest(number)}; expected nought or more. Leave them "
            "out to print as many as the figures support."
        )
    number_, scale = in_ones(number), scale_of(number) if digits else 1
    agreed = agreed_value(number_.interval, digits - len(str(scale)) + 1)
    if agreed is None:
        raise PrecisionError(
            f"the figures allow {allowed(number)}, which does not settle "
            f'{digits} decimals; write "{safest(number)}".'
        )
    return Printed(written_in(number_, agreed, digits, scale), number)


def spread(number: Number) -> Printed:
    """
    Print the range that the figures allow, its ends rounded to three figures.

    Examples
    --------
    >>> spread(share(returned, arrivals, because="..."))
    'between 0.677% and 0.694%'
    """
    return Printed(allowed(number), number)


def more_or_fewer(number: Number, digits: int | None = None) -> Printed:
    """
    Print a change or a difference with its direction in a word, never a bare minus sign.

    Examples
    --------
    >>> more_or_fewer(percent_change(returned, admitted))
    '24.6% more'
    >>> more_or_fewer(percent_change(admitted, returned))
    '19.7% fewer'
    >>> more_or_fewer(difference(returned, returned))
    'no more and no fewer'
    """
    bounded = as_bounded(number) if number.is_bound else number.interval
    low, high = bounded.low, bounded.high
    if number.interval == point(0):
        return Printed("no more and no fewer", number)
    if low is not None and low >= 0:
        return Printed(f"{printed(number, digits)} more", number)
    if high is not None and high <= 0:
        return Printed(f"{printed(mirrored(number), digits)} fewer", number)
    if number.is_bound and high is not None and high <= number.value:
        return Printed(f"at most {end_in_words(number, high)} more (or fewer)", number)
    if number.is_bound and low is not None and low >= number.value:
        return Printed(f"at most {end_in_words(number, -low)} fewer (or more)", number)
    fewer = "any number fewer" if low is None else f"{end_in_words(number, -low)} fewer"
    more = "any number more" if high is None else f"{end_in_words(number, high)} more"
    return Printed(f"anything from {fewer} to {more}", number)


@lru_cache(maxsize=4096)
def day(date_: date | str) -> str:
    """
    Write a day in words.

    Examples
    --------
    >>> day("2026-01-27")
    '27 January 2026'
    """
    moment = date.fromisoformat(date_) if isinstance(date_, str) else date_
    return format_date(moment, "d MMMM y", locale=LOCALE)


def day_of_year(date_: date) -> str:
    """Write a day of any year in words."""
    return format_date(date_, "d MMMM", locale=LOCALE)


@lru_cache(maxsize=4096)
def span(start: str, end: str) -> str:
    """
    Write a period, given by ISO dates of which either may be empty, in words.

    Examples
    --------
    >>> span("2025-08-06", "2026-01-27")
    '6 August 2025 to 27 January 2026'
    >>> span("2025-01-01", "2025-12-31"), span("2023-04-01", "2024-03-31")
    ('calendar year 2025', '2023–24')
    >>> span("2022-02-01", "2022-02-28"), span("2025-01-01", "2025-03-31")
    ('February 2022', 'the first quarter of 2025')
    >>> span("2025-03-01", "2025-05-31"), span("2026-04-27", "2026-05-03")
    ('the three months to May 2025', 'the week to 3 May 2026')
    """
    if not end:
        return f"from {day(start)} to a day not stated" if start else "days not stated"
    if not start:
        return f"to {day(end)}"
    first, last, sort = date.fromisoformat(start), date.fromisoformat(end), sort_of(start, end)
    month = format_date(last, "MMMM y", locale=LOCALE)
    years = f"{first.year}–{last.year % 100:02}"
    months = months_in(first, last) if first.day == 1 else 0
    if sort == "months" and 1 < months <= 12:
        return f"the {'year' if months == 12 else f'{[*SMALL][months - 1]} months'} to {month}"
    return {
        "day": day(start),
        "week": f"the week to {day(end)}",
        "month": month,
        "quarter": f"the {_ORDINALS[(first.month - 1) // 3]} quarter of {first.year}",
        "calendar year": f"calendar year {first.year}",
        "financial year": years,
        "academic year": f"academic year {years}",
    }.get(sort, f"{day(start)} to {day(end)}")


_ORDINALS = ("first", "second", "third", "fourth")


def periods_in_words(periods: Iterable[tuple[str, str]]) -> str:
    """Write one or more periods, each given by its two ISO dates, in words."""
    return " and ".join(span(start, end) for start, end in periods)


def opening(words: str) -> str:
    """Begin a sentence with these words."""
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """
    Join words as a sentence does.

    Examples
    --------
    >>> listed(["periods", "populations", "definitions"])
    'periods, populations and definitions'
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
