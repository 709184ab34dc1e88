"""Days that wait for approval, by officer and week, each with what is worth a second look."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from claims.allowance import allowances_on
from claims.day_rules import warnings
from claims.models import DayEntry
from config import dates


@dataclass(frozen=True)
class WaitingDay:
    entry: DayEntry
    warnings: tuple[str, ...]
    is_beyond: bool
    """Approving it, after all that was worked before it, would pass the allowance; or no allowance covers it."""


@dataclass(frozen=True)
class Group:
    """One officer's days of one week."""

    officer: object
    monday: datetime.date
    days: tuple[WaitingDay, ...]

    @property
    def name(self):
        return f"{self.officer.pk}-{dates.week_name(self.monday)}"

    @property
    def sunday(self):
        return self.monday + datetime.timedelta(days=6)

    @property
    def dates(self):
        """The week in words: 13 to 19 February 2017."""
        if self.monday.year != self.sunday.year:
            start = f"{self.monday:%-d %B %Y}"
        else:
            start = f"{self.monday:%-d}" if self.monday.month == self.sunday.month else f"{self.monday:%-d %B}"
        return f"{start} to {self.sunday:%-d %B %Y}"

    @property
    def total(self):
        return sum((day.entry.days for day in self.days), Decimal(0))


def waiting(programme, on):
    """Every Group of submitted days, by week and then officer. Two queries."""
    entries = DayEntry.objects.filter(programme=programme).submitted().select_related("officer", "workstream")
    beyond = _beyond(programme, on, entries)
    in_order = sorted(entries, key=lambda e: (_monday(e), e.officer.name, e.officer_id, e.worked_on, e.pk))
    return [
        Group(
            officer=officer,
            monday=monday,
            days=tuple(WaitingDay(e, tuple(warnings(e, on)), e.pk in beyond) for e in group),
        )
        for (monday, _, officer), group in groupby(in_order, key=lambda e: (_monday(e), e.officer_id, e.officer))
    ]


def _monday(entry):
    return dates.monday_of(entry.worked_on)


def _beyond(programme, on, entries):
    """Keys of the days past the cap, when days are approved in the order in which they spend: oldest first."""
    allowances = list(allowances_on(programme, on))
    room = {allowance: allowance.days - allowance.days_approved for allowance in allowances}
    found = set()
    for entry in sorted(entries, key=lambda entry: (entry.worked_on, entry.pk)):
        if not entry.counts:
            continue
        allowance = next((a for a in allowances if a.starts_on <= entry.worked_on <= a.ends_on), None)
        if allowance is None or entry.days > room[allowance]:
            found.add(entry.pk)
        else:
            room[allowance] -= entry.days
    return found
