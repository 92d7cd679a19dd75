"""JupyterLab: where an author works, the story runs from top to bottom and looks as it should."""

import json
import os
import subprocess
import sys
import time

import pytest
from browser.chromium import blank

from conftest import STORY

pytestmark = pytest.mark.slow
STARTED_SECONDS, RUN_SECONDS = 120, 240
OUTPUT = ".jp-OutputArea-output[data-mime-type='{}']"
#: JupyterLab numbers a cell once it has run.
ALL_RAN = """[...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
    .every(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim()))"""


@pytest.fixture
def lab(desk, tmp_path):
    """Start JupyterLab at a desk, with nobody's own settings, and give the story's address in it."""
    places = {
        name: str(tmp_path / "jupyter" / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0",
            "--ServerApp.ip=127.0.0.1",
        ],
        cwd=desk.folder, env=os.environ | places, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told = tmp_path / "jupyter" / "JUPYTER_RUNTIME_DIR" / f"jpserver-{server.pid}.json"
        last = time.monotonic() + STARTED_SECONDS
        while not told.exists():
            assert server.poll() is None and time.monotonic() < last, "JupyterLab did not start."
            time.sleep(0.1)
        at = json.loads(told.read_text("utf-8"))
        yield f"{at['url']}lab/tree/notebooks/{STORY}.ipynb?token={at['token']}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_the_story_runs_in_jupyterlab_with_its_prose_and_charts(lab, chromium):
    """Run > Run All Cells: no cell fails, its sentences are printed, and its charts are drawn."""
    with blank(chromium, scripts=True) as page:
        page.goto(lab)
        page.get_by_text("| Idle").wait_for(timeout=STARTED_SECONDS * 1000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(ALL_RAN, timeout=RUN_SECONDS * 1000)
        assert page.locator(OUTPUT.format("application/vnd.jupyter.stderr")).count() == 0
        assert page.locator(OUTPUT.format("application/vnd.jupyter.error")).count() == 0
        prose = page.locator(
            OUTPUT.format("text/markdown"), has_text="350 people had been admitted"
        )
        prose.first.scroll_into_view_if_needed()
        prose.first.wait_for()
        charts = page.locator(OUTPUT.format("image/svg+xml") + " img")
        assert charts.count() == 4
        for chart in charts.all():
            chart.scroll_into_view_if_needed()
            assert chart.evaluate("image => image.complete && image.naturalWidth > 300")
            assert chart.bounding_box()["width"] > 300
