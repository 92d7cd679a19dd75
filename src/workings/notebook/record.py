"""
The record that crosses from the notebook to the page: its types, and its JSON, written and read.

Everything in it is plain enough that an executed notebook alone can be printed again, and any
number on the page taken back to its ledger lines. What is read may come from anybody: whatever
isn't of these types is refused.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from workings.errors import PageError
from workings.ledger import SEAL, Source
from workings.numbers import Interval
from workings.official import Extract

if TYPE_CHECKING:
    from pydantic import ConfigDict, TypeAdapter

#: Of these types: whoever changes one of them so that older records no longer fit adds one.
VERSION = 2

# Characters of Unicode's private use area hold the place of each number until the press sets it.
OPEN, CLOSE = "\ue000", "\ue001"
SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_FRACTION = re.compile(r"-?[0-9]{1,400}(/[1-9][0-9]{0,399})?")
_EXPECTED = {"missing": "its value", "unexpected_keyword_argument": "no such name"}
_MEND = "Run the notebook again: its record is what a page is printed from."


class _Form:
    """What a value must be besides, as pydantic says it: which isn't loaded until one is read."""

    def __init__(self, **form: Any) -> None:
        self.form = form

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> dict[str, Any]:
        return {**handler(source), **self.form}


def _fraction(given: object) -> object:
    if isinstance(given, Fraction):
        return given
    if not isinstance(given, str) or not _FRACTION.fullmatch(given):
        raise ValueError("Input should be a fraction in text, such as '69' or '6900/281'")
    return Fraction(given)


