import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config import dates

LATE_ON_30_JUNE = dt.datetime(2017, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight in London, on 1 July

steady = examples(derandomize=True, deadline=None)
days = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2090, 12, 31))


def test_today_is_the_day_in_london(settings, monkeypatch):
    settings.PROGRAMME_TODAY = None
    monkeypatch.setattr(timezone, "now", lambda: LATE_ON_30_JUNE)

    assert dates.today() == dt.date(2017, 7, 1)


def test_today_is_the_fixed_day_in_a_demonstration(settings):
    settings.PROGRAMME_TODAY = dt.date(2016, 11, 30)

    assert dates.today() == dt.date(2016, 11, 30)


def test_now_is_this_moment(settings, monkeypatch):
    settings.PROGRAMME_TODAY = None
    monkeypatch.setattr(timezone, "now", lambda: LATE_ON_30_JUNE)

    assert dates.now() == LATE_ON_30_JUNE


def test_now_is_this_time_of_day_on_the_fixed_day(settings, monkeypatch):
    settings.PROGRAMME_TODAY = dt.date(2016, 11, 30)
    monkeypatch.setattr(timezone, "now", lambda: LATE_ON_30_JUNE)

    # 00:30 in London, which in November is 00:30 in UTC.
    assert dates.now() == dt.datetime(2016, 11, 30, 0, 30, tzinfo=dt.UTC)


def test_now_is_on_today(settings, monkeypatch):
    settings.PROGRAMME_TODAY = dt.date(2016, 7, 1)
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2017, 1, 15, 23, 45, tzinfo=dt.UTC))

    assert timezone.localdate(dates.now()) == dates.today()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2016, 5, 25), 0, dt.date(2016, 5, 25)),
        (dt.date(2016, 5, 25), 9, dt.date(2017, 2, 25)),
        (dt.date(2016, 5, 25), 12, dt.date(2017, 5, 25)),
        (dt.date(2017, 1, 31), 1, dt.date(2017, 2, 28)),
        (dt.date(2016, 1, 31), 1, dt.date(2016, 2, 29)),
        (dt.date(2017, 1, 31), 3, dt.date(2017, 4, 30)),
        (dt.date(2016, 2, 29), 12, dt.date(2017, 2, 28)),
        (dt.date(2016, 2, 29), 48, dt.date(2020, 2, 29)),
        (dt.date(2016, 12, 15), 1, dt.date(2017, 1, 15)),
        (dt.date(2017, 1, 15), -1, dt.date(2016, 12, 15)),
        (dt.date(2017, 3, 31), -1, dt.date(2017, 2, 28)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(day, months, expected):
    assert dates.add_months(day, months) == expected


@steady
@given(day=days, months=st.integers(-600, 600))
def test_add_months_moves_exactly_that_many_months(day, months):
    moved = dates.add_months(day, months)

    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months


@steady
@given(day=days, months=st.integers(-600, 600))
def test_add_months_moves_the_day_only_where_it_does_not_exist(day, months):
    moved = dates.add_months(day, months)

    is_last_of_month = (moved + dt.timedelta(days=1)).day == 1
    assert moved.day == day.day or (moved.day < day.day and is_last_of_month)


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        (dt.date(2016, 5, 25), dt.date(2016, 5, 24), 0),
        (dt.date(2016, 5, 25), dt.date(2015, 5, 25), 0),
        (dt.date(2016, 5, 25), dt.date(2016, 5, 25), 0),
        (dt.date(2016, 5, 25), dt.date(2016, 6, 24), 0),
        (dt.date(2016, 5, 25), dt.date(2016, 6, 25), 1),
        (dt.date(2016, 5, 25), dt.date(2017, 2, 24), 8),
        (dt.date(2016, 5, 25), dt.date(2017, 2, 25), 9),
        (dt.date(2016, 5, 25), dt.date(2017, 2, 28), 9),
        (dt.date(2016, 5, 25), dt.date(2017, 5, 24), 11),
        (dt.date(2016, 5, 25), dt.date(2017, 5, 25), 12),
        (dt.date(2017, 1, 31), dt.date(2017, 2, 27), 0),
        (dt.date(2017, 1, 31), dt.date(2017, 2, 28), 1),
        (dt.date(2016, 2, 29), dt.date(2017, 2, 27), 11),
        (dt.date(2016, 2, 29), dt.date(2017, 2, 28), 12),
    ],
)
def test_months_completed_counts_whole_months(start, on, expected):
    assert dates.months_completed(start, on) == expected


@steady
@given(start=days, months=st.integers(0, 600))
def test_months_completed_undoes_add_months(start, months):
    assert dates.months_completed(start, dates.add_months(start, months)) == months


