"""Capacity: which share of their working days officers spend on programmes, so that their own council's work is done.

Days of all programmes together and in every state but removed: a day worked is worked. Working days are Monday to
Friday less England's bank holidays; of the month looked at, those up to the day looked at.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from claims.allowance import all_entries_on, entries_on
from claims.day_rules import is_working_day
from claims.models import AgreementTerms
from claims.models.agreement import CAPACITY_PERCENT
from config import dates

MONTHS = 6
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Month:
    """A month, up to the day looked at."""

    first: datetime.date
    last: datetime.date

    @property
    def is_whole(self):
        return self.last == dates.last_of_month(self.last)

    @property
    def working_days(self):
        length = (self.last - self.first).days + 1
        return sum(is_working_day(self.first + datetime.timedelta(days=number)) for number in range(length))


@dataclass(frozen=True)
class Cell:
    """What one officer worked in one month: in all, and of that on the programme looked at."""

    month: Month
    working_days: int
    days: Decimal
    here: Decimal
    threshold: int

    @property
    def elsewhere(self):
        return self.days - self.here

    @property
    def share(self):
        """Per cent of the working days; None where the month has none yet."""
        return 100 * self.days / self.working_days if self.working_days else None

    @property
    def is_over(self):
        return self.share is not None and self.share > self.threshold


@dataclass(frozen=True)
class Line:
    officer: User
    cells: tuple[Cell, ...]

    @property
    def now(self):
        return self.cells[-1]

    @property
    def months_over_before(self):
        return sum(cell.is_over for cell in self.cells[:-1])


@dataclass(frozen=True)
class Capacity:
    """Officers by name, each with a Cell for each of the months, the month looked at last."""

    threshold: int
    months: tuple[Month, ...]
    lines: tuple[Line, ...]

    @property
    def over_now(self):
        return [line for line in self.lines if line.now.is_over]


def capacity(programme, on):
    """The Capacity of everybody who worked on the programme in these months or may log days there. Three queries."""
    months = tuple(_months(on))
    terms = AgreementTerms.objects.filter(programme=programme).in_force(on)
    threshold = terms.capacity_percent if terms else CAPACITY_PERCENT
    working_days = {month: month.working_days for month in months}
    found = _worked(programme, on, since=months[0].first)
    officers = User.objects.filter(pk__in=found).order_by("name", "pk")

    def line(officer):
        worked = found[officer.pk]
        return Line(
            officer,
            tuple(Cell(m, working_days[m], *worked.get(m.first, (NOTHING, NOTHING)), threshold) for m in months),
        )

    return Capacity(threshold, months, tuple(line(officer) for officer in officers))


def _months(on):
    first = dates.first_of_month(on)
    for number in range(1 - MONTHS, 1):
        month = dates.add_months(first, number)
        yield Month(month, min(dates.last_of_month(month), on))


def _worked(programme, on, *, since):
    """{officer key: {first of month: (days in all, days here)}}, of those with any day."""
    period = Q(worked_on__gte=since, worked_on__lte=on)
    here = entries_on(programme, on).filter(period).order_by().values("officer_id")
    may_log = User.objects.able_to("day.log", programme, on).values("pk")
    entries = all_entries_on(on).filter(period, Q(officer__in=here) | Q(officer__in=may_log))
    rows = (
        entries.order_by()
        .annotate(month=TruncMonth("worked_on"))
        .values("officer_id", "month")
        .annotate(total=Sum("days"), here=Sum("days", filter=Q(programme=programme), default=NOTHING))
    )
    found = defaultdict(dict)
    for row in rows:
        found[row["officer_id"]][row["month"]] = (row["total"], row["here"])
    return found
