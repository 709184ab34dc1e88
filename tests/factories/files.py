"""The smallest file of each kind that may be attached, and how to make others."""

import io
import zipfile

import odfdo
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 8
CSV = "Area,Visits\r\nÜberton,12\r\n".encode()


def zipped(parts):
    """A zip archive of {name: text}."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def open_document(kind, **parts):
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"} | parts)


DOCX = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
XLSX = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})
PPTX = zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})


def upload(name="minutes.pdf", content=PDF):
    """A file as it arrives from a form; the browser's word for its kind is never believed."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def csv_of(*rows, delimiter=",", encoding="utf-8"):
    lines = (delimiter.join(map(str, row)) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(*rows, before=()):
    """The rows as an XLSX file; `before` are the rows of a sheet that stands before theirs."""
    book = openpyxl.Workbook(write_only=True)
    for sheet_rows in filter(None, (before, rows)):
        sheet = book.create_sheet()
        for row in sheet_rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    book.close()
    return packed.getvalue()


def ods_of(*rows):
    document, table = odfdo.Document("spreadsheet"), odfdo.Table("Days")
    document.body.clear()
    for values in rows:
        row = odfdo.Row()
        row.set_values(list(values))
        table.append_row(row, clone=False)
    document.body.append(table)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()
