"""Plans and risks as known on each day around each step."""

import datetime

import pytest

from improvement.as_known import findings_on, milestones_on, programmes_as_known, risks_on, workstreams_on
from improvement.models import Programme
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    CoverageFactory,
    EvidenceFactory,
    FindingFactory,
    HighlightReportFactory,
    ImpactRatingFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
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


def milestone_on(milestone, on):
    known = milestones_on(milestone.programme, on).get()
    return known.status, known.due_on, known.times_redated, known.achieved_on


@pytest.fixture
def moved_milestone():
    """Recorded on 1 June for 30 June; re-dated, achieved, reopened, re-dated and withdrawn on the days after."""
    milestone = MilestoneFactory(original_due_on=day(30))
    for step, on, facts in (
        ("redated", day(5), {"due_on": day(10)}),
        ("achieved", day(12), {"due_on": None, "achieved_on": day(11)}),
        ("reopened", day(14), {"due_on": None}),
        ("redated", day(16), {"due_on": day(20)}),
        ("withdrawn", day(22), {"due_on": None}),
    ):
        MilestoneChangeFactory(milestone=milestone, step=step, recorded_on=on, **facts)
    return milestone


@pytest.mark.parametrize(
    ("on", "status", "due_on", "times_redated", "achieved_on"),
    [
        (day(1), "due", day(30), 0, None),
        (day(4), "due", day(30), 0, None),
        (day(5), "due", day(10), 1, None),
        (day(10), "due", day(10), 1, None),
        (day(11), "overdue", day(10), 1, None),
        (day(12), "achieved", day(10), 1, day(11)),
        (day(13), "achieved", day(10), 1, day(11)),
        (day(14), "overdue", day(10), 1, None),
        (day(15), "overdue", day(10), 1, None),
        (day(16), "due", day(20), 2, None),
        (day(20), "due", day(20), 2, None),
        (day(21), "overdue", day(20), 2, None),
        (day(22), "withdrawn", day(20), 2, None),
        (TODAY, "withdrawn", day(20), 2, None),
    ],
)
def test_milestone_is_as_it_was_known_on_each_day(moved_milestone, on, status, due_on, times_redated, achieved_on):
    assert milestone_on(moved_milestone, on) == (status, due_on, times_redated, achieved_on)


def test_milestone_is_not_known_on_the_day_before_it_was_recorded():
    milestone = MilestoneFactory()

    assert [milestones_on(milestone.programme, on).count() for on in (datetime.date(2016, 5, 31), day(1))] == [0, 1]


def test_of_two_new_dates_on_one_day_the_newest_wins_and_both_count():
    milestone = MilestoneFactory()
    for due_on in (day(20, 9), day(10, 9)):
        MilestoneChangeFactory(milestone=milestone, recorded_on=day(5), due_on=due_on)

    assert milestone_on(milestone, day(5)) == ("due", day(10, 9), 2, None)


def test_of_two_steps_on_one_day_the_newest_wins():
    milestone = MilestoneFactory()
    achieved = {"step": "achieved", "due_on": None, "achieved_on": day(5)}
    MilestoneChangeFactory(milestone=milestone, recorded_on=day(5), **achieved)
    MilestoneChangeFactory(milestone=milestone, recorded_on=day(5), step="reopened", due_on=None)

    assert milestone_on(milestone, day(5))[0] == "due"


def test_a_step_recorded_late_for_an_earlier_day_does_not_win_over_a_newer_one():
    milestone = MilestoneFactory()
    MilestoneChangeFactory(milestone=milestone, recorded_on=day(9), due_on=day(9, 9))
    MilestoneChangeFactory(milestone=milestone, recorded_on=day(5), due_on=day(5, 9))

    assert [milestone_on(milestone, on)[1] for on in (day(5), day(9))] == [day(5, 9), day(9, 9)]


def workstream_on(workstream, on, *names):
    known = workstreams_on(workstream.programme, on).get(pk=workstream.pk)
    return tuple(getattr(known, name) for name in names)


