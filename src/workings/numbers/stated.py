"""
Stated numbers, read: "25%", "about 350", "one in 146", "fell by a third", "£3.2bn", "dozens".

What each of them allows is said in :mod:`workings.numbers.meaning`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from workings.numbers.forms import (
    AVERAGE,
    BEFORE,
    DIRECTIONS,
    ENDING,
    FORMS,
    FRACTION,
    NTH,
    ONE,
    PENCE,
    UNCHANGED,
    currency_of,
    decimals_of,
    last_place,
    nought_step,
    scale_of,
)
from workings.numbers.grammar import compiled
from workings.numbers.intervals import Interval, point
from workings.numbers.meaning import FLIPPED, Stated, share_of
from workings.numbers.spelt import (
    ENDINGS,
    MULTIPLES,
    NOUGHTS,
    QUALIFIERS,
    THOUSANDS,
    read_amount,
    read_words,
)
from workings.numbers.units import CURRENCIES

LONGEST = 120
_SMALL = r"(?=per ?cent\b|(?:percentage )?point)"
#: What is read as if it were written otherwise.
_OTHERWISE = {
    r"(?<=\w)-?fold\b": " fold",
    rf"^half (?:of )?(?:an?|one) {_SMALL}": "0.5 ",
    rf"^a quarter of (?:an?|one) {_SMALL}": "0.25 ",
    rf"^three[- ]quarters of (?:an?|one) {_SMALL}": "0.75 ",
    r"( (?:an?|per|each) (?:day|week|month|year))( (?:more|less|fewer|extra|cheaper))$": r"\2\1",
    rf"^a tenth of (?:an?|one) {_SMALL}": "0.1 ",
    r"^an? ([mbtr]+illion) and a half": r"1.5 \1",
    r"^once (?=an?\b|per\b)": "1 time ",
    r"^twice (?=an?\b|per\b)": "2 times ",
}
_EACH = {
    "daily": "a day",
    "weekly": "a week",
    "monthly": "a month",
    "yearly": "a year",
    "annually": "a year",
}


@lru_cache(maxsize=4096)
def read_stated(text: str) -> Stated | None:
    """
    Read a number as printed or said, with the words that belong to it and nothing else.

    None where there is no number in it, as in "virtually zero" or "several".

    Examples
    --------
    >>> print(read_stated("25%").allows, read_stated("nearly 42,000").allows)
    [49/2, 51/2) [41500, 42000)
    """
    plain = " ".join(text.split())
    return _read(plain) if len(plain) <= LONGEST else None


def _read(plain: str) -> Stated | None:
    """Put a number together with the words that say how it is meant."""
    words = plain.lower()
    if words in DIRECTIONS:
        return Stated(plain, "sign", Fraction(DIRECTIONS[words]), in_digits=False)
    if words in UNCHANGED:
        return Stated(plain, "change", Fraction(0))
    if words in ("none", "nobody", *NOUGHTS) or re.fullmatch("no [a-z]+", words):
        noun = words.removeprefix("no ") if words.startswith("no ") else ""
        return Stated(plain, "number", Fraction(0), noun=noun.removesuffix("one"))
    if average := compiled(AVERAGE).fullmatch(plain):
        inner = _read(average["inner"] or average["first"])
        is_number = inner and inner.form in ("number", "rate")
        return replace(inner, text=plain, form="average") if inner and is_number else None
    before, after = compiled(BEFORE).match(plain), compiled(ENDING).search(plain)
    assert before is not None  # all of it may be missing
    body = plain[before.end() :]
    if after:
        body = plain[before.end() : after.start()] + plain[after.end() :]
    for written, otherwise in _OTHERWISE.items():
        body = re.sub(written, otherwise, body, flags=re.IGNORECASE)
    operators = [QUALIFIERS[said.lower()] for said in before.group("qualifier", "second") if said]
    operators += [ENDINGS[after["ending"].lower()]] if after else []
    meant = [operator for operator in operators if operator != "="]
    if len(meant) > 1:  # "more than 900 or more" says two things
        return None
    found = next(filter(None, (_read_as(plain, body, form) for form in FORMS)), None)
    if found is None or (meant and (found.parts or found.form == "rank" or found.operator != "=")):
        return None
    operator = meant[0] if meant else found.operator
    if not found.value and operator in ("~", "nearly", "just over", "just under"):
        return None
    if before["leading"]:
        way = DIRECTIONS[before["leading"].lower()]
        if before["level"]:  # "fell to 5%" states a level, whichever way it came
            if found.form not in ("number", "share", "rate"):
                return None
        elif found.form == "times":
            found = _times(plain, found.value**way, found.decimals if found.in_digits else 0)
        elif found.form in ("number", "share"):
            found = _changed(found, way)
        elif found.form not in ("pair", "difference") or found.value < 0:
            return None
        elif found.form == "difference":
            found = replace(found, value=found.value * way)
    if found.value < 0 or found.form == "one in":
        operator = FLIPPED.get(operator, operator)
    found = replace(found, operator=operator, is_record=before["record"] is not None)
    return replace(found, step=_loose(found)) if operator in ("~", "nearly") else found


def _read_as(text: str, body: str, form: str) -> Stated | None:
    """Read a number in one form; None if it isn't written so."""
    match = compiled(form).fullmatch(body)
    found = match.groupdict() if match else {}
    said = {name: words for name, words in found.items() if words is not None}
    match said:
        case {"high": last}:
            return _two_numbers(text, said.get("low") or said["least"], last, "pair" in said)
        case {"one_in": last}:
            whole = _count(last)
            step = min(Fraction(1), whole.value / 10) if whole else Fraction(1)
            return whole and replace(whole, text=text, form="one in", step=step)
        case {"part": first, "whole": last}:
            one, whole = _count(first), _count(last)
            return _share_of(text, one, whole) if one and whole else None
        case {"fraction": words}:
            over, _, under = words.partition("/")
            share = 100 * (Fraction(int(over), int(under)) if under else read_words(words))
            step = min(Fraction(2), share / 10)
            part = Stated(text, "share", share, "per cent", "=", step, Fraction(0), in_digits=False)
            return _changed(part, DIRECTIONS[said["way"].lower()]) if "way" in said else part
        case {"most": word}:
            operator = "<" if word.lower() == "minority" else ">"
            return Stated(text, "share", Fraction(50), "per cent", operator, in_digits=False)
        case {"multiple": word}:
            return _times(text, next(v for m, v in MULTIPLES.items() if word.lower().startswith(m)))
        case {"times": amount}:
            value = read_amount(amount.lower())
            is_fall = DIRECTIONS.get(said.get("way", "more").lower()) == -1
            value = 1 / value if is_fall and value else value
            return _times(text, value, decimals_of(amount)) if value else None
        case {"span": span}:
            value = read_amount(said["every"].lower()) if "every" in said else Fraction(1)
            unit = f"{span.lower().removesuffix('s')}s each"
            return Stated(text, "rate", value, unit, step=nought_step(value), noun=unit)
        case {"plural": words}:
            least = Fraction(2)
            for word in re.findall("[a-z]+", words.lower()):
                size = {"tens": 10, "dozens": 12, "scores": 20, "of": 1, "hundreds": 100}.get(word)
                least *= size or THOUSANDS[word.removesuffix("s")]
            noun = said["noun"].removeprefix(" of ")
            return Stated(text, "bound", least, "", ">=", noun=noun, in_digits=False)
        case {"rank": _}:
            nth = said.get("nth", "1").lower()
            place = int(nth.rstrip("sthnrd")) if nth[0].isdigit() else NTH.split("|").index(nth) + 2
            return Stated(text, "rank", Fraction(0 if "first" in said else place), in_digits=False)
        case {"number": _}:
            return _number(text, said)
    return None


