"""The department's tidy layout: a row for each place and period, a column for each figure, symbols in its columns.

Source: Department for Education, "explore education statistics", guidance on tidy data: time_period, time_identifier
and geographic_level, then codes and names of places, then filters and indicators.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from improvement.figure_words import HIDDEN
from improvement.models import Observation
from improvement.models.authority import Level
from improvement.models.observation import Missing
from improvement.periods import NotAPeriod, period_of
from improvement.statistics_files.numbers import EMPTY, figure_from

PLACES = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
"""The columns that say which place and period a row is for: every other is a filter or holds figures."""

LEVELS = {"national": Level.NATIONAL, "regional": Level.REGIONAL, "local authority": Level.AUTHORITY}
_CODES = {Level.NATIONAL: "country_code", Level.REGIONAL: "region_code", Level.AUTHORITY: "new_la_code"}


def observation_of(statistics_import, *, indicator, authority, period, line, figures):
    """The unsaved Observation that (value, numerator, denominator) mean. Raises ValidationError."""
    value, numerator, denominator = figures
    found = Observation(
        programme=statistics_import.programme,
        indicator=indicator,
        authority=authority,
        period_end=period.end,
        value=value.number,
        missing=value.symbol,
        numerator=numerator.number,
        numerator_missing=numerator.symbol,
        denominator=denominator.number,
        denominator_missing=denominator.symbol,
        status=statistics_import.status,
        published_on=statistics_import.published_on,
        statistics_import=statistics_import,
        line=line,
        recorded_on=statistics_import.recorded_on,
        recorded_by=statistics_import.recorded_by,
    )
    found.check_figure()
    return found


def held_observations(programme, indicators):
    """{cell: the newest Observation} of some measures, of every authority and period."""
    rows = Observation.objects.filter(programme=programme, indicator__in=indicators)
    newest_last = rows.select_related("authority").order_by("recorded_on", "pk")
    return {observation.cell: observation for observation in newest_last}


@dataclass(frozen=True)
class _Mapped:
    """A StatisticsColumn with its places in the file."""

    indicator: object
    value: int
    numerator: int | None
    denominator: int | None
    conditions: tuple
    """(place, what the row must hold there), in small letters."""


class TidyRows:
    """The rows of one file, held against the columns that the programme's measures take their figures from."""

    def __init__(self, statistics_import, file, named, on):
        self.statistics_import, self.file, self.named, self.on = statistics_import, file, named, on
        self.places = file.places()
        self.mapped = self._mapped()
        self.passed_over = 0
        self._periods, self._authorities = {}, {}

    def _mapped(self):
        programme = self.statistics_import.programme
        in_use = programme.indicators.in_use_on(self.on)
        columns = programme.statistics_columns.filter(indicator__in=in_use)
        return [
            _Mapped(
                indicator=column.indicator,
                value=self.places[column.value_column.casefold()],
                numerator=self.places.get(column.numerator_column.casefold()),
                denominator=self.places.get(column.denominator_column.casefold()),
                conditions=tuple((self.places[name], value) for name, value in column.conditions.items()),
            )
            for column in columns.select_related("indicator").order_by("pk")
            if column.value_column.casefold() in self.places and set(column.conditions) <= set(self.places)
        ]

    def held(self):
        return held_observations(self.statistics_import.programme, [mapped.indicator for mapped in self.mapped])

    def read(self):
        """Yield (line, Observation or None, fault) for each figure that a measure takes."""
        for row in self.file.rows:
            line = row[0]
            wanted = [mapped for mapped in self.mapped if self._is_wanted(mapped, row)]
            if not wanted or self._cell(row, "geographic_level").casefold() not in LEVELS:
                self.passed_over += 1
                continue
            authority = self._authority(row)
            if authority is None:
                yield line, None, self._unknown(row)
                continue
            for mapped in wanted:
                yield from self._figure(row, line, mapped, authority)

    def _is_wanted(self, mapped, row):
        return all(row[place].casefold() == value for place, value in mapped.conditions)

    def _cell(self, row, name):
        place = self.places.get(name)
        return row[place] if place else ""

    def _authority(self, row):
        level = LEVELS[self._cell(row, "geographic_level").casefold()]
        ons_code, dfe_code = self._cell(row, _CODES[level]).upper(), ""
        if level == Level.AUTHORITY:
            dfe_code = self._cell(row, "old_la_code")
        key = (ons_code, dfe_code)
        if key not in self._authorities:
            found = self.named.with_codes(*key)
            self._authorities[key] = found if found and found.level == level else None
        return self._authorities[key]

    def _unknown(self, row):
        codes = [self._cell(row, name) for name in ("new_la_code", "old_la_code", "la_name", "region_code")]
        told = ", ".join(code[:40] for code in codes if code) or "no code"
        return f"No authority, region or country is known by {told}: check its codes."

    def _figure(self, row, line, mapped, authority):
        try:
            figures = tuple(
                figure_from(row[place], what) if place else EMPTY
                for place, what in (
                    (mapped.value, "figure"),
                    (mapped.numerator, "numerator"),
                    (mapped.denominator, "denominator"),
                )
            )
            if figures[0].is_empty:
                self.passed_over += 1
                return
            found = observation_of(
                self.statistics_import,
                indicator=mapped.indicator,
                authority=authority,
                period=self._period(row, mapped.indicator),
                line=line,
                figures=figures,
            )
            yield line, found, ""
        except (ValidationError, NotAPeriod) as error:
            said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            yield line, None, f"{mapped.indicator}: {said}"

    def _period(self, row, indicator):
        key = (self._cell(row, "time_period"), self._cell(row, "time_identifier"), indicator.frequency)
        if key not in self._periods:
            self._periods[key] = period_of(*key)
        return self._periods[key]


def tidy_rows(pairs, column, regions):
    """The rows of (authority, figure) pairs of one measure in the department's layout, headings first.

    `column` is where files hold the measure, or none; `regions` are {ONS code: name}.
    """
    conditions = column.conditions if column else {}
    yield [*PLACES, *conditions, *figure_columns(column)]
    for authority, figure in pairs:
        yield [*_place_cells(authority, figure.period, regions), *conditions.values(), *_figure_cells(figure)]


def figure_columns(column):
    """What the columns of numerator, denominator and figure are called."""
    if column is None:
        return ["numerator", "denominator", "value"]
    return [column.numerator_column or "numerator", column.denominator_column or "denominator", column.value_column]


_LEVEL_NAMES = {level: name.capitalize() for name, level in LEVELS.items()}


def _place_cells(authority, period, regions):
    is_council = authority.level == Level.AUTHORITY
    region_code = authority.ons_code if authority.level == Level.REGIONAL else authority.region_code
    return [
        period.time_period,
        period.time_identifier,
        _LEVEL_NAMES[authority.level],
        "E92000001",
        "England",
        region_code,
        regions.get(region_code, ""),
        authority.dfe_code,
        authority.ons_code if is_council else "",
        authority.name if is_council else "",
    ]


def _figure_cells(figure):
    pairs = (
        (figure.numerator, figure.numerator_missing),
        (figure.denominator, figure.denominator_missing),
        (figure.value, figure.missing),
    )
    # What is hidden from a reader is, to them, confidential.
    return [
        (Missing.CONFIDENTIAL if symbol == HIDDEN else symbol) if n is None else plain_number(n) for n, symbol in pairs
    ]


def plain_number(number):
    """Without needless noughts, and never in powers of ten."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
