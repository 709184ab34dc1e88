"""Claims to the funder: each claim, its lines, the days it holds, its steps and the files that were sent."""

import hashlib
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.claim_states import SENT, STEPS, UNSENT, ClaimState, ClaimStepKind
from claims.models.agreement import DayKind, FundingAgreement, Vat
from claims.models.day import HALF, WHOLE, DayEntry
from config import dates
from config.constraints import CODE, LINE, PROSE, adds_up, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme

NUMBER = 20
NOTHING = Decimal("0.00")
ADDS_UP = "Net and VAT make the gross amount."


def money(verbose_name=None, **kwargs):
    """Pounds and pence, as a column; below zero where a claim gives money back."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **kwargs)


def somebody(**kwargs):
    kwargs = {"null": True, "editable": False, "related_name": "+"} | kwargs
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, **kwargs)


class ClaimQuerySet(RecordedQuerySet):
    def sent(self):
        return self.filter(state__in=SENT)

    def unsent(self):
        return self.filter(state__in=UNSENT)

    def sent_by(self, on):
        """Those the funder had by the end of a day."""
        return self.filter(submitted_on__lte=on)


class Claim(Versioned, Recorded):
    """What the funder is asked to pay for the approved days of a period, in pounds.

    The figures are those of its lines. After submission the database refuses to change anything but where it stands.

    Source: decision report 7566, paragraph 5.1 (the department pays for the days).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="claims")
    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="claims")
    number = models.CharField(max_length=NUMBER, editable=False)
    period_start = models.DateField("First day")
    period_end = models.DateField("Last day")
    state = models.CharField(max_length=CODE, choices=ClaimState, default=ClaimState.DRAFT, editable=False)
    total_days = models.DecimalField(max_digits=8, decimal_places=1, default=0, editable=False)
    net = money(default=0, editable=False)
    vat = money("VAT", default=0, editable=False)
    gross = money(default=0, editable=False)
    vat_decision = models.CharField(
        "VAT decision", max_length=CODE, choices=Vat, default=Vat.TO_BE_CONFIRMED, editable=False
    )
    reference = LineField(blank=True, editable=False, help_text="Purchase order or grant reference")
    declaration = ProseField(blank=True, editable=False)
    prepared_on = models.DateField(null=True, editable=False)
    prepared_by = somebody()
    certified_on = models.DateField(null=True, editable=False)
    certified_by = somebody()
    submitted_on = models.DateField(null=True, editable=False)
    submitted_by = somebody()
    paid_on = models.DateField("Paid in full on", null=True, editable=False)
    retain_until = models.DateField("Kept until", null=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="claims_claim_number_once"),
            in_order(
                "period_start",
                "period_end",
                name="claims_claim_dates_in_order",
                message="The last day must be on or after the first.",
            ),
            choice_of("claims_claim", "state", ClaimState),
            choice_of("claims_claim", "vat_decision", Vat),
            set_together("prepared_on", "prepared_by", name="claims_claim_prepared"),
            set_together("certified_on", "certified_by", name="claims_claim_certified"),
            set_together("submitted_on", "submitted_by", "retain_until", name="claims_claim_submitted"),
            models.CheckConstraint(
                condition=Q(certified_by__isnull=True) | ~Q(certified_by=F("prepared_by")),
                name="claims_claim_two_people",
                violation_error_message="Whoever prepared a claim does not certify it.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SENT, submitted_on__isnull=False)
                | (~Q(state__in=SENT) & Q(submitted_on__isnull=True)),
                name="claims_claim_sent_when_submitted",
                violation_error_message="A claim that was sent has its submission, and no other claim has one.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_on__isnull=True)
                | (Q(certified_on__isnull=False) & ~Q(reference="") & ~Q(vat_decision="to_be_confirmed")),
                name="claims_claim_complete_when_submitted",
                violation_error_message="A claim is submitted with its reference, its VAT decision and a certificate.",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | (~Q(state="paid") & Q(paid_on__isnull=True)),
                name="claims_claim_paid_on_a_day",
                violation_error_message="A paid claim has the day it was paid, and no other claim has one.",
            ),
            adds_up("gross", "net", "vat", name="claims_claim_adds_up", message=ADDS_UP),
            text_limits("claims_claim", number=NUMBER, reference=LINE, declaration=PROSE, source=LINE),
            somebody_said_so("claims_claim"),
        ]
        indexes = [models.Index(fields=["programme", "submitted_on"], name="claims_claim_sent")]

    def __str__(self):
        return f"Claim {self.number}"

    def get_absolute_url(self):
        return reverse("claims:claim-detail", args=[self.programme.slug, self.number])

    @property
    def is_sent(self):
        return self.submitted_on is not None

    def may(self, step):
        """Whether a step can be taken from where the claim stands."""
        return self.state in STEPS[step].before


