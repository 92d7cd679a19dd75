"""
Good practice, as two public yardsticks have it, and what of it a site meets.

The points are theirs, in our words. Each is answered by what lies in the site's files, or by a
check that is made anyway; what no file can say is left to a person, with what the files show.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workings.errors import WorkingsError
from workings.files import PAGE
from workings.ledger import SIGNOFFS_FILE, Site, read_checked, read_editions
from workings.review.checks.notebook import check_notebook
from workings.review.checks.stored import read_stored

#: What is asked, whether it is met (None: a person has to judge), and by what evidence.
Answer = tuple[str, bool | None, str]

_VERDICTS = {True: "met", False: "not met", None: "not for a machine"}
_OPEN = {"python", "r", "julia", "sql"}
_LICENCES = {
    "MIT License": "MIT", "Apache License": "Apache", "GNU GENERAL PUBLIC LICENSE": "GPL",
    "GNU AFFERO": "AGPL", "BSD": "BSD", "Mozilla Public License": "MPL",
    "Creative Commons": "Creative Commons", "Open Government Licence": "OGL",
}  # fmt: skip
_TESTS, _TIMES = r"pytest|make test|tox|nox", r"schedule|cron|repository_dispatch"
_STYLES = ("ruff", "flake8", "pylint", "black")
_LOCKS = ("requirements*.lock", "requirements*.txt", "uv.lock", "poetry.lock", "Pipfile.lock")
#: Where services that run tests on each change look for what to do.
_SERVICES = (
    ".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml",
    ".woodpecker.y*ml", ".forgejo/workflows/*.y*ml", "Jenkinsfile", ".travis.yml",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What came of a point at one site."""

    framework: str  # whose point it is
    source: str  # where it can be read in full
    group: str  # its level, or the standard it belongs to
    text: str  # what is asked
    verdict: str  # ``met``, ``not met`` or ``not for a machine``
    evidence: str  # what was found


def judge(site: Site) -> list[Judged]:
    """
    Hold a site against every point.

    Examples
    --------
    >>> [judged.verdict for judged in judge(Site.of(Path("data")))][:3]
    ['met', 'met', 'met']
    """
    files = _Files(site)
    return [
        Judged(framework, source, group, text, _VERDICTS[is_met], evidence)
        for framework, source, group, points in YARDSTICKS
        for text, is_met, evidence in points(files)
    ]


def good_practice_as_text(every: Sequence[Judged]) -> str:
    """Print points under their headings: the verdict, what was asked, and by what evidence."""
    lines: list[str] = []
    framework = group = ""
    for judged in every:
        if judged.framework != framework:
            framework = judged.framework
            lines += [*[""] * bool(lines), framework, judged.source]
        if judged.group != group:
            group = judged.group
            lines += ["", group]
        lines += [f"  {judged.verdict:<17}  {judged.text}", f"{'':<21}{judged.evidence}."]
    counts = Counter(judged.verdict for judged in every)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in sorted(counts))
    return "\n".join([*lines, "", f"{len(every)} points: {summary}."])


