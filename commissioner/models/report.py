"""Reports to the Minister: their schedules, the reports with what people wrote, and how each was signed and sent."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import EMAIL, LETTER_ATTEMPTS, LETTER_LEASE, LETTER_WAITS
from commissioner.reports.kinds import Recommend, SectionKind
from commissioner.reports.slots import Cadence, Slot
from commissioner.reports.states import CLOSED, OPEN, STEPS, ReportState, ReportStepKind
from config import dates
from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme

SECTION = 20_000
"""The most characters of one section: some six printed pages, and what a lost session still keeps."""
LATEST_DUE = 180


def _of_programme(**kwargs):
    kwargs = {"related_name": "+"} | kwargs
    return models.ForeignKey(Programme, on_delete=models.PROTECT, **kwargs)


def _somebody():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )


class ReportSchedule(Versioned, Recorded):
    """A row of reports to one office. When they fall due is in its terms, which hold from a day each."""

    programme = _of_programme(related_name="report_schedules")
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
    """How often, when due and to which addresses, from the first day of a period. Never changed: newer terms follow."""

    programme = _of_programme()
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


class ProgressReportQuerySet(RecordedQuerySet):
    def closed(self):
        return self.filter(state__in=CLOSED)


class ProgressReport(Versioned, Recorded):
    """A report to the Minister on one period of a schedule.

    `facts` is what was worked out when it was drafted, by edition; people's words are in its sections. Once it is
    signed the database refuses to change anything but where it stands.
    """

    programme = _of_programme(related_name="progress_reports")
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
    signed_by = _somebody()

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

    programme = _of_programme()
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


class ReportSection(Versioned):
    """What the Commissioner says in one section: plain structured text. Each section is saved on its own."""

    programme = _of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=CODE, choices=SectionKind)
    text = ProseField(blank=True, max_length=SECTION)
    saved_on = models.DateField(null=True, editable=False)
    saved_by = _somebody()

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

    programme = _of_programme()
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

    programme = _of_programme()
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

    programme = _of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField("Section", max_length=CODE, choices=SectionKind)
    text = ProseField("Comment")
    answer = ProseField(blank=True, editable=False)
    answered_on = models.DateField(null=True, editable=False)
    answered_by = _somebody()

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

    programme = _of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="notes")
    text = ProseField("Note")

    class Meta:
        constraints = [
            text_limits("commissioner_reportnote", text=PROSE, source=LINE),
            somebody_said_so("commissioner_reportnote"),
        ]

    def __str__(self):
        return f"Private note on report {self.report.number}"


class Edition(models.TextChoices):
    FULL = "full", "For the Minister"
    PUBLISHED = "published", "As published"


class ReportFile(models.Model):
    """A file of a report as it was signed: the bytes themselves. Of a draft, the pictures drawn with its figures."""

    programme = _of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="files")
    edition = models.CharField(max_length=CODE, choices=Edition)
    name = models.CharField(max_length=CODE)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "edition", "name"], name="commissioner_reportfile_once"),
            choice_of("commissioner_reportfile", "edition", Edition),
            models.CheckConstraint(condition=Q(sha256__length=64), name="commissioner_reportfile_has_its_digest"),
            text_limits("commissioner_reportfile", name=CODE),
        ]

    def __str__(self):
        return f"{self.name} of report {self.report.number}, {self.get_edition_display().lower()}"


class MinisterDecision(Recorded):
    """What the Minister decided on a report, with the letter that says so. Never changed."""

    programme = _of_programme()
    report = models.OneToOneField(ProgressReport, on_delete=models.PROTECT, related_name="decision")
    decided_on = models.DateField("Day of the letter")
    text = ProseField("Decision")
    file_name = models.CharField(max_length=LINE, editable=False)
    content_type = models.CharField(max_length=LINE, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    content = models.BinaryField(editable=False)

    class Meta:
        constraints = [
            in_order(
                "decided_on",
                "recorded_on",
                name="commissioner_ministerdecision_not_future",
                message="A decision is recorded on its day or later.",
            ),
            models.CheckConstraint(
                condition=Q(sha256__length=64) & ~Q(file_name=""),
                name="commissioner_ministerdecision_has_its_letter",
                violation_error_message="Attach the letter.",
            ),
            text_limits("commissioner_ministerdecision", text=PROSE, file_name=LINE, content_type=LINE, source=LINE),
            somebody_said_so("commissioner_ministerdecision"),
        ]

    def __str__(self):
        return f"Decision on report {self.report.number}"


class ReportWithdrawal(Recorded):
    """That a signed report no longer stands, and why. The report itself stays as it was signed."""

    programme = _of_programme()
    report = models.OneToOneField(ProgressReport, on_delete=models.PROTECT, related_name="withdrawal")
    reason = ProseField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="commissioner_reportwithdrawal_reason",
                violation_error_message="Say why.",
            ),
            text_limits("commissioner_reportwithdrawal", reason=PROSE, source=LINE),
            somebody_said_so("commissioner_reportwithdrawal"),
        ]

    def __str__(self):
        return f"Withdrawal of report {self.report.number}"


class DeliveryQuerySet(models.QuerySet):
    def unsent(self):
        """Still to be sent: not those of a report that was withdrawn."""
        return self.filter(sent_at__isnull=True, report__withdrawal__isnull=True)

    def due(self, now):
        """Not sent, under the limit of attempts, and not held by a sweep or for a later attempt."""
        free = Q(held_until__isnull=True) | Q(held_until__lt=now)
        return self.waiting().filter(free).order_by("made_at", "pk")

    def waiting(self):
        return self.unsent().filter(attempts__lt=LETTER_ATTEMPTS)

    def given_up(self, now):
        """Not sent after the last attempt, and in no sweep's hands: these wait for a person."""
        free = Q(held_until__isnull=True) | Q(held_until__lt=now)
        return self.unsent().filter(free, attempts__gte=LETTER_ATTEMPTS)


