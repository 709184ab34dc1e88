import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from jobs import schedule
from jobs.schedule import LONDON, Deferred, Nightly, deferred, nightly

HALF_PAST_ONE, TWO, MIDNIGHT = dt.time(1, 30), dt.time(2, 0), dt.time(0, 0)

steady = examples(derandomize=True, deadline=None)


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def work_at(time):
    return Nightly(kind="work", label="Work", at=time, run=lambda: (True, ""))


@pytest.mark.parametrize(
    ("at", "now", "expected"),
    [
        # Winter: London is at UTC.
        (TWO, "2017-02-28 01:59:59", ("2017-02-27", "2017-02-27 02:00")),
        (TWO, "2017-02-28 02:00:00", ("2017-02-28", "2017-02-28 02:00")),
        (TWO, "2017-02-28 02:00:01", ("2017-02-28", "2017-02-28 02:00")),
        (TWO, "2017-02-28 23:59:59", ("2017-02-28", "2017-02-28 02:00")),
        (TWO, "2017-03-01 00:00:00", ("2017-02-28", "2017-02-28 02:00")),
        (MIDNIGHT, "2017-02-28 00:00:00", ("2017-02-28", "2017-02-28 00:00")),
        # Summer: an hour ahead.
        (TWO, "2017-07-01 00:59:59", ("2017-06-30", "2017-06-30 01:00")),
        (TWO, "2017-07-01 01:00:00", ("2017-07-01", "2017-07-01 01:00")),
        (MIDNIGHT, "2017-06-30 23:00:00", ("2017-07-01", "2017-06-30 23:00")),
        # 26 March 2017: at 01:00 the clock goes to 02:00, and there is no 01:30. It is due at 02:30.
        (HALF_PAST_ONE, "2017-03-26 00:59:59", ("2017-03-25", "2017-03-25 01:30")),
        (HALF_PAST_ONE, "2017-03-26 01:00:00", ("2017-03-25", "2017-03-25 01:30")),
        (HALF_PAST_ONE, "2017-03-26 01:29:59", ("2017-03-25", "2017-03-25 01:30")),
        (HALF_PAST_ONE, "2017-03-26 01:30:00", ("2017-03-26", "2017-03-26 01:30")),
        (HALF_PAST_ONE, "2017-03-27 00:29:59", ("2017-03-26", "2017-03-26 01:30")),
        (HALF_PAST_ONE, "2017-03-27 00:30:00", ("2017-03-27", "2017-03-27 00:30")),
        (TWO, "2017-03-26 00:59:59", ("2017-03-25", "2017-03-25 02:00")),
        (TWO, "2017-03-26 01:00:00", ("2017-03-26", "2017-03-26 01:00")),
        # 29 October 2017: at 02:00 the clock goes to 01:00, and 01:30 comes twice. It is due the first time.
        (HALF_PAST_ONE, "2017-10-29 00:29:59", ("2017-10-28", "2017-10-28 00:30")),
        (HALF_PAST_ONE, "2017-10-29 00:30:00", ("2017-10-29", "2017-10-29 00:30")),
        (HALF_PAST_ONE, "2017-10-29 01:00:00", ("2017-10-29", "2017-10-29 00:30")),
        (HALF_PAST_ONE, "2017-10-29 01:29:59", ("2017-10-29", "2017-10-29 00:30")),
        (HALF_PAST_ONE, "2017-10-29 01:30:00", ("2017-10-29", "2017-10-29 00:30")),
        (TWO, "2017-10-29 01:59:59", ("2017-10-28", "2017-10-28 01:00")),
        (TWO, "2017-10-29 02:00:00", ("2017-10-29", "2017-10-29 02:00")),
    ],
)
def test_newest_slot_is_the_newest_night_whose_time_has_come(at, now, expected):
    key, due_at = expected

    assert work_at(at).newest_slot(utc(now)) == (key, utc(due_at))


@steady
@given(
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0, fold=0)),
    now=st.datetimes(min_value=dt.datetime(2016, 1, 1), max_value=dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
)
def test_newest_slot_is_due_and_less_than_26_hours_old(at, now):
    _, due_at = work_at(at).newest_slot(now)

    assert dt.timedelta(0) <= now - due_at < dt.timedelta(hours=26)


@pytest.mark.parametrize("day", [dt.date(2017, 3, 26), dt.date(2017, 10, 29), dt.date(2017, 6, 1)])
@pytest.mark.parametrize("at", [MIDNIGHT, dt.time(1, 0), HALF_PAST_ONE, TWO, dt.time(23, 59)])
def test_each_night_has_one_slot_and_no_night_is_left_out(day, at):
    start = dt.datetime.combine(day - dt.timedelta(days=2), dt.time(0, 0), tzinfo=LONDON).astimezone(dt.UTC)
    moments = [start + dt.timedelta(minutes=10 * step) for step in range(6 * 24 * 5)]

    slots = [work_at(at).newest_slot(moment) for moment in moments]

    # Time only moves the slot on, a night at a time, and a night's moment never changes.
    in_order = list(dict.fromkeys(slots))
    nights = [dt.date.fromisoformat(key) for key, _ in in_order]
    assert [slot for slot, before in zip(slots[1:], slots, strict=False) if slot != before] == in_order[1:]
    assert nights == [nights[0] + dt.timedelta(days=step) for step in range(len(nights))]


def test_nightly_registers_a_function_as_the_work_of_its_kind(monkeypatch):
    monkeypatch.setattr(schedule, "NIGHTLY", {})

    @nightly("count", "Things counted", at=TWO)
    def count():
        return True, "3 things."

    registered = Nightly(kind="count", label="Things counted", at=TWO, run=count)
    assert list(schedule.NIGHTLY.items()) == [("count", registered)]
    assert count() == (True, "3 things.")


def test_deferred_registers_a_function_as_the_work_of_its_kind(monkeypatch):
    monkeypatch.setattr(schedule, "DEFERRED", {})

    @deferred("draft", "Draft written")
    def draft(key):
        return f"{key} drafted."

    assert list(schedule.DEFERRED.items()) == [("draft", Deferred(kind="draft", label="Draft written", run=draft))]
    assert draft("1") == "1 drafted."


def test_the_slots_of_a_year_are_its_nights_and_no_others():
    start, end = utc("2017-01-01 01:30:00"), utc("2018-01-01 01:30:00")
    minutes = range(int((end - start).total_seconds()) // 60)

    slots = {work_at(HALF_PAST_ONE).newest_slot(start + dt.timedelta(minutes=minute)) for minute in minutes}

    nights = [dt.date(2017, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    assert sorted(key for key, _ in slots) == [night.isoformat() for night in nights]
