"""
Numbers worked out from figures, with their ranges.

Figures come from the ledger and from official tables. What is worked out goes on to claims, and to
the sentences and charts of a notebook.
"""

from workings.quantities.from_tables import count_of, last_of, maximum_of, sum_of, taken
from workings.quantities.kinds import rule_of
from workings.quantities.money import converted
from workings.quantities.operations import (
    OPERATIONS,
    TIMES,
    between,
    difference,
    formula,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    time_at,
    time_between,
    total,
)
from workings.quantities.quantity import Quantity, as_quantity, chosen
