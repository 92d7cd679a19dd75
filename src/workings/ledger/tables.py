"""
A ledger file, from bytes to lines: each with its place in the file, and with its seal.

What an editor, a spreadsheet or a merge may have done to the form of a CSV file is read past here,
if it changed no cell, and otherwise named for what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from workings.errors import Fault, nearest
from workings.ledger.seals import PREFIXES, SEAL, line_digest, seal_of
from workings.outside import LEDGER_BYTES

MAX_LINES = 500_000
MAX_LINE = 50_000
MAX_CELL = 4_000

_CELL = re.compile(r'"((?:[^"]++|"")*+)"(?=,|\Z)|([^",]*+)(?=,|\Z)')
_LINES_A_CELL_MAY_BREAK_OVER = 20
_TOMBSTONE = re.compile(r"taken down on [0-9]{4}-[0-9]{2}-[0-9]{2}: \S.*")
_BOM = "\ufeff"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
#: The columns that a file of the ledger may be without, described or not.
MAY_LACK = {"measures": ("dimensions",)}

_RESAVE = "Save it as CSV in UTF-8 without a byte order mark and with LF line endings."

_BROKEN = (
    "a line break inside a cell",
    "one line of text a cell",
    "Put the cell's text on one line.",
)


@dataclass(frozen=True)
class Row:
    """One line of a file."""

    line: int  # where it stands; the header is line 1
    cells: dict[str, str]  # by declared column
    # the ledger's that it belongs to; empty for another file
    table: str = field(default="", compare=False)
    # whether the seal that it bears is known to fit
    fits: bool = field(default=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """The full digest of what it says."""
        return line_digest(self.table, self.cells)

    @cached_property
    def seal(self) -> str:
        """What it is known by, whether or not it bears that seal."""
        if self.fits and self.cells["seal"]:
            return self.cells["seal"]
        return seal_of(self.table, self.digest)

    @property
    def is_open(self) -> bool:
        """Whether it bears no seal, and so may be edited or deleted."""
        return not self.cells.get("seal")


@dataclass(frozen=True)
class Table:
    """What could be read of a file."""

    rows: tuple[Row, ...]  # the lines that have a cell for each column
    faults: tuple[Fault, ...]  # of the file, its header and its lines
    whole: bool  # whether every line could be read
    taken_down: frozenset[str] = frozenset()  # seals of the lines of which only a tombstone is left


class Unreadable(Exception):
    """A file can't be read any further; `fault` says why."""

    def __init__(self, file: str, line: int, found: str, expected: str, mend: str) -> None:
        super().__init__(found)
        self.fault = Fault(file, line, "", found, expected, mend)


def read_table(path: Path, columns: Sequence[str], *, seals_fit: bool = False) -> Table:
    """
    Read a CSV file whose header has each of `columns` once, in whatever order; others are left out.

    Those that it may lack (`MAY_LACK`) are in no row's cells then.

    What is wrong in it is in the table's faults. What spreadsheets and merges do to a file's bytes
    without a change of any cell is none: a byte order mark, Windows line endings, none after the
    last line, empty lines, the header again. With `seals_fit`, seals are known to be right, and
    aren't worked out again.
    """
    try:
        lines = _read_lines(path)
        header = _read_header(path, lines[0], columns)
    except Unreadable as unreadable:
        return Table((), (unreadable.fault,), whole=False)
    faults: list[Fault] = []
    rows: list[Row] = []
    taken_down = set()
    for found in _read_rows(path, lines, header, frozenset(columns)):
        if isinstance(found, Fault):
            faults.append(found)
        elif isinstance(found, str):
            taken_down.add(found)
        else:
            rows.append(replace(found, fits=True) if seals_fit else found)
    return Table(tuple(rows), tuple(faults), not faults, frozenset(taken_down))


def read_header(path: Path) -> list[str]:
    """Read which columns a CSV file has, or raise Unreadable."""
    header, stray = _split(_read_lines(path)[0][:MAX_LINE])
    if stray:
        raise Unreadable(path.name, 1, *_stray_quote(stray))
    return header


