"""What is declared, what is locked and what `make setup` does agree with one another."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
#: What the press is made with, and what its tests and checks need on top of it.
PRESS, DEV = "requirements.lock", "tests/requirements.lock"
INPUTS = [PRESS, "pyproject.toml"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PINNED = {
    PRESS: [*PROJECT["dependencies"], *EXTRAS["build"]],
    DEV: [*PROJECT["dependencies"], *chain(*EXTRAS.values())],
}


def read_pins(lock):
    """Return a lock's pins: name, version and the lines that follow."""
    text = (ROOT / lock).read_text("utf-8")
    return re.findall(r"^(\S+)==(\S+)(.*\n(?:[ \t].*\n)*)", text, re.MULTILINE)


def make(*words, at=ROOT):
    """Run make as if from a fresh shell, not from inside the `make test` we may be in."""
    env = os.environ | {"MAKEFLAGS": "", "LC_ALL": "C"}
    return subprocess.run(["make", *words], cwd=at, env=env, capture_output=True, text=True)


@pytest.fixture
def clone(tmp_path):
    """Pretend that a clone was set up long ago, with an empty file for uv: to run it would fail."""
    clone = tmp_path / "a clone"
    for folder in [".venv/bin", "tests"]:
        (clone / folder).mkdir(parents=True)
    made = [".venv/bin/uv", ".venv/ready", ".venv/ready-dev"]
    for name in made:
        (clone / name).touch()
    for name in ["Makefile", DEV, *INPUTS]:
        shutil.copy(ROOT / name, clone / name)
    for day, name in enumerate([DEV, *INPUTS, *made], start=1):
        os.utime(clone / name, (day * 86_400, day * 86_400))
    return clone


def test_conda_brings_both_locks_and_the_same_python():
    """environment.yml asks for our Python, for pip, and through pip for the two locks alone."""
    *conda, pip = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    versions = {spec.name.normalized: spec.version for spec in map(MatchSpec, conda)}
    assert versions == {"python": PROJECT["requires-python"], "pip": None}
    assert pip == {"pip": [f"-r {PRESS}", f"-r {DEV}"]}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [pytest.param(lock, Requirement(each), id=f"{lock}-{each}") for lock in PINNED for each in PINNED[lock]],
)  # fmt: skip
def test_a_declared_dependency_is_pinned_within_its_bounds(lock, wanted):
    """A lock has every dependency and extra it stands for, at a version that pyproject.toml allows."""
    versions = [version for name, version, _ in read_pins(lock) if name == wanted.name]
    assert versions
    assert all(version in wanted.specifier for version in versions)


@pytest.mark.parametrize("lock", [PRESS, DEV])
def test_a_lock_has_a_hash_for_every_pin_and_names_no_host(lock):
    """What is installed is known by its bytes, wherever it was fetched from."""
    assert all("--hash=sha256:" in rest for _, _, rest in read_pins(lock))
    assert not re.search(r"://|index-url|find-links", (ROOT / lock).read_text("utf-8"))


def test_the_lock_of_the_tests_holds_all_that_the_press_is_made_with():
    """At the same versions, so what is tested is what prints."""
    press, tests = ({pin[:2] for pin in read_pins(lock)} for lock in (PRESS, DEV))
    assert press < tests


@pytest.mark.parametrize("extra", ["lab", "dask", "dev"])
def test_the_press_is_set_up_without_what_only_tests_checks_and_authors_need(extra):
    """No node, type checker, linter, browser driver, conda solver, JupyterLab or cluster."""
    pinned = {name for name, _, _ in read_pins(PRESS)}
    assert pinned.isdisjoint(Requirement(wanted).name for wanted in EXTRAS[extra])


def test_help_lists_every_target():
    """A plain `make` says what there is, and one line about each."""
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    targets = re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[1].split()
    assert re.findall(r"^make ([\w-]+) +\w", make().stdout, re.MULTILINE) == targets


