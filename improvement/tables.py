"""The lists of a programme: their columns on the page and in the CSV."""

import django_tables2 as tables
from django.utils.html import format_html

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from improvement.brag import EvidenceStatus, travel, workstream_colour, workstream_evidence
from improvement.models.inspection import Grade
from improvement.models.programme import RiskBand
from improvement.models.ratings import Confidence, Delivery, Impact

ONE_LINE = {"td": {"class": "app-one-line"}}
NUMBER = {"td": {"class": "app-cell-number"}}
TITLE = {"td": {"class": "app-cell-title"}}
SOURCE = {"td": {"class": "app-cell-source"}}
PROSE_CELL = {"td": {"class": "app-cell-prose"}}

MILESTONE_CHIPS = {
    "overdue": ("Overdue", "red"),
    "due": ("Due", "light-blue"),
    "achieved": ("Achieved", "light-green"),
    "withdrawn": ("Withdrawn", "light-grey"),
}
BAND_CHIPS = {
    RiskBand.LOW: "green",
    RiskBand.MEDIUM: "amber-e",
    RiskBand.HIGH: "amber",
    RiskBand.VERY_HIGH: "red",
}
REVIEW_CHIPS = {
    "accepted": ("Accepted", "light-green"),
    "returned": ("Returned", "light-red"),
    "": ("Awaiting review", "light-yellow"),
}
REQUIREMENT_CHIPS = {
    "met": ("Met", "light-green"),
    "overdue": ("Overdue", "red"),
    "due": ("Due", "light-blue"),
    "no_date": ("No date", "light-grey"),
}

GRADE_CHIPS = {
    Grade.OUTSTANDING: "blue",
    Grade.GOOD: "green",
    Grade.REQUIRES_IMPROVEMENT: "amber",
    Grade.ADEQUATE: "light-yellow",
    Grade.INADEQUATE: "red",
}


class WorkstreamTable(ProgrammeTable):
    caption = "Workstreams"

    number = tables.Column(verbose_name="No.", attrs=NUMBER)
    title = tables.Column(verbose_name="Workstream", attrs=TITLE)
    colour = tables.Column(empty_values=(), orderable=False)
    delivery = tables.Column(empty_values=())
    evidence = tables.Column(empty_values=(), orderable=False, verbose_name="Evidence")
    impact = tables.Column(empty_values=())
    direction = tables.Column(empty_values=(), orderable=False, verbose_name="Direction", attrs=ONE_LINE)
    confidence = tables.Column(empty_values=())
    reported_on = DayColumn(verbose_name="Last report", attrs=ONE_LINE)
    lead_post = tables.Column(verbose_name="Lead")

    class Meta:
        empty_text = "No workstream matches."

    def render_title(self, record):
        return self.link(record.title, "improvement:workstream-detail", record.number)

    def value_title(self, record):
        return record.title

    def render_colour(self, record):
        if record.is_closed:
            return chip("Closed", "light-grey")
        colour = workstream_colour(record)
        return chip(colour.label, colour)

    def value_colour(self, record):
        return "Closed" if record.is_closed else workstream_colour(record).label

    def render_delivery(self, record):
        return Delivery(record.delivery).label if record.delivery else "No report yet"

    def render_evidence(self, record):
        return EvidenceStatus(workstream_evidence(record)).label

    def render_impact(self, record):
        return Impact(record.impact).label if record.impact else "Not rated"

    def render_direction(self, record):
        way = travel(record.delivery, record.delivery_before)
        return f"{way.arrow} {way.label}"

    def value_direction(self, record):
        return travel(record.delivery, record.delivery_before).label

    def render_confidence(self, record):
        return Confidence(record.confidence).label if record.confidence else "—"

    def value_confidence(self, record):
        return Confidence(record.confidence).label if record.confidence else ""


class MilestoneTable(ProgrammeTable):
    caption = "Milestones"

    title = tables.Column(verbose_name="Milestone", attrs=TITLE)
    workstream = tables.Column(
        order_by=("workstream__number",), accessor="workstream__number", verbose_name="Workstream"
    )
    status = tables.Column()
    due_on = DayColumn(verbose_name="Due", attrs=ONE_LINE)
    original_due_on = DayColumn(verbose_name="First due", attrs=ONE_LINE)
    times_redated = tables.Column(verbose_name="Times moved", attrs=NUMERIC)
    slipped = tables.Column(verbose_name="Days slipped", attrs=NUMERIC, empty_values=(), orderable=False)

    class Meta:
        empty_text = "No milestone matches."

    def render_title(self, record):
        return self.link(record.title, "improvement:milestone-detail", record.pk)

    def value_title(self, record):
        return record.title

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)

    def render_status(self, record):
        return chip(*MILESTONE_CHIPS[record.status])

    def value_status(self, record):
        return MILESTONE_CHIPS[record.status][0]

    def render_slipped(self, record):
        return (record.due_on - record.original_due_on).days


