"""A meeting from its plan to its attendance. Its minutes are in test_actions_minutes.py."""

import datetime

import pytest

from commissioner.actions.meetings import (
    call_off_meeting,
    change_meeting,
    give_notice,
    issue_papers,
    plan_meeting,
    record_attendance,
)
from commissioner.meetings import last_board, next_meeting, roll
from commissioner.models import Attendance, Meeting
from config.records import Stale
from tests.commissioner.conftest import HELD_ON
from tests.factories.board import (
    AgendaItemFactory,
    AttendanceFactory,
    BoardMembershipFactory,
    BoardTermsFactory,
    DecisionFactory,
    MeetingFactory,
)
from tests.factories.improvement import EARLY

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
TEN = datetime.time(10)
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}


def state_of(meeting, on=TODAY):
    return Meeting.objects.get(pk=meeting.pk).state_on(on)


def refusal(state, otherwise):
    return {"__all__": [f"The state of this meeting is: {state}. {otherwise}"]}


def everybody(seats, **other):
    """Everybody present, but for those named by role: (presence, deputy)."""
    return {seat: other.get(seat.role, ("present", "")) for seat in seats}


@pytest.fixture
def issued(board, seats):
    return MeetingFactory(board=board, issued=True, meets_on=HELD_ON)


def test_plan_meeting(board, by, events):
    made = plan_meeting(board=board, meets_on=TODAY, starts_at=TEN, place="Town Hall", by=by)

    assert (made.programme, made.meets_on, made.recorded_by, state_of(made)) == (board.programme, TODAY, by, "planned")
    after = {"meets_on": "2017-02-28", "starts_at": "10:00", "place": "Town Hall"}
    assert events() == [("meeting.planned", {}, after, "")]


def test_a_board_meets_once_a_day(planned, by, refused):
    errors = refused(
        plan_meeting, board=planned.board, meets_on=planned.meets_on, starts_at=TEN, place="Town Hall", by=by
    )

    assert errors == {"__all__": ["The board has a meeting on this day already."]}


def test_change_meeting_moves_it_to_another_hour_and_place(planned, by, events):
    change_meeting(meeting=planned, starts_at=datetime.time(14), place="Hall", version=1, by=by)

    assert (Meeting.objects.get().starts_at, Meeting.objects.get().place) == (datetime.time(14), "Hall")
    before, after = {"starts_at": "10:00", "place": "Town Hall"}, {"starts_at": "14:00", "place": "Hall"}
    assert events() == [("meeting.changed", before, after, "")]


def test_issue_papers_sends_out_what_is_on_the_agenda(planned, by, events):
    AgendaItemFactory(meeting=planned)
    AgendaItemFactory(meeting=planned, withdrawn_on=TODAY)

    issue_papers(meeting=planned, version=1, by=by)

    assert (state_of(planned, TODAY - DAY), state_of(planned)) == ("planned", "papers_issued")
    assert events() == [("meeting.papers_issued", {}, {"items": 1}, "")]


def test_an_empty_agenda_is_not_issued(planned, by, refused):
    AgendaItemFactory(meeting=planned, withdrawn_on=TODAY)

    errors = refused(issue_papers, meeting=planned, version=1, by=by)

    assert errors == {"__all__": ["There is nothing on the agenda yet. Add an item first."]}


@pytest.mark.parametrize("issued", [False, True])
def test_call_off_meeting_keeps_it_with_the_reason(board, by, events, issued):
    meeting = MeetingFactory(board=board, issued=issued)

    call_off_meeting(meeting=meeting, reason="Snow.", version=1, by=by)

    assert state_of(meeting) == "called_off"
    assert events() == [("meeting.called_off", {}, {}, "Snow.")]


def test_a_meeting_is_not_called_off_without_a_reason(planned, by, refused):
    errors = refused(call_off_meeting, meeting=planned, reason="", version=1, by=by)

    assert errors == {"__all__": ["Say why the meeting is called off. One that was held cannot be called off."]}


