from django.db import models
from django.db.models import F, Q

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, Recorded, somebody_said_so
from improvement.models.authority import Authority
from improvement.models.programme import Programme


class Unit(models.TextChoices):
    COUNT = "count", "Count"
    PERCENTAGE = "percentage", "Percentage"
    RATE_PER_10000 = "rate_per_10000", "Rate per 10,000 children"


class Basis(models.TextChoices):
    STOCK = "stock", "Stock, at a date"
    FLOW = "flow", "Flow, in 12 months"


class Comparator(Recorded):
    """One figure of one authority in the table that set the programme's context.

    A stock (at a date) and a flow (in 12 months) are never summed or charted together. Where the quoted original
    is wrong or loose, `value` is the corrected figure and `correction` says what was wrong.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="comparators")
    position = models.PositiveSmallIntegerField()
    measure = LineField()
    unit = models.CharField(max_length=CODE, choices=Unit)
    basis = models.CharField(max_length=CODE, choices=Basis)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="comparators")
    value = models.DecimalField(max_digits=12, decimal_places=2)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    as_at = models.DateField()
    quoted = models.CharField(max_length=LINE)
    correction = models.TextField(blank=True, max_length=PROSE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "measure", "unit", "authority", "as_at"], name="improvement_comparator_once"
            ),
            choice_of("improvement_comparator", "unit", Unit),
            choice_of("improvement_comparator", "basis", Basis),
            models.CheckConstraint(
                condition=~Q(unit=Unit.PERCENTAGE) | Q(value__gte=0, value__lte=100),
                name="improvement_comparator_percentage_range",
                violation_error_message="A percentage is from 0 to 100.",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0, numerator__lte=F("denominator")),
                name="improvement_comparator_part_of_whole",
                violation_error_message="The numerator is at most the denominator, and the denominator is not 0.",
            ),
            text_limits("improvement_comparator", measure=LINE, quoted=LINE, correction=PROSE, source=LINE),
            somebody_said_so("improvement_comparator"),
        ]

    def __str__(self):
        return f"{self.measure}, {self.authority}"

    @property
    def text(self):
        """The figure as a reader sees it: 25,100; 47%; 115.5 per 10,000."""
        number = f"{self.value:,.2f}".rstrip("0").rstrip(".")
        return {
            Unit.COUNT: number,
            Unit.PERCENTAGE: f"{number}%",
            Unit.RATE_PER_10000: f"{number} per 10,000",
        }[self.unit]
