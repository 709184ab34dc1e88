"""One event per step that matters, chained by hash so that one altered row shows."""

import datetime
import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from config.constraints import CODE, LINE, PROSE

INSTALLATION = "installation"
"""The chain of events that belong to no programme: sign-ins, accounts."""


class EventQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("chain", "sequence")


class Event(models.Model):
    """Who did what to which record, and when. Names and ids, no foreign keys: nothing can change an event.

    `chain` is the programme's slug, or "installation". `hash` covers every other field and the hash before it.
    """

    chain = models.CharField(max_length=CODE)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=CODE)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=2 * LINE, blank=True)
    address = models.GenericIPAddressField(null=True)
    record_kind = models.CharField(max_length=CODE, blank=True)
    record_id = models.BigIntegerField(null=True)
    record_name = models.CharField(max_length=2 * LINE, blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=PROSE, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_event_sequence_once"),
        ]
        indexes = [
            models.Index(fields=["chain", "-at"], name="audit_event_newest"),
            models.Index(fields=["record_kind", "record_id"], name="audit_event_record"),
            models.Index(fields=["actor_id"], name="audit_event_actor"),
        ]

    def __str__(self):
        return f"{self.chain} {self.sequence}: {self.action}"

    def computed_hash(self):
        """SHA-256 of the event's fields and the hash before it, as 64 hexadecimal digits."""
        fields = [field.attname for field in self._meta.fields if field.attname not in {"id", "hash"}]
        facts = {name: getattr(self, name) for name in fields}
        # In UTC to the microsecond, so that both databases give back what was hashed.
        facts["at"] = self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        text = json.dumps(facts, sort_keys=True, cls=DjangoJSONEncoder, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


class ChainHead(models.Model):
    """The newest event of a chain: the lock that appends queue for, and the proof that none was cut off."""

    chain = models.CharField(max_length=CODE, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self):
        return f"{self.chain} at {self.sequence}"
