"""Operations against brute force: every admissible result, no other end, and nothing forbidden."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from figures_made import make_figure
from hypothesis import given
from hypothesis import strategies as st

from workings.errors import UnboundedResult, UnlikeQuantities
from workings.numbers import Interval
from workings.quantities.kinds import COUNTS, KINDS, rule_of
from workings.quantities.operations import (
    difference,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    total,
)

ARITHMETIC = {
    difference: lambda a, b: a - b,
    share: lambda a, b: a / b * 100,
    ratio: lambda a, b: a / b,
    percent_change: lambda a, b: (b - a) / a * 100,
    one_in: lambda a, b: b / a,
    rate_per: lambda a, b: a / b,
    total: lambda a, b: a + b,
}
SPANS = [
    (date(2024, 1, 1), date(2024, 1, 31)),
    (date(2024, 2, 1), date(2024, 2, 29)),
    (date(2024, 1, 1), date(2024, 3, 31)),
    (date(2024, 1, 15), date(2024, 1, 15)),
]
UNITS = {**dict.fromkeys(COUNTS, "people"), "rate": "per cent", "share": "per cent"}


@st.composite
def figures(draw, line):
    """Figures of any kind, span and precision, small enough to try every whole number."""
    kind = draw(st.sampled_from([*KINDS]))
    operator = draw(st.sampled_from(["=", "=", "<=", "<"]))
    rounded_to = draw(st.sampled_from([None, 2, 10])) if operator == "=" else None
    least = -4 if kind == "balance" else 0
    value = draw(st.integers(least, 6)) * (rounded_to or 1) + (8 if operator != "=" else 0)
    return make_figure(
        value,
        line,
        operator,
        rounded_to,
        draw(st.sampled_from(SPANS)),
        kind=kind,
        unit=UNITS.get(kind, "points"),
    )


def tried(figure):
    """List the values of a count; of another number its ends and some between."""
    low, high = figure.interval.low, figure.interval.high
    if figure.measure.is_whole:
        return [Fraction(n) for n in range(int(low), int(high) + 1)]
    steps = [low + (high - low) * Fraction(n, 8) for n in range(9)]
    return [value for value in steps if value in figure.interval]


@pytest.mark.parametrize("operation", ARITHMETIC, ids=lambda operation: operation.__name__)
@given(a=figures(2), b=figures(3), low=st.fractions(-3, 130, max_denominator=6))
def test_an_operation_gives_every_admissible_result_and_refuses_what_the_rules_do(
    operation, a, b, low
):
    """Whatever reason is written: kinds that don't bear it are refused, and ends are reached."""
    over = "time" if a.covers != b.covers else "one"
    try:
        found = operation(a, b, because="to try")
    except (UnlikeQuantities, UnboundedResult):
        return
    for figure in (a, b):
        rule = rule_of(operation.__name__, figure.measure.kind, over)
        assert rule is None or rule.allowed
    if None in (a.interval.low, b.interval.low, a.interval.high, b.interval.high):
        return
    results = [ARITHMETIC[operation](x, y) for x, y in product(tried(a), tried(b))]
    assert all(result in found.interval for result in results)
    if a.measure.is_whole and b.measure.is_whole:
        assert found.interval == Interval(min(results), max(results))
        allowed = Interval(low, low + Fraction(1, 3))
        assert found.can_be(allowed) is any(result in allowed for result in results)


@given(a=figures(2), b=figures(3))
def test_a_sum_is_made_only_where_the_rules_allow_it(a, b):
    """Of two kinds, or over time: the table decides, with or without a reason."""
    over = "time" if a.covers != b.covers else "one"
    rules = [rule_of("total", figure.measure.kind, over) for figure in (a, b)]
    if any(rule and not rule.allowed for rule in rules):
        with pytest.raises(UnlikeQuantities, match="total: found"):
            total(a, b, because="whatever the reason")
