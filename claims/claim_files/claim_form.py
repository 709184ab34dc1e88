"""The claim form as PDF: the facts that templates/pdf/claim.typ lays out, as texts ready to print."""

from claims.claim_files.columns import line_columns
from claims.claim_files.rows import typed_rows
from config.days import figure
from config.money import pounds
from config.pdf import pdf


def claim_form(form):
    """The bytes of the claim form."""
    return pdf("claim.typ", form_facts(form), made_on=form.made_on)


def form_facts(form):
    columns = line_columns(with_names=form.with_names)
    rows = [
        dict(zip([column.field for column in columns], row, strict=True))
        for row in typed_rows(form.claim.lines.order_by("number"), columns)
    ]
    return {
        "title": form.title,
        "number": form.claim.number,
        "author": form.parties.supporting,
        "mark": form.mark,
        "status": form.status,
        "about": form.about(),
        "figures": form.figures(),
        "total": _sums([form.total])[0],
        "by_workstream": _sums(form.by_workstream),
        "by_rate": _sums(form.by_rate),
        "days": [_day(row) for row in rows if row["reverses__number"] is None],
        "adjustments": [_adjustment(row) for row in rows if row["reverses__number"] is not None],
        "declaration": form.claim.declaration,
        "signatures": form.signatures(),
    }


def _sums(rows):
    return [
        [
            row.label,
            f"{row.lines:,}",
            _days(row.amount.days),
            pounds(row.amount.net),
            pounds(row.amount.vat),
            pounds(row.amount.gross),
        ]
        for row in rows
    ]


def _days(days):
    """With its decimal even where that is nought, so that a column of them lines up."""
    text = figure(days)
    return text if "." in text else f"{text}.0"


def _day(row):
    officer = row.get("officer_name") or row["entry__officer_id"]
    return [
        str(row["number"]),
        f"{row['worked_on']:%a %-d %b %Y}",
        f"{officer}, {row['officer_role']}",
        f"{row['workstream_number']} {row['workstream_title']}",
        row["kind"],
        _days(row["days"]),
        pounds(row["rate"]),
        pounds(row["net"]),
        pounds(row["vat"]),
        pounds(row["gross"]),
    ]


def _adjustment(row):
    reversed_line = f"{row['reverses__claim__number']}, line {row['reverses__number']}"
    return {"cells": _day(row), "reverses": reversed_line, "reason": row.get("reason", "Given in the form with names.")}
