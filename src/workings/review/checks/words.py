"""The words of a stored notebook: Markdown, prose, metadata, and the texts in its code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workings.review.checks.found import Check, Coverage, Report
from workings.review.checks.numbers import MEND
from workings.review.checks.stored import Cell, Notebook

NOT_WORDS = ("allowed", "language", "made_on", "issue", "first_made_on", "address")
CHART_TEXTS = ("title", "subtitle", "description")
#: Texts given to these are looked for or looked up, and not printed.
LOOKED_UP = (
    "get", "standing", "table", "only", "sum_of", "count_of", "maximum_of", "last_of", "rate_per",
    "replace", "split", "strip", "startswith", "endswith", "removeprefix", "removesuffix", "query",
    "transform_filter", "transform_calculate", "strftime", "Timestamp", "to_datetime", "Color",
    "DateOffset", "read_ledger", "fromisoformat",
)  # fmt: skip

#: What is given to these is drawn, but for what is named beside it.
DATA = (
    "DataFrame", "Series", "from_records", "from_dict", "Data", "InlineData", "assign", "Chart",
    "datum", "XDatum", "YDatum",
)  # fmt: skip
BESIDE_DATA = ("index", "columns", "dtype", "copy", "name", "orient", "width", "height", "usermeta")
#: What leaves a number given to it as it is, or puts it in a row.
_KEEPING = ("int", "float", "Decimal", "Fraction", "dict", "list", "tuple", "zip")
#: Lines that a chart is read against: nought, and a whole in parts or in per cent.
BASELINES = (0, 1, 100)

#: The marks in a template's words, as its reader knows them.
_MARKS = dict.fromkeys((0xE000, 0xE001, 0xFFFD), "…")

#: Words that are printed, what reports something about them, and whether every numeral counts:
#: in code a date or a name is mostly a key, and does not.
Words = tuple[str, Report, bool]


def check_words(notebook: Notebook) -> tuple[Check, Coverage]:
    """
    Check that no number is typed where a reference should stand.

    The coverage counts the references in prose against the numbers typed.
    """
    allowed = notebook.allow_list()
    found = [
        report(f"{each.text!r} typed, in “{each.context.translate(_MARKS)}”", "a reference", MEND)
        for text, report, strict in words_of(notebook)
        for each in allowed.untraced(text, strict=strict)
    ]
    references = 0
    for cell in notebook.of_kind("prose"):
        template = notebook.templates[cell.number]
        references += template.references
        for changed in template.changed():
            mend = "Put it into the quantity, or let a filter print it."
            found.append(cell.finding(f"“{changed}”", "the number as it was worked out", mend))
    check = Check(
        "No number is typed into the words",
        (*found, *allowed.faults()),
        "Words that only may be numbers (one, both, the two, first, several) are left alone.",
    )
    return check, Coverage(references + allowed.numbers, references, allowed.count)


def words_of(notebook: Notebook) -> Iterator[Words]:
    """Yield everything in a stored notebook that is, or may be, printed as words."""
    for name, value in notebook.words.items():
        for text in _texts(value) if name not in NOT_WORDS else ():
            yield text, notebook.finding_at(f"workings.{name}"), True
    code = [cell for cell in notebook.of_kind("code") if "parameters" not in cell.tags]
    made = _made(node for cell in code for node in cell.nodes)
    for cell in notebook.cells:
        if cell.kind == "markdown":
            yield cell.source, cell.finding, True
        elif cell.kind == "prose":
            yield notebook.templates[cell.number].words, cell.finding, True
        elif "parameters" not in cell.tags:
            yield from _in_code(cell)
            for number in dict.fromkeys(n for node in cell.nodes for n in _drawn(node, made)):
                yield number, cell.finding, False


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
    looked_in: list[ast.expr] = []
    match node:
        case ast.Call(func=func, args=args, keywords=named) if _name_of(func) in LOOKED_UP:
            looked_in = [*args, *(keyword.value for keyword in named)]
        case ast.Compare(left=left, comparators=others):
            looked_in = [left, *others]
        case (
            ast.Subscript(slice=part)
            | ast.FormattedValue(format_spec=ast.expr() as part)
            | ast.keyword(arg="format" | "labelExpr" | "color" | "because", value=part)
        ):
            looked_in = [part]
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
        match node:
            case ast.FormattedValue(value=value):
                made = [value]
            case ast.Call(func=func, args=args) if _name_of(func) in ("str", "repr", "format"):
                made = args
            case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
                made = right.elts if isinstance(right, ast.Tuple) else [right]
        for part in made:
            if isinstance(part, ast.Constant) and type(part.value) in (int, float):
                yield str(part.value)


def _made(code: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what each name is made of: what it stands for, and what is appended to it."""
    made: dict[str, list[ast.expr]] = {}
    for node in code:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                made.setdefault(name, []).append(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=args
            ):
                made.setdefault(name, []).extend(args)
    return made


def _drawn(node: ast.AST, made: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the plain numbers that a node gives a chart as its data."""
    todo: list[ast.AST] = []
    match node:
        case ast.Call(func=func, args=args, keywords=named) if _name_of(func) in DATA:
            todo = [*args, *(each.value for each in named if each.arg not in BESIDE_DATA)]
        case ast.keyword(arg="datum", value=value):
            todo = [value]
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=value):
            calls = (each.func for each in made.get(name, ()) if isinstance(each, ast.Call))
            todo = [value] if any(_name_of(each) in DATA for each in calls) else []
    followed: set[str] = set()
    while todo:
        match todo.pop():
            case ast.Constant(value=int() | float() as number):
                if not isinstance(number, bool) and number not in BASELINES:
                    yield str(number)
            case ast.UnaryOp(operand=part) | ast.Starred(value=part):
                todo.append(part)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part):
                todo.append(part)
            case ast.IfExp(body=one, orelse=other):
                todo += [one, other]
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
                todo += parts
            case ast.Call(func=func, args=args, keywords=named) if _name_of(func) in _KEEPING:
                todo += [*args, *(each.value for each in named)]
            case ast.Name(id=name) if name not in followed:
                followed.add(name)
                todo += made.get(name, ())


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
