"""Days worked: each entry as it stands now, and what it said after every step."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from claims.models.agreement import DayKind
from claims.models.allowance import HALF, Allowance
from claims.models.day_import import DayImport
from config import dates
from config.constraints import CODE, LINE, PROSE, choice_of, set_together, text_limits
from config.records import ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme, Workstream

WHOLE = Decimal("1.0")
NOTE = 1000


class DayState(models.TextChoices):
    DRAFT = "draft", "Not submitted"
    SUBMITTED = "submitted", "Awaiting approval"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    REMOVED = "removed", "Removed"


CHANGEABLE = (DayState.DRAFT, DayState.RETURNED)
"""States in which the officer may still change or remove the day."""


class DayStepKind(models.TextChoices):
    LOGGED = "logged", "Logged"
    CHANGED = "changed", "Changed"
    SUBMITTED = "submitted", "Submitted"
    TAKEN_BACK = "taken_back", "Taken back"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    UNDONE = "undone", "Approval undone"
    REMOVED = "removed", "Removed"
    RECOUNTED = "recounted", "Recounted under new terms"


STEPS = {
    DayStepKind.SUBMITTED: (CHANGEABLE, DayState.SUBMITTED, "it cannot be submitted"),
    DayStepKind.TAKEN_BACK: ((DayState.SUBMITTED,), DayState.DRAFT, "it cannot be taken back"),
    DayStepKind.RETURNED: ((DayState.SUBMITTED,), DayState.RETURNED, "it cannot be returned"),
    DayStepKind.APPROVED: ((DayState.SUBMITTED,), DayState.APPROVED, "it cannot be approved"),
    DayStepKind.UNDONE: ((DayState.APPROVED,), DayState.SUBMITTED, "there is no approval to undo"),
    DayStepKind.REMOVED: (CHANGEABLE, DayState.REMOVED, "it cannot be removed"),
}
"""The states from which a step may be taken, the state it leads to, and what is said of a day in another state."""


def half_or_whole(days):
    if days not in (HALF, WHOLE):
        raise ValidationError("Enter half a day (0.5) or a whole day (1).", code="half_or_whole")


def facts_known(model_name):
    """What the database holds of the facts of a day, in an entry and in each of its steps."""
    return [
        models.CheckConstraint(
            condition=Q(days__in=[HALF, WHOLE]),
            name=f"{model_name}_half_or_whole_day",
            violation_error_message="Enter half a day (0.5) or a whole day (1).",
        ),
        choice_of(model_name, "kind", DayKind),
        choice_of(model_name, "state", DayState),
    ]


class DayFacts(models.Model):
    """What a day entry says: whose, when, how much, on what; and where it stands."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    worked_on = models.DateField("Day worked")
    days = models.DecimalField(max_digits=2, decimal_places=1, validators=[half_or_whole])
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE, choices=DayKind)
    state = models.CharField(max_length=CODE, choices=DayState, default=DayState.DRAFT, editable=False)
    # Whether it counts against the allowance and can be claimed, by the terms in force at its last step.
    counts = models.BooleanField(default=True, editable=False)

    class Meta:
        abstract = True

    @property
    def amount(self):
        return "Half a day" if self.days == HALF else "A whole day"


class DayEntryQuerySet(RecordedQuerySet):
    def standing(self):
        return self.exclude(state=DayState.REMOVED)

    def changeable(self):
        return self.filter(state__in=CHANGEABLE)

    def submitted(self):
        return self.filter(state=DayState.SUBMITTED)

    def of(self, officer):
        return self.filter(officer=officer)


