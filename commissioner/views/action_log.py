"""Actions of the board: the log, and each action until the board closes it."""

from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.models import User
from accounts.pages import programme_page, refuse
from commissioner.actions import action_log as actions
from commissioner.agenda import items_of
from commissioner.board_forms import ActionLogForm, CloseActionForm, DoneForm, ReassignForm
from commissioner.filters import ActionFilter
from commissioner.histories import action_history
from commissioner.known_actions import OPEN, actions_on
from commissioner.models import Meeting
from commissioner.permissions import may_report_action
from commissioner.tables import ACTION_CHIPS, ActionTable
from commissioner.views.board import crumb
from commissioner.views.meetings import meeting_or_404, step_page
from config.components import Fact
from improvement.as_known import NEWEST
from improvement.forms import ReasonForm, RedateForm
from improvement.wording import day, times


def _crumbs(page, *more):
    return [crumb(page), ("Actions", page.url("board:action-list")), *more]


@programme_page("board.view")
def action_list(request, programme, as_csv=False):
    page = request.page
    return list_page(
        request,
        rows=actions_on(programme, page.on).order_by("-number"),
        table_class=ActionTable,
        filter_class=ActionFilter,
        template="commissioner/action_list.html",
        name="actions",
        as_csv=as_csv,
        breadcrumbs=[crumb(page), ("Actions", "")],
    )


def _action_or_404(page, number):
    return get_object_or_404(actions_on(page.programme, page.on).select_related("item", "recorded_by"), number=number)


@programme_page("board.view")
def action_detail(request, programme, number):
    page = request.page
    action = _action_or_404(page, number)
    changes = action.changes.known_on(page.on).select_related("recorded_by", "owner", "meeting").order_by(*NEWEST)
    is_open = action.status in OPEN
    serves = "board.manage" in page.can
    reports = may_report_action(request.user, action, page.can)
    return render(
        request,
        "commissioner/action_detail.html",
        {
            "action": action,
            "chip": ACTION_CHIPS[action.status],
            "sentence": _sentence(action),
            "facts": _facts(page, action),
            "history": action_history(action, list(changes)),
            "may": {
                "report": is_open and reports,
                "redate": is_open and reports,
                "reassign": is_open and serves,
                "close": action.status != "closed" and serves,
                "reopen": not is_open and serves,
            },
            "breadcrumbs": _crumbs(page, (str(action), "")),
        },
    )


def _sentence(action):
    told = {
        "open": f"Due {day(action.due_on)}.",
        "overdue": f"Overdue: it was due {day(action.due_on)}.",
        "done": f"Reported done on {day(action.settled_on)}. The board has still to close it."
        if action.settled_on
        else "",
        "closed": f"Closed on {day(action.settled_on)}." if action.settled_on else "",
    }[action.status]
    moved = action.times_redated
    return f"{told} Its date was moved {times(moved)}." if moved else told


def _facts(page, action):
    meeting = action.meeting
    facts = [
        Fact("Owner", action.known_owner_name),
        Fact("Due", day(action.due_on)),
        Fact("First due", day(action.original_due_on)),
        Fact("Asked for by", str(meeting), url=page.url("board:meeting-detail", meeting.meets_on.isoformat())),
    ]
    if action.item:
        facts.append(Fact("Item of the agenda", action.item))
    if action.workstream and "plan.view" in page.can:
        workstream = action.workstream
        facts.append(Fact("Workstream", workstream, url=page.url("improvement:workstream-detail", workstream.number)))
    return facts


@programme_page("board.manage", post=True)
def action_add(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    offers = {
        "owner": User.objects.holding_in(programme, page.today),
        "workstream": programme.workstreams.order_by("number"),
        "item": meeting.items.filter(pk__in=[item.pk for item in items_of(meeting, page.on)]),
    }
    return step_page(
        request,
        ActionLogForm(**typed(request), offers=offers, initial={"item": request.GET.get("item", "")}),
        actions.record_action,
        meeting,
        meeting=meeting,
        title="Record an action",
        button="Record it",
        done="The action is recorded.",
    )


def _step_page(request, form, action_step, action, **words):
    page = request.page
    back = page.url("board:action-detail", action.number)
    crumbs = _crumbs(page, (str(action), back))
    return form_page(request, form, action_step, action=action, back=back, crumbs=crumbs, note=action.text, **words)


def _own_action(request, programme, number):
    """The action, if the person may report on it; otherwise they are refused."""
    action = _action_or_404(request.page, number)
    if not may_report_action(request.user, action, request.page.can):
        refuse(request, programme)
    return action


@programme_page("action.report", post=True)
def action_redate(request, programme, number):
    action = _own_action(request, programme, number)
    return _step_page(
        request,
        RedateForm(**typed(request), record=action, initial={"due_on": action.due_on}),
        actions.redate_action,
        action,
        title=f"Give {action} a new date",
        button="Save",
        done="Saved. The date before stays on record.",
    )


@programme_page("action.report", post=True)
def action_done(request, programme, number):
    action = _own_action(request, programme, number)
    return _step_page(
        request,
        DoneForm(**typed(request), record=action),
        actions.report_done,
        action,
        title=f"Report {action} as done",
        button="Report it done",
        done="Saved. The board closes it at its next meeting.",
    )


@programme_page("board.manage", post=True)
def action_reassign(request, programme, number):
    page = request.page
    action = _action_or_404(page, number)
    people = User.objects.holding_in(programme, page.today)
    return _step_page(
        request,
        ReassignForm(**typed(request), record=action, offers={"owner": people}),
        actions.reassign_action,
        action,
        title=f"Give {action} to somebody else",
        button="Save",
        done="Saved. The owner before stays on record.",
    )


@programme_page("board.manage", post=True)
def action_close(request, programme, number):
    page = request.page
    action = _action_or_404(page, number)
    held = Meeting.objects.filter(programme=programme, meets_on__gte=action.meeting.meets_on).held_by(page.on)
    still_open = held.filter(minutes_agreed_on__isnull=True).order_by("-meets_on")
    return _step_page(
        request,
        CloseActionForm(
            **typed(request), record=action, offers={"meeting": still_open}, initial={"meeting": still_open.first()}
        ),
        actions.close_action,
        action,
        title=f"Close {action}",
        button="Close it",
        done="The action is closed.",
    )


@programme_page("board.manage", post=True)
def action_reopen(request, programme, number):
    action = _action_or_404(request.page, number)
    return _step_page(
        request,
        ReasonForm(**typed(request), record=action),
        actions.reopen_action,
        action,
        title=f"Reopen {action}",
        button="Reopen it",
        done="The action is open again.",
    )
