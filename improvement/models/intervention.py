from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models.programme import Programme


class InterventionKind(models.TextChoices):
    DIRECTION = "direction", "Statutory Direction"
    NOTICE = "notice", "Improvement notice"


class Intervention(Versioned, Recorded):
    """What the department has issued to the council: a Direction or a notice, until closed or replaced."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=CODE, choices=InterventionKind)
    title = LineField()
    issued_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    # Empty where a programme file says that it closed: that is known from the day itself.
    closed_recorded_on = models.DateField(null=True, editable=False)
    closed_recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    summary = ProseField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "issued_on"],
                name="improvement_intervention_once",
                violation_error_message="One of this kind, issued on this day, is recorded already.",
            ),
            choice_of("improvement_intervention", "kind", InterventionKind),
            in_order(
                "issued_on",
                "closed_on",
                name="improvement_intervention_dates_in_order",
                message="It must close on or after the day it was issued.",
            ),
            set_together(
                "closed_recorded_on", "closed_recorded_by", name="improvement_intervention_closed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(closed_recorded_on__isnull=True) | Q(closed_on__isnull=False),
                name="improvement_intervention_recorded_is_closed",
                violation_error_message="Give the day it closed.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(closed_on__isnull=False),
                name="improvement_intervention_replaced_is_closed",
                violation_error_message="Give the day it closed: what is replaced is closed.",
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=F("id")),
                name="improvement_intervention_replaced_by_another",
                violation_error_message="Choose another Direction or notice than this one.",
            ),
            text_limits("improvement_intervention", title=LINE, summary=PROSE, source=LINE),
            somebody_said_so("improvement_intervention"),
        ]

    def __str__(self):
        return self.title

    def is_closed_on(self, on):
        """Whether it had closed by a day, as known on that day."""
        return self.closed_on is not None and max(self.closed_on, self.closed_recorded_on or self.closed_on) <= on


class RequirementQuerySet(RecordedQuerySet):
    def with_status(self, status, on):
        """Those that are met, overdue, due or without a date, as Requirement.status_on() has it."""
        met = Q(met_recorded_on__lte=on)
        open_ = {"overdue": Q(due_on__lt=on), "due": Q(due_on__gte=on), "no_date": Q(due_on__isnull=True)}
        return self.filter(met) if status == "met" else self.exclude(met).filter(open_[status])


class Requirement(Versioned, Recorded):
    """One thing a Direction requires. Met on a day, as somebody recorded, with the evidence that shows it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="requirements")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="requirements")
    reference = models.CharField(max_length=CODE)
    text = ProseField("What is required")
    due_on = models.DateField("Due", null=True, blank=True)
    met_on = models.DateField("Met on", null=True, blank=True)
    met_recorded_on = models.DateField(null=True, editable=False)
    met_recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    evidence = models.ForeignKey(
        "Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="requirements"
    )

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reference"],
                name="improvement_requirement_reference_once",
                violation_error_message="Another requirement has this reference.",
            ),
            set_together(
                "met_on", "met_recorded_on", "met_recorded_by", name="improvement_requirement_met_by_somebody"
            ),
            in_order(
                "met_on",
                "met_recorded_on",
                name="improvement_requirement_met_not_future",
                message="It cannot have been met in the future.",
            ),
            text_limits("improvement_requirement", reference=CODE, text=PROSE, source=LINE),
            somebody_said_so("improvement_requirement"),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("improvement:requirement-detail", args=[self.programme.slug, self.reference])

    def clean(self):
        # The reference is part of the address of its page.
        if "/" in self.reference or self.reference in {".", ".."}:
            raise ValidationError({"reference": "Write the reference without a slash, like Paragraph 4."})

    def is_met_on(self, on):
        return self.met_on is not None and self.met_recorded_on <= on

    def status_on(self, on):
        """Met, overdue, due or no date, as known on a day."""
        if self.is_met_on(on):
            return "met"
        if self.due_on is None:
            return "no_date"
        return "overdue" if self.due_on < on else "due"
