"""What every step of a report does: claim the version, obey the table of states, leave its mark."""

from django.core.exceptions import ValidationError

from audit.actions import record
from commissioner.models import ReportStep
from commissioner.reports.states import STEPS
from config import dates


def take_report(report, version, step):
    """Claim the version and check that the step may be taken. Raises Stale, ValidationError."""
    report.claim_version(version)
    report.refresh_from_db()
    known = STEPS[step]
    if report.state not in known.before:
        raise ValidationError(f"{report} is {report.get_state_display().lower()}, so {known.otherwise}.", code="state")
    report.state = known.after or report.state


def leave_report(report, step, *, by, on, text="", facts=(), source="", kept=None):
    """Save, and keep the step and its audit event, with `kept` in it."""
    report.save(update_fields=["state", *facts])
    ReportStep.objects.create(
        programme=report.programme,
        report=report,
        number=report.version,
        step=step,
        state=report.state,
        text=text,
        recorded_on=on or dates.today(),
        recorded_by=by,
        source=source,
    )
    after = {"number": report.number, "state": report.state, "period_end": report.period_end, **(kept or {})}
    record(f"report.{step}", by=by, about=report, programme=report.programme, after=after, reason=text)