class _Files:
    """What the files of a site show: read once, since several points ask the same."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.notebooks = [
            read_stored(path, path.name) for path in sorted(site.notebooks.glob("*.ipynb"))
        ]
        self.editions = read_editions(site.ledger)
        self.services = self.find(*_SERVICES)
        name = site.in_ledger(SIGNOFFS_FILE)
        count = len(self.text(name).splitlines()[1:])
        self.signed = f"{count} sign-offs on record in {name}" if count else ""
        try:
            tables, faults, _ = read_checked(site.ledger)
        except (OSError, WorkingsError):
            tables, faults = {}, []
        sound = {} if faults else tables
        self.ledger = {name: [row.cells for row in rows] for name, rows in sound.items()}
        try:
            self.pyproject = tomllib.loads(self.text("pyproject.toml"))
        except tomllib.TOMLDecodeError:
            self.pyproject = {}
        self.project = self.pyproject.get("project", {})

    def find(self, *patterns: str) -> dict[str, str]:
        """Read the files that match a pattern, in order: their texts, by path from the root."""
        root = self.site.root
        paths = [path for pattern in patterns for path in sorted(root.glob(pattern))]
        texts = {path: path.read_text("utf-8", "replace") for path in paths if path.is_file()}
        return {path.relative_to(root).as_posix(): text for path, text in texts.items()}

    def text(self, *names: str) -> str:
        """Read the first file there is of several; nothing if there is none."""
        return next(iter(self.find(*names).values()), "")


def _baseline(files: _Files) -> Iterator[Answer]:
    notebooks = files.find("notebooks/*.ipynb")
    kernels = [json.loads(text)["metadata"].get("kernelspec", {}) for text in notebooks.values()]
    languages = {str(kernel.get("language", "unknown")).lower() for kernel in kernels}
    said = ", ".join(sorted(languages)) or "none"
    yield (
        "The data are produced by code in an open-source language",
        bool(languages) and languages <= _OPEN,
        f"{len(notebooks)} notebooks; languages: {said}",
    )
    ledger = files.site.in_ledger("")
    asked = ["git", "-C", str(files.site.root), "ls-files", "notebooks/", ledger]
    try:
        kept = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
        said = f"git keeps {len(kept)} files of notebooks/ and {ledger}"
    except (OSError, subprocess.CalledProcessError):
        kept, said = [], "no clone of a git repository, or no git, is here"
    yield "The code is under version control", bool(kept), said
    text = files.text("README.md", "README.rst", "README.txt", "README")
    blocks = "\n".join(re.findall(r"```(?:sh|bash|shell|console)\n(.*?)```", text, re.DOTALL))
    steps = re.findall(r"^\s*((?:make|\S*workings|\S*jupyter)\b.*)", blocks, re.MULTILINE)
    first = f", the first `{steps[0].partition('#')[0].strip()}`" if steps else ""
    said = f"the README has {len(steps)} commands to type{first}"
    yield "A README has the steps by which to reproduce it", bool(steps), said
    said = f"{files.signed};" if files.signed else "no sign-off is on record, and"
    yield "The code was reviewed by peers", None, f"{said} who read the code, git can't say"
    text = files.text("LICENSE", "LICENCE", "LICENSE.md", "LICENSE.txt")
    licence = next((name for words, name in _LICENCES.items() if words in text), "")
    addresses = ", ".join(files.project.get("urls", {}).values())
    yield (
        "The code is open, and linked with the publication",
        bool(licence and addresses),
        (f"its licence is {licence}" if licence else "it has no open licence")
        + "; pyproject.toml gives "
        + (addresses or "no address ([project.urls]) that pages could link to"),
    )


def _silver(files: _Files) -> Iterator[Answer]:
    count, stored = len(files.editions), {Path(each.file).stem for each in files.notebooks}
    without = ", ".join(sorted({edition.report for edition in files.editions} - stored))
    missing = f"; no notebook for {without}" if without else ""
    yield (
        "Outputs are made by code, with little done by hand",
        bool(count) and not without,
        f"{count} editions on record of {len(stored)} notebooks, all printed by workings build"
        f"{missing}",
    )
    public = [node for text in files.find("src/**/*.py").values() for node in _public(text)]
    have = sum(ast.get_docstring(node) is not None for node in public)
    guides = ", ".join(files.find("README.md", "docs/*.md", files.site.in_ledger("README.md")))
    said = f"; {have} of {len(public)} public functions and classes have a docstring"
    yield (
        "The code is documented, from guidance to docstrings",
        bool(guides) and have == len(public),
        f"{guides or 'no guide'}{said if public else ''}",
    )
    wanted = ("notebooks", files.site.ledger.resolve().name, "tests")
    there = [name for name in wanted if (files.site.root / name).is_dir()]
    gone = ", ".join(name for name in wanted if name not in there)
    said = f"folders {', '.join(there) or 'none'}{f'; missing: {gone}' if gone else ''}"
    yield "The code is organised in a standard set of folders", not gone, said
    code = [cell.source for each in files.notebooks for cell in each.of_kind("code")]
    own = sum(len(re.findall(r"^\s*def ", source, re.MULTILINE)) for source in code)
    taken = sum("import" in source and "workings" in source for source in code)
    yield (
        "Functions and classes are reused where that fits",
        taken > 0 and own == 0,
        f"{taken} cells import from the package; notebooks define {own} functions of their own",
    )
    tools = files.pyproject.get("tool", {})
    styles = [style for style in _STYLES if style in tools or files.find(f".{style}*", style)]
    scripts = {**files.find("Makefile", ".ci/*", "tox.ini", "noxfile.py"), **files.services}
    run = [style for style in styles if re.search(rf"\b{style}\b", "\n".join(scripts.values()))]
    said = f"{', '.join(styles)} configured" if styles else "no linter is configured"
    said += f"; run by the site's own scripts: {', '.join(run) or 'none'}"
    yield "The code keeps to an agreed standard", bool(run), said
    tests = files.find("tests/**/test_*.py")
    found = sum(len(re.findall(r"^\s*def test_", text, re.MULTILINE)) for text in tests.values())
    said = f"{found} test functions in {len(tests)} files under tests/"
    yield "The pipeline has tests", found > 0, said
    locks = [f"{name}: {_pins(text)}" for name, text in files.find(*_LOCKS).items()]
    locks += files.find("environment.yml")
    said = "; ".join(locks) or "no list of packages"
    yield "The repository says what it depends on", bool(locks), said
    lines = files.text("reports/register.csv").splitlines()[1:]
    listed = {"/".join(line.split(",")[:2]) for line in lines}
    known = sum(edition.id in listed for edition in files.editions)
    yield (
        "Records of each run show that outputs are as expected",
        0 < known == count,
        f"reports/register.csv has the digests of {known} of {count} editions, "
        "each with its executed notebook beside it; the steps of a run are shown and not kept",
    )
    rows, described = sum(map(len, files.ledger.values())), files.site.in_ledger("datapackage.json")
    yield (
        "Data are handled and put out in a tidy form",
        rows > 0 and bool(files.text(described)),
        f"{rows} lines of the ledger fit {described}, one observation each; the CSV of a chart may "
        "set series side by side, for readers"
        if rows
        else "no ledger here is without fault",
    )


def _pins(text: str) -> str:
    pins = re.findall(r"^\S+==\S+.*\n(?:[ \t].*\n)*", text, re.MULTILINE)
    return f"{len(pins)} pins, {sum('--hash=' in pin for pin in pins)} with a digest"


def _public(text: str) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield a module's public functions and classes with their methods, declarations left out."""
    waiting: list[ast.stmt] = list(ast.parse(text).body)
    for node in waiting:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        waiting += node.body if isinstance(node, ast.ClassDef) else []
        if ast.unparse(node.body[0]) != "...":
            yield node


