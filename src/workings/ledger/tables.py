"""
A ledger file, from bytes to lines: read strictly, every line with its number in the file.

What an editor, a spreadsheet or a merge may have done to a CSV file is found here, once, and named
for what it is, so that the checks of what the cells say need not wonder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workings.characters import unseen_in
from workings.errors import Fault, counted, nearest
from workings.outside import LEDGER_BYTES

MAX_LINES = 20_000
MAX_LINE = 50_000
MAX_CELL = 4_000

_CELL = re.compile(r'"((?:[^"]++|"")*+)"(?=,|\Z)|([^",]*+)(?=,|\Z)')
_LINES_A_CELL_MAY_BREAK_OVER = 20
_TOMBSTONE = re.compile(
    r'taken down on [0-9]{4}-[0-9]{2}-[0-9]{2}: [^ ",][^",]*,*'
    r'|"taken down on [0-9]{4}-[0-9]{2}-[0-9]{2}: [^ "][^"]*",*'
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
_RESAVE = "Save it as CSV in UTF-8 without a byte order mark and with LF line endings."

_BROKEN = (
    "a line break inside a cell",
    "one line of text a cell",
    "Put the cell's text on one line.",
)


@dataclass(frozen=True)
class Row:
    """One line of a file: its number (the header is line 1) and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """
    What could be read of a file.

    Attributes
    ----------
    rows : tuple of Row
        The lines that have a cell for each column.
    faults : tuple of Fault
        What is wrong with the file, its header and its lines.
    length : int
        Number of lines that were read, the header included; 0 if it could not be read as a table.
    taken_down : tuple of int
        Lines of which only a tombstone is left: they keep their numbers and say nothing.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    length: int
    taken_down: tuple[int, ...] = ()


class Unreadable(Exception):
    """A file can't be read any further; `fault` says why."""

    def __init__(self, file: str, line: int, found: str, expected: str, mend: str) -> None:
        super().__init__(found)
        self.fault = Fault(file, line, "", found, expected, mend)


def read_table(
    path: Path, columns: Sequence[str], *, first: int | None = None, as_exported: bool = False
) -> Table:
    """
    Read a CSV file whose header must be exactly `columns`.

    Never raises for what the file holds: what is wrong is in the table's faults. With `first`,
    only so many lines are read, and nothing is said of those after them. With `as_exported`, what
    spreadsheets do to a file's bytes when they export it is not held against it: a byte order
    mark, Windows line endings, none after the last line.
    """
    faults: list[Fault] = []
    try:
        lines = _read_lines(path, [] if as_exported else faults)
        _check_header(path.name, lines[0], columns)
    except Unreadable as unreadable:
        return Table((), (*faults, unreadable.fault), 0)
    if first is not None:
        lines = lines[:first]
        faults = [fault for fault in faults if fault.line <= first]
    rows: list[Row] = []
    taken_down = []
    for found in _read_rows(path.name, lines, columns):
        if isinstance(found, Fault):
            faults.append(found)
        elif is_tombstone(lines[found.line - 1]):
            taken_down.append(found.line)
        else:
            rows.append(found)
    return Table(tuple(rows), tuple(faults), len(lines), tuple(taken_down))


def read_header(path: Path) -> list[str]:
    """Read which columns a CSV file has, or raise Unreadable."""
    header, stray = _split(_read_lines(path, [])[0][:MAX_LINE])
    if stray:
        raise Unreadable(path.name, 1, *_stray_quote(stray))
    return header


def is_tombstone(line: str) -> bool:
    """
    Tell whether a line says only that it was taken down, when and why.

    Examples
    --------
    >>> is_tombstone('"taken down on 2026-12-01: court order, 2 of 2026",,,,')
    True
    >>> is_tombstone("taken down on 2026-12-01:,,,,")
    False
    """
    return _TOMBSTONE.fullmatch(line) is not None and not unseen_in(line)


def shown(text: str) -> str:
    r"""
    Quote what was found so that it can be read: control characters escaped, long text cut.

    Examples
    --------
    >>> shown("41\x00000"), shown("x" * 100)
    ("'41\\x00000'", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' (100 characters)")
    """
    return repr(text) if len(text) <= 60 else f"{repr(text[:40])[:-1]}…' ({len(text)} characters)"


def _read_lines(path: Path, faults: list[Fault]) -> list[str]:
    """Read a file as UTF-8 lines; note what can be read past, give up at what can't."""
    name, text = path.name, read_ledger_text(path)
    if text.startswith("\ufeff"):
        text = text[1:]
        faults.append(Fault(name, 1, "", "a byte order mark", "plain UTF-8", _RESAVE))
    if "\r\n" in text:
        line = text[: text.index("\r\n")].count("\n") + 1
        text = text.replace("\r\n", "\n")
        found = "a Windows line ending (CRLF)"
        faults.append(Fault(name, line, "", found, "a plain one (LF)", _RESAVE))
    if "\n" not in text and "\r" in text:
        raise Unreadable(name, 0, "old Macintosh line endings (CR)", "plain ones (LF)", _RESAVE)
    if not text.strip():
        raise Unreadable(name, 0, "an empty file", "a header and lines", "Restore it from git.")
    lines = text.split("\n")
    if lines[-1]:
        found = "no line ending after the last line"
        mend = "End the file with a line break, or the next line added will join this one."
        faults.append(Fault(name, len(lines), "", found, "one", mend))
    else:
        lines.pop()
    if len(lines) > MAX_LINES:
        mend = "Start a second ledger in another folder."
        raise Unreadable(name, 0, f"{len(lines):,} lines", f"at most {MAX_LINES:,}", mend)
    return lines


