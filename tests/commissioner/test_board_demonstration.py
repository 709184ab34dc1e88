"""The invented board: what a reader can check by hand."""

import datetime

import pytest

from commissioner.demonstration.board import HELD, NEXT, tell_board
from commissioner.demonstration.people import PEOPLE
from commissioner.known_actions import actions_on
from commissioner.known_challenges import challenges_on
from commissioner.meetings import last_board, next_meeting, roll
from tests.factories.accounts import MembershipFactory
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


def test_the_demonstration_holds_six_meetings_and_what_came_of_them():
    programme = ProgrammeFactory(slug="torbay", starts_on=datetime.date(2016, 5, 25))
    for number in (6, 8, 12, 15):
        WorkstreamFactory(programme=programme, number=number)
    people = {
        short: MembershipFactory(programme=programme, role=role, user__name=name).user
        for short, name, _, role in PEOPLE
    }

    tell_board(programme, people)

    meetings = list(programme.meetings.order_by("meets_on"))
    assert [meeting.meets_on for meeting in meetings] == [*HELD, NEXT]
    assert [str(meeting.state_on(TODAY)) for meeting in meetings] == [*["minutes_agreed"] * 5, "held", "planned"]
    assert [roll(meeting, TODAY).there for meeting in meetings] == [4, 4, 5, 4, 5, 5, 0]
    assert all(roll(meeting, TODAY).is_quorate for meeting in meetings[:6])
    assert (last_board(programme, TODAY), next_meeting(programme, TODAY)) == (HELD[-1], meetings[-1])
    assert (HELD[0].isoformat(), HELD[-1].isoformat()) == ("2016-05-31", "2017-02-09")
    assert [decision.meeting.meets_on for decision in programme.decisions.order_by("number")] == [
        HELD[0], HELD[2], HELD[4], HELD[5],
    ]  # fmt: skip
    actions = actions_on(programme, TODAY).order_by("number")
    assert [(action.status, action.times_redated) for action in actions] == [
        ("closed", 0), ("closed", 1), ("open", 2), ("closed", 0), ("closed", 0), ("done", 0), ("overdue", 0),
        ("open", 0), ("open", 0),
    ]  # fmt: skip
    assert [(str(asked), asked.standing) for asked in challenges_on(programme, TODAY).order_by("number")] == [
        ("Q1", "closed"), ("Q2", "overdue"), ("Q3", "asked"),
    ]  # fmt: skip
    assert all(record.invented for record in [*meetings, *actions])
