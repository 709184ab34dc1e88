import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jobs.models import LEASE, Heartbeat, Job
from tests.factories.jobs import DUE_AT, JobFactory

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "at", "expected"),
    [
        ({}, DUE_AT - SECOND, False),
        ({}, DUE_AT, True),
        ({"done": True}, DUE_AT, False),
        ({"attempts": 2}, DUE_AT, True),
        ({"attempts": 3}, DUE_AT, False),
        ({"leased_until": DUE_AT + LEASE}, DUE_AT + LEASE, False),
        ({"leased_until": DUE_AT + LEASE}, DUE_AT + LEASE + SECOND, True),
    ],
)
def test_due_is_what_is_not_done_and_in_nobodys_hands(facts, at, expected):
    JobFactory(**facts)

    assert Job.objects.due(at).exists() == expected


def test_due_is_in_the_order_it_became_due():
    later = JobFactory(due_at=DUE_AT + SECOND)
    first, second = JobFactory(), JobFactory()

    assert list(Job.objects.due(DUE_AT + SECOND)) == [first, second, later]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"failed": True}, True),
        ({"failed": True, "leased_until": DUE_AT - SECOND}, True),
        ({"failed": True, "leased_until": DUE_AT}, False),
        ({"failed": True, "done": True}, False),
        ({"attempts": 2}, False),
    ],
)
def test_failed_is_what_was_given_up(facts, expected):
    JobFactory(**facts)

    assert Job.objects.failed(DUE_AT).exists() == expected


def test_newest_done_is_the_newest_slot_of_each_kind(django_assert_num_queries):
    JobFactory(done=True, key="older", due_at=DUE_AT - SECOND)
    newest = JobFactory(done=True, key="newest")
    JobFactory(key="not done", due_at=DUE_AT + SECOND)
    other = JobFactory(done=True, kind="other", due_at=DUE_AT + SECOND)
    JobFactory(kind="never done")

    with django_assert_num_queries(2):
        assert Job.objects.newest_done() == {"verify-audit": newest, "other": other}


def test_newest_done_is_the_last_added_of_those_due_at_once():
    JobFactory(done=True)
    last = JobFactory(done=True)

    assert Job.objects.newest_done() == {"verify-audit": last}


def test_newest_done_of_nothing_is_nothing():
    JobFactory()

    assert Job.objects.newest_done() == {}


@pytest.mark.parametrize(("kind", "expected"), [("verify-audit", []), ("by-key", ["failed"])])
def test_a_later_night_done_makes_good_a_failed_one_but_no_other_key_does(kind, expected):
    JobFactory(failed=True, kind=kind, key="failed")
    JobFactory(done=True, kind=kind, due_at=DUE_AT + SECOND)

    assert [job.key for job in Job.objects.failed(DUE_AT)] == expected


def test_a_failed_job_may_be_tried_as_often_again_once():
    job = JobFactory(failed=True)
    same = Job.objects.get()

    allowed = [each.allow_more_attempts(DUE_AT) for each in (job, same)]

    assert (allowed, list(Job.objects.due(DUE_AT)), list(Job.objects.failed(DUE_AT))) == ([True, False], [job], [])
    attempts = [Job.objects.get().claim(DUE_AT + number * 2 * LEASE) for number in range(4)]
    assert attempts == [True, True, True, False]


@pytest.mark.parametrize("facts", [{}, {"done": True, "attempts": 3}, {"failed": True, "leased_until": DUE_AT + LEASE}])
def test_only_a_failed_job_may_be_tried_again(facts):
    job = JobFactory(**facts)

    assert job.allow_more_attempts(DUE_AT) is False
    assert Job.objects.get().attempts_allowed == 3


def test_who_held_a_job_before_it_was_allowed_more_attempts_holds_it_no_longer():
    job = JobFactory()
    job.claim(DUE_AT)
    Job.objects.update(attempts=3, leased_until=None)
    Job.objects.get().allow_more_attempts(DUE_AT)
    Job.objects.get().claim(DUE_AT)

    assert job.finish(now=DUE_AT, succeeded=True, outcome="Too late.") is False


