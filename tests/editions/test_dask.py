"""A Dask cluster: the same bytes, from workers that have the package and nothing else."""

import os
import signal
import subprocess
import sys
import time
import warnings
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import psutil
import pytest
from distributed import Client, LocalCluster, Security
from small import Waiting, add_cell, build_here, contents, site_of, small_site

from workings.editions import dask
from workings.editions.build import build_editions
from workings.editions.dask import on_cluster, pack_kit, unpack_folder
from workings.errors import EditionError
from workings.ledger.editions import read_editions
from workings.run.job import Limits


@pytest.fixture(scope="module")
def workers():
    """Two workers, each a process of its own, on loopback."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as two:
        yield two


@pytest.fixture
def desk(tmp_path):
    """A desk with two editions of the small report on record."""
    (tmp_path / "desk").mkdir()
    return small_site(tmp_path / "desk")


def build_there(desk, address, **how):
    """Build on a cluster."""
    site = site_of(desk)
    made = build_editions(
        site, read_editions(site.ledger), workers=1, limits=Limits(), say=lambda _: None,
        hands=on_cluster(address, site), **how,
    )  # fmt: skip
    return {outcome.edition.name: (outcome.what, outcome.why) for outcome in made}


def the_busy_one(workers):
    """Wait until one worker alone has something to do, and return its process number."""
    with Client(workers, set_as_default=False) as client:
        while True:
            busy = client.run(lambda: os.getpid() if dask._one_at_a_time.locked() else 0)
            if len(found := [pid for pid in busy.values() if pid]) == 1:
                return found[0]
            time.sleep(0.1)


def test_a_cluster_prints_the_same_bytes_as_a_build_here(workers, tmp_path):
    """Charts and all; by the command, from the ledger's lines that each edition has."""
    (tmp_path / "here").mkdir()
    desk = small_site(tmp_path / "here", chart=True)
    there = desk.copy(tmp_path / "there")
    build_here(desk)
    ran = there.run("build", "--executor", "dask", "--scheduler", workers.scheduler_address)
    assert (ran.returncode, ran.stdout) == (0, "2 editions: 2 printed.\n"), ran.stderr
    assert contents(there.folder / "reports") == contents(desk.folder / "reports")


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_has_its_editions_run_again(workers, desk):
    """By another; every edition is printed, and the kernel of the dead one is gone."""
    waiting = Waiting(desk)
    command = [sys.executable, "-m", "workings", "build", "--executor", "dask", "--scheduler"]
    building = subprocess.Popen(
        [*command, workers.scheduler_address], cwd=desk.folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    kernel = waiting.kernel()
    os.kill(the_busy_one(workers), signal.SIGKILL)
    waiting.go_on()
    said, told = building.communicate(timeout=200)
    assert (building.returncode, said) == (0, "2 editions: 2 printed.\n"), told
    assert psutil.wait_procs([kernel], timeout=20)[1] == []


@pytest.mark.slow
def test_ctrl_c_ends_what_the_workers_run(workers, desk):
    """The kernel there, too; the workers go on, and no half edition is left."""
    waiting = Waiting(desk)
    command = [sys.executable, "-m", "workings", "build", "--executor", "dask", "--scheduler"]
    building = subprocess.Popen(
        [*command, workers.scheduler_address], cwd=desk.folder, stderr=subprocess.PIPE, text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # the tests may ignore it
    )  # fmt: skip
    kernel = waiting.kernel()
    building.send_signal(signal.SIGINT)
    told = building.communicate(timeout=60)[1]
    assert (building.returncode, "Traceback" in told) == (130, False), told
    assert "of 2 printed, the others are as they were" in told
    assert psutil.wait_procs([kernel], timeout=20)[1] == []
    waiting.go_on()
    assert build_there(desk, workers.scheduler_address)["2026-03-06"] == ("printed", "")


def test_an_edition_that_fails_there_is_told_and_kept_here(workers, desk):
    """With the notebook as far as it ran; the other is printed."""
    add_cell(desk, 'assert as_of != "2026-03-06", "not this one"')
    made = build_there(desk, workers.scheduler_address)
    kept = desk.folder / "reports" / "failed" / "small-2026-03-06.ipynb"
    assert made["2026-01-27"] == ("printed", "")
    assert made["2026-03-06"][0] == "failed"
    assert "AssertionError: not this one" in made["2026-03-06"][1]
    assert made["2026-03-06"][1].endswith(f"The notebook as far as it ran: {kept}")
    assert "not this one" in kept.read_text(encoding="utf-8")


def test_a_worker_with_another_version_is_refused(workers, desk, monkeypatch):
    """Before anything runs: pages might come out otherwise. It is named."""
    monkeypatch.setattr(dask, "package_digest", lambda: "another")
    with pytest.raises(
        EditionError, match=r"the worker tcp://127.0.0.1:\d+: found another version"
    ):
        build_there(desk, workers.scheduler_address)
    assert not list((desk.folder / "reports").glob("small/*"))


def test_a_task_is_refused_by_a_worker_with_another_version(workers, desk):
    """It may have joined after the build began."""
    kit, order = pack_kit(site_of(desk)), dask.Order("small", "x", None, {})
    with (
        Client(workers, set_as_default=False) as client,
        pytest.raises(EditionError, match="Install the same there"),
    ):
        client.submit(dask.run_there, "another", kit, order, Limits(), pure=False).result()


def test_without_distributed_the_error_says_what_to_install(desk, monkeypatch):
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EditionError, match=r"pip install 'workings\[dask\]'"):
        build_there(desk, "tcp://127.0.0.1:1")


