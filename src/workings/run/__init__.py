"""
Parameters in, executed notebook out.

The author's notebook is run from top to bottom, and its outputs hold the record of every number.
"""

from workings.run.job import Job, Limits, Say, job_for
from workings.run.kernels import CAN_FORK, KernelDied, share_server, start_server
from workings.run.parameters import (
    Parameter,
    check_recorded,
    checked,
    edition_name,
    file_name,
    read_parameters,
    read_source,
)
from workings.run.processes import allow_files, children, end_processes
from workings.run.rehearsal import rehearse
from workings.run.run import check_places, import_papermill, run_notebook
