"""
How long it takes to read the daily small-boats table, against pandas with odfpy, in one run.

Prints ratios of medians only: seconds would say more about the machine than about the reader.
Run it from the root of the repository: ``python bench/read_official.py``.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas as pd

from workings.official import read_declarations, read_official

TIMES = 5
FILES = sorted(Path("data/archive").glob("*.ods"))


def time_median(read: Callable[[], object]) -> float:
    """Return the median time, in seconds, of reading after one reading to warm up."""
    read()
    times = []
    for _ in range(TIMES):
        start = perf_counter()
        read()
        times.append(perf_counter() - start)
    return median(times)


def main() -> None:
    """Time one file each way, and all files with ours, and print how they compare."""
    daily = read_declarations("data/tables.yml")["small-boats-daily"]
    newest = FILES[-1]
    one = time_median(lambda: read_official(newest, daily))
    every = time_median(lambda: [read_official(file, daily) for file in FILES])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        odfpy = time_median(lambda: pd.read_excel(newest, sheet_name=daily.sheet, engine="odf"))
    print(f"one file, pandas with odfpy to ours: {odfpy / one:.1f} to 1")
    print(
        f"{len(FILES)} files with ours to one file with pandas and odfpy: {every / odfpy:.2f} to 1"
    )


if __name__ == "__main__":
    main()
