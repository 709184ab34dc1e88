"""What a meeting decided."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.actions.meetings import refuse_state
from commissioner.actions.numbers import next_number
from commissioner.meetings import roll
from commissioner.models import Decision, DecisionWithdrawal
from commissioner.models.meeting import MeetingState
from config import dates
from improvement.saving import refuse_closed, save_checked

FACTS = ("text", "basis", "decided_by", "dissent", "item", "replaces")


@transaction.atomic
def record_decision(*, meeting, text, basis, decided_by, dissent="", item=None, replaces=None, by, on=None):
    """Record a decision of a meeting that was held. It takes the next number.

    Raises ValidationError where the meeting had no quorum, with how many were there and how many were needed.
    """
    on = on or dates.today()
    _refuse_closed_minutes(meeting, on)
    refuse_without_quorum(meeting, on)
    facts = {"text": text, "basis": basis, "decided_by": decided_by, "dissent": dissent}
    _check_links(meeting, item, replaces)
    decision = save_checked(
        Decision(
            programme=meeting.programme,
            meeting=meeting,
            item=item,
            replaces=replaces,
            number=next_number(meeting.board_id, "decisions_numbered"),
            recorded_on=on,
            recorded_by=by,
            **facts,
        )
    )
    after = facts | {"number": decision.number, "replaces": str(replaces or "")}
    record("decision.recorded", by=by, about=decision, programme=meeting.programme, after=after)
    return decision


def _refuse_closed_minutes(meeting, on):
    refuse_state(
        meeting,
        on,
        MeetingState.HELD,
        otherwise="Decisions are recorded after a meeting, until its minutes are agreed.",
    )


def refuse_without_quorum(meeting, on):
    called = roll(meeting, on)
    if not called.is_quorate:
        raise ValidationError(
            f"This meeting had no quorum: {called.there} were there of the {called.quorum} that are needed. "
            "Bring the matter to the next meeting, or record an action."
        )


def _check_links(meeting, item, replaces):
    if item and item.meeting_id != meeting.pk:
        raise ValidationError({"item": "This item is on the agenda of another meeting."})
    if replaces and (replaces.programme_id != meeting.programme_id or replaces.meeting.meets_on >= meeting.meets_on):
        raise ValidationError({"replaces": "Choose a decision of an earlier meeting."})
    if replaces and _is_withdrawn(replaces):
        raise ValidationError({"replaces": f"{replaces} was withdrawn, so there is nothing to replace."})


def _is_withdrawn(decision):
    return DecisionWithdrawal.objects.filter(decision=decision).exists()


@transaction.atomic
def change_decision(*, decision, version, by, on=None, **facts):
    """Word a decision better, until the minutes of its meeting are agreed."""
    on = on or dates.today()
    _claim(decision, version, on)
    _check_links(decision.meeting, facts.get("item"), facts.get("replaces"))
    before = {name: str(getattr(decision, name) or "") for name in FACTS}
    for name, value in facts.items():
        setattr(decision, name, value)
    decision.full_clean()
    decision.save(update_fields=list(facts))
    after = {name: str(value or "") for name, value in facts.items()}
    record("decision.changed", by=by, about=decision, programme=decision.programme, before=before, after=after)
    return decision


def _claim(decision, version, on):
    """Move a decision on to its next version, unless its minutes are agreed or it was withdrawn."""
    # Before the version is claimed: the database lets not even that of an agreed decision move.
    refuse_state(
        decision.meeting,
        on,
        MeetingState.HELD,
        otherwise="Its decisions stay as they are: a later meeting may take one that replaces this.",
    )
    decision.claim_version(version)
    refuse_closed(decision.programme, on)
    if _is_withdrawn(decision):
        raise ValidationError("This decision was withdrawn. Record another.")


@transaction.atomic
def withdraw_decision(*, decision, reason, version, by, on=None):
    """Take back a decision that was recorded by mistake, until the minutes of its meeting are agreed.

    It keeps its number and its words. What it was to replace stands again, and another decision may replace it.
    """
    on = on or dates.today()
    _claim(decision, version, on)
    facts = {"programme": decision.programme, "recorded_on": on, "recorded_by": by}
    withdrawal = save_checked(DecisionWithdrawal(decision=decision, reason=reason, **facts))
    before = {"replaces": str(decision.replaces or "")}
    decision.replaces = None
    decision.save(update_fields=["replaces"])
    facts = {"about": decision, "programme": decision.programme, "reason": reason}
    record("decision.withdrawn", by=by, before=before, **facts)
    return withdrawal
