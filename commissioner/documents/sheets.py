"""The tables of a document as a spreadsheet, typed."""

from commissioner.documents.document import TableColumn
from config.workbooks import Column, Kind, Sheet, Workbook, content_of, write_ods

_NOTES = (Column("What", Kind.TEXT, 34), Column("What it is", Kind.TEXT, 100))


def ods(document):
    """The bytes of an ODS: a sheet for each table, and last the notes."""
    sheets = [
        Sheet(table.name, tuple(_column(column) for column in table.columns), [_row(row) for row in table.rows])
        for table in document.tables
    ]
    notes = [("Document", document.title), *document.about, *document.figures]
    notes += [(f"Sheet: {table.name}", table.caption) for table in document.tables]
    if document.mark:
        notes.insert(0, ("Status", document.mark))
    workbook = Workbook(document.title, (*sheets, Sheet("Notes", _NOTES, notes)), document.made_on)
    return content_of(write_ods, workbook)


def _column(column: TableColumn):
    kind = Kind.TEXT if column.kind == "COLOUR" else Kind[column.kind]
    return Column(column.heading, kind, kind.width * min(column.wide, 3) if kind is Kind.TEXT else None)


def _row(row):
    return tuple(cell[0] if isinstance(cell, tuple) else cell for cell in row)
