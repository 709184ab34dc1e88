"""Steps of the department: a Direction or notice issued and closed, what it requires, and when that was met."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.models import Intervention, Requirement
from improvement.saving import refuse_future, save_checked


@transaction.atomic
def add_intervention(*, programme, kind, title, issued_on, summary="", by, on=None):
    on = on or dates.today()
    refuse_future("issued_on", issued_on, on)
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


@transaction.atomic
def close_intervention(*, intervention, closed_on, replaced_by=None, version, by, on=None):
    """Record that the department closed a Direction or notice, and which one replaced it."""
    on = on or dates.today()
    intervention.claim_version(version)
    if intervention.closed_on:
        raise ValidationError("This is closed already.")
    refuse_future("closed_on", closed_on, on)
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
    refuse_future("met_on", met_on, on)
    if evidence and evidence.review_on(on) != "accepted":
        raise ValidationError({"evidence": "This evidence has not been accepted yet."})
    requirement.met_on, requirement.evidence = met_on, evidence
    requirement.met_recorded_on, requirement.met_recorded_by = on, by
    requirement.full_clean()
    requirement.save(update_fields=["met_on", "evidence", "met_recorded_on", "met_recorded_by"])
    after = {"met_on": met_on, "evidence": str(evidence or "")}
    record("requirement.met", by=by, about=requirement, programme=requirement.programme, after=after)
