"""Which days of a period a claim may take, what each comes to, and why every other day is left out."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from claims.models import ClaimedDay, ClaimLine, DayEntry, DayRate
from claims.models.claim import NOTHING
from claims.models.day import DayState
from claims.vat import vat_percent
from config.money import round_to_pence
from improvement.wording import day as in_words


@dataclass(frozen=True)
class Amount:
    """Days and pounds: of one line, or of many together."""

    days: Decimal = Decimal("0.0")
    net: Decimal = NOTHING
    vat: Decimal = NOTHING

    @property
    def gross(self):
        return self.net + self.vat

    def __add__(self, other):
        return Amount(self.days + other.days, self.net + other.net, self.vat + other.vat)


def amount_of(days, rate, percent):
    """What days at a rate come to: net and VAT each rounded half up to the penny, for this line alone.

    Source: HMRC VAT Notice 700, section 17.5 (rounding at line level).
    """
    net = round_to_pence(rate * days)
    return Amount(days, net, round_to_pence(net * percent / 100))


@dataclass(frozen=True)
class EligibleDay:
    entry: DayEntry
    rate: Decimal
    vat_percent: Decimal
    amount: Amount


@dataclass(frozen=True)
class LeftOut:
    entry: DayEntry
    reason: str
    number: str = ""
    """Of the claim that has the day, where one has."""


@dataclass(frozen=True)
class Preview:
    """What a claim of a period would hold."""

    eligible: tuple[EligibleDay, ...]
    left_out: tuple[LeftOut, ...]
    without_rate: tuple[DayEntry, ...]
    """Days that could be claimed, had their date a rate."""
    total: Amount = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "total", sum((day.amount for day in self.eligible), Amount()))

    @property
    def pairs(self):
        """(id, version) of the eligible days: what somebody who looked at the preview saw."""
        return [(day.entry.pk, day.entry.version) for day in self.eligible]


def rate_on(rates, day):
    """The amount of a whole day worked on a date: of the newest of the rates that starts on or before it, or None."""
    in_force = [rate for rate in rates if rate.from_on <= day]
    return max(in_force, key=lambda rate: rate.from_on).amount_pounds if in_force else None


def preview(agreement, terms, *, since: datetime.date, until: datetime.date):
    """The Preview of a period, both days included. Four queries, whatever the number of days."""
    entries = DayEntry.objects.filter(programme=agreement.programme, worked_on__gte=since, worked_on__lte=until)
    entries = entries.standing().select_related("officer", "workstream").order_by("worked_on", "pk")
    claimed = dict(
        ClaimedDay.objects.filter(entry__in=entries.order_by()).values_list("entry_id", "line__claim__number")
    )
    rates = list(DayRate.objects.filter(agreement=agreement))
    percent = vat_percent(terms.vat)
    eligible, left_out, without_rate = [], [], []
    for entry in entries:
        if entry.pk in claimed:
            left_out.append(LeftOut(entry, "On claim", claimed[entry.pk]))
        elif why := _why_not(entry, agreement, terms):
            left_out.append(LeftOut(entry, why))
        elif (rate := rate_on(rates, entry.worked_on)) is None:
            without_rate.append(entry)
        else:
            eligible.append(EligibleDay(entry, rate, percent, amount_of(entry.days, rate, percent)))
    return Preview(tuple(eligible), tuple(left_out), tuple(without_rate))


_NOT_APPROVED = {
    DayState.DRAFT: "Not submitted by the officer",
    DayState.RETURNED: "Returned to the officer",
    DayState.SUBMITTED: "Awaiting approval",
}


def _why_not(entry, agreement, terms):
    if entry.state in _NOT_APPROVED:
        return _NOT_APPROVED[entry.state]
    if not entry.counts:
        return "Does not count under the terms of the agreement"
    if entry.worked_on < agreement.eligible_from:
        return f"Before the agreement, which starts on {in_words(agreement.eligible_from)}"
    if terms.ends_on and entry.worked_on > terms.ends_on:
        return f"After the agreement, which ended on {in_words(terms.ends_on)}"
    return ""


def totals_by(days, key):
    """[(key, Amount)] of eligible days or lines by what `key` gives for each, in the order of the keys."""
    found = defaultdict(Amount)
    for day in days:
        found[key(day)] += day.amount if isinstance(day, EligibleDay) else amount_of_line(day)
    return sorted(found.items())


def amount_of_line(line: ClaimLine):
    return Amount(line.days, line.net, line.vat)
