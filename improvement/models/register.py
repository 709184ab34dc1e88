from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, Versioned, somebody_said_so
from improvement.models.programme import Programme
from improvement.models.register_kinds import (
    FACTS,
    PEER_GRADE_CHOICES,
    REGISTERS,
    Fitness,
    RegisterKind,
)
from improvement.models.register_rules import RULES
from improvement.models.workstream import Workstream

NAMED_ONCE = (RegisterKind.POLICIES, RegisterKind.SYSTEMS, RegisterKind.PEER_REVIEW)
"""Registers of things there is one of each. A post can have two mentors, and a session be held twice."""


class RegisterEntry(Versioned, Recorded):
    """A mentoring pair, training session, policy, system or judgement area. What is said of it: RegisterChange."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="register_entries")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="register_entries")
    kind = models.CharField(max_length=CODE, choices=RegisterKind)
    title = LineField()

    class Meta:
        verbose_name_plural = "register entries"
        constraints = [
            choice_of("improvement_registerentry", "kind", RegisterKind),
            models.UniqueConstraint(
                fields=["programme", "kind", "title"],
                condition=Q(kind__in=NAMED_ONCE),
                name="improvement_registerentry_title_once",
                violation_error_message="The register has this already, perhaps withdrawn.",
                violation_error_code="title",
            ),
            text_limits("improvement_registerentry", title=LINE, source=LINE),
            somebody_said_so("improvement_registerentry"),
        ]
        indexes = [models.Index(fields=["programme", "kind"], name="improvement_regentry_kind")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("registers:entry-detail", args=[self.programme.slug, self.register.address, self.pk])

    def validate_constraints(self, exclude=None):
        by_field(super().validate_constraints, exclude)

    @property
    def register(self):
        return REGISTERS[self.kind]


def by_field(validate, exclude):
    """Move what a constraint says to the field that its error code names."""
    try:
        validate(exclude=exclude)
    except ValidationError as refusal:
        moved = {}
        for error in refusal.error_dict[NON_FIELD_ERRORS]:
            moved.setdefault(error.code or NON_FIELD_ERRORS, []).append(error)
        raise ValidationError(moved) from None


class RegisterChange(Recorded):
    """From the day it is recorded, this is true of an entry. Its register says which of the facts it may have."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="register_changes")
    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="changes")
    post = LineField(blank=True)
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    focus = ProseField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    attended = models.PositiveSmallIntegerField(null=True, blank=True)
    attended_posts = ProseField(blank=True)
    feedback = ProseField(blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    introduced_on = models.DateField(null=True, blank=True)
    fitness = models.CharField(max_length=CODE, choices=Fitness, blank=True)
    action = ProseField(blank=True)
    action_due_on = models.DateField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    baseline_grade = models.CharField(max_length=CODE, choices=PEER_GRADE_CHOICES, blank=True)
    baseline_evidence = ProseField(blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    review_grade = models.CharField(max_length=CODE, choices=PEER_GRADE_CHOICES, blank=True)
    review_evidence = ProseField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    reason = ProseField(blank=True)

    class Meta:
        constraints = [
            *RULES,
            text_limits(
                "improvement_registerchange",
                post=LINE,
                focus=PROSE,
                attended_posts=PROSE,
                feedback=PROSE,
                action=PROSE,
                baseline_evidence=PROSE,
                review_evidence=PROSE,
                reason=PROSE,
                source=LINE,
            ),
            somebody_said_so("improvement_registerchange"),
        ]
        indexes = [models.Index(fields=["entry", "recorded_on"], name="improvement_regchange_on")]

    def __str__(self):
        return f"{self.entry.title} from {self.recorded_on:%-d %B %Y}"

    def clean(self):
        """Hold the facts to the entry's register, which no constraint of one row can."""
        register = self.entry.register
        given = {name for name in self.facts if self.facts[name] not in (None, "")}
        errors = dict.fromkeys(given - set(register.facts), f"{register.name}: this register does not keep this.")
        needed = set(register.required) | {then for first, then in register.goes_with.items() if first in given}
        errors |= {name: f"Give this too: {register.facts[name].lower()}." for name in needed - given}
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude=None):
        by_field(super().validate_constraints, exclude)

    @property
    def facts(self):
        """What it says, by the name of each fact that some register keeps."""
        return {name: getattr(self, name) for name in FACTS}
