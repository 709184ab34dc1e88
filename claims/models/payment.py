"""What the funder pays: each remittance as it arrived, and what of it pays which claim. Rows are never changed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.models.claim import NOTHING, Claim, money
from claims.models.payment_import import PaymentImport
from config.constraints import LINE, PROSE, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, somebody_said_so
from improvement.models import Programme


class RemittanceQuerySet(RecordedQuerySet):
    def standing(self):
        """Those that hold: neither reversed nor a reversal."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)


class Remittance(Recorded):
    """One payment of the funder as the bank has it, in pounds; below zero where the funder takes money back.

    A mistake is put right by a second remittance with the opposite amounts, which points back. The same remittance may
    then be recorded anew: `take` counts how often it was, and a reversal has none.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="remittances")
    received_on = models.DateField("Received on")
    reference = LineField("Reference of the funder")
    take = models.PositiveSmallIntegerField(null=True, default=1, editable=False)
    amount = money()
    note = ProseField(blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="reversed_by"
    )
    reason = ProseField(blank=True, editable=False)
    payment_import = models.ForeignKey(
        PaymentImport, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="remittances"
    )

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reference", "received_on", "take"],
                name="claims_remittance_once",
                violation_error_message="This remittance is recorded already. Reverse it first if it is wrong.",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, take__isnull=False, reason="")
                | (Q(reverses__isnull=False, take__isnull=True) & ~Q(reason="")),
                name="claims_remittance_reversed_for_a_reason",
                violation_error_message="A reversal says why, and nothing else does.",
            ),
            text_limits("claims_remittance", reference=LINE, note=PROSE, reason=PROSE, source=LINE),
            somebody_said_so("claims_remittance"),
        ]
        indexes = [models.Index(fields=["programme", "received_on"], name="claims_remittance_received")]

    def standing_on(self, on):
        """Yes, Reversed or Reversal, as known on a day."""
        if self.reverses_id:
            return "Reversal"
        reversal = getattr(self, "reversed_by", None)
        return "Reversed" if reversal and reversal.recorded_on <= on else "Yes"

    def __str__(self):
        return f"Remittance {self.reference} of {self.received_on:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("claims:payment-detail", args=[self.programme.slug, self.pk])


class Payment(models.Model):
    """What a remittance pays of one claim, in pounds, and what it is agreed will not be paid any more.

    `number` counts the payments of the claim; `outstanding` is what the claim has left after this one. So two payments
    recorded at the same moment cannot both be the next, and none can pay more than is left.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="payments")
    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="payments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    number = models.PositiveIntegerField(editable=False)
    amount = money()
    difference = money("Not to be paid any more", default=NOTHING)
    explanation = ProseField(blank=True)
    gross = money("Gross amount of the claim", editable=False)
    outstanding = money(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "claim"],
                name="claims_payment_claim_once",
                violation_error_message="This remittance pays the claim already.",
            ),
            models.UniqueConstraint(fields=["claim", "number"], name="claims_payment_number_once"),
            models.CheckConstraint(
                condition=~Q(amount=0) | ~Q(difference=0),
                name="claims_payment_not_nothing",
                violation_error_message="Enter what is paid, or what will not be paid any more.",
            ),
            models.CheckConstraint(
                condition=Q(difference=0) | ~Q(explanation=""),
                name="claims_payment_difference_explained",
                violation_error_message="Explain the difference: who agreed that it will not be paid, and why.",
            ),
            models.CheckConstraint(
                condition=Q(gross__gte=0, outstanding__gte=0, outstanding__lte=F("gross"))
                | Q(gross__lt=0, outstanding__lte=0, outstanding__gte=F("gross")),
                name="claims_payment_within_the_claim",
                violation_error_message="No more can be paid than the claim has outstanding, nor less than nothing.",
            ),
            text_limits("claims_payment", explanation=PROSE),
        ]

    def __str__(self):
        return f"Payment {self.number} of {self.claim.number}"
