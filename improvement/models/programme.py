from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so


class ProgrammeState(models.TextChoices):
    ACTIVE = "active", "Active"
    STEP_DOWN = "step_down", "Step-down"
    CLOSED = "closed", "Closed"


class RiskBand(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very_high", "Very high"


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The programmes in which the person holds any role today."""
        return self.filter(pk__in=[programme.pk for programme in user.programmes_with("programme.view")])


class Programme(Versioned):
    """One council's statutory improvement, with the council that helps it.

    Its state and expected end are dated facts: ProgrammeChange. The risk matrix is risk_scale steps each way;
    a score (likelihood times impact) is in the highest band whose lowest score it reaches.
    """

    slug = models.SlugField(
        max_length=CODE,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", "Use small letters, digits and hyphens, a letter first.")],
    )
    name = LineField()
    summary = ProseField(blank=True)
    supported = models.ForeignKey("Authority", on_delete=models.PROTECT, related_name="programmes_supported")
    supporting = models.ForeignKey("Authority", on_delete=models.PROTECT, related_name="programmes_supporting")
    succeeds = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="succeeded_by")
    starts_on = models.DateField()
    risk_scale = models.PositiveSmallIntegerField(default=5)
    risk_medium_from = models.PositiveSmallIntegerField(default=5)
    risk_high_from = models.PositiveSmallIntegerField(default=10)
    risk_very_high_from = models.PositiveSmallIntegerField(default=16)
    source = models.CharField(max_length=LINE)
    invented = models.BooleanField(default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="improvement_programme_slug_once"),
            models.CheckConstraint(
                condition=~Q(supported=F("supporting")),
                name="improvement_programme_two_authorities",
                violation_error_message="The supporting authority is another than the supported one.",
            ),
            models.CheckConstraint(
                condition=Q(risk_scale__gte=3, risk_scale__lte=6),
                name="improvement_programme_risk_scale",
                violation_error_message="The risk matrix has 3 to 6 steps each way.",
            ),
            models.CheckConstraint(
                condition=Q(
                    risk_medium_from__gt=1,
                    risk_high_from__gt=F("risk_medium_from"),
                    risk_very_high_from__gt=F("risk_high_from"),
                ),
                name="improvement_programme_risk_bands",
                violation_error_message="The risk bands must rise: medium, then high, then very high.",
            ),
            text_limits("improvement_programme", slug=CODE, name=LINE, summary=PROSE, source=LINE),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("commissioner:position", args=[self.slug])

    def risk_band(self, score):
        if score >= self.risk_very_high_from:
            return RiskBand.VERY_HIGH
        if score >= self.risk_high_from:
            return RiskBand.HIGH
        return RiskBand.MEDIUM if score >= self.risk_medium_from else RiskBand.LOW


class ProgrammeChangeQuerySet(RecordedQuerySet):
    def in_force(self, on):
        """The newest change known on a day; before any was known, the first."""
        newest = self.known_on(on).order_by("-recorded_on", "-pk").first()
        return newest or self.order_by("recorded_on", "pk").first()


class ProgrammeChange(Recorded):
    """From the day it is recorded, the programme is in this state and expected to end on this day."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=CODE, choices=ProgrammeState)
    ends_on = models.DateField("Expected last day")
    reason = ProseField()

    objects = ProgrammeChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_of("improvement_programmechange", "state", ProgrammeState),
            text_limits("improvement_programmechange", reason=PROSE, source=LINE),
            somebody_said_so("improvement_programmechange"),
        ]
        indexes = [models.Index(fields=["programme", "recorded_on"], name="improvement_progchange_on")]

    def __str__(self):
        return f"{self.get_state_display()}, to {self.ends_on:%-d %B %Y}"
