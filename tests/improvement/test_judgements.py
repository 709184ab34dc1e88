import datetime

import pytest

from improvement.background_tables import GRADE_CHIPS
from improvement.judgements import in_report_order
from improvement.models.inspection import GRADES, Framework, Grade
from tests.factories.accounts import member
from tests.factories.improvement import InspectionFactory, JudgementFactory

pytestmark = pytest.mark.django_db


def test_judgements_stand_as_the_report_has_them():
    inspection = InspectionFactory()
    help_, care = (JudgementFactory(inspection=inspection, area=a, position=p) for a, p in (("Help", 3), ("Care", 1)))
    for area, position, part_of in (("Leaving", 7, care), ("Adoption", 5, care), ("Front door", 4, help_)):
        JudgementFactory(inspection=inspection, area=area, position=position, part_of=part_of)
    JudgementFactory(inspection=inspection, area="Overall", position=9, is_overall=True)

    areas = [judgement.area for judgement in in_report_order(inspection.judgements.all())]

    assert areas == ["Overall", "Care", "Adoption", "Leaving", "Help", "Front door"]


def test_judgements_of_one_place_stand_as_they_were_recorded():
    inspection = InspectionFactory()
    first, second = (JudgementFactory(inspection=inspection, position=0) for _ in range(2))

    assert in_report_order(inspection.judgements.order_by("-pk")) == [first, second]


def test_an_inspection_without_judgements_has_none():
    assert in_report_order([]) == []


def test_every_framework_has_grades_and_every_grade_a_colour():
    assert set(GRADES) == set(Framework)
    assert {grade for grades in GRADES.values() for grade in grades} == set(Grade) == set(GRADE_CHIPS)


@pytest.mark.parametrize(
    ("started_on", "note", "when"),
    [
        (datetime.date(2015, 10, 12), "", "October 2015"),
        (datetime.date(2010, 1, 1), "Only the year is known.", "2010"),
        (datetime.date(2010, 1, 1), "", "January 2010"),
        (datetime.date(2010, 2, 1), "The day is not known.", "February 2010"),
    ],
)
def test_an_inspection_is_named_by_its_month_or_by_the_year_alone(started_on, note, when):
    inspection = InspectionFactory(started_on=started_on, date_note=note)

    assert (inspection.when, str(inspection)) == (when, f"{inspection.authority.name}, {when}")


def test_the_page_of_an_inspection_shows_its_judgements_in_that_order(client):
    inspection = InspectionFactory()
    area = JudgementFactory(inspection=inspection, area="Care", grade="good")
    overall = JudgementFactory(inspection=inspection, area="Overall", is_overall=True)
    part = JudgementFactory(inspection=inspection, area="Adoption", part_of=area)
    client.force_login(member(inspection.programme, "reader"))

    shown = client.get(inspection.get_absolute_url()).context["judgements"]

    assert shown == [overall, area, part]


@pytest.mark.parametrize(
    ("note", "ended_on", "took_place"),
    [
        ("", None, "12 October 2015"),
        ("", datetime.date(2015, 11, 5), "12 October 2015 to 5 November 2015"),
        ("Only the month is known", None, "October 2015"),
    ],
)
def test_an_inspection_took_place_on_the_days_that_are_known(note, ended_on, took_place):
    assert InspectionFactory(date_note=note, ended_on=ended_on).took_place == took_place
