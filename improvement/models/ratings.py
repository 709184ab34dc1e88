"""Delivery and impact: two of the three ratings, by different people. The third, evidence, is worked out."""

from django.db import models
from django.db.models import Q

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, text_limits
from config.records import ProseField, Recorded, somebody_said_so
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream


class Delivery(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"


NOT_GREEN = (Delivery.AT_RISK, Delivery.OFF_TRACK)


class Confidence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Impact(models.TextChoices):
    GETTING_WORSE = "getting_worse", "Getting worse"
    NOT_YET_SEEN = "not_yet_seen", "Not yet seen"
    SOME = "some", "Some"
    SUSTAINED = "sustained", "Sustained"


class HighlightReport(Recorded):
    """How a workstream's delivery goes, from the people who do the work."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="highlight_reports")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="highlight_reports")
    period_end = models.DateField("Up to")
    delivery = models.CharField(max_length=CODE, choices=Delivery)
    confidence = models.CharField("Confidence in delivery", max_length=CODE, choices=Confidence)
    summary = ProseField("What happened")
    next_steps = ProseField("Next steps")
    path_to_green = ProseField(
        "Path to green", blank=True, help_text="Needed when at risk or off track: what brings it back, who and by when"
    )

    class Meta:
        constraints = [
            choice_of("improvement_highlightreport", "delivery", Delivery),
            choice_of("improvement_highlightreport", "confidence", Confidence),
            models.CheckConstraint(
                condition=~Q(delivery__in=NOT_GREEN) | ~Q(path_to_green=""),
                name="improvement_highlightreport_path_to_green",
                violation_error_message="Say what brings the workstream back to green: it is not on track.",
            ),
            in_order(
                "period_end",
                "recorded_on",
                name="improvement_highlightreport_not_future",
                message="A highlight report covers time that has passed: choose today or an earlier day.",
            ),
            text_limits(
                "improvement_highlightreport", summary=PROSE, next_steps=PROSE, path_to_green=PROSE, source=LINE
            ),
            somebody_said_so("improvement_highlightreport"),
        ]
        indexes = [models.Index(fields=["workstream", "recorded_on"], name="improvement_highlight_on")]

    def __str__(self):
        return f"Workstream {self.workstream.number}: {self.get_delivery_display()}"


class ImpactRating(Recorded):
    """Whether children are better served by a workstream, from a reviewer and never from those who lead it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="impact_ratings")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="impact_ratings")
    impact = models.CharField(max_length=CODE, choices=Impact)
    basis = ProseField("What this rests on", help_text="The indicators, audit or visit that show it")

    class Meta:
        constraints = [
            choice_of("improvement_impactrating", "impact", Impact),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="improvement_impactrating_basis",
                violation_error_message="Say what the rating rests on.",
            ),
            text_limits("improvement_impactrating", basis=PROSE, source=LINE),
            somebody_said_so("improvement_impactrating"),
        ]
        indexes = [models.Index(fields=["workstream", "recorded_on"], name="improvement_impact_on")]

    def __str__(self):
        return f"Workstream {self.workstream.number}: {self.get_impact_display()}"
