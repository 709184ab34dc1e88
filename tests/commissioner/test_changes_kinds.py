"""Each kind of change by an example, out of records as they are kept."""

import datetime
from decimal import Decimal

import pytest

from accounts.roles import PERMISSIONS
from claims.actions.allowances import vary_allowance
from commissioner.changes import changes
from commissioner.changes.change import ChangeKind
from commissioner.position import position, positions
from tests.factories.accounts import UserFactory
from tests.factories.board import ActionChangeFactory, BoardFactory, MeetingActionFactory, MeetingFactory
from tests.factories.claims import (
    AllowanceFactory,
    ClaimFactory,
    ClaimStepFactory,
    funded_programme,
    made_day,
    officer_of,
)
from tests.factories.improvement import (
    CoverageFactory,
    EvidenceFactory,
    FindingFactory,
    HighlightReportFactory,
    ImpactRatingFactory,
    IndicatorFactory,
    InspectionFactory,
    InterventionFactory,
    JudgementFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ObservationFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    TargetFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
    observe,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
SINCE = datetime.date(2017, 1, 30)
BETWEEN = datetime.date(2017, 2, 10)
EVERYTHING = frozenset(PERMISSIONS)


@pytest.fixture
def programme():
    return ProgrammeFactory(name="Torbay")


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8, title="MASH")


def found(programme, *, since=SINCE, until=TODAY, can=EVERYTHING):
    both = positions(programme, (since, until), claims=True)
    return changes(both[since], both[until], can=can)


def told(programme, **asked):
    """(the words before it, its sentence, for what) of each change, worst first."""
    return [(c.lead, c.sentence, c.tone.value) for c in found(programme, **asked).worst_first]


def report(workstream, delivery, on):
    path = "Ask for help." if delivery in ("at_risk", "off_track") else ""
    somebody = UserFactory(name="Officer 1", organisation="Hampshire")
    facts = {"delivery": delivery, "recorded_on": on, "path_to_green": path, "recorded_by": somebody}
    return HighlightReportFactory(workstream=workstream, **facts)


def test_comparing_asks_the_database_nothing(django_assert_num_queries, workstream):
    report(workstream, "on_track", SINCE)
    report(workstream, "at_risk", BETWEEN)
    MilestoneFactory(workstream=workstream, recorded_on=BETWEEN)
    both = positions(workstream.programme, (SINCE, TODAY))

    with django_assert_num_queries(0):
        changed = changes(both[SINCE], both[TODAY], can=EVERYTHING)
        sentences = [change.sentence for change in changed.worst_first]

    assert len(sentences) == 2


def test_positions_of_two_programmes_are_not_compared(programme):
    with pytest.raises(ValueError, match="two programmes"):
        changes(position(programme, SINCE), position(ProgrammeFactory(), TODAY), can=EVERYTHING)


@pytest.mark.parametrize(
    ("before", "after", "lead", "words", "tone"),
    [
        ("on_track", "at_risk", "Delivery worse", "moved from on track to at risk", "worse"),
        ("off_track", "complete", "Delivery better", "moved from off track to complete", "better"),
        ("not_started", "on_track", "Delivery", "moved from not started to on track", "neither"),
        (None, "off_track", "Delivery worse", "first reported as off track", "worse"),
        (None, "on_track", "Delivery", "first reported as on track", "neither"),
    ],
)
def test_delivery_moves(workstream, before, after, lead, words, tone):
    if before:
        report(workstream, before, SINCE)
    report(workstream, after, BETWEEN)

    sentence = f"Workstream 8 MASH: delivery {words}, reported by Officer 1, Hampshire."
    assert told(workstream.programme) == [(lead, sentence, tone)]


@pytest.mark.parametrize(
    ("before", "after", "lead", "words", "tone"),
    [
        ("some", "getting_worse", "Impact worse", "moved from some to getting worse", "worse"),
        ("not_yet_seen", "sustained", "Impact better", "moved from not yet seen to sustained", "better"),
        (None, "not_yet_seen", "Impact", "first rated as not yet seen", "neither"),
    ],
)
def test_impact_moves(workstream, before, after, lead, words, tone):
    if before:
        ImpactRatingFactory(workstream=workstream, impact=before)
    ImpactRatingFactory(workstream=workstream, impact=after, recorded_on=BETWEEN)

    sentence = f"Workstream 8 MASH: impact on children {words}."
    assert told(workstream.programme) == [(lead, sentence, tone)]


