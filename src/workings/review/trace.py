"""
Lineage: a printed number's whole tree, down to ledger lines, sources and archived bytes.

And upwards: which places of which editions a line of the ledger bears on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from workings.errors import EditionError, UnknownName, counted
from workings.files import NOTEBOOK, file_digest
from workings.ledger import Edition, Row, Site, Source, read_description, read_ledger, read_table
from workings.notebook import NUMERAL, Executed, Place, Workings, read_executed, read_places
from workings.numbers import periods_in_words
from workings.official import Extract
from workings.review.dependence import Dependence, Given

if TYPE_CHECKING:
    from rich.tree import Tree

NEAREST = 3


@dataclass(frozen=True)
class Branch:
    """What is said of one thing, and of what it rests on."""

    said: str
    parts: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Dependant:
    """A place that a line of the ledger bears on, in some edition, and how it does."""

    edition: str
    place: Place
    how: str


def trace_number(site: Site, edition: Edition, wanted: str) -> list[Branch]:
    """
    Trace a printed number to the ledger lines, sources and archived files it rests on.

    What is wanted is the number as printed, ``0.7%``, or the id of a place, ``n12``. There is a
    branch for each place where it is printed, in order. The digest of every archived file is worked
    out now.

    Raises
    ------
    EditionError
        If the edition isn't built.
    UnknownName
        If nothing of the sort is printed; names the nearest numbers.
    """
    executed = built(site, edition)
    places = read_places(executed)
    found = [place for place in places if wanted in _names(place)]
    if not found:
        near = _nearest(wanted, [name for place in places for name in _names(place)])
        raise UnknownName(f"number of {edition.id}", wanted, near)
    tree = _Tree(site.ledger, read_executed(executed))
    return [tree.of_place(place, wanted) for place in found]


def find_dependants(
    site: Site, editions: Sequence[Edition], given: Given
) -> tuple[list[Dependant], list[str]]:
    """
    Find every place of the editions that a line of the ledger bears on, in the record's order.

    With them come the ids of editions that aren't built.
    """
    found, missing = [], []
    for edition in editions:
        executed = site.folder(edition) / NOTEBOOK
        if not executed.exists():
            missing.append(edition.id)
            continue
        places = read_places(executed)
        rests = Dependence(places)
        each = ((place, rests.bears(given, place)) for place in places)
        found += [Dependant(edition.id, place, how) for place, how in each if how]
    return found, missing


def find_line(ledger: Path, wanted: str) -> Given:
    """
    Find the line of a figure: ``returned@2026-01-27``, the one that stood that day, or its seal.

    Raises
    ------
    UnknownName
        If there is no such measure or seal.
    NothingStated
        If nothing had been stated about it by then.

    Examples
    --------
    >>> find_line(Path("data"), "returned@2026-01-27").file
    'figures.csv'
    """
    measure, at, day = wanted.partition("@")
    if at:
        return Given("figures.csv", read_ledger(ledger, day)[measure].seal)
    seals = [row.seal for row in _rows_of(ledger, "figures")]
    if wanted not in seals:
        raise UnknownName("figure", wanted, seals)
    return Given("figures.csv", wanted)


def built(site: Site, edition: Edition) -> Path:
    """Return the executed notebook of an edition; raises EditionError if it isn't built."""
    executed = site.folder(edition) / NOTEBOOK
    if not executed.exists():
        raise EditionError(
            f"{edition.id}: found no {executed}; expected it built. Build it: workings build "
            f"{edition.report}."
        )
    return executed


def _names(place: Place) -> list[str]:
    """Return what a place can be asked for by: its id, what it prints, and the numbers in that."""
    return [place.id, place.text, *NUMERAL.findall(place.text)]


