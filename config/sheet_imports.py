"""A spreadsheet that somebody uploads, kept from its preview until it is confirmed, and from then on."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from config.constraints import CODE, LINE, choice_of, text_limits
from config.records import LineField, Recorded, RecordedQuerySet, somebody_said_so

KEPT_UNCONFIRMED = datetime.timedelta(days=1)


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "Not confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    ABANDONED = "abandoned", "Abandoned"


class SheetImportQuerySet(RecordedQuerySet):
    def unconfirmed_since(self, moment):
        return self.exclude(state=ImportState.CONFIRMED).filter(uploaded_at__lt=moment)


def import_constraints(model_name, **limits):
    """Those of every SheetImport; `limits` are the lengths of a model's further texts."""
    return [
        choice_of(model_name, "state", ImportState),
        models.CheckConstraint(
            condition=Q(state="previewed", decided_on__isnull=True)
            | (~Q(state="previewed") & Q(decided_on__isnull=False)),
            name=f"{model_name}_decided",
            violation_error_message="An import is confirmed or abandoned on a day.",
        ),
        text_limits(model_name, file_name=LINE, sha256=64, source=LINE, **limits),
        somebody_said_so(model_name),
    ]


class SheetImport(Recorded):
    """One upload. `rows` are its rows as read: texts by column, with the line of each in the sheet."""

    file_name = LineField()
    sha256 = models.CharField(max_length=64, editable=False)
    rows = models.JSONField(editable=False)
    state = models.CharField(max_length=CODE, choices=ImportState, default=ImportState.PREVIEWED, editable=False)
    # By the machine's clock: what waits too long is removed.
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_on = models.DateField(null=True, editable=False)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state == ImportState.PREVIEWED

    def decide(self, state, on, **facts):
        """Confirm or abandon, and change what else does with it.

        Raises ValidationError when that was done already: of two at once one finds it open.
        """
        open_ = type(self).objects.filter(pk=self.pk, state=ImportState.PREVIEWED)
        if not open_.update(state=state, decided_on=on, **facts):
            self.refresh_from_db()
            raise ValidationError(f"This import was {self.get_state_display().lower()} already.")

    def same_file_among(self, imports):
        """An import of the same file among some: a confirmed one first, then the newest."""
        same = imports.defer("rows").filter(sha256=self.sha256).exclude(pk=self.pk)
        return same.order_by(Case(When(state="confirmed", then=0), default=1), "-pk").first()
