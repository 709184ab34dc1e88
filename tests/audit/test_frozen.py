"""The database itself refuses to change or delete an event."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actions import record
from audit.models import Event
from config.frozen import refuse_changes

pytestmark = pytest.mark.django_db

SENTENCE = "an audit event is never changed or deleted"


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def save(event):
    event.reason = "Another reason"
    event.save()


def bulk_update(event):
    event.reason = "Another reason"
    Event.objects.bulk_update([event], ["reason"])


CHANGES = {
    "save": save,
    "update of a queryset": lambda event: Event.objects.update(reason="Another reason"),
    "update to the same": lambda event: Event.objects.update(reason=event.reason),
    "bulk update": bulk_update,
    "delete": lambda event: event.delete(),
    "delete of a queryset": lambda event: Event.objects.all().delete(),
    "raw delete of a queryset": lambda event: Event.objects.all()._raw_delete("default"),
    "UPDATE": lambda event: sql("UPDATE audit_event SET hash = ''"),
    "UPDATE of the key": lambda event: sql("UPDATE audit_event SET id = id + 1"),
    "DELETE": lambda event: sql("DELETE FROM audit_event"),
    "upsert": lambda event: sql(
        "INSERT INTO audit_event SELECT * FROM audit_event WHERE true ON CONFLICT (id) DO UPDATE SET reason = 'x'"
    ),
}
if connection.vendor == "sqlite":
    CHANGES["REPLACE"] = lambda event: sql("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event")
    CHANGES["REPLACE under another key"] = lambda event: sql(
        "INSERT OR REPLACE INTO audit_event SELECT id + 1, chain, sequence, at, action, actor_id, actor_name, address, "
        "record_kind, record_id, record_name, before, after, reason, previous_hash, hash FROM audit_event"
    )
if connection.vendor == "postgresql":
    CHANGES["TRUNCATE"] = lambda event: sql("TRUNCATE audit_event")
    CHANGES["TRUNCATE CASCADE"] = lambda event: sql("TRUNCATE audit_event RESTART IDENTITY CASCADE")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_event_is_never_changed_or_deleted(change):
    event = record("thing.done", by=None, reason="The reason")

    with pytest.raises(IntegrityError, match=SENTENCE), transaction.atomic():
        change(event)

    kept = Event.objects.get()
    assert (kept.pk, kept.reason, kept.computed_hash()) == (event.pk, "The reason", event.hash)


def test_events_can_still_be_added():
    record("thing.done", by=None)
    record("thing.done", by=None)

    assert Event.objects.count() == 2


def editor():
    """What a migration writes with. Django's own refuses to start inside a test's transaction on SQLite."""
    return SimpleNamespace(connection=connection, execute=sql)


def test_the_guard_comes_off_and_on_again_with_its_migration():
    operation = refuse_changes("audit_event", SENTENCE, unique=["chain", "sequence"])
    event = record("thing.done", by=None)

    operation.reverse_code(None, editor())
    Event.objects.update(reason="Changed while unguarded")
    operation.code(None, editor())

    with pytest.raises(IntegrityError, match=SENTENCE), transaction.atomic():
        event.delete()
    assert Event.objects.get().reason == "Changed while unguarded"
