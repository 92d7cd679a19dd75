"""
The formulas that claims are recomputed by: ``percent_change(returned, admitted)``.

A formula is read as Python and worked out by walking its tree: names of measures, the house's
operations, and texts and whole numbers as their arguments. Nothing in it is ever run.

- ``returned`` is the figure for the claim's own period or, where it has none, for the latest day on
  which all the formula's measures are known. ``small_boat_arrivals`` stands for the measure
  ``small-boat-arrivals``.
- ``returned["2025-08-06/2025-12-31"]`` is the figure for another period, and
  ``small_boat_arrivals["2025", "S00"]`` what one source stated for it.
- ``employed(area="Wales")`` is the figure for a place or the like, and
  ``employed(area="Wales", status="forecast")["2027"]`` a forecast of it for a period.
- ``sum_of("small-boats-daily", "people", first="2025-08-06", last="2026-01-26")`` and its like take
  a number out of an official table, which has to reach so far.
- ``read_as(admitted, 10)`` reads a figure as rounded.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from warnings import catch_warnings

from workings.errors import (
    ClaimError,
    NothingStated,
    ParameterError,
    UnknownName,
    UnlikeQuantities,
    WorkingsError,
)
from workings.ledger import Book, Figure, Period
from workings.numbers import day, read_day
from workings.quantities import (
    OPERATIONS,
    Quantity,
    as_quantity,
    count_of,
    last_of,
    maximum_of,
    sum_of,
)


class PastTheEnd(NothingStated):
    """What a formula asks for lies past the end of a table, which is named."""


TABLE_OPERATIONS: Mapping[str, Callable[..., Quantity]] = {
    operation.__name__: operation for operation in (sum_of, count_of, maximum_of, last_of)
}
READ_AS = "read_as"
#: Operations that put things together, which may be unlike.
COMPARING = set(OPERATIONS) - {"between", "time_between"}
#: The reason recorded for that, where the desk gives none.
AS_CLAIMED = "the claim sets them side by side"
LONGEST = 500
_KNOWN = (*OPERATIONS, *TABLE_OPERATIONS, READ_AS)
_NO_DIMENSION = ("self", "measure", "period", "source")
_BY_DAYS = {*TABLE_OPERATIONS, "time_between"}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Asked(NamedTuple):
    """A measure that a formula names, and of which place or the like."""

    measure: str  # its id
    dimensions: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.dimensions)
        return self.measure.replace("-", "_") + (f"({named})" if named else "")


@dataclass(frozen=True)
class Formula:
    """A formula that was read."""

    text: str  # as it was written
    tree: ast.expr
    measures: tuple[Asked, ...]  # those named without a period, in order
    is_dated: bool  # whether it speaks of days of its own, and can't be worked out for others
    is_computed: bool  # whether it is more than a figure as it stands


@lru_cache(maxsize=20_000)
def read_formula(text: str) -> Formula:
    """
    Read a formula, without knowing the ledger.

    ClaimError if anything stands in it but calls of known operations, names, texts and whole
    numbers.
    """
    if len(text) > LONGEST:
        raise ClaimError(
            f'"{text[:40]}…": found {len(text):,} characters; expected at most {LONGEST}. Split it.'
        )
    try:
        # Python remarks on odd literals; what is wrong with them is said below.
        with catch_warnings(action="ignore", category=SyntaxWarning):
            tree = ast.parse(text.strip(), mode="eval").body
        named = _Names(text)
        named.visit(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ClaimError(
            f'"{text}": found what is no formula ({getattr(error, "msg", error)}); expected one '
            "like percent_change(returned, admitted)."
        ) from None
    return Formula(
        text, tree, tuple(dict.fromkeys(named.bare)), named.is_dated, isinstance(tree, ast.Call)
    )


class _Names(ast.NodeVisitor):
    """Collects the measures, and refuses every kind of node that is not for formulas."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare: list[Asked] = []
        self.is_dated = False

    def generic_visit(self, node: ast.AST) -> None:
        raise ClaimError(
            f'"{self.text}": found `{ast.unparse(node)}`; expected measures, operations such as '
            "share(part, whole), texts in quotes and whole numbers. Arithmetic is written with "
            "operations: difference(a, b) for a - b, ratio(a, b) for a / b. A measure's name has _ "
            "for -, as in small_boat_arrivals."
        )

    def visit_Call(self, node: ast.Call) -> None:
        if asked := _asked(node):
            self.bare.append(asked)
        elif not isinstance(node.func, ast.Name):
            self.generic_visit(node.func)
        elif node.func.id not in _KNOWN:
            raise UnknownName("operation", node.func.id, _KNOWN)
        else:
            self.is_dated |= node.func.id in _BY_DAYS
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.visit(each)

    def visit_Name(self, node: ast.Name) -> None:
        self.bare.append(Asked(_measure(node)))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if _asked(node.value) is None:
            self.generic_visit(node)
        self.is_dated = True
        values = [part.value if isinstance(part, ast.Constant) else None for part in _parts(node)]
        if len(values) > 2 or not all(isinstance(value, str) for value in values):
            raise ClaimError(
                f'"{self.text}": found `{ast.unparse(node)}`; expected a period, and a source if '
                'one is meant: arrivals["2025"] or arrivals["2025", "S00"].'
            )

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) not in (str, int):
            self.generic_visit(node)


