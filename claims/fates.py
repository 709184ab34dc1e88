"""What becomes of each row of an import, by the rules that hold for logging one day.

Nothing is saved here, and queries are few, however many rows there are. Rows are judged in their order: each meets
what stands in the database and the new rows above it.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models

from claims import day_words
from claims.counting import commissioner_spells, counts
from claims.day_rules import agreement_of, check_facts, check_room
from claims.day_sheet import EXAMPLE
from claims.models import DayEntry
from config.days import in_days
from improvement.models import Workstream, WorkstreamChange
from improvement.saving import refuse_closed
from improvement.wording import listed


class Fate(models.TextChoices):
    NEW = "new", "New"
    THERE = "there", "Already there"
    CONFLICT = "conflict", "In conflict"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True)
class JudgedRow:
    """A row as read, what becomes of it, and why if it is not new."""

    row: dict
    fate: Fate
    why: str = ""
    entry: DayEntry | None = None
    """What the row means, where it means a day; saved only on confirming, and only if new."""
    met: DayEntry | None = None
    """What is logged already in its place."""

    @property
    def line(self):
        return self.row["line"]

    @property
    def seen(self):
        """What somebody who looked at the preview saw of it, in short."""
        return f"{self.line}:{self.fate}"


def judged(day_import, on):
    """A JudgedRow for each row of an import. Raises ValidationError where nothing at all can be logged."""
    judge = _Judge(day_import, on)
    return [judge.judge(row) for row in day_import.rows]


def tally(rows, fates=Fate):
    """{fate: how many rows}, every fate named."""
    found = Counter(row.fate for row in rows)
    return {fate: found[fate] for fate in fates}


def digest_of(rows):
    """What a preview showed, in short: its confirmation names it, and saves nothing else."""
    text = " ".join(row.seen for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Judge:
    """All that rows are held against, fetched once."""

    def __init__(self, day_import, on):
        self.on, self.programme, self.officer = on, day_import.programme, day_import.officer
        self.day_import = day_import
        refuse_closed(self.programme, on)
        self.agreement = agreement_of(self.programme)
        self.terms = self.agreement.terms.in_force(on)
        self.workstreams = list(Workstream.objects.filter(programme=self.programme).order_by("number"))
        self.changes = defaultdict(list)
        known = WorkstreamChange.objects.filter(programme=self.programme)
        for change in known.order_by("recorded_on", "pk"):
            self.changes[change.workstream_id].append(change)
        self.spells = commissioner_spells(self.officer, self.programme)
        # By date: what stands, over all programmes, and then each new row.
        self.logged = defaultdict(list)
        own = DayEntry.objects.of(self.officer).standing().order_by("pk")
        for entry in own.select_related("workstream", "programme"):
            self.logged[entry.worked_on].append(entry)
        self.lines = {}

    def judge(self, row):
        try:
            entry = self._entry(row)
            check_facts(entry, self.agreement, self.terms, self.changes[entry.workstream_id], self.on)
        except ValidationError as error:
            return JudgedRow(row, Fate.REFUSED, " ".join(error.messages))
        logged = self.logged[entry.worked_on]
        same = next((other for other in logged if other.workstream_id == entry.workstream_id), None)
        if same:
            return self._met(row, entry, same)
        try:
            check_room(entry, logged)
        except ValidationError as error:
            why = f"{' '.join(error.messages)} There: {listed([self._named(other) for other in logged])}."
            return JudgedRow(row, Fate.CONFLICT, why, entry=entry, met=self._saved(logged[0]))
        entry.counts = counts(entry, self.terms, self.spells)
        logged.append(entry)
        self.lines[id(entry)] = row["line"]
        return JudgedRow(row, Fate.NEW, entry=entry)

    def _entry(self, row):
        """The day a row means, its texts checked as any entry's."""
        if row["fault"]:
            raise ValidationError(row["fault"])
        if row["note"] == EXAMPLE:
            raise ValidationError("This is the example of the template.")
        self._refuse_others(row["officer"])
        entry = DayEntry(
            programme=self.programme,
            officer=self.officer,
            worked_on=day_words.worked_on(row["worked_on"]),
            days=day_words.amount(row["days"]),
            workstream=day_words.workstream(row["workstream"], self.workstreams),
            kind=day_words.kind(row["kind"]),
            note=row["note"],
            day_import=self.day_import,
            recorded_on=self.on,
            recorded_by=self.officer,
        )
        entry.clean_fields(exclude=["programme", "officer", "workstream", "day_import", "recorded_by"])
        return entry

    def _refuse_others(self, named):
        own = {self.officer.name.casefold(), self.officer.email.casefold()}
        if named and named.casefold() not in own:
            raise ValidationError(f"This row is of {named[:80]}. You can import your own days only.")

    def _met(self, row, entry, same):
        """The same date and workstream twice: the same again, or something else. A row without a note says nothing
        of the note that is there.
        """
        facts = [(day.days, day.kind, day.note if entry.note else "") for day in (entry, same)]
        if facts[0] == facts[1]:
            why = f"{self._named(same)} says the same." if id(same) in self.lines else ""
            return JudgedRow(row, Fate.THERE, why[:1].upper() + why[1:], entry=entry, met=self._saved(same))
        note = ", with another note" if facts[0][:2] == facts[1][:2] else ""
        why = f"This day is logged on workstream {same.workstream.number} already: {self._named(same)}{note}."
        return JudgedRow(row, Fate.CONFLICT, why, entry=entry, met=self._saved(same))

    def _saved(self, entry):
        return entry if entry.pk else None

    def _named(self, entry):
        """What a row meets, in words: a row above it, or what stands."""
        what = f"{in_days(entry.days)}, {entry.get_kind_display().lower()}"
        if id(entry) in self.lines:
            return f"row {self.lines[id(entry)]} of this file, {what}"
        if entry.programme_id != self.programme.pk:
            return f"{what}, in {entry.programme.name}"
        return f"{what}, on {entry.workstream}, {entry.get_state_display().lower()}"
