"""Deferred work: added once for a key, done once, and undone where another worker took it over."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.actions import record
from audit.models import Event
from jobs import actions, bell
from jobs.models import LEASE, Job
from jobs.schedule import Deferred

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def rings(monkeypatch):
    """Each ring, as one item."""
    heard = []
    monkeypatch.setattr(bell, "ring", lambda: heard.append("ring"))
    return heard


@pytest.fixture
def does(monkeypatch):
    """Make this function the only work, of the kind "draft"."""

    def only(run):
        monkeypatch.setattr(actions, "DEFERRED", {"draft": Deferred("draft", "Draft written", run)})
        monkeypatch.setattr(actions, "NIGHTLY", {})
        monkeypatch.setattr(actions, "EVERY_SWEEP", {})

    return only


def draft(key):
    record("draft.written", by=None, reason=key)
    return f"{key} drafted."


def drafts():
    return list(Event.objects.filter(action="draft.written").order_by("pk").values_list("reason", flat=True))


def jobs():
    return list(Job.objects.order_by("pk").values_list("key", "attempts", "succeeded", "outcome"))


def test_it_is_done_once_for_each_key(does):
    does(draft)
    added = [actions.add_job("draft", key) for key in ("1", "2", "1")]

    finished = [actions.sweep() for _ in range(3)]

    assert (added, finished, drafts()) == ([True, True, False], [2, 0, 0], ["1", "2"])
    assert jobs() == [("1", 1, True, "1 drafted."), ("2", 1, True, "2 drafted.")]


def test_it_waits_until_it_is_due(does):
    does(draft)
    actions.add_job("draft", "1", due_at=timezone.now() + HOUR)

    finished = [actions.sweep(), actions.sweep(timezone.now() + 2 * HOUR)]

    assert finished == [0, 1]


@pytest.mark.parametrize(("wait", "expected"), [(None, ["ring"]), (-HOUR, ["ring"]), (HOUR, [])])
def test_a_worker_is_rung_once_for_what_is_due(does, rings, django_capture_on_commit_callbacks, wait, expected):
    does(draft)
    due_at = wait and timezone.now() + wait

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            actions.add_job("draft", "1", due_at=due_at)
        # Not before the transaction stands.
        assert rings == []

    assert rings == expected


def test_work_that_nobody_registered_is_refused(does):
    does(draft)

    with pytest.raises(ValueError, match="No work is registered as drift"):
        actions.add_job("drift", "1")


def test_a_failure_leaves_nothing_and_is_tried_three_times(does):
    def fail(key):
        draft(key)
        raise ValueError("not now")

    does(fail)
    actions.add_job("draft", "1")

    finished = [actions.sweep() for _ in range(4)]

    assert (finished, drafts(), jobs()) == ([0] * 4, [], [("1", 3, None, "ValueError: not now")])


def test_a_worker_whose_lease_ran_out_leaves_nothing(does, caplog):
    def slow(key):
        draft(key)
        # Meanwhile another worker claims the job.
        assert Job.objects.get().claim(timezone.now() + LEASE + HOUR)
        return "Too late."

    does(slow)
    actions.add_job("draft", "1")

    assert (actions.sweep(), drafts()) == (0, [])
    assert caplog.messages == ["Job draft 1 was taken over by another worker at attempt 1"]


def test_a_sweep_leaves_the_rest_to_another_after_half_a_minute(does, rings, monkeypatch):
    began = timezone.now()
    clock = iter([began, began, began, began + actions.LONGEST_SWEEP + HOUR])
    does(lambda key: "Done.")
    for key in "123":
        actions.add_job("draft", key, due_at=began)
    monkeypatch.setattr(timezone, "now", lambda: next(clock))

    # One moment each to begin, to look at the clock, to finish, and to look again.
    finished = actions.sweep(began)

    assert (finished, rings, [done for _, _, done, _ in jobs()]) == (1, ["ring"], [True, None, None])
