"""Rows for spreadsheets: CSV that opens cleanly and cannot act."""

import csv

from django.http import StreamingHttpResponse

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value):
    """A cell's value: numbers and dates as they are, text that could act as a formula made plain text.

    Source: OWASP, "CSV Injection": a leading quotation mark keeps a spreadsheet from reading a formula.
    """
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_ACTIVE):
        return f"'{value}"
    return "" if value is None else value


class _Echo:
    """A file whose write() gives back what it was given, so that csv can feed a stream."""

    def write(self, value):
        return value


def csv_response(rows, file_name):
    """Stream rows as CSV: RFC 4180, UTF-8, the first row the headings."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    lines = (writer.writerow([harmless(value) for value in row]) for row in rows)
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
