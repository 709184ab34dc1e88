"""The year end: what was earned, claimed and paid by financial year of the work, as known on a day.

    earned              approved days that count, worked by the day, at the rate of their date and with VAT by the terms
                        then in force
    claimed             the lines of the claims the funder had by the day; a reversal takes its line off again
    earned not claimed  of the days earned those on no such claim, or on one that gave them back
    claimed not paid    what is outstanding of those claims. Payments, and what a claim itself gives back, settle its
                        lines in the order of their numbers; a day is unpaid until its line is settled in full

In days and pounds. The first and the last two are accruals of the closedown.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Sum

from claims.allowance import claimed_on, entries_on
from claims.eligibility import Amount, amount_of, rate_on
from claims.models import ClaimLine, DayEntry, FundingAgreement
from claims.models.agreement import Vat
from claims.models.allowance import HALF
from claims.models.claim import NOTHING
from claims.models.day import WHOLE, DayState
from claims.paying import still_owed
from claims.sums import sums
from claims.vat import vat_percent
from config import dates
from config.money import round_to_pence

WHATS = {
    "earned": "Earned",
    "claimed": "Claimed",
    "earned_not_claimed": "Earned, not claimed",
    "claimed_not_paid": "Claimed, not paid",
}


@dataclass(frozen=True)
class Year:
    """One financial year, April to March, and its figures."""

    starts_on: datetime.date
    earned: Amount
    claimed: Amount
    earned_not_claimed: Amount
    claimed_not_paid: Amount

    @property
    def name(self):
        return year_name(self.starts_on)

    @property
    def figures(self):
        """[(code, label, Amount)] of each figure."""
        return [(what, label, getattr(self, what)) for what, label in WHATS.items()]


@dataclass(frozen=True)
class YearEnd:
    """The Years with any figure, oldest first, and what they add up to."""

    on: datetime.date
    vat: Vat
    years: tuple[Year, ...]
    without_rate: tuple[tuple[datetime.date, Decimal], ...]
    """(date, days) of what was earned and cannot be valued, because its date has no rate."""
    ledger_days: Decimal
    """Approved days that count, as the ledger of the allowance has them."""
    total: dict = field(init=False)

    def __post_init__(self):
        total = {what: sum((getattr(year, what) for year in self.years), Amount()) for what in WHATS}
        object.__setattr__(self, "total", total)

    @property
    def totals(self):
        return [(what, label, self.total[what]) for what, label in WHATS.items()]

    @property
    def days_apart(self):
        """How many days the ledger has beyond those claimed and those not claimed: nothing, when all is well."""
        return self.ledger_days - self.total["claimed"].days - self.total["earned_not_claimed"].days

    @property
    def net_apart(self):
        """What is earned at the rates of today beyond what is claimed and not claimed: rates that came later."""
        return self.total["earned"].net - self.total["claimed"].net - self.total["earned_not_claimed"].net


@dataclass(frozen=True)
class Worth:
    """The rates and the VAT by which a day is valued, as known on a day."""

    rates: tuple
    vat: Vat

    def of(self, day, days):
        """The Amount of days worked on a date, and their rate; (Amount of the days alone, None) without a rate."""
        rate = rate_on(self.rates, day)
        return (Amount(days), None) if rate is None else (amount_of(days, rate, vat_percent(self.vat)), rate)


def worth_on(programme, on):
    """The Worth of a programme's days. Three queries at most."""
    agreement = FundingAgreement.objects.filter(programme=programme).first()
    if agreement is None:
        return Worth((), Vat.TO_BE_CONFIRMED)
    return Worth(tuple(agreement.rates.known_on(on)), Vat(agreement.terms.in_force(on).vat))


def year_end(programme, on):
    """The YearEnd of a programme on a day. At most eleven queries, whatever the number of days and claims."""
    worth = worth_on(programme, on)
    cells = _earned_cells(programme, on, worth)
    worked = list(_earned_times(cells))
    given = [(day, days, -times) for day, days, times in _times(claimed_of_earned(programme, on))]
    found = {
        "earned": _valued(worked, worth),
        "claimed": _claimed(programme, on),
        "earned_not_claimed": _valued(worked + given, worth),
        "claimed_not_paid": _not_paid(programme, on),
    }
    starts = sorted({start for years in found.values() for start, amount in years.items() if amount != Amount()})
    return YearEnd(
        on=on,
        vat=worth.vat,
        years=tuple(Year(start, **{what: years[start] for what, years in found.items()}) for start in starts),
        without_rate=tuple(_without_rate(programme, on, worth)),
        ledger_days=sum((cell.days for cell in cells), Decimal(0)),
    )


def earned(programme, on):
    """The day entries earned by a day, as known then."""
    return entries_on(programme, on, worked_on__lte=on).filter(counts=True, state=DayState.APPROVED)


