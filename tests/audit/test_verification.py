"""With the guards of the database taken away, each way of tampering is still found, and named."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from audit.actions import record
from audit.models import ChainHead, Event
from audit.nightly import verify_audit
from audit.verification import faults
from config.frozen import refuse_changes
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(db):
    """Three events of the first programme and two of the second, with nothing to guard them until the test ends."""

    def execute(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    first, second = ProgrammeFactory(slug="first"), ProgrammeFactory(slug="second")
    for programme in (first, second, first, second, first):
        record("thing.done", by=None, programme=programme, reason="As agreed.")
    refuse_changes("audit_event", "", unique=["chain", "sequence"]).reverse_code(
        None, SimpleNamespace(connection=connection, execute=execute)
    )


def event(sequence):
    return Event.objects.get(chain="first", sequence=sequence)


def alter(sequence, **facts):
    Event.objects.filter(chain="first", sequence=sequence).update(**facts)


def alter_and_hash_again(sequence, **facts):
    alter(sequence, **facts)
    alter(sequence, hash=event(sequence).computed_hash())


def remove(*sequences):
    Event.objects.filter(chain="first", sequence__in=sequences).delete()


def slip_in_at_the_end():
    last = event(3)
    slipped = Event(chain="first", sequence=4, at=last.at, action="thing.done", previous_hash=last.hash)
    slipped.hash = slipped.computed_hash()
    slipped.save()


def replace(sequence):
    replaced = event(sequence)
    remove(sequence)
    slipped = Event(
        chain="first",
        sequence=sequence,
        at=replaced.at,
        action="thing.slipped",
        previous_hash=replaced.previous_hash,
    )
    slipped.hash = slipped.computed_hash()
    slipped.save()


def test_a_whole_trail_has_no_fault(trail):
    assert list(faults()) == []


def test_an_empty_trail_has_no_fault():
    ChainHead.objects.create(chain="begun")

    assert list(faults()) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"action": "thing.undone"},
        {"actor_id": 7},
        {"actor_name": "Somebody else"},
        {"address": "192.0.2.1"},
        {"record_kind": "improvement.Risk"},
        {"record_id": 1},
        {"record_name": "Another record"},
        {"before": {"days": 1}},
        {"after": {"days": 1}},
        {"reason": "As agreed"},
        {"at": "2017-02-27T12:00:00Z"},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_one_altered_row_is_found(trail, facts):
    alter(2, **facts)

    assert list(faults()) == [f"first: event 2 ({event(2).action}) was altered."]


def test_a_row_altered_and_hashed_again_is_found_by_the_next(trail):
    alter_and_hash_again(2, reason="Otherwise.")

    assert list(faults()) == ["first: event 3 does not follow the event before it."]


def test_the_last_row_altered_and_hashed_again_is_found_by_the_head(trail):
    alter_and_hash_again(3, reason="Otherwise.")

    assert list(faults()) == ["first: event 3 is not the one that the chain's head names."]


@pytest.mark.parametrize(
    ("sequences", "expected"),
    [
        ([1], ["first: event 1 is missing."]),
        ([2], ["first: event 2 is missing."]),
        ([1, 2], ["first: events 1 to 2 are missing."]),
        ([3], ["first: the chain ends at event 2, and its head says 3."]),
        ([2, 3], ["first: the chain ends at event 1, and its head says 3."]),
        ([1, 3], ["first: event 1 is missing.", "first: the chain ends at event 2, and its head says 3."]),
        ([1, 2, 3], ["first: all 3 events are missing."]),
    ],
)
def test_removed_rows_are_found(trail, sequences, expected):
    remove(*sequences)

    assert list(faults()) == expected


def test_a_row_slipped_in_at_the_end_is_found(trail):
    slip_in_at_the_end()

    assert list(faults()) == ["first: the chain ends at event 4, and its head says 3."]


def test_a_row_slipped_in_for_another_is_found(trail):
    replace(2)

    assert list(faults()) == ["first: event 3 does not follow the event before it."]


def test_a_row_is_not_slipped_in_beside_another(trail):
    with pytest.raises(IntegrityError, match="audit_event_sequence_once|audit_event.chain"), transaction.atomic():
        Event.objects.create(chain="first", sequence=2, at=event(2).at, action="x", previous_hash="", hash="")


def test_a_row_moved_to_another_chain_is_found_in_both(trail):
    alter(3, chain="second")

    assert list(faults()) == [
        "first: the chain ends at event 2, and its head says 3.",
        "second: event 3 does not follow the event before it.",
        "second: event 3 (thing.done) was altered.",
        "second: the chain ends at event 3, and its head says 2.",
    ]


def test_a_lost_head_is_found(trail):
    ChainHead.objects.filter(chain="first").delete()

    assert list(faults()) == ["first: the chain has no head."]


def test_a_head_put_back_is_found(trail):
    second = event(2)
    ChainHead.objects.filter(chain="first").update(sequence=2, hash=second.hash)

    assert list(faults()) == ["first: the chain ends at event 3, and its head says 2."]


def test_faults_of_several_chains_are_all_found(trail):
    Event.objects.filter(sequence=1).update(reason="Otherwise.")

    assert list(faults()) == [
        "first: event 1 (thing.done) was altered.",
        "second: event 1 (thing.done) was altered.",
    ]


def test_faults_reads_the_trail_in_two_queries(trail, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert list(faults()) == []


def run():
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def test_command_says_that_the_trail_is_whole(trail):
    assert run() == ("The audit trail is whole: 5 events.\n", "", None)


@pytest.mark.parametrize(
    ("altered", "sentence"),
    [
        ([2], "The audit trail is not whole: 1 fault."),
        ([1, 2], "The audit trail is not whole: 2 faults."),
    ],
)
def test_command_fails_naming_each_fault(trail, altered, sentence):
    for sequence in altered:
        alter(sequence, reason="Otherwise.")

    found = "".join(f"first: event {sequence} (thing.done) was altered.\n" for sequence in altered)
    assert run() == ("", found, sentence)


def test_nightly_check_says_that_the_trail_is_whole(trail):
    assert verify_audit() == (True, "Whole: 5 events.")


def test_nightly_check_names_the_first_faults(trail):
    programme = ProgrammeFactory(slug="long")
    for _ in range(12):
        record("thing.done", by=None, programme=programme)
    Event.objects.filter(chain="long").update(reason="Otherwise.")

    succeeded, outcome = verify_audit()

    expected = " ".join(f"long: event {number} (thing.done) was altered." for number in range(1, 11))
    assert (succeeded, outcome) == (False, expected)


def test_events_added_while_the_trail_is_read_are_no_fault(monkeypatch):
    record("thing.done", by=None)
    read_heads = ChainHead.objects.all()
    list(read_heads)
    record("thing.done", by=None)
    monkeypatch.setattr(ChainHead.objects, "all", lambda: read_heads)

    assert list(faults()) == []
