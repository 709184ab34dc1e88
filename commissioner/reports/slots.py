"""The periods a schedule of reports asks for. Pure arithmetic: periods follow from the schedule, never from the clock.

A schedule's terms hold from the first day of a period. Later terms take over on the first day of theirs, so that what
was due before stays as it was.
"""

import datetime
from dataclasses import dataclass
from itertools import count, pairwise, takewhile

from django.db import models

from config.dates import add_months, day_after, day_before


class Cadence(models.TextChoices):
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every three months"
    SIX_MONTHLY = "six_monthly", "Every six months"
    OWN_DATES = "own_dates", "On dates of its own"
    STOPPED = "stopped", "No more reports"


MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.SIX_MONTHLY: 6}


@dataclass(frozen=True)
class Slot:
    """A period for which one report is due, and the day by which."""

    start: datetime.date
    end: datetime.date
    due_on: datetime.date


def in_force(terms):
    """Those of a schedule's terms that still count, in the order of their first days.

    `terms` are in the order in which they were recorded: what is recorded later takes the place of what would have
    begun on its first day or after.
    """
    kept = []
    for later in terms:
        kept = [earlier for earlier in kept if earlier.starts_on < later.starts_on] + [later]
    return kept


def slots(terms):
    """Yield the Slots of a schedule, the oldest first: without end, unless the newest terms have one."""
    kept = in_force(terms)
    for one, following in pairwise([*kept, None]):
        start = one.starts_on
        for end in _ends(one):
            if following and end >= following.starts_on:
                break
            yield Slot(start, end, end + datetime.timedelta(days=one.due_days))
            start = day_after(end)


def _ends(terms):
    if terms.cadence == Cadence.OWN_DATES:
        yield from (datetime.date.fromisoformat(end) for end in terms.own_ends.split())
    elif terms.cadence in MONTHS:
        # Each from the first day: a 31st that a short month has not comes again in the next.
        months = MONTHS[terms.cadence]
        yield from (day_before(add_months(terms.starts_on, months * number)) for number in count(1))


def ended_slots(terms, today):
    """The Slots whose period was over before a day and that are to have a report, the oldest first."""
    drafted_from = terms[0].drafts_from
    return [slot for slot in takewhile(lambda slot: slot.end < today, slots(terms)) if slot.end >= drafted_from]


def next_slot(terms, today):
    """The Slot whose period a day lies in, or else the first to come; none where the schedule has no more."""
    return next((slot for slot in slots(terms) if slot.end >= today), None)


def first_days(terms, since):
    """The first days of the next few periods from a day on: those from which the schedule can be changed."""
    from_then = (slot.start for slot in slots(terms) if slot.start >= since)
    return [day for day, _ in zip(from_then, range(4), strict=False)]
