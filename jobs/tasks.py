"""The doorbell: beat rings every minute, a worker answers by sweeping."""

import datetime

from celery import bootsteps, shared_task
from celery.signals import before_task_publish, celeryd_init

from jobs import actions, bell

RUNG_AT = "rung_at"
# Celery's own mark on what beat sends: pages and workers ring, too, and are no sign that beat lives.
BY_BEAT = "celery_beat_task"


@before_task_publish.connect(sender="jobs.tasks.sweep")
def stamp_ring(headers=None, **kwargs):
    """Note in the message when it rang, and in the database that beat lives."""
    rung_at = datetime.datetime.now(datetime.UTC)
    headers[RUNG_AT] = rung_at.isoformat()
    if headers.get(BY_BEAT):
        actions.note_heartbeat("beat", rung_at=rung_at)


@shared_task(bind=True)
def sweep(self):
    rung_at = self.request.get(RUNG_AT)
    if rung_at:
        actions.note_heartbeat("worker", rung_at=datetime.datetime.fromisoformat(rung_at))
    return actions.sweep()


class RingOnConnecting(bootsteps.StartStopStep):
    """Rings whenever a worker reaches the broker, at its start or after losing it.

    What became due meanwhile is then done at once, and not only at beat's next minute.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent):
        bell.ring()


@celeryd_init.connect
def add_step(instance=None, **kwargs):
    instance.app.steps["consumer"].add(RingOnConnecting)
