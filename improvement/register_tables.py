"""The lists of the registers: columns on the page, and more in the CSV."""

import django_tables2 as tables

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from improvement.background_tables import GRADE_CHIPS
from improvement.models.inspection import Grade
from improvement.models.register_kinds import REGISTERS, EntryStatus, RegisterKind
from improvement.tables import ONE_LINE, TITLE

STATUS_CHIPS = {
    EntryStatus.REVIEW_OVERDUE: "red",
    EntryStatus.NOT_STARTED: "light-grey",
    EntryStatus.UNDER_WAY: "light-blue",
    EntryStatus.REVIEWED: "light-green",
    EntryStatus.ATTENDANCE_AWAITED: "light-yellow",
    EntryStatus.PLANNED: "light-blue",
    EntryStatus.HELD: "light-green",
    EntryStatus.BEING_WRITTEN: "light-grey",
    EntryStatus.AGREED: "light-yellow",
    EntryStatus.INTRODUCED: "light-green",
    EntryStatus.NOT_FIT: "red",
    EntryStatus.FIT_IN_PART: "light-yellow",
    EntryStatus.NOT_REVIEWED: "light-grey",
    EntryStatus.FIT: "light-green",
    EntryStatus.WORSE: "red",
    EntryStatus.SAME: "light-yellow",
    EntryStatus.BETTER: "light-green",
    EntryStatus.REVIEW_AWAITED: "light-blue",
    EntryStatus.WITHDRAWN: "light-grey",
}


def status_chip(status):
    """Its label and its colour."""
    return EntryStatus(status).label, STATUS_CHIPS[status]


def said(kind, name, column=tables.Column, **facts):
    """A column of what is known of an entry, headed as its register has it."""
    return column(accessor=f"known__{name}", verbose_name=REGISTERS[kind].facts[name], **facts)


def in_file(kind, name):
    """Prose that a page shows with the entry, and the file beside its other facts."""
    return said(kind, name, visible=False, orderable=False)


def titled(kind):
    return tables.Column(verbose_name=REGISTERS[kind].title, attrs=TITLE)


class GradeColumn(tables.Column):
    def render(self, value):
        return chip(Grade(value).label, GRADE_CHIPS[value])

    def value(self, value):
        return Grade(value).label


class EntryTable(ProgrammeTable):
    workstream = tables.Column(order_by=("workstream__number",))
    status = tables.Column()

    class Meta:
        empty_text = "Nothing on this register matches."

    def render_title(self, record):
        return self.link(record.title, "registers:entry-detail", record.register.address, record.pk)

    def value_title(self, record):
        return record.title

    def render_workstream(self, record):
        return self.link(record.workstream, "improvement:workstream-detail", record.workstream.number)

    def value_workstream(self, record):
        return str(record.workstream)

    def render_status(self, value):
        return chip(*status_chip(value))

    def value_status(self, value):
        return EntryStatus(value).label


class MentoringTable(EntryTable):
    caption = RegisterKind.MENTORING.label
    _kind = RegisterKind.MENTORING

    title = titled(_kind)
    post = said(_kind, "post")
    started_on = said(_kind, "started_on", DayColumn, attrs=ONE_LINE)
    sessions = said(_kind, "sessions", attrs=NUMERIC)
    review_due_on = said(_kind, "review_due_on", DayColumn, attrs=ONE_LINE)
    reviewed_on = said(_kind, "reviewed_on", DayColumn, attrs=ONE_LINE)
    focus = in_file(_kind, "focus")
    feedback = in_file(_kind, "feedback")

    class Meta(EntryTable.Meta):
        sequence = ("title", "post", "status", "...", "workstream")


class TrainingTable(EntryTable):
    caption = RegisterKind.TRAINING.label
    _kind = RegisterKind.TRAINING

    title = titled(_kind)
    held_on = said(_kind, "held_on", DayColumn, attrs=ONE_LINE)
    post = said(_kind, "post")
    places = said(_kind, "places", attrs=NUMERIC)
    attended = said(_kind, "attended", attrs=NUMERIC)
    attended_posts = in_file(_kind, "attended_posts")
    feedback = in_file(_kind, "feedback")

    class Meta(EntryTable.Meta):
        sequence = ("title", "status", "held_on", "places", "attended", "...", "workstream")


class PoliciesTable(EntryTable):
    caption = RegisterKind.POLICIES.label
    _kind = RegisterKind.POLICIES

    title = titled(_kind)
    post = said(_kind, "post")
    agreed_on = said(_kind, "agreed_on", DayColumn, attrs=ONE_LINE)
    introduced_on = said(_kind, "introduced_on", DayColumn, attrs=ONE_LINE)
    review_due_on = said(_kind, "review_due_on", DayColumn, attrs=ONE_LINE)

    class Meta(EntryTable.Meta):
        sequence = ("title", "status", "...", "post", "workstream")


class SystemsTable(EntryTable):
    caption = RegisterKind.SYSTEMS.label
    _kind = RegisterKind.SYSTEMS

    title = titled(_kind)
    post = said(_kind, "post")
    reviewed_on = said(_kind, "reviewed_on", DayColumn, attrs=ONE_LINE)
    action = said(_kind, "action", orderable=False)
    action_due_on = said(_kind, "action_due_on", DayColumn, attrs=ONE_LINE)

    class Meta(EntryTable.Meta):
        sequence = ("title", "status", "reviewed_on", "action", "action_due_on", "...", "workstream")


class PeerReviewTable(EntryTable):
    caption = RegisterKind.PEER_REVIEW.label
    _kind = RegisterKind.PEER_REVIEW

    title = titled(_kind)
    baseline_grade = said(_kind, "baseline_grade", GradeColumn)
    baseline_on = said(_kind, "baseline_on", DayColumn, attrs=ONE_LINE)
    review_grade = said(_kind, "review_grade", GradeColumn)
    review_due_on = said(_kind, "review_due_on", DayColumn, attrs=ONE_LINE)
    reviewed_on = said(_kind, "reviewed_on", DayColumn, attrs=ONE_LINE)
    baseline_evidence = in_file(_kind, "baseline_evidence")
    review_evidence = in_file(_kind, "review_evidence")

    class Meta(EntryTable.Meta):
        sequence = ("title", "status", "baseline_grade", "baseline_on", "review_grade", "...", "workstream")


TABLES = {
    RegisterKind.MENTORING: MentoringTable,
    RegisterKind.TRAINING: TrainingTable,
    RegisterKind.POLICIES: PoliciesTable,
    RegisterKind.SYSTEMS: SystemsTable,
    RegisterKind.PEER_REVIEW: PeerReviewTable,
}
