"""What days add up to, month by month."""

from django.db import models
from django.db.models import Q

from claims.models.agreement import DayKind
from claims.models.day import DayState
from config.constraints import CODE
from improvement.models import Programme, Workstream


class DayTotal(models.Model):
    """How many entries of a month are of one workstream, kind and state, and their days; removed ones are in none.

    The database keeps it with every entry written (claims/day_totals.py). Read through claims/sums.py; nobody writes
    it. It is reconciled nightly.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE, choices=DayKind)
    state = models.CharField(max_length=CODE, choices=DayState)
    counts = models.BooleanField()
    entries = models.IntegerField()
    days = models.DecimalField(max_digits=9, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "month", "workstream", "kind", "state", "counts"],
                name="claims_daytotal_once",
                violation_error_message="These days have a total already.",
            ),
            models.CheckConstraint(
                condition=Q(entries__gte=0, days__gte=0),
                name="claims_daytotal_not_negative",
                violation_error_message="No month holds less than nothing.",
            ),
        ]

    def __str__(self):
        return f"{self.days} days of {self.month:%B %Y}"
