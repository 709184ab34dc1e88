"""What changed among the actions of the board."""

from functools import partial

from django.utils.text import Truncator

from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from commissioner.changes.due_dates import moved_words
from commissioner.known_actions import OPEN
from improvement.wording import day

_Action = partial(Change, Subject.ACTIONS)

SHOWN = 80
"""How much of its text names an action."""


def action_changes(before, after):
    for was, now in paired(before.actions, after.actions):
        name = f"A{now.number} {Truncator(now.text.rstrip('.')).chars(SHOWN)}"
        whose = Whose("Action", name, "board:action-detail", (now.number,), of=now.known_owner_name)
        if was is None:
            says, due = f"opened, due on {day(now.due_on)}", day(now.due_on)
            yield _Action(ChangeKind.ACTION_OPENED, Tone.NEITHER, whose, says, "", due)
        else:
            yield from _date(was, now, whose)
        yield from _standing(was, now, whose)


def _date(was, now, whose):
    if not (says := moved_words(was, now)):
        return
    slipped = now.due_on > was.due_on
    kind = ChangeKind.ACTION_SLIPPED if slipped else ChangeKind.ACTION_BROUGHT_FORWARD
    tone = Tone.WORSE if slipped else Tone.BETTER
    yield _Action(kind, tone, whose, says, day(was.due_on), day(now.due_on))


def _standing(was, now, whose):
    old, new = was.status if was else "", now.status
    if old == new:
        return
    say = partial(_Action, whose=whose, before=old.capitalize(), after=new.capitalize())
    if new == "done":
        yield say(ChangeKind.ACTION_DONE, Tone.BETTER, says=f"reported done on {day(now.settled_on)}")
    if new == "closed":
        yield say(ChangeKind.ACTION_CLOSED, Tone.BETTER, says=f"closed on {day(now.settled_on)}")
    if old and old not in OPEN and new in OPEN:
        yield say(ChangeKind.ACTION_REOPENED, Tone.WORSE, says=f"{old} before, and open again")
    if new == "overdue":
        yield say(ChangeKind.ACTION_OVERDUE, Tone.WORSE, says=f"not done by its date, {day(now.due_on)}")
