"""Periods and series for tests of signals: a stand-in with what improvement.signals.Period asks for."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    kind: str
    start: datetime.date
    end: datetime.date

    def __str__(self):
        if self.kind == "month":
            return f"{self.start:%B %Y}"
        if self.kind == "quarter":
            return f"{self.start:%B} to {self.end:%B %Y}"
        return f"{self.start:%-d %B %Y}" if self.kind == "snapshot" else f"{self.start:%Y}/{self.end:%y}"

    @property
    def short(self):
        return f"{self.start:%b %Y}" if self.kind in ("month", "snapshot") else str(self)


def _spans(kind, count, months, last):
    """`count` spans of so many months each, the last of which starts in month `last` (year, month)."""
    year, month = last
    firsts = [year * 12 + month - 1 - months * back for back in reversed(range(-1, count))]
    starts = [datetime.date(at // 12, at % 12 + 1, 1) for at in firsts]
    return [Span(kind, start, after - DAY) for start, after in pairwise(starts)]


def months(count, last=(2017, 2)):
    return _spans("month", count, 1, last)


def quarters(count, last=(2017, 1)):
    return _spans("quarter", count, 3, last)


def years(count, last=2015):
    return _spans("financial_year", count, 12, (last, 4))


def snapshots(*days):
    return [Span("snapshot", day, day) for day in days]


def decimals(text):
    """Decimals from a line of figures, with "-" where one is missing."""
    return [None if figure == "-" else Decimal(figure) for figure in text.split()]


STEADY = [15, 17, 14, 16, 18, 13, 15, 17, 16, 14, 15, 16, 18, 14, 16, 15, 17]
"""17 figures of which none triggers a rule."""
