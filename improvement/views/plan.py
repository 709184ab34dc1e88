"""Workstreams and their milestones."""

from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.models import User
from accounts.pages import programme_page
from improvement.actions import plan
from improvement.as_known import milestones_on, risks_on, workstreams_on
from improvement.brag import KEY
from improvement.filters import MilestoneFilter, WorkstreamFilter
from improvement.forms import (
    AchieveForm,
    MilestoneForm,
    ReasonForm,
    RedateForm,
    WorkstreamChangeForm,
    WorkstreamForm,
)
from improvement.headlines import milestone_sentences, milestones_headline, workstreams_headline
from improvement.histories import milestone_history
from improvement.register_words import register_lines
from improvement.registers import entries_on
from improvement.tables import MILESTONE_CHIPS, REVIEW_CHIPS, MilestoneTable, WorkstreamTable
from improvement.views.shared import tied_readings
from improvement.workstream_page import workstream_facts


def workstreams_crumb(page):
    return ("Workstreams", page.url("improvement:workstream-list"))


def workstream_crumbs(page, workstream):
    return [workstreams_crumb(page), (str(workstream), page.url("improvement:workstream-detail", workstream.number))]


@programme_page("plan.view")
def workstream_list(request, programme, as_csv=False):
    rows = workstreams_on(programme, request.page.on)
    context = {} if as_csv else {"headline": workstreams_headline(rows), "brag_key": KEY}
    return list_page(
        request,
        rows=rows.order_by("number"),
        table_class=WorkstreamTable,
        filter_class=WorkstreamFilter,
        template="improvement/workstream_list.html",
        name="workstreams",
        as_csv=as_csv,
        breadcrumbs=[("Workstreams", "")],
        **context,
    )


@programme_page("plan.view")
def workstream_detail(request, programme, number):
    page = request.page
    workstream = get_object_or_404(workstreams_on(programme, page.on), number=number)
    milestones = milestones_on(programme, page.on).filter(workstream=workstream).order_by("due_on", "pk")
    return render(
        request,
        "improvement/workstream_detail.html",
        {
            "workstream": workstream,
            "milestones": list(milestones),
            "risks": _risks(page, workstream),
            "register_lines": _register_lines(page, workstream),
            "reports_url": page.url("improvement:report-list", workstream=number),
            "impacts_url": page.url("improvement:impact-list", workstream=number),
            "milestone_chips": MILESTONE_CHIPS,
            "review_chips": REVIEW_CHIPS,
            "breadcrumbs": [workstreams_crumb(page), (str(workstream), "")],
            **workstream_facts(workstream, page.on, tied_readings(page, workstream.workstreamties)),
        },
    )


def _risks(page, workstream):
    if "risk.view" not in page.can:
        return []
    return list(
        risks_on(page.programme, page.on)
        .filter(workstream_number=workstream.number, standing="open")
        .order_by("-residual")
    )


def _register_lines(page, workstream):
    """What the registers hold of it."""
    lines, _ = register_lines(entries_on(page.programme, page.on).filter(workstream=workstream))
    return [line for line in lines if line.total]


@programme_page("plan.manage", post=True)
def workstream_add(request, programme):
    page = request.page
    return form_page(
        request,
        WorkstreamForm(**typed(request)),
        plan.add_workstream,
        programme=programme,
        title="Add a workstream",
        button="Add workstream",
        back=page.url("improvement:workstream-list"),
        done="The workstream is in the plan.",
        crumbs=[workstreams_crumb(page)],
    )


def workstream_of(page, number):
    return get_object_or_404(workstreams_on(page.programme, page.on), number=number)


@programme_page("plan.manage", post=True)
def workstream_change(request, programme, number):
    page = request.page
    workstream = workstream_of(page, number)
    people = User.objects.of_programme(programme).order_by("name")
    initial = {
        "lead_post": workstream.lead_post,
        "lead": workstream.lead_id,
        "counterpart_post": workstream.counterpart_post,
        "counterpart": workstream.counterpart_id,
        "is_closed": workstream.is_closed,
    }
    return form_page(
        request,
        WorkstreamChangeForm(**typed(request), record=workstream, initial=initial, people=people),
        plan.change_workstream,
        workstream=workstream,
        title="Change who leads it, or close it",
        button="Save",
        back=page.url("improvement:workstream-detail", number),
        done="Saved. What stood before today stays on record.",
        crumbs=workstream_crumbs(page, workstream),
    )


