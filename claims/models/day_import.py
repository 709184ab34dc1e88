"""A spreadsheet of an officer's days, kept from its preview until it is confirmed, and from then on."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone

from config.constraints import CODE, LINE, choice_of, text_limits
from config.records import LineField, Recorded, RecordedQuerySet, somebody_said_so
from improvement.models import Programme

KEPT_UNCONFIRMED = datetime.timedelta(days=1)


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "Not confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    ABANDONED = "abandoned", "Abandoned"


class DayImportQuerySet(RecordedQuerySet):
    def unconfirmed_since(self, moment):
        return self.exclude(state=ImportState.CONFIRMED).filter(uploaded_at__lt=moment)


class DayImport(Recorded):
    """One upload. `rows` are its rows as read: texts by column, with the line of each in the sheet."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="day_imports")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = LineField()
    sha256 = models.CharField(max_length=64, editable=False)
    rows = models.JSONField(editable=False)
    state = models.CharField(max_length=CODE, choices=ImportState, default=ImportState.PREVIEWED, editable=False)
    # By the machine's clock: what waits too long is removed.
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_on = models.DateField(null=True, editable=False)

    objects = DayImportQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_of("claims_dayimport", "state", ImportState),
            models.CheckConstraint(
                condition=Q(state="previewed", decided_on__isnull=True)
                | (~Q(state="previewed") & Q(decided_on__isnull=False)),
                name="claims_dayimport_decided",
                violation_error_message="An import is confirmed or abandoned on a day.",
            ),
            text_limits("claims_dayimport", file_name=LINE, sha256=64, source=LINE),
            somebody_said_so("claims_dayimport"),
        ]
        indexes = [models.Index(fields=["programme", "officer", "sha256"], name="claims_dayimport_file")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("claims:import-detail", args=[self.programme.slug, self.pk])

    @property
    def is_open(self):
        return self.state == ImportState.PREVIEWED

    def same_file_before(self):
        """An import of the same file by the same officer: a confirmed one first, then the newest."""
        same = DayImport.objects.defer("rows").filter(programme=self.programme_id, officer=self.officer_id)
        same = same.filter(sha256=self.sha256).exclude(pk=self.pk)
        return same.order_by(Case(When(state="confirmed", then=0), default=1), "-pk").first()
