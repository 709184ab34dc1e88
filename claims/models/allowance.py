"""How many days may be spent in a period: the allowance, its variations, and the counter that bounds it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from claims.models.agreement import FundingAgreement
from config.constraints import LINE, PROSE, in_order, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme

HALF = Decimal("0.5")
MOST = 99_999
TOO_MANY = f"This is more than any allowance holds. Enter up to {MOST:,} days."


def in_halves(days):
    # What is far too large is told by in_reason, and would be too much for arithmetic.
    if abs(days) <= MOST and days % HALF:
        raise ValidationError("Enter whole or half days, like 12 or 12.5.", code="in_halves")


def in_reason(days):
    if abs(days) > MOST:
        raise ValidationError(TOO_MANY, code="in_reason")


class DaysField(models.DecimalField):
    """A number of days in halves: 0.5, 12, 200."""

    default_validators = [in_halves, in_reason]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 7)
        kwargs.setdefault("decimal_places", 1)
        super().__init__(*args, **kwargs)


not_negative = MinValueValidator(0, "An allowance is 0 days or more.")


class AllowanceQuerySet(RecordedQuerySet):
    def covering(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def entitled_on(self, on):
        """Those known on a day, each with `entitled`: its first days and every variation known by then."""
        varied = AllowanceVariation.objects.known_on(on).filter(allowance=OuterRef("pk"))
        total = varied.order_by().values("allowance").annotate(total=Sum("days")).values("total")
        sum_of_days = DecimalField(max_digits=7, decimal_places=1)
        return self.known_on(on).annotate(
            entitled=F("first_days") + Coalesce(Subquery(total), Decimal(0), output_field=sum_of_days)
        )


class Allowance(Versioned, Recorded):
    """So many days from one day to another, both included. Allowances of a programme never overlap.

    `days` is the first figure and all variations together; `days_approved` counts what approval has spent. The
    database keeps the second within the first, whatever the code does. Both are reconciled nightly.

    Source: decision report 7566, paragraph 4.1 (up to 200 days a year).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="allowances")
    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="allowances")
    starts_on = models.DateField("First day")
    ends_on = models.DateField("Last day")
    first_days = DaysField("Days", validators=[not_negative])
    days = DaysField(validators=[not_negative], editable=False)
    days_approved = DaysField(default=0, editable=False)
    reference = LineField(blank=True, help_text="The letter or decision that gives it")

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order(
                "starts_on",
                "ends_on",
                name="claims_allowance_dates_in_order",
                message="The last day must be on or after the first.",
            ),
            models.CheckConstraint(
                condition=Q(first_days__gte=0),
                name="claims_allowance_first_days_not_negative",
                violation_error_message="An allowance is 0 days or more.",
            ),
            models.CheckConstraint(
                condition=Q(days_approved__gte=0) & Q(days_approved__lte=F("days")),
                name="claims_allowance_never_overspent",
                violation_error_message="More days are approved than the allowance holds.",
            ),
            text_limits("claims_allowance", reference=LINE, source=LINE),
            somebody_said_so("claims_allowance"),
        ]
        indexes = [models.Index(fields=["programme", "starts_on"], name="claims_allowance_period")]

    def __str__(self):
        return f"Allowance from {self.starts_on:%-d %B %Y} to {self.ends_on:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("claims:allowance-detail", args=[self.programme.slug, self.starts_on.isoformat()])


class AllowanceVariation(Recorded):
    """Days agreed on top of an allowance, or taken from it. Days carried over leave one and enter the next."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="allowance_variations")
    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, related_name="variations")
    days = DaysField(help_text="Days added; with a minus sign, days taken away")
    reference = LineField(help_text="The letter or e-mail that agrees it")
    reason = ProseField()
    carried = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="carried_into"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(days=0),
                name="claims_allowancevariation_not_nothing",
                violation_error_message="A variation adds or takes away at least half a day.",
            ),
            text_limits("claims_allowancevariation", reference=LINE, reason=PROSE, source=LINE),
            somebody_said_so("claims_allowancevariation"),
        ]

    def __str__(self):
        return f"{self.days:+} days"
