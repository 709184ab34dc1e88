"""What happened to an action or a question, newest first, as the history on its page tells it."""

from commissioner.models.challenge import ChallengeMove
from commissioner.models.decision import ActionStep
from improvement.histories import Step
from improvement.wording import day


def action_history(action, changes):
    """The changes of an action, newest first, down to how it was recorded."""
    first = Step(f"Recorded: {action.original_owner_name}, due {day(action.original_due_on)}", action)
    return [*(Step(_action_step(change), change, text=change.reason) for change in changes), first]


def _action_step(change):
    label = change.get_step_display()
    if change.step == ActionStep.REDATED:
        return f"{label}: {day(change.due_on)}"
    if change.step == ActionStep.REASSIGNED:
        return f"{label}: {change.owner_name}"
    if change.step == ActionStep.CLOSED:
        return f"{label} of {day(change.meeting.meets_on)}"
    return label


def challenge_history(challenge, steps):
    """The steps of a challenge, newest first, down to how it was asked."""
    return [*(Step(_challenge_step(step), step, text=step.text) for step in steps), Step("Asked", challenge)]


def _challenge_step(step):
    if step.move == ChallengeMove.ASSIGNED:
        return f"{step.assignee} answers by {day(step.due_on)}"
    return step.get_move_display()
