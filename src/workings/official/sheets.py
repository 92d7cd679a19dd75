"""
Spreadsheets, from bytes to rows of cells: the one door to python-calamine.

A file is known by its content, not its name, and measured before it is read. Nothing is taken for
a heading, a date or a number here; what the cells mean is declared, and read in
:mod:`workings.official.table`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from workings.errors import UnknownName
from workings.official.extents import Extent, measure_parts, measure_records
from workings.official.unpack import MAX_BYTES, cfb_stream, kind_of, misfit, repack, unpack_zip

__all__ = ["Cell", "Rows", "Workbook", "misfit", "read_workbook"]

#: Text (empty where nothing stands), a number, a truth value or a day. Never a float.
Cell: TypeAlias = str | int | Decimal | bool | date
Rows: TypeAlias = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """
    The cells of one file.

    Attributes
    ----------
    file : str
        Its name.
    kind : str
        ``ods``, ``xlsx``, ``xls`` or ``csv``, whatever the name says.
    sha256 : str
        Digest of its bytes.
    sheets : mapping of str to Rows
        By name, in order. Every row of a sheet is as long as the others, from column A; row 1 comes
        first, however empty. A .csv file has one sheet, whose name is empty.
    epoch : date
        The day that serial number 0 stands for.
    remarks : tuple of str
        What was noticed while reading.
    """

    file: str
    kind: str
    sha256: str
    sheets: Mapping[str, Rows] = field(repr=False)
    epoch: date = date(1899, 12, 30)
    remarks: tuple[str, ...] = ()

    def sheet(self, name: str) -> Rows:
        """
        Return the rows of the sheet with this name.

        Raises
        ------
        UnknownName
            If there is none; names the nearest.
        """
        if name not in self.sheets:
            raise UnknownName(f"sheet of {self.file}", name, self.sheets)
        return self.sheets[name]


def read_workbook(path: str | Path, name: str = "") -> Workbook:
    """
    Read every sheet of an .ods, .xlsx, .xls or .csv file.

    Parameters
    ----------
    path : str or Path
        The file.
    name : str, optional
        What errors call it; by default its own name.

    Raises
    ------
    OfficialError
        If it is no spreadsheet, is locked, is damaged, or would take too much to read.

    Examples
    --------
    >>> digest = "df3749ddc5239ab2ab494bbff97701c58d5e9187726c34293c9f4c3de5eca308"
    >>> book = read_workbook(f"data/archive/{digest}.ods")
    >>> book.kind, list(book.sheets)
    ('ods', ['Cover_sheet', 'Notes', 'SB_01', 'SB_02'])
    >>> book.sheet("SB_01")[-1]
    (datetime.date(2026, 1, 22), 0, 0, 0, '')
    """
    path = Path(path)
    name = name or path.name
    data = _read_bytes(path, name)
    digest = sha256(data).hexdigest()
    kind = kind_of(data, name)
    if kind == "csv":
        rows, remarks = _csv_rows(data, name)
        return Workbook(name, kind, digest, {"": rows}, remarks=remarks)
    if kind == "zip":
        kind, parts = unpack_zip(data, name)
        extent, measured = measure_parts(kind, parts, name), repack(parts)
    else:
        kind, extent = "xls", measure_records(cfb_stream(data, name), name)
        measured = io.BytesIO(data)
    epoch = date(1904, 1, 1) if extent.date_1904 else date(1899, 12, 30)
    sheets = _calamine_rows(measured, name)
    return Workbook(name, kind, digest, sheets, epoch, _remarks(kind, name, extent))


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_file() and size <= MAX_BYTES:
            return path.read_bytes()
    except FileNotFoundError:
        raise misfit(name, "no file", "one", f"Looked in {path.parent}.") from None
    except OSError as error:
        found = f"a file that can't be read ({error.strerror})"
        raise misfit(name, found, "a spreadsheet", "Put a readable file there.") from None
    mend = "Save the one sheet you need as .csv."
    raise misfit(name, f"{size:,} bytes", f"a file of at most {MAX_BYTES:,}", mend)


def _remarks(kind: str, name: str, extent: Extent) -> tuple[str, ...]:
    remarks = []
    if not name.lower().endswith("." + kind):
        remarks.append(f"{name} is an .{kind} file by its content, and was read as one.")
    if extent.errors:
        remarks.append(
            f"{extent.errors} cells of the file hold an error such as #N/A or a formula that was "
            "never worked out; such a cell reads as empty."
        )
    return tuple(remarks)


def _calamine_rows(measured: io.BytesIO, name: str) -> dict[str, Rows]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(measured) as book:
            sheets = {title: book.get_sheet_by_name(title) for title in book.sheet_names}
            return {
                title: tuple(
                    tuple(_cell(value) for value in row)
                    for row in sheet.to_python(skip_empty_area=False)
                )
                for title, sheet in sheets.items()
            }
    except CalamineError as error:
        mend = "Open it in an office and save it again as .ods or .xlsx."
        found = f"a workbook that can't be read ({error})"
        raise misfit(name, found, "a whole one", mend) from None


def _cell(value: object) -> Cell:
    """Make a cell of calamine's: whole numbers whole, days without a time of day."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return value if isinstance(value, bool | int | date) else str(value)


def _csv_rows(data: bytes, name: str) -> tuple[Rows, tuple[str, ...]]:
    text, remarks = _decode(data, name)
    delimiter = max(",;\t", key=text[:10_000].count)
    rows: list[tuple[Cell, ...]] = []
    extent = Extent(name)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            extent.add(len(row))
            rows.append(tuple(row))
    except csv.Error as error:
        mend = "Mend the quotes of that line, or save the file again as CSV."
        found = f"a line that can't be read ({error})"
        raise misfit(f"{name}, line {len(rows) + 1}", found, "cells and commas", mend) from None
    width = max(map(len, rows), default=0)
    Extent(name).add(width * len(rows))
    return tuple(row + ("",) * (width - len(row)) for row in rows), remarks


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), (f"{name} is in UTF-16.",)
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), (f"{name} is not in UTF-8: it was read as Windows-1252.",)
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02X}"
        raise misfit(name, found, "text in UTF-8", "Save it as CSV in UTF-8.") from None
