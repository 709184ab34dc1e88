"""What days add up to, from monthly totals and the days themselves, against a plain sum over entries and steps."""

import datetime
from collections import Counter
from itertools import product

import pytest

from claims.actions.approval import undo_approval
from claims.actions.days import change_day, remove_day
from claims.allowance import entries_on
from claims.models import DayEntry, DayTotal
from claims.models.allowance import HALF
from claims.reconciliation import faults
from claims.sums import sums
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayEntryFactory, funded_programme, made_day
from tests.factories.improvement import START, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2017, 2, 28)
STATES = ("draft", "submitted", "returned", "approved", "removed")
# The first and last days of months, and days between them.
WORKED = [datetime.date(2016, 12, 31), *(datetime.date(2017, month, day) for month in (1, 2) for day in (1, 15))]


@pytest.fixture
def programme():
    """Days of each state on each date, each decided on the day after it was worked; some undone or changed since."""
    programme, _ = funded_programme()
    workstreams = [WorkstreamFactory(programme=programme, number=number) for number in (1, 2)]
    for number, (worked_on, state) in enumerate(product(WORKED, STATES)):
        kind = ("on_site", "travel", "remote")[number % 3]
        facts = {"worked_on": worked_on, "days": ("0.5", "1.0")[number % 2], "kind": kind}
        made_day(workstreams[number % 2], UserFactory(), state, on=worked_on + DAY, **facts)
    approved = list(DayEntry.objects.filter(state="approved").order_by("pk"))
    undo_approval(entry=approved[0], reason="Wrong.", version=approved[0].version, by=UserFactory(), on=TODAY)
    returned = list(DayEntry.objects.filter(state="returned").order_by("pk"))
    facts = {"days": HALF, "kind": "travel", "note": "", "workstream": workstreams[0], "on": TODAY - 5 * DAY}
    change_day(entry=returned[0], version=returned[0].version, by=returned[0].officer, **facts)
    remove_day(entry=returned[1], version=returned[1].version, by=returned[1].officer, on=TODAY - 10 * DAY)
    return programme


def plainly(programme, on, *names, since=None, until=None, **within):
    """The same, one entry or step at a time."""
    found = Counter()
    for day in entries_on(programme, on).filter(**within).select_related("workstream"):
        if (since is None or day.worked_on >= since) and (until is None or day.worked_on <= until):
            key = tuple(day.worked_on.replace(day=1) if name == "month" else getattr(day, name) for name in names)
            found[(*key, day.state, "days")] += day.days
            found[(*key, day.state, "entries")] += 1
    return +found


def summed(*asked, **within):
    found = Counter()
    for cell in sums(*asked, **within):
        found[(*cell.key, cell.state, "days")] += cell.days
        found[(*cell.key, cell.state, "entries")] += cell.entries
    assert min(found.values(), default=0) >= 0
    return +found


ON = [
    datetime.date(2017, 1, 1),
    datetime.date(2017, 1, 2),
    datetime.date(2017, 2, 1),
    TODAY - 5 * DAY,
    TODAY - DAY,
    TODAY,
]


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize(
    "period",
    [
        {},
        {"since": WORKED[0], "until": WORKED[4]},
        {"since": WORKED[1], "until": datetime.date(2017, 1, 31)},
        {"since": WORKED[2]},
        {"until": WORKED[3]},
        {"since": WORKED[2], "until": WORKED[2]},
        {"since": WORKED[4], "until": WORKED[0]},
    ],
)
def test_sums_are_what_the_days_add_up_to(programme, on, period):
    for names in ((), ("month",), ("month", "workstream_id"), ("kind",), ("officer_id",)):
        assert summed(programme, on, *names, **period) == plainly(programme, on, *names, **period), names


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize(
    "within",
    [{"counts": True}, {"counts": False}, {"state": "approved"}, {"kind": "travel"}, {"workstream__number": 2}],
)
def test_sums_are_narrowed_as_days_are(programme, on, within):
    assert summed(programme, on, **within) == plainly(programme, on, **within)


@pytest.mark.parametrize("on", [TODAY, TODAY - DAY])
def test_sums_are_narrowed_to_an_officer(programme, on):
    officer = DayEntry.objects.filter(state="approved").first().officer

    found = summed(programme, on, officer=officer.pk)

    assert found == plainly(programme, on, officer=officer.pk) != Counter()


@pytest.mark.parametrize("on", [TODAY, TODAY - DAY])
def test_a_month_that_is_cut_is_told_by_its_days(programme, on):
    days = {cell.key[0] for cell in sums(programme, on, "worked_on", cuts=[WORKED[2]])}

    assert {day for day in days if day.month == 1} == {WORKED[1], WORKED[2]}


@pytest.mark.parametrize(("on", "queries"), [(TODAY, 1), (TODAY - DAY, 1)])
def test_sums_take_one_query(programme, django_assert_num_queries, on, queries):
    with django_assert_num_queries(queries):
        assert sums(programme, on, "month", since=WORKED[0], until=WORKED[4])


def kept():
    rows = DayTotal.objects.filter(entries__gt=0).order_by("month", "kind", "state")
    return list(rows.values_list("month", "kind", "state", "counts", "entries", "days"))


def test_the_database_keeps_the_totals_whatever_way_an_entry_is_written():
    entry = DayEntryFactory(worked_on=START, days=HALF)
    first = (START.replace(day=1), "on_site", "draft", True, 1, HALF)
    assert kept() == [first]

    DayEntry.objects.update(kind="travel", counts=False, days=1)
    assert kept() == [(first[0], "travel", "draft", False, 1, 1)]

    DayEntry.objects.update(worked_on=TODAY, version=7)
    assert kept() == [(TODAY.replace(day=1), "travel", "draft", False, 1, 1)]

    DayEntry.objects.update(state="removed")
    assert kept() == []

    DayEntry.objects.update(state="draft")
    others = [DayEntryFactory.build(pk=None, **facts_of(entry), worked_on=TODAY - number * DAY) for number in (1, 2)]
    DayEntry.objects.bulk_create(others)
    assert sum(row[4] for row in kept()) == 3

    DayEntry.objects.all().delete()
    assert kept() == []


def facts_of(entry):
    names = ("workstream", "programme", "officer", "recorded_by")
    return {name: getattr(entry, name) for name in names}


def test_a_total_that_is_not_what_its_entries_add_up_to_is_found(programme):
    assert list(faults()) == []
    total = DayTotal.objects.filter(entries__gt=0, month=WORKED[1]).first()
    DayTotal.objects.filter(pk=total.pk).update(entries=total.entries + 1)

    assert list(faults()) == [
        f"The totals of January 2017 of programme {programme.pk} are not what its day entries add up to."
    ]


def test_an_approval_of_another_day_than_its_step_is_found(programme):
    entry = DayEntry.objects.filter(state="approved").order_by("pk").first()
    DayEntry.objects.filter(pk=entry.pk).update(approved_on=TODAY)

    assert list(faults()) == [f"Day entry {entry.pk} was approved on another day than its newest step says."]