class DayEntry(Versioned, DayFacts, Recorded):
    """Half a day or a whole day that one officer worked on one workstream."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="day_entries")
    note = ProseField(blank=True, max_length=NOTE)
    submitted_on = models.DateField(null=True, editable=False)
    approved_on = models.DateField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    allowance = models.ForeignKey(
        Allowance, on_delete=models.PROTECT, null=True, editable=False, related_name="days_spent"
    )
    day_import = models.ForeignKey(
        DayImport, on_delete=models.PROTECT, null=True, editable=False, related_name="entries"
    )

    objects = DayEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "day entries"
        constraints = [
            *facts_known("claims_dayentry"),
            models.UniqueConstraint(
                fields=["officer", "worked_on", "workstream"],
                condition=~Q(state="removed"),
                name="claims_dayentry_once_a_workstream",
                violation_error_message="This day is logged on this workstream already. Change that entry instead.",
            ),
            set_together("approved_on", "approved_by", name="claims_dayentry_approval"),
            models.CheckConstraint(
                condition=Q(state="approved", approved_on__isnull=False)
                | (~Q(state="approved") & Q(approved_on__isnull=True)),
                name="claims_dayentry_approved_by_somebody",
                violation_error_message="An approved day has its approval, and no other day has one.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("officer")),
                name="claims_dayentry_not_own_approval",
                violation_error_message="Nobody approves their own days.",
            ),
            models.CheckConstraint(
                condition=Q(allowance__isnull=False, state="approved", counts=True)
                | (Q(allowance__isnull=True) & (~Q(state="approved") | Q(counts=False))),
                name="claims_dayentry_spends_when_approved",
                violation_error_message="A day spends the allowance when it is approved and counts, and only then.",
            ),
            text_limits("claims_dayentry", note=NOTE, source=LINE),
            somebody_said_so("claims_dayentry"),
        ]
        indexes = [
            # Sums over parts of months read these alone: PostgreSQL answers from the index.
            models.Index(
                fields=["programme", "worked_on"],
                include=["state", "counts", "days", "workstream", "kind", "officer", "approved_on"],
                name="claims_dayentry_sums",
            ),
            models.Index(fields=["officer", "worked_on"], name="claims_dayentry_officer"),
            models.Index(
                fields=["programme", "worked_on"], condition=Q(state="submitted"), name="claims_dayentry_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.amount} on {self.worked_on:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("claims:day-detail", args=[self.programme.slug, self.pk])

    @property
    def key(self):
        """What names the entry in addresses; the same of its steps."""
        return self.pk

    @property
    def logged_on(self):
        """The day it was first logged."""
        return self.recorded_on

    @property
    def claim(self):
        """The live claim that the day is on, if any."""
        register = getattr(self, "claimed", None)
        return register.line.claim if register else None

    def take_version(self, version):
        """Claim the next version, and read the entry as it stands. Raises Stale."""
        self.claim_version(version)
        self.refresh_from_db()

    def move(self, step):
        """Take the state that a step leads to, or raise ValidationError where the day is in no state for the step."""
        before, after, otherwise = STEPS[step]
        if self.state not in before:
            raise ValidationError(f"{self}: it is {self.get_state_display().lower()}, so {otherwise}.", code="state")
        self.state = after


class DayStepQuerySet(RecordedQuerySet):
    def newest_known_on(self, on, **within):
        """For each entry the newest step known on a day: what the entry said then.

        `within` narrows it by what no step changes: programme, officer, worked_on. Steps of others are then not read.
        """
        later = self.model.objects.known_on(on).filter(entry=OuterRef("entry"), number__gt=OuterRef("number"), **within)
        return self.known_on(on).filter(~Exists(later), **within)


class DayStep(DayFacts, Recorded):
    """One step of a day entry, with all that it said after it. `number` is the entry's version from then on."""

    entry = models.ForeignKey(DayEntry, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=CODE, choices=DayStepKind)
    reason = ProseField(blank=True)
    # When it was done, beside the day it was recorded: the order of steps within a day.
    at = models.DateTimeField(default=dates.now, editable=False)

    objects = DayStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="claims_daystep_number_once"),
            *facts_known("claims_daystep"),
            choice_of("claims_daystep", "step", DayStepKind),
            models.CheckConstraint(
                condition=~Q(step__in=["returned", "undone"]) | ~Q(reason=""),
                name="claims_daystep_says_why",
                violation_error_message="Say why.",
            ),
            text_limits("claims_daystep", reason=PROSE, source=LINE),
            somebody_said_so("claims_daystep"),
        ]
        indexes = [
            # As the entry's own: the ledger of an earlier day is answered from it.
            models.Index(
                fields=["programme", "worked_on"],
                include=["recorded_on", "entry", "number", "state", "counts", "days", "workstream"],
                name="claims_daystep_ledger",
            ),
            # What took a step since a day.
            models.Index(
                fields=["programme", "recorded_on", "worked_on"], include=["entry"], name="claims_daystep_moved"
            ),
        ]

    @property
    def key(self):
        return self.entry_id

    @property
    def logged_on(self):
        """The day on which its entry was first logged."""
        return self.entry.recorded_on

    @property
    def version(self):
        """The entry's, from this step on."""
        return self.number

    def __str__(self):
        return f"{self.get_step_display()} on {self.recorded_on:%-d %B %Y}"
