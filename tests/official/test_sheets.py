"""Spreadsheets as files: read by content, measured before they are read, refused in words."""

import io
import struct
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from spreadsheets import archived, rewrite_part, write_ods, write_xls, write_xlsx

from workings.errors import OfficialError, UnknownName
from workings.official import extents, unpack
from workings.official.sheets import read_workbook

ROWS = [["Date", "People"], [date(2026, 1, 1), 12], [date(2026, 1, 2), 1.5]]
READ = (("Date", "People"), (date(2026, 1, 1), 12), (date(2026, 1, 2), Decimal("1.5")))
WRITERS = {"ods": write_ods, "xlsx": write_xlsx, "xls": write_xls}


@pytest.fixture(params=WRITERS)
def kind(request):
    """Name each kind of spreadsheet in turn."""
    return request.param


@pytest.fixture
def ods(tmp_path):
    """Write a small .ods file."""
    return write_ods(tmp_path / "a.ods", {"Data": ROWS})


@pytest.fixture
def xlsx(tmp_path):
    """Write a small .xlsx file."""
    return write_xlsx(tmp_path / "a.xlsx", {"Data": ROWS})


def test_every_kind_of_spreadsheet_gives_the_same_cells(kind, tmp_path):
    """Days are days, whole numbers whole, and the endless empty rows of an .ods file cost nothing."""
    book = read_workbook(WRITERS[kind](tmp_path / f"a.{kind}", {"Data": ROWS, "Empty": []}))
    assert (book.kind, book.sheet("Data")) == (kind, READ)
    assert list(book.sheets) == ["Data", "Empty"]


def test_rows_keep_their_numbers_however_empty_the_first_ones_are(kind, tmp_path):
    """Row 3, column B of the sheet is row 3, column B here."""
    rows = [[], [], [None, "x"]]
    sheet = read_workbook(WRITERS[kind](tmp_path / f"a.{kind}", {"Data": rows})).sheet("Data")
    assert (len(sheet), sheet[2]) == (3, ("", "x"))


