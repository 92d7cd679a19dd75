"""Numbers worked out from figures, with their ranges."""

from workings.quantities.operations import (
    OPERATIONS,
    TIMES,
    difference,
    formula,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
)
from workings.quantities.quantity import Quantity, as_quantity, chosen
from workings.quantities.tables import count_of, last_of, maximum_of, sum_of

__all__ = [
    "OPERATIONS",
    "TIMES",
    "Quantity",
    "as_quantity",
    "chosen",
    "count_of",
    "difference",
    "formula",
    "last_of",
    "maximum_of",
    "one_in",
    "percent_change",
    "rate_per",
    "ratio",
    "share",
    "sum_of",
]
