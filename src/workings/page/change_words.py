"""
What changed, in plain words: general rules, which know nothing of any story.

They name both numbers and what they count, say which way they moved, and leave out why anybody
might have wanted it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from workings.notebook import Bound, Workings
from workings.numbers import opening, periods_in_words, round_half_up

#: Less than this much more or fewer, in per cent, is "about level".
ABOUT_LEVEL = 1


def more_or_level(change: Workings) -> str:
    """
    Say a percentage change in round words, as headlines do: in whole per cent, or "about level".

    Parameters
    ----------
    change : Workings
        Of a percentage change.

    Returns
    -------
    str
        "25% more", "25% fewer", "about level" where it is less than one per cent either way, or
        "level". Where the figures don't settle the whole per cent, as it was printed.

    Examples
    --------
    >>> more_or_level(workings_of(percent_change(returned, admitted)))
    '25% more'
    >>> more_or_level(workings_of(percent_change(returned, returned)))
    'level'
    """
    low, high = change.range.low, change.range.high
    if low is None or high is None:
        return change.printed
    ends = [low, high]
    if ends == [0, 0]:
        return "level"
    if all(abs(end) < ABOUT_LEVEL for end in ends):
        return "about level"
    whole, other = (round_half_up(end, Fraction(1)) for end in ends)
    if whole != other or not whole:
        return change.printed
    return f"{abs(int(whole)):,}% {'more' if whole > 0 else 'fewer'}"


def lead(old: Workings, new: Workings) -> str:
    """
    Say what became of a difference between two counts.

    Examples
    --------
    >>> from dataclasses import replace
    >>> was = workings_of(difference(admitted, returned))
    >>> now = replace(was, exact=Fraction(3), printed="3")
    >>> print(lead(was, now).replace(" under the agreement", ""))
    The lead of people admitted to the UK over people returned to France shrank from 69 to 3
    """
    one, other = (part.label for part in new.operands)
    was, now = old.exact, new.exact
    shown_was, shown_now = (number.printed.lstrip("−-") for number in (old, new))
    if (was or now) < 0:
        one, other, was, now = other, one, -was, -now
    its = f"The lead of {one} over {other}"
    if not was:
        return f"Level before, {one} now lead {other} by {shown_now}"
    if not now:
        return f"{its}, {shown_was}, is gone: they are level"
    if now < 0:
        return f"{its}, {shown_was}, is gone: now {other} lead by {shown_now}"
    if now == was:
        return f"{its} became {shown_now}, having been {shown_was}"
    return f"{its} {'shrank' if now < was else 'grew'} from {shown_was} to {shown_now}"


def became(old: Bound, new: Bound) -> str:
    """
    Say what became of any other quantity.

    Examples
    --------
    >>> number = workings_of(share(returned, arrivals, because="..."))
    >>> became(Bound("0.7%", number), Bound("0.9%", number)).partition(": ")[2]
    '0.7% became 0.9%'
    """
    operands = new.workings.operands
    names = [part.label for part in operands]
    what = ""
    if operands and not any(part.operands for part in operands):
        if len(set(names)) < len(names):  # one thing counted over different days
            names = [f"{part.label}, {periods_in_words(part.periods)}" for part in operands]
        forms = {
            "share": "{0} as a share of {1}",
            "one_in": "{0} as a share of {1}",
            "ratio": "{0} for each of {1}",
            "rate_per": "{0} for {1}",
            "percent_change": "{1}, set against {0}",
            "total": "all of {0}",
        }
        form = forms.get(new.workings.operation, "")
        what = opening(form.format(*names)) + ": " if form else ""
    return f"{what}{old.text} became {new.text}"


ALIKE = 0.5  # the share of their words that two sentences have in common, if one became the other


def changed_sentences(was: Sequence[str], now: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """
    Yield each sentence that changed, as words that stayed, went and came.

    Yields
    ------
    list of tuple of str and str
        ``same``, ``old`` or ``new``, and the words. A sentence with nothing like it on the other
        side is all ``old`` or all ``new``.

    Examples
    --------
    >>> list(changed_sentences(["They were level."], ["They were far apart."]))
    [[('same', 'They were'), ('old', 'level.'), ('new', 'far apart.')]]
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
