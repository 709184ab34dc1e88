from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, Versioned, somebody_said_so
from improvement.models.programme import Programme


class WorkstreamKind(models.TextChoices):
    CONTINUING = "continuing", "Continuing"
    ONE_OFF = "one_off", "One-off"
    EVENT = "event", "Event"


class Workstream(Versioned, Recorded):
    """One strand of improvement work. Who leads it and whether it is open are dated: WorkstreamChange."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="workstreams")
    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(99)], help_text="As the plan numbers it, 1 to 99"
    )
    title = LineField(help_text="In a few words, as lists show it")
    aim = ProseField(help_text="What it sets out to do")
    kind = models.CharField(max_length=CODE, choices=WorkstreamKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="improvement_workstream_number_once",
                violation_error_message="Another workstream has this number.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=99),
                name="improvement_workstream_number_range",
                violation_error_message="Workstreams are numbered 1 to 99.",
            ),
            choice_of("improvement_workstream", "kind", WorkstreamKind),
            text_limits("improvement_workstream", title=LINE, aim=PROSE, source=LINE),
            somebody_said_so("improvement_workstream"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("improvement:workstream-detail", args=[self.programme.slug, self.number])


class WorkstreamChange(Recorded):
    """From the day it is recorded, these lead the workstream, and it is open or closed."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="workstream_changes")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="changes")
    lead_post = LineField("Lead", blank=True, help_text="The post that leads it, for the supporting authority")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counterpart_post = LineField("Counterpart", blank=True, help_text="The post that answers for it in the council")
    counterpart = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_closed = models.BooleanField(default=False)
    reason = ProseField(blank=True)

    class Meta:
        constraints = [
            text_limits(
                "improvement_workstreamchange", lead_post=LINE, counterpart_post=LINE, reason=PROSE, source=LINE
            ),
            somebody_said_so("improvement_workstreamchange"),
        ]
        indexes = [models.Index(fields=["workstream", "recorded_on"], name="improvement_wschange_on")]

    def __str__(self):
        return f"Workstream {self.workstream.number} from {self.recorded_on:%-d %B %Y}"
