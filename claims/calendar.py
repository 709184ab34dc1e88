"""A person's submitted and approved days as an iCalendar, one all-day event for each entry. Notes stay out of it.

Source: RFC 5545, section 3.6.1 (an all-day event ends, not included, on the day after).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.mail import link_to
from claims.models import DayEntry
from claims.models.day import DayState
from config import dates

STATUS = {DayState.SUBMITTED: "TENTATIVE", DayState.APPROVED: "CONFIRMED"}


def calendar_of(user):
    """The Calendar of a person's days in the programmes where they may still see their own."""
    found = Calendar()
    found.add("prodid", "-//Improvement programmes//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", "Improvement programmes")
    own = DayEntry.objects.of(user).filter(state__in=STATUS, programme__in=user.programmes_with("own_days.view"))
    now, host = timezone.now(), urlsplit(settings.SITE_URL).hostname
    for entry in own.select_related("programme", "workstream").order_by("worked_on", "pk"):
        found.add_component(_event(entry, now, host))
    return found


def _event(entry, now, host):
    event = Event()
    event.add("uid", f"day-{entry.pk}@{host}")
    event.add("dtstamp", now)
    event.add("sequence", entry.version)
    event.add("dtstart", entry.worked_on)
    event.add("dtend", dates.day_after(entry.worked_on))
    event.add("summary", f"{entry.workstream}: {entry.amount.lower()}")
    words = f"{entry.programme.name}, {entry.get_kind_display().lower()}. {entry.get_state_display()}."
    event.add("description", words)
    event.add("status", STATUS[entry.state])
    event.add("transp", "TRANSPARENT")
    event.add("url", link_to("claims:day-detail", entry.programme.slug, entry.pk))
    return event
