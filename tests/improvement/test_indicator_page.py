"""What a measure's page shows beside its signal."""

import datetime

import pytest

from config.components import Fact
from improvement.indicator_page import (
    all_ties_on,
    definition_facts,
    events_on,
    facts_of,
    key_figures,
    quality_sentences,
    restated_count,
    target_text,
    targets_on,
    ties_on,
)
from improvement.readings import readings
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    FindingFactory,
    FindingTieFactory,
    IndicatorEventFactory,
    IndicatorFactory,
    InterventionFactory,
    ObservationFactory,
    StatisticsImportFactory,
    TargetFactory,
    WorkstreamFactory,
    WorkstreamTieFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
YESTERDAY = datetime.date(2017, 2, 27)
EARLIER = datetime.date(2016, 6, 1)


def end_of(number):
    """The last day of a month, counted from January 2014."""
    year, month = divmod(number + 1, 12)
    return datetime.date(2014 + year, month + 1, 1) - datetime.timedelta(days=1)


def monthly(indicator, *numbers):
    for place, number in enumerate(numbers):
        ObservationFactory(indicator=indicator, period_end=end_of(place), value=number)


def reading_of(indicator, on=TODAY, *, small_numbers=True):
    (found,) = readings(indicator.programme, on, small_numbers=small_numbers)
    return found


def facts_on(indicator, on=TODAY):
    return facts_of(reading_of(indicator, on), indicator.programme, on)


@pytest.fixture
def visits():
    return IndicatorFactory(percentage=True, title="Visits in time", owner_post="Head of Service")


STEADY = (14, 17, 15, 16) * 4


def test_a_row_stands_for_each_period_newest_first_with_its_range_and_signal():
    indicator = IndicatorFactory(polarity="lower")
    monthly(indicator, *STEADY, 40)
    ObservationFactory(indicator=indicator, period_end=end_of(17), value=15, status="provisional")
    ObservationFactory(indicator=indicator, period_end=end_of(18), value=None, missing="x")

    missing, latest, spike, *usual = facts_on(indicator)["rows"]

    assert [(row.figure.text, row.signal, row.status) for row in (missing, latest, spike, usual[0])] == [
        ("not available (x)", "", "Final"),
        ("15", "", "Provisional"),
        ("40", "Above the upper limit", "Final"),
        ("16", "", "Final"),
    ]
    assert (latest.range, spike.range, len(usual)) == (usual[0].range, usual[-1].range, 16)
    assert bool(latest.range) is True


def test_the_first_few_figures_have_no_range():
    indicator = IndicatorFactory()
    monthly(indicator, 20, 30)

    assert [(row.figure.text, row.range, row.signal) for row in facts_on(indicator)["rows"]] == [
        ("30", "", ""),
        ("20", "", ""),
    ]


def test_yearly_figures_have_rows_without_a_range():
    indicator = IndicatorFactory(frequency="reporting_year")
    ObservationFactory(indicator=indicator, period_end=datetime.date(2016, 3, 31), value=20)

    ((row,),) = [facts_on(indicator)["rows"]]

    assert (row.figure.text, row.range, row.signal) == ("20", "", "")


def told(reading):
    return [(figure.label, figure.value, list(figure.notes)) for figure in key_figures(reading)]


def test_key_figures_without_any(visits):
    assert told(reading_of(visits)) == [("Latest", "No figure yet", [])]


def test_key_figures_have_the_latest_alone_without_one_before_or_a_target(visits):
    ObservationFactory(indicator=visits, value=80)

    assert told(reading_of(visits)) == [("Latest", "80.0%", ["May 2016"])]


def test_key_figures_have_what_each_rests_on(visits):
    monthly(visits, 70)
    ObservationFactory(
        indicator=visits, period_end=end_of(1), value=80, numerator=8, denominator=10, status="provisional"
    )
    TargetFactory(indicator=visits, value=90)

    found = reading_of(visits)

    assert told(found) == [
        ("Latest", "80.0%", ["February 2014", "8 of 10", "Provisional figure"]),
        ("The one before", "70.0%", ["January 2014", "Up 10 percentage points"]),
        ("Target", "90.0%", [found.signal.assurance_sentence]),
    ]


def test_the_definition_is_told_in_facts_and_a_count_has_no_parts(visits):
    plans = IndicatorFactory()

    share, count = definition_facts(visits), definition_facts(plans)

    assert share == [
        Fact("Definition", "Children on a plan."),
        Fact("Numerator", "Visits in time"),
        Fact("Denominator", "Visits due"),
        Fact("Unit", visits.get_unit_display()),
        Fact("Stock or flow", "Over a period"),
        Fact("Which way is better", "Higher is better"),
        Fact("Period", "Month"),
        Fact("Source", "Council case system"),
        Fact("Owner", "Head of Service"),
        Fact("Code", visits.code),
    ]
    assert count[:3] == [
        Fact("Definition", "Children on a plan."),
        Fact("Unit", plans.get_unit_display()),
        Fact("Stock or flow", "At the end of a period"),
    ]


