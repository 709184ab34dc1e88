"""Whether the machinery behind the pages is alive: database, broker, beat, worker, queue, and the work they do."""

import datetime
from dataclasses import dataclass

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs.models import Heartbeat, Job, LastRun
from jobs.schedule import DEFERRED, EVERY_SWEEP, NIGHTLY

QUIET_AFTER = datetime.timedelta(minutes=3)
BROKER_TIMEOUT_SECONDS = 2
# A job that failed is tried again at the next sweeps, so that one may be due for some minutes while all is well.
QUEUE_STUCK_AFTER = datetime.timedelta(minutes=10)
QUIET_KEY = "no-worker-runs"
QUIET_KEPT_SECONDS = 15


def no_worker_runs():
    """Whether no worker has answered of late. Every page asks, so that the answer is kept for some seconds."""
    return cache.get_or_set(QUIET_KEY, _no_worker_runs, timeout=QUIET_KEPT_SECONDS)


def _no_worker_runs():
    since = timezone.now() - QUIET_AFTER
    return not Heartbeat.objects.filter(part="worker", at__gt=since).exists()


@dataclass(frozen=True)
class Part:
    """One part of the machinery: whether it is well, and a sentence that says so."""

    name: str
    is_well: bool
    sentence: str


def parts(now):
    """The state of each part, in a fixed number of queries."""
    beats = {beat.part: beat for beat in Heartbeat.objects.all()}
    return [_database(), _broker(), _beat(beats, now), _worker(beats, now), _queue(now)]


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
    return Part("Database", True, f"{names[connection.vendor]} answers.")


def _broker():
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
    except (OperationalError, OSError) as error:
        return Part("Broker", False, f"Does not answer ({type(error).__name__}). Pages work; periodic work waits.")
    return Part("Broker", True, "Answers.")


def _beat(beats, now):
    beat = beats.get("beat")
    if beat is None:
        return Part("Beat", False, "Has never rung: no beat process has run.")
    age = now - beat.at
    return Part("Beat", age < QUIET_AFTER, f"Last rang {_ago(age)}.")


def _worker(beats, now):
    worker = beats.get("worker")
    if worker is None:
        return Part("Worker", False, "Has never answered: no worker has run. Periodic work waits.")
    age, waited = now - worker.at, worker.at - worker.rung_at
    sentence = f"Last answered {_ago(age)}, {_length(waited)} after it was rung."
    return Part("Worker", age < QUIET_AFTER and waited < QUIET_AFTER, sentence)


def _queue(now):
    queue = Job.objects.due(now).order_by().aggregate(count=Count("pk"), oldest=Min("due_at"))
    if not queue["count"]:
        return Part("Queue", True, "Nothing waits.")
    age, plural = now - queue["oldest"], "" if queue["count"] == 1 else "s"
    sentence = f"{queue['count']} job{plural} due and not done, the oldest for {_length(age)}."
    return Part("Queue", age < QUEUE_STUCK_AFTER, sentence)


def _ago(age):
    return f"{_length(age)} ago"


def _length(length):
    seconds = max(int(length.total_seconds()), 0)
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


@dataclass(frozen=True)
class KindState:
    """The newest run of one kind of nightly or deferred work, or none yet."""

    label: str
    job: Job | None
    is_expected: bool
    """Whether it is run by the clock, so that something is wrong where it never was."""
    has_failed: bool
    """Whether a job of the kind was given up, and not made good since."""

    @property
    def is_well(self):
        return not self.has_failed and (self.job.succeeded if self.job else not self.is_expected)


def kind_states(failed):
    """Of nightly work, then of deferred work, in two queries; `failed` are the jobs given up."""
    failed_kinds = {job.kind for job in failed}
    newest = Job.objects.newest_done()
    return [
        KindState(work.label, newest.get(kind), is_expected, kind in failed_kinds)
        for works, is_expected in ((NIGHTLY, True), (DEFERRED, False))
        for kind, work in sorted(works.items())
    ]


@dataclass(frozen=True)
class SweepState:
    """How one kind of work of every sweep stands, and how it went last, if it ever ran."""

    label: str
    last: LastRun | None
    is_in_order: bool
    standing: str

    @property
    def is_well(self):
        return self.is_in_order and self.last is not None and self.last.succeeded


def sweep_states(now):
    last = {run.kind: run for run in LastRun.objects.all()}
    return [SweepState(work.label, last.get(kind), *work.standing(now)) for kind, work in sorted(EVERY_SWEEP.items())]
