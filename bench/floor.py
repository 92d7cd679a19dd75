"""
What an edition of the story can't do without: its cells, its charts and its page.

    python bench/floor.py DESK

Of the processor's time, the kernel's included, once the process and the kernels' server are warm.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import nbformat

from workings.editions.press import get_ready, print_job, run_job
from workings.notebook import charts
from workings.run import kernels
from workings.run.job import Job, Limits

TIMES = 5
AS_OF = {"as_of": "2026-01-27"}


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
    get_ready()
    spent, took, executed = Counter(), [], desk / "executed.ipynb"
    by_vega, heard = charts._drawn_by_vega, kernels.Kernel._heard
    charts._drawn_by_vega = adding(spent, "drawing", by_vega)
    charts.draw_png = adding(spent, "pictures", charts.draw_png)

    def overheard(kernel):
        news = heard(kernel)
        took.append(kernel.took.get("cpu_seconds", 0))
        return news

    kernels.Kernel._heard = overheard

    def run(notebook):
        """Run a notebook, and return its kernel's time."""
        took.clear()
        job = Job(notebook, AS_OF, desk / "reports" / "story" / "edition")
        run_job(job, executed, Limits(), lambda _: None)
        return job, sum(took)

    with kernels.serving():
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
