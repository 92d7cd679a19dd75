"""What `workings check --rap` says of a site is looked up in the site's files, and changes with them."""

import json
import shutil
from pathlib import Path

import pytest
from commands import give

from workings.ledger.site import Site
from workings.review.good_practice import good_practice_as_text
from workings.review.good_practice import judge as judge_site

ROOT = Path(__file__).parents[2]

CODE_IS_OPEN = "The code is open, and linked with the publication"
DOCUMENTED = "The code is documented, from guidance to docstrings"
PINNED = "The repository says what it depends on"
BY_A_SERVICE = "A service runs the tests on each change"
ON_A_SCHEDULE = "Runs start on a schedule or an event"
REVIEWED = "The code was reviewed by peers"
WHERE_FROM = "It is clear where numbers come from"
METHOD = "Context and limitations are told"
FROM_CODE = "Outputs are made by code, with little done by hand"
BESIDE = "Data are published before they are used, or with it"


@pytest.fixture
def site(tmp_path):
    """A site with the ledger, the notebooks and some of the files of this repository."""
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for name in ("README.md", "LICENSE", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "CHANGELOG.md", tmp_path / "docs")
    return tmp_path


def write(site, name, text):
    """Write a file of a site."""
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def judge(folder):
    """Hold a folder, in which the ledger lies in data/, against every point."""
    return judge_site(Site.of(folder / "data"))


def said(site, text):
    """Return what is said of one point: the verdict, and the evidence."""
    (judged,) = [each for each in judge(site) if each.text == text]
    return judged.verdict, judged.evidence


def test_this_repository_is_a_baseline_pipeline_but_for_what_no_file_says():
    """Whatever is not met here is named here, so that nobody need be told by others."""
    every = [each for each in judge(ROOT) if each.text != "The code is under version control"]
    assert [each.text for each in every if each.verdict == "not met"] == [
        CODE_IS_OPEN,
        ON_A_SCHEDULE,
    ]
    assert all(each.evidence and each.source.startswith("https://") for each in every)
    assert said(ROOT, PINNED)[1].startswith("requirements.lock: ")


def test_an_empty_folder_meets_nothing(tmp_path):
    """No point is met by leaving out what it asks for."""
    (tmp_path / "data").mkdir()
    assert {each.verdict for each in judge(tmp_path)} == {"not met", "not for a machine"}


@pytest.mark.parametrize(
    ("point", "name", "text", "verdict", "evidence"),
    [
        pytest.param(
            CODE_IS_OPEN,
            "pyproject.toml",
            '[project]\nname = "x"\n[project.urls]\nsource = "https://example.org/x"\n',
            "met",
            "its licence is MIT; pyproject.toml gives https://example.org/x",
            id="address",
        ),
        pytest.param(CODE_IS_OPEN, "LICENSE", "Hands off.", "not met", "no open licence", id="shut"),
        pytest.param(
            PINNED, "requirements.lock", "a==1\nb==2 \\\n    --hash=sha256:0\n", "met",
            "requirements.lock: 2 pins, 1 with a digest", id="half-hashed",
        ),
        pytest.param(
            BY_A_SERVICE, ".github/workflows/ci.yml", "on: push\njobs: pytest\n", "met",
            ".github/workflows/ci.yml runs the tests", id="service",
        ),
        pytest.param(
            BY_A_SERVICE, ".ci/run", "make test\n", "not for a machine", "no file says", id="script"
        ),
        pytest.param(
            ON_A_SCHEDULE, ".github/workflows/ci.yml", "on:\n  schedule:\n", "met",
            "on a schedule", id="schedule",
        ),
        pytest.param(
            REVIEWED, "data/signoffs.csv", "who,when\nA,2026-01-27\n", "not for a machine",
            "1 sign-offs on record", id="signed",
        ),
        pytest.param(
            DOCUMENTED, "src/x.py", "def add(a, b):\n    return a + b\n", "not met",
            "0 of 1 public functions", id="undocumented",
        ),
    ],
)  # fmt: skip
def test_a_file_changes_what_is_said(site, point, name, text, verdict, evidence):
    """The evidence is what stands in the file."""
    write(site, name, text)
    found, why = said(site, point)
    assert (found, evidence in why) == (verdict, True)


def test_a_notebook_with_a_typed_number_is_named(site):
    """It is no longer clear where every number comes from, nor is its method told."""
    specimen = ROOT / "tests/specimens/notebooks/number-word-in-prose.ipynb"
    shutil.copy(specimen, site / "notebooks/typed.ipynb")
    assert said(site, WHERE_FROM) == (
        "not met",
        "workings check finds a number without its source in typed.ipynb",
    )
    assert said(site, METHOD) == ("not met", "4 of 5 notebooks have a section on method")


def test_an_edition_without_its_notebook_was_not_made_by_code_that_is_here(site):
    """The report is named."""
    (site / "notebooks/claim-check.ipynb").unlink()
    verdict, evidence = said(site, FROM_CODE)
    assert (verdict, "no notebook for claim-check" in evidence) == ("not met", True)


def test_a_page_without_its_figures_is_counted(site):
    """Data are published with a page, or they aren't."""
    assert said(site, BESIDE)[0] == "not for a machine"
    write(site, "reports/one-in-one-out/2026-01-27/index.html", "")
    assert said(site, BESIDE)[0] == "not met"
    write(site, "reports/one-in-one-out/2026-01-27/figures.csv", "")
    assert said(site, BESIDE) == (
        "met",
        "1 of 1 editions have their figures as CSV beside the page",
    )


def test_the_command_prints_each_point_with_its_evidence(site):
    """In words, and as JSON; in any folder with a ledger."""
    ran = give(site, "check", "--rap")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == good_practice_as_text(judge(site)) + "\n"
    assert "\nBaseline\n  met  " in ran.stdout
    ran = give(site, "check", "--rap", "--json")
    assert [each["evidence"] for each in json.loads(ran.stdout)] == [
        each.evidence for each in judge(site)
    ]