def test_workstream_of_which_nothing_was_said_yet():
    workstream = WorkstreamFactory()

    (known,) = workstreams_on(workstream.programme, TODAY)

    assert (known.lead_post, known.counterpart_post, known.lead_id, known.counterpart_id) == ("", "", None, None)
    assert (known.is_closed, known.report_id, known.reported_on, known.impact_on) == (False, None, None, None)
    assert (known.delivery, known.delivery_before, known.confidence, known.impact) == ("", "", "", "")
    assert (known.evidence_attached, known.evidence_accepted) == (0, 0)


@pytest.mark.parametrize(
    ("on", "lead_post", "counterpart_post", "has_lead", "is_closed"),
    [
        (day(4), "", "", False, False),
        (day(5), "Head", "Director", True, False),
        (day(9), "Head", "Director", True, False),
        (day(10), "Interim head", "", False, True),
        (TODAY, "Interim head", "", False, True),
    ],
)
def test_who_leads_a_workstream_is_as_it_was_known(on, lead_post, counterpart_post, has_lead, is_closed):
    workstream, person = WorkstreamFactory(), UserFactory()
    first = {"lead_post": "Head", "counterpart_post": "Director", "lead": person, "counterpart": person}
    WorkstreamChangeFactory(workstream=workstream, recorded_on=day(5), **first)
    WorkstreamChangeFactory(workstream=workstream, recorded_on=day(10), lead_post="Interim head", is_closed=True)

    found = workstream_on(workstream, on, "lead_post", "counterpart_post", "lead_id", "counterpart_id", "is_closed")

    who = person.pk if has_lead else None
    assert found == (lead_post, counterpart_post, who, who, is_closed)


@pytest.mark.parametrize(
    ("on", "delivery", "before", "confidence", "reported_on"),
    [
        (day(4), "", "", "", None),
        (day(5), "on_track", "", "high", day(5)),
        (day(10), "complete", "not_started", "low", day(10)),
        (day(12), "on_track", "complete", "high", day(12)),
    ],
)
def test_delivery_is_that_of_the_newest_report_known_and_before_of_the_one_before(
    on, delivery, before, confidence, reported_on
):
    workstream = WorkstreamFactory()
    HighlightReportFactory(workstream=workstream, recorded_on=day(5))
    HighlightReportFactory(workstream=workstream, recorded_on=day(10), delivery="not_started")
    HighlightReportFactory(workstream=workstream, recorded_on=day(10), delivery="complete", confidence="low")
    HighlightReportFactory(workstream=workstream, recorded_on=day(12))

    found = workstream_on(workstream, on, "delivery", "delivery_before", "confidence", "reported_on")

    assert found == (delivery, before, confidence, reported_on)


def test_the_report_of_a_workstream_is_its_newest():
    workstream = WorkstreamFactory()
    reports = [HighlightReportFactory(workstream=workstream, recorded_on=day(n)) for n in (5, 10)]

    assert [workstream_on(workstream, day(n), "report_id") for n in (5, 10)] == [(r.pk,) for r in reports]


def test_impact_is_that_of_the_newest_rating_known():
    workstream = WorkstreamFactory()
    for number, impact in ((5, "not_yet_seen"), (10, "some"), (10, "sustained")):
        ImpactRatingFactory(workstream=workstream, recorded_on=day(number), impact=impact)

    found = [workstream_on(workstream, day(number), "impact", "impact_on") for number in (4, 5, 9, 10)]

    assert found == [("", None), ("not_yet_seen", day(5)), ("not_yet_seen", day(5)), ("sustained", day(10))]