def test_evidence_is_accepted(workstream):
    reviewer = UserFactory()
    for on in (SINCE, BETWEEN, TODAY):
        EvidenceFactory(workstream=workstream, review="accepted", reviewed_on=on, reviewed_by=reviewer)
    EvidenceFactory(workstream=workstream, recorded_on=BETWEEN)

    sentence = "Workstream 8 MASH: two pieces of evidence accepted."
    assert told(workstream.programme) == [("Evidence accepted", sentence, "better")]


def test_workstreams_come_close_and_open_again_and_say_their_last_rating(workstream):
    programme = workstream.programme
    report(workstream, "on_track", SINCE)
    report(workstream, "complete", BETWEEN)
    WorkstreamChangeFactory(workstream=workstream, is_closed=True, recorded_on=BETWEEN)
    reopened = WorkstreamFactory(programme=programme, number=9, title="IT")
    WorkstreamChangeFactory(workstream=reopened, is_closed=True)
    WorkstreamChangeFactory(workstream=reopened, is_closed=False, recorded_on=BETWEEN)
    WorkstreamFactory(programme=programme, number=10, title="LSCB", recorded_on=BETWEEN)

    assert told(programme) == [
        (
            "Delivery better",
            "Workstream 8 MASH: delivery moved from on track to complete, reported by Officer 1, Hampshire.",
            "better",
        ),
        ("Workstream closed", "Workstream 8 MASH: closed.", "neither"),
        ("Workstream reopened", "Workstream 9 IT: opened again.", "neither"),
        ("New workstream", "Workstream 10 LSCB: added to the plan.", "neither"),
    ]


@pytest.fixture
def milestone(workstream):
    return MilestoneFactory(workstream=workstream, title="Signed off", original_due_on=datetime.date(2017, 3, 31))


def redate(milestone, month, day, on=BETWEEN):
    MilestoneChangeFactory(milestone=milestone, due_on=datetime.date(2017, month, day), recorded_on=on)


def step(milestone, kind, on=BETWEEN, **facts):
    MilestoneChangeFactory(milestone=milestone, step=kind, due_on=None, recorded_on=on, **facts)


def said_of_milestone(milestone):
    return [
        (lead, sentence.removeprefix("Milestone Signed off, workstream 8: "), tone)
        for lead, sentence, tone in told(milestone.programme)
    ]


def test_a_milestone_slips_for_the_second_time(milestone):
    redate(milestone, 4, 30, on=SINCE)
    redate(milestone, 5, 15)

    words = "moved from 30 April 2017 to 15 May 2017, the second time."
    assert said_of_milestone(milestone) == [("Slipped", words, "worse")]


def test_a_milestone_moves_several_times_in_between(milestone):
    redate(milestone, 4, 30, on=SINCE)
    redate(milestone, 5, 15)
    redate(milestone, 3, 15)

    words = "moved from 30 April 2017 to 15 March 2017, twice since then, three times in all."
    assert said_of_milestone(milestone) == [("Brought forward", words, "better")]


def test_a_milestone_is_achieved(milestone):
    step(milestone, "achieved", achieved_on=BETWEEN)

    assert said_of_milestone(milestone) == [("Achieved", "achieved on 10 February 2017.", "better")]


def test_a_milestone_is_reopened_and_overdue(milestone):
    redate(milestone, 2, 15, on=SINCE)
    step(milestone, "achieved", on=SINCE, achieved_on=SINCE)
    step(milestone, "reopened")

    assert said_of_milestone(milestone) == [
        ("Reopened", "achieved before, and open again.", "worse"),
        ("Overdue", "not achieved by its date, 15 February 2017.", "worse"),
    ]


