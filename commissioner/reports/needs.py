"""What a report to the Minister needs of a person now, and how long until the next is due."""

from django.db.models import Count, Q

from commissioner.models import ProgressReport, ReportSchedule
from commissioner.need import Need
from commissioner.reports.slots import next_slot
from commissioner.reports.stages import countdown
from commissioner.reports.states import ReportState
from config import dates
from improvement.as_known import still_open
from improvement.models import Programme
from improvement.wording import capital, counted, day, have


def report_needs(user, programmes, able):
    """{programme: Needs}: of those who prepare, sign and check reports. At most three queries."""
    if not programmes:
        return {}
    needs = {programme: [] for programme in programmes}
    today = dates.today()
    waiting = ~Q(state=ReportState.PUBLISHED) & Q(withdrawal__isnull=True)
    unanswered = Count("comments", filter=Q(comments__answered_on__isnull=True))
    reports = ProgressReport.objects.filter(waiting, programme__in=programmes).annotate(unanswered=unanswered)
    for report in reports.defer("facts").select_related("programme").order_by("due_on", "pk"):
        if need := _need(report, able[report.programme_id], today):
            needs[report.programme].append(need)
    for schedule, slot in _to_come([p for p in programmes if "report.prepare" in able[p.pk]], today):
        why = f"Of {day(slot.start)} to {day(slot.end)}. It is drafted by itself on the day after."
        when = countdown(slot.due_on, today)[:-1]
        what = f"{schedule.name}: {when[0].lower()}{when[1:]}"
        needs[schedule.programme].append(Need(schedule.programme, what, why, schedule.get_absolute_url()))
    return needs


def _need(report, can, today):
    """The next step of a report for somebody with these permissions, if it is theirs."""
    url = report.get_absolute_url()
    due = countdown(report.due_on, today)
    if report.state == ReportState.DRAFT and "report.prepare" in can:
        return Need(report.programme, f"Write {report}", due, url)
    if report.state == ReportState.FACT_CHECK:
        return _in_check(report, can, due, url)
    if report.state == ReportState.SIGNED and "report.prepare" in can:
        return Need(report.programme, f"Submit {report}", due, url)
    if report.state == ReportState.SUBMITTED and "report.prepare" in can:
        return Need(report.programme, f"Record what the Minister decided on {report}", "Attach the letter.", url)
    if report.state == ReportState.DECIDED and "report.publish" in can:
        return Need(report.programme, f"Publish {report}", "Readers see its reduced form.", url)
    return None


def _in_check(report, can, due, url):
    if "report.check" in can:
        return Need(report.programme, f"Check the facts of {report}", "Comment on each section that is wrong.", url)
    if report.unanswered and "report.prepare" in can:
        comments = f"{capital(counted(report.unanswered, 'comment'))} {have(report.unanswered)} no answer."
        return Need(report.programme, f"Answer the fact-check of {report}", f"{comments} {due}", url)
    if "report.sign" in can:
        return Need(report.programme, f"Sign {report}", due, url)
    return None


def _to_come(programmes, today):
    """(schedule, the Slot that is to come) of each schedule that has one; a closed programme has no more reports."""
    theirs = Programme.objects.filter(pk__in=[programme.pk for programme in programmes])
    in_hand = still_open(theirs, today).values("pk")
    schedules = ReportSchedule.objects.filter(programme__in=in_hand).select_related("programme")
    for schedule in schedules.prefetch_related("terms").order_by("pk"):
        slot = next_slot(sorted(schedule.terms.all(), key=lambda terms: terms.pk), today)
        if slot:
            yield schedule, slot
