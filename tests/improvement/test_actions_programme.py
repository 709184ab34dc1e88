import datetime

import pytest

from config.records import Stale
from improvement.actions.programme import (
    add_finding,
    add_inspection,
    add_intervention,
    add_judgement,
    add_requirement,
    change_programme,
    close_intervention,
    meet_requirement,
)
from improvement.models import Inspection, Intervention, Programme, ProgrammeChange, Requirement
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    EvidenceFactory,
    FindingFactory,
    InspectionFactory,
    InterventionFactory,
    JudgementFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RequirementFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
STARTS = datetime.date(2016, 5, 25)
ENDS = datetime.date(2017, 5, 24)

FUTURE = "This day is in the future. Choose today or an earlier day."
NHS_NUMBER = "This looks like an NHS number. Take it out: nothing here may identify a child."


@pytest.fixture
def by():
    return UserFactory()


def in_force(programme, on):
    change = programme.changes.in_force(on)
    return change.state, change.ends_on


def test_change_programme_from_today_keeps_what_stood_before(by, events):
    programme = ProgrammeFactory()
    extended = datetime.date(2017, 11, 24)

    change = change_programme(
        programme=programme, state="step_down", ends_on=extended, reason="The Minister agreed.", version=1, by=by
    )

    assert (in_force(programme, TODAY - DAY), in_force(programme, TODAY)) == (
        ("active", ENDS), ("step_down", extended),
    )  # fmt: skip
    assert (change.recorded_by, change.reason, Programme.objects.get().version) == (by, "The Minister agreed.", 2)
    before, after = {"state": "active", "ends_on": "2017-05-24"}, {"state": "step_down", "ends_on": "2017-11-24"}
    assert events() == [("programme.changed", before, after, "The Minister agreed.")]


def test_before_anything_was_known_the_first_state_of_the_programme_holds():
    programme = ProgrammeFactory()

    assert in_force(programme, STARTS - DAY) == ("active", ENDS)


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({}, {"__all__": ["Nothing would change: choose another state or another day."]}),
        ({"ends_on": STARTS - DAY}, {"ends_on": ["The programme started on 25 May 2016."]}),
        (
            {"ends_on": datetime.date(2036, 5, 26)},
            {"ends_on": ["A programme lasts 20 years at most. Choose 25 May 2036 or earlier."]},
        ),
        ({"state": "paused"}, {"state": ["Value 'paused' is not a valid choice."]}),
        ({"state": "closed", "reason": ""}, {"reason": ["This field cannot be blank."]}),
    ],
)
def test_a_change_of_the_programme_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    now = {"state": "active", "ends_on": ENDS, "reason": "Why."}

    assert refused(change_programme, programme=ProgrammeFactory(), version=1, by=by, **(now | facts)) == errors


def test_shortening_the_programme_under_an_open_milestone_is_refused(by, refused):
    milestone = MilestoneFactory(title="All trained", original_due_on=datetime.date(2017, 3, 31))
    facts = {"programme": milestone.programme, "state": "active", "reason": "Why.", "version": 1, "by": by}

    errors = refused(change_programme, ends_on=datetime.date(2017, 3, 30), **facts)
    change = change_programme(ends_on=datetime.date(2017, 3, 31), **facts)

    assert errors == {
        "ends_on": [
            "One open milestone is due after that day, the first on 31 March 2017 (All trained). "
            "Re-date or withdraw what is due too late first."
        ]
    }
    assert change.ends_on == datetime.date(2017, 3, 31)


def test_shortening_the_programme_names_the_first_of_several_milestones(by, refused):
    workstream = WorkstreamFactory()
    for title, due_on in (("Second", datetime.date(2017, 4, 2)), ("First", datetime.date(2017, 4, 1))):
        MilestoneFactory(workstream=workstream, title=title, original_due_on=due_on)

    errors = refused(change_programme, programme=workstream.programme, state="active", ends_on=TODAY, reason="Why.",
                     version=1, by=by)  # fmt: skip

    assert errors == {
        "ends_on": [
            "Two open milestones are due after that day, the first on 1 April 2017 (First). "
            "Re-date or withdraw what is due too late first."
        ]
    }


@pytest.mark.parametrize(
    "step",
    [
        {"step": "withdrawn", "due_on": None},
        {"step": "achieved", "due_on": None, "achieved_on": TODAY},
        {"step": "redated", "due_on": TODAY},
    ],
    ids=lambda step: step["step"],
)
def test_a_milestone_that_is_not_open_after_that_day_does_not_hinder_shortening(by, step):
    milestone = MilestoneChangeFactory(recorded_on=TODAY, **step).milestone

    change_programme(programme=milestone.programme, state="closed", ends_on=TODAY, reason="Over.", version=1, by=by)

    assert in_force(milestone.programme, TODAY) == ("closed", TODAY)