class HighlightReportTable(ProgrammeTable):
    caption = "Highlight reports"

    workstream = tables.Column(order_by=("workstream__number",), attrs=TITLE)
    period_end = DayColumn(verbose_name="Up to", attrs=ONE_LINE)
    delivery = tables.Column(accessor="get_delivery_display", order_by=("delivery",))
    confidence = tables.Column(accessor="get_confidence_display", order_by=("confidence",))
    summary = tables.Column(orderable=False, attrs=PROSE_CELL)
    path_to_green = tables.Column(orderable=False, attrs=PROSE_CELL)
    said_by = tables.Column(verbose_name="By", orderable=False)
    recorded_on = DayColumn(verbose_name="Recorded", attrs=ONE_LINE)

    class Meta:
        empty_text = "No highlight report matches."

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)


class ImpactRatingTable(ProgrammeTable):
    caption = "Impact ratings"

    workstream = tables.Column(order_by=("workstream__number",), attrs=TITLE)
    impact = tables.Column(accessor="get_impact_display", order_by=("impact",), attrs=ONE_LINE)
    basis = tables.Column(orderable=False, attrs=PROSE_CELL)
    said_by = tables.Column(verbose_name="By", orderable=False)
    recorded_on = DayColumn(verbose_name="Recorded", attrs=ONE_LINE)

    class Meta:
        empty_text = "No impact rating matches."

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)


class EvidenceTable(ProgrammeTable):
    caption = "Evidence"

    title = tables.Column(verbose_name="Evidence", attrs=TITLE)
    workstream = tables.Column(order_by=("workstream__number",))
    kind = tables.Column(empty_values=(), orderable=False)
    review = tables.Column(empty_values=(), order_by=("known_review",))
    said_by = tables.Column(verbose_name="Attached by", orderable=False)
    recorded_on = DayColumn(verbose_name="Attached", attrs=ONE_LINE)

    class Meta:
        empty_text = "No evidence matches."

    def render_title(self, record):
        return self.link(record.title, "improvement:evidence-detail", record.pk)

    def value_title(self, record):
        return record.title

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)

    def render_kind(self, record):
        return "Link" if record.link else "File"

    def render_review(self, record):
        return chip(*REVIEW_CHIPS[record.review_on(self.page_here.on)])

    def value_review(self, record):
        return REVIEW_CHIPS[record.review_on(self.page_here.on)][0]


class RiskTable(ProgrammeTable):
    caption = "Risks"

    number = tables.Column(verbose_name="Risk", attrs=NUMBER)
    title = tables.Column(verbose_name="What may happen", attrs=TITLE)
    residual = tables.Column(verbose_name="Now")
    change = tables.Column(empty_values=(), orderable=False, verbose_name="Change", attrs=ONE_LINE)
    inherent = tables.Column(attrs=NUMERIC)
    target = tables.Column(attrs=NUMERIC)
    workstream = tables.Column(order_by=("workstream_number",), empty_values=())
    owner_post = tables.Column(order_by=("known_owner_post",), verbose_name="Owner")
    standing = tables.Column(verbose_name="State")

    class Meta:
        empty_text = "No risk matches."

    def render_number(self, value):
        return f"R{value}"

    def render_title(self, record):
        return self.link(record.title, "improvement:risk-detail", record.number)

    def value_title(self, record):
        return record.title

    def render_residual(self, value):
        band = self.page_here.programme.risk_band(value)
        return chip(f"{value} {band.label}", BAND_CHIPS[band])

    def value_residual(self, value):
        return value

    def render_change(self, record):
        before, now = record.residual_before, record.residual
        if before is None or before == now:
            return "→ No change"
        return f"↑ from {before}" if now > before else f"↓ from {before}"

    def value_change(self, record):
        return "" if record.residual_before is None else record.residual - record.residual_before

    def render_workstream(self, record):
        if record.workstream is None:
            return "Programme"
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream or "Programme")

    def render_standing(self, value):
        return value.capitalize()


class FindingTable(ProgrammeTable):
    caption = "Findings"

    reference = tables.Column(order_by=("position",), attrs=NUMBER)
    title = tables.Column(verbose_name="Finding", attrs=TITLE)
    kind = tables.Column(accessor="get_kind_display", order_by=("kind",), attrs=ONE_LINE)
    answers = tables.Column(verbose_name="Workstreams")
    source = tables.Column(orderable=False, attrs=SOURCE)

    class Meta:
        empty_text = "No finding matches."

    def render_title(self, record):
        return self.link(record.title, "improvement:finding-detail", record.reference)

    def value_title(self, record):
        return record.title

    def render_answers(self, record):
        if not record.answers:
            return chip("No workstream", "black")
        return ", ".join(str(coverage.workstream.number) for coverage in record.standing)

    def value_answers(self, record):
        return " ".join(str(coverage.workstream.number) for coverage in record.standing)


