"""An officer's own days: logged, changed, removed, submitted, taken back.

Every step claims the entry's version, leaves a DayStep with all the entry says from then on, and an audit event.
"""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from audit.actions import record
from claims.actions.turns import take_turn
from claims.counting import counts
from claims.day_rules import agreement_of, check_day
from claims.models import DayEntry, DayStep
from claims.models.day import CHANGEABLE, DayStepKind
from config import dates
from config.records import Stale
from improvement.saving import save_checked


@transaction.atomic
def log_day(*, programme, worked_on, days, workstream, kind, note="", by, on=None):
    """Log a day that `by` worked, as a draft. The same again, sent twice, gives back the draft that is there.

    Raises ValidationError by field: worked_on, days, workstream, kind, note.
    """
    on = on or dates.today()
    take_turn(programme, officer=by)
    agreement = agreement_of(programme)
    own = DayEntry.objects.of(by).standing().filter(programme=programme)
    same = own.filter(worked_on=worked_on, workstream=workstream).first()
    if same and same.state in CHANGEABLE and (same.days, same.kind, same.note) == (days, kind, note):
        return same
    entry = DayEntry(
        programme=programme,
        officer=by,
        worked_on=worked_on,
        days=days,
        workstream=workstream,
        kind=kind,
        note=note,
        recorded_on=on,
        recorded_by=by,
    )
    terms = agreement.terms.in_force(on)
    check_day(entry, agreement, terms, on)
    entry.counts = counts(entry, terms)
    save_checked(entry)
    leave_step(entry, DayStepKind.LOGGED, by=by, on=on)
    record("day.logged", by=by, about=entry, programme=programme, after=_said(entry))
    return entry


@transaction.atomic
def change_day(*, entry, days, workstream, kind, note, version, by, on=None):
    """Change an own day that is not submitted, or was returned. Stale when it moved on since `version`."""
    on = on or dates.today()
    _own(entry, by)
    take_turn(entry.programme, officer=by)
    entry.take_version(version)
    before = _said(entry)
    _changeable(entry)
    entry.days, entry.workstream, entry.kind, entry.note = days, workstream, kind, note
    agreement = agreement_of(entry.programme)
    terms = agreement.terms.in_force(on)
    check_day(entry, agreement, terms, on)
    entry.counts = counts(entry, terms)
    entry.full_clean()
    entry.save(update_fields=["days", "workstream", "kind", "note", "counts"])
    leave_step(entry, DayStepKind.CHANGED, by=by, on=on)
    record("day.changed", by=by, about=entry, programme=entry.programme, before=before, after=_said(entry))
    return entry


@transaction.atomic
def remove_day(*, entry, version, by, on=None):
    """Take an own day off the record of days worked, before it is approved. Its steps stay."""
    _own(entry, by)
    take_turn(entry.programme, officer=by)
    entry.take_version(version)
    before = _said(entry)
    entry.move(DayStepKind.REMOVED)
    entry.save(update_fields=["state"])
    leave_step(entry, DayStepKind.REMOVED, by=by, on=on)
    record("day.removed", by=by, about=entry, programme=entry.programme, before=before)
    return entry


@transaction.atomic
def submit_days(*, programme, entries, by, on=None):
    """Submit own days, given as (id, version) pairs, for approval: all or none. Returns the entries."""
    on = on or dates.today()
    if not entries:
        raise ValidationError("There is nothing to submit.")
    take_turn(programme, officer=by)
    found = chosen(DayEntry.objects.filter(programme=programme, officer=by), entries)
    for entry, version in found:
        entry.take_version(version)
        entry.move(DayStepKind.SUBMITTED)
        entry.submitted_on = on
        entry.save(update_fields=["state", "submitted_on"])
        leave_step(entry, DayStepKind.SUBMITTED, by=by, on=on)
        record("day.submitted", by=by, about=entry, programme=programme, after=_said(entry))
    return [entry for entry, _ in found]


@transaction.atomic
def take_back(*, entry, version, by, on=None):
    """Make a submitted day a draft again, before anybody has approved or returned it."""
    _own(entry, by)
    take_turn(entry.programme, officer=by)
    entry.take_version(version)
    entry.move(DayStepKind.TAKEN_BACK)
    entry.submitted_on = None
    entry.save(update_fields=["state", "submitted_on"])
    leave_step(entry, DayStepKind.TAKEN_BACK, by=by, on=on)
    record("day.taken_back", by=by, about=entry, programme=entry.programme)
    return entry


def chosen(entries, pairs):
    """(entry, version) for each pair of id and version, in the order in which days spend an allowance:

    the day worked first, first; of one day, what was logged first. Raises ValidationError for an id not among them.
    """
    versions = dict(pairs)
    if len(versions) != len(pairs):
        raise ValidationError("The same day is in this list twice. Load the page again and try once more.")
    found = list(entries.filter(pk__in=versions).select_related("officer", "workstream").order_by("worked_on", "pk"))
    if len(found) != len(versions):
        raise ValidationError("Some of these days are not here any more. Look at the list again.")
    return [(entry, versions[entry.pk]) for entry in found]


def take_versions(found):
    """Claim the next version of each of chosen(): a statement for each version, and not for each day. Raises Stale."""
    by_version = defaultdict(list)
    for entry, version in found:
        by_version[version].append(entry)
    for version, entries in by_version.items():
        stale = next((entry for entry in entries if entry.version != version), None)
        same = DayEntry.objects.filter(pk__in=[entry.pk for entry in entries], version=version)
        if stale or same.update(version=F("version") + 1) != len(entries):
            raise Stale(stale or entries[0])
        for entry in entries:
            entry.version = version + 1


def _own(entry, by):
    if entry.officer_id != by.pk:
        raise ValidationError("Only the officer who worked this day may do this.")


def _changeable(entry):
    if entry.state not in CHANGEABLE:
        raise ValidationError(f"This day is {entry.get_state_display().lower()}, so it cannot be changed.")


def leave_step(entry, step, *, by, on, reason=""):
    """Keep what the entry says after this step."""
    kept = step_of(entry, step, by=by, on=on, reason=reason)
    kept.save(force_insert=True)
    return kept


def leave_steps(entries, step, *, by, on, reason=""):
    """The same of several entries at once."""
    DayStep.objects.bulk_create([step_of(entry, step, by=by, on=on, reason=reason) for entry in entries])


def step_of(entry, step, *, by, on, reason=""):
    """A step with all that the entry says after it, not yet saved."""
    return DayStep(
        entry=entry,
        number=entry.version,
        step=step,
        reason=reason,
        programme_id=entry.programme_id,
        officer_id=entry.officer_id,
        worked_on=entry.worked_on,
        days=entry.days,
        workstream_id=entry.workstream_id,
        kind=entry.kind,
        state=entry.state,
        counts=entry.counts,
        recorded_on=on or dates.today(),
        recorded_by=by,
    )


def _said(entry):
    return {
        "worked_on": entry.worked_on,
        "days": entry.days,
        "workstream": entry.workstream.number,
        "kind": entry.kind,
        "state": entry.state,
    }
