"""What measures say on a day: figures as they were known then, the target in force, what a board sees first."""

import datetime
from decimal import Decimal

import pytest

from improvement.figure_words import observation_text
from improvement.indicator_words import contradiction, grid_sentence
from improvement.models import Indicator
from improvement.readings import indicators_on, readings, readings_of, readings_on_each, series_of, tied, worst_first
from improvement.signals import Assurance, Variation
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    FindingFactory,
    FindingTieFactory,
    IndicatorEventFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgrammeFactory,
    TargetFactory,
    WorkstreamTieFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
MAY = datetime.date(2016, 5, 31)
JUNE = datetime.date(2016, 6, 30)


def day(month, number=1, year=2016):
    return datetime.date(year, month, number)


def end_of(number):
    """The last day of a month, counted from January 2015."""
    year, month = divmod(number, 12)
    return datetime.date(2015 + year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def visits(programme):
    return IndicatorFactory(programme=programme, percentage=True, title="Visits in time")


def reading_of(indicator, on=TODAY, *, small_numbers=True):
    (found,) = readings(indicator.programme, on, small_numbers=small_numbers)
    return found


def values(indicator, on=TODAY):
    return [(figure.period_end, figure.value) for figure in reading_of(indicator, on).figures]


def monthly(indicator, *numbers, **facts):
    for place, number in enumerate(numbers):
        ObservationFactory(indicator=indicator, period_end=end_of(place), value=number, **facts)


STEADY = (14, 17, 15, 16, 14, 17, 15, 16, 14, 17, 15, 16)
RISEN = (*STEADY, *[19] * 7)


def test_a_reading_holds_the_figures_of_the_programmes_council_oldest_first(visits):
    later = ObservationFactory(indicator=visits, period_end=JUNE, value=81, numerator=81, denominator=100)
    first = ObservationFactory(indicator=visits, period_end=MAY, value=None, missing="c")
    ObservationFactory(indicator=visits, authority=visits.programme.supporting, value=1)
    ObservationFactory()

    found = reading_of(visits)

    assert [figure.pk for figure in found.figures] == [first.pk, later.pk]
    assert ([observation_text(figure) for figure in found.figures], found.latest.parts) == (
        ["confidential (c)", "81.0% (81 of 100)"],
        "81 of 100",
    )
    assert (found.latest.text, str(found.latest.period), found.before, found.change_text) == (
        "81.0%",
        "June 2016",
        None,
        "",
    )


def test_a_restated_figure_is_known_from_the_day_it_was_recorded(visits):
    ObservationFactory(indicator=visits, value=70, recorded_on=day(6, 10))
    ObservationFactory(indicator=visits, value=90, recorded_on=day(8, 2))
    ObservationFactory(indicator=visits, value=80, recorded_on=day(8, 1))
    # Recorded later on the same day.
    ObservationFactory(indicator=visits, value=91, recorded_on=day(8, 2))

    known = {on: values(visits, on) for on in (day(6, 9), day(6, 10), day(7, 31), day(8, 1), day(8, 2), TODAY)}

    assert known == {
        day(6, 9): [],
        day(6, 10): [(MAY, 70)],
        day(7, 31): [(MAY, 70)],
        day(8, 1): [(MAY, 80)],
        day(8, 2): [(MAY, 91)],
        TODAY: [(MAY, 91)],
    }


@pytest.mark.parametrize("small_numbers", [True, False])
def test_readings_on_each_of_several_days_are_those_of_each_alone(
    django_assert_num_queries, programme, visits, small_numbers
):
    for on, value in ((day(6, 10), 70), (day(8, 1), 80)):
        ObservationFactory(indicator=visits, value=value, numerator=3, denominator=9, recorded_on=on)
        IndicatorEventFactory(indicator=visits, kind="rebase", reason="New team.", recorded_on=on)
        TargetFactory(indicator=visits, value=value, recorded_on=on)
    IndicatorFactory(programme=programme, recorded_on=day(8, 1))
    days = (day(6, 9), day(6, 10), day(8, 1))

    with django_assert_num_queries(2):
        found = readings_on_each(programme, days, small_numbers=small_numbers)

    alone = {on: list(readings(programme, on, small_numbers=small_numbers)) for on in days}
    assert found == alone
    assert [[r.target for r in found[on]] for on in days] == [[r.target for r in alone[on]] for on in days]
    assert [len(found[on]) for on in days] == [1, 1, 2]


def test_a_measure_is_known_from_its_day_until_it_is_retired(visits):
    visits.recorded_on, visits.retired_on, visits.retired_by = day(7), day(9), UserFactory()
    visits.save()
    programme = visits.programme

    in_use = {on: len(readings(programme, on, small_numbers=True)) for on in (day(6, 30), day(7), day(8, 31), day(9))}

    assert in_use == {day(6, 30): 0, day(7): 1, day(8, 31): 1, day(9): 0}
    assert [list(indicators_on(programme, on, retired=True)) for on in (day(6, 30), day(9))] == [[], [visits]]


def test_no_figure_is_a_reading_too(visits):
    found = reading_of(visits)

    assert (found.figures, found.known, found.latest, found.before, found.change_text) == ((), [], None, None, "")
    assert (found.signal.variation, found.target, found.target_text, found.is_exception) == (
        Variation.TOO_FEW,
        None,
        "",
        False,
    )


def test_the_target_in_force_is_the_newest_that_applies_and_was_known(visits):
    TargetFactory(indicator=visits, value=80, applies_from=day(6), recorded_on=day(6))
    TargetFactory(indicator=visits, value=90, tolerance=2, applies_from=day(9), recorded_on=day(7))
    TargetFactory(indicator=visits, value=85, applies_from=day(9), recorded_on=day(10))
    TargetFactory(indicator=visits, value=86, applies_from=day(9), recorded_on=day(10))
    TargetFactory(indicator=visits, value=99, applies_from=day(3, year=2017), recorded_on=day(10))
    TargetFactory(value=1)

    days = (day(5, 31), day(6), day(8, 31), day(9), day(10), TODAY)
    found = [reading_of(visits, on).target for on in days[1:]]

    assert [(target.value, target.tolerance) for target in found] == [(80, 0), (80, 0), (90, 2), (86, 0), (86, 0)]
    assert indicators_on(visits.programme, days[0]).count() == 0
    assert reading_of(visits).target_text == "86.0%"


def test_a_year_is_held_against_the_target_in_force_at_its_end(programme):
    yearly = IndicatorFactory(programme=programme, percentage=True, frequency="reporting_year", polarity="higher")
    ObservationFactory(indicator=yearly, period_end=day(3, 31), value=85)
    TargetFactory(indicator=yearly, value=90, applies_from=day(4))
    only_later = reading_of(yearly)
    TargetFactory(indicator=yearly, value=80, tolerance=1, applies_from=day(4, year=2015))
    TargetFactory(indicator=yearly, value=70, applies_from=day(4, year=2014))

    both = reading_of(yearly)

    assert (only_later.target.value, only_later.signal.assurance_sentence) == (
        90,
        "Not judged: the target of 90% applies from 1 April 2016.",
    )
    assert (both.target.value, both.target.tolerance, both.target_text) == (80, 1, "80.0%")
    assert both.signal.assurance_sentence.startswith("85% in 2015/16 meets the target of 80%")
    assert both.indicator.target_value == 90


def test_a_year_without_figures_shows_the_target_of_today(programme):
    yearly = IndicatorFactory(programme=programme, percentage=True, frequency="reporting_year", polarity="higher")
    TargetFactory(indicator=yearly, value=90, applies_from=day(4))
    ObservationFactory(indicator=yearly, period_end=day(3, 31), value=None, missing="c")

    assert reading_of(yearly).target.value == 90


def test_a_year_whose_figure_is_hidden_is_held_against_no_later_target(programme):
    yearly = IndicatorFactory(programme=programme, frequency="reporting_year", polarity="higher")
    for year, value in ((2015, 50), (2016, 3)):
        ObservationFactory(indicator=yearly, period_end=day(3, 31, year), value=value)
    TargetFactory(indicator=yearly, value=90, applies_from=day(4, year=2015))

    found = reading_of(yearly, small_numbers=False)

    assert found.signal.assurance_sentence == "Not judged: the target of 90 applies from 1 April 2015."


@pytest.mark.parametrize(
    ("facts", "numbers", "text"),
    [
        ({"percentage": True}, (80, 83), "Up 3 percentage points"),
        ({"percentage": True}, (80, Decimal("77.9")), "Down 2.1 percentage points"),
        ({}, (12, 9), "Down 3"),
        ({}, (9, 9), "No change"),
    ],
)
def test_the_change_is_against_the_figure_before(facts, numbers, text):
    indicator = IndicatorFactory(**facts)
    monthly(indicator, numbers[0])
    ObservationFactory(indicator=indicator, period_end=end_of(1), value=None, missing="x")
    ObservationFactory(indicator=indicator, period_end=end_of(2), value=numbers[1])

    found = reading_of(indicator)

    assert (found.change_text, found.before.value, found.latest.value) == (text, *numbers)


def test_small_figures_are_hidden_without_the_permission_and_no_signal_rests_on_them():
    indicator = IndicatorFactory()
    monthly(indicator, 20, 3)

    shown, hidden = reading_of(indicator), reading_of(indicator, small_numbers=False)

    assert [figure.text for figure in shown.figures] == ["20", "3"]
    assert [figure.text for figure in hidden.figures] == ["20", "hidden: too few children"]
    assert (hidden.latest.value, hidden.change_text) == (20, "")


def test_limits_begin_anew_where_a_break_or_new_limits_are_known(visits):
    monthly(visits, *STEADY)
    facts = {"indicator": visits, "reason": "Counted anew.", "happened_on": end_of(6)}
    IndicatorEventFactory(**facts, kind="break", title="New system", recorded_on=day(7))
    IndicatorEventFactory(**facts | {"happened_on": end_of(3)}, kind="rebase", title="Better", recorded_on=day(8))
    IndicatorEventFactory(indicator=visits, kind="event", title="New team")
    IndicatorEventFactory(indicator=IndicatorFactory(programme=visits.programme, area="quality"))

    found = {on: readings(visits.programme, on, small_numbers=True)[0].rebases for on in (day(6, 30), day(7), TODAY)}

    assert found == {
        day(6, 30): (),
        day(7): ((end_of(6), "New system"),),
        TODAY: ((end_of(3), "Better"), (end_of(6), "New system")),
    }


def test_readings_stand_by_area_and_title_unless_measures_are_given(programme):
    plans = IndicatorFactory(programme=programme, title="Plans", area="protection")
    care = IndicatorFactory(programme=programme, title="Visits", area="in_care")
    first = IndicatorFactory(programme=programme, title="Assessments", area="protection")

    by_area = [found.indicator for found in readings(programme, TODAY, small_numbers=True)]
    chosen = [
        found.indicator
        for found in readings_of(
            indicators_on(programme, TODAY).filter(pk=plans.pk), programme, TODAY, small_numbers=True
        )
    ]

    assert (by_area, chosen) == ([care, first, plans], [plans])


def test_series_of_another_place_are_its_own(visits):
    supporting = visits.programme.supporting
    other = ObservationFactory(indicator=visits, authority=supporting, value=90)
    ObservationFactory(indicator=visits, value=80)

    found = series_of(visits.programme, supporting, TODAY, [visits])

    assert [figure.pk for figure in found[visits.pk]] == [other.pk]
    assert found[0] == []


def test_measures_are_tied_while_the_tie_stands(visits):
    tie = FindingTieFactory(indicator=visits, recorded_on=day(7), withdrawn_on=day(9), withdrawn_by=UserFactory())
    FindingTieFactory(indicator=visits, finding=tie.finding, recorded_on=day(10))
    workstream = WorkstreamTieFactory(indicator=visits).workstream
    other = FindingFactory(programme=visits.programme)

    def found(on, ties):
        return list(tied(indicators_on(visits.programme, on), ties, on))

    days = (day(6, 30), day(7), day(8, 31), day(9), day(10))
    assert [found(on, tie.finding.findingties) for on in days] == [[], [visits], [visits], [], [visits]]
    assert found(TODAY, workstream.workstreamties) == [visits]
    assert found(TODAY, other.findingties) == []


@pytest.fixture
def grid(programme):
    """One measure of each kind of signal, worst last by title."""

    def add(title, polarity, numbers, **facts):
        indicator = IndicatorFactory(programme=programme, title=title, polarity=polarity, **facts)
        if facts.get("frequency"):
            ObservationFactory(indicator=indicator, period_end=day(3, 31), value=12)
        monthly(indicator, *numbers)
        return indicator

    add("A few", "lower", [])
    add("B yearly", "lower", [], frequency="reporting_year")
    add("C usual", "lower", STEADY)
    add("D better", "higher", RISEN)
    add("E changed", "none", RISEN)
    TargetFactory(indicator=add("F fails", "lower", STEADY), value=5)
    add("G worse", "lower", RISEN)
    return programme


def test_worst_first_puts_what_gets_worse_and_what_fails_before_the_rest(grid):
    found = worst_first(readings(grid, TODAY, small_numbers=True))

    assert [(reading.indicator.title, str(reading.signal.variation), reading.is_exception) for reading in found] == [
        ("G worse", "worsening", True),
        ("F fails", "common_cause", True),
        ("E changed", "changed", False),
        ("D better", "improving", False),
        ("C usual", "common_cause", False),
        ("B yearly", "yearly", False),
        ("A few", "too_few", False),
    ]
    assert found[1].signal.assurance == Assurance.FAILS


def test_the_grid_in_a_sentence_counts_every_signal(grid):
    assert grid_sentence(readings(grid, TODAY, small_numbers=True)) == (
        "One measure is getting worse, one measure is getting better, one measure has changed, neither for better nor "
        "worse, two measures have not really changed and for two measures there are too few figures to tell."
    )
    assert grid_sentence([]) == "No measure is in the catalogue yet."


def test_the_grid_says_nothing_of_signals_that_no_measure_has(visits):
    assert grid_sentence([reading_of(visits)]) == "For one measure there are too few figures to tell."

    monthly(visits, *STEADY)

    assert grid_sentence([reading_of(visits)]) == "One measure has not really changed."


@pytest.mark.parametrize(
    ("impact", "said"),
    [
        ("sustained", "Rated as better than its indicators say: “G worse” is getting worse."),
        ("some", "Rated as better than its indicators say: “G worse” is getting worse."),
        ("none", ""),
        (None, ""),
    ],
)
def test_a_rating_is_held_against_what_its_measures_say(grid, impact, said):
    found = readings(grid, TODAY, small_numbers=True)

    assert contradiction(impact, found) == said
    assert contradiction(impact, [reading for reading in found if reading.indicator.title != "G worse"]) == ""


@pytest.mark.parametrize("count", [1, 3])
def test_readings_take_two_queries_however_many_measures(programme, django_assert_num_queries, count):
    for indicator in IndicatorFactory.create_batch(count, programme=programme, polarity="lower"):
        monthly(indicator, *RISEN)
        TargetFactory(indicator=indicator, value=5)

    with django_assert_num_queries(2):
        found = worst_first(readings(programme, TODAY, small_numbers=False))
        told = [(reading.signal.sentence, reading.target_text, reading.change_text) for reading in found]

    assert (len(told), Indicator.objects.count()) == (count, count)


def test_a_reading_with_small_numbers_hidden_is_the_one_read_so(programme):
    indicator = IndicatorFactory(programme=programme, unit="count", frequency="month", polarity="higher")
    monthly(indicator, 30, 31, 29, 33, 30, 28, 31, 30, 32, 29, 30, 31, 2)

    (whole,) = readings(programme, TODAY, small_numbers=True)
    (hidden,) = readings(programme, TODAY, small_numbers=False)

    assert whole.latest.value == 2
    assert whole.with_small_hidden() == hidden == hidden.with_small_hidden()
    assert whole.with_small_hidden().signal == hidden.signal != whole.signal
    assert hidden.latest.value == 31
    assert hidden.versions == ()
