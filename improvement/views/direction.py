"""The Direction and its requirements, inspections and judgements, comparators, and the programme's own dates."""

from django.db.models import Case, F, When
from django.shortcuts import get_object_or_404, render

from accounts.lists import list_page
from accounts.pages import programme_page
from improvement.actions import programme as actions
from improvement.comparison import comparison_of
from improvement.filters import ComparatorFilter, JudgementFilter, RequirementFilter
from improvement.forms import (
    CloseInterventionForm,
    InspectionForm,
    InterventionForm,
    JudgementForm,
    MeetForm,
    ProgrammeChangeForm,
    RequirementForm,
)
from improvement.headlines import (
    about_sentences,
    comparators_headline,
    direction_headline,
    judgements_headline,
    requirement_sentence,
)
from improvement.judgements import in_report_order
from improvement.models import Authority, Programme
from improvement.models.evidence import Review
from improvement.tables import GRADE_CHIPS, REQUIREMENT_CHIPS, ComparatorTable, JudgementTable, RequirementTable
from improvement.views.shared import form_page, typed


def _crumb(page):
    return ("Direction", page.url("improvement:direction"))


@programme_page("programme.view")
def direction(request, programme, as_csv=False):
    page = request.page
    rows = programme.requirements.known_on(page.on).select_related("recorded_by")
    rows = rows.annotate(known_met_on=Case(When(met_recorded_on__lte=page.on, then=F("met_on"))))
    return list_page(
        request,
        rows=rows.order_by("due_on", "pk"),
        table_class=RequirementTable,
        filter_class=RequirementFilter,
        template="improvement/direction.html",
        name="requirements",
        as_csv=as_csv,
        breadcrumbs=[("Direction", "")],
        **({} if as_csv else _direction_context(page, rows)),
    )


def _direction_context(page, requirements):
    known = page.programme.interventions.known_on(page.on).select_related(
        "recorded_by", "replaced_by", "closed_recorded_by"
    )
    interventions = [(item, item.is_closed_on(page.on)) for item in known.order_by("-issued_on", "-pk")]
    return {"interventions": interventions, "headline": direction_headline(interventions, requirements, page.on)}


@programme_page("direction.update", post=True)
def intervention_add(request, programme):
    page = request.page
    return form_page(
        request,
        InterventionForm(**typed(request)),
        actions.add_intervention,
        programme=programme,
        title="Record a Direction or notice",
        button="Record",
        back=page.url("improvement:direction"),
        done="Recorded. Add next what it requires.",
        crumbs=[_crumb(page)],
    )


@programme_page("direction.update", post=True)
def intervention_close(request, programme, pk):
    page = request.page
    intervention = get_object_or_404(programme.interventions.all(), pk=pk)
    others = programme.interventions.exclude(pk=pk).order_by("-issued_on")
    return form_page(
        request,
        CloseInterventionForm(**typed(request), record=intervention, interventions=others),
        actions.close_intervention,
        intervention=intervention,
        title=f"Close: {intervention}",
        button="Record that it closed",
        back=page.url("improvement:direction"),
        done="Recorded as closed.",
        crumbs=[_crumb(page)],
    )


@programme_page("direction.update", post=True)
def requirement_add(request, programme, pk):
    page = request.page
    intervention = get_object_or_404(programme.interventions.all(), pk=pk)
    return form_page(
        request,
        RequirementForm(**typed(request)),
        actions.add_requirement,
        intervention=intervention,
        title="Add a requirement",
        button="Add requirement",
        back=page.url("improvement:direction"),
        done="The requirement is on record.",
        crumbs=[_crumb(page)],
        note=str(intervention),
    )


def _requirement(page, reference):
    known = page.programme.requirements.known_on(page.on)
    related = ("intervention", "recorded_by", "met_recorded_by", "evidence")
    return get_object_or_404(known.select_related(*related), reference=reference)


@programme_page("programme.view")
def requirement_detail(request, programme, reference):
    page = request.page
    requirement = _requirement(page, reference)
    status = requirement.status_on(page.on)
    return render(
        request,
        "improvement/requirement_detail.html",
        {
            "requirement": requirement,
            "status": status,
            "chip": REQUIREMENT_CHIPS[status],
            "sentence": requirement_sentence(requirement, page.on),
            "breadcrumbs": [_crumb(page), (requirement.reference, "")],
        },
    )


@programme_page("direction.update", post=True)
def requirement_meet(request, programme, reference):
    page = request.page
    requirement = _requirement(page, reference)
    accepted = programme.evidence.filter(review=Review.ACCEPTED).order_by("-recorded_on")
    return form_page(
        request,
        MeetForm(**typed(request), record=requirement, evidence=accepted, initial={"met_on": page.today}),
        actions.meet_requirement,
        requirement=requirement,
        title="Record that it is met",
        button="Record",
        back=page.url("improvement:requirement-detail", reference),
        done="The requirement is recorded as met.",
        crumbs=[_crumb(page), (reference, page.url("improvement:requirement-detail", reference))],
        note=requirement.text,
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
        breadcrumbs=[("Inspections and judgements", "")],
        inspections=programme.inspections.known_on(on).select_related("authority").order_by("-started_on"),
        **context,
    )


def _inspections_crumb(page):
    return ("Inspections and judgements", page.url("improvement:judgement-list"))


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
            "findings": inspection.findings.known_on(page.on).order_by("position", "pk"),
            "breadcrumbs": [_inspections_crumb(page), (str(inspection), "")],
        },
    )


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
        back=page.url("improvement:judgement-list"),
        done="The inspection is on record. Add next its judgements.",
        crumbs=[_inspections_crumb(page)],
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
        crumbs=[_inspections_crumb(page), (str(inspection), page.url("improvement:inspection-detail", pk))],
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


@programme_page("programme.view")
def about(request, programme):
    page = request.page
    in_force = programme.changes.in_force(page.on)
    changes = programme.changes.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk")
    visible = Programme.objects.visible_to(request.user)
    return render(
        request,
        "improvement/about.html",
        {
            "sentences": about_sentences(programme, in_force, page.on),
            "in_force": in_force,
            "changes": changes,
            "succeeds": visible.filter(pk=programme.succeeds_id).first(),
            "succeeded_by": visible.filter(succeeds=programme),
            "breadcrumbs": [("About the programme", "")],
        },
    )


@programme_page("programme.manage", post=True)
def programme_change(request, programme):
    page = request.page
    now = programme.changes.in_force(page.on)
    return form_page(
        request,
        ProgrammeChangeForm(**typed(request), record=programme, initial={"state": now.state, "ends_on": now.ends_on}),
        actions.change_programme,
        programme=programme,
        title="Change the programme's state or end",
        button="Save",
        back=page.url("improvement:about"),
        done="Saved. What stood before today stays on record.",
        crumbs=[("About the programme", page.url("improvement:about"))],
    )