def test_an_address_where_nobody_answers_is_named(desk, monkeypatch):
    """With how to start a scheduler."""
    monkeypatch.setattr(dask, "ANSWER_SECONDS", 1)
    with pytest.raises(EditionError, match=r"127.0.0.1:1: found nobody who answers.*Start one"):
        build_there(desk, "tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--executor", "dask"], "go together", id="no-scheduler"),
        pytest.param(["--scheduler", "tcp://127.0.0.1:1"], "go together", id="no-executor"),
        pytest.param(
            ["--executor", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
            "a cluster has its own", id="workers",
        ),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(desk, words, said):
    """One is never passed over in silence."""
    ran = desk.run("build", *words)
    assert (ran.returncode, said in ran.stderr) == (2, True)


@pytest.mark.parametrize("name", ["../x", "/x", ".x", "a/b", "a\\b", "C:x", "index.html"])
def test_a_folder_with_a_name_that_climbs_out_or_comes_twice_is_refused(tmp_path, name):
    """And nothing of it is written."""
    packed = BytesIO()
    with ZipFile(packed, "w") as made:
        made.writestr("index.html", "")
        with warnings.catch_warnings(action="ignore"):  # of a name that comes twice
            made.writestr(name, "")
    with pytest.raises(EditionError, match="expected files with plain names"):
        unpack_folder(packed.getvalue(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_overlong_is_refused(tmp_path, monkeypatch):
    """By the lengths that it states, before anything is unpacked."""
    monkeypatch.setattr(dask, "MAX_BYTES", 10)
    packed = BytesIO()
    with ZipFile(packed, "w") as made:
        made.writestr("index.html", "x" * 11)
    with pytest.raises(EditionError, match="too many bytes"):
        unpack_folder(packed.getvalue(), tmp_path)


def test_bytes_that_are_no_folder_are_refused(tmp_path):
    """As torn on the way."""
    with pytest.raises(EditionError, match="no ZIP file"):
        unpack_folder(b"PK", tmp_path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-made authority, which is its own certificate: the files of both and of the key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return {"ca": cert, "cert": cert, "key": key}


@pytest.mark.slow
def test_a_cluster_is_spoken_to_over_tls_and_by_nobody_without_a_certificate(certificate, desk):
    """The same editions come out; whoever has no certificate is told so, and runs nothing."""
    files = {name: str(path) for name, path in certificate.items()}
    roles = {f"tls_{role}_{what}": files[what] for role in ("client", "scheduler", "worker")
             for what in ("cert", "key")}  # fmt: skip
    security = Security(tls_ca_file=files["ca"], require_encryption=True, **roles)
    options = [f"--tls-{name}={path}" for name, path in files.items()]
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", protocol="tls://", security=security,
        dashboard_address=None, silence_logs=50,
    ) as workers:  # fmt: skip
        to = ["build", "--executor", "dask", "--scheduler", workers.scheduler_address]
        assert to[-1].startswith("tls://127.0.0.1:")
        ran = desk.run(*to)
        assert (ran.returncode, "--tls-ca, --tls-cert and --tls-key" in ran.stderr) == (2, True)
        ran = desk.run(*to, *options)
        assert (ran.returncode, ran.stdout) == (0, "2 editions: 2 printed.\n"), ran.stderr
        with pytest.raises(EditionError, match="found nobody who answers"):
            build_there(desk, to[-1].replace("tls://", "tcp://"), again=True)


def test_a_certificate_that_cannot_be_used_is_told_with_the_address(certificate, desk):
    """Before anything runs, and without a traceback."""
    files = {**certificate, "key": desk.folder / "data" / "figures.csv"}
    with (
        pytest.raises(EditionError, match=r"--scheduler tls://127\.0\.0\.1:1: .*expected"),
        on_cluster("tls://127.0.0.1:1", site_of(desk), files),
    ):
        pass
