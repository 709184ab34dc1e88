"""Days that wait for approval: their groups, their warnings, and which of them would pass the allowance."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.approval import approve_days
from claims.day_rules import is_working_day, warnings
from claims.models import Allowance, DayEntry
from claims.waiting import waiting
from tests.factories.accounts import UserFactory
from tests.factories.claims import AllowanceFactory, DayEntryFactory, funded_programme, made_day, pair
from tests.factories.improvement import END, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2017, 2, 13)
HALF = Decimal("0.5")


@pytest.fixture
def allowance():
    return funded_programme(days=2)[1]


@pytest.fixture
def mash(allowance):
    return WorkstreamFactory(programme=allowance.programme, number=8)


def shown(programme, on=TODAY):
    return [(g.officer.name, g.dates, [d.entry.worked_on for d in g.days], g.total) for g in waiting(programme, on)]


def test_waiting_days_are_grouped_by_week_and_then_by_officer(mash):
    ben, ann = UserFactory(name="Ben"), UserFactory(name="Ann")
    sunday, next_monday = MONDAY + 6 * DAY, MONDAY + 7 * DAY
    for officer, worked_on in ((ben, MONDAY), (ann, next_monday), (ann, sunday), (ann, MONDAY), (ben, sunday)):
        made_day(mash, officer, "submitted", worked_on=worked_on)

    assert shown(mash.programme) == [
        ("Ann", "13 to 19 February 2017", [MONDAY, sunday], 2),
        ("Ben", "13 to 19 February 2017", [MONDAY, sunday], 2),
        ("Ann", "20 to 26 February 2017", [next_monday], 1),
    ]


def test_two_officers_of_one_name_have_groups_of_their_own(mash):
    officers = UserFactory.create_batch(2, name="Ann")
    for worked_on in (MONDAY, MONDAY + DAY):
        for officer in officers:
            made_day(mash, officer, "submitted", worked_on=worked_on)

    groups = waiting(mash.programme, TODAY)

    assert [(group.officer, len(group.days)) for group in groups] == [(officers[0], 2), (officers[1], 2)]
    assert [group.name for group in groups] == [f"{officer.pk}-2017-W07" for officer in officers]


@pytest.mark.parametrize(
    ("worked_on", "words"),
    [
        (datetime.date(2017, 1, 31), "30 January to 5 February 2017"),
        (datetime.date(2017, 1, 1), "26 December 2016 to 1 January 2017"),
        (datetime.date(2016, 10, 30), "24 to 30 October 2016"),
    ],
)
def test_a_group_says_its_week_in_words(mash, worked_on, words):
    made_day(mash, UserFactory(), "submitted", worked_on=worked_on)

    assert waiting(mash.programme, TODAY)[0].dates == words


@pytest.mark.parametrize("state", ["draft", "returned", "approved", "removed"])
def test_only_submitted_days_of_the_programme_wait(mash, state):
    made_day(mash, UserFactory(), state)
    made_day(WorkstreamFactory(programme=funded_programme()[0]), UserFactory(), "submitted")

    assert waiting(mash.programme, TODAY) == []


def beyond(programme, on=TODAY):
    days = [day for group in waiting(programme, on) for day in group.days]
    return [day.is_beyond for day in sorted(days, key=lambda day: (day.entry.worked_on, day.entry.pk))]


def test_days_past_the_cap_are_marked_in_the_order_in_which_they_spend(mash):
    made_day(mash, UserFactory(), "approved", days="0.5")
    for number, days in enumerate(["1.0", "1.0", "0.5", "0.5"]):
        made_day(mash, UserFactory(), "submitted", worked_on=MONDAY + number * DAY, days=days)

    # Of 2 days 1.5 are left: the second whole day does not fit any more, the half day after it does.
    assert beyond(mash.programme) == [False, True, False, True]


def test_the_days_that_are_not_marked_can_be_approved_together(mash):
    for number, days in enumerate(["1.0", "0.5", "1.0", "0.5"]):
        made_day(mash, UserFactory(), "submitted", worked_on=MONDAY + number * DAY, days=days)
    fit = [day.entry for group in waiting(mash.programme, TODAY) for day in group.days if not day.is_beyond]

    approve_days(programme=mash.programme, entries=[pair(entry) for entry in fit], by=UserFactory())

    assert (len(fit), Allowance.objects.get().days_approved) == (3, 2)


def test_days_that_do_not_count_are_never_beyond_and_take_no_room(mash):
    made_day(mash, UserFactory(), "submitted", kind="travel")
    for number in range(2):
        made_day(mash, UserFactory(), "submitted", worked_on=MONDAY + number * DAY)

    assert beyond(mash.programme) == [False, False, False]


def test_days_that_no_allowance_covers_are_beyond(mash, allowance):
    Allowance.objects.update(ends_on=MONDAY)
    for number in range(2):
        made_day(mash, UserFactory(), "submitted", worked_on=MONDAY + number * DAY)

    assert beyond(mash.programme) == [False, True]


def test_each_day_takes_the_room_of_its_own_allowance(mash, allowance, settings):
    settings.PROGRAMME_TODAY = on = END + 30 * DAY
    AllowanceFactory(agreement=allowance.agreement, starts_on=END + DAY, ends_on=END + 60 * DAY, first_days=HALF)
    for worked_on in (END - DAY, END, END + DAY, END + 2 * DAY):
        made_day(mash, UserFactory(), "submitted", worked_on=worked_on, days="0.5")

    assert beyond(mash.programme, on) == [False, False, False, True]


@pytest.mark.parametrize(
    ("worked_on", "on", "words"),
    [
        (datetime.date(2017, 2, 24), TODAY, []),
        (datetime.date(2017, 2, 25), TODAY, ["Weekend"]),
        (datetime.date(2017, 2, 26), TODAY, ["Weekend"]),
        (datetime.date(2017, 1, 30), TODAY, []),
        (datetime.date(2017, 1, 27), TODAY, ["Over a month ago"]),
        # The clocks go forward on Sunday 26 March 2017, and back on 30 October 2016.
        (datetime.date(2017, 3, 26), datetime.date(2017, 3, 27), ["Weekend"]),
        (datetime.date(2017, 3, 27), datetime.date(2017, 3, 27), []),
        (datetime.date(2016, 10, 31), datetime.date(2016, 10, 31), []),
        # A month before 31 March is 28 February, in a leap year the 29th.
        (datetime.date(2017, 2, 28), datetime.date(2017, 3, 31), []),
        (datetime.date(2017, 2, 27), datetime.date(2017, 3, 31), ["Over a month ago"]),
        (datetime.date(2016, 2, 29), datetime.date(2016, 3, 31), []),
        # Easter Monday; Christmas Day, a Sunday, with the day that stands for it on the Tuesday.
        (datetime.date(2017, 4, 17), datetime.date(2017, 4, 18), ["Bank holiday: Easter Monday"]),
        (datetime.date(2016, 12, 25), datetime.date(2016, 12, 28), ["Weekend", "Bank holiday: Christmas Day"]),
        (datetime.date(2016, 12, 27), datetime.date(2016, 12, 28), ["Bank holiday: Christmas Day (observed)"]),
        (datetime.date(2017, 5, 1), datetime.date(2017, 5, 2), ["Bank holiday: May Day"]),
    ],
)
def test_warnings_say_what_is_unusual(worked_on, on, words):
    assert warnings(DayEntry(worked_on=worked_on, counts=True), on) == words


def test_warnings_say_what_does_not_count():
    entry = DayEntry(worked_on=datetime.date(2016, 12, 26), counts=False)

    assert warnings(entry, TODAY) == [
        "Bank holiday: Boxing Day",
        "Over a month ago",
        "Does not count against the allowance",
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2017, 2, 24), True),
        (datetime.date(2017, 2, 25), False),
        (datetime.date(2017, 4, 14), False),
        (datetime.date(2016, 2, 29), True),
    ],
)
def test_working_days_are_neither_weekends_nor_bank_holidays(day, expected):
    assert is_working_day(day) is expected


@pytest.mark.parametrize("entries", [1, 30, 300])
def test_waiting_takes_the_same_queries_whatever_waits(django_assert_num_queries, mash, entries):
    officers = UserFactory.create_batch(5)
    for number in range(entries):
        worked_on = MONDAY - (number // 5) * DAY
        DayEntryFactory(workstream=mash, officer=officers[number % 5], worked_on=worked_on, state="submitted")

    with django_assert_num_queries(2):
        groups = waiting(mash.programme, TODAY)

    assert sum(len(group.days) for group in groups) == entries
