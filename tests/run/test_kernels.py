"""Warm kernels: forked from one that has imported what notebooks use, and no different for it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from notebooks import write_notebook
from workings.errors import RunError
from workings.run import kernels
from workings.run.job import Limits
from workings.run.processes import children
from workings.run.run import run_notebook

CHART = """import altair as alt, pandas as pd
alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar().encode(x="a:Q").properties(
    title="T", description="D")"""
BESIDE = "import sys, beside; print(beside.NAME, sys.path[:4], sys.argv[0], sys.flags)"
#: What a kernel's process has taken by now: processor time, memory of its own, and the most memory.
MEASURED = """import re, resource, time
own = re.findall(r"Private_\\w+: +(\\d+)", open("/proc/self/smaps_rollup").read())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print("took", time.process_time(), sum(map(int, own)) * 1024, peak * 1024, "end")"""
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
        run_notebook(write_notebook(tmp_path, *cells), {}, executed, limits=Limits(**named))
        return executed.read_text(encoding="utf-8")

    return run


def pids_in(text):
    """Return the process numbers that a notebook printed."""
    return [int(pid) for pid in re.search(r"pids (\d+) (\d+)", text).groups()]


def servers():
    """List the servers of kernels that this process has started."""
    return [pid for pid in children() if b"workings.run.kernel" in _command(pid)]


def _command(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()


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
    """It does not begin by importing what the server has; between the two is its keeper."""
    text = ran("import os, sys; print('pids', os.getppid(), int('altair' in sys.modules))")
    keeper, imported = pids_in(text)
    (server,) = servers()
    assert (is_alive(keeper), is_alive(server), imported) == (False, True, 1)
    again = ran(
        "import os; print('pids', os.getppid(), int(open(f'/proc/{os.getppid()}/stat').read().split()[3]))"
    )
    assert pids_in(again)[1] == server


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


def test_the_server_has_one_thread_and_its_kernels_little_memory_of_their_own(ran):
    """Imports that start threads can't be forked; what has been imported stays shared."""
    text = ran("%load_ext workings", CHART, MEASURED)
    (server,) = servers()
    assert re.search(r"Threads:\t1\n", Path(f"/proc/{server}/status").read_text())
    cpu, own, peak = map(float, re.search(r"took (\S+) (\S+) (\S+) end", text).groups())
    assert 0 < cpu < 10
    assert 1e6 < own < 60e6 < peak


def test_the_server_and_its_kernels_end_with_whoever_started_it(tmp_path):
    """Also where that is killed outright, in the middle of a cell."""
    cell = "told = Path.home() / 'told'\ntold.write_text(str(os.getpid()))\ntime.sleep(600)"
    write_notebook(tmp_path, "import os, time\nfrom pathlib import Path", cell)
    code = (
        "from pathlib import Path\n"
        "from workings.run.run import run_notebook\n"
        "run_notebook(Path('notebooks/story.ipynb'), {}, Path('out.ipynb'))"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env)

    def told():
        return "".join(path.read_text() for path in tmp_path.glob("workings*/told"))

    assert wait_until(told, seconds=60)
    kernel = int(told())
    (server,) = children(starter.pid)
    (keeper,) = children(server)
    assert children(keeper) == [kernel]
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    assert wait_until(lambda: not any(map(is_alive, (server, keeper, kernel))))


def test_a_server_that_was_killed_is_followed_by_another(ran):
    """The run that finds it gone takes longer, and ends as well."""
    ran("")
    (first,) = servers()
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(first))
    assert "2\\n" in ran("print(1 + 1)")
    (second,) = [server for server in servers() if server != first]
    assert is_alive(second)


def test_a_kernel_that_does_not_start_is_told_with_what_to_try(ran, monkeypatch, tmp_path):
    """As in an environment that is broken."""
    monkeypatch.setattr(kernels, "CAN_FORK", False)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RunError, match="See whether python -m ipykernel_launcher"):
        ran("print(1 + 1)")


def test_what_a_cell_displays_is_put_together_as_jupyter_does(ran):
    """Updates go where they belong, what is cleared is gone, and what a program says is there."""
    text = ran(
        "from IPython.display import clear_output, display\nhandle = display('old', display_id='a')",
        "handle.update('new')\nprint('gone')\nclear_output()\ndisplay('kept')",
        "!echo from a program",
        "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(1) as pool:\n    pool.apply(print, ('from a fork',), {'flush': True})",
    )
    for said in ("new", "kept", "from a program", "awaited", "from a fork"):
        assert said in re.sub(r'"source": \[.*?\]', "", text, flags=re.DOTALL), said
    assert "old" not in re.sub(r'"source": \[.*?\]', "", text, flags=re.DOTALL)
    assert '"gone\\n"' not in text


def test_nobody_is_there_to_answer_a_question(ran):
    """A cell that asks for input fails, and does not wait."""
    with pytest.raises(RunError, match="StdinNotImplementedError"):
        ran("input()")


def test_a_cell_that_exits_ends_the_run(ran):
    """By Jupyter's own word for it."""
    with pytest.raises(RunError, match="the kernel died"):
        ran("exit()", "print(1)")


def test_plain_papermill_can_use_the_engine(tmp_path):
    """As ``papermill --engine workings``, whatever else the notebook does."""
    notebook = write_notebook(tmp_path, "%load_ext workings", CHART)
    command = [sys.executable, "-m", "papermill", "--engine", "workings", "-k", "python3"]
    subprocess.run(
        [*command, str(notebook), "out.ipynb"], cwd=tmp_path, check=True, capture_output=True
    )
    assert "<svg" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
