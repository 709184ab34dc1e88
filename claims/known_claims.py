"""Claims as they stood on a day: `stood` since `stood_since`, with `days_then` and `gross_then`."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from claims.claim_states import SENT, UNSENT, ClaimState
from claims.models import Claim, ClaimStep
from claims.models.agreement import Vat
from claims.models.claim import NOTHING
from config.money import pounds
from improvement.wording import capital, counted, listed


def claims_on(programme, on):
    """The programme's claims started by a day, newest first, each with where it stood then."""
    known = Claim.objects.known_on(on).filter(programme=programme).select_related("programme", "agreement")
    last = ClaimStep.objects.known_on(on).filter(claim=OuterRef("pk")).order_by("-number")
    then = {"stood": "state", "stood_since": "recorded_on", "days_then": "total_days", "gross_then": "gross"}
    found = {name: Subquery(last.values(field)[:1]) for name, field in then.items()}
    return known.annotate(**found).order_by("-pk")


REFERENCE, VAT_DECISION = "A purchase order or grant reference", "a VAT decision"


@dataclass(frozen=True)
class Waiting:
    """What a claim waits for, and since how many days."""

    what: str
    days: int | None = None

    def __str__(self):
        return f"{self.what}, {counted(self.days, 'day')}" if self.days else self.what

    @property
    def sentences(self):
        since = f" It has waited {counted(self.days, 'day')}." if self.days else ""
        return f"Next: {self.what[:1].lower()}{self.what[1:]}.{since}"


def waits_for(claim, terms, on):
    """What moves a claim of claims_on() on. `terms` are those of its agreement in force on the day."""
    if claim.stood == ClaimState.DRAFT:
        return Waiting("To be prepared")
    if claim.stood == ClaimState.PREPARED:
        return Waiting("To be certified by somebody else", (on - claim.stood_since).days)
    if claim.stood == ClaimState.CERTIFIED:
        missing = missing_to_submit(terms)
        return Waiting(listed(missing) if missing else "To be submitted", (on - claim.stood_since).days)
    if claim.stood == ClaimState.QUERIED:
        return Waiting("An answer to the funder’s query", (on - claim.stood_since).days)
    if claim.stood in (ClaimState.SUBMITTED, ClaimState.PART_PAID) and claim.gross:
        return Waiting(_money_awaited(claim), (on - claim.submitted_on).days)
    return Waiting("")


def _money_awaited(claim):
    if claim.gross < 0:
        return "The funder to take its money back"
    return "Payment" if claim.stood == ClaimState.SUBMITTED else "The rest of the payment"


def missing_to_submit(terms):
    """What the terms of the agreement must say before a claim can be submitted, in words."""
    missing = [] if terms.reference.strip() else [REFERENCE]
    return [*missing, VAT_DECISION] if terms.vat == Vat.TO_BE_CONFIRMED else missing


def claims_sentence(claims):
    """What a list of claims of claims_on() comes to."""
    claims = list(claims)
    if not claims:
        return "No claim matches."
    sent = [claim for claim in claims if claim.stood in SENT]
    open_ones = sum(claim.stood in UNSENT for claim in claims)
    total = sum((claim.gross_then for claim in sent), NOTHING)
    words = f"{capital(counted(len(sent), 'claim'))} submitted, {pounds(total)} in all"
    return f"{words}; {counted(open_ones, 'claim')} not yet submitted." if open_ones else f"{words}."