def test_a_change_of_the_programme_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone):
    programme = ProgrammeFactory(name="Torbay", version=2)

    with left_alone(), pytest.raises(Stale, match="^Torbay was changed by somebody else"):
        change_programme(programme=programme, state="closed", ends_on=ENDS, reason="Over.", version=1, by=by)

    assert ProgrammeChange.objects.count() == 1


def test_add_intervention_records_what_was_issued(by, events):
    programme = ProgrammeFactory()

    made = add_intervention(programme=programme, kind="notice", title="Notice", issued_on=TODAY, summary="S.", by=by)

    kept = Intervention.objects.get()
    assert (kept, kept.programme, kept.kind, kept.title, kept.issued_on, kept.summary) == (
        made, programme, "notice", "Notice", TODAY, "S.",
    )  # fmt: skip
    assert (kept.recorded_on, kept.recorded_by, kept.closed_on) == (TODAY, by, None)
    assert events() == [
        ("intervention.added", {}, {"kind": "notice", "title": "Notice", "issued_on": "2017-02-28"}, "")
    ]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"issued_on": TODAY + DAY}, {"issued_on": [FUTURE]}),
        ({"issued_on": STARTS}, {"__all__": ["One of this kind, issued on this day, is recorded already."]}),
        ({"kind": "letter"}, {"kind": ["Value 'letter' is not a valid choice."]}),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"summary": "9434765919"}, {"summary": [NHS_NUMBER]}),
    ],
)
def test_an_intervention_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    programme = InterventionFactory(kind="direction", issued_on=STARTS).programme
    right = {"kind": "direction", "title": "Direction", "issued_on": TODAY}

    assert refused(add_intervention, programme=programme, by=by, **(right | facts)) == errors


@pytest.mark.parametrize("replaced", [True, False])
def test_close_intervention_records_the_day_and_what_replaced_it(by, events, replaced):
    intervention = InterventionFactory(title="First")
    other = InterventionFactory(programme=intervention.programme, title="Second", issued_on=TODAY) if replaced else None

    close_intervention(intervention=intervention, closed_on=TODAY, replaced_by=other, version=1, by=by)

    kept = Intervention.objects.get(pk=intervention.pk)
    assert (kept.closed_on, kept.replaced_by, kept.version) == (TODAY, other, 2)
    assert (kept.closed_recorded_on, kept.closed_recorded_by) == (TODAY, by)
    after = {"closed_on": "2017-02-28", "replaced_by": "Second" if replaced else ""}
    assert events() == [("intervention.closed", {}, after, "")]


@pytest.mark.parametrize(
    ("record", "closed_on", "errors"),
    [
        ({}, TODAY + DAY, {"closed_on": [FUTURE]}),
        ({}, STARTS - DAY, {"__all__": ["It must close on or after the day it was issued."]}),
        ({"closed_on": TODAY}, TODAY, {"__all__": ["This is closed already."]}),
    ],
)
def test_closing_an_intervention_on_a_day_that_cannot_be_is_refused(by, refused, record, closed_on, errors):
    intervention = InterventionFactory(**record)

    assert refused(close_intervention, intervention=intervention, closed_on=closed_on, version=1, by=by) == errors


@pytest.mark.parametrize(
    ("closed_on", "recorded", "on", "is_closed"),
    [
        (None, False, TODAY, False),
        (TODAY - DAY, True, TODAY - DAY, False),
        (TODAY - DAY, True, TODAY, True),
        (TODAY - DAY, False, TODAY - 2 * DAY, False),
        (TODAY - DAY, False, TODAY - DAY, True),
    ],
)
def test_an_intervention_is_closed_from_the_day_that_was_known(by, closed_on, recorded, on, is_closed):
    who = {"closed_recorded_on": TODAY, "closed_recorded_by": by} if recorded else {}

    intervention = InterventionFactory(closed_on=closed_on, **who)

    assert intervention.is_closed_on(on) is is_closed


def test_a_closed_programme_takes_nothing_new_until_it_is_open_again(by, refused):
    programme = ProgrammeFactory()
    closing = {"programme": programme, "ends_on": ENDS, "reason": "Why.", "by": by}
    change_programme(state="closed", version=1, **closing)
    notice = {"programme": programme, "kind": "notice", "title": "Notice", "issued_on": TODAY, "by": by}

    errors = refused(add_intervention, **notice)
    change_programme(state="active", version=2, **closing)

    assert errors == {"__all__": ["The programme is closed. Ask the director to open it again first."]}
    assert add_intervention(**notice).title == "Notice"


