"""What changed in days used and in claims."""

from functools import partial

from claims.claim_states import SENT, ClaimState
from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from config.days import figure, in_days
from config.money import pounds
from improvement.wording import day

_Days = partial(Change, Subject.DAYS)
_Claim = partial(Change, Subject.CLAIMS)


def day_changes(before, after):
    """Of the allowance in force. What is left of an earlier one was a matter of its own days."""
    was, now = before.allowance, after.allowance
    if now is None:
        return
    period = f"{day(now.allowance.starts_on)} to {day(now.allowance.ends_on)}"
    whose = Whose("Allowance", period, "claims:allowance-detail", (now.allowance.starts_on.isoformat(),))
    if was is None or was.allowance != now.allowance:
        says = f"{in_days(now.entitled)}, {figure(now.approved)} of them used"
        yield _Days(ChangeKind.ALLOWANCE_BEGUN, Tone.NEITHER, whose, says, "", figure(now.entitled))
        return
    if was.entitled != now.entitled:
        old, new = figure(was.entitled), figure(now.entitled)
        yield _Days(ChangeKind.ALLOWANCE_VARIED, Tone.NEITHER, whose, f"varied from {old} to {new} days", old, new)
    if was.approved != now.approved:
        used = now.approved - was.approved
        words = f"{in_days(used)} used" if used > 0 else f"{in_days(-used)} fewer used"
        says = f"{words}: {figure(now.approved)} of {figure(now.entitled)} in all"
        yield _Days(ChangeKind.DAYS_USED, Tone.NEITHER, whose, says, figure(was.approved), figure(now.approved))


def claim_changes(before, after):
    for was, now in paired(before.claims or (), after.claims or ()):
        whose = Whose("Claim", now.number, "claims:claim-detail", (now.number,))
        old, new = was.stood if was else "", now.stood
        if old == new:
            continue
        say = partial(_Claim, whose=whose, before=_label(old), after=_label(new))
        if new in SENT and old not in SENT:
            yield say(ChangeKind.CLAIM_SENT, Tone.NEITHER, says=f"{in_days(now.days_then)}, {pounds(now.gross_then)}")
        if new == ClaimState.QUERIED:
            yield say(ChangeKind.CLAIM_QUERIED, Tone.WORSE, says="queried by the funder")
        if new == ClaimState.PART_PAID:
            yield say(ChangeKind.CLAIM_PART_PAID, Tone.NEITHER, says="paid in part")
        if new == ClaimState.PAID:
            yield say(ChangeKind.CLAIM_PAID, Tone.BETTER, says=f"paid in full, {pounds(now.gross_then)}")
        if old == ClaimState.PAID:
            yield say(ChangeKind.CLAIM_UNPAID, Tone.WORSE, says="no longer paid in full")


def _label(state):
    return ClaimState(state).label if state else ""
