"""
How far a spreadsheet reaches once its repeats are written out, measured without writing them out.

A cell that says it stands a billion times, or one lone cell in the last corner, takes a reader all
the memory there is. Here the parts of a file are walked once, and refused where they ask for that;
the empty rows and columns that every real file ends with cost nothing and are let pass.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workings.errors import OfficialError
from workings.official.unpack import misfit

MAX_CELLS = 5_000_000
MAX_TEXT = 200_000_000
MAX_SHEETS = 500
MAX_TAGS = 8_000_000

_AGAIN = "Download it again, and compare its size with the publisher's."
_CELL_RECORDS = {0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}


@dataclass
class Extent:
    """
    What one file asks a reader to hold.

    Attributes
    ----------
    cells, text, tags : int
        Cells of all sheets once written out, from the first row and column; characters in them;
        XML tags they are written in.
    errors : int
        Cells that hold a spreadsheet's error, such as ``#N/A``, or a formula never worked out.
    date_1904 : bool
        Whether days are counted from 1904, as old Macintosh workbooks did.
    """

    file: str
    cells: int = 0
    text: int = 0
    tags: int = 0
    errors: int = 0
    date_1904: bool = False

    def add(self, cells: int, text: int = 0) -> None:
        """Count more, and refuse the file when it is too much."""
        self.cells += cells
        self.text += text
        if self.cells > MAX_CELLS:
            found, most = f"cells that repeat to {self.cells:,} or more", f"at most {MAX_CELLS:,}"
        elif self.text > MAX_TEXT:
            found = f"text that repeats to {self.text:,} characters"
            most = f"at most {MAX_TEXT:,}"
        else:
            return
        self._refuse(found, most)

    def add_markup(self, content: bytes) -> None:
        """Count the tags of an XML part before it is walked, and refuse the file when too many."""
        self.tags += content.count(b"<")
        if self.tags > MAX_TAGS:
            self._refuse(f"{self.tags:,} XML tags", f"at most {MAX_TAGS:,}")

    def _refuse(self, found: str, most: str) -> None:
        mend = (
            "Delete the stray cell or the repeated rows far from the table, or save the one sheet "
            "you need as .csv."
        )
        raise misfit(self.file, found, most, mend)


def measure_parts(kind: str, parts: Mapping[str, bytes], file: str) -> Extent:
    """
    Measure an unpacked .ods or .xlsx file.

    Raises
    ------
    OfficialError
        If it would take too much to read, declares a document type, or is no whole XML.
    """
    extent = Extent(file)
    if kind == "ods":
        content = parts.get("content.xml", b"")
        extent.add_markup(content)
        _walk(_Repeats(extent), "content.xml", content, file)
        return extent
    references = _References(extent)
    for path, content in parts.items():
        if path.endswith(".xml"):
            extent.add_markup(content)
            _walk(references, path, content, file)
            references.end_part()
    references.finish()
    return extent


def measure_records(stream: bytes, file: str) -> Extent:
    """
    Measure the records of an old binary workbook (.xls).

    Raises
    ------
    OfficialError
        If it would take too much to read, is locked with a password, or is damaged.
    """
    extent = Extent(file)
    sheets: list[int] = []
    try:
        for kind, body in _records(stream, 0, file):
            if kind == 0x002F:
                mend = "Open it with its password, save it without one, and read that."
                raise misfit(file, "a file locked with a password", "an open one", mend)
            if kind == 0x0085:
                sheets.append(struct.unpack_from("<I", body)[0])
            elif kind == 0x0022:
                extent.date_1904 = bool(struct.unpack_from("<H", body)[0])
        if len(sheets) > MAX_SHEETS:
            raise misfit(file, f"{len(sheets):,} sheets", f"at most {MAX_SHEETS}", _AGAIN)
        for start in sheets:
            _measure_sheet(stream, start, extent)
    except struct.error:
        raise misfit(file, "a damaged record", "a whole .xls workbook", _AGAIN) from None
    return extent


def _measure_sheet(stream: bytes, start: int, extent: Extent) -> None:
    rows = columns = count = 0
    for kind, body in _records(stream, start, extent.file):
        if kind in _CELL_RECORDS or kind == 0x00BD:
            row, first = struct.unpack_from("<2H", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == 0x00BD else first
            rows, columns, count = max(rows, row + 1), max(columns, last + 1), count + 1
        elif kind == 0x0200 and len(body) >= 12:
            top, end, left, right = struct.unpack_from("<2I2H", body)
            if end - top > 65_536 or right - left > 256:
                extent.add(MAX_CELLS + 1)
    extent.add(max(rows * columns, count))


def _records(stream: bytes, at: int, file: str) -> Any:
    """Yield the records from a place in the stream to the end of its part."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == 0x0809) - (kind == 0x000A)
        if kind == 0x000A and depth <= 0:
            return


