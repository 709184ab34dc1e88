"""What the department agreed to pay for: the agreement, its terms as they changed, and its day rates."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme

SUBMIT_BY_DAY, LAST_SUBMIT_DAY = 5, 28
CAPACITY_PERCENT = 40
DECLARATION = (
    "I certify that the days on this claim were worked on the programme, that the records of the council support "
    "them, that they have not been claimed before, and that the amount is due under the agreement."
)


class Payment(models.TextChoices):
    DAY_RATE = "day_rate", "A rate for each day"
    GRANT = "grant", "A grant for the year"


class YearBasis(models.TextChoices):
    PROGRAMME_YEAR = "programme_year", "Programme year, from the programme's first day"
    FINANCIAL_YEAR = "financial_year", "Financial year, 1 April to 31 March"
    OWN_DATES = "own_dates", "Dates of its own"


class Vat(models.TextChoices):
    TO_BE_CONFIRMED = "to_be_confirmed", "To be confirmed"
    OUTSIDE_SCOPE = "outside_scope", "Outside the scope of VAT"
    STANDARD = "standard", "Standard rate"
    EXEMPT = "exempt", "Exempt"


class DayKind(models.TextChoices):
    ON_SITE = "on_site", "On site"
    REMOTE = "remote", "Remote"
    PREPARATION = "preparation", "Preparation"
    TRAVEL = "travel", "Travel"


class FundingAgreement(Versioned, Recorded):
    """Who pays for a programme's days, how, and from which day on. What may change later is in AgreementTerms."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="funding_agreements")
    funder = LineField(help_text="Who pays, for example the Department for Education")
    payment = models.CharField(max_length=CODE, choices=Payment)
    eligible_from = models.DateField(help_text="The first day that can be paid for")
    # The last number given to a claim: whoever holds the row gives the next, so that none is missing.
    claims_numbered = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                name="claims_fundingagreement_once",
                violation_error_message="This programme has a funding agreement already. Change its terms instead.",
            ),
            choice_of("claims_fundingagreement", "payment", Payment),
            text_limits("claims_fundingagreement", funder=LINE, source=LINE),
            somebody_said_so("claims_fundingagreement"),
        ]

    def __str__(self):
        return f"Agreement: {self.funder}"

    def get_absolute_url(self):
        return reverse("claims:agreement", args=[self.programme.slug])


class AgreementTermsQuerySet(RecordedQuerySet):
    def in_force(self, on):
        """The newest terms known on a day; before any were known, the first."""
        newest = self.known_on(on).order_by("-recorded_on", "-pk").first()
        return newest or self.order_by("recorded_on", "pk").first()


class AgreementTerms(Recorded):
    """From the day they are recorded, these are the terms: each is a decision somebody took, with its reason.

    Source: decision report 7566 leaves all of them open (paragraphs 1.7, 4.1, 5.1, 5.2).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="agreement_terms")
    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="terms")
    reference = LineField(blank=True, help_text="Purchase order or grant reference")
    vat = models.CharField("VAT", max_length=CODE, choices=Vat, default=Vat.TO_BE_CONFIRMED)
    year_basis = models.CharField(max_length=CODE, choices=YearBasis)
    ends_on = models.DateField("Last day", null=True, blank=True)
    carry_over = models.BooleanField("Days left over may be carried into the next allowance", default=False)
    commissioner_counts = models.BooleanField("The Commissioner's own days count", default=False)
    on_site_counts = models.BooleanField("Days on site count", default=True)
    remote_counts = models.BooleanField("Remote days count", default=True)
    preparation_counts = models.BooleanField("Days of preparation count", default=True)
    travel_counts = models.BooleanField("Days of travel count", default=False)
    submit_by_day = models.PositiveSmallIntegerField(
        "Day of the next month by which days are submitted", default=SUBMIT_BY_DAY, db_default=SUBMIT_BY_DAY
    )
    capacity_percent = models.PositiveSmallIntegerField(
        "Per cent of working days on programmes", default=CAPACITY_PERCENT, db_default=CAPACITY_PERCENT
    )
    declaration = ProseField("What the certifier declares", default=DECLARATION, db_default=DECLARATION)
    reason = ProseField()

    objects = AgreementTermsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "agreement terms"
        constraints = [
            choice_of("claims_agreementterms", "vat", Vat),
            choice_of("claims_agreementterms", "year_basis", YearBasis),
            models.CheckConstraint(
                condition=Q(submit_by_day__gte=1, submit_by_day__lte=LAST_SUBMIT_DAY),
                name="claims_agreementterms_submit_by_a_day_of_every_month",
                violation_error_message="Choose a day from 1 to 28: every month has it.",
            ),
            models.CheckConstraint(
                condition=Q(capacity_percent__gte=1, capacity_percent__lte=100),
                name="claims_agreementterms_capacity_percent_known",
                violation_error_message="The share of working days is 1 to 100 per cent.",
            ),
            text_limits("claims_agreementterms", reference=LINE, declaration=PROSE, reason=PROSE, source=LINE),
            somebody_said_so("claims_agreementterms"),
        ]
        indexes = [models.Index(fields=["agreement", "recorded_on"], name="claims_terms_on")]

    def __str__(self):
        return f"Terms from {self.recorded_on:%-d %B %Y}"

    @property
    def kinds_that_count(self):
        """The kinds of day that count against the allowance and can be claimed."""
        return [kind for kind in DayKind if getattr(self, f"{kind.value}_counts")]


class DayRateQuerySet(RecordedQuerySet):
    def in_force(self, day):
        """The rate of a day worked: the newest that starts on or before it. None before the first."""
        return self.filter(from_on__lte=day).order_by("-from_on").first()


class DayRate(Recorded):
    """What the department pays for a whole day worked on or after a date, before VAT."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="day_rates")
    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="rates")
    from_on = models.DateField("From")
    amount_pounds = models.DecimalField(
        "Pounds a day",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "The rate must be more than nothing.")],
    )
    basis = LineField("Where it is written", help_text="The letter or page that says so")

    objects = DayRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "from_on"],
                name="claims_dayrate_once",
                violation_error_message="There is a rate from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(amount_pounds__gt=0),
                name="claims_dayrate_positive",
                violation_error_message="The rate must be more than nothing.",
            ),
            text_limits("claims_dayrate", basis=LINE, source=LINE),
            somebody_said_so("claims_dayrate"),
        ]

    def __str__(self):
        return f"£{self.amount_pounds:,.2f} a day from {self.from_on:%-d %B %Y}"
