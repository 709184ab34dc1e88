"""The allowance as a ledger: each figure from one function, used by pages, files and the API alike.

Only days that count (their kind and officer, by the agreement's terms) are in these figures.

    entitled    the allowance's first days and every variation
    logged      every day worked in its period, whatever its state
    drafts      of those, not yet submitted, or returned to the officer
    awaiting    of those, submitted and not yet approved
    approved    of those, approved: what the allowance has spent
    claimed     of those, on a claim that was submitted, less what a later claim gave back
    paid        of those, on a claim that is paid in full, or comes to nothing
    left        entitled less approved
    beyond      logged beyond what is entitled: worked, and not payable until a variation is agreed
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property, partial

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth

from audit.unchanged import while_unchanged
from claims.claim_states import SENT, ClaimState
from claims.forecast import Forecast, forecast
from claims.known_claims import claims_on
from claims.models import Allowance, ClaimLine, DayEntry, DayStep
from claims.models.day import DayState
from claims.sums import sums
from config import dates

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Spent:
    """Days that count, by where they stand."""

    drafts: Decimal = NOTHING
    awaiting: Decimal = NOTHING
    approved: Decimal = NOTHING
    claimed: Decimal = NOTHING
    """Part of those approved, as `paid` is part of those claimed."""
    paid: Decimal = NOTHING

    @property
    def logged(self):
        return self.drafts + self.awaiting + self.approved

    def __add__(self, other):
        return Spent(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Ledger:
    """One allowance on a day."""

    allowance: Allowance
    on: datetime.date
    entitled: Decimal
    cells: dict[tuple[datetime.date, int], Spent]
    """What was worked in a month, named by its first day, on a workstream, named by its key."""

    @cached_property
    def spent(self):
        return sum(self.cells.values(), Spent())

    @cached_property
    def months(self):
        """(first day, Spent) of every month of the period, those without a day too."""
        found = self._summed(lambda month, workstream: month)
        period = dates.months_between(self.allowance.starts_on, self.allowance.ends_on)
        return tuple((month, found.get(month, Spent())) for month in period)

    @cached_property
    def workstreams(self):
        """{workstream key: Spent} of the workstreams with any day."""
        return self._summed(lambda month, workstream: workstream)

    def _summed(self, key):
        found = defaultdict(Spent)
        for cell, spent in self.cells.items():
            found[key(*cell)] += spent
        return dict(found)

    @property
    def logged(self):
        return self.spent.logged

    @property
    def drafts(self):
        return self.spent.drafts

    @property
    def awaiting(self):
        return self.spent.awaiting

    @property
    def approved(self):
        return self.spent.approved

    @property
    def claimed(self):
        return self.spent.claimed

    @property
    def paid(self):
        return self.spent.paid

    @property
    def left(self):
        return self.entitled - self.approved

    @property
    def beyond(self):
        return max(self.logged - self.entitled, NOTHING)

    @property
    def share_approved(self):
        """Per cent of the allowance that approval has spent; nothing where nothing is entitled."""
        return 100 * self.approved / self.entitled if self.entitled else NOTHING

    @property
    def share_forecast(self):
        """Per cent of the allowance that the forecast expects to be worked by the end, 100 at most."""
        if not self.forecast or not self.entitled:
            return NOTHING
        return min(100 * self.forecast.expected / self.entitled, Decimal(100))

    @property
    def period_days(self):
        return (self.allowance.ends_on - self.allowance.starts_on).days + 1

    @property
    def days_gone(self):
        """Days of the calendar gone by, today included."""
        gone = (self.on - self.allowance.starts_on).days + 1
        return min(max(gone, 0), self.period_days)

    @property
    def share_of_time(self):
        return Decimal(100) * self.days_gone / self.period_days

    @property
    def place_of_today(self):
        """Where the bar draws the line of today: within its width, too, when the period is over."""
        return min(self.share_of_time, Decimal("99.4"))

    @cached_property
    def forecast(self) -> Forecast:
        return forecast(self)


def all_entries_on(on, **within):
    """Every programme's day entries as known on a day, without what had been removed: DayEntry, or DayStep for a past
    day. Both have the fields of DayFacts. `within` narrows them by programme, officer and worked_on, which no step
    changes.
    """
    if on >= dates.today():
        return DayEntry.objects.filter(**within).standing()
    # No day is logged before it is worked: steps of later days are not read to find that they are not known.
    then = DayStep.objects.newest_known_on(on, **within).filter(worked_on__lte=on)
    return then.exclude(state=DayState.REMOVED)


def entries_on(programme, on, **within):
    """The programme's entries among all_entries_on()."""
    return all_entries_on(on, programme=programme, **within)


def spent_by(programme, on, *names, since, until):
    """{value: Spent} of the days of a period that count, by month, workstream_id, officer_id or kind.

    By several of them the key is a tuple. Two queries; one while nothing happens in the programme.
    """
    work_out = partial(_spent_by, programme, on, *names, since=since, until=until)
    return while_unchanged(programme, ("spent", on, names, since, until), work_out)


