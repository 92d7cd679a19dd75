"""
What changed, in plain words: general rules, which know nothing of any story.

They name both numbers and what they count, say which way they moved, and leave out why anybody
might have wanted it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import SequenceMatcher

from workings.errors import PrecisionError
from workings.notebook import Bound, Workings
from workings.numbers import (
    Interval,
    Number,
    PlainNumber,
    agreed_value,
    mirrored,
    more_or_fewer,
    opening,
    periods_in_words,
    point,
    printed,
    spread,
)

#: Less than this much more or fewer, in per cent, is "about level".
ABOUT_LEVEL = 1


def more_or_level(change: Workings) -> str:
    """
    Say a percentage change in round words, as headlines do: in whole per cent, or "about level".

    Where the figures don't settle the whole per cent, with what they do settle.
    """
    low, high = change.range.low, change.range.high
    if low == high == 0:
        return "level"
    if low is not None and high is not None and max(abs(low), abs(high)) < ABOUT_LEVEL:
        return "about level"
    number = _number(change)
    return str(more_or_fewer(number, 0 if agreed_value(number.interval, 0) else None))


def lead(old: Workings, new: Workings) -> str:
    """
    Say what became of a difference between two numbers, as far as the figures settle it.

    A side is said to lead only where every value allowed has it so, and a lead to grow or to shrink
    only where all that is allowed now is more, or less, than all that was. Empty where nothing that
    can be printed changed.
    """
    one, other = _named_apart(new.operands)
    before, after = _number(old), _number(new)
    was, now = _leads(before.interval), _leads(after.interval)
    if not (texts := _told_apart(before, after)):
        return ""
    if now is None or new.unit in FORMS_OF_NUMBERS:
        still = "" if now is not None else ": which of the two is larger is not settled"
        return f"{opening(one)} less {other}: {texts[0]} became {texts[1]}{still}"
    if (was or now) < 0:
        one, other, was, now = other, one, -was if was is not None else None, -now
        before, after = mirrored(before), mirrored(after)
    if was is None:
        unsettled = "which was larger was not settled before"
        if not now:
            return f"{opening(one)} and {other} are now level: {unsettled}"
        return f"{opening(one)} now lead {other} by {printed(after)}: {unsettled}"
    its = f"The lead of {one} over {other}"
    if not was:
        return f"Level before, {one} now lead {other} by {printed(after)}"
    if not now:
        return f"{its}, {printed(before)}, is gone: they are level"
    if now < 0:
        return f"{its}, {printed(before)}, is gone: now {other} lead by {printed(mirrored(after))}"
    texts = _told_apart(before, after) or texts
    if _is_less(before.interval, after.interval):
        return f"{its} grew from {texts[0]} to {texts[1]}"
    if _is_less(after.interval, before.interval):
        return f"{its} shrank from {texts[0]} to {texts[1]}"
    return f"{its}, {texts[0]} before, is now {texts[1]}: whether it grew or shrank is not settled"


#: Units of numbers that nobody leads by in words: 3 percentage points, 2 times.
FORMS_OF_NUMBERS = ("per cent", "percentage points", "times", "one in")


def _leads(interval: Interval) -> int | None:
    """Return 1 where all of it is above nought, -1 below, 0 at it; None where that is open."""
    if interval == point(0):
        return 0
    if 0 in interval:
        return None
    return 1 if interval.low is not None and interval.low >= 0 else -1


def _is_less(one: Interval, other: Interval) -> bool:
    """Tell whether every value of one interval is below every value of the other."""
    if one.high is None or other.low is None:
        return False
    return one.high <= other.low and not one.meets(other)


def _number(number: Workings) -> Number:
    """Return what printing needs to know of a recorded number that was worked out."""
    interval = number.range.interval
    ends = [end for end in (interval.low, interval.high, number.exact) if end is not None]
    is_whole = number.unit not in FORMS_OF_NUMBERS and all(end.denominator == 1 for end in ends)
    return PlainNumber(number.exact, interval, number.unit, "", not interval.is_finite, is_whole)


def told_apart(old: Workings, new: Workings) -> tuple[str, str] | None:
    """
    Print two numbers in one way that shows how they differ, if the figures bear out any.

    Examples
    --------
    >>> first = workings_of(percent_change(returned, admitted))
    >>> again = workings_of(percent_change(admitted, returned))
    >>> told_apart(first, again), told_apart(first, first)
    (('24.6%', '−19.7%'), None)
    """
    return _told_apart(_number(old), _number(new))


def _told_apart(one: Number, other: Number) -> tuple[str, str] | None:
    for digits in (None, *range(MOST_DIGITS + 1)):
        with suppress(PrecisionError):
            texts = str(printed(one, digits)), str(printed(other, digits))
            if texts[0] != texts[1]:
                return texts
    texts = str(spread(one)), str(spread(other))
    return texts if texts[0] != texts[1] else None


MOST_DIGITS = 4


def _named_apart(numbers: Sequence[Workings]) -> list[str]:
    """Name numbers by what they count and, where that is the same, by their days."""
    names = [
        f"{each.unit} {each.label}" if each.label.startswith("of ") else each.label
        for each in numbers
    ]
    if len(set(names)) == len(names):
        return names
    days = [periods_in_words(each.periods) for each in numbers]
    return [", ".join(filter(None, pair)) for pair in zip(names, days, strict=True)]


def became(old: Bound, new: Bound) -> str:
    """Say what became of any other quantity; empty where nothing that can be printed changed."""
    texts = (old.text, new.text)
    if old.text == new.text:
        found = told_apart(old.workings, new.workings)
        if found is None:
            return ""
        texts = found
    operands = new.workings.operands
    what = ""
    if operands and not any(part.operands for part in operands):
        form = FORMS.get(new.workings.operation, "")
        what = opening(form.format(*_named_apart(operands))) + ": " if form else ""
    return f"{what}{texts[0]} became {texts[1]}"


FORMS = {
    "share": "{0} as a share of {1}",
    "one_in": "{0} as a share of {1}",
    "ratio": "{0} for each of {1}",
    "rate_per": "{0} for {1}",
    "percent_change": "{1}, set against {0}",
    "total": "all of {0}",
}


ALIKE = 0.5  # the share of their words that two sentences have in common, if one became the other


def changed_sentences(was: Sequence[str], now: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """
    Yield each sentence that changed, as words that stayed, went and came: same, old and new.

    A sentence with nothing like it on the other side is all ``old`` or all ``new``.
    """
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for change, start, end, first, last in matcher.get_opcodes():
        if change == "equal":
            continue
        left = list(was[start:end])
        for sentence in now[first:last]:
            closest = max(left, key=lambda other: _likeness(other, sentence), default="")
            if closest and _likeness(closest, sentence) >= ALIKE:
                left.remove(closest)
                yield list(_words(closest.split(), sentence.split()))
            else:
                yield [("new", sentence)]
        for sentence in left:
            yield [("old", sentence)]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _words(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    for change, start, end, first, last in SequenceMatcher(
        None, was, now, autojunk=False
    ).get_opcodes():
        if change == "equal":
            yield "same", " ".join(was[start:end])
        else:
            for what, words in (("old", was[start:end]), ("new", now[first:last])):
                if words:
                    yield what, " ".join(words)