@pytest.mark.parametrize("target", ["setup", "dev"])
def test_setup_does_nothing_when_nothing_has_changed(clone, target):
    """Two runs cost no more than one."""
    assert "Nothing to be done" in make(target, at=clone).stdout


@pytest.mark.parametrize(
    ("target", "changed"), [*(("setup", name) for name in INPUTS), ("dev", DEV)]
)
def test_a_failed_setup_is_not_taken_for_done(clone, target, changed):
    """A change to any of its inputs starts set-up again, and a failure leaves no mark behind."""
    (clone / changed).touch()
    assert make(target, at=clone).returncode != 0
    assert make("--question", target, at=clone).returncode == 1


def git(*words, at):
    """Run git in a folder, with nobody's own configuration."""
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=a desk", "-c", "user.email=desk@example.org"]
    return subprocess.run(["git", *who, *words], cwd=at, env=env, capture_output=True, text=True)


@pytest.fixture
def settled(clone):
    """Pretend that packages can be installed at once, and that something to install is new."""
    write_command(clone / ".venv/bin/uv", 'echo "uv $*"')
    for driver in ["git-nbdiffdriver", "git-nbmergedriver"]:
        (clone / ".venv/bin" / driver).symlink_to(Path(sys.executable).parent / driver)
    return clone


@pytest.mark.parametrize(
    ("is_for_tests", "lock"), [(False, PRESS), (True, DEV)], ids=["press", "tests"]
)
def test_the_press_set_up_again_leaves_the_tests_what_they_need(settled, is_for_tests, lock):
    """`make report` after `make test` installs from the lock that holds both; before it, from its own."""
    if not is_for_tests:
        (settled / ".venv/ready-dev").unlink()
    (settled / PRESS).touch()
    synced = [line.split()[-1] for line in make("setup", at=settled).stdout.splitlines()
              if line.startswith("uv pip sync")]  # fmt: skip
    assert synced == [lock]


@pytest.mark.parametrize("home", ["missing", "there"])
def test_a_home_that_cannot_be_written_in_does_not_stop_setup(settled, home):
    """There uv keeps its cache in .venv; in a home that can be, where it always does."""
    place = settled / "home"
    place.write_text("") if home == "missing" else place.mkdir()
    write_command(
        settled / ".venv/bin/uv",
        f'if [ "$*" = "cache dir" ]; then echo "{place}/.cache/uv"; else echo "uv $*"; fi',
    )
    (settled / PRESS).touch()
    ran = make("setup", at=settled)
    assert ran.returncode == 0
    assert ("uv pip sync --cache-dir .venv/cache" in ran.stdout) == (home == "missing")


@pytest.mark.parametrize("target", ["setup", "dev"])
def test_a_driver_that_a_branch_could_replace_is_put_right(settled, target):
    """An earlier version registered it by its path from the clone's root; now it is the whole path."""
    git("init", "--quiet", ".", at=settled)
    names = ("diff.jupyternotebook.command", "merge.jupyternotebook.driver")
    for name in names:
        git("config", name, ".venv/bin/git-nbdriver", at=settled)
    assert make(target, at=settled).returncode == 0
    for name in names:
        assert git("config", name, at=settled).stdout.startswith(f"'{settled}/.venv/bin'/")


def test_lighthouse_is_fetched_by_digest_from_no_named_host():
    """Every package that `make lighthouse` installs is in a lock, with its sha512."""
    lock = json.loads((ROOT / "tests/lighthouse/package-lock.json").read_text("utf-8"))
    packages = [each for place, each in lock["packages"].items() if place]
    assert len(packages) > 50
    assert all(each["integrity"].startswith("sha512-") for each in packages)
    assert not any("resolved" in each for each in packages)
    assert "npx" not in (ROOT / "tests/browser/lighthouse.py").read_text("utf-8")


