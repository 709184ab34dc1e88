"""Findings and which workstreams answer them, both directions, gaps first."""

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from improvement.actions import inspections, plan
from improvement.as_known import findings_on, workstreams_on
from improvement.coverage import coverage_of
from improvement.filters import FindingFilter
from improvement.forms import CoverageForm, FindingForm
from improvement.headlines import findings_headline, idle_sentence
from improvement.histories import coverage_history
from improvement.tables import FindingTable
from improvement.views.shared import tied_readings

GAPS_FIRST = ExpressionWrapper(Q(answers=0), output_field=BooleanField()).desc()


@programme_page("programme.view")
def finding_list(request, programme, as_csv=False):
    page = request.page
    rows = findings_on(programme, page.on).order_by(GAPS_FIRST, "position", "reference")
    context = {} if as_csv else _coverage_context(rows, programme.workstreams.known_on(page.on))
    return list_page(
        request,
        rows=rows,
        table_class=FindingTable,
        filter_class=FindingFilter,
        template="improvement/finding_list.html",
        name="findings",
        as_csv=as_csv,
        breadcrumbs=[("Findings", "")],
        **context,
    )


def _coverage_context(findings, workstreams):
    coverage = coverage_of(findings, workstreams)
    return {"coverage": coverage, "headline": findings_headline(coverage), "idle_sentence": idle_sentence(coverage)}


def _finding(page, reference):
    return get_object_or_404(findings_on(page.programme, page.on), reference=reference)


def _crumb(page):
    return ("Findings", page.url("improvement:finding-list"))


@programme_page("programme.view")
def finding_detail(request, programme, reference):
    page = request.page
    finding = _finding(page, reference)
    withdrawn = finding.coverage.known_on(page.on).select_related("workstream", "recorded_by", "withdrawn_by")
    return render(
        request,
        "improvement/finding_detail.html",
        {
            "finding": finding,
            "standing": finding.standing,
            "tied": tied_readings(page, finding.findingties),
            "history": coverage_history(
                finding.standing,
                withdrawn.filter(withdrawn_on__lte=page.on).order_by("-withdrawn_on", "-pk"),
                names_people="plan.view" in page.can,
            ),
            "breadcrumbs": [_crumb(page), (str(finding), "")],
        },
    )


@programme_page("plan.manage", post=True)
def finding_coverage(request, programme, reference):
    page = request.page
    finding = _finding(page, reference)
    initial = {"workstreams": [coverage.workstream_id for coverage in finding.standing]}
    workstreams = workstreams_on(programme, page.on).order_by("number")
    return form_page(
        request,
        CoverageForm(**typed(request), record=finding, initial=initial, workstreams=workstreams),
        plan.set_coverage,
        finding=finding,
        title="Say which workstreams answer it",
        button="Save",
        back=page.url("improvement:finding-detail", reference),
        done="Saved. What stood before today stays on record.",
        crumbs=[_crumb(page), (str(finding), page.url("improvement:finding-detail", reference))],
        note=finding.text,
    )


@programme_page("inspection.update", post=True)
def finding_add(request, programme):
    page = request.page
    known = programme.inspections.select_related("authority").order_by("-started_on")
    return form_page(
        request,
        FindingForm(**typed(request), inspections=known),
        inspections.add_finding,
        programme=programme,
        title="Add a finding",
        button="Add finding",
        back=page.url("improvement:finding-list"),
        done="The finding is on record. Say next which workstreams answer it.",
        crumbs=[_crumb(page)],
    )
