"""What became of a signed report: its files, who was sent them, the Minister's decision, and its withdrawal."""

from django.db import models
from django.db.models import F, Q

from accounts.models import EMAIL, LETTER_ATTEMPTS, LETTER_LEASE, LETTER_WAITS
from commissioner.models.keys import of_programme
from commissioner.models.report import ProgressReport
from config.constraints import CODE, LINE, PROSE, choice_of, in_order, text_limits
from config.records import ProseField, Recorded, somebody_said_so


class Edition(models.TextChoices):
    FULL = "full", "For the Minister"
    PUBLISHED = "published", "As published"


class ReportFile(models.Model):
    """A file of a report as it was signed: the bytes themselves. Of a draft, the pictures drawn with its figures."""

    programme = of_programme()
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

    programme = of_programme()
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

    programme = of_programme()
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

    programme = of_programme()
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
