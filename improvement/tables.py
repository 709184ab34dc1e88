"""The lists of the plan, of risks and findings: their columns on the page and in the CSV."""

import django_tables2 as tables

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from improvement.brag import EvidenceStatus, travel, workstream_colour, workstream_evidence
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
