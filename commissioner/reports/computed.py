"""What a report says that nobody has to write: sentences, tables and pictures, worked out from two positions.

Each part is kept with the permission it takes to see it, so that one report serves those who may see all of it and
those who may not. They name posts; findings, requirements and decisions stand in their own words.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from accounts.pages import ProgrammePage
from claims.claim_states import ClaimState
from claims.sentences import allowance_sentences
from commissioner.changes import changes
from commissioner.changes.change import ChangeKind, Subject, Tone
from commissioner.changes.telling import changes_sentence
from commissioner.documents.document import Computed, Paragraph, Point, Points, Table, TableColumn, Told
from commissioner.reports.kinds import SectionKind
from commissioner.verdict import verdict
from config.money import pounds
from improvement.brag import Brag
from improvement.judgements import in_report_order
from improvement.models.ratings import NOT_GREEN
from improvement.signals import Assurance
from improvement.wording import capital, counted, day, have, number_word

ANNEXES = "annexes"
SHOWN_CHANGES = 8
SHOWN_CHARTS = 6
_DECIDES = ("plan.view", "indicator.view", "allowance.view")
# Where a sentence of the verdict leads: the first of these words in it says.
_OF_VERDICT = (
    ("findings", "improvement:finding-list", "programme.view", "See the findings"),
    ("workstreams", "improvement:workstream-list", "plan.view", "See the workstreams"),
    ("milestone", "improvement:milestone-list", "plan.view", "See the milestones"),
    ("risk", "improvement:risk-list", "risk.view", "See the risks"),
    ("indicator", "indicators:indicator-list", "indicator.view", "See the measures"),
    ("requirement", "improvement:direction", "programme.view", "See the Direction"),
    ("days", "claims:allowance", "allowance.view", "See the allowance"),
    ("", "commissioner:position", "programme.view", "See the position"),
)
_OF_SUBJECT = {
    Subject.WORKSTREAMS: "plan.view",
    Subject.MILESTONES: "plan.view",
    Subject.RISKS: "risk.view",
    Subject.INDICATORS: "indicator.view",
    Subject.ACTIONS: "board.view",
    Subject.DAYS: "allowance.view",
    Subject.CLAIMS: "claim.view",
}


@dataclass(frozen=True)
class Part:
    """A block of a document, and the permission it takes to see it."""

    block: object
    needs: str


@dataclass(frozen=True)
class Basis:
    """What a draft is made from: the position, the one at the last report, decisions since, and what may be seen."""

    before: object
    now: object
    decisions: tuple
    can: frozenset

    @cached_property
    def page(self):
        """Makes addresses of pages as they were on the day of the figures, whatever day it is when they are read."""
        later = self.now.on + datetime.timedelta(days=1)
        return ProgrammePage(programme=self.now.programme, can=self.can, on=self.now.on, today=later)

    @cached_property
    def changes(self):
        return changes(self.before, self.now, can=self.can)

    def told(self, needs, text, route, *args, link="See it", leads=None, **asked):
        """A Part of one computed sentence; without its link where its page is for others only."""
        url = self.page.url(route, *args, **asked) if (leads or needs) in self.can else ""
        return Part(Computed((Told(text, url, link if url else ""),)), needs)


def computed_parts(basis):
    """{section or ANNEXES: its Parts} of what `basis.can` may see."""
    writers = {
        SectionKind.VERDICT: _verdict,
        SectionKind.PROGRESS: _progress,
        SectionKind.WELL: _well,
        SectionKind.RISKS: _risks,
        SectionKind.OUTCOMES: _outcomes,
        SectionKind.DAYS: _days,
        SectionKind.MONEY: _money,
        SectionKind.DECISIONS: _decisions,
        ANNEXES: _annexes,
    }
    return {kind: [part for part in write(basis) if part.needs in basis.can] for kind, write in writers.items()}


def _verdict(basis):
    without = {needed: verdict(basis.now, can=basis.can - {needed}) for needed in _DECIDES}
    for sentence in verdict(basis.now, can=basis.can):
        needs = next((needed for needed in _DECIDES if sentence not in without[needed]), "programme.view")
        route, leads, link = next(found for word, *found in _OF_VERDICT if word in sentence)
        yield basis.told(needs, sentence, route, link=link, leads=leads)
    if basis.before.on < basis.now.on:
        asked = {"since": basis.before.on.isoformat(), "until": basis.now.on.isoformat()}
        sentence = changes_sentence(basis.changes)
        yield basis.told("programme.view", sentence, "commissioner:changes", link="See what changed", **asked)


def _progress(basis):
    now = basis.now
    if now.inspections:
        newest = now.inspections[0]
        rows = tuple((judged.area, judged.get_grade_display()) for judged in in_report_order(newest.judgements))
        caption = f"Judgements of the inspection begun on {day(newest.inspection.started_on)}"
        columns = (TableColumn("Area", wide=3, is_key=True), TableColumn("Judgement", wide=2))
        yield Part(Table("Judgements", caption, columns, rows), "programme.view")
    bare, total = len(now.unanswered), len(now.findings)
    if total:
        sentence = (
            f"{capital(number_word(total - bare))} of {counted(total, 'finding')} {have(total - bare)} a workstream."
        )
        yield basis.told("programme.view", sentence, "improvement:finding-list", link="See the findings")
    for colour in Brag:
        if of_colour := [w for w in now.workstreams if w.colour == colour]:
            numbers = ", ".join(str(w.number) for w in of_colour)
            sentence = f"{colour.label}: {counted(len(of_colour), 'workstream')} ({numbers})."
            yield basis.told("plan.view", sentence, "improvement:workstream-list", link="See the workstreams")
    moved = [c for c in basis.changes.worst_first if c.kind in (ChangeKind.DELIVERY, ChangeKind.IMPACT)]
    yield from (_change(basis, change) for change in moved[:SHOWN_CHANGES])


def _change(basis, change):
    needs = _OF_SUBJECT.get(change.subject, "programme.view")
    return basis.told(needs, f"{change.lead}. {nameless(change)}", change.whose.route, *change.whose.args)


def nameless(change):
    """What a change says, without the person who reported it or whom it waits for."""
    says, whose = change.says, change.whose
    if change.kind == ChangeKind.DELIVERY:
        says = says.rpartition(", reported by ")[0]
    name = f"{whose.noun} {whose.name}" if change.subject == Subject.ACTIONS else str(whose)
    return f"{name}: {says}."


def _toned(basis, tone):
    """Changes for better or worse, but for the figures of children, which have a section of their own."""
    found = [c for c in basis.changes.worst_first if c.tone == tone and c.subject != Subject.INDICATORS]
    yield from (_change(basis, change) for change in found[:SHOWN_CHANGES])
    if len(found) > SHOWN_CHANGES:
        sentence = f"{capital(counted(len(found) - SHOWN_CHANGES, 'further change'))} for the {tone.label.lower()}."
        asked = {"since": basis.before.on.isoformat(), "until": basis.now.on.isoformat()}
        yield basis.told("programme.view", sentence, "commissioner:changes", link="See them all", **asked)


def _well(basis):
    achieved = len(basis.now.achieved_milestones) - len(basis.before.achieved_milestones)
    if achieved > 0:
        sentence = f"{capital(counted(achieved, 'milestone'))} {have(achieved)} been achieved since the last report."
        yield basis.told("plan.view", sentence, "improvement:milestone-list", link="See the milestones")
    yield from _toned(basis, Tone.BETTER)


def _risks(basis):
    troubled = [w for w in basis.now.workstreams if w.workstream.delivery in NOT_GREEN]
    if troubled:
        points = tuple(
            Point(str(w.workstream), (f"Path to green: {w.report.path_to_green}",), w.colour.label, w.colour.value)
            for w in troubled
        )
        yield Part(Points(points), "plan.view")
    for risk in basis.now.risen_risks:
        sentence = f"Risk {risk.number} {risk.title} rose from {risk.residual_before} to {risk.residual}."
        yield basis.told("risk.view", sentence, "improvement:risk-detail", risk.number)
    yield from _toned(basis, Tone.WORSE)


def _outcomes(basis):
    for reading in (*basis.now.worse_indicators, *basis.now.better_indicators, *basis.now.changed_indicators):
        said = reading.signal.sentence
        if reading.signal.assurance == Assurance.FAILS:
            said = f"{said} {reading.signal.assurance_sentence}"
        code = reading.indicator.code
        yield basis.told("indicator.view", f"{reading.indicator.title}. {said}", "indicators:indicator-detail", code)
    if same := len(basis.now.unchanged_indicators):
        sentence = f"{capital(counted(same, 'measure'))} {have(same)} not really changed."
        yield basis.told("indicator.view", sentence, "indicators:indicator-list", link="See the measures")


def shown_readings(position):
    """The measures whose pictures a report shows: those that need a look, then those that got better."""
    return (*position.worse_indicators, *position.better_indicators)[:SHOWN_CHARTS]


def _days(basis):
    ledger = basis.now.allowance
    if ledger:
        for sentence in allowance_sentences(ledger):
            yield basis.told("allowance.view", sentence, "claims:allowance", link="See the allowance")


def _money(basis):
    claims = [claim for claim in basis.now.claims or () if claim.stood != ClaimState.CANCELLED]
    if not claims:
        return
    total = sum(claim.gross_then for claim in claims)
    sentence = f"{capital(counted(len(claims), 'claim'))} {have(len(claims))} been made, of {pounds(total)} in all."
    yield basis.told("claim.view", sentence, "claims:claim-list", link="See the claims")
    columns = (
        TableColumn("Claim", is_key=True),
        TableColumn("From", "DATE"),
        TableColumn("To", "DATE"),
        TableColumn("State"),
        TableColumn("Days", "DAYS"),
        TableColumn("With VAT", "POUNDS"),
    )
    rows = tuple(
        (c.number, c.period_start, c.period_end, ClaimState(c.stood).label, c.days_then, c.gross_then) for c in claims
    )
    yield Part(Table("Claims", "Claims to the funder", columns, rows), "claim.view")


def _decisions(basis):
    for decision in basis.decisions:
        sentence = f"The board decided on {day(decision.meeting.meets_on)} ({decision}): {decision.text}"
        yield basis.told("decision.view", sentence, "board:decision-detail", decision.number)
    if not basis.decisions:
        yield Part(Paragraph("The board recorded no decision since the last report.", is_note=True), "decision.view")


def _annexes(basis):
    now = basis.now
    yield Part(_workstream_table(now), "plan.view")
    yield Part(_milestone_table(now), "plan.view")
    yield Part(_risk_table(now), "risk.view")
    yield Part(_indicator_table(now), "indicator.view")
    yield Part(_finding_table(now), "programme.view")
    yield Part(_requirement_table(now), "programme.view")


def _workstream_table(now):
    columns = (
        TableColumn("No.", "WHOLE", is_key=True),
        TableColumn("Workstream", wide=3),
        TableColumn("Colour", "COLOUR", wide=2),
        TableColumn("Delivery"),
        TableColumn("Evidence"),
        TableColumn("Impact", wide=2),
        TableColumn("Overdue", "WHOLE"),
    )
    rows = tuple(
        (
            w.number,
            w.workstream.title,
            (w.colour.label, w.colour.value),
            w.delivery_label,
            w.evidence.label,
            w.impact_label,
            len(w.overdue),
        )
        for w in now.workstreams
    )
    return Table("Workstreams", "Every open workstream, with its overdue milestones", columns, rows)


def _milestone_table(now):
    columns = (
        TableColumn("Milestone", wide=4, is_key=True),
        TableColumn("Workstream", "WHOLE"),
        TableColumn("First due", "DATE"),
        TableColumn("Due", "DATE"),
        TableColumn("Moved", "WHOLE"),
        TableColumn("Status"),
    )
    rows = tuple(
        (m.title, m.workstream.number, m.original_due_on, m.due_on, m.times_redated, m.status.capitalize())
        for m in (*now.overdue_milestones, *now.due_milestones)
    )
    return Table("Milestones", "Milestones overdue and to come", columns, rows)


def _risk_table(now):
    columns = (
        TableColumn("No.", "WHOLE", is_key=True),
        TableColumn("Risk", wide=4),
        TableColumn("Inherent", "WHOLE"),
        TableColumn("Residual", "WHOLE"),
        TableColumn("Before", "WHOLE"),
        TableColumn("Target", "WHOLE"),
    )
    rows = tuple((r.number, r.title, r.inherent, r.residual, r.residual_before, r.target) for r in now.risks)
    return Table("Risks", "Open risks: likelihood times impact, 1 to 25", columns, rows)


def _indicator_table(now):
    columns = (
        TableColumn("Measure", wide=4, is_key=True),
        TableColumn("Period", wide=2),
        TableColumn("Figure", wide=2),
        TableColumn("Target", wide=2),
        TableColumn("Signal", wide=2),
    )
    rows = tuple(
        (
            reading.indicator.title,
            str(reading.latest.period) if reading.latest else "",
            reading.latest.text if reading.latest else "",
            reading.target_text,
            reading.signal.variation.label,
        )
        for reading in now.indicators
    )
    return Table("Measures", "Every measure in use, with its latest figure", columns, rows)


def _finding_table(now):
    columns = (
        TableColumn("Ref.", is_key=True),
        TableColumn("Finding", wide=5),
        TableColumn("Workstreams", "WHOLE"),
    )
    rows = tuple((finding.reference, finding.title, finding.answers) for finding in now.findings)
    return Table("Findings", "Findings and recommendations, and how many workstreams answer each", columns, rows)


def _requirement_table(now):
    columns = (
        TableColumn("Ref.", is_key=True),
        TableColumn("Requirement", wide=5),
        TableColumn("Due", "DATE"),
        TableColumn("Status"),
    )
    rows = tuple(
        (r.reference, r.text, r.due_on, r.status_on(now.on).replace("_", " ").capitalize()) for r in now.requirements
    )
    return Table("Requirements", "What the Direction requires", columns, rows)
