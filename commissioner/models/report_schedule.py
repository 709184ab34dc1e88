"""When reports to the Minister are due, and to which addresses they go."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioner.models.keys import of_programme
from commissioner.reports.slots import Cadence
from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, Versioned, somebody_said_so

LATEST_DUE = 180


class ReportSchedule(Versioned, Recorded):
    """A row of reports to one office. When they fall due is in its terms, which hold from a day each."""

    programme = of_programme(related_name="report_schedules")
    name = LineField(help_text="For example, Quarterly report to the Minister")
    addressee = LineField("To whom", help_text="For example, the Minister of State for Children and Families")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="commissioner_reportschedule_name_once",
                violation_error_message="Another schedule of this programme has this name.",
            ),
            text_limits("commissioner_reportschedule", name=LINE, addressee=LINE, source=LINE),
            somebody_said_so("commissioner_reportschedule"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reports:schedule-detail", args=[self.programme.slug, self.pk])


class ScheduleTerms(Recorded):
    """How often and when due, from the first day of a period, and to which addresses, from the day it is recorded.

    Never changed: newer terms follow.
    """

    programme = of_programme()
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="terms")
    cadence = models.CharField("How often", max_length=CODE, choices=Cadence)
    starts_on = models.DateField("First day", help_text="Of the first period")
    own_ends = ProseField("Last days of the periods", blank=True, help_text="Where they are dates of their own")
    due_days = models.PositiveSmallIntegerField("Days until it is due", help_text="After the end of the period")
    drafts_from = models.DateField(editable=False, help_text="No report for what ended before")
    recipients = ProseField("Addresses it goes to", help_text="One on each line", blank=True)
    reason = ProseField()

    class Meta:
        constraints = [
            choice_of("commissioner_scheduleterms", "cadence", Cadence),
            models.CheckConstraint(
                condition=Q(due_days__lte=LATEST_DUE),
                name="commissioner_scheduleterms_due_days_range",
                violation_error_message=f"A report is due at most {LATEST_DUE} days after its period.",
            ),
            models.CheckConstraint(
                condition=(Q(cadence="own_dates") & ~Q(own_ends="")) | (~Q(cadence="own_dates") & Q(own_ends="")),
                name="commissioner_scheduleterms_own_dates_given",
                violation_error_message="Give the last day of each period, only where they are dates of their own.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="commissioner_scheduleterms_reason",
                violation_error_message="Say why.",
            ),
            text_limits("commissioner_scheduleterms", own_ends=PROSE, recipients=PROSE, reason=PROSE, source=LINE),
            somebody_said_so("commissioner_scheduleterms"),
        ]

    def __str__(self):
        return f"{self.get_cadence_display()} from {self.starts_on:%-d %B %Y}"

    @property
    def addresses(self):
        return self.recipients.split()
