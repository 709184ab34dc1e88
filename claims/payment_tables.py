"""The list of payments, what it can be narrowed by, and the rows of a bank statement."""

import django_filters
import django_tables2 as tables
from django.utils.html import format_html, format_html_join

from accounts.lists import NUMERIC, DayColumn, ProgrammeFilter, ProgrammeTable, chip
from claims.bank_fates import BankFate
from claims.filters import day_filter
from claims.tables import ONE_LINE, TITLE
from config.money import pounds

BANK_CHIPS = {
    BankFate.MATCHED: ("Matched", "light-green"),
    BankFate.RECORDED: ("Already recorded", "light-grey"),
    BankFate.UNMATCHED: ("No match", "light-yellow"),
    BankFate.REFUSED: ("Refused", "light-red"),
}


class PaymentTable(ProgrammeTable):
    caption = "Payments"

    received_on = DayColumn(accessor="remittance__received_on", verbose_name="Received on", attrs=TITLE)
    reference = tables.Column(accessor="remittance__reference", verbose_name="Reference")
    claim = tables.Column(accessor="claim__number", verbose_name="Claim", attrs=ONE_LINE)
    amount = tables.Column(attrs=NUMERIC)
    difference = tables.Column(verbose_name="Will not be paid", attrs=NUMERIC)
    explanation = tables.Column(orderable=False)
    outstanding = tables.Column(verbose_name="Left on the claim", attrs=NUMERIC)
    standing = tables.Column(verbose_name="Stands", accessor="remittance", orderable=False, attrs=ONE_LINE)
    recorded_on = DayColumn(accessor="remittance__recorded_on", verbose_name="Recorded", attrs=ONE_LINE)

    class Meta:
        empty_text = "No payment matches."

    def render_received_on(self, record, value):
        return self.link(f"{value:%-d %b %Y}", "claims:payment-detail", record.remittance_id)

    def value_received_on(self, value):
        return value

    def render_amount(self, value):
        return pounds(value)

    render_difference = render_outstanding = render_amount

    def value_amount(self, value):
        return value

    value_difference = value_outstanding = value_amount

    def render_standing(self, value):
        label = value.standing_on(self.page_here.on)
        return chip(label, "light-grey") if label != "Yes" else label

    def value_standing(self, value):
        return value.standing_on(self.page_here.on)


def text(label, field, lookup):
    return django_filters.CharFilter(label=label, field_name=field, lookup_expr=lookup, max_length=100)


class PaymentFilter(ProgrammeFilter):
    since = day_filter("Received from", "gte", field_name="remittance__received_on")
    until = day_filter("Received to", "lte", field_name="remittance__received_on")
    claim = text("Claim, by its number", "claim__number", "iexact")
    reference = text("Reference", "remittance__reference", "icontains")


class RemittanceFilter(ProgrammeFilter):
    since = day_filter("Received from", "gte", field_name="received_on")
    until = day_filter("Received to", "lte", field_name="received_on")
    claim = text("Claim, by its number", "payments__claim__number", "iexact")
    reference = text("Reference", "reference", "icontains")


class StatementTable(ProgrammeTable):
    """Rows of a statement: as they are understood, or as they were read where they are not."""

    caption = "Rows of the file"

    line = tables.Column(verbose_name="Row", attrs={"td": {"class": "app-cell-number"}})
    received_on = tables.Column(verbose_name="Received on", empty_values=(), attrs=TITLE)
    amount = tables.Column(empty_values=(), attrs=NUMERIC)
    reference = tables.Column(empty_values=())
    payments = tables.Column(verbose_name="Pays", empty_values=(), attrs=ONE_LINE)
    fate = tables.Column(verbose_name="What becomes of it", attrs={"td": {"class": "app-cell-prose"}})

    class Meta:
        orderable = False
        empty_text = "No row is of this sort."

    def render_received_on(self, record):
        return f"{record.received_on:%-d %b %Y}" if record.received_on else self._as_read(record, "received_on")

    def render_amount(self, record):
        return self._as_read(record, "amount") if record.amount is None else pounds(record.amount)

    def render_reference(self, record):
        return record.reference or self._as_read(record, "reference")

    def render_payments(self, record):
        rows = ((paid.claim.number, pounds(paid.amount)) for paid in record.payments)
        return format_html_join(", ", "{}: {}", rows) or self.default

    def _as_read(self, record, name):
        return record.row[name] or self.default

    def render_fate(self, record):
        return format_html("{} {}", chip(*BANK_CHIPS[record.fate]), record.why)
