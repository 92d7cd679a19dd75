"""The layers: each module imports only from those above it, and each library has one door."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "workings"

#: From the top down; a module may import only from those before it.
ORDER = """
errors house imports environment painter kernel_server kernels locks processes intervals numerals numberwords numberkinds
spreadsheet scan coverage lint.found lint.stored lint.numbers lint.templates lint.words lint.outside lint.order
lint.notebook stated figures tables matrix entries editions pins schemas rules
claim_rules checks official.unpack official.extents official.sheets official.cells
official.declarations official.layout official.columns official.table official.revisions
official.extracts mutants official.archive vintages standing statements book ledger desk.addresses desk.download
desk.texts desk.append desk.drafts desk.add desk.flags ranges digits wording quantity quantities series verdicts trace
expressions reasons claims recompute desk.claims_file desk.claims_shown desk.scan_shown desk.check drawing charts chartdata
places claims_box lint.known lint.drawn lint.sources lint.records lint.executed lint.site
rap.place rap.point rap.levels rap.transparency rap.report prose parameters desk.record run provisioner engine
markup manifest signoffs desk.signatures crate article reader records appearances dependence pairing
sentences change_words changes changes_shown linked beside sheet shelf publish exporter front press origins printing
build parcels cluster register contents verify desk.sign bundle lineage lineage_shown rehearsal alterations mutation
mutation_shown progress cli_options cli_add cli_audit cli_check cli_editions cli_record cli_trace cli
""".split()  # noqa: SIM905  # a map reads better than a list

#: The modules that know a library, and no others do.
DOORS = {
    "altair": ["charts"],
    "babel": ["digits", "wording"],
    "click": [
        "cli",
        "cli_add",
        "cli_audit",
        "cli_check",
        "cli_editions",
        "cli_options",
        "cli_record",
        "cli_trace",
        "progress",
    ],
    "distributed": ["cluster"],
    "frictionless": ["schemas"],
    "ipykernel": ["kernel_server"],
    "jinja2": ["lint.templates", "places", "prose", "publish"],
    "jupyter_client": ["engine", "provisioner"],
    "lxml": ["desk.texts"],
    "markdown_it": ["markup"],
    "nbconvert": ["exporter"],
    "papermill": ["engine", "run"],
    "pooch": ["desk.download"],
    "psutil": ["processes"],
    "pydantic": ["entries", "house", "official.declarations", "parameters"],
    "rocrate": ["crate"],
    "python_calamine": ["official.sheets"],
    "urllib3": ["desk.download"],
    "vl_convert": ["painter"],
}

MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if not path.stem.startswith("__")
)


def imported(module):
    """Every name a module imports, wherever in it the import stands."""
    for node in ast.walk(
        ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    ):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_has_its_place():
    """A new module is put into the order on purpose."""
    assert sorted(ORDER) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_those_above_it(module):
    """The figures half knows nothing of the press half."""
    below = ORDER[ORDER.index(module) :]
    names = [name.removeprefix("workings.") for name in imported(module)]
    assert not set(names) & set(below)


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_a_library_is_known_only_behind_its_doors(library, doors):
    """Whoever needs it asks the module that knows it."""
    users = [m for m in MODULES if library in {name.split(".")[0] for name in imported(m)}]
    assert users == doors
