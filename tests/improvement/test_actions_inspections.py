import datetime

import pytest

from improvement.actions.inspections import add_finding, add_inspection, add_judgement
from improvement.models import Inspection
from tests.factories.accounts import UserFactory
from tests.factories.improvement import FindingFactory, InspectionFactory, JudgementFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
STARTS = datetime.date(2016, 5, 25)
FUTURE = "This day is in the future. Choose today or an earlier day."
NHS_NUMBER = "This looks like an NHS number. Take it out: nothing here may identify a child."


@pytest.fixture
def by():
    return UserFactory()


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
