import datetime

import pytest

from improvement.as_known import risks_on
from improvement.models import Programme
from improvement.risk_matrix import risk_matrix
from tests.factories.improvement import ProgrammeFactory, RiskFactory, RiskScoreFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


@pytest.mark.parametrize("scale", [3, 4, 5, 6])
def test_risk_matrix_is_as_large_as_the_scale_the_highest_likelihood_first(scale):
    programme = ProgrammeFactory(risk_scale=scale)

    found = risk_matrix(programme, risks_on(programme, TODAY))

    assert [[(cell.likelihood, cell.impact) for cell in row] for row in found] == [
        [(likelihood, impact) for impact in range(1, scale + 1)] for likelihood in range(scale, 0, -1)
    ]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (1, "low"),
        (4, "low"),
        (5, "medium"),
        (9, "medium"),
        (10, "high"),
        (15, "high"),
        (16, "very_high"),
        (25, "very_high"),
    ],
)
def test_a_score_is_in_the_highest_band_whose_lowest_score_it_reaches(score, band):
    assert Programme().risk_band(score) == band


def test_each_cell_is_in_the_band_of_its_score():
    programme = ProgrammeFactory()

    cells = [cell for row in risk_matrix(programme, risks_on(programme, TODAY)) for cell in row]

    assert {(cell.score, cell.band) for cell in cells} == {
        (likelihood * impact, programme.risk_band(likelihood * impact))
        for likelihood in range(1, 6)
        for impact in range(1, 6)
    }


def test_risks_stand_where_their_newest_residual_score_is_in_the_order_of_their_numbers():
    programme = ProgrammeFactory()
    for number in (3, 1):
        risk = RiskFactory(programme=programme, number=number)
        RiskScoreFactory(risk=risk, likelihood=1, impact=1)
        RiskScoreFactory(risk=risk, likelihood=4, impact=2)
        RiskScoreFactory(risk=risk, kind="target", likelihood=5, impact=5)
    RiskFactory(programme=programme, number=2)

    found = risk_matrix(programme, risks_on(programme, TODAY))

    placed = {(cell.likelihood, cell.impact): [r.number for r in cell.risks] for row in found for cell in row}
    assert {place: numbers for place, numbers in placed.items() if numbers} == {(4, 2): [1, 3]}


@pytest.mark.parametrize("count", [1, 3])
def test_risk_matrix_query_count(django_assert_num_queries, count):
    programme = ProgrammeFactory()
    for number in range(count):
        RiskScoreFactory(risk=RiskFactory(programme=programme, number=number + 1))

    with django_assert_num_queries(1):
        found = risk_matrix(programme, risks_on(programme, TODAY))

    assert sum(len(cell.risks) for row in found for cell in row) == count
