"""A stored notebook, cell by cell, as its checks read it: nothing in it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from workings import notebook
from workings.errors import CheckError, PageError
from workings.outside import read_notebook
from workings.review.checks.found import Finding, Report
from workings.review.checks.numbers import AllowList
from workings.review.checks.templates import OPERATIONS, Template

PROSE_MAGIC = "%%prose"
_MAGIC = re.compile(r"^([ \t]*)((?:[\w.]+ *= *)?[%!].*)$", re.MULTILINE)


@dataclass(frozen=True)
class Cell(notebook.Cell):
    """
    One cell of a notebook, as its checks see it.

    Its kind may also be ``prose``, and then its source is without the line of the magic.
    """

    file: str  # the notebook's path, for messages

    @cached_property
    def magics(self) -> list[str]:
        """The lines that are not Python but IPython's: ``%load_ext workings``, ``!ls``."""
        if self.kind != "code":
            return []
        if self.source.startswith("%%"):
            return [self.source.splitlines()[0]]
        return [match[2] for match in _MAGIC.finditer(self.source)]

    @cached_property
    def tree(self) -> ast.Module | None:
        """Its Python, without IPython's lines; None if it can't be read, or isn't Python."""
        if self.kind != "code" or self.source.startswith("%%"):
            return None
        try:
            return ast.parse(_MAGIC.sub(r"\1pass", self.source))
        except (SyntaxError, ValueError, RecursionError):
            return None

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every part of its Python; none if there is no `tree`."""
        return list(ast.walk(self.tree)) if self.tree else []

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each name that it imports stands for, in full: ``datetime.date`` for ``date``."""
        known = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    known[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                known |= {each.asname or each.name: f"{module}.{each.name}" for each in node.names}
        return known

    def finding(self, found: str, expected: str, mend: str) -> Finding:
        """Report something about this cell."""
        first = next((line for line in self.source.splitlines() if line.strip()), "")
        line = " ".join(first.split())
        return Finding(
            self.file, self.number, line[:57] + "…" * (len(line) > 57), found, expected, mend
        )


@dataclass(frozen=True)
class Notebook:
    """A notebook as it lies in a file."""

    file: str  # its path, for messages
    cells: tuple[Cell, ...]
    words: Mapping[str, Any]  # its metadata, under ``workings``
    given: Mapping[str, Any]  # the parameters that it ran with

    @property
    def written(self) -> str:
        """All that stands in its cells, and the parameters that it ran with."""
        return " ".join([*(cell.source for cell in self.cells), str(self.given)])

    @cached_property
    def templates(self) -> dict[int, Template]:
        """Its prose by number of cell; it may call operations as ``share`` or ``w.share``."""
        imports = [each for cell in self.cells for each in cell.imports.items()]
        faces = [face for face, whole in imports if whole == "workings"]
        operations = OPERATIONS | {f"{face}.{name}" for face in faces for name in OPERATIONS}
        return {cell.number: Template(cell.source, operations) for cell in self.of_kind("prose")}

    def allow_list(self) -> AllowList:
        """Return its list of numbers that need no tracing, none of them used yet."""
        return AllowList(self.words.get("allowed", []), self.finding_at("workings.allowed"))

    def finding_at(self, line: str) -> Report:
        """Return what reports something about a part of the notebook's metadata."""
        return partial(Finding, self.file, 0, line)

    def of_kind(self, *kinds: str) -> Iterator[Cell]:
        """Yield the cells of some kinds."""
        return (cell for cell in self.cells if cell.kind in kinds)


def read_stored(path: Path, file: str = "") -> Notebook:
    """Read a notebook, executed or not, from its file; raises CheckError if it is none."""
    file = file or path.as_posix()
    try:
        return notebook_from(read_notebook(path, PageError), file)
    except (PageError, ValueError, LookupError, TypeError, AttributeError) as error:
        what = f"a file that is no notebook ({error})"
        mend = "Save it from JupyterLab (.ipynb, format 4)."
        raise CheckError([Finding(file, 0, "", what, "a notebook", mend)]) from error


def notebook_from(content: Mapping[str, Any], file: str) -> Notebook:
    """Read a notebook from its JSON."""
    cells = (_cell(cell, file) for cell in notebook.cells(content))
    metadata = content.get("metadata", {})
    given = metadata.get("papermill", {}).get("parameters", {})
    return Notebook(file, tuple(cells), metadata.get("workings", {}), given)


def _cell(cell: notebook.Cell, file: str) -> Cell:
    first, _, rest = cell.source.partition("\n")
    if cell.kind == "code" and first.split()[:1] == [PROSE_MAGIC]:
        cell = replace(cell, kind="prose", source=rest)
    return Cell(**vars(cell), file=file)
