"""What needs a person now: short lists of things only they, or people with their role, can do next."""

import datetime

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import Invitation
from claims.claim_states import UNPAID, ClaimState
from claims.models import Claim, DayEntry
from claims.models.day import DayState
from commissioner.known_actions import OPEN, actions_as_known
from commissioner.known_challenges import challenges_as_known
from commissioner.meetings import with_newest_pack
from commissioner.models import BoardMembership, Challenge, Meeting, MeetingAction
from commissioner.models.challenge import ChallengeMove
from commissioner.need import Need
from commissioner.reports.needs import report_needs
from config import dates
from config.money import pounds
from config.sheet_imports import ImportState
from improvement.as_known import milestones_as_known, workstreams_as_known
from improvement.models import Evidence, Indicator, Milestone, Observation, StatisticsImport, Workstream
from improvement.periods import PeriodKind
from improvement.wording import capital, counted, have

REPORT_AFTER = datetime.timedelta(days=31)
RATE_AFTER = datetime.timedelta(days=92)
PAID_WITHIN = datetime.timedelta(days=30)
FIGURES_WITHIN = datetime.timedelta(days=45)
DUE_WITHIN = datetime.timedelta(days=14)


def _url(name, programme, *args):
    return reverse(name, args=[programme.slug, *args])


def needs_of(user, programmes, now):
    """What needs the person in these programmes, in their order. At most sixteen queries, however many there are."""
    able = {programme.pk: user.permissions_in(programme) for programme in programmes}

    def where(*permissions):
        return [programme for programme in programmes if able[programme.pk].intersection(permissions)]

    evidence = _evidence_to_review(user, where("evidence.review"))
    work = _work(user, where("report.write", "impact.rate"), able)
    days = _own_days(user, where("day.log"))
    approvals = _days_to_approve(user, where("day.approve"))
    invitations = _invitations(where("people.manage"), now)
    claims = _claims(user, where("claim.prepare", "claim.certify", "claim.follow"), able)
    figures = _figures(user, where("indicator.manage"))
    board = _board(user, where("action.report", "challenge.answer", "challenge.ask", "board.manage"), able)
    reports = report_needs(user, where("report.prepare", "report.sign", "report.check"), able)
    every = (reports, days, approvals, claims, board, evidence, work, figures, invitations)
    return [need for programme in programmes for found in every for need in found.get(programme, [])]


def _counts(rows, programmes):
    """How many rows each programme has; programmes without any are left out."""
    counted = dict(rows.filter(programme__in=programmes).order_by().values_list("programme").annotate(Count("pk")))
    return {programme: counted[programme.pk] for programme in programmes if programme.pk in counted}


def _evidence_to_review(user, programmes):
    if not programmes:
        return {}
    waiting = _counts(Evidence.objects.awaiting_review().exclude(recorded_by=user), programmes)
    return {programme: [_review(programme, count)] for programme, count in waiting.items()}


def _review(programme, count):
    noun = "piece of evidence waits" if count == 1 else "pieces of evidence wait"
    url = _url("improvement:evidence-list", programme) + "?review=awaited"
    return Need(programme, f"{count} {noun} for review", "Accept it, or return it with a reason.", url)


def _figures(user, programmes):
    """Files of figures that the person read and did not answer, and monthly measures whose figures stay away."""
    if not programmes:
        return {}
    waiting = _counts(StatisticsImport.objects.filter(state=ImportState.PREVIEWED, recorded_by=user), programmes)
    today = dates.today()
    monthly = Indicator.objects.in_use_on(today).filter(frequency=PeriodKind.MONTH)
    since = dates.first_of_month(today - FIGURES_WITHIN)
    own = Observation.objects.filter(authority=OuterRef("programme__supported"), period_end__gte=since)
    late = _counts(monthly.exclude(Exists(own.filter(indicator=OuterRef("pk")))), programmes)
    needs = {}
    for programme in programmes:
        found = needs.setdefault(programme, [])
        if count := waiting.get(programme):
            what = f"Answer for {counted(count, 'file')} of figures you read"
            url = _url("indicators:statistics-list", programme) + "?state=previewed"
            found.append(Need(programme, what, "Nothing of it is saved yet.", url))
        if count := late.get(programme):
            what = f"Bring in figures of {counted(count, 'monthly measure')}"
            why = f"There is none since {since:%B %Y}."
            found.append(Need(programme, what, why, _url("indicators:statistics-add", programme)))
    return needs


