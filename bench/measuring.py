"""What commands cost, and what memory their processes take: shared by the measurements here."""

import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What something took: seconds by the clock, and of the processor with all it started."""

    wall: float
    cpu: float

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __truediv__(self, number):
        return Cost(self.wall / number, self.cpu / number)

    def to(self, other):
        """Say what part of another cost this is."""
        wall, cpu = self.wall / other.wall, self.cpu / other.cpu
        return f"{wall:.2f} by the clock, {cpu:.2f} of the processor"


def medians(costs):
    """Return the medians of several costs."""
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))


def run(*command, cwd, watch=None, status=0):
    """Run a command and return what it cost; a `watch` sees its process while it runs."""
    began = time.perf_counter()
    with open(cwd / "said.txt", "w+") as said:
        process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdout=said, stderr=said)
        if watch:
            watch.begin(process.pid)
        _, ended, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(ended)
        if watch:
            watch.end()
        if process.returncode != status:
            said.seek(0)
            raise SystemExit(f"{' '.join(map(str, command))}:\n{said.read()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


class Watch:
    """What memory a command has while it runs, and the kernels of its server, in megabytes."""

    def begin(self, pid):
        """Look four times a second."""
        self.pid, self.parent, self.kernels, self.over = pid, [], [], threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def end(self):
        """Look no more."""
        self.over.set()
        self.thread.join()

    def parent_early_and_late(self):
        """Return the most that the command itself had in its first third, and in its last."""
        third = max(1, len(self.parent) // 3)
        return max(self.parent[:third]), max(self.parent[-third:])

    def kernels_at_most(self):
        """Return the most that a kernel had of its own, not shared with the server."""
        return max(self.kernels, default=0)

    def _look(self):
        while not self.over.wait(0.25):
            self.parent.append(_memory(self.pid, ["Rss"]))
            for server in filter(_is_server, _children(self.pid)):
                kernels = (kernel for keeper in _children(server) for kernel in _children(keeper))
                own = (_memory(each, ["Private_Clean", "Private_Dirty"]) for each in kernels)
                self.kernels += own


def _children(pid):
    return list(map(int, _read(f"/proc/{pid}/task/{pid}/children").split()))


def _is_server(pid):
    return "workings.run.kernel" in _read(f"/proc/{pid}/cmdline")


def _memory(pid, kinds):
    found = dict(
        re.findall(r"^(\w+):\s+(\d+) kB", _read(f"/proc/{pid}/smaps_rollup"), re.MULTILINE)
    )
    return sum(int(found.get(kind, 0)) for kind in kinds) / 1024


def _read(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""  # it has ended