def _count(text: str) -> Stated | None:
    """Read one of the two numbers of a share: above nought, in digits or words."""
    found = _read_as(text, text, ONE)
    is_count = found and found.form == "number" and found.value > 0
    return found if is_count and found and not found.unit.startswith("per") else None


def _number(text: str, said: dict[str, str]) -> Stated | None:
    """Read one number, with its sign, currency, per cent, direction, and what it is for."""
    amount, noun, rate = said["number"].lower(), said["noun"].strip(), said.get("rate", "").strip()
    unit = "per cent" if "percent" in said else "percentage points" if "points" in said else ""
    if noun and noun.startswith("of ") is not bool(unit):
        return None  # "13% of those", but "13 people"
    told = {"money", "percent", "points", "coins", "way"}
    if "where" in said and not (noun or said.keys() & told or scale_of(amount) > 1):
        return None  # "5 in x"
    code = currency_of(said)
    value = read_amount(amount)
    if said.get("coins", "").lower() in PENCE:
        value /= 100
    decimals = decimals_of(amount)
    if "points" in said and "b" in said["points"].lower():  # basis points
        value, decimals = value / 100, decimals + 2
    place = scale_of(amount) / 10 ** (decimals or int(value % 1 != 0))
    least = scale_of(amount) / 100 if value % 1 else 1
    while value % place and place > least:  # "half a million", "two thousand and five"
        place /= 10
    # Noughts after the point were meant.
    step = place if unit or decimals or value % 1 else nought_step(value)
    if code:
        unit = "US dollars" if code == "$" else CURRENCIES[code].name
    found = Stated(text, "number", value, unit, "=", step, place, noun, code)
    minus = said.get("sign", "").strip() or said.get("within", "")
    sign = -1 if minus in ("-", "–", "−", "minus") else 1
    if way := said.get("way"):
        found = _changed(found, DIRECTIONS[way.lower()])
    elif "percent" in said and "sign" in said:
        found = replace(found, form="change")
    elif "points" in said or said.get("sign", "").strip() in ("+", "plus"):
        found = replace(found, form="difference")
    elif noun and unit == "per cent":
        found = replace(found, form="share")
    if rate:
        rate = _EACH.get(rate.lower(), rate)
        unit = " ".join(filter(None, (unit, rate)))
        noun = "" if code else f"{noun} {rate}".strip()
        found = replace(found, form="rate", unit=unit, noun=noun)
    elif not unit and noun.split()[:1] in (["people"], ["persons"]):
        found = replace(found, unit="people")
    return replace(found, value=sign * found.value)