@steady
@given(start=days, gone=st.integers(0, 20_000))
def test_months_completed_never_falls_as_days_go_by(start, gone):
    on = start + dt.timedelta(days=gone)

    step = dates.months_completed(start, on + dt.timedelta(days=1)) - dates.months_completed(start, on)

    assert step in {0, 1}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (dt.date(2016, 5, 25), dt.date(2016, 5, 25), 1),
        (dt.date(2016, 5, 25), dt.date(2016, 6, 24), 1),
        (dt.date(2016, 5, 25), dt.date(2016, 6, 25), 2),
        (dt.date(2016, 5, 25), dt.date(2017, 5, 24), 12),
        (dt.date(2016, 5, 25), dt.date(2017, 5, 25), 13),
        (dt.date(2017, 1, 1), dt.date(2017, 1, 31), 1),
        (dt.date(2017, 1, 31), dt.date(2017, 2, 27), 1),
        (dt.date(2017, 1, 31), dt.date(2017, 2, 28), 2),
        (dt.date(2016, 2, 29), dt.date(2017, 2, 27), 12),
    ],
)
def test_months_in_counts_a_part_month_as_a_month(start, end, expected):
    assert dates.months_in(start, end) == expected


@steady
@given(start=days, months=st.integers(1, 600))
def test_months_in_a_period_of_whole_months_is_their_number(start, months):
    last_day = dates.add_months(start, months) - dt.timedelta(days=1)

    assert dates.months_in(start, last_day) == months


@steady
@given(start=days, gone=st.integers(0, 20_000))
def test_months_in_a_period_are_completed_or_one_more(start, gone):
    end = start + dt.timedelta(days=gone)

    begun = dates.months_in(start, end) - dates.months_completed(start, end + dt.timedelta(days=1))

    assert begun in {0, 1}


def test_the_first_programme_is_in_month_9_of_12_on_28_february_2017():
    start, end = dt.date(2016, 5, 25), dt.date(2017, 5, 24)

    assert (dates.months_completed(start, dt.date(2017, 2, 28)), dates.months_in(start, end)) == (9, 12)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (dt.date(2017, 2, 1), dt.date(2017, 2, 1), dt.date(2017, 2, 28)),
        (dt.date(2017, 2, 28), dt.date(2017, 2, 1), dt.date(2017, 2, 28)),
        (dt.date(2016, 2, 1), dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        (dt.date(2016, 12, 31), dt.date(2016, 12, 1), dt.date(2016, 12, 31)),
        (dt.date(2017, 4, 30), dt.date(2017, 4, 1), dt.date(2017, 4, 30)),
    ],
)
def test_a_month_has_its_first_and_its_last_day(day, first, last):
    assert (dates.first_of_month(day), dates.last_of_month(day)) == (first, last)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (dt.date(2017, 2, 1), dt.date(2017, 2, 1), ["2017-02"]),
        (dt.date(2017, 2, 28), dt.date(2017, 3, 1), ["2017-02", "2017-03"]),
        (dt.date(2016, 12, 31), dt.date(2017, 1, 1), ["2016-12", "2017-01"]),
        (dt.date(2017, 3, 31), dt.date(2017, 3, 31), ["2017-03"]),
        (dt.date(2017, 3, 2), dt.date(2017, 3, 1), ["2017-03"]),
        (dt.date(2017, 4, 1), dt.date(2017, 3, 31), []),
    ],
)
def test_months_between_are_all_that_hold_a_day_of_the_period(start, end, expected):
    assert [f"{month:%Y-%m}" for month in dates.months_between(start, end)] == expected


def test_the_first_year_of_the_first_programme_touches_thirteen_months():
    months = dates.months_between(dt.date(2016, 5, 25), dt.date(2017, 5, 24))

    assert (len(months), months[0], months[-1]) == (13, dt.date(2016, 5, 1), dt.date(2017, 5, 1))


@pytest.mark.parametrize(
    ("day", "starts_in"),
    [
        (dt.date(2016, 3, 31), 2015),
        (dt.date(2016, 4, 1), 2016),
        (dt.date(2016, 12, 31), 2016),
        (dt.date(2017, 1, 1), 2016),
        (dt.date(2017, 3, 31), 2016),
        (dt.date(2017, 4, 1), 2017),
    ],
)
def test_the_financial_year_runs_from_1_april_to_31_march(day, starts_in):
    assert dates.financial_year(day) == (dt.date(starts_in, 4, 1), dt.date(starts_in + 1, 3, 31))


@steady
@given(day=days)
def test_every_day_lies_in_its_financial_year(day):
    first, last = dates.financial_year(day)

    assert (first <= day <= last, dates.day_after(last)) == (True, dates.add_months(first, 12))


