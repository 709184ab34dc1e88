"""A meeting from its plan to its agreed minutes."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.meetings import roll
from commissioner.models import Attendance, Correction, Meeting
from commissioner.models.meeting import MeetingState, Notice, Presence
from config import dates
from config.constraints import PROSE
from config.personal_data import refuse_personal_identifiers
from improvement.saving import refuse_closed, save_checked
from improvement.wording import are, capital, counted, day, have, listed

MINUTED = (MeetingState.HELD, MeetingState.MINUTES_AGREED)
"""States of a meeting that took place."""


def refuse_state(meeting, on, *allowed, otherwise):
    """Raise ValidationError unless the meeting is in one of the states, and hold it there until the step is done."""
    # Its minutes may be agreed, or its papers issued, at the same moment: the step queues on its row.
    state = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk).state_on(on)
    if state not in allowed:
        raise ValidationError(f"The state of this meeting is: {state.label.lower()}. {otherwise}")


@transaction.atomic
def plan_meeting(*, board, meets_on, starts_at, place, by, on=None):
    meeting = save_checked(
        Meeting(
            programme=board.programme,
            board=board,
            meets_on=meets_on,
            starts_at=starts_at,
            place=place,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    facts = {"meets_on": meets_on, "starts_at": f"{starts_at:%H:%M}", "place": place}
    record("meeting.planned", by=by, about=meeting, programme=meeting.programme, after=facts)
    return meeting


@transaction.atomic
def change_meeting(*, meeting, starts_at, place, version, by, on=None):
    """Move a meeting to another hour or place. To move it to another day, call it off and plan another."""
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(
        meeting, on, MeetingState.PLANNED, MeetingState.PAPERS_ISSUED, otherwise="Its hour and place stay as they were."
    )
    before = {"starts_at": f"{meeting.starts_at:%H:%M}", "place": meeting.place}
    meeting.starts_at, meeting.place = starts_at, place
    _save(meeting, on, "starts_at", "place")
    after = {"starts_at": f"{starts_at:%H:%M}", "place": place}
    record("meeting.changed", by=by, about=meeting, programme=meeting.programme, before=before, after=after)
    return meeting


def _save(meeting, on, *fields):
    refuse_closed(meeting.programme, on)
    meeting.full_clean()
    meeting.save(update_fields=fields)


@transaction.atomic
def call_off_meeting(*, meeting, reason, version, by, on=None):
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(
        meeting, on, MeetingState.PLANNED, MeetingState.PAPERS_ISSUED, otherwise="It cannot be called off any more."
    )
    meeting.called_off_on, meeting.called_off_by, meeting.called_off_reason = on, by, reason
    _save(meeting, on, "called_off_on", "called_off_by", "called_off_reason")
    record("meeting.called_off", by=by, about=meeting, programme=meeting.programme, reason=reason)
    return meeting


@transaction.atomic
def issue_papers(*, meeting, version, by, on=None):
    """Send the agenda and its papers out. From then on no item is changed or taken away; one may still be added."""
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(meeting, on, MeetingState.PLANNED, otherwise="Its papers cannot be issued again.")
    items = meeting.items.filter(withdrawn_on__isnull=True).count()
    if not items:
        raise ValidationError("There is nothing on the agenda yet. Add an item first.")
    meeting.papers_issued_on, meeting.papers_issued_by = on, by
    _save(meeting, on, "papers_issued_on", "papers_issued_by")
    record("meeting.papers_issued", by=by, about=meeting, programme=meeting.programme, after={"items": items})
    return meeting


@transaction.atomic
def give_notice(*, meeting, membership, notice, deputy="", by, on=None):
    """Say beforehand that a member cannot come, sends a deputy, or with an empty `notice` comes after all."""
    on = on or dates.today()
    refuse_state(
        meeting, on, MeetingState.PLANNED, MeetingState.PAPERS_ISSUED, otherwise="Notice is given before a meeting."
    )
    refuse_closed(meeting.programme, on)
    _refuse_strangers(meeting, [membership], roll(meeting, on))
    attendance = _attendance(meeting, membership, by, on)
    attendance.notice, attendance.deputy = notice, deputy if notice == Notice.DEPUTY else ""
    _keep(attendance)
    after = {"who": str(membership), "notice": notice, "deputy": attendance.deputy}
    record("meeting.notice_given", by=by, about=meeting, programme=meeting.programme, after=after)
    return attendance


def _attendance(meeting, membership, by, on):
    """The row of a seat at a meeting, locked, or a new one."""
    facts = {"recorded_on": on, "recorded_by": by, "programme": meeting.programme}
    found = meeting.attendances.select_for_update().filter(membership=membership).first()
    return found or Attendance(meeting=meeting, membership=membership, **facts)


def _keep(attendance):
    if attendance.pk is None:
        save_checked(attendance)
    else:
        attendance.full_clean()
        attendance.save(update_fields=["notice", "presence", "deputy"])


@transaction.atomic
def record_attendance(*, meeting, presences, version, by, on=None):
    """Record that a meeting was held, with who was there: {membership: (presence, deputy)}, of every seat.

    It may be put right until the minutes are agreed. The quorum is kept as it was on that day.
    """
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(
        meeting,
        on,
        MeetingState.PAPERS_ISSUED,
        MeetingState.HELD,
        otherwise="Attendance is recorded once papers are issued, and until minutes are agreed.",
    )
    if meeting.meets_on > on:
        raise ValidationError(f"This meeting is on {day(meeting.meets_on)}. Record it on that day or later.")
    refuse_closed(meeting.programme, on)
    _refuse_incomplete(meeting, presences, roll(meeting, on))
    for membership, (presence, deputy) in presences.items():
        _set_presence(_attendance(meeting, membership, by, on), presence, deputy)
    step = _hold(meeting, by, on) if meeting.held_recorded_on is None else "meeting.attendance_changed"
    called = roll(meeting, on)
    _refuse_decisions_without_quorum(meeting, called)
    presences = {str(membership): presence for membership, (presence, _) in presences.items()}
    after = {"there": called.there, "quorum": called.quorum, "is_quorate": called.is_quorate, "presences": presences}
    record(step, by=by, about=meeting, programme=meeting.programme, after=after)
    return meeting


def _hold(meeting, by, on):
    """Record that a meeting was held, with the quorum of its day, and return the name of the step."""
    meeting.held_recorded_on, meeting.held_recorded_by = on, by
    meeting.quorum = meeting.board.terms.in_force(meeting.meets_on).quorum
    _save(meeting, on, "held_recorded_on", "held_recorded_by", "quorum")
    return "meeting.held"


def _refuse_strangers(meeting, memberships, called):
    seats = {seat.membership.pk for seat in called.seats}
    if strangers := [str(membership) for membership in memberships if membership.pk not in seats]:
        seat = f"{have(len(strangers))} no seat on this board on {day(meeting.meets_on)}"
        raise ValidationError(f"{listed(strangers)} {seat}.")


def _refuse_incomplete(meeting, presences, called):
    if not called.seats:
        raise ValidationError("Nobody sits on the board on that day. Add its members first.")
    _refuse_strangers(meeting, presences, called)
    said = {membership.pk for membership, (presence, _) in presences.items() if presence}
    if missing := [str(seat.membership) for seat in called.seats if seat.membership.pk not in said]:
        raise ValidationError(f"Say of everybody whether they were there: {listed(missing)} {are(len(missing))} left.")


def _set_presence(attendance, presence, deputy):
    attendance.presence = presence
    if presence == Presence.DEPUTY:
        attendance.deputy = deputy
    elif attendance.notice != Notice.DEPUTY:
        attendance.deputy = ""
    _keep(attendance)


def _refuse_decisions_without_quorum(meeting, called):
    """What was decided stands on the quorum there was, so that attendance put right later may not take it away."""
    if meeting.decisions.filter(withdrawal__isnull=True).exists() and not called.is_quorate:
        raise ValidationError(
            f"This meeting has decisions, and with {called.there} there of the {called.quorum} that are needed it had "
            "no quorum to take them."
        )


@transaction.atomic
def write_minutes(*, meeting, discussions, version, by, on=None):
    """Write what was said, by item: {item: text}. It may be written again until the minutes are agreed."""
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(
        meeting, on, MeetingState.HELD, otherwise="Minutes are written after a meeting, until they are agreed."
    )
    refuse_closed(meeting.programme, on)
    for item, text in discussions.items():
        if item.meeting_id != meeting.pk:
            raise ValidationError(f"{item} is on the agenda of another meeting.")
        if len(text) > PROSE:
            raise ValidationError(f"What was said on {item} is too long: shorten it to {PROSE:,} characters.")
        refuse_personal_identifiers(text)
        item.discussion = text
        item.save(update_fields=["discussion"])
    written = {str(item.position): len(text) for item, text in discussions.items()}
    record("meeting.minutes_written", by=by, about=meeting, programme=meeting.programme, after={"characters": written})
    return meeting


@transaction.atomic
def agree_minutes(*, meeting, agreed_at=None, version, by, on=None):
    """Agree the minutes at a later meeting, or without one by correspondence. From then on the database keeps them."""
    on = on or dates.today()
    meeting.claim_version(version)
    refuse_state(meeting, on, MeetingState.HELD, otherwise="Minutes are agreed once, after the meeting was held.")
    bare = meeting.items.filter(withdrawn_on__isnull=True, discussion="").count()
    if bare:
        raise ValidationError(f"{capital(counted(bare, 'item'))} of the agenda {have(bare)} no minutes yet.")
    if agreed_at and not (_is_later(agreed_at, meeting) and agreed_at.state_on(on) == MeetingState.HELD):
        raise ValidationError({"agreed_at": "Choose a later meeting that was held and whose minutes are still open."})
    meeting.minutes_agreed_on, meeting.minutes_agreed_by, meeting.agreed_at = on, by, agreed_at
    _save(meeting, on, "minutes_agreed_on", "minutes_agreed_by", "agreed_at")
    after = {"agreed_at": agreed_at.meets_on if agreed_at else "by correspondence"}
    record("meeting.minutes_agreed", by=by, about=meeting, programme=meeting.programme, after=after)
    return meeting


def _is_later(other, meeting):
    return other.board_id == meeting.board_id and other.meets_on > meeting.meets_on


@transaction.atomic
def correct_minutes(*, meeting, made_at, text, by, on=None):
    """Record what a later meeting found wrong in agreed minutes, which stay as they are."""
    on = on or dates.today()
    refuse_state(
        meeting, on, MeetingState.MINUTES_AGREED, otherwise="Until minutes are agreed, change them themselves."
    )
    if not (_is_later(made_at, meeting) and made_at.state_on(on) in MINUTED):
        raise ValidationError({"made_at": "Choose a later meeting that was held."})
    made = save_checked(
        Correction(
            programme=meeting.programme, meeting=meeting, made_at=made_at, text=text, recorded_on=on, recorded_by=by
        )
    )
    after = {"made_at": made_at.meets_on, "text": text}
    record("meeting.minutes_corrected", by=by, about=meeting, programme=meeting.programme, after=after)
    return made
