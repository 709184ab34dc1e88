from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, text_limits
from config.records import LineField, ProseField, Recorded, Versioned, somebody_said_so
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream


class Milestone(Versioned, Recorded):
    """Something to be done by a day. The original due date stays for ever; what came after is MilestoneChange."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="milestones")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="milestones")
    title = LineField(help_text="What will be done, so that anybody can tell whether it was")
    original_due_on = models.DateField("Due")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "workstream", "title"],
                name="improvement_milestone_title_once",
                violation_error_message="This workstream already has a milestone with this title.",
            ),
            text_limits("improvement_milestone", title=LINE, source=LINE),
            somebody_said_so("improvement_milestone"),
        ]
        indexes = [models.Index(fields=["programme", "recorded_on"], name="improvement_milestone_on")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("improvement:milestone-detail", args=[self.programme.slug, self.pk])


class MilestoneStep(models.TextChoices):
    REDATED = "redated", "Re-dated"
    ACHIEVED = "achieved", "Achieved"
    REOPENED = "reopened", "Reopened"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MilestoneChange(Recorded):
    """One step in a milestone's life: a new due date with its reason, or achieved, reopened, withdrawn."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="milestone_changes")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=CODE, choices=MilestoneStep)
    due_on = models.DateField("New due date", null=True, blank=True)
    achieved_on = models.DateField("Achieved on", null=True, blank=True)
    reason = ProseField(blank=True)

    class Meta:
        constraints = [
            choice_of("improvement_milestonechange", "step", MilestoneStep),
            models.CheckConstraint(
                condition=Q(step=MilestoneStep.REDATED, due_on__isnull=False)
                | (~Q(step=MilestoneStep.REDATED) & Q(due_on__isnull=True)),
                name="improvement_milestonechange_new_date",
                violation_error_message="Give the new due date.",
            ),
            models.CheckConstraint(
                condition=Q(step=MilestoneStep.ACHIEVED, achieved_on__isnull=False)
                | (~Q(step=MilestoneStep.ACHIEVED) & Q(achieved_on__isnull=True)),
                name="improvement_milestonechange_day_achieved",
                violation_error_message="Give the day it was achieved.",
            ),
            models.CheckConstraint(
                condition=Q(step=MilestoneStep.ACHIEVED) | ~Q(reason=""),
                name="improvement_milestonechange_reason",
                violation_error_message="Give the reason.",
            ),
            in_order(
                "achieved_on",
                "recorded_on",
                name="improvement_milestonechange_not_future",
                message="A milestone cannot be achieved in the future.",
            ),
            text_limits("improvement_milestonechange", reason=PROSE, source=LINE),
            somebody_said_so("improvement_milestonechange"),
        ]
        indexes = [models.Index(fields=["milestone", "recorded_on"], name="improvement_mschange_on")]

    def __str__(self):
        return f"{self.get_step_display()}: {self.milestone.title}"
