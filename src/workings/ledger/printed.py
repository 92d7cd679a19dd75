"""A figure as it was printed, held against what its other cells say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from workings.ledger.figures import AS_PRINTED, COUNTS, WHOLE
from workings.ledger.tables import shown
from workings.numbers import (
    CURRENCIES,
    Stated,
    StatedNumber,
    is_measured,
    read_unit,
    same_currency,
    whole_cure,
)

#: What a rule finds in a line: the column, what stands there, what should, and how to mend it.
Slips: TypeAlias = Iterator[tuple[str, str, str, str]]
Cells: TypeAlias = Mapping[str, str]

#: What a rate is for: "per 100,000 people", "a month".
_EACH = re.compile(r"\b(?:for every|for each|per|each|every|an?) (?P<of>[\w,]+)", re.IGNORECASE)
_ALIKE = {"head": "person", "capita": "person", "thousand": "1,000", "million": "1,000,000"}


def check_printed(cells: Cells, stated: StatedNumber, measure: Cells) -> Slips:
    """Compare the cells with the figure as printed; a count is whole and not below zero."""
    printed, value, operator = cells["as_printed"], cells.get("value"), cells.get("operator")
    unit, digits = measure.get("unit"), plain(stated.value)
    is_count = measure.get("kind") in COUNTS
    is_whole = measure.get("kind") in WHOLE and unit is not None and not is_measured(unit)
    if is_count and stated.value < 0:
        mend = f"{measure['id']} is a {measure['kind']}: only a balance or a rate may be negative."
        yield "value", str(stated.value), "a count of zero or more", mend
    elif is_count and stated.operator == "<" and stated.value == 0:
        mend = "No count is below zero: check what was printed."
        yield "value", "fewer than 0", "a bound above zero", mend
    if is_whole and stated.value % 1:
        yield "as_printed", shown(printed), f"a whole number of {unit}", whole_cure(printed)
    elif is_whole and re.search(r"\.0+\b(?! ?[a-z])", printed):
        mend = "A spreadsheet may have put the decimals there: write what was printed."
        yield "as_printed", repr(printed), f"a whole number of {unit}", mend
    elif value and value != digits:
        mend = f"as_printed is {printed!r}: copy its digits without separators, or correct it."
        if re.fullmatch(r"[0-9]{1,30}\.0+", value) and Fraction(value) == stated.value:
            mend = "A spreadsheet put the decimals there: set the column to text."
        yield "value", shown(value), digits, mend
    if operator and operator != stated.operator:
        mend = f"as_printed is {printed!r}: one of the two is wrong."
        yield "operator", repr(operator), repr(stated.operator), mend
    if stated.percent and unit not in (None, "per cent"):
        mend = "Choose a measure in per cent, or leave the sign out if none was printed."
        yield "as_printed", repr(printed), f"a number of {unit}", mend
    elif unit and stated.stated and (mend := _other_unit(stated.stated, unit)):
        yield "as_printed", shown(printed), f"a number of {unit}", mend


def plain(value: Decimal | Fraction) -> str:
    """Write a value as its cell has it: a third of a hundred to four decimals."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"{Decimal(round(value * 10_000)).scaleb(-4):f}"


def _other_unit(stated: Stated, unit: str) -> str:
    """Say how to mend a figure that was printed in another currency, or of other things."""
    own = read_unit(unit)
    if stated.currency and not same_currency(stated.currency, own.currency):
        return f"It was printed in {stated.unit}: choose a measure in that currency."
    if stated.unit == "percentage points" and own.name not in (stated.unit, "per cent"):
        return "Choose a measure in percentage points."
    if mend := _other_rate(stated, own.name):
        return mend
    nouns = {word.removesuffix("s") for word in stated.noun.split()} - {"person", "people"}
    if stated.noun and not stated.currency and stated.form == "number":
        known = {word.removesuffix("s") for word in f"{own.name} people person".split()}
        if not nouns & known and nouns:
            return f"Leave “{stated.noun}” out, or choose the measure that counts them."
    return ""


def _other_rate(stated: Stated, own: str) -> str:
    """Say how to mend a figure that is so many for each of something else, or so many times."""
    if stated.form == "times" and own != "times":
        return "Choose a measure in times, or write the number that was printed."
    said, found = (_EACH.search(words) for words in (stated.unit, own))
    if stated.form != "rate" or said is None:
        return ""
    if found is None:
        is_money = stated.currency and own == CURRENCIES[stated.currency].name
        is_loose = is_money or said["of"].lower() == "year"  # of a year's figure
        return "" if is_loose else f"Choose a measure of so many {said[0]}."
    one, other = (_ALIKE.get(each["of"].lower(), each["of"].lower()) for each in (said, found))
    return "" if one == other else f"Choose a measure of so many {said[0]}."


def check_precision(cells: Cells, stated: StatedNumber | None) -> Slips:
    """Compare the precision with the words and the digits of the figure as printed."""
    precision, basis = cells.get("precision"), cells.get("precision_basis")
    if precision == "" and basis:
        mend = "Write the precision that it is the basis of, or leave both to how it was printed."
        yield "precision", "nothing", f"one that {shown(basis)} is the basis of", mend
    if precision == "exact" and stated and stated.operator == "~":
        mend = "Say what about means: rounded to 10, say, and whose reading that is."
        yield "precision", "'exact' for a figure with ~", "'rounded to ...'", mend
    if precision in (None, "", "exact"):
        return
    unit = Fraction(precision.removeprefix("rounded to "))
    if stated and stated.operator not in ("=", "~"):
        found = f"{shown(precision)} for a bound ({stated.operator})"
        yield "precision", found, "'exact'", "A bound is taken as it was said."
    elif stated and Fraction(stated.value) % unit:
        mend = f"Write a unit that divides {stated.value}, or exact."
        yield "precision", f"{shown(precision)} for {stated.value}", "a unit that fits", mend
    elif stated and unit < Fraction(stated.last_place):
        place = format(stated.last_place, "f")
        mend = f"The last printed digit counts {place}: nothing finer was said."
        yield "precision", shown(precision), f"'rounded to {place}' or coarser, or 'exact'", mend
    if basis in ("", AS_PRINTED) and not (stated and stated.precision == precision):
        mend = "Write: source says so, or: desk's assumption: and why."
        yield (
            "precision_basis",
            shown(basis) if basis else "nothing",
            f"who says {shown(precision)}",
            mend,
        )
