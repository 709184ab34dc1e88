"""The agreement with the funder, its terms and its rates, each a decision of somebody."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from claims.actions.days import leave_step
from claims.actions.turns import take_turn
from claims.counting import counts
from claims.day_rules import agreement_of
from claims.models import AgreementTerms, DayEntry, DayRate, FundingAgreement
from claims.models.day import DayState, DayStepKind
from config import dates
from improvement.saving import save_checked
from improvement.wording import day as in_words

FURTHEST_YEARS = 20


@transaction.atomic
def add_agreement(*, programme, funder, payment, eligible_from, by, on=None, **terms):
    """Record the agreement with its first terms. Raises ValidationError by field."""
    on = on or dates.today()
    if eligible_from and abs(eligible_from.year - on.year) > FURTHEST_YEARS:
        raise ValidationError({"eligible_from": f"Choose a day within {FURTHEST_YEARS} years of today."})
    agreement = save_checked(
        FundingAgreement(
            programme=programme,
            funder=funder,
            payment=payment,
            eligible_from=eligible_from,
            recorded_on=on,
            recorded_by=by,
        )
    )
    after = {"funder": funder, "payment": payment, "eligible_from": eligible_from}
    record("agreement.added", by=by, about=agreement, programme=programme, after=after)
    _add_terms(agreement, terms, by=by, on=on, before={})
    return agreement


@transaction.atomic
def change_terms(*, agreement, version, by, on=None, **terms):
    """Record new terms, in force from today: what is not given stays. Days not yet approved are counted anew."""
    on = on or dates.today()
    take_turn(agreement.programme)
    agreement.claim_version(version)
    before = _said(agreement.terms.in_force(on))
    terms = before | terms
    if before == {name: terms[name] for name in TERMS}:
        raise ValidationError("Nothing would change: these are the terms already.")
    changed = _add_terms(agreement, terms, by=by, on=on, before=before)
    _count_anew(agreement, changed, by=by, on=on)
    return changed


def _add_terms(agreement, terms, *, by, on, before):
    if terms.get("ends_on") and terms["ends_on"] < agreement.eligible_from:
        raise ValidationError({"ends_on": "The last day must be on or after the first day that can be paid for."})
    added = save_checked(
        AgreementTerms(programme=agreement.programme, agreement=agreement, recorded_on=on, recorded_by=by, **terms)
    )
    record(
        "agreement.terms_set",
        by=by,
        about=agreement,
        programme=agreement.programme,
        before=before,
        after=_said(added),
        reason=added.reason,
    )
    return added


TERMS = (
    "reference",
    "vat",
    "year_basis",
    "ends_on",
    "carry_over",
    "commissioner_counts",
    "on_site_counts",
    "remote_counts",
    "preparation_counts",
    "travel_counts",
    "submit_by_day",
    "capacity_percent",
    "declaration",
)


def _said(terms):
    return {name: getattr(terms, name) for name in TERMS}


def _count_anew(agreement, terms, *, by, on):
    """What is approved keeps how it was counted: it was approved under the terms of its day."""
    waiting = DayEntry.objects.standing().filter(programme=agreement.programme).exclude(state=DayState.APPROVED)
    for entry in waiting.select_related("officer", "programme").order_by("pk"):
        now = counts(entry, terms)
        if now == entry.counts:
            continue
        entry.claim_version(entry.version)
        entry.counts = now
        entry.save(update_fields=["counts"])
        leave_step(entry, DayStepKind.RECOUNTED, by=by, on=on)


@transaction.atomic
def add_rate(*, programme, from_on, amount_pounds, basis, by, on=None):
    """Record the rate of days worked from a date on. Raises ValidationError by field."""
    agreement = agreement_of(programme)
    if from_on < agreement.eligible_from:
        first = in_words(agreement.eligible_from)
        raise ValidationError({"from_on": f"The agreement starts on {first}. Choose that day or a later one."})
    rate = save_checked(
        DayRate(
            programme=programme,
            agreement=agreement,
            from_on=from_on,
            amount_pounds=amount_pounds,
            basis=basis,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    after = {"from_on": from_on, "amount_pounds": amount_pounds}
    record("rate.added", by=by, about=rate, programme=programme, after=after)
    return rate