class ReportDelivery(models.Model):
    """A report on its way to one address. The row is the job: written when it is submitted, sent by a sweep."""

    programme = _of_programme()
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="deliveries")
    address = models.EmailField("Email address", max_length=EMAIL)
    made_at = models.DateTimeField()
    # In the hands of a sweep until then, or after a failed attempt, left in peace until then.
    held_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=LINE, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_files = models.JSONField(default=dict, blank=True, help_text="SHA-256 of each file that went, by its name")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "address"],
                name="commissioner_reportdelivery_once",
                violation_error_message="The report goes to this address already.",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=LETTER_ATTEMPTS), name="commissioner_reportdelivery_attempts_bounded"
            ),
            text_limits("commissioner_reportdelivery", address=EMAIL, last_error=LINE),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(sent_at__isnull=True), name="commissioner_delivery_waiting")
        ]

    def __str__(self):
        return f"Report {self.report.number} to {self.address}"

    @property
    def is_given_up(self):
        return self.sent_at is None and self.attempts >= LETTER_ATTEMPTS

    def claim(self, now):
        """Take the delivery for the length of a lease. False when another sweep was quicker."""
        due = ReportDelivery.objects.due(now).filter(pk=self.pk).order_by()
        taken = due.update(held_until=now + LETTER_LEASE, attempts=F("attempts") + 1)
        if taken:
            self.refresh_from_db(fields=["held_until", "attempts"])
        return bool(taken)

    def end(self, **facts):
        """Note what became of this attempt, unless the lease ran out and another sweep took it."""
        held = ReportDelivery.objects.filter(pk=self.pk, attempts=self.attempts, sent_at__isnull=True)
        return bool(held.update(**facts))

    def give_back(self, now, error):
        """Note why this attempt failed, and leave it for a later one; after the last it waits for a person."""
        held_until = now + LETTER_WAITS[self.attempts - 1] if self.attempts < LETTER_ATTEMPTS else None
        self.end(held_until=held_until, last_error=f"{type(error).__name__}: {error}"[:LINE])
