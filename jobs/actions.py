"""Finding work that is due, and doing it."""

import logging

from django.utils import timezone

from config.constraints import PROSE
from jobs.models import Heartbeat, Job, LastRun
from jobs.schedule import EVERY_SWEEP, NIGHTLY

logger = logging.getLogger(__name__)


def make_due_rows(now):
    """A row for the newest slot of each kind. A night missed altogether is not made up: its check would be this one."""
    for work in NIGHTLY.values():
        key, due_at = work.newest_slot(now)
        Job.objects.get_or_create(kind=work.kind, key=key, defaults={"due_at": due_at})


def sweep(now=None):
    """Do every job that is due and not done, then the work of every sweep; return how many jobs this call finished."""
    started = now or timezone.now()
    make_due_rows(started)
    finished = 0
    for job in Job.objects.due(started).filter(kind__in=NIGHTLY):
        # The job before may have taken minutes: each lease runs from its own moment.
        if job.claim(now or timezone.now()):
            finished += _do(job)
    for work in EVERY_SWEEP.values():
        _do_again(work, now or timezone.now())
    return finished


def _do(job):
    try:
        succeeded, outcome = NIGHTLY[job.kind].run()
    except Exception as error:
        # Whatever goes wrong in one kind of work must neither stop the others nor be lost.
        logger.exception("Job %s failed at attempt %s", job, job.attempts)
        job.give_back(outcome=f"{type(error).__name__}: {error}")
        return False
    return job.finish(now=timezone.now(), succeeded=succeeded, outcome=outcome)


def _do_again(work, now):
    try:
        facts = {"done_at": now, "outcome": work.run(now)[:PROSE]}
    except Exception as error:
        logger.exception("The work %s failed", work.kind)
        facts = {"failed_at": now, "failure": f"{type(error).__name__}: {error}"[:PROSE]}
    LastRun.objects.update_or_create(kind=work.kind, defaults=facts)


def note_heartbeat(part, *, rung_at, now=None):
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now or timezone.now(), "rung_at": rung_at})
