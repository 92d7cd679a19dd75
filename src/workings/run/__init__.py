"""
Parameters in, executed notebook out.

The author's notebook is run from top to bottom, and its outputs hold the record of every number.
"""

from workings.run.in_process import rehearse
from workings.run.job import Job, Limits, Say, job_for
from workings.run.kernels import ADDRESS, end_kernels
from workings.run.parameters import (
    Parameter,
    check_recorded,
    checked,
    edition_name,
    file_name,
    read_parameters,
)
from workings.run.processes import allow_files, children, end_processes
from workings.run.run import import_papermill, run_notebook

__all__ = [
    "ADDRESS",
    "Job",
    "Limits",
    "Parameter",
    "Say",
    "allow_files",
    "check_recorded",
    "checked",
    "children",
    "edition_name",
    "end_kernels",
    "end_processes",
    "file_name",
    "import_papermill",
    "job_for",
    "read_parameters",
    "rehearse",
    "run_notebook",
]
