import datetime

import pytest
from django.urls import reverse

from commissioner.position import position, positions
from commissioner.verdict import verdict
from config.records import Stale
from improvement.actions.plan import redate_milestone
from tests.factories.accounts import UserFactory, member
from tests.factories.board import ActionChangeFactory, BoardFactory, MeetingActionFactory, MeetingFactory
from tests.factories.claims import AllowanceFactory, DayEntryFactory, FundingAgreementFactory
from tests.factories.improvement import (
    CoverageFactory,
    EvidenceFactory,
    FindingFactory,
    HighlightReportFactory,
    ImpactRatingFactory,
    IndicatorEventFactory,
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
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
POSITION_QUERIES = 13
SECOND_DAY = 3
# Who looks, the programmes they see and its roles; the last board and the next; and a day beside the one looked at.
PAGE_QUERIES = 3 + 2 + POSITION_QUERIES + SECOND_DAY


def fill(programme, *, workstreams, updates):
    """Workstreams with so many highlight reports and days each, and with one of everything else."""
    meeting = MeetingFactory(board=BoardFactory(programme=programme), held=True, meets_on=TODAY - DAY)
    AllowanceFactory(agreement=FundingAgreementFactory(programme=programme))
    for number in range(1, workstreams + 1):
        workstream = WorkstreamFactory(programme=programme, number=number)
        WorkstreamChangeFactory(workstream=workstream, lead_post="Head of Service")
        HighlightReportFactory.create_batch(updates, workstream=workstream)
        DayEntryFactory.create_batch(updates, workstream=workstream)
        milestone = MilestoneFactory(workstream=workstream)
        MilestoneChangeFactory(milestone=milestone)
        EvidenceFactory(workstream=workstream)
        ImpactRatingFactory(workstream=workstream)
        risk = RiskFactory(programme=programme, workstream=workstream)
        RiskScoreFactory.create_batch(2, risk=risk)
        CoverageFactory(finding=FindingFactory(programme=programme), workstream=workstream)
        JudgementFactory(inspection=_inspection(programme, number))
        RequirementFactory(intervention=InterventionFactory(programme=programme, issued_on=TODAY - number * DAY))
        ActionChangeFactory(action=MeetingActionFactory(meeting=meeting))
        indicator = IndicatorFactory(programme=programme)
        ObservationFactory.create_batch(updates, indicator=indicator)
        IndicatorEventFactory.create_batch(updates, indicator=indicator, kind="rebase", reason="New team.")


def _inspection(programme, number):
    return InspectionFactory(programme=programme, started_on=datetime.date(2015, 1, 1) + number * DAY)


@pytest.mark.parametrize(("workstreams", "updates"), [(1, 1), (16, 3), (16, 19)])
def test_position_takes_the_same_queries_whatever_there_is(django_assert_num_queries, workstreams, updates):
    programme = ProgrammeFactory()
    fill(programme, workstreams=workstreams, updates=updates)

    with django_assert_num_queries(POSITION_QUERIES):
        now = position(programme, TODAY)

    assert len(now.workstreams) == workstreams


def facts_of(now):
    """Every field and annotation of the records of a position, in their order."""
    records = (*now.every_milestone, *now.every_risk, *now.findings, *now.requirements, *now.actions)
    found = [*(line.workstream for line in now.every_workstream), *records]
    return [
        {name: value for name, value in vars(record).items() if name not in {"_state", "workstream"}}
        for record in found
    ] + [[*reading.figures, *reading.rebases, reading.target] for reading in now.indicators]


@pytest.mark.parametrize(("workstreams", "updates"), [(1, 1), (3, 3)])
def test_two_positions_take_three_queries_more_than_one_and_say_what_each_says_alone(
    django_assert_num_queries, workstreams, updates
):
    programme = ProgrammeFactory()
    fill(programme, workstreams=workstreams, updates=updates)
    days = (datetime.date(2016, 5, 31), TODAY)

    with django_assert_num_queries(POSITION_QUERIES + SECOND_DAY + 1):
        both = positions(programme, days, claims=True)

    assert list(both) == list(days)
    assert [both[day] == position(programme, day, claims=True) for day in days] == [True, True]
    # Equal records may say different things: what is known of each is what it says alone, too.
    assert [facts_of(both[day]) for day in days] == [facts_of(position(programme, day)) for day in days]


@pytest.mark.parametrize(("workstreams", "updates"), [(1, 1), (16, 19)])
def test_position_page_takes_the_same_queries_whatever_there_is(
    client, django_assert_num_queries, workstreams, updates
):
    programme = ProgrammeFactory()
    fill(programme, workstreams=workstreams, updates=updates)
    client.force_login(member(programme, "board_member"))
    client.get(programme.get_absolute_url())

    with django_assert_num_queries(PAGE_QUERIES):
        answer = client.get(programme.get_absolute_url())

    assert len(answer.context["position"].workstreams) == workstreams


def test_position_of_an_empty_programme_says_so(client):
    programme = ProgrammeFactory()
    client.force_login(member(programme, "board_member"))

    answer = client.get(programme.get_absolute_url())

    assert answer.context["verdict"] == [
        "Month 9 of 12.",
        "There are no workstreams yet.",
        "No milestones are set.",
    ]


def test_position_of_the_day_before_a_new_date_shows_the_old_one():
    milestone = MilestoneFactory()
    redate_milestone(
        milestone=milestone,
        due_on=datetime.date(2017, 4, 30),
        reason="Partners asked for time.",
        version=1,
        by=UserFactory(),
    )

    before, after = (position(milestone.programme, day) for day in (TODAY - DAY, TODAY))

    assert before.milestones[0].due_on == datetime.date(2017, 3, 31)
    assert after.milestones[0].due_on == datetime.date(2017, 4, 30)


def test_position_knows_nothing_recorded_later():
    programme = ProgrammeFactory()
    fill(programme, workstreams=2, updates=1)

    early = position(programme, datetime.date(2016, 5, 31))

    assert (early.workstreams, early.milestones, early.risks, early.findings, early.inspections) == ((),) * 5
    assert (early.requirements, early.data_issues) == ((), ())


def test_position_reads_the_newest_of_two_ratings_recorded_on_one_day():
    workstream = WorkstreamFactory()
    HighlightReportFactory(workstream=workstream, delivery="on_track")
    HighlightReportFactory(workstream=workstream, delivery="off_track", path_to_green="Ask for help.")

    (line,) = position(workstream.programme, TODAY).workstreams

    assert (line.colour.label, line.travel.label) == ("Off track", "Worse")


def test_position_leaves_out_closed_workstreams_withdrawn_milestones_and_closed_risks():
    programme = ProgrammeFactory()
    workstream = WorkstreamFactory(programme=programme)
    WorkstreamChangeFactory(workstream=workstream, is_closed=True)
    milestone = MilestoneFactory(workstream=WorkstreamFactory(programme=programme))
    MilestoneChangeFactory(milestone=milestone, step="withdrawn", due_on=None)
    RiskFactory(programme=programme, closed_on=TODAY, closed_by=UserFactory(), closing_reason="Gone.")

    now = position(programme, TODAY)

    assert [line.workstream for line in now.workstreams] == [milestone.workstream]
    assert (now.milestones, now.risks) == ((), ())
    assert len(position(programme, TODAY - DAY).risks) == 1


def test_data_issues_are_not_counted_as_findings():
    programme = ProgrammeFactory()
    FindingFactory(programme=programme, reference="F1")
    issue = FindingFactory(programme=programme, reference="D1", kind="data_issue")

    now = position(programme, TODAY)

    assert ([f.reference for f in now.findings], list(now.data_issues)) == (["F1"], [issue])


def test_a_workstream_reported_on_track_with_an_overdue_milestone_needs_attention():
    milestone = MilestoneFactory(original_due_on=TODAY - DAY)
    HighlightReportFactory(workstream=milestone.workstream, delivery="on_track")
    HighlightReportFactory(workstream=WorkstreamFactory(programme=milestone.programme), delivery="on_track")

    now = position(milestone.programme, TODAY)

    assert [line.workstream for line in now.exceptions] == [milestone.workstream]


def test_risen_risks_are_those_above_the_score_before_steepest_first():
    programme = ProgrammeFactory()
    risks = [RiskFactory(programme=programme) for _ in range(4)]
    for risk, (before, after) in zip(risks, [(2, 3), (1, 5), (3, 3), (4, 2)], strict=True):
        RiskScoreFactory(risk=risk, likelihood=before)
        RiskScoreFactory(risk=risk, likelihood=after)

    now = position(programme, TODAY)

    assert now.risen_risks == (risks[1], risks[0])


def verdict_of(programme, on=TODAY, sees_plan=True):
    return verdict(position(programme, on), can={"plan.view"} if sees_plan else set())


def test_verdict_says_what_is_wrong_in_plain_sentences():
    programme = ProgrammeFactory()
    off, at_risk, _ = (WorkstreamFactory(programme=programme) for _ in range(3))
    HighlightReportFactory(workstream=off, delivery="off_track", path_to_green="Ask.")
    HighlightReportFactory(workstream=at_risk, delivery="at_risk", path_to_green="Ask.")
    MilestoneFactory(workstream=off, original_due_on=TODAY - DAY)
    FindingFactory(programme=programme)
    RequirementFactory(
        intervention=InterventionFactory(programme=programme), due_on=TODAY - DAY, reference="Paragraph 1"
    )
    risk = RiskFactory(programme=programme)
    RiskScoreFactory(risk=risk, likelihood=1)
    RiskScoreFactory(risk=risk, likelihood=2)

    assert verdict_of(programme) == [
        "Month 9 of 12.",
        "One of three workstreams is off track and one is at risk.",
        "The one finding has no workstream.",
        "One milestone is overdue.",
        "One risk has risen.",
        "One requirement of the Direction is overdue.",
    ]


def test_verdict_for_those_who_may_not_see_the_plan_leaves_milestones_and_risks_out():
    programme = ProgrammeFactory()
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme), original_due_on=TODAY - DAY)

    sees, does_not = verdict_of(programme), verdict_of(programme, sees_plan=False)

    assert [sentence for sentence in sees if sentence not in does_not] == ["One milestone is overdue."]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (datetime.date(2016, 5, 24), "The programme starts on 25 May 2016."),
        (datetime.date(2016, 5, 25), "Less than a month of 12."),
        (datetime.date(2016, 6, 24), "Less than a month of 12."),
        (datetime.date(2016, 6, 25), "Month 1 of 12."),
        (datetime.date(2017, 5, 24), "Month 11 of 12."),
        (datetime.date(2017, 5, 25), "The programme was expected to end on 24 May 2017, and is still open."),
    ],
)
def test_verdict_says_how_far_the_programme_is(on, sentence):
    assert verdict_of(ProgrammeFactory(), on)[0] == sentence


