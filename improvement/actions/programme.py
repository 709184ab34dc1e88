"""Steps about the programme itself: its state and its end."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.as_known import milestones_on
from improvement.models import ProgrammeChange
from improvement.saving import save_checked
from improvement.wording import are, capital, counted, day

LONGEST_MONTHS = 20 * 12
"""Far beyond any programme: what lies later is a slip of the pen."""


@transaction.atomic
def change_programme(*, programme, state, ends_on, reason, version, by, on=None):
    """Extend or shorten the programme, or move it to step-down or closed. Stale when it moved on since `version`."""
    on = on or dates.today()
    programme.claim_version(version)
    before = programme.changes.in_force(on)
    if (before.state, before.ends_on) == (state, ends_on):
        raise ValidationError("Nothing would change: choose another state or another day.")
    if ends_on < programme.starts_on:
        raise ValidationError({"ends_on": f"The programme started on {programme.starts_on:%-d %B %Y}."})
    longest = dates.add_months(programme.starts_on, LONGEST_MONTHS)
    if ends_on > longest:
        raise ValidationError({"ends_on": f"A programme lasts 20 years at most. Choose {day(longest)} or earlier."})
    no_open_milestone_after(programme, ends_on, on)
    change = save_checked(
        ProgrammeChange(
            programme=programme, state=state, ends_on=ends_on, reason=reason, recorded_on=on, recorded_by=by
        )
    )
    record(
        "programme.changed",
        by=by,
        about=programme,
        programme=programme,
        before={"state": before.state, "ends_on": before.ends_on},
        after={"state": state, "ends_on": ends_on},
        reason=reason,
    )
    return change


def no_open_milestone_after(programme, ends_on, on):
    """Raise ValidationError where open milestones are due after the day on which the programme is to end."""
    late = milestones_on(programme, on).filter(due_on__gt=ends_on, status__in=["due", "overdue"])
    count = late.count()
    if count:
        first = late.order_by("due_on").first()
        raise ValidationError(
            {
                "ends_on": f"{capital(counted(count, 'open milestone'))} {are(count)} due after that day, "
                f"the first on {day(first.due_on)} ({first.title}). Re-date or withdraw what is due too late first."
            }
        )
