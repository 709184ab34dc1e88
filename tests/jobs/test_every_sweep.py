"""Work done at every sweep: done each time, its failures told and kept, and how it stands on /status/."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jobs import actions, health, schedule
from jobs.models import Job, LastRun
from jobs.schedule import EVERY_SWEEP, EverySweep, every_sweep
from tests.factories.accounts import UserFactory
from tests.factories.jobs import LastRunFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2017, 2, 28, 3, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


class Work:
    """Work of every sweep that fails at the given times, counted from one."""

    def __init__(self, kind="post", fails_at=(), standing=(True, "Nothing waits.")):
        self.done, self.fails_at = 0, fails_at
        self.work = EverySweep(kind=kind, label=kind.title(), run=self.run, standing=lambda now: standing)

    def run(self, now):
        self.done += 1
        if self.done in self.fails_at:
            raise ValueError("not now")
        return f"Done {self.done}."


@pytest.fixture
def does(monkeypatch):
    """Make these the only work, with no nightly work beside it."""

    def only(*works):
        found = {work.work.kind: work.work for work in works}
        for module in (actions, health):
            monkeypatch.setattr(module, "EVERY_SWEEP", found)
            monkeypatch.setattr(module, "NIGHTLY", {})
        return works[0]

    return only


def runs():
    return list(LastRun.objects.order_by("kind").values_list("kind", "done_at", "outcome", "failed_at", "failure"))


def test_it_is_done_at_every_sweep_and_leaves_one_row(does):
    work = does(Work())

    finished = [actions.sweep(NOW + minute * MINUTE) for minute in range(3)]

    # It has no job of its own to finish.
    assert (work.done, finished, Job.objects.count()) == (3, [0, 0, 0], 0)
    assert runs() == [("post", NOW + 2 * MINUTE, "Done 3.", None, "")]


def test_it_is_done_at_this_moment_unless_said(does):
    does(Work())

    actions.sweep()

    assert LastRun.objects.get().done_at.year > 2017


def test_a_failure_stops_no_other_work_and_is_logged(does, caplog):
    failing, other = Work(kind="a", fails_at=(1,)), Work(kind="b")
    does(failing, other)

    actions.sweep(NOW)

    assert runs() == [("a", None, "", NOW, "ValueError: not now"), ("b", NOW, "Done 1.", None, "")]
    assert [record.getMessage() for record in caplog.records] == ["The work a failed"]


def test_a_failure_is_still_told_after_the_next_success(does):
    does(Work(fails_at=(2,)))

    for minute in range(3):
        actions.sweep(NOW + minute * MINUTE)

    assert runs() == [("post", NOW + 2 * MINUTE, "Done 3.", NOW + MINUTE, "ValueError: not now")]
    assert LastRun.objects.get().succeeded is True


def test_nightly_work_that_fails_does_not_stop_it(does, monkeypatch):
    work = does(Work())

    def fail():
        raise ValueError("not tonight")

    nightly = schedule.Nightly(kind="count", label="Counted", at=dt.time(2, 0), run=fail)
    monkeypatch.setattr(actions, "NIGHTLY", {"count": nightly})

    actions.sweep(NOW)

    assert (work.done, Job.objects.get().outcome) == (1, "ValueError: not tonight")


def test_long_words_are_cut_to_what_the_row_holds(does, monkeypatch):
    work = does(Work())
    monkeypatch.setitem(
        actions.EVERY_SWEEP, "post", EverySweep("post", "Post", lambda now: "x" * 5000, work.work.standing)
    )

    actions.sweep(NOW)

    assert len(LastRun.objects.get().outcome) == 4000


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, False),
        ({"done_at": NOW}, True),
        ({"failed_at": NOW, "failure": "no"}, False),
        ({"done_at": NOW, "failed_at": NOW, "failure": "no"}, False),
        ({"done_at": NOW, "failed_at": NOW + MINUTE, "failure": "no"}, False),
        ({"done_at": NOW + MINUTE, "failed_at": NOW, "failure": "no"}, True),
    ],
)
def test_it_succeeded_when_its_newest_run_did(facts, expected):
    assert LastRun(kind="post", **facts).succeeded is expected


@pytest.mark.parametrize("facts", [{"failed_at": NOW}, {"failure": "no"}])
def test_a_failure_has_its_moment_and_its_reason(facts):
    LastRunFactory()

    with pytest.raises(IntegrityError, match="jobs_lastrun_failed_for_a_reason"), transaction.atomic():
        LastRun.objects.update(**facts)


def test_every_sweep_registers_a_function_as_work_of_its_kind(monkeypatch):
    monkeypatch.setattr(schedule, "EVERY_SWEEP", {})

    def standing(now):
        return True, "Nothing waits."

    @every_sweep("post", "Letters posted", standing=standing)
    def post(now):
        return "Posted."

    registered = EverySweep(kind="post", label="Letters posted", run=post, standing=standing)
    assert list(schedule.EVERY_SWEEP.items()) == [("post", registered)]
    assert post(NOW) == "Posted."


def test_work_of_every_room_is_registered():
    assert sorted(EVERY_SWEEP) == ["draft-reports", "send-letters", "send-reports", "tell-of-failed-jobs"]


@pytest.mark.parametrize(
    ("standing", "last", "is_well", "words"),
    [
        ((True, "Nothing waits."), None, False, "Not yet run"),
        ((True, "Nothing waits."), {"done_at": NOW, "outcome": "None."}, True, "28 February 2017, 03:00. None."),
        ((False, "1 given up."), {"done_at": NOW}, False, "1 given up."),
        (
            (True, "1 waits."),
            {"done_at": NOW, "failed_at": NOW + MINUTE, "failure": "OSError: no"},
            False,
            "Failed last on 28 February 2017, 03:01: OSError: no",
        ),
        ((True, "1 waits."), {"failed_at": NOW, "failure": "OSError: no"}, False, "Never"),
    ],
)
def test_status_tells_how_it_stands(client, does, standing, last, is_well, words):
    does(Work(standing=standing))
    if last:
        LastRunFactory(kind="post", **last)
    client.force_login(UserFactory())

    response = client.get("/status/")

    (state,) = response.context["sweeps"]
    assert (state.label, state.standing, state.is_well) == ("Post", standing[1], is_well)
    assert words in response.content.decode()