def _nearest(wanted: str, names: Sequence[str]) -> list[str]:
    """Return the printed numbers nearest to one that isn't, by what they come to."""
    numerals = {name for name in names if NUMERAL.fullmatch(name)}
    found = NUMERAL.search(wanted)
    if found is None:
        return sorted(numerals)[:NEAREST]
    alike = [each for each in numerals if each.endswith("%") == found[0].endswith("%")]
    return sorted(alike, key=lambda each: (abs(_value(each) - _value(found[0])), each))[:NEAREST]


def _value(numeral: str) -> Decimal:
    return Decimal(numeral.replace(",", "").removesuffix("%"))


def _rows_of(ledger: Path, name: str) -> tuple[Row, ...]:
    """Read a ledger file as it is now, whatever may be wrong with it."""
    columns = read_description(ledger).columns(name)
    return read_table(ledger / f"{name}.csv", columns).rows


@dataclass
class _Tree:
    """Writes trees out, with what the ledger's files say now."""

    ledger: Path
    executed: Executed

    @cached_property
    def _rows(self) -> dict[str, tuple[str, Row]]:
        """The ledger's lines as they are now, by seal, each with the place where it stands."""
        return {
            row.seal: (f"{self.ledger.name}/{name}.csv line {row.line}", row)
            for name in ("sources", "figures", "claims")
            for row in _rows_of(self.ledger, name)
        }

    def _place(self, seal: str, name: str) -> str:
        """Say where the line with a seal stands now."""
        if seal in self._rows:
            return f"{seal} ({self._rows[seal][0]})"
        return f"{seal} (no longer in {name}.csv as it was)"

    def of_place(self, place: Place, wanted: str) -> Branch:
        where = f"{place.id}, {place.kind} in the {place.part}, cell {place.cell}"
        said = place.text if place.kind != "chart" else place.sentence
        numbers = [each for each in place.numbers if wanted in NUMERAL.findall(each.printed)]
        parts = [self._number(each) for each in numbers or place.numbers]
        parts = parts or [Branch("no workings: it is typed, or printed as mere text")]
        sentence = f": {place.sentence}" if place.kind != "chart" else ""
        return Branch(f"{said} ({where}){sentence}", tuple(parts))

    def _number(self, number: Workings) -> Branch:
        parts = list(self._itself(number))
        parts += [self._number(part) for part in number.operands]
        reasons = [
            Branch(f"unlike {' and '.join(each.unlike)}, because {each.because}")
            for each in number.reasons
            if number.operands
        ]
        if number.chosen_by:
            parts.append(Branch("chosen by", tuple(map(self._number, number.chosen_by))))
        return Branch(_sum(number), (*reasons, *parts))

    def _itself(self, number: Workings) -> Iterator[Branch]:
        if number.figure:
            yield self._figure(number.figure)
            for line in number.passed_over:
                yield Branch("passed over", (self._figure(line),))
        if number.extract:
            yield self._extract(number.extract, periods_in_words(number.periods))
        for said in number.statements:
            who = ", ".join(filter(None, [said.who, said.locator, said.said_on]))
            sources = [self._source(said.source)] if said.source else []
            yield Branch(f"{self._place(said.seal, 'claims')}: {who}", tuple(sources))

    def _figure(self, seal: str) -> Branch:
        row = self.executed.figures[seal]
        days = periods_in_words([(row.period_start, row.period_end)])
        stated = f"stated by {row.stated_by} on {row.stated_on}, {row.locator}"
        notes = [Branch(f"note: {row.note}")] if row.note else []
        if row.supersedes:
            notes.append(Branch(f"replaces {', '.join(row.supersedes)}: {row.reason}"))
        said = f"{row.measure} “{row.as_printed}” ({row.operator} {row.value}"
        return Branch(
            f"{self._place(seal, 'figures')}: {said}, {row.status}), {days}; {stated}",
            (self._source(row.source), *notes),
        )

    def _extract(self, extract: Extract, days: str) -> Branch:
        sheet = f"sheet {extract.sheet}, " if extract.sheet else ""
        where = f", where {extract.where}" if extract.where else ""
        marked = f", {', '.join(extract.marked)}" if extract.marked else ""
        taken = f"{extract.operation} of “{extract.heading}”, {sheet}{extract.cells}"
        said = f"{taken}, {extract.rows:,} rows, {days}{where}{marked}"
        return Branch(said, (self._source(extract.source),))

    def _source(self, id_: str) -> Branch:
        row = self.executed.sources[id_]
        place = self._place(row.seal, "sources")
        said = row.publisher, row.title, row.published_on, row.url
        told = ", ".join(str(each) for each in said if each)
        return Branch(f"source {id_}, {place}: {told}", (Branch(self._archived(row)),))

    def _archived(self, row: Source) -> str:
        """Say whether the stored copy's digest, worked out now, is the one in the ledger."""
        if not row.archive:
            return "archive: no copy is kept"
        shown = f"{self.ledger.name}/{row.archive}"
        found = file_digest(self.ledger / row.archive)
        if not found:
            return f"archive: {shown} is missing; its sha256 was {row.sha256}"
        if found != row.sha256:
            return f"archive: {shown} differs: sha256 {found}, and not {row.sha256}"
        return f"archive: {shown} matches: sha256 {found}"