def test_a_milestone_is_withdrawn(milestone):
    step(milestone, "withdrawn")

    assert said_of_milestone(milestone) == [("Withdrawn", "withdrawn from the plan.", "neither")]


def test_a_milestone_is_added(workstream):
    milestone = MilestoneFactory(workstream=workstream, title="Signed off", recorded_on=BETWEEN)

    assert said_of_milestone(milestone) == [("New milestone", "added, due on 31 March 2017.", "neither")]


def scored(programme, number, *scores, **facts):
    """A risk with its residual likelihoods, with an impact of 4: on the first day, and in between."""
    risk = RiskFactory(programme=programme, number=number, title="Staff leave", **facts)
    for likelihood, on in scores:
        RiskScoreFactory(risk=risk, likelihood=likelihood, impact=4, recorded_on=on)
    return risk


def test_risks_rise_fall_come_and_close_the_steepest_rise_first(programme):
    scored(programme, 1, (2, SINCE), (3, BETWEEN))
    scored(programme, 2, (1, SINCE), (5, BETWEEN))
    scored(programme, 3, (3, SINCE), (1, BETWEEN))
    scored(programme, 4, (1, BETWEEN), recorded_on=BETWEEN)
    scored(programme, 5, (4, BETWEEN), recorded_on=BETWEEN)
    scored(programme, 7, (2, BETWEEN))
    closing = {"closed_on": BETWEEN, "closed_by": UserFactory(), "closing_reason": "Gone."}
    scored(programme, 8, (2, SINCE), **closing)
    scored(programme, 9, (2, SINCE), (2, BETWEEN))
    scored(programme, 10, recorded_on=BETWEEN, **closing)

    assert told(programme) == [
        ("Risk up", "Risk R2 Staff leave: rose from 4 to 20 (very high).", "worse"),
        ("Risk up", "Risk R1 Staff leave: rose from 8 to 12 (high).", "worse"),
        ("New risk", "Risk R5 Staff leave: new, scored 16 (very high).", "worse"),
        ("Risk down", "Risk R3 Staff leave: fell from 12 to 4 (low).", "better"),
        ("Risk scored", "Risk R7 Staff leave: first scored 8 (medium).", "neither"),
        ("Risk closed", "Risk R8 Staff leave: closed on 10 February 2017.", "neither"),
        ("New risk", "Risk R4 Staff leave: new, scored 4 (low).", "neither"),
    ]


def test_a_new_risk_may_wait_for_its_score(programme):
    scored(programme, 6, recorded_on=BETWEEN)

    assert told(programme) == [("New risk", "Risk R6 Staff leave: new, not scored yet.", "neither")]


@pytest.fixture
def visits(programme):
    return IndicatorFactory(programme=programme, percentage=True, title="Visits in time", code="visits")


def test_a_signal_is_told_before_the_figures_that_show_it(visits):
    observe(visits, [80, 81, 79, 80, 81, 79, 80, 81, 79, 80, 81, 79], last=datetime.date(2016, 12, 31))
    observe(visits, [60], recorded_on=BETWEEN)

    assert told(visits.programme) == [
        ("Signal worse", "Indicator Visits in time: moved from no real change to worsening.", "worse"),
        ("New figure", "Indicator Visits in time: 60.0% for January 2017.", "neither"),
    ]


def test_enough_figures_for_limits_are_no_signal(visits):
    observe(visits, [80, 81, 79, 80, 81], last=datetime.date(2016, 12, 31))
    observe(visits, [80], recorded_on=BETWEEN)

    assert [lead for lead, _, _ in told(visits.programme)] == ["New figure"]


def test_a_signal_ends(visits):
    observe(visits, [80, 81, 79, 80, 81, 79, 80, 81, 79, 80, 81, 60], last=datetime.date(2016, 12, 31))
    observe(visits, [80], recorded_on=BETWEEN)

    assert told(visits.programme)[0] == (
        "Signal better",
        "Indicator Visits in time: moved from worsening to no real change.",
        "better",
    )


