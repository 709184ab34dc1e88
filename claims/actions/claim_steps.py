"""What every step of a claim does: wait for its turn, claim the version, obey the table of states, leave its mark."""

from django.core.exceptions import ValidationError

from audit.actions import record
from claims.actions.turns import take_turn
from claims.claim_states import STEPS
from claims.eligibility import Amount, amount_of_line
from claims.models import ClaimStep


def take_claim(claim, version, step):
    """Wait for the turn, claim the version, and move to the state the step leads to. Raises Stale, ValidationError."""
    take_turn(claim.programme)
    claim.claim_version(version)
    claim.refresh_from_db()
    known = STEPS[step]
    if claim.state not in known.before:
        raise ValidationError(f"{claim} is {claim.get_state_display().lower()}, so {known.otherwise}.", code="state")
    claim.state = known.after or claim.state


def leave_claim(claim, step, *, by, on, text="", facts=(), kept=None):
    """Set the figures from the lines, save, and keep the step and its audit event, with `kept` in it."""
    total = sum((amount_of_line(line) for line in claim.lines.only("days", "net", "vat")), Amount())
    claim.total_days, claim.net, claim.vat, claim.gross = total.days, total.net, total.vat, total.gross
    claim.save(update_fields=["state", "total_days", "net", "vat", "gross", *facts])
    ClaimStep.objects.create(
        programme=claim.programme,
        claim=claim,
        number=claim.version,
        step=step,
        state=claim.state,
        text=text,
        total_days=claim.total_days,
        gross=claim.gross,
        recorded_on=on,
        recorded_by=by,
    )
    after = {
        "number": claim.number,
        "state": claim.state,
        "days": claim.total_days,
        "net": claim.net,
        "vat": claim.vat,
        "gross": claim.gross,
        **(kept or {}),
    }
    record(f"claim.{step}", by=by, about=claim, programme=claim.programme, after=after, reason=text)
