"""The one clock, and the arithmetic of programme months."""

import calendar
import datetime

from django.conf import settings
from django.utils import timezone


def today():
    """Today in London; in a demonstration, the day that PROGRAMME_TODAY fixes."""
    return settings.PROGRAMME_TODAY or timezone.localdate()


def now():
    """This moment, aware; in a demonstration, this time of day on the fixed day."""
    moment = timezone.now()
    if settings.PROGRAMME_TODAY:
        local = timezone.localtime(moment)
        moment = datetime.datetime.combine(settings.PROGRAMME_TODAY, local.time(), tzinfo=local.tzinfo)
    return moment


def add_months(day, months):
    """The same day some months on, or the month's last day where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last_day))


def months_completed(start, on):
    """Whole months gone by since the start: 0 until the same day of the next month; never below 0."""
    months = (on.year - start.year) * 12 + on.month - start.month
    if on < add_months(start, months):
        months -= 1
    return max(months, 0)


def months_in(start, end):
    """How many months a period lasts, both days included; a part month counts as a month."""
    day_after = end + datetime.timedelta(days=1)
    months = months_completed(start, day_after)
    return months if add_months(start, months) == day_after else months + 1