def _gold(files: _Files) -> Iterator[Answer]:
    name, version = files.project.get("name"), files.project.get("version", "")
    is_built = "build-system" in files.pyproject and bool(name)
    said = f"pyproject.toml builds {name} {version}".strip()
    yield "The code is a package", is_built, said if is_built else "no package is declared"
    testing = [name for name, text in files.services.items() if re.search(_TESTS, text)]
    scripts = ", ".join(files.find(".ci/*"))
    said = f"{', '.join(testing) or scripts} runs the tests"
    if not testing:
        said += "; whether a service runs it, no file says"
    yield (
        "A service runs the tests on each change",
        bool(testing) or (None if scripts else False),
        said if testing or scripts else "nothing here has the tests run on each change",
    )
    timed = [name for name, text in files.services.items() if re.search(_TIMES, text)]
    said = f"{', '.join(timed)} runs on a schedule or an event"
    without = "no schedule or event that starts a run is declared; a person starts it"
    yield "Runs start on a schedule or an event", bool(timed), said if timed else without
    text = files.text("CHANGELOG.md", "docs/CHANGELOG.md", "CHANGELOG", "NEWS.md", "CHANGES.md")
    entries = len(re.findall(r"^\s*[-*] ", text, re.MULTILINE))
    said = f"the changelog has {entries} entries" if text else "no changelog"
    yield "Changes are signposted", entries > 0, said


