import datetime
from decimal import Decimal

import pytest

from improvement.comparison import Comparison, comparison_of
from tests.factories.improvement import AuthorityFactory, ComparatorFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL = datetime.date(2015, 3, 31), datetime.date(2015, 4, 30)


@pytest.fixture
def programme():
    return ProgrammeFactory(supported=AuthorityFactory(name="Torbay"))


def laid_out(programme):
    return comparison_of(programme.comparators.order_by("position"), first=programme.supported)


def a_figure(programme, measure, authority, position=1, **facts):
    return ComparatorFactory(programme=programme, measure=measure, authority=authority, position=position, **facts)


def test_comparison_has_a_row_for_each_measure_and_a_column_for_each_authority_the_supported_first(programme):
    ash, zeal = AuthorityFactory(name="Ash"), AuthorityFactory(name="Zeal")
    zeal_visits = a_figure(programme, "Visits", zeal)
    own_visits = a_figure(programme, "Visits", programme.supported, 2)
    ash_plans = a_figure(programme, "Plans", ash, 3, basis="flow")

    found = laid_out(programme)

    assert found.authorities == (programme.supported, ash, zeal)
    assert [(row.measure, row.basis, row.cells) for row in found.rows] == [
        ("Visits", "Stock, at a date", (own_visits, None, zeal_visits)),
        ("Plans", "Flow, in 12 months", (None, ash_plans, None)),
    ]


def test_a_stock_and_a_flow_and_two_units_of_one_measure_are_rows_apart(programme):
    for position, facts in enumerate(({}, {"basis": "flow", "as_at": APRIL}, {"unit": "percentage"})):
        a_figure(programme, "Plans", programme.supported, position, **facts)

    assert len(laid_out(programme).rows) == 3


def test_the_newest_figure_of_a_measure_stands_where_there_are_two(programme):
    a_figure(programme, "Plans", programme.supported, 1, as_at=MARCH)
    newer = a_figure(programme, "Plans", programme.supported, 2, as_at=APRIL)

    assert [row.cells for row in laid_out(programme).rows] == [(newer,)]


@pytest.mark.parametrize(
    ("dates", "columns", "by_column"), [((MARCH, MARCH), [MARCH], True), ((MARCH, APRIL), [None], False)]
)
def test_a_column_has_a_date_where_all_its_figures_have_the_same(programme, dates, columns, by_column):
    for position, as_at in enumerate(dates):
        a_figure(programme, f"Measure {position}", programme.supported, position, as_at=as_at)

    found = laid_out(programme)

    assert found.columns == [(programme.supported, date) for date in columns]
    assert found.is_dated_by_column is by_column


def test_an_empty_comparison_has_no_columns(programme):
    found = laid_out(programme)

    assert (found, found.columns, found.is_dated_by_column) == (Comparison((), ()), [], True)


def test_comparison_takes_one_query(programme, django_assert_num_queries):
    for position in range(3):
        a_figure(programme, f"Measure {position}", AuthorityFactory(), position)
    rows = programme.comparators.select_related("authority").order_by("position")

    with django_assert_num_queries(1):
        found = comparison_of(rows, first=programme.supported)

    assert len(found.authorities) == 3


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("count", "25100", "25,100"),
        ("count", "0", "0"),
        ("count", "100", "100"),
        ("count", "1.50", "1.5"),
        ("percentage", "47", "47%"),
        ("percentage", "47.25", "47.25%"),
        ("percentage", "100", "100%"),
        ("rate_per_10000", "115.5", "115.5 per 10,000"),
        ("rate_per_10000", "1200", "1,200 per 10,000"),
    ],
)
def test_a_figure_reads_as_people_write_it(unit, value, text):
    assert ComparatorFactory.build(programme=None, authority=None, unit=unit, value=Decimal(value)).text == text
