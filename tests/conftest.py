"""Fixtures: a desk to work at, every report printed once for all tests, and a browser."""

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from browser.chromium import launched, serving
from hypothesis import settings
from playwright.sync_api import Error
from websites import Site

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


# For `make test-all`: ten times as many examples, each given the time that a busy machine takes.
settings.register_profile("thorough", max_examples=1000, deadline=None)

#: What holds a ledger to the lines it had: left out where a test edits them.
RECORD = shutil.ignore_patterns("editions.yml", "lines.sha256")


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
        """Give the command, as a person would, and return what became of it."""
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
        """Print the story and return the edition's folder."""
        ran = self.run("run", f"notebooks/{STORY}.ipynb", "-p", "as_of", as_of, **kwargs)
        assert ran.returncode == 0, ran.stderr
        return self.folder / "reports" / "drafts" / STORY / as_of

    def print_report(self, report, *arguments):
        """Print a report, with its defaults or other parameters, and return the edition's folder."""
        ran = self.run("run", f"notebooks/{report}.ipynb", *arguments)
        assert ran.returncode == 0, ran.stderr
        return Path(ran.stdout.strip()).parent

    def edit_figure(self, line, **cells):
        """Change cells of one line of the figures in place, as nobody should in a real ledger."""
        path = self.folder / "data" / "figures.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[line - 2].update(cells)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture
def desk(tmp_path):
    """A desk of its own."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def crossings(tmp_path_factory):
    """Print the small-boat report for three pairs of as-of date and year: folders by pair."""
    shared = Desk(tmp_path_factory.mktemp("desk"))

    def printed(pair):
        return shared.print_report(CROSSINGS, "-p", "as_of", pair[0], "-p", "year", str(pair[1]))

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(PAIRS, pool.map(printed, PAIRS), strict=True))


@pytest.fixture(scope="session")
def others(tmp_path_factory):
    """Print every other report with its defaults: folders by report."""
    shared = Desk(tmp_path_factory.mktemp("desk"))
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(OTHERS, pool.map(shared.print_report, OTHERS), strict=True))


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Print every edition on record, with the front page: the folder of the reports."""
    reports = tmp_path_factory.mktemp("published") / "reports"
    command = [sys.executable, "-m", "workings", "build", "--reports", str(reports)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert built.returncode == 0, built.stderr
    return reports


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
    with serving(tmp_path_factory.getbasetemp()) as served:
        yield served


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """Print the story at its seven dates, once for all tests: folders by date."""
    shared = Desk(tmp_path_factory.mktemp("desk"))
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(DATES, pool.map(shared.print_story, DATES), strict=True))


@pytest.fixture
def site():
    """A site of its own."""
    with Site() as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def session(heading):
    """List the commands of the first shell block under a heading."""
    block = re.search(rf"## {heading}\n.*?```sh\n(.*?)```", README, flags=re.DOTALL)[1]
    return [shlex.split(line) for line in block.replace("\\\n", " ").splitlines()]
