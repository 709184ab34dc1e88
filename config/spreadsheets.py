"""Rows for spreadsheets: CSV that opens cleanly and cannot act."""

import csv
import io
import unicodedata

from django.http import StreamingHttpResponse

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\x0b", "\x0c", "\x85", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
# Spaces of every width, and signs that take no room at all: a spreadsheet may pass over them to what follows.
_UNSEEN = "\x00" + "".join(
    letter for letter in map(chr, range(0x10000)) if unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cf")
)


def harmless(value):
    """A cell's value: numbers and dates as they are, text that could act as a formula made plain text.

    Source: OWASP, "CSV Injection": a leading quotation mark keeps a spreadsheet from reading a formula.
    """
    if isinstance(value, str) and value.lstrip(_UNSEEN).startswith(_ACTIVE):
        return f"'{value}"
    return "" if value is None else value


class _Echo:
    """A file whose write() gives back what it was given, so that csv can feed a stream."""

    def write(self, value):
        return value


def csv_response(rows, file_name):
    """Stream rows as CSV: RFC 4180, UTF-8, the first row the headings."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    return csv_stream((writer.writerow([harmless(value) for value in row]) for row in rows), file_name)


def csv_text(rows):
    """Rows that are harmless already, as the text of a CSV: many at a time, for speed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def csv_stream(parts, file_name):
    """Send the text of a CSV as it is made.

    Whatever `parts` raises goes through to the server, which then breaks the connection off: a file that was cut short
    never looks whole.
    """
    return StreamingHttpResponse(
        parts,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
