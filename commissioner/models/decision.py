"""What the board decided, and what it asked somebody to do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioner.models.meeting import AgendaItem, Meeting
from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, Versioned, somebody_said_so
from improvement.models import Programme, Workstream


class Decision(Versioned, Recorded):
    """A decision of a meeting, worded as it stands until the minutes are agreed; a later one may replace it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    number = models.PositiveIntegerField(editable=False)
    text = ProseField("Decision")
    basis = ProseField(help_text="What it rests on: a paper, a figure, advice")
    decided_by = LineField(help_text="For example, the board, or the chair with the board’s advice")
    dissent = ProseField(blank=True, help_text="Who disagreed and why. Leave empty if nobody did.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="commissioner_decision_number_once"),
            models.UniqueConstraint(
                fields=["replaces"],
                name="commissioner_decision_replaced_once",
                violation_error_message="Another decision replaces this one already.",
            ),
            text_limits("commissioner_decision", text=PROSE, basis=PROSE, decided_by=LINE, dissent=PROSE, source=LINE),
            somebody_said_so("commissioner_decision"),
        ]

    def __str__(self):
        return f"D{self.number}"

    def get_absolute_url(self):
        return reverse("board:decision-detail", args=[self.programme.slug, self.number])


class DecisionWithdrawal(Recorded):
    """A decision recorded by mistake, taken back before the minutes were agreed. It keeps its number and its words."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decision_withdrawals")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="withdrawal")
    reason = ProseField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="commissioner_decisionwithdrawal_reason",
                violation_error_message="Give the reason.",
            ),
            text_limits("commissioner_decisionwithdrawal", reason=PROSE, source=LINE),
            somebody_said_so("commissioner_decisionwithdrawal"),
        ]

    def __str__(self):
        return f"Withdrawn: {self.decision}"


class MeetingAction(Versioned, Recorded):
    """What a meeting asked somebody to do. First owner and due date stay for ever; what came after is ActionChange."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="board_actions"
    )
    number = models.PositiveIntegerField(editable=False)
    text = ProseField("Action")
    original_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    original_owner_name = LineField("Owner")
    original_due_on = models.DateField("Due")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="commissioner_meetingaction_number_once"),
            text_limits("commissioner_meetingaction", text=PROSE, original_owner_name=LINE, source=LINE),
            somebody_said_so("commissioner_meetingaction"),
        ]

    def __str__(self):
        return f"A{self.number}"

    def get_absolute_url(self):
        return reverse("board:action-detail", args=[self.programme.slug, self.number])

    @property
    def owner(self):
        """Who owns it on the day asked of actions_on(), or None for somebody who does not sign in here."""
        return self.owner_change.owner if self.is_reassigned else self.original_owner

    @property
    def owner_name(self) -> str:
        return self.known_owner_name


class ActionStep(models.TextChoices):
    REDATED = "redated", "Given a new date"
    REASSIGNED = "reassigned", "Given to somebody else"
    DONE = "done", "Reported done"
    REOPENED = "reopened", "Reopened"
    CLOSED = "closed", "Closed by the board"


class ActionChange(Recorded):
    """One step in an action's life, with what was said."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="action_changes")
    action = models.ForeignKey(MeetingAction, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=CODE, choices=ActionStep)
    due_on = models.DateField("New due date", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_name = LineField("Owner", blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_actions")
    reason = ProseField()

    class Meta:
        constraints = [
            choice_of("commissioner_actionchange", "step", ActionStep),
            models.CheckConstraint(
                condition=Q(step=ActionStep.REDATED, due_on__isnull=False)
                | (~Q(step=ActionStep.REDATED) & Q(due_on__isnull=True)),
                name="commissioner_actionchange_new_date",
                violation_error_message="Give the new due date.",
            ),
            models.CheckConstraint(
                condition=(Q(step=ActionStep.REASSIGNED) & ~Q(owner_name=""))
                | (~Q(step=ActionStep.REASSIGNED) & Q(owner_name="", owner__isnull=True)),
                name="commissioner_actionchange_new_owner",
                violation_error_message="Say who takes the action on.",
            ),
            models.CheckConstraint(
                condition=Q(step=ActionStep.CLOSED, meeting__isnull=False)
                | (~Q(step=ActionStep.CLOSED) & Q(meeting__isnull=True)),
                name="commissioner_actionchange_closed_at_a_meeting",
                violation_error_message="Say at which meeting it was closed.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="commissioner_actionchange_reason",
                violation_error_message="Give the reason.",
            ),
            text_limits("commissioner_actionchange", owner_name=LINE, reason=PROSE, source=LINE),
            somebody_said_so("commissioner_actionchange"),
        ]
        indexes = [models.Index(fields=["action", "recorded_on"], name="commissioner_change_on")]

    def __str__(self):
        return f"{self.get_step_display()}: {self.action}"
