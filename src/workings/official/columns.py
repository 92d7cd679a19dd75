"""What stands in a declared table's columns: values, what is missing and why, markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workings.official.cells import SHORTHAND, Misread, Read, meaning, read_amount, read_days, tidy
from workings.official.declarations import Column, Declaration
from workings.official.layout import Layout
from workings.official.sheets import Cell, Workbook

if TYPE_CHECKING:
    import pandas as pd


def read_columns(
    workbook: Workbook, declared: Declaration, layout: Layout, place: str
) -> tuple[dict[str, list[Read]], list[str]]:
    """
    Read every cell of every declared column.

    Returns
    -------
    tuple of dict and list of str
        What was read, by the column's name; and the cells that can't be read as declared.
    """
    reads: dict[str, list[Read]] = {}
    faults: list[str] = []
    for heading, index in layout.columns.items():
        column = declared.columns[heading]
        shorthand = {
            text.strip().lower(): reason
            for text, reason in {**SHORTHAND, **declared.missing, **column.missing}.items()
        }
        is_key = heading in declared.key
        found = reads[column.name] = []
        for number, row in layout.rows:
            try:
                found.append(_read(row[index], column, declared, shorthand, workbook, is_key))
            except Misread as misread:
                faults.append(
                    f"{place}, row {number}, {heading}: found {tidy(row[index])!r}; "
                    f"expected {misread.expected}. {misread.mend}"
                )
    return reads, faults


def _read(
    cell: Cell,
    column: Column,
    declared: Declaration,
    shorthand: Mapping[str, str],
    workbook: Workbook,
    is_key: bool,
) -> Read:
    """Read one cell as its column's type."""
    if column.type == "text":
        text = tidy(cell)
        if is_key and not text:
            raise Misread("a text that tells the row apart", "Fill it in, or ignore the row.")
        return Read(text, markers=(text,) if column.flag and text else ())
    if column.type in ("date", "month"):
        if not is_key and isinstance(cell, str) and tidy(cell).lower() in shorthand:
            return Read(None, shorthand[tidy(cell).lower()])
        month = column.type == "month"
        return read_days(cell, workbook.epoch, day_first=declared.day_first, month=month)
    scale = declared.scale_of(column) or 1
    return read_amount(cell, shorthand, scale, whole=column.type == "count")


def array_of(reads: Sequence[Read], column: Column) -> Any:
    """Make a frame's column of what was read: datetimes, ``Int64``, Decimal or text."""
    import numpy as np
    import pandas as pd

    values: list[Any] = [read.value for read in reads]
    if column.type == "count":
        return pd.array(values, dtype="Int64")
    if column.type in ("date", "month"):
        return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    return pd.Series(values, dtype="str" if column.type == "text" else "object").array


def tabulate_missing(
    reads: Mapping[str, list[Read]], layout: Layout, declared: Declaration, keys: Sequence[str]
) -> pd.DataFrame:
    """
    List the missing numbers.

    Returns
    -------
    pandas.DataFrame
        One line per missing number; columns ``row`` (its number in the sheet), ``key``, ``column``,
        ``shorthand`` (what stands in the cell), ``reason``.
    """
    import pandas as pd

    lines = [
        (number, key, column.name, tidy(row[layout.columns[heading]]), read.reason)
        for heading, column in declared.columns.items()
        for (number, row), key, read in zip(layout.rows, keys, reads[column.name], strict=True)
        if read.reason
    ]
    return pd.DataFrame(lines, columns=["row", "key", "column", "shorthand", "reason"])


def tabulate_flags(
    reads: Mapping[str, list[Read]], layout: Layout, declared: Declaration, keys: Sequence[str]
) -> pd.DataFrame:
    """
    List the markers.

    Returns
    -------
    pandas.DataFrame
        One line per marker; columns ``row`` (its number in the sheet), ``key``, ``column`` (empty
        where it is said of the whole row), ``flag`` (as it stands there), ``meaning``.
    """
    import pandas as pd

    lines = [
        (number, key, "" if column.flag else column.name, marker, meaning(marker))
        for column in declared.columns.values()
        for (number, _), key, read in zip(layout.rows, keys, reads[column.name], strict=True)
        for marker in read.markers
    ]
    return pd.DataFrame(lines, columns=["row", "key", "column", "flag", "meaning"])


def rounding_of(reads: Mapping[str, list[Read]], declared: Declaration) -> dict[str, int | Decimal]:
    """Say what scaled numbers are rounded to: 100 for thousands that have one decimal place."""
    found: dict[str, int | Decimal] = {}
    for column in declared.columns.values():
        scale = declared.scale_of(column) or 1
        if column.measure and scale > 1:
            step = Decimal(scale).scaleb(-max(read.places for read in reads[column.name]))
            found[column.name] = int(step) if step == step.to_integral_value() else step
    return found


def key_texts(frame: pd.DataFrame, declared: Declaration) -> list[str]:
    """Write what tells each row apart as text: 2026-01-22, 2025-08, or several by commas."""
    columns = [
        frame[name].dt.strftime("%Y-%m-%d" if declared.columns[heading].type == "date" else "%Y-%m")
        if declared.columns[heading].type in ("date", "month")
        else frame[name].astype(str)
        for heading, name in zip(declared.key, declared.key_names, strict=True)
    ]
    return [", ".join(texts) for texts in zip(*columns, strict=True)]
