"""Doing once what is asked twice under one key."""

import datetime

from django.db import OperationalError, transaction
from django.utils import timezone

from accounts.models import RequestKey
from jobs.schedule import nightly

KEPT = datetime.timedelta(hours=24)


class StillInProgress(Exception):
    """Another request with this key is being carried out at this moment."""


class UsedForAnother(Exception):
    """The key was used for a request that asked something else."""


def once(*, user, key, fingerprint, do):
    """Carry out a request unless its key was used for it before, and return the RequestKey with the answer.

    `do` does it and returns (status, body in bytes, etag). What it does and what it answered are kept together
    or not at all. Where it raises, or the process dies, the key stays free for any request.

    Raises StillInProgress and UsedForAnother.
    """
    # By itself, before the rest, so that a twin finds the row and either waits for it or is told.
    RequestKey.objects.get_or_create(user=user, key=key, defaults={"at": timezone.now()})
    with transaction.atomic():
        held = _hold(user, key)
        if not held.fingerprint:
            held.status, held.body, held.etag = do()
            held.fingerprint, held.at = fingerprint, timezone.now()
            held.save()
        elif held.fingerprint != fingerprint:
            raise UsedForAnother
    return held


def _hold(user, key):
    try:
        # On SQLite the immediate transaction is the lock: there a twin waits, and is answered like the first.
        return RequestKey.objects.select_for_update(nowait=True).get(user=user, key=key)
    except (OperationalError, RequestKey.DoesNotExist):
        # Held by a twin, or free so long that the nightly work removed it just now: the caller asks again.
        raise StillInProgress from None


@nightly("forget-request-keys", "API requests of yesterday forgotten", at=datetime.time(2, 45))
def forget():
    count, _ = RequestKey.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return True, f"{count:,} forgotten."
