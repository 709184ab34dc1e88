"""Work for real workers: each job leaves an audit event, which nothing but the fence keeps from being doubled, and
writes a letter. A key that ends with "long" takes a while, and one with "slow" at the first attempt outlasts its lease.
"""

import datetime
import os
import time

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import transaction

from jobs.schedule import deferred

EFFECT = "probe.done"


class ProbeConfig(AppConfig):
    name = "tests.processes"
    label = "processes"

    def ready(self):
        import accounts.models
        import jobs.models

        jobs.models.LEASE = accounts.models.LETTER_LEASE = datetime.timedelta(seconds=settings.LEASE_SECONDS)
        if os.environ.get("FENCE") == "off":
            remove_fence()


@deferred("probe", "Probe done")
def probe(key):
    from accounts.letters import write_letter
    from accounts.models import User
    from audit.actions import record

    attempts = apps.get_model("jobs", "Job").objects.get(kind="probe", key=key).attempts
    with transaction.atomic():
        record(EFFECT, by=None, reason=key)
        write_letter(
            user=User.objects.get(email="person@council.example"),
            programme=None,
            kind="probe",
            key=key,
            subject=key,
            template="accounts/email/letter.txt",
        )
    pace = key.rpartition("-")[2] if attempts == 1 else "quick"
    time.sleep({"quick": 0.05, "long": 0.6, "slow": settings.LEASE_SECONDS + 1}[pace])
    return "Done."


def remove_fence():
    """The negative control: effects stand by themselves, and whoever did the work marks it done."""
    from jobs import actions
    from jobs.models import Job

    def finish(job, *, now, succeeded, outcome):
        return bool(Job.objects.filter(pk=job.pk).update(done_at=now, succeeded=succeeded, leased_until=None))

    Job.finish = finish
    actions._do_deferred = actions._do_deferred.__wrapped__
