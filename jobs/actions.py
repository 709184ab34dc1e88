"""Finding work that is due, and doing it."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from config.constraints import PROSE
from jobs import bell
from jobs.models import Heartbeat, Job, LastRun
from jobs.schedule import DEFERRED, EVERY_SWEEP, NIGHTLY

logger = logging.getLogger(__name__)

# A worker that is told to stop ends after its sweep, and between sweeps shows that it lives.
LONGEST_SWEEP = datetime.timedelta(seconds=30)


class TakenOver(Exception):
    """The lease ran out while the work was done, and another worker has the job."""


def add_job(kind, key, *, due_at=None):
    """Add deferred work for a key, due now unless said, once for ever; whether it was added now.

    Belongs in the transaction of what it follows from. A worker is rung when that stands, and needs not hear.
    """
    if kind not in DEFERRED:
        raise ValueError(f"No work is registered as {kind}.")
    now = timezone.now()
    _, is_new = Job.objects.get_or_create(kind=kind, key=key, defaults={"due_at": due_at or now})
    if is_new and (due_at is None or due_at <= now):
        transaction.on_commit(bell.ring)
    return is_new


def make_due_rows(now):
    """A row for the newest slot of each kind. A night missed altogether is not made up: its check would be this one."""
    for work in NIGHTLY.values():
        key, due_at = work.newest_slot(now)
        Job.objects.get_or_create(kind=work.kind, key=key, defaults={"due_at": due_at})


def sweep(now=None):
    """Do every job that is due and not done, then the work of every sweep; return how many jobs this call finished.

    After half a minute it leaves what remains to another sweep, and rings for it.
    """
    began = timezone.now()
    started = now or began
    make_due_rows(started)
    finished = 0
    for job in Job.objects.due(started).filter(kind__in=[*NIGHTLY, *DEFERRED]):
        if timezone.now() - began > LONGEST_SWEEP:
            bell.ring()
            break
        # The job before may have taken minutes: each lease runs from its own moment.
        if job.claim(now or timezone.now()):
            finished += _do(job)
    for work in EVERY_SWEEP.values():
        _do_again(work, now or timezone.now())
    return finished


def _do(job):
    try:
        return _do_deferred(job) if job.kind in DEFERRED else _do_nightly(job)
    except TakenOver:
        logger.warning("Job %s was taken over by another worker at attempt %s", job, job.attempts)
    except Exception as error:
        # Whatever goes wrong in one kind of work must neither stop the others nor be lost.
        logger.exception("Job %s failed at attempt %s", job, job.attempts)
        job.give_back(outcome=f"{type(error).__name__}: {error}")
    return False


def _do_nightly(job):
    succeeded, outcome = NIGHTLY[job.kind].run()
    return job.finish(now=timezone.now(), succeeded=succeeded, outcome=outcome)


@transaction.atomic
def _do_deferred(job):
    """Raises TakenOver, so that nothing is left of work that another worker does again."""
    outcome = DEFERRED[job.kind].run(job.key)
    if not job.finish(now=timezone.now(), succeeded=True, outcome=outcome):
        raise TakenOver
    return True


def _do_again(work, now):
    try:
        facts = {"done_at": now, "outcome": work.run(now)[:PROSE]}
    except Exception as error:
        logger.exception("The work %s failed", work.kind)
        facts = {"failed_at": now, "failure": f"{type(error).__name__}: {error}"[:PROSE]}
    LastRun.objects.update_or_create(kind=work.kind, defaults=facts)


def note_heartbeat(part, *, rung_at, now=None):
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now or timezone.now(), "rung_at": rung_at})