@pytest.mark.parametrize(
    ("state", "sentence"), [("closed", "The programme is closed."), ("step_down", "Month 9 of 12, in step-down.")]
)
def test_verdict_says_the_state_of_the_programme(state, sentence):
    programme = ProgrammeFactory()
    ProgrammeChangeFactory(programme=programme, state=state, recorded_on=TODAY)

    assert verdict_of(programme)[0] == sentence
    assert verdict_of(programme, TODAY - DAY)[0] == "Month 9 of 12."


def test_extending_the_programme_leaves_the_months_of_earlier_days(client):
    programme = ProgrammeFactory()
    ProgrammeChangeFactory(programme=programme, ends_on=datetime.date(2017, 11, 24), recorded_on=TODAY)

    assert [verdict_of(programme, day)[0] for day in (TODAY - DAY, TODAY)] == ["Month 9 of 12.", "Month 9 of 18."]


def test_page_of_an_earlier_day_says_so_keeps_the_day_in_links_and_offers_no_change(client):
    programme = ProgrammeFactory()
    workstream = WorkstreamFactory(programme=programme, number=8)
    client.force_login(member(programme, "director"))

    answer = client.get(programme.get_absolute_url() + "?on=2016-11-30")
    below = client.get(reverse("improvement:workstream-detail", args=[programme.slug, 8]) + "?on=2016-11-30")

    page = answer.content.decode()
    assert "You are looking at <strong>30 November 2016</strong>" in page
    assert f"/{programme.slug}/workstreams/8/?on=2016-11-30" in page
    assert "/report/" not in below.content.decode()
    assert str(workstream.title) in below.content.decode()


