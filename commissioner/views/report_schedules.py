"""Schedules of reports to the Minister."""

from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.pages import programme_page
from commissioner.actions import report_schedules as actions
from commissioner.models import ReportSchedule
from commissioner.report_forms import ScheduleForm, TermsChangeForm
from commissioner.reports.slots import next_slot
from commissioner.views.reports import crumbs


def _crumbs(page, schedule=None):
    found = [*crumbs(page), ("Schedules", page.url("reports:schedule-list"))]
    if schedule:
        found.append((schedule.name, page.url("reports:schedule-detail", schedule.pk)))
    return found


def _known(page):
    known = ReportSchedule.objects.known_on(page.on).filter(programme=page.programme)
    return known.select_related("programme").prefetch_related("terms").order_by("name")


def _terms(schedule, on):
    """The terms known on a day, in the order in which they were recorded."""
    return sorted((t for t in schedule.terms.all() if t.recorded_on <= on), key=lambda terms: terms.pk)


@programme_page("report_draft.view")
def schedule_list(request, programme):
    page = request.page
    rows = [(schedule, terms[-1], next_slot(terms, page.on)) for schedule, terms in _with_terms(page)]
    return render(
        request,
        "commissioner/report_schedules.html",
        {
            "rows": rows,
            "may_add": "report.prepare" in page.can,
            "breadcrumbs": [*crumbs(page), ("Schedules", "")],
        },
    )


def _with_terms(page):
    return [(schedule, _terms(schedule, page.on)) for schedule in _known(page)]


@programme_page("report.prepare", post=True)
def schedule_add(request, programme):
    page = request.page
    return form_page(
        request,
        ScheduleForm(**typed(request), initial={"starts_on": programme.starts_on, "due_days": 14}),
        actions.add_schedule,
        programme=programme,
        title="Add a schedule of reports",
        button="Add it",
        back=page.url("reports:schedule-list"),
        onward=lambda schedule: page.url("reports:schedule-detail", schedule.pk),
        done="The schedule is added. Each report is drafted by itself on the day after its period.",
        crumbs=_crumbs(page),
    )


@programme_page("report_draft.view")
def schedule_detail(request, programme, pk):
    page = request.page
    schedule = get_object_or_404(_known(page), pk=pk)
    terms = _terms(schedule, page.on)
    return render(
        request,
        "commissioner/report_schedule.html",
        {
            "schedule": schedule,
            "terms": terms[::-1],
            "coming": next_slot(terms, page.on),
            "reports": schedule.reports.known_on(page.on).defer("facts").order_by("-number"),
            "may_change": "report.prepare" in page.can,
            "breadcrumbs": [*_crumbs(page), (schedule.name, "")],
        },
    )


@programme_page("report.prepare", post=True)
def schedule_change(request, programme, pk):
    page = request.page
    schedule = get_object_or_404(_known(page), pk=pk)
    terms = _terms(schedule, page.on)
    now = terms[-1]
    offered = actions.first_days_offered(terms, page.today)
    names = ("cadence", "own_ends", "due_days", "recipients")
    return form_page(
        request,
        TermsChangeForm(
            **typed(request),
            record=schedule,
            initial={name: getattr(now, name) for name in names} | {"starts_on": offered[0]},
        ),
        actions.change_terms,
        schedule=schedule,
        title=f"Change {schedule.name}",
        button="Save",
        back=page.url("reports:schedule-detail", pk),
        done="Saved. What was due before stays as it was.",
        crumbs=_crumbs(page, schedule),
        note="Periods that can be changed begin on " + ", ".join(f"{day:%-d %B %Y}" for day in offered) + ".",
    )
