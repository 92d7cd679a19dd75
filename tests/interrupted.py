"""
Add to a ledger, and be killed at it: the other side of the tests of interruptions.

    python interrupted.py LEDGER figures FROM TO    adds that many figures, one after the other
    python interrupted.py LEDGER figure|source      dies before each touch of a copy's folder in
                                                    turn, and leaves the copies beside the ledger
"""

import os
import shutil
import sys
from datetime import date
from itertools import count
from pathlib import Path

from workings.ledger.add import append
from workings.ledger.add.append import add_figure
from workings.ledger.add.drafts import draft_figure, draft_source, read_lines
from workings.ledger.add.source import Found, add_source

TODAY = date(2026, 12, 1)
TOUCHES = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.chmod",
    "os.truncate",
    "shutil.rmtree",
    "fcntl.flock",
}
FILE = b"month,people\n2026-07,300\n"


def figure(ledger, people):
    """Add a figure that no other line has."""
    given = {
        "measure": "returned",
        "as_printed": f"{people:,}",
        "source": "S16",
        "period_end": "2026-06-10",
        "status": "provisional",
        "locator": f"paragraph {people}",
        "stated_by": "the minister, in a letter",
    }
    return add_figure(ledger, draft_figure(read_lines(ledger), given, TODAY).cells)


def source(ledger, name="S99"):
    """Add a source with a file of its own."""
    given = {
        "id": name,
        "kind": "dataset",
        "publisher": "Home Office",
        "title": "Transfers by month",
        "published_on": "2026-08-01",
        "licence": "Open Government Licence v3.0",
        "reliability": "official",
    }
    found = Found(FILE, ".csv")
    return add_source(ledger, draft_source(read_lines(ledger), given, TODAY).cells, found)


def die_before(touch, ledger):
    """Die, as by kill -9, before the given touch of the ledger's folder; count from one."""
    folder, touches, sync = str(ledger.resolve()), count(1), os.fsync

    def touched():
        if next(touches) == touch:
            os._exit(9)

    def hear(event, arguments):
        reads = event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)
        elsewhere = isinstance(arguments[0], str | Path) and folder not in str(arguments[0])
        if event in TOUCHES and not reads and not elsewhere:
            touched()

    def synced(descriptor):
        touched()
        sync(descriptor)

    sys.addaudithook(hear)
    os.fsync = synced


def die_everywhere(ledger, job):
    """Do the job on a copy for each touch that it makes, and die just before; at last, don't die."""
    read_lines(ledger)  # so that each copy's process need not import it all again
    for touch in count(1):
        copy = ledger.with_name(f"{ledger.name}-{touch:02}")
        shutil.copytree(ledger, copy)
        if not (child := os.fork()):
            die_before(touch, copy)
            job(copy)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            return


if __name__ == "__main__":
    ledger = Path(sys.argv[1])
    append.WAIT_SECONDS = 100  # the machine may be slow
    if sys.argv[2] == "figures":
        for people in range(int(sys.argv[3]), int(sys.argv[4])):
            figure(ledger, people)
    else:
        die_everywhere(
            ledger, {"figure": lambda at: figure(at, 901), "source": source}[sys.argv[2]]
        )
