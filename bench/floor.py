"""
What an edition of the story can't do without: its cells, its charts and its page.

    python bench/floor.py DESK

Of the processor's time, the kernel's included (its last cell says how much), once the process
and the kernels' server are warm.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import nbformat

from workings.editions.press import get_ready, print_job, run_job
from workings.notebook import charts
from workings.run.job import Job, Limits

TIMES = 5
AS_OF = {"as_of": "2026-01-27"}
TOOK = "import time\nprint(time.process_time())"


def adding(spent, name, task):
    """Wrap a function so that the processor's time in it is added up under a name."""

    def run(*given, **named):
        began = time.process_time()
        try:
            return task(*given, **named)
        finally:
            spent[name] += time.process_time() - began

    return run


def main():
    """Print each part as a share of the whole."""
    desk = Path(sys.argv[1])
    empty, story = desk / "notebooks" / "empty.ipynb", desk / "notebooks" / "one-in-one-out.ipynb"
    cell = nbformat.v4.new_code_cell('as_of = ""', metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), empty)
    for notebook in (empty, story):
        told = nbformat.read(notebook, as_version=4)
        told.cells.append(nbformat.v4.new_code_cell(TOOK, metadata={"tags": ["remove-cell"]}))
        nbformat.write(told, notebook)
    get_ready()
    spent, executed = Counter(), desk / "executed.ipynb"
    by_vega = charts._drawn_by_vega
    charts._drawn_by_vega = adding(spent, "drawing", by_vega)
    charts.draw_png = adding(spent, "pictures", charts.draw_png)

    def run(notebook):
        """Run a notebook, and return its kernel's time."""
        job = Job(notebook, AS_OF, desk / "reports" / "story" / "edition")
        run_job(job, executed, Limits())
        last = nbformat.read(executed, as_version=4).cells[-1]
        return job, float(last.outputs[0].text)

    print_job(run(story)[0], executed)  # to warm up
    spent.clear()
    for _ in range(TIMES):
        by_vega.cache_clear()
        began = time.process_time()
        job, kernel = run(story)
        printed = time.process_time()
        before = spent["drawing"] + spent["pictures"]
        print_job(job, executed)
        ended = time.process_time()
        spent["page"] += ended - printed - (spent["drawing"] + spent["pictures"] - before)
        spent["whole"] += ended - began + kernel
        spent["cells"] += kernel - run(empty)[1]
    whole = spent.pop("whole")
    spent["all else: Jupyter, papermill, files"] = whole - sum(spent.values())
    print(f"an edition takes {whole / TIMES:.2f} s of the processor:")
    for what, seconds in spent.most_common():
        print(f"  {what}: {100 * seconds / whole:.0f}%")


if __name__ == "__main__":
    main()