@pytest.mark.parametrize(
    ("before", "after", "words", "tone"),
    [
        (70, 90, "now sure to miss its target, before sure to meet its target", "worse"),
        (90, 70, "now sure to meet its target, before sure to miss its target", "better"),
        (70, 80, "now may meet or miss its target, before sure to meet its target", "worse"),
        (90, 80, "now may meet or miss its target, before sure to miss its target", "better"),
        (None, 90, "now sure to miss its target, before not judged against a target", "worse"),
        (None, 80, "now may meet or miss its target, before not judged against a target", "neither"),
    ],
)
def test_a_target_comes_within_or_out_of_reach(visits, before, after, words, tone):
    observe(visits, [80, 81, 79] * 4)
    for value, on in ((before, SINCE), (after, BETWEEN)):
        if value:
            TargetFactory(indicator=visits, value=value, applies_from=on, recorded_on=on)

    assert told(visits.programme) == [("Target", f"Indicator Visits in time: {words}.", tone)]


def test_figures_come_and_are_restated(visits):
    observe(visits, [70, 72], last=datetime.date(2016, 12, 31))
    observe(visits, [71], last=datetime.date(2016, 12, 31), recorded_on=BETWEEN)
    observe(visits, [73, 74], last=datetime.date(2017, 2, 28), recorded_on=BETWEEN)

    assert told(visits.programme) == [
        ("New figure", "Indicator Visits in time: two new figures, the latest 74.0% for February 2017.", "neither"),
        ("Restated", "Indicator Visits in time: restated for December 2016, from 72.0% to 71.0%.", "neither"),
    ]


def test_several_restated_figures_are_counted(visits):
    observe(visits, [70, 72])
    observe(visits, [71, 73], recorded_on=BETWEEN)

    assert told(visits.programme) == [("Restated", "Indicator Visits in time: restated for two periods.", "neither")]


def test_small_numbers_stay_hidden_in_what_changed(visits):
    facts = {"numerator": 3, "denominator": 9, "recorded_on": BETWEEN}
    ObservationFactory(indicator=visits, value=33, period_end=datetime.date(2017, 1, 31), **facts)

    both = positions(visits.programme, (SINCE, TODAY), small_numbers=False)
    (change,) = changes(both[SINCE], both[TODAY], can=EVERYTHING).worst_first

    assert change.sentence == "Indicator Visits in time: hidden: too few children for January 2017."
    assert [sentence for _, sentence, _ in told(visits.programme)] == [
        "Indicator Visits in time: 33.0% for January 2017."
    ]


def test_measures_come_and_are_retired(visits):
    programme = visits.programme
    IndicatorFactory(programme=programme, title="Caseload", recorded_on=BETWEEN)
    programme.indicators.filter(pk=visits.pk).update(retired_on=BETWEEN, retired_by=UserFactory())

    assert told(programme) == [
        ("New indicator", "Indicator Caseload: new in the catalogue.", "neither"),
        ("Indicator retired", "Indicator Visits in time: retired from the catalogue.", "neither"),
    ]


def test_findings_are_covered_laid_bare_and_added(workstream):
    programme = workstream.programme
    covered, bare, issue, new, new_bare = (
        FindingFactory(programme=programme, reference=reference, title="Waits", **facts)
        for reference, facts in (
            ("F1", {}),
            ("F2", {}),
            ("D1", {"kind": "data_issue"}),
            ("F3", {"recorded_on": BETWEEN}),
            ("F4", {"recorded_on": BETWEEN}),
        )
    )
    for finding in (covered, issue, new):
        CoverageFactory(finding=finding, workstream=workstream, recorded_on=BETWEEN)
    CoverageFactory(finding=bare, workstream=workstream, withdrawn_on=BETWEEN, withdrawn_by=UserFactory())

    assert told(programme) == [
        ("No workstream", "Finding F2 Waits: no longer answered by any workstream.", "worse"),
        ("New finding", f"Finding {new_bare}: new, and no workstream answers it.", "worse"),
        ("Finding covered", "Finding F1 Waits: now answered by a workstream.", "better"),
        ("Finding covered", "Data issue D1 Waits: now answered by a workstream.", "better"),
        ("New finding", "Finding F3 Waits: new, answered by a workstream.", "neither"),
    ]


