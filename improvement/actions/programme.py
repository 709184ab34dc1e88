"""Steps about the programme itself: its state and end, the Direction, inspections and findings."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit.actions import record
from config import dates
from improvement.as_known import milestones_on
from improvement.models import Finding, Inspection, Intervention, Judgement, ProgrammeChange, Requirement
from improvement.saving import save_checked
from improvement.wording import are, capital, counted, day

LONGEST_MONTHS = 20 * 12
"""Far beyond any programme: what lies later is a slip of the pen."""


@transaction.atomic
def change_programme(*, programme, state, ends_on, reason, version, by, on=None):
    """Extend or shorten the programme, or move it to step-down or closed. Stale when it moved on since `version`."""
    on = on or dates.today()
    programme.claim_version(version)
    before = programme.changes.in_force(on)
    if (before.state, before.ends_on) == (state, ends_on):
        raise ValidationError("Nothing would change: choose another state or another day.")
    if ends_on < programme.starts_on:
        raise ValidationError({"ends_on": f"The programme started on {programme.starts_on:%-d %B %Y}."})
    longest = dates.add_months(programme.starts_on, LONGEST_MONTHS)
    if ends_on > longest:
        raise ValidationError({"ends_on": f"A programme lasts 20 years at most. Choose {day(longest)} or earlier."})
    no_open_milestone_after(programme, ends_on, on)
    change = save_checked(
        ProgrammeChange(
            programme=programme, state=state, ends_on=ends_on, reason=reason, recorded_on=on, recorded_by=by
        )
    )
    record(
        "programme.changed",
        by=by,
        about=programme,
        programme=programme,
        before={"state": before.state, "ends_on": before.ends_on},
        after={"state": state, "ends_on": ends_on},
        reason=reason,
    )
    return change


def no_open_milestone_after(programme, ends_on, on):
    """Raise ValidationError where open milestones are due after the day on which the programme is to end."""
    late = milestones_on(programme, on).filter(due_on__gt=ends_on, status__in=["due", "overdue"])
    count = late.count()
    if count:
        first = late.order_by("due_on").first()
        raise ValidationError(
            {
                "ends_on": f"{capital(counted(count, 'open milestone'))} {are(count)} due after that day, "
                f"the first on {day(first.due_on)} ({first.title}). Re-date or withdraw what is due too late first."
            }
        )


@transaction.atomic
def add_intervention(*, programme, kind, title, issued_on, summary="", by, on=None):
    on = on or dates.today()
    _not_future("issued_on", issued_on, on)
    intervention = save_checked(
        Intervention(
            programme=programme,
            kind=kind,
            title=title,
            issued_on=issued_on,
            summary=summary,
            recorded_on=on,
            recorded_by=by,
        )
    )
    after = {"kind": kind, "title": title, "issued_on": issued_on}
    record("intervention.added", by=by, about=intervention, programme=programme, after=after)
    return intervention


def _not_future(field, day, on):
    if day and day > on:
        raise ValidationError({field: "This day is in the future. Choose today or an earlier day."})


@transaction.atomic
def close_intervention(*, intervention, closed_on, replaced_by=None, version, by, on=None):
    """Record that the department closed a Direction or notice, and which one replaced it."""
    on = on or dates.today()
    intervention.claim_version(version)
    if intervention.closed_on:
        raise ValidationError("This is closed already.")
    _not_future("closed_on", closed_on, on)
    intervention.closed_on, intervention.replaced_by = closed_on, replaced_by
    intervention.closed_recorded_on, intervention.closed_recorded_by = on, by
    intervention.full_clean()
    intervention.save(update_fields=["closed_on", "replaced_by", "closed_recorded_on", "closed_recorded_by"])
    after = {"closed_on": closed_on, "replaced_by": str(replaced_by or "")}
    record("intervention.closed", by=by, about=intervention, programme=intervention.programme, after=after)


@transaction.atomic
def add_requirement(*, intervention, reference, text, due_on=None, by, on=None):
    requirement = save_checked(
        Requirement(
            programme=intervention.programme,
            intervention=intervention,
            reference=reference,
            text=text,
            due_on=due_on,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    after = {"reference": reference, "due_on": due_on}
    record("requirement.added", by=by, about=requirement, programme=requirement.programme, after=after)
    return requirement


@transaction.atomic
def meet_requirement(*, requirement, met_on, evidence=None, version, by, on=None):
    """Record that a requirement was met on a day, with the accepted evidence that shows it."""
    on = on or dates.today()
    requirement.claim_version(version)
    if requirement.met_on:
        raise ValidationError("This requirement is met already.")
    _not_future("met_on", met_on, on)
    if evidence and evidence.review_on(on) != "accepted":
        raise ValidationError({"evidence": "This evidence has not been accepted yet."})
    requirement.met_on, requirement.evidence = met_on, evidence
    requirement.met_recorded_on, requirement.met_recorded_by = on, by
    requirement.full_clean()
    requirement.save(update_fields=["met_on", "evidence", "met_recorded_on", "met_recorded_by"])
    after = {"met_on": met_on, "evidence": str(evidence or "")}
    record("requirement.met", by=by, about=requirement, programme=requirement.programme, after=after)


@transaction.atomic
def add_inspection(*, programme, by, on=None, **facts):
    on = on or dates.today()
    for field in ("started_on", "ended_on", "published_on"):
        _not_future(field, facts.get(field), on)
    inspection = save_checked(Inspection(programme=programme, recorded_on=on, recorded_by=by, **facts))
    after = {"framework": inspection.framework, "started_on": inspection.started_on}
    record("inspection.added", by=by, about=inspection, programme=programme, after=after)
    return inspection


@transaction.atomic
def add_judgement(*, inspection, area, grade, part_of=None, is_overall=False, by, on=None):
    last = inspection.judgements.aggregate(last=Max("position"))["last"] or 0
    judgement = save_checked(
        Judgement(
            programme=inspection.programme,
            inspection=inspection,
            area=area,
            grade=grade,
            part_of=part_of,
            is_overall=is_overall,
            position=last + 1,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    after = {"area": area, "grade": grade}
    record("judgement.added", by=by, about=judgement, programme=inspection.programme, after=after)
    return judgement


@transaction.atomic
def add_finding(*, programme, kind, reference, title, text, inspection=None, by, on=None):
    last = programme.findings.aggregate(last=Max("position"))["last"] or 0
    finding = save_checked(
        Finding(
            programme=programme,
            inspection=inspection,
            kind=kind,
            reference=reference,
            position=last + 1,
            title=title,
            text=text,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    record("finding.added", by=by, about=finding, programme=programme, after={"kind": kind, "reference": reference})
    return finding
