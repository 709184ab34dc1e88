"""The list of days: its columns on the page and in the CSV."""

import django_tables2 as tables

from accounts.lists import NUMERIC, ProgrammeTable, chip
from claims.chips import STATE_CHIPS

ONE_LINE = {"td": {"class": "app-one-line"}}
TITLE = {"td": {"class": "app-cell-title"}}


class EntryTable(ProgrammeTable):
    caption = "Days"

    worked_on = tables.DateColumn(verbose_name="Day worked", short=True, attrs=TITLE)
    officer = tables.Column(accessor="officer__name", verbose_name="Officer", attrs=ONE_LINE)
    workstream = tables.Column(order_by=("workstream__number",))
    days = tables.Column(attrs=NUMERIC)
    kind = tables.Column(accessor="get_kind_display", order_by=("kind",), attrs=ONE_LINE)
    state = tables.Column()
    counts = tables.BooleanColumn(verbose_name="Counts", yesno="Yes,No")
    recorded_on = tables.DateColumn(verbose_name="Recorded", short=True, attrs=ONE_LINE)

    class Meta:
        empty_text = "No day matches."

    def render_worked_on(self, record, value):
        return self.link(f"{value:%a %-d %b %Y}", "claims:day-detail", record.key)

    def value_worked_on(self, value):
        return value

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)

    def render_state(self, value, record):
        return chip(*STATE_CHIPS[record.state])

    def value_state(self, record):
        return STATE_CHIPS[record.state][0]

    def render_counts(self, value):
        return "Yes" if value else "No"

    def value_counts(self, value):
        return "Yes" if value else "No"
