"""What the database holds of a programme already, found by what a file calls it."""

from collections import defaultdict

from django.db.models import F

from improvement.models import Authority, Programme
from improvement.programme_file.document import Entry
from improvement.programme_file.sections import SECTIONS, record_where


class KnownRecords:
    def __init__(self, document, programme):
        self.document = document
        self.rows = {}
        self.newest_step = defaultdict(lambda: None)
        self.found = set()
        for section in SECTIONS:
            self.rows[section] = {}
            for record in self._rows(section, programme):
                key = tuple(getattr(record, section.field(name).attname) for name in section.key)
                self.rows[section].setdefault(key, record)

    def _rows(self, section, programme):
        """Those from files before those from people, where both hold the same place."""
        if section.model is Programme:
            return [programme] if programme else []
        if section.model is Authority:
            codes = [entry.values.get("ons_code") for entry in self.document.of("authorities")]
            return Authority.objects.filter(ons_code__in=[code for code in codes if code])
        if programme is None:
            return []
        rows = section.model.objects.filter(programme=programme).select_related()
        if section.only_added:
            for step in rows.order_by("recorded_on"):
                self.newest_step[section, getattr(step, f"{section.inside}_id", None)] = step.recorded_on
        return rows.filter(section.standing).order_by(F("recorded_by_id").asc(nulls_first=True), "pk")

    def find(self, entry):
        """The record of an entry in the database; a fault where people made it."""
        key = tuple(self._key_part(entry, name) for name in entry.section.key)
        record = self.rows[entry.section].get(key)
        if record is not None:
            self.found.add(record)
        if entry.section.is_dated and record and record.recorded_by_id:
            sentence = f"{record.recorded_by.name} recorded it on {record.recorded_on}: take it out of the file."
            self.document.entry_fault(entry, sentence)
        return record

    def _key_part(self, entry, name):
        part = entry.outer if name == entry.section.inside else entry.values.get(name)
        return part.record.pk if isinstance(part, Entry) else part

    def refuse_rewritten_history(self, added, changed):
        """Steps of a history stay as they were, and only a later one can follow."""
        for entry, fields in changed.items():
            if entry.section.only_added:
                sentence = "It is recorded otherwise, and stays: add another change with a later recorded_on."
                self.document.entry_fault(entry, sentence, next(iter(fields)))
        for entry in added:
            outer = entry.outer.record.pk if entry.outer else None
            newest, known_on = self.newest_step[entry.section, outer], entry.values.get("recorded_on")
            if newest and known_on and known_on <= newest:
                sentence = f"The newest change was recorded on {newest}: write a later day."
                self.document.entry_fault(entry, sentence, "recorded_on")

    def left_over(self):
        """The names of records that came from a file and that this one does not hold."""
        return [
            record_where(record)
            for section in SECTIONS
            if section.is_dated
            for record in self.rows[section].values()
            if record.recorded_by_id is None and record not in self.found
        ]
