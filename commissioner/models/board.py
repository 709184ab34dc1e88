"""The Children's Improvement Board: its terms of reference as they changed, and who sits on it from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme


class Standing(models.TextChoices):
    DECIDES = "decides", "Decision-making"
    ADVISES = "advises", "Advisory"


class Board(Versioned, Recorded):
    """The board of a programme. What may change later is in BoardTerms."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="board")
    name = LineField(help_text="For example, Children’s Improvement Board")
    # The last numbers given: whoever holds the row gives the next, so that none is missing or given twice.
    decisions_numbered = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    actions_numbered = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    challenges_numbered = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        constraints = [
            text_limits("commissioner_board", name=LINE, source=LINE),
            somebody_said_so("commissioner_board"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("board:board", args=[self.programme.slug])


class BoardTermsQuerySet(RecordedQuerySet):
    def in_force(self, on):
        """The newest terms known on a day; before any were known, the first."""
        newest = self.known_on(on).order_by("-recorded_on", "-pk").first()
        return newest or self.order_by("recorded_on", "pk").first()


class BoardTerms(Recorded):
    """From the day they are recorded, these are the board's terms of reference."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="board_terms")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="terms")
    purpose = ProseField(help_text="What the board is for")
    cadence = LineField("How often it meets", help_text="For example, every six weeks")
    quorum = models.PositiveSmallIntegerField(help_text="How many of the chair and members have to be there")
    standing = models.CharField(max_length=CODE, choices=Standing)
    escalation = ProseField(help_text="What goes to whom where the board cannot settle it")
    reason = ProseField()

    objects = BoardTermsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "board terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum__gte=1, quorum__lte=50),
                name="commissioner_boardterms_quorum_range",
                violation_error_message="The quorum is 1 to 50 people.",
            ),
            choice_of("commissioner_boardterms", "standing", Standing),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="commissioner_boardterms_reason",
                violation_error_message="Give the reason.",
            ),
            text_limits(
                "commissioner_boardterms", purpose=PROSE, cadence=LINE, escalation=PROSE, reason=PROSE, source=LINE
            ),
            somebody_said_so("commissioner_boardterms"),
        ]
        indexes = [models.Index(fields=["board", "recorded_on"], name="commissioner_terms_on")]

    def __str__(self):
        return f"Terms of {self.recorded_on:%-d %B %Y}"


class BoardRole(models.TextChoices):
    CHAIR = "chair", "Chair"
    MEMBER = "member", "Member"
    IN_ATTENDANCE = "in_attendance", "In attendance"
    OBSERVER = "observer", "Observer"


COUNTED_ROLES = (BoardRole.CHAIR, BoardRole.MEMBER)
"""Those whose presence makes a quorum."""


class BoardMembershipQuerySet(RecordedQuerySet):
    def sitting_on(self, day):
        """Those whose term covers a day."""
        return self.overlapping(day, day)

    def overlapping(self, starts_on, ends_on=None):
        """Those whose term shares a day with the time from one day to another, or without an end."""
        still_there = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        return self.filter(still_there, Q() if ends_on is None else Q(starts_on__lte=ends_on))


class BoardMembership(Versioned, Recorded):
    """A seat on the board for a term: somebody who signs in here, or a name where they do not."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="board_memberships")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="board_memberships"
    )
    name = LineField(blank=True, help_text="Of somebody who does not sign in here")
    organisation = LineField()
    post = LineField(help_text="For example, Director of children’s services")
    role = models.CharField(max_length=CODE, choices=BoardRole)
    starts_on = models.DateField("From")
    ends_on = models.DateField("Until", null=True, blank=True)

    objects = BoardMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_of("commissioner_boardmembership", "role", BoardRole),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="") | (Q(user__isnull=True) & ~Q(name="")),
                name="commissioner_boardmembership_person_or_name",
                violation_error_message="Choose a person, or write the name of somebody who does not sign in here.",
            ),
            models.UniqueConstraint(
                fields=["board"],
                condition=Q(role=BoardRole.CHAIR, ends_on__isnull=True),
                name="commissioner_boardmembership_one_chair",
                violation_error_message="The board has a chair. End that term first.",
            ),
            models.UniqueConstraint(
                fields=["board", "user"],
                condition=Q(ends_on__isnull=True),
                name="commissioner_boardmembership_one_seat",
                violation_error_message="This person sits on the board already. End that term first.",
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="commissioner_boardmembership_dates_in_order",
                message="A term ends on or after the day it starts.",
            ),
            text_limits("commissioner_boardmembership", name=LINE, organisation=LINE, post=LINE, source=LINE),
            somebody_said_so("commissioner_boardmembership"),
        ]

    def __str__(self):
        return self.user.name if self.user_id else self.name

    @property
    def described(self):
        """Name, post and organisation, without saying the same twice."""
        return ", ".join(dict.fromkeys([str(self), self.post, self.organisation]))

    @property
    def counts(self):
        return self.role in COUNTED_ROLES

    def ended_by(self, day):
        return self.ends_on is not None and self.ends_on < day
