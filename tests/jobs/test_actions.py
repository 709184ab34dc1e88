import datetime as dt
import logging

import pytest

from jobs import actions
from jobs.models import LEASE, MAX_ATTEMPTS, Heartbeat, Job
from jobs.schedule import Nightly
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db

# Three in the morning: the work of 02:00 is due, that of 04:00 is not.
NIGHT = dt.datetime(2017, 2, 28, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Work:
    """Nightly work that counts how often it was done, and fails the first `failures` times."""

    def __init__(self, kind="count", at=dt.time(2, 0), failures=0, answer=(True, "Counted.")):
        self.done, self.failures, self.answer = 0, failures, answer
        self.nightly = Nightly(kind=kind, label="Counted", at=at, run=self.run)

    def run(self):
        self.done += 1
        if self.done <= self.failures:
            raise ValueError("not tonight")
        return self.answer


@pytest.fixture
def does(monkeypatch):
    """Make these the only kinds of nightly work."""

    def only(*works):
        monkeypatch.setattr(actions, "NIGHTLY", {work.nightly.kind: work.nightly for work in works})
        return works[0]

    return only


def jobs():
    return list(Job.objects.order_by("due_at", "kind").values_list("kind", "key", "attempts", "succeeded", "outcome"))


def test_sweep_makes_a_row_for_each_kind_and_does_it(does):
    first, second = Work(), Work(kind="weigh", answer=(False, "Too heavy."))
    does(first, second)

    finished = actions.sweep(NIGHT)

    assert (finished, first.done, second.done) == (2, 1, 1)
    assert jobs() == [
        ("count", "2017-02-28", 1, True, "Counted."),
        ("weigh", "2017-02-28", 1, False, "Too heavy."),
    ]


def test_sweep_does_a_night_once(does):
    work = does(Work())

    finished = [actions.sweep(NIGHT + dt.timedelta(minutes=minute)) for minute in range(3)]

    assert (finished, work.done, len(jobs())) == ([1, 0, 0], 1, 1)


def test_sweep_does_each_night(does):
    work = does(Work())

    for night in range(3):
        actions.sweep(NIGHT + night * DAY)

    assert work.done == 3
    assert [job[1] for job in jobs()] == ["2017-02-28", "2017-03-01", "2017-03-02"]


def test_sweep_does_not_make_up_a_night_missed_altogether(does):
    work = does(Work())
    actions.sweep(NIGHT)

    actions.sweep(NIGHT + 3 * DAY)

    assert work.done == 2
    assert [job[1] for job in jobs()] == ["2017-02-28", "2017-03-03"]


@pytest.mark.parametrize("day", [dt.date(2017, 3, 26), dt.date(2017, 10, 29)])
def test_work_at_half_past_one_is_done_once_on_the_nights_that_clocks_change(does, day):
    work = does(Work(at=dt.time(1, 30)))
    midday_before = dt.datetime.combine(day - DAY, dt.time(12, 0), tzinfo=dt.UTC)
    actions.sweep(midday_before)

    done = [actions.sweep(midday_before + dt.timedelta(minutes=15 * quarter)) for quarter in range(1, 4 * 24 + 1)]

    assert (sum(done), work.done, jobs()[1][1]) == (1, 2, day.isoformat())


def test_sweeps_of_a_year_do_each_night_once(does):
    work = does(Work(at=dt.time(1, 30)))
    start = dt.datetime(2017, 1, 1, 12, 0, tzinfo=dt.UTC)

    for half_day in range(2 * 365):
        actions.sweep(start + half_day * DAY / 2)

    nights = [(dt.date(2017, 1, 1) + number * DAY).isoformat() for number in range(365)]
    assert [job[1:4] for job in jobs()] == [(night, 1, True) for night in nights]
    assert work.done == 365


def test_sweep_before_the_time_does_the_night_before(does):
    does(Work(at=dt.time(4, 0)))

    actions.sweep(NIGHT)

    assert [job[1] for job in jobs()] == ["2017-02-27"]


def test_sweep_is_of_this_moment_unless_said(does):
    does(Work())

    assert actions.sweep() == 1


def test_a_failure_is_given_back_and_tried_again(does, caplog):
    work = does(Work(failures=1))

    finished = [actions.sweep(NIGHT), actions.sweep(NIGHT)]

    assert (finished, work.done) == ([0, 1], 2)
    assert jobs() == [("count", "2017-02-28", 2, True, "Counted.")]
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "Job count 2017-02-28 failed at attempt 1"
    ]


def test_a_failure_is_tried_three_times_and_then_waits_for_a_person(does):
    work = does(Work(failures=10))

    finished = [actions.sweep(NIGHT) for _ in range(5)]

    assert (finished, work.done) == ([0] * 5, MAX_ATTEMPTS)
    assert jobs() == [("count", "2017-02-28", 3, None, "ValueError: not tonight")]
    assert [job.key for job in Job.objects.failed(NIGHT)] == ["2017-02-28"]


def test_a_failure_does_not_stop_the_others(does):
    failing, other = Work(failures=10), Work(kind="weigh")
    does(failing, other)

    assert (actions.sweep(NIGHT), other.done) == (1, 1)


def test_a_night_that_failed_does_not_stop_the_next(does):
    work = does(Work(failures=3))
    for _ in range(3):
        actions.sweep(NIGHT)

    actions.sweep(NIGHT + DAY)

    assert work.done == 4
    assert [(job[1], job[3]) for job in jobs()] == [("2017-02-28", None), ("2017-03-01", True)]


def test_sweep_leaves_what_another_worker_holds(does):
    work = does(Work())
    actions.make_due_rows(NIGHT)
    Job.objects.get().claim(NIGHT)

    assert (actions.sweep(NIGHT + LEASE), work.done) == (0, 0)


def test_sweep_takes_over_what_a_dead_worker_held(does):
    work = does(Work())
    actions.make_due_rows(NIGHT)
    Job.objects.get().claim(NIGHT)

    assert (actions.sweep(NIGHT + LEASE + dt.timedelta(seconds=1)), work.done) == (1, 1)


def test_sweep_leaves_a_job_that_another_worker_took_a_moment_before(does, monkeypatch):
    work = does(Work())
    monkeypatch.setattr(Job, "claim", lambda job, now: False)

    assert (actions.sweep(NIGHT), work.done) == (0, 0)


def test_sweep_does_not_count_work_that_another_worker_took_over(does):
    work = does(Work())

    def slow():
        Job.objects.update(attempts=2)
        return True, "Too late."

    does(Work(), work)
    actions.NIGHTLY["count"] = Nightly(kind="count", label="Counted", at=dt.time(2, 0), run=slow)

    assert actions.sweep(NIGHT) == 0
    assert jobs() == [("count", "2017-02-28", 2, None, "")]


def test_sweep_leaves_kinds_that_this_version_does_not_know(does):
    does(Work())
    JobFactory(kind="forgotten", due_at=NIGHT - DAY)

    assert actions.sweep(NIGHT) == 1
    assert Job.objects.get(kind="forgotten").attempts == 0


def test_heartbeat_is_one_row_for_each_part():
    for minute in (0, 1):
        rung_at = NIGHT + dt.timedelta(minutes=minute)
        for part in ("beat", "worker"):
            actions.note_heartbeat(part, rung_at=rung_at, now=rung_at + dt.timedelta(seconds=2))

    assert list(Heartbeat.objects.order_by("part").values_list("part", "rung_at", "at")) == [
        (part, NIGHT + dt.timedelta(minutes=1), NIGHT + dt.timedelta(minutes=1, seconds=2))
        for part in ("beat", "worker")
    ]
