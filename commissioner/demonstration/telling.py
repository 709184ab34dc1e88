"""Tells the invented course of a programme through the same actions as the pages, day by day as it was recorded."""

from django.core.files.base import ContentFile

from commissioner.demonstration import board, claims, days, indicators, plan, registers, reports
from improvement.actions import evidence as evidence_actions
from improvement.actions import plan as plan_actions
from improvement.actions import ratings, risks
from improvement.models import Evidence


def tell_torbay(programme, people):
    """Invent the work on every workstream. Nothing is random, so every demonstration is the same."""
    workstreams = {workstream.number: workstream for workstream in programme.workstreams.all()}
    _give_leads(workstreams, people, programme)
    _add_milestones(workstreams, people)
    _write_reports(workstreams, people)
    _attach_evidence(workstreams, people)
    _rate_impact(workstreams, people)
    _add_risks(programme, workstreams, people)
    _change_risks(programme, workstreams, people)
    registers.tell_registers(programme, workstreams, people)
    indicators.tell_indicators(programme, people)
    days.tell_agreement(programme, 200, people)
    days.tell_days(programme, workstreams, people)
    claims.tell_claims(programme, people)
    board.tell_board(programme, people)
    reports.tell_reports(programme, people)


def _fresh(record):
    """The version the next step is made from: the demonstration never competes with anybody."""
    record.refresh_from_db(fields=["version"])
    return record.version


def _give_leads(workstreams, people, programme):
    for number, (lead_post, counterpart_post) in plan.LEADS.items():
        lead, counterpart = plan.HOLDERS.get(number, (None, None))
        plan_actions.change_workstream(
            workstream=workstreams[number],
            version=_fresh(workstreams[number]),
            lead_post=lead_post,
            lead=people.get(lead),
            counterpart_post=counterpart_post,
            counterpart=people.get(counterpart),
            reason="Leads agreed at the start of the programme.",
            by=people["director"],
            on=programme.starts_on,
        )


def _add_milestones(workstreams, people):
    for number, title, due_on, recorded, moves, achieved in plan.MILESTONES:
        milestone = plan_actions.add_milestone(
            workstream=workstreams[number], title=title, due_on=due_on, by=people["officer"], on=recorded
        )
        for moved_on, new_due, reason in moves:
            plan_actions.redate_milestone(
                milestone=milestone,
                due_on=new_due,
                reason=reason,
                version=milestone.version,
                by=people["lead"],
                on=moved_on,
            )
        if achieved:
            plan_actions.achieve_milestone(
                milestone=milestone,
                achieved_on=achieved,
                version=milestone.version,
                by=people["lead"],
                on=achieved,
            )


def _write_reports(workstreams, people):
    for number, course in plan.COURSES.items():
        for period_end, letter in zip(plan.MONTH_ENDS, course, strict=True):
            delivery = plan.DELIVERY[letter]
            if delivery:
                _write_report(workstreams[number], delivery, period_end, people)


def _write_report(workstream, delivery, period_end, people):
    summary, next_steps, path = plan.WORDS.get(workstream.number, plan.USUAL)
    is_well = delivery not in ("at_risk", "off_track")
    if is_well:
        summary, next_steps, path = plan.USUAL
    ratings.write_highlight_report(
        workstream=workstream,
        period_end=period_end,
        delivery=delivery,
        confidence={"off_track": "low", "at_risk": "medium"}.get(delivery, "high"),
        summary=summary,
        next_steps=next_steps,
        path_to_green=path if is_well or path else "Agreed with the lead; see the milestones.",
        version=_fresh(workstream),
        by=people["officer2"] if workstream.number % 2 else people["officer"],
        on=period_end,
    )


def _attach_evidence(workstreams, people):
    for number, title, by, on, review, reviewed_on, note in plan.EVIDENCE:
        text = f"{title}\n\nInvented for the demonstration.\n"
        evidence = evidence_actions.add_evidence(
            workstream=workstreams[number],
            title=title,
            file=ContentFile(text.encode(), name=f"{title.lower().replace(' ', '-')}.txt"),
            by=people[by],
            on=on,
        )
        if review:
            evidence = Evidence.objects.get(pk=evidence.pk)
            evidence_actions.review_evidence(
                evidence=evidence,
                review=review,
                review_note=note,
                version=evidence.version,
                by=people["director"],
                on=reviewed_on,
            )


def _rate_impact(workstreams, people):
    for number, impact, on, basis in plan.IMPACT:
        ratings.rate_impact(
            workstream=workstreams[number],
            impact=impact,
            basis=basis,
            version=_fresh(workstreams[number]),
            by=people["commissioner"],
            on=on,
        )


def _add_risks(programme, workstreams, people):
    for number, title, cause, effect, response, owner, on, inherent, target, scores in plan.RISKS:
        (_, likelihood, impact, _), *later = scores
        risk = risks.add_risk(
            programme=programme,
            title=title,
            cause=cause,
            effect=effect,
            mitigation=response,
            owner_post=owner,
            inherent=inherent,
            residual=(likelihood, impact),
            target=target,
            workstream=workstreams.get(number),
            by=people["officer"],
            on=on,
        )
        for scored_on, likelihood, impact, reason in later:
            risks.score_risk(
                risk=risk,
                kind="residual",
                likelihood=likelihood,
                impact=impact,
                reason=reason,
                version=risk.version,
                by=people["officer"],
                on=scored_on,
            )


def _change_risks(programme, workstreams, people):
    for number, on, mitigation, owner_post, workstream, reason in plan.RISK_CHANGES:
        risk = programme.risks.get(number=number)
        risks.change_risk(
            risk=risk,
            mitigation=mitigation,
            owner_post=owner_post,
            workstream=workstreams.get(workstream),
            reason=reason,
            version=risk.version,
            by=people["director"],
            on=on,
        )


EXAMPLE_REPORTS = {1: "on_track", 2: "at_risk", 3: "on_track"}


def tell_exampleshire(programme, people):
    """A word on the second programme, so that it is not empty."""
    for workstream in programme.workstreams.order_by("number"):
        delivery = EXAMPLE_REPORTS.get(workstream.number)
        if delivery:
            _write_report(workstream, delivery, plan.MONTH_ENDS[-2], people)
    days.tell_agreement(programme, 60, people)
