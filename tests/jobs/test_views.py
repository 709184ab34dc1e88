import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs import health
from jobs.models import Heartbeat, Job
from jobs.schedule import DEFERRED, EVERY_SWEEP, NIGHTLY, Deferred
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
        "Queue": (True, "Nothing waits."),
    }
    assert [(state.label, state.is_well) for state in response.context["kinds"]] == [
        (work.label, True) for works in (NIGHTLY, DEFERRED) for _, work in sorted(works.items())
    ]
    assert (response.context["failed"], response.context["all_well"]) == ([], True)


def test_status_of_a_service_that_never_ran(visitor):
    response = visitor.get("/status/")

    parts = told(response)
    assert parts["Beat"] == (False, "Has never rung: no beat process has run.")
    assert parts["Worker"] == (False, "Has never answered: no worker has run. Periodic work waits.")
    expected = [(None, False)] * len(NIGHTLY) + [(None, True)] * len(DEFERRED)
    assert [(state.job, state.is_well) for state in response.context["kinds"]] == expected
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
    job = JobFactory(failed=True, key="2017-02-27", started_at=NOW)

    response = visitor.get("/status/")

    assert (response.context["failed"], response.context["all_well"]) == ([job], False)
    page = response.content.decode()
    assert "<strong>Audit trail verified</strong>, 2017-02-27" in page
    assert "Tried 3 times, last on 28 February 2017, 03:00. ValueError: no" in page
    # Only administrators have it tried again.
    assert (response.context["can_retry"], "Try again" in page) == (False, False)


@pytest.mark.parametrize(("done_before", "words"), [(False, "It was given up: see above."), (True, "Failed since")])
def test_status_of_a_kind_whose_last_job_was_given_up(visitor, done_before, words):
    JobFactory(failed=True, started_at=NOW)
    if done_before:
        JobFactory(done=True, due_at=NOW - 24 * HOUR)

    response = visitor.get("/status/")

    states = {state.label: state.is_well for state in response.context["kinds"]}
    assert states["Audit trail verified"] is False
    assert words in response.content.decode()


def test_status_of_work_that_ended_with_its_worker(visitor):
    JobFactory(failed=True, outcome="", started_at=NOW)

    assert "The worker ended as it did this, and left no word." in visitor.get("/status/").content.decode()


@pytest.mark.parametrize(
    ("waits", "is_well", "sentence"),
    [
        ([], True, "Nothing waits."),
        ([MINUTE], True, "1 job due and not done, the oldest for 1 minute."),
        ([MINUTE, 9 * MINUTE], True, "2 jobs due and not done, the oldest for 9 minutes."),
        ([10 * MINUTE, MINUTE], False, "2 jobs due and not done, the oldest for 10 minutes."),
    ],
)
def test_status_tells_what_waits_and_how_long(visitor, waits, is_well, sentence):
    for wait in waits:
        JobFactory(due_at=NOW - wait)
    JobFactory(due_at=NOW + HOUR)
    JobFactory(due_at=NOW - HOUR, done=True)
    JobFactory(due_at=NOW - HOUR, leased_until=NOW + HOUR)

    assert told(visitor.get("/status/"))["Queue"] == (is_well, sentence)


def test_status_of_work_that_nobody_asked_for_and_of_what_was_done(visitor, monkeypatch):
    works = {kind: Deferred(kind, kind.title(), str) for kind in ("asked", "never")}
    monkeypatch.setattr(health, "DEFERRED", works)
    JobFactory(kind="asked", done=True, outcome="Drafted.")

    response = visitor.get("/status/")

    states = {state.label: state.is_well for state in response.context["kinds"][len(NIGHTLY) :]}
    assert states == {"Asked": True, "Never": True}
    page = response.content.decode()
    assert ("Drafted." in page, "Nobody has asked for it." in page) == (True, True)


@pytest.mark.parametrize("job_count", [1, 3])
def test_status_query_count(visitor, django_assert_num_queries, job_count):
    heartbeats()
    JobFactory.create_batch(job_count, failed=True)
    JobFactory.create_batch(job_count)

    with django_assert_num_queries(19):
        response = visitor.get("/status/")

    assert len(response.context["failed"]) == job_count


SAYS_SO = "Work behind the pages has stopped"


@pytest.mark.parametrize("address", ["/", "/status/", "/accounts/me/", "/privacy/"])
def test_every_page_says_when_no_worker_runs(visitor, address):
    cache.delete(health.QUIET_KEY)

    assert SAYS_SO in visitor.get(address).content.decode()


@pytest.mark.parametrize(("age", "expected"), [(MINUTE, False), (3 * MINUTE, True), (HOUR, True)])
def test_no_worker_runs_once_it_has_been_quiet(visitor, age, expected):
    cache.delete(health.QUIET_KEY)
    heartbeats(age=age)

    assert (SAYS_SO in visitor.get("/privacy/").content.decode()) is expected


def test_whether_a_worker_runs_is_asked_once_for_many_pages(visitor, django_assert_num_queries):
    # The first page of a session writes it.
    visitor.get("/privacy/")
    cache.delete(health.QUIET_KEY)
    with CaptureQueriesContext(connection) as first:
        visitor.get("/privacy/")

    with django_assert_num_queries(len(first) - 1):
        visitor.get("/privacy/")


def test_who_is_not_signed_in_is_told_nothing_of_workers(client, django_assert_num_queries):
    cache.delete(health.QUIET_KEY)

    with django_assert_num_queries(0):
        assert SAYS_SO not in client.get("/privacy/").content.decode()
