"""What a day entry must keep to, beyond what the database holds; and what is worth a second look.

Refusals are for what cannot be true. What is only unusual is a warning: a day truly worked can always be recorded.
"""

import datetime

from django.core.exceptions import ValidationError

from claims.bank_holidays import bank_holiday
from claims.models import DayEntry, FundingAgreement
from claims.models.day import WHOLE, half_or_whole
from config import dates
from config.days import in_days
from improvement.models import WorkstreamChange
from improvement.wording import day as in_words

LATE_MONTHS = 1


def agreement_of(programme):
    """The programme's funding agreement, or a ValidationError that says whom to ask."""
    agreement = FundingAgreement.objects.filter(programme=programme).first()
    if agreement is None:
        raise ValidationError("No funding agreement is recorded for this programme yet. Ask its director to add it.")
    return agreement


def check_day(entry, agreement, terms, on):
    """Raise ValidationError by field where the entry cannot be true, or lies outside the agreement."""
    changes = WorkstreamChange.objects.filter(workstream=entry.workstream).order_by("recorded_on", "pk")
    check_facts(entry, agreement, terms, changes, on)
    others = DayEntry.objects.of(entry.officer).standing().filter(worked_on=entry.worked_on).exclude(pk=entry.pk)
    check_room(entry, others)


def check_facts(entry, agreement, terms, changes, on):
    """What one entry must keep to, whatever else is logged. `changes` are those of its workstream, oldest first."""
    _check_amount(entry)
    check_date(entry.worked_on, agreement, terms, on)
    _check_workstream(entry, changes)


def check_date(worked_on, agreement, terms, on):
    if worked_on > on:
        raise _about("worked_on", "This day is in the future. Choose today or an earlier day.")
    if worked_on < agreement.eligible_from:
        first = in_words(agreement.eligible_from)
        raise _about("worked_on", f"The agreement pays for days from {first} on. This day is before it.")
    if terms.ends_on and worked_on > terms.ends_on:
        raise _about("worked_on", f"The agreement ended on {in_words(terms.ends_on)}. This day is after it.")


def _check_amount(entry):
    """Before its room is: of one day and a half the fault is the half, not what else is logged."""
    try:
        half_or_whole(entry.days)
    except ValidationError as error:
        raise _about("days", error.message) from None


def _about(field, sentence):
    return ValidationError({field: sentence})


def _check_workstream(entry, changes):
    """A workstream may be closed by now, if it was open on the day worked."""
    if entry.workstream.programme_id != entry.programme_id:
        raise _about("workstream", "Choose a workstream of this programme.")
    closed_on = None
    for change in changes:
        if change.recorded_on <= entry.worked_on:
            # A change of who leads a closed workstream leaves the day it was closed.
            closed_on = (closed_on or change.recorded_on) if change.is_closed else None
    if closed_on:
        number, closed = entry.workstream.number, in_words(closed_on)
        raise _about("workstream", f"Workstream {number} was closed on {closed}. Choose one that is open.")


def check_room(entry, others):
    """At most one whole day on a date. `others` are all the officer logged on it, over all programmes.

    The caller holds the officer's lock.
    """
    if any(other.workstream_id == entry.workstream_id for other in others):
        number = entry.workstream.number
        raise _about("workstream", f"This day is logged on workstream {number} already. Change that entry instead.")
    taken = sum(other.days for other in others)
    if taken + entry.days > WHOLE:
        has = f"{in_words(entry.worked_on)} has {in_days(taken)} logged already, over all your programmes"
        raise _about("days", f"{has}. One date holds one day at most.")


def warnings(entry, on):
    """Short words on what is unusual about a day, for whoever approves it."""
    found = []
    if entry.worked_on.weekday() >= 5:
        found.append("Weekend")
    if name := bank_holiday(entry.worked_on):
        found.append(f"Bank holiday: {name}")
    if entry.worked_on < dates.add_months(on, -LATE_MONTHS):
        found.append("Over a month ago")
    if not entry.counts:
        found.append("Does not count against the allowance")
    return found


def is_working_day(day: datetime.date):
    return day.weekday() < 5 and not bank_holiday(day)
