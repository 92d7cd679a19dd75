"""The words of a stored notebook: Markdown, prose, metadata, and the texts in its code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from workings.review.checks.found import Check, Coverage, Report
from workings.review.checks.numbers import MEND, typed
from workings.review.checks.stored import Cell, Notebook

NOT_WORDS = ("allowed", "language", "published", "updated", "address")
CHART_TEXTS = ("title", "subtitle", "description")
#: Texts given to these are looked for or looked up, and not printed.
LOOKED_UP = (
    "get", "standing", "table", "only", "sum_of", "count_of", "maximum_of", "last_of", "rate_per",
    "replace", "split", "strip", "startswith", "endswith", "removeprefix", "removesuffix", "query",
    "transform_filter", "transform_calculate", "strftime", "Timestamp", "to_datetime", "Color",
    "DateOffset", "read_ledger", "fromisoformat",
)  # fmt: skip

#: Words that are printed, what reports something about them, and whether every numeral counts:
#: in code a date or a name is mostly a key, and does not.
Words = tuple[str, Report, bool]


def check_words(notebook: Notebook) -> tuple[Check, Coverage]:
    """
    Check that no number is typed where a reference should stand.

    Returns
    -------
    Check and Coverage
        The second counts the references in prose against the numbers typed.
    """
    found, count, allowed = [], 0, notebook.allow_list()
    for text, report, strict in words_of(notebook):
        for mention in typed(text):
            if not (strict or mention.to_check):
                continue
            count += 1
            if not allowed.allows(text, mention):
                where = f"{mention.text!r} typed, in “{_shown(mention.context)}”"
                found.append(report(where, "a reference", MEND))
    references = sum(template.references for _, template in notebook.templates)
    for cell, template in notebook.templates:
        for changed in template.changed():
            mend = "Put it into the quantity, or let a filter print it."
            found.append(cell.finding(f"“{changed}”", "the number as it was worked out", mend))
    check = Check(
        "No number is typed into the words",
        (*found, *allowed.faults()),
        "Words that only may be numbers (one, both, the two, first, several) are left alone.",
    )
    return check, Coverage(references + count, references, allowed.count)


def words_of(notebook: Notebook) -> Iterator[Words]:
    """Yield everything in a stored notebook that is, or may be, printed as words."""
    for name, value in notebook.words.items():
        for text in _texts(value) if name not in NOT_WORDS else ():
            yield text, notebook.finding_at(f"workings.{name}"), True
    for cell in notebook.cells:
        if cell.kind == "markdown":
            yield cell.source, cell.finding, True
        elif cell.kind == "prose":
            yield notebook.template(cell).words, cell.finding, True
        elif "parameters" not in cell.tags:
            yield from _in_code(cell)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _in_code(cell: Cell) -> Iterator[Words]:
    """Yield the texts in a cell's code that are not just looked up, or Vega's expressions."""
    passed_over = {id(part) for node in cell.nodes for part in _looked_up(node)}
    charts = {id(part) for node in cell.nodes for part in _chart_texts(node)}
    for node in cell.nodes:
        if not isinstance(node, ast.Constant) or id(node) in passed_over:
            continue
        if isinstance(node.value, str) and "datum" not in node.value:
            yield node.value, cell.finding, id(node) in charts
    for number in _made_text(cell.nodes):
        yield number, cell.finding, True


def _looked_up(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node in which a text is a key or a pattern."""
    looked_in: list[ast.AST] = []
    if isinstance(node, ast.Call) and _name_of(node.func) in LOOKED_UP:
        looked_in = [*node.args, *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, ast.Subscript):
        looked_in = [node.slice]
    elif isinstance(node, ast.Compare):
        looked_in = [node.left, *node.comparators]
    elif isinstance(node, ast.FormattedValue) and node.format_spec:
        looked_in = [node.format_spec]
    elif isinstance(node, ast.keyword) and node.arg in ("format", "labelExpr", "color", "because"):
        looked_in = [node.value]
    for part in looked_in:
        yield from ast.walk(part)


def _chart_texts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and node.arg in CHART_TEXTS:
        yield from ast.walk(node.value)
    elif isinstance(node, ast.Call) and _name_of(node.func) in ("Title", "TitleParams"):
        for part in node.args:
            yield from ast.walk(part)


def _made_text(code: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the plain numbers that code makes a text of: ``str(281)``, ``f"{281}"``."""
    for node in code:
        made: list[ast.expr] = []
        if isinstance(node, ast.FormattedValue):
            made = [node.value]
        elif isinstance(node, ast.Call) and _name_of(node.func) in ("str", "repr", "format"):
            made = node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_text(node.left):
            made = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        for part in made:
            if isinstance(part, ast.Constant) and type(part.value) in (int, float):
                yield str(part.value)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name_of(node: ast.expr) -> str:
    """Return the last name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _shown(context: str) -> str:
    """Show a template's words with its marks as a reader of the template knows them."""
    return "".join("…" if ord(char) in (0xE000, 0xE001, 0xFFFD) else char for char in context)
