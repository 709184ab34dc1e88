"""Actions of the board as they were known on a day, in one query."""

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from commissioner.models import ActionChange
from commissioner.models.decision import ActionStep
from improvement.as_known import NEWEST

OPEN = ("open", "overdue")


def actions_on(programme, on):
    return actions_as_known(programme.actions.all(), on)


def actions_as_known(actions, on):
    """Those of the actions known on a day, each with `due_on`, `times_redated`, `owner` and `owner_name` of that day.

    `status` is open, overdue, done (the owner says so) or closed (the board agreed); `settled_on` is the day of the
    last two. To filter and sort by owner: known_owner_id, known_owner_name.
    """
    changes = ActionChange.objects.known_on(on).filter(action=OuterRef("pk"))
    redated = changes.filter(step=ActionStep.REDATED)
    counted = redated.order_by().values("action").annotate(n=Count("pk")).values("n")
    settled = changes.filter(step__in=[ActionStep.DONE, ActionStep.CLOSED, ActionStep.REOPENED]).order_by(*NEWEST)
    return (
        _with_owner(actions.known_on(on), changes)
        .annotate(
            due_on=Coalesce(
                Subquery(redated.order_by(*NEWEST).values("due_on")[:1]),
                F("original_due_on"),
                output_field=DateField(),
            ),
            times_redated=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
            settled=Subquery(settled.values("step")[:1]),
            settled_on=Case(
                When(~Q(settled=ActionStep.REOPENED), then=Subquery(settled.values("recorded_on")[:1])),
                output_field=DateField(),
            ),
        )
        .annotate(
            status=Case(
                When(settled=ActionStep.CLOSED, then=Value("closed")),
                When(settled=ActionStep.DONE, then=Value("done")),
                When(due_on__lt=on, then=Value("overdue")),
                default=Value("open"),
                output_field=CharField(),
            )
        )
    )


def _with_owner(actions, changes):
    """Each with the newest change of its owner joined as owner_change."""
    newest = Subquery(changes.filter(step=ActionStep.REASSIGNED).order_by(*NEWEST).values("pk")[:1])
    return (
        actions.annotate(owner_change=FilteredRelation("changes", condition=Q(changes__pk=newest)))
        .select_related("meeting", "workstream", "original_owner", "owner_change__owner")
        .annotate(
            is_reassigned=ExpressionWrapper(Q(owner_change__isnull=False), output_field=BooleanField()),
            known_owner_name=Coalesce("owner_change__owner_name", "original_owner_name"),
            known_owner_id=Case(
                When(owner_change__isnull=False, then="owner_change__owner_id"), default="original_owner_id"
            ),
        )
    )
