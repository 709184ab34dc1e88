import datetime

import pytest

from improvement.as_known import findings_on
from improvement.coverage import coverage_of
from tests.factories.accounts import UserFactory
from tests.factories.improvement import CoverageFactory, FindingFactory, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture
def programme():
    return ProgrammeFactory()


def matrix(programme, on=TODAY):
    return coverage_of(findings_on(programme, on).order_by("reference"), programme.workstreams.known_on(on))


def test_coverage_has_a_row_for_each_finding_and_a_cell_for_each_workstream(programme):
    nine, three = (WorkstreamFactory(programme=programme, number=number) for number in (9, 3))
    first, second, third = (FindingFactory(programme=programme, reference=ref) for ref in ("F1", "F2", "F3"))
    CoverageFactory(finding=first, workstream=nine)
    for workstream in (nine, three):
        CoverageFactory(finding=third, workstream=workstream)

    found = matrix(programme)

    assert found.workstreams == (three, nine)
    assert [(row.finding, row.cells, row.is_gap) for row in found.rows] == [
        (first, (False, True), False),
        (second, (False, False), True),
        (third, (True, True), False),
    ]
    assert (found.gaps, found.answered, found.idle) == ([second], [first, third], [])


def test_workstreams_that_answer_nothing_are_idle(programme):
    busy, idle = (WorkstreamFactory(programme=programme, number=number) for number in (3, 9))
    CoverageFactory(finding=FindingFactory(programme=programme), workstream=busy)

    assert matrix(programme).idle == [idle]


def test_without_findings_every_workstream_is_idle(programme):
    workstream = WorkstreamFactory(programme=programme)

    assert (matrix(programme).idle, matrix(programme).rows) == ([workstream], ())


def test_without_workstreams_every_finding_is_a_gap(programme):
    finding = FindingFactory(programme=programme)

    assert (matrix(programme).gaps, matrix(programme).idle) == ([finding], [])


def test_an_empty_programme_has_an_empty_matrix(programme):
    assert (matrix(programme).rows, matrix(programme).workstreams, matrix(programme).idle) == ((), (), [])


def test_coverage_withdrawn_leaves_a_gap_from_that_day(programme):
    finding = FindingFactory(programme=programme)
    CoverageFactory(finding=finding, withdrawn_on=TODAY, withdrawn_by=UserFactory())

    gaps = [matrix(programme, on).gaps for on in (TODAY - datetime.timedelta(days=1), TODAY)]

    assert gaps == [[], [finding]]


@pytest.mark.parametrize("count", [1, 3])
def test_coverage_query_count(programme, django_assert_num_queries, count):
    for _ in range(count):
        CoverageFactory(finding=FindingFactory(programme=programme))

    with django_assert_num_queries(3):
        found = matrix(programme)

    assert len(found.rows) == count
