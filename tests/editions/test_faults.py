"""Faults at every file operation: no torn file, no lost line, no lie in a message."""

import os
import shutil
import subprocess
import sys

import faulty
import pytest
from small import append_figure, build_here, seal_of_line, small_site, write_report

from conftest import ROOT

KINDS = ("killed", "ENOSPC", "EIO", "short")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk with an edition that is built and out of date: its notebook has another headline."""
    desk = small_site(tmp_path_factory.mktemp("faults"), dates=("2026-01-27",))
    append_figure(
        desk, as_printed="282", value="282", supersedes=seal_of_line(desk, 34), reason="our error"
    )
    build_here(desk)
    return desk


def cases():
    """Each verb and kind of fault: one of them in the quick tests, all in the slow ones."""
    for verb in faulty.COMMANDS:
        for kind in KINDS:
            yield pytest.param(verb, kind, 1, marks=pytest.mark.slow, id=f"{verb}-{kind}")
    yield pytest.param("add", "short", 4, id="add-short-at-every-fourth-touch")


@pytest.mark.parametrize(("verb", "kind", "every"), list(cases()))
def test_a_fault_tears_no_file_loses_no_line_and_is_told_as_it_is(
    built, tmp_path, verb, kind, every
):
    """Killed, the disk full, an I/O error, half a file written; and the next command completes."""
    desk = built.copy(tmp_path / "desk")
    if verb in ("run", "build"):
        write_report(desk.folder, headline="# Anew")
    command = [sys.executable, faulty.__file__, str(desk.folder), verb, kind, str(every)]
    path = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True,
        timeout=1200,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) * every > 3, "so many touches there were"
    shutil.rmtree(tmp_path)
