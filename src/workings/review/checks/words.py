"""The words of a stored notebook: Markdown, prose, metadata, and the texts in its code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workings.review.checks.found import Check, Coverage, Finding
from workings.review.checks.numbers import MEND, AllowList, typed
from workings.review.checks.stored import Cell, Notebook
from workings.review.checks.templates import Template

NOT_WORDS = ("allowed", "language", "published", "updated", "address")
CHART_TEXTS = ("title", "subtitle", "description")
#: Texts given to these are looked for or looked up, and not printed.
LOOKED_UP = (
    "get", "standing", "table", "only", "sum_of", "count_of", "maximum_of", "last_of", "rate_per",
    "replace", "split", "strip", "startswith", "endswith", "removeprefix", "removesuffix", "query",
    "transform_filter", "transform_calculate", "strftime", "Timestamp", "to_datetime", "Color",
    "DateOffset", "read_ledger", "fromisoformat",
)  # fmt: skip

Report = Callable[[str, str, str], Finding]


@dataclass(frozen=True)
class Words:
    """
    Words that are printed, and how to report something about them.

    Attributes
    ----------
    text : str
    report : callable
        Makes a finding of what was found, what was expected and how to mend it.
    strict : bool
        Whether every numeral counts. In code a date or a name is mostly a key, and does not.
    """

    text: str
    report: Report
    strict: bool = True


def check_words(
    notebook: Notebook, templates: dict[int, Template], allowed: AllowList
) -> tuple[Check, Coverage]:
    """
    Check that no number is typed where a reference should stand.

    Returns
    -------
    Check and Coverage
        The second counts the references in prose against the numbers typed.
    """
    found, count = [], 0
    for words in words_of(notebook, templates):
        for mention in typed(words.text):
            if not (words.strict or mention.to_check):
                continue
            count += 1
            if not allowed.allows(words.text, mention):
                where = f"{mention.text!r} typed, in “{_shown(mention.context)}”"
                found.append(words.report(where, "a reference", MEND))
    references = sum(template.references for template in templates.values())
    for cell in notebook.of_kind("prose"):
        for changed in templates[cell.number].changed():
            mend = "Put it into the quantity, or let a filter print it."
            found.append(cell.finding(f"“{changed}”", "the number as it was worked out", mend))
    check = Check(
        "No number is typed into the words",
        (*found, *allowed.faults()),
        "Words that only may be numbers (one, both, the two, first, several) are left alone.",
    )
    return check, Coverage(references + count, references, allowed.count)


def words_of(notebook: Notebook, templates: dict[int, Template]) -> Iterator[Words]:
    """Yield everything in a stored notebook that is, or may be, printed as words."""
    yield from _in_metadata(notebook)
    for cell in notebook.cells:
        if cell.kind == "markdown":
            yield Words(cell.source, cell.finding)
        elif cell.kind == "prose":
            yield Words(templates[cell.number].words, cell.finding)
        elif cell.tree and "parameters" not in cell.tags:
            yield from _in_code(cell, cell.tree)


def _in_metadata(notebook: Notebook) -> Iterator[Words]:
    for name, value in notebook.words.items():
        if name not in NOT_WORDS:
            for text in _texts(value):
                yield Words(text, _reporter(notebook, f"workings.{name}"))


def _reporter(notebook: Notebook, line: str) -> Report:
    return lambda found, expected, mend: notebook.finding(line, found, expected, mend)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _in_code(cell: Cell, tree: ast.Module) -> Iterator[Words]:
    """Yield the texts in a cell's code that are not just looked up, or Vega's expressions."""
    passed_over = {id(part) for node in ast.walk(tree) for part in _looked_up(node)}
    charts = {id(part) for node in ast.walk(tree) for part in _chart_texts(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in passed_over:
            continue
        if isinstance(node.value, str) and "datum" not in node.value:
            yield Words(node.value, cell.finding, strict=id(node) in charts)
    for number in _made_text(tree):
        yield Words(number, cell.finding)


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


def _made_text(tree: ast.Module) -> Iterator[str]:
    """Yield the plain numbers that code makes a text of: ``str(281)``, ``f"{281}"``."""
    for node in ast.walk(tree):
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