class RequirementTable(ProgrammeTable):
    caption = "Requirements"

    reference = tables.Column(attrs=NUMBER)
    text = tables.Column(verbose_name="What is required", orderable=False, attrs=PROSE_CELL)
    due_on = DayColumn(verbose_name="Due", attrs=ONE_LINE)
    status = tables.Column(empty_values=(), orderable=False)
    met_on = DayColumn(accessor="known_met_on", verbose_name="Met on", attrs=ONE_LINE)

    class Meta:
        empty_text = "No requirement matches."

    def render_reference(self, record):
        return self.link(record.reference, "improvement:requirement-detail", record.reference)

    def value_reference(self, record):
        return record.reference

    def render_status(self, record):
        return chip(*REQUIREMENT_CHIPS[record.status_on(self.page_here.on)])

    def value_status(self, record):
        return REQUIREMENT_CHIPS[record.status_on(self.page_here.on)][0]


class InspectionTable(ProgrammeTable):
    caption = "Inspections"

    inspection = tables.Column(empty_values=(), order_by=("started_on",), attrs=TITLE)
    authority = tables.Column(accessor="authority__name", verbose_name="Authority")
    framework = tables.Column(accessor="get_framework_display", order_by=("framework",), attrs=PROSE_CELL)
    took_place = tables.Column(orderable=False, verbose_name="Took place", attrs=PROSE_CELL)
    published_on = DayColumn(verbose_name="Report published", attrs=ONE_LINE)
    overall = tables.Column(orderable=False, verbose_name="Overall judgement")
    source = tables.Column(orderable=False, attrs=SOURCE)

    class Meta:
        empty_text = "No inspection matches."

    def render_inspection(self, record):
        return self.link(record, "improvement:inspection-detail", record.pk)

    def value_inspection(self, record):
        return str(record)

    def render_took_place(self, record):
        if not record.date_note:
            return record.took_place
        return format_html('{}<span class="app-table__note">{}</span>', record.took_place, record.date_note)

    def value_took_place(self, record):
        return f"{record.took_place} ({record.date_note})" if record.date_note else record.took_place

    def render_overall(self, value):
        return chip(Grade(value).label, GRADE_CHIPS[value])

    def value_overall(self, value):
        return Grade(value).label


class JudgementTable(ProgrammeTable):
    caption = "Judgements"

    inspection = tables.Column(order_by=("inspection__started_on",))
    authority = tables.Column(accessor="inspection__authority__name", verbose_name="Authority")
    framework = tables.Column(
        accessor="inspection__get_framework_display", order_by=("inspection__framework",), verbose_name="Framework"
    )
    area = tables.Column()
    grade = tables.Column(accessor="get_grade_display", order_by=("grade",))
    source = tables.Column(orderable=False, attrs=SOURCE)

    class Meta:
        empty_text = "No judgement matches."

    def render_inspection(self, record):
        return self.link(record.inspection, "improvement:inspection-detail", record.inspection_id)

    def value_inspection(self, record):
        return str(record.inspection)

    def render_grade(self, record):
        return chip(record.get_grade_display(), GRADE_CHIPS[record.grade])

    def value_grade(self, record):
        return record.get_grade_display()


class ComparatorTable(ProgrammeTable):
    caption = "Comparators"

    measure = tables.Column()
    authority = tables.Column(accessor="authority__name", verbose_name="Authority")
    figure = tables.Column(accessor="text", order_by=("value",), attrs=NUMERIC)
    basis = tables.Column(accessor="get_basis_display", order_by=("basis",), attrs=ONE_LINE)
    as_at = DayColumn(verbose_name="As at", attrs=ONE_LINE)
    quoted = tables.Column(verbose_name="As the report has it", orderable=False, attrs=PROSE_CELL)
    correction = tables.Column(orderable=False, attrs=PROSE_CELL)
    source = tables.Column(orderable=False, attrs=SOURCE)

    class Meta:
        empty_text = "No figure matches."


class ProgrammeChangeTable(ProgrammeTable):
    caption = "Changes of the programme"

    recorded_on = DayColumn(verbose_name="Recorded", attrs=ONE_LINE)
    state = tables.Column(accessor="get_state_display", order_by=("state",))
    ends_on = DayColumn(verbose_name="Expected last day", attrs=ONE_LINE)
    reason = tables.Column(orderable=False, attrs=PROSE_CELL)
    said_by = tables.Column(empty_values=(), verbose_name="By", orderable=False)

    class Meta:
        empty_text = "No change matches."

    def render_said_by(self, record):
        return self.value_said_by(record) or "—"

    def value_said_by(self, record):
        """People are named to those who see the plan; documents to everybody."""
        return record.said_by if "plan.view" in self.page_here.can else record.source
