"""The states of a claim as one table: which step may be taken from where, where it leads, and who may take it.

`docs/claim-states.md` is written from it (`manage.py write_claim_states`).
"""

from dataclasses import dataclass

from django.db import models


class ClaimState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PREPARED = "prepared", "Prepared"
    CERTIFIED = "certified", "Certified"
    SUBMITTED = "submitted", "Submitted"
    QUERIED = "queried", "Queried"
    PART_PAID = "part_paid", "Part paid"
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"


class ClaimStepKind(models.TextChoices):
    STARTED = "started", "Started"
    ADJUSTED = "adjusted", "Adjustments changed"
    PREPARED = "prepared", "Prepared"
    REOPENED = "reopened", "Returned to draft"
    CERTIFIED = "certified", "Certified"
    SUBMITTED = "submitted", "Submitted"
    CANCELLED = "cancelled", "Cancelled"
    QUERIED = "queried", "Queried by the funder"
    ANSWERED = "answered", "Query answered"
    PAYMENT = "payment", "Payment recorded"


UNSENT = (ClaimState.DRAFT, ClaimState.PREPARED, ClaimState.CERTIFIED)
SENT = (ClaimState.SUBMITTED, ClaimState.QUERIED, ClaimState.PART_PAID, ClaimState.PAID)


UNPAID = (ClaimState.SUBMITTED, ClaimState.QUERIED, ClaimState.PART_PAID)


@dataclass(frozen=True)
class Step:
    """One step: from these states to that one. After a payment or an answer the state follows from what is paid."""

    before: tuple
    after: ClaimState | None
    permission: str
    otherwise: str
    """What is said of a claim in another state."""


STEPS = {
    ClaimStepKind.ADJUSTED: Step(
        (ClaimState.DRAFT,), ClaimState.DRAFT, "claim.prepare", "its adjustments cannot be changed"
    ),
    ClaimStepKind.PREPARED: Step((ClaimState.DRAFT,), ClaimState.PREPARED, "claim.prepare", "it cannot be prepared"),
    ClaimStepKind.REOPENED: Step(
        (ClaimState.PREPARED, ClaimState.CERTIFIED), ClaimState.DRAFT, "claim.reopen", "it cannot go back to draft"
    ),
    ClaimStepKind.CERTIFIED: Step(
        (ClaimState.PREPARED,), ClaimState.CERTIFIED, "claim.certify", "it cannot be certified"
    ),
    ClaimStepKind.SUBMITTED: Step(
        (ClaimState.CERTIFIED,), ClaimState.SUBMITTED, "claim.certify", "it cannot be submitted"
    ),
    ClaimStepKind.CANCELLED: Step(UNSENT, ClaimState.CANCELLED, "claim.prepare", "it cannot be cancelled"),
    ClaimStepKind.QUERIED: Step(
        (ClaimState.SUBMITTED, ClaimState.PART_PAID), ClaimState.QUERIED, "claim.follow", "no query can be recorded"
    ),
    ClaimStepKind.ANSWERED: Step((ClaimState.QUERIED,), None, "claim.follow", "there is no query to answer"),
    # A payment that is reversed is a step of this kind too, and may leave a paid claim open again. That nothing more is
    # paid on a paid claim is held by the figures: nothing is outstanding on it.
    ClaimStepKind.PAYMENT: Step(SENT, None, "claim.follow", "no payment can be recorded"),
}


def as_page():
    """The table as the page `docs/claim-states.md`."""
    lines = [
        "# The states of a claim",
        "",
        "Written by `manage.py write_claim_states` from `claims/claim_states.py`; a test keeps the two the same.",
        "",
        "| step | from | to | permission |",
        "| --- | --- | --- | --- |",
    ]
    for kind, step in STEPS.items():
        before = ", ".join(ClaimState(state).label for state in step.before)
        after = ClaimState(step.after).label if step.after else "where its payments leave it"
        lines.append(f"| {ClaimStepKind(kind).label} | {before} | {after} | `{step.permission}` |")
    lines += [
        "",
        "A claim starts as a draft, with the next number of its programme. It can be cancelled until it is submitted; "
        "afterwards it is corrected by an adjustment on a later claim.",
        "",
    ]
    return "\n".join(lines)
