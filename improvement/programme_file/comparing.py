"""A document beside the database: what is new, what differs, and what only the database holds."""

import dataclasses
from collections import defaultdict

from improvement.models import Programme
from improvement.programme_file.document import Document, Entry
from improvement.programme_file.faults import shown
from improvement.programme_file.known import KnownRecords
from improvement.programme_file.rules import check_rules
from improvement.programme_file.sections import record_name


@dataclasses.dataclass
class Comparison:
    document: Document
    is_new: bool
    """The database does not hold the programme yet."""
    added: list
    changed: dict
    """By entry: each field that differs, before and after."""
    only_in_database: list
    """The names of records that a file once brought and this one does not."""

    @property
    def programme(self):
        return self.document.programme.record

    @property
    def is_same(self):
        return not self.added and not self.changed

    @property
    def needs_update(self):
        return bool(self.changed) or (bool(self.added) and not self.is_new)

    @property
    def differences(self):
        """A sentence for each, in the file's order."""
        added = set(self.added)
        for entry in self.document.entries:
            if entry in added:
                yield f"{entry.where}: only in the file"
            for name, (before, after) in self.changed.get(entry, {}).items():
                yield f"{entry.where}, {name}: {_told(before)} becomes {_told(after)}"


def compare(document):
    """Compare a document with the database, holding every entry to the rules of its model.

    Each entry has its record afterwards, carrying the file's values: the one in the database, or a new one with
    a negative key in the place of the one it will be given. Raises FileRefused with every fault of the file.
    """
    slug = document.programme.values.get("slug") if document.programme else None
    programme = Programme.objects.filter(slug=slug).first()
    known = KnownRecords(document, programme)
    for number, entry in enumerate(document.entries, start=1):
        entry.record = known.find(entry) or entry.section.model(pk=-number)
    _find_predecessor(document)
    positions = _positions(document)
    differences = {entry: _fill(document, entry, positions.get(entry)) for entry in document.entries}
    added = [entry for entry in document.entries if entry.record._state.adding]
    changed = {entry: fields for entry, fields in differences.items() if fields and not entry.record._state.adding}
    known.refuse_rewritten_history(added, changed)
    for entry in document.entries:
        check_rules(document, entry)
    document.refuse_faults()
    return Comparison(document, programme is None, added, changed, known.left_over())


def _find_predecessor(document):
    """The programme that this one follows stands in the database, not in the file."""
    entry = document.programme
    slug = entry.values.pop("succeeds", "") if entry else ""
    predecessor = Programme.objects.filter(slug=slug).exclude(pk=entry.record.pk).first() if slug else None
    if predecessor:
        entry.values["succeeds"] = predecessor
    elif slug:
        sentence = f"There is no other programme {shown(slug)} in the database: load it first."
        document.entry_fault(entry, sentence, "succeeds")


def _positions(document):
    """The file's order as numbers: a record keeps its own where that is after the one before it."""
    positions, last = {}, defaultdict(int)
    for entry in document.entries:
        if entry.section.has_position:
            before = last[entry.section, entry.outer]
            own = 0 if entry.record._state.adding else entry.record.position
            positions[entry] = last[entry.section, entry.outer] = own if own > before else before + 1
    return positions


def _fill(document, entry, position):
    """Give the record what the file says; answer what differs, by field: before and after."""
    told = _told_of(entry)
    if position:
        told["position"] = position
    differences = {}
    for name, value in told.items():
        after = value.record if isinstance(value, Entry) else value
        before_key = getattr(entry.record, entry.section.field(name).attname)
        if before_key != getattr(after, "pk", after):
            differences[name] = (before_key if before_key is None else getattr(entry.record, name), after)
        setattr(entry.record, name, after)
    link(document, entry)
    return differences


def _told_of(entry):
    """Every field that the file decides, with the model's own default where it says nothing."""
    section = entry.section
    told = {}
    for name in section.loaded:
        if name in entry.values:
            told[name] = entry.values[name]
        elif name not in entry.faulty and name not in section.filled_later:
            told[name] = section.field(name).get_default()
    if section.inside:
        told[section.inside] = entry.outer
    return told


def link(document, entry):
    """Point the record at its programme and at the records of the entries it names, as their keys are now."""
    named = {name: value for name, value in entry.values.items() if isinstance(value, Entry)}
    if entry.section.inside:
        named[entry.section.inside] = entry.outer
    if entry.section.belongs_to_programme and document.programme:
        named["programme"] = document.programme
    for name, other in named.items():
        setattr(entry.record, name, other.record)


def plain(value):
    """A value as the audit trail keeps it: another record by its name."""
    return record_name(value) if hasattr(value, "_meta") else value


def _told(value):
    value = plain(value)
    if value in (None, ""):
        return "nothing"
    return f"“{value}”" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
