from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models.milestone import Milestone
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream


class Review(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"


class EvidenceQuerySet(RecordedQuerySet):
    def awaiting_review(self):
        return self.filter(review="")


class Evidence(Versioned, Recorded):
    """A file or a link that shows something was done, accepted or returned by somebody other than its author."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="evidence")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="evidence")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    title = LineField(help_text="What it is and what it shows")
    link = models.URLField("Link", max_length=1000, blank=True)
    file = models.FileField("File", upload_to="evidence/%Y/%m/", max_length=LINE, blank=True)
    file_name = models.CharField(max_length=LINE, blank=True, editable=False)
    content_type = models.CharField(max_length=LINE, blank=True, editable=False)
    size_bytes = models.PositiveBigIntegerField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    review = models.CharField(max_length=CODE, choices=Review, blank=True, editable=False)
    reviewed_on = models.DateField(null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    review_note = ProseField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="improvement_evidence_file_or_link",
                violation_error_message="Give a file or a link: one of them, not both.",
            ),
            models.CheckConstraint(
                condition=Q(file="")
                | (~Q(sha256="") & ~Q(file_name="") & Q(size_bytes__isnull=False, size_bytes__gt=0)),
                name="improvement_evidence_file_facts",
                violation_error_message="A file is kept with its name, size and digest.",
            ),
            set_together("reviewed_on", "reviewed_by", name="improvement_evidence_reviewed_by_somebody"),
            models.CheckConstraint(
                condition=Q(review="", reviewed_on__isnull=True)
                | (Q(review__in=Review.values) & Q(reviewed_on__isnull=False)),
                name="improvement_evidence_review_known",
                violation_error_message="Accept or return the evidence.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("recorded_by")),
                name="improvement_evidence_not_own_review",
                violation_error_message="Evidence is accepted by somebody other than the person who attached it.",
            ),
            models.CheckConstraint(
                condition=~Q(review=Review.RETURNED) | ~Q(review_note=""),
                name="improvement_evidence_returned_with_reason",
                violation_error_message="Say why the evidence is returned and what would be enough.",
            ),
            text_limits(
                "improvement_evidence",
                title=LINE,
                link=1000,
                file=LINE,
                file_name=LINE,
                content_type=LINE,
                review_note=PROSE,
                source=LINE,
            ),
            somebody_said_so("improvement_evidence"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("improvement:evidence-detail", args=[self.programme.slug, self.pk])

    def review_on(self, on):
        """The review as known on a day: a Review, or an empty text while it was awaited."""
        return self.review if self.reviewed_on and self.reviewed_on <= on else ""
