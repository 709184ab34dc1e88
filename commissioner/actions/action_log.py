"""What a meeting asked somebody to do, until the board closes it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.actions.belonging import refuse_elsewhere, refuse_left
from commissioner.actions.meetings import refuse_state
from commissioner.actions.numbers import next_number
from commissioner.known_actions import OPEN, actions_as_known
from commissioner.models import ActionChange, MeetingAction
from commissioner.models.decision import ActionStep
from commissioner.models.meeting import MeetingState
from config import dates
from improvement.saving import refuse_closed, save_checked
from improvement.wording import day


def _named(owner, owner_name):
    """The name an owner goes by: the person's own, or what was written for somebody who does not sign in here."""
    if owner and owner_name:
        raise ValidationError({"owner_name": "Choose a person or write a name: one of them, not both."})
    if not owner and not owner_name:
        raise ValidationError({"owner": "Choose who does it, or write the post of somebody who does not sign in here."})
    return str(owner) if owner else owner_name


@transaction.atomic
def record_action(*, meeting, text, due_on, owner=None, owner_name="", workstream=None, item=None, by, on=None):
    """Record an action of a meeting that was held. It takes the next number."""
    on = on or dates.today()
    refuse_state(
        meeting, on, MeetingState.HELD, otherwise="Actions are recorded after a meeting, until its minutes are agreed."
    )
    name = _named(owner, owner_name)
    refuse_left("owner", owner, meeting.programme, on)
    _refuse_before(meeting, due_on)
    if item and item.meeting_id != meeting.pk:
        raise ValidationError({"item": "This item is on the agenda of another meeting."})
    refuse_elsewhere("workstream", workstream, meeting.programme)
    action = save_checked(
        MeetingAction(
            programme=meeting.programme,
            meeting=meeting,
            item=item,
            workstream=workstream,
            number=next_number(meeting.board_id, "actions_numbered"),
            text=text,
            original_owner=owner,
            original_owner_name=name,
            original_due_on=due_on,
            recorded_on=on,
            recorded_by=by,
        ),
        names={"original_owner_name": "owner_name", "original_due_on": "due_on"},
    )
    after = {"number": action.number, "text": text, "owner": name, "due_on": due_on}
    record("action.recorded", by=by, about=action, programme=meeting.programme, after=after)
    return action


def _refuse_before(meeting, due_on):
    if due_on < meeting.meets_on:
        raise ValidationError(
            {"due_on": f"The meeting was on {day(meeting.meets_on)}: choose that day or a later one."}
        )


def _known(action, version, on):
    """The action as known on a day, moved on to its next version."""
    action.claim_version(version)
    refuse_closed(action.programme, on)
    return actions_as_known(MeetingAction.objects.filter(pk=action.pk), on).get()


def _refuse_settled(known):
    if known.status not in OPEN:
        raise ValidationError(f"This action is {known.status} already. Reopen it first.")


def _change(action, step, *, reason, by, on, before=None, **facts):
    base = {"programme": action.programme, "action": action, "recorded_on": on, "recorded_by": by}
    made = save_checked(ActionChange(step=step, reason=reason, **base, **facts))
    after = {name: str(value) for name, value in facts.items() if value}
    event = {"about": action, "programme": action.programme, "before": before, "after": after, "reason": reason}
    record(f"action.{step}", by=by, **event)
    return made


@transaction.atomic
def redate_action(*, action, due_on, reason, version, by, on=None):
    """Give an action a new due date. The dates before stay on record, and how often it was moved is shown."""
    on = on or dates.today()
    known = _known(action, version, on)
    _refuse_settled(known)
    _refuse_before(known.meeting, due_on)
    if due_on == known.due_on:
        raise ValidationError({"due_on": "This is its date already."})
    return _change(
        action, ActionStep.REDATED, reason=reason, by=by, on=on, before={"due_on": known.due_on}, due_on=due_on
    )


@transaction.atomic
def reassign_action(*, action, owner=None, owner_name="", reason, version, by, on=None):
    on = on or dates.today()
    known = _known(action, version, on)
    _refuse_settled(known)
    name = _named(owner, owner_name)
    refuse_left("owner", owner, action.programme, on)
    if (name, owner and owner.pk) == (known.known_owner_name, known.known_owner_id):
        raise ValidationError({"owner": f"{name} owns it already."})
    before = {"owner": known.known_owner_name}
    return _change(
        action, ActionStep.REASSIGNED, reason=reason, by=by, on=on, before=before, owner=owner, owner_name=name
    )


@transaction.atomic
def report_done(*, action, reason, version, by, on=None):
    """Say what was done. The board closes the action at a meeting."""
    on = on or dates.today()
    _refuse_settled(_known(action, version, on))
    return _change(action, ActionStep.DONE, reason=reason, by=by, on=on)


@transaction.atomic
def close_action(*, action, meeting, reason, version, by, on=None):
    """Close an action at a meeting that was held, on or after the one that asked for it."""
    on = on or dates.today()
    known = _known(action, version, on)
    if known.status == "closed":
        raise ValidationError("This action is closed already.")
    refuse_elsewhere("meeting", meeting, action.programme)
    refuse_state(meeting, on, MeetingState.HELD, otherwise="An action is closed at a meeting whose minutes are open.")
    if meeting.meets_on < known.meeting.meets_on:
        raise ValidationError({"meeting": "Choose the meeting that asked for it, or a later one."})
    return _change(action, ActionStep.CLOSED, reason=reason, by=by, on=on, meeting=meeting)


@transaction.atomic
def reopen_action(*, action, reason, version, by, on=None):
    on = on or dates.today()
    if _known(action, version, on).status in OPEN:
        raise ValidationError("This action is open already.")
    return _change(action, ActionStep.REOPENED, reason=reason, by=by, on=on)
