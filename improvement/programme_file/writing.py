"""A programme of the database as a file of the same form: the facts that files brought, not what people recorded."""

import re
from decimal import Decimal

import tomli_w
from django.apps import apps

from config.records import Recorded
from improvement.models import Authority, Programme
from improvement.programme_file.sections import BY_NAME, OUTERMOST, SAID, SECTIONS, inner_sections, label

HEAD = "# Written by dump_programme. programmes/README.md says what each line means.\n\n"


class CannotWrite(Exception):
    """A file could not say it so that it loads to the same."""


def write_programme(programme):
    """The programme as TOML. Raises CannotWrite."""
    return HEAD + tomli_w.dumps(_Tables(programme).tables, multiline_strings=True)


def made_by_people(programme):
    """How many records of the programme a file leaves out because a person made them."""
    models = [model for model in apps.get_app_config("improvement").get_models() if issubclass(model, Recorded)]
    return sum(model.objects.filter(programme=programme, recorded_by__isnull=False).count() for model in models)


class _Tables:
    """The tables of a file. `names` holds what each record is called by the tables that name it."""

    def __init__(self, programme):
        self.programme = programme
        self.rows = {section: self._rows(section) for section in SECTIONS}
        self._add_authorities()
        self.names = {(Programme, programme.succeeds_id): programme.succeeds.slug} if programme.succeeds else {}
        # Authorities first, for everything else is called by them.
        for section in sorted(SECTIONS, key=lambda section: section.model is not Authority):
            self._name(section)
        self.tables = {"invented": True} if programme.invented else {}
        for section in OUTERMOST:
            written = [self._table(section, record, {}) for record in self._in_order(section)]
            if written:
                self.tables[section.word] = written[0] if section.model is Programme else written

    def _rows(self, section):
        if section.model is Programme:
            return [self.programme]
        if not section.is_dated:
            return []
        return list(section.model.objects.filter(programme=self.programme, recorded_by=None).select_related())

    def _add_authorities(self):
        rows = [(section, record) for section, records in self.rows.items() for record in records]
        found = {
            getattr(record, name)
            for section, record in rows
            for name, referred in section.refers.items()
            if referred == "authorities"
        }
        twice = {a.name for a in found for b in found if a != b and a.name == b.name}
        if twice:
            raise CannotWrite(f"Two authorities are called {min(twice)}: give one of them another name first.")
        self.rows[BY_NAME["authorities"]] = found

    def _name(self, section):
        for record in self.rows[section]:
            told = {name: self._value(section, record, name) for name in section.called}
            only = told[section.called[0]]
            self.names[section.model, record.pk] = only if len(told) == 1 else label(section, told)

    def _in_order(self, section, outer=None):
        rows = self.rows[section]
        if outer:
            rows = [record for record in rows if getattr(record, f"{section.inside}_id") == outer.pk]
        return sorted(rows, key=lambda record: self._place(section, record))

    def _place(self, section, record):
        """The order the database keeps, where it keeps one; else by day, and then by name, F2 before F10."""
        day = str(getattr(record, section.happened)) if section.happened else ""
        parts = re.split(r"([0-9]+)", str(self.names[section.model, record.pk]))
        return getattr(record, "position", 0), day, [int(part) if part.isdecimal() else part for part in parts]

    def _table(self, section, record, inherited):
        table = {}
        for name in section.loaded:
            value = self._value(section, record, name)
            if value != inherited.get(name, self._unsaid(section, name)):
                table[name] = value
        if section.model is Programme:
            table.pop("invented", None)
        for inner in inner_sections(section):
            said = {name: getattr(record, name) for name in (*SAID, "invented")}
            written = [self._table(inner, row, said) for row in self._in_order(inner, record)]
            if written:
                table[inner.word] = written
        return table

    def _unsaid(self, section, name):
        """What the file means where it says nothing."""
        if section.is_required(name):
            return None
        return self.programme.invented if name == "invented" else section.field(name).get_default()

    def _value(self, section, record, name):
        field = section.field(name)
        value = getattr(record, field.attname)
        if field.is_relation:
            # What people recorded is left out, and so is the naming of it.
            return self.names.get((field.related_model, value))
        return _shortest(value) if isinstance(value, Decimal) else value


def _shortest(number):
    """18.9 and not 18.90; 25100 and not 25100.00."""
    return int(number) if number == int(number) else number.normalize()
