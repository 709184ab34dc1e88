"""Spreadsheets written row by row: the same sheets as XLSX or ODS, typed, and the same bytes for the same rows.

ODS is written here, not by odfdo, which reads our uploads: odfdo holds every cell as an object and takes a hundred
times as long (docs/adr/0008).
"""

import datetime
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

import xlsxwriter

from config.ods import CONTENT_END, TABLE_END, OdsStyles, row_writer
from config.ods import PARTS as ODS_PARTS
from config.spreadsheets import harmless

MOST_ROWS = 1_048_575
"""Below the headings. Source: the largest sheet of Excel and of LibreOffice."""


class Kind(Enum):
    """What a column holds, and how its cells are written: in XLSX's words of format, and how wide."""

    TEXT = ("@", 22)
    WHOLE = ("0", 10)
    DAYS = ("0.0", 10)
    POUNDS = ("#,##0.00", 13)
    PERCENT = ("0.0", 10)
    DATE = ("dd/mm/yyyy", 13)

    def __init__(self, number_format, width):
        self.number_format = number_format
        self.width = width

    @property
    def is_number(self):
        return self not in (Kind.TEXT, Kind.DATE)


class TooManyRows(Exception):
    """More rows than a sheet can hold."""


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None
    """In characters, where the kind's own does not fit."""


@dataclass(frozen=True)
class Sheet:
    """One table: headings, and rows of values by their kind (str, int, Decimal, date; None or "" is an empty cell)."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple] = field(repr=False)

    def bounded(self):
        for number, row in enumerate(self.rows, start=1):
            if number > MOST_ROWS:
                raise TooManyRows
            yield number, row


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: tuple[Sheet, ...]
    made_on: datetime.date
    """What the file says it was made on: never read off the clock, so that its bytes are the same again."""


def write_xlsx(workbook, file):
    """Write to a binary file, row by row: memory does not grow with the rows. Raises TooManyRows."""
    # Rows wait in files of their own until the sheet is whole: gone with the folder, also when it never is.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            _write_xlsx_book(book, workbook)
        finally:
            for page in book.worksheets():
                page.row_data_fh.close()


def _write_xlsx_book(book, workbook):
    made_at = datetime.datetime.combine(workbook.made_on, datetime.time())
    book.set_properties({"title": workbook.title, "created": made_at})
    formats = {kind: book.add_format({"num_format": kind.number_format}) for kind in Kind}
    formats[Kind.TEXT] = book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    for sheet in workbook.sheets:
        _write_xlsx_sheet(book.add_worksheet(sheet.name), sheet, formats, heading)
    book.close()


def _write_xlsx_sheet(page, sheet, formats, heading):
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width or column.kind.width)
        page.write_string(0, index, column.heading, heading)
    write = {Kind.TEXT: _xlsx_text, Kind.DATE: type(page).write_datetime}
    ways = [
        (index, write.get(column.kind, type(page).write_number), formats[column.kind])
        for index, column in enumerate(sheet.columns)
    ]
    last = 0
    for last, row in sheet.bounded():
        for (index, way, form), value in zip(ways, row, strict=True):
            if value is not None and value != "":
                way(page, last, index, value, form)
    if last:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _xlsx_text(page, row, index, value, form):
    # write() would make formulas and links of some texts; write_string() never does.
    page.write_string(row, index, harmless(value), form)


def write_ods(workbook, file):
    """Write to a binary file, row by row: memory does not grow with the rows. Raises TooManyRows."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and uncompressed, so that the kind of file shows in its first bytes.
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), ODS_PARTS["mimetype"])
        for name in ("META-INF/manifest.xml", "styles.xml", "meta.xml"):
            archive.writestr(_member(name), ODS_PARTS[name](workbook))
        with archive.open(_member("content.xml"), "w", force_zip64=True) as content:
            for part in _ods_content(workbook):
                content.write(part.encode())


def _member(name, how=zipfile.ZIP_DEFLATED):
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.compress_type = how
    return member


def _ods_content(workbook):
    styles = OdsStyles(workbook)
    yield styles.content_start()
    for number, sheet in enumerate(workbook.sheets):
        yield styles.table_start(number, sheet)
        write = row_writer(sheet)
        for _, row in sheet.bounded():
            yield write(row)
        yield TABLE_END
    yield CONTENT_END


def content_of(write, workbook):
    """The bytes of a workbook."""
    with temporary(write, workbook) as file:
        return file.read()


def temporary(write, workbook):
    """A workbook as a file that is gone once closed, at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        write(workbook, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (write_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
"""By ending: how to write, and the content type."""
