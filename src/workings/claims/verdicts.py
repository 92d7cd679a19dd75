"""
Verdicts: whether the figures bear a stated number out.

The rules know nothing of who said it. What a number stands for is read by
:mod:`workings.numbers.stated`, what the figures allow comes from the quantity, and the verdict
follows from the two intervals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from workings.errors import ClaimError, UnboundedResult, UnlikeQuantities
from workings.numbers import Interval, Stated, read_amount, read_unit, same_currency
from workings.quantities import (
    TIMES,
    Quantity,
    difference,
    one_in,
    percent_change,
    rate_per,
    ratio,
    share,
    time_between,
)

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
#: The same between two numbers that are in per cent themselves.
BETWEEN_SHARES: Mapping[tuple[str, str], Callable[..., Quantity]] = {
    ("difference", "change"): lambda new, base, because: percent_change(base, new, because),
    ("difference", "per cent"): lambda new, base, because: percent_change(base, new, because),
    ("percent_change", "percentage points"): lambda base, new, because: difference(
        new, base, because
    ),
}
#: What may be below nought, and so may be stated as a rise or a fall, or by its sign alone.
CHANGES = ("difference", "percent_change")
BOUNDS = (">", ">=", "<", "<=")
HOLDS = ("matches", "matches_within_rounding")
FAILS = ("rounds_differently", "does_not_match")
#: Words beside the number that say nothing of what is counted.
FILLERS = ("a", "an", "per", "each", "every", "of", "for", "the")
#: How many a rate is for: "per 100,000 people", "3 in every thousand".
_PER = re.compile(
    r"\b(?:per|in every|for every|in) (?P<number>[0-9][0-9,]*(?: (?:thousand|million))?\b"
    r"|(?:(?:an?|one|ten|hundred) ){0,2}(?:hundred|thousand|million)\b)",
    re.IGNORECASE,
)
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
    """Bring the two into one form: what was stated, if that can be worked out."""
    _check_currency(stated, quantity)
    form = stated.measured_in
    if stated.form == "change" and form == "per cent":
        form = "change"
    again = FORMS.get((quantity.operation, form))
    if quantity.operands and quantity.operands[0].unit == "per cent":
        again = BETWEEN_SHARES.get((quantity.operation, form), again)
    if again:
        try:
            return stated, again(*quantity.operands, because=quantity.because)
        except (UnlikeQuantities, UnboundedResult):
            if form == "one in":  # of nothing, or perhaps of more than all
                return stated.as_share(), quantity
            raise
    if form == "one in" and quantity.unit == "per cent":
        return stated.as_share(), quantity
    stated = _per_as_many(stated, quantity)
    if stated.form == "rate" and not _is_per(stated, quantity):
        return stated, _over_time(stated, quantity)
    if not _fits(stated, quantity):
        raise no_form(stated, quantity)
    return stated, quantity


def no_form(stated: Stated, quantity: Quantity) -> ClaimError:
    """Build the error for two numbers that can't be brought into one form."""
    return ClaimError(
        f"found “{stated.text}” stated and a number in {quantity.unit} from {quantity.operation} "
        "computed; expected the two in one unit. Write the stated number with its own words (25%, "
        "9% fewer, one in 146, double, 18 pages), or choose the operation that gives what was "
        "stated."
    )


def _check_currency(stated: Stated, quantity: Quantity) -> None:
    """Check that money is set against money of one currency."""
    own = read_unit(quantity.unit).currency
    if stated.currency and not same_currency(stated.currency, own):
        raise ClaimError(
            f"found “{stated.text}”, in {stated.unit}, and a computed number of {quantity.unit}; "
            "expected one currency. Take a figure in that currency, or write the stated "
            "number without a currency if it is none."
        )


def _per_as_many(stated: Stated, quantity: Quantity) -> Stated:
    """Return "11 per million", or "3 in every 1,000", as the computed rate has it: per 100,000."""
    said, found = (_PER.search(words) for words in (stated.text, quantity.unit))
    if said is None or found is None or stated.form not in ("rate", "share"):
        return stated
    many, of = (read_amount(each["number"].lower()) for each in (found, said))
    times = many / (100 if stated.form == "share" else of)
    value, step, place = (each * times for each in (stated.value, stated.step, stated.place))
    if times == 1:
        return stated
    unit, between = f"per {found['number']}", stated.between
    if between and between.low is not None and between.high is not None:
        ends = between.low * times, between.high * times
        between = Interval(*ends, between.low_closed, between.high_closed)
    return replace(
        stated, form="rate", unit=unit, noun=unit, value=value, step=step, place=place,
        between=between, in_digits=False,
    )  # fmt: skip


