"""The order of a stored notebook: no outputs, cells from top to bottom, every parameter used."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from workings.review.checks.found import Check, Finding
from workings.review.checks.stored import Cell, Notebook
from workings.review.checks.templates import Template

#: What a notebook has without defining it.
GIVEN = {*dir(builtins), "display", "In", "Out", "__name__", "loop"}
CLEAR = "Clear the outputs before saving: nbstripout NOTEBOOK does, or Kernel, Restart and Clear."


def check_outputs(notebook: Notebook) -> Check:
    """Check that a stored notebook has no outputs: they come from running it, each time anew."""
    found = [
        cell.finding(f"{n} stored output{'s' if n > 1 else ''}", "none", CLEAR)
        for cell in notebook.cells
        if (n := len(cell.raw))
    ]
    return Check("The notebook is stored without outputs", tuple(found))


def check_order(notebook: Notebook, templates: dict[int, Template]) -> Check:
    """Check that cells were run in their order, if at all, and use only names from above."""
    return Check(
        "The cells run from top to bottom",
        (*_counted_backwards(notebook), *_used_too_early(notebook, templates)),
        "Attributes, and names made while the code runs, are not followed.",
    )


def check_parameters(notebook: Notebook, templates: dict[int, Template]) -> Check:
    """Check that each declared parameter is used further down."""
    found = []
    for cell in notebook.cells:
        if "parameters" not in cell.tags or not cell.tree:
            continue
        below = [other for other in notebook.cells if other.number > cell.number]
        used = {name for other in below for name in _loaded(other, templates)}
        found += [
            cell.finding(
                f"the parameter {name!r}, which nothing below uses",
                "parameters that change what is printed",
                "Use it, or take it out.",
            )
            for name in _stored(cell.tree)
            if name not in used
        ]
    return Check("Every parameter is used", tuple(found))


def _counted_backwards(notebook: Notebook) -> Iterator[Finding]:
    last = 0
    for cell in notebook.of_kind("code", "prose"):
        if cell.count is not None and cell.count <= last:
            yield cell.finding(
                f"execution count {cell.count} after {last}",
                "cells that were run from top to bottom, or none",
                CLEAR,
            )
        last = max(last, cell.count or 0)


def _used_too_early(notebook: Notebook, templates: dict[int, Template]) -> Iterator[Finding]:
    made = {cell.number: _stored(cell.tree) if cell.tree else {} for cell in notebook.cells}
    if any("*" in names for names in made.values()):
        return  # from x import *: who knows which names
    known = set(GIVEN)
    for cell in notebook.cells:
        for name in _loaded(cell, templates):
            if name in known or name in made[cell.number]:
                continue
            later = [number for number, names in made.items() if name in names]
            where = f"which cell {later[0]} defines" if later else "which no cell defines"
            yield cell.finding(
                f"the name {name!r}, {where}",
                "names from this cell or one above it",
                "Move the cell that defines it up."
                if later
                else "Define it, or mend its spelling.",
            )
        known |= set(made[cell.number])


def _stored(tree: ast.Module) -> dict[str, None]:
    """Return the names that a cell defines for those below it, in order."""
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = None
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = None
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names[node.name] = None
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = None
    return names


def _loaded(cell: Cell, templates: dict[int, Template]) -> list[str]:
    """Return the names that a cell uses, other than the arguments of its own functions."""
    if cell.kind == "prose":
        return sorted(templates[cell.number].names)
    if not cell.tree:
        return []
    nodes = list(ast.walk(cell.tree))
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return list(
        dict.fromkeys(
            node.id
            for node in nodes
            if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and node.id not in arguments
        )
    )
