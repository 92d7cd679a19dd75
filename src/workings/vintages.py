"""All vintages of a measure as a table, for charts: the ledger's one door to pandas."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from workings.figures import Figure

if TYPE_CHECKING:
    import pandas as pd


def tabulate_vintages(figures: Iterable[Figure], standing: Collection[int]) -> pd.DataFrame:
    """
    Put figures in a table, by the day they were stated and then by ledger line.

    Parameters
    ----------
    figures : iterable of Figure
        One or more, of one measure.
    standing : collection of int
        Ledger lines of the figures that stand for their period.

    Returns
    -------
    pandas.DataFrame
        One line per figure; columns ``line`` (integer), ``value``, ``low``, ``high`` (numbers to
        draw with, the exact ones are on the figures; ``low`` or ``high`` is missing where a bound
        leaves that end open), ``as_printed``, ``operator`` (text), ``period_start``,
        ``period_end``, ``day``, ``stated_on`` (datetimes; where ``period_end`` was not stated,
        ``day`` is the day of the statement), ``status``, ``publisher``, ``stated_by``, ``source``
        (text), ``standing`` (whether it stands for its period).
    """
    import pandas as pd

    ordered = sorted(figures, key=lambda figure: (figure.stated_on, figure.line))
    frame = pd.DataFrame([_line(figure, standing=figure.line in standing) for figure in ordered])
    days = ["period_start", "period_end", "day", "stated_on"]
    return frame.astype(dict.fromkeys(days, "datetime64[s]") | {"low": float, "high": float})


def _line(figure: Figure, *, standing: bool) -> dict[str, Any]:
    interval = figure.interval
    whole = figure.value == figure.value.to_integral_value()
    return {
        "line": figure.line,
        "value": int(figure.value) if whole else float(figure.value),
        "low": interval.low,
        "high": interval.high,
        "as_printed": figure.as_printed,
        "operator": figure.operator,
        "period_start": figure.period_start,
        "period_end": figure.period_end,
        "day": figure.day,
        "stated_on": figure.stated_on,
        "status": figure.status,
        "publisher": figure.source.publisher,
        "stated_by": figure.stated_by,
        "source": figure.source.id,
        "standing": standing,
    }
