"""Which values of a dimension, such as areas, are declared as the parts of which wholes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from workings.numbers import listed

#: The values that are the parts of each whole, none of which overlap.
Parts = Mapping[str, Sequence[str]]


def wholes_of(values: Collection[str], parts: Parts) -> list[str]:
    """
    Return the wholes that values are parts of, none counted twice, the smallest first.

    Examples
    --------
    >>> uk = {"UK": ["England", "Wales"], "England": ["North", "South"]}
    >>> wholes_of(["North", "Wales"], uk), wholes_of(["North", "South"], uk)
    (['UK'], ['England', 'UK'])
    >>> wholes_of(["UK", "Wales"], uk), wholes_of(["England", "North"], uk)
    ([], [])
    """
    found = [smallest(value, parts) for value in values]
    covered = frozenset[str]().union(*found)
    if len(covered) < sum(map(len, found)):
        return []
    within = {whole: smallest(whole, parts) for whole in parts if whole not in values}
    holding = [whole for whole, those in within.items() if covered <= those]
    return sorted(holding, key=lambda whole: len(within[whole]))


def smallest(value: str, parts: Parts, above: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the parts of a value that have no parts themselves; itself, if it has none."""
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
    covered = frozenset[str]().union(*(smallest(value, parts) for value in values))
    for whole in wholes_of(values, parts):
        if len(values) > 1 and covered == smallest(whole, parts):
            return whole
    return listed([*values])
