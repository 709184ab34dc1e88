"""Steps in the plan: workstreams, milestones and which findings they answer."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.as_known import milestones_on, workstreams_on
from improvement.models import Coverage, Milestone, MilestoneChange, Programme, Workstream, WorkstreamChange
from improvement.models.milestone import MilestoneStep
from improvement.saving import save_checked


@transaction.atomic
def add_workstream(*, programme, number, title, aim, kind, lead_post="", counterpart_post="", by, on=None):
    on = on or dates.today()
    workstream = save_checked(
        Workstream(programme=programme, number=number, title=title, aim=aim, kind=kind, recorded_on=on, recorded_by=by)
    )
    save_checked(
        WorkstreamChange(
            programme=programme,
            workstream=workstream,
            lead_post=lead_post,
            counterpart_post=counterpart_post,
            recorded_on=on,
            recorded_by=by,
        )
    )
    after = {"number": number, "title": title, "kind": kind, "lead": lead_post, "counterpart": counterpart_post}
    record("workstream.added", by=by, about=workstream, programme=programme, after=after)
    return workstream


_LEADERSHIP = ("lead_post", "lead_id", "counterpart_post", "counterpart_id", "is_closed")


@transaction.atomic
def change_workstream(*, workstream, version, reason, by, on=None, **changed):
    """Record who leads a workstream from now on, or that it is closed or open again.

    `changed` holds any of lead_post, lead, counterpart_post, counterpart and is_closed; the rest stays as it was.
    Raises Stale when the workstream moved on since `version`.
    """
    on = on or dates.today()
    workstream.claim_version(version)
    now_known = workstreams_on(workstream.programme, on).get(pk=workstream.pk)
    before = {name: getattr(now_known, name) for name in _LEADERSHIP}
    change = WorkstreamChange(
        programme=workstream.programme, workstream=workstream, reason=reason, recorded_on=on, recorded_by=by, **before
    )
    for name, value in changed.items():
        setattr(change, name, value)
    save_checked(change)
    after = {name: getattr(change, name) for name in _LEADERSHIP}
    record(
        "workstream.changed",
        by=by,
        about=workstream,
        programme=workstream.programme,
        before=before,
        after=after,
        reason=reason,
    )
    return change


@transaction.atomic
def set_coverage(*, finding, workstreams, version, by, on=None):
    """Say which workstreams answer a finding from now on. Raises Stale when it moved on since `version`."""
    on = on or dates.today()
    finding.claim_version(version)
    standing = {
        c.workstream_id: c for c in finding.coverage.filter(withdrawn_on__isnull=True).select_related("workstream")
    }
    wanted = {workstream.pk: workstream for workstream in workstreams}
    before = sorted(coverage.workstream.number for coverage in standing.values())
    after = sorted(workstream.number for workstream in wanted.values())
    for key in standing.keys() - wanted.keys():
        coverage = standing[key]
        coverage.withdrawn_on, coverage.withdrawn_by = on, by
        coverage.save(update_fields=["withdrawn_on", "withdrawn_by"])
    for key in wanted.keys() - standing.keys():
        save_checked(
            Coverage(
                programme=finding.programme, finding=finding, workstream=wanted[key], recorded_on=on, recorded_by=by
            )
        )
    if before != after:
        record(
            "finding.coverage_changed",
            by=by,
            about=finding,
            programme=finding.programme,
            before={"workstreams": before},
            after={"workstreams": after},
        )


@transaction.atomic
def add_milestone(*, workstream, title, due_on, by, on=None):
    on = on or dates.today()
    programme = workstream.programme
    # The workstream may be closed at the same moment, which moves its version: queue on its row.
    Workstream.objects.select_for_update(no_key=True).get(pk=workstream.pk)
    if workstreams_on(programme, on).get(pk=workstream.pk).is_closed:
        raise ValidationError(f"Workstream {workstream.number} is closed. Open it again before adding a milestone.")
    _within_programme(programme, due_on, on)
    milestone = save_checked(
        Milestone(
            programme=programme,
            workstream=workstream,
            title=title,
            original_due_on=due_on,
            recorded_on=on,
            recorded_by=by,
        ),
        names={"original_due_on": "due_on"},
    )
    after = {"workstream": workstream.number, "title": title, "due_on": due_on}
    record("milestone.added", by=by, about=milestone, programme=programme, after=after)
    return milestone


def _within_programme(programme, due_on, on):
    """A limit across records: the day must lie in the programme as it is expected to run now."""
    # The programme may be shortened at the same moment, which looks for milestones due too late: queue on its row.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    ends_on = programme.changes.in_force(on).ends_on
    if due_on > ends_on:
        raise ValidationError(
            {
                "due_on": f"The programme ends on {ends_on:%-d %B %Y}. Choose that day or an earlier one, "
                "or ask the director to extend the programme first."
            }
        )
    if due_on < programme.starts_on:
        raise ValidationError(
            {"due_on": f"The programme starts on {programme.starts_on:%-d %B %Y}. Choose that day or a later one."}
        )


def _locked(milestone, version, on):
    """The milestone as known now, moved to the next version: changes to one milestone queue here."""
    milestone.claim_version(version)
    return milestones_on(milestone.programme, on).get(pk=milestone.pk)


def _take_step(milestone, step, *, before, after, by, on, **facts):
    change = save_checked(
        MilestoneChange(
            programme=milestone.programme, milestone=milestone, step=step, recorded_on=on, recorded_by=by, **facts
        )
    )
    record(
        f"milestone.{step}",
        by=by,
        about=milestone,
        programme=milestone.programme,
        before=before,
        after=after,
        reason=facts.get("reason", ""),
    )
    return change


_OPEN = ("due", "overdue")


@transaction.atomic
def redate_milestone(*, milestone, due_on, reason, version, by, on=None):
    """Give a milestone a new due date; the original and every date between stay on record.

    Raises ValidationError for a milestone that is achieved or withdrawn, for the same date or one outside the
    programme, and Stale when it moved on since `version`.
    """
    on = on or dates.today()
    known = _locked(milestone, version, on)
    if known.status not in _OPEN:
        raise ValidationError(f"This milestone is {known.status}. Reopen it before giving it a new date.")
    if due_on == known.due_on:
        raise ValidationError({"due_on": f"It is due on {due_on:%-d %B %Y} already. Choose another day."})
    _within_programme(milestone.programme, due_on, on)
    before, after = {"due_on": known.due_on}, {"due_on": due_on}
    return _take_step(
        milestone, MilestoneStep.REDATED, before=before, after=after, by=by, on=on, due_on=due_on, reason=reason
    )


@transaction.atomic
def achieve_milestone(*, milestone, achieved_on, version, reason="", by, on=None):
    on = on or dates.today()
    known = _locked(milestone, version, on)
    if known.status not in _OPEN:
        raise ValidationError(f"This milestone is {known.status} already.")
    if achieved_on < milestone.programme.starts_on:
        raise ValidationError({"achieved_on": "It cannot have been achieved before the programme started."})
    before, after = {"status": known.status}, {"achieved_on": achieved_on}
    facts = {"achieved_on": achieved_on, "reason": reason}
    return _take_step(milestone, MilestoneStep.ACHIEVED, before=before, after=after, by=by, on=on, **facts)


@transaction.atomic
def reopen_milestone(*, milestone, reason, version, by, on=None):
    on = on or dates.today()
    known = _locked(milestone, version, on)
    if known.status in _OPEN:
        raise ValidationError("This milestone is open already.")
    if known.due_on > milestone.programme.changes.in_force(on).ends_on:
        raise ValidationError("It is due after the programme ends. Ask the director to extend the programme first.")
    before, after = {"status": known.status}, {"status": "overdue" if known.due_on < on else "due"}
    return _take_step(milestone, MilestoneStep.REOPENED, before=before, after=after, by=by, on=on, reason=reason)


@transaction.atomic
def withdraw_milestone(*, milestone, reason, version, by, on=None):
    """Take a milestone out of the plan. It stays on record, with the reason."""
    on = on or dates.today()
    known = _locked(milestone, version, on)
    if known.status not in _OPEN:
        raise ValidationError(f"This milestone is {known.status} already.")
    before, after = {"status": known.status}, {"status": "withdrawn"}
    return _take_step(milestone, MilestoneStep.WITHDRAWN, before=before, after=after, by=by, on=on, reason=reason)
