"""
The checks of a stored notebook: nothing is run, and no library for tables or charts is loaded.

Words typed (`words`) and code that reaches out (`outside`) have modules of their own. Here stand
the order of the cells, what prose may hide, and who may make the records that pages print.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from os.path import abspath
from pathlib import Path

from workings.errors import counted
from workings.review.checks import outside
from workings.review.checks.found import Check, Checked, Coverage, Finding
from workings.review.checks.stored import Cell, Notebook, read_stored
from workings.review.checks.templates import FILTERS
from workings.review.checks.words import check_words

RECORDS = "vnd.workings"
#: What makes a number, or a record of one, without the ledger.
MAKERS = (
    "Figure", "Quantity", "Printed", "Words", "Extract", "Interval", "Source", "Measure",
    "Bound", "Workings", "as_output", "publish_display_data", "record_words", "sentence", "to_json",
    "workings_of", "_repr_mimebundle_",
)  # fmt: skip
#: What a notebook has without defining it.
GIVEN = {*dir(builtins), "display", "In", "Out", "__name__", "loop"}
CLEAR = "Clear the outputs before saving: nbstripout NOTEBOOK does, or Kernel, Restart and Clear."


def check_notebook(notebook: Notebook | Path) -> tuple[list[Check], Coverage]:
    """
    Check all that can be seen of a stored notebook, or of its file, without running it.

    The checks are always the same, in the same order, passed or not. The coverage counts the
    references in its prose, whatever they print, against typed numbers.

    Raises
    ------
    CheckError
        If it is no notebook.

    Examples
    --------
    >>> checks, coverage = check_notebook(Path("notebooks/one-in-one-out.ipynb"))
    >>> [check.name for check in checks if not check.passed]
    []
    """
    if isinstance(notebook, Path):
        notebook = read_stored(notebook)
    words, coverage = check_words(notebook)
    others = [
        Check(name, tuple(found(notebook)), unjudged) for name, (found, unjudged) in CHECKS.items()
    ]
    return [words, *others], coverage


def check_stored(path: Path, root: Path) -> Checked:
    """Check a stored notebook, named as it lies in a site."""
    whole, home = Path(abspath(path)), Path(abspath(root))
    file = whole.relative_to(home) if whole.is_relative_to(home) else path
    checks, coverage = check_notebook(read_stored(path, file.as_posix()))
    return Checked(file.as_posix(), tuple(checks), coverage)


def _hidden(notebook: Notebook) -> Iterator[Finding]:
    """Find expressions that do more than name, combine and print quantities."""
    filters = ", ".join(f"| {name}" for name in FILTERS)
    for cell in notebook.of_kind("prose"):
        template = notebook.templates[cell.number]
        if template.error:
            yield cell.finding(template.error, "Jinja that can be read", "Mend it.")
        for hidden in dict.fromkeys(template.hidden()):
            yield cell.finding(
                f"{hidden} in what is printed",
                f"names of quantities, operations such as share(part, whole), or {filters}",
                "Work it out in a code cell above, from quantities, and print its name.",
            )


def _made_by_hand(notebook: Notebook) -> Iterator[Finding]:
    """Find code that makes a number, or a record of one, by hand."""
    for cell in notebook.cells:
        for made in dict.fromkeys(made for node in cell.nodes for made in _makers(node)):
            yield cell.finding(
                f"{made}, which makes a number or its record by hand",
                "numbers from read_ledger and the operations, printed by %%prose",
                "Put the figure into the ledger, and take it from the book.",
            )


def _makers(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if RECORDS in text:
            yield repr(text[:60])
        case ast.ImportFrom(names=names) | ast.Import(names=names):
            yield from (alias.name for alias in names if alias.name in MAKERS)
        case ast.Attribute(attr=name) | ast.FunctionDef(name=name) if name in MAKERS:
            yield name
        case ast.keyword(arg="raw"):
            yield "display(..., raw=True)"


def _out_of_order(notebook: Notebook) -> Iterator[Finding]:
    """Find cells that were run in another order, and names used above the cell that makes them."""
    last = 0
    for cell in notebook.of_kind("code", "prose"):
        if cell.count is not None and cell.count <= last:
            yield cell.finding(
                f"execution count {cell.count} after {last}",
                "cells that were run from top to bottom, or none",
                CLEAR,
            )
        last = max(last, cell.count or 0)
    made = {cell.number: _stored(cell) for cell in notebook.cells}
    if any("*" in names for names in made.values()):
        return  # from x import *: who knows which names
    known = set(GIVEN)
    for cell in notebook.cells:
        known |= set(made[cell.number])
        for name in _loaded(notebook, cell):
            if name in known:
                continue
            later = [number for number, names in made.items() if name in names]
            where = f"which cell {later[0]} defines" if later else "which no cell defines"
            mend = (
                "Move the cell that defines it up." if later else "Define it, or mend its spelling."
            )
            yield cell.finding(
                f"the name {name!r}, {where}", "names from this cell or one above it", mend
            )


def _unused(notebook: Notebook) -> Iterator[Finding]:
    """Find declared parameters that nothing further down uses."""
    for cell in notebook.cells:
        if "parameters" not in cell.tags:
            continue
        below = [other for other in notebook.cells if other.number > cell.number]
        used = {name for other in below for name in _loaded(notebook, other)}
        for name in _stored(cell):
            if name not in used:
                yield cell.finding(
                    f"the parameter {name!r}, which nothing below uses",
                    "parameters that change what is printed",
                    "Use it, or take it out.",
                )


def _stored(cell: Cell) -> dict[str, None]:
    """Return the names that a cell defines for those below it, in order."""
    names = dict.fromkeys(cell.imports)
    for node in cell.nodes:
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.ExceptHandler(name=str(name))
            ):
                names[name] = None
    return names


def _loaded(notebook: Notebook, cell: Cell) -> list[str]:
    """Return the names that a cell uses, other than the arguments of its own functions."""
    if cell.kind == "prose":
        return sorted(notebook.templates[cell.number].names)
    arguments = {node.arg for node in cell.nodes if isinstance(node, ast.arg)}
    loaded = (n.id for n in cell.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [name for name in dict.fromkeys(loaded) if name not in arguments]


def _outputs(notebook: Notebook) -> Iterator[Finding]:
    """Find outputs: they come from running the notebook, each time anew."""
    for cell in notebook.cells:
        if cell.raw:
            yield cell.finding(counted(len(cell.raw), "stored output"), "none", CLEAR)


#: By name what finds all that speaks against it, and what it can't see.
CHECKS = {
    "No prose hides a number or a computation": (
        _hidden,
        "What the code above it computes is not judged here.",
    ),
    "No number's record is made by hand": (_made_by_hand, ""),
    "No code reaches for the clock, the network, chance or this machine": (
        outside.reaching_out,
        "The code is read, not shut in: a name put together while it runs is not followed.",
    ),
    "The cells run from top to bottom": (
        _out_of_order,
        "Attributes, and names made while the code runs, are not followed.",
    ),
    "Every parameter is used": (_unused, ""),
    "The notebook is stored without outputs": (_outputs, ""),
}
