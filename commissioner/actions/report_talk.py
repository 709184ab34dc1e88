"""What is said of a report before it is signed: comments of the fact-check with their answers, and private notes."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.models import ProgressReport, ReportComment, ReportNote
from commissioner.reports.kinds import CHECKED
from commissioner.reports.states import ReportState
from config import dates
from improvement.saving import save_checked


def _hold_in_check(report):
    held = ProgressReport.objects.select_for_update(no_key=True).defer("facts").get(pk=report.pk)
    if held.state != ReportState.FACT_CHECK:
        raise ValidationError(f"{report} is not in fact-check, so nothing is said of its facts now.")
    return held


@transaction.atomic
def comment(*, report, kind, text, by, on=None):
    """Say what is wrong with the facts of a section, while the report is in fact-check."""
    held = _hold_in_check(report)
    if kind not in dict(CHECKED):
        raise ValidationError({"kind": "Choose one of the sections that the supported authority checks."})
    made = save_checked(
        ReportComment(
            programme=held.programme, report=held, kind=kind, text=text, recorded_on=on or dates.today(), recorded_by=by
        )
    )
    record(
        "report.commented",
        by=by,
        about=held,
        programme=held.programme,
        after={"section": kind, "characters": len(text)},
    )
    return made


@transaction.atomic
def answer_comment(*, comment, answer, by, on=None):
    """Answer a comment, once."""
    held = _hold_in_check(comment.report)
    comment = ReportComment.objects.select_for_update().get(pk=comment.pk)
    if comment.answered_on:
        raise ValidationError("Somebody has answered this comment meanwhile.")
    comment.answer, comment.answered_on, comment.answered_by = answer, on or dates.today(), by
    comment.full_clean()
    comment.save(update_fields=["answer", "answered_on", "answered_by"])
    after = {"section": comment.kind, "comment": comment.pk, "characters": len(answer)}
    record("report.comment_answered", by=by, about=held, programme=held.programme, after=after)
    return comment


@transaction.atomic
def add_note(*, report, text, by, on=None):
    """Add a private note. The audit trail says that there is one, and nothing of what it says."""
    made = save_checked(
        ReportNote(
            programme=report.programme, report=report, text=text, recorded_on=on or dates.today(), recorded_by=by
        )
    )
    record("report.note_added", by=by, about=report, programme=report.programme)
    return made
