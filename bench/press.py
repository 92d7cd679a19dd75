"""
What the press costs, against the plain stack: papermill and nbconvert, on the same notebook.

    python bench/press.py                   everything, in about ten minutes
    python bench/press.py report editions   only these parts: report, editions, many, nothing, floor

Prints ratios, of wall-clock time and of processor time with that of all processes started. Times
by themselves would say more about the machine; the few that are printed say what they are for. The
plain stack is the pair of commands ``papermill notebook.ipynb executed.ipynb`` and ``jupyter
nbconvert --to html executed.ipynb``, which draws no chart and checks nothing. Run it from the root
of the repository, on a machine that does nothing else.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from workings.desk.record import add_edition
from workings.editions import RECORD, as_yaml, read_editions

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STORY = "one-in-one-out"
TIMES = 5
PARTS = ("report", "editions", "many", "nothing", "floor")
# What a page fetches of itself when it is opened; links that a reader follows are none of it.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b[^>]*?rel=["']?(?:stylesheet|preload|icon)["']?[^>]*?href=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|@import\s+(?:url\()?["']?((?:https?:)?//[^"'\s)]+)|url\(["']?((?:https?:)?//[^"'\s)]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cost:
    """What something took: seconds by the clock, and of the processor, children included."""

    wall: float
    cpu: float

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __truediv__(self, number):
        return Cost(self.wall / number, self.cpu / number)


def run(*command, cwd, watch=None, env=None):
    """Run a command and return what it cost; `watch` sees its process while it runs."""
    began = time.perf_counter()
    with open(cwd / "said.txt", "w+") as said:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            stdout=said,
            stderr=said,
            env={**os.environ, **(env or {})},
        )
        if watch:
            watch.begin(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if watch:
            watch.end()
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(map(str, command))}: {said.read()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


class Watch:
    """The memory of a process and of the kernels below it, while it runs, in megabytes."""

    def begin(self, pid):
        """Look four times a second, in a thread."""
        self.pid, self.parent, self.kernels, self.over = pid, [], [], threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def end(self):
        """Stop looking."""
        self.over.set()
        self.thread.join()

    def _look(self):
        while not self.over.wait(0.25):
            self.parent.append(memory(self.pid, ("Rss",)))
            for child in children(self.pid):
                if b"kernel_server" in command_of(child):
                    own = [
                        memory(kernel, ("Private_Clean", "Private_Dirty"))
                        for kernel in children(child)
                    ]
                    self.kernels += [size for size in own if size]


def children(pid):
    """Return the processes that one has started."""
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def command_of(pid):
    """Return a process's command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def memory(pid, kinds):
    """Return how much memory of some kinds a process has, in megabytes."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return (
        sum(int(n) for kind, n in re.findall(r"^(\w+):\s+(\d+) kB", text, re.M) if kind in kinds)
        / 1024
    )


def desk(folder, record=False):
    """Copy the ledger and the notebooks, with nothing on record or with everything."""
    left_out = (
        shutil.ignore_patterns() if record else shutil.ignore_patterns(RECORD, "lines.sha256")
    )
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=left_out)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def pair(folder, as_of):
    """Print the story as the plain stack does, and return what the two commands cost."""
    made = folder / f"plain-{as_of}.ipynb"
    notebook = folder / "notebooks" / f"{STORY}.ipynb"
    ran = run(
        BIN / "papermill",
        notebook,
        made,
        "-p",
        "as_of",
        as_of,
        "--cwd",
        notebook.parent,
        cwd=folder,
    )
    return ran + run(BIN / "jupyter", "nbconvert", "--to", "html", made, cwd=folder)


def workings(folder, *words, **named):
    """Give a command of ours, and return what it cost."""
    return run(BIN / "workings", *words, cwd=folder, **named)


def medians(costs):
    """Return the medians of several costs."""
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs))


def told(what, ours, plain):
    """Print a ratio."""
    print(
        f"{what}: {ours.wall / plain.wall:.2f} by the clock, {ours.cpu / plain.cpu:.2f} of the processor",
        flush=True,
    )


def weighed(what, page):
    """Print what a page weighs, and what it fetches."""
    text = page.read_text(encoding="utf-8")
    requests = {next(filter(None, found)) for found in FETCHED.findall(text)}
    print(
        f"{what}: {len(text.encode()) / 1000:,.0f} kB, {len(requests)} requests to other hosts",
        flush=True,
    )


def report(folder):
    """One report, each time in a new process; then after a line was added to the ledger."""
    desk(folder)
    ours, plain = [], []
    for _ in range(
        TIMES
    ):  # turn and turn about, so that whatever else the machine does falls on both
        ours.append(workings(folder, "run", f"notebooks/{STORY}.ipynb"))
        plain.append(pair(folder, "2026-01-27"))
    told("one report, to the plain pair", medians(ours), medians(plain))
    weighed("  our page", next(folder.glob(f"reports/{STORY}/*/index.html")))
    weighed("  nbconvert's page", folder / "plain-2026-01-27.html")
    on_record = desk(folder / "on-record", record=True)
    workings(on_record, "build")
    figures, again = on_record / "data" / "figures.csv", []
    for number in range(TIMES):
        line = figures.read_text(encoding="utf-8").splitlines()[-1]
        with figures.open("a", encoding="utf-8") as file:
            file.write(f"{line}{number}\n")
        again.append(workings(on_record, "run", f"{STORY}/2026-01-27"))
    told("make report after a line was added, to the plain pair", medians(again), medians(plain))
    for what, *words in (
        ("--help", "--help"),
        ("a refused parameter", "run", f"notebooks/{STORY}.ipynb", "-p", "as_off", "x"),
    ):
        costs = [free(folder, *words) for _ in range(TIMES)]
        print(f"{what}: {medians(costs).cpu:.2f} s of the processor", flush=True)
    for name in ("marimo", "myst"):
        if not shutil.which(name):
            print(f"{name}: not installed, so not compared", flush=True)


def free(folder, *words):
    """Return what a command cost that may be refused."""
    return run("sh", "-c", '"$@" || true', "sh", BIN / "workings", *words, cwd=folder)


def days(number):
    """Return days on which the story can be told."""
    return [(date(2025, 11, 10) + timedelta(days=6 * each)).isoformat() for each in range(number)]


def editions(folder):
    """Forty editions of one report, with two processes; the plain ways are timed on the first few."""
    desk(folder)
    wanted = days(40)
    for as_of in wanted:
        add_edition(folder / "data", STORY, {"as_of": as_of}, date.fromisoformat(as_of))
    watch = Watch()
    ours = workings(folder, "build", "--workers", "2", watch=watch) / len(wanted)
    few = wanted[:: len(wanted) // 4]
    plain = sum((pair(folder, as_of) for as_of in few), Cost(0, 0)) / len(few)
    print(
        f"40 editions, 2 processes: {plain.wall / ours.wall:.1f} times as many a minute as the plain pair in a loop, for 1/{plain.cpu / ours.cpu:.0f} of the processor",
        flush=True,
    )
    api = run(sys.executable, "-c", IN_PROCESS, f"notebooks/{STORY}.ipynb", *few, cwd=folder) / len(
        few
    )
    print(
        f"  and {api.wall / ours.wall:.1f} times as many as papermill's and nbconvert's functions in a loop",
        flush=True,
    )
    print(f"  own memory of a kernel: {max(watch.kernels, default=0):.0f} MB at most", flush=True)
    return ours


IN_PROCESS = """
import sys, papermill
from nbconvert import HTMLExporter
for as_of in sys.argv[2:]:
    made = papermill.execute_notebook(sys.argv[1], None, {"as_of": as_of}, cwd="notebooks", progress_bar=False)
    with open(f"api-{as_of}.html", "w") as page:
        page.write(HTMLExporter().from_notebook_node(made)[0])