def test_setup_has_git_compare_notebooks_cell_by_cell(settled):
    """In this clone, until `make clean`; what is shown of a changed cell is its source, not JSON."""
    settled = settled.rename(settled.with_name("the desk's own"))
    git("init", "--quiet", ".", at=settled)
    shutil.copy(ROOT / ".gitattributes", settled)
    shutil.copy(ROOT / "tests/specimens/notebooks/good.ipynb", settled / "story.ipynb")
    git("add", "story.ipynb", at=settled)
    git("commit", "--quiet", "-m", "Tell the story", at=settled)
    assert make("dev", at=settled).returncode == 0
    assert git("check-attr", "merge", "story.ipynb", at=settled).stdout.endswith(
        "jupyternotebook\n"
    )
    for driver in ("diff.jupyternotebook.command", "merge.jupyternotebook.driver"):
        told = git("config", driver, at=settled).stdout
        assert "the desk'\\''s own/.venv/bin'/git-nb" in told, "or a branch could put its own there"
    story = (settled / "story.ipynb").read_text("utf-8")
    (settled / "story.ipynb").write_text(story.replace("difference(", "share("), encoding="utf-8")
    shown = git("diff", at=settled).stdout
    assert shown.startswith("nbdiff ")
    assert "lead = w.share(admitted, returned)" in shown
    assert '"cell_type"' not in shown
    (settled / "src").mkdir()
    assert make("clean", at=settled).returncode == 0
    assert git("config", "--list", "--local", at=settled).stdout.count("jupyternotebook") == 0


def test_setup_leaves_another_clone_around_it_alone(settled):
    """A copy that lies in somebody else's clone changes nothing there."""
    git("init", "--quiet", ".", at=settled.parent)
    assert make("dev", at=settled).returncode == 0
    assert "jupyternotebook" not in git("config", "--list", "--local", at=settled.parent).stdout


def test_setup_needs_no_git(settled, tmp_path, monkeypatch):
    """On a machine without it, and outside a clone, everything else is set up all the same."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert make("dev", at=settled).returncode == 0
    (tmp_path / "bin").mkdir()
    for name in ["make", "rm", "sh", "touch"]:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (settled / ".venv/ready-dev").unlink()
    assert make("dev", at=settled).returncode == 0
    assert (settled / ".venv/ready-dev").exists()


def write_command(path, script):
    """Write a command that stands in for one of the machine's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path):
    """Pretend a machine with apt-get, the npm packages in place, and no Chromium: its commands."""
    folder = tmp_path / "tests" / "browser"
    (folder / "node_modules").mkdir(parents=True)
    for name in ["install", "package-lock.json"]:
        shutil.copy(ROOT / "tests" / "browser" / name, folder)
    (folder / "node_modules" / ".package-lock.json").touch()
    os.utime(folder / "package-lock.json", (0, 0))
    for name in ["cat", "dirname", "env", "sh"]:
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    write_command(tmp_path / "bin" / "apt-get", 'echo "$@" "from $(cat)"')
    return tmp_path / "bin"


def install_browser(machine, user="0"):
    """Run the script that installs the browser, with no standard input to ask."""
    write_command(machine / "id", f"echo {user}")
    script = machine.parent / "tests" / "browser" / "install"
    return subprocess.run(
        [script], env={"PATH": str(machine)}, input="y", capture_output=True, text=True
    )


def test_a_browser_that_is_there_is_left_alone(machine):
    """Nothing is asked of apt-get, nor of npm."""
    write_command(machine / "chromium", "false")
    ran = install_browser(machine)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_missing_browser_is_installed_as_root(machine):
    """With the fonts in which charts are measured, and nobody asked anything."""
    ran = install_browser(machine)
    assert ran.returncode == 0
    assert re.search(
        r"^install .*--yes .*chromium fonts-liberation from $", ran.stdout, re.MULTILINE
    )


