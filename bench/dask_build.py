"""
Build many editions on a Dask cluster of this machine, and with its processes: the ratio of rates.

    python bench/dask_build.py 40
"""

import shutil
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from distributed import LocalCluster

from workings.editions.add import add_editions
from workings.editions.build import build_editions
from workings.editions.dask import on_cluster
from workings.ledger.editions import read_editions
from workings.ledger.site import Site
from workings.run.job import Limits

ROOT = Path(__file__).parent.parent
REPORT, AS_OF, WORKERS = "channel-crossings", "2026-05-29", 2


def site_of(folder, count):
    """Make a site with so many editions of a report: a matrix of a parameter that it ignores."""
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("editions"))
    path = folder / "notebooks" / f"{REPORT}.ipynb"
    text = path.read_text(encoding="utf-8")
    first = '"serial = 0\\n",\n    "as_of = '
    path.write_text(text.replace('"as_of = ', first, 1), encoding="utf-8")
    copies = {"serial": list(range(1, count + 1))}
    add_editions(folder / "data", REPORT, {"as_of": AS_OF}, copies, date.fromisoformat(AS_OF))
    return Site(folder / "data", folder / "reports")


def seconds(site, hands=None):
    """Build all editions; returns how long it took."""
    began = time.perf_counter()
    made = build_editions(
        site, read_editions(site.ledger), workers=WORKERS, limits=Limits(), say=lambda _: None,
        hands=hands,
    )  # fmt: skip
    assert {outcome.what for outcome in made} == {"printed"}, made[0].why
    return time.perf_counter() - began


def compare(count):
    """Return how many editions a second a cluster prints, for each that the processes do."""
    with TemporaryDirectory() as folder:
        site = site_of(Path(folder), count)
        processes = seconds(site)
        there = replace(site, reports=Path(folder) / "there")
        with LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as workers:
            cluster = seconds(there, on_cluster(workers.scheduler_address, there))
    return processes / cluster


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    ratio = compare(count)
    print(f"{count} editions, {WORKERS} workers: a Dask cluster has {ratio:.2f} of the pool's rate")
