"""Where an allowance will stand at the end of its period, from the pace of recent months.

The pace is days worked per day of the calendar, over the last three whole months of the period (all states: a day
worked is worked). The range goes from the slowest of those months to the fastest. In the first whole month there is
nothing to go by, and the forecast says so.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from config import dates

MONTHS = 3
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Forecast:
    """Days worked by the end of the period, in halves: as things go, at the slowest and at the fastest recent pace.

    `runs_out_on` is the day on which days worked pass what is entitled, at the usual pace; None if not in the period.
    """

    months: int
    expected: Decimal
    low: Decimal
    high: Decimal
    runs_out_on: datetime.date | None


def forecast(ledger):
    """The Forecast of a Ledger, or None before the first whole month is over, and when the period has ended."""
    recent = _whole_months(ledger)[-MONTHS:]
    remaining = ledger.period_days - ledger.days_gone
    if not recent or not remaining:
        return None
    worked = sum(spent.logged for _, _, spent in recent)
    calendar = sum(length for _, length, _ in recent)
    # Divided last, so that what comes out even stays even: two days in three, for thirty days, are twenty.
    by_month = [spent.logged * remaining / length for _, length, spent in recent]
    return Forecast(
        months=len(recent),
        expected=_halves(ledger.logged + worked * remaining / calendar),
        low=_halves(ledger.logged + min(by_month)),
        high=_halves(ledger.logged + max(by_month)),
        runs_out_on=_runs_out_on(ledger, worked, calendar),
    )


def _whole_months(ledger):
    """(first day, length in days, Spent) of each month that lies wholly in the period and is over."""
    found = []
    for first, spent in ledger.months:
        last = dates.last_of_month(first)
        if ledger.allowance.starts_on <= first and last <= ledger.allowance.ends_on and last <= ledger.on:
            found.append((first, (last - first).days + 1, spent))
    return found


def _runs_out_on(ledger, worked, calendar):
    room = ledger.entitled - ledger.logged
    if room < 0:
        return ledger.on
    if not worked:
        return None
    days = int(room * calendar // worked) + 1
    if days > (ledger.allowance.ends_on - ledger.on).days:
        return None
    return ledger.on + datetime.timedelta(days=days)


def _halves(days):
    return (days / HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP) * HALF
