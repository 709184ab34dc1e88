"""Who is reminded of days, and when: worked out each night from what is on record, each letter written once.

A night may run twice, late or not at all: what it finds is written under a key of its own, and the next night finds
what is still so.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q, Sum

from accounts.models import User
from claims import letters
from claims.allowance import allowances_on, ledger
from claims.models import DayEntry, FundingAgreement
from claims.models.day import DayState
from config import dates
from jobs.schedule import nightly

DIRECTORS_AFTER = datetime.timedelta(days=7)
WAITED = datetime.timedelta(days=7)
SHARES = (100, 90, 75)
# Days of an allowance are still approved for a while after its end.
STILL_DECIDED = datetime.timedelta(days=92)


@nightly("remind-of-days", "Reminders of days written", at=datetime.time(7, 0))
def remind():
    written = write_reminders(dates.today())
    return True, f"{written} written."


def write_reminders(on):
    """Write every reminder that is due on a day and not yet written; return how many that was."""
    written = 0
    for agreement in FundingAgreement.objects.select_related("programme").order_by("pk"):
        terms = agreement.terms.in_force(on)
        directors = list(User.objects.able_to("programme.manage", agreement.programme, on).order_by("pk"))
        for due in (
            _to_submit(agreement.programme, terms, on),
            _not_submitted(agreement.programme, terms, directors, on),
            _to_approve(agreement.programme, on),
            _allowances(agreement.programme, directors, on),
        ):
            written += sum(due)
    return written


@dataclass(frozen=True)
class Unsubmitted:
    """What one officer has not submitted: the first day, and the days in all and of these returned."""

    first: datetime.date
    total: Decimal
    returned: Decimal


def asked_for(on, submit_by_day):
    """(last day of the newest month whose days were to be submitted by now, the day by which)"""
    due_on = on.replace(day=submit_by_day)
    if on < due_on:
        due_on = dates.add_months(due_on, -1)
    return dates.day_before(dates.first_of_month(due_on)), due_on


def _unsubmitted(programme, last):
    """{officer: Unsubmitted} of days worked up to the last of a month, earlier months too."""
    own = DayEntry.objects.changeable().filter(programme=programme, worked_on__lte=last)
    returned = Sum("days", filter=Q(state=DayState.RETURNED), default=Decimal(0))
    rows = own.order_by().values("officer").annotate(first=Min("worked_on"), total=Sum("days"), returned=returned)
    found = {row.pop("officer"): Unsubmitted(**row) for row in rows}
    return {officer: found[officer.pk] for officer in User.objects.filter(pk__in=found).order_by("name", "pk")}


def _to_submit(programme, terms, on):
    last, due_on = asked_for(on, terms.submit_by_day)
    able = set(User.objects.able_to("day.log", programme, on))
    for officer, days in _unsubmitted(programme, last).items():
        if officer in able:
            yield letters.to_submit(officer, programme, days, last=last, due_on=due_on)


def _not_submitted(programme, terms, directors, on):
    last, due_on = asked_for(on - DIRECTORS_AFTER, terms.submit_by_day)
    officers = list(_unsubmitted(programme, last).items())
    for director in directors if officers else ():
        yield letters.not_submitted(director, programme, officers, last=last, due_on=due_on)


def _to_approve(programme, on):
    """Nobody is reminded of their own days: they may not approve them."""
    old = DayEntry.objects.submitted().filter(programme=programme, submitted_on__lt=on - WAITED)
    waiting = dict(old.order_by().values_list("officer").annotate(Sum("days")))
    for approver in User.objects.able_to("day.approve", programme, on).order_by("pk"):
        if days := sum(days for officer, days in waiting.items() if officer != approver.pk):
            yield letters.to_approve(approver, programme, days, week=dates.week_name(on))


def _allowances(programme, directors, on):
    of_late = allowances_on(programme, on).filter(starts_on__lte=on, ends_on__gte=on - STILL_DECIDED)
    for allowance in of_late:
        now = ledger(allowance, on)
        reached = next((percent for percent in SHARES if now.entitled and now.share_approved >= percent), None)
        passes = now.forecast is not None and now.forecast.expected > now.entitled
        for director in directors:
            if reached:
                yield letters.share_reached(director, now, reached)
            if passes:
                yield letters.forecast_passes(director, now)