@pytest.mark.parametrize(
    ("on", "attached", "accepted"),
    [(day(4), 0, 0), (day(5), 3, 0), (day(9), 3, 0), (day(10), 3, 1), (day(11), 3, 1), (day(12), 2, 1)],
)
def test_evidence_counts_from_the_day_attached_accepted_and_returned(on, attached, accepted):
    workstream, reviewer = WorkstreamFactory(), UserFactory()
    EvidenceFactory(workstream=workstream, recorded_on=day(5))
    for review, reviewed_on in (("accepted", day(10)), ("returned", day(12))):
        EvidenceFactory(
            workstream=workstream,
            recorded_on=day(5),
            review=review,
            review_note="Seen.",
            reviewed_on=reviewed_on,
            reviewed_by=reviewer,
        )
    EvidenceFactory(accepted=True, workstream=WorkstreamFactory(programme=workstream.programme))

    assert workstream_on(workstream, on, "evidence_attached", "evidence_accepted") == (attached, accepted)


def risk_on(risk, on):
    known = risks_on(risk.programme, on).get(pk=risk.pk)
    return known.residual, known.residual_before, known.residual_on, known.standing


def test_risk_that_was_never_scored_has_no_score():
    risk = RiskFactory()

    (known,) = risks_on(risk.programme, TODAY)

    assert (known.inherent, known.residual, known.target) == (None, None, None)
    assert (known.residual_likelihood, known.residual_impact, known.residual_before) == (None, None, None)


@pytest.mark.parametrize(
    ("on", "residual", "before", "scored_on", "standing"),
    [
        (day(4), None, None, None, "open"),
        (day(5), 12, None, day(5), "open"),
        (day(9), 12, None, day(5), "open"),
        (day(10), 20, 6, day(10), "open"),
        (day(12), 4, 20, day(12), "open"),
        (day(19), 4, 20, day(12), "open"),
        (day(20), 4, 20, day(12), "closed"),
    ],
)
def test_risk_is_as_it_was_known_on_each_day(on, residual, before, scored_on, standing):
    risk = RiskFactory(closed_on=day(20), closed_by=UserFactory(), closing_reason="Gone.")
    for number, likelihood, impact in ((5, 3, 4), (10, 2, 3), (10, 4, 5), (12, 2, 2)):
        RiskScoreFactory(risk=risk, recorded_on=day(number), likelihood=likelihood, impact=impact)

    assert risk_on(risk, on) == (residual, before, scored_on, standing)


def test_each_kind_of_score_has_its_own_newest():
    risk = RiskFactory()
    for kind, likelihood, impact in (("inherent", 5, 5), ("residual", 3, 4), ("target", 1, 2), ("target", 2, 2)):
        RiskScoreFactory(risk=risk, kind=kind, likelihood=likelihood, impact=impact)

    (known,) = risks_on(risk.programme, TODAY)

    assert (known.inherent, known.residual, known.target) == (25, 12, 4)
    assert (known.residual_likelihood, known.residual_impact) == (3, 4)


@pytest.mark.parametrize(
    ("on", "numbers"), [(day(4), []), (day(5), [3, 8]), (day(9), [3, 8]), (day(10), [8]), (TODAY, [8])]
)
def test_answers_stand_from_the_day_recorded_until_the_day_withdrawn(on, numbers):
    finding = FindingFactory()
    eight, three = (WorkstreamFactory(programme=finding.programme, number=number) for number in (8, 3))
    CoverageFactory(finding=finding, workstream=eight, recorded_on=day(5))
    withdrawn = {"withdrawn_on": day(10), "withdrawn_by": UserFactory()}
    CoverageFactory(finding=finding, workstream=three, recorded_on=day(5), **withdrawn)

    (known,) = findings_on(finding.programme, on)

    assert ([coverage.workstream.number for coverage in known.standing], known.answers) == (numbers, len(numbers))


def test_an_answer_withdrawn_on_the_day_it_was_given_never_stood():
    coverage = CoverageFactory(recorded_on=day(5), withdrawn_on=day(5), withdrawn_by=UserFactory())

    assert [findings_on(coverage.programme, on).get().answers for on in (day(5), day(6))] == [0, 0]


def fill(programme, count):
    for number in range(1, count + 1):
        workstream = WorkstreamFactory(programme=programme, number=number)
        HighlightReportFactory(workstream=workstream)
        MilestoneChangeFactory(milestone=MilestoneFactory(workstream=workstream))
        RiskScoreFactory(risk=RiskFactory(programme=programme, workstream=workstream))
        CoverageFactory(finding=FindingFactory(programme=programme), workstream=workstream)


