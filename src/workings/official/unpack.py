"""
A spreadsheet file's own kind and parts, found by content and measured before anything reads them.

Nothing here trusts a file's name, what it says of its sizes, or that it is what it seems: parts are
unpacked under a limit, and a reader is later given exactly the bytes that were measured.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from workings.errors import OfficialError

MAX_BYTES = 64_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 128_000_000
#: How many times its packed size a part may take; smaller parts than that floor may take more.
MAX_RATIO = 250
RATIO_FLOOR = 8_000_000

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SAVE = "Save it as .ods, .xlsx or .csv and read that."
_AGAIN = "Download it again, and compare its size with the publisher's."
_OTHERS = {
    b"%PDF": ("a PDF document", "Look for the publisher's .ods, .xlsx or .csv of the same table."),
    b"{\\rtf": ("a text document (RTF)", "Look for the publisher's .ods, .xlsx or .csv."),
    b"\x1f\x8b": ("a gzip archive", "Unpack it and read the file inside."),
    b"7z\xbc\xaf": ("a 7z archive", "Unpack it and read the file inside."),
}


def misfit(place: str, found: str, expected: str, mend: str) -> OfficialError:
    """Build the error for one place of an official file."""
    return OfficialError(f"{place}: found {found}; expected {expected}. {mend}")


def kind_of(data: bytes, name: str) -> str:
    """
    Tell what a file is by its content: ``zip``, ``cfb`` (the old binary form) or ``csv``.

    Raises
    ------
    OfficialError
        If it is no spreadsheet, or is text and its name says otherwise.

    Examples
    --------
    >>> kind_of(b"month,people", "pilot.csv")
    'csv'
    >>> kind_of(b"month,people", "pilot.ods")
    Traceback (most recent call last):
    ...
    workings.errors.OfficialError: pilot.ods: found plain text; expected a spreadsheet. If it \
is a table with commas between its cells, rename it to end in .csv.
    """
    if not data.strip():
        raise misfit(name, "an empty file", "a spreadsheet", _AGAIN)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(_CFB):
        return "cfb"
    for start, (found, mend) in _OTHERS.items():
        if data.startswith(start):
            raise misfit(name, found, "a spreadsheet", mend)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise misfit(name, "a web page", "a spreadsheet", f"The download went wrong. {_AGAIN}")
    if head.startswith(b"<?xml"):
        raise misfit(name, "an XML document", "a spreadsheet", f"Open it in an office. {_SAVE}")
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return "csv"
    if b"\x00" in data[:4096]:
        raise misfit(name, "a file of no kind known here", "a spreadsheet", _SAVE)
    mend = "If it is a table with commas between its cells, rename it to end in .csv."
    raise misfit(name, "plain text", "a spreadsheet", mend)


def unpack_zip(data: bytes, name: str) -> tuple[str, dict[str, bytes]]:
    """
    Unpack the parts of an .ods or .xlsx file that a reader needs, each under the limits.

    Returns
    -------
    tuple of str and dict
        ``ods`` or ``xlsx``, and the XML parts by their path in the archive.

    Raises
    ------
    OfficialError
        If it is damaged, encrypted, another kind of archive, or unpacks to too much.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        found = f"a damaged archive ({error})"
        raise misfit(name, found, "a whole spreadsheet", _AGAIN) from None
    _check_members(members, name)
    kind = _zip_kind(data, {member.filename: member for member in members}, name)
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for member in members:
        if _is_needed(member.filename, kind):
            parts[member.filename] = _unpack(data, member, name, left)
            left -= len(parts[member.filename])
    if kind == "ods" and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise _encrypted(name)
    return kind, parts


def repack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Put measured parts in a new archive, so that what is read is what was measured."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for path, content in parts.items():
            archive.writestr(ZipInfo(path), content)
    packed.seek(0)
    return packed


def cfb_stream(data: bytes, name: str) -> bytes:
    """
    Return the workbook inside an old binary .xls file, as a stream of records.

    Raises
    ------
    OfficialError
        If it is damaged, is an encrypted .xlsx, or holds something other than a workbook.
    """
    try:
        streams = _Streams(data)
        if "EncryptedPackage" in streams.entries:
            raise _encrypted(name)
        for title in ("Workbook", "Book"):
            if title in streams.entries:
                return streams.read(title)
    except (struct.error, IndexError, RecursionError):
        raise misfit(name, "a damaged file", "a whole .xls workbook", _AGAIN) from None
    raise misfit(name, "an old Office file that is no workbook", "a spreadsheet", _SAVE)


def _check_members(members: Iterable[ZipInfo], name: str) -> None:
    """Refuse an archive by what it says of itself: counts, sizes, ratios, names, methods."""
    listed = list(members)
    if len(listed) > MAX_MEMBERS:
        raise _bomb(name, f"{len(listed):,} files inside", f"at most {MAX_MEMBERS:,}")
    if len({member.filename.lower() for member in listed}) < len(listed):
        raise misfit(name, "two parts of one name inside", "each once", _AGAIN)
    total = sum(member.file_size for member in listed)
    if total > MAX_UNPACKED:
        raise _bomb(name, f"{total:,} bytes when unpacked", f"at most {MAX_UNPACKED:,}")
    for member in listed:
        if member.flag_bits & 1 or member.compress_type == 99:
            raise _encrypted(name)
        _check_ratio(member.filename, member.file_size, member.compress_size, name)