def _work(user, programmes, able):
    """Reports and milestones of the workstreams the person leads or answers for; impact ratings for reviewers."""
    if not programmes:
        return {}
    today = dates.today()
    known = workstreams_as_known(Workstream.objects.filter(programme__in=programmes), today)
    workstreams = list(known.filter(is_closed=False).order_by("number"))
    mine = [w for w in workstreams if user.pk in (w.lead_id, w.counterpart_id)]
    due = _milestones(mine, today)
    needs = {}
    for programme in programmes:
        found = needs.setdefault(programme, [])
        here = [w for w in workstreams if w.programme_id == programme.pk]
        if "report.write" in able[programme.pk]:
            found += [
                _report(programme, w) for w in here if w in mine and _is_stale(w.reported_on, today, REPORT_AFTER)
            ]
            found += [_milestone(programme, milestone) for milestone in due if milestone.programme_id == programme.pk]
        if "impact.rate" in able[programme.pk]:
            found += _impact(programme, [w for w in here if w not in mine], today)
    return needs


def _is_stale(day, today, after):
    return day is None or day < today - after


def _report(programme, workstream):
    why = f"The last one is of {workstream.reported_on:%-d %B %Y}." if workstream.reported_on else "There is none yet."
    url = _url("improvement:report-add", programme, workstream.number)
    return Need(programme, f"Write the highlight report of {workstream}", why, url)


def _milestones(workstreams, today):
    if not workstreams:
        return []
    near = milestones_as_known(Milestone.objects.filter(workstream__in=workstreams), today)
    return list(near.filter(status__in=["overdue", "due"], due_on__lte=today + DUE_WITHIN).order_by("due_on", "pk"))


def _milestone(programme, milestone):
    word = "was due" if milestone.status == "overdue" else "is due"
    why = f"It {word} on {milestone.due_on:%-d %B %Y}. Mark it achieved, or give it a new date with a reason."
    return Need(programme, milestone.title, why, _url("improvement:milestone-detail", programme, milestone.pk))


def _impact(programme, workstreams, today):
    stale = [w for w in workstreams if w.delivery and _is_stale(w.impact_on, today, RATE_AFTER)]
    if not stale:
        return []
    numbers = ", ".join(str(w.number) for w in stale)
    noun = "workstream needs" if len(stale) == 1 else "workstreams need"
    why = f"Not rated in the last three months: {numbers}."
    url = _url("improvement:impact-rate", programme, stale[0].number)
    return [Need(programme, f"{len(stale)} {noun} an impact rating", why, url)]


def _own_days(user, programmes):
    """Days returned to the person, and days of earlier months or weeks that they have not submitted."""
    if not programmes:
        return {}
    monday = dates.monday_of(dates.today())
    own = DayEntry.objects.of(user).changeable().filter(programme__in=programmes)
    rows = own.order_by("worked_on").values_list("programme", "state", "worked_on")
    returned, drafts = {}, {}
    for programme, state, worked_on in rows:
        if state == DayState.RETURNED:
            returned.setdefault(programme, []).append(worked_on)
        elif worked_on < monday:
            drafts.setdefault(programme, []).append(worked_on)
    needs = {}
    for programme in programmes:
        found = needs.setdefault(programme, [])
        if days := returned.get(programme.pk):
            found.append(_returned(programme, days))
        if days := drafts.get(programme.pk):
            found.append(_unsubmitted(programme, days))
    return needs


def _month_of(programme, day):
    return f"{_url('claims:day-list', programme)}?month={day:%Y-%m}"


def _returned(programme, days):
    what = f"{capital(counted(len(days), 'day'))} {have(len(days))} been returned to you"
    return Need(programme, what, "See why, change it and submit it again.", _month_of(programme, days[0]))


def _unsubmitted(programme, days):
    what = f"Submit {counted(len(days), 'entry', 'entries')} of earlier weeks"
    why = f"The first is of {days[0]:%-d %B %Y}. Only submitted days can be approved and claimed."
    return Need(programme, what, why, _month_of(programme, days[0]))


def _days_to_approve(user, programmes):
    if not programmes:
        return {}
    waiting = _counts(DayEntry.objects.submitted().exclude(officer=user), programmes)
    return {programme: [_approve(programme, count)] for programme, count in waiting.items()}


def _approve(programme, count):
    what = f"{capital(counted(count, 'day entry', 'day entries'))} {'waits' if count == 1 else 'wait'} for approval"
    why = "Approve them, or return them with a reason."
    return Need(programme, what, why, _url("claims:approval-list", programme))


def _claims(user, programmes, able):
    """Claims that wait for a step which the person may take."""
    if not programmes:
        return {}
    waiting = Claim.objects.filter(programme__in=programmes).exclude(state__in=[ClaimState.PAID, ClaimState.CANCELLED])
    needs = {}
    for claim in waiting.select_related("programme").order_by("pk"):
        can = able[claim.programme_id]
        if need := _claim(user, claim, can):
            needs.setdefault(claim.programme, []).append(need)
    return needs


