"""Meetings: the list, each meeting's page, and its steps from plan to agreed minutes."""

import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page, refuse
from commissioner.actions import meetings as actions
from commissioner.agenda import agenda, items_of, papers_of
from commissioner.board_forms import (
    AgreeForm,
    AttendanceForm,
    CorrectionForm,
    MeetingForm,
    MinutesForm,
    NoticeForm,
    PlaceForm,
)
from commissioner.board_words import meeting_sentence
from commissioner.filters import MeetingFilter
from commissioner.known_actions import OPEN, actions_on
from commissioner.known_challenges import challenges_on
from commissioner.known_decisions import decisions_as_known
from commissioner.meetings import roll, with_newest_pack
from commissioner.models import AgendaItem, Decision, Meeting, MeetingAction
from commissioner.models.meeting import MeetingState
from commissioner.tables import MEETING_CHIPS, MeetingTable
from commissioner.views.board import board_if_any, crumb, without_board
from improvement.forms import ReasonForm

BEFORE = (MeetingState.PLANNED, MeetingState.PAPERS_ISSUED)


def crumbs(page, *more):
    return [crumb(page), ("Meetings", page.url("board:meeting-list")), *more]


def meeting_or_404(page, meets_on):
    """A meeting known on the day, with the version of its newest pack then, and the day that was issued."""
    try:
        day = datetime.date.fromisoformat(meets_on)
    except ValueError:
        raise Http404 from None
    known = Meeting.objects.filter(programme=page.programme).known_on(page.on)
    return get_object_or_404(with_newest_pack(known, page.on).select_related("board", "agreed_at"), meets_on=day)


def meeting_crumbs(page, meeting, *more):
    return crumbs(page, (str(meeting), page.url("board:meeting-detail", meeting.meets_on.isoformat())), *more)


def _counted(rows):
    rows = rows.filter(meeting=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("meeting").annotate(n=Count("pk")).values("n")), 0)


@programme_page("board.view")
def meeting_list(request, programme, as_csv=False):
    page = request.page
    rows = Meeting.objects.filter(programme=programme).as_known(page.on)
    return list_page(
        request,
        rows=rows.annotate(
            items_then=_counted(AgendaItem.objects.standing_on(page.on)),
            decisions_then=_counted(Decision.objects.known_on(page.on).exclude(withdrawal__recorded_on__lte=page.on)),
            actions_then=_counted(MeetingAction.objects.known_on(page.on)),
        ).order_by("-meets_on"),
        table_class=MeetingTable,
        filter_class=MeetingFilter,
        template="commissioner/meeting_list.html",
        name="meetings",
        as_csv=as_csv,
        breadcrumbs=[crumb(page), ("Meetings", "")],
    )


