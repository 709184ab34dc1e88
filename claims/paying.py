"""What claims were paid, and what is outstanding on them, in pounds: each figure from one function.

paid            what remittances paid of a claim, less what was reversed
written off     what it was agreed will not be paid any more
outstanding     the gross amount less both: never below zero, nor above it for a claim that only gives back
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.db.models import Q, Sum

from claims.claim_states import ClaimState, ClaimStepKind
from claims.models import Claim, Payment
from claims.models.claim import NOTHING
from config.money import round_to_pence


@dataclass(frozen=True)
class Paid:
    """What of a remittance pays one claim, in pounds. `version` is the claim's as it was looked at, where it was."""

    claim: Claim
    amount: Decimal
    difference: Decimal = NOTHING
    explanation: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Owed:
    """A claim the funder had by a day, and what is known of its payments then."""

    claim: Claim
    on: datetime.date
    paid: Decimal
    written_off: Decimal

    @property
    def outstanding(self):
        return self.claim.gross - self.paid - self.written_off

    @property
    def days_since(self):
        """How many days ago the claim was submitted."""
        return (self.on - self.claim.submitted_on).days


def paid_of(claims, on):
    """{claim id: (paid, written off)} of claims as known on a day, in one query: nothing for those without payments."""
    rows = Payment.objects.filter(claim__in=claims, remittance__recorded_on__lte=on).order_by().values("claim")
    found = defaultdict(lambda: (NOTHING, NOTHING))
    for row in rows.annotate(paid=Sum("amount"), written_off=Sum("difference")):
        # SQLite adds up in binary: the sums are whole pence only once they are rounded.
        found[row["claim"]] = (round_to_pence(row["paid"]), round_to_pence(row["written_off"]))
    return found


def outstanding_on(programme, on):
    """An Owed for every claim the funder had by the end of a day, oldest first. Two queries."""
    return _owed(Claim.objects.filter(programme=programme).sent_by(on), on)


def still_owed(programme, on):
    """Of outstanding_on() those with anything outstanding."""
    return [owed for owed in outstanding_on(programme, on) if owed.outstanding]


def _owed(claims, on):
    claims = list(claims.order_by("submitted_on", "pk"))
    paid = paid_of([claim.pk for claim in claims], on)
    return [Owed(claim, on, *paid[claim.pk]) for claim in claims]


def outstanding_of(claim, on):
    """What is outstanding on one claim."""
    paid, written_off = paid_of([claim.pk], on)[claim.pk]
    return claim.gross - paid - written_off


_FROM_DAYS = (0, 30, 60, 90)


@dataclass(frozen=True)
class Bucket:
    """What has been outstanding for so many days, and the claims behind it."""

    label: str
    owed: tuple[Owed, ...]

    @cached_property
    def total(self):
        return sum((owed.outstanding for owed in self.owed), NOTHING)


def aged_debt(programme, on):
    """The Buckets of what is outstanding, by days since the claim was submitted. Two queries."""
    owed = still_owed(programme, on)
    labels = [_label(first, after) for first, after in pairwise((*_FROM_DAYS, None))]
    found = [[] for _ in _FROM_DAYS]
    for each in owed:
        found[sum(each.days_since >= first for first in _FROM_DAYS[1:])].append(each)
    return [Bucket(label, tuple(group)) for label, group in zip(labels, found, strict=True)]


def _label(first, after):
    if not first:
        return f"Not yet {after} days"
    return f"{first} to {after - 1} days" if after else f"{first} days and more"


def state_by_payments(claim, *, queried):
    """Where a submitted claim stands, and the day it was paid in full: (state, day or None).

    `queried` says whether a query of the funder is open; only payment in full settles it too. A claim of nothing at
    all is never paid: it stays submitted.
    """
    standing = Q(remittance__reverses__isnull=True, remittance__reversed_by__isnull=True)
    payments = list(
        Payment.objects.filter(standing, claim=claim).values_list("amount", "difference", "remittance__received_on")
    )
    outstanding = claim.gross - sum((amount + difference for amount, difference, _ in payments), NOTHING)
    if payments and not outstanding:
        return ClaimState.PAID, max(received_on for *_, received_on in payments)
    if queried:
        return ClaimState.QUERIED, None
    is_part_paid = any(amount for amount, *_ in payments)
    return (ClaimState.PART_PAID if is_part_paid else ClaimState.SUBMITTED), None


def is_query_open(claim):
    """Whether the funder's last query has no answer yet."""
    asked = claim.steps.filter(step__in=[ClaimStepKind.QUERIED, ClaimStepKind.ANSWERED]).order_by("-number").first()
    return asked is not None and asked.step == ClaimStepKind.QUERIED
