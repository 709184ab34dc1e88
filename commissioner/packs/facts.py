"""What goes into the pack of a meeting, gathered in a fixed number of queries."""

from dataclasses import dataclass, replace

from commissioner.agenda import Agenda, agenda, items_of
from commissioner.compared_days import Since, usual_since
from commissioner.known_actions import actions_on
from commissioner.known_challenges import challenges_on
from commissioner.known_decisions import decisions_as_known
from commissioner.meetings import Roll, roll
from commissioner.models import Meeting
from commissioner.models.meeting import MeetingState
from commissioner.position import Position, read_positions
from config.charts import Chart
from improvement.indicator_charts import measure_chart, measure_marks
from improvement.indicator_page import all_events_on, all_targets_on, events_of
from improvement.models import Target
from improvement.signal_charts import Mark


@dataclass(frozen=True)
class LastMeeting:
    """The meeting before: who was there, and what was said, decided and asked for."""

    meeting: Meeting
    state: MeetingState
    roll: Roll
    agenda: Agenda
    others: tuple
    """Decisions and actions beside the agenda."""


@dataclass(frozen=True)
class DrawnMeasure:
    """A measure's chart, and what its numbered marks stand for."""

    chart: Chart
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class PackFacts:
    meeting: Meeting
    agenda: Agenda
    since: Since
    before: Position
    now: Position
    last: LastMeeting | None
    actions: tuple
    """Those that are not closed, with the soonest due first."""
    challenges: tuple
    """Questions that are not closed."""
    charts: dict
    """{measure's key: its DrawnMeasure} of those that really changed or are sure to miss their target."""

    @property
    def programme(self):
        return self.meeting.programme

    @property
    def on(self):
        return self.now.on


def pack_facts(meeting, on, *, planned):
    """The PackFacts of a meeting on a day; `planned` is its agenda as known then."""
    programme = meeting.programme
    since = usual_since(programme, on)
    found = read_positions(programme, (since.on, on))
    now = found[on]
    return PackFacts(
        meeting=meeting,
        agenda=planned,
        since=since,
        before=found[since.on],
        now=now,
        last=_last_meeting(programme, on),
        actions=tuple(actions_on(programme, on).exclude(status="closed").order_by("due_on", "number")),
        challenges=tuple(challenges_on(programme, on).exclude(standing="closed").order_by("number")),
        charts=_charts(programme, now),
    )


def for_readers(facts):
    """The same facts with the figures of indicators that stand for too few children hidden."""
    before, now = facts.before.with_small_hidden(), facts.now.with_small_hidden()
    return replace(facts, before=before, now=now, charts=_charts(facts.programme, now))


def _last_meeting(programme, on):
    held = Meeting.objects.filter(programme=programme).held_by(on).select_related("programme", "board")
    meeting = held.order_by("-meets_on").first()
    if meeting is None:
        return None
    standing = decisions_as_known(meeting.decisions.all(), on).filter(withdrawn_on__isnull=True)
    decisions = list(standing.order_by("number"))
    actions = list(actions_on(programme, on).filter(meeting=meeting).order_by("number"))
    said = agenda(meeting, items_of(meeting, on), (), decisions=decisions, actions=actions)
    others = tuple(made for made in (*decisions, *actions) if made.item_id is None)
    return LastMeeting(meeting, meeting.state_on(on), roll(meeting, on), said, others)


def _charts(programme, now):
    shown = (*now.worse_indicators, *now.better_indicators, *now.changed_indicators)
    targets = all_targets_on(Target.objects.filter(indicator__in=[r.indicator.pk for r in shown]), now.on)
    events = all_events_on(programme, now.on)
    drawn = {}
    for reading in shown:
        marked = events_of(reading.indicator, events)
        if chart := measure_chart(reading, targets[reading.indicator.pk], marked):
            drawn[reading.indicator.pk] = DrawnMeasure(chart, tuple(measure_marks(reading, marked)))
    return drawn
