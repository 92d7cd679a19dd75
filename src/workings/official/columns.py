"""What stands in a declared table's columns, cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workings.errors import mismatch
from workings.numbers import whole_cure
from workings.official.cells import SHORTHAND, Misread, Read, read_amount, read_days, tidy
from workings.official.declarations import TIMES, Column, Declaration
from workings.official.layout import Layout, refuse
from workings.official.sheets import Cell


def read_columns(
    declared: Declaration, layout: Layout, epoch: date, place: str, whole: Collection[str]
) -> dict[str, list[Read]]:
    """
    Read every cell of every declared column, by the column's name; those of `whole` measures whole.

    OfficialError if there are cells that can't be read as declared; it names every one.
    """
    reads: dict[str, list[Read]] = {}
    faults: list[str] = []
    for heading, index in layout.columns.items():
        column = declared.columns[heading]
        meant = {**SHORTHAND, **declared.missing, **column.missing}
        shorthand = {text.strip().lower(): reason for text, reason in meant.items()}
        is_key = heading in declared.key
        found = reads[column.name] = []
        for number, row in layout.rows:
            try:
                read = _read(row[index], column, declared, shorthand, epoch, is_key)
                step, value = column.precision, read.value
                if step and isinstance(value, int | Decimal) and value % step:
                    expected = f"a multiple of {step}, its declared precision"
                    raise Misread(expected, "Declare the `precision` that the column has.")
                if column.measure in whole and isinstance(read.value, Decimal) and read.value % 1:
                    raise Misread("a whole number", whole_cure(tidy(row[index])))
                found.append(read)
            except Misread as misread:
                where, text = f"{place}, row {number}, {heading}", repr(tidy(row[index]))
                faults.append(mismatch(where, text, misread.expected, misread.mend))
    refuse(*faults)
    return reads


def _read(
    cell: Cell,
    column: Column,
    declared: Declaration,
    shorthand: Mapping[str, str],
    epoch: date,
    is_key: bool,
) -> Read:
    if column.type == "text":
        text = tidy(cell)
        if is_key and not text:
            raise Misread("a text that tells the row apart", "Fill it in, or ignore the row.")
        return Read(text, markers=(text,) if column.flag and text else ())
    if column.type in TIMES:
        if not is_key and isinstance(cell, str) and tidy(cell).lower() in shorthand:
            return Read(None, shorthand[tidy(cell).lower()], shorthand=tidy(cell))
        return read_days(cell, epoch, day_first=declared.day_first, span=column.type)
    scale = declared.scale_of(column) or 1
    return read_amount(cell, shorthand, scale, whole=column.type == "count")


def array_of(reads: Sequence[Read], column: Column) -> Any:
    """Make a frame's column of what was read: datetimes, ``Int64``, Decimal or text."""
    import numpy as np
    import pandas as pd

    values: list[Any] = [read.value for read in reads]
    if column.type == "count":
        return pd.array(values, dtype="Int64")
    if column.type in TIMES:
        return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    return pd.Series(values, dtype="str" if column.type == "text" else "object").array
