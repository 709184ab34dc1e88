"""Approving days, which spends the allowance; returning them; undoing an approval."""

from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from audit.actions import record, record_each
from claims import letters
from claims.actions.days import chosen, leave_step, leave_steps, take_versions
from claims.actions.turns import take_turn
from claims.claim_states import UNSENT
from claims.counting import commissioners_spells, counts
from claims.day_rules import agreement_of, check_date
from claims.models import Allowance, ClaimLine, DayEntry
from claims.models.day import DayState, DayStepKind
from config import dates
from config.days import figure, in_days
from config.texts import checked_text
from improvement.wording import day as in_words


class AllowanceExceeded(ValidationError):
    """Approval would pass the cap. The message gives what is entitled, used, asked and left."""

    def __init__(self, allowance, asked):
        left = allowance.days - allowance.days_approved
        super().__init__(
            f"This would pass the allowance to {in_words(allowance.ends_on)}: {in_days(allowance.days)} entitled, "
            f"{figure(allowance.days_approved)} approved, {figure(asked)} asked for now, {figure(left)} left. "
            "Approve fewer days, or agree a variation first.",
            code="allowance_exceeded",
        )


@transaction.atomic
def approve_days(*, programme, entries, by, on=None):
    """Approve submitted days, given as (id, version) pairs: all or none. Returns the entries.

    Days spend the allowance of the date worked, in the order of `chosen`: the day worked first, first.

    Raises AllowanceExceeded, ValidationError for own days and days in another state, Stale for another version.
    Source: decision report 7566, paragraph 4.1 (up to 200 days a year).
    """
    on = on or dates.today()
    take_turn(programme)
    found = chosen(DayEntry.objects.filter(programme=programme), entries)
    if not found:
        raise ValidationError("Choose at least one day.")
    _refuse_own(found, by)
    agreement = agreement_of(programme)
    terms = agreement.terms.in_force(on)
    entries = [entry for entry, _ in found]
    spells = commissioners_spells(programme)
    for entry in entries:
        _check_date(entry, agreement, terms, on)
        entry.counts = counts(entry, terms, spells[entry.officer_id])
    spent_from = _spend(programme, [entry for entry in entries if entry.counts])
    take_versions(found)
    _approve(entries, spent_from, by=by, on=on)
    record_each("day.approved", by=by, programme=programme, told=[(entry, None, _decided(entry)) for entry in entries])
    return entries


def _decided(entry):
    return {"days": entry.days, "allowance": str(entry.allowance or ""), "counts": entry.counts}


def _check_date(entry, agreement, terms, on):
    """The agreement may have ended, by new terms, before a day that was logged under the old."""
    try:
        check_date(entry.worked_on, agreement, terms, on)
    except ValidationError as error:
        raise ValidationError(f"{in_words(entry.worked_on)}: {' '.join(error.messages)}") from None


def _refuse_own(found, by):
    if any(entry.officer_id == by.pk for entry, _ in found):
        raise ValidationError("Nobody decides on their own days. Leave yours for another approver.")


def _spend(programme, entries):
    """Add the days to the counters of their allowances; {entry id: allowance}. Raises AllowanceExceeded."""
    allowances = list(Allowance.objects.filter(programme=programme).order_by("starts_on"))
    asked, spent_from = defaultdict(Decimal), {}
    for entry in entries:
        allowance = _covering(allowances, entry.worked_on)
        asked[allowance] += entry.days
        spent_from[entry.pk] = allowance
    for allowance in sorted(asked, key=lambda allowance: allowance.pk):
        # One statement checks and takes, so that no two approvals can both see the last days as free.
        room = Allowance.objects.filter(pk=allowance.pk, days_approved__lte=F("days") - asked[allowance])
        if not room.update(days_approved=F("days_approved") + asked[allowance]):
            allowance.refresh_from_db()
            raise AllowanceExceeded(allowance, asked[allowance])
    return spent_from


def _covering(allowances, day):
    for allowance in allowances:
        if allowance.starts_on <= day <= allowance.ends_on:
            return allowance
    raise ValidationError(f"No allowance covers {in_words(day)}. Add one for that time, or return the day.")


def _approve(entries, spent_from, *, by, on):
    """Save days as approved, in a statement for those of each allowance, and leave their steps."""
    alike = defaultdict(list)
    for entry in entries:
        entry.move(DayStepKind.APPROVED)
        entry.allowance = spent_from.get(entry.pk)
        entry.approved_on, entry.approved_by = on, by
        alike[entry.allowance, entry.counts].append(entry)
    for (allowance, counted), group in alike.items():
        same = DayEntry.objects.filter(pk__in=[entry.pk for entry in group])
        facts = {"state": DayState.APPROVED, "approved_on": on, "approved_by": by}
        same.update(counts=counted, allowance=allowance, **facts)
    leave_steps(entries, DayStepKind.APPROVED, by=by, on=on)


@transaction.atomic
def return_days(*, programme, entries, reason, by, on=None):
    """Return submitted days to their officers with a reason: all or none. Returns the entries."""
    on = on or dates.today()
    reason = checked_text(reason, "reason", "Say what the officer should change.")
    take_turn(programme)
    found = chosen(DayEntry.objects.filter(programme=programme), entries)
    if not found:
        raise ValidationError("Choose at least one day.")
    _refuse_own(found, by)
    for entry, version in found:
        entry.take_version(version)
        entry.move(DayStepKind.RETURNED)
        entry.submitted_on = None
        entry.save(update_fields=["state", "submitted_on"])
        leave_step(entry, DayStepKind.RETURNED, by=by, on=on, reason=reason)
        record("day.returned", by=by, about=entry, programme=programme, reason=reason)
    letters.days_returned(programme, [entry for entry, _ in found], reason=reason, by=by)
    return [entry for entry, _ in found]


@transaction.atomic
def undo_approval(*, entry, reason, version, by, on=None):
    """Make an approved day wait for approval again, and give its days back to the allowance."""
    on = on or dates.today()
    reason = checked_text(reason, "reason", "Say why the approval is undone.")
    _refuse_own([(entry, version)], by)
    take_turn(entry.programme)
    entry.take_version(version)
    entry.move(DayStepKind.UNDONE)
    _refuse_claimed(entry)
    if entry.allowance_id:
        Allowance.objects.filter(pk=entry.allowance_id).update(days_approved=F("days_approved") - entry.days)
    entry.allowance = entry.approved_on = entry.approved_by = None
    entry.counts = counts(entry, agreement_of(entry.programme).terms.in_force(on))
    entry.save(update_fields=["state", "counts", "allowance", "approved_on", "approved_by"])
    leave_step(entry, DayStepKind.UNDONE, by=by, on=on, reason=reason)
    record("day.approval_undone", by=by, about=entry, programme=entry.programme, reason=reason)
    return entry


def _refuse_claimed(entry):
    """What is on a claim stays approved; what a claim is about to give back, until that claim is sent."""
    on_claims = ClaimLine.objects.filter(entry=entry).select_related("claim")
    line = on_claims.filter(holds__isnull=False).first() or on_claims.filter(claim__state__in=UNSENT).first()
    if line is None:
        return
    if line.claim.is_sent:
        raise ValidationError(
            f"{entry}: it is on {line.claim}, which was submitted. Reverse its line on a claim first."
        )
    raise ValidationError(f"{entry}: it is on {line.claim}. Send that claim back to draft first.")
