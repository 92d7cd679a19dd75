"""
Claims that were looked into: somebody else's number, with a verdict and the reason for it.

:func:`workings.claims.recompute.check_claims` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from workings.claims.verdicts import FLAGS, SEVERITIES, VERDICTS, Judgement
from workings.errors import UnknownName
from workings.ledger import Period, Statement
from workings.numbers import Printed, Stated, Words, point
from workings.quantities import Quantity

#: Why a claim can't be checked, in the order in which the reasons are looked for.
WHY_NOT = {
    "no number": "states no number",
    "no figure": "has no figure that bears on it",
    "not yet": "waits for figures not yet stated by then",
    "own word": "rests on its own source alone",
    "not judged yet": "states a rank or an average, which can’t be judged yet",
    "no result": "can’t be worked out from the figures",
}


@dataclass(frozen=True)
class Reading:
    """One way to read a claim: its line, what the figures give, the judgement, and the reason."""

    statement: Statement
    quantity: Quantity
    judgement: Judgement
    words: Words


@dataclass(frozen=True)
class Claim:
    """A claim that was looked into."""

    statement: Statement
    stated: Stated | None  # None where it states no number
    readings: tuple[Reading, ...]  # its own first; empty if it can't be checked
    contexts: tuple[tuple[Statement, Quantity], ...]  # numbers that belong beside it
    sightings: tuple[Statement, ...]  # where else it was said
    verdict: str  # one of `VERDICTS`
    severity: str  # one of `SEVERITIES`
    flags: tuple[str, ...]  # of `FLAGS`
    why_not: str  # one of `WHY_NOT` if it can't be checked; else empty
    reason: Words  # why, with the numbers in it
    later: Words  # what the same sum gives from later counts

    @property
    def id(self) -> str:
        """Its id."""
        return self.statement.id

    @property
    def source(self) -> str:
        """Id of the source that it was published by; empty where none is given."""
        return self.statement.source.id if self.statement.source else ""

    @property
    def quantity(self) -> Quantity | None:
        """What the figures give, as the claim itself is read."""
        return self.readings[0].quantity if self.readings else None

    @property
    def verdict_words(self) -> str:
        """The verdict as the page words it, with its flags."""
        return ", ".join([VERDICTS[self.verdict], *(FLAGS[flag] for flag in self.flags)])

    @property
    def said(self) -> Words:
        """What was said, in the desk's words; the stated number in it opens its own workings."""
        said, stated = self.statement.paraphrase, self.as_stated
        place = said.lower().find(stated.lower())
        if place < 0 or not isinstance(stated, Printed):
            return Words((said,))
        end = place + len(stated)
        return Words((said[:place], Printed(said[place:end], stated.number), said[end:]))

    @property
    def as_stated(self) -> Printed | str:
        """The number as stated; it opens the line that it stands on."""
        if self.stated is None or self.stated.form == "sign":
            return self.statement.stated
        unit = self.stated.measured_in.removesuffix("number")
        line, value = self.statement, self.stated.value
        return Printed(line.stated, _leaf("stated", value, (line,), unit, line.about))


@dataclass(frozen=True)
class Claims:
    """
    Claims in the order of their lines; ``claims["A08"]`` is one of them.

    A cell that ends with them shows them in JupyterLab, and puts them in the page's claims box.
    """

    each: tuple[Claim, ...]

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.each)

    def __getitem__(self, name: str) -> Claim:
        found = {claim.id: claim for claim in self.each}
        if name not in found:
            raise UnknownName("claim", name, found)
        return found[name]

    def only(self, *ids: str) -> Claims:
        """Return some of them, in the order asked for; raises UnknownName for an id that isn't."""
        return Claims(tuple(self[name] for name in ids))

    def where(self, holds: Callable[[Claim], object]) -> Claims:
        """
        Return those for which something holds.

        Examples
        --------
        >>> from workings.claims.recompute import check_claims
        >>> claims = check_claims(book).where(lambda claim: claim.source == "S00")
        >>> len(claims), len(claims.where(lambda claim: claim.readings))
        (21, 6)
        """
        return Claims(tuple(claim for claim in self.each if holds(claim)))

    def by_severity(self) -> Claims:
        """Return them from the gravest down; within one severity in the order of their lines."""
        ordered = sorted(self.each, key=lambda claim: -SEVERITIES.index(claim.severity))
        return Claims(tuple(ordered))

    @property
    def refused(self) -> Claims:
        """Those that can't be judged as they are written."""
        return self.where(lambda claim: claim.verdict == "refused")

    def how_many(self) -> Quantity:
        """Return their number, as a quantity that opens their lines."""
        lines = tuple(claim.statement for claim in self.each)
        return _leaf("tally", Fraction(len(lines)), lines, "claims", "claims")


def refused(line: Statement, why: str) -> Claim:
    """Return a line that can't be judged as it is written, with why, and the cure."""
    return Claim(line, None, (), (), (), "refused", "none", (), "", Words((why,)), Words())


def _leaf(
    operation: str, value: Fraction, lines: tuple[Statement, ...], unit: str, label: str
) -> Quantity:
    """Make a quantity that opens the claims' lines it stands on."""
    days = sorted({line.said_on.isoformat() for line in lines if line.said_on})
    return Quantity(
        operation=operation,
        operands=(),
        value=value,
        interval=point(value),
        is_whole=value.denominator == 1,
        unit=unit,
        label=label,
        periods=(Period(days[0], days[-1]),) if days else (),
        statements=lines,
    )
