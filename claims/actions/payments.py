"""What the funder pays, recorded claim by claim; and the reversal of what was recorded by mistake.

Rows are never changed. All writers of a programme's claims wait in one queue (claims.actions.turns), so that what is
outstanding when a payment is checked is what it is when it is saved.
"""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit.actions import record
from claims.actions.claim_steps import leave_claim, take_claim
from claims.actions.turns import take_turn
from claims.claim_states import ClaimStepKind
from claims.models import Payment, Remittance
from claims.models.claim import NOTHING
from claims.paying import Paid, is_query_open, outstanding_of, state_by_payments
from config import dates
from config.money import pounds
from config.records import Stale
from config.texts import checked_text
from improvement.saving import refuse_future
from improvement.wording import day as in_words
from improvement.wording import listed


@transaction.atomic
def record_remittance(*, programme, received_on, reference, amount, payments, note="", by, on=None, **origin):
    """Record what the funder paid, and which claims it pays: a Paid for each. Returns the Remittance.

    `origin` may hold the payment_import it was read from. Raises ValidationError by field, Stale when a claim moved on
    since it was looked at.
    """
    on = on or dates.today()
    take_turn(programme)
    refuse_future("received_on", received_on, on)
    reference = checked_text(reference, "reference", "Enter the funder's reference.")
    note = note and checked_text(note, "note", "Enter the note in letters.")
    _check_sum(amount, payments)
    remittance = Remittance(
        programme=programme,
        received_on=received_on,
        reference=reference,
        take=_take_of(programme, reference, received_on),
        amount=amount,
        note=note,
        recorded_on=on,
        recorded_by=by,
        **origin,
    )
    # Not save_checked(): a closed programme is still paid.
    remittance.full_clean()
    remittance.save()
    for paid in payments:
        _pay(remittance, paid, by=by, on=on)
    _tell("remittance.recorded", remittance, payments, by=by)
    return remittance


def _check_sum(amount, payments):
    if not payments:
        raise ValidationError({"payments": "Say which claims this remittance pays."})
    twice = [claim for claim, times in Counter(paid.claim for paid in payments).items() if times > 1]
    if twice:
        raise ValidationError({"payments": f"{listed(sorted(map(str, twice)))} is named more than once."})
    total = sum((paid.amount for paid in payments), NOTHING)
    if total != amount:
        how = f"{pounds(abs(total - amount))} {'more' if total > amount else 'less'} than the remittance"
        raise ValidationError({"amount": f"The payments add up to {pounds(total)}. That is {how} of {pounds(amount)}."})


def _take_of(programme, reference, received_on):
    """How often this remittance was recorded, this time included: again only once it was reversed."""
    same = Remittance.objects.filter(
        programme=programme, reference=reference, received_on=received_on, reverses__isnull=True
    )
    if same.standing().exists():
        named = f"{reference} of {in_words(received_on)}"
        raise ValidationError({"reference": f"{named} is recorded already. Reverse it first if it is wrong."})
    return same.count() + 1


def _pay(remittance, paid, *, by, on):
    claim, seen = paid.claim, paid.version
    claim.refresh_from_db()
    _refuse_other(remittance, claim)
    if seen is not None and seen != claim.version:
        raise Stale(claim)
    take_claim(claim, claim.version, ClaimStepKind.PAYMENT)
    if remittance.received_on < claim.submitted_on:
        submitted = in_words(claim.submitted_on)
        raise ValidationError(
            {"received_on": f"{claim} was submitted on {submitted}. It was not paid before then: choose a later day."}
        )
    left = outstanding_of(claim, on)
    _refuse_beyond(claim, paid, left)
    _save_payment(remittance, paid, left - paid.amount - paid.difference)
    _move(claim, said_of(paid, remittance), by=by, on=on)


def _refuse_other(remittance, claim):
    if claim.programme_id != remittance.programme_id:
        raise ValidationError({"payments": "Choose claims of this programme."})


