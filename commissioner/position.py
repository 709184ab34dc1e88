"""The position: everything true of a programme on a day, in one typed value.

Pages, packs, reports and the API all read it, so they cannot disagree. It takes a fixed number of queries, whatever the
number of workstreams, milestones, risks and reports: thirteen, one more with claims, and three for each further day;
one while nothing has happened in the programme since it was last asked for.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter

from audit.unchanged import while_unchanged
from claims.allowance import Ledger, Spent, current_ledger
from claims.known_claims import claims_on
from claims.models import Claim
from commissioner.known_actions import actions_on
from commissioner.models import MeetingAction
from config import dates
from config.records import on_each
from improvement.as_known import findings_on, milestones_on, programmes_as_known, risks_on, workstreams_on
from improvement.brag import Brag, EvidenceStatus, Travel, travel, workstream_colour, workstream_evidence
from improvement.models import (
    HighlightReport,
    Inspection,
    Judgement,
    Milestone,
    Programme,
    Requirement,
    Risk,
    Workstream,
)
from improvement.models.finding import FindingKind
from improvement.models.programme import ProgrammeState
from improvement.models.ratings import Delivery, Impact
from improvement.readings import Reading, readings_on_each, worst_first
from improvement.signals import Variation


@dataclass(frozen=True)
class WorkstreamPosition:
    """One workstream's three ratings, its colour, where it is going and what comes next."""

    workstream: Workstream
    report: HighlightReport | None
    evidence: EvidenceStatus
    impact: str
    colour: Brag
    travel: Travel
    next_milestone: Milestone | None
    overdue: tuple[Milestone, ...]
    days: Decimal
    """Days logged on it that count against the allowance in force."""

    @property
    def number(self):
        return self.workstream.number

    @property
    def delivery_label(self):
        return Delivery(self.workstream.delivery).label if self.workstream.delivery else "No report yet"

    @property
    def impact_label(self):
        return Impact(self.impact).label if self.impact else "Not rated"

    @property
    def impact_is_worse(self):
        return self.impact == Impact.GETTING_WORSE

    @property
    def claims_too_much(self):
        """Reported on track or complete, while milestones are overdue or impact is getting worse."""
        says_well = self.workstream.delivery in (Delivery.ON_TRACK, Delivery.COMPLETE)
        return says_well and bool(self.overdue or self.impact_is_worse)

    @property
    def needs_attention(self):
        return self.colour == Brag.RED or self.claims_too_much


