"""The grid of measures, the figures of one, and places side by side."""

from functools import cache

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from accounts.lists import NUMERIC, ProgrammeTable, chip
from improvement.signal_charts import sparkline
from improvement.statistics_files.tidy import plain_number
from improvement.tables import PROSE_CELL

_NOTE = '<span class="app-table__note">{}</span>'
MEASURE = {"td": {"class": "app-cell-title app-cell-measure"}}
INVENTED = ("Invented", "light-grey")


@cache
def icon(name, way=""):
    """One of a few signs, each drawn once."""
    return render_to_string("improvement/signal_icon.html", {"name": name, "way": way})


class IndicatorTable(ProgrammeTable):
    """Readings, those that need a look first."""

    caption = "Indicators"

    title = tables.Column(accessor="indicator__title", verbose_name="Measure", attrs=MEASURE)
    code = tables.Column(accessor="indicator__code", visible=False)
    area = tables.Column(accessor="indicator__get_area_display", visible=False)
    publisher = tables.Column(accessor="indicator__publisher", verbose_name="Source", visible=False)
    latest = tables.Column(accessor="latest__text", verbose_name="Latest", orderable=False, attrs=NUMERIC)
    numerator = tables.Column(accessor="latest__numerator", visible=False)
    denominator = tables.Column(accessor="latest__denominator", visible=False)
    as_at = tables.Column(accessor="latest__period", verbose_name="As at", visible=False)
    change = tables.Column(accessor="change_text", verbose_name="Against the one before", orderable=False)
    signal = tables.Column(accessor="signal__sentence", verbose_name="What it says", orderable=False, attrs=PROSE_CELL)
    course = tables.Column(empty_values=(), verbose_name="Course", orderable=False, exclude_from_export=True)
    target = tables.Column(accessor="target_text", verbose_name="Target", orderable=False)
    assurance = tables.Column(accessor="signal__assurance_sentence", verbose_name="Against the target", visible=False)

    class Meta:
        empty_text = "No measure matches."

    def render_title(self, record):
        indicator = record.indicator
        return format_html(
            '{} {}<span class="app-table__note">{} · {}</span>',
            self.link(indicator.title, "indicators:indicator-detail", indicator.code),
            chip(*INVENTED) if indicator.invented else "",
            indicator.get_area_display(),
            indicator.publisher,
        )

    def value_title(self, record):
        return record.indicator.title

    def render_latest(self, record):
        latest = record.latest
        notes = [str(latest.period), latest.parts] if latest.parts else [str(latest.period)]
        return format_html("{}{}", latest.text, format_html_join("", _NOTE, [(note,) for note in notes]))

    def value_latest(self, record):
        return plain_number(record.latest.value)

    def value_numerator(self, value):
        return plain_number(value)

    def value_denominator(self, value):
        return plain_number(value)

    def render_signal(self, record):
        return format_html(
            '<span class="app-signal-row">{} {}</span>',
            icon(record.signal.variation, record.signal.way or ""),
            record.signal.sentence,
        )

    def value_signal(self, record):
        return record.signal.sentence

    def render_course(self, record):
        return sparkline([figure.value for figure in record.figures], signal=record.signal)

    def render_target(self, record):
        return format_html(
            '{}<span class="app-table__note app-signal-row">{} {}</span>',
            record.target_text,
            icon(record.signal.assurance),
            record.signal.assurance.label,
        )

    def value_target(self, record):
        return plain_number(record.target.value if record.target else None)

    def value_assurance(self, record):
        return record.signal.assurance_sentence
