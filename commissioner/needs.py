"""What needs a person now: short lists of things only they, or people with their role, can do next."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Invitation
from config import dates
from improvement.as_known import milestones_on, workstreams_on
from improvement.models import Evidence

REPORT_AFTER = datetime.timedelta(days=31)
RATE_AFTER = datetime.timedelta(days=92)
DUE_WITHIN = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Need:
    """One thing to do: in what programme, what, why, and where."""

    programme: object
    what: str
    why: str
    url: str


def _url(name, programme, *args):
    return reverse(name, args=[programme.slug, *args])


def needs_of(user, programmes, now):
    """What needs the person in these programmes, most pressing first. A fixed number of queries a programme."""
    needs = []
    for programme in programmes:
        can = user.permissions_in(programme)
        needs += _evidence_to_review(user, programme, can)
        needs += _work_of_mine(user, programme, can)
        needs += _invitations(programme, can, now)
    return needs


def _evidence_to_review(user, programme, can):
    if "evidence.review" not in can:
        return []
    waiting = Evidence.objects.filter(programme=programme).awaiting_review().exclude(recorded_by=user)
    count = waiting.count()
    if not count:
        return []
    noun = "piece of evidence waits" if count == 1 else "pieces of evidence wait"
    url = _url("improvement:evidence-list", programme) + "?review=awaited"
    return [Need(programme, f"{count} {noun} for review", "Accept it, or return it with a reason.", url)]


def _work_of_mine(user, programme, can):
    """Reports and milestones of the workstreams the person leads or answers for; impact ratings for reviewers."""
    if not {"report.write", "impact.rate"} & can:
        return []
    today = dates.today()
    workstreams = list(workstreams_on(programme, today).filter(is_closed=False).order_by("number"))
    mine = [w for w in workstreams if user.pk in (w.lead_id, w.counterpart_id)]
    needs = []
    if "report.write" in can:
        needs += [_report(programme, w) for w in mine if not w.reported_on or w.reported_on < today - REPORT_AFTER]
        needs += _milestones(programme, {w.pk for w in mine}, today)
    if "impact.rate" in can:
        needs += _impact(programme, [w for w in workstreams if w not in mine], today)
    return needs


def _report(programme, workstream):
    why = f"The last one is of {workstream.reported_on:%-d %B %Y}." if workstream.reported_on else "There is none yet."
    url = _url("improvement:report-add", programme, workstream.number)
    return Need(programme, f"Write the highlight report of {workstream}", why, url)


def _milestones(programme, workstream_ids, today):
    if not workstream_ids:
        return []
    near = milestones_on(programme, today).filter(
        workstream__in=workstream_ids, status__in=["overdue", "due"], due_on__lte=today + DUE_WITHIN
    )
    needs = []
    for milestone in near.order_by("due_on", "pk"):
        word = "was due" if milestone.status == "overdue" else "is due"
        why = f"It {word} on {milestone.due_on:%-d %B %Y}. Mark it achieved, or give it a new date with a reason."
        needs.append(Need(programme, milestone.title, why, milestone.get_absolute_url()))
    return needs


def _impact(programme, workstreams, today):
    stale = [w for w in workstreams if w.delivery and (not w.impact_on or w.impact_on < today - RATE_AFTER)]
    if not stale:
        return []
    numbers = ", ".join(str(w.number) for w in stale)
    noun = "workstream needs" if len(stale) == 1 else "workstreams need"
    why = f"Not rated in the last three months: {numbers}."
    url = _url("improvement:impact-rate", programme, stale[0].number)
    return [Need(programme, f"{len(stale)} {noun} an impact rating", why, url)]


def _invitations(programme, can, now):
    if "people.manage" not in can:
        return []
    ended = Invitation.objects.filter(
        programme=programme, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=now
    ).count()
    if not ended:
        return []
    noun = "invitation has" if ended == 1 else "invitations have"
    url = _url("accounts:people", programme)
    return [Need(programme, f"{ended} {noun} expired", "Invite again, or withdraw.", url)]
