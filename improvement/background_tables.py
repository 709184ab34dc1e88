"""The lists of a programme's background: its Direction, inspections, comparators and its own changes."""

import django_tables2 as tables
from django.utils.html import format_html

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from improvement.models.inspection import Grade
from improvement.tables import NUMBER, ONE_LINE, PROSE_CELL, SOURCE, TITLE

GRADE_CHIPS = {
    Grade.OUTSTANDING: "blue",
    Grade.GOOD: "green",
    Grade.REQUIRES_IMPROVEMENT: "amber",
    Grade.ADEQUATE: "light-yellow",
    Grade.INADEQUATE: "red",
}
REQUIREMENT_CHIPS = {
    "met": ("Met", "light-green"),
    "overdue": ("Overdue", "red"),
    "due": ("Due", "light-blue"),
    "no_date": ("No date", "light-grey"),
}


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
