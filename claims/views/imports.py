"""Days from a spreadsheet: upload, a look at what becomes of each row, and then all at once or not at all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_tables2 import RequestConfig

from accounts.form_pages import typed
from accounts.import_pages import answer_import, import_preview
from accounts.lists import ROWS_A_PAGE
from accounts.pages import programme_page
from claims.actions.imports import abandon_import, confirm_import, read_import
from claims.fates import Fate, digest_of, judged, tally
from claims.forms import ImportForm
from claims.import_template import XLSX, template_rows, xlsx_of
from claims.models import DayImport
from claims.sentences import import_sentence, seen_before_sentence
from claims.tables import EntryTable, ImportTable
from claims.views.days import month_url
from claims.views.shared import workstreams_offered
from config import dates
from config.days import in_days
from config.sheet_imports import ImportState
from config.spreadsheets import csv_response
from improvement.wording import capital


def _crumbs(page, *more):
    return [("My days", page.url("claims:day-list")), ("From a spreadsheet", page.url("claims:import-add")), *more]


@programme_page("day.log", post=True)
def import_add(request, programme):
    """The form for a file, and files that were looked at and wait for an answer."""
    page = request.page
    form = ImportForm(**typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(read_import, programme=programme, by=request.user)
    ):
        return redirect(form.result)
    waiting = _own(request).filter(state=ImportState.PREVIEWED).order_by("-pk")
    context = {"form": form, "waiting": waiting, "breadcrumbs": [*_crumbs(page)[:1], ("From a spreadsheet", "")]}
    return render(request, "claims/import_add.html", context)


def _own(request):
    """Imports are seen by their officer alone."""
    own = DayImport.objects.filter(programme=request.page.programme, officer=request.user)
    return own.defer("rows")


def _own_or_404(request, pk):
    own = DayImport.objects.filter(programme=request.page.programme, officer=request.user)
    return get_object_or_404(own.select_related("programme", "officer"), pk=pk)


@programme_page("day.log")
def import_detail(request, programme, pk):
    found = _own_or_404(request, pk)
    if not found.is_open:
        return _decided(request, found)
    try:
        rows = judged(found, request.page.today)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("claims:import-add", programme.slug)
    return _preview(request, found, rows)


def _preview(request, found, rows):
    new = sum(row.entry.days for row in rows if row.fate == Fate.NEW)
    return import_preview(
        request,
        found,
        rows,
        fates=Fate,
        table_class=ImportTable,
        seen=digest_of(rows),
        sentence=import_sentence(tally(rows)),
        seen_before=seen_before_sentence(found.same_file_before()),
        button=f"Save {in_days(new)}" if new else "",
        confirm_name="claims:import-confirm",
        abandon_name="claims:import-abandon",
        breadcrumbs=_crumbs(request.page, (found.file_name, "")),
    )


def _decided(request, found):
    """What an import came to: the days it saved, as they stand."""
    entries = found.entries.standing().select_related("officer", "workstream").order_by("-worked_on", "-pk")
    table = EntryTable(entries, page=request.page, request=request, exclude=["officer"])
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    context = {"import": found, "table": table, "breadcrumbs": _crumbs(request.page, (found.file_name, ""))}
    return render(request, "claims/import_decided.html", context)


@programme_page("day.log", post=True)
def import_confirm(request, programme, pk):
    """Save the new days of an import as the preview showed them."""
    found = _own_or_404(request, pk)

    def done(entries):
        total = in_days(sum(entry.days for entry in entries))
        month = dates.first_of_month(max(entry.worked_on for entry in entries))
        said = f"{capital(total)} saved from {found.file_name}, not yet submitted."
        return said, month_url(request.page, month)

    return answer_import(request, found, confirm_import, done, day_import=found, seen=request.POST.get("seen", ""))


@programme_page("day.log", post=True)
def import_abandon(request, programme, pk):
    found = _own_or_404(request, pk)

    def done(_):
        return f"Nothing was saved from {found.file_name}.", request.page.url("claims:day-list")

    return answer_import(request, found, abandon_import, done, day_import=found)


def _template(page):
    first = workstreams_offered(page.programme, page.today).first()
    return template_rows(page.today, first.number if first else 1)


@programme_page("day.log")
def template_xlsx(request, programme):
    headers = {"Content-Disposition": 'attachment; filename="days.xlsx"'}
    return HttpResponse(xlsx_of(_template(request.page)), content_type=XLSX, headers=headers)


@programme_page("day.log")
def template_csv(request, programme):
    headings, (worked_on, *others) = _template(request.page)
    return csv_response([headings, (f"{worked_on:%d/%m/%Y}", *others)], "days.csv")
