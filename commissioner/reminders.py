"""Who is reminded of the board's actions and questions: worked out each night from what is on record.

A night may run twice, late or not at all: what it finds is written under a key of its own, and the next night finds
what is still so.
"""

import datetime

from django.db.models import Q

from commissioner import letters
from commissioner.known_actions import OPEN, actions_as_known
from commissioner.known_challenges import challenges_as_known
from commissioner.models import Challenge, MeetingAction
from config import dates
from improvement.as_known import programmes_as_known
from improvement.models import Programme
from improvement.models.programme import ProgrammeState
from jobs.schedule import nightly

DUE_WITHIN = datetime.timedelta(days=7)


@nightly("remind-of-board", "Reminders of the board's actions written", at=datetime.time(7, 10))
def remind():
    written = write_reminders(dates.today())
    return True, f"{written} written."


def write_reminders(on):
    """Write every reminder that is due on a day and not yet written; return how many that was."""
    # In a closed programme nobody could take the step that the letter asks for.
    still_open = programmes_as_known(Programme.objects.all(), on).exclude(state=ProgrammeState.CLOSED).values("pk")
    actions = actions_as_known(MeetingAction.objects.filter(programme__in=still_open), on).select_related("programme")
    due = actions.filter(status__in=OPEN, due_on__lte=on + DUE_WITHIN, known_owner_id__isnull=False)
    written = sum(letters.action_due(action, overdue=action.status == "overdue") for action in due.order_by("pk"))
    asked = challenges_as_known(Challenge.objects.filter(programme__in=still_open), on).select_related("programme")
    waiting = asked.filter(Q(standing="overdue") | Q(standing="assigned")).order_by("pk")
    return written + sum(
        letters.question_to_answer(challenge, overdue=challenge.standing == "overdue") for challenge in waiting
    )
