"""The lists of the board: their columns on the page and in the CSV."""

import django_tables2 as tables

from accounts.lists import NUMERIC, DayColumn, ProgrammeTable, chip
from commissioner.filters import ACTION_STATUSES, CHALLENGE_STANDINGS
from commissioner.models.meeting import MeetingState
from commissioner.packs.routes import pack_route
from improvement.tables import NUMBER, ONE_LINE, PROSE_CELL, TITLE

MEETING_CHIPS = {
    MeetingState.PLANNED: "light-blue",
    MeetingState.PAPERS_ISSUED: "light-yellow",
    MeetingState.HELD: "light-blue",
    MeetingState.MINUTES_AGREED: "light-green",
    MeetingState.CALLED_OFF: "light-grey",
}
_ACTION_COLOURS = ("light-blue", "red", "light-yellow", "light-green")
_CHALLENGE_COLOURS = ("light-yellow", "light-blue", "red", "light-red", "light-green", "light-grey")
ACTION_CHIPS = {value: (label, colour) for (value, label), colour in zip(ACTION_STATUSES, _ACTION_COLOURS, strict=True)}
CHALLENGE_CHIPS = {
    value: (label, colour) for (value, label), colour in zip(CHALLENGE_STANDINGS, _CHALLENGE_COLOURS, strict=True)
}


class MeetingTable(ProgrammeTable):
    caption = "Meetings of the board"

    meets_on = DayColumn(verbose_name="Day", attrs=ONE_LINE)
    starts_at = tables.Column(verbose_name="Starts at", attrs=ONE_LINE)
    place = tables.Column()
    state = tables.Column(accessor="state_then", verbose_name="State")
    items = tables.Column(accessor="items_then", verbose_name="Items", attrs=NUMERIC)
    decisions = tables.Column(accessor="decisions_then", verbose_name="Decisions", attrs=NUMERIC)
    actions = tables.Column(accessor="actions_then", verbose_name="Actions", attrs=NUMERIC)

    class Meta:
        empty_text = "No meeting matches."

    def render_meets_on(self, value):
        return self.link(f"{value:%-d %B %Y}", "board:meeting-detail", value.isoformat())

    def value_meets_on(self, value):
        return value.isoformat()

    def render_starts_at(self, value):
        return f"{value:%H:%M}"

    def render_state(self, value):
        state = MeetingState(value)
        return chip(state.label, MEETING_CHIPS[state])

    def value_state(self, value):
        return MeetingState(value).label


class PackTable(ProgrammeTable):
    caption = "Packs of the board"

    meeting = DayColumn(accessor="meeting__meets_on", verbose_name="Meeting", attrs=ONE_LINE)
    number = tables.Column(verbose_name="Version", attrs=NUMERIC)
    recorded_on = DayColumn(verbose_name="Issued on", attrs=ONE_LINE)
    since = DayColumn(verbose_name="Changes since", attrs=ONE_LINE)

    class Meta:
        empty_text = "No pack is issued yet."

    def render_meeting(self, value, record):
        return self.link(f"{value:%-d %B %Y}", pack_route(self.page_here), value.isoformat(), record.number)

    def value_meeting(self, value):
        return value.isoformat()


class FullPackTable(PackTable):
    """With what each version puts right, for those who see the board."""

    note = tables.Column(verbose_name="What it puts right", attrs=PROSE_CELL, default="—")

    class Meta(PackTable.Meta):
        pass


class DecisionTable(ProgrammeTable):
    caption = "Decisions of the board"

    number = tables.Column(verbose_name="No.", attrs=NUMBER)
    text = tables.Column(verbose_name="Decision", attrs=PROSE_CELL)
    meeting = DayColumn(accessor="meeting__meets_on", verbose_name="Meeting", attrs=ONE_LINE)
    basis = tables.Column(attrs=PROSE_CELL)
    stands = tables.Column(accessor="replaced_then", empty_values=())

    class Meta:
        empty_text = "No decision matches."

    def render_number(self, record):
        return self.link(str(record), "board:decision-detail", record.number)

    def value_number(self, record):
        return str(record)

    def render_stands(self, record):
        if record.replaced_then:
            return self.link(self.value_stands(record), "board:decision-detail", record.replaced_then)
        return chip("Withdrawn", "light-grey") if record.withdrawn_on else "Yes"

    def value_stands(self, record):
        if record.replaced_then:
            return f"Replaced by D{record.replaced_then}"
        return "Withdrawn" if record.withdrawn_on else "Yes"


class FullDecisionTable(DecisionTable):
    """With who decided and who disagreed, for those who see the board."""

    decided_by = tables.Column()
    dissent = tables.Column(attrs=PROSE_CELL)

    class Meta:
        sequence = ("number", "text", "meeting", "basis", "decided_by", "dissent", "stands")


class ActionTable(ProgrammeTable):
    caption = "Actions of the board"

    number = tables.Column(verbose_name="No.", attrs=NUMBER)
    text = tables.Column(verbose_name="Action", attrs=TITLE)
    owner = tables.Column(accessor="known_owner_name", verbose_name="Owner")
    status = tables.Column()
    due_on = DayColumn(verbose_name="Due", attrs=ONE_LINE)
    original_due_on = DayColumn(verbose_name="First due", attrs=ONE_LINE)
    times_redated = tables.Column(verbose_name="Times moved", attrs=NUMERIC)
    workstream = tables.Column(order_by=("workstream__number",), verbose_name="Workstream")
    meeting = DayColumn(accessor="meeting__meets_on", verbose_name="Meeting", attrs=ONE_LINE)

    class Meta:
        empty_text = "No action matches."

    def render_number(self, record):
        return self.link(str(record), "board:action-detail", record.number)

    def value_number(self, record):
        return str(record)

    def render_status(self, value):
        return chip(*ACTION_CHIPS[value])

    def value_status(self, value):
        return ACTION_CHIPS[value][0]

    def render_workstream(self, value):
        return self.link(value, "improvement:workstream-detail", value.number)

    def value_workstream(self, value):
        return str(value)


class ChallengeTable(ProgrammeTable):
    caption = "Questions to the programme"

    number = tables.Column(verbose_name="No.", attrs=NUMBER)
    question = tables.Column(attrs=TITLE)
    about = tables.Column(accessor="subject", orderable=False, default="The programme", verbose_name="About")
    asked_by = tables.Column(accessor="recorded_by", verbose_name="Asked by")
    recorded_on = DayColumn(verbose_name="Asked on", attrs=ONE_LINE)
    standing = tables.Column(verbose_name="State")
    assignee = tables.Column(accessor="assigned_step__assignee", orderable=False, verbose_name="Answers")
    due_on = DayColumn(verbose_name="By", attrs=ONE_LINE)

    class Meta:
        empty_text = "No question matches."

    def render_number(self, record):
        return self.link(str(record), "board:challenge-detail", record.number)

    def value_number(self, record):
        return str(record)

    def render_standing(self, value):
        return chip(*CHALLENGE_CHIPS[value])

    def value_standing(self, value):
        return CHALLENGE_CHIPS[value][0]
