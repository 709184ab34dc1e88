"""Meetings and own actions in a person's calendar feed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from accounts.actions import make_calendar_feed
from commissioner.models import Meeting
from tests.factories.accounts import MembershipFactory, member
from tests.factories.board import ActionChangeFactory, AgendaItemFactory, MeetingActionFactory, MeetingFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


def events(client, user):
    address = f"/calendar/{make_calendar_feed(user=user)}.ics"
    return list(Calendar.from_ical(client.get(address).content).walk("VEVENT"))


def test_a_meeting_lasts_as_long_as_its_agenda_and_two_hours_without(client, board, settings):
    settings.SITE_URL = "https://improvement.example"
    summer = MeetingFactory(board=board, meets_on=datetime.date(2017, 4, 20), place="Library")
    MeetingFactory(board=board, meets_on=datetime.date(2017, 5, 18))
    AgendaItemFactory(meeting=summer, minutes_long=30)
    AgendaItemFactory(meeting=summer, minutes_long=45)
    AgendaItemFactory(meeting=summer, minutes_long=60, withdrawn_on=datetime.date(2017, 2, 28))

    first, second = events(client, member(board.programme, "board_member"))

    starts_at = datetime.datetime(2017, 4, 20, 10, tzinfo=LONDON)
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (starts_at, starts_at + datetime.timedelta(minutes=75))
    assert second["DTEND"].dt - second["DTSTART"].dt == datetime.timedelta(hours=2)
    assert (first["LOCATION"], first["STATUS"], first["SUMMARY"]) == (
        "Library", "CONFIRMED", f"Children’s Improvement Board: {board.programme.name}",
    )  # fmt: skip
    assert first["UID"] == f"meeting-{summer.pk}@improvement.example"
    assert first["URL"] == "https://improvement.example/own/board/meetings/2017-04-20/"


def test_a_meeting_called_off_is_cancelled_under_the_same_name_with_a_higher_sequence(client, board):
    meeting = MeetingFactory(board=board)
    person = member(board.programme, "board_member")
    (before,) = events(client, person)
    Meeting.objects.update(called_off_on=meeting.meets_on, called_off_by=person, called_off_reason="Snow.", version=2)

    (after,) = events(client, person)

    assert (before["UID"], before["STATUS"], before["SEQUENCE"]) == (after["UID"], "CONFIRMED", 1)
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 2)


def test_it_holds_a_persons_own_open_actions_on_the_day_they_are_due_now(client, board, held):
    lead = member(board.programme, "action_lead")
    own = MeetingActionFactory(meeting=held, number=1, text="Write.", owner=lead, owner_name=str(lead))
    ActionChangeFactory(action=own, due_on=datetime.date(2017, 4, 30))
    done = MeetingActionFactory(meeting=held, number=2, owner=lead, owner_name=str(lead))
    ActionChangeFactory(action=done, step="done", due_on=None)
    MeetingActionFactory(meeting=held, number=3)

    found = [event for event in events(client, lead) if event["UID"].startswith("action")]

    assert [(event["SUMMARY"], event["DTSTART"].dt, event["DESCRIPTION"]) for event in found] == [
        (f"A1 is due: {board.programme.name}", datetime.date(2017, 4, 30), "Write."),
    ]
    assert (found[0]["DTEND"].dt, found[0]["TRANSP"]) == (datetime.date(2017, 5, 1), "TRANSPARENT")


def test_who_does_not_see_the_board_or_has_left_it_has_none_of_it(client, board, held):
    gone = MembershipFactory(programme=board.programme, role="officer", until_on=datetime.date(2017, 2, 27)).user

    assert [events(client, person) for person in (member(board.programme, "reader"), gone)] == [[], []]