def figures_for(formula: Formula, period: str, book: Book) -> dict[Asked, Figure]:
    """Look up what a formula's bare measures stand for, all of them for the same days."""
    every = formula.measures
    is_foreseen = any(name == "status" for asked in every for name, _ in asked.dimensions)
    if period or len(every) < 2 or is_foreseen:
        return {asked: _standing(book, asked, period or None) for asked in every}
    known = [_by_days(book, asked) for asked in every]
    shared = set(known[0]).intersection(*known[1:])
    if not shared and all(known):
        raise ClaimError(
            f"found {' and '.join(map(str, every))}, never stated for the same days by "
            f"{book.as_of}; expected a period for one of them. Write it, as in "
            f"{every[-1]}[{_periods(book, every[-1])[0]!r}]."
        )
    if len({asked.dimensions for asked in every}) == 1:
        names = [asked.measure for asked in every]
        return dict(zip(every, book.together(*names, **dict(every[0].dimensions)), strict=True))
    last = max(shared, key=lambda days: (known[0][days].day, days))
    return {asked: figures[last] for asked, figures in zip(every, known, strict=True)}


def _standing(book: Book, asked: Asked, period: str | None) -> Figure:
    try:
        return _stated(book, asked, period)
    except UnlikeQuantities as error:
        known = _periods(book, asked)
        if book.measures[asked.measure].dimensions and not asked.dimensions:
            raise ClaimError(f"{asked}: {error}") from error
        raise ClaimError(
            f"found {asked} for several periods; expected one. Say which is meant, as in "
            f"{asked}[{known[0]!r}]: known are {', '.join(known)}."
        ) from error


def _by_days(book: Book, asked: Asked) -> dict[Period, Figure]:
    """Return the figures of a measure, of the place asked for, by the days they speak of."""
    try:
        groups = book.series(asked.measure, **dict(asked.dimensions))
    except NothingStated:
        return {}
    return {figure.covers: figure for (figure,) in groups}


def _periods(book: Book, asked: Asked) -> list[str]:
    """Return the periods for which a measure was stated, the latest first."""
    figures = [figure for figure in book.figures if figure.measure.id == asked.measure]
    ordered = sorted(figures, key=lambda figure: (figure.day, figure.period), reverse=True)
    return [*dict.fromkeys(figure.period for figure in ordered)]


@lru_cache(maxsize=5_000)
def _stated(book: Book, asked: Asked, period: str | None, source: str | None = None) -> Figure:
    """Look a figure up, as a formula asks for it."""
    named: dict[str, Any] = dict(asked.dimensions)
    return book.standing(asked.measure, period, source=source, **named)


def evaluate(
    formula: Formula, book: Book, figures: Mapping[Asked, Figure], because: str, basis: str = ""
) -> Quantity:
    """
    Work a formula out; `figures` are what its bare measures stand for.

    What the formula itself names with a period, and official tables, are the book's. Why unlike
    things may be put together is recorded where they are, and the basis where a figure is read as
    rounded.

    Errors are those of the ledger and the operations, and ClaimError if an operation is given what
    it can't take.
    """
    found = _Evaluation(formula, book, figures, because, basis).value(formula.tree)
    if isinstance(found, Figure | Quantity):
        return as_quantity(found)
    raise ClaimError(
        f'"{formula.text}": found `{ast.unparse(formula.tree)}` alone; expected a measure or an '
        "operation. A bare number can't be traced: name the figure it comes from."
    )