@programme_page("board.view")
def meeting_detail(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    state = meeting.state_on(page.on)
    decisions = list(decisions_as_known(meeting.decisions.all(), page.on).order_by("number"))
    asked_for = list(actions_on(programme, page.on).filter(meeting=meeting).order_by("number"))
    planned = agenda(
        meeting, items_of(meeting, page.on), papers_of(meeting, page.on), decisions=decisions, actions=asked_for
    )
    called = roll(meeting, page.on)
    return render(
        request,
        "commissioner/meeting_detail.html",
        {
            "meeting": meeting,
            "state": state,
            "chip": (state.label, MEETING_CHIPS[state]),
            "sentence": meeting_sentence(
                meeting,
                state,
                planned,
                called,
                decisions=sum(1 for decision in decisions if not decision.withdrawn_on),
                actions=len(asked_for),
            ),
            "agenda": planned,
            "roll": called,
            "own_seat": next((s for s in called.seats if s.membership.user_id == request.user.pk), None),
            "other_decisions": [d for d in decisions if d.item_id is None],
            "other_actions": [a for a in asked_for if a.item_id is None],
            "corrections": list(meeting.corrections.known_on(page.on).select_related("made_at").order_by("pk")),
            "questions": _questions(page, meeting, state),
            "due_actions": _due_actions(page, meeting, state),
            "may": _may(page, state),
            "breadcrumbs": crumbs(page, (str(meeting), "")),
        },
    )


def _questions(page, meeting, state):
    """Those asked for this meeting, and before it those that are overdue: they stand on every agenda."""
    wanted = Q(meeting=meeting)
    if state in BEFORE:
        wanted |= Q(standing="overdue")
    return list(challenges_on(page.programme, page.on).filter(wanted).order_by("number"))


def _due_actions(page, meeting, state):
    """Before a meeting, the earlier actions that it goes through: open ones due by then, and those reported done."""
    if state not in BEFORE:
        return []
    earlier = actions_on(page.programme, page.on).exclude(meeting=meeting)
    due = Q(status__in=OPEN, due_on__lte=meeting.meets_on) | Q(status="done")
    return list(earlier.filter(due).order_by("due_on", "number"))


def _may(page, state):
    """The steps that this person may take now with a meeting."""
    serves = "board.manage" in page.can
    return {
        "plan": serves and state == MeetingState.PLANNED,
        "add": serves and state in BEFORE,
        "hold": serves and state == MeetingState.PAPERS_ISSUED,
        "minute": serves and state == MeetingState.HELD,
        "correct": serves and state == MeetingState.MINUTES_AGREED,
        "give_notice": state in BEFORE and not page.is_past,
    }


@programme_page("board.manage", post=True)
def meeting_add(request, programme):
    page = request.page
    board = board_if_any(programme, page.on)
    if board is None:
        return without_board(request)
    last = Meeting.objects.filter(programme=programme).order_by("-meets_on").first()
    initial = {"starts_at": f"{last.starts_at:%H:%M}" if last else "10:00", "place": last.place if last else ""}
    return form_page(
        request,
        MeetingForm(**typed(request), initial=initial),
        actions.plan_meeting,
        board=board,
        title="Plan a meeting",
        button="Plan it",
        back=page.url("board:meeting-list"),
        onward=_page_of(page),
        done="The meeting is planned. Put items on its agenda next.",
        crumbs=crumbs(page),
    )


def _page_of(page):
    return lambda meeting: page.url("board:meeting-detail", meeting.meets_on.isoformat())


def step_page(request, form, action, about, /, **words):
    """A form about a meeting, that leads back to its page."""
    page = request.page
    back = page.url("board:meeting-detail", about.meets_on.isoformat())
    return form_page(request, form, action, back=back, crumbs=meeting_crumbs(page, about), **words)


@programme_page("board.manage", post=True)
def meeting_change(request, programme, meets_on):
    meeting = meeting_or_404(request.page, meets_on)
    initial = {"starts_at": f"{meeting.starts_at:%H:%M}", "place": meeting.place}
    return step_page(
        request,
        PlaceForm(**typed(request), record=meeting, initial=initial),
        actions.change_meeting,
        meeting,
        meeting=meeting,
        title="Change the hour or the place",
        button="Save",
        done="Saved.",
        note="To move it to another day, call it off and plan another.",
    )


@programme_page("board.manage", post=True)
def meeting_call_off(request, programme, meets_on):
    meeting = meeting_or_404(request.page, meets_on)
    return step_page(
        request,
        ReasonForm(**typed(request), record=meeting),
        actions.call_off_meeting,
        meeting,
        meeting=meeting,
        title="Call the meeting off",
        button="Call it off",
        done="The meeting is called off. It stays on record.",
    )


@programme_page("board.view", post=True)
def notice_give(request, programme, meets_on, pk):
    """A member gives notice for themselves; who serves the board for anybody."""
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    called = roll(meeting, page.on)
    seat = next((s for s in called.seats if s.membership.pk == pk), None)
    if seat is None or page.is_past:
        raise Http404
    if seat.membership.user_id != request.user.pk and "board.manage" not in page.can:
        refuse(request, programme)
    initial = (
        {"notice": seat.attendance.notice, "deputy": seat.attendance.deputy} if seat.attendance else {"notice": ""}
    )
    return step_page(
        request,
        NoticeForm(**typed(request), initial=initial),
        actions.give_notice,
        meeting,
        meeting=meeting,
        membership=seat.membership,
        title=f"Notice of {seat.membership}",
        button="Save",
        done="Saved.",
    )


@programme_page("board.manage", post=True)
def meeting_hold(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    called = roll(meeting, page.on)
    return step_page(
        request,
        AttendanceForm(**typed(request), record=meeting, seats=called.seats),
        actions.record_attendance,
        meeting,
        meeting=meeting,
        title="Who was there",
        button="Save attendance",
        done="Attendance is recorded.",
        note=f"The quorum is {called.quorum} of the chair and members. A deputy counts: give the name of whoever came.",
        template="commissioner/attendance_form.html",
    )


@programme_page("board.manage", post=True)
def minutes_write(request, programme, meets_on):
    meeting = meeting_or_404(request.page, meets_on)
    return step_page(
        request,
        MinutesForm(**typed(request), record=meeting, items=items_of(meeting, request.page.on)),
        actions.write_minutes,
        meeting,
        meeting=meeting,
        title="Write the minutes",
        button="Save minutes",
        done="The minutes are saved. They can be changed until they are agreed.",
        note="Decisions and actions are recorded on the meeting’s page and appear under their item. Begin a "
        "heading with #, a point of a list with -, and put **two stars** around words that matter.",
    )


@programme_page("board.manage", post=True)
def minutes_agree(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    return step_page(
        request,
        AgreeForm(**typed(request), record=meeting, offers={"agreed_at": _later(page, meeting)}),
        actions.agree_minutes,
        meeting,
        meeting=meeting,
        title="Agree the minutes",
        button="Agree",
        done="The minutes are agreed. They cannot be changed any more.",
        note="From then on nothing of this meeting’s record can be changed. A later meeting may correct it.",
    )


def _later(page, meeting):
    held = Meeting.objects.filter(programme=page.programme, meets_on__gt=meeting.meets_on).held_by(page.on)
    return held.order_by("meets_on")


@programme_page("board.manage", post=True)
def minutes_correct(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    return step_page(
        request,
        CorrectionForm(**typed(request), offers={"made_at": _later(page, meeting)}),
        actions.correct_minutes,
        meeting,
        meeting=meeting,
        title="Correct the minutes",
        button="Save correction",
        done="The correction is recorded. The minutes themselves stay as they were agreed.",
    )
