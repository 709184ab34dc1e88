"""The doorbell: beat rings every minute, a worker answers by sweeping."""

import datetime

from celery import shared_task
from celery.signals import before_task_publish

from jobs import actions

RUNG_AT = "rung_at"


@before_task_publish.connect(sender="jobs.tasks.sweep")
def stamp_ring(headers=None, **kwargs):
    """Note in the database that beat lives, and in the message when it rang."""
    rung_at = datetime.datetime.now(datetime.UTC)
    headers[RUNG_AT] = rung_at.isoformat()
    actions.note_heartbeat("beat", rung_at=rung_at)


@shared_task(bind=True)
def sweep(self):
    rung_at = self.request.get(RUNG_AT)
    if rung_at:
        actions.note_heartbeat("worker", rung_at=datetime.datetime.fromisoformat(rung_at))
    return actions.sweep()
