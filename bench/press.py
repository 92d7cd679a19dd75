"""
What the press costs, against the plain stack: papermill and nbconvert, on the same notebook.

    python bench/press.py                   everything, in about ten minutes
    python bench/press.py report editions   only these; the others: many, nothing, large, floor

Prints ratios, by the clock and of the processor, with all that a command starts: times by
themselves say more about the machine. The plain stack is the pair of commands ``papermill
notebook.ipynb executed.ipynb`` and ``jupyter nbconvert --to html executed.ipynb``; its page has no
static chart and nothing to open. Run it from the root of the repository, on an idle machine.
"""

import csv
import re
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import nbformat
from measuring import Cost, Watch, medians, run

from workings.editions.add import add_editions
from workings.ledger.editions import EDITIONS, as_yaml
from workings.ledger.seals import line_digest, seal_of

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STORY = "one-in-one-out"
DAY = "2026-01-27"
TIMES = 5
FEW = 4  # of the forty editions that the plain ways print too: one is like the other
ADDRESS = r"""["']?((?:https?:)?//[^"'\s)>]+)"""
# What opening a page fetches; the links on it that a reader may follow are none of it.
FETCHED = re.compile(
    rf"<(?:script|img|iframe|source|embed)\b[^>]*?\bsrc={ADDRESS}"
    rf"|<link\b[^>]*?\brel=[\"']?(?:stylesheet|preload|icon)\b[^>]*?\bhref={ADDRESS}"
    rf"|@import\s+(?:url\()?{ADDRESS}|url\({ADDRESS}",
    re.IGNORECASE,
)
IN_PROCESS = """
import sys, papermill
from nbconvert import HTMLExporter
story, *days = sys.argv[1:]
for day in days:
    made = papermill.execute_notebook(story, None, {"as_of": day}, cwd="notebooks")
    with open(f"function-{day}.html", "w") as page:
        page.write(HTMLExporter().from_notebook_node(made)[0])
"""
SMALL = [
    'as_of = "2026-01-27"\narea = 1',
    """%load_ext workings
import altair as alt
import pandas as pd
import workings as w
book = w.read_ledger("../data", as_of)
assert area > 0
returned, admitted = book.together("returned", "admitted")
book""",
    "%%prose\n{{ admitted }} came, {{ returned }} went.",
    """people = pd.DataFrame(
    {"way": ["in", "out"], "people": [int(admitted.value), int(returned.value)]}
)
alt.Chart(people).mark_bar().encode(x="people:Q", y="way:N").properties(
    title="In and out", description="More came than went.")""",
]


def say(text):
    """Print a line at once."""
    print(text, flush=True)


def desk(folder, *, record):
    """Copy the ledger and the notebooks, with what is on record or with nothing."""
    left = shutil.ignore_patterns(*(() if record else (EDITIONS, "heads")))
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=left)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def workings(folder, *words, **named):
    """Give a command of ours, and return what it cost."""
    return run(BIN / "workings", *words, cwd=folder, **named)


def pair(folder, day=DAY):
    """Print the story as the plain stack does, and return what its two commands cost."""
    executed, home = folder / f"plain-{day}.ipynb", folder / "notebooks"
    words = [home / f"{STORY}.ipynb", executed, "-p", "as_of", day, "--cwd", home]
    ran = run(BIN / "papermill", *words, cwd=folder)
    return ran + run(BIN / "jupyter", "nbconvert", "--to", "html", executed, cwd=folder)


def report(folder):
    """One report, each time by new processes, and again once the ledger has grown by a line."""
    desk(folder, record=True)
    ours, after_a_line, plain = [], [], []
    workings(folder, "run", f"{STORY}/{DAY}")
    for number in range(TIMES):  # by turns: whatever else the machine does falls on all alike
        ours.append(workings(folder, "run", f"notebooks/{STORY}.ipynb"))
        plain.append(pair(folder))
        add_line(folder / "data" / "figures.csv", f"2026-12-{number + 1:02}")
        after_a_line.append(workings(folder, "run", f"{STORY}/{DAY}"))
    say(f"workings run, to the plain pair: {medians(ours).to(medians(plain))}")
    said = "workings run of an edition, as in make report, after a line was added"
    say(f"{said}: {medians(after_a_line).to(medians(plain))}")
    weigh("our page", next(folder.glob(f"reports/drafts/{STORY}/*/index.html")))
    weigh("the pair's page", folder / f"plain-{DAY}.html")
    refused = ("run", f"notebooks/{STORY}.ipynb", "-p", "as_off", "x")
    for what, words, status in (("--help", ("--help",), 0), ("a refused parameter", refused, 2)):
        costs = medians([workings(folder, *words, status=status) for _ in range(TIMES)])
        say(f"{what}: {costs.cpu:.2f} s of the processor (target: 0.3)")
    for name in ("marimo", "myst"):
        if not shutil.which(name):
            say(f"{name}: not installed, and not compared")


def add_line(figures, day):
    """Append the last of the figures, as if it had been stated again on another day."""
    with figures.open("r+", encoding="utf-8", newline="") as file:
        *_, last = csv.DictReader(file)
        csv.DictWriter(file, list(last), lineterminator="\n").writerow(
            {**last, "stated_on": day, "recorded_on": day, "seal": ""}
        )


