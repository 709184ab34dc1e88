"""What changed between two positions of a programme. No queries and no clock: the two positions hold it all."""

from commissioner.changes.actions import action_changes
from commissioner.changes.change import Changes, Tone
from commissioner.changes.framework import finding_changes, inspection_changes, programme_changes, requirement_changes
from commissioner.changes.indicators import indicator_changes
from commissioner.changes.money import claim_changes, day_changes
from commissioner.changes.plan import milestone_changes, workstream_changes
from commissioner.changes.risks import risk_changes

_COMPARED = (
    ("plan.view", workstream_changes),
    ("plan.view", milestone_changes),
    ("risk.view", risk_changes),
    ("indicator.view", indicator_changes),
    ("programme.view", finding_changes),
    ("programme.view", requirement_changes),
    ("programme.view", inspection_changes),
    ("board.view", action_changes),
    ("programme.view", programme_changes),
    ("allowance.view", day_changes),
    ("claim.view", claim_changes),
)


def changes(before, after, *, can):
    """The Changes from one Position to a later one, with what those who hold the permissions `can` may see.

    Two steps say no less than both at once: what `before` to `after` says of a record, `before` to a day between
    them or that day to `after` says too.

    Raises ValueError where the positions are of two programmes, or the first is of the later day.
    """
    if before.programme != after.programme:
        raise ValueError("Positions of two programmes cannot be compared.")
    if before.on > after.on:
        raise ValueError("The first position is of a later day than the second.")
    found = [change for needed, compare in _COMPARED if needed in can for change in compare(before, after)]
    worst_first = sorted(found, key=lambda change: list(Tone).index(change.tone))
    return Changes(after.programme, before.on, after.on, tuple(worst_first))