def test_requirements_are_met_come_and_become_overdue(programme):
    direction = InterventionFactory(programme=programme)
    RequirementFactory(intervention=direction, reference="Paragraph 1", due_on=BETWEEN)
    met = {"met_on": BETWEEN, "met_recorded_on": BETWEEN, "met_recorded_by": UserFactory()}
    RequirementFactory(intervention=direction, reference="Paragraph 2", **met)
    RequirementFactory(intervention=direction, reference="Paragraph 3", recorded_on=BETWEEN, due_on=TODAY)

    assert told(programme) == [
        ("Requirement overdue", "Requirement Paragraph 1: not met by its date, 10 February 2017.", "worse"),
        ("Requirement met", "Requirement Paragraph 2: met on 10 February 2017.", "better"),
        ("New requirement", "Requirement Paragraph 3: new, due on 28 February 2017.", "neither"),
    ]


def test_a_new_requirement_may_have_no_date(programme):
    RequirementFactory(
        intervention=InterventionFactory(programme=programme), reference="Paragraph 4", recorded_on=BETWEEN
    )

    assert told(programme) == [("New requirement", "Requirement Paragraph 4: new, without a date.", "neither")]


def test_judgements_of_an_inspection_are_recorded(programme):
    inspection = InspectionFactory(programme=programme)
    JudgementFactory(inspection=inspection)
    JudgementFactory(inspection=inspection, recorded_on=BETWEEN)
    later = InspectionFactory(programme=programme, started_on=SINCE, recorded_on=BETWEEN)
    JudgementFactory(inspection=later, recorded_on=BETWEEN, is_overall=True, grade="good")

    name = programme.supported.name
    assert told(programme) == [
        ("Judgements", f"Inspection of {name}, January 2017: one judgement recorded, overall good.", "neither"),
        ("Judgements", f"Inspection of {name}, October 2015: one judgement recorded.", "neither"),
    ]


def test_the_programme_moves_to_step_down_and_is_extended(programme):
    ProgrammeChangeFactory(
        programme=programme, state="step_down", ends_on=datetime.date(2017, 11, 24), recorded_on=BETWEEN
    )

    assert told(programme) == [
        ("State", "Programme Torbay: moved from active to step-down.", "neither"),
        (
            "Expected end",
            "Programme Torbay: expected last day moved from 24 May 2017 to 24 November 2017.",
            "neither",
        ),
    ]


@pytest.fixture
def action(programme):
    meeting = MeetingFactory(board=BoardFactory(programme=programme), held=True, meets_on=SINCE)
    facts = {"text": "Agree the threshold document.", "owner_name": "DCS", "recorded_on": SINCE}
    return MeetingActionFactory(meeting=meeting, number=3, **facts)


def act(action, kind, on=BETWEEN, due_on=None, **facts):
    ActionChangeFactory(action=action, step=kind, due_on=due_on, recorded_on=on, **facts)


def said_of_action(action, **asked):
    return [
        (lead, sentence.removeprefix("Action A3 Agree the threshold document, DCS: "), tone)
        for lead, sentence, tone in told(action.programme, **asked)
    ]


def test_an_action_is_opened(action):
    opened = [("New action", "opened, due on 31 March 2017.", "neither")]

    assert said_of_action(action, since=datetime.date(2017, 1, 29)) == opened


@pytest.mark.parametrize(
    ("month", "lead", "words", "tone"),
    [
        (4, "Action slipped", "moved from 31 March 2017 to 1 April 2017, the first time.", "worse"),
        (3, "Action brought forward", "moved from 31 March 2017 to 1 March 2017, the first time.", "better"),
    ],
)
def test_an_action_is_given_another_date(action, month, lead, words, tone):
    act(action, "redated", due_on=datetime.date(2017, month, 1))

    assert said_of_action(action) == [(lead, words, tone)]


@pytest.mark.parametrize(
    ("kind", "lead", "words"),
    [
        ("done", "Action done", "reported done on 10 February 2017."),
        ("closed", "Action closed", "closed on 10 February 2017."),
    ],
)
def test_an_action_is_done_or_closed(action, kind, lead, words):
    act(action, kind, meeting=action.meeting if kind == "closed" else None)

    assert said_of_action(action) == [(lead, words, "better")]