@dataclass(frozen=True)
class _Evaluation:
    formula: Formula
    book: Book
    figures: Mapping[Asked, Figure]
    because: str
    basis: str

    def value(self, node: ast.expr) -> Any:
        """Return the figure or quantity that a node stands for, or the text or whole number."""
        if isinstance(node, ast.Constant):
            return node.value
        if asked := _asked(node):
            return self.figures[asked]
        if isinstance(node, ast.Subscript) and (asked := _asked(node.value)):
            period, *source = (ast.literal_eval(part) for part in _parts(node))
            return _stated(self.book, asked, period, next(iter(source), None))
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return self.called(node.func.id, node)

    def called(self, name: str, node: ast.Call) -> Any:
        given = [self.value(argument) for argument in node.args]
        named = {str(k.arg): self.value(k.value) for k in node.keywords}
        try:
            if name == READ_AS:
                figure, unit = given
                return figure.read_as(unit, because=self.basis or "as the claim is read")
            if name in TABLE_OPERATIONS:
                return _out_of_table(TABLE_OPERATIONS[name], self.book, *given, **named)
            if name not in COMPARING or "because" in named:
                return OPERATIONS[name](*given, **named)
            try:
                return OPERATIONS[name](*given, **named, because=self.because)
            except UnlikeQuantities:
                return OPERATIONS[name](*given, **named, because=self.because or AS_CLAIMED)
        except ParameterError:
            raise self._refused(name, node, 'expected days like "2026-01-27"') from None
        except WorkingsError:
            raise
        except (TypeError, ValueError, AttributeError, KeyError):
            raise self._refused(name, node, f"which {name} can't take") from None

    def _refused(self, name: str, node: ast.Call, why: str) -> ClaimError:
        return ClaimError(
            f'"{self.formula.text}": found `{ast.unparse(node)}`, {why}. What {name} takes is in '
            "data/README.md, with examples in data/claims.csv."
        )


def _out_of_table(
    operation: Callable[..., Quantity],
    book: Book,
    table: str,
    column: str,
    first: str | None = None,
    last: str | None = None,
    **dimensions: str,
) -> Quantity:
    """Take a number out of a table; what lies past the end of the vintage known is no nought."""
    read = book.table(table)
    days = {"last": last} if operation is last_of else {"first": first, "last": last}
    asked = [read_day(each, name) for name, each in days.items() if each is not None]
    if asked and read.covered:
        _, newest = read.covered
        if max(asked) > newest:
            raise PastTheEnd(
                f"{read.declaration.title or table}, as known on {day(book.as_of)}, ends on "
                f"{day(newest)}, and {day(max(asked))} is asked for."
            )
    return operation(book, table, column, **days, **dimensions)


def a_day_off(formula: Formula) -> Iterator[tuple[str, str, Formula]]:
    """
    Yield what a formula would be with one of its days one earlier or later: the day, and the other.

    Examples
    --------
    >>> counted = read_formula('sum_of("small-boats-daily", "people", last="2026-01-22")')
    >>> [(day, other) for day, other, _ in a_day_off(counted)]
    [('2026-01-22', '2026-01-21'), ('2026-01-22', '2026-01-23')]
    """
    for call in ast.walk(formula.tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in _BY_DAYS:
            for node in (*call.args, *(keyword.value for keyword in call.keywords)):
                if isinstance(node, ast.Constant) and _DAY.fullmatch(str(node.value)):
                    yield from _shifted(formula, node, str(node.value))


def _shifted(formula: Formula, node: ast.Constant, day: str) -> Iterator[tuple[str, str, Formula]]:
    for step in (-1, 1):
        with suppress(ValueError, OverflowError):
            node.value = (date.fromisoformat(day) + timedelta(days=step)).isoformat()
            other, text, node.value = node.value, ast.unparse(formula.tree), day
            yield day, other, read_formula(text)


def _asked(node: ast.expr) -> Asked | None:
    """Return the measure that a node names, by itself or with a place or the like; or None."""
    if isinstance(node, ast.Name):
        return Asked(_measure(node))
    if not isinstance(node, ast.Call) or node.args or not isinstance(node.func, ast.Name):
        return None
    if node.func.id in _KNOWN or not node.keywords:
        return None
    named = [(str(k.arg), getattr(k.value, "value", None)) for k in node.keywords]
    if not all(isinstance(value, str) and name not in _NO_DIMENSION for name, value in named):
        return None
    return Asked(_measure(node.func), tuple((name, str(value)) for name, value in named))


def _measure(node: ast.Name) -> str:
    return node.id.replace("_", "-")


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
