"""Every reader of outside bytes, given genuine files with damage in them."""

import json
import os
from datetime import date

import pytest
from fuzzed import GOOD, READERS, ROOT, Reader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spreadsheets import write_ods, write_xlsx

from workings.ledger.editions import Edition, as_yaml
from workings.ledger.seals import PREFIXES

pytestmark = pytest.mark.slow

ODD = [
    b"", b"\x00", b"\n", b"\r", b"\r\n", b'"', b'""', b",", b";", b"\t", b"=", b"\xff", b"\xc3", b"[",
    b"{", b"]", b"}", b"<", b">", b"&a ", b"*a", b"!!", b": ", b"- ", b"NaN", b"Infinity", b"-1e999",
    b"1.201", b"9" * 5_000, b"0" * 400, b"null", b"true", b"2026-02-30", b"\xef\xbb\xbf", b"\xff\xfe",
    *(c.encode("utf-8", "surrogatepass") for c in "\u061c\u3164\u200b\u202e\u2028\uffff\ud800\U000e0041＝"),
    b"[" * 3_000, b"(" * 3_000, b"a," * 3_000, b"\\u0000", b"\\ud800", b"PK\x03\x04", b"<!DOCTYPE",
]  # fmt: skip
ROWS = [["Date", "People"], [date(2026, 1, 1), 281], [date(2026, 1, 2), "12 [r]"]]
CLAIMS = (
    'id,stated,expression,said_on\nA,281,returned,2026-01-28\nB,"41,000","arrivals[""2025""]",\n'
)


@pytest.fixture(scope="module")
def genuine(tmp_path_factory):
    """A sound file for each reader, by its name."""
    folder = tmp_path_factory.mktemp("genuine")
    write_ods(folder / "a.ods", {"Data": ROWS})
    write_xlsx(folder / "a.xlsx", {"Data": ROWS})
    return {
        "claims": CLAIMS.encode(),
        "csv": b"Date,People\n2026-01-01,281\n2026-01-02,12 [r]\n",
        "edition": _edition(),
        "head": _head(),
        "ledger": (GOOD / "figures.csv").read_bytes(),
        "notebook": _executed(),
        "ods": (folder / "a.ods").read_bytes(),
        "tables": (ROOT / "data/tables.yml").read_bytes(),
        "xlsx": (folder / "a.xlsx").read_bytes(),
    }


def _edition():
    """A record that stands for two editions, as a machine writes it."""
    day = date(2026, 1, 27)
    edition = Edition("small", str(day), day, day, None, {"area": "Kent"}, head="0" * 64)
    return as_yaml(edition, {"year": [2024, 2025]}).encode()


def _head():
    """A head with one before it, a declaration and lines of each table."""
    named = ["before", "table small-boats-daily", *(f"line {table}" for table in PREFIXES)]
    return "".join(f"{what} {'0' * 64}\n" for what in named).encode()


def _executed():
    """An executed notebook with a record of a sentence and a chart."""
    from workings.notebook.prose import sentence
    from workings.notebook.record import as_output

    chart = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}
    outputs = [as_output(sentence("As it was.", {})), {"application/vnd.vegalite.v5+json": chart}]
    code = {"cell_type": "code", "execution_count": 1, "metadata": {}}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A story\n", "And **more**."]},
        {
            **code,
            "metadata": {"tags": ["parameters"]},
            "source": 'as_of = "2026-01-27"',
            "outputs": [],
        },
        *(
            {**code, "source": "x", "outputs": [{"output_type": "display_data", "data": data}]}
            for data in outputs
        ),
    ]
    content = {"cells": cells, "metadata": {"workings": {}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


@pytest.fixture(scope="module")
def reader(genuine):
    """The process that reads them."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    running = Reader(genuine)
    yield running
    running.stop()


@st.composite
def damage(draw):
    """Say where a file is damaged, as parts of its length, and how."""
    at, to = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    how = draw(st.sampled_from(["put in", "put in", "flip", "cut", "leave out", "repeat", "move"]))
    return how, min(at, to), max(at, to), draw(st.sampled_from(ODD)), draw(st.integers(1, 255))


def damaged(content, faults):
    """Damage a file."""
    for how, first, last, odd, flipped in faults:
        at, to = int(first * len(content)), int(last * len(content))
        before, between, after = content[:at], content[at:to], content[to:]
        if how == "put in":
            content = before + odd + content[at:]
        elif how == "flip" and at < len(content):
            content = before + bytes([content[at] ^ flipped]) + content[at + 1 :]
        elif how == "cut":
            content = before
        elif how == "leave out":
            content = before + after
        elif how == "repeat":
            content = before + between * 3 + after
        elif how == "move":
            content = before + after + between
    return content


@pytest.mark.parametrize("name", sorted(READERS))
@settings(
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(faults=st.lists(damage(), min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused_in_plain_words(name, faults, genuine, reader):
    """No traceback, no hang, no gigabyte, no endless message, whatever was done to it."""
    assert not reader.read(name, damaged(genuine[name], faults))
