"""Putting entries on the registers, and saying what is true of them from now on."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.as_known import NEWEST, workstreams_on
from improvement.models import RegisterChange, RegisterEntry, Workstream
from improvement.saving import save_checked


@transaction.atomic
def add_entry(*, programme, kind, title, workstream, by, on=None, **facts):
    """Put an entry on a register, with what is true of it now: any of its register's facts by name.

    Raises ValidationError for a closed workstream and where the facts break a rule.
    """
    on = on or dates.today()
    # The workstream may be closed at the same moment, which moves its version: queue on its row.
    Workstream.objects.select_for_update(no_key=True).get(pk=workstream.pk)
    if workstreams_on(programme, on).get(pk=workstream.pk).is_closed:
        raise ValidationError({"workstream": f"Workstream {workstream.number} is closed. Open it again first."})
    facts_of_record = {"programme": programme, "recorded_on": on, "recorded_by": by}
    entry = save_checked(RegisterEntry(kind=kind, title=title, workstream=workstream, **facts_of_record))
    change = save_checked(RegisterChange(entry=entry, **facts, **facts_of_record))
    after = {"register": kind, "workstream": workstream.number, "title": title} | _said(change)
    record("register.added", by=by, about=entry, programme=programme, after=after)
    return entry


@transaction.atomic
def change_entry(*, entry, version, reason="", by, on=None, **changed):
    """Say what is true of an entry from now on; what stood before stays on record.

    `changed` holds any of its register's facts and is_withdrawn; the rest stays as it was. Raises ValidationError
    where nothing would change, and Stale when the entry moved on since `version`.
    """
    on = on or dates.today()
    entry.claim_version(version)
    before = entry.changes.known_on(on).select_related("holder").order_by(*NEWEST).first()
    stands = before.facts | {"is_withdrawn": before.is_withdrawn}
    if all(stands[name] == value for name, value in changed.items()):
        raise ValidationError("Nothing would change: write what is different now.")
    change = save_checked(
        RegisterChange(
            programme=entry.programme,
            entry=entry,
            reason=reason,
            recorded_on=on,
            recorded_by=by,
            **(stands | changed),
        )
    )
    was, now = _said(before), _said(change)
    new = {name for name in was | now if was.get(name) != now.get(name)}
    record(
        "register.changed",
        by=by,
        about=entry,
        programme=entry.programme,
        before={name: was.get(name) for name in new},
        after={name: now.get(name) for name in new},
        reason=reason,
    )
    return change


def _said(change):
    """What a change says, as the audit trail keeps it: only facts that are given."""
    said = {name: value for name, value in change.facts.items() if value not in (None, "")}
    if change.holder:
        said["holder"] = str(change.holder)
    return said | ({"is_withdrawn": True} if change.is_withdrawn else {})
