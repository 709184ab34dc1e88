"""The year end: its figures by financial year, the lines behind each, and the files for the closedown."""

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from accounts.lists import ROWS_A_PAGE, export, values_of
from accounts.pages import programme_page
from audit.actions import record
from claims.allowance import claimed_on
from claims.sentences import days_without_rate_sentence, year_end_sentences
from claims.year_end import (
    WHATS,
    earned,
    lines_not_paid,
    not_claimed,
    worth_on,
    year_end,
    year_from,
)
from claims.year_end_tables import ClaimedTable, EarnedTable, UnpaidTable
from config.workbooks import WRITERS, Column, Kind, Sheet, Workbook, content_of

COLUMNS = (
    Column("Financial year", width=16),
    Column("Figure"),
    Column("Days", Kind.DAYS),
    Column("Net", Kind.POUNDS),
    Column("VAT", Kind.POUNDS),
    Column("Gross", Kind.POUNDS),
)


def _crumb(page):
    return ("Year end", page.url("claims:year-end"))


@programme_page("claim.view")
def year_end_page(request, programme, as_csv=False):
    page = request.page
    found = year_end(programme, page.on)
    if as_csv:
        return export(page, rows_of(found), "year-end", by=request.user)
    return render(
        request,
        "claims/year_end.html",
        {
            "found": found,
            "sentences": year_end_sentences(found),
            "no_rate": days_without_rate_sentence(found.without_rate),
            "years": [(year, _linked(page, year.figures, year.name)) for year in found.years],
            "totals": _linked(page, found.totals, ""),
            "breadcrumbs": [("Year end", "")],
        },
    )


def _linked(page, figures, year):
    """(label, Amount, the address of the lines behind it) of each figure."""
    asked = {"year": year} if year else {}
    return [(label, amount, page.url("claims:year-end-lines", what=what, **asked)) for what, label, amount in figures]


def rows_of(found):
    """Headings, and a row for each figure of each year and of all together."""
    yield tuple(column.heading for column in COLUMNS)
    for name, figures in (*((year.name, year.figures) for year in found.years), ("All years", found.totals)):
        for _, label, amount in figures:
            yield name, label, amount.days, amount.net, amount.vat, amount.gross


@programme_page("claim.view")
def year_end_xlsx(request, programme):
    page = request.page
    _, *rows = rows_of(year_end(programme, page.on))
    write, content_type = WRITERS["xlsx"]
    packed = content_of(write, Workbook("Year end", (Sheet("Year end", COLUMNS, rows),), page.on))
    with transaction.atomic():
        record("list.exported", by=request.user, programme=programme, after={"list": "year-end", "on": page.on})
    name = f"{programme.slug}-year-end-{page.on:%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(packed, content_type=content_type, headers=headers)


@programme_page("claim.view")
def year_end_lines(request, programme, as_csv=False):
    """The days or lines behind one figure, of one financial year or of all."""
    page = request.page
    what, year = request.GET.get("what", "earned_not_claimed"), request.GET.get("year", "")
    if what not in WHATS:
        raise BadRequest(f"Choose one of: {', '.join(WHATS)}.")
    table = _table(request, what, _within(year))
    if as_csv:
        RequestConfig(request, paginate=False).configure(table)
        return export(page, values_of(table), f"year-end-{what.replace('_', '-')}", by=request.user)
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    asked = {"year": year} if year else {}
    return render(
        request,
        "claims/year_end_lines.html",
        {
            "table": table,
            "title": WHATS[what],
            "year": year,
            "csv_url": page.url("claims:year-end-lines-csv", what=what, **asked),
            "breadcrumbs": [_crumb(page), (f"{WHATS[what]} {year}".strip(), "")],
        },
    )


def _within(year):
    """What narrows rows to a financial year, by the day worked; nothing for all years."""
    if not year:
        return {}
    try:
        first, last = year_from(year)
    except ValueError:
        raise BadRequest("Write the financial year like ?year=2016/17.") from None
    return {"worked_on__gte": first, "worked_on__lte": last}


def _table(request, what, within):
    page = request.page
    shown = {"page": page, "request": request}
    if what in ("earned", "earned_not_claimed"):
        entries = earned(page.programme, page.on) if what == "earned" else not_claimed(page.programme, page.on)
        entries = entries.filter(**within).select_related("officer", "workstream").order_by("worked_on", "pk")
        return EarnedTable(entries, worth=worth_on(page.programme, page.on), **shown)
    if what == "claimed":
        lines = claimed_on(page.programme, page.on).filter(**within).select_related("claim")
        return ClaimedTable(lines.order_by("worked_on", "pk"), **shown)
    first, last = within.get("worked_on__gte"), within.get("worked_on__lte")
    rows = [
        {"line": line, "left": left}
        for line, left in lines_not_paid(page.programme, page.on)
        if not within or first <= line.worked_on <= last
    ]
    return UnpaidTable(rows, **shown)
