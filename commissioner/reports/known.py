"""Reports as they were known on a day: where each stood then, and who may see which."""

from django.db.models import OuterRef, Q, Subquery

from commissioner.models import ProgressReport, ReportStep
from commissioner.reports.states import CLOSED, ReportState


def reports_on(programme, on):
    """The programme's reports known on a day, newest first, each with `state_then`."""
    steps = ReportStep.objects.known_on(on).filter(report=OuterRef("pk")).order_by("-number")
    known = ProgressReport.objects.known_on(on).filter(programme=programme).defer("facts")
    return (
        known.annotate(state_then=Subquery(steps.values("state")[:1]))
        .select_related("schedule", "withdrawal", "replaces")
        .order_by("-number")
    )


def visible_reports(page):
    """Those that the person of a ProgrammePage may see on its day.

    A draft is only shown as it stands today: what it held on an earlier day is not kept.
    """
    found = reports_on(page.programme, page.on)
    if "report_draft.view" in page.can:
        return found.filter(state_then__in=CLOSED) if page.is_past else found
    published = Q(state_then=ReportState.PUBLISHED)
    if "report.check" in page.can:
        published |= Q(state_then=ReportState.FACT_CHECK)
    return found.filter(published)
