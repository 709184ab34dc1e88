"""The council's own figures: a row for each measure and period, or a row a measure and a column a month."""

from collections import Counter

from django.core.exceptions import ValidationError

from improvement.periods import NotAPeriod, period_from
from improvement.statistics_files.numbers import EMPTY, check_agreement, figure_from, worked_out
from improvement.statistics_files.reading import local_places, month_places
from improvement.statistics_files.tidy import held_observations, observation_of


class LocalRows:
    """The rows of one file, each naming a measure by its code or its title."""

    def __init__(self, statistics_import, file, named, on):
        self.statistics_import, self.file, self.named, self.on = statistics_import, file, named, on
        self.programme = statistics_import.programme
        self.places = local_places(file.headings)
        is_long = {"period", "value"} <= set(self.places)
        self.months = {} if is_long else month_places(file.headings)
        self.indicators = self._indicators()
        self.passed_over = 0

    def _indicators(self):
        in_use = list(self.programme.indicators.in_use_on(self.on))
        by_title = {indicator.title.casefold(): indicator for indicator in in_use}
        titles = Counter(indicator.title.casefold() for indicator in in_use)
        self.ambiguous = {title for title, count in titles.items() if count > 1}
        return by_title | {indicator.code: indicator for indicator in in_use}

    def held(self):
        return held_observations(self.programme, set(self.indicators.values()))

    def read(self):
        """Yield (line, Observation or None, fault) for each figure."""
        for row in self.file.rows:
            for value, period in self._cells(row):
                yield self._figure(row, value, period)

    def _cells(self, row):
        """[(text of a figure, text of its period)]"""
        if self.months:
            return [(row[place], month) for place, month in self.months.items() if row[place]]
        return [(self._cell(row, "value"), self._cell(row, "period"))]

    def _figure(self, row, value, period_text):
        line = row[0]
        try:
            indicator = self._indicator(row)
            period = period_from(period_text, indicator.frequency)
            # One numerator cannot stand behind the figures of many months.
            parts = [
                EMPTY if self.months else figure_from(self._cell(row, name), name)
                for name in ("numerator", "denominator")
            ]
            figure = figure_from(value)
            if figure.is_empty:
                figure = worked_out(indicator, *parts)
            if figure.is_empty:
                raise ValidationError("There is no figure: write it, or the symbol that says why it is missing.")
            found = observation_of(
                self.statistics_import,
                indicator=indicator,
                authority=self._authority(row),
                period=period,
                line=line,
                figures=(figure, *parts),
            )
            check_agreement(indicator, figure, *parts)
            return line, found, ""
        except ValidationError as error:
            return line, None, " ".join(error.messages)
        except NotAPeriod as error:
            return line, None, str(error)

    def _cell(self, row, name):
        place = self.places.get(name)
        return row[place] if place else ""

    def _indicator(self, row):
        text = self._cell(row, "indicator")
        if not text:
            raise ValidationError("This row names no measure: write its code in every row.")
        if text.casefold() in self.ambiguous:
            raise ValidationError(f"Two measures are called “{text[:60]}”: write the code of the one you mean.")
        indicator = self.indicators.get(text.casefold())
        if indicator is None:
            raise ValidationError(f"No measure in use is called “{text[:60]}”: write its code or its title.")
        return indicator

    def _authority(self, row):
        text = self._cell(row, "authority")
        if not text:
            return self.programme.supported
        authority = self.named.named(text)
        if authority is None:
            raise ValidationError(f"No authority is known as “{text[:60]}”: write its name or its code.")
        return authority