def test_steps_from_the_wrong_state_are_refused(board, held, by, refused):
    called_off = MeetingFactory(board=board, called_off=True)

    assert refused(issue_papers, meeting=held, version=1, by=by) == refusal(
        "held", "Its papers cannot be issued again."
    )
    assert refused(call_off_meeting, meeting=held, reason="Snow.", version=1, by=by) == refusal(
        "held", "It cannot be called off any more."
    )
    assert refused(change_meeting, meeting=called_off, starts_at=TEN, place="Hall", version=1, by=by) == refusal(
        "called off", "Its hour and place stay as they were."
    )
    assert refused(record_attendance, meeting=called_off, presences={}, version=1, by=by) == refusal(
        "called off", "Attendance is recorded once papers are issued, and until minutes are agreed."
    )
    seat = board.memberships.first()
    assert refused(give_notice, meeting=held, membership=seat, notice="absent", by=by) == refusal(
        "held", "Notice is given before a meeting."
    )


def test_give_notice_says_who_cannot_come_who_sends_a_deputy_and_who_comes_after_all(planned, seats, by, events):
    member = seats[1]

    give_notice(meeting=planned, membership=member, notice="deputy", deputy="Deputy", by=by)
    sent = Attendance.objects.get()
    give_notice(meeting=planned, membership=member, notice="absent", deputy="Deputy", by=by)
    absent = Attendance.objects.get()
    give_notice(meeting=planned, membership=member, notice="", by=by)

    assert (sent.notice, sent.deputy, absent.notice, absent.deputy) == ("deputy", "Deputy", "absent", "")
    assert (Attendance.objects.get().notice, Attendance.objects.get().recorded_by) == ("", by)
    assert events()[0] == (
        "meeting.notice_given", {}, {"who": "Member", "notice": "deputy", "deputy": "Deputy"}, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"notice": "deputy"}, "Name the deputy."),
        ({"notice": "maybe"}, "Value 'maybe' is not a valid choice."),
    ],
)
def test_a_notice_that_breaks_a_rule_is_refused(planned, seats, by, refused, facts, sentence):
    errors = refused(give_notice, meeting=planned, membership=seats[1], by=by, **facts)

    assert list(errors.values()) == [[sentence]]


def test_nobody_gives_notice_or_attends_who_does_not_sit_on_that_day(board, planned, issued, seats, by, refused):
    elsewhere = BoardMembershipFactory(name="Stranger")
    left = BoardMembershipFactory(board=board, name="Left", ends_on=HELD_ON - DAY)
    to_come = BoardMembershipFactory(board=board, name="To come", starts_on=HELD_ON + DAY, ends_on=HELD_ON + DAY)

    for seat in (elsewhere, left, to_come):
        sentence = f"{seat} has no seat on this board on 15 February 2017."
        attends = everybody([*seats, seat])
        assert refused(record_attendance, meeting=issued, presences=attends, version=1, by=by) == {
            "__all__": [sentence]
        }
        assert refused(give_notice, meeting=issued, membership=seat, notice="absent", by=by) == {"__all__": [sentence]}


def test_record_attendance_holds_the_meeting_with_the_quorum_of_its_day(issued, seats, by, events):
    BoardTermsFactory(board=issued.board, quorum=5, recorded_on=HELD_ON + DAY)

    record_attendance(meeting=issued, presences=everybody(seats, member=("deputy", "Deputy")), version=1, by=by)

    kept = Meeting.objects.get()
    called = roll(kept, TODAY)
    assert (state_of(kept, TODAY - DAY), state_of(kept), kept.quorum) == ("papers_issued", "held", 2)
    assert (called.there, called.quorum, called.is_quorate) == (2, 2, True)
    presences = {"Chair": "present", "Member": "deputy", "Observer": "present"}
    after = {"there": 2, "quorum": 2, "is_quorate": True, "presences": presences}
    assert events() == [("meeting.held", {}, after, "")]


def test_attendance_is_put_right_until_minutes_are_agreed(issued, seats, by, events):
    record_attendance(meeting=issued, presences=everybody(seats, member=("deputy", "Deputy")), version=1, by=by)

    record_attendance(meeting=issued, presences=everybody(seats, member=("absent", "")), version=2, by=by)

    attendance = Attendance.objects.get(membership=seats[1])
    assert (attendance.presence, attendance.deputy) == ("absent", "")
    assert (roll(issued, TODAY).is_quorate, [event[0] for event in events()]) == (
        False,
        ["meeting.held", "meeting.attendance_changed"],
    )


