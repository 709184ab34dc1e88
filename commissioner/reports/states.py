"""The states of a report to the Minister as one table: which step may be taken from where, and where it leads.

`docs/report-states.md` is written from it (`manage.py write_report_states`).
"""

from dataclasses import dataclass

from django.db import models


class ReportState(models.TextChoices):
    DRAFT = "draft", "Draft"
    FACT_CHECK = "fact_check", "Fact-check"
    SIGNED = "signed", "Signed"
    SUBMITTED = "submitted", "Submitted"
    DECIDED = "decided", "Decision received"
    PUBLISHED = "published", "Published"


class ReportStepKind(models.TextChoices):
    DRAFTED = "drafted", "Drafted"
    REFRESHED = "refreshed", "Figures refreshed"
    CHECK_ASKED = "check_asked", "Sent to fact-check"
    RETURNED = "returned", "Returned to draft"
    SIGNED = "signed", "Signed"
    SUBMITTED = "submitted", "Submitted"
    DECIDED = "decided", "Decision received"
    PUBLISHED = "published", "Published"


OPEN = (ReportState.DRAFT, ReportState.FACT_CHECK)
"""In which its text and figures may still change."""
CLOSED = (ReportState.SIGNED, ReportState.SUBMITTED, ReportState.DECIDED, ReportState.PUBLISHED)


@dataclass(frozen=True)
class Step:
    """One step: from these states to that one, and who may take it."""

    before: tuple
    after: ReportState | None
    permission: str
    otherwise: str
    """What is said of a report in another state."""


STEPS = {
    ReportStepKind.REFRESHED: Step(OPEN, None, "report.prepare", "its figures stay as they were signed"),
    ReportStepKind.CHECK_ASKED: Step(
        (ReportState.DRAFT,), ReportState.FACT_CHECK, "report.prepare", "it cannot be sent to fact-check"
    ),
    ReportStepKind.RETURNED: Step(
        (ReportState.FACT_CHECK,), ReportState.DRAFT, "report.prepare", "it cannot go back to draft"
    ),
    ReportStepKind.SIGNED: Step(
        (ReportState.FACT_CHECK,), ReportState.SIGNED, "report.sign", "it cannot be signed now"
    ),
    ReportStepKind.SUBMITTED: Step(
        (ReportState.SIGNED,), ReportState.SUBMITTED, "report.prepare", "it cannot be submitted"
    ),
    ReportStepKind.DECIDED: Step(
        (ReportState.SUBMITTED,), ReportState.DECIDED, "report.prepare", "no decision can be recorded"
    ),
    ReportStepKind.PUBLISHED: Step(
        (ReportState.DECIDED,), ReportState.PUBLISHED, "report.publish", "it cannot be published"
    ),
}


def as_page():
    """The table as the page `docs/report-states.md`."""
    lines = [
        "# The states of a report to the Minister",
        "",
        "Written by `manage.py write_report_states` from `commissioner/reports/states.py`; a test keeps both the same.",
        "",
        "| step | from | to | permission |",
        "| --- | --- | --- | --- |",
    ]
    for kind, step in STEPS.items():
        before = ", ".join(ReportState(state).label for state in step.before)
        after = ReportState(step.after).label if step.after else "stays where it is"
        lines.append(f"| {ReportStepKind(kind).label} | {before} | {after} | `{step.permission}` |")
    lines += [
        "",
        "A report begins as a draft, made when its period is over. It leaves fact-check only when every comment is "
        "answered. A report that was signed is never changed: it is withdrawn by a record of its own, and a corrected "
        "report of the same period names the one it replaces.",
        "",
    ]
    return "\n".join(lines)