@pytest.mark.parametrize(
    ("data", "rows", "remark"),
    [
        pytest.param("a,b\n1,£2\n", (("a", "b"), ("1", "£2")), None, id="utf-8"),
        pytest.param("\ufeffa,b\n", (("a", "b"),), None, id="byte-order-mark"),
        pytest.param("a;b\n1;2\n", (("a", "b"), ("1", "2")), None, id="semicolons"),
        pytest.param(
            'a\n"1,\n2"\nx,y\n', (("a", ""), ("1,\n2", ""), ("x", "y")), None, id="ragged"
        ),
        pytest.param("a,£\n".encode("cp1252"), (("a", "£"),), "Windows-1252", id="windows-1252"),
        pytest.param("a,b\n".encode("utf-16"), (("a", "b"),), "UTF-16", id="utf-16"),
    ],
)
def test_csv_is_read_in_the_forms_that_offices_save_it_in(data, rows, remark, tmp_path):
    """Another encoding than UTF-8 is remarked on, never guessed in silence."""
    (tmp_path / "a.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    book = read_workbook(tmp_path / "a.csv")
    assert book.sheet("") == rows
    assert remark in book.remarks[0] if remark else not book.remarks


def test_a_file_is_what_its_bytes_say_not_its_name(ods, tmp_path):
    """A spreadsheet under another's name is read, and the reader says so."""
    book = read_workbook(ods.rename(tmp_path / "a.xlsx"))
    assert (book.kind, book.sheet("Data")) == ("ods", READ)
    assert book.remarks == ("a.xlsx is an .ods file by its content, and was read as one.",)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.ods", b"Date,People\n", "rename it to end in .csv", id="text-named-ods"),
        pytest.param("a.ods", b"", "Download it again", id="empty"),
        pytest.param("a.xlsx", b"<!DOCTYPE html>", "The download went wrong", id="web-page"),
        pytest.param("a.xls", b"<?xml version='1.0'?>", "Save it as .ods", id="xml"),
        pytest.param("a.csv", b"%PDF-1.7", "Look for the publisher's .ods", id="pdf"),
        pytest.param("a.csv", b"\x1f\x8b\x08", "Unpack it", id="gzip"),
        pytest.param("a.csv", b'a,"b\n', "Mend the quotes", id="open-quote"),
        pytest.param("a.ods", b"PK\x03\x04 and no more", "Download it again", id="cut-short"),
        pytest.param(
            "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Download it again", id="cfb-cut"
        ),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_what_to_do(name, data, said, tmp_path):
    """The message names the file, what it holds, and the next step."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(OfficialError, match=rf"^{name}.*: found .*{said}"):
        read_workbook(tmp_path / name)


def test_a_damaged_file_is_refused_not_half_read():
    """One wrong byte in the packed table is noticed by its checksum."""
    data = bytearray(archived("df3749").read_bytes())
    data[30_000] ^= 0xFF
    with pytest.raises(OfficialError, match="Download it again"):
        unpack.unpack_zip(bytes(data), "a.ods")


def test_a_missing_file_is_named_with_the_folder_looked_in(tmp_path):
    """No traceback for a mistyped name."""
    with pytest.raises(OfficialError, match=r"a\.ods: found no file; .*Looked in"):
        read_workbook(tmp_path / "a.ods")


def test_an_unknown_sheet_is_refused_with_the_nearest(ods):
    """The sheets' own names are offered."""
    with pytest.raises(UnknownName, match="Did you mean Data"):
        read_workbook(ods).sheet("Dat")


def test_a_locked_ods_file_is_refused(ods):
    """Its manifest says that the parts are encrypted."""
    mark = b"<manifest:encryption-data/></manifest:manifest>"
    rewrite_part(ods, "META-INF/manifest.xml", lambda x: x.replace(b"</manifest:manifest>", mark))
    with pytest.raises(OfficialError, match="save it without one, and read that"):
        read_workbook(ods)


def test_a_locked_xlsx_file_is_refused(tmp_path):
    """Office puts an encrypted workbook into a container of the old form, as one stream."""
    path = write_xls(tmp_path / "a.xlsx", {"Data": ROWS})
    old, new = (name.encode("utf-16-le") for name in ("Workbook", "EncryptedPackage"))
    data = bytearray(path.read_bytes())
    at = data.index(old)
    data[at : at + len(new)] = new
    struct.pack_into("<H", data, at + 64, len(new) + 2)
    path.write_bytes(data)
    with pytest.raises(OfficialError, match="save it without one, and read that"):
        read_workbook(path)


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(ods):
    """A hundred megabytes of noughts in a hundred kilobytes are not unpacked."""
    rewrite_part(ods, "content.xml", lambda _: bytes(100_000_000))
    with pytest.raises(OfficialError, match=r"unpacks from .*Don't open it"):
        read_workbook(ods)


def test_a_zip_bomb_that_lies_about_its_size_is_stopped(ods):
    """What the archive says is small; unpacking stops at the limit all the same."""
    rewrite_part(ods, "content.xml", lambda _: bytes(100_000_000))
    data = ods.read_bytes().replace(struct.pack("<I", 100_000_000), struct.pack("<I", 1_000))
    ods.write_bytes(data)
    with pytest.raises(OfficialError, match=r"unpacks from .*Don't open it"):
        read_workbook(ods)


@pytest.mark.parametrize(
    ("limit", "value"),
    [pytest.param("MAX_MEMBERS", 3, id="parts"), pytest.param("MAX_UNPACKED", 999, id="bytes")],
)
def test_an_archive_of_too_much_is_refused_before_it_is_unpacked(limit, value, ods, monkeypatch):
    """Both the number of its parts and their size together have a limit."""
    monkeypatch.setattr(unpack, limit, value)
    with pytest.raises(OfficialError, match="Don't open it"):
        read_workbook(ods)


def test_two_parts_of_one_name_are_refused(ods):
    """Two readers might each take another one."""
    with zipfile.ZipFile(ods, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("content.xml", b"<other/>")
    with pytest.raises(OfficialError, match="Download it again"):
        read_workbook(ods)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            b'<table:table-cell office:value-type="float"',
            b'<table:table-cell table:number-columns-repeated="1000000000" '
            b'office:value-type="float"',
            id="cells",
        ),
        pytest.param(
            b'number-columns-repeated="16000"/></table:table-row>',
            b'number-columns-repeated="4000000000"/><table:table-cell/></table:table-row>',
            id="empty-cells-in-the-middle",
        ),
        pytest.param(
            b"</table:table-row></table:table>",
            b"</table:table-row><table:table-row><table:table-cell "
            b'table:number-columns-repeated="400"/><table:table-cell office:value-type="float" '
            b'office:value="1"/></table:table-row></table:table>',
            id="a-stray-cell-below-a-million-empty-rows",
        ),
        pytest.param(
            b"<table:table-row><table:table-cell",
            b'<table:table-row table:number-rows-repeated="4000000000"><table:table-cell',
            id="rows",
        ),
    ],
)
def test_an_ods_file_that_repeats_itself_for_ever_is_refused(old, new, ods):
    """A few bytes that ask for billions of cells are counted, not written out."""
    rewrite_part(ods, "content.xml", lambda content: content.replace(old, new, 1))
    with zipfile.ZipFile(ods) as archive:
        assert new in archive.read("content.xml")
    with pytest.raises(OfficialError, match="Delete the stray cell"):
        read_workbook(ods)


