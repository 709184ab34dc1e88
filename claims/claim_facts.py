"""What the page of a claim shows of it: its stages, its facts, and what it says first."""

from claims.claim_states import SENT, UNPAID, ClaimState, ClaimStepKind
from claims.known_claims import waits_for
from claims.paying import paid_of
from config.components import Fact, Stage
from config.days import in_days
from config.money import pounds
from improvement.wording import day as in_words


def claim_sentence(claim, terms, on):
    """The first sentence of a claim of claims_on(): what it comes to, and what it waits for."""
    if claim.stood == ClaimState.CANCELLED:
        return "This claim was cancelled. Its days can be claimed again."
    waiting = waits_for(claim, terms, on)
    if claim.stood == ClaimState.DRAFT:
        return "This claim is a draft: look at its days, then prepare it."
    words = f"{in_days(claim.days_then)}, {pounds(claim.gross_then)}."
    if claim.stood == ClaimState.PAID:
        return f"{words} Paid in full."
    return f"{words} {waiting.sentences}" if waiting.what else f"{words} Nothing is to be paid."


ORDER = (
    (ClaimState.DRAFT, ClaimStepKind.STARTED),
    (ClaimState.PREPARED, ClaimStepKind.PREPARED),
    (ClaimState.CERTIFIED, ClaimStepKind.CERTIFIED),
    (ClaimState.SUBMITTED, ClaimStepKind.SUBMITTED),
    (ClaimState.PAID, ClaimStepKind.PAYMENT),
)
"""The stages of a claim in order, each with the step that leads to it."""


def claim_stages(claim, steps):
    """The five stages of a claim of claims_on(), with who took each and when, by its steps known that day.

    A cancelled claim has none.
    """
    if claim.stood == ClaimState.CANCELLED:
        return []
    states = [state for state, _ in ORDER]
    place = states.index(ClaimState.SUBMITTED if claim.stood in UNPAID else claim.stood)
    taken = {step.step: step for step in steps}
    stages = []
    for number, (state, kind) in enumerate(ORDER):
        done = number < place or claim.stood == ClaimState.PAID
        step = taken.get(kind) if number <= place else None
        who = step and (step.recorded_by.name if step.recorded_by_id else step.source)
        detail = f"{who}, {in_words(step.recorded_on)}" if step else ""
        stages.append(Stage(state.label, "done" if done else "current" if number == place else "todo", detail))
    return stages


def claim_facts(claim, agreement_url, on, *, is_past):
    """What a claim of claims_on() is about; on an earlier day without what was still to change."""
    facts = [
        Fact("Period", f"{in_words(claim.period_start)} to {in_words(claim.period_end)}"),
        Fact("Paid by", claim.agreement.funder, url=agreement_url),
        Fact("Days", in_days(claim.days_then)),
    ]
    if claim.stood in SENT or not is_past:
        facts += [
            Fact("Net", pounds(claim.net)),
            Fact("VAT", pounds(claim.vat), note=claim.get_vat_decision_display()),
        ]
    facts.append(Fact("Gross", pounds(claim.gross_then)))
    if claim.stood in SENT:
        paid, written_off = paid_of([claim], on)[claim.pk]
        facts.append(Fact("Paid", pounds(paid)))
        if written_off:
            facts.append(Fact("Will not be paid", pounds(written_off)))
        facts += [
            Fact("Outstanding", pounds(claim.gross - paid - written_off)),
            Fact("Reference", claim.reference),
            Fact("Declared", claim.declaration),
            Fact("Kept until", in_words(claim.retain_until), note="Six years after the end of the financial year."),
        ]
    return facts
