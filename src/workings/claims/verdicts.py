"""
Verdicts: whether the figures bear a stated number out.

The rules know nothing of who said it. What a number stands for is read by
:mod:`workings.numbers.stated`, what the figures allow comes from the quantity, and the verdict
follows from the two intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.errors import ClaimError, UnboundedResult, UnlikeQuantities
from workings.numbers import Interval, Stated
from workings.quantities import Quantity, difference, one_in, percent_change, ratio, share

#: The verdicts, with their words for the page.
VERDICTS = {
    "matches": "matches",
    "matches_within_rounding": "matches within rounding",
    "rounds_differently": "rounds differently",
    "does_not_match": "does not match",
    "bound_only": "only a bound is known",
    "depends_on_reading": "depends on the reading",
    "not_checkable": "can’t be checked",
    "refused": "refused",  # no verdict: the line can't be judged as it is written
}
FLAGS = {"not_comparable": "not comparable", "source_unconfirmed": "source unconfirmed"}
#: From the lightest to the gravest.
SEVERITIES = ("none", "cosmetic", "notable", "material")

#: Units that are a form of number, and the operation that gives a number in another form.
NAMED_UNITS = ("per cent", "percentage points", "one in", "times")
FORMS: Mapping[tuple[str, str], Callable[..., Quantity]] = {
    ("share", "one in"): one_in,
    ("share", "times"): ratio,
    ("share", "change"): lambda part, whole, because: percent_change(whole, part, because),
    ("share", "sign"): difference,
    ("one_in", "per cent"): share,
    ("ratio", "per cent"): share,
    ("ratio", "change"): lambda of, to, because: percent_change(to, of, because),
    ("ratio", "sign"): difference,
    ("percent_change", "times"): lambda base, new, because: ratio(new, base, because),
}
#: What may be below nought, and so may be stated as a rise or a fall, or by its sign alone.
CHANGES = ("difference", "percent_change")

HOLDS = ("matches", "matches_within_rounding")
#: Words beside the number that say nothing of what is counted.
FILLERS = ("a", "an", "per", "each", "every", "of")
#: How far off, as a share of the true number, is still cosmetic, and still notable.
FAR_OFF = {
    "rounds_differently": (Fraction(5, 100), Fraction(10, 100)),
    "does_not_match": (Fraction(1, 100), Fraction(10, 100)),
}


@dataclass(frozen=True)
class Judgement:
    """What comparing a stated number with the figures showed."""

    verdict: str  # one of `VERDICTS`
    severity: str  # one of `SEVERITIES`
    # the unit at which it would be right, where it rounds differently
    rounded_to: Fraction | None = None
    # whether it would be, with its later digits cut off instead of rounded
    is_cut_off: bool = False


def in_one_form(stated: Stated, quantity: Quantity) -> tuple[Stated, Quantity]:
    """
    Bring a stated number and a quantity into one form: what was stated, if that can be worked out.

    Raises ClaimError if there is no such form.

    Examples
    --------
    >>> from workings.numbers import read_stated
    >>> part = share(returned, arrivals, because="as the critic did")
    >>> print(in_one_form(read_stated("one in 146"), part)[1])
    about 1 in 146
    """
    form = "change" if stated.is_change and stated.form == "per cent" else stated.form
    again = FORMS.get((quantity.operation, form))
    if again:
        try:
            return stated, again(*quantity.operands, because=quantity.because)
        except (UnlikeQuantities, UnboundedResult):
            if form == "one in":  # of nothing, or perhaps of more than all
                return stated.as_share(), quantity
            raise
    if not _fits(stated, quantity):
        raise ClaimError(
            f"found “{stated.text}” stated and a number in {quantity.unit} from "
            f"{quantity.operation} computed; expected the two in one unit. Write the stated number "
            "with its own words (25%, 9% fewer, one in 146, double, 18 pages), or choose the "
            "operation that gives what was stated."
        )
    return stated, quantity


def _fits(stated: Stated, quantity: Quantity) -> bool:
    """Tell whether a stated number speaks of the same kind of thing as a computed one."""
    is_balance = quantity.figure is not None and not quantity.figure.is_whole
    if stated.is_change and not (is_balance or quantity.operation in CHANGES):
        return False
    if stated.form == "sign":
        return True
    if stated.form != (quantity.unit if quantity.unit in NAMED_UNITS else "number"):
        return False
    return _singular(stated.noun) <= _singular(quantity.unit)


def _singular(words: str) -> set[str]:
    """Return the words that say what is counted, each in the singular."""
    told = [word for word in words.split() if word not in FILLERS]
    return {"people" if word == "person" else word.removesuffix("s") for word in told}


def judge(stated: Stated, quantity: Quantity) -> Judgement:
    """
    Set a stated number against what the figures allow, in the same form.

    ``matches``: whatever the true values behind the figures, the result would be stated so.
    ``matches_within_rounding``: for some of them it would. ``bound_only``: the same, where the
    figures are bounds. ``rounds_differently``: for none, but rounded further, or with digits cut
    off, all would. ``does_not_match``: for none.

    Examples
    --------
    >>> from workings.numbers import read_stated
    >>> change = percent_change(returned, admitted)
    >>> judge(read_stated("25%"), change).verdict, judge(read_stated("24.5%"), change).verdict
    ('matches', 'rounds_differently')
    """
    figures, allowed = quantity.interval, stated.allows
    if figures.is_within(allowed):
        return Judgement("matches", "none")
    if figures.meets(allowed):
        if not figures.is_finite or quantity.is_bound:
            return Judgement("bound_only", "cosmetic")
        severity = "notable" if stated.form == "sign" else "cosmetic"
        return Judgement("matches_within_rounding", severity)
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

    Where it holds on one reading and not on another, it depends on the reading. The severity is the
    gravest of them, but no more than notable where the claim holds on some reading.
    """
    each = list(judgements)
    gravest = max((one.severity for one in each), key=SEVERITIES.index)
    holding = sum(one.verdict in HOLDS for one in each)
    if holding in (0, len(each)):
        return replace(each[0], severity=gravest)
    return Judgement("depends_on_reading", min(gravest, "notable", key=SEVERITIES.index))


def at_least(severity: str, other: str) -> str:
    """Return the graver of two severities."""
    return max(severity, other, key=SEVERITIES.index)


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