@dataclass(frozen=True)
class JudgedInspection:
    """An inspection with its judgements, in their order."""

    inspection: Inspection
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class Position:
    """A programme as it was known on a day. Lists are ordered as pages show them."""

    programme: Programme
    on: datetime.date
    state: ProgrammeState
    ends_on: datetime.date
    every_workstream: tuple[WorkstreamPosition, ...]
    """Those that are closed, too."""
    every_milestone: tuple[Milestone, ...]
    """Those of closed workstreams and those withdrawn, too."""
    every_risk: tuple[Risk, ...]
    """Those that are closed, too."""
    findings: tuple
    """Findings and recommendations, each with `answers` of findings_on(); data issues are apart."""
    data_issues: tuple
    requirements: tuple[Requirement, ...]
    inspections: tuple[JudgedInspection, ...]
    """JudgedInspections of the supported authority, newest first."""
    indicators: tuple[Reading, ...]
    """What each measure in use says, those that need a look first."""
    actions: tuple[MeetingAction, ...]
    """Those of the board, in their order."""
    allowance: Ledger | None
    """The ledger of the allowance in force, if there is one."""
    claims: tuple[Claim, ...] | None
    """Each as it stood, newest first; None where they were not asked for."""

    @cached_property
    def workstreams(self):
        """Those still open."""
        return tuple(w for w in self.every_workstream if not w.workstream.is_closed)

    @property
    def closed_workstreams(self):
        return len(self.every_workstream) - len(self.workstreams)

    @cached_property
    def milestones(self):
        """Those of open workstreams, without what was withdrawn."""
        standing = (m for m in self.every_milestone if m.status != "withdrawn")
        return tuple(milestone for milestone in standing if not milestone.workstream.is_closed)

    @cached_property
    def risks(self):
        """Those still open."""
        return tuple(risk for risk in self.every_risk if risk.standing == "open")

    @property
    def months_completed(self):
        return min(dates.months_completed(self.programme.starts_on, self.on), self.months_in_all)

    @property
    def months_in_all(self):
        return dates.months_in(self.programme.starts_on, self.ends_on)

    @cached_property
    def off_track(self):
        return tuple(w for w in self.workstreams if w.colour == Brag.RED)

    @cached_property
    def exceptions(self):
        return tuple(w for w in self.workstreams if w.needs_attention)

    @cached_property
    def unanswered(self):
        return tuple(finding for finding in self.findings if not finding.answers)

    @cached_property
    def answered(self):
        return tuple(finding for finding in self.findings if finding.answers)

    @cached_property
    def overdue_milestones(self):
        return tuple(m for m in self.milestones if m.status == "overdue")

    @cached_property
    def due_milestones(self):
        """Open milestones due from today on, soonest first."""
        return tuple(m for m in self.milestones if m.status == "due")

    @cached_property
    def achieved_milestones(self):
        return tuple(m for m in self.milestones if m.status == "achieved")

    @cached_property
    def risen_risks(self):
        """Open risks whose newest residual score is above the one before, steepest rise first."""
        risen = [r for r in self.risks if r.residual_before is not None and r.residual > r.residual_before]
        return tuple(sorted(risen, key=lambda r: r.residual_before - r.residual))

    @cached_property
    def highest_risks(self):
        """Open risks in the highest band, highest score first."""
        return tuple(r for r in self.risks if (r.residual or 0) >= self.programme.risk_very_high_from)

    @cached_property
    def worse_indicators(self):
        """Getting worse, or sure to miss their target."""
        return tuple(reading for reading in self.indicators if reading.is_exception)

    @cached_property
    def better_indicators(self):
        better = (r for r in self.indicators if r.signal.variation == Variation.IMPROVING and not r.is_exception)
        return tuple(better)

    @cached_property
    def changed_indicators(self):
        """Really changed, where neither way is better."""
        return tuple(r for r in self.indicators if r.signal.variation == Variation.CHANGED and not r.is_exception)

    @cached_property
    def unchanged_indicators(self):
        usual = (r for r in self.indicators if r.signal.variation == Variation.COMMON_CAUSE and not r.is_exception)
        return tuple(usual)

    @cached_property
    def overdue_requirements(self):
        return tuple(r for r in self.requirements if r.status_on(self.on) == "overdue")

    @cached_property
    def due_requirements(self):
        """Requirements due from today on, soonest first."""
        return tuple(r for r in self.requirements if r.status_on(self.on) == "due")

    def count(self, colour):
        return sum(1 for w in self.workstreams if w.colour == colour)

    def with_small_hidden(self):
        """The same for readers who may not see small numbers."""
        hidden = (reading.with_small_hidden() for reading in self.indicators)
        return replace(self, indicators=tuple(worst_first(hidden)))


def position(programme, on, *, small_numbers=True, claims=False):
    """The programme's Position on a day.

    Without `small_numbers`, figures behind which too few children stand are hidden, and no signal rests on them.
    `claims` are read only for those who may see them.
    """
    return positions(programme, (on,), small_numbers=small_numbers, claims=claims)[on]


def positions(programme, days, *, small_numbers=True, claims=False):
    """{day: the Position on it}: several days in hardly more queries than one, so that they can be compared."""
    days = tuple(dict.fromkeys(days))
    work_out = partial(read_positions, programme, days, small_numbers=small_numbers, claims=claims)
    return while_unchanged(programme, ("positions", days, small_numbers, claims), work_out)


def read_positions(programme, days, *, small_numbers=True, claims=False):
    """As positions(), read anew: for what is put on record."""
    days = tuple(dict.fromkeys(days))
    plans = _plans(programme, days)
    facts = _facts(programme, days)
    indicators = readings_on_each(programme, days, small_numbers=small_numbers)
    claimed = on_each(days, lambda day: claims_on(programme, day), "-pk") if claims else {}
    found = {}
    for day in days:
        ledger = current_ledger(programme, day)
        found[day] = Position(
            programme=programme,
            on=day,
            every_workstream=_workstreams(*plans[day], ledger),
            every_milestone=plans[day][1],
            **facts[day],
            indicators=tuple(worst_first(indicators[day])),
            allowance=ledger,
            claims=tuple(claimed[day]) if claims else None,
        )
    return found


