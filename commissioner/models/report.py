"""Reports to the Minister: what was worked out, what people wrote and said, and each step on the way."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commissioner.models.keys import of_programme, somebody
from commissioner.models.report_schedule import ReportSchedule
from commissioner.reports.kinds import Recommend, SectionKind
from commissioner.reports.slots import Slot
from commissioner.reports.states import CLOSED, OPEN, STEPS, ReportState, ReportStepKind
from config import dates
from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so

SECTION = 20_000
"""The most characters of one section: some six printed pages, and what a lost session still keeps."""


class ProgressReportQuerySet(RecordedQuerySet):
    def closed(self):
        return self.filter(state__in=CLOSED)


class ProgressReport(Versioned, Recorded):
    """A report to the Minister on one period of a schedule.

    `facts` is what was worked out when it was drafted, by edition; people's words are in its sections. Once it is
    signed the database refuses to change anything but where it stands.
    """

    programme = of_programme(related_name="progress_reports")
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField(editable=False)
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField("Due")
    issue = models.PositiveSmallIntegerField(default=1, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    state = models.CharField(max_length=CODE, choices=ReportState, default=ReportState.DRAFT, editable=False)
    figures_on = models.DateField("Figures as known on", editable=False)
    facts = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)
    recommend = models.CharField("Recommendation", max_length=CODE, choices=Recommend, blank=True)
    signed_on = models.DateField(null=True, editable=False)
    signed_by = somebody()

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "period_end", "issue"], name="commissioner_progressreport_once_a_period"
            ),
            models.UniqueConstraint(fields=["programme", "number"], name="commissioner_progressreport_number_once"),
            in_order(
                "period_start",
                "period_end",
                name="commissioner_progressreport_dates_in_order",
                message="The last day of a period is on or after the first.",
            ),
            models.CheckConstraint(
                condition=Q(issue=1, replaces__isnull=True) | Q(issue__gt=1, replaces__isnull=False),
                name="commissioner_progressreport_corrects_one",
                violation_error_message="A corrected report names the one it replaces, and no other report does.",
            ),
            models.CheckConstraint(
                condition=Q(recommend__in=["", *Recommend.values]),
                name="commissioner_progressreport_recommend_known",
                violation_error_message="Choose what is recommended.",
            ),
            set_together("signed_on", "signed_by", name="commissioner_progressreport_signed_by_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, signed_on__isnull=True) | Q(state__in=CLOSED, signed_on__isnull=False),
                name="commissioner_progressreport_signed_when_closed",
                violation_error_message="A report that was signed has its signature, and no other report has one.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | ~Q(recommend=""),
                name="commissioner_progressreport_recommends",
                violation_error_message="A signed report recommends something.",
            ),
            text_limits("commissioner_progressreport", source=LINE),
            somebody_said_so("commissioner_progressreport"),
        ]

    def __str__(self):
        return f"Report {self.number} to the Minister"

    def get_absolute_url(self):
        return reverse("reports:report-detail", args=[self.programme.slug, self.number])

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def slot(self):
        return Slot(self.period_start, self.period_end, self.due_on)

    @property
    def period(self):
        return f"{self.period_start:%-d %B %Y} to {self.period_end:%-d %B %Y}"

    def may(self, step):
        """Whether a step can be taken from where the report stands."""
        return self.state in STEPS[step].before


class ReportStep(Recorded):
    """One step of a report: who took it, when, and what was said. Never changed."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=CODE, choices=ReportStepKind)
    state = models.CharField(max_length=CODE, choices=ReportState)
    text = ProseField(blank=True)
    at = models.DateTimeField(default=dates.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="commissioner_reportstep_number_once"),
            choice_of("commissioner_reportstep", "step", ReportStepKind),
            choice_of("commissioner_reportstep", "state", ReportState),
            models.CheckConstraint(
                condition=~Q(step="returned") | ~Q(text=""),
                name="commissioner_reportstep_says_why",
                violation_error_message="Say why.",
            ),
            text_limits("commissioner_reportstep", text=PROSE, source=LINE),
            somebody_said_so("commissioner_reportstep"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} on {self.recorded_on:%-d %B %Y}"

    @property
    def is_of_its_day(self):
        """Whether it was recorded on its own day, as all are but those of a demonstration."""
        return timezone.localdate(self.at) == self.recorded_on


class ReportSection(Versioned):
    """What the Commissioner says in one section: plain structured text. Each section is saved on its own."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=CODE, choices=SectionKind)
    text = ProseField(blank=True, max_length=SECTION)
    saved_on = models.DateField(null=True, editable=False)
    saved_by = somebody()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="commissioner_reportsection_once"),
            choice_of("commissioner_reportsection", "kind", SectionKind),
            set_together("saved_on", "saved_by", name="commissioner_reportsection_saved_by_somebody"),
            text_limits("commissioner_reportsection", text=SECTION),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of report {self.report.number}"


class ReportRecommendation(Recorded):
    """One thing a report recommends to those who do the work. The next report says what came of it."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField(editable=False)
    text = ProseField("Recommendation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="commissioner_reportrecommendation_number_once"),
            text_limits("commissioner_reportrecommendation", text=PROSE, source=LINE),
            somebody_said_so("commissioner_reportrecommendation"),
        ]

    def __str__(self):
        return f"Recommendation {self.report.number}.{self.number}"


class Standing(models.TextChoices):
    DONE = "done", "Done"
    PARTLY = "partly", "Partly done"
    NOT_DONE = "not_done", "Not done"


class RecommendationProgress(Versioned):
    """What a report says of one recommendation of the report before it."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="progress")
    recommendation = models.ForeignKey(ReportRecommendation, on_delete=models.PROTECT, related_name="progress")
    standing = models.CharField("Where it stands", max_length=CODE, choices=Standing, blank=True)
    text = ProseField("What shows it", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "recommendation"], name="commissioner_recommendationprogress_once"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["", *Standing.values]),
                name="commissioner_recommendationprogress_standing_known",
                violation_error_message="Say where it stands.",
            ),
            text_limits("commissioner_recommendationprogress", text=PROSE),
        ]

    def __str__(self):
        return f"Progress on {self.recommendation}"


class ReportComment(Recorded):
    """What an officer of the supported authority says of the facts in a section, and the answer."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField("Section", max_length=CODE, choices=SectionKind)
    text = ProseField("Comment")
    answer = ProseField(blank=True, editable=False)
    answered_on = models.DateField(null=True, editable=False)
    answered_by = somebody()

    class Meta:
        constraints = [
            choice_of("commissioner_reportcomment", "kind", SectionKind),
            set_together("answered_on", "answered_by", name="commissioner_reportcomment_answered_by_somebody"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="commissioner_reportcomment_answer_with_its_day",
                violation_error_message="Write the answer.",
            ),
            text_limits("commissioner_reportcomment", text=PROSE, answer=PROSE, source=LINE),
            somebody_said_so("commissioner_reportcomment"),
        ]

    def __str__(self):
        return f"Comment on {self.get_kind_display().lower()} of report {self.report.number}"


class ReportNote(Recorded):
    """A private note beside a report: for the Commissioner, the director and the secretary, and in no file."""

    programme = of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="notes")
    text = ProseField("Note")

    class Meta:
        constraints = [
            text_limits("commissioner_reportnote", text=PROSE, source=LINE),
            somebody_said_so("commissioner_reportnote"),
        ]

    def __str__(self):
        return f"Private note on report {self.report.number}"
