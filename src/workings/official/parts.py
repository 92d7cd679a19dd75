"""Which values of a dimension, such as areas, are declared as the parts of which wholes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

#: The values that are the parts of each whole, none of which overlap.
Parts = Mapping[str, Sequence[str]]


def whole_of(values: Collection[str], parts: Parts) -> str | None:
    """
    Return the smallest whole that values are parts of, none counted twice; None if there is none.

    Examples
    --------
    >>> uk = {"UK": ["England", "Wales"], "England": ["North", "South"]}
    >>> whole_of(["North", "Wales"], uk), whole_of(["North", "South"], uk)
    ('UK', 'England')
    >>> whole_of(["UK", "Wales"], uk), whole_of(["England", "North"], uk), whole_of(["Kent"], uk)
    (None, None, None)
    """
    found = [smallest(value, parts) for value in values]
    covered = frozenset[str]().union(*found)
    if len(covered) < sum(map(len, found)):
        return None
    within = {whole: smallest(whole, parts) for whole in parts if whole not in values}
    holding = [whole for whole, those in within.items() if covered <= those]
    return min(holding, key=lambda whole: len(within[whole]), default=None)


def smallest(value: str, parts: Parts, above: tuple[str, ...] = ()) -> frozenset[str]:
    """
    Return the parts of a value that have no parts themselves; the value itself, if it has none.

    Examples
    --------
    >>> sorted(smallest("UK", {"UK": ["England", "Wales"], "England": ["North", "South"]}))
    ['North', 'South', 'Wales']
    """
    below = [each for each in parts.get(value, ()) if each not in above]
    if not below:
        return frozenset([value])
    return frozenset[str]().union(*(smallest(each, parts, (*above, value)) for each in below))


def in_words(values: Collection[str], parts: Parts) -> str:
    """
    Name some values: their whole, if they make it up, or each.

    Examples
    --------
    >>> uk = {"UK": ["England", "Wales"], "England": ["North", "South"]}
    >>> in_words(["South", "North"], uk), in_words(["North", "Wales"], uk)
    ('England', 'North and Wales')
    """
    whole = whole_of(values, parts)
    covered = frozenset[str]().union(*(smallest(value, parts) for value in values))
    if whole is not None and covered == smallest(whole, parts):
        return whole
    *others, last = values
    return f"{', '.join(others)} and {last}" if others else last