@pytest.mark.parametrize("sudo", ['shift; "$@"', None], ids=["with-sudo", "without-sudo"])
def test_a_missing_browser_is_installed_through_sudo_or_said_how(machine, sudo):
    """Where it can't be installed, the message is the command that would."""
    if sudo:
        write_command(machine / "sudo", sudo)
    ran = install_browser(machine, user="1000")
    assert (ran.returncode == 0) == bool(sudo)
    assert ("chromium fonts-liberation from" in ran.stdout) == bool(sudo)
    assert ("sudo apt-get install chromium fonts-liberation" in ran.stderr) != bool(sudo)


def test_a_browser_that_cannot_be_had_stops_no_other_test(clone):
    """`make test` goes on to pytest, where the tests in a browser fail and say what to do."""
    write_command(clone / "tests" / "browser" / "install", "false")
    write_command(clone / ".venv" / "bin" / "python", 'echo "ran $@"')
    assert "ran -m pytest" in make("test", at=clone).stdout


def test_the_npm_lock_has_a_digest_for_every_package_and_names_no_registry():
    """What is installed is known by its bytes, wherever it was fetched from."""
    packages = json.loads((ROOT / "tests/browser/package-lock.json").read_text("utf-8"))["packages"]
    pinned = [package for name, package in packages.items() if name]
    assert all(package["integrity"].startswith("sha512-") for package in pinned)
    assert not any("resolved" in package for package in pinned)


def test_setup_refuses_an_older_python_and_says_what_to_do(clone):
    """Python 3.10 is turned away by name, before anything is installed."""
    old = clone / "python3.10"
    pretend = "import sys; sys.version_info = (3, 10); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$2"\n')
    old.chmod(0o755)
    shutil.rmtree(clone / ".venv")
    refusal = make("setup", "PYTHON=./python3.10", at=clone).stderr
    assert "needs Python 3.11 or newer, and ./python3.10 is 3.10" in refusal
    assert not (clone / ".venv").exists()


def checks():
    """List the commands of `make check`, as they are in .venv."""
    said = make("--dry-run", "--old-file=.venv/ready-dev", "check").stdout
    return [line for line in said.splitlines() if line.startswith(".venv/bin/")]


def test_a_commit_is_held_to_the_tools_of_make_check():
    """Each of the hooks gives one of its commands, and none is left out."""
    (local,) = yaml.safe_load((ROOT / ".ci/pre-commit.yml").read_text("utf-8"))["repos"]
    hooks = [hook["entry"] for hook in local["hooks"]]
    assert hooks == [command.removesuffix(" notebooks/*.ipynb") for command in checks()]


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", ".ci/gitlab.yml", ".ci/run"])
def test_a_service_runs_what_a_desk_does(file):
    """`make check` and `make test`, which set up all they need; and nothing else."""
    text = (ROOT / file).read_text("utf-8")
    if file.endswith(".yml"):
        job = yaml.safe_load(text)
        job = job.get("jobs", job)["test"]
        ran = job.get("script") or [step["run"] for step in job["steps"] if "run" in step]
    else:
        ran = re.findall(r"^make .*", text, re.MULTILINE)
    assert ran == ["make check", "make test"]


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", ".ci/gitlab.yml"])
def test_a_service_tries_every_python_that_tests_pythons_does(file):
    """From the oldest that pyproject.toml allows."""
    script = re.search(r"^for version in (.*);", (ROOT / "tests/pythons").read_text(), re.MULTILINE)
    versions = script[1].split()
    assert json.dumps(versions) in (ROOT / file).read_text("utf-8")
    assert PROJECT["requires-python"] == f">={versions[0]}"


def test_on_windows_one_sentence_names_wsl():
    """And no traceback, whichever way the package is come by."""
    code = "import sys; sys.platform = 'win32'; import workings"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 1
    assert re.fullmatch(r"workings doesn't run on Windows itself: install WSL .*\.\n", ran.stderr)
