"""What the pages of the board say first, in sentences worked out from the facts."""

from commissioner.meetings import last_board
from commissioner.models.meeting import MeetingState
from improvement.wording import capital, counted, day


def board_sentence(programme, on, forward):
    """When the board met and meets; `forward` is [(meeting, items)] of those to come."""
    last = last_board(programme, on)
    told = [f"The board last met on {day(last)}." if last else "The board has not met yet."]
    if forward:
        meeting, items = forward[0]
        told.append(f"It meets next on {day(meeting.meets_on)}, with {counted(len(items), 'item')} on the agenda.")
    else:
        told.append("No meeting is planned.")
    return " ".join(told)


def meeting_sentence(meeting, state, agenda, roll, *, decisions, actions):
    """What a member who opens the page has to know first; `decisions` and `actions` are how many there are."""
    if state == MeetingState.CALLED_OFF:
        return f"This meeting was called off. {meeting.called_off_reason}"
    if state in (MeetingState.HELD, MeetingState.MINUTES_AGREED):
        return f"{_quorum(roll)} {_came_of_it(decisions, actions)}"
    items, sought = len(agenda.slots), len(agenda.decisions_sought)
    if not items:
        return "Nothing is on the agenda yet."
    told = f"{capital(counted(items, 'item'))}, {agenda.minutes} minutes, until {agenda.ends_at:%H:%M}."
    decide = f"The board is asked for {counted(sought, 'decision')}." if sought else "No decision is asked for."
    return f"{told} {decide}"


def _quorum(roll):
    there = f"{capital(counted(roll.there, 'member'))} were there" if roll.there != 1 else "One member was there"
    if roll.is_quorate:
        return f"{there}: a quorum, of {roll.quorum}."
    return f"{there}. That is no quorum: {roll.quorum} are needed, so nothing could be decided."


def _came_of_it(decisions, actions):
    if not decisions and not actions:
        return "No decision and no action is recorded."
    return f"{capital(counted(decisions, 'decision'))} and {counted(actions, 'action')} came of it."
