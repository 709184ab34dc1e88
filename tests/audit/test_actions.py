import datetime as dt
from decimal import Decimal

import pytest
from django.db import connections, transaction

from accounts.actions import end_role
from audit.actions import record, record_each, request_address
from audit.models import ChainHead, Event
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.improvement import ProgrammeFactory, RiskFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2017, 2, 28, 12, 0, tzinfo=dt.UTC)


def test_record_outside_a_transaction_is_refused(monkeypatch):
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(transaction.TransactionManagementError) as refusal:
            record("thing.done", by=None)

    assert str(refusal.value) == "record() belongs in the transaction of what it records"
    assert Event.objects.count() == 0


def test_record_tells_who_did_what_to_which_record():
    person = UserFactory(name="Pat Lee", organisation="Sample Council")
    risk = RiskFactory(number=3, title="Too few staff", programme=ProgrammeFactory(slug="torbay"))

    record(
        "risk.closed",
        by=person,
        about=risk,
        programme=risk.programme,
        before={"state": "open"},
        after={"state": "closed"},
        reason="It happened.",
        now=NOON,
    )

    event = Event.objects.get()
    names = ["chain", "sequence", "at", "action", "actor_id", "actor_name", "record_kind", "record_id", "record_name"]
    assert {name: getattr(event, name) for name in [*names, "before", "after", "reason", "address"]} == {
        "chain": "torbay",
        "sequence": 1,
        "at": NOON,
        "action": "risk.closed",
        "actor_id": person.pk,
        "actor_name": "Pat Lee, Sample Council",
        "record_kind": "improvement.Risk",
        "record_id": risk.pk,
        "record_name": "R3 Too few staff",
        "before": {"state": "open"},
        "after": {"state": "closed"},
        "reason": "It happened.",
        "address": None,
    }
    assert str(event) == "torbay 1: risk.closed"


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_of_several_records_is_one_event_each_in_the_chain(django_assert_num_queries, count):
    risks = RiskFactory.create_batch(count, programme=ProgrammeFactory(slug="torbay"))
    first = record("thing.done", by=None, programme=risks[0].programme)

    with django_assert_num_queries(3):
        events = record_each(
            "risk.closed", by=None, programme=risks[0].programme, told=[(risk, None, {"n": risk.pk}) for risk in risks]
        )

    kept = list(Event.objects.filter(action="risk.closed").order_by("sequence"))
    assert [(event.sequence, event.record_id, event.after["n"]) for event in kept] == [
        (number, risk.pk, risk.pk) for number, risk in enumerate(risks, start=2)
    ]
    assert [event.previous_hash for event in kept] == [first.hash, *(event.hash for event in kept[:-1])]
    assert [event.hash for event in kept] == [event.computed_hash() for event in kept] == [e.hash for e in events]
    assert ChainHead.objects.get().hash == kept[-1].hash


def test_record_of_the_system_itself_names_nobody():
    event = record("check.done", by=None)

    assert (event.chain, event.actor_id, event.actor_name, event.record_kind, event.record_id) == (
        "installation",
        None,
        "",
        "",
        None,
    )


def test_record_is_of_this_moment_unless_said(today):
    event = record("check.done", by=None)

    assert event.at.date() == today


def test_record_keeps_long_names_to_their_length():
    person = UserFactory(name="n" * 200, organisation="o" * 200)

    event = record("thing.done", by=person, about=person)

    assert (event.actor_name, event.record_name) == (str(person)[:400],) * 2
    assert len(str(person)) == 402


def test_record_notes_the_address_of_the_request_in_hand():
    token = request_address.set("192.0.2.7")
    try:
        event = record("thing.done", by=None)
    finally:
        request_address.reset(token)

    assert event.address == "192.0.2.7"


def test_each_programme_and_the_installation_has_a_chain_of_its_own():
    first, second = ProgrammeFactory(slug="first"), ProgrammeFactory(slug="second")

    for programme in (first, None, second, first, None):
        record("thing.done", by=None, programme=programme)

    assert list(Event.objects.order_by("pk").values_list("chain", "sequence")) == [
        ("first", 1),
        ("installation", 1),
        ("second", 1),
        ("first", 2),
        ("installation", 2),
    ]
    heads = {head.chain: str(head) for head in ChainHead.objects.all()}
    assert heads == {
        "first": "first at 2",
        "installation": "installation at 2",
        "second": "second at 1",
    }


def test_each_event_holds_the_hash_of_the_one_before():
    events = [record("thing.done", by=None) for _ in range(3)]

    hashes = ["0" * 64, *(event.hash for event in events)]
    assert [event.previous_hash for event in events] == hashes[:3]
    assert len(set(hashes)) == 4
    assert ChainHead.objects.get().hash == hashes[3]


def test_facts_survive_the_round_trip_with_their_hash():
    facts = {
        "days": Decimal("0.50"),
        "worked_on": dt.date(2017, 2, 28),
        "at": NOON,
        "role": "officer",
        "numbers": (8, 9),
        "none": None,
        "yes": True,
        "name": "Ł é 東京 \U0001f600",
        "nested": {"b": 1, "a": Decimal("2")},
    }

    event = record("thing.done", by=None, before=facts, after=facts)

    kept = Event.objects.get()
    expected = {
        "days": "0.50",
        "worked_on": "2017-02-28",
        "at": "2017-02-28T12:00:00Z",
        "role": "officer",
        "numbers": [8, 9],
        "none": None,
        "yes": True,
        "name": "Ł é 東京 \U0001f600",
        "nested": {"b": 1, "a": "2"},
    }
    assert (event.before, kept.before, kept.after) == (expected,) * 3
    assert kept.computed_hash() == event.hash


def test_a_moment_in_another_zone_has_the_same_hash_after_the_round_trip():
    summer = dt.datetime(2016, 7, 1, 13, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    record("thing.done", by=None, now=summer)

    event = Event.objects.get()
    assert (event.at, event.computed_hash()) == (summer, event.hash)


def test_rolling_back_leaves_no_event():
    membership = MembershipFactory()
    record("thing.done", by=None)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        end_role(membership=membership, until_on=membership.from_on, by=UserFactory())
        assert Event.objects.count() == 2
        1 / 0  # noqa: B018

    assert list(Event.objects.values_list("action", flat=True)) == ["thing.done"]
    assert {head.chain: head.sequence for head in ChainHead.objects.all()} == {"installation": 1}