Kind = TypeVar("Kind")
Exact = Annotated[
    Fraction, _Form(type="function-plain", function={"type": "no-info", "function": _fraction})
]
Seal = Annotated[str, _Form(pattern=rf"^({SEAL.pattern})?$")]
Yes = Annotated[bool, _Form(strict=True)]
Day = Annotated[str, _Form(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Pair = tuple[Day, Day]


class _Typed:
    """A part of the record: it has its fields and nothing else."""

    __pydantic_config__: ClassVar[ConfigDict] = {"extra": "forbid"}


@dataclass(frozen=True)
class Range(_Typed):
    """Every value that the figures allow, up to two ends (None for none), as printed in words."""

    low: Exact | None
    high: Exact | None
    closed: tuple[Yes, Yes]
    words: str

    @property
    def interval(self) -> Interval:
        """The values themselves; raises ValueError where the ends leave none."""
        return Interval(self.low, self.high, *self.closed)

    @property
    def is_exact(self) -> bool:
        """Whether there is one value alone."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Reason(_Typed):
    """What was unlike in numbers that were put together, and the author's reason."""

    unlike: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class StatementLine(_Typed):
    """A line of ``claims.csv``: who said a claim, how they stated it, where and when."""

    seal: Seal
    stated: str
    who: str
    role: str
    source: str  # its id, or empty
    locator: str
    said_on: Day
    note: str = ""  # of a further place where the claim was seen


@dataclass(frozen=True)
class Workings(_Typed):
    """A number's workings, down to the ledger lines it rests on: a tree."""

    operation: str  # the name of the function that made it, or ``figure``
    formula: str  # the arithmetic with its numbers in it
    printed: str  # what that comes to
    exact: Exact
    range: Range
    unit: str  # what one of it is
    label: str  # what it counts
    periods: tuple[Pair, ...]  # first and last days, as ISO dates; empty where they aren't stated
    populations: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    kind: str = ""  # flow, stock and so on
    dimensions: tuple[tuple[str, str], ...] = ()  # such as area and Wales
    within: tuple[tuple[str, str], ...] = ()  # the wholes that it is a part of
    reasons: tuple[Reason, ...] = ()  # why unlike things were put together, here or below
    operands: tuple[Workings, ...] = ()  # none for what stands in the ledger or a table
    figure: Seal = ""  # of its line in the ledger
    rounded_to: str = ""  # what a figure is read as rounded to
    basis: str = ""  # on what grounds
    passed_over: tuple[Seal, ...] = ()  # the lines that a figure was preferred to
    # those that contradict it, though neither is more reliable or later
    conflicting: tuple[Seal, ...] = ()
    extract: Extract | None = None  # where a number out of an official table stands
    # of a number that a claim states, or a count of claims
    statements: tuple[StatementLine, ...] = ()
    chosen_by: tuple[Workings, ...] = ()  # what decided that this number is printed

    def walk(self) -> Iterator[Workings]:
        """Yield the number and all that it was worked out from, in the order of its formula."""
        yield self
        for operand in self.operands:
            yield from operand.walk()

    def leaves(self) -> list[Workings]:
        """Return what it was worked out from in the end, each once, in the same order."""
        return list(dict.fromkeys(each for each in self.walk() if not each.operands))


@dataclass(frozen=True)
class Bound(_Typed):
    """A number as it is printed in a text, bound to its workings."""

    text: str
    workings: Workings


@dataclass(frozen=True)
class Prose(_Typed):
    """A text in which every number is bound."""

    markdown: str  # with a slot for each number
    numbers: tuple[Bound, ...] = ()  # by the number of their slots

    def __post_init__(self) -> None:
        slots = [int(slot[1][:9]) for slot in SLOT.finditer(self.markdown)]
        if max(slots, default=-1) >= len(self.numbers):
            raise ValueError("Input should have workings for each number: one has no workings")

    def __str__(self) -> str:
        """Return the text as JupyterLab shows it, with the numbers in their slots."""
        return SLOT.sub(lambda slot: self.numbers[int(slot[1])].text, self.markdown)


@dataclass(frozen=True)
class Reading(_Typed):
    """What one reading of a claim gives, and the seal of the line that has its expression."""

    seal: Seal
    workings: Workings


@dataclass(frozen=True)
class ClaimRecord(_Typed):
    """A claim that was looked into, in words."""

    id: str
    stated: str  # the number as it was stated
    verdict: str
    flags: tuple[str, ...]
    severity: str
    checked: Yes  # whether anything was recomputed
    said: Prose
    reason: Prose  # for the verdict
    later: Prose  # what later figures say
    beside: tuple[Prose, ...]  # numbers that belong beside it
    recomputed: tuple[Reading, ...]
    # where it was said, the first one first
    statements: Annotated[tuple[StatementLine, ...], _Form(min_length=1)]
    note: str

    @property
    def judged(self) -> str:
        """The verdict and its flags."""
        return ", ".join([self.verdict, *self.flags])

    def texts(self, *, in_short: bool = False) -> list[Prose]:
        """Return all that is said of it, in order; in short, without what belongs beside it."""
        return [self.said, self.reason, self.later, *(() if in_short else self.beside)]


@dataclass(frozen=True)
class ClaimsRecord(_Typed):
    """Claims that a cell shows, in order."""

    claims: tuple[ClaimRecord, ...]


@dataclass(frozen=True)
class FigureLine(_Typed):
    """A line of ``figures.csv``, with the words of its measure; days are ISO dates, or empty."""

    measure: str
    label: str
    as_printed: str
    value: str
    operator: str
    period_start: Day
    period_end: Day
    status: str
    source: str
    locator: str
    stated_by: str
    stated_on: Day
    supersedes: tuple[Seal, ...]
    reason: str
    note: str
    is_open: Yes = False
    unit: str = ""  # of its value, where that is in thousands, millions or the like


@dataclass(frozen=True)
class BookRecord(_Typed):
    """All that had been stated by the as-of date, as the page needs it."""

    as_of: Day
    figures: Mapping[Seal, FigureLine]
    sources: Mapping[str, Source]  # those published by then or cited, by id
    mutant: str = ""  # what an audit read a line as; empty but in its runs


@dataclass(frozen=True)
class ChartRecord(_Typed):
    """The numbers that a chart shows."""

    sources: tuple[str, ...] = ()  # ids of those that they rest on, in order
    numbers: tuple[Workings, ...] = ()  # that it draws
    told: tuple[Workings, ...] = ()  # in its title or alt text, and not drawn


#: What lies in an executed notebook's outputs, by MIME type.
MIME_TYPES: Mapping[str, type[BookRecord | Prose | ClaimsRecord]] = {
    "application/vnd.workings.book+json": BookRecord,
    "application/vnd.workings.prose+json": Prose,
    "application/vnd.workings.claims+json": ClaimsRecord,
}


def as_output(record: BookRecord | Prose | ClaimsRecord) -> dict[str, Any]:
    """Return a record as part of a cell's output, by its MIME type."""
    mime = next(mime for mime, kind in MIME_TYPES.items() if isinstance(record, kind))
    return {mime: to_json(record)}


def to_json(record: Any) -> dict[str, Any]:
    """
    Write a record as plain data, with the version of its types; what has its default is left out.

    Examples
    --------
    >>> to_json(ChartRecord(("S13",)))
    {'version': 2, 'sources': ['S13']}
    """
    return {"version": VERSION, **_plain(record)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = ((each.name, getattr(value, each.name), each.default) for each in fields(value))
        return {name: _plain(part) for name, part, default in named if part != default}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Fraction | Decimal | date) else value


def from_json(kind: type[Kind], data: object, where: str) -> Kind:
    """
    Read a record of some type from what claims to be one; `where` names its cell for messages.

    Raises PageError if it is of another version, or anything in it isn't of its type.

    Examples
    --------
    >>> from_json(ChartRecord, to_json(ChartRecord(("S13",))), "cell 3")
    ChartRecord(sources=('S13',), numbers=(), told=())
    """
    from pydantic import ValidationError

    given = dict(data) if isinstance(data, Mapping) else {}
    if (version := given.pop("version", None)) != VERSION:
        of = "no version" if version is None else f"version {version!r:.40}"
        raise PageError(f"{where}: found a record of {of}; expected version {VERSION}. {_MEND}")
    try:
        record: Kind = _reader_of(kind).validate_python(given)  # type: ignore[arg-type]  # mypy takes no class for hashable
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        at = ".".join(str(part)[:40] for part in fault["loc"]) or "its top"
        found = "nothing" if fault["type"] == "missing" else reprlib.repr(fault["input"])
        expected = _EXPECTED.get(fault["type"], fault["msg"])
        expected = re.sub("^(Value error, )?Input should (be|have) ", "", expected)
        raise PageError(f"{where}, at {at}: found {found}; expected {expected}. {_MEND}") from error
    return record


@cache  # made when something is read: it takes its time, which kernels needn't spend
def _reader_of(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
