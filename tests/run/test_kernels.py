"""Warm kernels: forked from one that has imported what notebooks use, and no different for it."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from notebooks import write_notebook
from workings.errors import RunError
from workings.run import kernels
from workings.run.kernels import ADDRESS, Server, imports_of
from workings.run.run import run_notebook

CHART = """import altair as alt, pandas as pd
alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar().encode(x="a:Q").properties(
    title="T", description="D")"""
BESIDE = "import sys, beside; print(beside.NAME, sys.path[:4], sys.argv[0], sys.flags)"
SUMS = "import numpy; print(numpy.random.default_rng(1).random((99, 99)).sum(), {'a', 'b', 'c'})"
DAEMON = """import subprocess, sys, os
own = "import os, time; os.setsid(); print(os.getpid(), flush=True); time.sleep(600)"
lost = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {own!r}])"
child = subprocess.Popen([sys.executable, "-c", lost], stdout=subprocess.PIPE, text=True)
print("pids", os.getpid(), child.stdout.readline(), flush=True)
"""


@pytest.fixture
def ran(tmp_path):
    """Run a notebook of these cells, and return the executed one as text."""

    def run(*cells, **named):
        executed = tmp_path / "out.ipynb"
        run_notebook(write_notebook(tmp_path, *cells), {}, executed, **named)
        return executed.read_text(encoding="utf-8")

    return run


def pids_in(text):
    """Return the process numbers that a notebook printed."""
    return [int(pid) for pid in re.search(r"pids (\d+) (\d+)", text).groups()]


def wait_until(true, seconds=20):
    """Wait until something is true, and tell whether it is."""
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def is_alive(pid):
    """Tell whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_warm_and_ordinary_kernels_write_the_same_bytes(ran, monkeypatch, tmp_path):
    """Charts, sums and the order of sets included, and what they import from beside them."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "beside.py").write_text("NAME = 'found beside it'")
    warning = "import warnings; warnings.warn('so be it')"
    cells = ["%load_ext workings", CHART, SUMS, BESIDE, warning]
    warm = ran(*cells)
    monkeypatch.setattr(kernels, "CAN_FORK", False)
    assert ran(*cells) == warm
    assert "<svg" in warm
    assert "found beside it" in warm


def test_a_kernel_is_forked_from_the_server(ran):
    """It does not begin by importing what the server has."""
    text = ran("import os, sys; print('pids', os.getppid(), int('altair' in sys.modules))")
    parent, imported = pids_in(text)
    command = Path(f"/proc/{parent}/cmdline").read_bytes()
    assert (b"workings.run.kernel_server" in command, imported) == (True, 1)


def test_what_one_kernel_does_no_other_sees(ran):
    """Modules changed, folders and environments changed, random numbers drawn."""
    change = "import os, math; math.pi = 3; os.environ['X'] = '1'; os.chdir('/')"
    look = "import os, math; print(math.pi, os.environ.get('X'), os.path.basename(os.getcwd()))"
    ran(change)
    assert "3.14159" in (seen := ran(look))
    assert "None notebooks" in seen
    draw = "import random, numpy; print('drawn', numpy.random.random(), random.random(), 'end')"
    first, second = (re.search(r"drawn ([\d.]+) ([\d.]+) end", ran(draw)).groups() for _ in "12")
    assert not set(first) & set(second)


def test_a_kernel_takes_all_that_it_started_with_it(ran, tmp_path):
    """Even a process that has detached itself, and whose own parent is gone."""
    text = ran(DAEMON)
    assert not any(map(is_alive, pids_in(text)))
    with pytest.raises(RunError, match="still running after 1 s"):
        ran(DAEMON, "while True: pass", cell_seconds=1)
    assert not any(map(is_alive, pids_in((tmp_path / "out.ipynb").read_text())))
    with pytest.raises(RunError, match="the kernel died"):
        ran(DAEMON, "import os; os._exit(0)")
    assert not any(map(is_alive, pids_in((tmp_path / "out.ipynb").read_text())))


def test_a_killed_kernel_fails_its_run_and_no_other(ran):
    """As when memory runs out."""
    with pytest.raises(RunError, match="cell 2: the kernel died"):
        ran("import os; os.kill(os.getpid(), 9)")
    assert "2\\n" in ran("print(1 + 1)")


def test_the_server_has_one_thread_and_measures_its_kernels(tmp_path, monkeypatch, ran):
    """Imports that start threads can't be forked; each kernel's own memory stays small."""
    took = []
    heard = kernels.Kernel._heard

    def overheard(kernel):
        news = heard(kernel)
        took.append(kernel.took)
        return news

    monkeypatch.setattr(kernels.Kernel, "_heard", overheard)
    with closing(Server()) as server:
        monkeypatch.setenv(ADDRESS, server.address)
        ran("%load_ext workings", CHART)
        assert re.search(r"Threads:\t1\n", Path(f"/proc/{server.process.pid}/status").read_text())
    assert 0 < took[-1]["cpu_seconds"] < 10
    assert 1e6 < took[-1]["own_bytes"] < 60e6 < took[-1]["peak_bytes"]


def test_the_server_and_its_kernels_end_with_whoever_started_it(tmp_path):
    """Also where that is killed outright, in the middle of a cell."""
    told = tmp_path / "told"
    cell = f"import pathlib, time; pathlib.Path({str(told)!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    write_notebook(tmp_path, "import os", cell)
    code = (
        "from pathlib import Path\n"
        "from workings.run.run import run_notebook\n"
        "run_notebook(Path('notebooks/story.ipynb'), {}, Path('out.ipynb'))"
    )
    env = {name: value for name, value in os.environ.items() if name != ADDRESS}
    env["TMPDIR"] = str(tmp_path)
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env)
    assert wait_until(lambda: told.exists() and told.read_text())
    kernel = int(told.read_text())
    server = int(Path(f"/proc/{kernel}/stat").read_text().rpartition(")")[2].split()[1])
    assert is_alive(server)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    assert wait_until(lambda: not is_alive(server) and not is_alive(kernel))
    assert wait_until(lambda: not any(tmp_path.glob("w*/kernels"))), "its socket is gone, too"


def test_where_the_server_is_gone_kernels_are_ordinary_ones(ran, monkeypatch):
    """A run takes longer then, and ends as well."""
    with closing(Server(["workings"])) as server:
        monkeypatch.setenv(ADDRESS, server.address)
    assert "2\\n" in ran("print(1 + 1)")


def test_a_server_that_was_killed_is_followed_by_another(ran, monkeypatch):
    """A process that has a server of its own, as a worker elsewhere has, gets the next one."""
    monkeypatch.delenv(ADDRESS)
    parents = []
    for _ in "12":
        parents += re.findall(r"parent (\d+)", ran("import os; print('parent', os.getppid())"))
        os.kill(int(parents[-1]), signal.SIGKILL)
        kernels._own[-1].process.wait()
        kernels._own[-1].close()
    assert parents[0] != parents[1]
    assert int(parents[1]) == kernels._own[-1].process.pid


def test_what_notebooks_import_is_imported_beforehand_as_far_as_it_is_known_to_be_safe(tmp_path):
    """Nothing else of what they name is run outside a kernel."""
    notebook = write_notebook(
        tmp_path, "import pandas as pd\nimport antigravity", "%load_ext workings"
    )
    other = tmp_path / "no.ipynb"
    other.write_text("no notebook")
    assert imports_of([notebook, other]) == ["pandas", "workings"]


def test_plain_papermill_can_use_the_engine(tmp_path):
    """As ``papermill --engine workings``, whatever else the notebook does."""
    notebook = write_notebook(tmp_path, "%load_ext workings", CHART)
    command = [sys.executable, "-m", "papermill", "--engine", "workings", "-k", "python3"]
    subprocess.run(
        [*command, str(notebook), "out.ipynb"], cwd=tmp_path, check=True, capture_output=True
    )
    assert "<svg" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
