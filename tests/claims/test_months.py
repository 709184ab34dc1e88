"""An officer's month: its rows, its runs of days with nothing logged, and what waits to be submitted."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.days import remove_day
from claims.months import days_of, month_of
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayEntryFactory, DayStepFactory, funded_programme, made_day
from tests.factories.improvement import START, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
FEBRUARY = datetime.date(2017, 2, 1)
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def mash():
    return WorkstreamFactory(programme=funded_programme()[0], number=8)


def february(day):
    return datetime.date(2017, 2, day)


def month(workstream, officer, first=FEBRUARY, *, on=TODAY, since=START):
    return month_of(workstream.programme, officer, first, on=on, since=since, until=on)


def rows(month):
    return [(row.first.day, row.last.day, len(row.entries)) for row in month.rows]


def test_month_of_shows_days_and_the_runs_between_them_newest_first(mash, officer):
    for worked_on in (february(28), february(14), february(11)):
        made_day(mash, officer, worked_on=worked_on)

    # A run goes from its first working day to its last: Saturday the 11th stands because something is logged on it.
    assert rows(month(mash, officer)) == [
        (28, 28, 1),
        (15, 27, 0),
        (14, 14, 1),
        (13, 13, 0),
        (11, 11, 1),
        (1, 10, 0),
    ]


def test_month_of_lists_two_entries_of_one_date_by_workstream(mash, officer):
    second = WorkstreamFactory(programme=mash.programme, number=2)
    for workstream in (mash, second):
        made_day(workstream, officer, worked_on=TODAY, days="0.5")

    shown = month(mash, officer)

    assert [entry.workstream.number for entry in shown.rows[0].entries] == [2, 8]
    assert (shown.total, shown.rows[0].is_empty, shown.rows[1].is_empty) == (1, False, True)


def test_month_of_adds_up_what_is_not_submitted(mash, officer):
    for number, state in enumerate(["draft", "returned", "submitted", "approved", "removed"]):
        made_day(mash, officer, state, worked_on=february(1) + number * DAY, days="0.5")

    shown = month(mash, officer)

    assert (shown.total, shown.days_unsubmitted, len(shown.unsubmitted), len(shown.returned)) == (2, 1, 2, 1)


def test_month_of_leaves_out_others_and_other_programmes(mash, officer):
    made_day(mash, UserFactory(), worked_on=TODAY)
    made_day(WorkstreamFactory(programme=funded_programme()[0]), officer, worked_on=TODAY)

    assert month(mash, officer).entries == ()


@pytest.mark.parametrize(
    ("first", "on", "since", "expected"),
    [
        # Only weekends and bank holidays: no row. A month that is over is shown to its end.
        (FEBRUARY, february(1), START, [(1, 1, 0)]),
        (datetime.date(2017, 4, 1), datetime.date(2017, 4, 2), START, []),
        (datetime.date(2017, 1, 1), datetime.date(2017, 1, 2), START, []),
        (datetime.date(2017, 1, 1), TODAY, START, [(3, 31, 0)]),
        (datetime.date(2016, 5, 1), TODAY, START, [(25, 31, 0)]),
        (datetime.date(2016, 5, 1), TODAY, datetime.date(2016, 6, 1), []),
        (datetime.date(2016, 2, 1), TODAY, datetime.date(2016, 2, 29), [(29, 29, 0)]),
        # The clocks go forward on 26 March 2017, a Sunday.
        (datetime.date(2017, 3, 1), datetime.date(2017, 3, 26), START, [(1, 24, 0)]),
        (datetime.date(2017, 3, 1), datetime.date(2017, 3, 27), START, [(1, 27, 0)]),
    ],
)
def test_month_of_goes_from_the_first_day_that_can_be_logged_to_today(mash, officer, first, on, since, expected):
    assert rows(month(mash, officer, first, on=on, since=since)) == expected


def test_month_of_an_earlier_day_shows_what_was_known_then(mash, officer, settings):
    entry = made_day(mash, officer, worked_on=february(20), on=february(21))
    remove_day(entry=entry, version=1, by=officer, on=february(23))

    found = [len(month(mash, officer, on=february(day)).entries) for day in (20, 21, 22, 23)]

    assert found == [0, 1, 1, 0]


def test_days_of_a_month_are_those_up_to_today_newest_first():
    offered = days_of(FEBRUARY, since=february(26), until=TODAY, today=TODAY)

    assert offered == [
        (february(28), "Tuesday 28 February (today)"),
        (february(27), "Monday 27 February"),
        (february(26), "Sunday 26 February"),
    ]


@pytest.mark.parametrize(
    ("first", "since", "until", "count"),
    [
        (datetime.date(2016, 2, 1), datetime.date(2016, 1, 1), TODAY, 29),
        (FEBRUARY, START, datetime.date(2017, 3, 5), 28),
        (datetime.date(2016, 5, 1), START, TODAY, 7),
        (FEBRUARY, TODAY + DAY, TODAY, 0),
    ],
)
def test_days_of_a_month_are_counted(first, since, until, count):
    assert len(days_of(first, since=since, until=until, today=TODAY)) == count


@pytest.mark.parametrize("entries", [1, 30, 300])
@pytest.mark.parametrize("on", [TODAY, TODAY - DAY])
def test_month_of_takes_one_query_whatever_is_logged(django_assert_num_queries, mash, officer, entries, on):
    workstreams = [mash, *(WorkstreamFactory(programme=mash.programme, number=n) for n in range(20, 40))]
    for number in range(entries):
        worked_on, workstream = february(number // 21 + 1), workstreams[number % 21]
        DayStepFactory(entry=DayEntryFactory(officer=officer, workstream=workstream, worked_on=worked_on))

    with django_assert_num_queries(1):
        shown = month(mash, officer, on=on)
        assert len([entry.workstream.number for row in shown.rows for entry in row.entries]) == entries