def weigh(what, page):
    """Print what a page weighs, and what it fetches when it is opened."""
    text = page.read_text(encoding="utf-8")
    fetched = {next(filter(None, found)) for found in FETCHED.findall(text)}
    say(f"  {what}: {len(text.encode()) / 1000:,.0f} kB, and {len(fetched)} requests elsewhere")


def editions(folder):
    """Forty editions of the story, with two processes."""
    desk(folder, record=False)
    days = [(date(2025, 11, 10) + timedelta(days=6 * each)).isoformat() for each in range(40)]
    for day in days:
        add_editions(folder / "data", STORY, {"as_of": day}, {}, date.fromisoformat(day))
    watch = Watch()
    ours = workings(folder, "build", "--workers", "2", watch=watch) / len(days)
    few = days[:: len(days) // FEW]
    plain = sum((pair(folder, day) for day in few), Cost(0, 0)) / FEW
    story = f"notebooks/{STORY}.ipynb"
    functions = run(sys.executable, "-c", IN_PROCESS, story, *few, cwd=folder) / FEW
    say(f"an edition of 40, to the plain pair in a loop: {ours.to(plain)}")
    say(f"  {plain.wall / ours.wall:.1f} times as many in the same time (target: 10)")
    say(f"  to papermill's and nbconvert's functions in a loop: {ours.to(functions)}")
    say(f"  own memory of a kernel: {watch.kernels_at_most():.0f} MB at most (target: 60)")


def many(folder):
    """650 editions of a small report, against 40 of it: none takes longer for being one of many."""
    each = {}
    for number in (40, 650):
        watch = Watch()
        here = small_site(folder / str(number), number)
        each[number] = workings(here, "build", "--workers", "2", watch=watch) / number
    say(f"an edition of 650, to one of 40: {each[650].to(each[40])} (target: 1.1)")
    early, late = watch.parent_early_and_late()
    say(f"  the parent's memory: {early:.0f} MB in the first third, {late:.0f} MB in the last")
    say(f"  own memory of a kernel: {watch.kernels_at_most():.0f} MB at most (target: 60)")


def nothing(folder):
    """A build that finds a hundred editions up to date."""
    here = small_site(folder, 100)
    workings(here, "build", "--workers", "2")
    costs = medians([workings(here, "build") for _ in range(TIMES)])
    say(f"nothing changed, 100 editions: {costs.wall:.2f} s (target: 0.4)")


def small_site(folder, number):
    """Make a site of a small report, on record for so many areas."""
    desk(folder, record=False)
    sources = map(nbformat.v4.new_code_cell, SMALL)
    cells = [nbformat.v4.new_markdown_cell("# Here and elsewhere"), *sources]
    cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "small.ipynb")
    given = {"as_of": DAY, "area": 2}
    made = add_editions(folder / "data", "small", given, {}, date.fromisoformat(DAY))
    for area in range(3, number + 2):
        other = replace(made.editions[0], name=f"{DAY}-area-{area}", parameters={"area": area})
        record = folder / "data" / EDITIONS / "small" / f"{other.name}.yml"
        record.write_text(as_yaml(other), encoding="utf-8")
    return folder


def large(folder):
    """The same with a ledger of a hundred thousand lines: a build with nothing to do, and a run."""
    costs = {}
    for lines in (0, 100_000):
        here = small_site(folder / str(lines), 1)
        grow(here / "data", lines)
        workings(here, "build")
        workings(here, "run", "notebooks/small.ipynb")  # from then on there is an index
        for words in (("build",), ("run", "notebooks/small.ipynb")):
            costs[lines, words[0]] = medians([workings(here, *words) for _ in range(TIMES)])
    for verb, most in (("build", 1), ("run", 3)):
        more = costs[100_000, verb].cpu - costs[0, verb].cpu
        say(f"{verb}, with 100,000 lines more: {more:.1f} s of the processor (target: {most})")


def grow(ledger, lines):
    """Add sealed lines to the figures."""
    with (ledger / "figures.csv").open("r+", encoding="utf-8", newline="") as file:
        *_, last = csv.DictReader(file)
        writer = csv.DictWriter(file, list(last), lineterminator="\n")
        for number in range(lines):
            line = {**last, "locator": f"row {number}", "supersedes": "", "reason": ""}
            line["seal"] = seal_of("figures", line_digest("figures", line))
            writer.writerow(line)


def floor(folder):
    """What an edition can't do without, of what it takes once all is warm."""
    desk(folder, record=False)
    run(sys.executable, ROOT / "bench" / "floor.py", folder, cwd=folder)
    say((folder / "said.txt").read_text().rstrip())


PARTS = {part.__name__: part for part in (report, editions, many, nothing, large, floor)}


def main():
    """Measure what is asked for."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := sorted({*wanted} - {*PARTS}):
        raise SystemExit(f"found {', '.join(unknown)}; expected any of {', '.join(PARTS)}.")
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            say(f"-- {name}: {PARTS[name].__doc__}")
            PARTS[name](Path(folder))


if __name__ == "__main__":
    main()
