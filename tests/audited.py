"""Small reports put through the mutation audit."""

from notebooks import write_notebook
from workings.notebook.places import read_places
from workings.review.alterations import alterations
from workings.review.mutation import try_lines
from workings.run.job import Job, Limits
from workings.run.rehearsal import rehearse

SETUP = """%load_ext workings
import altair as alt
import pandas as pd
from workings import (
    check_claims, chosen, difference, percent_change, printed, read_ledger, rests_on, sum_of
)

book = read_ledger("../data", as_of)
old = read_ledger("../data", "2025-11-10")
returned, admitted = book.together("returned", "admitted")
book"""


def audit_stories(folder, stories):
    """
    Put reports through the mutation audit, on a desk in a folder.

    Each of `stories` is, by name, the cells after the set-up. Returns the trials of each, by line.
    """
    made = {}
    for name, cells in stories.items():
        notebook = write_notebook(folder, SETUP, *cells)
        made[name] = notebook.rename(notebook.with_stem(name))
    return audit_notebooks(made, {"as_of": "2026-01-27"})


def audit_notebooks(notebooks, parameters):
    """Return the trials of stored notebooks, by name and line."""
    return {name: _trials(notebook, parameters) for name, notebook in notebooks.items()}


def _trials(notebook, parameters):
    job, limits = Job(notebook, parameters, notebook.parent, notebook.parents[1] / "data"), Limits()
    control = read_places(rehearse(job, None, limits))
    altered = alterations(notebook.parent.parent / "data", None, control)
    return {str(trial.given): trial for trial in try_lines(altered, control, job, 2, limits)}
