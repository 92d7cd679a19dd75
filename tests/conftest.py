"""Fixtures: a desk to work at, every report printed once for all tests, and a browser."""

import csv
import fcntl
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from browser.chromium import launched, serving
from commands import give
from hypothesis import settings
from playwright.sync_api import Error
from websites import Site as Website

from workings.editions.press import make_draft
from workings.ledger.site import Site
from workings.run.job import Limits

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
STORY = "one-in-one-out"
DATES = (
    "2025-10-31",
    "2025-11-10",
    "2026-01-02",
    "2026-01-27",
    "2026-03-06",
    "2026-06-30",
    "2026-07-16",
)
CROSSINGS = "channel-crossings"
PAIRS = (("2026-02-28", 2026), ("2025-11-14", 2025), ("2026-09-01", 2024))
OTHERS = sorted({path.stem for path in ROOT.glob("notebooks/*.ipynb")} - {STORY, CROSSINGS})


# For `make test-all`: many more examples, each given the time that a busy machine takes.
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.register_profile("quick", max_examples=50, deadline=None)
settings.load_profile("quick")

#: What holds a ledger to the lines it had: left out where a test edits them.
RECORD = shutil.ignore_patterns("editions", "heads", ".*")


class Desk:
    """A copy of the ledger and the notebooks, with nothing on record, and the command to run there."""

    def __init__(self, folder):
        self.folder = folder
        for part in ("data", "notebooks"):
            shutil.copytree(ROOT / part, folder / part, ignore=RECORD)

    def copy(self, folder):
        """Return a copy of this desk, with what it has printed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        copied = object.__new__(type(self))
        copied.folder = folder
        return copied

    def run(self, *arguments, env=None, umask=-1):
        """Give the command, as a person would; in another environment, by another interpreter."""
        if env is None and umask == -1:
            return give(self.folder, *arguments)
        return subprocess.run(
            [sys.executable, "-m", "workings", *arguments],
            cwd=self.folder,
            env={**os.environ, **(env or {})},
            umask=umask,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def print_story(self, as_of, **kwargs):
        """Print the story and return the edition's folder; with `kwargs`, by the command."""
        if not kwargs:
            return self.print_report(STORY, as_of=as_of)
        ran = self.run("run", f"notebooks/{STORY}.ipynb", "-p", "as_of", as_of, **kwargs)
        assert ran.returncode == 0, ran.stderr
        return self.folder / "reports" / "drafts" / STORY / as_of

    def print_report(self, report, **given):
        """Print a report, with its defaults or other parameters, and return the edition's folder."""
        notebook = self.folder / "notebooks" / f"{report}.ipynb"
        site = Site.around(notebook)
        return make_draft(site, notebook, given, limits=Limits(), say=lambda _: None).parent

    def edit_figure(self, line, **cells):
        """Change cells of one line of the figures, which is open then and known by another seal."""
        path = self.folder / "data" / "figures.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[line - 2].update({"seal": "", **cells})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture
def desk(tmp_path):
    """A desk of its own."""
    return Desk(tmp_path)


def root_of(tmp_path_factory):
    """Return the folder that all tests of a run write in, in whichever process."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(tmp_path_factory, name, make):
    """Return a folder that the first process to want it has filled, and the others wait for."""
    folder = root_of(tmp_path_factory) / name
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def crossings(tmp_path_factory):
    """Print the small-boat report for three pairs of as-of date and year: folders by pair."""

    def print_all(folder):
        desk = Desk(folder)
        for as_of, year in PAIRS:
            desk.print_report(CROSSINGS, as_of=as_of, year=str(year))

    drafts = once(tmp_path_factory, "crossings", print_all) / "reports" / "drafts" / CROSSINGS
    return {pair: next(drafts.glob(f"{pair[0]}*")) for pair in PAIRS}


@pytest.fixture(scope="session")
def others(tmp_path_factory):
    """Print every other report with its defaults: folders by report."""

    def print_all(folder):
        desk = Desk(folder)
        for report in OTHERS:
            desk.print_report(report)

    drafts = once(tmp_path_factory, "others", print_all) / "reports" / "drafts"
    return {report: next((drafts / report).iterdir()) for report in OTHERS}


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Print every edition on record, with the front page: the folder of the reports."""

    def build_all(folder):
        command = [sys.executable, "-m", "workings", "build", "--reports", folder / "reports"]
        built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
        assert built.returncode == 0, built.stderr

    return once(tmp_path_factory, "published", build_all) / "reports"


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test once more whose tab Chromium has ended of its own accord: twice is the page's fault."""
    try:
        return (yield)
    except Error as error:
        if "crashed" not in str(error):
            raise
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    if readers := pyfuncitem.funcargs.get("readers"):
        again = dict(zip(("page", "page_with_scripts"), readers, strict=True))
        given |= {name: again[name].page() for name in again if name in given}
    pyfuncitem.obj(**given)
    return True


# A running Playwright leaves an event loop running in the thread, which other tests would trip
# over: so a module has its own, and no more than that.
@pytest.fixture(scope="module")
def chromium():
    """Run Debian's Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve all that the tests write, on loopback."""
    with serving(root_of(tmp_path_factory)) as served:
        yield served


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """Print the story at its seven dates, once for all tests: folders by date."""

    def print_all(folder):
        desk = Desk(folder)
        for as_of in DATES:
            desk.print_story(as_of)

    drafts = once(tmp_path_factory, "editions", print_all) / "reports" / "drafts" / STORY
    return {as_of: drafts / as_of for as_of in DATES}


@pytest.fixture
def site():
    """A site of its own."""
    with Website() as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def session(heading):
    """List the commands of the first shell block under a heading."""
    block = re.search(rf"## {heading}\n.*?```sh\n(.*?)```", README, flags=re.DOTALL)[1]
    return [shlex.split(line) for line in block.replace("\\\n", " ").splitlines()]
