"""What the history on a record's page says of each step."""

import datetime

import pytest

from improvement.as_known import NEWEST, risks_on
from improvement.histories import coverage_history, lead_history, milestone_history, risk_history
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    CoverageFactory,
    FindingFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    RiskChangeFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


def day(number, month=6):
    return datetime.date(2016, month, number)


def told(steps):
    return [(step.what, step.notes, step.text, step.record.recorded_on) for step in steps]


def history_of(risk):
    known = risks_on(risk.programme, TODAY).get()
    scores, changes = risk.scores.order_by(*NEWEST), risk.changes.order_by(*NEWEST)
    return risk_history(risk.programme, known, scores, list(changes))


def test_a_risk_tells_what_was_new_each_time_and_its_scores_between():
    workstream = WorkstreamFactory(number=8, title="MASH")
    risk = RiskFactory(programme=workstream.programme)
    same = {"mitigation": "Watch it.", "owner_post": "Head of Service"}
    RiskScoreFactory(risk=risk, likelihood=4, impact=5, recorded_on=day(6), reason="Two left.")
    RiskChangeFactory(risk=risk, recorded_on=day(5), workstream=workstream, **same)
    RiskChangeFactory(risk=risk, recorded_on=day(7), mitigation="Hire two.", workstream=None, owner_post="Director")
    RiskChangeFactory(risk=risk, recorded_on=day(8), mitigation="Hire two.", owner_post="Director", reason="Again.")

    steps = history_of(risk)

    assert told(steps) == [
        ("Said again", (), "Again.", day(8)),
        (
            "New response, owner and workstream",
            ("Response: Hire two.", "Owner: Director", "Workstream: the programme as a whole"),
            "It was not enough.",
            day(7),
        ),
        ("Residual: 20", ("Likelihood 4, impact 5",), "Two left.", day(6)),
        ("New workstream", ("Workstream: 8 MASH",), "It was not enough.", day(5)),
        (
            "Recorded",
            ("Response: Watch it.", "Owner: Head of Service", "Workstream: the programme as a whole"),
            "",
            day(1),
        ),
    ]
    assert [step.chip for step in steps] == [None, None, ("Very high", "red"), None, None]


def test_a_milestone_tells_its_steps_down_to_its_first_date():
    milestone = MilestoneFactory(original_due_on=day(30))
    MilestoneChangeFactory(milestone=milestone, due_on=day(10, 9), recorded_on=day(5))
    achieved = {"step": "achieved", "due_on": None, "achieved_on": day(9), "recorded_on": day(10), "reason": ""}
    MilestoneChangeFactory(milestone=milestone, **achieved)
    MilestoneChangeFactory(milestone=milestone, step="reopened", due_on=None, recorded_on=day(11), reason="Not all.")

    assert told(milestone_history(milestone, milestone.changes.order_by(*NEWEST))) == [
        ("Reopened", (), "Not all.", day(11)),
        ("Achieved on 9 June 2016", (), "", day(10)),
        ("Re-dated to 10 September 2016", (), "It takes longer.", day(5)),
        ("First due 30 June 2016", (), "", day(1)),
    ]


@pytest.mark.parametrize(("names_people", "by"), [(True, " by Ann Lee, Council"), (False, "")])
def test_a_finding_tells_who_answers_it_and_who_no_longer_does(names_people, by):
    finding = FindingFactory()
    first, second = (WorkstreamFactory(programme=finding.programme, number=n, title=f"W{n}") for n in (1, 2))
    standing = CoverageFactory(finding=finding, workstream=first)
    person = UserFactory(name="Ann Lee", organisation="Council")
    gone = CoverageFactory(finding=finding, workstream=second, withdrawn_on=day(9), withdrawn_by=person)

    steps = coverage_history([standing], [gone], names_people=names_people)

    assert [step.what for step in steps] == ["1 W1", f"2 W2: withdrawn 9 June 2016{by}"]


def test_a_workstream_tells_who_led_it():
    workstream, person = WorkstreamFactory(), UserFactory(name="Ann Lee", organisation="Council")
    changes = [
        WorkstreamChangeFactory(workstream=workstream, is_closed=True, reason="Done."),
        WorkstreamChangeFactory(
            workstream=workstream, lead_post="Head", lead=person, counterpart_post="Director", counterpart=person
        ),
        WorkstreamChangeFactory(workstream=workstream),
    ]

    assert told(lead_history(changes)) == [
        ("Closed", (), "Done.", day(1)),
        ("Head: Ann Lee, Council", ("With Director: Ann Lee, Council",), "", day(1)),
        ("Nobody named", (), "", day(1)),
    ]
