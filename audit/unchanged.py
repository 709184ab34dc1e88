"""Keeps what was worked out about a programme for as long as nothing happens in it.

Every change to a programme appends to its audit trail, in the same transaction: while the newest event that changes
more than words of a draft is the same, so is all that can be worked out. Each process keeps its own; which event is
the newest is read from the database every time.
"""

import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from audit.models import Event
from config import dates

SECONDS = 300
"""The longest that anything is kept. A person's new name is no event of a programme: the old one is seen no longer."""

PASSED_OVER = (
    "access.refused",
    "claim.exported",
    "evidence.opened",
    "list.exported",
    "pack.exported",
    "paper.opened",
    "report.exported",
    "report.section_written",
)
"""Events after which all that is kept still holds: looks, and words of a report that is not signed."""

PROGRAMMES = 40
THINGS = 12
"""The most kept at once: programmes in one process, and things worked out about each."""


@dataclass(frozen=True)
class _Kept:
    stands_for: tuple
    until: float
    things: dict = field(default_factory=dict)


_kept = {}
_NOTHING = object()


def while_unchanged(programme, key, work_out):
    """What `work_out()` gives, or gave the last time for this programme and key if nothing happened to it since.

    `key` names the thing and all that it depends on; the thing is never changed by whoever gets it. One query.
    """
    things = _things(programme)
    if things is None:
        return work_out()
    found = things.get(key, _NOTHING)
    if found is _NOTHING:
        found = work_out()
        if len(things) >= THINGS:
            things.clear()
        things[key] = found
    return found


def _things(programme):
    """What is kept of a programme; None where nothing may be.

    Inside a transaction there may be changes that nobody else should see, before their event or without it ever.
    """
    if not settings.KEEP_WHILE_UNCHANGED or connection.in_atomic_block:
        return None
    steps = Event.objects.filter(chain=programme.slug).exclude(action__in=PASSED_OVER)
    newest = steps.order_by("-sequence").values_list("hash", flat=True).first()
    stands_for = (newest, dates.today())
    kept = _kept.get(programme.pk)
    if kept is None or kept.stands_for != stands_for or kept.until < time.monotonic():
        _kept.pop(programme.pk, None)
        while len(_kept) >= PROGRAMMES:
            _kept.pop(next(iter(_kept.copy())), None)
        kept = _kept[programme.pk] = _Kept(stands_for, time.monotonic() + SECONDS)
    return kept.things
