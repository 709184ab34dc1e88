"""A week of one officer as a grid: workstreams down, days across, and what a sent grid asks for."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import BadRequest

from claims.models import DayEntry
from claims.models.day import CHANGEABLE, HALF, WHOLE

AMOUNTS = {"": None, "0.5": HALF, "1.0": WHOLE}


@dataclass(frozen=True)
class Cell:
    """One date on one workstream: what is there, or nothing, and whether it can be changed here."""

    name: str
    day: datetime.date
    entry: DayEntry | None
    can_be_logged: bool
    sent: str | None = None

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
        return self.entry.version if self.entry else ""


@dataclass(frozen=True)
class Week:
    monday: datetime.date
    days: tuple[datetime.date, ...]
    rows: tuple
    """(workstream, its seven Cells) for each workstream on offer."""
    totals: tuple[Decimal, ...]
    elsewhere: tuple
    """What the officer logged that week in other programmes: it takes room on its date."""


def week_of(programme, officer, monday, workstreams, *, since, until, sent=None):
    """The Week of an officer. One query. `sent` is what a form sent, so that nothing typed is lost."""
    days = tuple(monday + datetime.timedelta(days=number) for number in range(7))
    own = DayEntry.objects.of(officer).standing().filter(worked_on__gte=days[0], worked_on__lte=days[-1])
    entries = list(own.select_related("workstream", "programme").order_by("worked_on", "pk"))
    here = {(e.workstream_id, e.worked_on): e for e in entries if e.programme_id == programme.pk}
    shown = {workstream.pk: workstream for workstream in workstreams}
    shown |= {entry.workstream_id: entry.workstream for entry in here.values()}

    def cell(workstream, day):
        name = f"{workstream.pk}_{day.isoformat()}"
        entry = here.get((workstream.pk, day))
        return Cell(name, day, entry, can_be_logged=since <= day <= until, sent=sent.get(name) if sent else None)

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
    """(worked_on, workstream, days, entry, version) for each open cell of a sent grid, as save_week() takes them.

    The version is the one the page was made from, so that a second tab is told.
    """
    cells = []
    for workstream, row in week.rows:
        for cell in row:
            text = sent.get(cell.name)
            if text is None or not cell.is_open:
                continue
            if text not in AMOUNTS:
                raise BadRequest("A day is half or whole: choose one of the values in the list.")
            cells.append((cell.day, workstream, AMOUNTS[text], cell.entry, _version(sent, cell)))
    return cells


def _version(sent, cell):
    """The version sent with a cell; 0, which no entry has, where the entry came after the page was made."""
    text = sent.get(f"{cell.name}_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
