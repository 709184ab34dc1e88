"""What a programme file may hold: its sections, and how each answers to a model.

The rules of a field (type, length, choices, whether it may be empty) are the model's own and not repeated here.
"""

import dataclasses
from functools import cached_property

from django.db.models import CharField, Model, Q

from config.records import Recorded
from improvement.models import (
    Authority,
    Comparator,
    Coverage,
    Finding,
    FindingTie,
    Indicator,
    IndicatorEvent,
    Inspection,
    Intervention,
    Judgement,
    Observation,
    Programme,
    ProgrammeChange,
    Requirement,
    StatisticsColumn,
    Target,
    Workstream,
    WorkstreamChange,
    WorkstreamTie,
)

SAID = ("source", "recorded_on")
"""Every dated record says these; one written inside another takes the outer one's unless it gives its own."""

NAME = CharField()
"""How another record is named where its name has several parts."""

RESERVED_SLUGS = frozenset(
    {
        "accessibility",
        "accounts",
        "admin",
        "api",
        "audit",
        "cookies",
        "definitions",
        "healthz",
        "installation",
        "portfolio",
        "privacy",
        "programmes",
        "readyz",
        "search",
        "static",
        "status",
    }
)
"""First words of the site's own addresses, and the audit chain that belongs to no programme."""


@dataclasses.dataclass(frozen=True, eq=False)
class Section:
    """The tables of one kind in a file, each one record."""

    name: str
    """As the file writes it: "findings", or "inspections.judgements" inside each inspection."""
    one: str
    model: type[Model]
    called: tuple[str, ...]
    """The fields by which sentences and other tables name a record."""
    key: tuple[str, ...]
    """The fields by which a record is recognised in the database."""
    fields: tuple[str, ...]
    refers: dict[str, str] = dataclasses.field(default_factory=dict)
    """Fields that name a record of another section."""
    inside: str = ""
    """The field that holds the outer record."""
    happened: str = ""
    """A day that cannot be later than the day of recording."""
    filled_later: tuple[str, ...] = ()
    """What people record on the pages as it happens: absent from the file, it says nothing."""
    only_added: bool = False
    """Steps in a history: never changed, only followed by another."""
    standing: Q = dataclasses.field(default_factory=Q)
    """Which of the records people made still hold the place of one from a file."""

    @property
    def word(self):
        return self.name.rpartition(".")[2]

    @property
    def outer(self):
        return self.name.rpartition(".")[0]

    @property
    def is_dated(self):
        return issubclass(self.model, Recorded)

    @cached_property
    def keys(self):
        """Everything a table of this section may hold, in the order it is written."""
        inner = tuple(section.word for section in inner_sections(self))
        return self.fields + (*SAID, "invented") * self.is_dated + inner

    @cached_property
    def loaded(self):
        """The model's fields that a file sets, besides the outer record and the order."""
        return self.fields + (*SAID, "invented") * self.is_dated + ("invented",) * (self.model is Programme)

    @property
    def belongs_to_programme(self):
        return any(field.name == "programme" for field in self.model._meta.fields)

    @property
    def has_position(self):
        return any(field.name == "position" for field in self.model._meta.fields)

    def field(self, name):
        return self.model._meta.get_field(name)

    def written_as(self, name):
        """The field whose kind of value the file holds: for a record of another section, what it is called by."""
        if name not in self.refers:
            return self.field(name) if not self.field(name).is_relation else NAME
        called = BY_NAME[self.refers[name]].called
        return BY_NAME[self.refers[name]].field(called[0]) if len(called) == 1 else NAME

    def is_required(self, name):
        field = self.field(name)
        return name in SAID or not (field.blank or field.has_default())


