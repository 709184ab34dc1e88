"""Inspections and their judgements, and the figures other councils were compared by."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from config.components import Fact
from improvement.actions import inspections as actions
from improvement.background_tables import GRADE_CHIPS, ComparatorTable, InspectionTable, JudgementTable
from improvement.comparison import comparison_of
from improvement.filters import ComparatorFilter, InspectionFilter, JudgementFilter
from improvement.forms import InspectionForm, JudgementForm
from improvement.headlines import comparators_headline, inspections_headline, judgements_headline
from improvement.judgements import in_report_order
from improvement.models import Authority
from improvement.wording import day


@programme_page("programme.view")
def inspection_list(request, programme, as_csv=False):
    page = request.page
    judgements = programme.judgements.known_on(page.on)
    overall = judgements.filter(inspection=OuterRef("pk"), is_overall=True)
    rows = programme.inspections.known_on(page.on).select_related("authority", "recorded_by")
    context = {} if as_csv else {"headline": inspections_headline(programme, rows, judgements)}
    return list_page(
        request,
        rows=rows.annotate(overall=Subquery(overall.values("grade")[:1])).order_by("-started_on", "-pk"),
        table_class=InspectionTable,
        filter_class=InspectionFilter,
        template="improvement/inspection_list.html",
        name="inspections",
        as_csv=as_csv,
        breadcrumbs=[("Inspections", "")],
        **context,
    )


@programme_page("programme.view")
def judgement_list(request, programme, as_csv=False):
    on = request.page.on
    rows = programme.judgements.known_on(on).select_related("inspection__authority", "recorded_by", "part_of")
    context = {} if as_csv else {"headline": judgements_headline(programme, rows)}
    return list_page(
        request,
        rows=rows.order_by("-inspection__started_on", "inspection_id", "position", "pk"),
        table_class=JudgementTable,
        filter_class=JudgementFilter,
        template="improvement/judgement_list.html",
        name="judgements",
        as_csv=as_csv,
        breadcrumbs=[_crumb(request.page), ("Judgements", "")],
        **context,
    )


def _crumb(page):
    return ("Inspections", page.url("improvement:inspection-list"))


def _inspection(page, pk):
    known = page.programme.inspections.known_on(page.on)
    return get_object_or_404(known.select_related("authority", "recorded_by"), pk=pk)


@programme_page("programme.view")
def inspection_detail(request, programme, pk):
    page = request.page
    inspection = _inspection(page, pk)
    judgements = inspection.judgements.known_on(page.on).select_related("recorded_by", "part_of")
    return render(
        request,
        "improvement/inspection_detail.html",
        {
            "inspection": inspection,
            "judgements": in_report_order(judgements),
            "grade_chips": GRADE_CHIPS,
            "facts": _facts(inspection),
            "findings": inspection.findings.known_on(page.on).order_by("position", "pk"),
            "breadcrumbs": [_crumb(page), (str(inspection), "")],
        },
    )


def _facts(inspection):
    return [
        Fact("Authority", inspection.authority),
        Fact("Took place", inspection.took_place, note=inspection.date_note),
        Fact("Report", day(inspection.published_on) if inspection.published_on else "No date recorded"),
    ]


@programme_page("inspection.update", post=True)
def inspection_add(request, programme):
    page = request.page
    authorities = Authority.objects.order_by("name")
    return form_page(
        request,
        InspectionForm(**typed(request), authorities=authorities, initial={"authority": programme.supported_id}),
        actions.add_inspection,
        programme=programme,
        title="Record an inspection",
        button="Record inspection",
        back=page.url("improvement:inspection-list"),
        done="The inspection is on record. Add next its judgements.",
        crumbs=[_crumb(page)],
    )


@programme_page("inspection.update", post=True)
def judgement_add(request, programme, pk):
    page = request.page
    inspection = _inspection(page, pk)
    areas = inspection.judgements.filter(part_of__isnull=True).order_by("position")
    return form_page(
        request,
        JudgementForm(**typed(request), inspection=inspection, judgements=areas),
        actions.add_judgement,
        inspection=inspection,
        title="Add a judgement",
        button="Add judgement",
        back=page.url("improvement:inspection-detail", pk),
        done="The judgement is on record.",
        crumbs=[_crumb(page), (str(inspection), page.url("improvement:inspection-detail", pk))],
    )


@programme_page("programme.view")
def comparator_list(request, programme, as_csv=False):
    rows = programme.comparators.known_on(request.page.on).select_related("authority", "recorded_by")
    context = {} if as_csv else _comparison_context(rows, programme)
    return list_page(
        request,
        rows=rows.order_by("position", "authority__name", "pk"),
        table_class=ComparatorTable,
        filter_class=ComparatorFilter,
        template="improvement/comparator_list.html",
        name="comparators",
        as_csv=as_csv,
        breadcrumbs=[("Comparators", "")],
        **context,
    )


def _comparison_context(comparators, programme):
    comparison = comparison_of(comparators.order_by("position"), first=programme.supported)
    return {"comparison": comparison, "headline": comparators_headline(comparison)}
