"""Spreadsheets as files: read by content, within limits of memory and time, refused in words."""

import struct
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from spreadsheets import archived, rewrite_part, write_ods, write_xls, write_xlsx

from workings.errors import OfficialError, UnknownName
from workings.official import child, kinds
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


def test_a_damaged_file_is_refused_not_half_read(tmp_path):
    """One wrong byte in the packed table is noticed by its checksum."""
    data = bytearray(archived("df3749").read_bytes())
    data[30_000] ^= 0xFF
    (tmp_path / "a.ods").write_bytes(data)
    with pytest.raises(OfficialError, match="Download it again"):
        read_workbook(tmp_path / "a.ods")


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


def test_a_locked_xls_file_is_refused(tmp_path):
    """The workbook's second record says that all the others are encrypted."""
    path = write_xls(tmp_path / "a.xls", {"Data": ROWS})
    data = bytearray(path.read_bytes())
    at = data.index(b"\x09\x08\x10\x00") + 20
    struct.pack_into("<H", data, at, 0x002F)
    path.write_bytes(data)
    with pytest.raises(OfficialError, match="save it without one, and read that"):
        read_workbook(path)


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(ods):
    """130 megabytes of noughts in 130 kilobytes are not unpacked."""
    rewrite_part(ods, "content.xml", lambda _: bytes(130_000_000))
    with pytest.raises(OfficialError, match=r"13\d,\d{3},\d{3} bytes when unpacked.*Don't open it"):
        read_workbook(ods)


def test_a_zip_bomb_that_lies_about_its_size_is_stopped(ods):
    """What the archive says is small; unpacking stops there, and what was unpacked doesn't fit."""
    rewrite_part(ods, "content.xml", lambda _: bytes(130_000_000))
    data = ods.read_bytes().replace(struct.pack("<I", 130_000_000), struct.pack("<I", 1_000))
    ods.write_bytes(data)
    with pytest.raises(
        OfficialError, match=r"Bad CRC-32 for file 'content\.xml'.*Download it again"
    ):
        read_workbook(ods)


def test_an_archive_of_too_many_parts_is_refused_before_it_is_unpacked(ods):
    """They are counted before they are listed."""
    with zipfile.ZipFile(ods, "a") as archive:
        for number in range(kinds.MOST_PARTS):
            archive.writestr(f"{number}.xml", b"")
    with pytest.raises(OfficialError, match=r"2,0\d\d files inside.*Don't open it"):
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


def test_a_long_text_that_many_cells_share_is_stopped_by_the_limit_of_memory(xlsx):
    """A megabyte that is stored once and shown two thousand times is two gigabytes."""
    write_xlsx(xlsx, {"Data": [["x"]] * 2_000})
    shared = b't="s"><v>0</v></c>'
    inline = b't="inlineStr"><is><t>x</t></is></c>'
    rewrite_part(xlsx, "xl/worksheets/sheet1.xml", lambda x: x.replace(inline, shared))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="s" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    end = b"</Relationships>"
    rewrite_part(xlsx, "xl/_rels/workbook.xml.rels", lambda x: x.replace(end, link.encode() + end))
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(xlsx, "a", zipfile.ZIP_DEFLATED) as archive:
        text = b"x" * 1_000_000
        archive.writestr(
            "xl/sharedStrings.xml", b'<sst xmlns="%b"><si><t>%b</t></si></sst>' % (main, text)
        )
    with pytest.raises(
        OfficialError, match=r"more memory.* at most 1,000,000,000.*Delete the stray"
    ):
        read_workbook(xlsx)


def test_a_csv_file_with_one_endless_line_is_refused(tmp_path):
    """Every other line would be made as long."""
    (tmp_path / "a.csv").write_text("a\n" * 3_000 + "," * 3_000)
    with pytest.raises(OfficialError, match=r"9,006,001 cells or more.*Delete the stray cell"):
        read_workbook(tmp_path / "a.csv")


def test_a_file_that_takes_too_long_to_read_is_left(ods, monkeypatch):
    """The process that reads it is ended, and the message says after how long."""
    monkeypatch.setattr(child, "SECONDS", 0.001)
    with pytest.raises(OfficialError, match=r"no end of reading it after 0\.001 seconds.*Delete"):
        read_workbook(ods)


