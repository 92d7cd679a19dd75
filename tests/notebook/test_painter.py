"""The painter: charts are drawn in UTC and with the shipped fonts, whoever asks for them."""

import json
import os
import signal
import subprocess
import sys

import altair as alt
import pandas as pd
import psutil
import pytest
from fonts_made import write_font

from workings.errors import PageError
from workings.notebook import charts, painter

MONTHS = pd.DataFrame({"month": ["2025-09-01", "2025-10-01", "2025-11-01"], "people": [7, 0, 18]})
#: Draws the chart that it is given, and says which time zone it is in before and after.
DRAWING = """import json, os, sys, time
from workings.notebook import painter
zones = [os.environ["TZ"], time.strftime("%Z", time.localtime(0))]
svg = painter.vegalite_to_svg(sys.stdin.read())
assert zones == [os.environ["TZ"], time.strftime("%Z", time.localtime(0))]
print(json.dumps([zones, svg, painter.svg_to_png(svg, 1).hex()]))"""


@pytest.fixture
def by_month():
    """A chart with a yearmonth() axis, and a label that the shipped font has no character for."""
    chart = alt.Chart(MONTHS, title="☂").mark_bar()
    drawn = chart.encode(x="yearmonth(month):T", y=alt.Y("people:Q", title="☂ People"))
    return json.dumps({**drawn.to_dict(), **charts.theme()})


def drawn_in(environment, spec):
    """Draw a chart in a process with another environment: its zones, the SVG and the PNG."""
    ran = subprocess.run(
        [sys.executable, "-c", DRAWING], input=spec, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def test_an_axis_of_months_begins_with_the_first_in_new_york_too(by_month, tmp_path):
    """With any fonts installed; and the process that asks keeps its own time zone."""
    write_font(tmp_path / "fonts" / "squares.ttf", charts.FONT)
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>", "utf-8")
    drawn = drawn_in({"TZ": "America/New_York", "FONTCONFIG_FILE": str(config)}, by_month)
    svg = painter.vegalite_to_svg(by_month)
    assert drawn == [["America/New_York", "EST"], svg, painter.svg_to_png(svg, 1).hex()]
    months = [leaf.text for leaf in charts.leaves(svg) if "2025" in leaf.text]
    assert months[0].startswith("Sep")


def test_what_ends_the_painter_is_said_and_the_next_chart_is_drawn(by_month):
    """Vega's own text measuring gives up its process for a control character."""
    before = painter.vegalite_to_svg(by_month)
    with pytest.raises(PageError, match="A control character in a text"):
        painter.vegalite_to_svg(by_month.replace("People", "\\u0001"))
    assert painter.vegalite_to_svg(by_month) == before


def test_a_painter_that_was_ended_is_replaced(by_month):
    """A build that is stopped ends all that it has started, and its process may go on."""
    before = painter.vegalite_to_svg(by_month)
    (ended,) = [
        each
        for each in psutil.Process().children()
        if each.status() != psutil.STATUS_ZOMBIE and painter.__file__ in each.cmdline()
    ]
    ended.kill()
    psutil.wait_procs([ended], timeout=10)
    assert painter.vegalite_to_svg(by_month) == before


def test_what_vega_refuses_is_said(by_month):
    """In its own words, without its insides."""
    with pytest.raises(PageError, match=r"can't be drawn: Vega-Lite to SVG .* TypeError: [^\n]*$"):
        painter.vegalite_to_svg('{"mark": "nonsense"}')


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next(by_month):
    """A drawing is interrupted, as by Ctrl-C in a notebook; then another is asked for."""
    small, large = by_month, by_month.replace("People", "People who came")
    expected = painter.vegalite_to_svg(small)

    def stop(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.005)
        with pytest.raises(KeyboardInterrupt):
            while True:
                painter.vegalite_to_svg(large)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert painter.vegalite_to_svg(small) == expected


def test_a_forked_process_has_a_painter_of_its_own(by_month):
    """Two that share one would get each other's drawings."""
    expected = painter.vegalite_to_svg(by_month)
    known = set(psutil.Process().children())
    child = os.fork()
    if child == 0:
        same = painter.vegalite_to_svg(by_month) == expected
        os._exit(0 if same and psutil.Process().children() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert set(psutil.Process().children()) == known
    assert painter.vegalite_to_svg(by_month) == expected


def test_the_painter_ends_with_whoever_started_it(by_month):
    """Even if that one is killed."""
    holding = DRAWING.replace("print(", "print(os.getpid(), flush=True); time.sleep(60); print(")
    with subprocess.Popen(
        [sys.executable, "-c", holding], env={**os.environ, "TZ": "UTC"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        process.stdin.write(by_month)
        process.stdin.close()
        assert int(process.stdout.readline()) == process.pid
        painters = psutil.Process(process.pid).children()
        assert len(painters) == 1
        process.kill()
    assert psutil.wait_procs(painters, timeout=10)[1] == []
