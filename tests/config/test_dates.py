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