def not_claimed(programme, on):
    """Of earned() those on no claim the funder had by the day, or on one that a later claim gave back by then."""
    entries = earned(programme, on)
    return entries.filter(~Exists(_lines_of(entries, on)))


def claimed_of_earned(programme, on):
    """Of earned() those that are not among not_claimed()."""
    entries = earned(programme, on)
    return entries.filter(Exists(_lines_of(entries, on)))


def _lines_of(entries, on):
    """The line that holds each of some entries on a claim the funder had by the day."""
    key = "pk" if entries.model is DayEntry else "entry"
    sent = {"claim__submitted_on__lte": on}
    given_back = ClaimLine.objects.filter(reverses=OuterRef("pk"), **sent)
    return ClaimLine.objects.filter(~Exists(given_back), entry=OuterRef(key), reverses__isnull=True, **sent)


def _earned_cells(programme, on, worth):
    """The days that are earned(), as the ledger adds them up; a month that has one rate is under its first day."""
    changes = [rate.from_on for rate in worth.rates]
    approved = {"counts": True, "state": DayState.APPROVED}
    return sums(programme, on, "worked_on", until=on, cuts=changes, **approved)


def _earned_times(cells):
    """Yield (date, half a day or a whole one, how many) of each cell.

    Every entry is a half or a whole: so many entries of so many days are so many of each.
    """
    for cell in cells:
        wholes = int(2 * cell.days) - cell.entries
        yield cell.key[0], WHOLE, wholes
        yield cell.key[0], HALF, cell.entries - wholes


def _times(entries):
    """[(date, half a day or a whole one, how many)] of entries."""
    return entries.order_by().values_list("worked_on", "days").annotate(Count("pk"))


def _without_rate(programme, on, worth):
    """[(date, days)] of what is earned before the first rate, or at all where there is none."""
    entries = earned(programme, on)
    if worth.rates:
        entries = entries.filter(worked_on__lt=min(rate.from_on for rate in worth.rates))
    return entries.order_by("worked_on").values_list("worked_on").annotate(Sum("days"))


def _valued(worked, worth):
    """{first day of the year: Amount} of (date, half or whole, how many).

    Every half day of a date is worth the same, and so is every whole one: they are rounded alone, and then multiplied.
    """
    found = defaultdict(Amount)
    for day, days, times in worked:
        one, _ = worth.of(day, days)
        found[_year(day)] += Amount(one.days * times, one.net * times, one.vat * times)
    return found


def _claimed(programme, on):
    found = defaultdict(Amount)
    sums = {"total_days": Sum("days"), "total_net": Sum("net"), "total_vat": Sum("vat")}
    for row in claimed_on(programme, on).order_by().values("worked_on").annotate(**sums):
        # SQLite adds up in binary: sums are whole pence only once they are rounded.
        pounds = (round_to_pence(row["total_net"]), round_to_pence(row["total_vat"]))
        found[_year(row["worked_on"])] += Amount(row["total_days"], *pounds)
    return found


def _not_paid(programme, on):
    found = defaultdict(Amount)
    for line, amount in lines_not_paid(programme, on):
        found[_year(line.worked_on)] += amount
    return found


def lines_not_paid(programme, on):
    """[(line, Amount)] of the lines that payments have not settled in full, and what is left of each. Three queries."""
    owed = {each.claim.pk: each for each in still_owed(programme, on)}
    lines = ClaimLine.objects.filter(claim__in=owed).select_related("claim")
    by_claim = defaultdict(list)
    for line in lines.order_by("claim__submitted_on", "claim", "number"):
        by_claim[line.claim_id].append(line)
    return [pair for key, own in by_claim.items() for pair in _left(own, owed[key].outstanding)]


def _left(lines, outstanding):
    """Yield (line, Amount): what of the lines of one claim is left, where so much of the claim is outstanding.

    Lines that give back settle others of the claim; on a claim that gives back on the whole it is the other way round.
    """
    sign = 1 if outstanding > 0 else -1
    main = [line for line in lines if line.gross * sign > 0]
    settled = sum((abs(line.gross) for line in main), NOTHING) - abs(outstanding)
    for line in main:
        paid = min(settled, abs(line.gross))
        settled -= paid
        left = abs(line.gross) - paid
        if left:
            vat = round_to_pence(line.vat * left / abs(line.gross))
            yield line, Amount(line.days, left * sign - vat, vat)


def _year(day):
    return dates.financial_year(day)[0]


def year_name(starts_on):
    """2016/17, for the year from 1 April 2016."""
    return f"{starts_on:%Y}/{(starts_on.year + 1) % 100:02}"


def year_from(text):
    """The first and last day of the year written as 2016/17. Raises ValueError for anything else."""
    starts_on = datetime.date(int(text[:4]) if text[:4].isascii() and text[:4].isdigit() else 0, 4, 1)
    if year_name(starts_on) != text:
        raise ValueError(text)
    return dates.financial_year(starts_on)
