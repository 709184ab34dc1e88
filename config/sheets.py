"""Reading a spreadsheet that somebody uploads: XLSX, ODS or CSV, known by its content and read within bounds."""

import csv
import datetime
import io
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, islice, repeat

import openpyxl
from django.core.exceptions import ValidationError
from odfdo import Document

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_LINES = 2_000_000
"""Of all sheets together: what programs write has at most 1,048,576 in each, nearly all of them empty."""
MAX_SHEETS = 20
MAX_TEXT = 1001
"""One more than any cell may hold that is kept, so that what is too long is seen to be."""

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED_OR_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 50


@dataclass(frozen=True)
class Bounds:
    """How much of a file is read, and what to do with one that holds more."""

    columns: int = 30
    advice: str = "Copy the rows of days into the template."
    max_bytes: int = MAX_BYTES


DAYS = Bounds()


def sheets(content, bounds=DAYS):
    """Yield the rows of each sheet: (line from 1, texts of its cells) for every row that holds anything.

    Whatever a damaged or hostile file makes the libraries raise is a ValidationError: also while rows are read.
    """
    budget = count(1)
    for rows in islice(_kind(content, bounds)(content, bounds), MAX_SHEETS):
        yield _filled(rows, budget, bounds)


def _kind(content, bounds):
    if len(content) > bounds.max_bytes:
        raise ValidationError(f"This file is larger than {bounds.max_bytes // 1024**2} MB. Divide it.")
    if not content.strip():
        raise ValidationError("This file is empty.")
    if content.startswith(_ENCRYPTED_OR_OLD):
        raise ValidationError("This file has a password, or is of an old kind. Save it as XLSX without a password.")
    if content.startswith(b"PK"):
        return _packed_kind(content, bounds)
    if content.startswith(_UTF_16):
        raise ValidationError("This file is written in UTF-16. Save it as CSV in UTF-8, or as XLSX or ODS.")
    if b"\x00" in content:
        raise ValidationError("This is no spreadsheet. Save it as XLSX, ODS or CSV.")
    return _csv


def _packed_kind(content, bounds):
    """XLSX or ODS, by the table of contents alone: nothing is unpacked before its size is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
            is_ods = "mimetype" in names and archive.open("mimetype").read(100).strip() == _ODS
    except Exception as fault:
        raise _damaged() from fault
    if unpacked > MAX_UNPACKED:
        raise ValidationError(f"This file holds far more than its rows. {bounds.advice}")
    if is_ods:
        return _ods
    if "xl/workbook.xml" in names:
        return _xlsx
    raise ValidationError("This is no spreadsheet. Save it as XLSX, ODS or CSV.")


def _damaged():
    return ValidationError("This file is damaged, or has a password. Open it, save it anew without one, and try again.")


def _filled(rows, budget, bounds):
    while True:
        try:
            line, cells = next(rows)
            texts = [_text(cell) for cell in islice(cells, bounds.columns)]
        except StopIteration:
            return
        except Exception as fault:
            raise _damaged() from fault
        if next(budget) > MAX_LINES:
            raise ValidationError(f"This file has too many empty lines. {bounds.advice}")
        if any(texts):
            yield line, texts


def _xlsx(content, bounds):
    with closing(_opened(lambda: openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True))) as book:
        for sheet in book.worksheets:
            # What a file says of its own size is not believed.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_col=bounds.columns)
            yield enumerate(([_as_shown(cell) for cell in row] for row in rows), start=1)


def _as_shown(cell):
    """A cell's value; where a sheet shows 85%, that, and not the 0.85 behind it."""
    is_share = isinstance(cell.value, int | float) and "%" in cell.number_format
    return f"{cell.value * 100:.15g}%" if is_share else cell.value


def _ods(content, bounds):
    for table in _opened(lambda: Document(io.BytesIO(content)).body.tables):
        yield _ods_rows(table, bounds)


def _ods_rows(table, bounds):
    """Each row is read once, however often it is repeated: sheets end in an empty one repeated to the last line."""
    line = 1
    for row in table.get_elements("descendant::table:table-row"):
        cells = []
        for cell in row.get_elements("table:table-cell|table:covered-table-cell"):
            value = f"{cell.value * 100:.15g}%" if cell.type == "percentage" else cell.value
            cells += repeat(value, min(cell.repeated or 1, bounds.columns - len(cells)))
        times = row.repeated or 1
        if any(cells):
            yield from zip(range(line, line + times), repeat(cells), strict=False)
        line += times


def _opened(open_):
    try:
        return open_()
    except Exception as fault:
        raise _damaged() from fault


def _csv(content, bounds):
    text = _decoded(content)
    yield _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text)))


def _delimiter_of(text):
    """What stands equally often in the most lines: a title above the headings has commas of its own."""
    lines = list(islice((line for line in text.splitlines() if line.strip()), _LINES_LOOKED_AT))

    def evenness(delimiter):
        times = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max(((often, each) for each, often in times.items()), default=(0, 0))

    return max(_DELIMITERS, key=evenness)


def _numbered(reader):
    """Rows by the line they begin on: a text in quotation marks may run over several."""
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _decoded(content):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    raise ValidationError("This is no text that can be read. Save it as CSV in UTF-8.")


def _text(value):
    """A cell as text: dates as 2017-02-28, numbers without needless noughts."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, float | Decimal):
        return f"{value:.15g}"
    return str(value).replace("\x00", "")[:MAX_TEXT].strip()
