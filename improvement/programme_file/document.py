"""A file as read: its entries, and what was found wrong with them."""

import dataclasses
from collections import Counter
from typing import Any

from improvement.programme_file.faults import Fault, FileRefused
from improvement.programme_file.sections import Section


@dataclasses.dataclass(eq=False)
class Entry:
    """One table of a file, for one record."""

    section: Section
    path: tuple
    outer: "Entry | None" = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    """What is fit for the model, by field: another entry where the field names a record of the same file."""
    faulty: set[str] = dataclasses.field(default_factory=set)
    label: str = ""
    record: Any = None
    """The model's instance, once the entry was compared with the database."""

    @property
    def name(self):
        """The entry in the file's own words: "workstream 8", or "3rd workstream" where it has no number."""
        if self.section.name == "programme":
            return "programme"
        return f"{self.section.one} {self.label}" if self.label else f"{ordinal(self.path[-1] + 1)} {self.section.one}"

    @property
    def where(self):
        return f"{self.outer.where}, {self.name}" if self.outer else self.name

    @property
    def named(self):
        """The entries this one names, which must be saved before it."""
        named = [value for value in self.values.values() if isinstance(value, Entry)]
        return [self.outer, *named] if self.outer else named


class Document:
    def __init__(self, tables, lines):
        self.tables = tables
        self.lines = lines
        self.entries = []
        self.faults = []

    @property
    def programme(self):
        """The one entry of [programme], which stands first; none in a file that lacks it."""
        return self.entries[0] if self.entries and self.entries[0].section.name == "programme" else None

    def of(self, name):
        return [entry for entry in self.entries if entry.section.name == name]

    @property
    def counts(self):
        """How many entries each section has."""
        return dict(Counter(entry.section.name for entry in self.entries))

    def line_at(self, path):
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def fault(self, sentence, *, path=(), where=""):
        self.faults.append(Fault(where, self.line_at(path), sentence))

    def entry_fault(self, entry, sentence, field=""):
        """Something wrong with an entry, or with one of its fields."""
        where, path = entry.where, entry.path
        if field:
            entry.faulty.add(field)
            where, path = f"{where}, {field}", (*path, field)
        self.fault(sentence, path=path, where=where)

    def refuse_faults(self):
        if self.faults:
            raise FileRefused(self.faults)


def ordinal(number):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if number % 100 in (11, 12, 13) else f"{number}{ending}"
