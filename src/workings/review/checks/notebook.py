"""
The checks of a stored notebook: nothing is run, and no library for tables or charts is loaded.

Beside the words (`words`), the code (`outside`) and the order (`order`) stand two checks of what a
prose cell may hide, and of who may make the records that pages are printed from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from workings.review.checks.found import Check, Checked, Coverage, Finding
from workings.review.checks.numbers import AllowList
from workings.review.checks.order import check_order, check_outputs, check_parameters
from workings.review.checks.outside import check_outside
from workings.review.checks.stored import Cell, Notebook, read_stored
from workings.review.checks.templates import FILTERS, Template
from workings.review.checks.words import check_words

#: The operations that prose may call: those of `workings.quantities`, named here so that it need
#: not be loaded. A test holds the two together.
OPERATIONS = frozenset(
    {
        "between", "difference", "one_in", "percent_change", "rate_per", "ratio", "share",
        "time_at", "time_between", "total",
    }
)  # fmt: skip
RECORDS = "vnd.workings"
#: What makes a number, or a record of one, without the ledger.
MAKERS = (
    "Figure", "Quantity", "Printed", "Words", "Extract", "Interval", "Source", "Measure",
    "Bound", "Workings", "as_output", "publish_display_data", "record_words", "sentence", "to_json",
    "workings_of", "_repr_mimebundle_",
)  # fmt: skip


def check_notebook(notebook: Notebook | Path) -> tuple[list[Check], Coverage]:
    """
    Check all that can be seen of a stored notebook without running it.

    Parameters
    ----------
    notebook : Notebook or Path
        As read by :func:`workings.review.checks.stored.read_stored`, or its path.

    Returns
    -------
    list of Check and Coverage
        The checks that passed and those that did not, always the same ones in the same order. The
        coverage counts the references in its prose, whatever they print, against typed numbers.

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
    operations = OPERATIONS | set(_of_face(notebook))
    templates = {
        cell.number: Template(cell.source, operations) for cell in notebook.of_kind("prose")
    }
    words, coverage = check_words(notebook, templates, AllowList(notebook))
    checks = [
        words,
        _check_prose(notebook, templates),
        _check_records(notebook),
        check_outside(notebook, templates),
        check_order(notebook, templates),
        check_parameters(notebook, templates),
        check_outputs(notebook),
    ]
    return checks, coverage


def check_stored(path: Path, root: Path) -> Checked:
    """Check a stored notebook, named as it lies in a site."""
    is_inside = path.resolve().is_relative_to(root.resolve())
    file = path.resolve().relative_to(root.resolve()) if is_inside else path
    checks, coverage = check_notebook(read_stored(path, file.as_posix()))
    return Checked(file.as_posix(), tuple(checks), coverage)


def _of_face(notebook: Notebook) -> Iterator[str]:
    """Name the operations as prose may call them after ``import workings as w``: ``w.share``."""
    for node in (node for cell in notebook.cells if cell.tree for node in ast.walk(cell.tree)):
        if isinstance(node, ast.Import):
            faces = [each.asname or each.name for each in node.names if each.name == "workings"]
            yield from (f"{face}.{name}" for face in faces for name in OPERATIONS)


def _check_prose(notebook: Notebook, templates: dict[int, Template]) -> Check:
    """Check that expressions name, combine and print quantities, and do nothing else."""
    found: list[Finding] = []
    filters = ", ".join(f"| {name}" for name in FILTERS)
    for cell in notebook.of_kind("prose"):
        template = templates[cell.number]
        if template.error:
            found.append(cell.finding(template.error, "Jinja that can be read", "Mend it."))
        found += [
            cell.finding(
                f"{hidden} in what is printed",
                f"names of quantities, operations such as share(part, whole), or {filters}",
                "Work it out in a code cell above, from quantities, and print its name.",
            )
            for hidden in dict.fromkeys(template.hidden())
        ]
    return Check(
        "No prose hides a number or a computation",
        tuple(found),
        "What the code above it computes is not judged here.",
    )


def _check_records(notebook: Notebook) -> Check:
    """Check that the code makes no number, and no record of one, by hand."""
    found = [
        cell.finding(
            f"{made}, which makes a number or its record by hand",
            "numbers from read_ledger and the operations, printed by %%prose",
            "Put the figure into the ledger, and take it from the book.",
        )
        for cell in notebook.of_kind("code")
        if cell.tree
        for made in dict.fromkeys(_made_by_hand(cell, cell.tree))
    ]
    return Check("No number's record is made by hand", tuple(found))


def _made_by_hand(cell: Cell, tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [repr(node.value[:60])] if RECORDS in node.value else []
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found += [alias.name for alias in node.names if alias.name in MAKERS]
        elif isinstance(node, ast.Attribute) and node.attr in MAKERS:
            found.append(node.attr)
        elif isinstance(node, ast.keyword) and node.arg == "raw":
            found.append("display(..., raw=True)")
        elif isinstance(node, ast.FunctionDef) and node.name in MAKERS:
            found.append(node.name)
    return found
