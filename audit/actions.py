"""Appending to the audit trail."""

import contextvars
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from audit.models import INSTALLATION, ChainHead, Event
from config import dates
from config.constraints import LINE

AT_ONCE = 500
"""Rows of one statement."""

request_address = contextvars.ContextVar("request_address", default=None)
"""The address the request in hand came from; none in commands and background work."""


def record(action, *, by, about=None, programme=None, before=None, after=None, reason="", now=None):
    """Append one event to the programme's chain, or to the installation's, in the caller's transaction.

    `by` is a user or None for the system; `about` any saved record; `before` and `after` are dictionaries of
    what changed, holding dates, decimals, texts and ids.

    Raises TransactionManagementError outside a transaction: an event stands or falls with what it records.
    """
    told = [(about, before, after)]
    return record_each(action, by=by, programme=programme, told=told, reason=reason, now=now)[0]


def record_each(action, *, by, told, programme=None, reason="", now=None):
    """Append the same about each of several records, given as (about, before, after), in a few queries for all."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs in the transaction of what it records")
    chain = programme.slug if programme else INSTALLATION
    head, _ = ChainHead.objects.select_for_update().get_or_create(chain=chain)
    shared = {"at": now or dates.now(), "action": action, "by": by, "reason": reason}
    events = [_next_event(head, about, before, after, **shared) for about, before, after in told]
    Event.objects.bulk_create(events, batch_size=AT_ONCE)
    head.save(update_fields=["sequence", "hash"])
    return events


def _next_event(head, about, before, after, *, at, action, by, reason):
    """The event after the head of a chain, not yet saved; the head moves on to it."""
    event = Event(
        chain=head.chain,
        sequence=head.sequence + 1,
        at=at,
        action=action,
        actor_id=by.pk if by else None,
        actor_name=str(by)[: 2 * LINE] if by else "",
        address=request_address.get(),
        record_kind=about._meta.label if about else "",
        record_id=about.pk if about else None,
        record_name=str(about)[: 2 * LINE] if about else "",
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        previous_hash=head.hash,
    )
    event.hash = event.computed_hash()
    head.sequence, head.hash = event.sequence, event.hash
    return event


def _plain(facts):
    """The same facts as JSON gives them back, so that the hash holds after a round trip."""
    return json.loads(json.dumps(facts or {}, cls=DjangoJSONEncoder))
