"""The position: everything true of a programme on a day, in one typed value.

Pages, packs, reports and the API all read it, so they cannot disagree. Each part takes a fixed number of queries
(twelve in all), whatever the number of workstreams, milestones, risks and reports.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from claims.allowance import Ledger, Spent, current_ledger
from config import dates
from improvement.as_known import findings_on, milestones_on, risks_on, workstreams_on
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
from improvement.readings import Reading, readings, worst_first
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
    workstreams: tuple[WorkstreamPosition, ...]
    """Those still open; `closed_workstreams` says how many are not."""
    closed_workstreams: int
    milestones: tuple[Milestone, ...]
    """Those of open workstreams, without what was withdrawn."""
    risks: tuple[Risk, ...]
    findings: tuple
    """Findings and recommendations, each with `answers` of findings_on(); data issues are apart."""
    data_issues: tuple
    requirements: tuple[Requirement, ...]
    inspections: tuple[JudgedInspection, ...]
    """JudgedInspections of the supported authority, newest first."""
    indicators: tuple[Reading, ...]
    """What each measure in use says, those that need a look first."""
    allowance: Ledger | None
    """The ledger of the allowance in force, if there is one."""

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


def position(programme, on, *, small_numbers=True):
    """Gather the programme's Position on a day, however much there is in a fixed number of queries.

    Without `small_numbers`, figures behind which too few children stand are hidden, and no signal rests on them.
    """
    in_force = programme.changes.in_force(on)
    with_reports = workstreams_on(programme, on).select_related("newest_report__recorded_by")
    workstreams = list(with_reports.order_by("number"))
    still_open = {workstream.pk: workstream for workstream in workstreams if not workstream.is_closed}
    milestones = _milestones(programme, on, still_open)
    allowance = current_ledger(programme, on)
    # How many workstreams answer each finding, and not which.
    findings = tuple(findings_on(programme, on).prefetch_related(None).order_by("position", "reference"))
    # Only the risks themselves: the rows of their workstreams and people are not read here.
    risks = risks_on(programme, on).filter(standing="open").select_related(None).order_by("-residual", "number")
    return Position(
        programme=programme,
        on=on,
        state=ProgrammeState(in_force.state),
        ends_on=in_force.ends_on,
        workstreams=_workstreams(still_open.values(), milestones, allowance),
        closed_workstreams=len(workstreams) - len(still_open),
        milestones=milestones,
        risks=tuple(risks),
        findings=tuple(f for f in findings if f.kind != FindingKind.DATA_ISSUE),
        data_issues=tuple(f for f in findings if f.kind == FindingKind.DATA_ISSUE),
        requirements=_requirements(programme, on),
        inspections=_inspections(programme, on),
        indicators=tuple(worst_first(readings(programme, on, small_numbers=small_numbers))),
        allowance=allowance,
    )


def _milestones(programme, on, workstreams):
    """Milestones of the workstreams, given by key, that were not withdrawn, each with its workstream."""
    standing = milestones_on(programme, on).exclude(status="withdrawn").filter(workstream__in=workstreams)
    milestones = tuple(standing.select_related(None).order_by("due_on", "pk"))
    for milestone in milestones:
        milestone.workstream = workstreams[milestone.workstream_id]
    return milestones


def _requirements(programme, on):
    """What Directions still in force require."""
    known = programme.requirements.known_on(on).select_related("intervention").order_by("due_on", "reference")
    return tuple(requirement for requirement in known if not requirement.intervention.is_closed_on(on))


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


def _inspections(programme, on):
    """The supported authority's judged inspections, newest first, in one query."""
    known = programme.judgements.known_on(on).filter(inspection__authority=programme.supported_id)
    newest_first = ("-inspection__started_on", "-inspection__pk", "position", "pk")
    judgements = known.select_related("inspection__authority").order_by(*newest_first)
    grouped = groupby(judgements, key=attrgetter("inspection"))
    return tuple(JudgedInspection(inspection, tuple(judged)) for inspection, judged in grouped)