class ClaimStep(Recorded):
    """One step of a claim: who took it, when, and what was said. Never changed."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=CODE, choices=ClaimStepKind)
    state = models.CharField(max_length=CODE, choices=ClaimState)
    text = ProseField(blank=True)
    total_days = models.DecimalField(max_digits=8, decimal_places=1)
    gross = money()
    at = models.DateTimeField(default=dates.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claims_claimstep_number_once"),
            choice_of("claims_claimstep", "step", ClaimStepKind),
            choice_of("claims_claimstep", "state", ClaimState),
            models.CheckConstraint(
                condition=~Q(step__in=["reopened", "cancelled", "queried", "answered"]) | ~Q(text=""),
                name="claims_claimstep_says_why",
                violation_error_message="Say why.",
            ),
            text_limits("claims_claimstep", text=PROSE, source=LINE),
            somebody_said_so("claims_claimstep"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} on {self.recorded_on:%-d %B %Y}"

    @property
    def is_of_lines(self):
        """Whether it is about the claim's own days and pounds, and not about what the funder said or paid."""
        return self.step not in (ClaimStepKind.QUERIED, ClaimStepKind.ANSWERED, ClaimStepKind.PAYMENT)


class ClaimLine(models.Model):
    """One day on a claim, with names and rate as they were; or an adjustment, which reverses a line of an earlier one.

    Net is the rate times the days, rounded half up to the penny; VAT is rounded for each line too.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="claim_lines")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    entry = models.ForeignKey(DayEntry, on_delete=models.PROTECT, related_name="claim_lines")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = ProseField(blank=True)
    worked_on = models.DateField("Day worked")
    days = models.DecimalField(max_digits=2, decimal_places=1)
    officer_name = models.CharField("Officer", max_length=LINE)
    officer_role = models.CharField("Role", max_length=LINE)
    workstream_number = models.PositiveSmallIntegerField("Workstream number")
    workstream_title = models.CharField("Workstream", max_length=LINE)
    kind = models.CharField(max_length=CODE, choices=DayKind)
    rate = money("Day rate")
    vat_percent = models.DecimalField("VAT rate", max_digits=4, decimal_places=1)
    net = money()
    vat = money("VAT")
    gross = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claims_claimline_number_once"),
            models.UniqueConstraint(
                fields=["claim", "entry"],
                condition=Q(reverses__isnull=True),
                name="claims_claimline_day_once_a_claim",
                violation_error_message="This day is on the claim already.",
            ),
            choice_of("claims_claimline", "kind", DayKind),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, days__in=[HALF, WHOLE], net__gte=0, vat__gte=0, reason="")
                | (Q(reverses__isnull=False, days__in=[-HALF, -WHOLE], net__lte=0, vat__lte=0) & ~Q(reason="")),
                name="claims_claimline_day_or_reversal",
                violation_error_message="A line claims a day, or gives one back with the reason.",
            ),
            adds_up("gross", "net", "vat", name="claims_claimline_adds_up", message=ADDS_UP),
            models.CheckConstraint(
                condition=Q(rate__gt=0, vat_percent__gte=0, vat_percent__lte=100),
                name="claims_claimline_rates_known",
                violation_error_message="A line has its day rate and its rate of VAT.",
            ),
            text_limits("claims_claimline", reason=PROSE, officer_name=LINE, officer_role=LINE, workstream_title=LINE),
        ]
        indexes = [models.Index(fields=["programme", "worked_on"], name="claims_claimline_worked")]

    def __str__(self):
        return f"Line {self.number} of {self.claim.number}"

    @property
    def is_adjustment(self):
        return self.reverses_id is not None

    @property
    def reversal(self):
        """The line of a later claim that reverses this one, if any."""
        return getattr(self, "reversed_by", None)

    @property
    def workstream(self):
        return f"{self.workstream_number} {self.workstream_title}"


class ClaimedDay(models.Model):
    """The register of days on a live claim: a day is in it once, or not at all.

    A claim puts its days in when it is prepared, and takes them out when it goes back to draft or is cancelled. A
    reversal takes its day out when it is submitted.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(DayEntry, on_delete=models.PROTECT, related_name="claimed")
    line = models.OneToOneField(ClaimLine, on_delete=models.PROTECT, related_name="holds")

    def __str__(self):
        return f"{self.entry} on {self.line.claim.number}"


class FileKind(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    ODS = "ods", "ODS"
    PDF = "pdf", "PDF"


class ClaimFile(models.Model):
    """A file of a submitted claim as it was sent: the bytes themselves, so that the database keeps them unchanged."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=CODE, choices=FileKind)
    with_names = models.BooleanField()
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "with_names"], name="claims_claimfile_once"),
            choice_of("claims_claimfile", "kind", FileKind),
            models.CheckConstraint(condition=Q(sha256__length=64), name="claims_claimfile_has_its_digest"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return file_name(self.claim.number, self.kind, with_names=self.with_names)

    @property
    def is_unchanged(self):
        return hashlib.sha256(self.content).hexdigest() == self.sha256


def file_name(number, kind, *, with_names):
    return f"{number}{'' if with_names else '-without-names'}.{kind}"