def _is_per(stated: Stated, quantity: Quantity) -> bool:
    """Tell whether a computed number is for each of what a stated rate is for."""
    return singular(stated.unit) <= singular(read_unit(quantity.unit).name)


def _over_time(stated: Stated, quantity: Quantity) -> Quantity:
    """Spread a count of some days over them: so many a day, a week, a month or a year."""
    span = (stated.unit.split() or [""])[-1]
    days = quantity.periods[0] if len(quantity.periods) == 1 else None
    if span in TIMES and quantity.kind == "price" and " " not in read_unit(quantity.unit).name:
        if quantity.can_be(stated.allows):  # what it is for was left to the measure's label
            return quantity
        raise ClaimError(
            f"found “{stated.text}” stated and a price of {quantity.unit}; expected what the price "
            f"is for. Write it into the measure's unit ({quantity.unit} per {span})."
        )
    is_over_days = days and days.start and days.end and quantity.kind in ("flow", "balance", "")
    if span not in TIMES or days is None or not is_over_days or quantity.operands:
        raise no_form(stated, quantity)
    return rate_per(quantity, time_between(days.start, days.end, span))


def _fits(stated: Stated, quantity: Quantity) -> bool:
    """Tell whether a stated number speaks of the same kind of thing as a computed one."""
    may_be_negative = quantity.operation in CHANGES or quantity.kind not in ("flow", "stock", "")
    if stated.is_change and not may_be_negative:
        return False
    if stated.measured_in == "sign":
        return True
    unit = quantity.unit if quantity.unit in NAMED_UNITS else "number"
    if stated.measured_in == "percentage points" and "percent" not in stated.text.lower():
        return unit == "percentage points" or quantity.operation == "difference"
    if stated.measured_in != unit:
        return False
    times = singular(stated.noun) & {*TIMES}  # units, and no nouns
    return not times or times <= singular(quantity.unit)


def singular(words: str) -> set[str]:
    """Return the words that say what is counted, each in the singular."""
    told = [word for word in words.lower().split() if word not in FILLERS]
    return {"people" if word == "person" else word.removesuffix("s") for word in told}


def judge(stated: Stated, quantity: Quantity) -> Judgement:
    """
    Set a stated number against what the figures allow, in the same form.

    ``matches``: whatever the true values behind the figures, the result would be stated so.
    ``matches_within_rounding``: for some of them it would. ``bound_only``: the same, where the
    figures are bounds. ``rounds_differently``: for none, but what the figures as stated come to is
    right rounded further, or with digits cut off. ``does_not_match``: for none.

    What the figures come to decides between the last two, and so a figure that was rounded is never
    judged harder, nor passed more easily, than the same figure taken as exact.
    """
    figures, allowed = quantity.interval, stated.allows
    if figures.is_within(allowed):
        return Judgement("matches", "none")
    if quantity.can_be(allowed):
        if not figures.is_finite or quantity.is_bound:
            return Judgement("bound_only", "cosmetic")
        severity = "notable" if stated.form == "sign" else "cosmetic"
        return Judgement("matches_within_rounding", severity)
    off = _distance(stated, figures)
    for is_cut_off, ways in ((False, stated.coarser()), (True, stated.cut_off())):
        for unit, allows in ways:
            if quantity.value in allows:
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


def _distance(stated: Stated, figures: Interval) -> Fraction | None:
    """
    Return how far the nearest true value is from what was stated, as a share of the former.

    None where the two have different signs, or the true value is nought.
    """
    said = stated.value
    if stated.between is not None:
        ends = (end for end in (stated.between.low, stated.between.high) if end is not None)
        said = min(ends, key=lambda end: abs(end - _nearest(figures, end)))
    true = _nearest(figures, said)
    if not true or (said and (true > 0) != (said > 0)):
        return None
    return abs(true - said) / abs(true)


def _nearest(figures: Interval, to: Fraction) -> Fraction:
    """Return what the figures allow that is nearest to a number."""
    if figures.low is not None and to < figures.low:
        return figures.low
    return figures.high if figures.high is not None and to > figures.high else to


def _severity(verdict: str, off: Fraction | None) -> str:
    cosmetic, notable = FAR_OFF[verdict]
    if off is None or off >= notable:
        return "material"
    return "cosmetic" if off < cosmetic else "notable"
