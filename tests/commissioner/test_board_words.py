"""The agenda as a timetable, and the sentences with which the pages of the board begin. No database."""

import datetime
from types import SimpleNamespace

import pytest

from commissioner.agenda import agenda
from commissioner.board_words import meeting_sentence
from commissioner.meetings import Roll, Seat
from commissioner.models import AgendaItem, Attendance, BoardMembership, Meeting, Paper

DAY = datetime.date(2017, 3, 9)


def meeting(**facts):
    return Meeting(meets_on=DAY, starts_at=datetime.time(10), **facts)


def item(pk=1, minutes_long=20, recorded_on=DAY, **facts):
    return AgendaItem(pk=pk, minutes_long=minutes_long, recorded_on=recorded_on, **facts)


def test_items_follow_each_other_by_the_minutes_they_take():
    found = agenda(meeting(), [item(1, 20), item(2, 45), item(3, 5, decision_sought="To open it.")], [])

    assert [(slot.number, f"{slot.starts_at:%H:%M}") for slot in found.slots] == [
        (1, "10:00"), (2, "10:20"), (3, "11:05"),
    ]  # fmt: skip
    assert (found.minutes, f"{found.ends_at:%H:%M}") == (70, "11:10")
    assert [slot.number for slot in found.decisions_sought] == [3]


def test_an_agenda_past_midnight_starts_again_at_nought():
    late = Meeting(meets_on=DAY, starts_at=datetime.time(23, 50))

    assert agenda(late, [item(1, 20)], []).ends_at == datetime.time(0, 10)


def test_an_empty_agenda_ends_when_it_starts():
    found = agenda(meeting(), [], [])

    assert (found.slots, found.minutes, found.ends_at) == ((), 0, datetime.time(10))


def test_papers_decisions_and_actions_stand_with_their_item():
    papers = [Paper(pk=1, item_id=1, recorded_on=DAY), Paper(pk=2, item_id=2, recorded_on=DAY)]
    of_second = SimpleNamespace(item_id=2)
    of_none = SimpleNamespace(item_id=None)

    first, second = agenda(
        meeting(), [item(1), item(2)], papers, decisions=[of_second, of_none], actions=[of_second, of_none]
    ).slots

    assert (first.papers, first.decisions, first.actions) == ((papers[0],), (), ())
    assert (second.papers, second.decisions, second.actions) == ((papers[1],), (of_second,), (of_second,))


@pytest.mark.parametrize(
    ("issued_on", "late"),
    [(None, False), (DAY, False), (DAY - datetime.timedelta(days=1), True)],
)
def test_what_came_after_the_day_on_which_papers_were_issued_is_late(issued_on, late):
    paper = Paper(pk=1, item_id=1, recorded_on=DAY)

    (slot,) = agenda(meeting(papers_issued_on=issued_on), [item()], [paper]).slots

    assert (slot.added_later, slot.late_papers) == (late, (paper,) if late else ())


def seat(role, presence):
    attendance = Attendance(presence=presence) if presence is not None else None
    return Seat(BoardMembership(role=role), attendance)


@pytest.mark.parametrize(
    ("seats", "there", "is_quorate"),
    [
        ([], 0, False),
        ([("chair", "present"), ("member", None)], 1, False),
        ([("chair", "present"), ("member", "absent")], 1, False),
        ([("chair", "present"), ("in_attendance", "present"), ("observer", "present")], 1, False),
        ([("chair", "absent"), ("member", "present"), ("member", "deputy")], 2, True),
        ([("member", "deputy"), ("member", "deputy"), ("member", "present")], 3, True),
    ],
)
def test_the_chair_members_and_their_deputies_make_a_quorum(seats, there, is_quorate):
    called = Roll(tuple(seat(*facts) for facts in seats), quorum=2)

    assert (called.there, called.is_quorate) == (there, is_quorate)


def roll_of(there, quorum=2):
    return Roll(tuple(seat("member", "present") for _ in range(there)), quorum)


@pytest.mark.parametrize(
    ("state", "items", "there", "came", "sentence"),
    [
        ("planned", [], 0, (0, 0), "Nothing is on the agenda yet."),
        ("planned", [item()], 0, (0, 0), "One item, 20 minutes, until 10:20. No decision is asked for."),
        ("papers_issued", [item(1), item(2, decision_sought="To open it.")], 0, (0, 0),
         "Two items, 40 minutes, until 10:40. The board is asked for one decision."),
        ("held", [item()], 2, (0, 0),
         "Two members were there: a quorum, of 2. No decision and no action is recorded."),
        ("minutes_agreed", [item()], 3, (2, 1),
         "Three members were there: a quorum, of 2. Two decisions and one action came of it."),
        ("held", [item()], 1, (0, 1), "One member was there. That is no quorum: 2 are needed, so nothing could be "
         "decided. No decisions and one action came of it."),
        ("called_off", [item()], 0, (0, 0), "This meeting was called off. Snow."),
    ],
)  # fmt: skip
def test_the_first_sentence_of_a_meeting_follows_from_its_state(state, items, there, came, sentence):
    found = meeting(called_off_reason="Snow.")
    decisions, actions = came

    said = meeting_sentence(
        found, state, agenda(found, items, []), roll_of(there), decisions=decisions, actions=actions
    )

    assert said == sentence
