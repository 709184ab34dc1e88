"""A spreadsheet to fill in: the headings, and one row that shows how. That row is refused if it is left as it is."""

import datetime
import io

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from claims.day_sheet import EXAMPLE, HEADINGS
from claims.models.agreement import DayKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (14, 8, 14, 14, 60)


def template_rows(worked_on, number):
    """Headings and the example: half a day on a date, on the workstream of this number."""
    return [HEADINGS, (worked_on, 0.5, number, DayKind.ON_SITE.label, EXAMPLE)]


def xlsx_of(rows):
    """Rows as the bytes of an XLSX file, the first in bold, dates as dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Days")
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDE"[place]].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, is_heading=number == 0) for value in row])
    packed = io.BytesIO()
    book.save(packed)
    book.close()
    return packed.getvalue()


def _cell(sheet, value, *, is_heading):
    cell = WriteOnlyCell(sheet, value=value)
    if is_heading:
        cell.font = Font(bold=True)
    if isinstance(value, datetime.date):
        cell.number_format = "dd/mm/yyyy"
    return cell
