"""What no constraint can hold, checked nightly: counters and sums equal what they count, claims are whole."""

import datetime
from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth

from claims.claim_states import ClaimState
from claims.models import Allowance, AllowanceVariation, DayEntry, DayStep, DayTotal, Payment, Remittance
from claims.models.day import DayState
from claims.verification import claim_faults
from config.days import figure, in_days
from config.money import pounds
from jobs.schedule import nightly

FAULTS_NAMED = 10


def faults():
    """Yield a sentence for each figure that does not agree with the records it counts."""
    yield from _counters()
    yield from _overlaps()
    yield from _dates_over_one_day()
    yield from _strays()
    yield from _steps()
    yield from _totals()
    yield from _payments()
    yield from claim_faults()


def _counters():
    spent = dict(
        DayEntry.objects.filter(state=DayState.APPROVED, allowance__isnull=False)
        .order_by()
        .values_list("allowance")
        .annotate(Sum("days"))
    )
    varied = dict(AllowanceVariation.objects.order_by().values_list("allowance").annotate(Sum("days")))
    for allowance in Allowance.objects.order_by("pk"):
        entitled, approved = allowance.first_days + varied.get(allowance.pk, 0), spent.get(allowance.pk, 0)
        if allowance.days != entitled:
            says = in_days(allowance.days)
            yield f"Allowance {allowance.pk} says {says}; its variations make {figure(entitled)}."
        if allowance.days_approved != approved:
            says = figure(allowance.days_approved)
            yield f"Allowance {allowance.pk} says {says} approved; its days make {figure(approved)}."


def _overlaps():
    other = Allowance.objects.filter(
        programme=OuterRef("programme"), starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on")
    ).exclude(pk=OuterRef("pk"))
    for allowance in Allowance.objects.filter(Exists(other)).order_by("pk"):
        yield f"{allowance} of programme {allowance.programme_id} overlaps another."


def _dates_over_one_day():
    by_date = DayEntry.objects.standing().order_by().values("officer", "worked_on").annotate(total=Sum("days"))
    for row in by_date.filter(total__gt=1).order_by("officer", "worked_on"):
        yield f"Person {row['officer']} has {in_days(row['total'])} on {row['worked_on']}."


def _strays():
    spending = DayEntry.objects.filter(allowance__isnull=False).order_by("pk")
    for entry in DayEntry.objects.exclude(workstream__programme=F("programme")).order_by("pk"):
        yield f"Day entry {entry.pk} and its workstream belong to different programmes."
    for entry in spending.exclude(allowance__programme=F("programme")):
        yield f"Day entry {entry.pk} and its allowance belong to different programmes."
    for entry in spending.exclude(worked_on__gte=F("allowance__starts_on"), worked_on__lte=F("allowance__ends_on")):
        yield f"Day entry {entry.pk} spends an allowance of another time."


def _steps():
    """Each entry's newest step says what the entry says."""
    same = DayStep.objects.filter(
        entry=OuterRef("pk"),
        number=OuterRef("version"),
        state=OuterRef("state"),
        days=OuterRef("days"),
        counts=OuterRef("counts"),
        worked_on=OuterRef("worked_on"),
        workstream=OuterRef("workstream"),
        kind=OuterRef("kind"),
        officer=OuterRef("officer"),
        programme=OuterRef("programme"),
    )
    for entry in DayEntry.objects.filter(~Exists(same)).order_by("pk")[:FAULTS_NAMED]:
        yield f"Day entry {entry.pk} differs from its newest step."


def _totals():
    """Each month's totals are what its entries add up to, and an approved entry has not changed since its approval."""
    cell = ("programme", "month", "workstream", "kind", "state", "counts")
    standing = DayEntry.objects.standing().annotate(month=TruncMonth("worked_on")).order_by().values_list(*cell)
    counted = {tuple(key): (entries, days) for *key, entries, days in standing.annotate(Count("pk"), Sum("days"))}
    kept = {
        tuple(key): (entries, days) for *key, entries, days in DayTotal.objects.values_list(*cell, "entries", "days")
    }
    nothing = (0, 0)
    wrong = {key[:2] for key in counted | kept if counted.get(key, nothing) != kept.get(key, nothing)}
    for programme, month in sorted(wrong)[:FAULTS_NAMED]:
        yield f"The totals of {month:%B %Y} of programme {programme} are not what its day entries add up to."
    approval = DayStep.objects.filter(entry=OuterRef("pk"), number=OuterRef("version"))
    approved = DayEntry.objects.annotate(last_on=Subquery(approval.values("recorded_on")[:1]))
    for entry in (
        approved.filter(state=DayState.APPROVED).exclude(approved_on=F("last_on")).order_by("pk")[:FAULTS_NAMED]
    ):
        yield f"Day entry {entry.pk} was approved on another day than its newest step says."


def _payments():
    """Remittances are what their payments add up to, and claims stand where their payments leave them.

    Added up in pence by Python: SQLite would in binary.
    """
    pays = defaultdict(list)
    left = {}
    for payment in Payment.objects.select_related("claim").order_by("claim", "number"):
        pays[payment.remittance_id].append(payment.amount)
        before = left.get(payment.claim, payment.claim.gross)
        left[payment.claim] = before - payment.amount - payment.difference
        if payment.outstanding != left[payment.claim]:
            says = pounds(payment.outstanding)
            yield f"{payment} leaves {pounds(left[payment.claim])} outstanding and says {says}."
    for remittance in Remittance.objects.order_by("pk"):
        if remittance.amount != sum(pays[remittance.pk]):
            yield f"{remittance} of programme {remittance.programme_id} is not what its payments add up to."
    for claim, outstanding in left.items():
        if (claim.state == ClaimState.PAID) != (not outstanding):
            says = claim.get_state_display().lower()
            yield f"{claim} of programme {claim.programme_id} is {says} with {pounds(outstanding)} outstanding."


@nightly("reconcile-claims", "Allowances, days and payments reconciled", at=datetime.time(2, 30))
def reconcile():
    found = list(faults())
    if found:
        return False, f"{len(found)} faults. " + " ".join(found[:FAULTS_NAMED])
    return (
        True,
        "Every allowance agrees with its days, every claim with its lines and files, and every payment with both.",
    )
