"""The Direction: what is in force, what it requires, and when that was met."""

from django.db.models import Case, F, When
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from improvement.actions import direction as actions
from improvement.background_tables import REQUIREMENT_CHIPS, RequirementTable
from improvement.filters import RequirementFilter
from improvement.forms import CloseInterventionForm, InterventionForm, MeetForm, RequirementForm
from improvement.headlines import direction_headline, requirement_sentence
from improvement.models.evidence import Review


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
