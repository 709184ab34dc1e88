"""A claim as a workbook: its lines, what they come to, and notes that say what everything means."""

import hashlib

from claims.claim_files.columns import line_columns
from claims.claim_files.rows import typed_rows
from config.workbooks import Column, Kind, Sheet, Workbook

_NOTES = (Column("What", Kind.TEXT, 34), Column("What it is", Kind.TEXT, 100))


def headings(columns):
    return tuple(Column(column.heading, column.kind, column.width) for column in columns)


def claim_workbook(form, csv):
    """The Workbook of a claim; `csv` are the bytes of its CSV with the same setting of names."""
    columns = line_columns(with_names=form.with_names)
    lines = form.claim.lines.order_by("number")
    return Workbook(
        title=form.title,
        made_on=form.made_on,
        sheets=(
            Sheet("Lines", headings(columns), typed_rows(lines, columns)),
            _summary("By workstream", "Workstream", form.by_workstream),
            _summary("By rate", "Day rate and VAT", form.by_rate),
            _summary("By officer", "Officer", form.by_officer),
            Sheet("Notes", _NOTES, _notes(form, columns, csv)),
        ),
    )


def _summary(name, heading, rows):
    columns = (
        Column(heading, Kind.TEXT, 44),
        Column("Lines", Kind.WHOLE),
        Column("Days", Kind.DAYS),
        Column("Net (£)", Kind.POUNDS),
        Column("VAT (£)", Kind.POUNDS),
        Column("Gross (£)", Kind.POUNDS),
    )
    cells = [(row.label, row.lines, row.amount.days, row.amount.net, row.amount.vat, row.amount.gross) for row in rows]
    return Sheet(name, columns, cells)


def _notes(form, columns, csv):
    yield from form.about()
    yield from form.figures()
    yield from ((what, f"{who}, {when}") for what, who, when in form.signatures())
    if form.claim.declaration:
        yield "Declaration", form.claim.declaration
    if not form.with_names:
        yield (
            "Names",
            "Officers are numbered in the order of the lines. Signatures and reasons in free text are left out.",
        )
    yield "Checksum", f"SHA-256 of the CSV of these lines: {hashlib.sha256(csv).hexdigest()}"
    for column in columns:
        yield f"Column: {column.heading}", column.means


def lines_workbook(title, lines, columns, *, made_on, notes):
    """The Workbook of lines of several claims; `notes` are pairs that say which lines these are."""
    meanings = [(f"Column: {column.heading}", column.means) for column in columns]
    return Workbook(
        title=title,
        made_on=made_on,
        sheets=(
            Sheet("Lines", headings(columns), typed_rows(lines, columns)),
            Sheet("Notes", _NOTES, [*notes, *meanings]),
        ),
    )
