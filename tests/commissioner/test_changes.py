"""Changes of any two positions, held to what must be true of all: examples that nobody thought of, no database."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import PERMISSIONS
from claims.allowance import Ledger, Spent
from claims.claim_states import ClaimState
from claims.models import Allowance, Claim
from commissioner.changes import changes
from commissioner.changes.change import Tone
from commissioner.models import MeetingAction
from commissioner.position import JudgedInspection, Position, WorkstreamPosition
from improvement.brag import workstream_colour, workstream_evidence
from improvement.models import (
    Authority,
    Finding,
    HighlightReport,
    Indicator,
    Inspection,
    Intervention,
    Judgement,
    Milestone,
    Programme,
    Requirement,
    Risk,
    Workstream,
)
from improvement.models.programme import ProgrammeState
from improvement.models.ratings import Delivery, Impact
from improvement.readings import Figure, Reading
from improvement.signals import Assurance, Variation

DAYS = tuple(datetime.date(2017, month, 28) for month in (1, 2, 3))
EVERYTHING = frozenset(PERMISSIONS)
TORBAY = Programme(pk=1, slug="torbay", name="Torbay", starts_on=datetime.date(2016, 5, 25))
DUE = st.dates(datetime.date(2016, 11, 1), datetime.date(2017, 6, 30))


def made(model, pk, **facts):
    """A record as a queryset of as_known gives it: what its table holds, and what was annotated to it."""
    fields = {field.name for field in model._meta.fields}
    record = model(pk=pk, **{name: value for name, value in facts.items() if name in fields})
    for name in facts.keys() - fields:
        setattr(record, name, facts[name])
    return record


def history(states, *, may_leave=False):
    """What a record is on each of the days: nothing before it is known, nothing after it left, else one of `states`."""

    @st.composite
    def drawn(draw):
        first = draw(st.integers(0, 2))
        last = draw(st.integers(first, 2)) if may_leave else 2
        return [draw(states) if first <= place <= last else None for place in range(3)]

    return drawn()


def histories(states, **facts):
    return st.lists(history(states, **facts), max_size=2)


def on_day(drawn, place, make):
    return tuple(make(pk, states[place]) for pk, states in enumerate(drawn, start=1) if states[place] is not None)


def workstream_of(pk, state):
    delivery, impact, accepted, is_closed = state
    facts = {"delivery": delivery, "impact": impact, "is_closed": is_closed, "delivery_before": ""}
    evidence = {"evidence_attached": 3, "evidence_accepted": accepted}
    workstream = made(Workstream, pk, number=pk, title="MASH", **facts, **evidence)
    report = HighlightReport(source="Sample") if delivery else None
    return WorkstreamPosition(
        workstream=workstream,
        report=report,
        evidence=workstream_evidence(workstream),
        impact=impact,
        colour=workstream_colour(workstream),
        travel=None,
        next_milestone=None,
        overdue=(),
        days=Decimal(0),
    )


def milestone_of(pk, state):
    status, due_on, times_redated = state
    known = {"due_on": due_on, "times_redated": times_redated, "achieved_on": DAYS[0], "status": status}
    workstream = Workstream(pk=9, number=9)
    return made(Milestone, pk, title="Signed off", original_due_on=due_on, workstream=workstream, **known)


def risk_of(pk, state):
    residual, is_closed = state
    standing = "closed" if is_closed else "open"
    return made(Risk, pk, number=pk, title="Staff leave", residual=residual, standing=standing, closed_on=DAYS[0])


def reading_of(pk, state):
    values, variation, assurance = state
    indicator = Indicator(
        pk=pk, code=f"visits-{pk}", title="Visits", unit="count", polarity="higher", frequency="month"
    )
    figures = tuple(
        Figure(indicator, place, datetime.date(2016, place, 28), Decimal(value), "", None, "", None, "", "", None)
        for place, value in enumerate(values, start=1)
    )
    reading = Reading(indicator, figures, ())
    # The signal is worked out of the figures, and only once: here it is any.
    vars(reading)["signal"] = type("Said", (), {"variation": variation, "assurance": assurance})
    return reading


def requirement_of(pk, state):
    due_on, met_on = state
    facts = {"reference": f"Paragraph {pk}", "due_on": due_on, "met_on": met_on, "met_recorded_on": met_on}
    return Requirement(pk=pk, intervention=Intervention(pk=1), **facts)


def inspection_of(pk, judged):
    inspection = Inspection(pk=pk, authority=Authority(pk=1, name="Torbay"), started_on=DAYS[0])
    judgements = tuple(Judgement(pk=key, grade="good", is_overall=key == 1) for key in range(judged))
    return JudgedInspection(inspection, judgements)


def action_of(pk, state):
    status, due_on, times_redated = state
    known = {"due_on": due_on, "times_redated": times_redated, "settled_on": DAYS[0], "status": status}
    return made(MeetingAction, pk, number=pk, text="Agree the threshold document", known_owner_name="DCS", **known)


def claim_of(pk, state):
    return made(Claim, pk, number=f"TOR-{pk}", stood=state, days_then=Decimal(3), gross_then=Decimal(1500))


def ledger_of(state, on):
    if state is None:
        return None
    entitled, approved = state
    allowance = Allowance(pk=1, starts_on=datetime.date(2016, 5, 25), ends_on=datetime.date(2017, 5, 24))
    return Ledger(allowance, on, Decimal(entitled), {(on, 1): Spent(approved=Decimal(approved))})


@st.composite
def three_positions(draw):
    ratings = st.tuples(
        st.sampled_from(["", *Delivery]), st.sampled_from(["", *Impact]), st.integers(0, 3), st.booleans()
    )
    workstreams = [_once_said(states) for states in draw(histories(ratings))]
    milestones = draw(
        histories(st.tuples(st.sampled_from(["due", "overdue", "achieved", "withdrawn"]), DUE, st.integers(1, 25)))
    )
    risks = [
        _once_scored(states) for states in draw(histories(st.tuples(st.none() | st.integers(1, 25), st.booleans())))
    ]
    said = st.tuples(st.lists(st.integers(0, 3), max_size=3), st.sampled_from(Variation), st.sampled_from(Assurance))
    indicators = [_no_fewer(states) for states in draw(histories(said, may_leave=True))]
    answers = draw(histories(st.integers(0, 2)))
    requirements = [_once_met(states) for states in draw(histories(st.tuples(st.none() | DUE, st.none() | DUE)))]
    judged = [_grown(states) for states in draw(histories(st.integers(1, 3)))]
    steps = st.tuples(st.sampled_from(["open", "overdue", "done", "closed"]), DUE, st.integers(1, 25))
    actions = draw(histories(steps))
    claims = draw(histories(st.sampled_from(ClaimState)))
    allowance = draw(history(st.tuples(st.integers(100, 200), st.integers(0, 100))))
    states, ends = ([draw(values) for _ in DAYS] for values in (st.sampled_from(ProgrammeState), DUE))
    return tuple(
        Position(
            programme=TORBAY,
            on=on,
            state=states[place],
            ends_on=ends[place],
            every_workstream=on_day(workstreams, place, workstream_of),
            every_milestone=on_day(milestones, place, milestone_of),
            every_risk=on_day(risks, place, risk_of),
            findings=on_day(
                answers, place, lambda pk, n: made(Finding, pk, kind="finding", reference=f"F{pk}", answers=n)
            ),
            data_issues=(),
            requirements=on_day(requirements, place, requirement_of),
            inspections=on_day(judged, place, inspection_of),
            indicators=on_day(indicators, place, reading_of),
            actions=on_day(actions, place, action_of),
            allowance=ledger_of(allowance[place], on),
            claims=on_day(claims, place, claim_of),
        )
        for place, on in enumerate(DAYS)
    )


def _kept(states, keep):
    """States of which each is told what the one before was, and may keep some of it."""
    found, before = [], None
    for state in states:
        before = state if before is None or state is None else keep(before, state)
        found.append(before)
    return found


def _once_said(states):
    """A report and a rating may be followed by another, and never taken back."""
    return _kept(states, lambda before, now: (now[0] or before[0], now[1] or before[1], *now[2:]))


def _once_scored(states):
    """Scored stays scored, and closed stays closed."""
    return _kept(states, lambda before, now: (now[0] or before[0], now[1] or before[1]))


def _once_met(states):
    return _kept(states, lambda before, now: (now[0], before[1] or now[1]))


def _no_fewer(states):
    """A figure may be restated, and never taken away."""
    return _kept(states, lambda before, now: ([*now[0], *before[0][len(now[0]) :]], *now[1:]))


def _grown(states):
    return _kept(states, max)


def told(before, after):
    return [(change.kind, change.whose) for change in changes(before, after, can=EVERYTHING).worst_first]


MANY = settings(max_examples=100, deadline=None)


@MANY
@given(three_positions())
def test_nothing_changes_between_a_position_and_itself(positions):
    assert [told(position, position) for position in positions] == [[], [], []]


@MANY
@given(three_positions())
def test_two_steps_say_no_less_than_both_at_once(positions):
    first, second, third = positions

    assert set(told(first, third)) - set(told(first, second)) - set(told(second, third)) == set()


@MANY
@given(three_positions())
def test_nothing_is_said_twice(positions):
    first, _, third = positions
    found = told(first, third)

    assert len(found) == len(set(found))


@MANY
@given(three_positions())
def test_changes_are_sentences_worst_first_and_each_under_one_subject(positions):
    first, _, third = positions
    found = changes(first, third, can=EVERYTHING)

    assert [change.tone for change in found.worst_first] == sorted(
        (change.tone for change in found.worst_first), key=list(Tone).index
    )
    assert [c for c in found.worst_first if not c.sentence.endswith(".") or "None" in c.sentence] == []
    grouped = [change for _, group in found.by_subject for change in group]
    assert sorted(map(id, grouped)) == sorted(map(id, found.worst_first))
    assert sum(found.count(tone) for tone in Tone) == len(found)


@MANY
@given(three_positions(), st.sets(st.sampled_from(sorted(PERMISSIONS))))
def test_with_fewer_permissions_the_same_is_said_less_what_they_open(positions, can):
    first, _, third = positions
    everything = changes(first, third, can=EVERYTHING).worst_first

    some = changes(first, third, can=can).worst_first

    assert [change for change in everything if change in some] == list(some)


@given(three_positions())
def test_the_later_position_comes_second(positions):
    first, _, third = positions

    with pytest.raises(ValueError, match="of a later day"):
        changes(third, first, can=EVERYTHING)
