"""
Spreadsheets, from bytes to rows of cells.

A file is known by its content, not its name. Nothing is taken for a heading, a date or a number
here; what the cells mean is declared, and read in :mod:`workings.official.table`.
"""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, TypeAlias

from workings.characters import named, without_unseen
from workings.errors import OfficialError, UnknownName, counted
from workings.official import child
from workings.official.kinds import STRAY, Kind, kind_of, locked, misfit
from workings.outside import OFFICIAL_BYTES

#: Text (empty where nothing stands), a number, a truth value or a day. Never a float.
Cell: TypeAlias = str | int | Decimal | bool | date
Rows: TypeAlias = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """
    The cells of one file.

    Every row of a sheet is as long as the others, from column A; row 1 comes first, however empty.
    A .csv file has one sheet, whose name is empty.
    """

    file: str
    kind: str  # ``ods``, ``xlsx``, ``xls`` or ``csv``, whatever the name says
    sha256: str  # of its bytes
    sheets: Mapping[str, Rows] = field(repr=False)  # by name, in order
    epoch: date = date(1899, 12, 30)  # the day that serial number 0 stands for
    remarks: tuple[str, ...] = ()  # what was noticed while reading

    def sheet(self, name: str) -> Rows:
        """Return the rows of a sheet; raises UnknownName with the nearest if there is none."""
        if name not in self.sheets:
            raise UnknownName(f"sheet of {self.file}", name, self.sheets)
        return self.sheets[name]


def read_workbook(path: str | Path, name: str = "") -> Workbook:
    """
    Read every sheet of an .ods, .xlsx, .xls or .csv file; `name` is what errors call it.

    OfficialError if it is no spreadsheet, is locked, is damaged, or would take too much to read.
    """
    path = Path(path)
    name = name or path.name
    data = _read_bytes(path, name)
    digest = sha256(data).hexdigest()
    kind = kind_of(data, name)
    if kind.name == "csv":
        rows, remarks = _csv_rows(data, name)
        sheets, unseen = _seen({"": rows}, name)
        return Workbook(name, kind.name, digest, sheets, remarks=(*remarks, *unseen))
    epoch = date(1904, 1, 1) if kind.date_1904 else date(1899, 12, 30)
    sheets = {
        title: tuple(tuple(map(_cell, row)) for row in rows)
        for title, rows in _read_apart(data, kind.name, name).items()
    }
    sheets, unseen = _seen(sheets, name)
    return Workbook(name, kind.name, digest, sheets, epoch, (*_remarks(kind, name), *unseen))


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_file() and size <= OFFICIAL_BYTES:
            return path.read_bytes()
    except FileNotFoundError:
        raise misfit(name, "no file", "one", f"Looked in {path.parent}.") from None
    except OSError as error:
        found = f"a file that can't be read ({error.strerror})"
        raise misfit(name, found, "a spreadsheet", "Put a readable file there.") from None
    mend = "Save the one sheet you need as .csv."
    raise misfit(name, f"{size:,} bytes", f"a file of at most {OFFICIAL_BYTES:,}", mend)


def _read_apart(data: bytes, kind: str, name: str) -> dict[str, list[list[Any]]]:
    """Read all cells in a process of its own; see :mod:`workings.official.child`."""
    answer: dict[str, Any] = {}
    with TemporaryDirectory() as folder, TemporaryFile() as out:
        file = Path(folder) / f"file.{kind}"
        file.write_bytes(data)
        command = [sys.executable, "-I", "-S", child.__file__, _library(), str(file)]
        try:
            status = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL,
                timeout=child.SECONDS, check=False,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            status = -signal.SIGXCPU
        out.seek(0)
        with suppress(ValueError, RecursionError):  # what it says when broken off, or broken into
            answer = json.load(out)
    if "sheets" in answer:
        sheets: dict[str, list[list[Any]]] = answer["sheets"]
        return sheets
    if "locked" in answer:
        raise locked(name)
    if "cells" in answer:
        raise _too_many(answer["cells"], name)
    if status == -signal.SIGXCPU:
        found, most = f"no end of reading it after {child.SECONDS} seconds", "one by then"
    elif status < 0 or status == child.TOO_MUCH or "limit exceeded" in answer.get("damaged", ""):
        found = "cells that take more memory than there is for them"
        most = f"at most {child.MOST_MEMORY:,} bytes"
    else:
        found = f"a workbook that can't be read ({answer.get('damaged', 'the reader broke off')})"
        mend = "Download it again; if it opens in an office, save it there as .ods or .xlsx."
        raise misfit(name, found, "a whole one", mend)
    raise misfit(name, found, most, STRAY)


def _too_many(cells: int, name: str) -> OfficialError:
    return misfit(name, f"{cells:,} cells or more", f"at most {child.MOST_CELLS:,}", STRAY)


def _library() -> str:
    """Return the folder that the child finds python-calamine in, since it looks nowhere else."""
    spec = find_spec("python_calamine")
    assert spec is not None and spec.origin is not None  # the package requires it
    return str(Path(spec.origin).parents[1])


def _remarks(kind: Kind, name: str) -> tuple[str, ...]:
    remarks = []
    if not name.lower().endswith("." + kind.name):
        remarks.append(f"{name} is an .{kind.name} file by its content, and was read as one.")
    if kind.errors:
        remarks.append(
            f"{kind.errors} cells of the file hold an error such as #N/A or a formula that was "
            "never worked out; such a cell reads as empty."
        )
    return tuple(remarks)


def _seen(sheets: Mapping[str, Rows], name: str) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """Leave out of texts what can't be seen, as an office shows them, and say so."""
    found: dict[str, Rows] = {}
    left_out: set[str] = set()
    cells = 0

    def seen(cell: Cell) -> Cell:
        nonlocal cells
        if not isinstance(cell, str) or (cell.isascii() and cell.isprintable()):
            return cell
        kept, gone = without_unseen(cell)
        left_out.update(gone)
        cells += bool(gone)
        return kept

    for title, rows in sheets.items():
        found[str(seen(title))] = tuple(tuple(map(seen, row)) for row in rows)
    if not cells:
        return found, ()
    what, most = sorted(left_out), 5
    more = f" and {counted(len(what) - most, 'other')}" if len(what) > most else ""
    told = f"{', '.join(map(named, what[:most]))}{more}"
    return found, (f"Left out of {counted(cells, 'text')} of {name}, as it can't be seen: {told}.",)


def _cell(value: Any) -> Cell:
    """Make a cell of the child's: of a number, what offices show; days without a time of day."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # a text that no column of numbers takes
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(f"{value:.15g}")
    if isinstance(value, list):
        moment = datetime.fromisoformat(value[0])
        return moment.date() if moment.time() == time() else moment
    cell: Cell = value
    return cell


def _csv_rows(data: bytes, name: str) -> tuple[Rows, tuple[str, ...]]:
    text, remarks = decoded(data, name)
    delimiter = max(",;\t", key=text[:10_000].count)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells += len(row)
            if cells > child.MOST_CELLS:
                break
            rows.append(tuple(row))
    except csv.Error as error:
        mend = "Mend the quotes of that line, or save the file again as CSV."
        found = f"a line that can't be read ({error})"
        raise misfit(f"{name}, line {len(rows) + 1}", found, "cells and commas", mend) from None
    width = max(map(len, rows), default=0)
    cells = max(cells, width * len(rows))
    if cells > child.MOST_CELLS:
        raise _too_many(cells, name)
    return tuple(row + ("",) * (width - len(row)) for row in rows), remarks


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Read a text file's bytes in the encodings that offices write, and say in which."""
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