@pytest.mark.parametrize(("kind", "label"), [("verify-audit", "Audit trail verified"), ("forgotten", "forgotten")])
def test_a_job_is_called_by_the_label_of_its_kind(kind, label):
    assert JobFactory(kind=kind).label == label


def test_claim_takes_the_job_for_a_lease():
    job = JobFactory()

    assert job.claim(DUE_AT) is True
    assert (job.leased_until, job.started_at, job.attempts) == (DUE_AT + LEASE, DUE_AT, 1)


def test_a_claimed_job_is_not_claimed_twice():
    job = JobFactory()
    same = Job.objects.get()
    job.claim(DUE_AT)

    assert same.claim(DUE_AT + SECOND) is False
    assert Job.objects.get().attempts == 1


def test_an_expired_lease_is_taken_over_and_the_first_worker_no_longer_counts():
    first = JobFactory()
    first.claim(DUE_AT)
    later = DUE_AT + LEASE + SECOND
    second = Job.objects.get()

    taken = second.claim(later)
    first_finished = first.finish(now=later, succeeded=True, outcome="From the first.")
    second_finished = second.finish(now=later + SECOND, succeeded=False, outcome="From the second.")

    assert (taken, first_finished, second_finished) == (True, False, True)
    kept = Job.objects.get()
    assert (kept.done_at, kept.succeeded, kept.outcome) == (later + SECOND, False, "From the second.")


def test_the_first_worker_cannot_give_back_what_another_took_over():
    first = JobFactory()
    first.claim(DUE_AT)
    later = DUE_AT + LEASE + SECOND
    Job.objects.get().claim(later)

    first.give_back(outcome="It failed.")

    kept = Job.objects.get()
    assert (kept.leased_until, kept.outcome) == (later + LEASE, "")


def test_finish_marks_the_job_done_once():
    job = JobFactory()
    job.claim(DUE_AT)

    finished = [job.finish(now=DUE_AT, succeeded=True, outcome="x" * 5000) for _ in range(2)]

    kept = Job.objects.get()
    assert finished == [True, False]
    assert (kept.leased_until, kept.done_at, kept.succeeded, kept.outcome) == (None, DUE_AT, True, "x" * 4000)


def test_give_back_leaves_the_job_to_the_next_sweep():
    job = JobFactory()
    job.claim(DUE_AT)

    job.give_back(outcome="ValueError: " + "x" * 5000)

    kept = Job.objects.due(DUE_AT).get()
    assert (kept.leased_until, kept.attempts, len(kept.outcome)) == (None, 1, 4000)


def breaks(name):
    """An IntegrityError that names the constraint, or on SQLite for a unique one its first column."""
    return pytest.raises(IntegrityError, match=name)


def test_a_slot_has_one_row():
    JobFactory(key="2017-02-28")

    with breaks(r"jobs_job_once_per_slot|jobs_job\.kind, jobs_job\.key"), transaction.atomic():
        JobFactory(key="2017-02-28")


@pytest.mark.parametrize("other", [{"key": "2017-03-01"}, {"kind": "other"}])
def test_another_night_or_kind_has_a_row_of_its_own(other):
    JobFactory(key="2017-02-28")

    JobFactory(**{"key": "2017-02-28", **other})

    assert Job.objects.count() == 2


@pytest.mark.parametrize("facts", [{"done_at": DUE_AT}, {"succeeded": True}, {"succeeded": False}])
def test_a_job_is_done_with_its_result(facts):
    job = JobFactory()

    with breaks("jobs_job_done_with_result"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**facts)


@pytest.mark.parametrize("facts", [{"attempts": 4}, {"attempts": 7, "attempts_allowed": 6}])
def test_a_job_has_at_most_the_attempts_allowed(facts):
    with breaks("jobs_job_attempts_bounded"), transaction.atomic():
        JobFactory(**facts)


def test_names():
    beat = Heartbeat(part="beat", at=DUE_AT, rung_at=DUE_AT)

    assert (str(JobFactory(key="2017-02-28")), str(beat)) == (
        "verify-audit 2017-02-28",
        "beat at 2017-02-28 02:00:00+00:00",
    )
