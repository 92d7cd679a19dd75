"""
Build editions, and be killed at it: the other side of the tests of interruptions.

    python killed.py FOLDER random 25    builds so many times, each killed at a random moment
    python killed.py FOLDER touches      prints an edition that has run, each time killed before
                                         the next touch of the reports' folder, until none is left
    python killed.py FOLDER record       puts an edition on record, likewise
    python killed.py FOLDER kernels 20   builds so many times, a kernel killed at a random moment
                                         of each

After each death every edition has to be whole, the old one or the new one. The time is ours; the
file system, the kernels and the deaths are real.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from hashlib import sha256
from itertools import count
from pathlib import Path

from interrupted import die_before
from small import (
    REPORT,
    append_figure,
    build_here,
    contents,
    record,
    seal_of_line,
    site_of,
    write_report,
)

from conftest import Desk
from workings.editions.contents import write_contents
from workings.editions.press import print_job
from workings.files import holding
from workings.ledger.editions import read_editions, said_of
from workings.page.manifest import Origin
from workings.run import children, start_server
from workings.run.job import job_for

HEADLINES = ("# In and out, the one", "# In and out, the other")
SEED = 6


class Folder(Desk):
    """A desk that is there already."""

    def __init__(self, folder):
        self.folder = folder


def check_whole(desk, titles):
    """Hold that each edition is there, every file as its manifest has it, under one of the titles."""
    for edition in read_editions(desk.folder / "data"):
        folder = desk.folder / "reports" / REPORT / edition.name
        if not folder.exists():
            assert not (desk.folder / "built").exists(), f"{edition.name} is lost"
            continue
        graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))[
            "@graph"
        ]
        digests = {part["@id"]: part["sha256"] for part in graph if part["@type"] == "File"}
        there = {path.name for path in folder.iterdir()} - {"ro-crate-metadata.json"}
        assert there == set(digests), f"{edition.name} is half made"
        for name, digest in digests.items():
            assert sha256((folder / name).read_bytes()).hexdigest() == digest, name
        assert json.loads((folder / "edition.json").read_text())["headline"] in titles


def in_a_child(task, until=None):
    """Do something in a process of its own, killed after so many seconds; tell whether it ended."""
    if not (child := os.fork()):
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            task()
        os._exit(0)
    if until is not None:
        time.sleep(until)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def die_at_random(desk, times):
    """Kill builds at random moments of the time that one takes, which is measured first."""
    chance, titles = random.Random(SEED), [headline.removeprefix("# ") for headline in HEADLINES]
    ledger = contents(desk.folder / "data")
    write_report(desk.folder, headline=HEADLINES[0])
    began = time.monotonic()
    assert in_a_child(lambda: build_here(desk))
    takes = time.monotonic() - began
    (desk.folder / "built").touch()
    for number in range(1, times + 1):
        write_report(desk.folder, headline=HEADLINES[number % 2])
        in_a_child(lambda: build_here(desk), until=chance.uniform(0.02, takes))
        check_whole(desk, titles)
        assert contents(desk.folder / "data") == ledger
    assert in_a_child(lambda: build_here(desk))
    check_whole(desk, [titles[times % 2]])
    left = {path.name for path in (desk.folder / "reports" / REPORT).iterdir()}
    assert left == {"index.html", *(e.name for e in read_editions(desk.folder / "data"))}


def lose_kernels(desk, times):
    """Build, and lose a kernel at a random moment of its life, again and again."""
    chance, titles = random.Random(SEED), ["In and out", *(h.removeprefix("# ") for h in HEADLINES)]
    lost = 0
    start_server()
    (server,) = children()

    def running():
        """List the kernels that run: each has a keeper of its own."""
        return [kernel for keeper in children(server) for kernel in children(keeper)]

    def kill_one(after):
        deadline = time.monotonic() + 20
        while not running() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(after)
        for kernel in running():
            with contextlib.suppress(ProcessLookupError):  # it had come to its end
                os.kill(kernel, signal.SIGKILL)

    for number in range(1, times + 1):
        write_report(desk.folder, headline=HEADLINES[number % 2])
        killer = threading.Thread(target=kill_one, args=(chance.uniform(0, 0.2),))
        killer.start()
        made = build_here(desk)
        killer.join()
        assert running() == [], "a kernel is left"
        whys = [why for what, why in made.values() if what == "failed"]
        assert all("kernel" in why for why in whys), whys
        lost += len(whys)
        check_whole(desk, titles)
    build_here(desk)
    check_whole(desk, [HEADLINES[times % 2].removeprefix("# ")])
    print(lost)


def die_at_each_touch(desk):
    """Kill the printing of an edition, and of what leads to it, before each touch in turn."""
    site = site_of(desk)
    editions = read_editions(site.ledger)
    edition = editions[0]
    job = job_for(site, edition, site.folder(edition))
    executed = desk.folder / "executed.ipynb"
    shutil.copyfile(job.folder / "notebook.ipynb", executed)
    text, titles = executed.read_text(encoding="utf-8"), [h.removeprefix("# ") for h in HEADLINES]

    def print_again():
        with holding(job.folder, lambda _: None):
            print_job(job, executed, said_of(edition, editions), Origin({"made from": "a test"}))
        write_contents(site, editions)

    for touch in count(1):
        title = HEADLINES[touch % 2]
        executed.write_text(text.replace("# In and out", title), encoding="utf-8")

        def die_printing(touch=touch):
            die_before(touch, site.reports)
            print_again()

        ended = in_a_child(die_printing)
        check_whole(desk, ["In and out", *titles])
        front = (site.reports / "index.html").read_text(encoding="utf-8")
        assert front.rstrip().endswith("</html>")
        if ended:
            break
    print_again()
    check_whole(desk, ["In and out", title.removeprefix("# ")])
    hidden = [path.name for path in site.reports.rglob(".*") if path.name != ".contents"]
    assert hidden == [], hidden
    print(touch)


def die_recording(desk):
    """Kill the putting on record before each touch of the ledger's folder; nothing is ever lost."""
    data = desk.folder / "data"
    append_figure(
        desk, as_printed="282", value="282", supersedes=seal_of_line(desk, 34), reason="our error"
    )
    before = contents(data)
    for touch in count(1):
        for name in ("editions.yml", "lines.sha256"):
            (data / name).write_bytes(before[name])

        def die(touch=touch):
            die_before(touch, data)
            record(desk, "2026-07-16")

        ended = in_a_child(die)
        now = contents(data)
        assert all(now[name] == before[name] for name in before if name.endswith(".csv"))
        assert len(read_editions(data)) == (
            3 if now["editions.yml"] != before["editions.yml"] else 2
        )
        if len(read_editions(data)) == 2:
            record(desk, "2026-07-16")
        assert len(read_editions(data)) == 3
        if ended:
            break
    print(touch)


if __name__ == "__main__":
    import workings.page.front
    import workings.page.page
    import workings.run  # noqa: F401  # all three, so that no child need import them

    desk = Folder(Path(sys.argv[1]))
    match sys.argv[2]:
        case "random":
            die_at_random(desk, int(sys.argv[3]))
        case "kernels":
            lose_kernels(desk, int(sys.argv[3]))
        case "touches":
            write_report(desk.folder)
            build_here(desk)
            (desk.folder / "built").touch()
            die_at_each_touch(desk)
        case "record":
            die_recording(desk)
