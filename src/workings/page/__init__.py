"""
An executed notebook as a page: article, files beside it, audit sheet, manifest, changes.

Here a number arrives: `write_edition` prints the records of an executed notebook as ``index.html``.
"""

from workings.page.changes import (
    as_said,
    changes_as_json,
    changes_as_text,
    compare_editions,
    compare_notebooks,
)
from workings.page.front import write_front
from workings.page.manifest import Origin, altered_files, is_up_to_date, software, was_made_from
from workings.page.page import fill_in, write_edition
