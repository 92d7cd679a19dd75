"""What the files of a site show: looked up as it stands, nothing taken from memory."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from workings.errors import WorkingsError
from workings.ledger import Edition, Row, read_checked, read_editions
from workings.review.checks.notebook import check_notebook
from workings.review.checks.stored import Notebook, read_stored

README = ("README.md", "README.rst", "README.txt", "README")
LICENCES = {
    "MIT License": "MIT",
    "Apache License": "Apache",
    "GNU GENERAL PUBLIC LICENSE": "GPL",
    "GNU AFFERO": "AGPL",
    "BSD": "BSD",
    "Mozilla Public License": "MPL",
    "Creative Commons": "Creative Commons",
    "Open Government Licence": "OGL",
}
#: Where services that run tests on each change look for what to do.
SERVICES = (
    ".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml",
    ".woodpecker.y*ml", ".forgejo/workflows/*.y*ml", "Jenkinsfile", ".travis.yml",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """
    The folder of a site.

    Attributes
    ----------
    root : Path
        It holds ``notebooks/`` and ``data/``, and whatever else there is.
    """

    root: Path

    def read(self, *names: str) -> str:
        """Return the text of the first file there is of several; empty if there is none."""
        for name in names:
            if (self.root / name).is_file():
                return (self.root / name).read_text(encoding="utf-8", errors="replace")
        return ""

    def find(self, *patterns: str) -> list[Path]:
        """List the files that match a pattern, in order."""
        return [path for pattern in patterns for path in sorted(self.root.glob(pattern))]

    def names(self, *patterns: str) -> str:
        """Name the files that match, for evidence."""
        return ", ".join(path.relative_to(self.root).as_posix() for path in self.find(*patterns))

    @cached_property
    def project(self) -> Mapping[str, Any]:
        """What pyproject.toml says; nothing if there is none that can be read."""
        try:
            return tomllib.loads(self.read("pyproject.toml"))
        except tomllib.TOMLDecodeError:
            return {}

    @cached_property
    def notebooks(self) -> list[Notebook]:
        """The stored notebooks."""
        return [read_stored(path, path.name) for path in self.find("notebooks/*.ipynb")]

    @cached_property
    def languages(self) -> set[str]:
        """The languages that notebooks are written in, as they say."""
        every = (json.loads(path.read_text("utf-8")) for path in self.find("notebooks/*.ipynb"))
        kernels = [each.get("metadata", {}).get("kernelspec", {}) for each in every]
        return {str(kernel.get("language", "unknown")).lower() for kernel in kernels}

    @cached_property
    def tracked(self) -> list[str] | None:
        """The files that git keeps; None where there is no git, or no clone."""
        try:
            asked = ["git", "-C", str(self.root), "ls-files"]
            ran = subprocess.run(asked, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        return ran.stdout.splitlines()

    @cached_property
    def commands(self) -> list[str]:
        """The lines of the README's shell blocks."""
        blocks = re.findall(
            r"```(?:sh|bash|shell|console)\n(.*?)```", self.read(*README), re.DOTALL
        )
        return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]

    @cached_property
    def licence(self) -> str:
        """The open licence that the site names; empty if it has none that is known here."""
        text = self.read("LICENSE", "LICENCE", "LICENSE.md", "LICENSE.txt")
        return next((name for words, name in LICENCES.items() if words in text), "")

    @cached_property
    def addresses(self) -> list[str]:
        """Where pyproject.toml says that the project can be found."""
        return [str(url) for url in self.project.get("project", {}).get("urls", {}).values()]

    @cached_property
    def ledger(self) -> Mapping[str, tuple[Row, ...]]:
        """The ledger's rows by table; none if it is at fault."""
        try:
            tables, faults = read_checked(self.root / "data")
        except (OSError, WorkingsError):
            return {}
        return {} if faults else tables

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions on record."""
        return read_editions(self.root / "data")

    @cached_property
    def built(self) -> list[Path]:
        """The folders of the editions on record that are built here."""
        folders = [self.root / "reports" / each.report / each.name for each in self.editions]
        return [folder for folder in folders if (folder / "index.html").is_file()]

    @cached_property
    def automation(self) -> str:
        """What the site's own scripts and services run, in one text."""
        every = self.find("Makefile", ".ci/*", *SERVICES, "tox.ini", "noxfile.py")
        return "\n".join(path.read_text("utf-8", "replace") for path in every if path.is_file())

    def untraced(self) -> list[str]:
        """Name the notebooks in which a number is typed, hidden, or made by hand."""
        return [each.file for each in self.notebooks if _speaks_against(each)]

    def documented(self) -> tuple[int, int]:
        """Count the public functions and classes under src/ with a docstring, and all of them."""
        every = [node for path in self.find("src/**/*.py") for node in _public(path)]
        return sum(ast.get_docstring(node) is not None for node in every), len(every)


def _speaks_against(notebook: Notebook) -> bool:
    checks, _ = check_notebook(notebook)
    return any(not check.passed for check in checks[:3])


def _public(path: Path) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield a module's public functions and classes with their methods, declarations left out."""
    waiting: list[ast.stmt] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    for node in waiting:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        waiting += node.body if isinstance(node, ast.ClassDef) else []
        if ast.unparse(node.body[0]) != "...":
            yield node