@programme_page("plan.view")
def milestone_list(request, programme, as_csv=False):
    rows = milestones_on(programme, request.page.on)
    context = {} if as_csv else {"headline": milestones_headline(rows)}
    return list_page(
        request,
        rows=rows.order_by("due_on", "pk"),
        table_class=MilestoneTable,
        filter_class=MilestoneFilter,
        template="improvement/milestone_list.html",
        name="milestones",
        as_csv=as_csv,
        breadcrumbs=[workstreams_crumb(request.page), ("Milestones", "")],
        **context,
    )


@programme_page("plan.update", post=True)
def milestone_add(request, programme, number):
    page = request.page
    workstream = workstream_of(page, number)
    return form_page(
        request,
        MilestoneForm(**typed(request)),
        plan.add_milestone,
        workstream=workstream,
        title="Add a milestone",
        button="Add milestone",
        back=page.url("improvement:workstream-detail", number),
        done="The milestone is in the plan.",
        crumbs=workstream_crumbs(page, workstream),
    )


def _milestone(page, pk):
    return get_object_or_404(milestones_on(page.programme, page.on), pk=pk)


@programme_page("plan.view")
def milestone_detail(request, programme, pk):
    page = request.page
    milestone = _milestone(page, pk)
    changes = milestone.changes.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk")
    evidence = milestone.evidence.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk")
    return render(
        request,
        "improvement/milestone_detail.html",
        {
            "milestone": milestone,
            "sentences": milestone_sentences(milestone, page.on),
            "chip": MILESTONE_CHIPS[milestone.status],
            "review_chips": REVIEW_CHIPS,
            "history": milestone_history(milestone, changes),
            "evidence": [(item, item.review_on(page.on)) for item in evidence] if "evidence.view" in page.can else [],
            "is_open": milestone.status in ("due", "overdue"),
            "breadcrumbs": [*workstream_crumbs(page, milestone.workstream), (milestone.title, "")],
        },
    )


def _milestone_form(request, pk, form_class, action, *, title, button, done, initial=None):
    page = request.page
    milestone = _milestone(page, pk)
    here = (milestone.title, page.url("improvement:milestone-detail", pk))
    return form_page(
        request,
        form_class(**typed(request), record=milestone, initial=initial),
        action,
        milestone=milestone,
        title=title,
        button=button,
        back=page.url("improvement:milestone-detail", pk),
        done=done,
        crumbs=[*workstream_crumbs(page, milestone.workstream), here],
        note=f"{milestone.title}, due {milestone.due_on:%-d %B %Y}.",
    )


@programme_page("plan.update", post=True)
def milestone_redate(request, programme, pk):
    return _milestone_form(
        request,
        pk,
        RedateForm,
        plan.redate_milestone,
        title="Give the milestone a new date",
        button="Save new date",
        done="The new date is saved. The first date stays on record.",
    )


@programme_page("plan.update", post=True)
def milestone_achieve(request, programme, pk):
    return _milestone_form(
        request,
        pk,
        AchieveForm,
        plan.achieve_milestone,
        title="Mark the milestone achieved",
        button="Mark achieved",
        done="The milestone is achieved. Attach the evidence next.",
        initial={"achieved_on": request.page.today},
    )


@programme_page("plan.update", post=True)
def milestone_reopen(request, programme, pk):
    return _milestone_form(
        request,
        pk,
        ReasonForm,
        plan.reopen_milestone,
        title="Reopen the milestone",
        button="Reopen",
        done="The milestone is open again.",
    )


@programme_page("plan.update", post=True)
def milestone_withdraw(request, programme, pk):
    return _milestone_form(
        request,
        pk,
        ReasonForm,
        plan.withdraw_milestone,
        title="Withdraw the milestone",
        button="Withdraw",
        done="The milestone is withdrawn. It stays on record.",
    )