def test_add_requirement_records_what_is_required(by, events):
    intervention = InterventionFactory()

    made = add_requirement(intervention=intervention, reference="Paragraph 4", text="Do it.", due_on=ENDS, by=by)

    kept = Requirement.objects.get()
    assert (kept, kept.intervention, kept.programme) == (made, intervention, intervention.programme)
    assert (kept.reference, kept.text, kept.due_on, kept.recorded_by) == ("Paragraph 4", "Do it.", ENDS, by)
    assert events() == [("requirement.added", {}, {"reference": "Paragraph 4", "due_on": "2017-05-24"}, "")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"reference": "Paragraph 1"}, {"__all__": ["Another requirement has this reference."]}),
        ({"reference": "1/2"}, {"reference": ["Write the reference without a slash, like Paragraph 4."]}),
        ({"text": ""}, {"text": ["This field cannot be blank."]}),
    ],
)
def test_a_requirement_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    intervention = RequirementFactory(reference="Paragraph 1").intervention
    right = {"reference": "Paragraph 2", "text": "Do it."}

    assert refused(add_requirement, intervention=intervention, by=by, **(right | facts)) == errors


@pytest.mark.parametrize("shown", [True, False])
def test_meet_requirement_records_the_day_and_the_evidence(by, events, shown):
    requirement = RequirementFactory()
    workstream = WorkstreamFactory(programme=requirement.programme)
    evidence = EvidenceFactory(workstream=workstream, accepted=True, title="Minutes") if shown else None

    meet_requirement(requirement=requirement, met_on=TODAY - DAY, evidence=evidence, version=1, by=by)

    kept = Requirement.objects.get()
    assert (kept.met_on, kept.evidence, kept.met_recorded_on, kept.met_recorded_by, kept.version) == (
        TODAY - DAY, evidence, TODAY, by, 2,
    )  # fmt: skip
    after = {"met_on": "2017-02-27", "evidence": "Minutes" if shown else ""}
    assert events() == [("requirement.met", {}, after, "")]


def test_meet_requirement_refuses_the_future_and_a_second_time(by, refused):
    requirement = RequirementFactory()
    met = RequirementFactory(met_on=TODAY, met_recorded_on=TODAY, met_recorded_by=by)

    future = refused(meet_requirement, requirement=requirement, met_on=TODAY + DAY, version=1, by=by)
    again = refused(meet_requirement, requirement=met, met_on=TODAY, version=1, by=by)

    assert (future, again) == ({"met_on": [FUTURE]}, {"__all__": ["This requirement is met already."]})


@pytest.mark.parametrize(
    "review",
    [
        {},
        {"review": "returned", "review_note": "No.", "reviewed_on": TODAY, "reviewed_by": UserFactory},
        {"review": "accepted", "reviewed_on": TODAY + DAY, "reviewed_by": UserFactory},
    ],
    ids=["awaited", "returned", "accepted later"],
)
def test_meet_requirement_refuses_evidence_that_is_not_accepted(by, refused, review):
    requirement = RequirementFactory()
    facts = {name: value() if callable(value) else value for name, value in review.items()}
    evidence = EvidenceFactory(workstream=WorkstreamFactory(programme=requirement.programme), **facts)

    errors = refused(meet_requirement, requirement=requirement, met_on=TODAY, evidence=evidence, version=1, by=by)

    assert errors == {"evidence": ["This evidence has not been accepted yet."]}


@pytest.mark.parametrize(
    ("due_on", "on", "status"),
    [
        (None, TODAY - DAY, "no_date"),
        (TODAY, TODAY - DAY, "due"),
        (TODAY - DAY, TODAY - DAY, "due"),
        (TODAY - 2 * DAY, TODAY - DAY, "overdue"),
        (TODAY - 2 * DAY, TODAY, "met"),
        (None, TODAY, "met"),
    ],
)
def test_status_of_a_requirement_is_the_one_known_on_the_day(by, due_on, on, status):
    requirement = RequirementFactory(due_on=due_on)

    meet_requirement(requirement=requirement, met_on=STARTS, version=1, by=by)

    assert requirement.status_on(on) == status


@pytest.mark.parametrize(
    ("action", "record", "facts"),
    [
        (close_intervention, InterventionFactory, {"closed_on": TODAY}),
        (meet_requirement, RequirementFactory, {"met_on": TODAY}),
    ],
)
def test_a_step_of_the_direction_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone, action, record, facts):
    kept = record(version=2)

    with left_alone(), pytest.raises(Stale):
        action(**{kept._meta.model_name: kept}, version=1, by=by, **facts)