def _sum(number: Workings) -> str:
    """Say what a number is, how it was worked out, and what the figures allow."""
    spread = f", {number.range.words}" if number.range.low != number.range.high else ""
    if number.operands:
        return f"{number.printed} = {number.formula}, exactly {number.exact}{spread}"
    return f"{number.printed}{f' {number.label}' if number.label else ''}{spread}"


def branch_as_tree(branch: Branch) -> Tree:
    """Draw a branch for rich's console; what is said is text to it, never markup."""
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(seen(branch.said)))
    for part in branch.parts:
        tree.add(branch_as_tree(part))
    return tree


def branch_as_text(branch: Branch) -> str:
    """
    Write a branch down, each level indented by two spaces.

    Examples
    --------
    >>> print(branch_as_text(Branch("69 = 350 − 281", (Branch("350"), Branch("281")))))
    69 = 350 − 281
      350
      281
    """
    parts = (indent(branch_as_text(part), "  ") for part in branch.parts)
    return "\n".join([seen(branch.said), *parts])


def branches_as_json(branches: Sequence[Branch]) -> str:
    """Write trees as JSON, with every character that a terminal could act on escaped."""
    return json.dumps([asdict(branch) for branch in branches], indent=1)


def dependants_as_json(found: Sequence[Dependant], missing: Sequence[str], given: Given) -> str:
    """Write what rests on a line as JSON: ``line``, ``rows`` and the editions ``not_built``."""
    rows = [
        {
            "edition": each.edition,
            "place": each.place.id,
            "kind": each.place.kind,
            "text": each.place.text,
            "sentence": each.place.sentence,
            "how": each.how,
        }
        for each in found
    ]
    return json.dumps({"line": str(given), "rows": rows, "not_built": list(missing)}, indent=1)


def dependants_as_text(found: Sequence[Dependant], missing: Sequence[str], given: Given) -> str:
    """Write what rests on a line, a row for each place: edition, place, text, how, sentence."""
    lines = []
    for each in found:
        place, sentence = each.place, seen(each.place.sentence)
        is_chart = place.kind == "chart"
        row = [f"chart “{sentence}”"] if is_chart else [seen(place.text)]
        said = [] if is_chart else [sentence]
        lines.append("  ".join([each.edition, place.id, *row, each.how, *said]))
    lines.append(f"{given}: {counted(len(found), 'place')}.")
    if missing:
        lines.append(f"Not built, so not looked into: {', '.join(missing)}.")
    return "\n".join(lines)


def number_branches(branches: Sequence[Branch]) -> list[Branch]:
    """Put a number before each tree: one and the same can be printed in several places."""
    return [Branch(f"{i}. {each.said}", each.parts) for i, each in enumerate(branches, start=1)]


def seen(text: str) -> str:
    """Put text on one line, and put a mark for each character that can't be seen."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
