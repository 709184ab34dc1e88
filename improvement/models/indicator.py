"""The catalogue of measures: what each counts, which way is better, its targets, and what happened to it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models.comparator import Basis, Unit
from improvement.models.finding import CoverageQuerySet, Finding
from improvement.models.programme import Programme
from improvement.models.workstream import Workstream
from improvement.periods import PeriodKind


class Area(models.TextChoices):
    FRONT_DOOR = "front_door", "Front door"
    ASSESSMENT = "assessment", "Assessment"
    PROTECTION = "protection", "Protection"
    IN_CARE = "in_care", "Children looked after"
    CARE_LEAVERS = "care_leavers", "Care leavers"
    WORKFORCE = "workforce", "Workforce"
    QUALITY = "quality", "Quality of practice"


class Polarity(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    NONE = "none", "Neither is better"


# Two words of the site's own addresses can be no measure's.
CODE_WORDS = RegexValidator(
    r"^(?!(add|events)$)[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "Use small letters, digits and hyphens, like referrals-no-further-action.",
)


class IndicatorQuerySet(RecordedQuerySet):
    def in_use_on(self, on):
        """Known on a day, and not retired by then."""
        return self.known_on(on).filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class Indicator(Versioned, Recorded):
    """One measure of children's services. Its figures are Observations; all are of one kind of period."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(
        max_length=60, validators=[CODE_WORDS], help_text="Its name in addresses, like referrals-no-further-action"
    )
    title = LineField(help_text="In a few words, as lists show it")
    area = models.CharField(max_length=CODE, choices=Area)
    definition = ProseField(help_text="What is counted, and what is not")
    numerator_label = LineField("What the numerator counts", blank=True, help_text="For a percentage or a rate")
    denominator_label = LineField("What the denominator counts", blank=True, help_text="For a percentage or a rate")
    unit = models.CharField(max_length=CODE, choices=Unit)
    basis = models.CharField("Stock or flow", max_length=CODE, choices=Basis)
    polarity = models.CharField("Which way is better", max_length=CODE, choices=Polarity)
    decimals = models.PositiveSmallIntegerField(
        "Decimals shown", default=0, validators=[MaxValueValidator(2)], help_text="0, 1 or 2"
    )
    frequency = models.CharField("Period", max_length=CODE, choices=PeriodKind)
    publisher = LineField("Where the figures come from", help_text="The publication and table, or the local system")
    owner_post = LineField("Owner", blank=True, help_text="The post that answers for the figures")
    retired_on = models.DateField(null=True, editable=False)
    retired_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="improvement_indicator_code_once",
                violation_error_message="Another measure has this code.",
            ),
            choice_of("improvement_indicator", "area", Area),
            choice_of("improvement_indicator", "unit", Unit),
            choice_of("improvement_indicator", "basis", Basis),
            choice_of("improvement_indicator", "polarity", Polarity),
            choice_of("improvement_indicator", "frequency", PeriodKind),
            models.CheckConstraint(
                condition=Q(decimals__lte=2),
                name="improvement_indicator_decimals_range",
                violation_error_message="Show 0, 1 or 2 decimals.",
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.COUNT) | (~Q(numerator_label="") & ~Q(denominator_label="")),
                name="improvement_indicator_parts_named",
                violation_error_message="Say what the numerator and the denominator count: this is not a count.",
            ),
            set_together("retired_on", "retired_by", name="improvement_indicator_retired_by_somebody"),
            in_order(
                "recorded_on",
                "retired_on",
                name="improvement_indicator_dates_in_order",
                message="A measure is retired on or after the day it was recorded.",
            ),
            text_limits(
                "improvement_indicator",
                code=60,
                title=LINE,
                definition=PROSE,
                numerator_label=LINE,
                denominator_label=LINE,
                publisher=LINE,
                owner_post=LINE,
                source=LINE,
            ),
            somebody_said_so("improvement_indicator"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("indicators:indicator-detail", args=[self.programme.slug, self.code])

    def is_retired_on(self, on):
        return self.retired_on is not None and self.retired_on <= on


class Tie(Recorded):
    """A measure shows whether something gets better, from the day this was recorded until it was withdrawn."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="%(class)ss")
    withdrawn_on = models.DateField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        abstract = True


def _tie_constraints(model_name, other):
    return [
        models.UniqueConstraint(
            fields=["programme", "indicator", other],
            condition=Q(withdrawn_on__isnull=True),
            name=f"{model_name}_once",
            violation_error_message="This measure is tied to it already.",
        ),
        set_together("withdrawn_on", "withdrawn_by", name=f"{model_name}_withdrawn_by_somebody"),
        in_order(
            "recorded_on",
            "withdrawn_on",
            name=f"{model_name}_dates_in_order",
            message="A tie is withdrawn on or after the day it was recorded.",
        ),
        text_limits(model_name, source=LINE),
        somebody_said_so(model_name),
    ]


class FindingTie(Tie):
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="findingties")

    class Meta:
        constraints = _tie_constraints("improvement_findingtie", "finding")

    def __str__(self):
        return f"{self.indicator} for {self.finding.reference}"


class WorkstreamTie(Tie):
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="workstreamties")

    class Meta:
        constraints = _tie_constraints("improvement_workstreamtie", "workstream")

    def __str__(self):
        return f"{self.indicator} for workstream {self.workstream.number}"


class Target(Recorded):
    """What a measure should reach from a day on, until a target that applies later or was recorded later."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    applies_from = models.DateField("Applies from")
    value = models.DecimalField("Target", max_digits=14, decimal_places=4)
    tolerance = models.DecimalField(
        max_digits=14, decimal_places=4, default=0, help_text="How far from it still counts as met"
    )
    reason = ProseField("Who set it, and why")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="improvement_target_value_range",
                violation_error_message="A target is 0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0),
                name="improvement_target_tolerance_range",
                violation_error_message="A tolerance is 0 or more.",
            ),
            text_limits("improvement_target", reason=PROSE, source=LINE),
            somebody_said_so("improvement_target"),
        ]
        indexes = [models.Index(fields=["programme", "recorded_on"], name="improvement_target_on")]

    def __str__(self):
        return f"{self.indicator}: {self.value:g} from {self.applies_from:%-d %B %Y}"

    def clean(self):
        """Raises ValidationError for a target of a measure without a better way, and for a percentage above 100."""
        if self.indicator.polarity == Polarity.NONE:
            raise ValidationError("No target: neither way is better for this measure.")
        if self.value is not None and self.indicator.unit == Unit.PERCENTAGE and self.value > 100:
            raise ValidationError({"value": "A percentage is from 0 to 100."})