def _access(files: _Files) -> Iterator[Answer]:
    sources = {cells["id"]: cells for cells in files.ledger.get("sources", ())}
    figures = [sources[cells["source"]] for cells in files.ledger.get("figures", ())]
    kinds = Counter(cells["reliability"] for cells in figures).most_common()
    yield (
        "The latest and most reliable official statistics are used",
        None,
        f"figures by their sources: {', '.join(f'{count} {kind}' for kind, count in kinds)}; the "
        "more reliable kind stands where two speak of the same days. Whether later or better ones "
        "exist, no file says"
        if figures
        else "no figure is recorded",
    )
    folders = [files.site.folder(edition) for edition in files.editions]
    built = [folder for folder in folders if (folder / PAGE).is_file()]
    beside = sum((folder / "figures.csv").is_file() for folder in built)
    yield (
        "Data are published before they are used, or with it",
        beside == len(built) if built else None,
        f"{beside} of {len(built)} editions have their figures as CSV beside the page"
        if built
        else "no edition is built here: workings build prints them",
    )
    said = "whether a page stands apart from policy is in its words"
    yield "They are published apart from statements of policy", None, said
    cited = {cells["id"]: cells for cells in figures}.values()
    public, kept = (sum(bool(cells[name]) for cells in cited) for name in ("url", "archive"))
    yield (
        "What is quoted can be found by everybody",
        0 < public == len(cited),
        f"{public} of {len(cited)} sources of figures have a public address, {kept} a stored copy",
    )


def _understanding(files: _Files) -> Iterator[Answer]:
    yield (
        "Nothing misleads: choice, context, certainty",
        None,
        "no digit is printed that the figures don't settle, and unlike things are compared only "
        "for a reason that is printed; whether a choice of figures misleads takes a reader",
    )
    count = len(files.notebooks)
    told = sum(any("method" in cell.tags for cell in each.cells) for each in files.notebooks)
    said = f"{told} of {count} notebooks have a section on method"
    yield "Context and limitations are told", 0 < told == count, said
    # The first three checks are those of numbers: typed, hidden, or made by hand.
    checked = {each.file: check_notebook(each)[0][:3] for each in files.notebooks}
    untraced = ", ".join(
        file for file, checks in checked.items() if not all(check.passed for check in checks)
    )
    yield (
        "It is clear where numbers come from",
        count > 0 and not untraced,
        f"workings check finds a number without its source in {untraced}"
        if untraced
        else f"workings check finds every number in {count} notebooks bound to its source, or "
        "listed with a reason",
    )
    claims = sum(cells["kind"] == "claim" for cells in files.ledger.get("claims", ()))
    yield (
        "Steps are taken against misreading and misuse",
        None,
        f"{claims} claims by others are recorded, to be recomputed by workings claims; who is told "
        "of the results, no file says",
    )


def _leadership(files: _Files) -> Iterator[Answer]:
    said = files.signed or "no sign-off is on record; whose advice was asked, no file says"
    yield "Impartial, expert advice is sought and used", None, said


_RAP = (
    "Levels of RAP (NHS RAP Community of Practice)",
    "https://nhsdigital.github.io/rap-community-of-practice/introduction_to_RAP/levels_of_RAP/",
)
_OSR = (
    "Public use of statistics (Office for Statistics Regulation)",
    "https://code.statisticsauthority.gov.uk/"
    "standards-for-the-public-use-of-statistics-data-and-wider-analysis-with-required-practices",
)
#: Whose points, where they stand in full, their level or standard, and what answers them.
YARDSTICKS: Sequence[tuple[str, str, str, Callable[[_Files], Iterator[Answer]]]] = (
    (*_RAP, "Baseline", _baseline),
    (*_RAP, "Silver", _silver),
    (*_RAP, "Gold", _gold),
    (*_OSR, "Equality of access", _access),
    (*_OSR, "Supporting understanding", _understanding),
    (*_OSR, "Decision making and leadership", _leadership),
)
