"""
What checking claims costs: ten thousand of them, against pandas' eval in a loop, in one run.

Prints the seconds that ``workings claims FILE`` takes for ten thousand claims, which should be
under ten on two cores, and the ratio to what the plain stack takes for the bare arithmetic: one
``DataFrame.eval`` and one rounding for each, without intervals, verdicts, reasons or sources.
"""

import csv
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parent.parent
CLAIMS = 10_000
OPERATIONS = {
    "percent_change": "(b - a) / a * 100",
    "share": "a / b * 100",
    "difference": "a - b",
    "ratio": "a / b",
}
STATED = {"percent_change": "{}%", "share": "{}%", "difference": "{}", "ratio": "{} times"}
MEASURES = ("returned", "admitted")


def write_claims(path):
    """Write claims of every operation, on every period known, with numbers right and wrong."""
    figures = csv.DictReader((ROOT / "data" / "figures.csv").open(encoding="utf-8"))
    known = [row for row in figures if row["measure"] in MEASURES and row["period_end"]]
    ends = sorted({row["period_end"] for row in known if int(row["value"]) > 0})
    both = [
        end
        for end in ends
        if all(any(r["measure"] == m and r["period_end"] == end for r in known) for m in MEASURES)
    ]
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["stated", "expression", "period"])
        for _ in range(CLAIMS):
            name = chance.choice([*OPERATIONS])
            end, other = chance.choice(both), chance.choice(both)
            second = (
                f'{MEASURES[1]}["2025-08-06/{other}"]' if chance.random() < 0.5 else MEASURES[1]
            )
            number = f"{chance.choice(['', 'more than ', 'about '])}{chance.randint(1, 400)}"
            stated = STATED[name].format(number)
            writer.writerow([stated, f"{name}({MEASURES[0]}, {second})", f"2025-08-06/{end}"])


def check_with_workings(path):
    """Check them as a desk would, in a process of their own."""
    command = [
        sys.executable,
        "-m",
        "workings",
        "claims",
        str(path),
        "--as-of",
        "2026-07-16",
        "--csv",
    ]
    started = time.perf_counter()
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    assert ran.stdout.count("\n") == CLAIMS + 1
    return seconds


def work_out_with_pandas(path):
    """Work out the bare numbers with DataFrame.eval, one claim at a time."""
    names = [row["expression"].partition("(")[0] for row in csv.DictReader(path.open())]
    started = time.perf_counter()
    for name in names:
        pd.DataFrame({"a": [281], "b": [350]}).eval(OPERATIONS[name]).round(1)
    return time.perf_counter() - started


def main():
    """Run both and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        write_claims(path)
        ours, plain = check_with_workings(path), work_out_with_pandas(path)
    print(f"{CLAIMS:,} claims: {ours:.1f} s, the whole process (target: under 10 s)")
    print(f"pandas' eval in a loop, arithmetic alone: {plain / ours:.1f} times as long")


if __name__ == "__main__":
    main()