NO_DAY = "Write the day as year, month and day, like ?on=2016-11-30."


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2017-03-01", "Choose 28 February 2017 or an earlier day: nothing is known yet about later ones."),
        ("2016-13-01", NO_DAY),
        ("yesterday", NO_DAY),
        ("2016-02-30", NO_DAY),
        ("0000-00-00", NO_DAY),
    ],
)
def test_a_day_that_is_none_or_lies_ahead_is_told_plainly(client, on, sentence):
    programme = ProgrammeFactory()
    client.force_login(member(programme, "board_member"))

    answer = client.get(programme.get_absolute_url(), {"on": on})

    assert answer.status_code == 400
    assert f"<p>{sentence}</p>" in answer.content.decode()


def test_nothing_can_be_changed_on_an_earlier_day(client):
    milestone = MilestoneFactory()
    client.force_login(member(milestone.programme, "director"))
    url = reverse("improvement:milestone-redate", args=[milestone.programme.slug, milestone.pk])

    answer = client.post(url + "?on=2017-02-27", {"due_on_day": "1"})

    assert answer.status_code == 403
    assert "Go back to today first" in answer.content.decode()


def test_reader_sees_the_headline_and_no_plan_risk_or_name(client):
    programme = ProgrammeFactory()
    fill(programme, workstreams=2, updates=1)
    somebody = UserFactory(name="Named Officer")
    HighlightReportFactory(
        workstream=WorkstreamFactory(programme=programme, number=50, title="Hidden title"),
        delivery="off_track",
        path_to_green="Secret path",
        recorded_by=somebody,
    )
    client.force_login(member(programme, "reader"))
    reader_page = client.get(programme.get_absolute_url()).content.decode()
    client.force_login(member(programme, "board_member"))
    board_page = client.get(programme.get_absolute_url()).content.decode()

    hidden = ["Hidden title", "Secret path", "Risks that have risen"]

    assert [text in board_page for text in hidden] == [True] * 3
    assert [text in reader_page for text in [*hidden, "Named Officer"]] == [False] * 4


def test_stale_redate_changes_nothing():
    milestone = MilestoneFactory()
    facts = {"milestone": milestone, "reason": "Late.", "version": 1, "by": UserFactory()}
    redate_milestone(due_on=datetime.date(2017, 4, 1), **facts)

    with pytest.raises(Stale):
        redate_milestone(due_on=datetime.date(2017, 4, 2), **facts)

    assert milestone.changes.count() == 1