def _refuse_beyond(claim, paid, left):
    """No more is paid than is outstanding, and nothing the other way round."""
    has = f"{claim} has {pounds(left)} outstanding"
    asked = paid.amount + paid.difference
    if not left:
        sentence = f"Nothing is outstanding on {claim}, so no payment can be recorded."
    elif left > 0 and min(paid.amount, paid.difference) < 0:
        sentence = f"{has}: enter amounts above nothing."
    elif left < 0 and max(paid.amount, paid.difference) > 0:
        sentence = f"{has}: the funder takes that back, so enter amounts below nothing."
    elif abs(asked) > abs(left):
        sentence = f"{has}. {pounds(asked)} is {pounds(abs(asked) - abs(left))} too much."
    else:
        return
    raise ValidationError({"payments": sentence})


def _save_payment(remittance, paid, outstanding):
    claim = paid.claim
    last = Payment.objects.filter(claim=claim).aggregate(last=Max("number"))["last"] or 0
    payment = Payment(
        programme=remittance.programme,
        remittance=remittance,
        claim=claim,
        number=last + 1,
        amount=paid.amount,
        difference=paid.difference,
        explanation=paid.explanation.strip(),
        gross=claim.gross,
        outstanding=outstanding,
    )
    try:
        payment.full_clean()
    except ValidationError as error:
        raise ValidationError({"payments": [f"{claim}: {message}" for message in error.messages]}) from None
    payment.save()


def _move(claim, text, *, by, on):
    """Set where the claim stands now, and leave the step."""
    claim.state, claim.paid_on = state_by_payments(claim, queried=is_query_open(claim))
    leave_claim(claim, ClaimStepKind.PAYMENT, by=by, on=on, text=text, facts=["paid_on"])


def said_of(paid, remittance):
    words = f"{pounds(paid.amount)} received on {in_words(remittance.received_on)}, {remittance.reference}."
    return f"{words} {pounds(paid.difference)} will not be paid." if paid.difference else words


@transaction.atomic
def reverse_remittance(*, remittance, reason, by, on=None):
    """Take back a remittance that was recorded by mistake, with a reason. Returns the reversal, a Remittance.

    What it paid is outstanding again, and the claims stand where their other payments leave them.
    """
    on = on or dates.today()
    take_turn(remittance.programme)
    reason = checked_text(reason, "reason", "Say why the remittance is reversed.")
    _refuse_reversal(remittance)
    reversal = Remittance.objects.create(
        programme=remittance.programme,
        received_on=remittance.received_on,
        reference=remittance.reference,
        take=None,
        amount=-remittance.amount,
        reverses=remittance,
        reason=reason,
        recorded_on=on,
        recorded_by=by,
    )
    opposite = [_opposite(payment) for payment in remittance.payments.select_related("claim").order_by("pk")]
    for paid in opposite:
        claim = paid.claim
        take_claim(claim, claim.version, ClaimStepKind.PAYMENT)
        _save_payment(reversal, paid, outstanding_of(claim, on) - paid.amount - paid.difference)
        taken = pounds(-paid.amount)
        _move(claim, f"{taken} is taken back, as {remittance} is reversed: {reason}"[:_TEXT], by=by, on=on)
    _tell("remittance.reversed", reversal, opposite, by=by)
    return reversal


_TEXT = 4000


def _refuse_reversal(remittance):
    if remittance.reverses_id:
        raise ValidationError("This is a reversal itself. Record the remittance anew instead.")
    if earlier := Remittance.objects.filter(reverses=remittance).first():
        raise ValidationError(f"{remittance} was reversed on {in_words(earlier.recorded_on)} already.")


def _opposite(payment):
    return Paid(payment.claim, -payment.amount, -payment.difference, payment.explanation)


def _tell(action, remittance, payments, *, by):
    after = {
        "received_on": remittance.received_on,
        "reference": remittance.reference,
        "amount": remittance.amount,
        "claims": {paid.claim.number: paid.amount for paid in payments},
        "differences": {paid.claim.number: paid.difference for paid in payments if paid.difference},
    }
    record(action, by=by, about=remittance, programme=remittance.programme, after=after, reason=remittance.reason)
