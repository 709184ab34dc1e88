"""Reports to the Minister: the list, a report as each may see it, comparing it, what it lacks, and its files."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from audit.actions import record
from commissioner.actions.reports import report_before, write_section
from commissioner.documents import web
from commissioner.documents.document import Picture, Table
from commissioner.documents.files import CONTENT_TYPES, FACTS, document_of
from commissioner.models import ProgressReport, ReportSection
from commissioner.models.report_sent import Edition
from commissioner.report_forms import SectionForm
from commissioner.report_tables import ReportFilter, ReportTable, state_chip
from commissioner.reports import composing
from commissioner.reports.composing import Written
from commissioner.reports.delivery import file_name
from commissioner.reports.facts import blocks_of
from commissioner.reports.files import OFFERED, PICTURE
from commissioner.reports.kinds import ENABLERS, SECTIONS, SectionKind
from commissioner.reports.known import visible_reports
from commissioner.reports.readiness import lacks
from commissioner.reports.stages import report_sentence, report_stages
from commissioner.reports.states import STEPS, ReportState, ReportStepKind


def crumbs(page, report=None):
    found = [("Reports to the Minister", page.url("reports:report-list"))]
    if report:
        found.append((f"Report {report.number}", page.url("reports:report-detail", report.number)))
    return found


@programme_page("report.view")
def report_list(request, programme, as_csv=False):
    return list_page(
        request,
        rows=visible_reports(request.page),
        table_class=ReportTable,
        filter_class=ReportFilter,
        template="commissioner/report_list.html",
        name="reports",
        as_csv=as_csv,
        breadcrumbs=[("Reports to the Minister", "")],
    )


def report_or_404(page, number, *, whole=False):
    """A report that the person may see; with `whole` its facts too."""
    related = ("schedule", "signed_by", "withdrawal", "replaces", "programme", "decision")
    found = visible_reports(page).select_related(*related)
    facts = found.defer(None) if whole else found
    return get_object_or_404(facts.defer("decision__content", "replaces__facts"), number=number)


def sees_whole(page, report):
    """Whether the person sees the full report, or the published form."""
    in_check = report.state_then == ReportState.FACT_CHECK and "report.check" in page.can
    return "report_draft.view" in page.can or in_check


def _address_of(page, report, edition):
    return lambda picture: page.url("reports:report-file", report.number, edition.value, f"{picture.digest}{PICTURE}")


def _document(page, report, written):
    """The Document of a report as this person may see it: the whole, where `written` is given, or as published."""
    if written:
        signed = (report.signed_by, report.signed_on) if report.signed_on else None
        mark = "" if signed else composing.DRAFT
        return composing.document_of(report, written, can=page.can, signed=signed, mark=mark)
    if getattr(report, "withdrawal", None):
        return None
    kept = report.files.get(edition=Edition.PUBLISHED, name=FACTS)
    return document_of(bytes(kept.content))


@programme_page("report.view")
def report_detail(request, programme, number):
    page = request.page
    report = report_or_404(page, number, whole=True)
    written = Written.of(report) if sees_whole(page, report) else None
    document, edition = _document(page, report, written), Edition.FULL if written else Edition.PUBLISHED
    steps = list(report.steps.known_on(page.on).select_related("recorded_by").order_by("number"))
    facts = {
        "report": report,
        "chip": state_chip(report),
        "sentence": report_sentence(report, page.on),
        "document": document,
        "html": document and web.html(document, address_of=_address_of(page, report, edition)),
        "steps": steps if written else [],
        "stages": report_stages(report, steps),
        "files": _files(page, report),
        "may": _may(request, report),
        "breadcrumbs": [*crumbs(page)[:1], (f"Report {report.number}", "")],
    }
    return render(
        request, "commissioner/report_detail.html", facts | (_beside(page, report, written) if written else {})
    )


def _beside(page, report, written):
    """What stands beside a report for those who see all of it: what is to be written, comments, notes, deliveries."""
    comments = list(report.comments.known_on(page.on).select_related("recorded_by", "answered_by").order_by("pk"))
    beside = {"comments": comments}
    if "report_draft.view" in page.can:
        sections = [written.sections[kind] for kind in SECTIONS]
        beside |= {
            "sections": [(found, sum(1 for said in comments if said.kind == found.kind)) for found in sections],
            "recommendations": written.recommendations,
            "progress": written.progress,
            "notes": list(report.notes.known_on(page.on).select_related("recorded_by").order_by("pk")),
            "deliveries": list(report.deliveries.filter(made_at__date__lte=page.on).order_by("pk")),
            "decision": _decision(report, page.on),
            "withdrawn": report.withdrawn_then,
        }
    return beside


def _decision(report, on):
    """What the Minister decided, as far as a day knew."""
    decision = getattr(report, "decision", None)
    return decision if decision and decision.recorded_on <= on else None


def _may(request, report):
    """The steps that this person may take now with a report."""
    can = request.page.can
    stands = not getattr(report, "withdrawal", None)

    def may(kind):
        return stands and STEPS[kind].permission in can and report.may(kind)

    return {
        "write": "report.prepare" in can and report.is_open,
        "refresh": may(ReportStepKind.REFRESHED),
        "ask_check": may(ReportStepKind.CHECK_ASKED),
        "return": may(ReportStepKind.RETURNED),
        "sign": may(ReportStepKind.SIGNED),
        "submit": may(ReportStepKind.SUBMITTED),
        "decide": may(ReportStepKind.DECIDED),
        "publish": may(ReportStepKind.PUBLISHED),
        "comment": "report.check" in can and report.state == ReportState.FACT_CHECK,
        "answer": "report.prepare" in can and report.state == ReportState.FACT_CHECK,
        "withdraw": stands and "report.sign" in can and not report.is_open,
        "correct": not stands and "report.prepare" in can and not hasattr(report, "replaced_by"),
        "send": stands and "report.prepare" in can and report.state in (
            ReportState.SUBMITTED, ReportState.DECIDED, ReportState.PUBLISHED,
        ),
    }  # fmt: skip


def _files(page, report):
    """[(what, [(kind, address, SHA-256)])] of the files of a signed report that this person may have."""
    kept = report.files.filter(name__in=OFFERED).defer("content").order_by("edition", "name")
    found = {}
    for file in kept:
        if _may_have(page, report, file.edition):
            address = page.url("reports:report-file", report.number, file.edition, file.name)
            found.setdefault(file.get_edition_display(), []).append((OFFERED[file.name], address, file.sha256))
    return list(found.items())


def _may_have(page, report, edition):
    """The full files hold claims. The published ones are for whoever may see the report, unless it was withdrawn."""
    if edition == Edition.FULL:
        return {"report_draft.view", "claim.view"} <= page.can
    return "report_draft.view" in page.can or not getattr(report, "withdrawal", None)


@programme_page("report.view")
def report_file(request, programme, number, edition, name):
    """A file of a report as it was signed, the same bytes each time; or a picture of it."""
    page = request.page
    report = report_or_404(page, number)
    is_picture = name.endswith(PICTURE)
    may = sees_whole(page, report) if is_picture and edition == Edition.FULL else _may_have(page, report, edition)
    if not may:
        raise Http404
    file = get_object_or_404(report.files, edition=edition, name=name)
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    answer = HttpResponse(bytes(file.content), content_type=content_type)
    answer["ETag"] = f'"{file.sha256}"'
    if is_picture:
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    else:
        suffix = "" if edition == Edition.FULL else "-published"
        answer["Content-Disposition"] = f'attachment; filename="{file_name(report, name, suffix)}"'
        with transaction.atomic():
            after = {"file": f"{edition}/{name}", "sha256": file.sha256}
            record("report.exported", by=request.user, about=report, programme=programme, after=after)
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


@programme_page("report_draft.view")
def decision_letter(request, programme, number):
    """The letter of the Minister's office, as it was attached."""
    report = report_or_404(request.page, number)
    decision = getattr(report, "decision", None)
    if decision is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{file_name(report, "pdf", "-decision")}"'}
    return HttpResponse(bytes(decision.content), content_type=decision.content_type, headers=headers)


