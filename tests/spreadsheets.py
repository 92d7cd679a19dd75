"""Small spreadsheets, written by the tests that read them, with the writers that offices use."""

import io
import zipfile
from datetime import date
from pathlib import Path

ARCHIVE = Path("data/archive")


def write_ods(path, sheets, *, tail=True):
    """
    Write rows by sheet as .ods, with the empty rows and columns that every real file ends with.

    A cell is text, a number, a date or None; a tuple is a text and over how many cells it is merged.
    """
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow

    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                text, width = cell if isinstance(cell, tuple) else (cell, 1)
                line.addElement(_ods_cell(text, width))
                for _ in range(width - 1):
                    line.addElement(CoveredTableCell())
            if tail:
                line.addElement(TableCell(numbercolumnsrepeated=16_000))
            table.addElement(line)
        if tail:
            blank = TableRow(numberrowsrepeated=1_048_576 - len(rows))
            blank.addElement(TableCell(numbercolumnsrepeated=16_384))
            table.addElement(blank)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def _ods_cell(value, width):
    from odf.table import TableCell
    from odf.text import P

    merged = {"numbercolumnsspanned": width, "numberrowsspanned": 1} if width > 1 else {}
    if value is None:
        return TableCell()
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **merged)
    elif isinstance(value, str):
        cell = TableCell(valuetype="string", **merged)
    else:
        cell = TableCell(valuetype="float", value=value, **merged)
    cell.addElement(P(text=str(value)))
    return cell


def write_xlsx(path, sheets):
    """Write rows by sheet as .xlsx, as :func:`write_ods` does."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            column = 1
            for cell in row:
                text, width = cell if isinstance(cell, tuple) else (cell, 1)
                sheet.cell(number, column, text)
                if width > 1:
                    sheet.merge_cells(
                        start_row=number, end_row=number, start_column=column,
                        end_column=column + width - 1,
                    )  # fmt: skip
                column += width
    book.save(path)
    return path


def write_xls(path, sheets):
    """Write rows by sheet as .xls, the binary form of Excel 97."""
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write(number, column, cell, xlwt.easyxf(num_format_str="YYYY-MM-DD"))
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.save(str(path))
    return path


def rewrite_part(path, part, change):
    """Pass one part of an .ods or .xlsx file through a function and zip it up again."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    path.write_bytes(packed.getvalue())
    return path


def archived(start):
    """Return the stored file whose digest starts so."""
    (path,) = ARCHIVE.glob(f"{start}*")
    return path
