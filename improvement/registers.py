"""Entries of the registers as they were known on a day, and the workstream a register belongs to."""

from django.db.models import Case, CharField, FilteredRelation, OuterRef, Q, Subquery, Value, When

from improvement.as_known import NEWEST
from improvement.models import RegisterChange
from improvement.models.register_kinds import PEER_GRADES, URGENT, EntryStatus, Fitness, RegisterKind


def entries_on(programme, on):
    """Entries known on a day, each with `known`, its newest RegisterChange by then, and its `status`. One query."""
    changes = RegisterChange.objects.known_on(on).filter(entry=OuterRef("pk"))
    newest = Subquery(changes.order_by(*NEWEST).values("pk")[:1])
    return (
        programme.register_entries.known_on(on)
        .annotate(known=FilteredRelation("changes", condition=Q(changes__pk=newest)))
        .select_related("known__holder", "known__recorded_by", "workstream", "recorded_by")
        .annotate(status=_status(on))
    )


def _status(on):
    """Where an entry stands: the first that is true."""
    review_overdue = Q(known__review_due_on__lt=on)
    by_kind = {
        RegisterKind.MENTORING: (
            (Q(known__reviewed_on__isnull=False), EntryStatus.REVIEWED),
            (Q(known__started_on__gt=on), EntryStatus.NOT_STARTED),
            (review_overdue, EntryStatus.REVIEW_OVERDUE),
            (Q(), EntryStatus.UNDER_WAY),
        ),
        RegisterKind.TRAINING: (
            (Q(known__attended__isnull=False), EntryStatus.HELD),
            (Q(known__held_on__lt=on), EntryStatus.ATTENDANCE_AWAITED),
            (Q(), EntryStatus.PLANNED),
        ),
        RegisterKind.POLICIES: (
            (review_overdue, EntryStatus.REVIEW_OVERDUE),
            (Q(known__introduced_on__isnull=False), EntryStatus.INTRODUCED),
            (Q(known__agreed_on__isnull=False), EntryStatus.AGREED),
            (Q(), EntryStatus.BEING_WRITTEN),
        ),
        RegisterKind.SYSTEMS: (
            (Q(known__fitness=Fitness.FIT), EntryStatus.FIT),
            (Q(known__fitness=Fitness.IN_PART), EntryStatus.FIT_IN_PART),
            (Q(known__fitness=Fitness.NOT_FIT), EntryStatus.NOT_FIT),
            (Q(), EntryStatus.NOT_REVIEWED),
        ),
        RegisterKind.PEER_REVIEW: (
            *_compared(),
            (review_overdue, EntryStatus.REVIEW_OVERDUE),
            (Q(), EntryStatus.REVIEW_AWAITED),
        ),
    }
    steps = [When(known__is_withdrawn=True, then=Value(EntryStatus.WITHDRAWN))]
    steps += [
        When(Q(kind=kind) & true, then=Value(status)) for kind, found in by_kind.items() for true, status in found
    ]
    return Case(*steps, output_field=CharField())


def _compared():
    """The grade at the review against the one at the start, best first."""
    for place, grade in enumerate(PEER_GRADES):
        reviewed = Q(known__review_grade=grade)
        yield reviewed & Q(known__baseline_grade__in=PEER_GRADES[place + 1 :]), EntryStatus.BETTER
        yield reviewed & Q(known__baseline_grade=grade), EntryStatus.SAME
        yield reviewed & Q(known__baseline_grade__in=PEER_GRADES[:place]), EntryStatus.WORSE


def urgent_first():
    """For order_by() on entries_on()."""
    return Case(When(status__in=URGENT, then=Value(0)), default=Value(1))


def usual_workstream(entries, workstreams, register):
    """Where a new entry probably belongs: where the newest one stands, or whose title speaks of the subject."""
    last = entries.filter(kind=register.kind, workstream__in=workstreams).order_by("-recorded_on", "-pk").first()
    return last.workstream if last else workstreams.filter(title__icontains=register.subject).first()