def test_add_inspection_records_it(by, events):
    programme = ProgrammeFactory()

    made = add_inspection(
        programme=programme,
        authority=programme.supported,
        framework="sif",
        started_on=datetime.date(2015, 10, 12),
        quoted="Inadequate.",
        by=by,
    )

    kept = Inspection.objects.get()
    assert (kept, kept.authority, kept.framework, kept.quoted) == (made, programme.supported, "sif", "Inadequate.")
    assert (kept.started_on, kept.recorded_on, kept.recorded_by) == (datetime.date(2015, 10, 12), TODAY, by)
    assert events() == [("inspection.added", {}, {"framework": "sif", "started_on": "2015-10-12"}, "")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"started_on": TODAY + DAY}, {"started_on": [FUTURE]}),
        ({"ended_on": TODAY + DAY}, {"ended_on": [FUTURE]}),
        ({"published_on": TODAY + DAY}, {"published_on": [FUTURE]}),
        ({"started_on": datetime.date(2015, 10, 12)}, {"__all__": ["This inspection is recorded already."]}),
        (
            {"ended_on": STARTS - DAY},
            {"__all__": ["The inspection must end on or after the day it started."]},
        ),
        (
            {"published_on": STARTS - DAY},
            {"__all__": ["The report must be published on or after the day the inspection started."]},
        ),
    ],
)
def test_an_inspection_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    programme = InspectionFactory().programme
    right = {"authority": programme.supported, "framework": "sif", "started_on": STARTS}

    assert refused(add_inspection, programme=programme, by=by, **(right | facts)) == errors


def test_add_judgement_comes_after_those_of_its_inspection(by, events):
    area = JudgementFactory(area="Adoption", position=4)

    made = add_judgement(
        inspection=area.inspection, area="Matching", grade="good", part_of=area, is_overall=False, by=by
    )

    assert (made.position, made.part_of, made.programme, made.recorded_by) == (5, area, area.programme, by)
    assert events() == [("judgement.added", {}, {"area": "Matching", "grade": "good"}, "")]


def test_the_first_judgement_has_the_first_place(by):
    assert add_judgement(inspection=InspectionFactory(), area="Adoption", grade="good", by=by).position == 1


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        (
            {"grade": "adequate"},
            {
                "grade": [
                    "This framework has no such grade. "
                    "Choose from: Outstanding, Good, Requires improvement, Inadequate."
                ]
            },
        ),
        ({"area": "Adoption"}, {"__all__": ["This inspection already has a judgement of this area."]}),
        ({"is_overall": True}, {"__all__": ["This inspection already has an overall judgement."]}),
        ({"area": ""}, {"area": ["This field cannot be blank."]}),
    ],
)
def test_a_judgement_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    inspection = JudgementFactory(area="Adoption", is_overall=True).inspection
    right = {"area": "Leadership", "grade": "good"}

    assert refused(add_judgement, inspection=inspection, by=by, **(right | facts)) == errors


def test_add_finding_comes_after_those_of_the_programme(by, events):
    inspection = InspectionFactory()
    FindingFactory(programme=inspection.programme, position=7)

    made = add_finding(
        programme=inspection.programme,
        inspection=inspection,
        kind="recommendation",
        reference="R15",
        title="Visits",
        text="Visit sooner.",
        by=by,
    )

    assert (made.position, made.inspection, made.recorded_on, made.recorded_by) == (8, inspection, TODAY, by)
    assert (made.kind, made.reference, made.title, made.text) == ("recommendation", "R15", "Visits", "Visit sooner.")
    assert events() == [("finding.added", {}, {"kind": "recommendation", "reference": "R15"}, "")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"reference": "f9"}, {"reference": ["Use one to three capital letters and a number, like F9."]}),
        ({"reference": "F1"}, {"__all__": ["Another finding has this reference."]}),
        ({"kind": "rumour"}, {"kind": ["Value 'rumour' is not a valid choice."]}),
        ({"text": "Case 943 476 5919."}, {"text": [NHS_NUMBER]}),
    ],
)
def test_a_finding_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    programme = FindingFactory(reference="F1").programme
    right = {"kind": "finding", "reference": "F2", "title": "Visits", "text": "Visit sooner."}

    assert refused(add_finding, programme=programme, by=by, **(right | facts)) == errors


@pytest.mark.parametrize("reference", ["F9", "AB12", "ABC123"])
def test_a_finding_is_known_by_letters_and_a_number(by, reference):
    made = add_finding(programme=ProgrammeFactory(), kind="finding", reference=reference, title="T", text="T", by=by)

    assert made.reference == reference
