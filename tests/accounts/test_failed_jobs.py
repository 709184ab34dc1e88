"""Background work that failed: administrators are told once, and may have it tried again."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from accounts.failed_jobs import standing, tell_of_failed_jobs
from accounts.letters import send_letters
from accounts.models import Letter
from audit.models import Event
from jobs import bell
from jobs.models import Job
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2017, 2, 28, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def administrator():
    return member(ProgrammeFactory(), "administrator")


def letters():
    return list(Letter.objects.order_by("pk").values_list("user", "subject"))


def test_each_administrator_is_told_once_of_each_failed_job(administrator):
    another = member(ProgrammeFactory(), "administrator")
    # Administrator of a second programme too, which makes no second letter.
    MembershipFactory(user=another, role="administrator")
    member(ProgrammeFactory(), "director")
    JobFactory(failed=True)
    JobFactory(failed=True, kind="reconcile-claims")
    JobFactory(attempts=2)

    told = [tell_of_failed_jobs(NOW) for _ in range(2)]

    assert told == ["4 told.", "Nothing to tell."]
    subjects = (
        "Background work failed: Audit trail verified",
        "Background work failed: Allowances, days and payments reconciled",
    )
    assert letters() == [(user.pk, subject) for subject in subjects for user in (administrator, another)]


def test_nobody_is_told_while_nothing_failed(administrator, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tell_of_failed_jobs(NOW) == "Nothing to tell."


@pytest.mark.parametrize(
    "facts", [{"until_on": dt.date(2017, 2, 28)}, {"from_on": dt.date(2017, 3, 1)}, {"user__is_active": False}]
)
def test_who_is_no_administrator_today_is_not_told(facts):
    MembershipFactory(role="administrator", **{"from_on": dt.date(2017, 1, 1), **facts})
    JobFactory(failed=True)

    assert tell_of_failed_jobs(NOW) == "Nothing to tell."


def test_the_letter_says_what_failed_and_where_it_is_tried_again(administrator):
    JobFactory(failed=True, key="2017-02-28", outcome="ValueError: something private")
    tell_of_failed_jobs(NOW)

    send_letters(timezone.now())

    (message,) = mail.outbox
    assert "Work behind the pages failed 3 times and was given up:\n\nAudit trail verified, 2017-02-28" in message.body
    assert "http://127.0.0.1:8000/status/" in message.body
    assert "private" not in message.body


@pytest.mark.parametrize(
    ("failed", "expected"),
    [(0, (True, "0 jobs waiting for a person.")), (1, (False, "1 job waiting for a person."))],
)
def test_how_it_stands(failed, expected):
    JobFactory.create_batch(failed, failed=True)

    assert standing(NOW) == expected


def test_an_administrator_has_it_tried_again_once(
    client, administrator, monkeypatch, django_capture_on_commit_callbacks
):
    rings = []
    monkeypatch.setattr(bell, "ring", lambda: rings.append("ring"))
    job = JobFactory(failed=True, key="2017-02-28")
    client.force_login(administrator)

    page = client.get("/status/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(f"/status/jobs/{job.pk}/retry/", follow=True) for _ in range(2)]

    assert (f"/status/jobs/{job.pk}/retry/" in page, list(Job.objects.due(timezone.now())), rings) == (
        True,
        [job],
        ["ring"],
    )
    assert [[str(message) for message in answer.context["messages"]] for answer in answers] == [
        ["Audit trail verified, 2017-02-28: it is tried again within a minute."],
        ["This job does not wait to be tried again: it is done, or somebody was quicker."],
    ]
    event = Event.objects.get(action="job.retried")
    assert (event.actor_id, event.record_name, event.after) == (
        administrator.pk,
        "verify-audit 2017-02-28",
        {"attempts": 3},
    )


def test_what_fails_again_after_that_is_told_again(administrator):
    job = JobFactory(failed=True)
    tell_of_failed_jobs(NOW)
    job.allow_more_attempts(NOW)
    between = tell_of_failed_jobs(NOW)
    Job.objects.update(attempts=6)

    assert (between, tell_of_failed_jobs(NOW), len(letters())) == ("Nothing to tell.", "1 told.", 2)


@pytest.mark.parametrize("role", ["director", "board_member", None])
def test_nobody_else_has_it_tried_again(client, role):
    job = JobFactory(failed=True)
    client.force_login(member(ProgrammeFactory(), role) if role else UserFactory())

    answer = client.post(f"/status/jobs/{job.pk}/retry/")

    assert (
        answer.status_code,
        Job.objects.get().attempts_allowed,
        Event.objects.filter(action="job.retried").count(),
    ) == (403, 3, 0)


def test_a_job_that_is_not_there_is_404(client, administrator):
    client.force_login(administrator)

    assert client.post("/status/jobs/1/retry/").status_code == 404


def test_it_is_asked_for_with_the_token_of_the_page(administrator):
    from django.test import Client

    job = JobFactory(failed=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)

    assert client.post(f"/status/jobs/{job.pk}/retry/").status_code == 403
    assert client.get(f"/status/jobs/{job.pk}/retry/").status_code == 405
