"""What a person's calendar program shows of the board: its meetings, and when their own actions are due.

Source: RFC 5545, section 3.6.1 (an all-day event ends, not included, on the day after).
"""

import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Event

from accounts.mail import link_to
from claims.calendar import calendar_of
from commissioner.known_actions import OPEN, actions_as_known
from commissioner.models import AgendaItem, Meeting, MeetingAction
from config import dates

LONDON = ZoneInfo("Europe/London")
WITHOUT_ITEMS = datetime.timedelta(hours=2)
"""How long a meeting is taken to last while nothing is on its agenda."""


def calendar_of_person(user):
    """The Calendar of a person: their days, the meetings of the boards they may see, and their own open actions."""
    found = calendar_of(user)
    programmes = user.programmes_with("board.view")
    today = dates.today()
    meetings = Meeting.objects.filter(programme__in=programmes).select_related("programme", "board")
    lasting = _lasting(meetings)
    for meeting in meetings.order_by("meets_on", "pk"):
        found.add_component(_meeting(meeting, lasting.get(meeting.pk, WITHOUT_ITEMS)))
    own = actions_as_known(MeetingAction.objects.filter(programme__in=programmes), today).select_related("programme")
    for action in own.filter(known_owner_id=user.pk, status__in=OPEN).order_by("due_on", "pk"):
        found.add_component(_action(action))
    return found


def _lasting(meetings):
    """{meeting: how long its agenda lasts}"""
    minutes = {}
    items = AgendaItem.objects.filter(meeting__in=meetings, withdrawn_on__isnull=True)
    for meeting, each in items.order_by().values_list("meeting", "minutes_long"):
        minutes[meeting] = minutes.get(meeting, 0) + each
    return {meeting: datetime.timedelta(minutes=total) for meeting, total in minutes.items()}


def _event(name, record, summary, url):
    event = Event()
    event.add("uid", f"{name}-{record.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", record.version)
    event.add("summary", f"{summary}: {record.programme.name}")
    event.add("url", url)
    return event


def _meeting(meeting, lasting):
    day = meeting.meets_on.isoformat()
    event = _event("meeting", meeting, str(meeting.board), link_to("board:meeting-detail", meeting.programme.slug, day))
    starts_at = datetime.datetime.combine(meeting.meets_on, meeting.starts_at, tzinfo=LONDON)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + lasting)
    event.add("location", meeting.place)
    event.add("status", "CANCELLED" if meeting.called_off_on else "CONFIRMED")
    return event


def _action(action):
    url = link_to("board:action-detail", action.programme.slug, action.number)
    event = _event("action", action, f"{action} is due", url)
    event.add("dtstart", action.due_on)
    event.add("dtend", dates.day_after(action.due_on))
    event.add("description", action.text)
    event.add("transp", "TRANSPARENT")
    return event
