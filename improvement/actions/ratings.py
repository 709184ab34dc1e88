"""Saying how a workstream goes: delivery by those who do the work, impact by those who review it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.as_known import workstreams_on
from improvement.models import HighlightReport, ImpactRating
from improvement.saving import save_checked


@transaction.atomic
def write_highlight_report(
    *, workstream, period_end, delivery, confidence, summary, next_steps, path_to_green="", version, by, on=None
):
    """Add a highlight report. Earlier ones stay as they were; Stale when the workstream moved on since `version`."""
    on = on or dates.today()
    workstream.claim_version(version)
    programme = workstream.programme
    if period_end < programme.starts_on:
        raise ValidationError(
            {"period_end": f"The programme starts on {programme.starts_on:%-d %B %Y}. Choose that day or a later one."}
        )
    before = workstreams_on(programme, on).get(pk=workstream.pk).delivery
    report = save_checked(
        HighlightReport(
            programme=programme,
            workstream=workstream,
            period_end=period_end,
            delivery=delivery,
            confidence=confidence,
            summary=summary,
            next_steps=next_steps,
            path_to_green=path_to_green,
            recorded_on=on,
            recorded_by=by,
        )
    )
    record(
        "workstream.reported",
        by=by,
        about=workstream,
        programme=programme,
        before={"delivery": before},
        after={"delivery": delivery, "confidence": confidence, "period_end": period_end},
    )
    return report


@transaction.atomic
def rate_impact(*, workstream, impact, basis, version, by, on=None):
    """Rate what a workstream changed for children. Those who lead it or answer for it cannot.

    Raises ValidationError for one's own workstream, and Stale when it moved on since `version`.
    """
    on = on or dates.today()
    workstream.claim_version(version)
    known = workstreams_on(workstream.programme, on).get(pk=workstream.pk)
    if by.pk in (known.lead_id, known.counterpart_id):
        raise ValidationError("You lead this workstream, so somebody else rates its impact.")
    rating = save_checked(
        ImpactRating(
            programme=workstream.programme,
            workstream=workstream,
            impact=impact,
            basis=basis,
            recorded_on=on,
            recorded_by=by,
        )
    )
    record(
        "workstream.impact_rated",
        by=by,
        about=workstream,
        programme=workstream.programme,
        before={"impact": known.impact},
        after={"impact": impact},
        reason=basis,
    )
    return rating
