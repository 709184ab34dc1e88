"""Schedules of reports: added with a question about the past, and changed from the first day of a period on."""

import datetime

import pytest

from commissioner.actions.report_schedules import add_schedule, change_terms
from commissioner.reports.slots import ended_slots, slots
from config.records import Stale
from tests.factories.accounts import UserFactory
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
START = datetime.date(2016, 5, 25)
FACTS = {
    "name": "Quarterly",
    "addressee": "Minister",
    "cadence": "quarterly",
    "starts_on": START,
    "due_days": 14,
    "recipients": "Office@Minister.example, team@minister.example",
}


def date(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def by(db):
    return UserFactory()


def over(schedule, today=TODAY):
    return [str(slot.end) for slot in ended_slots(list(schedule.terms.order_by("pk")), today)]


def test_a_first_period_in_the_past_asks_whether_to_catch_up(programme, by, refused):
    assert refused(add_schedule, programme=programme, by=by, **FACTS) == {
        "catch_up": ["Three periods are over already, the first since 24 August 2016. Say whether they get reports."]
    }


@pytest.mark.parametrize(("answer", "expected"), [("yes", ["2016-08-24", "2016-11-24", "2017-02-24"]), ("no", [])])
def test_the_answer_is_kept(programme, by, events, answer, expected):
    schedule = add_schedule(programme=programme, catch_up=answer, by=by, **FACTS)

    assert over(schedule) == expected
    assert over(schedule, date("2017-05-25"))[-1] == "2017-05-24"
    assert schedule.terms.get().addresses == ["office@minister.example", "team@minister.example"]
    assert events()[-1][0] == "schedule.added"


def test_a_schedule_to_come_asks_nothing(programme, by):
    schedule = add_schedule(programme=programme, by=by, **FACTS | {"starts_on": date("2017-03-01")})

    assert over(schedule) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"starts_on": START - datetime.timedelta(days=1)},
         {"starts_on": ["The programme starts on 25 May 2016: choose no earlier day."]}),
        ({"starts_on": date("2023-01-01")}, {"starts_on": ["This is more than five years ahead. Check the year."]}),
        ({"recipients": ""}, {"recipients": ["Give at least one address."]}),
        ({"recipients": "office"}, {"recipients": ["“office” is no email address."]}),
        ({"cadence": "own_dates"}, {"own_ends": ["Give the last day of each period, one on each line."]}),
        ({"cadence": "own_dates", "own_ends": "31/3/2017\nsoon"},
         {"own_ends": ["“soon” is no day. Write each like 31/3/2017."]}),
        ({"cadence": "own_dates", "own_ends": "31/3/2017\n1/3/2017"},
         {"own_ends": ["Give the days in their order, each once, the first after the first day."]}),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_refused(programme, by, refused, facts, said):
    assert refused(add_schedule, programme=programme, catch_up="yes", by=by, **FACTS | facts) == said


def test_dates_of_its_own(programme, by):
    facts = {"cadence": "own_dates", "own_ends": "31/3/2017\n2017-05-24", "starts_on": date("2017-01-01")}

    schedule = add_schedule(programme=programme, by=by, **FACTS | facts)

    assert [str(slot.end) for slot in slots(list(schedule.terms.all()))] == ["2017-03-31", "2017-05-24"]


@pytest.fixture
def schedule(programme, by):
    return add_schedule(programme=programme, catch_up="yes", by=by, **FACTS)


def change(schedule, by, **facts):
    terms = {name: FACTS[name] for name in ("cadence", "due_days", "recipients")}
    facts = terms | {"starts_on": date("2017-02-25"), "reason": "Monthly from now on."} | facts
    return {"schedule": schedule, "version": schedule.version, "by": by, **facts}


def test_a_change_never_rewrites_the_past(schedule, by, events):
    before = over(schedule)

    change_terms(**change(schedule, by, cadence="monthly"))

    assert over(schedule) == before
    assert over(schedule, date("2017-04-30")) == [*before, "2017-03-24", "2017-04-24"]
    assert events()[-1][0] == "schedule.changed"


@pytest.mark.parametrize("starts_on", ["2016-11-25", "2017-03-01"])
def test_a_change_begins_with_a_period_that_is_not_over(schedule, by, refused, starts_on):
    days = "25 February 2017, 25 May 2017, 25 August 2017, 25 November 2017"

    assert refused(change_terms, **change(schedule, by, starts_on=date(starts_on))) == {
        "starts_on": [f"Choose the first day of a period that is not over: {days}."]
    }


def test_a_schedule_that_was_stopped_can_begin_anew(schedule, by, refused):
    change_terms(**change(schedule, by, cadence="stopped", recipients=""))
    assert over(schedule, date("2018-01-01"))[-1] == "2017-02-24"

    assert refused(change_terms, **change(schedule, by, starts_on=date("2017-02-01"))) == {
        "starts_on": ["Choose the first day of a period that is not over: 26 February 2017."]
    }
    schedule.refresh_from_db()
    change_terms(**change(schedule, by, starts_on=date("2017-06-01")))
    assert over(schedule, date("2018-01-01"))[-2:] == ["2017-08-31", "2017-11-30"]


def test_a_second_tab_is_told(schedule, by):
    facts = change(schedule, by)
    change_terms(**facts)

    with pytest.raises(Stale):
        change_terms(**facts)