def test_the_quality_of_the_data_is_told_in_sentences():
    indicator = IndicatorFactory(polarity="lower")
    monthly(indicator, 20, 3, 4, 30, 31)
    for number, symbol in ((5, "c"), (6, "x"), (7, "x")):
        ObservationFactory(indicator=indicator, period_end=end_of(number), value=None, missing=symbol)
    ObservationFactory(indicator=indicator, period_end=end_of(8), value=32, status="provisional")

    found = quality_sentences(reading_of(indicator, small_numbers=False), 1)

    assert found[:5] == [
        "One period without a figure: confidential: too few children.",
        "Two figures hidden: too few children stand behind them.",
        "Two periods without a figure: not available.",
        "One figure provisional: they may be restated.",
        "One figure restated since first recorded; both stay on record.",
    ]


def test_few_points_have_trial_limits_and_many_have_none_to_tell_of():
    few, many = IndicatorFactory(), IndicatorFactory()
    monthly(few, *STEADY[:8])
    monthly(many, *STEADY)

    assert [quality_sentences(reading_of(indicator), 0) for indicator in (few, many)] == [
        ["Fewer than 12 points: the limits are trial limits."],
        [],
    ]


def test_restated_figures_are_counted_as_known_on_a_day(visits):
    for on, value, other in ((EARLIER, 80, 60), (YESTERDAY, 81, 61), (TODAY, 82, 60)):
        ObservationFactory(indicator=visits, value=value, recorded_on=on)
        # Set back in the end to what it was at first.
        ObservationFactory(indicator=visits, value=other, period_end=end_of(0), recorded_on=on)
    # Said again, with its counts.
    ObservationFactory(indicator=visits, value=50, period_end=end_of(1), recorded_on=EARLIER)
    ObservationFactory(indicator=visits, value=50, period_end=end_of(1), numerator=5, denominator=10)
    supported = visits.programme.supported

    assert [restated_count(visits, supported, on) for on in (EARLIER, YESTERDAY, TODAY)] == [0, 2, 1]


def test_events_of_the_measure_of_all_and_directions_stand_oldest_first(visits):
    programme = visits.programme
    IndicatorEventFactory(
        indicator=visits, kind="rebase", title="Better", reason="Since.", happened_on=datetime.date(2016, 6, 3)
    )
    IndicatorEventFactory(indicator=None, programme=programme, title="B", happened_on=datetime.date(2016, 6, 2))
    IndicatorEventFactory(indicator=None, programme=programme, title="A", happened_on=datetime.date(2016, 6, 2))
    IndicatorEventFactory(indicator=IndicatorFactory(programme=programme, area="quality"))
    IndicatorEventFactory(indicator=visits, title="Later", recorded_on=TODAY)
    InterventionFactory(programme=programme, title="Direction", issued_on=EARLIER)
    InterventionFactory()

    found = events_on(programme, visits, YESTERDAY)

    assert [(marked.on.day, marked.kind, marked.title, marked.reason, marked.is_rebase) for marked in found] == [
        (1, "Statutory Direction", "Direction", "", False),
        (2, "", "A", "", False),
        (2, "", "B", "", False),
        (3, "New limits from here", "Better", "Since.", True),
    ]


def test_targets_stand_by_the_day_they_apply_from_the_newest_of_each(visits):
    TargetFactory(indicator=visits, value=80)
    newest = TargetFactory(indicator=visits, value=85, tolerance=2, recorded_on=YESTERDAY)
    later = TargetFactory(indicator=visits, value=90, applies_from=TODAY)
    TargetFactory(indicator=visits, value=99, recorded_on=TODAY)

    found = targets_on(visits, YESTERDAY)

    assert found == [newest, later]
    assert [target_text(visits, target) for target in found] == ["85.0%, within 2.0%", "90.0%"]


def test_ties_stand_while_they_do(visits):
    programme = visits.programme
    first, second, third = (FindingFactory(programme=programme, reference=f"F{n}") for n in (1, 2, 3))
    FindingTieFactory(indicator=visits, finding=second)
    FindingTieFactory(indicator=visits, finding=first)
    FindingTieFactory(indicator=visits, finding=third, withdrawn_on=TODAY, withdrawn_by=UserFactory())
    workstream = WorkstreamTieFactory(indicator=visits, workstream=WorkstreamFactory(programme=programme, number=8))
    FindingTieFactory()

    assert ties_on(visits, TODAY) == ([first, second], [workstream.workstream])
    assert ties_on(visits, YESTERDAY) == ([first, second, third], [workstream.workstream])
    assert {key: (sorted(findings), numbers) for key, (findings, numbers) in all_ties_on(programme, TODAY).items()} == {
        visits.pk: (["F1", "F2"], [8])
    }


def test_the_page_knows_the_last_file_and_whether_the_measure_is_retired(visits):
    older, newer = (StatisticsImportFactory(programme=visits.programme, recorded_on=on) for on in (EARLIER, TODAY))
    for found in (older, newer):
        ObservationFactory(indicator=visits, value=80, statistics_import=found, recorded_on=found.recorded_on)

    assert [facts_on(visits, on)["last_file"] for on in (YESTERDAY, TODAY)] == [older, newer]
    assert facts_on(visits)["is_retired"] is False