def test_an_action_is_reopened_and_overdue(action):
    act(action, "redated", on=SINCE, due_on=BETWEEN)
    act(action, "done", on=SINCE)
    act(action, "reopened")

    assert said_of_action(action) == [
        ("Action reopened", "done before, and open again.", "worse"),
        ("Action overdue", "not done by its date, 10 February 2017.", "worse"),
    ]


@pytest.fixture
def funded():
    return funded_programme()


def test_days_are_used_and_the_allowance_is_varied(funded):
    programme, allowance = funded
    workstream, officer = WorkstreamFactory(programme=programme), officer_of(programme)
    made_day(workstream, officer, "approved", worked_on=datetime.date(2017, 1, 10), on=SINCE)
    for number in (1, 2):
        made_day(workstream, officer, "approved", worked_on=datetime.date(2017, 2, number), on=BETWEEN)
    vary_allowance(
        allowance=allowance,
        days=Decimal(10),
        reference="Letter",
        reason="More.",
        version=1,
        by=UserFactory(),
        on=BETWEEN,
    )

    period = "Allowance 25 May 2016 to 24 May 2017"
    assert told(programme) == [
        ("Allowance varied", f"{period}: varied from 200 to 210 days.", "neither"),
        ("Days used", f"{period}: 2 days used: 3 of 210 in all.", "neither"),
    ]


def test_a_new_allowance_begins(programme):
    agreement = funded_programme()[1].agreement
    starts_on = datetime.date(2017, 5, 25)
    AllowanceFactory(agreement=agreement, starts_on=starts_on, ends_on=datetime.date(2018, 5, 24), first_days=100)

    begun = told(agreement.programme, since=datetime.date(2017, 5, 1), until=starts_on)

    sentence = "Allowance 25 May 2017 to 24 May 2018: 100 days, 0 of them used."
    assert begun == [("New allowance", sentence, "neither")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("draft", "submitted", [("Claim sent", "3 days, £1,500.00", "neither")]),
        ("submitted", "queried", [("Claim queried", "queried by the funder", "worse")]),
        ("submitted", "part_paid", [("Claim part paid", "paid in part", "neither")]),
        ("part_paid", "paid", [("Claim paid", "paid in full, £1,500.00", "better")]),
        ("paid", "submitted", [("Payment taken back", "no longer paid in full", "worse")]),
        ("draft", "prepared", []),
        (
            None,
            "paid",
            [("Claim paid", "paid in full, £1,500.00", "better"), ("Claim sent", "3 days, £1,500.00", "neither")],
        ),
    ],
)
def test_claims_are_sent_queried_and_paid(before, after, said):
    claim = ClaimFactory(number="TOR-0001", recorded_on=SINCE if before else BETWEEN)
    for number, (state, on) in enumerate(((before, SINCE), (after, BETWEEN)), start=1):
        if state:
            figures = {"total_days": Decimal(3), "gross": Decimal(1500)}
            ClaimStepFactory(claim=claim, number=number, step="payment", state=state, recorded_on=on, **figures)

    expected = [(lead, f"Claim TOR-0001: {words}.", tone) for lead, words, tone in said]
    assert told(claim.programme) == expected


def test_what_a_reader_may_not_see_is_left_out(workstream):
    programme = workstream.programme
    report(workstream, "on_track", BETWEEN)
    scored(programme, 1, (2, SINCE), (3, BETWEEN))
    FindingFactory(programme=programme, recorded_on=BETWEEN)

    subjects = {
        permission: [change.subject.value for change in found(programme, can={permission}).worst_first]
        for permission in ("programme.view", "plan.view", "risk.view", "claim.view")
    }

    assert subjects == {
        "programme.view": ["findings"],
        "plan.view": ["workstreams"],
        "risk.view": ["risks"],
        "claim.view": [],
    }


def test_every_kind_has_words_of_its_own():
    labels = [kind.label for kind in ChangeKind]

    assert len(labels) == len(set(labels))