def test_one_cell_in_the_last_corner_of_an_xlsx_sheet_is_refused(xlsx):
    """Everything between it and the first would be written out."""
    last = b'r="XFD1048576"'
    rewrite_part(xlsx, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'r="B3"', last))
    with pytest.raises(OfficialError, match="Delete the stray cell"):
        read_workbook(xlsx)


def test_one_cell_in_the_last_corner_of_an_xls_sheet_is_refused(tmp_path):
    """The old form holds less, and is refused for the same reason."""
    far = [["x"], *([[]] * 65_534), [*([None] * 255), "y"]]
    with pytest.raises(OfficialError, match="Delete the stray cell"):
        read_workbook(write_xls(tmp_path / "a.xls", {"Data": far}))


def test_a_declared_extent_without_cells_in_it_is_harmless(xlsx):
    """Some writers declare the whole sheet as used; only cells count."""
    new = b'<dimension ref="A1:XFD1048576"'
    rewrite_part(
        xlsx, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'<dimension ref="A1:B3"', new)
    )
    assert read_workbook(xlsx).sheet("Data") == READ


def test_a_long_text_that_many_cells_share_is_counted_as_often(xlsx, monkeypatch):
    """A megabyte that is stored once and shown a thousand times is a gigabyte."""
    monkeypatch.setattr(extents, "MAX_TEXT", 10_000)
    write_xlsx(xlsx, {"Data": [["x" * 100]] * 101})
    with pytest.raises(OfficialError, match="text that repeats to 10,100 characters"):
        read_workbook(xlsx)


def test_more_xml_than_any_table_has_is_refused(ods, monkeypatch):
    """The tags are counted before any of them is walked through."""
    monkeypatch.setattr(extents, "MAX_TAGS", 20)
    with pytest.raises(OfficialError, match=r"XML tags; expected at most 20\. Delete"):
        read_workbook(ods)


def test_a_document_type_is_refused(ods):
    """No spreadsheet has one; entities that unfold come in with it."""
    doctype = b'?><!DOCTYPE a [<!ENTITY b "c">]>'
    rewrite_part(ods, "content.xml", lambda content: content.replace(b"?>", doctype, 1))
    with pytest.raises(OfficialError, match=r"a document type in content\.xml; expected none"):
        read_workbook(ods)


def test_errors_in_cells_are_remarked_on(tmp_path):
    """What a spreadsheet couldn't work out reads as empty, and the reader says so."""
    book = read_workbook(write_xlsx(tmp_path / "a.xlsx", {"Data": [["#N/A", "=1/0", 3]]}))
    assert book.sheet("Data") == (("", "", 3),)
    assert book.remarks[0].startswith("2 cells of the file hold an error such as #N/A")


def test_serial_numbers_of_old_macintosh_workbooks_count_from_1904(xlsx):
    """The workbook says so, and days that are bare numbers are read by it."""
    new = b'<workbookPr date1904="1"'
    rewrite_part(xlsx, "xl/workbook.xml", lambda content: content.replace(b"<workbookPr", new, 1))
    assert read_workbook(xlsx).epoch == date(1904, 1, 1)


def test_what_is_read_is_what_was_measured(ods):
    """Parts nobody measured, such as pictures, never reach the reader."""
    _, parts = unpack.unpack_zip(ods.read_bytes(), "a.ods")
    with zipfile.ZipFile(io.BytesIO(unpack.repack(parts).getvalue())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == parts
    assert set(parts) == {"mimetype", "content.xml", "META-INF/manifest.xml"}
