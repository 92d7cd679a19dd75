"""
What the author of a notebook needs, and all of it: what ``import workings as w`` gives.

This is the one list of it. ``docs/writing.md`` says of each name what it is for, and shows a story.
"""

from workings.claims import check_claims
from workings.errors import ParameterError
from workings.ledger import read_ledger
from workings.notebook import rests_on
from workings.numbers import day, listed, more_or_fewer, printed, span, spread
from workings.quantities import (
    between,
    chosen,
    converted,
    count_of,
    difference,
    last_of,
    maximum_of,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    sum_of,
    time_at,
    time_between,
    total,
)

__all__ = [
    "ParameterError",
    "between",
    "check_claims",
    "chosen",
    "converted",
    "count_of",
    "day",
    "difference",
    "last_of",
    "listed",
    "maximum_of",
    "more_or_fewer",
    "one_in",
    "percent_change",
    "printed",
    "rate_per",
    "ratio",
    "read_ledger",
    "rests_on",
    "share",
    "span",
    "spread",
    "sum_of",
    "time_at",
    "time_between",
    "total",
]
