"""Reports as they were known on a day: where each stood then, and who may see which."""

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from commissioner.models import ProgressReport, ReportStep
from commissioner.reports.states import CLOSED, ReportState


def reports_on(programme, on):
    """The programme's reports known on a day, newest first, each with `state_then`, and the day `withdrawn_then`."""
    steps = ReportStep.objects.known_on(on).filter(report=OuterRef("pk")).order_by("-number")
    known = ProgressReport.objects.known_on(on).filter(programme=programme).defer("facts")
    return (
        known.annotate(
            state_then=Subquery(steps.values("state")[:1]),
            withdrawn_then=Case(When(withdrawal__recorded_on__lte=on, then=F("withdrawal__recorded_on"))),
        )
        .select_related("schedule", "withdrawal", "replaces")
        .order_by("-number")
    )


def visible_reports(page):
    """Those that the person of a ProgrammePage may see on its day, each with `recommend_seen`.

    A draft is only shown as it stands today: what it held on an earlier day is not kept. What a withdrawn report
    recommended is no longer told to who reads what was published.
    """
    found = reports_on(page.programme, page.on)
    if "report_draft.view" in page.can:
        found = found.annotate(recommend_seen=F("recommend"))
        return found.filter(state_then__in=CLOSED) if page.is_past else found
    published = Q(state_then=ReportState.PUBLISHED)
    if "report.check" in page.can:
        published |= Q(state_then=ReportState.FACT_CHECK)
    told = When(withdrawal__isnull=True, then=F("recommend"))
    return found.filter(published).annotate(recommend_seen=Case(told, default=Value("")))
