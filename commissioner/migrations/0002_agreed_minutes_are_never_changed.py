"""What a board decided can be proved years later: the database itself refuses to change it."""

from django.db import migrations

from config.frozen import Frozen, refuse_changes, refuse_changes_once

MINUTES = "agreed minutes are never changed or deleted"
OF_AGREED_MINUTES = (
    "EXISTS (SELECT 1 FROM commissioner_meeting agreed "
    "WHERE agreed.id = {row}.meeting_id AND agreed.minutes_agreed_on IS NOT NULL)"
)
OF_AN_ITEM_OF_AGREED_MINUTES = (
    "EXISTS (SELECT 1 FROM commissioner_agendaitem item JOIN commissioner_meeting agreed "
    "ON agreed.id = item.meeting_id WHERE item.id = {row}.item_id AND agreed.minutes_agreed_on IS NOT NULL)"
)
MEETING = Frozen(
    model="commissioner.Meeting",
    sentence=MINUTES,
    when="{row}.minutes_agreed_on IS NOT NULL",
    unique=(("programme_id", "meets_on"),),
    may_change=("version",),
)
ITEM = Frozen(model="commissioner.AgendaItem", sentence=MINUTES, when=OF_AGREED_MINUTES, unique=(), joins=True)
ATTENDANCE = Frozen(
    model="commissioner.Attendance",
    sentence=MINUTES,
    when=OF_AGREED_MINUTES,
    unique=(("meeting_id", "membership_id"),),
    joins=True,
)
PAPER = Frozen(
    model="commissioner.Paper", sentence=MINUTES, when=OF_AN_ITEM_OF_AGREED_MINUTES, unique=(), joins=True
)
DECISION = Frozen(
    model="commissioner.Decision",
    sentence=MINUTES,
    when=OF_AGREED_MINUTES,
    unique=(("programme_id", "number"), ("replaces_id",)),
    joins=True,
)
ACTION = Frozen(
    model="commissioner.MeetingAction",
    sentence=MINUTES,
    when=OF_AGREED_MINUTES,
    unique=(("programme_id", "number"),),
    may_change=("version",),
    joins=True,
)
CHALLENGE = Frozen(
    model="commissioner.Challenge",
    sentence="a question to the board is never changed or deleted",
    when="{row}.id IS NOT NULL",
    unique=(("programme_id", "number"),),
    may_change=("version",),
)


class Migration(migrations.Migration):
    dependencies = [("commissioner", "0001_the_board_and_its_meetings")]

    operations = [
        *(refuse_changes_once(frozen) for frozen in (MEETING, ITEM, ATTENDANCE, PAPER, DECISION, ACTION, CHALLENGE)),
        refuse_changes("commissioner_boardterms", "terms of a board are never changed", unique=["id"]),
        refuse_changes("commissioner_correction", "a correction of minutes is never changed", unique=["id"]),
        refuse_changes("commissioner_actionchange", "a step of an action is never changed", unique=["id"]),
        refuse_changes("commissioner_challengestep", "a step of a question is never changed", unique=["id"]),
    ]
