"""The lines behind each figure of the year end."""

import django_tables2 as tables

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable
from claims.tables import ONE_LINE, TITLE
from config.money import pounds


def money_column(label, **kwargs):
    return tables.Column(verbose_name=label, orderable=False, empty_values=(), attrs=NUMERIC, **kwargs)


class WorthTable(ProgrammeTable):
    """Days and what each comes to. Pounds are written on the page, and numbers in the file."""

    worked_on = DayColumn(verbose_name="Day worked", attrs=TITLE)
    officer = tables.Column(verbose_name="Officer", attrs=ONE_LINE)
    workstream = tables.Column(orderable=False)
    days = tables.Column(attrs=NUMERIC)
    net = money_column("Net")
    vat = money_column("VAT")
    gross = money_column("Gross")

    class Meta:
        empty_text = "There is no line behind this figure."

    def amount_of(self, record):
        """What has the net, VAT and gross of a row: the row itself, where it is a line of a claim."""
        return record

    def render_worked_on(self, value):
        return f"{value:%a %-d %b %Y}"

    def value_worked_on(self, value):
        return value

    def value_net(self, record):
        return self.amount_of(record).net

    def value_vat(self, record):
        return self.amount_of(record).vat

    def value_gross(self, record):
        return self.amount_of(record).gross

    def render_net(self, record):
        return pounds(self.value_net(record))

    def render_vat(self, record):
        return pounds(self.value_vat(record))

    def render_gross(self, record):
        return pounds(self.value_gross(record))


class EarnedTable(WorthTable):
    caption = "Days earned"

    officer = tables.Column(accessor="officer__name", verbose_name="Officer", attrs=ONE_LINE)
    rate = money_column("Day rate")

    class Meta(WorthTable.Meta):
        sequence = ("worked_on", "officer", "workstream", "days", "rate", "net", "vat", "gross")

    def __init__(self, *args, worth, **kwargs):
        self.worth = worth
        super().__init__(*args, **kwargs)

    def amount_of(self, record):
        return self.worth.of(record.worked_on, record.days)[0]

    def render_worked_on(self, record, value):
        return self.link(f"{value:%a %-d %b %Y}", "claims:day-detail", record.key)

    def value_workstream(self, record):
        return str(record.workstream)

    def value_rate(self, record):
        rate = self.worth.of(record.worked_on, record.days)[1]
        return self.default if rate is None else rate

    def render_rate(self, record):
        rate = self.value_rate(record)
        return "No rate" if rate == self.default else pounds(rate)


class ClaimedTable(WorthTable):
    caption = "Lines of claims"

    claim = tables.Column(accessor="claim__number", verbose_name="Claim", attrs=ONE_LINE)
    number = tables.Column(verbose_name="Line", attrs=NUMERIC)
    officer = tables.Column(accessor="officer_name", verbose_name="Officer", attrs=ONE_LINE)

    class Meta(WorthTable.Meta):
        sequence = ("worked_on", "claim", "number", "officer", "workstream", "days", "net", "vat", "gross")


class UnpaidTable(ClaimedTable):
    """Rows are pairs: a line, and what is left of it."""

    caption = "Lines of claims not paid in full"

    worked_on = DayColumn(accessor="line__worked_on", verbose_name="Day worked", attrs=TITLE)
    claim = tables.Column(accessor="line__claim__number", verbose_name="Claim", attrs=ONE_LINE)
    number = tables.Column(accessor="line__number", verbose_name="Line", attrs=NUMERIC)
    officer = tables.Column(accessor="line__officer_name", verbose_name="Officer", attrs=ONE_LINE)
    workstream = tables.Column(accessor="line__workstream", orderable=False)
    days = tables.Column(accessor="line__days", attrs=NUMERIC)

    class Meta(ClaimedTable.Meta):
        pass

    def amount_of(self, record):
        return record["left"]
