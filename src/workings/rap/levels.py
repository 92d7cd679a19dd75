"""
The Levels of RAP: what makes a publication a reproducible analytical pipeline, and a good one.

The points are those of the NHS RAP Community of Practice, in our words; its page has them in full.
"""

from __future__ import annotations

import re

from workings.rap.place import SERVICES, Place
from workings.rap.point import Answer, Point, for_a_person, met_if

NAME = "Levels of RAP (NHS RAP Community of Practice)"
SOURCE = "https://nhsdigital.github.io/rap-community-of-practice/introduction_to_RAP/levels_of_RAP/"
OPEN = {"python", "r", "julia", "sql"}
FOLDERS = ("notebooks", "data", "tests")
STYLES = ("ruff", "flake8", "pylint", "black")
LOCKS = ("requirements*.lock", "requirements*.txt", "uv.lock", "poetry.lock", "Pipfile.lock")


def _language(place: Place) -> Answer:
    said = ", ".join(sorted(place.languages)) or "none"
    is_met = bool(place.languages) and place.languages <= OPEN
    return met_if(is_met, f"{len(place.notebooks)} notebooks; languages: {said}")


def _version_control(place: Place) -> Answer:
    if place.tracked is None:
        return met_if(False, "no clone of a git repository, or no git, is here")
    kept = [path for path in place.tracked if path.startswith(("notebooks/", "data/"))]
    return met_if(bool(kept), f"git keeps {len(kept)} files of notebooks/ and data/")


def _readme(place: Place) -> Answer:
    steps = [line for line in place.commands if re.match(r"(make|\S*workings|\S*jupyter)\b", line)]
    shown = f", the first `{steps[0].partition('#')[0].strip()}`" if steps else ""
    return met_if(bool(steps), f"the README has {len(steps)} commands to type{shown}")


def _reviewed(place: Place) -> Answer:
    lines = place.read("data/signoffs.csv").splitlines()[1:]
    return for_a_person(
        f"{len(lines)} sign-offs on record in data/signoffs.csv; who read the code, git can't say"
        if lines
        else "no sign-off is on record, and who read the code, git can't say"
    )


def _in_the_open(place: Place) -> Answer:
    licence = f"its licence is {place.licence}" if place.licence else "it has no open licence"
    where = (
        f"pyproject.toml gives {', '.join(place.addresses)}"
        if place.addresses
        else "pyproject.toml gives no address ([project.urls]) that pages could link to"
    )
    return met_if(bool(place.licence and place.addresses), f"{licence}; {where}")


def _by_code(place: Place) -> Answer:
    stored = {path.stem for path in place.find("notebooks/*.ipynb")}
    without = {edition.report for edition in place.editions} - stored
    count = f"{len(place.editions)} editions on record of {len(stored)} notebooks"
    missing = f"; no notebook for {', '.join(sorted(without))}" if without else ""
    return met_if(
        bool(place.editions) and not without, f"{count}, all printed by workings build{missing}"
    )


def _documentation(place: Place) -> Answer:
    have, every = place.documented()
    guides = place.names("README.md", "docs/*.md", "data/README.md")
    code = f"; {have} of {every} public functions and classes have a docstring" if every else ""
    return met_if(bool(guides) and have == every, f"{guides or 'no guide'}{code}")


def _folders(place: Place) -> Answer:
    there = [name for name in FOLDERS if (place.root / name).is_dir()]
    missing = [name for name in FOLDERS if name not in there]
    said = f"; missing: {', '.join(missing)}" if missing else ""
    return met_if(not missing, f"folders {', '.join(there) or 'none'}{said}")


def _functions(place: Place) -> Answer:
    code = [cell.source for each in place.notebooks for cell in each.of_kind("code")]
    own = sum(len(re.findall(r"^\s*def ", source, re.MULTILINE)) for source in code)
    taken = sum("import" in source and "workings" in source for source in code)
    return met_if(
        taken > 0 and own == 0,
        f"{taken} cells import from the package; notebooks define {own} functions of their own",
    )


def _standards(place: Place) -> Answer:
    tools = place.project.get("tool", {})
    named = [style for style in STYLES if style in tools or place.find(f".{style}*", style)]
    run = [style for style in named if re.search(rf"\b{style}\b", place.automation)]
    said = f"{', '.join(named)} configured" if named else "no linter is configured"
    return met_if(bool(run), f"{said}; run by the site's own scripts: {', '.join(run) or 'none'}")


