"""The lists of days and claims, their columns on the page and in the CSV; and the rows of an import."""

import django_tables2 as tables
from django.utils.html import format_html

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from claims.chips import CLAIM_CHIPS, FATE_CHIPS, STATE_CHIPS
from claims.day_rules import warnings
from claims.fates import Fate
from claims.known_claims import waits_for
from config.days import figure, in_days
from config.money import pounds, round_to_pence

ONE_LINE = {"td": {"class": "app-one-line"}}
TITLE = {"td": {"class": "app-cell-title"}}


class EntryTable(ProgrammeTable):
    caption = "Days"

    worked_on = DayColumn(verbose_name="Day worked", attrs=TITLE)
    officer = tables.Column(accessor="officer__name", verbose_name="Officer", attrs=ONE_LINE)
    workstream = tables.Column(order_by=("workstream__number",))
    days = tables.Column(attrs=NUMERIC)
    kind = tables.Column(accessor="get_kind_display", order_by=("kind",), attrs=ONE_LINE)
    state = tables.Column()
    counts = tables.BooleanColumn(verbose_name="Counts", yesno="Yes,No")
    recorded_on = DayColumn(accessor="logged_on", order_by=("recorded_on",), verbose_name="Recorded", attrs=ONE_LINE)

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


class ImportTable(ProgrammeTable):
    """Rows of a spreadsheet: as they are understood, or as they were read where they are not."""

    caption = "Rows of the file"

    line = tables.Column(verbose_name="Row", attrs={"td": {"class": "app-cell-number"}})
    worked_on = tables.Column(verbose_name="Day worked", empty_values=(), attrs=TITLE)
    days = tables.Column(empty_values=(), attrs=ONE_LINE)
    workstream = tables.Column(empty_values=())
    kind = tables.Column(empty_values=(), attrs=ONE_LINE)
    note = tables.Column(empty_values=())
    fate = tables.Column(verbose_name="What becomes of it", attrs={"td": {"class": "app-cell-prose"}})

    class Meta:
        orderable = False
        empty_text = "No row is of this sort."

    def render_worked_on(self, record):
        return f"{record.entry.worked_on:%a %-d %b %Y}" if record.entry else self._as_read(record, "worked_on")

    def render_days(self, record):
        return in_days(record.entry.days) if record.entry else self._as_read(record, "days")

    def render_workstream(self, record):
        return str(record.entry.workstream) if record.entry else self._as_read(record, "workstream")

    def render_kind(self, record):
        return record.entry.get_kind_display() if record.entry else self._as_read(record, "kind")

    def render_note(self, record):
        return self._as_read(record, "note")

    def _as_read(self, record, name):
        return record.row[name] or self.default

    def render_fate(self, record):
        why = record.why
        if record.fate == Fate.NEW:
            why = ". ".join(warnings(record.entry, self.page_here.today))
        parts = format_html("{} {}", chip(*FATE_CHIPS[record.fate]), why)
        met = record.met
        if met and met.programme_id == self.page_here.programme.pk:
            return format_html("{} {}", parts, self.link("See that day", "claims:day-detail", met.pk))
        return parts


class ClaimTable(ProgrammeTable):
    """Claims of claims_on(); `terms` says what those not yet submitted wait for."""

    caption = "Claims"

    number = tables.Column(order_by=("pk",), attrs=TITLE)
    period_start = DayColumn(verbose_name="From", attrs=ONE_LINE)
    period_end = DayColumn(verbose_name="To", attrs=ONE_LINE)
    stood = tables.Column(verbose_name="State")
    waits_for = tables.Column(empty_values=(), orderable=False, verbose_name="Waits for")
    days_then = tables.Column(verbose_name="Days", attrs=NUMERIC)
    gross_then = tables.Column(verbose_name="Gross", attrs=NUMERIC)

    class Meta:
        empty_text = "No claim matches."

    def __init__(self, *args, terms=None, **kwargs):
        self.terms = terms
        super().__init__(*args, **kwargs)

    def render_number(self, value):
        return self.link(value, "claims:claim-detail", value)

    def value_number(self, value):
        return value

    def render_stood(self, value):
        return chip(*CLAIM_CHIPS[value])

    def value_stood(self, value):
        return CLAIM_CHIPS[value][0]

    def render_waits_for(self, record):
        return str(waits_for(record, self.terms, self.page_here.on)) or self.default

    def render_days_then(self, value):
        return figure(value)

    def value_days_then(self, value):
        return f"{value:.1f}"

    def render_gross_then(self, value):
        return pounds(value)

    def value_gross_then(self, value):
        return round_to_pence(value)


class LineTable(ProgrammeTable):
    """Lines of claims. Their files have more columns (claims/claim_files/columns.py)."""

    caption = "Lines of claims"

    claim = tables.Column(accessor="claim__number", verbose_name="Claim", attrs=ONE_LINE)
    number = tables.Column(verbose_name="Line", attrs=NUMERIC)
    worked_on = DayColumn(verbose_name="Day worked", attrs=TITLE)
    officer = tables.Column(accessor="officer_name", verbose_name="Officer", attrs=ONE_LINE)
    workstream = tables.Column(order_by=("workstream_number",))
    days = tables.Column(attrs=NUMERIC)
    net = tables.Column(verbose_name="Net", attrs=NUMERIC)
    vat = tables.Column(verbose_name="VAT", attrs=NUMERIC)
    gross = tables.Column(verbose_name="Gross", attrs=NUMERIC)
    state = tables.Column(verbose_name="State of the claim")

    class Meta:
        empty_text = "No line matches."

    def render_worked_on(self, record, value):
        day = self.link(f"{value:%a %-d %b %Y}", "claims:day-detail", record.entry_id)
        if not record.is_adjustment:
            return day
        reversed_line = record.reverses
        return format_html("{} gives back {}, line {}", day, reversed_line.claim.number, reversed_line.number)

    def render_days(self, value):
        return figure(value)

    def render_net(self, value):
        return pounds(value)

    render_vat = render_gross = render_net

    def render_state(self, value):
        return chip(*CLAIM_CHIPS[value])

    def value_state(self, value):
        return CLAIM_CHIPS[value][0]
