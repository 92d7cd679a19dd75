"""
The formulas that claims are recomputed by: ``percent_change(returned, admitted)``.

A formula is read as Python and worked out by walking its tree: names of measures, the house's
operations, and texts and whole numbers as their arguments. Nothing in it is ever run.

- ``returned`` is the figure for the claim's own period or, where it has none, for the latest day on
  which all the formula's measures are known. ``small_boat_arrivals`` stands for the measure
  ``small-boat-arrivals``.
- ``returned["2025-08-06/2025-12-31"]`` is the figure for another period, and
  ``small_boat_arrivals["2025", "S00"]`` what one source stated for it.
- ``sum_of("small-boats-daily", "people", first="2025-08-06", last="2026-01-26")`` and its like take
  a number out of an official table, as far as its vintage goes.
- ``read_as(admitted, 10)`` reads a figure as rounded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from warnings import catch_warnings

from workings.errors import (
    ClaimError,
    NothingStated,
    ParameterError,
    UnknownName,
    UnlikeQuantities,
    WorkingsError,
)
from workings.ledger import Book, Figure
from workings.numbers import read_day
from workings.official import span_of
from workings.quantities import (
    OPERATIONS,
    Quantity,
    as_quantity,
    count_of,
    last_of,
    maximum_of,
    sum_of,
)

TABLE_OPERATIONS: Mapping[str, Callable[..., Quantity]] = {
    operation.__name__: operation for operation in (sum_of, count_of, maximum_of, last_of)
}
READ_AS = "read_as"
#: Operations that put things together, which may be unlike.
COMPARING = set(OPERATIONS) - {"between", "time_between"}
#: The reason recorded for that, where the desk gives none.
AS_CLAIMED = "the claim sets them side by side"
LONGEST = 500


@dataclass(frozen=True)
class Formula:
    """A formula that was read."""

    text: str  # as it was written
    tree: ast.expr
    measures: tuple[str, ...]  # ids of those named without a period, in order
    is_dated: bool  # whether it speaks of days of its own, and can't be worked out for others
    is_computed: bool  # whether it is more than a figure as it stands


@lru_cache(maxsize=20_000)
def read_formula(text: str) -> Formula:
    """
    Read a formula, without knowing the ledger.

    Raises
    ------
    ClaimError
        If anything stands in it but calls of known operations, names, texts and whole numbers.

    Examples
    --------
    >>> read_formula("percent_change(returned, admitted)").measures
    ('returned', 'admitted')
    >>> read_formula("__import__('os').system('id')")
    Traceback (most recent call last):
    workings.errors.ClaimError: "__import__('os').system('id')": found `__import__('os')...
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
        self.bare: list[str] = []
        self.is_dated = False

    def generic_visit(self, node: ast.AST) -> None:
        raise ClaimError(
            f'"{self.text}": found `{ast.unparse(node)}`; expected measures, operations such as '
            "share(part, whole), texts in quotes and whole numbers. Arithmetic is written with "
            "operations: difference(a, b) for a - b, ratio(a, b) for a / b. A measure's name has _ "
            "for -, as in small_boat_arrivals."
        )

    def visit_Call(self, node: ast.Call) -> None:
        known = [*OPERATIONS, *TABLE_OPERATIONS, READ_AS]
        if not isinstance(node.func, ast.Name):
            self.generic_visit(node.func)
        elif node.func.id not in known:
            raise UnknownName("operation", node.func.id, known)
        else:
            self.is_dated |= node.func.id in TABLE_OPERATIONS or node.func.id == "time_between"
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.visit(each)

    def visit_Name(self, node: ast.Name) -> None:
        self.bare.append(_measure(node))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.value, ast.Name):
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


def evaluate(
    formula: Formula, book: Book, figures: Mapping[str, Figure], because: str, basis: str = ""
) -> Quantity:
    """
    Work a formula out; `figures` are what its bare measures stand for.

    What the formula itself names with a period, and official tables, are the book's. Why unlike
    things may be put together is recorded where they are, and the basis where a figure is read as
    rounded.

    Raises
    ------
    UnknownName, NothingStated, UnlikeQuantities, UnboundedResult, PrecisionError, OfficialError
        As the ledger and the operations do.
    ClaimError
        If an operation is given what it can't take.
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
    figures: Mapping[str, Figure]
    because: str
    basis: str

    def value(self, node: ast.expr) -> Any:
        """Return the figure or quantity that a node stands for, or the text or whole number."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.figures[_measure(node)]
        if isinstance(node, ast.Subscript):
            period, *source = (ast.literal_eval(part) for part in _parts(node))
            return self.book.standing(_measure(node.value), period, source=next(iter(source), None))
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
) -> Quantity:
    """Take a number out of a table, up to a day or as far as the vintage known then goes."""
    read = book.table(table)
    end = None
    if last is not None and read.declaration.dated:
        newest = span_of(read.frame[read.declaration.dated].max().date(), read.declaration.every)[1]
        end = min(read_day(last, "last"), newest)
        if first is not None and newest < read_day(first, "first"):
            raise NothingStated(
                f"{read.source}, {table}: found {first} asked for; expected a day up to {newest}, "
                "as far as the vintage known then goes. Choose a later as-of date."
            )
    days = {"last": end} if operation is last_of else {"first": first, "last": end}
    return operation(book, table, column, **days)


def _measure(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)
    return node.id.replace("_", "-")


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
