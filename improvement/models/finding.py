from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models.inspection import Inspection
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream


class FindingKind(models.TextChoices):
    FINDING = "finding", "Finding"
    RECOMMENDATION = "recommendation", "Recommendation"
    DATA_ISSUE = "data_issue", "Data issue"
    MONITORING_VISIT = "monitoring_visit", "Monitoring visit"


REFERENCE = RegexValidator(r"^[A-Z]{1,3}[0-9]{1,3}$", "Use one to three capital letters and a number, like F9.")


class Finding(Versioned, Recorded):
    """What an inspection, a visit or the data say is wrong, in its source's words."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="findings")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    kind = models.CharField(max_length=CODE, choices=FindingKind)
    reference = models.CharField(max_length=6, validators=[REFERENCE], help_text="For example F9")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    title = LineField(help_text="In a few words, as lists show it")
    text = ProseField("In the source's words")
    correction = models.TextField(blank=True, max_length=PROSE, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reference"],
                name="improvement_finding_reference_once",
                violation_error_message="Another finding has this reference.",
            ),
            choice_of("improvement_finding", "kind", FindingKind),
            text_limits("improvement_finding", reference=6, title=LINE, text=PROSE, correction=PROSE, source=LINE),
            somebody_said_so("improvement_finding"),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("improvement:finding-detail", args=[self.programme.slug, self.reference])


class CoverageQuerySet(RecordedQuerySet):
    def standing_on(self, on):
        """The answers that stood on a day, as known on it."""
        return self.known_on(on).filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))


class Coverage(Recorded):
    """A workstream answers a finding, from the day this was recorded until it was withdrawn."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="coverage")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="coverage")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="coverage")
    withdrawn_on = models.DateField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "finding", "workstream"],
                condition=Q(withdrawn_on__isnull=True),
                name="improvement_coverage_once",
                violation_error_message="This workstream already answers this finding.",
            ),
            set_together("withdrawn_on", "withdrawn_by", name="improvement_coverage_withdrawn_by_somebody"),
            in_order(
                "recorded_on",
                "withdrawn_on",
                name="improvement_coverage_dates_in_order",
                message="An answer is withdrawn on or after the day it was recorded.",
            ),
            text_limits("improvement_coverage", source=LINE),
            somebody_said_so("improvement_coverage"),
        ]

    def __str__(self):
        return f"{self.finding.reference} answered by workstream {self.workstream.number}"
