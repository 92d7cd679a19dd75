"""The days a number covers, and which spans are like each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workings.numbers import months_in, sort_of


@dataclass(frozen=True, order=True)
class Period:
    """The days a count covers, both included; for a stock, the day on which it was counted."""

    start: str  # an ISO date; empty where the source doesn't say
    end: str
    # who said it and when, where the end is not stated: two counts of an unknown period cover the
    # same one only if the same source gave both on the same day
    statement: str = ""

    def __str__(self) -> str:
        return f"{self.start or '?'}/{self.end or '?'}"

    @property
    def sort(self) -> str:
        """What sort of span it is, such as ``quarter``, as `workings.numbers.days.sort_of` says."""
        return sort_of(self.start, self.end)

    @property
    def days(self) -> tuple[date, date] | None:
        """Its first and last day; None where either isn't known."""
        if not self.start or not self.end:
            return None
        return date.fromisoformat(self.start), date.fromisoformat(self.end)

    def is_like(self, other: Period) -> bool:
        """
        Tell whether it is as long as another: as many whole months, or days, or the same dates.

        Examples
        --------
        >>> year, leap = Period("2023-01-01", "2023-12-31"), Period("2024-01-01", "2024-12-31")
        >>> year.is_like(leap), year.is_like(Period("2024-01-01", "2024-05-31"))
        (True, False)
        """
        own, others = self.days, other.days
        if own is None or others is None:
            return self == other
        months = months_in(*own)
        if months and months == months_in(*others):
            return True
        years = {last.year - first.year for first, last in (own, others)}
        same_dates = [day.timetuple()[1:3] for day in own] == [d.timetuple()[1:3] for d in others]
        return own[1] - own[0] == others[1] - others[0] or (same_dates and len(years) == 1)

    def holds(self, other: Period) -> bool:
        """Tell whether all days of another are among its own, as far as is known."""
        known = self.days and other.days
        return bool(known) and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two have a day in common, as far as is known."""
        known = self.days and other.days
        return bool(known) and self.start <= other.end and other.start <= self.end