def _tests(place: Place) -> Answer:
    files = place.find("tests/**/test_*.py")
    found = sum(
        len(re.findall(r"^\s*def test_", path.read_text("utf-8"), re.MULTILINE)) for path in files
    )
    return met_if(found > 0, f"{found} test functions in {len(files)} files under tests/")


def _dependencies(place: Place) -> Answer:
    said = []
    for path in place.find(*LOCKS):
        pins = re.findall(r"^\S+==\S+.*\n(?:[ \t].*\n)*", path.read_text("utf-8"), re.MULTILINE)
        hashed = sum("--hash=" in pin for pin in pins)
        said.append(f"{path.name}: {len(pins)} pins, {hashed} with a digest")
    said += [path.name for path in place.find("environment.yml")]
    return met_if(bool(said), "; ".join(said) or "no list of packages")


def _logs(place: Place) -> Answer:
    lines = place.read("reports/register.csv").splitlines()[1:]
    listed = {"/".join(line.split(",")[:2]) for line in lines}
    known = [edition for edition in place.editions if edition.id in listed]
    return met_if(
        bool(known) and len(known) == len(place.editions),
        f"reports/register.csv has the digests of {len(known)} of {len(place.editions)} editions, "
        "each with its executed notebook beside it; the steps of a run are shown and not kept",
    )


def _tidy(place: Place) -> Answer:
    lines = sum(map(len, place.ledger.values()))
    is_described = bool(place.read("data/datapackage.json"))
    return met_if(
        bool(lines) and is_described,
        f"{lines} lines of the ledger fit data/datapackage.json, one observation each; the CSV of "
        "a chart may set series side by side, for readers"
        if lines
        else "no ledger here is without fault",
    )


def _packaged(place: Place) -> Answer:
    project = place.project.get("project", {})
    is_met = "build-system" in place.project and "name" in project
    named = f"{project.get('name')} {project.get('version', '')}".strip()
    return met_if(is_met, f"pyproject.toml builds {named}" if is_met else "no package is declared")


def _continuous(place: Place) -> Answer:
    tests = r"pytest|make test|tox|nox"
    services = [p for p in place.find(*SERVICES) if re.search(tests, p.read_text("utf-8"))]
    if services:
        return met_if(True, f"{services[0].relative_to(place.root)} runs the tests")
    if script := place.names(".ci/*"):
        return for_a_person(f"{script} runs the tests; whether a service runs it, no file says")
    return met_if(False, "nothing here has the tests run on each change")


def _triggered(place: Place) -> Answer:
    texts = {p: p.read_text("utf-8") for p in place.find(*SERVICES)}
    timed = [
        p for p, text in texts.items() if re.search(r"schedule|cron|repository_dispatch", text)
    ]
    if timed:
        return met_if(True, f"{timed[0].relative_to(place.root)} runs on a schedule or an event")
    return met_if(False, "no schedule or event that starts a run is declared; a person starts it")


def _signposted(place: Place) -> Answer:
    text = place.read("CHANGELOG.md", "docs/CHANGELOG.md", "CHANGELOG", "NEWS.md", "CHANGES.md")
    entries = len(re.findall(r"^\s*[-*] ", text, re.MULTILINE))
    return met_if(entries > 0, f"the changelog has {entries} entries" if text else "no changelog")


POINTS = (
    Point("Baseline", "The data are produced by code in an open-source language", _language),
    Point("Baseline", "The code is under version control", _version_control),
    Point("Baseline", "A README has the steps by which to reproduce it", _readme),
    Point("Baseline", "The code was reviewed by peers", _reviewed),
    Point("Baseline", "The code is open, and linked with the publication", _in_the_open),
    Point("Silver", "Outputs are made by code, with little done by hand", _by_code),
    Point("Silver", "The code is documented, from guidance to docstrings", _documentation),
    Point("Silver", "The code is organised in a standard set of folders", _folders),
    Point("Silver", "Functions and classes are reused where that fits", _functions),
    Point("Silver", "The code keeps to an agreed standard", _standards),
    Point("Silver", "The pipeline has tests", _tests),
    Point("Silver", "The repository says what it depends on", _dependencies),
    Point("Silver", "Records of each run show that outputs are as expected", _logs),
    Point("Silver", "Data are handled and put out in a tidy form", _tidy),
    Point("Gold", "The code is a package", _packaged),
    Point("Gold", "A service runs the tests on each change", _continuous),
    Point("Gold", "Runs start on a schedule or an event", _triggered),
    Point("Gold", "Changes are signposted", _signposted),
)