def _spent_by(programme, on, *names, since, until):
    found = defaultdict(Spent)
    for cell in sums(programme, on, *names, since=since, until=until, counts=True):
        found[_key(cell.key)] += _spent(cell)
    lines = claimed_on(programme, on, worked_on__gte=since, worked_on__lte=until).annotate(
        month=TruncMonth("worked_on"), workstream_id=F("entry__workstream"), officer_id=F("entry__officer")
    )
    given_back = claimed_on(programme, on, reverses=OuterRef("pk"))
    lines = lines.annotate(is_given_back=Exists(given_back))
    settled = claims_on(programme, on).filter(Q(stood=ClaimState.PAID) | Q(stood__in=SENT, gross_then=0))
    paid = Q(claim__in=settled.order_by().values("pk"), reverses__isnull=True, is_given_back=False)
    for *key, claimed, paid_days in (
        lines.order_by().values_list(*names).annotate(claimed=Sum("days"), paid=Sum("days", filter=paid))
    ):
        found[_key(tuple(key))] += Spent(claimed=claimed, paid=paid_days or NOTHING)
    return {key: spent for key, spent in found.items() if spent != Spent()}


def _key(values):
    return values if len(values) != 1 else values[0]


def claimed_on(programme, on, **within):
    """The lines of the claims that the funder had by the end of a day, with those that give days back."""
    return ClaimLine.objects.filter(programme=programme, claim__submitted_on__lte=on, **within)


def days_approved(programme, on, **period):
    """The days of a period that count and are approved."""
    return sum((cell.days for cell in sums(programme, on, **period, counts=True, state=DayState.APPROVED)), NOTHING)


def _spent(cell):
    if cell.state == DayState.APPROVED:
        return Spent(approved=cell.days)
    return Spent(awaiting=cell.days) if cell.state == DayState.SUBMITTED else Spent(drafts=cell.days)


def ledger(allowance, on):
    """The Ledger of an allowance of entitled_on(). Two queries."""
    period = {"since": allowance.starts_on, "until": allowance.ends_on}
    cells = spent_by(allowance.programme, on, "month", "workstream_id", **period)
    return Ledger(allowance=allowance, on=on, entitled=allowance.entitled, cells=cells)


def allowances_on(programme, on):
    """The programme's allowances known on a day, in the order of their periods, each with `entitled`."""
    return (
        Allowance.objects.filter(programme=programme).entitled_on(on).select_related("programme").order_by("starts_on")
    )


def current_ledger(programme, on):
    """The Ledger of the allowance whose period holds the day, else of the last before it, else of the first.

    None without any. Three queries, four before the first of all.
    """
    allowance = _current(programme, on)
    return ledger(allowance, on) if allowance else None


def _current(programme, on):
    known = allowances_on(programme, on)
    return known.filter(starts_on__lte=on).last() or known.first()


@dataclass(frozen=True)
class Left:
    """What pages that are about something else show of the allowance."""

    entitled: Decimal
    left: Decimal


def current_left(programme, on):
    """What is Left on a day of the allowance of current_ledger().

    Of today it is read from the counter that approval keeps, and no day is summed for it.
    """
    allowance = _current(programme, on)
    if allowance is None:
        return None
    approved = allowance.days_approved
    if on < dates.today():
        approved = days_approved(programme, on, since=allowance.starts_on, until=allowance.ends_on)
    return Left(allowance.entitled, allowance.entitled - approved)


@dataclass(frozen=True)
class Period:
    """A year of some kind, and what was worked in it."""

    name: str
    starts_on: datetime.date
    ends_on: datetime.date
    logged: Decimal = NOTHING
    approved: Decimal = NOTHING


def years_beside(allowance, on):
    """The financial years and the programme years that an allowance touches, each with its days that count.

    Returns (financial years, programme years), lists of Period. One query.
    """
    financial = list(_financial_years(allowance))
    programme = list(_programme_years(allowance))
    periods = financial + programme
    since, until = min(p.starts_on for p in periods), max(p.ends_on for p in periods)
    cuts = [day for p in periods for day in (p.starts_on, dates.day_after(p.ends_on))]
    worked = defaultdict(Spent)
    for cell in sums(allowance.programme, on, "worked_on", since=since, until=until, cuts=cuts, counts=True):
        worked[cell.key[0]] += _spent(cell)
    filled = [_filled(period, worked) for period in periods]
    return filled[: len(financial)], filled[len(financial) :]


def _filled(period, worked):
    within = (spent for day, spent in worked.items() if period.starts_on <= day <= period.ends_on)
    spent = sum(within, Spent())
    return replace(period, logged=spent.logged, approved=spent.approved)


def _financial_years(allowance):
    starts_on, ends_on = dates.financial_year(allowance.starts_on)
    while starts_on <= allowance.ends_on:
        yield Period(f"{starts_on:%Y}/{ends_on:%y}", starts_on, ends_on)
        starts_on, ends_on = dates.financial_year(ends_on + datetime.timedelta(days=1))


def _programme_years(allowance):
    """Years from the programme's first day: year 1, year 2."""
    first, number = allowance.programme.starts_on, 1
    while first <= allowance.ends_on:
        following = dates.add_months(allowance.programme.starts_on, 12 * number)
        if following > allowance.starts_on:
            yield Period(f"Year {number}", first, following - datetime.timedelta(days=1))
        first, number = following, number + 1