def read_ledger_text(path: Path) -> str:
    """Read a whole file as UTF-8, or raise Unreadable."""
    name, data = path.name, _read_bytes(path)
    marked = data.startswith(_UTF16)
    if marked or data.count(0) > len(data) // 4:
        found = "text in UTF-16" if marked else "NUL bytes between the letters, as in UTF-16"
        raise Unreadable(name, 0, found, "text in UTF-8", _RESAVE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{byte:02X}, which is not UTF-8 (in Latin-1 it is {chr(byte)!r})"
        raise Unreadable(name, line, found, "text in UTF-8", _RESAVE) from None


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size <= LEDGER_BYTES and (path.is_file() or path.is_dir()):  # a pipe would never end
            return path.read_bytes()
    except FileNotFoundError:
        looked = f"say which folder holds the ledger (looked in {path.parent})."
        mend = f"Restore it from git, or {looked}"
        raise Unreadable(path.name, 0, "no such file", "one of the ledger's", mend) from None
    except OSError as error:
        found = f"a file that can't be read ({error.strerror or error})"
        mend = "Put a readable file there."
        raise Unreadable(path.name, 0, found, "a text file", mend) from None
    mend = "Restore the file from git, or look for a cell that holds a whole document."
    raise Unreadable(path.name, 0, f"{size:,} bytes", f"a file of at most {LEDGER_BYTES:,}", mend)


def _check_header(name: str, header: str, columns: Sequence[str]) -> None:
    """Give up unless the header names each column once, in order."""
    found, stray = _split(header[:MAX_LINE])
    if stray or len(header) > MAX_LINE:
        found = [header]
    if found == list(columns):
        return
    wrong = [f"no column {column!r}" for column in columns if column not in found]
    if len(wrong) == len(columns):
        wrong, found = [f"none of the columns, in {shown(header)}"], []
    for column in found:
        if column not in columns:
            wrong.append(f"a column {shown(column)}")
        elif found.count(column) > 1 and f"{column!r} twice or more" not in wrong:
            wrong.append(f"{column!r} twice or more")
        if len(wrong) > len(columns) + 5:
            wrong.append("and so on")
            break
    mend = f"Restore line 1: {','.join(columns)}"
    if not found and (";" in header or "\t" in header):
        mend = "It was saved with semicolons or tabs: save it again with commas. " + mend
    elif extra := [column for column in found[:99] if column not in columns]:
        missing = [column for column in columns if column not in found]
        near = nearest(extra[0][:99], missing) if missing else f"Take out {shown(extra[0])}."
        mend = f"{near} {mend}"
    said = "; ".join(wrong) or f"the columns in another order ({', '.join(found)})"
    expected = f"the {len(columns)} columns that datapackage.json describes"
    raise Unreadable(name, 1, said, expected, mend)


def _read_rows(name: str, lines: list[str], columns: Sequence[str]) -> Iterator[Row | Fault]:
    """Read each line into a row, or into the fault that keeps it from being one."""
    at = 1
    while at < len(lines):
        number, text = at + 1, lines[at]
        at += 1
        if len(text) > MAX_LINE:
            mend = "Shorten it: a ledger line is a line of text, not a document."
            found = f"a line of {len(text):,} characters"
            yield Fault(name, number, "", found, f"at most {MAX_LINE:,}", mend)
            continue
        cells, stray = _split(text)
        if stray:
            broken = _lines_broken_over(lines, number, len(columns))
            at += broken
            wrong = _BROKEN if broken else _stray_quote(stray)
            yield Fault(name, number, "", *wrong)
        elif text.startswith(_CONFLICT):
            mend = "Finish the merge: keep the lines of both sides, the newer ones last."
            found = f"a merge's mark, {shown(text)}"
            yield Fault(name, number, "", found, "a line of the table", mend)
        elif cells == list(columns):
            found = "the header again"
            yield Fault(name, number, "", found, "a line of the table", "Take it out.")
        elif not any(cell.strip() for cell in cells):
            found = "an empty line"
            yield Fault(name, number, "", found, "a line of the table", "Take it out.")
        elif len(cells) != len(columns):
            mend = "Put a cell that holds a comma in double quotes; leave an empty cell empty."
            found = counted(len(cells), "cell")
            yield Fault(name, number, "", found, f"{len(columns)}, one for each column", mend)
        else:
            yield Row(number, dict(zip(columns, cells, strict=True)))


def _split(line: str) -> tuple[list[str], str]:
    """Split one line into its cells; what follows a quote that can't be read comes second."""
    cells: list[str] = []
    at = 0
    while match := _CELL.match(line, at):
        quoted, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if match.end() == len(line):
            return cells, ""
        at = match.end() + 1
    return cells, line[at:]


def _lines_broken_over(lines: list[str], number: int, width: int) -> int:
    """Count the lines after line `number` that belong to it, if a cell of it has line breaks."""
    for more in range(1, _LINES_A_CELL_MAY_BREAK_OVER):
        joined = "\n".join(lines[number - 1 : number + more])
        if number + more > len(lines) or len(joined) > MAX_LINE:
            return 0
        cells, stray = _split(joined)
        if not stray and len(cells) == width:
            return more
    return 0


def _stray_quote(rest: str) -> tuple[str, str, str]:
    mend = 'Put the whole cell in double quotes and write a quote inside it twice: "a ""b"" c".'
    return f"a stray quote in {shown(rest)}", "quotes in pairs", mend
