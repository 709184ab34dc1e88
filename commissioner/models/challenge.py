"""Questions that members ask of the programme, and how they were answered: evidence that the board challenges."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioner.models.meeting import Meeting, Paper
from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import ProseField, Recorded, Versioned, somebody_said_so
from improvement.models import Indicator, Milestone, Programme, Risk, Workstream

SUBJECTS = ("workstream", "milestone", "risk", "indicator", "paper")
"""What a challenge may be about: at most one of them."""


def _subject(model):
    return models.ForeignKey(model, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")


def _at_most_one():
    allowed = Q()
    for chosen in SUBJECTS:
        allowed |= Q(**{f"{subject}__isnull": True for subject in SUBJECTS if subject != chosen})
    return allowed


class Challenge(Versioned, Recorded):
    """A question as it was asked; who asked it is `recorded_by`. What came of it is ChallengeStep."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="challenges")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    workstream = _subject(Workstream)
    milestone = _subject(Milestone)
    risk = _subject(Risk)
    indicator = _subject(Indicator)
    paper = _subject(Paper)
    number = models.PositiveIntegerField(editable=False)
    question = ProseField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="commissioner_challenge_number_once"),
            models.CheckConstraint(
                condition=_at_most_one(),
                name="commissioner_challenge_about_one_thing",
                violation_error_message="A question is about one thing. Ask another for the other.",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False),
                name="commissioner_challenge_asked_by_somebody",
                violation_error_message="Record who asked.",
            ),
            text_limits("commissioner_challenge", question=PROSE, source=LINE),
            somebody_said_so("commissioner_challenge"),
        ]

    def __str__(self):
        return f"Q{self.number}"

    def get_absolute_url(self):
        return reverse("board:challenge-detail", args=[self.programme.slug, self.number])

    @property
    def subject(self):
        """The record it is about, if any."""
        return next((getattr(self, name) for name in SUBJECTS if getattr(self, f"{name}_id")), None)


class ChallengeMove(models.TextChoices):
    ASSIGNED = "assigned", "Assigned"
    ANSWERED = "answered", "Answered"
    RETURNED = "returned", "Not answered yet"
    CLOSED = "closed", "Closed"


class ChallengeStep(Recorded):
    """One step on the way to an answer. It is never changed."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="challenge_steps")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=CODE, choices=ChallengeMove)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("Answer by", null=True, blank=True)
    text = ProseField(blank=True)

    class Meta:
        constraints = [
            choice_of("commissioner_challengestep", "move", ChallengeMove),
            models.CheckConstraint(
                condition=Q(move=ChallengeMove.ASSIGNED, assignee__isnull=False, due_on__isnull=False)
                | (~Q(move=ChallengeMove.ASSIGNED) & Q(assignee__isnull=True, due_on__isnull=True)),
                name="commissioner_challengestep_assigned_with_date",
                violation_error_message="Say who answers, and by when.",
            ),
            models.CheckConstraint(
                condition=~Q(move__in=[ChallengeMove.ANSWERED, ChallengeMove.RETURNED]) | ~Q(text=""),
                name="commissioner_challengestep_text",
                violation_error_message="Write the answer, or what is missing from it.",
            ),
            text_limits("commissioner_challengestep", text=PROSE, source=LINE),
            somebody_said_so("commissioner_challengestep"),
        ]
        indexes = [models.Index(fields=["challenge", "recorded_on"], name="commissioner_step_on")]

    def __str__(self):
        return f"{self.get_move_display()}: {self.challenge}"
