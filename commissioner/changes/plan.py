"""What changed in the plan: ratings, evidence and milestones of workstreams."""

from functools import partial

from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from commissioner.changes.due_dates import moved_words
from improvement.brag import SEVERITY
from improvement.models.ratings import Delivery, Impact
from improvement.wording import counted, day

_Workstream = partial(Change, Subject.WORKSTREAMS)
_Milestone = partial(Change, Subject.MILESTONES)

_IMPACT_ORDER = [Impact.GETTING_WORSE, Impact.NOT_YET_SEEN, Impact.SOME, Impact.SUSTAINED]
_SETTLED = ("achieved", "withdrawn")


def workstream_changes(before, after):
    """Those of closed workstreams, too: a last report may come with the end."""
    for was, now in paired(before.every_workstream, after.every_workstream, key=lambda w: w.workstream.pk):
        whose = Whose("Workstream", str(now.workstream), "improvement:workstream-detail", (now.number,))
        yield from _openings(was, now, whose)
        if was is not None:
            yield from _delivery(was, now, whose)
            yield from _impact(was, now, whose)
            yield from _evidence(was, now, whose)


def _openings(was, now, whose):
    if was is None:
        yield _Workstream(ChangeKind.WORKSTREAM_ADDED, Tone.NEITHER, whose, "added to the plan")
        return
    if now.workstream.is_closed and not was.workstream.is_closed:
        yield _Workstream(ChangeKind.WORKSTREAM_CLOSED, Tone.NEITHER, whose, "closed")
    if was.workstream.is_closed and not now.workstream.is_closed:
        yield _Workstream(ChangeKind.WORKSTREAM_REOPENED, Tone.NEITHER, whose, "opened again")


def _delivery(was, now, whose):
    old, new = was.workstream.delivery, now.workstream.delivery
    if old == new:
        return
    # Nobody said anything before the first report: it stands beside "not started".
    step = SEVERITY[new] - SEVERITY[old or Delivery.NOT_STARTED]
    tone = Tone.NEITHER if not step else Tone.WORSE if step > 0 else Tone.BETTER
    words = _moved("delivery", "reported", _label(Delivery, old), _label(Delivery, new))
    says = f"{words}, reported by {now.report.said_by}"
    yield _Workstream(ChangeKind.DELIVERY, tone, whose, says, _label(Delivery, old), _label(Delivery, new))


def _impact(was, now, whose):
    old, new = was.impact, now.impact
    if old == new:
        return
    step = _IMPACT_ORDER.index(new) - _IMPACT_ORDER.index(old or Impact.NOT_YET_SEEN)
    tone = Tone.NEITHER if not step else Tone.BETTER if step > 0 else Tone.WORSE
    says = _moved("impact on children", "rated", _label(Impact, old), _label(Impact, new))
    yield _Workstream(ChangeKind.IMPACT, tone, whose, says, _label(Impact, old), _label(Impact, new))


def _label(ratings, value):
    return ratings(value).label if value else ""


def _moved(what, verb, old, new):
    return f"{what} moved from {old.lower()} to {new.lower()}" if old else f"{what} first {verb} as {new.lower()}"


def _evidence(was, now, whose):
    old, new = was.workstream.evidence_accepted, now.workstream.evidence_accepted
    if new > old:
        says = f"{counted(new - old, 'piece')} of evidence accepted"
        yield _Workstream(ChangeKind.EVIDENCE_ACCEPTED, Tone.BETTER, whose, says, str(old), str(new))


def milestone_changes(before, after):
    for was, now in paired(before.every_milestone, after.every_milestone):
        of = f"workstream {now.workstream.number}"
        whose = Whose("Milestone", now.title, "improvement:milestone-detail", (now.pk,), of=of)
        if was is None:
            says, due = f"added, due on {day(now.due_on)}", day(now.due_on)
            yield _Milestone(ChangeKind.MILESTONE_ADDED, Tone.NEITHER, whose, says, "", due)
        else:
            yield from _date(was, now, whose)
        yield from _standing(was, now, whose)


def _date(was, now, whose):
    if not (says := moved_words(was, now)):
        return
    slipped = now.due_on > was.due_on
    kind = ChangeKind.MILESTONE_SLIPPED if slipped else ChangeKind.MILESTONE_BROUGHT_FORWARD
    tone = Tone.WORSE if slipped else Tone.BETTER
    yield _Milestone(kind, tone, whose, says, day(was.due_on), day(now.due_on))


def _standing(was, now, whose):
    old, new = was.status if was else "", now.status
    if old == new:
        return
    say = partial(_Milestone, whose=whose, before=old.capitalize(), after=new.capitalize())
    if new == "achieved":
        yield say(ChangeKind.MILESTONE_ACHIEVED, Tone.BETTER, says=f"achieved on {day(now.achieved_on)}")
    if new == "withdrawn":
        yield say(ChangeKind.MILESTONE_WITHDRAWN, Tone.NEITHER, says="withdrawn from the plan")
    if old in _SETTLED and new not in _SETTLED:
        yield say(ChangeKind.MILESTONE_REOPENED, Tone.WORSE, says=f"{old} before, and open again")
    if new == "overdue":
        yield say(ChangeKind.MILESTONE_OVERDUE, Tone.WORSE, says=f"not achieved by its date, {day(now.due_on)}")