class EventKind(models.TextChoices):
    EVENT = "event", "Something that happened"
    BREAK = "break", "Break in the series"
    REBASE = "rebase", "New limits from here"


class IndicatorEvent(Recorded):
    """What the chart of a measure, or of all, marks: something that happened, a break, or where limits begin anew."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="indicator_events")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=CODE, choices=EventKind)
    happened_on = models.DateField("Date")
    title = LineField("What happened", help_text="In a few words, as the chart lists it")
    reason = ProseField(blank=True, help_text="For a break: what changed. For new limits: why the old no longer hold.")

    class Meta:
        constraints = [
            choice_of("improvement_indicatorevent", "kind", EventKind),
            models.CheckConstraint(
                condition=Q(kind=EventKind.EVENT) | (Q(indicator__isnull=False) & ~Q(reason="")),
                name="improvement_indicatorevent_reason",
                violation_error_message="A break or new limits are of one measure, and have their reason.",
            ),
            text_limits("improvement_indicatorevent", title=LINE, reason=PROSE, source=LINE),
            somebody_said_so("improvement_indicatorevent"),
        ]
        indexes = [models.Index(fields=["programme", "recorded_on"], name="improvement_event_on")]

    def __str__(self):
        return f"{self.title}, {self.happened_on:%-d %B %Y}"
