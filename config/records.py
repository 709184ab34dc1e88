"""What dated records have in common: when each was recorded, who said so, and how it is changed safely."""

from django.conf import settings
from django.db import models
from django.db.models import DateField, F, Q, Value, Window
from django.db.models.functions import RowNumber

from config import dates
from config.constraints import LINE, PROSE
from config.personal_data import refuse_personal_identifiers


def is_demonstration():
    return settings.DEMONSTRATION


class LineField(models.CharField):
    """A title, a name or a post: one line of text that may not identify a child."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LINE)
        super().__init__(*args, **kwargs)
        self.validators.append(refuse_personal_identifiers)


class ProseField(models.TextField):
    """Some paragraphs of plain text that may not identify a child."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", PROSE)
        super().__init__(*args, **kwargs)
        self.validators.append(refuse_personal_identifiers)


class RecordedQuerySet(models.QuerySet):
    def known_on(self, on):
        """What had been recorded by the end of a day: the question `?on=` asks."""
        return self.filter(recorded_on__lte=on)

    def newest_per(self, *fields, count=1):
        """The newest rows for each value of the fields, newest first; `rank` is 1 for the newest."""
        newest_first = [F("recorded_on").desc(), F("pk").desc()]
        ranked = self.annotate(rank=Window(RowNumber(), partition_by=[F(f) for f in fields], order_by=newest_first))
        return ranked.filter(rank__lte=count).order_by(*fields, "rank")


def on_each(days, rows_on, *order):
    """{day: its rows, in order} of several days, in one query. `rows_on` gives the queryset of a day."""
    first, *others = (rows_on(day).order_by().annotate(of_day=Value(day, DateField())) for day in days)
    together = first.union(*others, all=True) if others else first
    found = {day: [] for day in days}
    for row in together.order_by(*order):
        found[row.of_day].append(row)
    return found


class Recorded(models.Model):
    """A dated fact: the day it was recorded, and the person or the document that said so."""

    recorded_on = models.DateField(default=dates.today, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    source = models.CharField(max_length=LINE, blank=True, editable=False)
    invented = models.BooleanField(default=is_demonstration, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def said_by(self) -> str:
        """The person who recorded it, or else the document it was taken from."""
        return str(self.recorded_by) if self.recorded_by_id else self.source


def somebody_said_so(model_name):
    return models.CheckConstraint(
        condition=Q(recorded_by__isnull=False) | ~Q(source=""),
        name=f"{model_name}_said_by_somebody",
        violation_error_message="Record who said so, or the document it comes from.",
    )


class Stale(Exception):
    """Somebody else changed the record after this form was opened."""

    def __init__(self, record):
        super().__init__(
            f"{record} was changed by somebody else while this page was open. "
            "Nothing of yours is lost: look at what it says now, then save again if yours should stand."
        )


class Versioned(models.Model):
    """A record two people may change at once: each change names the version it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def claim_version(self, version):
        """Move to the next version, or raise Stale when the record has moved on since `version`."""
        changed = type(self).objects.filter(pk=self.pk, version=version).update(version=F("version") + 1)
        if not changed:
            raise Stale(self)
        self.version = version + 1
