"""What days cost the council: seen by its finance and its director alone.

The names of these records say neither amount, grade nor officer: they stand on the audit trail, which others read.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from config.constraints import LINE, text_limits
from config.records import LineField, Recorded, somebody_said_so
from improvement.models import Programme


class CostRate(Recorded):
    """What a whole day of an officer of a grade costs the council, worked on or after a date: salary and on-costs."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cost_rates")
    grade = LineField()
    from_on = models.DateField("From")
    amount_pounds = models.DecimalField(
        "Pounds a day",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "The cost must be more than nothing.")],
    )
    basis = LineField("Where it comes from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "grade", "from_on"],
                name="claims_costrate_once",
                violation_error_message="There is a cost of this grade from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(amount_pounds__gt=0),
                name="claims_costrate_positive",
                violation_error_message="The cost must be more than nothing.",
            ),
            text_limits("claims_costrate", grade=LINE, basis=LINE, source=LINE),
            somebody_said_so("claims_costrate"),
        ]

    def __str__(self):
        return f"Cost rate from {self.from_on:%-d %B %Y}"


class OfficerGrade(Recorded):
    """The grade of an officer from a date on."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="officer_grades")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    grade = LineField()
    from_on = models.DateField("From")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "officer", "from_on"],
                name="claims_officergrade_once",
                violation_error_message="The officer has a grade from this day already.",
            ),
            text_limits("claims_officergrade", grade=LINE, source=LINE),
            somebody_said_so("claims_officergrade"),
        ]

    def __str__(self):
        return f"Grade from {self.from_on:%-d %B %Y}"
