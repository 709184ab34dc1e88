"""Every figure of a measure, place by place, and its export that reads back unchanged."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from improvement.actions.statistics import read_statistics
from improvement.cells import cells_on, tidy_export
from improvement.statistics_files.fates import judged
from improvement.statistics_files.tidy import plain_number
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    AuthorityFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgrammeFactory,
    StatisticsColumnFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
LAST_DAYS = {
    "month": datetime.date(2016, 5, 31),
    "quarter": datetime.date(2016, 6, 30),
    "financial_year": datetime.date(2016, 3, 31),
    "reporting_year": datetime.date(2016, 3, 31),
    "snapshot": datetime.date(2016, 9, 30),
    "academic_year": datetime.date(2016, 8, 31),
}


@pytest.fixture
def torbay():
    return AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880", region_code="E12000009")


@pytest.fixture
def plymouth():
    return AuthorityFactory(name="Plymouth", ons_code="E06000026", dfe_code="879", region_code="E12000009")


@pytest.fixture
def south_west():
    return AuthorityFactory(name="South West", ons_code="E12000009", dfe_code="", level="regional")


@pytest.fixture
def england():
    return AuthorityFactory(name="England", ons_code="E92000001", dfe_code="", level="national")


@pytest.fixture
def programme(torbay):
    return ProgrammeFactory(supported=torbay)


def measure(programme, **facts):
    return IndicatorFactory(programme=programme, percentage=True, code="second-plans", polarity="none", **facts)


def export(indicator, **options):
    return list(tidy_export(indicator, TODAY, **({"small_numbers": True} | options)))


def told(indicator, on=TODAY, **options):
    found = cells_on(indicator, on, **({"small_numbers": True} | options))
    return [(str(authority), figure.period_end.year, figure.text) for authority, figure in found]


def test_cells_stand_newest_period_first_then_country_regions_and_councils(
    programme, torbay, plymouth, south_west, england
):
    indicator = measure(programme, frequency="reporting_year")
    older = datetime.date(2015, 3, 31)
    ObservationFactory(indicator=indicator, authority=torbay, period_end=older, value=40)
    for authority in (torbay, plymouth, south_west, england):
        ObservationFactory(indicator=indicator, authority=authority, period_end=LAST_DAYS["reporting_year"], value=50)
    ObservationFactory()

    assert told(indicator) == [
        ("England", 2016, "50.0%"),
        ("South West", 2016, "50.0%"),
        ("Plymouth", 2016, "50.0%"),
        ("Torbay", 2016, "50.0%"),
        ("Torbay", 2015, "40.0%"),
    ]
    assert told(indicator, ends=[older]) == [("Torbay", 2015, "40.0%")]
    assert told(indicator, ends=[]) == []


def test_cells_are_as_known_on_a_day(programme):
    indicator = measure(programme)
    ObservationFactory(indicator=indicator, value=70)
    ObservationFactory(indicator=indicator, value=80, recorded_on=TODAY)

    days = (datetime.date(2016, 5, 31), datetime.date(2016, 6, 1), datetime.date(2017, 2, 27), TODAY)

    assert [told(indicator, on) for on in days] == [
        [],
        [("Torbay", 2016, "70.0%")],
        [("Torbay", 2016, "70.0%")],
        [("Torbay", 2016, "80.0%")],
    ]


def test_a_small_number_and_a_second_are_hidden_from_readers_and_the_own_council_is_spared(programme, torbay, plymouth):
    indicator = measure(programme)
    devon = AuthorityFactory(name="Devon", region_code="E12000009")
    for authority, count in ((plymouth, 3), (torbay, 30), (devon, 40)):
        ObservationFactory(indicator=indicator, authority=authority, value=count, numerator=count, denominator=100)

    hidden = "hidden: too few children"

    assert told(indicator, small_numbers=False) == [
        ("Devon", 2016, hidden),
        ("Plymouth", 2016, hidden),
        ("Torbay", 2016, "30.0%"),
    ]


PLACES = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
]


def test_an_export_has_the_departments_layout(programme, torbay, south_west, england):
    indicator = measure(programme, frequency="reporting_year")
    StatisticsColumnFactory(
        indicator=indicator,
        value_column="again_percent",
        numerator_column="again",
        only_rows="category = Plans",
    )
    facts = {"indicator": indicator, "period_end": LAST_DAYS["reporting_year"]}
    ObservationFactory(**facts, authority=england, value=10)
    ObservationFactory(**facts, authority=south_west, value=None, missing="x", numerator_missing="low")
    ObservationFactory(**facts, authority=torbay, value=Decimal("23.1"), numerator=62, denominator=268)

    assert export(indicator) == [
        [*PLACES, "category", "again", "denominator", "again_percent"],
        ["2016", "Reporting year", "National", "E92000001", "England", *[""] * 5, "plans", "", "", "10"],
        [
            *["2016", "Reporting year", "Regional", "E92000001", "England", "E12000009", "South West", "", "", ""],
            *["plans", "low", "", "x"],
        ],
        [
            *["2016", "Reporting year", "Local authority", "E92000001", "England", "E12000009", "South West"],
            *["880", "E06000027", "Torbay", "plans", "62", "268", "23.1"],
        ],
    ]


def test_an_export_without_a_column_names_its_own(programme):
    assert export(measure(programme)) == [[*PLACES, "numerator", "denominator", "value"]]


def test_what_is_hidden_bears_the_symbol_of_the_confidential(programme):
    indicator = measure(programme)
    ObservationFactory(indicator=indicator, value=20, numerator=2, denominator=10)

    assert [row[-3:] for row in export(indicator)[1:]] == [["2", "10", "20"]]
    assert [row[-3:] for row in export(indicator, small_numbers=False)[1:]] == [["c", "c", "c"]]


@pytest.mark.parametrize("frequency", LAST_DAYS)
def test_an_export_reads_back_unchanged_with_its_symbols(programme, torbay, plymouth, south_west, england, frequency):
    indicator = measure(programme, frequency=frequency)
    StatisticsColumnFactory(
        indicator=indicator,
        value_column="again_percent",
        numerator_column="again",
        denominator_column="starts",
        only_rows="category = Second Plans",
    )
    facts = {"indicator": indicator, "period_end": LAST_DAYS[frequency]}
    ObservationFactory(**facts, authority=england, value=Decimal("10.1234"), numerator=1000, denominator=12345678)
    ObservationFactory(
        **facts, authority=south_west, value=None, missing="low", numerator_missing="c", denominator_missing="z"
    )
    ObservationFactory(**facts, authority=torbay, value=0, numerator=0, denominator_missing="u")
    ObservationFactory(**facts, authority=plymouth, value=100)
    written = io.StringIO()
    csv.writer(written).writerows(export(indicator))

    found = read_statistics(
        programme=programme,
        file=ContentFile(written.getvalue().encode(), name="export.csv"),
        publication="Export",
        status="final",
        by=UserFactory(),
    )

    judgement = judged(found, TODAY)
    assert [(str(figure.record.authority), str(figure.fate)) for figure in judgement.figures] == [
        (name, "unchanged") for name in ("England", "South West", "Plymouth", "Torbay")
    ]
    assert (judgement.passed_over, judgement.new_authorities) == (0, ())


@pytest.mark.parametrize(
    ("number", "text"),
    [("10.0000", "10"), ("100", "100"), ("0.0000", "0"), ("23.1000", "23.1"), ("1E+2", "100"), ("0.0001", "0.0001")],
)
def test_a_number_is_written_plainly(number, text):
    assert plain_number(Decimal(number)) == text


@pytest.mark.parametrize("count", [1, 3])
def test_cells_take_two_queries_however_many_places(programme, django_assert_num_queries, count):
    indicator = measure(programme)
    for authority in AuthorityFactory.create_batch(count):
        ObservationFactory(indicator=indicator, authority=authority, value=50)

    with django_assert_num_queries(2):
        found = cells_on(indicator, TODAY, small_numbers=False)

    assert len(found) == count
