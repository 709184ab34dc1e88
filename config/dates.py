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


def first_of_month(day):
    return day.replace(day=1)


def last_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_between(start, end):
    """The first day of every month that holds any day of a period, both ends included."""
    months, month = [], first_of_month(start)
    while month <= end:
        months.append(month)
        month = add_months(month, 1)
    return months


def financial_year(day):
    """The first and last day of the financial year that holds a day: 1 April to 31 March."""
    start = datetime.date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    return start, datetime.date(start.year + 1, 3, 31)


def month_from(text):
    """The first day of the month written as 2017-02. Raises ValueError for anything else."""
    if len(text) != 7 or not text.isascii():
        raise ValueError(text)
    return datetime.date.fromisoformat(f"{text}-01")


def week_from(text):
    """The Monday of the ISO week written as 2017-W08. Raises ValueError for anything else."""
    if len(text) != 8 or not text.isascii() or text[4:6] != "-W":
        raise ValueError(text)
    return datetime.date.fromisoformat(f"{text}-1")


def week_name(day):
    """The ISO week of a day, as addresses write it: 2017-W08."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def day_from(text):
    """The day written as 2017-02-28. Raises ValueError for anything else."""
    day = datetime.date.fromisoformat(text)
    # Python reads other ways of ISO 8601 too: 20170228, 2017-W09-2.
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def day_after(day):
    return day + datetime.timedelta(days=1)


def day_before(day):
    return day - datetime.timedelta(days=1)


def monday_of(day):
    return day - datetime.timedelta(days=day.weekday())
