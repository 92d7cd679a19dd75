"""
The cells of a spreadsheet, read by a process of its own with so much memory and time and no more.

A few bytes can ask a reader for billions of cells. Whatever a file asks for, it gets from this
process alone, which ends when its limits do. It is run as a script by a fresh interpreter, takes
the path of a file whose name ends in its kind, and prints one JSON object:

- ``sheets``: rows of cells by the sheet's name; a day stands in a list, as ISO text;
- or else ``locked`` (true), ``cells`` (how many there are, where they are too many), or ``damaged``
  (what the reader said).

The one door to python-calamine, which is imported once the limits are set.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from datetime import date

MOST_CELLS = 5_000_000
MOST_MEMORY = 1_000_000_000
#: Of the answer.
MOST_BYTES = 500_000_000
SECONDS = 60
#: Status of a process that needed more memory than it may have.
TOO_MUCH = 3


def _limit_itself() -> None:
    """Take on the limits; one that is lower already stays."""
    limits = {
        # macOS doesn't hold to this one: there, the time limit has to do.
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: SECONDS,  # should whoever started it no longer be there to end it
        resource.RLIMIT_FSIZE: MOST_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _read(path: str) -> dict[str, object]:
    """Read all sheets, or say why not."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    sheets: dict[str, object] = {}
    cells = 0
    try:
        with CalamineWorkbook.from_path(path) as book:
            for title in book.sheet_names:
                sheet = book.get_sheet_by_name(title)
                last_row, last_column = sheet.end or (-1, -1)
                cells += (last_row + 1) * (last_column + 1)
                if cells > MOST_CELLS:
                    return {"cells": cells}
                sheets[title] = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        return {"locked": True}
    except CalamineError as error:
        return {"damaged": str(error)}
    return {"sheets": sheets}


def _as_json(value: object) -> object:
    """Write what JSON has no form for: a day in a list, a time of day or a duration as text."""
    return [value.isoformat()] if isinstance(value, date) else str(value)


if __name__ == "__main__":
    _limit_itself()
    library, file = sys.argv[1:]
    sys.path.append(library)
    try:
        answer = json.dumps(_read(file), default=_as_json, ensure_ascii=False)
        sys.stdout.buffer.write(answer.encode())
        sys.stdout.flush()
    except (MemoryError, OSError):
        sys.exit(TOO_MUCH)
