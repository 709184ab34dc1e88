"""The list of reports to the Minister: its columns, and what it can be narrowed by."""

import django_tables2 as tables

from accounts.lists import DayColumn, ProgrammeFilter, ProgrammeTable, chip
from commissioner.reports.kinds import Recommend
from commissioner.reports.states import ReportState
from improvement.filters import one_of
from improvement.tables import NUMBER, ONE_LINE

STATE_CHIPS = {
    ReportState.DRAFT: "light-yellow",
    ReportState.FACT_CHECK: "light-blue",
    ReportState.SIGNED: "light-blue",
    ReportState.SUBMITTED: "light-blue",
    ReportState.DECIDED: "light-green",
    ReportState.PUBLISHED: "light-green",
}


def state_chip(report):
    """The words and the colour of where a report of reports_on() stood."""
    if report.withdrawn_then:
        return "Withdrawn", "light-red"
    state = ReportState(report.state_then)
    return state.label, STATE_CHIPS[state]


class ReportTable(ProgrammeTable):
    caption = "Reports to the Minister"

    number = tables.Column(verbose_name="No.", attrs=NUMBER)
    schedule = tables.Column(accessor="schedule__name", verbose_name="Report")
    period_start = DayColumn(verbose_name="From", attrs=ONE_LINE)
    period_end = DayColumn(verbose_name="To", attrs=ONE_LINE)
    due_on = DayColumn(verbose_name="Due", attrs=ONE_LINE)
    state = tables.Column(accessor="state_then", verbose_name="State")
    recommend = tables.Column(
        accessor="recommend_seen", verbose_name="Recommendation", empty_values=(None, ""), default="—"
    )

    class Meta:
        empty_text = "No report matches."

    def render_number(self, record):
        return self.link(f"Report {record.number}", "reports:report-detail", record.number)

    def value_number(self, record):
        return record.number

    def render_recommend(self, value):
        return Recommend(value).label

    def value_recommend(self, value):
        return Recommend(value).label if value else ""

    def render_state(self, record):
        return chip(*state_chip(record))

    def value_state(self, record):
        return state_chip(record)[0]


class ReportFilter(ProgrammeFilter):
    state = one_of("State", ReportState.choices, field_name="state_then")
