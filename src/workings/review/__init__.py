"""
What a reviewer looks for in a notebook or a page: checks, trace, mutation.

Notebooks are read, stored and executed, and run once more on altered figures. No page is changed.
"""

from workings.review.checks.executed import check_executed
from workings.review.checks.found import Check, Checked, Coverage, Finding, findings
from workings.review.checks.notebook import check_notebook, check_stored
from workings.review.checks.site import UNCITED, check_site, not_built, read_uncited
from workings.review.checks.stored import read_stored
from workings.review.good_practice import good_practice_as_text, judge
from workings.review.mutation import try_edition
from workings.review.mutation_listing import is_clean, trials_as_json, trials_as_text
from workings.review.trace import (
    branch_as_text,
    branch_as_tree,
    branches_as_json,
    dependants_as_json,
    dependants_as_text,
    find_dependants,
    find_line,
    number_branches,
    trace_number,
)
