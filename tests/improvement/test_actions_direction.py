import datetime

import pytest

from config.records import Stale
from improvement.actions.direction import add_intervention, add_requirement, close_intervention, meet_requirement
from improvement.models import Intervention, Requirement
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    EvidenceFactory,
    InterventionFactory,
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
    statuses = ("met", "overdue", "due", "no_date")
    assert [s for s in statuses if Requirement.objects.with_status(s, on)] == [status]


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
