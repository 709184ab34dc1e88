"""Income less cost of approved days, as known on a day, in pounds and before VAT.

    income      approved days that count, at the day rate of their date
    cost        every approved day, whether it counts or not, at the cost of its officer's grade on its date
    left        income less cost

Source: decision report 7566, paragraph 5.2 (no cost to the council's taxpayers, and a modest income).
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count

from accounts.models import User
from claims.allowance import allowances_on, entries_on
from claims.eligibility import amount_of, rate_on
from claims.models import CostRate, DayRate, OfficerGrade
from claims.models.claim import NOTHING
from claims.models.day import DayState
from claims.year_end import year_from, year_name
from config import dates
from improvement.models import Workstream


@dataclass(frozen=True)
class Margin:
    """Days, what they bring and what they cost. Days without a rate bring or cost nothing here: they are counted."""

    days: Decimal = Decimal(0)
    income: Decimal = NOTHING
    cost: Decimal = NOTHING
    without_cost: Decimal = Decimal(0)
    """Days whose cost is not known."""
    without_income: Decimal = Decimal(0)
    """Days that count, on dates without a day rate."""

    @property
    def left(self):
        return self.income - self.cost

    def __add__(self, other):
        return Margin(
            self.days + other.days,
            self.income + other.income,
            self.cost + other.cost,
            self.without_cost + other.without_cost,
            self.without_income + other.without_income,
        )


@dataclass(frozen=True)
class Period:
    """An allowance period or a financial year. `code` names it in addresses."""

    code: str
    name: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class CostAndIncome:
    """A period's Margins: [(label, Margin)] by month, workstream and officer, each adding up to the total."""

    period: Period
    on: datetime.date
    months: tuple
    workstreams: tuple
    officers: tuple
    without_cost: tuple
    """(officer's name, date, days) of the days whose cost is not known."""

    @property
    def total(self):
        return sum((margin for _, margin in self.months), Margin())

    @property
    def breakdowns(self):
        return [("Month", self.months), ("Workstream", self.workstreams), ("Officer", self.officers)]


def periods_on(programme, on):
    """The Periods to choose from: allowances known on a day, then the financial years they touch, oldest first."""
    allowances = list(allowances_on(programme, on))
    found = [Period(a.starts_on.isoformat(), str(a), a.starts_on, a.ends_on) for a in allowances]
    touched = {dates.financial_year(day)[0] for a in allowances for day in (a.starts_on, a.ends_on, on)}
    return found + [_financial_year(start) for start in sorted(touched or {dates.financial_year(on)[0]})]


def _financial_year(start):
    name = year_name(start)
    return Period(name, f"Financial year {name}", *dates.financial_year(start))


def period_of(periods, on, code):
    """The Period that a code names; without one, that of the day, the allowance first. Raises ValueError."""
    if code:
        named = next((period for period in periods if period.code == code), None)
        return named or _financial_year(year_from(code)[0])
    return next((period for period in periods if period.starts_on <= on <= period.ends_on), periods[0])


def cost_and_income(programme, on, period):
    """The CostAndIncome of a period on a day. Six queries."""
    rows = _rows(programme, on, period)
    costs = _costs(programme, on)
    rates = list(DayRate.objects.filter(programme=programme).known_on(on))
    people = {user.pk: user.name for user in User.objects.filter(pk__in={row["officer_id"] for row in rows})}
    found = {kind: defaultdict(Margin) for kind in ("month", "workstream", "officer")}
    without_cost = defaultdict(Decimal)
    for row in rows:
        margin = _margin(row, rates, costs)
        found["month"][dates.first_of_month(row["worked_on"])] += margin
        found["workstream"][row["workstream_id"]] += margin
        found["officer"][row["officer_id"]] += margin
        if margin.without_cost:
            without_cost[people[row["officer_id"]], row["worked_on"]] += margin.without_cost
    workstreams = Workstream.objects.filter(pk__in=found["workstream"]).order_by("number")
    until = min(period.ends_on, max(on, period.starts_on))
    return CostAndIncome(
        period=period,
        on=on,
        months=tuple(
            (f"{month:%B %Y}", found["month"][month]) for month in dates.months_between(period.starts_on, until)
        ),
        workstreams=tuple((str(workstream), found["workstream"][workstream.pk]) for workstream in workstreams),
        officers=tuple((people[key], margin) for key, margin in sorted(found["officer"].items(), key=_by_name(people))),
        without_cost=tuple((*key, days) for key, days in sorted(without_cost.items())),
    )


def _by_name(people):
    return lambda item: (people[item[0]], item[0])


def _rows(programme, on, period):
    """Approved days by officer, date and workstream, with how many of each there are."""
    until = min(period.ends_on, on)
    approved = entries_on(programme, on, worked_on__gte=period.starts_on, worked_on__lte=until).filter(
        state=DayState.APPROVED
    )
    fields = ("officer_id", "worked_on", "workstream_id", "counts", "days")
    return list(approved.order_by().values(*fields).annotate(times=Count("pk")))


@dataclass(frozen=True)
class Costs:
    rates: dict[str, list]
    """The cost rates of each grade."""
    grades: dict[int, list]
    """The grades of each officer."""

    def on(self, officer_id, day):
        """What a whole day of an officer costs on a date, or None where it is not known."""
        held = [graded for graded in self.grades.get(officer_id, ()) if graded.from_on <= day]
        if not held:
            return None
        return rate_on(self.rates.get(max(held, key=lambda graded: graded.from_on).grade, ()), day)


def _costs(programme, on):
    rates, grades = defaultdict(list), defaultdict(list)
    for rate in CostRate.objects.filter(programme=programme).known_on(on):
        rates[rate.grade].append(rate)
    for graded in OfficerGrade.objects.filter(programme=programme).known_on(on):
        grades[graded.officer_id].append(graded)
    return Costs(rates, grades)


def _margin(row, rates, costs):
    """The Margin of a row: each day is rounded alone, as on a claim."""
    times, days = row["times"], row["days"]
    margin = Margin(days=days * times)
    if row["counts"]:
        rate = rate_on(rates, row["worked_on"])
        if rate is None:
            margin = replace(margin, without_income=days * times)
        else:
            margin = replace(margin, income=amount_of(days, rate, Decimal(0)).net * times)
    cost = costs.on(row["officer_id"], row["worked_on"])
    if cost is None:
        return replace(margin, without_cost=days * times)
    return replace(margin, cost=amount_of(days, cost, Decimal(0)).net * times)
