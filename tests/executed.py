"""Executed notebooks made by hand, cell by cell, and read as articles."""

import altair as alt
import pandas as pd
from nbformat import v4

from conftest import ROOT
from workings.ledger.read import read_ledger
from workings.notebook import charts
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
from workings.notebook.recording import record_book
from workings.page.reader import read_article

NAMES = {"returned": read_ledger(ROOT / "data", "2026-01-27")["returned"]}


VEGALITE = "application/vnd.vegalite.v6+json"


def book(as_of="2026-01-27"):
    """Make a cell that shows the book."""
    return cell(as_output(record_book(read_ledger(ROOT / "data", as_of))))


def cell(data, *tags):
    """Make an executed cell with one output."""
    output = v4.new_output("display_data", data=data)
    return v4.new_code_cell("...", outputs=[output], metadata={"tags": list(tags)})


def prose(template, *tags):
    """Make an executed prose cell."""
    return cell(as_output(sentence(template, NAMES)), *tags)


def chart(**properties):
    """Make an executed cell with a chart."""
    charts.enable()
    bars = alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar().encode(x="a:Q")
    return cell({VEGALITE: bars.properties(**properties).to_dict()})


def article(*cells, headline="# A headline"):
    """Read a notebook of these cells."""
    return read_article(v4.new_notebook(cells=[v4.new_markdown_cell(headline), *cells]))