def test_a_deputy_announced_stays_named_when_the_member_comes(issued, seats, by):
    give_notice(meeting=issued, membership=seats[1], notice="deputy", deputy="Deputy", by=by)

    record_attendance(meeting=issued, presences=everybody(seats), version=1, by=by)

    attendance = Attendance.objects.get(membership=seats[1])
    assert (attendance.notice, attendance.presence, attendance.deputy) == ("deputy", "present", "Deputy")


def test_attendance_is_of_everybody_on_the_day_or_later(issued, planned, seats, by, refused):
    AgendaItemFactory(meeting=planned)
    Meeting.objects.filter(pk=planned.pk).update(papers_issued_on=EARLY, papers_issued_by=by)
    some = everybody(seats[:1]) | {seats[1]: ("", "")}

    assert refused(record_attendance, meeting=planned, presences=everybody(seats), version=1, by=by) == {
        "__all__": ["This meeting is on 15 March 2017. Record it on that day or later."]
    }
    assert refused(record_attendance, meeting=issued, presences=some, version=1, by=by) == {
        "__all__": ["Say of everybody whether they were there: Member and Observer are left."]
    }
    assert refused(
        record_attendance, meeting=issued, presences=everybody(seats, member=("deputy", "")), version=1, by=by
    ) == {"__all__": ["Name the deputy."]}


def test_a_board_without_members_holds_no_meeting(board, by, refused):
    meeting = MeetingFactory(board=board, issued=True)

    errors = refused(record_attendance, meeting=meeting, presences={}, version=1, by=by)

    assert errors == {"__all__": ["Nobody sits on the board on that day. Add its members first."]}


def test_attendance_put_right_does_not_take_the_quorum_from_what_was_decided(held, seats, by, refused):
    DecisionFactory(meeting=held)

    errors = refused(
        record_attendance, meeting=held, presences=everybody(seats, chair=("absent", "")), version=1, by=by
    )

    sentence = "This meeting has decisions, and with 1 there of the 2 that are needed it had no quorum to take them."
    assert errors == {"__all__": [sentence]}


def test_who_was_there_is_known_from_the_day_it_was_recorded(board, seats):
    meeting = MeetingFactory(board=board, held=True, meets_on=HELD_ON, held_recorded_on=TODAY, quorum=1)
    for seat in seats:
        AttendanceFactory(meeting=meeting, membership=seat)

    now, before = roll(meeting, TODAY), roll(meeting, TODAY - DAY)

    assert (now.there, now.quorum, before.there, before.quorum) == (2, 1, 0, 2)
    assert [str(seat.membership) for seat in now.seats] == ["Chair", "Member", "Observer"]


def test_the_last_and_the_next_meeting_of_a_day(board, held, planned):
    MeetingFactory(board=board, called_off=True, meets_on=TODAY + DAY)

    found = [
        (last_board(board.programme, on), next_meeting(board.programme, on)) for on in (HELD_ON - DAY, HELD_ON, TODAY)
    ]

    assert found == [(None, held), (HELD_ON, planned), (HELD_ON, planned)]


def test_meetings_of_a_closed_programme_stay_as_they_are(planned, issued, seats, by, refused, closed):
    AgendaItemFactory(meeting=planned)
    closed(planned.programme)
    plan = {"board": planned.board, "meets_on": TODAY, "starts_at": TEN, "place": "Hall"}

    assert refused(plan_meeting, by=by, **plan) == CLOSED
    assert refused(change_meeting, meeting=planned, starts_at=TEN, place="Hall", version=1, by=by) == CLOSED
    assert refused(issue_papers, meeting=planned, version=1, by=by) == CLOSED
    assert refused(call_off_meeting, meeting=planned, reason="Snow.", version=1, by=by) == CLOSED
    assert refused(give_notice, meeting=planned, membership=seats[0], notice="absent", by=by) == CLOSED
    assert refused(record_attendance, meeting=issued, presences=everybody(seats), version=1, by=by) == CLOSED


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        (change_meeting, {"starts_at": TEN, "place": "Hall"}),
        (issue_papers, {}),
        (call_off_meeting, {"reason": "Snow."}),
        (record_attendance, {"presences": {}}),
    ],
)
def test_a_step_of_a_meeting_from_an_older_page_is_stale(planned, by, left_alone, action, facts):
    with left_alone(), pytest.raises(Stale, match="^Board of 15 March 2017 was changed by somebody else"):
        action(meeting=planned, version=2, by=by, **facts)
