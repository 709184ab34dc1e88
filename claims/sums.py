"""What days add up to: whole months from the totals that the database keeps, the rest from the days themselves.

today       the totals of whole months, and the entries of the months in which a period begins or ends
earlier     the same, less the entries that took a step since that day, and what those said then instead. What took
            none says what it said
"""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Count, DateField, F, Func, Q, Sum, Value
from django.db.models.functions import Cast, TruncMonth

from claims.models import DayEntry, DayStep, DayTotal
from claims.models.day import DayState
from config import dates


@dataclass(frozen=True)
class Cell:
    """What some days of one state add up to. `key` holds what they were asked for by."""

    key: tuple
    state: DayState
    days: Decimal
    entries: int


def sums(programme, on, *names, since=None, until=None, cuts=(), **within):
    """The days of a programme as known on a day, as Cells by state and by month, workstream_id, kind or officer_id.

    By `worked_on` a month may stand under its first day, unless one of `cuts`, the first days of periods, lies in it.
    `within` narrows them by what DayTotal has, or by officer. Cells of one key add up; some may take away. One query.
    """
    is_past = on < dates.today()
    if is_past:
        until = min(until, on) if until else on
    period = {"programme": programme} | {f"worked_on__{end}": day for end, day in _ends(since, until)}
    if any(name.startswith("officer") for name in (*names, *within)):
        parts = [(1, DayEntry.objects.standing().filter(**period))]
    else:
        parts = list(_by_month(programme, since, until, cuts))
    if is_past:
        then = DayStep.objects.newest_known_on(on, **period).exclude(state=DayState.REMOVED)
        parts += [(-1, _moved_since(on, DayEntry.objects.standing(), "pk", period))]
        parts += [(1, _moved_since(on, then, "entry", period))]
    first, *others = [_summed(rows.filter(**within), names, sign) for sign, rows in parts]
    rows = first.union(*others, all=True) if others else first
    return [Cell(tuple(key), state, sign * days, sign * entries) for *key, state, sign, days, entries in rows]


class _AnyOf(Func):
    """Whether a value is one of an array, on PostgreSQL."""

    template, arg_joiner = "%(expressions)s)", " = ANY("


def _moved_since(on, rows, key, period):
    """Of rows those whose key is that of an entry that took a step after a day.

    They are few, because days are decided on soon after they are worked. PostgreSQL cannot know that, expects a tenth
    of all, and would read every entry to find them; of an array it expects ten values, and looks them up.
    """
    steps = DayStep.objects.filter(recorded_on__gt=on, **period).order_by().values("entry")
    if connection.vendor == "postgresql":
        return rows.filter(_AnyOf(F(key), ArraySubquery(steps), output_field=BooleanField()))
    return rows.filter(**{f"{key}__in": steps})


def _ends(since, until):
    return [(end, day) for end, day in (("gte", since), ("lte", until)) if day]


def _by_month(programme, since, until, cuts):
    """The totals of the months that no period begins or ends in, and the entries of the others."""
    begins = [day for day in (since, until and dates.day_after(until), *cuts) if day]
    cut = sorted({dates.first_of_month(day) for day in begins if day.day != 1})
    period = {f"month__{end}": day for end, day in _ends(since, until)}
    yield 1, DayTotal.objects.filter(programme=programme, **period).exclude(month__in=cut)
    if cut:
        months = Q()
        for month in cut:
            months |= Q(worked_on__gte=month, worked_on__lte=dates.last_of_month(month))
        period = {f"worked_on__{end}": day for end, day in _ends(since, until)}
        yield 1, DayEntry.objects.standing().filter(months, programme=programme, **period)


def _summed(rows, names, sign):
    if rows.model is DayTotal:
        rows, number = rows.annotate(worked_on=F("month")), Sum("entries")
    else:
        # A date like that of a total, also where PostgreSQL puts both into one column.
        rows, number = rows.annotate(month=Cast(TruncMonth("worked_on"), DateField())), Count("pk")
    return rows.order_by().values_list(*names, "state").annotate(sign=Value(sign), total=Sum("days"), number=number)