def _plans(programme, days):
    """{day: (workstreams, milestones)}, each milestone with its workstream as it was known on the day."""
    workstreams = on_each(
        days, lambda day: workstreams_on(programme, day).select_related("newest_report__recorded_by"), "number"
    )
    milestones = on_each(days, lambda day: milestones_on(programme, day).select_related(None), "due_on", "pk")
    plans = {}
    for day in days:
        by_key = {workstream.pk: workstream for workstream in workstreams[day]}
        known = tuple(milestone for milestone in milestones[day] if milestone.workstream_id in by_key)
        for milestone in known:
            milestone.workstream = by_key[milestone.workstream_id]
        plans[day] = tuple(workstreams[day]), known
    return plans


def _facts(programme, days):
    """{day: the parts of a Position that stand by themselves}."""
    this_one = Programme.objects.filter(pk=programme.pk)
    in_force = on_each(days, lambda day: programmes_as_known(this_one, day))
    # Only the risks themselves: the rows of their workstreams and people are not read here.
    risks = on_each(days, lambda day: risks_on(programme, day).select_related(None), "-residual", "number")
    # How many workstreams answer each finding, and not which.
    findings = on_each(days, lambda day: findings_on(programme, day).prefetch_related(None), "position", "reference")
    # Only the actions, with whoever owned them then by name.
    actions = on_each(days, lambda day: actions_on(programme, day).select_related(None), "number")
    requirements, inspections = _requirements(programme, days), _inspections(programme, days)
    return {
        day: {
            "state": ProgrammeState(in_force[day][0].state),
            "ends_on": in_force[day][0].ends_on,
            "every_risk": tuple(risks[day]),
            "findings": tuple(f for f in findings[day] if f.kind != FindingKind.DATA_ISSUE),
            "data_issues": tuple(f for f in findings[day] if f.kind == FindingKind.DATA_ISSUE),
            "requirements": requirements[day],
            "inspections": inspections[day],
            "actions": tuple(actions[day]),
        }
        for day in days
    }


def _requirements(programme, days):
    """{day: what Directions still in force require}."""
    known = programme.requirements.select_related("intervention")
    found = on_each(days, known.known_on, "due_on", "reference")
    return {day: tuple(r for r in found[day] if not r.intervention.is_closed_on(day)) for day in days}


def _inspections(programme, days):
    """{day: the supported authority's judged inspections, newest first}."""
    judgements = programme.judgements.filter(inspection__authority=programme.supported_id)
    with_inspection = judgements.select_related("inspection__authority")
    newest_first = ("-inspection__started_on", "-inspection__pk", "position", "pk")
    found = on_each(days, with_inspection.known_on, *newest_first)
    return {day: _judged(found[day]) for day in days}


def _judged(judgements):
    grouped = groupby(judgements, key=attrgetter("inspection"))
    return tuple(JudgedInspection(inspection, tuple(judged)) for inspection, judged in grouped)


def _workstreams(workstreams, milestones, allowance):
    open_milestones = {}
    for milestone in milestones:
        if milestone.status in ("due", "overdue"):
            open_milestones.setdefault(milestone.workstream_id, []).append(milestone)
    spent = allowance.workstreams if allowance else {}
    return tuple(_workstream(w, open_milestones.get(w.pk, []), spent.get(w.pk, Spent()).logged) for w in workstreams)


def _workstream(workstream, milestones, days):
    due = [milestone for milestone in milestones if milestone.status == "due"]
    return WorkstreamPosition(
        workstream=workstream,
        report=workstream.newest_report if workstream.report_id else None,
        evidence=workstream_evidence(workstream),
        impact=workstream.impact,
        colour=workstream_colour(workstream),
        travel=travel(workstream.delivery, workstream.delivery_before),
        next_milestone=due[0] if due else None,
        overdue=tuple(milestone for milestone in milestones if milestone.status == "overdue"),
        days=days,
    )