@programme_page("report.prepare", post=True)
@csp_replace({"script-src": [SELF], "connect-src": [SELF]})
def section_change(request, programme, number, kind):
    """One section, saved by itself and while it is written, with the computed facts beside it."""
    page = request.page
    report = report_or_404(page, number, whole=True)
    section = get_object_or_404(ReportSection.objects.select_related("report__programme"), report=report, kind=kind)
    about = SECTIONS[SectionKind(kind)]
    text = section.text
    if kind == SectionKind.ENABLERS and not text:
        text = "\n\n".join(f"## {enabler}" for enabler in ENABLERS)
    request.beside = web.blocks_html(
        composing.merged(blocks_of(report.facts, Edition.FULL, kind, page.can)),
        address_of=_address_of(page, report, Edition.FULL),
    )
    request.comments = list(report.comments.filter(kind=kind).order_by("pk"))
    request.autosave = reverse("api-programme:reports-write", args=[programme.slug, number]) if report.is_open else ""
    request.kind = kind
    return form_page(
        request,
        SectionForm(
            **typed(request),
            record=section,
            label=section.get_kind_display(),
            about=about,
            initial={"text": text},
        ),
        write_section,
        section=section,
        title=section.get_kind_display(),
        button="Save this section",
        back=page.url("reports:report-detail", number),
        done="Saved.",
        crumbs=crumbs(page, report),
        note="" if report.is_open else "This report is signed: nothing of it can change.",
        template="commissioner/report_section.html",
    )


@programme_page("report_draft.view")
def report_readiness(request, programme, number):
    """What is missing or stale before a report is signed."""
    page = request.page
    report = report_or_404(page, number)
    found = lacks(report, page.today) if report.is_open else []
    return render(
        request,
        "commissioner/report_readiness.html",
        {
            "report": report,
            "blocking": [(lack, lack.url(page)) for lack in found if lack.blocks],
            "warning": [(lack, lack.url(page)) for lack in found if not lack.blocks],
            "may": _may(request, report),
            "breadcrumbs": [*crumbs(page, report), ("What is missing", "")],
        },
    )


@programme_page("report_draft.view")
def report_compare(request, programme, number):
    """A report beside the one before it, section by section."""
    page = request.page
    report = report_or_404(page, number, whole=True)
    last = report_before(report.schedule, report.period_start)
    earlier = last and ProgressReport.objects.select_related("schedule", "programme", "replaces").get(pk=last.pk)
    sides = [_sections_html(page, found) if found else {} for found in (earlier, report)]
    return render(
        request,
        "commissioner/report_compare.html",
        {
            "report": report,
            "last": earlier,
            "rows": [(kind.label, sides[0].get(kind, ""), sides[1].get(kind, "")) for kind in SECTIONS],
            "breadcrumbs": [*crumbs(page, report), ("Beside the last report", "")],
        },
    )


def _sections_html(page, report):
    """{section: its words as HTML} without tables and pictures, which do not fit beside each other."""
    document = composing.document_of(report, Written.of(report), can=page.can)
    return {
        section.anchor: web.blocks_html(
            [block for block in section.blocks if not isinstance(block, Table | Picture)],
            address_of=_address_of(page, report, Edition.FULL),
        )
        for section in document.sections
    }
