import datetime

import factory
from factory.django import DjangoModelFactory

from jobs.models import Job, LastRun

DUE_AT = datetime.datetime(2017, 2, 28, 2, 0, tzinfo=datetime.UTC)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    class Params:
        done = factory.Trait(done_at=DUE_AT, succeeded=True, outcome="Whole.")
        failed = factory.Trait(attempts=3, outcome="ValueError: no")

    kind = "verify-audit"
    key = factory.Sequence(lambda n: f"night {n}")
    due_at = DUE_AT


class LastRunFactory(DjangoModelFactory):
    class Meta:
        model = LastRun

    kind = "send-letters"
