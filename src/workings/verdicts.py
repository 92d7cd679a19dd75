"""
Verdicts: whether a stated number is one that the figures bear.

The rules know nothing of who said it. What a number stands for is read by :mod:`workings.stated`,
what the figures allow comes from the quantity, and the verdict follows from the two intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.errors import ClaimError
from workings.intervals import Interval
from workings.quantities import one_in, ratio, share
from workings.quantity import Quantity
from workings.stated import Stated

#: The verdicts, with their words for the page.
VERDICTS = {
    "matches": "matches",
    "matches_within_rounding": "matches within rounding",
    "rounds_differently": "rounds differently",
    "does_not_match": "does not match",
    "bound_only": "only a bound is known",
    "depends_on_reading": "depends on the reading",
    "not_checkable": "can’t be checked",
}
FLAGS = {"not_comparable": "not comparable", "source_unconfirmed": "source unconfirmed"}
#: From the lightest to the gravest.
SEVERITIES = ("none", "cosmetic", "notable", "material")

#: Units that are a form of number, and the operation that gives a number in another form.
NAMED_UNITS = ("per cent", "percentage points", "one in", "times")
FORMS: Mapping[tuple[str, str], Callable[..., Quantity]] = {
    ("share", "one in"): one_in,
    ("share", "times"): ratio,
    ("one_in", "per cent"): share,
    ("ratio", "per cent"): share,
    ("percent_change", "times"): lambda base, new, because: ratio(new, base, because),
}

HOLDS = ("matches", "matches_within_rounding")
FAILS = ("rounds_differently", "does_not_match")
#: How far off, as a share of the true number, is still cosmetic, and still notable.
FAR_OFF = {
    "rounds_differently": (Fraction(5, 100), Fraction(10, 100)),
    "does_not_match": (Fraction(1, 100), Fraction(10, 100)),
}


@dataclass(frozen=True)
class Judgement:
    """
    What comparing a stated number with the figures showed.

    Attributes
    ----------
    verdict, severity : str
        One of `VERDICTS` and of `SEVERITIES`.
    rounded_to : Fraction or None
        The unit at which it would be right, where it rounds differently.
    is_cut_off : bool
        Whether it would be right with its later digits cut off instead of rounded.
    """

    verdict: str
    severity: str
    rounded_to: Fraction | None = None
    is_cut_off: bool = False


def in_the_form_of(stated: Stated, quantity: Quantity) -> Quantity:
    """
    Work a quantity out again in the form in which a number was stated, if need be.

    Raises
    ------
    ClaimError
        If there is no such form of it.

    Examples
    --------
    >>> from workings.stated import read_stated
    >>> part = share(returned, arrivals, because="as the critic did")
    >>> print(in_the_form_of(read_stated("one in 146"), part))
    about 1 in 146
    """
    again = FORMS.get((quantity.operation, stated.form))
    if again:
        return again(*quantity.operands, because=quantity.because)
    form = quantity.unit if quantity.unit in NAMED_UNITS else "number"
    words = set(stated.noun.split())
    strange = stated.form == "number" and words and not words & set(quantity.unit.split())
    if stated.form not in (form, "sign") or strange:
        raise ClaimError(
            f"found “{stated.text}” stated and a number in {quantity.unit} computed; expected the "
            "two in one unit. Write the stated number with its own words (25%, one in 146, double, "
            "18 pages), or choose the operation that gives what was stated."
        )
    return quantity


def judge(stated: Stated, quantity: Quantity) -> Judgement:
    """
    Set a stated number against what the figures allow, in the same form.

    ``matches``: whatever the true values behind the figures, the result would be stated so.
    ``matches_within_rounding``: for some of them it would. ``bound_only``: the same, where the
    figures are bounds. ``rounds_differently``: for none, but rounded further, or with digits cut
    off, all would. ``does_not_match``: for none.

    Examples
    --------
    >>> from workings.stated import read_stated
    >>> change = percent_change(returned, admitted)
    >>> judge(read_stated("25%"), change).verdict, judge(read_stated("24.5%"), change).verdict
    ('matches', 'rounds_differently')
    """
    figures, allowed = quantity.interval, stated.allows
    if figures.is_within(allowed):
        return Judgement("matches", "none")
    if figures.meets(allowed):
        if not figures.is_finite or quantity.is_bound:
            return Judgement("bound_only", "notable")
        return Judgement("matches_within_rounding", "cosmetic")
    off = _distance(allowed, figures)
    for is_cut_off, ways in ((False, stated.coarser()), (True, stated.cut_off())):
        for unit, allows in ways:
            if figures.is_within(allows):
                severity = _severity("rounds_differently", off)
                return Judgement("rounds_differently", severity, unit, is_cut_off)
    return Judgement("does_not_match", _severity("does_not_match", off))


def overall(judgements: Iterable[Judgement]) -> Judgement:
    """
    Put the judgements of several readings together, the claim's own first.

    Where they disagree on whether the claim holds, it depends on the reading. The severity is the
    gravest of them, but no more than notable where the claim holds on some reading.
    """
    each = list(judgements)
    gravest = max((one.severity for one in each), key=SEVERITIES.index)
    if len({_group(one.verdict) for one in each}) == 1:
        return replace(each[0], severity=gravest)
    return Judgement("depends_on_reading", min(gravest, "notable", key=SEVERITIES.index))


def at_least(severity: str, other: str) -> str:
    """Return the graver of two severities."""
    return max(severity, other, key=SEVERITIES.index)


def _group(verdict: str) -> str:
    return "holds" if verdict in HOLDS else "fails" if verdict in FAILS else verdict


def _distance(allowed: Interval, figures: Interval) -> Fraction | None:
    """
    Return how far the nearest true value is from what was stated, as a share of the former.

    None where the two have different signs, or the true value is nought.
    """
    if figures.low is not None and allowed.high is not None and figures.low >= allowed.high:
        true, stated = figures.low, allowed.high
    elif figures.high is not None and allowed.low is not None:
        true, stated = figures.high, allowed.low
    else:  # can't be: intervals that don't meet lie on two sides of a gap
        raise AssertionError(f"{allowed} meets {figures}")
    if not true or (stated and (true > 0) != (stated > 0)):
        return None
    return abs(true - stated) / abs(true)


def _severity(verdict: str, off: Fraction | None) -> str:
    cosmetic, notable = FAR_OFF[verdict]
    if off is None or off >= notable:
        return "material"
    return "cosmetic" if off < cosmetic else "notable"
