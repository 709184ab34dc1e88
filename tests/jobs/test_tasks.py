import datetime as dt

import pytest
from celery import Celery, current_app
from kombu.exceptions import OperationalError

from audit.actions import record
from audit.models import Event
from improvement.models import Programme
from jobs import bell, tasks
from jobs.models import Heartbeat, Job
from jobs.schedule import NIGHTLY

pytestmark = pytest.mark.django_db

RUNG_AT = dt.datetime(2017, 2, 28, 3, 0, tzinfo=dt.UTC)


def message():
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        found = queue.get_nowait()
        found.ack()
        return found


def test_a_ring_of_beat_is_stamped_in_the_message_and_in_the_database():
    tasks.sweep.apply_async(headers={"celery_beat_task": True})

    beat = Heartbeat.objects.get()
    assert beat.part == "beat"
    assert message().headers["rung_at"] == beat.rung_at.isoformat()


def test_a_ring_of_anybody_else_is_no_sign_that_beat_lives():
    assert bell.ring() is True

    assert dt.datetime.fromisoformat(message().headers["rung_at"]).tzinfo is not None
    assert Heartbeat.objects.count() == 0


@pytest.mark.parametrize("error", [OperationalError, OSError, RuntimeError])
def test_a_ring_that_the_broker_does_not_take_fails_nothing(monkeypatch, caplog, error):
    class App:
        def connection_for_write(self):
            raise error("no broker")

    monkeypatch.setattr(bell, "current_app", App())
    monkeypatch.setattr(bell, "away", {"until": 0})

    # The second does not even ask.
    assert [bell.ring(), bell.ring()] == [False, False]
    assert caplog.messages == ["Nobody was rung, so work waits for the next minute: no broker"]


def test_a_worker_that_reaches_the_broker_rings():
    class Worker:
        app = Celery(set_as_current=False)

    tasks.add_step(instance=Worker)

    assert tasks.RingOnConnecting in Worker.app.steps["consumer"]
    tasks.RingOnConnecting(None).start(None)
    assert message().headers["task"] == "jobs.tasks.sweep"


def test_the_worker_notes_when_it_was_rung_and_sweeps():
    tasks.sweep.push_request(rung_at=RUNG_AT.isoformat())
    try:
        finished = tasks.sweep.run()
    finally:
        tasks.sweep.pop_request()

    assert list(Heartbeat.objects.values_list("part", "rung_at")) == [("worker", RUNG_AT)]
    assert (finished, Job.objects.filter(succeeded=True).count()) == (len(NIGHTLY), len(NIGHTLY))


def test_a_sweep_that_nobody_rang_for_leaves_no_heartbeat():
    assert (tasks.sweep(), Heartbeat.objects.count()) == (len(NIGHTLY), 0)


def test_nightly_work_of_every_room_is_registered():
    assert sorted(NIGHTLY) == [
        "forget-imports",
        "forget-request-keys",
        "reconcile-claims",
        "reconcile-improvement",
        "remind-of-board",
        "remind-of-days",
        "verify-audit",
        "verify-packs",
    ]


def test_nightly_work_changes_nothing_but_its_own_rows():
    record("thing.done", by=None)

    tasks.sweep()

    assert (Event.objects.count(), Programme.objects.count()) == (1, 0)