def _walk(meter: _Repeats | _References, path: str, content: bytes, file: str) -> None:
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise misfit(file, f"a document type in {path}", "none, as in every spreadsheet", _AGAIN)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = meter.start
    parser.EndElementHandler = meter.end
    parser.CharacterDataHandler = meter.characters
    try:
        parser.Parse(content, True)
    except OfficialError:
        raise
    except (expat.ExpatError, ValueError) as error:
        found = f"{path} that can't be read ({error})"
        raise misfit(file, found, "a whole spreadsheet", _AGAIN) from None


class _Repeats:
    """Walks the content of an .ods file, in which rows and cells say how often they stand."""

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._row = self._repeat = self._reach = self._width = self._text = 0
        self._rows = self._columns = self._trailing = 0
        self._cell, self._cell_text, self._filled = 1, 0, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cell = _times(attributes.get("table:number-columns-repeated", "1"))
            self._filled = "office:value-type" in attributes or "table:formula" in attributes
            self._extent.errors += attributes.get("calcext:value-type") == "error"
            self._cell_text = len(attributes.get("office:string-value", ""))
        elif name == "table:table-row":
            self._repeat = _times(attributes.get("table:number-rows-repeated", "1"))
            self._reach = self._width = self._text = self._trailing = 0
        elif name == "table:table":
            self._row = self._rows = self._columns = 0

    def characters(self, text: str) -> None:
        self._cell_text += len(text)

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._width += self._cell
            self._trailing = 0 if self._filled else self._cell
            if self._filled:
                self._reach = self._width
                self._text += self._cell_text * self._cell
        elif name == "table:table-row":
            # Only the last empty cells of a row are never written out.
            self._extent.add(self._width - self._trailing)
            self._extent.cells -= self._width - self._trailing
            self._row += self._repeat
            if self._reach:
                self._rows, self._columns = self._row, max(self._columns, self._reach)
                self._extent.add(0, self._text * self._repeat)
        elif name == "table:table":
            self._extent.add(self._rows * self._columns)


class _References:
    """Walks the parts of an .xlsx file, in which each cell says where it stands."""

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._lengths: list[int] = []
        self._used: Counter[int] = Counter()
        self._row = self._column = self._rows = self._columns = self._count = 0
        self._type, self._value, self._formula = "", False, False
        self._number, self._text = "", 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._place(attributes.get("r", ""))
            self._type = attributes.get("t", "")
            self._text, self._value, self._formula = 0, False, False
        elif name in ("v", "is"):
            self._number, self._text, self._value = "", 0, True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = _times(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif name == "si":
            self._text = 0
        elif name == "workbookPr":
            self._extent.date_1904 = attributes.get("date1904") in ("1", "true")

    def characters(self, text: str) -> None:
        self._text += len(text)
        if len(self._number) < 20:  # enough for the number of a shared text
            self._number += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._end_cell()
        elif name == "f":
            self._text = 0
        elif name == "si":
            self._lengths.append(self._text)

    def _end_cell(self) -> None:
        unworked = self._formula and not self._text and self._type != "str"
        self._extent.errors += self._type == "e" or unworked
        if self._value:
            self._count += 1
            self._rows = max(self._rows, self._row)
            self._columns = max(self._columns, self._column)
            self._extent.add(0, self._text)
            if self._type == "s":
                self._used[int(self._number)] += 1

    def end_part(self) -> None:
        """Count the sheet that was walked, if it was one."""
        self._extent.add(max(self._rows * self._columns, self._count))
        self._row = self._column = self._rows = self._columns = self._count = 0

    def finish(self) -> None:
        """Count the text that cells share, as often as they do."""
        for index, times in self._used.items():
            if index < len(self._lengths):
                self._extent.add(0, self._lengths[index] * times)

    def _place(self, reference: str) -> None:
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        self._row = _times(reference[len(letters) :])
        self._column = 0
        for letter in letters.upper():
            self._column = self._column * 26 + ord(letter) - 64


def _times(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{text} where a number above nought should be")
    return number