def test_an_answer_that_makes_no_sense_is_refused(ods, tmp_path, monkeypatch):
    """Whoever breaks into the process that reads a file gets no further with what it says."""
    (tmp_path / "broken.py").write_text("print('[' * 100_000)")
    monkeypatch.setattr(child, "__file__", str(tmp_path / "broken.py"))
    with pytest.raises(OfficialError, match=r"the reader broke off.*Download it again"):
        read_workbook(ods)


def test_files_are_read_from_several_threads_at_once(tmp_path):
    """Each in a process of its own."""
    paths = [
        write_ods(tmp_path / f"{number}.ods", {"Data": [[number]]}, tail=False)
        for number in range(6)
    ]
    with ThreadPoolExecutor(3) as threads:
        assert [book.sheet("Data") for book in threads.map(read_workbook, paths)] == [
            ((number,),) for number in range(6)
        ]


@pytest.mark.parametrize("piece", ["<c ", "<c t=", "<c><f ", "<c><f>", "<c> ", " t ", "<c t= "])
def test_marks_are_searched_for_in_a_time_that_grows_no_faster_than_the_file(piece, xlsx):
    """A megabyte of tags that never end takes no more than the moment that any megabyte takes."""
    rewrite_part(xlsx, "xl/worksheets/sheet1.xml", lambda _: b"<c" + piece.encode() * 200_000)
    data = xlsx.read_bytes()
    began = time.monotonic()
    assert kinds.kind_of(data, "a.xlsx").errors == 0
    assert time.monotonic() - began < 5


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


@pytest.mark.parametrize(
    ("cell", "errors"),
    [
        pytest.param(b'<c r="A1" t="e"><v>#N/A</v></c>', 1, id="error"),
        pytest.param(b'<x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>', 1, id="with-a-prefix"),
        pytest.param(b'<c r="A1"><f>1/0</f></c>', 1, id="never-worked-out"),
        pytest.param(b'<c r="A1" s="3"><f t="shared" si="0"/><v/></c>', 1, id="shared-formula"),
        pytest.param(b'<c r="A1"><f>1+1</f><v>2</v></c>', 0, id="worked-out"),
        pytest.param(b'<c r="A1" t="str"><f>""</f><v></v></c>', 0, id="worked-out-to-no-text"),
        pytest.param(b'<c r="A1" t="e"><f>1/0</f><v></v></c>', 1, id="counted-once"),
    ],
)
def test_errors_are_told_from_what_was_worked_out(cell, errors, xlsx):
    """A formula that gives an empty text is no error."""
    rewrite_part(xlsx, "xl/worksheets/sheet1.xml", lambda _: cell)
    assert kinds.kind_of(xlsx.read_bytes(), "a.xlsx").errors == errors


def test_serial_numbers_of_old_macintosh_workbooks_count_from_1904(xlsx):
    """The workbook says so, and days that are bare numbers are read by it."""
    new = b'<workbookPr date1904="1"'
    rewrite_part(xlsx, "xl/workbook.xml", lambda content: content.replace(b"<workbookPr", new, 1))
    assert read_workbook(xlsx).epoch == date(1904, 1, 1)


@pytest.mark.parametrize(
    ("from_1904", "epoch"), [(True, date(1904, 1, 1)), (False, date(1899, 12, 30))]
)
def test_old_binary_workbooks_say_it_too(from_1904, epoch, tmp_path):
    """By a record of its own."""
    import xlwt

    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    book.add_sheet("Data").write(0, 0, 40_000)
    book.save(str(tmp_path / "a.xls"))
    assert read_workbook(tmp_path / "a.xls").epoch == epoch


def test_a_damaged_picture_is_nobodys_concern(ods):
    """Only parts of text are unpacked, and only cells are read."""
    with zipfile.ZipFile(ods, "a") as archive:
        archive.writestr("Pictures/a.png", b"picture")
    data = ods.read_bytes().replace(b"picture", b"pixture")
    ods.write_bytes(data)
    assert read_workbook(ods).sheet("Data") == READ