def _check_ratio(part: str, size: int, packed: int, name: str) -> None:
    if size > RATIO_FLOOR and size > MAX_RATIO * max(packed, 1):
        found = f"{part}, which unpacks from {packed:,} bytes to {size:,}"
        raise _bomb(name, found, f"at most {MAX_RATIO} times its packed size")


def _zip_kind(data: bytes, members: Mapping[str, ZipInfo], name: str) -> str:
    if "mimetype" in members:
        mimetype = _unpack(data, members["mimetype"], name, 1_000).decode("ascii", "replace")
        if mimetype.strip() in (_ODS, _ODS + "-template"):
            if "encrypted-package" in members:
                raise _encrypted(name)
            return "ods"
        raise misfit(name, f"an OpenDocument of type {mimetype[:60]!r}", "a spreadsheet", _SAVE)
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        raise misfit(name, "a binary workbook (.xlsb)", "a spreadsheet in an open form", _SAVE)
    mend = "If the table is a file inside it, unpack the archive and read that file."
    raise misfit(name, "a zip archive that is no spreadsheet", "an .ods or .xlsx file", mend)


def _is_needed(path: str, kind: str) -> bool:
    if kind == "ods":
        return path in ("mimetype", "content.xml", "META-INF/manifest.xml")
    return path.endswith((".xml", ".rels")) and not path.startswith("xl/drawings/")


def _unpack(data: bytes, member: ZipInfo, name: str, limit: int) -> bytes:
    """Unpack one part, never further than the limit, whatever its header says of its size."""
    at = member.header_offset
    try:
        signature, skip_name, skip_extra = struct.unpack("<4s22xHH", data[at : at + 30])
    except struct.error:
        signature = b""
    if signature != b"PK\x03\x04":
        raise misfit(name, f"no part where {member.filename} should be", "one", _AGAIN)
    start = at + 30 + skip_name + skip_extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == ZIP_STORED:
        content = packed
    elif member.compress_type == ZIP_DEFLATED:
        content = _inflate(packed, member.filename, name, limit)
    else:
        found = f"{member.filename} packed by method {member.compress_type}"
        raise misfit(name, found, "the methods that spreadsheets use (0 or 8)", _SAVE)
    if len(content) > limit:
        raise _bomb(name, f"more than {MAX_UNPACKED:,} bytes when unpacked", "less")
    if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
        found = f"{member.filename} of another size or checksum than the archive says"
        raise misfit(name, found, "a whole spreadsheet", _AGAIN)
    return content


def _inflate(packed: bytes, part: str, name: str, limit: int) -> bytes:
    try:
        content = zlib.decompressobj(-15).decompress(packed, limit + 1)
    except zlib.error as error:
        raise misfit(name, f"{part} damaged ({error})", "a whole spreadsheet", _AGAIN) from None
    _check_ratio(part, len(content), len(packed), name)
    return content


def _encrypted(name: str) -> OfficialError:
    mend = "Open it with its password, save it without one, and read that."
    return misfit(name, "a file locked with a password", "one that anybody can open", mend)


def _bomb(name: str, found: str, expected: str) -> OfficialError:
    mend = "Don't open it: ask the publisher, or save only the sheet you need as .csv."
    return misfit(name, found, expected, mend)


class _Streams:
    """The streams of a Compound File Binary, as [MS-CFB] lays them out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << min(struct.unpack_from("<H", data, 0x1E)[0], 12)
        count, directory = struct.unpack_from("<2I", data, 0x2C)
        self._fat = self._numbers(self._fat_sectors(count))
        mini, _ = struct.unpack_from("<2I", data, 0x3C)
        self._mini_fat = self._numbers(self._chain(self._fat, mini))
        self.entries: dict[str, tuple[int, int]] = {}
        listing = b"".join(map(self._at, self._chain(self._fat, directory)))
        for at in range(0, len(listing) - 127, 128):
            length = struct.unpack_from("<H", listing, at + 64)[0]
            title = listing[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<2I", listing, at + 116)
            self.entries.setdefault(title, (start, size))

    def read(self, title: str) -> bytes:
        """Return a stream's bytes; a short one lies in the root's stream of 64-byte sectors."""
        start, size = self.entries[title]
        if size >= 4096:
            return b"".join(map(self._at, self._chain(self._fat, start)))[:size]
        root = next(iter(self.entries.values()))[0]
        short = b"".join(map(self._at, self._chain(self._fat, root)))
        chain = self._chain(self._mini_fat, start)
        return b"".join(short[at * 64 : at * 64 + 64] for at in chain)[:size]

    def _fat_sectors(self, count: int) -> list[int]:
        found = list(struct.unpack_from("<109I", self._data, 0x4C))
        more = struct.unpack_from("<I", self._data, 0x44)[0]
        while more < 0xFFFFFFFA and len(found) < count:
            numbers = struct.unpack(f"<{self._sector // 4}I", self._at(more))
            found, more = found + list(numbers[:-1]), numbers[-1]
        return found[:count]

    def _at(self, sector: int) -> bytes:
        return self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _numbers(self, sectors: Iterable[int]) -> tuple[int, ...]:
        joined = b"".join(map(self._at, sectors))
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _chain(self, fat: tuple[int, ...], at: int) -> list[int]:
        chain: list[int] = []
        while at < 0xFFFFFFFA:
            if len(chain) > len(fat):
                raise IndexError("a chain of sectors that never ends")
            chain.append(at)
            at = fat[at]
        return chain