def _claim(user, claim, can):
    url = _url("claims:claim-detail", claim.programme, claim.number)
    period = f"For {claim.period_start:%-d %B %Y} to {claim.period_end:%-d %B %Y}"
    if claim.state == ClaimState.DRAFT and "claim.prepare" in can:
        return Need(claim.programme, f"Prepare {claim}", f"{period}. Look at its days first.", url)
    if claim.state == ClaimState.PREPARED and "claim.certify" in can and claim.prepared_by_id != user.pk:
        return Need(claim.programme, f"Certify {claim}", f"{period}: {pounds(claim.gross)}.", url)
    if claim.state == ClaimState.CERTIFIED and "claim.certify" in can:
        return Need(claim.programme, f"Submit {claim}", f"{period}: {pounds(claim.gross)}.", url)
    if claim.state == ClaimState.QUERIED and "claim.follow" in can:
        return Need(claim.programme, f"Answer the query about {claim}", "The funder has asked about it.", url)
    is_late = claim.state in UNPAID and claim.gross and claim.submitted_on < dates.today() - PAID_WITHIN
    if is_late and "claim.follow" in can:
        why = f"Submitted on {claim.submitted_on:%-d %B %Y}: {pounds(claim.gross)} gross."
        return Need(claim.programme, f"{claim} is not paid in full", why, url)
    return None


def _board(user, programmes, able):
    """Papers of the next meeting, actions of the board that are the person's, and questions that wait for them."""
    if not programmes:
        return {}
    today = dates.today()
    needs = {}
    own = actions_as_known(MeetingAction.objects.filter(programme__in=programmes), today)
    for action in (
        own.select_related("programme").filter(known_owner_id=user.pk, status__in=OPEN).order_by("due_on", "number")
    ):
        needs.setdefault(action.programme, []).append(_action(action))
    asked = challenges_as_known(Challenge.objects.filter(programme__in=programmes), today)
    for challenge in asked.exclude(last_move=ChallengeMove.CLOSED).select_related("programme").order_by("number"):
        if need := _challenge(user, challenge, able[challenge.programme_id]):
            needs.setdefault(challenge.programme, []).append(need)
    for meeting in _meetings_soon(user, programmes, today):
        if need := _papers(meeting, able[meeting.programme_id]):
            needs.setdefault(meeting.programme, []).insert(0, need)
    return needs


def _meetings_soon(user, programmes, today):
    """Meetings of the next days, each with `pack_then` and whether the person has a seat at it."""
    soon = Meeting.objects.filter(programme__in=programmes).to_come(today).filter(meets_on__lte=today + DUE_WITHIN)
    seats = BoardMembership.objects.filter(board=OuterRef("board"), user=user).sitting_on(OuterRef("meets_on"))
    return (
        with_newest_pack(soon, today).annotate(has_seat=Exists(seats)).select_related("programme").order_by("meets_on")
    )


def _papers(meeting, can):
    """Papers to read for those who sit at the meeting, and to issue for who serves the board."""
    when = f"The board meets on {meeting.meets_on:%-d %B %Y}, at {meeting.starts_at:%H:%M}."
    args = (meeting.programme.slug, meeting.meets_on.isoformat())
    if meeting.pack_then and meeting.has_seat and "board.view" in can:
        return Need(meeting.programme, "Read the papers for the board", when, reverse("board:pack-newest", args=args))
    if meeting.papers_issued_on is None and "board.manage" in can:
        return Need(
            meeting.programme, "Issue the papers for the board", when, reverse("board:meeting-detail", args=args)
        )
    return None


def _action(action):
    word = "was due" if action.status == "overdue" else "is due"
    why = f"{action} of the board {word} on {action.due_on:%-d %B %Y}."
    return Need(action.programme, _short(action.text), why, action.get_absolute_url())


def _short(text):
    """So much of a long text that a list of them can still be read."""
    return Truncator(text).words(30)


def _challenge(user, challenge, can):
    url = challenge.get_absolute_url()
    if challenge.last_move == ChallengeMove.ANSWERED:
        if challenge.recorded_by_id != user.pk:
            return None
        return Need(challenge.programme, f"Read the answer to {challenge}", "Close it, or say what is missing.", url)
    if challenge.assignee_id == user.pk and "challenge.answer" in can:
        by = f"By {challenge.due_on:%-d %B %Y}: {_short(challenge.question)}"
        return Need(challenge.programme, f"Answer {challenge} of the board", by, url)
    if challenge.assignee_id is None and "board.manage" in can:
        return Need(challenge.programme, f"Say who answers {challenge}", _short(challenge.question), url)
    return None


def _invitations(programmes, now):
    if not programmes:
        return {}
    expired = _counts(Invitation.objects.expired_at(now), programmes)
    return {programme: [_expired(programme, count)] for programme, count in expired.items()}


def _expired(programme, count):
    noun = "invitation has" if count == 1 else "invitations have"
    url = _url("accounts:people", programme)
    return Need(programme, f"{count} {noun} expired", "Invite again, or withdraw.", url)
