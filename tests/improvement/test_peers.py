"""A measure beside other places."""

import datetime

import pytest

from improvement.cells import cells_on
from improvement.figure_words import figure_text, missing_text, observation_text
from improvement.peers import comparison, neighbours_on, places_with_figures
from improvement.readings import indicators_on, readings_of
from tests.factories.improvement import (
    AuthorityFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourSetFactory,
    ObservationFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


def march(year):
    return datetime.date(year, 3, 31)


@pytest.fixture
def programme():
    torbay = AuthorityFactory(name="Torbay", region_code="E12000009")
    return ProgrammeFactory(supported=torbay, supporting=AuthorityFactory(name="Hampshire", region_code="E12000008"))


@pytest.fixture
def england():
    return AuthorityFactory(name="England", ons_code="E92000001", dfe_code="", level="national")


@pytest.fixture
def south_west():
    return AuthorityFactory(name="South West", ons_code="E12000009", dfe_code="", level="regional")


@pytest.fixture
def indicator(programme):
    return IndicatorFactory(programme=programme, percentage=True, polarity="none", frequency="reporting_year")


def neighbours(programme, *councils, **facts):
    made = NeighbourSetFactory(programme=programme, **facts)
    for rank, council in enumerate(councils, start=1):
        NeighbourFactory(neighbour_set=made, authority=council, rank=rank)
    return made


def observe(indicator, authority, value, year=2016, **facts):
    return ObservationFactory(indicator=indicator, authority=authority, value=value, period_end=march(year), **facts)


def compared(indicator, on=TODAY, **options):
    facts = {"small_numbers": True, "places": places_with_figures(indicator, on)} | options
    chosen = indicators_on(indicator.programme, on, retired=True).filter(pk=indicator.pk)
    (reading,) = readings_of(
        chosen.select_related("programme"), indicator.programme, on, small_numbers=facts["small_numbers"]
    )
    return comparison(indicator.programme, reading, on, **facts)


def roles(found):
    return [(str(peer.authority), peer.role, peer.latest and peer.latest.text) for peer in found.peers]


def test_a_measure_without_figures_of_its_own_council_is_not_compared(indicator):
    observe(indicator, indicator.programme.supporting, 10)
    observe(indicator, indicator.programme.supported, None, missing="c")

    assert compared(indicator) is None


def test_own_country_region_helper_and_neighbours_stand_in_that_order(programme, indicator, england, south_west):
    near, nearer, silent, other = (AuthorityFactory(name=name) for name in ("Near", "Nearer", "Silent", "Other"))
    elsewhere = AuthorityFactory(name="North West", ons_code="E12000002", dfe_code="", level="regional")
    neighbours(programme, nearer, near, silent)
    for number, authority in enumerate(
        (near, other, elsewhere, programme.supporting, england, south_west, nearer, programme.supported), start=10
    ):
        observe(indicator, authority, number)

    found = compared(indicator)

    assert roles(found) == [
        ("Torbay", "Own", "17.0%"),
        ("England", "Country", "14.0%"),
        ("South West", "Region", "15.0%"),
        ("Hampshire", "Helper", "13.0%"),
        ("Nearer", "Neighbour", "16.0%"),
        ("Near", "Neighbour", "10.0%"),
    ]
    assert [peer.label for peer in found.peers] == [
        "This programme",
        "Country",
        "Region",
        "Helps the programme",
        "Neighbour",
        "Neighbour",
    ]
    assert (found.own.authority, found.has_others) == (programme.supported, True)
    assert found.notes == (
        "Hampshire helps the programme: it is no neighbour, and its children live in other circumstances.",
        "Local figures do not add up to England’s: each is rounded, and some are missing.",
        "Neighbours are those of Torbay in the model of 2014, nearest first. It does not follow that Torbay is one of "
        "theirs.",
    )


def test_a_chosen_place_is_shown_and_a_neighbour_stays_one(programme, indicator):
    near, chosen = AuthorityFactory(name="Near"), AuthorityFactory(name="Chosen")
    neighbours(programme, near)
    for authority in (programme.supported, programme.supporting, near, chosen):
        observe(indicator, authority, 20)

    found = {
        str(place): [role for name, role, _ in roles(compared(indicator, chosen=place)) if name == str(place)]
        for place in (near, chosen, programme.supported, programme.supporting)
    }

    assert found == {"Near": ["Neighbour"], "Chosen": ["Chosen"], "Torbay": ["Own"], "Hampshire": ["Chosen"]}
    assert compared(indicator, chosen=chosen).peers[1].label == "Chosen here"


def test_a_helper_that_is_a_neighbour_too_stays_the_helper(programme, indicator):
    neighbours(programme, programme.supporting)
    for authority in (programme.supported, programme.supporting):
        observe(indicator, authority, 20)

    assert roles(compared(indicator))[1:] == [("Hampshire", "Helper", "20.0%")]


def test_a_measure_of_one_council_alone_has_no_others_and_no_notes(indicator):
    observe(indicator, indicator.programme.supported, 20)

    found = compared(indicator)

    assert (found.has_others, found.notes, found.sentence, found.neighbours) == (False, (), "", [])


def test_the_last_five_periods_are_shown_oldest_first_and_gaps_stay_gaps(programme, indicator):
    for year in range(2010, 2017):
        observe(indicator, programme.supported, year - 2000, year)
        observe(indicator, programme.supported, year - 2000, year)
    observe(indicator, programme.supporting, 30, 2014)
    observe(indicator, programme.supporting, 31, 2011)

    found = compared(indicator)

    assert [str(period) for period in found.periods] == ["2011/12", "2012/13", "2013/14", "2014/15", "2015/16"]
    assert [[figure and figure.value for figure in peer.figures] for peer in found.peers] == [
        [12, 13, 14, 15, 16],
        [None, None, 30, None, None],
    ]
    assert found.peers[1].latest is None


def test_a_comparison_is_as_known_on_a_day(programme, indicator):
    near, later = AuthorityFactory(name="Near"), AuthorityFactory(name="Later")
    neighbours(programme, near)
    neighbours(programme, later, recorded_on=TODAY)
    observe(indicator, programme.supported, 20)
    observe(indicator, near, 30)
    observe(indicator, near, 31, recorded_on=TODAY)
    observe(indicator, later, 40)

    days = (datetime.date(2016, 6, 1), datetime.date(2017, 2, 27), TODAY)

    assert [roles(compared(indicator, on))[1:] for on in days] == [
        [("Near", "Neighbour", "30.0%")],
        [("Near", "Neighbour", "30.0%")],
        [("Later", "Neighbour", "40.0%")],
    ]
    programme.indicators.update(recorded_on=datetime.date(2016, 5, 31))
    assert compared(indicator, datetime.date(2016, 5, 31)) is None


def test_the_newest_model_counts_and_neighbours_are_one_way(programme):
    own, near = programme.supported, AuthorityFactory()
    older = neighbours(programme, near, model_year=2014, recorded_on=TODAY)
    newest = neighbours(programme, near, model_year=2015)
    neighbours(ProgrammeFactory(supported=own), near, model_year=2016)

    assert [found.neighbour_set for found in neighbours_on(programme, own, TODAY)] == [newest]
    assert neighbours_on(programme, near, TODAY) == []
    assert (older.model_year, neighbours_on(programme, own, datetime.date(2016, 5, 31))) == (2014, [])


@pytest.mark.parametrize(
    ("own", "others", "sentence"),
    [
        (20, (10, 30, 40), "20.0% in 2015/16, 3rd highest of 4; the median of its 3 neighbours with figures is 30.0%."),
        (50, (10, 30), "50.0% in 2015/16, 1st highest of 3; the median of its 2 neighbours with figures is 20.0%."),
        (10, (20,), "10.0% in 2015/16, 2nd highest of 2; the median of its 1 neighbour with figures is 20.0%."),
        (
            0,
            range(10, 20),
            "0.0% in 2015/16, 11th highest of 11; the median of its 10 neighbours with figures is 14.5%.",
        ),
        (
            7,
            (*range(10, 13), *range(3)),
            "7.0% in 2015/16, 4th highest of 7; the median of its 6 neighbours with figures is 6.0%.",
        ),
    ],
)
def test_the_sentence_ranks_the_council_among_its_neighbours_without_judging(
    programme, indicator, own, others, sentence
):
    councils = AuthorityFactory.create_batch(len(others))
    neighbours(programme, *councils)
    observe(indicator, programme.supported, own)
    for council, value in zip(councils, others, strict=True):
        observe(indicator, council, value)

    assert compared(indicator).sentence == f"Torbay: {sentence}"


def test_there_is_no_sentence_where_the_own_figure_or_every_neighbours_is_missing(programme, indicator):
    near = AuthorityFactory()
    neighbours(programme, near)
    observe(indicator, programme.supported, 15, year=2015)
    observe(indicator, programme.supported, 20)
    observe(indicator, near, None, missing="x")
    without_neighbour = compared(indicator).sentence

    observe(indicator, near, 30, recorded_on=TODAY)
    both = compared(indicator).sentence
    observe(indicator, programme.supported, None, missing="c", recorded_on=TODAY)

    assert (without_neighbour, bool(both), compared(indicator).sentence) == ("", True, "")


def test_what_is_hidden_in_a_file_is_hidden_beside_other_places_too(programme, indicator):
    """The second of a region is hidden also where the first is not on the page."""
    small, second, third = (AuthorityFactory(name=name, region_code="E12000001") for name in ("A", "B", "C"))
    for authority, count in ((small, 3), (second, 20), (third, 30), (programme.supported, 50)):
        observe(indicator, authority, count, numerator=count, denominator=100)
    hidden = "hidden: too few children"

    beside = roles(compared(indicator, chosen=second, small_numbers=False))
    cells = [(str(place), cell.text) for place, cell in cells_on(indicator, TODAY, small_numbers=False)]

    assert beside == [("Torbay", "Own", "50.0%"), ("B", "Chosen", hidden)]
    assert cells == [("A", hidden), ("B", hidden), ("C", "30.0%"), ("Torbay", "50.0%")]
    assert roles(compared(indicator, chosen=second))[1] == ("B", "Chosen", "20.0%")


def test_places_with_figures_are_offered_by_name_as_known_on_a_day(programme, indicator):
    observe(indicator, programme.supported, 20)
    observe(indicator, programme.supported, 30, 2015)
    observe(indicator, programme.supporting, 20, recorded_on=TODAY)
    observe(IndicatorFactory(), AuthorityFactory(), 20, programme=programme)

    found = [list(places_with_figures(indicator, on)) for on in (datetime.date(2017, 2, 27), TODAY)]

    assert found == [[programme.supported], [programme.supporting, programme.supported]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_takes_the_same_queries_however_many_places(
    programme, indicator, django_assert_num_queries, count
):
    councils = AuthorityFactory.create_batch(count)
    neighbours(programme, *councils)
    for council in (programme.supported, *councils):
        for year in range(2012, 2012 + count):
            observe(indicator, council, 20, year)

    with django_assert_num_queries(5):
        found = compared(indicator, small_numbers=False)
        told = (found.sentence, [str(peer.authority) for peer in found.peers])

    assert len(told[1]) == count + 1


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text"),
    [
        ("count", 0, 1988, "1,988"),
        ("count", 1, "14.25", "14.3"),
        ("percentage", 1, "14.6", "14.6%"),
        ("percentage", 0, "14.5", "15%"),
        ("rate_per_10000", 0, 110, "110 per 10,000"),
    ],
)
def test_a_figure_is_told_in_its_unit_rounded_half_up(unit, decimals, value, text):
    indicator = IndicatorFactory(percentage=True, unit=unit, decimals=decimals)
    observation = ObservationFactory(indicator=indicator, value=value)
    observation.refresh_from_db()

    assert figure_text(indicator, observation.value) == observation_text(observation) == text


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("", ""),
        ("hidden", "hidden: too few children"),
        ("c", "confidential (c)"),
        ("x", "not available (x)"),
        ("low", "too low to show (low)"),
    ],
)
def test_a_missing_figure_says_why(symbol, text):
    assert missing_text(symbol) == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"numerator": 289, "denominator": 25310}, "1.1% (289 of 25,310)"),
        ({"numerator": 289}, "1.1% (289)"),
        ({"denominator": 25310}, "1.1%"),
        ({"numerator_missing": "c", "denominator": 25310}, "1.1% (c of 25,310)"),
    ],
)
def test_the_counts_behind_a_figure_stand_beside_it(facts, text):
    observation = ObservationFactory(indicator=IndicatorFactory(percentage=True), value="1.1", **facts)
    observation.refresh_from_db()

    assert observation_text(observation) == text
