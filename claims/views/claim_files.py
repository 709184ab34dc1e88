"""Files of claims: each claim as it was sent or stands, what is behind it, and lines of many claims."""

from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django_tables2 import RequestConfig

from accounts.lists import list_page
from accounts.pages import programme_page
from audit.actions import record
from claims.claim_files import CONTENT_TYPES, claim_csv_parts, file_of
from claims.claim_files.columns import columns_across_claims
from claims.claim_files.evidence import evidence_pdf, evidence_rows
from claims.claim_files.rows import csv_parts
from claims.claim_files.workbook import lines_workbook
from claims.filters import LineFilter
from claims.models import Claim, ClaimLine, ClaimStep
from claims.models.claim import FileKind, file_name
from claims.tables import LineTable
from config.days import in_days
from config.money import pounds
from config.spreadsheets import csv_response, csv_stream
from config.workbooks import MOST_ROWS, WRITERS, temporary
from improvement.wording import capital, counted
from improvement.wording import day as in_words


def _claim(page, number):
    """A claim; on an earlier day, one that had been submitted by then: what drafts held is not kept."""
    claims = Claim.objects.filter(programme=page.programme)
    if page.is_past:
        claims = claims.sent_by(page.on)
    signed = ("prepared_by", "certified_by", "submitted_by")
    found = claims.select_related("programme__supporting", "programme__supported", "agreement", *signed)
    return get_object_or_404(found, number=number)


@programme_page("claim.view")
def claim_file(request, programme, number, names, kind):
    """A file of a claim: as it was sent, the same bytes each time; or of a claim not submitted, as it stands."""
    claim = _claim(request.page, number)
    with_names = not names
    sent = claim.files.filter(kind=kind, with_names=with_names).first()
    return _kept(request, claim, sent) if sent else _live(request, claim, kind, with_names)


def _kept(request, claim, file):
    _took(request, claim, {"file": file.name, "sha256": file.sha256})
    answer = _attached(bytes(file.content), file.name, CONTENT_TYPES[file.kind])
    answer["ETag"] = f'"{file.sha256}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


def _live(request, claim, kind, with_names):
    if kind == FileKind.CSV:
        name = file_name(claim.number, kind, with_names=with_names)
        _took(request, claim, {"file": name})
        return csv_stream(claim_csv_parts(claim, with_names=with_names), name)
    made = file_of(claim, kind, with_names=with_names)
    _took(request, claim, {"file": made.name, "sha256": made.sha256})
    return _attached(made.content, made.name, CONTENT_TYPES[kind])


def _attached(content, name, content_type):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _took(request, claim, what):
    with transaction.atomic():
        record("claim.exported", by=request.user, about=claim, programme=claim.programme, after=what)


@programme_page("claim.view")
def claim_evidence(request, programme, number, kind):
    """Who took each step behind a claim, and the events of the audit trail that hold them."""
    page = request.page
    claim = _claim(page, number)
    name = f"{claim.number}-evidence.{kind}"
    _took(request, claim, {"file": name})
    if kind == FileKind.CSV:
        return csv_response(evidence_rows(claim, page.on), name)
    return _attached(evidence_pdf(claim, page.on), name, CONTENT_TYPES[FileKind.PDF])


def _lines(page):
    """The lines of the programme's claims on the day looked at, with where each claim stood.

    Of an earlier day, those that had been submitted: what drafts held then is not kept.
    """
    lines = ClaimLine.objects.filter(programme=page.programme).order_by("claim__number", "number")
    if not page.is_past:
        return lines.annotate(state=F("claim__state"))
    steps = ClaimStep.objects.filter(claim=OuterRef("claim")).known_on(page.on).order_by("-number")
    sent = lines.filter(claim__submitted_on__lte=page.on)
    return sent.annotate(state=Subquery(steps.values("state")[:1]))


@programme_page("claim.view")
def line_list(request, programme):
    """Lines of all claims, narrowed as asked."""
    return list_page(
        request,
        rows=_lines(request.page).select_related("claim", "reverses__claim"),
        table_class=LineTable,
        filter_class=LineFilter,
        template="claims/line_list.html",
        name="claim-lines",
        kinds=[("csv", "CSV"), ("xlsx", "Excel"), ("ods", "ODS")],
        breadcrumbs=[("Claims", request.page.url("claims:claim-list")), ("Lines", "")],
        says=lambda filter_: _total(filter_.qs),
    )


def _total(lines):
    """What a filtered list of lines adds up to."""
    found = lines.order_by().aggregate(lines=Count("pk"), days=Sum("days"), gross=Sum("gross"))
    if not found["lines"]:
        return "No line matches."
    return f"{capital(counted(found['lines'], 'line'))}: {in_days(found['days'])}, {pounds(found['gross'])} with VAT."


@programme_page("claim.view")
def line_file(request, programme, kind):
    """The same lines as a file, in the same order. What is asked wrongly is refused: it never means every line."""
    page = request.page
    lines, asked = _asked(request)
    columns = columns_across_claims()
    name = f"{programme.slug}-claim-lines-{page.on:%Y-%m-%d}.{kind}"
    if kind != FileKind.CSV and lines.count() > MOST_ROWS:
        raise BadRequest(f"A sheet holds {MOST_ROWS:,} lines, and these are more. Narrow the list, or take the CSV.")
    with transaction.atomic():
        after = {"list": "claim-lines", "on": page.on, "file": name, "asked": asked}
        record("list.exported", by=request.user, programme=programme, after=after)
    if kind == FileKind.CSV:
        return csv_stream(csv_parts(lines, columns), name)
    write, content_type = WRITERS[kind]
    notes = [
        ("Programme", programme.name),
        ("As known on", in_words(page.on)),
        ("Narrowed to", ", ".join(f"{what}: {value}" for what, value in asked.items()) or "Every line"),
    ]
    workbook = lines_workbook(f"Lines of claims, {programme.name}", lines, columns, made_on=page.on, notes=notes)
    return FileResponse(temporary(write, workbook), as_attachment=True, filename=name, content_type=content_type)


def _asked(request):
    """(lines, {filter: value}) of what the address asks for. Raises BadRequest where it is no filter."""
    filter_ = LineFilter(request.GET, queryset=_lines(request.page), page=request.page)
    if not filter_.is_valid():
        said = [f"{filter_.form.fields[name].label}: {' '.join(errors)}" for name, errors in filter_.errors.items()]
        raise BadRequest(" ".join(said))
    table = LineTable(filter_.qs, page=request.page, request=request)
    RequestConfig(request, paginate=False).configure(table)
    return table.data.data, {name: str(value) for name, value in filter_.asked.items()}
