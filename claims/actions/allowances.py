"""Allowances, their variations, and days carried from one into the next."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from audit.actions import record
from claims.actions.turns import take_turn
from claims.day_rules import agreement_of
from claims.models import Allowance, AllowanceVariation
from claims.models.allowance import MOST, TOO_MANY
from config import dates
from config.days import figure, in_days
from improvement.saving import save_checked
from improvement.wording import day as in_words

LONGEST_YEARS = 5
LATEST_YEARS = 30
"""Both far beyond any allowance, which is for a year: what lasts longer or lies further off is a slip of the pen."""


@transaction.atomic
def add_allowance(*, programme, starts_on, ends_on, days, reference="", by, on=None):
    """Add an allowance of so many days for a period. Raises ValidationError where it overlaps another."""
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day must be on or after the first"})
    if (ends_on - starts_on).days > 366 * LONGEST_YEARS:
        raise ValidationError({"ends_on": f"An allowance lasts {LONGEST_YEARS} years at most."})
    # No two periods may overlap, and no constraint of both databases says so: additions queue here.
    take_turn(programme)
    agreement = agreement_of(programme)
    overlapping = Allowance.objects.filter(programme=programme, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if other := overlapping.order_by("starts_on").first():
        raise ValidationError(
            {
                "starts_on": f"This overlaps the allowance from {in_words(other.starts_on)} to "
                f"{in_words(other.ends_on)}. Allowances follow one another."
            }
        )
    if ends_on.year > agreement.eligible_from.year + LATEST_YEARS:
        raise ValidationError({"ends_on": f"Choose a day within {LATEST_YEARS} years of the agreement's first day."})
    if starts_on < agreement.eligible_from:
        raise ValidationError({"starts_on": f"The agreement starts on {in_words(agreement.eligible_from)}."})
    allowance = save_checked(
        Allowance(
            programme=programme,
            agreement=agreement,
            starts_on=starts_on,
            ends_on=ends_on,
            first_days=days,
            days=days,
            reference=reference,
            recorded_on=on or dates.today(),
            recorded_by=by,
        ),
        names={"first_days": "days"},
    )
    after = {"starts_on": starts_on, "ends_on": ends_on, "days": days}
    record("allowance.added", by=by, about=allowance, programme=programme, after=after)
    return allowance


@transaction.atomic
def vary_allowance(*, allowance, days, reference, reason, version, by, on=None):
    """Add days to an allowance, or take days away that are not yet approved. Stale when it moved on."""
    take_turn(allowance.programme)
    allowance.claim_version(version)
    return _vary(allowance, days, reference=reference, reason=reason, by=by, on=on or dates.today())


def _vary(allowance, days, *, reference, reason, by, on, carried=None):
    if allowance.days + days > MOST:
        raise ValidationError({"days": TOO_MANY})
    variation = save_checked(
        AllowanceVariation(
            programme=allowance.programme,
            allowance=allowance,
            days=days,
            reference=reference,
            reason=reason,
            carried=carried,
            recorded_on=on,
            recorded_by=by,
        )
    )
    allowance.refresh_from_db()
    before = {"days": allowance.days}
    enough = Allowance.objects.filter(pk=allowance.pk, days_approved__lte=F("days") + days)
    if not enough.update(days=F("days") + days):
        raise ValidationError(
            {
                "days": f"{figure(allowance.days_approved)} of its {in_days(allowance.days)} are approved: "
                "fewer can be taken away."
            }
        )
    allowance.refresh_from_db()
    record(
        "allowance.varied",
        by=by,
        about=allowance,
        programme=allowance.programme,
        before=before,
        after={"days": allowance.days},
        reason=reason,
    )
    return variation


@transaction.atomic
def carry_over(*, allowance, days, reference, reason, version, by, on=None):
    """Move days left over from an allowance that has ended into the one that follows it."""
    on = on or dates.today()
    take_turn(allowance.programme)
    allowance.claim_version(version)
    if not agreement_of(allowance.programme).terms.in_force(on).carry_over:
        raise ValidationError("The agreement does not allow days to be carried over. Change its terms first.")
    if on <= allowance.ends_on:
        raise ValidationError(f"This allowance runs to {in_words(allowance.ends_on)}. Days left over are known after.")
    if days <= 0:
        raise ValidationError({"days": "Enter how many days are carried over, half a day or more."})
    following = Allowance.objects.filter(programme=allowance.programme, starts_on__gt=allowance.ends_on)
    into = following.order_by("starts_on").first()
    if into is None:
        raise ValidationError("There is no later allowance to carry days into. Add it first.")
    # Whoever looks at the later allowance is told that it changed.
    into.claim_version(into.version)
    out = _vary(allowance, -days, reference=reference, reason=reason, by=by, on=on)
    return _vary(into, days, reference=reference, reason=reason, by=by, on=on, carried=out)
