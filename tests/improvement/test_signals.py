"""What a series says in words, on its latest point and against its target."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.signals import (
    Assurance,
    Measure,
    Polarity,
    Signal,
    Target,
    Variation,
    difference,
    figure,
    is_yearly,
    signal_for,
    variation_of,
)
from improvement.spc import Way
from tests.factories.signals import STEADY, Span, decimals, months, quarters, snapshots, years

FLOW = Measure("count", "lower", "flow")
STOCK = Measure("count", "lower", "stock")
SHARE = Measure("percentage", "higher")
RATE = Measure("rate_per_10000", "none")


def monthly(values, measure=FLOW, **facts):
    return signal_for(months(len(values)), values, measure=measure, **facts)


@pytest.mark.parametrize(
    ("values", "measure", "sentence"),
    [
        (STEADY, FLOW, "No real change: within the usual range of 10 to 21 a month."),
        (STEADY, STOCK, "No real change: within the usual range of 10 to 21."),
        (STEADY, SHARE, "No real change: within the usual range of 10% to 21.3%."),
        (STEADY, RATE, "No real change: within the usual range of 10 to 21.3 per 10,000."),
        ([100] * 12, SHARE, "No real change: 100% throughout."),
        ([4] * 12, FLOW, "No real change: 4 a month throughout."),
        (decimals("1.5 1.6 " * 6), STOCK, "No real change: within the usual range of 1.3 to 1.8."),
    ],
)
def test_common_cause_says_what_is_usual(values, measure, sentence):
    signal = monthly(values, measure)

    assert (signal.variation, signal.way, signal.sentence) == (Variation.COMMON_CAUSE, None, sentence)


RISEN = [*STEADY, *[17, 18, 17, 19, 18, 17, 18]]
FALLEN = [*STEADY, *[13, 14, 13, 12, 13, 14, 13]]
RISING = [*STEADY, *[11, 12, 13, 14, 15, 16]]
SUNK = [31 - value for value in RISING]
SPIKE = [*STEADY, 25]
DROP = [*STEADY, 2]
NEAR = [*[92, 108] * 14, 140, 104, 140]
NEAR_THRICE = [*[92, 108] * 16, 138, 139, 138]


@pytest.mark.parametrize(
    ("values", "measure", "variation", "sentence"),
    [
        (RISEN, FLOW, "worsening", "Worsening: eight months above the average since July 2016."),
        (RISEN, SHARE, "improving", "Improving: eight months above the average since July 2016."),
        (FALLEN, FLOW, "improving", "Improving: seven months below the average since August 2016."),
        (SPIKE, FLOW, "worsening", "Worsening: February 2017, at 25, is above the upper limit of 22.7."),
        (DROP, FLOW, "improving", "Improving: February 2017, at 2, is below the lower limit of 7.2."),
        (DROP, SHARE, "worsening", "Worsening: February 2017, at 2%, is below the lower limit of 7.2%."),
        (RISING, SHARE, "improving", "Improving: rising for six months since September 2016."),
        (SUNK, SHARE, "worsening", "Worsening: falling for six months since September 2016."),
        (NEAR, FLOW, "worsening", "Worsening: two of the last three months are close to the upper limit."),
        (NEAR_THRICE, SHARE, "improving", "Improving: all of the last three months are close to the upper limit."),
        (
            RISING,
            RATE,
            "changed",
            "Changed: rising for six months since September 2016; this measure has no good or bad direction.",
        ),
        (
            SPIKE,
            RATE,
            "changed",
            "Changed: February 2017, at 25 per 10,000, is above the upper limit of 22.7 per 10,000;"
            " this measure has no good or bad direction.",
        ),
    ],
)
def test_a_special_cause_is_named_with_its_side_and_since_when(values, measure, variation, sentence):
    signal = monthly(values, measure)

    assert (signal.variation, signal.sentence) == (variation, sentence)


def test_the_way_is_the_figures_own_whatever_is_good():
    assert monthly(RISEN, FLOW).way == monthly(RISEN, SHARE).way == monthly(RISEN, RATE).way == Way.UP
    assert monthly(DROP, FLOW).way == Way.DOWN


def test_where_rules_disagree_improvement_is_named_and_both_are_said():
    values = [*STEADY, 32, 31, 30, 29, 28, 27]

    assert monthly(values, FLOW).sentence == (
        "Improving: falling for six months since September 2016,"
        " but February 2017, at 27, is above the upper limit of 25.8."
    )
    assert monthly(values, SHARE).sentence == (
        "Improving: February 2017, at 27%, is above the upper limit of 25.8%,"
        " but falling for six months since September 2016."
    )
    assert monthly(values, RATE).sentence == (
        "Changed: February 2017, at 27 per 10,000, is above the upper limit of 25.8 per 10,000,"
        " but falling for six months since September 2016; this measure has no good or bad direction."
    )


def test_a_limit_that_would_look_equal_to_the_figure_has_a_second_place():
    signal = monthly([*decimals("0 2.23 " * 7), Decimal("8.30")], SHARE)

    assert signal.sentence == "Improving: February 2017, at 8.3%, is above the upper limit of 8.26%."


def test_few_points_have_trial_limits_that_say_so():
    signal = monthly(STEADY[:8])

    assert signal.is_trial
    assert signal.sentence == (
        "No real change: within the usual range of 9 to 22 a month. The limits are trial limits: eight of 12 months."
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (STEADY[:5], "Too few months for limits: five of the six needed."),
        ([7], "Too few months for limits: one of the six needed."),
        ([7, None, 7, None], "Too few months for limits: two of the six needed."),
        ([5, None] * 7, "Too many gaps for limits: no steps from one month to the next, of the five needed."),
        ([5, 6, None] * 4, "Too many gaps for limits: four steps from one month to the next, of the five needed."),
    ],
)
def test_too_few_points_for_limits(values, sentence):
    signal = monthly(values, target=Target(Decimal(4)))

    assert (signal.variation, signal.sentence) == (Variation.TOO_FEW, sentence)
    assert signal.assurance_sentence == "Not judged against the target of 4 until there are limits."
    assert not signal.is_trial


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_figures_yet(values):
    expected = Signal(Variation.TOO_FEW, "No figures yet.", Assurance.NONE, "No target is set.")

    assert monthly(values) == expected
    assert not expected.is_trial


def test_the_latest_point_is_the_last_one_with_a_figure():
    assert monthly([*SPIKE, None]).sentence == "Worsening: January 2017, at 25, is above the upper limit of 22.7."


def test_quarters_have_their_own_words():
    by_quarter = signal_for(quarters(len(SPIKE)), SPIKE, measure=FLOW)

    assert by_quarter.sentence == "Worsening: January to March 2017, at 25, is above the upper limit of 22.7."
    assert signal_for(quarters(17), STEADY, measure=FLOW).sentence.endswith("10 to 21 a quarter.")


def test_a_month_that_is_not_there_at_all_is_a_gap():
    periods = months(13)
    del periods[6]

    chart = signal_for(periods, STEADY[:12], measure=FLOW).chart

    assert (chart.segments[0].count, chart.segments[0].range_count) == (12, 10)


def test_limits_are_computed_anew_from_the_first_period_on_or_after_a_day():
    values = [*STEADY, *[value + 30 for value in STEADY]]
    rebases = [(datetime.date(2015, 9, 15), "New system"), (datetime.date(2017, 3, 1), "Not yet")]

    signal = monthly(values, rebases=rebases)

    assert [(s.start, s.reason) for s in signal.chart.segments] == [(0, ""), (17, "New system")]
    assert signal.sentence == "No real change: within the usual range of 40 to 51 a month."


@pytest.mark.parametrize(
    ("measure", "target", "assurance", "sentence"),
    [
        (SHARE, Target(Decimal(9)), "passes", "Passes: even a usual low month, at 10%, meets the target of 9%."),
        (SHARE, Target(Decimal(90)), "fails", "Fails: even a usual high month, at 21.3%, misses the target of 90%."),
        (
            SHARE,
            Target(Decimal(15)),
            "hit_and_miss",
            "Hit and miss: the limits, 10% and 21.3%, lie on both sides of the target of 15%.",
        ),
        (FLOW, Target(Decimal(22)), "passes", "Passes: even a usual high month, at 21.3, meets the target of 22."),
        (FLOW, Target(Decimal(9)), "fails", "Fails: even a usual low month, at 10, misses the target of 9."),
        (
            SHARE,
            Target(Decimal(10)),
            "hit_and_miss",
            "Hit and miss: the limits, 9.99% and 21.3%, lie on both sides of the target of 10%.",
        ),
        (
            SHARE,
            Target(Decimal(11), Decimal("1.5")),
            "passes",
            "Passes: even a usual low month, at 10%, meets the target of 11%,"
            " with its tolerance of 1.5 percentage points.",
        ),
        (
            FLOW,
            Target(Decimal(20), Decimal("1.5")),
            "passes",
            "Passes: even a usual high month, at 21.3, meets the target of 20, with its tolerance of 1.5.",
        ),
        (SHARE, None, "none", "No target is set."),
        (RATE, None, "none", "No target is set."),
        (
            RATE,
            Target(Decimal(80)),
            "none",
            "Not judged against 80 per 10,000: this measure has no good or bad direction.",
        ),
    ],
)
def test_assurance_is_where_the_limits_lie(measure, target, assurance, sentence):
    signal = monthly(STEADY, measure, target=target)

    assert (signal.assurance, signal.assurance_sentence) == (assurance, sentence)


def test_a_limit_on_the_target_meets_it_and_a_hair_beyond_misses():
    swings = [0, 223] * 7 + [824]
    upper = monthly(swings, STOCK).chart.segments[0].upper

    assert monthly(swings, STOCK, target=Target(upper)).assurance == Assurance.PASSES
    assert monthly(swings, STOCK, target=Target(upper - Decimal("0.01"))).assurance == Assurance.HIT_AND_MISS
    assert monthly(swings, STOCK, target=Target(upper - Decimal("0.01"))).assurance_sentence == (
        "Hit and miss: the limits, 0 and 824, lie on both sides of the target of 823.99."
    )


PERCENTAGES = decimals("33.2 14.6")


def test_two_years_are_compared_and_no_trend_is_claimed():
    signal = signal_for(years(2), PERCENTAGES, measure=Measure("percentage", "lower"), target=Target(Decimal(15)))

    assert signal == Signal(
        Variation.YEARLY,
        "14.6% in 2015/16, down 18.6 percentage points from 33.2% in 2014/15; two points are not a trend.",
        Assurance.NONE,
        "14.6% in 2015/16 meets the target of 15%.",
        Way.DOWN,
    )


@pytest.mark.parametrize(
    ("values", "unit", "sentence"),
    [
        ("33.2 14.6 -", "percentage", "14.6% in 2014/15, down 18.6 percentage points from 33.2% in 2013/14"),
        ("33.2 - 14.6", "percentage", "14.6% in 2015/16, down 18.6 percentage points from 33.2% in 2013/14"),
        ("0 50 51", "percentage", "51% in 2015/16, up 1 percentage point from 50% in 2014/15"),
        ("0 51 51", "percentage", "51% in 2015/16, the same as in 2014/15"),
        ("1 115.5 120.75", "rate_per_10000", "120.75 per 10,000 in 2015/16, up 5.25 from 115.5 per 10,000 in 2014/15"),
        ("1 25100 24000", "count", "24,000 in 2015/16, down 1,100 from 25,100 in 2014/15"),
    ],
)
def test_a_year_is_compared_with_the_last_one_known(values, unit, sentence):
    signal = signal_for(years(3), decimals(values), measure=Measure(unit, "lower"))

    assert signal.sentence == f"{sentence}; two points are not a trend."
    assert signal.assurance_sentence == "No target is set."


def test_one_year_alone_is_compared_with_nothing():
    signal = signal_for(years(2), decimals("- 14.6"), measure=SHARE, target=Target(Decimal(15)))

    assert signal.sentence == "14.6% in 2015/16; there is no earlier year to compare."
    assert (signal.way, signal.assurance_sentence) == (None, "14.6% in 2015/16 misses the target of 15%.")


def test_a_year_without_polarity_is_not_held_against_a_target():
    signal = signal_for(years(2), decimals("90 80"), measure=RATE, target=Target(Decimal(75)))

    assert signal.assurance_sentence == "Not judged against 75 per 10,000: this measure has no good or bad direction."


def test_many_years_still_get_no_limits():
    signal = signal_for(years(17), STEADY, measure=SHARE)

    assert (signal.variation, signal.chart) == (Variation.YEARLY, None)


MARCH = [datetime.date(year, 3, 31) for year in range(2010, 2017)]


def test_a_day_a_year_is_a_yearly_figure():
    signal = signal_for(snapshots(*MARCH[:2]), decimals("300 280"), measure=STOCK)

    assert signal.sentence == "280 on 31 March 2011, down 20 from 300 on 31 March 2010; two points are not a trend."


@pytest.mark.parametrize(
    ("periods", "yearly"),
    [
        (years(3), True),
        ([Span("academic_year", MARCH[0], MARCH[1])], True),
        ([Span("reporting_year", MARCH[0], MARCH[1])], True),
        (months(3), False),
        (quarters(3), False),
        (snapshots(*MARCH), True),
        (snapshots(MARCH[0]), True),
    ],
)
def test_what_comes_once_a_year_is_yearly(periods, yearly):
    assert is_yearly(periods) == yearly


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal(25100), "count", "25,100"),
        (Decimal("14.60"), "percentage", "14.6%"),
        (Decimal("115.55"), "rate_per_10000", "115.55 per 10,000"),
        (100, "count", "100"),
        (Decimal(0), "percentage", "0%"),
    ],
)
def test_figure_as_a_reader_sees_it(value, unit, text):
    assert figure(value, unit) == text


def test_percentages_differ_by_percentage_points():
    assert difference(Decimal(1), "percentage") == "1 percentage point"
    assert difference(Decimal("2.50"), "percentage") == "2.5 percentage points"
    assert difference(Decimal("2.5"), "count") == "2.5"


def test_limits_of_a_measure_are_those_its_unit_allows():
    assert (SHARE.floor, SHARE.ceiling) == (0, 100)
    assert (FLOW.floor, FLOW.ceiling) == (RATE.floor, RATE.ceiling) == (0, None)
    assert monthly([98, 100] * 8, SHARE).chart.segments[0].upper == 100


def test_a_point_says_by_itself_what_it_is():
    points = monthly([*STEADY, 30, 15], FLOW).chart.points

    assert [variation_of(points[i], Polarity.LOWER) for i in (17, 18)] == ["worsening", "common_cause"]
    assert variation_of(points[17], Polarity.HIGHER) == Variation.IMPROVING
    assert variation_of(points[17], Polarity.NONE) == Variation.CHANGED


FIGURES = st.lists(st.integers(0, 100), min_size=1, max_size=30)
SWAPPED = {Variation.IMPROVING: Variation.WORSENING, Variation.WORSENING: Variation.IMPROVING}
SWAPPED_ASSURANCE = {Assurance.PASSES: Assurance.FAILS, Assurance.FAILS: Assurance.PASSES}


def disagree(signal):
    return ", but " in signal.sentence


@given(FIGURES)
def test_figures_mirrored_swap_improving_and_worsening(values):
    signal = monthly(values, SHARE)
    mirrored = monthly([100 - value for value in values], SHARE)

    if disagree(signal):
        assert disagree(mirrored)
    else:
        assert mirrored.variation == SWAPPED.get(signal.variation, signal.variation)


@given(FIGURES)
def test_figures_mirrored_with_the_polarity_turned_say_the_same(values):
    higher, lower = Measure("percentage", "higher"), Measure("percentage", "lower")
    target, mirror = Target(Decimal(50), Decimal(5)), Target(Decimal(50), Decimal(5))

    signal = monthly(values, higher, target=target)
    mirrored = monthly([100 - value for value in values], lower, target=mirror)

    assert (signal.variation, signal.assurance) == (mirrored.variation, mirrored.assurance)


@given(FIGURES)
def test_every_sentence_is_one_that_ends(values):
    for measure in (FLOW, STOCK, SHARE, RATE):
        signal = monthly(values, measure, target=Target(Decimal(50)))

        assert signal.sentence.endswith(".")
        assert signal.assurance_sentence.endswith(".")
        assert signal.sentence.split(":")[0] in {*Variation.labels, "Too few months for limits"}