@pytest.mark.parametrize(
    ("read", "text", "day"),
    [
        (dates.month_from, "2017-02", dt.date(2017, 2, 1)),
        (dates.month_from, "0001-01", dt.date(1, 1, 1)),
        (dates.week_from, "2017-W08", dt.date(2017, 2, 20)),
        (dates.week_from, "2015-W53", dt.date(2015, 12, 28)),
        (dates.week_from, "2017-W01", dt.date(2017, 1, 2)),
        (dates.day_from, "2017-02-28", dt.date(2017, 2, 28)),
        (dates.day_from, "2016-02-29", dt.date(2016, 2, 29)),
    ],
)
def test_addresses_write_a_month_a_week_or_a_day_in_one_way(read, text, day):
    assert read(text) == day


NO_MONTHS = ["", "2017", "2017-2", "2017-13", "2017-00", "2017-02-01", "２０１７-02", "2017-W1", " 2017-2", "+017-02"]
NO_WEEKS = ["", "2017-08", "2017W08", "2017-W00", "2016-W53", "2017-w08", "2017-W8", "2017-W٠8"]
NO_DAYS = ["", "2017-02-29", "2017-02-30", "2017-04-31", "0000-01-01", "20170228", "2017-W09-2", "28/02/2017"]
NO_DAYS += ["2017-2-28", "２017-02-28", "2017-02-28 ", "2017-02-28T00:00", "yesterday"]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((dates.month_from, text) for text in NO_MONTHS),
        *((dates.week_from, text) for text in NO_WEEKS),
        *((dates.day_from, text) for text in NO_DAYS),
    ],
)
def test_what_is_no_month_week_or_day_in_an_address_is_refused(read, text):
    with pytest.raises(ValueError, match=r".*"):
        read(text)


@steady
@given(day=days)
def test_a_day_lies_in_the_week_that_it_names(day):
    monday = dates.week_from(dates.week_name(day))

    assert (monday, monday.weekday(), (day - monday).days in range(7)) == (dates.monday_of(day), 0, True)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2017, 1, 1), "2016-W52"),
        (dt.date(2016, 1, 3), "2015-W53"),
        (dt.date(2016, 2, 29), "2016-W09"),
        (dt.date(2017, 2, 28), "2017-W09"),
        # Both changes of the clocks are in the night to a Sunday, the last day of a week.
        (dt.date(2017, 3, 26), "2017-W12"),
        (dt.date(2017, 3, 27), "2017-W13"),
        (dt.date(2016, 10, 30), "2016-W43"),
        (dt.date(2016, 10, 31), "2016-W44"),
    ],
)
def test_a_week_is_named_by_its_year_and_number(day, name):
    assert dates.week_name(day) == name


@pytest.mark.parametrize(
    "day", [dt.date(2016, 2, 28), dt.date(2017, 2, 28), dt.date(2016, 12, 31), dt.date(2017, 3, 31)]
)
def test_the_day_after_and_the_day_before_undo_each_other(day):
    assert (dates.day_after(day), dates.day_before(dates.day_after(day))) == (day + dt.timedelta(days=1), day)


# Half an hour either side of midnight in London, while the clocks go forward and back.
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2017, 3, 25, 23, 30, tzinfo=dt.UTC), dt.date(2017, 3, 25)),
        (dt.datetime(2017, 3, 26, 0, 30, tzinfo=dt.UTC), dt.date(2017, 3, 26)),
        (dt.datetime(2017, 3, 26, 1, 30, tzinfo=dt.UTC), dt.date(2017, 3, 26)),
        (dt.datetime(2017, 3, 26, 22, 30, tzinfo=dt.UTC), dt.date(2017, 3, 26)),
        (dt.datetime(2017, 3, 26, 23, 30, tzinfo=dt.UTC), dt.date(2017, 3, 27)),
        (dt.datetime(2016, 10, 29, 22, 30, tzinfo=dt.UTC), dt.date(2016, 10, 29)),
        (dt.datetime(2016, 10, 29, 23, 30, tzinfo=dt.UTC), dt.date(2016, 10, 30)),
        (dt.datetime(2016, 10, 30, 0, 30, tzinfo=dt.UTC), dt.date(2016, 10, 30)),
        (dt.datetime(2016, 10, 30, 1, 30, tzinfo=dt.UTC), dt.date(2016, 10, 30)),
        (dt.datetime(2016, 10, 30, 23, 30, tzinfo=dt.UTC), dt.date(2016, 10, 30)),
        (dt.datetime(2016, 10, 31, 0, 30, tzinfo=dt.UTC), dt.date(2016, 10, 31)),
    ],
)
def test_today_turns_at_midnight_in_london_when_the_clocks_change_too(settings, monkeypatch, moment, day):
    settings.PROGRAMME_TODAY = None
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert dates.today() == day
