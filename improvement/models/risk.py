from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream


class RiskQuerySet(RecordedQuerySet):
    def open_on(self, on):
        return self.known_on(on).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class Risk(Versioned, Recorded):
    """Something that may go wrong, what would cause it and what it would do. Its scores are dated: RiskScore.

    The response, owner and workstream it was recorded with stay for ever; what came after is RiskChange, and
    risks_on() says which stood on a day.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="risks")
    original_workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_column="workstream_id"
    )
    number = models.PositiveSmallIntegerField(editable=False)
    title = LineField(help_text="What may happen, in a few words")
    cause = ProseField(help_text="What would bring it about")
    effect = ProseField(help_text="What it would do to children, families or the programme")
    original_mitigation = ProseField("Response", help_text="What is being done about it", db_column="mitigation")
    original_owner_post = LineField("Owner", help_text="The post that answers for it", db_column="owner_post")
    closed_on = models.DateField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    closing_reason = ProseField(blank=True, editable=False)

    objects = RiskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="improvement_risk_number_once"),
            set_together("closed_on", "closed_by", name="improvement_risk_closed_by_somebody"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closing_reason=""),
                name="improvement_risk_closed_with_reason",
                violation_error_message="Say why the risk is closed.",
            ),
            in_order(
                "recorded_on",
                "closed_on",
                name="improvement_risk_dates_in_order",
                message="A risk closes on or after the day it was recorded.",
            ),
            text_limits(
                "improvement_risk",
                title=LINE,
                cause=PROSE,
                effect=PROSE,
                original_mitigation=PROSE,
                original_owner_post=LINE,
                closing_reason=PROSE,
                source=LINE,
            ),
            somebody_said_so("improvement_risk"),
        ]

    def __str__(self):
        return f"R{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("improvement:risk-detail", args=[self.programme.slug, self.number])

    def is_closed_on(self, on):
        return self.closed_on is not None and self.closed_on <= on

    @property
    def mitigation(self) -> str:
        """The response on the day asked of risks_on(), as are the owner and the workstream."""
        return self.known_mitigation

    @property
    def owner_post(self) -> str:
        return self.known_owner_post

    @property
    def workstream(self):
        return self.newest_change.workstream if self.is_changed else self.original_workstream


class RiskChange(Recorded):
    """From the day it is recorded, this is done about a risk, by this owner and in this workstream."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="risk_changes")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="changes")
    mitigation = ProseField("Response", help_text="What is being done about it")
    owner_post = LineField("Owner", help_text="The post that answers for it")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = ProseField(help_text="Why this changes")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="improvement_riskchange_reason",
                violation_error_message="Give the reason.",
            ),
            text_limits("improvement_riskchange", mitigation=PROSE, owner_post=LINE, reason=PROSE, source=LINE),
            somebody_said_so("improvement_riskchange"),
        ]
        indexes = [models.Index(fields=["risk", "recorded_on"], name="improvement_riskchange_on")]

    def __str__(self):
        return f"R{self.risk.number} from {self.recorded_on:%-d %B %Y}"


class RiskKind(models.TextChoices):
    INHERENT = "inherent", "Inherent"
    RESIDUAL = "residual", "Residual"
    TARGET = "target", "Target"


class RiskScore(Recorded):
    """Likelihood times impact on a day: before anything is done, with what is done now, and as it should become."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="risk_scores")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scores")
    kind = models.CharField(max_length=CODE, choices=RiskKind)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    reason = ProseField(blank=True)

    class Meta:
        constraints = [
            choice_of("improvement_riskscore", "kind", RiskKind),
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=6),
                name="improvement_riskscore_likelihood_range",
                violation_error_message="Likelihood is 1 or more, to the size of the matrix.",
            ),
            models.CheckConstraint(
                condition=Q(impact__gte=1, impact__lte=6),
                name="improvement_riskscore_impact_range",
                violation_error_message="Impact is 1 or more, to the size of the matrix.",
            ),
            text_limits("improvement_riskscore", reason=PROSE, source=LINE),
            somebody_said_so("improvement_riskscore"),
        ]
        indexes = [models.Index(fields=["risk", "kind", "recorded_on"], name="improvement_riskscore_on")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.score}"

    @property
    def score(self):
        return self.likelihood * self.impact
