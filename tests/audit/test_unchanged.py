"""What was worked out about a programme is kept until something happens in it, and no longer."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from audit import unchanged
from audit.actions import record
from audit.unchanged import while_unchanged
from improvement.actions.ratings import rate_impact
from tests.factories.accounts import member
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture(autouse=True)
def here(settings, monkeypatch):
    """As on a server, where a page is no transaction, as each test is: whether it is one now is `in_atomic_block`."""
    settings.KEEP_WHILE_UNCHANGED = True
    settings.PROGRAMME_TODAY = TODAY
    connection = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(unchanged, "connection", connection)
    monkeypatch.setattr(unchanged, "_kept", {})
    return connection


class Counted:
    """Something worked out: each time it is another number."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def happens(programme):
    with transaction.atomic():
        record("risk.raised", by=None, programme=programme)


def test_a_value_is_worked_out_once_while_nothing_happens(django_assert_num_queries):
    programme, work_out = ProgrammeFactory(), Counted()
    happens(programme)

    with django_assert_num_queries(3):
        found = [while_unchanged(programme, "risks", work_out) for _ in range(3)]

    assert found == [1, 1, 1]


def test_a_value_is_worked_out_again_after_whatever_happens_in_the_programme():
    programme, work_out = ProgrammeFactory(), Counted()

    before = while_unchanged(programme, "risks", work_out)
    happens(programme)
    after = while_unchanged(programme, "risks", work_out)

    assert (before, after) == (1, 2)


@pytest.mark.parametrize("step", unchanged.PASSED_OVER)
def test_a_value_outlasts_looks_and_words_of_drafts(step):
    programme, work_out = ProgrammeFactory(), Counted()
    while_unchanged(programme, "risks", work_out)
    with transaction.atomic():
        record(step, by=None, programme=programme)

    assert while_unchanged(programme, "risks", work_out) == 1


def test_a_value_outlasts_what_happens_in_another_programme():
    programme, other, work_out = ProgrammeFactory(), ProgrammeFactory(), Counted()
    while_unchanged(programme, "risks", work_out)
    happens(other)

    assert while_unchanged(programme, "risks", work_out) == 1


def test_values_with_other_keys_are_worked_out_for_themselves():
    programme, work_out = ProgrammeFactory(), Counted()

    found = [while_unchanged(programme, key, work_out) for key in ("all", "without small numbers", "all")]

    assert found == [1, 2, 1]


def test_nothing_is_kept_inside_a_transaction(here):
    programme, work_out = ProgrammeFactory(), Counted()
    while_unchanged(programme, "risks", work_out)

    here.in_atomic_block = True
    found = [while_unchanged(programme, "risks", work_out) for _ in range(2)]
    here.in_atomic_block = False
    after = while_unchanged(programme, "risks", work_out)

    assert (found, after) == ([2, 3], 1)


def test_what_was_rolled_back_is_never_told(here):
    programme, work_out = ProgrammeFactory(), Counted()
    while_unchanged(programme, "risks", work_out)

    with pytest.raises(RuntimeError), transaction.atomic():
        here.in_atomic_block = True
        happens(programme)
        while_unchanged(programme, "risks", work_out)
        raise RuntimeError
    here.in_atomic_block = False

    assert while_unchanged(programme, "risks", work_out) == 1


def test_a_page_is_no_transaction(settings):
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


def test_a_value_is_worked_out_again_on_another_day(settings):
    programme, work_out = ProgrammeFactory(), Counted()
    while_unchanged(programme, "risks", work_out)

    settings.PROGRAMME_TODAY = TODAY + datetime.timedelta(days=1)

    assert while_unchanged(programme, "risks", work_out) == 2


def test_no_value_is_kept_for_longer_than_its_time(monkeypatch):
    programme, work_out = ProgrammeFactory(), Counted()
    now = [1000.0]
    monkeypatch.setattr(unchanged.time, "monotonic", lambda: now[0])
    while_unchanged(programme, "risks", work_out)

    now[0] += unchanged.SECONDS
    in_time = while_unchanged(programme, "risks", work_out)
    now[0] += 1
    too_late = while_unchanged(programme, "risks", work_out)

    assert (in_time, too_late) == (1, 2)


def test_no_more_values_are_kept_than_fit(monkeypatch):
    monkeypatch.setattr(unchanged, "PROGRAMMES", 2)
    monkeypatch.setattr(unchanged, "THINGS", 2)
    programmes, work_out = [ProgrammeFactory() for _ in range(4)], Counted()

    for programme in programmes:
        for key in range(5):
            while_unchanged(programme, key, work_out)

    assert len(unchanged._kept) == 2
    assert all(len(kept.things) <= 2 for kept in unchanged._kept.values())


def test_the_page_tells_a_new_rating_at_once(client):
    workstream = WorkstreamFactory(programme=ProgrammeFactory(starts_on=datetime.date(2016, 5, 25)), number=8)
    programme = workstream.programme
    director = member(programme, "director")
    client.force_login(director)

    def impact():
        address = f"/api/v1/programmes/{programme.slug}/position/"
        (found,) = client.get(address).json()["workstreams"]
        return found["impact"]

    before = [impact(), impact()]
    rate_impact(workstream=workstream, impact="sustained", basis="Audits", version=workstream.version, by=director)

    assert (before, impact()) == (["", ""], "sustained")
