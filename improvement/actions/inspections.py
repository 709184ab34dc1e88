"""Recording inspections, their judgements, and the findings they and others made."""

from django.db import transaction
from django.db.models import Max

from audit.actions import record
from config import dates
from improvement.models import Finding, Inspection, Judgement
from improvement.saving import refuse_future, save_checked


@transaction.atomic
def add_inspection(*, programme, by, on=None, **facts):
    on = on or dates.today()
    for field in ("started_on", "ended_on", "published_on"):
        refuse_future(field, facts.get(field), on)
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
