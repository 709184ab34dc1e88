"""The rows of a file of figures, and the files that were brought in."""

import django_tables2 as tables

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from config.sheet_imports import ImportState
from improvement.statistics_files.fates import Fate
from improvement.statistics_words import held_text
from improvement.tables import ONE_LINE, PROSE_CELL, TITLE

FATE_CHIPS = {
    Fate.NEW: "light-green",
    Fate.RESTATED: "light-yellow",
    Fate.UNCHANGED: "light-grey",
    Fate.REFUSED: "red",
    Fate.LATER: "light-grey",
}
STATE_CHIPS = {
    ImportState.PREVIEWED: "light-yellow",
    ImportState.CONFIRMED: "light-green",
    ImportState.ABANDONED: "light-grey",
}


class FigureTable(ProgrammeTable):
    """Each figure of a file and what becomes of it; the old and the new side by side where it is restated."""

    caption = "Figures of the file"

    line = tables.Column(verbose_name="Line", attrs=NUMERIC)
    fate = tables.Column(verbose_name="What becomes of it", attrs=ONE_LINE)
    what = tables.Column(empty_values=(), orderable=False, verbose_name="Figure", attrs=TITLE)
    before = tables.Column(empty_values=(), orderable=False, verbose_name="Held now")
    after = tables.Column(empty_values=(), orderable=False, verbose_name="In the file")
    why = tables.Column(orderable=False, verbose_name="Why", attrs=PROSE_CELL)

    class Meta:
        empty_text = "No figure matches."

    def render_fate(self, value):
        return chip(Fate(value).label, FATE_CHIPS[value])

    def render_what(self, record):
        return "—" if record.record is None else str(record.record)

    def render_before(self, record):
        return held_text(record.before) or "—"

    def render_after(self, record):
        return held_text(record.record) or "—"


class StatisticsImportTable(ProgrammeTable):
    caption = "Files of figures"

    recorded_on = DayColumn(verbose_name="Read", attrs=ONE_LINE)
    file_name = tables.Column(verbose_name="File", attrs=TITLE)
    publication = tables.Column(verbose_name="Where it comes from", attrs=PROSE_CELL)
    layout = tables.Column(accessor="get_layout_display", order_by=("layout",), verbose_name="Kind of file")
    figures = tables.Column(verbose_name="Figures saved", attrs=NUMERIC)
    state = tables.Column(accessor="state_then", order_by=("state_then",))
    by = tables.Column(empty_values=(), order_by=("recorded_by__name",), verbose_name="By")
    sha256 = tables.Column(verbose_name="SHA-256", visible=False)

    class Meta:
        empty_text = "No file matches."

    def render_file_name(self, record):
        return self.link(record.file_name, "indicators:statistics-detail", record.pk)

    def value_file_name(self, record):
        return record.file_name

    def render_by(self, record):
        return self.value_by(record) or "—"

    def value_by(self, record):
        """People are named to those who see the plan; publications to everybody."""
        if not record.recorded_by_id:
            return record.source
        return record.recorded_by.name if "plan.view" in self.page_here.can else ""

    def render_state(self, record):
        return chip(self.value_state(record), STATE_CHIPS[record.state_then])

    def value_state(self, record):
        return ImportState(record.state_then).label
