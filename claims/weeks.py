"""A week of one officer as a grid: workstreams down, days across, and what a sent grid asks for."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from claims.models import DayEntry
from claims.models.day import CHANGEABLE, HALF, WHOLE
from improvement.models import Workstream
from improvement.wording import day as in_words

AMOUNTS = {"": None, "0.5": HALF, "1.0": WHOLE}


@dataclass(frozen=True)
class Cell:
    """One date on one workstream: what is there, or nothing, and whether it can be changed here."""

    name: str
    day: datetime.date
    entry: DayEntry | None
    can_be_logged: bool
    sent: str | None = None
    sent_version: str | None = None

    @property
    def is_open(self):
        return self.can_be_logged and (self.entry is None or self.entry.state in CHANGEABLE)

    @property
    def value(self):
        """What its box holds: what was sent, or what is saved."""
        if self.sent is not None:
            return self.sent
        return str(self.entry.days) if self.entry else ""

    @property
    def version(self):
        """The version its form carries: the one it was first made from, where that is what is shown."""
        if self.sent_version is not None:
            return self.sent_version
        return self.entry.version if self.entry else ""

    @property
    def saved_otherwise(self):
        """The saved days, where the box holds something else that was sent; None otherwise."""
        saved = str(self.entry.days) if self.entry else ""
        return self.entry.days if self.entry and self.value != saved else None


@dataclass(frozen=True)
class Asked:
    """What a sent grid asks of one cell: these days, or None for none; and the version its page showed, if any."""

    day: datetime.date
    workstream: Workstream
    days: Decimal | None
    entry: DayEntry | None
    seen: int | None


@dataclass(frozen=True)
class Week:
    monday: datetime.date
    days: tuple[datetime.date, ...]
    rows: tuple
    """(workstream, its seven Cells) for each workstream on offer."""
    totals: tuple[Decimal, ...]
    elsewhere: tuple
    """What the officer logged that week in other programmes: it takes room on its date."""


def week_of(programme, officer, monday, workstreams, *, since, until, sent=None, as_first_seen=False):
    """The Week of an officer. One query. `sent` is what a form sent, so that nothing typed is lost.

    With `as_first_seen` it also keeps the versions that were sent, so that a change by another tab is still told.
    """
    days = tuple(monday + datetime.timedelta(days=number) for number in range(7))
    own = DayEntry.objects.of(officer).standing().filter(worked_on__gte=days[0], worked_on__lte=days[-1])
    entries = list(own.select_related("workstream", "programme").order_by("worked_on", "pk"))
    here = {(e.workstream_id, e.worked_on): e for e in entries if e.programme_id == programme.pk}
    shown = {workstream.pk: workstream for workstream in workstreams}
    shown |= {entry.workstream_id: entry.workstream for entry in here.values()}

    def cell(workstream, day):
        name = f"{workstream.pk}_{day.isoformat()}"
        entry = here.get((workstream.pk, day))
        return Cell(
            name,
            day,
            entry,
            can_be_logged=since <= day <= until,
            sent=sent.get(name) if sent else None,
            sent_version=sent.get(f"{name}_version") if sent and as_first_seen else None,
        )

    return Week(
        monday=monday,
        days=days,
        rows=tuple(
            (workstream, tuple(cell(workstream, day) for day in days))
            for workstream in sorted(shown.values(), key=lambda workstream: workstream.number)
        ),
        totals=tuple(sum((e.days for e in entries if e.worked_on == day), Decimal(0)) for day in days),
        elsewhere=tuple(e for e in entries if e.programme_id != programme.pk),
    )


def asked(week, sent):
    """An Asked for each cell that a grid sent, whatever has become of it since. Raises ValidationError."""
    return [
        _asked(workstream, cell, sent)
        for workstream, row in week.rows
        for cell in row
        if sent.get(cell.name) is not None
    ]


def _asked(workstream, cell, sent):
    text, version = sent[cell.name], sent.get(f"{cell.name}_version", "")
    if text not in AMOUNTS:
        raise ValidationError(f"{in_words(cell.day)}: choose half a day or a whole day, nothing else can be logged.")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    return Asked(cell.day, workstream, AMOUNTS[text], cell.entry, seen)