def _two_numbers(text: str, first: str, last: str, is_pair: bool) -> Stated | None:
    """Read a pair or a range; what is said once, at the end, is meant of both numbers."""
    low, high = (_read_as(one, one, FRACTION) or _read_as(one, one, ONE) for one in (first, last))
    if low is None or high is None or low.noun or high.noun.startswith("times"):
        return None
    scale = scale_of(last)
    if scale_of(first) == 1 and abs(low.value) * scale <= abs(high.value):
        low = replace(low, value=low.value * scale, step=low.step * scale)
    if not low.unit:
        step = high.step if high.unit.startswith("per") else low.step
        low = replace(low, unit=high.unit, currency=high.currency, step=step)
    if not high.unit:
        high = replace(high, unit=low.unit, currency=low.currency)
    if low.unit != high.unit or (low.value >= high.value and not is_pair):
        return None
    found = replace(high, text=text, form="pair", value=low.value, parts=(low, high))
    if is_pair:
        return found
    between = Interval(low.value, high.value)
    return replace(found, form="range", in_digits=False, between=between)


def _share_of(text: str, part: Stated, whole: Stated) -> Stated:
    """Read "9 in 10", which rounds to that, or "281 of 41,000", the share of two numbers."""
    share = 100 * part.value / whole.value
    found = Stated(text, "share", share, "per cent", place=Fraction(0), in_digits=False)
    if part.value >= whole.value or (whole.value > 20 and whole.value not in (100, 1000)):
        of, to = (one.allows if one.step > 1 else point(one.value) for one in (part, whole))
        return replace(found, between=share_of(of, to))
    if whole.value < 5:
        return replace(found, step=min(Fraction(2), share / 10))
    return replace(found, step=100 / whole.value, place=100 / whole.value)


def _times(text: str, value: Fraction, decimals: int = 0) -> Stated:
    """Read a multiple: by its decimals, or to within a fortieth."""
    step = Fraction(1, 10**decimals) if decimals else min(value / 20, Fraction(1))
    place = step if decimals else Fraction(0)
    return Stated(text, "times", value, "", "=", step, place, in_digits=bool(decimals))


def _changed(found: Stated, way: int) -> Stated:
    """Return a number as a rise or a fall: a change in per cent, else a difference."""
    form = "change" if found.unit == "per cent" else "difference"
    return replace(found, form=form, value=found.value * way)


def _loose(stated: Stated) -> Fraction:
    """Return what "about" reads a number as rounded to."""
    tenth = abs(stated.value) / 10
    if not stated.in_digits:
        return max(stated.step, tenth)
    return max(stated.step, min(last_place(stated.value, stated.step), tenth))
