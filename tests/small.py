"""A small report and its record, quick to build: for the tests of editions."""

import csv
import io
import tempfile
import time
from datetime import date
from pathlib import Path
from uuid import uuid4

import nbformat
import psutil
from nbformat import v4

from conftest import Desk
from workings.editions.add import add_editions
from workings.editions.build import build_editions
from workings.editions.contents import write_contents
from workings.ledger.editions import read_editions
from workings.ledger.site import Site
from workings.run.job import Limits

REPORT = "small"
HEADLINE = "# In and out"
SETUP = """%load_ext workings
import workings as w
book = w.read_ledger("../data", as_of)
returned, admitted = book.together("returned", "admitted")
book"""
CHART = """import altair as alt, pandas as pd
counts = pd.DataFrame({"way": ["in", "out"], "people": [int(admitted.value), int(returned.value)]})
alt.Chart(counts).mark_bar().encode(x="people:Q", y="way:N").properties(
    title="In and out", description="A bar for each way.")"""
PROSE = """%%prose
{{ admitted }} came, {{ returned }} went: {{ difference(admitted, returned) }} apart, and
{{ percent_change(returned, admitted) }} of those who went."""


#: A cell that tells in its scratch folder which process it runs in, and waits as long as there is a
#: file; of one edition. It reaches out in a way that no check reads, or the edition would be refused.
WAITING = """from pathlib import Path
from threading import Event
if as_of == "2026-03-06" and Path(f"{''}SLOW").exists():
    process = Path(f"{''}/proc/self").resolve().name
    Path(f"{''}~/BEGUN").expanduser().write_text(process)
    while Path(f"{''}SLOW").exists():
        Event().wait(0.05)"""


class Waiting:
    """A desk whose second edition waits in a cell, until it is let go on."""

    def __init__(self, desk):
        self.slow, self.begun = desk.folder / "slow", f"begun-{uuid4()}"
        self.slow.touch()
        add_cell(desk, WAITING.replace("SLOW", str(self.slow)).replace("BEGUN", self.begun))

    def kernel(self):
        """Wait until its cell has begun, and return the kernel's process."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for path in Path(tempfile.gettempdir()).glob(f"workings*/{self.begun}"):
                if text := path.read_text():
                    return psutil.Process(int(text))
            time.sleep(0.05)
        raise TimeoutError("the cell has not begun")

    def go_on(self):
        """Let it, and every run of it from now on, come to its end."""
        self.slow.unlink()


def write_report(folder, *, headline=HEADLINE, chart=False, parameters=""):
    """Write the report's notebook; with further parameters, each a line of the cell."""
    sources = [SETUP, *([CHART] if chart else []), PROSE]
    cells = [
        v4.new_markdown_cell(headline),
        v4.new_code_cell(f'as_of = "2026-01-27"\n{parameters}', metadata={"tags": ["parameters"]}),
        *map(v4.new_code_cell, sources),
    ]
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata["workings"] = {"byline": "the desk"}
    nbformat.write(notebook, folder / "notebooks" / f"{REPORT}.ipynb")


def small_site(folder, *, chart=False, dates=("2026-01-27", "2026-03-06")):
    """Make a desk that has the small report alone, with editions on record."""
    desk = Desk(folder)
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        notebook.unlink()
    write_report(folder, chart=chart)
    for as_of in dates:
        record(desk, as_of)
    return desk


def record(desk, as_of, made_on=None):
    """Put an edition of the small report on record."""
    day = date.fromisoformat(made_on or as_of)
    return add_editions(desk.folder / "data", REPORT, {"as_of": as_of}, {}, day).editions[0]


def site_of(desk):
    """Return where the desk has its things."""
    return Site(desk.folder / "data", desk.folder / "reports")


def build_here(desk, *, again=False):
    """Build in this process, as the command does in its own."""
    site = site_of(desk)
    editions = read_editions(site.ledger)
    made = build_editions(
        site, editions, workers=1, limits=Limits(), say=lambda _: None, again=again
    )
    write_contents(site, editions)
    return {outcome.edition.name: (outcome.what, outcome.why) for outcome in made}


def contents(folder):
    """Return every file below a folder, but for what is hidden, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def seal_of_line(desk, line, file="figures.csv"):
    """Return the seal that stands on a line of the ledger."""
    path = desk.folder / "data" / file
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    return rows[line - 2]["seal"]


def append_figure(desk, **cells):
    """Append an open figure, line 34 of the ledger's but for some cells; returns its line."""
    path = desk.folder / "data" / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    new = {**rows[34 - 2], "locator": "a later interview", "seal": "", **cells}
    line = io.StringIO()
    csv.DictWriter(line, list(new), lineterminator="\n").writerow(new)
    with path.open("a", encoding="utf-8") as file:
        file.write(line.getvalue())
    return len(rows) + 2


def add_cell(desk, source):
    """Add a cell to the report's notebook."""
    path = desk.folder / "notebooks" / f"{REPORT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(v4.new_code_cell(source))
    nbformat.write(notebook, path)
