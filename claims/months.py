"""An officer's month: what is logged on each day, what is not, and what waits to be submitted."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from claims.allowance import entries_on
from claims.day_rules import is_working_day
from claims.models.day import CHANGEABLE, DayState
from config import dates


@dataclass(frozen=True)
class Row:
    """One line of the month: a day with its entries, or a run of working days with none."""

    first: datetime.date
    last: datetime.date
    entries: tuple = ()

    @property
    def is_empty(self):
        return not self.entries


@dataclass(frozen=True)
class Month:
    """The days of one officer in one programme and month, newest first."""

    first: datetime.date
    rows: tuple[Row, ...]
    entries: tuple

    @property
    def last(self):
        return dates.last_of_month(self.first)

    @property
    def total(self):
        return sum((entry.days for entry in self.entries), Decimal(0))

    @property
    def unsubmitted(self):
        return tuple(entry for entry in self.entries if entry.state in CHANGEABLE)

    @property
    def days_unsubmitted(self):
        return sum((entry.days for entry in self.unsubmitted), Decimal(0))

    @property
    def returned(self):
        return tuple(entry for entry in self.entries if entry.state == DayState.RETURNED)


def month_of(programme, officer, first, *, on, since, until):
    """The Month as known on a day. What is missing is only of days that can be logged, since and until. One query."""
    last = min(dates.last_of_month(first), on)
    known = entries_on(programme, on, officer=officer, worked_on__gte=first, worked_on__lte=last)
    entries = tuple(known.select_related("workstream").order_by("-worked_on", "workstream__number"))
    by_day = {day: tuple(group) for day, group in groupby(entries, key=lambda entry: entry.worked_on)}
    return Month(first=first, rows=tuple(_rows(by_day, max(first, since), last, until)), entries=entries)


def _rows(by_day, first, last, until):
    empty = []
    day = last
    while day >= first:
        if entries := by_day.get(day):
            yield from _run(empty)
            empty = []
            yield Row(day, day, entries)
        elif day <= until and is_working_day(day):
            empty.append(day)
        day -= datetime.timedelta(days=1)
    yield from _run(empty)


def _run(empty):
    """The working days without an entry, newest first, as one row."""
    if empty:
        yield Row(first=empty[-1], last=empty[0])


def days_of(first, *, since, until, today):
    """The days of a month that can be logged, newest first, in words: Tuesday 28 February (today)."""
    day, found = min(dates.last_of_month(first), until), []
    while day >= max(first, since):
        found.append((day, f"{day:%A %-d %B}{' (today)' if day == today else ''}"))
        day -= datetime.timedelta(days=1)
    return found
