"""The periods of a schedule: a year's slots are exactly the expected set, and none follows from the clock."""

import datetime
from dataclasses import dataclass
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner.reports.slots import Slot, ended_slots, first_days, in_force, next_slot, slots

DAY = datetime.timedelta(days=1)
START = datetime.date(2016, 5, 25)


@dataclass(frozen=True)
class Terms:
    starts_on: datetime.date = START
    cadence: str = "quarterly"
    own_ends: str = ""
    due_days: int = 14
    drafts_from: datetime.date = START


def date(text):
    return datetime.date.fromisoformat(text)


def ends(found):
    return [slot.end.isoformat() for slot in found]


def test_a_year_of_each_cadence_is_exactly_its_periods():
    def year(cadence):
        return ends(slot for slot in islice(slots([Terms(cadence=cadence)]), 20) if slot.end <= date("2017-05-24"))

    assert year("monthly") == [
        "2016-06-24", "2016-07-24", "2016-08-24", "2016-09-24", "2016-10-24", "2016-11-24",
        "2016-12-24", "2017-01-24", "2017-02-24", "2017-03-24", "2017-04-24", "2017-05-24",
    ]  # fmt: skip
    assert year("quarterly") == ["2016-08-24", "2016-11-24", "2017-02-24", "2017-05-24"]
    assert year("six_monthly") == ["2016-11-24", "2017-05-24"]
    assert year("stopped") == []


def test_a_slot_is_due_some_days_after_its_end():
    assert next(slots([Terms()])) == Slot(START, date("2016-08-24"), date("2016-09-07"))


def test_own_dates_end_each_period():
    terms = [Terms(cadence="own_dates", own_ends="2016-07-31\n2016-12-31")]

    assert [(str(slot.start), str(slot.end)) for slot in slots(terms)] == [
        ("2016-05-25", "2016-07-31"),
        ("2016-08-01", "2016-12-31"),
    ]


def test_months_without_a_31st_do_not_move_those_after_them():
    found = islice(slots([Terms(starts_on=date("2016-01-31"), cadence="monthly")]), 4)

    assert ends(found) == ["2016-02-28", "2016-03-30", "2016-04-29", "2016-05-30"]


def test_later_terms_take_over_on_their_first_day():
    terms = [Terms(), Terms(starts_on=date("2016-11-25"), cadence="monthly", due_days=7)]

    found = list(islice(slots(terms), 4))

    assert ends(found) == ["2016-08-24", "2016-11-24", "2016-12-24", "2017-01-24"]
    assert [(slot.due_on - slot.end).days for slot in found] == [14, 14, 7, 7]


def test_what_is_recorded_later_takes_the_place_of_a_change_to_come():
    first, change, instead = Terms(), Terms(starts_on=date("2017-02-25")), Terms(starts_on=date("2016-11-25"))

    assert in_force([first, change, instead]) == [first, instead]


def test_stopping_ends_the_row():
    terms = [Terms(), Terms(starts_on=date("2016-11-25"), cadence="stopped")]

    assert ends(slots(terms)) == ["2016-08-24", "2016-11-24"]
    assert next_slot(terms, date("2016-11-25")) is None


@pytest.mark.parametrize(
    ("today", "expected"), [("2016-08-24", []), ("2016-08-25", ["2016-08-24"]), ("2016-11-24", ["2016-08-24"])]
)
def test_a_slot_is_over_the_day_after_its_last(today, expected):
    assert ends(ended_slots([Terms()], date(today))) == expected


def test_what_ended_before_the_schedule_was_agreed_can_be_left_out():
    terms = [Terms(drafts_from=date("2016-11-01"))]

    assert ends(ended_slots(terms, date("2017-02-28"))) == ["2016-11-24", "2017-02-24"]


def test_the_next_slot_is_the_one_a_day_lies_in():
    assert next_slot([Terms()], date("2016-08-24")).end == date("2016-08-24")
    assert next_slot([Terms()], date("2016-08-25")).end == date("2016-11-24")


def test_first_days_are_those_of_the_next_few_periods():
    assert [str(day) for day in first_days([Terms()], date("2016-08-25"))] == [
        "2016-08-25", "2016-11-25", "2017-02-25", "2017-05-25",
    ]  # fmt: skip


days = st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 12, 31))


@given(starts_on=days, cadence=st.sampled_from(["monthly", "quarterly", "six_monthly"]))
def test_every_day_lies_in_one_period(starts_on, cadence):
    found = list(islice(slots([Terms(starts_on=starts_on, cadence=cadence)]), 30))

    assert found[0].start == starts_on
    assert all(slot.start <= slot.end <= slot.due_on for slot in found)
    assert all(later.start == earlier.end + DAY for earlier, later in pairwise(found))


@given(starts_on=days, changes=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["monthly", "quarterly"]))))
def test_changes_never_rewrite_what_was_over(starts_on, changes):
    terms = [Terms(starts_on=starts_on, drafts_from=starts_on)]
    for ahead, cadence in changes:
        first = next(islice(slots(terms), ahead, None)).start
        before = [slot for slot in islice(slots(terms), 40) if slot.end < first]
        terms.append(Terms(starts_on=first, cadence=cadence))

        assert [slot for slot in islice(slots(terms), 40) if slot.end < first] == before
    assert all(a.end + DAY == b.start for a, b in pairwise(islice(slots(terms), 20)))


@given(today=days)
def test_the_periods_over_do_not_depend_on_when_one_asks(today):
    terms = [Terms(cadence="monthly")]

    known = ended_slots(terms, today)

    assert known == ended_slots(terms, today + datetime.timedelta(days=400))[: len(known)]
