"""Challenges as they were known on a day, in one query."""

from django.db.models import Case, CharField, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from commissioner.models import ChallengeStep
from commissioner.models.challenge import ChallengeMove
from improvement.as_known import NEWEST


def challenges_on(programme, on):
    return challenges_as_known(programme.challenges.all(), on)


def challenges_as_known(challenges, on):
    """Those of the challenges known on a day, each with `standing`, `assigned_step` (who answers) and `due_on`.

    `standing` is asked, assigned, overdue, answered, returned or closed; a challenge that was returned and is past its
    date is overdue too.
    """
    steps = ChallengeStep.objects.known_on(on).filter(challenge=OuterRef("pk")).order_by(*NEWEST)
    assigned = Subquery(steps.filter(move=ChallengeMove.ASSIGNED).values("pk")[:1])
    return (
        challenges.known_on(on)
        .annotate(
            assigned_step=FilteredRelation("steps", condition=Q(steps__pk=assigned)),
            last_move=Coalesce(Subquery(steps.values("move")[:1]), Value("asked")),
        )
        .select_related("recorded_by", "meeting", "workstream", "milestone", "risk", "indicator", "paper__item")
        .select_related("assigned_step__assignee")
        .annotate(
            due_on=Case(When(assigned_step__isnull=False, then="assigned_step__due_on")),
            assignee_id=Case(When(assigned_step__isnull=False, then="assigned_step__assignee_id")),
        )
        .annotate(
            standing=Case(
                When(
                    Q(due_on__lt=on, last_move__in=[ChallengeMove.ASSIGNED, ChallengeMove.RETURNED]),
                    then=Value("overdue"),
                ),
                default="last_move",
                output_field=CharField(),
            )
        )
    )
