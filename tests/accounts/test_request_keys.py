"""Doing once what is asked twice: the row behind it, what is kept, and what is forgotten."""

import datetime as dt

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from accounts.models import RequestKey
from accounts.request_keys import StillInProgress, UsedForAnother, forget, once
from jobs.schedule import NIGHTLY
from tests.factories.accounts import RequestKeyFactory, UserFactory

pytestmark = pytest.mark.django_db

ASKED, OTHER = "a" * 64, "b" * 64
HOUR = dt.timedelta(hours=1)


class Doing:
    """Something done, which counts how often."""

    times = 0

    def __call__(self):
        self.times += 1
        return 201, b'{"id": 1}', '"1"'


def dying():
    UserFactory(email="left.behind@council.example")
    raise ZeroDivisionError


def test_what_was_done_is_answered_again_and_not_done_again():
    user, do = UserFactory(), Doing()

    answers = [once(user=user, key="k", fingerprint=ASKED, do=do) for _ in range(2)]

    assert do.times == 1
    assert [(kept.status, bytes(kept.body), kept.etag) for kept in answers] == [(201, b'{"id": 1}', '"1"')] * 2


def test_a_key_used_for_another_request_is_refused():
    used = RequestKeyFactory(used=True, fingerprint=ASKED)

    with pytest.raises(UsedForAnother):
        once(user=used.user, key=used.key, fingerprint=OTHER, do=dying)


@pytest.mark.parametrize("fingerprint", [ASKED, OTHER])
def test_what_failed_leaves_nothing_but_a_free_key(fingerprint):
    user, do = UserFactory(), Doing()

    with pytest.raises(ZeroDivisionError):
        once(user=user, key="k", fingerprint=ASKED, do=dying)

    assert RequestKey.objects.get().fingerprint == ""
    assert not type(user).objects.filter(email="left.behind@council.example").exists()
    assert (once(user=user, key="k", fingerprint=fingerprint, do=do).status, do.times) == (201, 1)


def test_a_key_belongs_to_one_person():
    RequestKeyFactory(key="k", used=True, fingerprint=ASKED)
    do = Doing()

    once(user=UserFactory(), key="k", fingerprint=OTHER, do=do)

    assert do.times == 1


@pytest.mark.parametrize("error", [OperationalError, RequestKey.DoesNotExist])
def test_a_key_in_other_hands_is_told_and_nothing_is_done(monkeypatch, error):
    def get(self, **asked):
        raise error

    monkeypatch.setattr("django.db.models.query.QuerySet.get_or_create", lambda self, **asked: None)
    monkeypatch.setattr("django.db.models.query.QuerySet.get", get)

    with pytest.raises(StillInProgress):
        once(user=UserFactory(), key="k", fingerprint=ASKED, do=dying)


def test_a_key_grows_old_from_when_it_was_used_not_from_when_it_first_came():
    free = RequestKeyFactory(at=timezone.now() - 30 * HOUR)

    once(user=free.user, key=free.key, fingerprint=ASKED, do=Doing())

    assert (forget(), RequestKey.objects.count()) == ((True, "0 forgotten."), 1)


def test_keys_older_than_a_day_are_forgotten():
    for hours in (23, 25, 49):
        RequestKeyFactory(used=hours == 25, key=f"{hours} hours", at=timezone.now() - hours * HOUR)

    assert forget() == (True, "2 forgotten.")
    assert [kept.key for kept in RequestKey.objects.all()] == ["23 hours"]


def test_forgetting_is_registered_as_nightly_work():
    work = NIGHTLY["forget-request-keys"]

    assert (work.run, work.label, work.at) == (forget, "API requests of yesterday forgotten", dt.time(2, 45))


def test_a_person_has_a_key_once():
    held = RequestKeyFactory()

    with pytest.raises(IntegrityError, match=r"accounts_requestkey_once|accounts_requestkey\.user_id"):
        RequestKeyFactory(user=held.user, key=held.key)


@pytest.mark.parametrize("fact", ["fingerprint", "status", "body"])
def test_a_used_key_has_its_whole_answer_and_a_free_one_none(fact):
    free, used = RequestKeyFactory(), RequestKeyFactory(used=True)
    empty = {"fingerprint": "", "status": None, "body": None}

    for row, value in ((free, getattr(used, fact)), (used, empty[fact])):
        with pytest.raises(IntegrityError, match="accounts_requestkey_used_with_answer"), transaction.atomic():
            RequestKey.objects.filter(pk=row.pk).update(**{fact: value})
