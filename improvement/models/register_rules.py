"""What must be true of a RegisterChange, each by the field that its sentence is shown by."""

from django.db.models import CheckConstraint, F, Q

from config.constraints import in_order
from improvement.models.register_kinds import PEER_GRADES, Fitness


def rule(field, condition, name, message):
    """What must be true of a RegisterChange, and the field by which it is said."""
    return CheckConstraint(
        condition=condition,
        name=f"improvement_registerchange_{name}",
        violation_error_message=message,
        violation_error_code=field,
    )


def dates_in_order(earlier, later, name, message):
    return in_order(earlier, later, name=f"improvement_registerchange_{name}", message=message, code=later)


def not_future(field):
    return in_order(
        field,
        "recorded_on",
        name=f"improvement_registerchange_{field}_not_future",
        message="This day is in the future. Choose today or an earlier day.",
        code=field,
    )


def empty(field):
    return Q(**{f"{field}__isnull": True})


def both(smaller, larger):
    """Both are there, and in this order: a check passes on null."""
    return Q(**{f"{smaller}__isnull": False, f"{larger}__isnull": False, f"{smaller}__lte": F(larger)})


RULES = [
    rule(
        "sessions",
        empty("sessions") | Q(sessions=0) | both("started_on", "recorded_on"),
        "sessions_when_started",
        "Sessions are held from the day the pair starts.",
    ),
    dates_in_order(
        "started_on",
        "review_due_on",
        "review_due_after_start",
        "The review is due on or after the day the pair starts.",
    ),
    dates_in_order(
        "started_on", "reviewed_on", "review_after_start", "The review is on or after the day the pair started."
    ),
    rule(
        "attended",
        empty("attended") | both("attended", "places"),
        "attended_within_places",
        "More attended than there were places. Check both figures.",
    ),
    rule(
        "attended",
        empty("attended") | both("held_on", "recorded_on"),
        "attended_when_held",
        "Attendance is known once the session was held: its date is in the future.",
    ),
    not_future("agreed_on"),
    not_future("introduced_on"),
    rule(
        "introduced_on",
        empty("introduced_on") | both("agreed_on", "introduced_on"),
        "introduced_when_agreed",
        "It is introduced on or after the day it was agreed: give both days.",
    ),
    dates_in_order(
        "agreed_on", "review_due_on", "review_due_after_agreed", "The review is due on or after the day it was agreed."
    ),
    rule(
        "fitness",
        Q(fitness__in=["", *Fitness.values]),
        "fitness_known",
        "Choose one of: Fit for purpose, Fit in part, Not fit for purpose.",
    ),
    rule(
        "reviewed_on",
        Q(fitness="") | Q(reviewed_on__isnull=False),
        "fitness_when_reviewed",
        "Give the day it was reviewed.",
    ),
    rule(
        "action",
        ~Q(fitness__in=[Fitness.IN_PART, Fitness.NOT_FIT]) | ~Q(action=""),
        "action_when_not_fit",
        "Say what is done about it: it is not fit for purpose as it is.",
    ),
    not_future("baseline_on"),
    rule(
        "baseline_grade",
        Q(baseline_grade__in=["", *PEER_GRADES]),
        "baseline_grade_known",
        "Choose one of the four grades.",
    ),
    rule(
        "baseline_evidence",
        Q(baseline_grade="") | ~Q(baseline_evidence=""),
        "baseline_with_evidence",
        "Say what the grade at the start rests on.",
    ),
    rule(
        "baseline_on",
        Q(baseline_grade="") | Q(baseline_on__isnull=False),
        "baseline_with_day",
        "Give the day of the baseline.",
    ),
    dates_in_order(
        "baseline_on",
        "review_due_on",
        "review_due_after_baseline",
        "The review is due on or after the day of the baseline.",
    ),
    dates_in_order(
        "baseline_on", "reviewed_on", "review_after_baseline", "The review is on or after the day of the baseline."
    ),
    not_future("reviewed_on"),
    rule(
        "review_grade", Q(review_grade__in=["", *PEER_GRADES]), "review_grade_known", "Choose one of the four grades."
    ),
    rule(
        "review_evidence",
        Q(review_grade="") | ~Q(review_evidence=""),
        "review_with_evidence",
        "Say what the grade at the review rests on.",
    ),
    rule(
        "reviewed_on",
        Q(review_grade="") | Q(reviewed_on__isnull=False),
        "review_with_day",
        "Give the day of the review.",
    ),
    rule("reason", Q(is_withdrawn=False) | ~Q(reason=""), "withdrawn_with_reason", "Say why it is withdrawn."),
]
