"""Which numbers of a text have a claim behind them, and how many don't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workings.numbers import Mention, find_numbers


@dataclass(frozen=True)
class Coverage:
    """The numbers of a text, and the claims behind them."""

    mentions: tuple[Mention, ...]
    # for each number the ids of those that state the same, in the claims' order
    claims: tuple[tuple[str, ...], ...]

    @property
    def unbound(self) -> tuple[Mention, ...]:
        """The numbers to check that no claim states."""
        pairs = zip(self.mentions, self.claims, strict=True)
        return tuple(mention for mention, ids in pairs if mention.to_check and not ids)

    def __str__(self) -> str:
        count = sum(mention.to_check for mention in self.mentions)
        if not count:
            return "There is no number to check"
        checked = count - len(self.unbound)
        if count == 1:
            return f"{checked} of 1 number is checked"
        return f"{checked} of {count} numbers {'is' if checked == 1 else 'are'} checked"


def bind(mentions: Sequence[Mention], stated: Mapping[str, str]) -> Coverage:
    """
    Say which numbers of a text are stated by which claims.

    A claim's stated text is read as the text itself is, and a number is bound to it if both say the
    same: kind of number, value, unit, and what the words before or after make of it. "25 per cent"
    is "25%", "over 21,000" is "more than 21,000" and "seventeen" is "17"; but "a quarter" is not
    "25%" (it is meant less precisely, so the verdict may differ), nor "41,000" "more than 41,000",
    nor "70" "70%", nor "281 of 41,000" "281". A claim that states several numbers ("350; 281")
    binds each of them.

    What a number is *about* is not read: a claim of "70" binds any 70, which is why each mention
    comes with its context.
    """
    ids: dict[tuple[str, Fraction | str, str, str], list[str]] = {}
    for claim, text in stated.items():
        for said in dict.fromkeys(_sense(mention) for mention in find_numbers(text)):
            ids.setdefault(said, []).append(claim)
    return Coverage(
        tuple(mentions), tuple(tuple(ids.get(_sense(mention), ())) for mention in mentions)
    )


def _sense(mention: Mention) -> tuple[str, Fraction | str, str, str]:
    """Take from a mention what two that say the same have in common."""
    kind = "number" if mention.kind == "number word" else mention.kind
    said = " ".join(mention.text.lower().split()) if mention.value is None else mention.value
    return kind, said, mention.unit, mention.operator
