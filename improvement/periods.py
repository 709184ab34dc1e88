"""The periods that figures are for: one type, each of a kind, and never compared across kinds."""

import datetime
import re
from dataclasses import dataclass

from django.db import models

from config import dates


class PeriodKind(models.TextChoices):
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter of the financial year"
    FINANCIAL_YEAR = "financial_year", "Financial year, April to March"
    REPORTING_YEAR = "reporting_year", "Reporting year, to 31 March"
    SNAPSHOT = "snapshot", "Snapshot, on 30 September"
    ACADEMIC_YEAR = "academic_year", "Academic year, September to August"


YEARLY = (PeriodKind.FINANCIAL_YEAR, PeriodKind.REPORTING_YEAR, PeriodKind.SNAPSHOT, PeriodKind.ACADEMIC_YEAR)
"""One figure a year: too few, and too far apart, for the limits of a process."""

_ENDS = {
    PeriodKind.FINANCIAL_YEAR: (3, 31),
    PeriodKind.REPORTING_YEAR: (3, 31),
    PeriodKind.SNAPSHOT: (9, 30),
    PeriodKind.ACADEMIC_YEAR: (8, 31),
}
_MONTHS = tuple(f"{datetime.date(2000, month, 1):%B}".casefold() for month in range(1, 13))
_EXAMPLES = {
    PeriodKind.MONTH: "a month, like May 2016 or 2016-05",
    PeriodKind.QUARTER: "a quarter of the financial year, like 2016/17 Q1",
    PeriodKind.FINANCIAL_YEAR: "a financial year, like 2015/16",
    PeriodKind.REPORTING_YEAR: "a year to 31 March, like 2016, 2015/16 or year ending 31 March 2016",
    PeriodKind.SNAPSHOT: "the year of a 30 September, like 2016",
    PeriodKind.ACADEMIC_YEAR: "an academic year, like 2015/16",
}


class NotAPeriod(ValueError):
    """The text names no period of the kind wanted; the sentence says what to write."""


@dataclass(frozen=True)
class Period:
    """A stretch of time of a kind, by its last day; a snapshot is that one day."""

    kind: PeriodKind
    end: datetime.date

    @property
    def start(self):
        if self.kind == PeriodKind.SNAPSHOT:
            return self.end
        months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}.get(self.kind, 12)
        return dates.add_months(dates.first_of_month(self.end), 1 - months)

    @property
    def is_whole(self):
        """It ends where periods of its kind end: no month on the 30th of 31 days, no reporting year in June."""
        if self.kind in _ENDS:
            return (self.end.month, self.end.day) == _ENDS[self.kind]
        is_last_day = self.end == dates.last_of_month(self.end)
        return is_last_day and (self.kind == PeriodKind.MONTH or self.end.month % 3 == 0)

    def __lt__(self, other):
        if self.kind != other.kind:
            raise TypeError(f"A {self.kind} is never compared with a {other.kind}.")
        return self.end < other.end

    def __str__(self):
        if self.kind == PeriodKind.MONTH:
            return f"{self.end:%B %Y}"
        if self.kind == PeriodKind.SNAPSHOT:
            return f"{self.end:%-d %B %Y}"
        return f"{self._years} Q{self.quarter}" if self.kind == PeriodKind.QUARTER else self._years

    @property
    def short(self):
        """For the axis of a chart and the head of a column."""
        return f"{self.end:%b %Y}" if self.kind in (PeriodKind.MONTH, PeriodKind.SNAPSHOT) else str(self)

    @property
    def quarter(self):
        """Of the financial year: 1 is April to June."""
        return (self.end.month - 4) % 12 // 3 + 1

    @property
    def _years(self):
        """2015/16: the two calendar years of the year that holds it."""
        first = self.start if self.kind == PeriodKind.ACADEMIC_YEAR else dates.financial_year(self.end)[0]
        return f"{first.year}/{(first.year + 1) % 100:02}"

    @property
    def time_period(self):
        """The first column of the department's files: 2016, or 201516 for a year that spans two."""
        if self.kind in (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR):
            return self._years.replace("/", "")
        return str(self.end.year)

    @property
    def time_identifier(self):
        """The second: what kind of period the first names. The department calls a snapshot a reporting year too."""
        if self.kind == PeriodKind.MONTH:
            return f"{self.end:%B}"
        if self.kind == PeriodKind.QUARTER:
            return f"Financial year Q{self.quarter}"
        named = {PeriodKind.FINANCIAL_YEAR: "Financial year", PeriodKind.ACADEMIC_YEAR: "Academic year"}
        return named.get(self.kind, "Reporting year")