"""


def many(folder):
    """650 editions of a small report, and 40 of the same: the time of each stays what it was."""
    each = {}
    for number in (40, 650):
        here = small_site(folder / str(number), number)
        watch = Watch()
        each[number] = workings(here, "build", "--workers", "2", watch=watch) / number
        early, late = (
            max(part) for part in (watch.parent[: len(watch.parent) // 3 + 1], watch.parent[-20:])
        )
        print(
            f"{number} small editions, 2 processes: the parent had {early:.0f} MB in the first third and {late:.0f} MB at the end; own memory of a kernel: {max(watch.kernels, default=0):.0f} MB at most",
            flush=True,
        )
    told("an edition among 650, to one among 40", each[650], each[40])
    return folder / "650"


def small_site(folder, number):
    """Make a site of a small report for each of so many areas."""
    import nbformat

    desk(folder)
    sources = [
        'as_of = "2026-01-27"\narea = 1',
        "%load_ext workings\nfrom workings.ledger import read_ledger\n"
        'book = read_ledger("../data", as_of)\nreturned, admitted = book.together("returned", "admitted")\nbook',
        "%%prose\nArea {{ area | string }}: {{ admitted }} came, {{ returned }} went.".replace(
            "{{ area | string }}", "by area"
        ),
        "import altair as alt, pandas as pd\n"
        'alt.Chart(pd.DataFrame({"area": ["here", "there"], "people": [area, 700 - area]})).mark_bar()'
        '.encode(x="people:Q", y="area:N").properties(title="Here and there", description="Two bars.")',
    ]
    cells = [
        nbformat.v4.new_markdown_cell("# In and out"),
        *map(nbformat.v4.new_code_cell, sources),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "small.ipynb")
    data = folder / "data"
    one = add_edition(data, "small", {"as_of": "2026-01-27", "area": 2}, date(2026, 1, 27))
    all_of_them = [
        replace(one, name=f"2026-01-27-area-{area}", number=area - 1, parameters={"area": area})
        for area in range(3, number + 2)
    ]
    with (data / RECORD).open("a", encoding="utf-8") as record:
        record.write("".join(map(as_yaml, all_of_them)))
    assert len(read_editions(data)) == number
    return folder


def nothing(folder):
    """A build that finds a hundred editions up to date."""
    here = small_site(folder, 100)
    workings(here, "build", "--workers", "2")
    costs = medians([workings(here, "build") for _ in range(TIMES)])
    print(
        f"nothing changed, 100 editions: {costs.wall:.2f} s by the clock (target: 0.4), {costs.cpu:.2f} s of the processor",
        flush=True,
    )


def floor(folder):
    """What an edition can't do without: its cells, its drawings, its page; each as a share of all."""
    desk(folder)
    run(sys.executable, ROOT / "bench" / "floor.py", cwd=folder)
    print((folder / "said.txt").read_text(), end="")


def main():
    """Measure what is asked for."""
    wanted = sys.argv[1:] or PARTS
    if unknown := set(wanted) - set(PARTS):
        raise SystemExit(f"found {', '.join(sorted(unknown))}; expected any of {', '.join(PARTS)}")
    for part in wanted:
        with tempfile.TemporaryDirectory() as folder:
            print(f"-- {part}", flush=True)
            globals()[part](Path(folder))


if __name__ == "__main__":
    main()
