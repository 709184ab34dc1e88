"""The row is the job; the broker is a doorbell.

Every piece of periodic or deferred work is a row that is due and not done. A sweep finds it, claims it by
conditional update with a lease, does it and marks it done, so that losing the broker, a worker or the clock
loses nothing; the unique kind and key, and effects behind unique constraints, double nothing.
"""

import datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q

from config.constraints import CODE, PROSE, set_together, text_limits
from jobs.schedule import NIGHTLY, label_of

LEASE = datetime.timedelta(minutes=15)
MAX_ATTEMPTS = 3
"""In a row; after them a job has failed until a person allows it as many more."""


class JobQuerySet(models.QuerySet):
    def free(self, now):
        """Not done, and not in the hands of a living worker."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now), done_at__isnull=True)

    def due(self, now):
        """Free, due, and under the limit of attempts."""
        return self.free(now).filter(due_at__lte=now, attempts__lt=F("attempts_allowed")).order_by("due_at", "pk")

    def failed(self, now):
        """Given up after the last attempt: these wait for a person. A night is left out once a later one is done."""
        given_up = self.free(now).filter(attempts__gte=F("attempts_allowed"))
        later = Job.objects.filter(kind=OuterRef("kind"), due_at__gt=OuterRef("due_at"), done_at__isnull=False)
        return given_up.exclude(Exists(later), kind__in=list(NIGHTLY))

    def newest_done(self):
        """{kind: its done job of the newest slot}, in two queries."""
        done = self.filter(done_at__isnull=False)
        newest = done.order_by().values_list("kind").annotate(Max("due_at"))
        slots = [Q(kind=kind, due_at=due_at) for kind, due_at in newest]
        return {job.kind: job for job in done.filter(reduce(or_, slots)).order_by("pk")} if slots else {}


class Job(models.Model):
    """One run of one kind of work. `key` names the slot, such as the night it belongs to.

    `attempts` only grows, so that it is also the fence: who claimed the job at an earlier count holds it no longer.
    """

    kind = models.CharField(max_length=CODE)
    key = models.CharField(max_length=CODE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS, db_default=MAX_ATTEMPTS)
    leased_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    succeeded = models.BooleanField(null=True)
    outcome = models.TextField(blank=True, max_length=PROSE)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="jobs_job_once_per_slot"),
            set_together("done_at", "succeeded", name="jobs_job_done_with_result"),
            models.CheckConstraint(condition=Q(attempts__lte=F("attempts_allowed")), name="jobs_job_attempts_bounded"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="jobs_job_waiting")]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def label(self):
        return label_of(self.kind)

    def claim(self, now):
        """Take the job for the length of a lease. False when another worker was quicker."""
        taken = (
            Job.objects.due(now)
            .filter(pk=self.pk)
            .order_by()
            .update(leased_until=now + LEASE, started_at=now, attempts=F("attempts") + 1)
        )
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def finish(self, *, now, succeeded, outcome):
        """Mark the job done, unless the lease ran out and another worker took it: then False."""
        held = Job.objects.filter(pk=self.pk, attempts=self.attempts, done_at__isnull=True)
        return bool(held.update(leased_until=None, done_at=now, succeeded=succeeded, outcome=outcome[:PROSE]))

    def allow_more_attempts(self, now):
        """Leave a failed job to the next sweep. False when it does not wait for this, or no longer."""
        failed = Job.objects.failed(now).filter(pk=self.pk, attempts_allowed=self.attempts_allowed)
        return bool(failed.update(attempts_allowed=F("attempts") + MAX_ATTEMPTS, leased_until=None))

    def give_back(self, *, outcome):
        """Release the lease after an error, so that the next sweep tries again."""
        held = Job.objects.filter(pk=self.pk, attempts=self.attempts, done_at__isnull=True)
        held.update(leased_until=None, outcome=outcome[:PROSE])


class LastRun(models.Model):
    """How work of every sweep went last: when it was done, and when and why it failed last. One row for each kind."""

    kind = models.CharField(max_length=CODE, primary_key=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, max_length=PROSE)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, max_length=PROSE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True, failure="") | (Q(failed_at__isnull=False) & ~Q(failure="")),
                name="jobs_lastrun_failed_for_a_reason",
            ),
            text_limits("jobs_lastrun", kind=CODE, outcome=PROSE, failure=PROSE),
        ]

    def __str__(self):
        return f"{self.kind}, last done {self.done_at}"

    @property
    def succeeded(self):
        """Whether the newest run did, and not only one before it."""
        return self.done_at is not None and (self.failed_at is None or self.failed_at < self.done_at)


class Heartbeat(models.Model):
    """When a part of the background machinery last showed life. One row each: beat, worker."""

    part = models.CharField(max_length=CODE, primary_key=True)
    at = models.DateTimeField()
    rung_at = models.DateTimeField(help_text="When the message that caused this beat was sent.")

    def __str__(self):
        return f"{self.part} at {self.at}"