def period_from(text, kind):
    """The period of a kind that people mean by a text. Raises NotAPeriod."""
    period = _read(" ".join(text.casefold().split()), PeriodKind(kind))
    if period is None:
        raise NotAPeriod(f"“{text[:40]}” is not {_EXAMPLES[kind]}.")
    return period


def period_of(time_period, time_identifier, kind):
    """The period that two columns of the department's files mean. Raises NotAPeriod, also for another kind."""
    identifier = time_identifier.strip().casefold()
    if not _fits(identifier, kind):
        raise NotAPeriod(
            f"“{time_period[:20]} {time_identifier[:40]}” is another kind of period than the measure’s: "
            f"{PeriodKind(kind).label.lower()}."
        )
    if kind == PeriodKind.MONTH:
        return period_from(f"{identifier} {time_period}", kind)
    if kind == PeriodKind.QUARTER:
        return period_from(f"{time_period} {identifier[-2:]}", kind)
    return period_from(time_period, kind)


def _fits(identifier, kind):
    if kind == PeriodKind.MONTH:
        return _month_named(identifier) is not None
    if kind == PeriodKind.QUARTER:
        return bool(re.fullmatch(r"financial year q[1-4]", identifier))
    fitting = {
        PeriodKind.FINANCIAL_YEAR: ("financial year",),
        PeriodKind.REPORTING_YEAR: ("reporting year",),
        PeriodKind.SNAPSHOT: ("reporting year", "september", "30 september"),
        PeriodKind.ACADEMIC_YEAR: ("academic year",),
    }
    return identifier in fitting[kind]


def _read(text, kind):
    if kind == PeriodKind.MONTH:
        return _month(text)
    if kind == PeriodKind.QUARTER:
        return _quarter(text)
    year = _ending(text, kind)
    return None if year is None else _plausible(kind, year, *_ENDS[kind])


def _plausible(kind, year, month, day=None):
    if not 1990 <= year <= 2100:
        return None
    end = dates.last_of_month(datetime.date(year, month, 1)) if day is None else datetime.date(year, month, day)
    return Period(kind, end)


def _month(text):
    """2016-05, 05/2016, May 2016, May-16, or any day of the month."""
    if found := re.fullmatch(r"(\d{4})[-/ ](\d{1,2})(?:[-/ ]\d{1,2})?", text):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(?:\d{1,2}/)?(\d{1,2})/(\d{4})", text):
        year, month = int(found[2]), int(found[1])
    elif found := re.fullmatch(r"(?:\d{1,2} )?([a-z]{3,9})[- ’']*(\d{4}|\d{2})", text):
        year, month = int(found[2]), _month_named(found[1]) or 0
    else:
        return None
    year += 2000 if year < 100 else 0
    return _plausible(PeriodKind.MONTH, year, month) if 1 <= month <= 12 else None


def _month_named(word):
    """The number of a month by its name or the start of it, at least three letters; or none."""
    numbers = (number for number, name in enumerate(_MONTHS, start=1) if len(word) >= 3 and name.startswith(word))
    return next(numbers, None)


def _quarter(text):
    """2016/17 Q1, Q1 2016/17, 201617 Q1."""
    found = re.fullmatch(r"(.+?),? ?q([1-4])", text) or re.fullmatch(r"q([1-4]),? ?(.+)", text)
    if not found:
        return None
    years, quarter = (found[1], found[2]) if found[2].isdigit() and len(found[2]) == 1 else (found[2], found[1])
    year = _second_of_two(years)
    if year is None:
        return None
    month = int(quarter) * 3 + 3
    return _plausible(PeriodKind.QUARTER, year - 1 if month <= 12 else year, month if month <= 12 else month - 12)


def _ending(text, kind):
    """The calendar year a yearly period ends in."""
    if found := re.fullmatch(r"(?:year ending |at |on )?(?:(\d{1,2}) ([a-z]+) )?(\d{4})", text):
        day, month, year = found.groups()
        if day and (_month_named(month), int(day)) != _ENDS[kind]:
            return None
        # 2016 alone is a year that ends in it, but nobody calls a financial or academic year so.
        return int(year) if day or kind in (PeriodKind.REPORTING_YEAR, PeriodKind.SNAPSHOT) else None
    return None if kind == PeriodKind.SNAPSHOT else _second_of_two(text)


def _second_of_two(text):
    """The second year of 2015/16, 2015-16, 2015/2016 or 201516: the one after the first, or none."""
    found = re.fullmatch(r"(\d{4}) ?[-/–]? ?(\d{2}|\d{4})", text)
    if not found:
        return None
    first, second = int(found[1]), found[2]
    return first + 1 if str(first + 1).endswith(second) else None
