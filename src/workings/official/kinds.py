"""
What a file is, told by its content and not by its name, and what it says besides its cells.

The parts of an .ods or .xlsx file are unpacked here no further than they say they reach, and
searched for marks. Cells are read elsewhere, by a process that may take only so much
(:mod:`workings.official.child`), so nothing here has to foresee what a file may ask for.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from workings.errors import OfficialError, mismatch

MOST_PARTS = 2_000
MOST_UNPACKED = 128_000_000
#: Rows of the largest sheet there is.
MOST_REPEATS = 1_048_576

AGAIN = "Download it again, and compare its size with the publisher's."
SAVE = "Save it as .ods, .xlsx or .csv and read that."
STRAY = (
    "Delete the stray cell or the repeated rows far from the table, or save the one sheet you need "
    "as .csv."
)
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of what Office locks
_LOCKED, _WORKBOOK = (part.encode("utf-16-le") for part in ("EncryptedPackage", "Workbook"))
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OTHERS = {
    b"%PDF": ("a PDF document", "Look for the publisher's .ods, .xlsx or .csv of the same table."),
    b"{\\rtf": ("a text document (RTF)", "Look for the publisher's .ods, .xlsx or .csv."),
    b"\x1f\x8b": ("a gzip archive", "Unpack it and read the file inside."),
    b"7z\xbc\xaf": ("a 7z archive", "Unpack it and read the file inside."),
}
_DAMAGES = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
)
# In the patterns below no run crosses a "<", so the time they take grows no faster than the file.
_REPEATED = re.compile(rb"""-repeated\s*=\s*["']0*([0-9]+)""")
_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\s[^<>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?t\s*=\s*["']e["']""")
_NEVER_WORKED_OUT = re.compile(
    rb"""
    <(?:\w+:)?c (?![^<>]*\st\s*=\s*["'](?:e|str)["']) (?:\s[^<>]*)? > \s*
    <(?:\w+:)?f (?:\s[^<>]*)? (?: /> | > [^<]* </(?:\w+:)?f> ) \s*
    (?: <(?:\w+:)?v \s* (?: /> | > \s* </(?:\w+:)?v> ) \s* )?
    </(?:\w+:)?c>
    """,
    re.VERBOSE,
)
# The records Date1904 (as 1) and CalcPrecision, which follow one another: [MS-XLS] 2.1.7.20.3.
_DATE_1904_XLS = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"


@dataclass(frozen=True)
class Kind:
    """What a file is."""

    name: str  # ``ods``, ``xlsx``, ``xls`` or ``csv``
    errors: int = 0  # cells that hold an error, such as ``#N/A``, or a formula never worked out
    date_1904: bool = False  # days count from 1904, as on old Macintoshes


def misfit(place: str, found: str, expected: str, mend: str) -> OfficialError:
    """Build the error for one place of an official file."""
    return OfficialError(mismatch(place, found, expected, mend))


def locked(name: str) -> OfficialError:
    """Build the error for a file that asks for a password."""
    mend = "Open it with its password, save it without one, and read that."
    return misfit(name, "a file locked with a password", "one that anybody can open", mend)


def kind_of(data: bytes, name: str) -> Kind:
    """
    Tell what a file is by its content.

    OfficialError if it is no spreadsheet; is text and its name says otherwise; is damaged or
    locked, so far as can be told before its cells are read; or is an archive of too much.
    """
    if not data.strip():
        raise misfit(name, "an empty file", "a spreadsheet", AGAIN)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_parts(_unpack(data, name), name)
    if data.startswith(_CFB):
        if _LOCKED in data and _WORKBOOK not in data:
            raise locked(name)
        return Kind("xls", date_1904=_DATE_1904_XLS in data)
    for start, (found, mend) in _OTHERS.items():
        if data.startswith(start):
            raise misfit(name, found, "a spreadsheet", mend)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise misfit(name, "a web page", "a spreadsheet", f"The download went wrong. {AGAIN}")
    if head.startswith(b"<?xml"):
        raise misfit(name, "an XML document", "a spreadsheet", f"Open it in an office. {SAVE}")
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return Kind("csv")
    if b"\x00" in data[:4096]:
        raise misfit(name, "a file of no kind known here", "a spreadsheet", SAVE)
    mend = "If it is a table with commas between its cells, rename it to end in .csv."
    raise misfit(name, "plain text", "a spreadsheet", mend)


def _unpack(data: bytes, name: str) -> dict[str, bytes]:
    """Unpack the XML parts of an archive and check their sums; of the others, give the names."""
    if (count := data.count(b"PK\x01\x02")) > MOST_PARTS:  # each begins a line of its list
        raise _bomb(name, f"{count:,} files inside", f"at most {MOST_PARTS:,}")
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members, name)
            return {member.filename: _content(archive, member) for member in members}
    except OfficialError:
        raise
    except _DAMAGES as error:
        raise misfit(name, f"a damaged archive ({error})", "a whole spreadsheet", AGAIN) from None


def _content(archive: ZipFile, member: ZipInfo) -> bytes:
    """Unpack a part of text; a picture stays where it is."""
    if not member.filename.endswith((".xml", "mimetype")):
        return b""
    with archive.open(member) as part:
        return part.read(member.file_size)  # no more than was said, whatever else would come


def _check_members(members: list[ZipInfo], name: str) -> None:
    """Refuse an archive by what it says of its parts."""
    total = sum(member.file_size for member in members)
    if total > MOST_UNPACKED:
        raise _bomb(name, f"{total:,} bytes when unpacked", f"at most {MOST_UNPACKED:,}")
    if len({member.filename.lower() for member in members}) < len(members):
        raise misfit(name, "two parts of one name inside", "each once", AGAIN)
    for member in members:
        if member.flag_bits & 1 or member.filename == "encrypted-package":
            raise locked(name)
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            found = f"{member.filename} packed by method {member.compress_type}"
            raise misfit(name, found, "the methods that spreadsheets use (0 or 8)", SAVE)


def _kind_of_parts(parts: Mapping[str, bytes], name: str) -> Kind:
    """Tell what an archive is by its parts, and search them for marks."""
    for path, content in parts.items():
        if b"<!DOCTYPE" in content:
            found = f"a document type in {path}"
            raise misfit(name, found, "none, as in every spreadsheet", AGAIN)
    if "mimetype" in parts:
        kind = parts["mimetype"].decode("ascii", "replace").strip()
        if kind not in (_ODS, f"{_ODS}-template"):
            raise misfit(name, f"an OpenDocument of type {kind[:60]!r}", "a spreadsheet", SAVE)
        content = parts.get("content.xml", b"")
        times = max((int(found[:20]) for found in _REPEATED.findall(content)), default=1)
        if times > MOST_REPEATS:
            expected = f"at most {MOST_REPEATS:,} times"
            raise misfit(name, f"cells that repeat {times:,} times", expected, STRAY)
        return Kind("ods", content.count(b'calcext:value-type="error"'))
    if "xl/workbook.bin" in parts:
        raise misfit(name, "a binary workbook (.xlsb)", "a spreadsheet in an open form", SAVE)
    if "xl/workbook.xml" not in parts:
        mend = "If the table is a file inside it, unpack the archive and read that file."
        raise misfit(name, "a zip archive that is no spreadsheet", "an .ods or .xlsx file", mend)
    errors = sum(
        len(mark.findall(content))
        for path, content in parts.items()
        if path.startswith("xl/worksheets/")
        for mark in (_ERROR, _NEVER_WORKED_OUT)
    )
    return Kind("xlsx", errors, _DATE_1904.search(parts["xl/workbook.xml"]) is not None)


def _bomb(name: str, found: str, expected: str) -> OfficialError:
    mend = "Don't open it: ask the publisher, or save only the sheet you need as .csv."
    return misfit(name, found, expected, mend)