def shown(text: str) -> str:
    r"""
    Quote what was found so that it can be read: control characters escaped, long text cut.

    Examples
    --------
    >>> shown("41\x00000"), shown("x" * 100)
    ("'41\\x00000'", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' (100 characters)")
    """
    return repr(text) if len(text) <= 60 else f"{repr(text[:40])[:-1]}…' ({len(text)} characters)"


def _read_lines(path: Path) -> list[str]:
    """Read a file as UTF-8 lines, at least one, the last one ended or not."""
    name, text = path.name, read_ledger_text(path).removeprefix(_BOM).replace("\r\n", "\n")
    if "\n" not in text and "\r" in text:
        raise Unreadable(name, 0, "old Macintosh line endings (CR)", "plain ones (LF)", _RESAVE)
    if not text.strip():
        raise Unreadable(name, 0, "an empty file", "a header and lines", "Restore it from git.")
    lines = text.removesuffix("\n").split("\n")
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


def _read_header(path: Path, header: str, columns: Sequence[str]) -> list[str]:
    """Return the columns that a header names; give up unless each asked for is there once."""
    found, stray = _split(header[:MAX_LINE])
    if stray or len(header) > MAX_LINE:
        found = [header]
    may_lack = MAY_LACK.get(path.stem, ())
    columns = [column for column in columns if column in found or column not in may_lack]
    missing = [column for column in columns if column not in found]
    twice = [column for column in columns if found.count(column) > 1]
    if not missing and not twice:
        return found
    if len(missing) == len(columns):
        said = f"none of the columns, in {shown(header)}"
    else:
        extra = [f"a column {shown(column)}" for column in found if column not in columns]
        wrong = [*(f"no column {column!r}" for column in missing), *extra]
        said = "; ".join([*wrong, *(f"{column!r} twice or more" for column in twice)][:12])
    mend = f"Restore line 1: {','.join(columns)}"
    if len(found) == 1 and (";" in header or "\t" in header):
        mend = "It was saved with semicolons or tabs: save it again with commas. " + mend
    elif missing and (extra := [column for column in found[:99] if column not in columns]):
        mend = f"{nearest(extra[0][:99], missing)} {mend}"
    expected = f"the {len(columns)} columns that datapackage.json describes"
    raise Unreadable(path.name, 1, said, expected, mend)


def _read_rows(
    path: Path, lines: list[str], header: list[str], columns: frozenset[str]
) -> Iterator[Row | Fault | str]:
    """Read each line into a row, the fault that keeps it from being one, or what it takes down."""
    name, table = path.name, path.stem if "seal" in columns and path.stem in PREFIXES else ""
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
            broken = _lines_broken_over(lines, number, len(header))
            at += broken
            wrong = _BROKEN if broken else _stray_quote(stray)
            yield Fault(name, number, "", *wrong)
        elif text.startswith(_CONFLICT):
            mend = "Finish the merge: keep the lines of both sides, in any order."
            found = f"a merge's mark, {shown(text)}"
            yield Fault(name, number, "", found, "a line of the table", mend)
        elif [cell.removeprefix(_BOM) for cell in cells] == header or not any(
            map(str.strip, cells)
        ):
            continue
        elif len(cells) != len(header):
            mend = "Put a cell that holds a comma in double quotes; leave an empty cell empty."
            found = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
            yield Fault(name, number, "", found, f"{len(header)}, one for each column", mend)
        else:
            said = dict(zip(header, cells, strict=True))
            row = Row(number, {c: said[c] for c in header if c in columns}, table)
            yield _tombstone(name, row) if table and "taken down on" in text else row


def _tombstone(name: str, row: Row) -> Row | Fault | str:
    """Return the seal of the line that a tombstone stands for; or the line, if it is none."""
    said = [cell for column, cell in row.cells.items() if cell and column != "seal"]
    if len(said) != 1 or not _TOMBSTONE.fullmatch(said[0]):
        return row
    if SEAL.fullmatch(row.cells["seal"]):
        return row.cells["seal"]
    mend = "Write the seal of the line that was taken down, which git still has."
    found = "a line taken down that nothing names"
    return Fault(name, row.line, "seal", found, f"a seal such as {PREFIXES[row.table]}-…", mend)


def _split(line: str) -> tuple[list[str], str]:
    """Split one line into its cells; what follows a quote that can't be read comes second."""
    if '"' not in line:
        return line.split(","), ""
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
