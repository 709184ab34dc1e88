import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs import health
from jobs.models import Heartbeat, Job
from jobs.schedule import EVERY_SWEEP, NIGHTLY
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory, LastRunFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2017, 2, 28, 3, 0, tzinfo=dt.UTC)
SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
DATABASE = {"postgresql": "PostgreSQL answers.", "sqlite": "SQLite answers."}


@pytest.fixture(autouse=True)
def _at_three_in_the_morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def visitor(client):
    client.force_login(UserFactory())
    return client


def heartbeats(age=MINUTE, waited=2 * SECOND):
    for part in ("beat", "worker"):
        Heartbeat.objects.create(part=part, at=NOW - age, rung_at=NOW - age - waited)


def all_work_done():
    for kind in NIGHTLY:
        JobFactory(kind=kind, done=True)
    for kind in EVERY_SWEEP:
        LastRunFactory(kind=kind, done_at=NOW)


def told(response):
    return {part.name: (part.is_well, part.sentence) for part in response.context["parts"]}


def test_status_of_a_well_service(visitor):
    heartbeats()
    all_work_done()

    response = visitor.get("/status/")

    assert told(response) == {
        "Database": (True, DATABASE[connection.vendor]),
        "Broker": (True, "Answers."),
        "Beat": (True, "Last rang 1 minute ago."),
        "Worker": (True, "Last answered 1 minute ago, 2 seconds after it was rung."),
    }
    assert [(state.label, state.is_well) for state in response.context["nightly"]] == [
        (work.label, True) for _, work in sorted(NIGHTLY.items())
    ]
    assert (response.context["waiting"], response.context["failed"], response.context["all_well"]) == (0, [], True)


def test_status_of_a_service_that_never_ran(visitor):
    response = visitor.get("/status/")

    parts = told(response)
    assert parts["Beat"] == (False, "Has never rung: no beat process has run.")
    assert parts["Worker"] == (False, "Has never answered: no worker has run. Periodic work waits.")
    assert [(state.job, state.is_well) for state in response.context["nightly"]] == [(None, False)] * len(NIGHTLY)
    assert response.context["all_well"] is False


@pytest.mark.parametrize(
    ("age", "words", "is_well"),
    [
        (0 * SECOND, "0 seconds", True),
        (SECOND, "1 second", True),
        (59 * SECOND, "59 seconds", True),
        (2 * MINUTE + 59 * SECOND, "2 minutes", True),
        (3 * MINUTE, "3 minutes", False),
        (HOUR, "1 hour", False),
        (23 * HOUR, "23 hours", False),
        (24 * HOUR, "1 day", False),
        (72 * HOUR, "3 days", False),
        # The clock of another machine may be a little ahead.
        (-5 * SECOND, "0 seconds", True),
    ],
)
def test_status_of_a_service_that_has_gone_quiet(visitor, age, words, is_well):
    heartbeats(age=age)
    all_work_done()

    response = visitor.get("/status/")

    parts = told(response)
    assert parts["Beat"] == (is_well, f"Last rang {words} ago.")
    assert parts["Worker"] == (is_well, f"Last answered {words} ago, 2 seconds after it was rung.")
    assert response.context["all_well"] is is_well


def test_status_of_a_worker_that_answers_late(visitor):
    heartbeats(waited=3 * MINUTE)

    parts = told(visitor.get("/status/"))

    assert parts["Worker"] == (False, "Last answered 1 minute ago, 3 minutes after it was rung.")


@pytest.mark.parametrize("error", [OperationalError, ConnectionRefusedError, TimeoutError])
def test_status_without_a_broker(visitor, monkeypatch, error):
    class Dead:
        def __enter__(self):
            return self

        def __exit__(self, *details):
            return False

        def ensure_connection(self, **limits):
            raise error("no")

    class App:
        def connection_for_write(self):
            return Dead()

    heartbeats()
    all_work_done()
    monkeypatch.setattr(health, "current_app", App())

    response = visitor.get("/status/")

    sentence = f"Does not answer ({error.__name__}). Pages work; periodic work waits."
    assert (response.status_code, told(response)["Broker"]) == (200, (False, sentence))
    assert response.context["all_well"] is False


def test_status_of_nightly_work_that_found_faults(visitor):
    heartbeats()
    all_work_done()
    Job.objects.filter(kind="verify-audit").update(succeeded=False, outcome="first: event 2 was altered.")

    response = visitor.get("/status/")

    assert response.context["all_well"] is False
    assert "first: event 2 was altered." in response.content.decode()


def test_status_names_work_that_failed(visitor):
    heartbeats()
    all_work_done()
    job = JobFactory(failed=True, key="2017-02-27")

    response = visitor.get("/status/")

    assert (response.context["failed"], response.context["all_well"]) == ([job], False)
    assert "<strong>verify-audit 2017-02-27</strong>, tried 3 times" in response.content.decode()


def test_status_counts_work_that_waits(visitor):
    JobFactory()
    JobFactory(due_at=NOW + HOUR)
    JobFactory(done=True)

    response = visitor.get("/status/")

    assert response.context["waiting"] == 1
    assert "1 job due and not done." in response.content.decode()


@pytest.mark.parametrize("job_count", [1, 3])
def test_status_query_count(visitor, django_assert_num_queries, job_count):
    heartbeats()
    JobFactory.create_batch(job_count, failed=True)
    JobFactory.create_batch(job_count)

    with django_assert_num_queries(16 + len(NIGHTLY)):
        response = visitor.get("/status/")

    assert (len(response.context["failed"]), response.context["waiting"]) == (job_count, job_count)
