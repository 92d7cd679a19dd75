"""CSV that is opened in a spreadsheet: no cell of it is run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(lines: Iterable[Iterable[str]]) -> str:
    """Write lines of cells as CSV, each cell guarded."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(guarded, line) for line in lines)
    return out.getvalue()


def guarded(cell: str) -> str:
    """
    Put an apostrophe before what a spreadsheet would take for a formula; numbers stay numbers.

    Examples
    --------
    >>> list(map(guarded, ["=1+1", "-24", "-24+A1", "plain"]))
    ["'=1+1", '-24', "'-24+A1", 'plain']
    """
    is_number = re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell)
    return f"'{cell}" if cell.startswith(FORMULA) and not is_number else cell