AS_KNOWN = [(milestones_on, 1), (workstreams_on, 1), (risks_on, 1), (findings_on, 2)]


@pytest.mark.parametrize(("rows", "_"), AS_KNOWN)
def test_rows_of_another_programme_never_appear(rows, _):
    own, other = ProgrammeFactory(), ProgrammeFactory()
    fill(own, 1)
    fill(other, 2)

    assert {row.programme_id for row in rows(own, TODAY)} == {own.pk}
    assert (rows(own, TODAY).count(), rows(other, TODAY).count()) == (1, 2)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("rows", "queries"), AS_KNOWN)
def test_rows_take_the_same_queries_whatever_their_number(django_assert_num_queries, rows, queries, count):
    programme = ProgrammeFactory()
    fill(programme, count)

    with django_assert_num_queries(queries):
        names = [(str(row), row.said_by) for row in rows(programme, TODAY)]

    assert len(names) == count


@pytest.mark.parametrize(
    ("on", "state"), [(day(31, month=5), "active"), (day(10), "active"), (day(11), "step_down"), (TODAY, "closed")]
)
def test_a_programme_has_the_state_and_end_that_its_newest_change_says(on, state):
    programme = ProgrammeFactory(change__recorded_on=day(1))
    for recorded_on, later in ((day(11), "step_down"), (TODAY, "closed")):
        ProgrammeChangeFactory(programme=programme, recorded_on=recorded_on, state=later, ends_on=TODAY)

    known = programmes_as_known(Programme.objects.all(), on).get()

    assert (known.state, known.ends_on) == (state, programme.changes.in_force(on).ends_on)


@pytest.mark.parametrize(
    ("on", "mitigation", "owner_post", "number"),
    [
        (day(1), "Watch it.", "Head of Service", 8),
        (day(4), "Watch it.", "Head of Service", 8),
        (day(5), "Do more.", "Director", None),
        (day(9), "Do more.", "Director", None),
        (day(10), "Do most.", "Head of Service", 3),
        (TODAY, "Do most.", "Head of Service", 3),
    ],
)
def test_what_is_done_about_a_risk_is_as_it_was_known(on, mitigation, owner_post, number):
    programme = ProgrammeFactory()
    eight, three = (WorkstreamFactory(programme=programme, number=number) for number in (8, 3))
    risk = RiskFactory(programme=programme, workstream=eight)
    RiskChangeFactory(risk=risk, recorded_on=day(5))
    latest = {"mitigation": "Do most.", "owner_post": "Head of Service", "workstream": three}
    RiskChangeFactory(risk=risk, recorded_on=day(10), **latest)

    known = risks_on(programme, on).get()

    assert (known.mitigation, known.owner_post, known.workstream_number) == (mitigation, owner_post, number)
    assert (known.workstream.number if known.workstream else None) == number
    found = risks_on(programme, on).filter(known_mitigation=mitigation, known_owner_post=owner_post)
    assert list(found) == [risk]


def test_of_two_changes_of_a_risk_on_one_day_the_newest_stands_and_the_risk_is_there_once():
    risk = RiskFactory()
    for mitigation in ("Do one.", "Do two."):
        RiskChangeFactory(risk=risk, recorded_on=day(5), mitigation=mitigation)

    assert [known.mitigation for known in risks_on(risk.programme, TODAY)] == ["Do two."]


def test_risks_come_with_their_workstreams_in_one_query(django_assert_num_queries):
    programme = ProgrammeFactory()
    for number in (1, 2, 3):
        workstream = WorkstreamFactory(programme=programme, number=number)
        risk = RiskFactory(programme=programme, workstream=workstream if number == 1 else None)
        if number > 1:
            RiskChangeFactory(risk=risk, workstream=workstream)

    with django_assert_num_queries(1):
        known = [risk.workstream.number for risk in risks_on(programme, TODAY).order_by("number")]

    assert known == [1, 2, 3]
