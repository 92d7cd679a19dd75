"""The layers: each module imports only from those above it, and each library has one door."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "workings"

#: From the top down; a module may import only from those before it.
ORDER = [
    "errors",
    "intervals",
    "numerals",
    "tables",
    "schemas",
    "rules",
    "checks",
    "figures",
    "vintages",
    "standing",
    "ledger",
    "ranges",
    "wording",
    "quantities",
    "trace",
    "charts",
    "prose",
    "parameters",
    "run",
    "engine",
    "article",
    "publish",
    "press",
    "cli",
]

#: Libraries that only one module knows.
DOORS = {
    "altair": "charts",
    "babel": "wording",
    "click": "cli",
    "frictionless": "schemas",
    "jinja2": "prose",
    "markdown_it": "article",
    "nbconvert": "publish",
    "pydantic": "parameters",
    "vl_convert": "charts",
}

MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))


def imported(module):
    """Every name a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "workings":
            yield from (f"workings.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_module_has_its_place():
    """A new module is put into the order on purpose."""
    assert sorted(ORDER) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_those_above_it(module):
    """The figures half knows nothing of the press half."""
    below = ORDER[ORDER.index(module) :]
    names = [name.split(".")[1] for name in imported(module) if name.startswith("workings.")]
    assert not set(names) & set(below)


@pytest.mark.parametrize(("library", "door"), DOORS.items())
def test_a_library_has_one_door(library, door):
    """Whoever needs it asks the module that knows it."""
    users = [m for m in MODULES if library in {name.split(".")[0] for name in imported(m)}]
    assert users == [door]