SECTIONS = (
    Section(
        "programme",
        "programme",
        Programme,
        called=("slug",),
        key=("slug",),
        fields=(
            "slug",
            "name",
            "summary",
            "supported",
            "supporting",
            "succeeds",
            "starts_on",
            "risk_scale",
            "risk_medium_from",
            "risk_high_from",
            "risk_very_high_from",
            "source",
        ),
        refers={"supported": "authorities", "supporting": "authorities"},
    ),
    Section(
        "authorities",
        "authority",
        Authority,
        called=("name",),
        key=("ons_code",),
        fields=("name", "ons_code", "dfe_code", "level", "region_code"),
    ),
    Section(
        "changes",
        "change of the programme",
        ProgrammeChange,
        called=("recorded_on",),
        key=("recorded_on",),
        fields=("state", "ends_on", "reason"),
        only_added=True,
        standing=Q(recorded_by=None),
    ),
    Section(
        "inspections",
        "inspection",
        Inspection,
        called=("authority", "framework", "started_on"),
        key=("authority", "framework", "started_on"),
        fields=("authority", "framework", "started_on", "ended_on", "published_on", "date_note", "quoted"),
        refers={"authority": "authorities"},
        happened="started_on",
    ),
    Section(
        "inspections.judgements",
        "judgement",
        Judgement,
        called=("area",),
        key=("inspection", "area"),
        fields=("area", "grade", "is_overall", "part_of"),
        refers={"part_of": "inspections.judgements"},
        inside="inspection",
    ),
    Section(
        "interventions",
        "intervention",
        Intervention,
        called=("kind", "issued_on"),
        key=("kind", "issued_on"),
        fields=("kind", "title", "issued_on", "closed_on", "replaced_by", "summary"),
        refers={"replaced_by": "interventions"},
        happened="issued_on",
        filled_later=("closed_on", "replaced_by"),
    ),
    Section(
        "interventions.requirements",
        "requirement",
        Requirement,
        called=("reference",),
        key=("reference",),
        fields=("reference", "text", "due_on"),
        inside="intervention",
    ),
    Section(
        "workstreams",
        "workstream",
        Workstream,
        called=("number",),
        key=("number",),
        fields=("number", "title", "aim", "kind"),
    ),
    Section(
        "workstreams.changes",
        "change",
        WorkstreamChange,
        called=("recorded_on",),
        key=("workstream", "recorded_on"),
        fields=("lead_post", "counterpart_post", "is_closed", "reason"),
        inside="workstream",
        only_added=True,
        standing=Q(recorded_by=None),
    ),
    Section(
        "findings",
        "finding",
        Finding,
        called=("reference",),
        key=("reference",),
        fields=("reference", "kind", "inspection", "title", "text", "correction"),
        refers={"inspection": "inspections"},
    ),
    Section(
        "coverage",
        "coverage",
        Coverage,
        called=("finding", "workstream"),
        key=("finding", "workstream"),
        fields=("finding", "workstream"),
        refers={"finding": "findings", "workstream": "workstreams"},
        # What the file said and people withdrew stays withdrawn; what people said and withdrew is nobody's now.
        standing=Q(recorded_by=None) | Q(withdrawn_on=None),
    ),
    Section(
        "comparators",
        "comparator",
        Comparator,
        called=("measure", "unit", "authority", "as_at"),
        key=("measure", "unit", "authority", "as_at"),
        fields=(
            "measure",
            "unit",
            "basis",
            "authority",
            "value",
            "numerator",
            "denominator",
            "as_at",
            "quoted",
            "correction",
        ),
        refers={"authority": "authorities"},
        happened="as_at",
    ),
    Section(
        "indicators",
        "indicator",
        Indicator,
        called=("code",),
        key=("code",),
        fields=(
            "code",
            "title",
            "area",
            "definition",
            "numerator_label",
            "denominator_label",
            "unit",
            "basis",
            "polarity",
            "decimals",
            "frequency",
            "publisher",
            "owner_post",
        ),
    ),
    Section(
        "indicators.columns",
        "column",
        StatisticsColumn,
        called=("value_column",),
        key=("indicator", "value_column"),
        fields=("value_column", "numerator_column", "denominator_column", "only_rows"),
        inside="indicator",
        standing=Q(recorded_by=None),
    ),
    Section(
        "indicators.targets",
        "target",
        Target,
        called=("applies_from",),
        key=("indicator", "applies_from"),
        fields=("applies_from", "value", "tolerance", "reason"),
        inside="indicator",
        standing=Q(recorded_by=None),
    ),
    Section(
        "indicators.observations",
        "observation",
        Observation,
        called=("authority", "period_end"),
        key=("indicator", "authority", "period_end"),
        fields=(
            "authority",
            "period_end",
            "value",
            "missing",
            "numerator",
            "numerator_missing",
            "denominator",
            "denominator_missing",
            "status",
            "published_on",
        ),
        refers={"authority": "authorities"},
        inside="indicator",
        happened="period_end",
        standing=Q(recorded_by=None),
    ),
    Section(
        "finding_ties",
        "tie to a finding",
        FindingTie,
        called=("indicator", "finding"),
        key=("indicator", "finding"),
        fields=("indicator", "finding"),
        refers={"indicator": "indicators", "finding": "findings"},
        standing=Q(recorded_by=None) | Q(withdrawn_on=None),
    ),
    Section(
        "workstream_ties",
        "tie to a workstream",
        WorkstreamTie,
        called=("indicator", "workstream"),
        key=("indicator", "workstream"),
        fields=("indicator", "workstream"),
        refers={"indicator": "indicators", "workstream": "workstreams"},
        standing=Q(recorded_by=None) | Q(withdrawn_on=None),
    ),
    Section(
        "events",
        "event",
        IndicatorEvent,
        called=("title", "happened_on"),
        key=("title", "happened_on"),
        fields=("indicator", "kind", "happened_on", "title", "reason"),
        refers={"indicator": "indicators"},
        happened="happened_on",
    ),
)

BY_NAME = {section.name: section for section in SECTIONS}
BY_MODEL = {section.model: section for section in SECTIONS}
OUTERMOST = tuple(section for section in SECTIONS if not section.outer)


def inner_sections(section):
    return tuple(inner for inner in SECTIONS if inner.outer == section.name)


def label(section, table):
    """How sentences and other tables name a record, from its table: F9, or “Torbay, sif, 2015-10-12”."""
    if any(name not in table for name in section.called):
        return ""
    return ", ".join(str(table[name]) for name in section.called)


def record_name(record):
    """The same label, of a record in the database."""
    section = BY_MODEL[type(record)]
    values = [getattr(record, name) for name in section.called]
    return ", ".join(record_name(value) if isinstance(value, Model) else str(value) for value in values)


def record_where(record):
    section = BY_MODEL[type(record)]
    outer = f"{record_where(getattr(record, section.inside))}, " if section.inside else ""
    return f"{outer}{section.one} {record_name(record)}"
